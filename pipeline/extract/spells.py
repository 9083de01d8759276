"""Days, months and years that ways of saying a time stand for: «autumn», «Q3», «early in»."""

from __future__ import annotations

import calendar
import re
from datetime import date

from pipeline.dates import MONTHS

NUMBERS = {name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14)}
TERMS = {"spring": (1, 4), "summer": (4, 7), "autumn": (9, 12)}
QUARTERS = {"1": (4, 6), "2": (7, 9), "3": (10, 12), "4": (13, 15)}
"""Months of a quarter of the financial year, which begins in April."""
PARTS_OF_YEAR = {
    "early": (1, 4),
    "earlier": (1, 4),
    "opening": (1, 4),
    "latter": (7, 12),
    "later": (7, 12),
    "closing": (9, 12),
    "back": (9, 12),
    "tail": (9, 12),
    "mid": (5, 8),
    "middle": (5, 8),
    "late": (9, 12),
}
YEARS = {"financial": (4, 15), "academic": (9, 20), "school": (9, 20)}
YEARS |= {"municipal": (5, 16), "council": (5, 16)}
PARTS_OF_SEASON = {"early": 0, "mid": 1, "middle": 1}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NUMBERED_QUARTERS = {"one": "1", "two": "2", "three": "3", "four": "4"}
WEEKS = {"first": 7, "opening": 7, "second": 14, "third": 21}
ENDS = ("end", "very end", "close", "late", "turn")
STARTS = ("start", "very start", "beginning", "first day")
HALF_TERMS = (
    ((2, 15), (2, 22), ("february", "spring")),
    ((5, 25), (5, 31), ("may", "whit", "whitsun", "summer")),
    ((10, 24), (10, 31), ("october", "autumn")),
)
"""First and last day of the breaks in the middle of a school term, about, and their names."""
NTH_QUARTERS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
COUNTS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split(),
        1,
    )
}
COUNTS |= {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
COUNTS |= {"twenty-one": 21, "twenty-eight": 28, "forty-five": 45, "a": 1, "an": 1}


def coming(months: tuple[int, int], reference: str) -> tuple[date | None, date | None]:
    """The run of months that ends next on or after the reference."""
    if not reference:
        return None, None
    for year in range(int(reference[:4]) - 1, int(reference[:4]) + 2):
        first, last = run(year, months)
        if last.isoformat() >= reference:
            return first, last
    return None, None


def part_of_season(months: tuple[int, int], part: str | None) -> tuple[int, int]:
    """«early autumn» is its first month, «mid-summer» ends with the second."""
    if part in ("start", "beginning"):
        part = "early"
    if (part or "").casefold() not in PARTS_OF_SEASON:
        return months
    return months[0], months[0] + PARTS_OF_SEASON[(part or "").casefold()]


def part_of_named_year(months: tuple[int, int], part: str | None) -> tuple[int, int]:
    """The months of «the first quarter of», «early in» a financial or school year."""
    number, _, unit = (part or "").casefold().partition(" ")
    begin, end = months
    if unit in ("quarter", "half", "third"):
        length = {"quarter": 3, "half": 6, "third": 4}[unit]
        nth = {"first": 0, "opening": 0, "second": 1, "third": 2}.get(number, 12 // length - 1)
        return begin + nth * length, begin + (nth + 1) * length - 1
    if number == "early":
        return begin, begin + 3
    if number in ("mid", "middle"):
        return begin + 4, begin + 7
    return begin, end


def part_of_year(part: str | None) -> tuple[int, int]:
    """The months of «early», «the first half of», «the last quarter of»; all without a part."""
    number, _, unit = " ".join((part or "").casefold().split()).partition(" ")
    if unit.endswith(" months"):
        length = COUNTS[unit.split()[0]]
        return (1, length) if number in ("first", "opening") else (13 - length, 12)
    if unit in ("quarter", "half"):
        length = 3 if unit == "quarter" else 6
        begin = {"first": 1, "second": 1 + length, "third": 7}.get(number, 13 - length)
        return begin, begin + length - 1
    return PARTS_OF_YEAR.get(number, (1, 12))


def months_of_quarter(match: re.Match[str]) -> tuple[int, int]:
    """The months of «Q3», «quarter three», counted from the January of the financial year."""
    number = match["quarter"].casefold()
    return QUARTERS[NUMBERED_QUARTERS.get(number, number)]


def month_number(text: str) -> int:
    """January is 1; «Sept» and «Sep» are 9."""
    return NUMBERS[text[:3].casefold()]


def day_of(year: int, month: int, day: str) -> date | None:
    """The day, None where the month has no such one."""
    if not 1 <= int(day) <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, int(day))


def run(year: int, months: tuple[int, int]) -> tuple[date, date]:
    """First and last day of a run of months; 13 is January of the year after."""
    (first_more, first), (last_more, last) = (divmod(month - 1, 12) for month in months)
    end = calendar.monthrange(year + last_more, last + 1)[1]
    return date(year + first_more, first + 1, 1), date(year + last_more, last + 1, end)


def part_of_month(
    first: date | None, last: date | None, part: str | None
) -> tuple[date | None, date | None]:
    """The first ten days are early; by the 20th the middle is over. Weeks have seven days."""
    number, _, unit = (part or "").casefold().partition(" ")
    if first is None:
        return first, last
    if unit == "day" and number == "first":
        return first, first
    if unit == "week" and number in WEEKS:
        return first, first.replace(day=WEEKS[number])
    if unit in ("half", "fortnight") and number in ("first", "opening"):
        return first, first.replace(day=15 if unit == "half" else 14)
    if number not in ("early", "mid", "middle"):
        return first, last
    return first, first.replace(day=10 if number == "early" else 20)


def year_of(month: int, day: int, reference: str, *, ahead: bool) -> int:
    """The year of a month (and day) printed without one; 0 without a reference."""
    if not reference:
        return 0
    year, at = int(reference[:4]), (int(reference[5:7]), int(reference[8:10]))
    said = (month, day or at[1])
    if ahead:
        return year if said >= at else year + 1
    return year if said <= at else year - 1
