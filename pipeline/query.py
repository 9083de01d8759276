"""What people type into a search box → an FTS5 query that is always well formed.

supervision regular       both words, in any form (English stemming)
"return home"             these words in this order
supervis*                 words that begin so
-adoption                 not where this occurs
fostering OR adoption     one of them is enough
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PARTS = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))(?P<star>\*?)')
_SPELLINGS = str.maketrans({"“": '"', "”": '"', "„": '"', "−": "-", "\0": " "})
MOST = 200
"""Terms beyond this number are left out: SQLite limits the size of an expression."""


@dataclass(frozen=True, slots=True)
class Query:
    """What must occur and what must not, each an FTS5 expression; empty where nothing was said."""

    wanted: str = ""
    excluded: str = ""


def parse_query(text: str) -> Query:
    """Understand `text`. Whatever it is, this does not fail; what has no letter or digit is left.

    >>> parse_query('supervis* "return home" -adoption').wanted
    '("supervis" *) AND ("return home")'
    >>> parse_query("fostering OR adoption OR").wanted
    '("fostering" OR "adoption")'
    """
    groups: list[list[str]] = []
    excluded: list[str] = []
    joins = negates = False
    for match in _PARTS.finditer(_clean(text)):
        word = match["word"] or ""
        if word == "OR":
            joins = True
            continue
        if word in ("AND", "NOT"):
            negates = word == "NOT"
            continue
        term = _term(match)
        if not term:
            continue
        if match["minus"] or negates:
            excluded.append(term)
        elif joins and groups:
            groups[-1].append(term)
        else:
            groups.append([term])
        joins = negates = False
    return Query(
        " AND ".join(f"({' OR '.join(group)})" for group in groups[:MOST]),
        " OR ".join(excluded[:MOST]),
    )


def _clean(text: str) -> str:
    """Straight quotation marks and minus signs; without what cannot be sent to SQLite."""
    return text.translate(_SPELLINGS).encode("utf-8", "ignore").decode("utf-8")


def _term(match: re.Match[str]) -> str:
    """One term in quotation marks, so that no character of it means anything to FTS5."""
    said = match["phrase"] if match["phrase"] is not None else match["word"]
    if not any(_is_token(character) for character in said):
        return ""
    begins = bool(match["star"]) or (match["phrase"] is None and said.endswith("*"))
    return f'"{said.rstrip("*") if begins else said}"' + (" *" if begins else "")


def _is_token(character: str) -> bool:
    """Whether the tokenizer unicode61 keeps it: letters, digits and private use."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"
