"""Which lines above and between actions are the theme that they stand under."""

from __future__ import annotations

import re

_NAMED = re.compile(
    r"(?:(?:improvement|strategic|key|our|plan)\s+)?(?:priority|theme|workstream|work\s?stream|strand"
    r"|objective|pillar|domain|part|section|chapter|focus|area|recommendation|ambition|programme)s?"
    r"(?:\s+(?:area|theme))?\s*(?:\d+|[A-Z]\b|[:\-–—]|one|two|three|four|five|six|seven|eight)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})?[.):]?|[A-Z][.):]|[IVX]{1,4}[.):])\s+\S")
_NO_THEME = re.compile(
    r"(?:note|notes|nb|n\.b\.|key|legend|b?rag\b|source|version|draft|invented|last updated|updated"
    r"|as |reported|date|owner|lead|sponsor|sro|outcome|what|aim|goal|why|how|we |this |these |the "
    r"plan|total|page|status|appendix|annex|table|figure|contents|introduction|background|summary"
    r"|recommendations?$|actions?\b|decision|agenda|minutes|action plan|improvement plan)",
    re.IGNORECASE,
)
_PLAN_TITLE = re.compile(r"\bplan\b|\breport\b|\bcouncil\b|\bupdate\b", re.IGNORECASE)
_GENERIC_SHEET = re.compile(
    r"(?:sheet|table|tab)\s*\d*|.*\bplan\b.*|.*\bactions?\b.*|main|data|export.*|tracker|report",
    re.IGNORECASE,
)
_MOST_WORDS, _MOST_BAND_WORDS = 25, 14


def names_theme(text: str) -> bool:
    """Does a line say itself that it is a theme, by word or number?

    >>> names_theme("Priority 2: Safe at home"), names_theme("2024 plan")
    (True, False)
    """
    if len(text.split()) > _MOST_WORDS or "\n" in text.strip():
        return False
    return bool(_NAMED.match(text)) or bool(
        _NUMBERED.match(text) and not _PLAN_TITLE.search(text) and not text.rstrip().endswith(".")
    )


def is_band(text: str) -> bool:
    """May a line that stands alone between actions be their theme?"""
    if names_theme(text):
        return True
    words = text.split()
    return (
        len(words) <= _MOST_BAND_WORDS
        and not _NO_THEME.match(text)
        and not text.rstrip().endswith((".", ";", ","))
        and "\n" not in text.strip()
        and bool(re.search(r"[^\W\d_]{3}", text))
    )


def is_heading_theme(text: str) -> bool:
    """May a heading over a table be the theme of its actions?"""
    return names_theme(text) or (is_band(text) and not _PLAN_TITLE.search(text))


def sheet_theme(name: str) -> str:
    """The theme that a sheet's name gives; '' for names such as "Sheet1" and "Action plan"."""
    return "" if _GENERIC_SHEET.fullmatch(name.strip()) else name.strip()
