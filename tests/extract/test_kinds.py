"""What kind of publication a document is."""

import pytest

from pipeline.extract.blocks import Content
from pipeline.extract.layouts.kinds import identify, is_error_page
from tests.extract.blocks import Sheet


def letter(subject: str, *texts: str) -> Sheet:
    sheet = Sheet().p("Ofsted").p("14 May 2024").p("Dear Ms Penhallow").h(subject)
    for text in texts:
        sheet.p(text)
    return sheet


def report(title: str, *lines: str) -> Sheet:
    sheet = Sheet().h(title)
    for line in (*lines, "Inspection dates: 3 to 14 October 2022", "Lead inspector: A Person"):
        sheet.p(line)
    return sheet


CASES = [
    (letter("Focused visit to Quenby Vale children’s services"), "focused_visit"),
    (
        letter(
            "Visit",
            "This letter summarises the findings of a focused visit to Quenby Vale.",
        ),
        "focused_visit",
    ),
    (
        letter(
            "Focused visit to Quenby Vale children’s services",
            "The delivery model was adapted to reflect the COVID-19 context.",
        ),
        "assurance_visit",
    ),
    (letter("Monitoring visit to Tolverne children’s services"), "monitoring_visit"),
    (letter("Monitoring visit of Tolverne children’s services"), "monitoring_visit"),
    (letter("Joint targeted area inspection of Tolverne"), "jtai"),
    (
        letter(
            "Joint targeted area inspection of the multi-agency response to neglect in Tolverne",
            "This follows a monitoring visit to Tolverne.",
        ),
        "jtai",
    ),
    (report("Inspection of Tolverne local authority children’s services"), "ilacs_inspection"),
    (report("Tolverne", "Inspection of children’s social care services"), "ilacs_inspection"),
    (
        report(
            "Tolverne",
            "Inspection of services for children in need of help and protection, children looked "
            "after and care leavers",
        ),
        "sif_inspection",
    ),
    (
        report("Tolverne", "Inspection of safeguarding and looked after children services"),
        "slac_inspection",
    ),
    (
        report(
            "Tolverne",
            "Inspection of local authority arrangements for the protection of children",
        ),
        "protection_inspection",
    ),
    (report("Area SEND inspection of Tolverne Local Area Partnership"), "area_send"),
    (
        Sheet().h("Improvement notice").p("To: Tolverne Council").n("1", "The Council must plan."),
        "improvement_notice",
    ),
    (
        Sheet()
        .h("Statutory direction to Tolverne Council in relation to children’s services")
        .p("WHEREAS the improvement notice was not enough"),
        "statutory_direction",
    ),
    (
        Sheet()
        .p("Department for Education")
        .p("Dear Leader")
        .h("Tolverne: six-month review")
        .p("The improvement notice stays."),
        "progress_letter",
    ),
    (
        Sheet()
        .p("Department for Education")
        .h("Improvement notice: lifted")
        .p("Dear Leader")
        .p("It is lifted."),
        "progress_letter",
    ),
    (
        Sheet()
        .p("Department for Education")
        .p("Dear Leader")
        .h("Tolverne children’s services: six-month review")
        .p("Ofsted wrote of a monitoring visit to Tolverne in May."),
        "progress_letter",
    ),
    (
        Sheet()
        .p("Dear Leader")
        .h("Review of progress in Tolverne")
        .p("Since the monitoring visit of 4 May the findings of the focused visit are known."),
        "progress_letter",
    ),
    (
        Sheet()
        .p("Ofsted")
        .p("Copied to the Department for Education")
        .p("Dear Director")
        .h("Monitoring visit to Tolverne: progress review")
        .p("This letter summarises the findings of the monitoring visit to Tolverne."),
        "monitoring_visit",
    ),
    (
        Sheet()
        .p("Department for Education")
        .p("Dear Director")
        .h("Monitoring visit of Tolverne children’s services")
        .p("The visit was the third."),
        "monitoring_visit",
    ),
    (
        Sheet().h("Report of the Children’s Services Commissioner for Tolverne").p("Summary"),
        "commissioner_report",
    ),
    (
        Sheet()
        .p("Meeting date: 12 May 2024")
        .p("Report by: Director")
        .p("The findings of the monitoring visit to Tolverne are attached."),
        "committee_report",
    ),
    (
        Sheet()
        .p("Department for Education")
        .p("Piccadilly Gate, Manchester")
        .p("Dear Leader")
        .h("Tolverne: review")
        .p("This is the first review since the statutory direction of May 2023."),
        "progress_letter",
    ),
    (
        Sheet()
        .h("Corporate Parenting Panel")
        .p("Date: 12 May 2024")
        .p("Report of: Director")
        .p("This paper is about the focused visit to Tolverne."),
        "committee_report",
    ),
    (
        Sheet()
        .h("Minutes of the Children’s Scrutiny Panel")
        .p("Held on Tuesday 17 September 2024 at 6.00 pm")
        .p("The findings of the focused visit to Tolverne were discussed."),
        "committee_report",
    ),
    (
        Sheet().h("Decision list").p("Cabinet, Tolverne Council").p("RESOLVED that it be noted."),
        "committee_report",
    ),
    (
        Sheet()
        .h("Progress since the inspection")
        .p("The Committee is asked to note progress.")
        .h("Legal implications")
        .p("There are none."),
        "committee_report",
    ),
    (
        Sheet().h("Revised Improvement Notice").p("To: Tolverne Council").p("Date: 2 August 2021"),
        "improvement_notice",
    ),
    (
        letter(
            "Focused visit to Tolverne children’s services",
            "The area SEND inspection of May 2022 said the same.",
        ),
        "focused_visit",
    ),
    (
        Sheet()
        .p("Dear Leader")
        .p("I have read the findings of the monitoring visit to Tolverne. My officials will call.")
        .p("Yours sincerely")
        .p("Minister for Children"),
        "progress_letter",
    ),
    (
        Sheet()
        .h("Report of the Commissioner for Children’s Services")
        .p("I was appointed under the statutory direction of June 2022.")
        .h("Recommendations")
        .p("The council should keep its services."),
        "commissioner_report",
    ),
    (Sheet().h("Annual conversation").p("We talked about children."), "other"),
    (Sheet(), "other"),
]


@pytest.mark.parametrize(("sheet", "kind"), CASES)
def test_the_kind_is_told_by_what_is_printed(sheet, kind):
    assert identify(sheet.content) == kind


def test_a_bare_mention_of_a_visit_makes_no_letter():
    sheet = Sheet().h("Our strategy").p("After the monitoring visit to Tolverne we changed it.")
    assert identify(sheet.content) == "other"


def test_a_council_s_covering_report_is_told_before_what_it_quotes():
    sheet = Sheet().p("Title of report: Ofsted focused visit to Tolverne").p("Wards affected: all")
    sheet.p("This letter summarises the findings of the focused visit to Tolverne")
    assert identify(sheet.content) == "committee_report"


def test_only_the_beginning_counts():
    sheet = Sheet().h("Annual report").p("Much was done.").page().p("x").page()
    sheet.p("Joint targeted area inspection of Tolverne")
    assert identify(sheet.content) == "other"


@pytest.mark.parametrize("words", ["Page not found", "Report Not Found", "Access denied"])
def test_an_error_page_of_a_site(words):
    assert is_error_page(Content(Sheet(paged=False).h(words).blocks))
    assert is_error_page(Content([], title=words))
    assert not is_error_page(Content(Sheet(paged=False).h("Improvement notice").blocks))
