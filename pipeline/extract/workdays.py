"""Working days of England: what a term of «70 working days» is counted in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

_MOVED = {
    # Jubilees, a wedding, VE Day, a funeral and a coronation, by royal proclamation.
    2011: ((), ((4, 29),)),
    2012: (((5, 28),), ((6, 4), (6, 5))),
    2020: (((5, 4),), ((5, 8),)),
    2022: (((5, 30),), ((6, 2), (6, 3), (9, 19))),
    2023: ((), ((5, 8),)),
}
"""By year: bank holidays that were taken away, and those that were added, as month and day."""
_SATURDAY = 5


def add_working_days(day: date, number: int) -> date:
    """The day that lies `number` working days after `day`.

    >>> add_working_days(date(2019, 1, 29), 70)
    datetime.date(2019, 5, 10)
    """
    while number:
        day += timedelta(1)
        number -= day.weekday() < _SATURDAY and day not in bank_holidays(day.year)
    return day


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays of England and Wales (Banking and Financial Dealings Act 1971)."""
    sunday = easter(year)
    days = {
        sunday - timedelta(2),
        sunday + timedelta(1),
        _monday(year, 5, 1),
        _monday(year, 5, 25),
        _monday(year, 8, 25),
    }
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        # A holiday at a weekend is taken on the next day that is none.
        while day.weekday() >= _SATURDAY or day in days:
            day += timedelta(1)
        days.add(day)
    taken, added = _MOVED.get(year, ((), ()))
    days -= {date(year, *day) for day in taken}
    return frozenset(days | {date(year, *day) for day in added})


def _monday(year: int, month: int, first: int) -> date:
    """The first Monday on or after a day."""
    day = date(year, month, first)
    return day + timedelta(-day.weekday() % 7)
