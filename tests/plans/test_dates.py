from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import MONTHS
from pipeline.plans.dates import due_date

DAYS = st.dates(date(2010, 1, 1), date(2039, 12, 31))
PRINTED = {
    "": ["", "TBC", "Ongoing", "Quarterly", "ASAP", "From April 2024", "Sept 2024 onwards", "June",
         "31/02/2024", "31 June 2023", "Ongoing (review March 2024)", "6 weeks", "Immediate", "n/a",
         "Monthly from May 2023", "Year 6"],
    "2023-09-30": ["Sept 23", "Sep-23", "September 2023", "by end of Sept ’23", "30.09.23",
                   "30/9/2023", "2023-09-30", "Sat 30th September 2023", "09/2023", "Q2 2023/24",
                   "Quarter 2 (2023-24)", "2023/24 Q2", "Q1 – Q2 2023/24", "H1 2023/24",
                   "30/09/2023 (was 30/06/2023)", "Originally May 2023, now Sept 2023",
                   "July - September 2023", "June 2023 / Sept 2023", "2nd quarter 2023/24",
                   "Started in May 2023, complete by Sept 2023", "Ongoing until Sept 2023",
                   "Completed 30/09/2023", "mid-September 2023", "September 30, 2023"],
    "2024-03-31": ["2023/24", "FY 2023/24", "Q4 23/24", "End of March 2024", "Mar 2024",
                   "end of financial year 2023/24", "Q4 (Jan-Mar 2024)", "H2 2023/24"],
    "2024-12-31": ["2024", "by end of 2024", "2022-2024", "Autumn term 2024", "Q3 2024-25"],
    "2024-08-31": ["Summer 2024", "academic year 2023/24", "Aug 24"],
    "2024-02-29": ["Winter 2023/24", "February 2024", "Feb-24"],
    "2024-06-09": ["w/c 3 June 2024", "week commencing Monday 3 June 2024"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"), [(text, day) for day, texts in PRINTED.items() for text in texts]
)
def test_last_day_that_the_printed_date_allows(text: str, day: str) -> None:
    assert due_date(text) == day


@given(
    DAYS,
    st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%d %b %y", "%Y-%m-%d", "%A %d %B %Y"]),
)
def test_a_whole_date_is_that_day(day: date, form: str) -> None:
    assert due_date(day.strftime(form)) == day.isoformat()
    assert due_date(f"By {day.strftime(form)}.") == day.isoformat()


@given(DAYS, st.sampled_from(["%B %Y", "%b %y", "%b-%y", "%b %Y", "%m/%Y"]))
def test_a_month_ends_on_its_last_day(day: date, form: str) -> None:
    last = monthrange(day.year, day.month)[1]
    assert due_date(day.strftime(form)) == day.replace(day=last).isoformat()


@given(st.integers(2010, 2039), st.integers(1, 4))
def test_quarters_end_within_their_financial_year(year: int, quarter: int) -> None:
    found = date.fromisoformat(due_date(f"Q{quarter} {year}/{(year + 1) % 100:02}"))
    assert date(year, 4, 1) <= found <= date(year + 1, 3, 31)
    assert (found.month - 4) % 12 // 3 == quarter - 1
    assert found.day == monthrange(found.year, found.month)[1]


@given(DAYS, DAYS)
def test_of_two_dates_the_later_counts(one: date, other: date) -> None:
    text = f"{one:%d/%m/%Y} and {other:%d/%m/%Y}"
    assert due_date(text) == max(one, other).isoformat()


@given(st.text(max_size=60))
def test_any_text_gives_a_day_or_nothing(text: str) -> None:
    found = due_date(text)
    assert found == "" or date.fromisoformat(found)


@given(st.sampled_from(MONTHS), st.integers(29, 40))
def test_days_that_do_not_exist_give_nothing(month: str, day: int) -> None:
    last = monthrange(2023, MONTHS.index(month) + 1)[1]
    assert bool(due_date(f"{day} {month} 2023")) == (day <= last)
