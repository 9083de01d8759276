from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import (
    MONTHS,
    find_date_ranges,
    find_dates,
    format_date,
    parse_date,
    parse_date_range,
)

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("17 August 2021", "2021-08-17"),
        ("17th August 2021", "2021-08-17"),
        ("17 th August 2021", "2021-08-17"),
        ("Tuesday 7 September 2021", "2021-09-07"),
        ("Tues, 7 Sept. 2021.", "2021-09-07"),
        ("7/9/2021", "2021-09-07"),
        ("07.09.2021", "2021-09-07"),
        ("2021-09-07", "2021-09-07"),
        ("2024-03-26T10:00:00Z", "2024-03-26"),
        ("25 march 2024", "2024-03-25"),
        ("18th day of May 2021", "2021-05-18"),
        ("August 17, 2021", "2021-08-17"),
        ("17\u00a0August\u00a02021", "2021-08-17"),
        ("17August2021", "2021-08-17"),
        ("29 February 2024", "2024-02-29"),
    ],
)
def test_printed_forms_of_a_day(text, iso):
    assert parse_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sept 23",
        "1 May 23",
        "May 2023",
        "2021",
        "31 February 2024",
        "29 February 2023",
        "31/2/2024",
        "9/27/2021",
        "0 May 2024",
        "17 August 2021 and more",
        "the 17 August 2021",
        "17 Augustus 2021",
        "section 497A of 1996",
    ],
)
def test_what_is_no_day_is_not_guessed(text):
    assert parse_date(text) is None


def test_a_missing_year_comes_only_from_the_caller():
    assert parse_date("7 July") is None
    assert parse_date("7 July", default_year=2021) == "2021-07-07"
    assert parse_date("7 July 2020", default_year=2021) == "2020-07-07"


@given(days)
def test_a_day_comes_back_from_its_printed_form(day):
    assert parse_date(format_date(day.isoformat())) == day.isoformat()


@given(days, st.sampled_from(["{d}/{m}/{y}", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}"]))
def test_a_day_comes_back_from_numbers(day, form):
    text = form.format(d=day.day, m=day.month, y=day.year)
    assert parse_date(text) == day.isoformat()


@given(days, st.text(alphabet="abc ,.;()\n", max_size=10), st.text(alphabet=" ,.;()\n", max_size=9))
def test_a_day_is_found_in_running_text(day, before, after):
    printed = format_date(day.isoformat())
    text = f"{before} {printed}{after}"
    assert [(text[a:b], iso) for a, b, iso in find_dates(text)] == [(printed, day.isoformat())]


def test_only_full_days_are_found_in_running_text():
    text = (
        "The letter of 17 August 2021, the visits on 31 January and 1 February 2024, "
        "version 1.2.2021a, the 16 and 17 year olds of May 2024 and room 7/9/2021-4."
    )
    assert [text[a:b] for a, b, _ in find_dates(text)] == ["17 August 2021", "1 February 2024"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3 to 14 October 2022", "2022-10-03", "2022-10-14"),
        ("22 to 26 January 2024", "2024-01-22", "2024-01-26"),
        ("15-19 July 2013", "2013-07-15", "2013-07-19"),
        ("15 June 2015 – 17 June 2015", "2015-06-15", "2015-06-17"),
        ("31 January and 1 February 2024", "2024-01-31", "2024-02-01"),
        ("25 February–1 March 2019", "2019-02-25", "2019-03-01"),
        ("14 \u2010 18 May 2024", "2024-05-14", "2024-05-18"),
        ("28 July 2016", "2016-07-28", "2016-07-28"),
        ("30 September to 11 October 2024 and 13 to 16 January 2025", "2024-09-30", "2025-01-16"),
        ("8–12 May and 2–5 June 2023", "2023-05-08", "2023-06-05"),
        ("7 and 8 June 2022", "2022-06-07", "2022-06-08"),
        ("Monday 7 and Tuesday 8 June 2022", "2022-06-07", "2022-06-08"),
        ("6, 7 and 8 June 2022", "2022-06-06", "2022-06-08"),
        ("Between 8 and 12 May 2023", "2023-05-08", "2023-05-12"),
        ("from 8th to 12th May\u00a02023.", "2023-05-08", "2023-05-12"),
        ("22/01/2024 - 26/01/2024", "2024-01-22", "2024-01-26"),
        ("2024-01-22 to 2024-01-26", "2024-01-22", "2024-01-26"),
        ("22 January2024 to 26 January2024", "2024-01-22", "2024-01-26"),
        ("28 November to 3 January 2025", "2024-11-28", "2025-01-03"),
    ],
)
def test_printed_forms_of_a_run_of_days(text, first, last):
    assert parse_date_range(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10 to 14",
        "Between 8 and 12 May",
        "31 June to 4 July 2022",
        "14 to 3 October 2022",
        "3 May to June 2024",
        "3 to 14 October 2022 at noon",
        "May 2024",
    ],
)
def test_what_is_no_run_of_days_is_not_guessed(text):
    assert parse_date_range(text) is None


def test_a_run_without_a_year_takes_it_from_the_caller():
    assert parse_date_range("Between 8 and 12 May", 2023) == ("2023-05-08", "2023-05-12")
    assert parse_date_range("7 June 2022", 2023) == ("2022-06-07", "2022-06-07")


@given(days, days, st.sampled_from([" to ", " – ", "-", " and ", "\u00a0–\u00a0"]))
def test_a_run_comes_back_from_its_printed_form(one, other, link):
    first, last = sorted((one, other))
    text = f"{format_date(first.isoformat())}{link}{format_date(last.isoformat())}"
    assert parse_date_range(text) == (first.isoformat(), last.isoformat())
    short = f"{first.day}{link}{last.day} {MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        assert parse_date_range(short) == (first.isoformat(), last.isoformat())


def test_runs_of_days_are_found_in_running_text():
    text = (
        "We visited Ambleshore on 31 January and 1 February 2024. The 16 and 17 year olds in May "
        "2024 were seen from 6 to 9 June 2022 (letter of 17 August 2021)."
    )
    assert [(text[a:b], days) for a, b, days in find_date_ranges(text)] == [
        ("31 January and 1 February 2024", ("2024-01-31", "2024-02-01")),
        ("6 to 9 June 2022", ("2022-06-06", "2022-06-09")),
        ("17 August 2021", ("2021-08-17", "2021-08-17")),
    ]


@given(st.text(max_size=60))
def test_any_text_can_be_searched(text):
    for start, end, iso in find_dates(text):
        assert 0 <= start < end <= len(text)
        assert parse_date(text[start:end]) == iso
    find_date_ranges(text)
    parse_date_range(text)


def test_a_day_that_does_not_exist_cannot_be_printed():
    with pytest.raises(ValueError, match="day"):
        format_date("2024-02-31")
