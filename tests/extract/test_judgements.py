"""Grades: from tables by position, from rows, headings and sentences."""

import pytest

from pipeline.extract.layouts.judgements import (
    area_of,
    from_headings,
    from_rows,
    from_sentences,
    from_table,
    grade_of,
    merge,
    without_grade,
)
from tests.extract.blocks import Sheet

LEADERS = "The impact of leaders on social work practice with children and families"
HELP = "The experiences and progress of children who need help and protection"
CARE = "The experiences and progress of children in care and care leavers"


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("Good", "good"),
        ("Outstanding", "outstanding"),
        ("Requires improvement to be good", "requires_improvement"),
        ("Require improvement", "requires_improvement"),
        ("Requires", ""),
        ("inadequate.", "inadequate"),
        ("Adequate", "adequate"),
        ("Goods", ""),
        ("Not judged", ""),
    ],
)
def test_grades_by_their_words(words, grade):
    assert grade_of(words) == grade


@pytest.mark.parametrize(
    ("words", "area"),
    [
        (LEADERS, "leaders"),
        ("Leadership, management and governance", "leaders"),
        (HELP, "help_protection"),
        ("Children who need help and protection", "help_protection"),
        (CARE, "care_and_care_leavers"),
        ("The experiences and progress of children in care", "care"),
        ("The experiences and progress of care leavers", "care_leavers"),
        ("Children looked after and achieving permanence", "care"),
        ("Adoption performance", "adoption"),
        ("The effectiveness of the Local Safeguarding Children Board (LSCB)", "lscb"),
        ("Overall effectiveness", "overall"),
        ("What needs to improve?", ""),
    ],
)
def test_areas_by_their_words(words, area):
    assert area_of(words) == area


def pairs(judgements) -> dict[str, str]:
    return {area: grade for area, grade, _ in judgements}


def test_a_table_is_read_by_position():
    sheet = Sheet().row("Judgement", "Grade").row(LEADERS, "Good").row(HELP, "Requires improvement")
    sheet.row(CARE, "Outstanding").row("Overall effectiveness", "Good")
    assert pairs(from_table(sheet.blocks)) == {
        "leaders": "good",
        "help_protection": "requires_improvement",
        "care_and_care_leavers": "outstanding",
        "overall": "good",
    }


def test_labels_and_grades_of_two_lines_each():
    sheet = Sheet().row("The experiences and progress of children in care and", "Requires")
    sheet.top -= 7
    sheet.row("care leavers", "improvement to be good").row("Overall effectiveness", "Good")
    assert pairs(from_table(sheet.blocks)) == {
        "care_and_care_leavers": "requires_improvement",
        "overall": "good",
    }


def test_a_column_of_labels_and_then_one_of_grades():
    sheet = Sheet()
    for label in (LEADERS, HELP, "Overall effectiveness"):
        sheet.p(label)
    sheet.top = 100.0
    for grade in ("Inadequate", "Requires improvement", "Inadequate"):
        sheet.p(grade, x=400)
    assert pairs(from_table(sheet.blocks)) == {
        "leaders": "inadequate",
        "help_protection": "requires_improvement",
        "overall": "inadequate",
    }


def test_a_grade_of_another_row_or_page_is_not_borrowed():
    sheet = Sheet().row("Overall effectiveness").page()
    sheet.p("Good")
    assert from_table(sheet.blocks) == []


def test_a_row_without_a_grade_gives_none():
    sheet = Sheet().row(LEADERS, "Good").row("Overall effectiveness")
    sheet.top += 100
    sheet.row("", "Good")
    assert pairs(from_table(sheet.blocks)) == {"leaders": "good"}


def test_the_page_of_a_grade():
    sheet = Sheet().page().row("Overall effectiveness", "Good")
    assert from_table(sheet.blocks) == [("overall", "good", 2)]


def test_rows_of_a_file_without_pages():
    sheet = Sheet(paged=False).table(1, ("Judgement", "Grade"), (LEADERS, "Good"), (HELP, "none"))
    assert from_rows(sheet.blocks) == [("leaders", "good", None)]


def test_headings_restate_grades():
    sheet = Sheet().page().h(f"{LEADERS}: inadequate").h("Overall effectiveness is good")
    sheet.h("Key strengths are good").p(f"{HELP}: good")
    assert pairs(from_headings(sheet.blocks)) == {"leaders": "inadequate", "overall": "good"}


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        (f"{LEADERS}: good", LEADERS),
        (f"{CARE}: requires improvement to be good", CARE),
        ("Adoption performance is outstanding", "Adoption performance"),
        ("Overall effectiveness – Inadequate.", "Overall effectiveness"),
        ("What is good", "What is good"),
        ("Main findings", "Main findings"),
    ],
)
def test_a_section_has_the_heading_without_its_grade(heading, section):
    assert without_grade(heading) == section


@pytest.mark.parametrize("end", ["the marks of good", "far better than good", "not good"])
def test_a_sentence_about_a_grade_gives_none(end):
    assert from_table(Sheet().p(f"The effectiveness of the LSCB has {end}").blocks) == []


def test_sentences_give_grades():
    sheet = Sheet().h("The overall judgement is that children’s services are inadequate")
    sheet.h("The effectiveness of the Local Safeguarding Children Board (LSCB) is good")
    sheet.p("The overall judgement is " + "long " * 40)
    assert pairs(from_sentences(sheet.blocks)) == {"overall": "inadequate", "lscb": "good"}


def test_a_title_that_names_the_council_gives_the_overall_grade():
    sheet = Sheet().h("Children’s services in Quenby Vale require improvement")
    assert pairs(from_sentences(sheet.blocks)) == {"overall": "requires_improvement"}


def test_where_two_places_disagree_the_table_counts_and_it_is_noted():
    merged, notes = merge(
        [("overall", "good", 1)], [("overall", "inadequate", 4), ("leaders", "good", 5)]
    )
    assert merged == [("overall", "good", 1), ("leaders", "good", 5)]
    assert notes == [
        (
            "judgement_disagrees",
            "overall: the table says good, which is kept; page 4 says inadequate",
        )
    ]
