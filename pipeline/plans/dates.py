"""The dates that plans print → the last day that they allow.

"Sept 23" is 30 September 2023, "Q3 2023/24" 31 December 2023: councils' years begin in April.
Open dates ("Ongoing", "Quarterly", "From April 2024") and days that do not exist give nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from pipeline.dates import MONTHS

_NUMBERS = {name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)}
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)(?![a-z])\.?"
)
_YEAR = r"(?:['’‘]?\d{2}(?!\d)|(?:19|20)\d{2}(?!\d))"
_SPAN = r"(?P<{0}>(?:20)?\d{{2}})\s*[/\-–—]\s*(?P<{1}>(?:20)?\d{{2}})(?![\d/])"
_GAP = r"[\s,./\-–]*"


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    number = int(re.sub(r"\D", "", text))
    return number if number > 99 else 2000 + number


def _month(text: str) -> int:
    return _NUMBERS[text[:3].casefold()]


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _years(match: re.Match[str], first: str, last: str) -> tuple[int, int]:
    return _year(match[first]), _year(match[last])


def _quarter(match: re.Match[str]) -> date | None:
    """A quarter of the financial year that begins in April."""
    first = _year(match["q_first"] or match["q_from"] or match["q_year"])
    number = int(match["quarter"] or match["quarter_after"] or match["quarter_word"][0])
    return _end_of_month(first + (number == 4), (6, 9, 12, 3)[number - 1])


def _half(match: re.Match[str]) -> date | None:
    first = _year(match["h_first"])
    return date(first, 9, 30) if match["half"] == "1" else date(first + 1, 3, 31)


def _academic(match: re.Match[str]) -> date | None:
    return date(_year(match["a_last"]), 8, 31)


def _financial(match: re.Match[str]) -> date | None:
    first, last = _years(match, "f_first", "f_last")
    if match["f_last"].startswith("20") and last > first + 1:
        return date(last, 12, 31)  # "2023-2026" names years, "2023/24" the one from April
    return date(last, 3, 31) if 0 < last - first <= 10 else None


_TERM_ENDS = {"autumn": (12, 31), "spring": (4, 30), "summer": (7, 31)}
_SEASON_ENDS = {"spring": 5, "summer": 8, "autumn": 11}


def _season(match: re.Match[str]) -> date | None:
    season = match["season"].casefold()
    year, second = _year(match["s_year"]), match["s_second"]
    if match["term"] and season in _TERM_ENDS:
        if second and season != "autumn":
            year = _year(second)
        return date(year, *_TERM_ENDS[season])
    if season == "winter":
        return _end_of_month(_year(second) if second else year + 1, 2)
    return _end_of_month(_year(second) if second else year, _SEASON_ENDS[season])


def _week(match: re.Match[str]) -> date | None:
    found = latest(match["week"])
    return found + timedelta(days=6) if found else None


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], date | None]], ...] = (
    (r"(?:w/?c\b|week (?:commencing|beginning|of))\.?:?\s*(?P<week>.{5,20})", _week),
    (
        r"(?P<iso_year>20\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)(?!\d)",
        lambda m: _day_of(int(m["iso_year"]), int(m["iso_month"]), int(m["iso_day"])),
    ),
    (
        (
            rf"(?P<n_day>\d{{1,2}})\s?(?P<mark>[/.\-])\s?(?P<n_month>\d{{1,2}})\s?(?P=mark)\s?"
            rf"(?P<n_year>{_YEAR})"
        ),
        lambda m: _day_of(_year(m["n_year"]), int(m["n_month"]), int(m["n_day"])),
    ),
    (
        (
            rf"(?:q(?:uarter|tr)?\.?\s?[1-4]\s?(?:[-–/&,]|to|and)\s?)?"
            rf"(?:q(?:uarter|tr)?\.?\s?(?P<quarter>[1-4])|(?P<quarter_word>[1-4](?:st|nd|rd|th))\s+"
            rf"(?:quarter|qtr)){_GAP}(?:of\s+)?\(?(?:fy\s?)?"
            rf"(?:{_SPAN.format('q_first', 'q_last')}|(?P<q_year>{_YEAR}))"
            rf"|(?:fy\s?)?{_SPAN.format('q_from', 'q_to')}{_GAP}"
            rf"q(?:uarter|tr)?\.?\s?(?P<quarter_after>[1-4])"
        ),
        _quarter,
    ),
    (rf"h(?:alf)?\s?(?P<half>[12]){_GAP}(?:fy\s?)?{_SPAN.format('h_first', 'h_last')}", _half),
    (
        (
            rf"(?P<season>spring|summer|autumn|winter)\s*(?P<term>term)?{_GAP}(?:of\s+)?"
            rf"(?P<s_year>{_YEAR})(?:[/\-–](?P<s_second>\d{{2,4}})(?!\d))?"
        ),
        _season,
    ),
    (
        rf"(?:academic|school)\s+year{_GAP}(?:of\s+)?{_SPAN.format('a_first', 'a_last')}",
        _academic,
    ),
    (
        (
            rf"(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of)?{_GAP}(?P<d_month>{_MONTH})"
            rf"{_GAP}(?P<d_year>{_YEAR})"
        ),
        lambda m: _day_of(_year(m["d_year"]), _month(m["d_month"]), int(m["day"])),
    ),
    (
        (
            rf"(?P<us_month>{_MONTH})\s*(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?\s*,\s*"
            r"(?P<us_year>(?:19|20)\d{2})"
        ),
        lambda m: _day_of(int(m["us_year"]), _month(m["us_month"]), int(m["us_day"])),
    ),
    (
        rf"(?P<month>{_MONTH})(?:\s+of)?{_GAP}(?P<year>{_YEAR})",
        lambda m: _end_of_month(_year(m["year"]), _month(m["month"])),
    ),
    (
        r"(?P<m_number>0?[1-9]|1[0-2])[/.\-](?P<m_year>20\d{2})(?!\d)",
        lambda m: _end_of_month(int(m["m_year"]), int(m["m_number"])),
    ),
    (
        r"(?:christmas|xmas)\s*(?P<x_year>20\d\d)",
        lambda m: date(int(m["x_year"]), 12, 25),
    ),
    (rf"(?:fy\s?)?{_SPAN.format('f_first', 'f_last')}", _financial),
    (
        (
            r"(?:^\W*|\b(?:of|by|in|during|throughout|year|before|to|end)\s+)"
            r"(?P<only_year>20\d{2})(?!\s*[-/–—.]?\d)"
        ),
        lambda m: date(int(m["only_year"]), 12, 31),
    ),
)
_ANY = re.compile(
    "|".join(f"(?P<form{i}>{pattern})" for i, (pattern, _) in enumerate(_FORMS)), re.IGNORECASE
)
_READ = tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in _FORMS)
_NOT_NOW = re.compile(
    r"[(\[]?\s*\b(?:was|were|originally|original|previously|formerly|initially|revised from"
    r"|extended from|moved from|changed from|start(?:ed|s|ing)?(?! of)|began"
    r"|begin(?:ning|s)?(?! of)"
    r"|commenc\w+|reported|updated|as at)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|to|until|till|by|revised(?: to)?|new|extended to|moved to|complet\w+|end(?:ing|s)?"
    r"|finish\w*|due)\b|[)\];–→>]|\s-\s",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\W*(?:on-?\s?going|in place|continu\w+|daily|weekly|fortnightly|monthly|bi-?monthly|quarterly"
    r"|six-?monthly|half-?yearly|termly|annual(?:ly)?|yearly|every\b|each\b|rolling|from\b|starting"
    r"|commencing|start\b(?! of)|beginning (?!of)|immediate(?:ly)?|business as usual"
    r"|bau\b|after\b|since\b)",
    re.IGNORECASE,
)
_ONWARDS = re.compile(r"\b(?:onwards?|on-?going thereafter)\W*$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|to|by|through to|end(?:ing|s)?)\b|[–→]|\s-\s", re.IGNORECASE)


def due_date(text: str) -> str:
    """The last day that the printed date allows, as ISO 8601; '' for open dates and no dates.

    Of several dates the latest counts, but not what it says it was before.

    >>> due_date("Sept 23"), due_date("Q3 2023/24"), due_date("by end of June 2023")
    ('2023-09-30', '2023-12-31', '2023-06-30')
    >>> due_date("Ongoing"), due_date("31/02/2024"), due_date("30/06/24 (was 31/03/24)")
    ('', '', '2024-06-30')
    """
    text = " ".join(text.split())
    if _ONWARDS.search(text):
        return ""
    opened = _OPEN.match(text)
    if opened:
        until = _UNTIL.search(text, opened.end())
        if not until:
            return ""
        text = text[until.start() :]
    found = latest(_of_now(text)) or latest(text)
    return found.isoformat() if found else ""


def latest(text: str) -> date | None:
    """The latest of the dates in `text`; None where there is none, or one that does not exist."""
    days = list(_days(text))
    return None if None in days else max((day for day in days if day), default=None)


def _of_now(text: str) -> str:
    """`text` without what it says of earlier dates and of beginnings."""
    kept, place = "", 0
    for match in _NOT_NOW.finditer(text):
        if match.start() < place:
            continue
        kept += text[place : match.start()]
        now = _NOW.search(text, match.end())
        place = now.start() if now else len(text)
    return kept + text[place:]


def _days(text: str) -> Iterator[date | None]:
    place = 0
    while match := _ANY.search(text, place):
        before = text[match.start() - 1 : match.start()]
        if before.isalnum() and match[0][0].isalnum():
            place = match.start() + 1
            continue
        number = next(i for i in range(len(_FORMS)) if match[f"form{i}"] is not None)
        pattern, read = _READ[number]
        again = pattern.match(text, match.start())
        if again:
            yield read(again)
        place = match.end()
