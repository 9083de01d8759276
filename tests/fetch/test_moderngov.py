from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.fetch.config import parse_config
from pipeline.fetch.demo.server import Reply
from pipeline.fetch.faults import BrokenError
from pipeline.fetch.sources.moderngov_pages import (
    iso_day,
    parameter,
    parse_agenda,
    parse_committee_list,
    parse_meeting_list,
)
from pipeline.fetch.sources.moderngov_papers import _secure
from pipeline.fetch.sources.moderngov_service import parse_committees, parse_meeting, parse_meetings
from tests.fetch.test_listings import answer_instead

BASE = "https://c.example.gov.uk/ieListDocuments.aspx?MId=1"


@pytest.fixture
def council(folder):
    folder.only = ("ashmere-council",)
    return folder


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/01/2026", "2026-01-12"),
        ("Monday, 12th January, 2026 2.00 pm", "2026-01-12"),
        ("12 Jan 2026", "2026-01-12"),
        ("Monday", ""),
        ("31/02/2026", ""),
    ],
)
def test_days(text, day):
    assert iso_day(text) == day


def test_parameters_are_found_whatever_their_case():
    assert parameter("ieListDocuments.aspx?CId=251&MID=5&Ver=4#AI7", "mid", "meetingid") == "5"
    assert parameter("x?CommitteeId=9", "cid", "committeeid") == "9"
    assert parameter("x", "cid") == ""


def test_the_service_is_read_whatever_the_case_of_its_names():
    body = b"""<ns:Meetings xmlns:ns="u"><Meeting><MeetingId>8</MeetingId>
      <MeetingDate>12/01/2026</MeetingDate><CommitteeName>A &amp;amp; B</CommitteeName></Meeting>
      </ns:Meetings>"""
    (meeting,) = parse_meetings(body)
    assert (meeting.number, meeting.date, meeting.committee) == (8, "2026-01-12", "A & B")


def test_content_that_is_escaped_twice_and_holds_markup():
    body = b"""<getmeeting><meetingid>1</meetingid><agendaitem>
      <agendaitemtitle>&lt;b&gt;Children&amp;#39;s services&lt;/b&gt; improvement</agendaitemtitle>
      <linkeddocuments><linkeddoc><title>Report</title><url>http://c.example.gov.uk/mgConvert2PDF.aspx?ID=7</url>
      <isrestricted>false</isrestricted></linkeddoc>
      <linkeddoc><title>Secret</title><url>documents/s8/x.pdf</url><isrestricted>True</isrestricted></linkeddoc>
      </linkeddocuments></agendaitem></getmeeting>"""
    agenda = parse_meeting(body, BASE)
    found = [(p.item, p.title) for p in agenda.papers]
    assert found == [("Children's services improvement", "Report")]
    assert agenda.restricted == 1


