"""Spells of time as letters print them: a day, a month, a season, a year; their first and last day.

«the end of April 2022» is 30 April, «autumn 2023» ends on 30 November, «early 2018» on 30 April.
What is said without a year («in the spring», «next month») is counted from a reference.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.dates import MONTHS, find_dates
from pipeline.extract.workdays import add_working_days

MONTH = rf"(?:{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_NUMBERS = {name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)}
_PART = (
    r"(?:(?:the\s+)?(?P<part>(?:end|close|start|beginning)(?!\s+in\b)|[Ee]arly|mid|middle|[Ll]ate"
    r"|(?:first|second|third|fourth|last|final)\s+(?:week|quarter|half))\b"
    r"[\s-]*(?:(?:of|in)\s+)?(?:the\s+(?="
    r"(?:new|academic|school|financial|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)\b))?)?"
)
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14)}
_TERMS = {"spring": (1, 4), "summer": (4, 7), "autumn": (9, 12)}
_QUARTERS = {"1": (4, 6), "2": (7, 9), "3": (10, 12), "4": (13, 15)}
"""Months of a quarter of the financial year, which begins in April."""
_ORDINALS = {"first": "1", "second": "2", "third": "3"}
_AHEAD_OF = "|".join(
    rf"(?<={word}\ )" for word in "in by until during from for this next of the".split()
)
_BEFORE_MONTH = "|".join(
    rf"(?<={word}\ )"
    for word in (
        "in by from for of until before during or and to due late early mid end next".split()
    )
)
_PERIOD = re.compile(
    rf"""(?<![\w/–−-]){_PART}(?:
        (?P<short>(?P<short_day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<short_month>{MONTH})\s+
            (?P<short_year>\d\d))(?![\d/–−-])
      | (?P<yearless>(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?)?
            (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<day_month>{MONTH}))(?!\s*\d)
      | (?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)(?P<term>\s+[Tt]erm)?\s*
            (?:of\s+|in\s+|,\s*)?(?P<season_year>20\d\d)(?![\d/–−-])
      | (?:(?:{_AHEAD_OF})(?:(?:the|this|next|coming)\s+)*)
            (?P<bare_season>spring|summer|autumn|winter)(?P<bare_term>\s+term)?\b
            (?!\s+term|\s*(?:of\s+|in\s+|,\s*)?(?:19|20)\d\d)
      | Q(?:uarter\s+)?(?P<quarter>[1-4])\s*(?:of\s+)?(?P<quarter_year>20\d\d)[/–−-](?:20)?\d\d
      | (?P<academic>(?:academic|school)\s+year\s+)?(?:(?:financial\s+year|FY)\s+)?
            (?P<financial>20\d\d)[/–−-](?:20)?(?P<financial_end>\d\d)(?!\d)
      | (?P<month>{MONTH})\s*,?\s*(?:of\s+)?(?P<month_year>(?:19|20)\d\d)(?![\d/–−-])
      | (?P<bare_month>{"|".join(m for m in MONTHS if m not in ("May", "March"))}
            |(?<!\w)(?:{_BEFORE_MONTH})(?:May|March))(?!\s*\d)\b
      | (?P<next>(?:(?<!the\ )next|the\s+following|the\s+coming)\s+
            (?P<next_unit>week|month|quarter))\b
      | (?P<this_month>(?:the|this)\s+month)\b(?!\s+(?:before|after|to|of)\b)
      | (?P<next_year>(?<!the\ )next\s+(?:calendar\s+)?year|(?:the\s+)?[Nn]ew\s+[Yy]ear)\b
      | (?P<named_year>(?:(?:the|this|current)\s+)*(?P<of_year>financial|academic|school)\s+year)\b
      | (?P<later_this>later\s+this\s+year)\b
      | (?P<christmas>(?<=by\ )Christmas|(?<=before\ )Christmas)\b
      | (?P<year>(?:19|20)\d\d)(?![\d/–−-])
      | (?P<this_year>(?:the|this)\s+(?:calendar\s+)?year)\b(?!\s+(?:before|after|to|of|ended)\b)
    )""",
    re.VERBOSE,
)
_PARTS_OF_YEAR = {"early": (1, 4), "mid": (5, 8), "middle": (5, 8), "late": (9, 12)}
_YEARS = {"financial": (4, 15), "academic": (9, 20), "school": (9, 20)}
_JOINED = re.compile(r"\s*(?:,|(?:,\s*)?(?:and|or))\s+(?:in\s+)?")
_EITHER = re.compile(r"\s+or\s+(?:in\s+|on\s+|early\s+|late\s+)?")
_WEEKS = {"first": 7, "second": 14, "third": 21}
_ENDS = ("end", "close", "late")
_STARTS = ("start", "beginning")
_LONGEST = 1500
_COUNTS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split(),
        1,
    )
}
_COUNTS |= {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
_COUNTS |= {"twenty-one": 21, "twenty-eight": 28, "forty-five": 45, "a": 1, "an": 1}
COUNT = rf"(?:\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
UNIT = r"(?:working[ -]day|day|week|fortnight|calendar month|month|quarter|year)"


@dataclass(frozen=True, slots=True)
class Period:
    """Where it is printed, its first and last day, and the precision: day, month or year."""

    start: int
    end: int
    first: str
    last: str
    precision: str = "day"

    @property
    def iso(self) -> str:
        """The day, or as much of it as is printed: 2021, 2021-05, 2021-05-18."""
        return self.first[: {"year": 4, "month": 7, "day": 10}[self.precision]]


def find_periods(text: str, reference: str = "", *, ahead: bool = True) -> list[Period]:
    """The spells of time in `text`, in order.

    What is printed without a year lies on or after `reference` (an ISO day) if `ahead`, else on or
    before it; without a reference it is none.
    """
    found = [Period(start, end, iso, iso) for start, end, iso in find_dates(text)]
    taken = [(period.start, period.end) for period in found]
    for match in _PERIOD.finditer(text):
        inside = any(start < match.end() and match.start() < end for start, end in taken)
        period = None if inside else _period(match, reference, ahead=ahead)
        if period is not None:
            found.append(period)
    return _either(_with_year(sorted(found, key=lambda period: period.start), text), text)


def _either(periods: list[Period], text: str) -> list[Period]:
    """«in September or October 2024»: one spell, which ends with the later."""
    joined: list[Period] = []
    for period in periods:
        one = joined[-1] if joined else None
        if one and one.first <= period.last and _EITHER.fullmatch(text, one.end, period.start):
            joined[-1] = Period(one.start, period.end, one.first, period.last, one.precision)
        else:
            joined.append(period)
    return joined


def _with_year(periods: list[Period], text: str) -> list[Period]:
    """«in January and December 2019»: the year belongs to both months."""
    for at in range(len(periods) - 2, -1, -1):
        one, following = periods[at], periods[at + 1]
        joined = _JOINED.fullmatch(text, one.end, following.start)
        yearless = one.precision == "month" and not re.search(r"\d", text[one.start : one.end])
        if joined and yearless and following.precision == "month":
            first = date(int(following.first[:4]), int(one.first[5:7]), 1)
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
            periods[at] = Period(one.start, one.end, first.isoformat(), last.isoformat(), "month")
    return periods


def _period(match: re.Match[str], reference: str, *, ahead: bool) -> Period | None:
    first: date | None
    last: date | None
    precision = "day"
    if match["short"]:
        year = 2000 + int(match["short_year"])
        first = last = _day(year, _month(match["short_month"]), match["short_day"])
    elif match["yearless"]:
        year = _year(_month(match["day_month"]), int(match["day"]), reference, ahead=ahead)
        first = last = _day(year, _month(match["day_month"]), match["day"]) if year else None
    elif match["season"]:
        months = (_TERMS if match["term"] else _SEASONS).get(match["season"].casefold())
        first, last = _months(int(match["season_year"]), months) if months else (None, None)
    elif match["quarter"]:
        first, last = _months(int(match["quarter_year"]), _QUARTERS[match["quarter"]])
    elif match["financial"]:
        year = int(match["financial"])
        follows = int(match["financial_end"]) == (year + 1) % 100
        months = _YEARS["academic" if match["academic"] else "financial"]
        number, _, unit = (match["part"] or "").partition(" ")
        if unit == "quarter":
            months = _QUARTERS[_ORDINALS.get(number, "4")]
        first, last = _months(year, months) if follows else (None, None)
    elif match["month"] or match["bare_month"]:
        month = _month(match["month"] or match["bare_month"])
        year = int(match["month_year"] or 0) or _year(month, 0, reference, ahead=ahead)
        first, last = _months(year, (month, month)) if year else (None, None)
        first, last = _part_of_month(first, last, match["part"])
        precision = "month"
    elif match["year"] or match["this_year"]:
        if match["this_year"] and match["part"] not in _ENDS:
            return None
        year = int(match["year"] or reference[:4] or 0)
        first, last = _months(year, _part_of_year(match["part"])) if year else (None, None)
        precision = "year"
    else:
        first, last = _relative(match, reference) if ahead and reference else (None, None)
        precision = "month"
    if first is None or last is None:
        return None
    if match["part"] in _STARTS:
        last = first
    return Period(match.start(), match.end(), first.isoformat(), last.isoformat(), precision)


def _relative(match: re.Match[str], reference: str) -> tuple[date | None, date | None]:
    """What is said from the day on which it is said: «next month», «the end of the year»."""
    today = date.fromisoformat(reference)
    if match["bare_season"]:
        seasons = _TERMS if match["bare_term"] else _SEASONS
        months = seasons.get(match["bare_season"])
        return _next(months, reference) if months else (None, None)
    if match["next"]:
        unit = match["next_unit"]
        if unit == "week":
            monday = today + timedelta(7 - today.weekday())
            return monday, monday + timedelta(6)
        if unit == "quarter":
            begin = (today.month - 1) // 3 * 3 + 4
            return _months(today.year, (begin, begin + 2))
        return _months(today.year, (today.month + 1, today.month + 1))
    if match["this_month"]:
        ends = match["part"] in _ENDS
        return _months(today.year, (today.month, today.month)) if ends else (None, None)
    if match["next_year"]:
        new = match["next_year"].casefold().endswith("new year")
        part = "early" if new else (match["part"] or "")
        return _months(today.year + 1, _part_of_year(part))
    if match["named_year"]:
        ends = match["part"] in _ENDS
        return _next(_YEARS[match["of_year"]], reference) if ends else (None, None)
    if match["christmas"]:
        return today, date(today.year, 12, 25)
    return today, date(today.year, 12, 31)


def _next(months: tuple[int, int], reference: str) -> tuple[date | None, date | None]:
    """The run of months that ends next on or after the reference."""
    if not reference:
        return None, None
    for year in range(int(reference[:4]) - 1, int(reference[:4]) + 2):
        first, last = _months(year, months)
        if last.isoformat() >= reference:
            return first, last
    return None, None


def _part_of_year(part: str | None) -> tuple[int, int]:
    """The months of «early», «the first half of», «the last quarter of»; all without a part."""
    number, _, unit = (part or "").casefold().partition(" ")
    if unit in ("quarter", "half"):
        length = 3 if unit == "quarter" else 6
        begin = {"first": 1, "second": 1 + length, "third": 7}.get(number, 13 - length)
        return begin, begin + length - 1
    return _PARTS_OF_YEAR.get(number, (1, 12))


def _month(text: str) -> int:
    return _NUMBERS[text[:3].casefold()]


def _day(year: int, month: int, day: str) -> date | None:
    if not 1 <= int(day) <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, int(day))


def _months(year: int, months: tuple[int, int]) -> tuple[date, date]:
    """First and last day of a run of months; 13 is January of the year after."""
    (first_more, first), (last_more, last) = (divmod(month - 1, 12) for month in months)
    end = calendar.monthrange(year + last_more, last + 1)[1]
    return date(year + first_more, first + 1, 1), date(year + last_more, last + 1, end)


def _part_of_month(
    first: date | None, last: date | None, part: str | None
) -> tuple[date | None, date | None]:
    """The first ten days are early; by the 20th the middle is over. Weeks have seven days."""
    week = _WEEKS.get((part or "").split(" ")[0]) if part and part.endswith("week") else None
    if first is not None and week:
        return first, first.replace(day=week)
    if first is None or part not in ("early", "mid", "middle"):
        return first, last
    return (first, first.replace(day=10 if part == "early" else 20))


def _year(month: int, day: int, reference: str, *, ahead: bool) -> int:
    """The year of a month (and day) printed without one; 0 without a reference."""
    if not reference:
        return 0
    year, at = int(reference[:4]), (int(reference[5:7]), int(reference[8:10]))
    said = (month, day or at[1])
    if ahead:
        return year if said >= at else year + 1
    return year if said <= at else year - 1


def count(text: str) -> int:
    """A number in words or digits."""
    return int(text) if text.isdigit() else _COUNTS[text.casefold()]


def add_span(day: str, number: int, unit: str) -> str:
    """The ISO day that lies a number of units after `day`.

    >>> add_span("2023-02-15", 6, "week"), add_span("2023-08-31", 6, "month")
    ('2023-03-29', '2024-02-29')
    """
    start = date.fromisoformat(day)
    unit = unit.casefold().replace("-", " ").removeprefix("calendar ").rstrip("s")
    if unit == "working day":
        return add_working_days(start, number).isoformat()
    days = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    if days:
        return (start + timedelta(days * number)).isoformat()
    months = {"month": 1, "quarter": 3, "year": 12}[unit] * number
    more, month = divmod(start.month - 1 + months, 12)
    year = start.year + more
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def duration(number: int, unit: str) -> str:
    """The ISO 8601 duration of a rhythm.

    >>> duration(6, "week"), duration(1, "quarter"), duration(2, "years")
    ('P6W', 'P3M', 'P2Y')
    """
    unit = unit.casefold().rstrip("s")
    sizes = {"day": (1, "D"), "week": (1, "W"), "fortnight": (2, "W"), "month": (1, "M")}
    sizes |= {"quarter": (3, "M"), "term": (4, "M"), "year": (1, "Y")}
    size, letter = sizes[unit]
    return f"P{size * number}{letter}"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a finding; a line is at least one.

    What goes on for longer than any sentence (a table run together) is cut at a blank: the rules
    that read a sentence as a whole take too long over it.
    """
    for begin, end in _sentences(text):
        start = begin
        while end - start > _LONGEST:
            blank = text.rfind(" ", start + 1, start + _LONGEST)
            cut = blank if blank > start else start + _LONGEST
            yield start, cut
            start = cut
        yield start, end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for stop in re.finditer(
            r"[.;!?][’”'\"]?(?:\s+|(?=[A-Z][a-z]))(?=[A-Z‘“'\"(\d])", line.group()
        ):
            end = line.start() + stop.end()
            if not re.search(
                r"\b(?:e\.g|i\.e|Mr|Mrs|Ms|Dr|No|St|cc)\.\s*$", text[max(start, end - 9) : end]
            ):
                yield start, end
                start = end
        if text[start : line.end()].strip():
            yield start, line.end()
