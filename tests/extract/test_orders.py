"""What publications order by when, and which others they speak of: sentence in, values out."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.extract.deadlines import find_deadlines
from pipeline.extract.mentions import find_mentions
from pipeline.extract.periods import add_span, find_periods, sentences
from pipeline.extract.responsible import who
from pipeline.extract.terms import find_rhythms, find_spans
from pipeline.extract.workdays import add_working_days, bank_holidays
from pipeline.records import Finding, Publication, content_id

FACTS = dict.fromkeys(Publication.__dataclass_fields__, "") | {"status": "read"}
PUBLISHERS = {"improvement_notice": "dfe", "progress_letter": "dfe", "committee_report": "council"}


def publication(kind: str, published: str = "2022-03-01", **facts: str) -> Publication:
    return Publication(
        **{
            **FACTS,
            "publication_id": "pub-1",
            "authority_id": "tolverne",
            "kind": kind,
            "publisher": PUBLISHERS.get(kind, "ofsted"),
            "published_date": published,
            **facts,
        }
    )


def findings(*texts: str, kind: str = "paragraph") -> tuple[Finding, ...]:
    return tuple(
        Finding(content_id("f", text), "pub-1", n, "", "", kind, "council", text)
        for n, text in enumerate(texts, 1)
    )


def deadlines(kind: str, text: str, finding_kind: str = "paragraph", **facts: str):
    found = find_deadlines(publication(kind, **facts), findings(text, kind=finding_kind))
    for one in found:
        assert text[one.evidence[0][0] : one.evidence[0][1]].strip()
    return [(one.kind, one.due_date, one.every) for one in found]


def mentions(kind: str, *texts: str, **facts: str):
    found = find_mentions(publication(kind, **facts), findings(*texts))
    return [(one.mentioned_kind, one.mentioned_date, one.mentioned_date_kind) for one in found]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("the end of April 2022", "2022-04-30"),
        ("14th May 2024", "2024-05-14"),
        ("12 November 18", "2018-11-12"),
        ("early 2018", "2018-04-30"),
        ("late March 2023", "2023-03-31"),
        ("autumn 2023", "2023-11-30"),
        ("the summer term 2024", "2024-07-31"),
        ("winter 2023", "2024-02-29"),
        ("Q3 2023/24", "2023-12-31"),
        ("the financial year 2021/22", "2022-03-31"),
        ("the end of the year", "2022-12-31"),
        ("November", "2022-11-30"),
        ("30 January", "2023-01-30"),
        ("Friday 4 November", "2022-11-04"),
        ("May", "2022-05-31"),
        ("spring", "2022-05-31"),
        ("the autumn term", "2022-12-31"),
        ("Autumn 2023", "2023-11-30"),
        ("next month", "2022-04-30"),
        ("the end of the month", "2022-03-31"),
        ("the end of the financial year", "2022-03-31"),
        ("the end of the academic year", "2022-08-31"),
        ("the second half of 2022", "2022-12-31"),
        ("the first quarter of 2023", "2023-03-31"),
        ("Quarter 1 of 2022/23", "2022-06-30"),
        ("September or October 2022", "2022-10-31"),
        ("Christmas", "2022-12-25"),
        ("31 February", None),
        ("2019/25", None),
    ],
)
def test_the_last_day_that_the_words_allow(text, last):
    found = find_periods(f"by {text}.", "2022-03-01")
    assert [period.last for period in found] == ([last] if last else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("within six weeks of the date of this notice", [(6, "week", "within", False)]),
        ("within 12 months of the day on which it was issued", [(12, "month", "within", False)]),
        ("within two days of a child going missing", [(2, "day", "within", True)]),
        ("within three to six months", [(6, "month", "within", False)]),
        ("over the next ten weeks", [(10, "week", "in", False)]),
        ("in six months’ time", [(6, "month", "in", False)]),
        ("after six months and again after twelve",
         [(6, "month", "after", False), (12, "month", "after", False)]),
        ("at six and twelve months",
         [(6, "month", "after", False), (12, "month", "after", False)]),
        ("at six-monthly intervals", []),
    ],
)  # fmt: skip
def test_terms_as_they_are_printed(text, expected):
    found = [(span.number, span.unit, span.how, span.other) for span in find_spans(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("every six to eight weeks", "P8W"),
        ("every second month", "P2M"),
        ("at six-weekly intervals", "P6W"),
        ("at two-month intervals", "P2M"),
        ("three times a year", "P4M"),
        ("no less often than every 6 weeks", "P6W"),
        ("on a bi-monthly basis", "P2M"),
        ("each half term", "P2M"),
        ("once a fortnight", "P2W"),
        ("two meetings per year", ""),
        ("every day", ""),
    ],
)
def test_rhythms_as_they_are_printed(text, every):
    assert [found for _, _, found in find_rhythms(text)] == ([every] if every else [])


def test_months_share_the_year_printed_once():
    found = find_periods("in January, April and October 2023", "2022-03-01")
    assert [period.iso for period in found] == ["2023-01", "2023-04", "2023-10"]


def test_working_days_leave_out_weekends_and_bank_holidays():
    assert add_working_days(date(2022, 5, 31), 3) == date(2022, 6, 7)  # two days of a jubilee
    assert add_span("2024-03-26", 70, "working day") == "2024-07-08"
    assert date(2020, 5, 4) not in bank_holidays(2020)
    assert {date(2022, 1, 3), date(2021, 12, 27), date(2021, 12, 28)} <= (
        bank_holidays(2022) | bank_holidays(2021)
    )


def test_sentences_are_cut_where_the_blank_is_missing_but_not_in_abbreviations():
    text = "Send it by 3 May 2020.This will help. See e.g. the plan."
    assert [text[a:b].strip() for a, b in sentences(text)] == [
        "Send it by 3 May 2020.",
        "This will help.",
        "See e.g. the plan.",
    ]


@pytest.mark.parametrize(
    ("kind", "finding_kind", "text", "expected"),
    [
        ("improvement_notice", "requirement", "The Council must appoint a director by May 2023.",
         ("ordered", "2023-05-31", "")),
        ("improvement_notice", "requirement", ("Within six weeks of the date of this notice, the "
         "Council must set up a board."), ("ordered", "2022-04-12", "")),
        ("improvement_notice", "requirement", ("The first review will take place six months after "
         "the date of this notice."), ("ordered", "2022-09-01", "")),
        ("improvement_notice", "requirement", ("Officials will review progress at least every six "
         "months."), ("ordered", "", "P6M")),
        ("improvement_notice", "requirement", ("Not later than 90 days after this notice the "
         "council must have seen all."), ("ordered", "2022-05-30", "")),
        ("improvement_notice", "requirement", "At the latest on 30 July 2022 an offer must be out.",
         ("ordered", "2022-07-30", "")),
        ("improvement_notice", "requirement", "The board must meet every other month.",
         ("ordered", "", "P2M")),
        ("improvement_notice", "paragraph", "A review is planned for the week of 3 May 2022.",
         ("planned", "2022-05-09", "")),
        ("progress_letter", "paragraph", "You should confirm within four weeks who is to chair.",
         ("ordered", "2022-03-29", "")),
        ("committee_report", "paragraph", "A new practice academy opens in September 2022.",
         ("planned", "2022-09-30", "")),
        ("committee_report", "paragraph", "The council is to open two homes in spring 2023.",
         ("planned", "2023-05-31", "")),
        ("committee_report", "paragraph", "The board will next meet on 9 July 2022.",
         ("meeting", "2022-07-09", "")),
        ("committee_report", "recommendation", "That officers report again in December 2022.",
         ("ordered", "2022-12-31", "")),
        ("focused_visit", "paragraph", "Leaders plan to have all managers in post by July 2022.",
         ("planned", "2022-07-31", "")),
        ("improvement_notice", "requirement", "The adviser will send 6 weekly reports.",
         ("ordered", "", "P6W")),
        ("improvement_notice", "requirement", ("Each worker is to be seen at least once in four "
         "weeks by 30 June 2022."), ("ordered", "2022-06-30", "P4W")),
        ("improvement_notice", "requirement", ("Reviews will be held at intervals of no more than "
         "six months."), ("ordered", "", "P6M")),
        ("improvement_notice", "requirement", "The Council will report on a quarterly basis.",
         ("ordered", "", "P3M")),
        ("improvement_notice", "requirement", ("The Council must not use such homes after 31 May "
         "2022."), ("ordered", "2022-05-31", "")),
        ("jtai", "paragraph", ("Tolverne Council should send the written statement of action to "
         "ProtectionOfChildren@ofsted.gov.uk by 4 August 2023."), ("ordered", "2023-08-04", "")),
        ("focused_visit", "paragraph", ("The local authority should submit an action plan to "
         "ProtectionOfChildren@ofsted.gov.uk within 70 working days."),
         ("ordered", "2022-06-14", "")),
        ("jtai", "paragraph", "The toolkit will be rolled out to all schools in 2023.",
         ("planned", "2023-12-31", "")),
        ("sif_inspection", "paragraph", "The service is due to start in 2023.",
         ("planned", "2023-12-31", "")),
        ("sif_inspection", "paragraph", "This is due to be launched early in 2023.",
         ("planned", "2023-04-30", "")),
        ("area_send", "headline", ("The next full inspection will be within approximately three "
         "years."), ("planned", "", "")),
        ("committee_report", "paragraph", ("The next improvement board is scheduled for the 13 "
         "September 2022."), ("meeting", "2022-09-13", "")),
        ("committee_report", "paragraph", ("Cabinet will receive a report at its meeting of 23 "
         "June 2022."), ("meeting", "2022-06-23", "")),
        ("committee_report", "recommendation", "asks for a report on placements in March 2023.",
         ("ordered", "2023-03-31", "")),
        ("committee_report", "paragraph", "The board will receive monthly reports on spending.",
         ("planned", "", "P1M")),
        ("committee_report", "paragraph", "Actions should be delivered before 1 June 2022.",
         ("ordered", "2022-05-31", "")),
        ("progress_letter", "paragraph", ("I would be grateful if you could send me a plan by "
         "Friday 29 April 2022."), ("ordered", "2022-04-29", "")),
        ("progress_letter", "paragraph", "Officials will visit you again in six months’ time.",
         ("planned", "2022-09-01", "")),
        ("improvement_notice", "paragraph", "The adviser will report every two months.",
         ("ordered", "", "P2M")),
        ("improvement_notice", "paragraph", "The first will be in July 2022.",
         ("ordered", "2022-07-31", "")),
        ("improvement_notice", "requirement", ("Reviews will follow after six months and at "
         "six-monthly intervals."), ("ordered", "2022-09-01", "P6M")),
        ("improvement_notice", "requirement", "all posts are filled within three months;",
         ("ordered", "2022-06-01", "")),
        ("improvement_notice", "requirement", ("A plan that answers every recommendation must be "
         "sent within eight weeks."), ("ordered", "2022-04-26", "")),
        ("improvement_notice", "requirement", "The Council must finish this before June 2022.",
         ("ordered", "2022-05-31", "")),
        ("focused_visit", "paragraph", "A hub, which should open in summer 2022, is being built.",
         ("planned", "2022-08-31", "")),
        ("focused_visit", "paragraph", "Health staff are to join the team next month.",
         ("planned", "2022-04-30", "")),
        ("monitoring_visit", "paragraph", "The academy, opening in May 2022, will help.",
         ("planned", "2022-05-31", "")),
        ("area_send", "paragraph", "A new model is to be introduced from September 2022.",
         ("planned", "2022-09-30", "")),
        ("area_send", "paragraph", "The hub will not be open until June 2022.",
         ("planned", "2022-06-30", "")),
        ("jtai", "paragraph", "The police plan to train all over the next 12 months.",
         ("planned", "2023-03-01", "")),
        ("sif_inspection", "paragraph", "The new system is set to go live in May 2022.",
         ("planned", "2022-05-31", "")),
        ("progress_letter", "paragraph", "I expect to see this by our next meeting on 14 April.",
         ("ordered", "2022-04-14", "")),
        ("progress_letter", "paragraph", "You agreed to let us have a plan by 9 April.",
         ("ordered", "2022-04-09", "")),
        ("progress_letter", "paragraph", "We will review progress again in the autumn.",
         ("planned", "2022-11-30", "")),
        ("committee_report", "paragraph", "The plan will be considered by Cabinet on 17 May 2022.",
         ("meeting", "2022-05-17", "")),
        ("committee_report", "paragraph", "The panel next meets on Tuesday 5 July 2022.",
         ("meeting", "2022-07-05", "")),
        ("committee_report", "paragraph", ("The board meets on 9 May before the plan goes to "
         "Ofsted by 13 May 2022."), ("meeting", "2022-05-09", "")),
        ("committee_report", "paragraph", "That officers report back to the July panel.",
         ("ordered", "2022-07-31", "")),
        ("committee_report", "paragraph", "That a report be brought back in the next six months.",
         ("ordered", "2022-09-01", "")),
        ("committee_report", "paragraph", "The next visit is likely to be later this year.",
         ("planned", "2022-12-31", "")),
        ("committee_report", "paragraph", ("Under the Education Act 1996 the plan must be sent by "
         "9 May 2022."), ("ordered", "2022-05-09", "")),
    ],
)  # fmt: skip
def test_a_deadline(kind, finding_kind, text, expected):
    assert deadlines(kind, text, finding_kind)[:1] == [expected]


@pytest.mark.parametrize(
    ("kind", "finding_kind", "text"),
    [
        ("focused_visit", "paragraph", "Only 40% of children were seen by March 2021."),
        ("focused_visit", "paragraph", "Supervision takes place every four weeks."),
        ("focused_visit", "paragraph", ("Health assessments should be completed within 20 working "
         "days, and few are.")),
        ("committee_report", "paragraph", ("Regulations require that assessments are completed "
         "within 20 working days of a child coming into care.")),
        ("committee_report", "paragraph", "The action plan was sent to Ofsted on 3 May 2021."),
        ("committee_report", "paragraph", "The board met on 14 June 2021 and 9 August 2021."),
        ("committee_report", "paragraph", "Training will be met from the budget for 2024/25."),
        ("committee_report", "paragraph", "The council was judged inadequate in May 2021."),
        ("improvement_notice", "requirement", ("The director must report each such placement "
         "within 24 hours.")),
        ("improvement_notice", "requirement", ("Assessments must be completed within 20 working "
         "days of a child coming into care.")),
        ("improvement_notice", "requirement", ("The adviser is appointed for an initial period of "
         "12 months.")),
        ("progress_letter", "improvement", ("Supervision, which is still not held every four weeks "
         "as the notice requires")),
        ("improvement_notice", "requirement", "The adviser stays in post until 31 March 2023."),
        ("improvement_notice", "requirement", ("All children must be seen within two weeks of a "
         "referral.")),
        ("progress_letter", "paragraph", "You were asked to do so by 31 January 2022."),
        ("committee_report", "paragraph", "To tell the panel what Ofsted found in September."),
        ("committee_report", "paragraph", "Phase 2 runs from April to September 2022."),
        ("sif_inspection", "recommendation", ("Ensure that children have a health check within 28 "
         "days.")),
    ],
)  # fmt: skip
def test_no_deadline(kind, finding_kind, text):
    assert deadlines(kind, text, finding_kind) == []


def test_a_term_runs_from_the_notice_that_a_council_paper_speaks_of():
    texts = (
        "The Council was issued with an improvement notice on 18 February 2022.",
        "Within four weeks of the notice, the council must set up a board.",
    )
    found = find_deadlines(publication("committee_report"), findings(*texts))
    assert [one.due_date for one in found] == ["2022-03-18"]
    assert [one.due_date for one in find_deadlines(
        publication("committee_report"), findings(texts[1])
    )] == [""]  # fmt: skip


def test_a_term_has_no_day_while_the_date_of_the_letter_is_unknown():
    text = "The Council must set up a board within six weeks of this notice."
    assert deadlines("improvement_notice", text, "requirement", published="") == [
        ("ordered", "", "")
    ]


def test_ids_are_stable_and_differ():
    text = "The Council must report by 3 May 2022. The Council must report by 3 June 2022."
    made = [find_deadlines(publication("improvement_notice"), findings(text)) for _ in "ab"]
    assert made[0] == made[1]
    assert len({one.deadline_id for one in made[0]}) == 2


@pytest.mark.parametrize(
    ("sentence", "place", "name"),
    [
        ("By 29 May 2024, the Council must submit a plan.", 0, "the Council"),
        ("The notice says that the council should deliver it by May.", 50, "the council"),
        ("Officials or advisers from the Department will review it by May.", 60,
         "Officials or advisers from the Department"),
        ("The committee asks the integrated care board to attend in May.", 50,
         "the integrated care board"),
        ("We will return and ask you to send your evidence by May.", 45, "you"),
        ("Two managers have been appointed and will start on 3 May.", 45, "Two managers"),
        ("The Council must set up a board, which the adviser will chair, by May.", 63,
         "The Council"),
        ("The local authority should submit an action plan to Ofsted by May.", 58,
         "The local authority"),
        ("The plan will be corrected in October.", 27, ""),
        ("It intends to train all staff in 2018.", 30, ""),
    ],
)  # fmt: skip
def test_who_has_to_do_it(sentence, place, name):
    assert who(sentence, place) == name


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("committee_report", "A planned focused visit by Ofsted took place on 7 July 2021.",
         ("focused_visit", "2021-07-07", "visit")),
        ("committee_report", "The focussed visit outcome letter was published on 17 August.",
         ("focused_visit", "2021-08-17", "published")),
        ("committee_report", ("The council has been issued with a non-statutory improvement notice "
         "by the Department for Education on 18 May 2021."),
         ("improvement_notice", "2021-05-18", "issued")),
        ("committee_report", "Progress since the last report to this committee (1 June 2021)",
         ("committee_report", "2021-06-01", "meeting")),
        ("committee_report", "Inspectors visited Tolverne on 9 and 10 July 2021.",
         ("focused_visit", "2021-07-09", "visit")),
        ("committee_report", "The committee noted the letter of 3 February 2022 from the Minister.",
         ("progress_letter", "2022-02-03", "published")),
        ("improvement_notice", ("Services were judged inadequate in the Ofsted inspection report "
         "published on 9 December 2021."), ("ilacs_inspection", "2021-12-09", "published")),
        ("ilacs_inspection", "Services have improved since the last inspection, in May 2016.",
         ("sif_inspection", "2016-05", "visit")),
        ("ilacs_inspection", ("Following the joint targeted area inspection (JTAI) in July 2018, "
         "leaders acted."), ("jtai", "2018-07", "visit")),
        ("ilacs_inspection", "This was a recommendation of the 2017 inspection.",
         ("sif_inspection", "2017", "visit")),
        ("sif_inspection", ("The previous inspection of the arrangements for the protection of "
         "children was in October 2012."), ("protection_inspection", "2012-10", "visit")),
        ("area_send", "Since the previous inspection in January 2020, governance has changed.",
         ("area_send", "2020-01", "visit")),
        ("improvement_notice", "This follows the Ofsted inspection report of 13 March 2021.",
         ("ilacs_inspection", "2021-03-13", "published")),
        ("improvement_notice", "It rests on Ofsted's inspection of the Council in May 2021.",
         ("ilacs_inspection", "2021-05", "visit")),
        ("statutory_direction", "A direction was issued to the Council on 15 March 2021.",
         ("statutory_direction", "2021-03-15", "issued")),
        ("area_send", "The revisit in January 2020 found progress.",
         ("area_send", "2020-01", "visit")),
        ("committee_report", "A further focused visit was held on 26th and 27th February 2019.",
         ("focused_visit", "2019-02-26", "visit")),
        ("committee_report", "Ofsted re-inspected children’s services on 6th to 30th March 2017.",
         ("sif_inspection", "2017-03-06", "visit")),
        ("committee_report", "The last inspection of 22 February to 16 March 2016 was a SIF.",
         ("sif_inspection", "2016-02-22", "visit")),
        ("committee_report", "The inspection in February and March 2021 was an ILACS.",
         ("ilacs_inspection", "2021-02", "visit")),
        ("committee_report", "In May 2021 the council received an improvement notice.",
         ("improvement_notice", "2021-05", "issued")),
        ("committee_report", "The panel considered the matter at its meeting on 7 May 2021.",
         ("committee_report", "2021-05-07", "meeting")),
        ("progress_letter", "Little has changed since my letter of 12 March 2021.",
         ("progress_letter", "2021-03-12", "published")),
    ],
)  # fmt: skip
def test_a_mention(kind, text, expected):
    assert mentions(kind, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "At the time of this inspection, 89% were on time compared with 44% in January 2015.",
        "The council's home was judged good at an inspection of a children’s home in May 2019.",
        "The previous inspection of fostering services was in March 2013.",
        "Improvements followed the Ofsted inspection of Wyndleford in June 2014.",
        "Social workers' visits increased in 2019.",
        "Since the last inspection, leaders have acted.",
        "The next inspection will be in 2025.",
    ],
)
def test_no_mention(text):
    assert mentions("ilacs_inspection", text) == []


def test_the_visit_that_a_publication_reports_on_is_no_mention():
    facts = {"visit_start_date": "2022-01-10", "visit_end_date": "2022-01-21"}
    text = "The inspection in January 2022 found that plans drift."
    assert mentions("ilacs_inspection", text, **facts) == []


def test_what_is_said_elsewhere_settles_the_kind():
    texts = ("Their visit was the third monitoring visit.", "The visit of January 2021 found less.")
    assert mentions("committee_report", *texts) == [("monitoring_visit", "2021-01", "visit")]


def test_a_table_run_together_is_read_in_pieces():
    text = "by May 2030 the Council must " * 400
    assert max(end - start for start, end in sentences(text)) <= 1500
    assert find_deadlines(publication("improvement_notice"), findings(text, kind="requirement"))
