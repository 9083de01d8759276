"""Notices, directions and letters of the department, committee reports, and everything else."""

from pipeline.extract.layouts import committee, dfe, other
from tests.extract.blocks import Sheet, found

# The Department for Education


def notice() -> Sheet:
    sheet = Sheet(paged=False).h("Improvement notice").p("To: Quenby Vale County Council")
    sheet.p(
        "This notice is issued after the inspection of 28 April 2023 found services inadequate."
    )
    sheet.h("Improvement adviser")
    sheet.n("1", "The Council must work with the adviser.")
    sheet.n("2", "The adviser has been appointed by the Secretary of State.")
    sheet.h("Improvement plan").n("3", "The Council must, within 8 weeks of this notice:")
    sheet.n("(a)", "write a plan;").n("(b)", "share it.")
    sheet.n("4", "Failure to comply may lead to a direction.")
    return sheet.p("Signed on behalf of the Secretary of State").p("20 July 2023")


def test_an_improvement_notice():
    reading = dfe.read(notice().content, "improvement_notice")
    assert (reading.publisher, reading.published_date) == ("dfe", "2023-07-20")
    assert [(d.kind, d.label, d.text) for d in reading.findings if d.label] == [
        ("requirement", "1", "The Council must work with the adviser."),
        ("paragraph", "2", "The adviser has been appointed by the Secretary of State."),
        ("requirement", "3", "The Council must, within 8 weeks of this notice:"),
        ("requirement", "(a)", "write a plan;"),
        ("requirement", "(b)", "share it."),
        ("paragraph", "4", "Failure to comply may lead to a direction."),
    ]
    assert any("Quenby Vale" in name for name in reading.names)


def test_a_notice_without_a_signature_says_when_it_is_issued():
    sheet = Sheet(paged=False).h("Improvement notice").p("To: Quenby Vale County Council")
    sheet.p(
        "This notice is issued to the Council by the Secretary of State, after the inspection of "
        "28 April 2023, on 20 July 2023."
    )
    sheet.n("1", "The Council must appoint a chair.").p("Review: 1 May 2024")
    assert dfe.read(sheet.content, "improvement_notice").published_date == "2023-07-20"


def test_what_should_be_is_required_unless_it_is_told_of_the_past():
    sheet = Sheet(paged=False).h("Improvement notice").p("To: Quenby Vale County Council")
    sheet.h("Grounds")
    sheet.n("1", "Children should be seen when they ask, and the inspection found that few were.")
    sheet.h("Measures").n("2", "Every child in need should receive a visit every four weeks.")
    sheet.n("3", "By May 2024 nine in ten families should receive an answer within a day.")
    sheet.n("4", "Inspectors said that children should receive more visits.")
    sheet.n("5", "Visits were later than they should be, and should have been recorded.")
    sheet.n("6", "The board meets monthly. Its members should receive the papers a week before.")
    sheet.h("Compliance").n("7", "Should the Council fail, the Secretary of State may direct it.")
    reading = dfe.read(sheet.content, "improvement_notice")
    kinds = {d.label: d.kind for d in reading.findings if d.label}
    assert [label for label, kind in kinds.items() if kind == "requirement"] == ["2", "3", "6"]


def test_a_direction_has_recitals_and_orders():
    sheet = Sheet().h("Statutory direction to Tolverne Council in relation to children’s services")
    sheet.p("WHEREAS the Secretary of State has carefully considered the report of the inspection;")
    sheet.p("NOW THEREFORE the Secretary of State directs the Council as follows:")
    sheet.n("(a)", "to comply with any instructions of the commissioner;")
    sheet.n("(b)", "to provide such assistance as is needed.")
    sheet.p("Dated this 21st day of September 2022")
    reading = dfe.read(sheet.content, "statutory_direction")
    assert reading.published_date == "2022-09-21"
    assert [(d.kind, d.label) for d in reading.findings if d.label] == [
        ("requirement", "(a)"),
        ("requirement", "(b)"),
    ]


