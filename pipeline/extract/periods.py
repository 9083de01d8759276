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
from pipeline.extract import spells
from pipeline.extract.relative import said_from
from pipeline.extract.workdays import add_working_days

MONTH = rf"(?:{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_LATTER = (
    r"(?:latter|later|closing|back|tail|early|earlier|opening)\s+(?:part|end|half|months|weeks)"
)
_PART = (
    r"(?:(?:(?:the\s+)?(?:end|close)\s+of\s+(?=(?:the\s+)?(?:first|second|third|fourth|last|final|opening)\s))?"
    r"(?:the\s+)?(?P<part>(?:very\s+)?(?:(?:end|close|turn)(?!\s+in\b)|(?:start|beginning)(?=\s+of\b))"
    rf"|{_LATTER}|(?:last|final)\s+day|[Ee]arly|[Mm]id|middle|[Ll]ate|(?:first|second|third|fourth|last|final|opening|closing)\s+"
    r"(?:week|fortnight|quarter|half|third|days?|(?:two|three|four|six)\s+months))\b"
    r"[\s-]*(?:(?:on\s+)?(?:of|in|into)\s+)?(?:(?:the|this|that)\s+(?="
    r"(?:new|next|coming|following|current|academic|school|financial|council|municipal"
    r"|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)\b))?)?"
)
_AHEAD_OF = "|".join(
    rf"(?<={word}\ )"
    for lower in "in by until during from for this next of the over before early late mid".split()
    for word in (lower, lower.capitalize())
)
_BEFORE_MONTH = "|".join(
    rf"(?<={word}\ )"
    for lower in (
        "in by from for of until before during or and to due late early mid end next through "
        "come since around about this on at its their our your than the".split()
    )
    for word in (lower, lower.capitalize())
)
_PERIOD = re.compile(
    rf"""(?<![\w/–−-]){_PART}(?:
        (?P<short>(?P<short_day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<short_month>{MONTH})\s+
            (?P<short_year>\d\d))(?![\d/–−-])
      | (?P<nth_weekday>(?P<which>first|second|third|fourth|last)\s+
            (?P<which_day>(?:Mon|Tues|Wednes|Thurs|Fri)day)\s+(?:in|of)\s+(?P<nth_in>{MONTH})(?:\s+(?P<nth_year>20\d\d))?)
      | (?P<yearless>(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?)?
            (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<day_month>{MONTH}))(?!\s*\d)
      | (?:(?:[Ss]pring|[Ss]ummer|[Aa]utumn)\s*(?:[/–−-]|or|and)\s*)?
            (?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)(?P<term>\s+[Tt]erm)?\s*
            (?:of\s+|in\s+|,\s*)?(?P<season_year>20\d\d)(?![\d/–−-])
      | (?:(?:{_AHEAD_OF})(?:(?:the|this|next|coming)\s+)*)
            (?:(?:spring|summer|autumn|winter)\s+(?:and|or)\s+(?:the\s+)?)?(?P<bare_season>spring|summer|autumn|winter)(?P<bare_term>\s+term)?\b
            (?!\s+term|\s*(?:of\s+|in\s+|,\s*)?(?:19|20)\d\d|\s*[/–−-]
            |\s+(?:school|holiday|break|recess))
      | (?P<break>(?:[Ss]ummer|[Ee]aster|[Cc]hristmas)\s+(?:school\s+)?(?:holidays?|break|recess)
            |(?:the\s+)?schools?\s+breaks?\s+up\s+for\s+(?:the\s+)?(?:[Ss]ummer|[Ee]aster|[Cc]hristmas))\b
      | (?P<half_term>(?:(?:[Aa]utumn|[Ss]pring|[Ss]ummer|October|February|May|Whit(?:sun)?)\s+)?
            half[\s-]term)\b
      | (?P<this_term>(?:the|this|current)\s+(?:school\s+)?term|(?<=\bof\s)term)\b(?!\s+of\b|time)
      | (?P<next_term>(?:the\s+)?(?:next|coming|following|new)\s+(?:school\s+)?term)\b(?!\s+of\b)
      | (?:Q|[Qq]uarter\s+)(?P<quarter>[1-4]|one|two|three|four)\b\s*,?\s*(?:of\s+)?\(?
            (?:(?:the\s+)?(?:financial\s+year\s+)?(?P<quarter_year>20\d\d)[/–−-](?:20)?\d\d
            |(?P<quarter_next>(?:of\s+)?(?:the\s+)?(?:next|coming|new)\s+(?:financial\s+)?year)
            |(?!\s*(?:19|20)\d\d))
      | (?P<nth_quarter>(?:the\s+)?(?P<which_quarter>first|second|third|fourth)\s+quarter)\b
            (?!\s+(?:of|in|to|ended|figures)\b)
      | (?P<quarter_end>(?:(?:the|this|current)\s+)+quarter)\b(?!\s+(?:of|before|to|ended)\b)
      | (?P<academic>(?:academic|school)\s+year\s+)?(?:(?:financial\s+year|FY)\s+)?
            (?P<financial>20\d\d)[/–−-](?:20)?(?P<financial_end>\d\d)(?!\d)
      | (?P<month>{MONTH})\s*,?\s*(?:of\s+)?(?P<month_year>(?:19|20)\d\d)(?![\d/–−-])
      | (?P<bare_month>{"|".join(m for m in MONTHS if m not in ("May", "March"))}
            |(?<!\w)(?:{_BEFORE_MONTH})(?:May|March))(?!\s*\d)\b
            (?P<whose_year>\s+(?:of\s+)?(?:next|this|the\s+following|the\s+coming)\s+year)?
      | (?P<week_after>(?:the\s+)?week\s+after\s+next)\b
      | (?P<next>(?:(?<!the\ )(?<!after\ )next|the\s+following|the\s+coming|this\s+coming)\s+
            (?P<next_unit>week|month|quarter))\b(?!\s+of\b)
      | (?P<this_month>(?:the|this)\s+(?:month|(?P<this_week>(?:working\s+)?week)))\b
            (?!\s+(?:is|was)\s+(?:out|over|up)\b)(?!\s+(?:before|after|to|of)\b)
      | (?P<later_month>later\s+(?:this|in\s+the)\s+(?P<later_unit>week|month|quarter|term))\b
      | (?P<next_year>(?<!the\ )(?<!time\ )next\s+(?:calendar\s+)?year
            |(?:the\s+)?[Nn]ew\s+(?:calendar\s+)?[Yy]ear)\b
      | (?P<named_year>(?:(?:the|this|current|(?P<coming_year>new|next|coming|following))\s+)*
            (?P<of_year>financial|academic|school|municipal|council)\s+year
            (?P<its_end>[\s-]end|(?:’s|'s)\s+end)?)\b(?!\s+(?:19|20)\d\d)
      | (?P<later_this>later\s+(?:on\s+)?(?:this|in\s+the)\s+year)\b
      | (?P<year_end>(?:the\s+)?(?:calendar\s+)?year[\s-]?end|(?:the\s+)?year(?:’s|'s)\s+end
            |the\s+year\s+(?:is|was)\s+(?:out|over|up))\b
      | (?P<month_out>the\s+month\s+(?:is|was)\s+(?:out|over|up))\b
      | (?P<feast>(?:(?<=by\ )|(?<=before\ )|(?<=of\ )|(?<=for\ )|(?<=until\ )|(?<=to\ )
          |(?<=at\ )|(?<=over\ )|(?<=around\ ))
            (?:Christmas|Easter)(?P<feast_year>\s+20\d\d)?)\b(?!\s+(?:term|holiday|break|recess))
      | (?P<weekday>(?:(?<=by\ )|(?<=before\ )|(?<=next\ )|(?<=this\ )|(?<=coming\ ))
            (?:Mon|Tues|Wednes|Thurs|Fri)day)\b(?!\s*,?\s*(?:the\s+)?\d)
      | (?P<numeric_day>\d{{1,2}})/(?P<numeric_month>\d{{1,2}})/(?P<numeric_year>\d\d)(?![\d/])
      | (?P<month_dash>(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec))
            (?:[-–]|\s?[’'])(?P<dash_year>\d\d)(?!\d)
      | (?P<nth>(?<=the\ )(?P<nth_day>\d{{1,2}})(?:st|nd|rd|th)\s+of\s+
            (?P<nth_month>this|next|the)\s+month)\b
      | (?P<year>(?:19|20)\d\d)(?![\d/–−-])
      | (?P<this_year>(?:the|this)\s+(?:calendar\s+)?year)\b(?!\s+(?:before|after|to|of|ended)\b)
    )""",
    re.VERBOSE,
)
_HINT = re.compile(
    r"\d\d|\d/|\d\s+[JFMASOND]|[JFMASOND](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec)|Easter|Christmas|[Qq]uarter|Q[1-4]"
    r"|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|next\s|later|coming\s|following\s|holiday|recess|break|half[\s-]term"
    r"|[Mm]onday|[Tt]uesday|[Ww]ednesday|[Tt]hursday|[Ff]riday"
    r"|(?:[Tt]he|[Tt]his|[Nn]ew|financial|academic|school|council|municipal|of|\bby|\bat|before)\s+(?:term|year|month|working|week|calendar|New)"
)
"""What every time that is printed has; looking closely costs."""
_JOINED = re.compile(r"\s*(?:,|(?:,\s*)?(?:and|or))\s+(?:in\s+)?")
_EITHER = re.compile(r"\s+or\s+(?:in\s+|on\s+|early\s+|late\s+)?")
_LONGEST = 1500
COUNT = rf"(?:\d{{1,3}}|{'|'.join(sorted(spells.COUNTS, key=len, reverse=True))})"
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


