"""A better spelling for a search that finds nothing: offered, never searched for unasked.

The words come from the publications themselves. The index knows their stems; which word was meant
is told from the passages that hold the likeliest stems, so no list of all words is kept.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from difflib import SequenceMatcher, get_close_matches

from pipeline.db.schema import TOKENIZER
from pipeline.query import parse_query
from pipeline.search import Filters, search_findings

LIKE = 0.8
"""How alike two words must be, of 1, to be one word spelt in two ways."""
SHORTEST = 4
"""Shorter words are like too many others."""
MOST_WORDS = 5
STEMS = 4
PASSAGES = 40
_TABLES = (
    "held USING fts5vocab(main, findings_fts, row)",
    f"typed USING fts5(word, tokenize = '{TOKENIZER}')",
    "stems USING fts5vocab(temp, typed, instance)",
)
_WORD = re.compile(r"[^\W\d_]+")


def better_spelling(
    connection: sqlite3.Connection, query: str, filters: Filters | None = None
) -> str:
    """`query` with words that do occur for those that do not; '' where that finds nothing either.

    To be asked when `query` found nothing. Words of a phrase are looked at like others.
    """
    words = [word for word in dict.fromkeys(_WORD.findall(query)) if len(word) >= SHORTEST]
    unknown = [word for word in words[: 4 * MOST_WORDS] if not _occurs(connection, word)]
    if not unknown or len(unknown) > MOST_WORDS:
        return ""
    better = query
    for word, stem in zip(unknown, _stems_of(connection, unknown), strict=True):
        meant = _nearest(connection, word.casefold(), stem)
        if meant:
            better = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", meant, better)
    if better == query:
        return ""
    found = search_findings(connection, better, filters=filters or Filters(), limit=1)
    return better if found else ""


def _occurs(connection: sqlite3.Connection, word: str) -> bool:
    """Whether any finding has the word, in any form, or words that begin so."""
    wanted = parse_query(f"{word} OR {word}*").wanted
    row = connection.execute(
        "SELECT 1 FROM findings_fts WHERE findings_fts MATCH ? LIMIT 1", (wanted,)
    ).fetchone()
    return row is not None


def _stems_of(connection: sqlite3.Connection, words: list[str]) -> list[str]:
    """The stem of each word as the index has it. The tables lie in memory, not in the database."""
    for table in _TABLES:
        connection.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table}")
    try:
        connection.executemany("INSERT INTO temp.typed VALUES (?)", [(word,) for word in words])
        return [row[0] for row in connection.execute("SELECT term FROM temp.stems ORDER BY doc")]
    finally:
        connection.rollback()  # a transaction left open would keep a build from writing


def _nearest(connection: sqlite3.Connection, word: str, stem: str) -> str:
    """The word of the findings that is most like `word`, the more frequent first; '' for none.

    Only stems that begin with the same letter are looked at: few people miss that one.
    """
    rows = connection.execute(
        "SELECT term FROM temp.held WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
        (stem[0], chr(ord(stem[0]) + 1), len(stem) - 2, len(stem) + 2),
    )
    counted: Counter[str] = Counter()
    for near in get_close_matches(stem, [row[0] for row in rows], STEMS, LIKE - 0.1):
        rows = connection.execute(
            "SELECT f.text FROM findings_fts JOIN findings f ON f.rowid = findings_fts.rowid "
            "WHERE findings_fts MATCH ? LIMIT ?",
            (f'"{near}" *', PASSAGES),
        )
        for (text,) in rows:
            counted.update(_WORD.findall(text.casefold()))
    likely = [(_likeness(word, other), number, other) for other, number in counted.items()]
    best = max(likely, default=(0.0, 0, ""))
    return best[2] if best[0] >= LIKE else ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio() if abs(len(one) - len(other)) <= 3 else 0.0
