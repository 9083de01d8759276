"""Ofsted's reports and letters, family by family, from blocks written by hand."""

from pipeline.extract.layouts import LAYOUTS, ilacs, jtai, letters, send, sif
from pipeline.extract.layouts.reading import Reading
from pipeline.records import PUBLICATION_KINDS
from tests.extract.blocks import Sheet, found

LEADERS = "The impact of leaders on social work practice with children and families"
HELP = "The experiences and progress of children who need help and protection"


def test_every_layout_is_of_a_kind():
    assert set(LAYOUTS) <= set(PUBLICATION_KINDS)


# Letters after visits


def visit_letter() -> Sheet:
    sheet = Sheet().p("Ofsted").p("Piccadilly Gate").p("14 May 2024").p("Odile Marsh")
    sheet.p("Quenby Vale County Council").p("Dear Odile")
    sheet.h("Focused visit to Quenby Vale children’s services")
    sheet.p(
        "This letter summarises the findings of the focused visit to Quenby Vale children’s "
        "services on 16 and 17 April 2024. His Majesty’s Inspectors for this visit were "
        "Edmund Larkspur and Ines Tolliver."
    )
    sheet.p("Inspectors looked at the arrangements for children who wait.")
    return sheet


def test_a_focused_visit_letter():
    sheet = visit_letter().h("Headline findings").p("Waiting is shorter.")
    sheet.h("Area for priority action").p("The oversight of children who wait.")
    sheet.h("What needs to improve in this area of social work practice?")
    sheet.b("Supervision of new staff.", "Plans for children who return home.")
    sheet.h("Main findings").p("Supervision is warm but irregular.")
    sheet.p("Yours sincerely").p("Edmund Larkspur")
    reading = letters.read(sheet.content, "focused_visit")
    assert (reading.visit_start_date, reading.visit_end_date) == ("2024-04-16", "2024-04-17")
    assert reading.published_date == "2024-05-14"
    assert reading.lead_inspector == "Edmund Larkspur"
    assert reading.title == "Focused visit to Quenby Vale children’s services"
    assert "Quenby Vale" in reading.names[0]
    assert [(kind, text) for kind, _, text in found(reading)] == [
        ("headline", "Waiting is shorter."),
        ("priority_action", "The oversight of children who wait."),
        ("improvement", "Supervision of new staff."),
        ("improvement", "Plans for children who return home."),
        ("paragraph", "Supervision is warm but irregular."),
    ]


def test_what_was_looked_at_is_no_finding():
    sheet = visit_letter().h("Areas covered by the visit").b("Plans", "Supervision")
    sheet.h("Headline findings").p("Waiting is shorter.")
    assert len(letters.read(sheet.content, "monitoring_visit").findings) == 1


def test_a_visit_over_a_month_s_end():
    sheet = Sheet().p("3 March 2024").p("Dear Odile").h("Monitoring visit to Tolverne")
    sheet.p(
        "This letter summarises the findings of the monitoring visit to Tolverne on 31 January and "
        "1 February 2024. This was the third monitoring visit since the authority was judged "
        "inadequate in May 2022. His Majesty’s Inspector for this visit was Ines Tolliver."
    )
    reading = letters.read(sheet.content, "monitoring_visit")
    assert (reading.visit_start_date, reading.visit_end_date) == ("2024-01-31", "2024-02-01")
    assert reading.lead_inspector == "Ines Tolliver"


def test_a_letter_that_prints_nothing_gives_nothing():
    reading = letters.read(Sheet().p("Dear Odile").content, "focused_visit")
    assert (reading.published_date, reading.visit_start_date, reading.lead_inspector) == ("",) * 3


# Inspection reports under ILACS


def ilacs_report() -> Sheet:
    sheet = Sheet().h("Inspection of Quenby Vale local authority children’s services")
    sheet.p("Inspection dates: 3 to 14 October 2022").p("Lead inspector: Ines Tolliver HMI")
    sheet.row("Judgement", "Grade").row(LEADERS, "Inadequate")
    sheet.row(HELP, "Requires improvement to be good").row("Overall effectiveness", "Inadequate")
    sheet.p(
        "Services in Quenby Vale have become worse since the last inspection, and too many "
        "children wait too long for the help that they need from social workers."
    )
    return sheet


def test_an_inspection_report():
    sheet = ilacs_report().h("What needs to improve?")
    sheet.b("Supervision.", "Plans for children who return home.").page()
    sheet.h(f"{LEADERS}: inadequate").n("1", "Leaders do not know enough.").n(
        "2", "Boards do not meet."
    )
    sheet.h(f"{HELP}: requires improvement to be good").n("3", "Help is early.")
    reading = ilacs.read(sheet.content, "ilacs_inspection")
    assert (reading.visit_start_date, reading.visit_end_date) == ("2022-10-03", "2022-10-14")
    assert reading.lead_inspector == "Ines Tolliver"
    assert {(area, grade) for area, grade, _ in reading.judgements} == {
        ("leaders", "inadequate"),
        ("help_protection", "requires_improvement"),
        ("overall", "inadequate"),
    }
    assert reading.notes == []
    assert [(draft.kind, draft.label, draft.section) for draft in reading.findings] == [
        ("headline", "", ""),
        ("improvement", "", "What needs to improve?"),
        ("improvement", "", "What needs to improve?"),
        ("paragraph", "1", LEADERS),
        ("paragraph", "2", LEADERS),
        ("paragraph", "3", HELP),
    ]