def find_periods(
    text: str, reference: str = "", *, ahead: bool = True, written: str = ""
) -> list[Period]:
    """The spells of time in `text`, in order.

    What is printed without a year lies on or after `reference` (an ISO day) if `ahead`, else on or
    before it; without a reference it is none. «Next month» is counted from the day on which it
    was `written`, where it would be over before that.
    """
    if not _HINT.search(text):
        return []
    found = [Period(start, end, iso, iso) for start, end, iso in find_dates(text)]
    taken = [(period.start, period.end) for period in found]
    for match in _PERIOD.finditer(text):
        inside = any(start < match.end() and match.start() < end for start, end in taken)
        period = None if inside else _period(match, reference, ahead=ahead, written=written)
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
    given: set[int] = set()
    for at in range(len(periods) - 2, -1, -1):
        one, following = periods[at], periods[at + 1]
        joined = _JOINED.fullmatch(text, one.end, following.start)
        named = text[one.start : one.end].capitalize() in MONTHS
        dated = at + 1 in given or re.search(r"\d", text[following.start : following.end])
        if joined and named and dated and following.precision == "month":
            given.add(at)
            first = date(int(following.first[:4]), int(one.first[5:7]), 1)
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
            periods[at] = Period(one.start, one.end, first.isoformat(), last.isoformat(), "month")
    return periods