def test_a_letter_about_progress():
    sheet = Sheet(paged=False).p("Department for Education").p("1 March 2024").p("Dear Leader")
    sheet.h("Quenby Vale children’s services: six-month review")
    sheet.p("Thank you for meeting us in February.")
    sheet.p("The front door is safer than it was when the notice was issued last summer.")
    sheet.h("Areas for further improvement").b("Supervision is still irregular.")
    sheet.h("Next steps").p("The notice stays in force until the next review in September.")
    sheet.p("Yours sincerely").p("A Minister")
    reading = dfe.read(sheet.content, "progress_letter")
    assert reading.published_date == "2024-03-01"
    assert reading.title == "Quenby Vale children’s services: six-month review"
    assert [kind for kind, _, _ in found(reading)] == ["paragraph", "improvement", "paragraph"]


def test_what_goes_on_after_the_thanks_of_a_letter_is_read():
    sheet = Sheet(paged=False).p("Department for Education").p("1 March 2024").p("Dear Leader")
    sheet.h("Quenby Vale: first review")
    sheet.p("Thank you for your time. This is the first review since the notice of May 2023.")
    reading = dfe.read(sheet.content, "progress_letter")
    texts = [draft.text for draft in reading.findings]
    assert texts == ["This is the first review since the notice of May 2023."]


# Committee reports


def committee_report() -> Sheet:
    sheet = Sheet().p("Title of report: Ofsted visit to Quenby Vale")
    sheet.p("Meeting date: 12 September 2024").p("Report by: Director of Children’s Services")
    sheet.h("Classification").p("Open").h("Recommendations").p("That the committee:")
    sheet.n("(a)", "notes the letter; and").n("(b)", "asks for a report.")
    sheet.h("Key considerations").n("1", "Inspectors came in August.")
    sheet.n("2", "The letter contains one priority action:").b("Plans are not pursued.")
    sheet.n("3", "It says what needs to improve:").b("Supervision;", "Plans.")
    return sheet.n("4", "The letter also praises foster carers.")


def test_a_committee_report():
    reading = committee.read(committee_report().content, "committee_report")
    assert reading.title == "Ofsted visit to Quenby Vale"
    assert (reading.publisher, reading.published_date) == ("council", "2024-09-12")
    assert [(d.kind, d.addressed_to, d.label) for d in reading.findings] == [
        ("recommendation", "committee", "(a)"),
        ("recommendation", "committee", "(b)"),
        ("paragraph", "council", "1"),
        ("paragraph", "council", "2"),
        ("priority_action", "council", ""),
        ("paragraph", "council", "3"),
        ("improvement", "council", ""),
        ("improvement", "council", ""),
        ("paragraph", "council", "4"),
    ]


def test_several_fields_on_one_line():
    sheet = Sheet().p("Meeting date: 12 September 2024 Report by: the Director")
    reading = committee.read(sheet.content, "committee_report")
    assert reading.published_date == "2024-09-12"


def test_the_day_of_a_paper_without_a_date_field():
    for line in ("6 June 2022", "Cabinet – 6 June 2022", "Held on Monday 6 June 2022 at 6 pm"):
        sheet = (
            Sheet().h("Cabinet").p("Ofsted's visit of 3 May 2022").p(line).p("Report of: Director")
        )
        assert committee.read(sheet.content, "committee_report").published_date == "2022-06-06"


# Everything else


def test_what_has_no_layout_is_kept_whole():
    sheet = Sheet().h("Annual conversation with Tolverne Council").p("4 May 2012")
    sheet.p("We met the director of children’s services and talked about the year that went by.")
    sheet.h("Key strengths").b("Foster carers.").h("Areas for improvement").b("Plans.")
    sheet.h("About this inspection").p("We came.").h("Anything else").p("More text.")
    reading = other.read(sheet.content, "other")
    assert reading.published_date == "2012-05-04"
    assert [(kind, section) for kind, section, _ in found(reading)] == [
        ("paragraph", ""),
        ("strength", "Key strengths"),
        ("improvement", "Areas for improvement"),
        ("paragraph", "Anything else"),
    ]


def test_the_publisher_is_told_by_words_or_not_at_all():
    for words, publisher in (
        ("Her Majesty’s Inspectors came", "ofsted"),
        ("The Department for Education writes", "dfe"),
        ("Tolverne Council reports", "council"),
        ("Nobody says anything", ""),
    ):
        assert other.read(Sheet().p(words).content, "other").publisher == publisher


def test_nothing_at_all():
    for layout in (dfe, committee, other):
        assert layout.read(Sheet().content, "other").findings == []