def test_a_heading_that_restates_another_grade_is_noted():
    sheet = ilacs_report().page().h(f"{LEADERS}: good").n("1", "Leaders lead.")
    reading = ilacs.read(sheet.content, "ilacs_inspection")
    assert ("leaders", "inadequate", 1) in reading.judgements
    assert [reason for reason, _ in reading.notes] == ["judgement_disagrees"]


def test_a_report_without_overall_effectiveness_invents_none():
    sheet = Sheet().h("Inspection of Tolverne").p("Inspection dates: 4 to 15 May 2026")
    sheet.row("Judgement", "Grade").row(LEADERS, "Good").row(HELP, "Good")
    assert len(ilacs.read(sheet.content, "ilacs_inspection").judgements) == 2


def test_a_report_as_html_has_no_places():
    sheet = Sheet(paged=False).h("Inspection of Tolverne").p("Inspection dates: 4 to 15 May 2026")
    sheet.table(1, ("Judgement", "Grade"), (LEADERS, "Good"), (HELP, "Outstanding"))
    sheet.h("What needs to improve?").b("Supervision.")
    reading = ilacs.read(sheet.content, "ilacs_inspection")
    assert reading.judgements == [
        ("leaders", "good", None),
        ("help_protection", "outstanding", None),
    ]
    assert [kind for kind, _, _ in found(reading)][-1:] == ["improvement"]


def test_what_inspections_are_about_is_left_out():
    sheet = ilacs_report().page().h(f"{LEADERS}: inadequate").n("1", "Leaders do not know enough.")
    sheet.h("Information about this inspection").p("Inspectors looked closely at plans.")
    sheet.p("The Office for Standards in Education, Children’s Services and Skills regulates.")
    texts = [text for _, _, text in found(ilacs.read(sheet.content, "ilacs_inspection"))]
    assert texts[-1] == "Leaders do not know enough."


# Single inspections


def sif_report() -> Sheet:
    sheet = Sheet().h("Quenby Vale County Council")
    sheet.h("Inspection of services for children in need of help and protection")
    sheet.p("Inspection date: 4 – 28 November 2014").p("Report published: 30 January 2015").page()
    sheet.h("Children’s services in Quenby Vale are inadequate")
    sheet.row("1. Children who need help and protection", "Inadequate")
    sheet.row("2. Children looked after and achieving permanence", "Requires improvement")
    sheet.row("2.1 Adoption performance", "Good")
    sheet.row("2.2 Experiences and progress of care leavers", "Good")
    return sheet.row("3. Leadership, management and governance", "Inadequate")


def test_a_single_inspection():
    sheet = sif_report().h("Executive summary").p("Children wait.").h("Recommendations")
    sheet.n("1", "Review all plans of children at risk.").n("2", "Train managers.")
    sheet.h("Summary for children and young people").b("You told us that you wait.")
    sheet.p("Lead inspector: Ines Tolliver")
    reading = sif.read(sheet.content, "sif_inspection")
    assert (reading.visit_start_date, reading.visit_end_date) == ("2014-11-04", "2014-11-28")
    assert (reading.published_date, reading.lead_inspector) == ("2015-01-30", "Ines Tolliver")
    assert {(area, grade) for area, grade, _ in reading.judgements} == {
        ("overall", "inadequate"),
        ("help_protection", "inadequate"),
        ("care", "requires_improvement"),
        ("adoption", "good"),
        ("care_leavers", "good"),
        ("leaders", "inadequate"),
    }
    recommended = [draft for draft in reading.findings if draft.kind == "recommendation"]
    assert [draft.label for draft in recommended] == ["1", "2"]


def test_the_review_of_the_board_is_addressed_to_the_partnership():
    sheet = sif_report().h("Recommendations").n("1", "Review all plans of children.").page()
    sheet.h("The effectiveness of the Local Safeguarding Children Board (LSCB) is good")
    sheet.h("Recommendations").n("1", "Publish the threshold document.")
    reading = sif.read(sheet.content, "sif_inspection")
    assert [d.addressed_to for d in reading.findings if d.kind == "recommendation"] == [
        "council",
        "partnership",
    ]
    assert ("lscb", "good", 3) in reading.judgements


# Joint inspections


def jtai_letter(opening: str) -> Sheet:
    sheet = Sheet().p("4 August 2023").p("Dear Quenby Vale Local Safeguarding Partnership")
    return sheet.h("Joint targeted area inspection of Quenby Vale").p(opening)