def _period(match: re.Match[str], reference: str, *, ahead: bool, written: str) -> Period | None:
    precision = "day"
    if match["month"] or match["bare_month"] or match["month_dash"]:
        precision = "month"
        days = _in_month(match, reference, ahead=ahead)
    elif match["year"] or match["this_year"]:
        precision = "year"
        days = _in_year(match, reference)
    elif match["short"] or match["yearless"] or match["numeric_day"] or match["nth_weekday"]:
        days = _one_day(match, reference, ahead=ahead)
    elif match["season"] or match["quarter_year"] or match["financial"]:
        days = _spell(match)
    else:
        precision = "month"
        days = said_from(match, reference) if ahead and reference else (None, None)
        if written and days[1] and days[1].isoformat() < written:
            days = said_from(match, written)
    first, last = days
    if first is None or last is None:
        return None
    of_season = (match["season"] or match["bare_season"]) and not (
        match["term"] or match["bare_term"]
    )
    if match["part"] in spells.STARTS and not of_season:
        last = first
    return Period(match.start(), match.end(), first.isoformat(), last.isoformat(), precision)


def _one_day(
    match: re.Match[str], reference: str, *, ahead: bool
) -> tuple[date | None, date | None]:
    """«3 May 24», «31/03/25», and «3 May» of the year that the reference tells."""
    if match["nth_weekday"]:
        return _weekday_in_month(match, reference, ahead=ahead)
    if match["short"]:
        year, month = 2000 + int(match["short_year"]), spells.month_number(match["short_month"])
        day = spells.day_of(year, month, match["short_day"])
    elif match["numeric_day"]:
        year, month = 2000 + int(match["numeric_year"]), int(match["numeric_month"])
        day = spells.day_of(year, month, match["numeric_day"]) if month in range(1, 13) else None
    else:
        month = spells.month_number(match["day_month"])
        year = spells.year_of(month, int(match["day"]), reference, ahead=ahead)
        day = spells.day_of(year, month, match["day"]) if year else None
    return day, day


