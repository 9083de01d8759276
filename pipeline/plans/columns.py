"""Which column of a plan means what, told from the words of its header.

The first rule of `headers` that fits decides; of several columns for one field the one with most
weight counts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.plans.headers import OTHER, RULES

FIELDS = (
    "reference",
    "theme",
    "text",
    "owner",
    "due",
    "status",
    "rag",
    "success_measure",
    "progress",
    "answers",
)
"""What a column may be. `text` is the action, `due` its date, `answers` the finding it answers."""
MAPPED_NAMES = {"action": "text", "lead": "owner", "timescale": "due", "finding": "answers"}
"""Names that a mapping file may use besides the fields."""

_LONGEST_LABEL = 120
_MOST_WORDS = 16
_COMPILED = tuple(
    (name, weight, re.compile(re.sub(r"\n\s*", "", pattern))) for name, weight, pattern in RULES
)
_SIGNS = str.maketrans({"#": " hash ", "№": " no ", "%": " percent ", "&": " and "})


def label_words(label: str) -> str:
    """A header as the rules see it.

    >>> label_words("Lead Officer(s)"), label_words("How’ll we know?")
    ('lead officer s', 'how ll we know')
    """
    folded = unicodedata.normalize("NFKD", label).casefold().translate(_SIGNS)
    return " ".join(re.findall(r"[^\W_]+", folded))


@lru_cache(maxsize=4096)
def recognise(label: str) -> tuple[str, int] | None:
    """Field and weight of a column with this header; None where it says nothing known.

    >>> recognise("What are we going to do?"), recognise("Lead officer"), recognise("By when")
    (('text', 6), ('owner', 6), ('due', 6))
    >>> recognise("Train 40 managers by March and report what has changed to the board each month")
    """
    if len(label) > _LONGEST_LABEL:
        return None
    words = label_words(label)
    if not words or words.count(" ") >= _MOST_WORDS:
        return None
    for name, weight, pattern in _COMPILED:
        if pattern.fullmatch(words):
            return name, weight
    return None


def recognise_pair(upper: str, lower: str) -> tuple[str, int] | None:
    """Field and weight of a column whose header has a part above, which may span other columns.

    >>> recognise_pair("Lead", "Name"), recognise_pair("Timescale", "Start")
    (('owner', 6), ('other', 0))
    """
    if not lower:
        return recognise(upper)
    own = recognise(lower)
    if not upper or upper == lower:
        return own
    if own and (own[0] == OTHER or own[1] > 4):
        return own
    return recognise(f"{upper} {lower}") or own


def is_period(label: str) -> bool:
    """Does a header name a month, quarter or day, as columns do that go on from left to right?"""
    words = label_words(label)
    return bool(
        re.search(
            r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\bq[1-4]\b|\bquarter \d"
            r"|\b20\d\d\b|\b\d{1,2} \d{1,2} \d\d\b",
            words,
        )
    )