def test_a_joint_inspection_of_the_second_generation():
    sheet = jtai_letter("This inspection took place from 26 to 30 June 2023. It was carried out by "
                        "inspectors from Ofsted and others.")  # fmt: skip
    sheet.h("Headline findings").p("The front door is open.").h("Strengths").b(
        "Nights are covered."
    )
    sheet.h("Area for priority action").b("Strategy meetings are late.")
    sheet.h("What needs to improve?").b("Health does not come.").h("Main findings").p("It works.")
    sheet.h("Practice study: highly effective practice").p("A child was helped.")
    sheet.h("Next steps").p("The council is the principal authority.")
    sheet.p("Yours sincerely").p("Four people")
    reading = jtai.read(sheet.content, "jtai")
    assert (reading.visit_start_date, reading.visit_end_date) == ("2023-06-26", "2023-06-30")
    assert reading.published_date == "2023-08-04"
    assert reading.lead_inspector == ""
    assert [kind for kind, _, _ in found(reading)] == [
        "headline",
        "strength",
        "priority_action",
        "improvement",
        "paragraph",
        "paragraph",
        "paragraph",
    ]
    assert {draft.addressed_to for draft in reading.findings} == {"partnership"}


def test_a_joint_inspection_of_the_first_generation_takes_the_year_of_the_letter():
    sheet = jtai_letter("Between 26 and 30 June, Ofsted and others undertook a joint inspection of "
                        "the response to neglect in Quenby Vale.")  # fmt: skip
    sheet.p("This letter to all the service leaders in the area outlines our findings.")
    sheet.p("Partners in Quenby Vale know what neglect is.")
    sheet.h("Key strengths").h("Leaders", size=12.0).b("They meet.")
    sheet.h("Areas for improvement").b("Police come late.").h("Next steps").p("Send a statement.")
    reading = jtai.read(sheet.content, "jtai")
    assert (reading.visit_start_date, reading.visit_end_date) == ("2023-06-26", "2023-06-30")
    assert [(kind, text) for kind, _, text in found(reading)] == [
        ("headline", "Partners in Quenby Vale know what neglect is."),
        ("strength", "They meet."),
        ("improvement", "Police come late."),
        ("paragraph", "Send a statement."),
    ]


# Area SEND


def send_report() -> Sheet:
    sheet = Sheet().h("Area SEND inspection of Tolverne Local Area Partnership")
    sheet.p("Inspection dates: 22 to 26 January 2024").h("Inspection outcome")
    return sheet.p(
        "The local area partnership’s arrangements lead to inconsistent experiences and outcomes."
    )


def test_an_area_send_report():
    sheet = send_report().h("What is the area partnership doing that is effective?")
    sheet.b("Children are heard.").h("What does the area partnership need to do better?")
    sheet.b("Plans are late.").h("Areas for improvement")
    sheet.table(
        1,
        ("Responsible bodies", "Areas for improvement"),
        ("The council", "Leaders should make sure that plans are on time."),
        ("The council", "Leaders should make sure that waiting is short."),
    )
    sheet.h("Local area partnership details").p("Somebody")
    sheet.h("Inspection team").row("Ofsted", "Care Quality Commission")
    sheet.row("Ines Tolliver, Ofsted HMI Lead inspector", "Edmund Larkspur, Lead CQC inspector")
    reading = send.read(sheet.content, "area_send")
    assert [(area, grade) for area, grade, _ in reading.judgements] == [
        ("send_outcome", "inconsistent")
    ]
    assert reading.lead_inspector == "Ines Tolliver"
    assert [(kind, text[-12:]) for kind, _, text in found(reading)] == [
        ("headline", "nd outcomes."),
        ("strength", "n are heard."),
        ("paragraph", "ns are late."),
        ("improvement", "are on time."),
        ("improvement", "ng is short."),
    ]
    assert {draft.addressed_to for draft in reading.findings} == {"partnership"}


def test_items_of_one_column_need_no_table():
    sheet = send_report().h("Areas for priority action").p("Leaders should act on waiting.")
    sheet.h("Areas for improvement").p("Leaders should plan.").p("Leaders should meet.")
    kinds = [kind for kind, _, _ in found(send.read(sheet.content, "area_send"))]
    assert kinds == ["headline", "priority_action", "improvement", "improvement"]


def test_pages_whose_columns_stand_side_by_side_are_reported():
    sheet = send_report().page().h("Areas for improvement")
    sheet.row("Leaders should", "The council").row("plan.", "and health")
    sheet.page().h("Local area partnership details").row("A", "B").row("C", "D")
    assert send.needs_ruled_tables(sheet.blocks) == [2]
    assert send.needs_ruled_tables(send_report().blocks) == []


def test_no_outcome_is_no_judgement():
    reading = send.read(Sheet().h("Area SEND inspection of Tolverne").content, "area_send")
    assert isinstance(reading, Reading)
    assert reading.judgements == []