def _weekday_in_month(
    match: re.Match[str], reference: str, *, ahead: bool
) -> tuple[date | None, date | None]:
    """«the first Monday in June»."""
    month = spells.month_number(match["nth_in"])
    year = int(match["nth_year"] or 0) or spells.year_of(month, 0, reference, ahead=ahead)
    if not year:
        return None, None
    first, last = spells.run(year, (month, month))
    weekday = spells.WEEKDAYS.index(match["which_day"])
    if match["which"] == "last":
        day = last - timedelta((last.weekday() - weekday) % 7)
    else:
        nth = ("first", "second", "third", "fourth").index(match["which"])
        day = first + timedelta((weekday - first.weekday()) % 7 + 7 * nth)
    return day, day


def _in_month(
    match: re.Match[str], reference: str, *, ahead: bool
) -> tuple[date | None, date | None]:
    """«mid-June 2024», «Mar-25», and «June» of the year that the reference tells."""
    month = spells.month_number(match["month"] or match["bare_month"] or match["month_dash"])
    year = int(match["month_year"] or 0)
    if match["dash_year"]:
        year = 2000 + int(match["dash_year"])
    if match["whose_year"] and reference and ahead:
        year = int(reference[:4]) + (0 if "this" in match["whose_year"] else 1)
    year = year or spells.year_of(month, 0, reference, ahead=ahead)
    first, last = spells.run(year, (month, month)) if year else (None, None)
    return spells.part_of_month(first, last, match["part"])


def _in_year(match: re.Match[str], reference: str) -> tuple[date | None, date | None]:
    """«early 2018», «the end of the year»; «the year» alone says nothing."""
    part = match["part"] or ""
    if match["this_year"] and part not in (*spells.ENDS, "mid", "middle") and " " not in part:
        return None, None
    year = int(match["year"] or reference[:4] or 0)
    return spells.run(year, spells.part_of_year(part)) if year else (None, None)


def _spell(match: re.Match[str]) -> tuple[date | None, date | None]:
    """«autumn term 2024», «Q3 2023/24», «the first half of 2024-25»."""
    part = match["part"]
    if match["season"]:
        months = (spells.TERMS if match["term"] else spells.SEASONS).get(match["season"].casefold())
        year = int(match["season_year"])
        return spells.run(year, spells.part_of_season(months, part)) if months else (None, None)
    if match["quarter_year"]:
        return spells.run(int(match["quarter_year"]), spells.months_of_quarter(match))
    year = int(match["financial"])
    if int(match["financial_end"]) != (year + 1) % 100:
        return None, None
    months = spells.YEARS["academic" if match["academic"] else "financial"]
    return spells.run(year, spells.part_of_named_year(months, part))


def count(text: str) -> int:
    """A number in words or digits."""
    return int(text) if text.isdigit() else spells.COUNTS[text.casefold()]


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
