"""The walk from blocks to findings, with a layout of a few sections."""

import pytest

from pipeline.extract.layouts.findings import Walk, collect, numbered, section
from pipeline.extract.layouts.reading import SKIP
from tests.extract.blocks import Sheet, found

SECTIONS = (
    section(r"what needs to improve|areas? for improvement", "improvement", prose_items=1),
    section(r"areas? for priority action", "priority_action", prose_items=2, nested=True),
    section(r"recommendations?$", "recommendation"),
    section(r"headline findings", "headline"),
    section(r"strengths", "strength"),
    section(r"main findings|the impact of leaders", "paragraph"),
    section(r"about this inspection", SKIP),
    section(r"review of the board", "headline", part="partnership"),
)


def walk(sheet: Sheet, **habits: object) -> list[tuple[str, str, str]]:
    return found(drafts(sheet, **habits))


def drafts(sheet: Sheet, **habits: object):
    start, body = section("", SKIP), section("", "paragraph")
    return collect(sheet.blocks, Walk(SECTIONS, start, body, **habits))


def test_what_stands_before_the_first_known_heading_is_left_out():
    sheet = Sheet().p("Piccadilly").h("Headline findings").p("Plans are late.")
    assert walk(sheet) == [("headline", "Headline findings", "Plans are late.")]


def test_bullets_have_the_kind_of_their_section():
    sheet = Sheet().h("What needs to improve?").b("Plans.", "Supervision.")
    sheet.h("Main findings").p("Plans are late.").b("One more.")
    assert walk(sheet) == [
        ("improvement", "What needs to improve?", "Plans."),
        ("improvement", "What needs to improve?", "Supervision."),
        ("paragraph", "Main findings", "Plans are late."),
        ("paragraph", "Main findings", "One more."),
    ]


def test_running_text_beside_items_is_no_item_but_without_items_it_is():
    sheet = Sheet().h("What needs to improve").p("Leaders should look at:").b("Plans.")
    assert [kind for kind, _, _ in walk(sheet)] == ["paragraph", "improvement"]
    sheet = Sheet().h("Area for improvement").p("Leaders should see that plans are shared.")
    assert [kind for kind, _, _ in walk(sheet)] == ["improvement"]


def test_no_areas_for_priority_action_is_no_priority_action():
    sheet = Sheet().h("Areas for priority action").p("There are no areas for priority action.")
    assert [kind for kind, _, _ in walk(sheet)] == ["paragraph"]
    sheet = Sheet().h("Areas for priority action").b("The inspection did not identify any areas.")
    assert [kind for kind, _, _ in walk(sheet)] == ["paragraph"]


def test_bullets_below_a_bullet_belong_to_it():
    sheet = Sheet().h("What needs to improve").b("Plans, namely:").b("in care", "at home", level=2)
    sheet.b("Supervision.")
    assert [text for _, _, text in walk(sheet)] == [
        "Plans, namely:\nin care\nat home",
        "Supervision.",
    ]


def test_a_finding_with_parts_has_the_boxes_of_all():
    sheet = Sheet().h("What needs to improve").b("Plans:").page().b("in care", level=2)
    (draft,) = drafts(sheet)
    assert [box[0] for box in draft.boxes] == [1, 2]
    assert (draft.page, draft.page_end) == (1, 2)


def test_bullets_below_a_numbered_paragraph_that_ends_in_a_colon_belong_to_it():
    sheet = Sheet().h("Main findings").n("4", "Leaders have:").b("hired staff;", "trained them.")
    sheet.n("5", "Plans are late.")
    assert [text for _, _, text in walk(sheet)] == [
        "Leaders have:\nhired staff;\ntrained them.",
        "Plans are late.",
    ]
    assert len(walk(sheet, fold=False)) == 4


def test_lettered_parts_belong_to_the_numbered_paragraph_above():
    sheet = (
        Sheet().h("Recommendations").n("1", "Leaders should see that:").n("(a)", "plans are made")
    )
    assert walk(sheet) == [
        ("recommendation", "Recommendations", "Leaders should see that:\n(a) plans are made")
    ]


def test_a_second_paragraph_of_a_numbered_one_belongs_to_it():
    sheet = Sheet().h("Main findings").n("4", "Plans are late.").p("They are thin.", level=2)
    sheet.p("Something else.")
    assert [text for _, _, text in walk(sheet)] == [
        "Plans are late.\nThey are thin.",
        "Something else.",
    ]


