"""Printed dates ↔ ISO 8601 days.

English forms only, day before month where both are numbers. A date that does not exist
(31 February), lacks its year, or could be read in two ways gives nothing: never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = {name.casefold(): number for number, name in enumerate(MONTHS, 1)}
_NUMBERS |= {name[:3]: number for name, number in _NUMBERS.items()} | {"sept": 9}

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
)
_WEEKDAY = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|(?:mon|tues|tue|weds|wed|thurs|thur|thu|fri|sat|sun)\b\.?)"
)
_DAY = r"\d{1,2}(?:\s?(?:st|nd|rd|th)\b)?"
_YEAR = r"(?:19|20)\d{2}(?!\d)"
_DATE = re.compile(
    rf"""(?<![\w./-])(?:
        (?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?=T\d\d:|(?![\w/-]))
      | (?P<numeric>\d{{1,2}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)(?:19|20)\d\d)(?![\w/-])
      | (?:{_WEEKDAY}\s*,?\s*(?:the\s+)?)?
        (?P<day>\d{{1,2}})(?:\s?(?:st|nd|rd|th)\b)?\s*(?:day\s+)?(?:of\s+)?,?\s*
        (?P<month>{_MONTH})\s*,?\s*(?P<year>{_YEAR})
      | (?:{_WEEKDAY}\s*,?\s*)?
        (?P<month_first>{_MONTH})\s*(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?\s*,\s*
        (?P<year_last>{_YEAR})
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TOKEN = re.compile(
    rf"""(?P<iso>(?:19|20)\d\d-\d\d-\d\d(?!\d))
      | (?P<numeric>\d{{1,2}}(?P<mark>[/.])\d{{1,2}}(?P=mark)(?:19|20)\d\d(?!\d))
      | (?P<year>(?<!\d){_YEAR})
      | (?P<day>(?<!\d){_DAY}(?!\d))
      | (?P<month>(?<![^\W\d_]){_MONTH}(?![^\W\d_]))
      | (?P<weekday>\b{_WEEKDAY}(?![^\W\d_]))
      | (?P<link>\b(?:to|until|and|from|between|the|of)\b|[-‐‑\u2012–\u2014−,&])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HINT = re.compile(r"\d{4}|\d[/.-]\d{1,2}[/.-]\d{2}")
_RANGE_START = ("iso", "numeric", "day", "weekday")
_RANGE_END = ("iso", "numeric", "month", "year")
_WINTER_MONTHS, _SPRING_MONTHS = (11, 12), (1, 2)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month_number(text: str) -> int:
    return _NUMBERS[text.casefold().rstrip(".")]


def _numeric(text: str) -> str | None:
    """`7/9/2021`, `07.09.2021`: day, month, year."""
    day, month, year = re.split(r"[/.-]", text)
    return _iso(int(year), int(month), int(day))


def _of_match(match: re.Match[str]) -> str | None:
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return _iso(int(year), int(month), int(day))
    if match["numeric"]:
        return _numeric(match["numeric"])
    if match["month_first"]:
        return _iso(
            int(match["year_last"]), _month_number(match["month_first"]), int(match["day_after"])
        )
    return _iso(int(match["year"]), _month_number(match["month"]), int(match["day"]))


def find_dates(text: str) -> list[tuple[int, int, str]]:
    """Start, end and ISO day of each full date in running text; dates without a year are none."""
    found: list[tuple[int, int, str]] = []
    if not _HINT.search(text):  # most passages have no date, and looking closely costs
        return found
    for match in _DATE.finditer(text):
        iso = _of_match(match)
        if iso is not None:
            found.append((match.start(), match.end(), iso))
    return found


def parse_date(text: str, default_year: int | None = None) -> str | None:
    """The ISO day of a text that is a date and nothing else.

    >>> parse_date("Tuesday 7th September 2021"), parse_date("07.09.2021"), parse_date("31/2/2024")
    ('2021-09-07', '2021-09-07', None)
    """
    stripped = text.strip().rstrip(".,;").rstrip()
    match = _DATE.match(stripped)
    if match and (match.end() == len(stripped) or re.match(r"T\d\d:", stripped[match.end() :])):
        return _of_match(match)
    if default_year is not None and not re.search(r"\d{3}", stripped):
        return parse_date(f"{stripped} {default_year}")
    return None


def format_date(iso: str) -> str:
    """The day as letters print it.

    >>> format_date("2021-08-17")
    '17 August 2021'
    """
    day = date.fromisoformat(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def parse_date_range(text: str, default_year: int | None = None) -> tuple[str, str] | None:
    """First and last day of a text that names days and nothing else; one day is both.

    A month or year printed once holds for the days before it. Several spells give the first day
    of the first and the last day of the last. `default_year` is for texts without any year.

    >>> parse_date_range("30 September to 11 October 2024 and 13 to 16 January 2025")
    ('2024-09-30', '2025-01-16')
    """
    stripped = text.strip().strip(".;:()").strip()
    if not stripped:
        return None
    tokens: list[_Token] = []
    place = 0
    for token in _tokens(stripped):
        if stripped[place : token.start].strip():
            return None
        tokens.append(token)
        place = token.end
    if stripped[place:].strip():
        return None
    return _range_of(tokens, default_year)


def find_date_ranges(
    text: str, default_year: int | None = None
) -> list[tuple[int, int, tuple[str, str]]]:
    """Start, end, and first and last day of each run of days in running text.

    Days that only blanks, commas, dashes and words such as «to» and «and» part are one run.
    """
    found = []
    for run in _runs(text):
        days = _range_of(run, default_year)
        if days is not None:
            found.append((run[0].start, run[-1].end, days))
    return found


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup) if match.lastgroup != "mark" else "numeric"
        yield _Token(kind, match.group(), match.start(), match.end())


def _runs(text: str) -> Iterator[list[_Token]]:
    """Tokens with nothing but blanks between them, trimmed to what can be a range."""
    run: list[_Token] = []
    for token in (*_tokens(text), None):
        if token is not None and (not run or not text[run[-1].end : token.start].strip()):
            run.append(token)
            continue
        while run and run[0].kind not in _RANGE_START:
            run.pop(0)
        while run and run[-1].kind not in _RANGE_END:
            run.pop()
        if run:
            yield run
        run = [] if token is None else [token]


def _range_of(tokens: Sequence[_Token], default_year: int | None) -> tuple[str, str] | None:
    """Read from the end, so that each day meets its month and year before itself."""
    if not any(token.kind in ("year", "iso", "numeric") for token in tokens):
        year = default_year
    else:
        year = None
    month: int | None = None
    used = True
    days: list[tuple[int, int, int]] = []
    for token in reversed(tokens):
        if token.kind == "year":
            if not used:
                return None
            year, month, used = int(token.text), None, False
        elif token.kind == "month":
            if month is not None and not used:
                return None
            month, used = _month_number(token.text), False
        elif token.kind == "day":
            if month is None or year is None:
                return None
            days.append((year, month, int(re.sub(r"\D", "", token.text))))
            used = True
        elif token.kind in ("iso", "numeric"):
            iso = parse_date(token.text)
            if iso is None or not used:
                return None
            days.append((int(iso[:4]), int(iso[5:7]), int(iso[8:])))
            year, month = None, None
    if not days or not used:
        return None
    days.reverse()
    return _first_and_last(days, years=sum(token.kind == "year" for token in tokens))


def _first_and_last(days: list[tuple[int, int, int]], years: int) -> tuple[str, str] | None:
    """The ends of days in printed order, which must not go back in time.

    «28 November to 3 January 2025» begins in the year before: the year is printed once, and no
    spell ends before it begins.
    """
    if years == 1 and days[0] > days[-1] and days[-1][1] in _SPRING_MONTHS:
        days = [(y - 1, m, d) if m in _WINTER_MONTHS else (y, m, d) for y, m, d in days]
    if days != sorted(days):
        return None
    exact = [_iso(*day) for day in days]
    first, last = exact[0], exact[-1]
    if first is None or last is None or None in exact:
        return None
    return first, last