@pytest.mark.parametrize(
    ("parser", "body"),
    [
        (parse_committees, b"<html><p>no</html>"),
        (parse_committees, b"<committees/>"),
        (parse_meetings, b"<error/>"),
        (parse_meetings, b"<meetings><meeting><x/></meeting></meetings>"),
        (lambda b: parse_meeting(b, BASE), b"<meeting/>"),
        (parse_committees, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    ],
)
def test_an_answer_of_the_service_that_is_not_understood(parser, body):
    with pytest.raises(BrokenError):
        parser(body)


AGENDA = b"""<html><head>
<title>Agenda for Scrutiny on Tuesday, 14th January, 2025, 2.00 pm</title></head>
<body><div class="mgContent"><h1>Agenda for Scrutiny</h1>
<a href="documents/g8002/Public reports pack.pdf?T=10">Public reports pack PDF 5 MB</a>
<table class="mgItemTable"><tr><td class="mgItemNumberCell">1.</td><td>
<p class="mgAiTitleTxt">Ofsted monitoring visit</p>
<p><a class="mgAiTitleLnk" href="documents/s101/R.pdf">Cover report , item 1. PDF 374 KB</a>
<p>Additional documents:</p><ul>
<li><a href="/(S(abc))/documents/s102/Appendix%20A.pdf">Appendix A PDF 1 MB</a></li>
<li><a href="mgConvert2PDF.aspx?ID=103">Appendix B DOCX 20 KB</a></li></ul></td></tr>
<tr><td class="mgItemNumberCell">2.</td><td><p class="mgAiTitleTxt">Staffing</p>
Restricted enclosure</td></tr>
</table></div></body></html>"""


def test_a_meeting_page_gives_documents_with_the_title_of_their_item():
    agenda = parse_agenda(AGENDA, BASE)
    assert [(p.item, p.title) for p in agenda.papers] == [
        ("Ofsted monitoring visit", "Cover report"),
        ("Ofsted monitoring visit", "Appendix A"),
        ("Ofsted monitoring visit", "Appendix B"),
    ]
    assert agenda.restricted == 1
    assert agenda.date == "2025-01-14"
    assert agenda.has_table


def test_lists_of_committees_and_meetings():
    committees = parse_committee_list(
        b'<ul class="mgList"><li><a href="mgCommitteeDetails.aspx?ID=251">Scrutiny</a></li></ul>'
    )
    assert [(c.number, c.name) for c in committees] == [(251, "Scrutiny")]
    meetings = parse_meeting_list(
        b'<ul class="mgList"><li><a href="ieListDocuments.aspx?CId=251&amp;MeetingId=8692">'
        b"14 Jan 2025 2.00 pm</a></li></ul>"
    )
    assert [(m.number, m.date) for m in meetings] == [(8692, "2025-01-14")]


# --- whole runs --------------------------------------------------------------------------------


def test_only_the_papers_about_the_subjects_are_fetched(council):
    summary = council.fetch()
    committee = "Children and Young People Scrutiny Committee"
    plan, visit = "Children's services improvement plan", "Ofsted monitoring visit"
    letter = f"{committee} - {visit}: Letter of the first monitoring visit"
    assert {(e.title, e.kind, e.event_date) for e in summary.entries} == {
        (f"{committee} - {plan}: Cover report", "", "2024-11-12"),
        (f"{committee} - {plan}: Appendix A", "", "2024-11-12"),
        (letter, "monitoring_visit", "2025-01-14"),
    }
    assert {(e.authority_id, e.licence) for e in summary.entries} == {("ashmere", "")}
    assert not [a for a in council.sites.council.asked if "parking" in a.target.lower()]


@pytest.mark.parametrize("status", [404, 500])
def test_without_the_web_service_the_pages_give_the_same(council, status):
    answer_instead(council.sites.council, "/mgWebService.asmx", Reply(status))
    summary = council.fetch()
    assert len(summary.entries) == 3
    assert {e.event_date for e in summary.entries} == {"2024-11-12", "2025-01-14"}
    assert summary.sources[0].state.state == "ok"
    assert summary.sources[0].checks.failed["M1"] == 1
    assert not summary.problems, "there is another way, so it is no problem"


def test_a_committee_is_found_by_its_name(council):
    council.settings = {"committees": [], "committee_names": ["(?i)young people"]}
    assert len(council.fetch().entries) == 3
    council.settings = {"committees": [], "committee_names": ["planning"]}
    state = council.fetch(days=1).sources[0].state
    assert state.state == "broken"
    assert "no committee's name matches" in state.message


def test_an_issue_gives_the_papers_of_all_its_items(council):
    council.settings = {"committees": [], "issues": [50037810]}
    summary = council.fetch()
    assert {e.label for e in summary.entries} == {"Cover report", "Appendix A"}


def test_old_meetings_that_were_read_whole_are_not_read_again(council):
    council.fetch()
    council.sites.council.asked.clear()
    council.fetch(days=1)
    asked = [a.path for a in council.sites.council.asked]
    assert asked == [
        "/robots.txt",
        "/mgWebService.asmx/GetCommittees",
        "/mgWebService.asmx/GetMeetings",
    ]
    council.settings = {"subjects": ["parking"]}
    summary = council.fetch(days=2)
    assert [e.label for e in summary.entries] == ["Parking report"], "other subjects: look again"


def test_a_meeting_is_only_settled_when_its_papers_are_here(council):
    cure = answer_instead(council.sites.council, "/documents/s102", Reply(503))
    assert len(council.fetch().entries) == 2
    cure()
    summary = council.fetch(days=1)
    assert [e.label for e in summary.entries] == ["Appendix A"]


MODERNGOV_LISTING_FAULTS = [
    ("/", Reply(403, b"<title>Just a moment...</title>"), "blocked", "challenge page"),
    (
        "/mgWebService.asmx/GetMeetings",
        Reply(200, b"<meetings/>"),
        "broken",
        "no meetings at all",
    ),
    ("/", Reply(302, b"", {"Location": "/mgError.aspx"}), "broken", "circle"),
]


@pytest.mark.parametrize(("path", "reply", "state", "says"), MODERNGOV_LISTING_FAULTS)
def test_a_council_site_that_does_not_answer_as_expected(council, path, reply, state, says):
    council.fetch()
    answer_instead(council.sites.council, path, reply)
    result = council.fetch(days=1).sources[0].state
    assert result.state == state
    assert says in result.message
    assert result.held == 3


def test_pages_without_any_agenda_table_end_as_broken(council):
    council.settings = {"web_service": False}
    plain = Reply(200, b'<div class="mgContent"><h1>Agenda</h1></div>')
    answer_instead(council.sites.council, "/ieListDocuments.aspx", plain)
    state = council.fetch().sources[0].state
    assert state.state == "broken"
    assert "assumption M3" in state.message


def test_http_addresses_of_the_service_are_asked_by_https():
    entry = {"id": "c", "kind": "moderngov", "base_url": "https://c.example.org", "issues": [1]}
    values = {"contact": "me@example.org", "sources": [entry]}
    source = parse_config(values, folder=Path()).sources[0]
    assert _secure("http://c.example.org/mgConvert2PDF.aspx?ID=1", source).startswith("https://c.")
    assert _secure("http://other.example.org/a", source) == "http://other.example.org/a"
