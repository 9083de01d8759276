"""Dates, inspectors and names in the fixed forms in which they are printed."""

import pytest

from pipeline.extract.layouts import printed
from tests.extract.blocks import Sheet


def test_inspection_dates():
    for text in (
        "Inspection dates: 3 to 14 October 2022",
        "Inspection date: 3 October 2022 – 14 October 2022",
        "Inspection dates 3–14 October 2022",
    ):
        assert printed.inspection_dates(Sheet().p(text).blocks) == ("2022-10-03", "2022-10-14")


def test_a_label_and_its_value_in_two_blocks():
    sheet = Sheet().p("Inspection dates:").p("30 January to 10 February 2023")
    assert printed.inspection_dates(sheet.blocks) == ("2023-01-30", "2023-02-10")


def test_no_dates_are_no_dates():
    assert printed.inspection_dates(Sheet().p("Inspection dates: soon").blocks) == ("", "")
    assert printed.published_date(Sheet().p("Published in spring").blocks) == ""
    assert printed.letter_date(Sheet().p("We came on 4 May 2024 and left.").blocks) == ""


@pytest.mark.parametrize("label", ["Report published:", "Published on", "Publication date:"])
def test_the_day_of_publication(label):
    assert printed.published_date(Sheet().p(f"{label} 18 April 2023").blocks) == "2023-04-18"


def test_the_date_of_a_letter_is_a_line_of_its_own_above_the_salutation():
    sheet = Sheet().p("Ofsted").p("Date: 14 May 2024").p("Dear Ms Penhallow")
    assert printed.letter_date(sheet.blocks) == "2024-05-14"
    sheet = Sheet().p("Dear Ms Penhallow").p("14 May 2024")
    assert printed.letter_date(sheet.blocks) == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lead inspector: Odile Fenwick-Marsh", "Odile Fenwick-Marsh"),
        ("Lead inspector: Odile Fenwick-Marsh HMI", "Odile Fenwick-Marsh"),
        ("Lead inspector: Ines Tolliver, Her Majesty’s Inspector", "Ines Tolliver"),
        ("Lead inspectors: Ines Tolliver and Edmund Larkspur", "Ines Tolliver; Edmund Larkspur"),
        ("Lead inspector: Ines Tolliver HMI and Edmund Larkspur HMI",
         "Ines Tolliver; Edmund Larkspur"),
        ("Lead inspector: Dr Maeve O’Hara", "Dr Maeve O'Hara"),
        ("Lead inspector: to be named", ""),
        ("The lead inspector is thanked.", ""),
    ],
)  # fmt: skip
def test_lead_inspectors(text, names):
    found = printed.lead_inspectors(Sheet().p(text).blocks)
    assert found.replace("’", "'") == names


def test_two_lines_of_lead_inspectors_are_joint_leads():
    sheet = Sheet().p("Lead inspector: Ines Tolliver").p("Lead inspector: Edmund Larkspur")
    assert printed.lead_inspectors(sheet.blocks) == "Ines Tolliver; Edmund Larkspur"


def test_the_inspectors_of_a_visit_in_printed_order():
    text = (
        "Her Majesty’s Inspectors for this visit were Edmund Larkspur, HMI, and Ines Tolliver, "
        "Ofsted Inspector. They came twice."
    )
    assert printed.visit_inspectors(text) == ["Edmund Larkspur", "Ines Tolliver"]
    one = "His Majesty’s Inspector for this visit was Edmund Larkspur."
    assert printed.visit_inspectors(one) == ["Edmund Larkspur"]
    assert printed.visit_inspectors("Inspectors looked at plans.") == []


def test_a_range_without_a_year_takes_the_given_one():
    assert printed.dates_in("4 and 5 May", 2021) == ("2021-05-04", "2021-05-05")
    assert printed.dates_in("4 and 5 May") == ("", "")
    assert printed.dates_in("31 January and 1 February 2024") == ("2024-01-31", "2024-02-01")