def test_numbers_are_kept_as_printed():
    sheet = Sheet().h("Main findings").n("4", "Plans are late.").n("(a)", "Alone.").b("Bullet.")
    assert [draft.label for draft in drafts(sheet, fold=False)] == ["4", "(a)", ""]


def test_rows_of_a_table_are_items_and_loose_cells_are_none():
    sheet = Sheet().h("Areas for priority action").row("Signed by", "Somebody")
    sheet.table(1, ("Leaders should see to plans.",), ("Leaders should see to care.",))
    assert [kind for kind, _, _ in walk(sheet)] == ["priority_action", "priority_action"]


def test_several_paragraphs_of_one_cell_are_one_finding():
    sheet = Sheet().h("Areas for priority action")
    sheet.add("cell", "Leaders should:", table=1, row=0, column=0)
    sheet.add("cell", "see to plans.", table=1, row=0, column=0)
    assert [text for _, _, text in walk(sheet)] == ["Leaders should:\nsee to plans."]


def test_an_unknown_heading_ends_a_list_of_items():
    sheet = Sheet().h("What needs to improve").b("Plans.").h("Children at home").b("They are seen.")
    assert walk(sheet) == [
        ("improvement", "What needs to improve", "Plans."),
        ("paragraph", "Children at home", "They are seen."),
    ]


def test_a_smaller_unknown_heading_or_a_nested_one_does_not():
    sheet = Sheet().h("What needs to improve").h("Plans", size=12.0).b("Late plans.")
    assert walk(sheet)[0][0] == "improvement"
    sheet = Sheet().h("Areas for priority action").h("The council").b("Late plans.")
    assert walk(sheet) == [("priority_action", "The council", "Late plans.")]


def test_boilerplate_lasts_until_a_heading_as_large():
    sheet = (
        Sheet().h("About this inspection").p("We came.").h("The team", size=12.0).p("We were two.")
    )
    sheet.h("The impact of leaders").p("Leaders lead.")
    assert walk(sheet) == [("paragraph", "The impact of leaders", "Leaders lead.")]


def test_a_heading_loses_its_grade():
    sheet = Sheet().h("The impact of leaders on social work practice: good").p("Leaders lead.")
    assert walk(sheet)[0][1] == "The impact of leaders on social work practice"


def test_what_comes_after_the_signature_is_left_out_until_the_next_known_heading():
    sheet = Sheet().h("Main findings").p("Plans are late.").p("Yours sincerely").p("A Person")
    sheet.h("Main findings").p("Of a second letter.")
    assert [text for _, _, text in walk(sheet)] == ["Plans are late.", "Of a second letter."]


@pytest.mark.parametrize(
    "sentence",
    [
        "I am copying this letter to the Department for Education.",
        "Ofsted will take the findings from this visit into account when planning.",
        "This letter will be published on the website.",
    ],
)
def test_administration_is_no_finding(sentence):
    sheet = Sheet().h("Main findings").p("Plans are late.").p(sentence)
    assert len(walk(sheet)) == 1


def test_a_lead_in_that_says_nothing_is_no_finding():
    sheet = Sheet().h("Recommendations").p("That the committee:").n("(a)", "notes this report;")
    assert walk(sheet) == [("recommendation", "Recommendations", "notes this report;")]


def test_a_part_changes_whom_the_rest_is_addressed_to():
    sheet = Sheet().h("Main findings").p("One.").h("Review of the board").p("Two.")
    sheet.h("Recommendations").b("Three.")
    assert [draft.addressed_to for draft in drafts(sheet)] == [
        "council",
        "partnership",
        "partnership",
    ]


def test_strengths_are_bullets_and_text_under_them_is_text():
    sheet = Sheet().h("Strengths").p("Much works.").b("Foster carers are well matched.")
    assert [kind for kind, _, _ in walk(sheet)] == ["paragraph", "strength"]


def test_numbers_that_html_hides_in_the_text_are_labels():
    made = numbered(Sheet().p("1. The council must plan.").b("(a) soon", "later").blocks)
    assert [(b.role, b.label, b.text) for b in made] == [
        ("numbered", "1", "The council must plan."),
        ("numbered", "(a)", "soon"),
        ("bullet", "", "later"),
    ]
