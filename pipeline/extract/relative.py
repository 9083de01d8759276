"""What is said from the day on which it is said: «next month», «the end of the year»."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.easter import easter

from pipeline.extract import spells


def _quarter(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«quarter two of next year», «Q2»: of the financial year, the next to end."""
    months = spells.months_of_quarter(match)
    if match["quarter_next"]:
        return spells.run(_after_this_year("financial", today.isoformat()).year, months)
    return spells.coming(months, today.isoformat())


def said_from(match: re.Match[str], reference: str) -> tuple[date | None, date | None]:
    """What is said from the day on which it is said: «next month», «the end of the year»."""
    today = date.fromisoformat(reference)
    ends, part = match["part"] in spells.ENDS, match["part"]
    if match["bare_season"]:
        months = (spells.TERMS if match["bare_term"] else spells.SEASONS).get(match["bare_season"])
        return (
            spells.coming(spells.part_of_season(months, part), reference)
            if months
            else (None, None)
        )
    if match["this_week"]:
        friday = today + timedelta((4 - today.weekday()) % 7)
        return (friday, friday) if ends else (None, None)
    if match["this_month"] or match["quarter_end"]:
        months = (today.month, today.month) if match["this_month"] else _this_quarter(today)
        now = (match["this_month"] or "").casefold().startswith("this")
        return spells.run(today.year, months) if ends or (now and not part) else (None, None)
    if match["month_out"]:
        return spells.run(today.year, (today.month, today.month))
    if match["later_this"] or match["year_end"]:
        return today, date(today.year, 12, 31)
    found = next(name for name in _SAID_FROM if match[name])
    return _SAID_FROM[found](match, today)


def _next_year(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«next year», «late next year», «the new year» (its first months), «the turn of the year»."""
    new, part = match["next_year"].casefold().endswith("new year"), match["part"]
    if part in spells.STARTS or (new and part == "turn"):
        return date(today.year + 1, 1, 1), date(today.year + 1, 1, 1)
    words = "early" if new and " " not in (part or "") else part
    return spells.run(today.year + 1, spells.part_of_year(words))


def _weekday(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«by Friday»: the next one after the day on which it is said."""
    ahead = (spells.WEEKDAYS.index(match["weekday"]) - today.weekday() - 1) % 7 + 1
    return today + timedelta(ahead), today + timedelta(ahead)


def _nth(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«the 15th of next month»."""
    more = 1 if match["nth_month"] == "next" else 0
    year, month = divmod(today.month - 1 + more, 12)
    day = spells.day_of(today.year + year, month + 1, match["nth_day"])
    return day, day


def _next_unit(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«next week», «early next month», «the coming quarter»."""
    unit, part = match["next_unit"], match["part"]
    if unit == "week":
        monday = today + timedelta(7 - today.weekday())
        return monday, monday + timedelta(6)
    if unit == "quarter":
        begin = (today.month - 1) // 3 * 3 + 4
        return spells.run(today.year, (begin, begin + 2))
    first, last = spells.run(today.year, (today.month + 1, today.month + 1))
    return spells.part_of_month(first, last, part)


def _this_quarter(today: date) -> tuple[int, int]:
    begin = (today.month - 1) // 3 * 3 + 1
    return begin, begin + 2


def _later(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«later this week», «later this term»: from that day to the end of it."""
    unit = match["later_unit"]
    if unit == "week":
        return today, today + timedelta(6 - today.weekday())
    months = (today.month, today.month) if unit == "month" else _this_quarter(today)
    if unit == "term":
        return today, _term_of(today)[1]
    return today, spells.run(today.year, months)[1]


def _term_of(day: date) -> tuple[date, date]:
    """The school term that a day is in."""
    for months in sorted(spells.TERMS.values()):
        first, last = spells.run(day.year, (months[0], months[1]))
        if day <= last:
            return max(first, day.replace(month=1, day=1)), last
    raise AssertionError("the autumn term ends with the year")


def _term(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«the end of term», «next term», «the summer break»: by the terms of schools."""
    if match["break"]:
        words = match["break"].casefold().split()
        name = words[-1] if "up" in words else words[0]
        if name == "summer":
            return spells.coming((8, 8), today.isoformat())
        return _feast_day(name, today)
    first, last = _term_of(today)
    if match["next_term"]:
        following = last + timedelta(1)
        return following, _term_of(following)[1]
    return (first, last) if match["part"] in spells.ENDS else (None, None)


def _half_term(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«half-term», «October half-term»: the break of schools in the middle of a term."""
    name = match["half_term"].split()[0].casefold()
    ahead = []
    for year in (today.year, today.year + 1):
        for (first_month, first), (last_month, last), names in spells.HALF_TERMS:
            days = date(year, first_month, first), date(year, last_month, last)
            if days[1] >= today and (name in names or name.startswith("half")):
                ahead.append(days)
    return ahead[0] if ahead else (None, None)


def _week_after(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«the week after next»."""
    monday = today + timedelta(14 - today.weekday())
    return monday, monday + timedelta(6)


def _nth_quarter(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«the third quarter»: of the financial year, the next to end."""
    number = spells.NTH_QUARTERS[match["which_quarter"].casefold()]
    return spells.coming(spells.QUARTERS[number], today.isoformat())


def _named_year(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """«the end of the financial year», «early in the new school year», «next financial year»."""
    months, part, reference = spells.YEARS[match["of_year"]], match["part"], today.isoformat()
    if match["coming_year"]:
        year = _after_this_year(match["of_year"], reference).year
        return spells.run(year, spells.part_of_named_year(months, part))
    if part is None and not match["its_end"]:
        return None, None
    first, last = spells.coming(months, reference)
    if part is None or part in spells.ENDS or first is None:
        return first, last
    if part in spells.STARTS and first < today:
        return spells.run(first.year + 1, months)
    return spells.run(first.year, spells.part_of_named_year(months, part))


def _after_this_year(of_what: str, reference: str) -> date:
    """The first day of the financial or school year that begins after a day."""
    month = spells.YEARS[of_what][0]
    begins = date(int(reference[:4]), month, 1)
    return begins if begins.isoformat() > reference else begins.replace(year=begins.year + 1)


def _feast(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    name, year = match["feast"].split()[0].casefold(), match["feast_year"]
    if year:
        day = easter(int(year)) if name == "easter" else date(int(year), 12, 25)
        return day, day
    return _feast_day(name, today)


def _feast_day(name: str, today: date) -> tuple[date, date]:
    """The next Christmas or Easter Sunday, and what is before it."""
    if name == "christmas":
        return today, date(today.year, 12, 25)
    sunday = easter(today.year)
    return today, sunday if sunday >= today else easter(today.year + 1)


_SAID_FROM = {
    "next": _next_unit,
    "later_month": _later,
    "next_year": _next_year,
    "named_year": _named_year,
    "feast": _feast,
    "weekday": _weekday,
    "nth": _nth,
    "this_term": _term,
    "next_term": _term,
    "break": _term,
    "half_term": _half_term,
    "week_after": _week_after,
    "nth_quarter": _nth_quarter,
    "quarter": _quarter,
}
"""How each way of saying a time from the day of writing is counted, by its group."""
