"""Plans and coverage; deadlines."""

from __future__ import annotations

import csv
import io

import pytest

from tests.made import put
from tests.serve.sites import councils, letter, made_site

REASONS = (
    '{"terms":["[child-in-need]","records"],"areas":["supervision"],"reference":"Ofsted 3",'
    '"parts":2,"answers":[0],"unanswered":["turn up"],"published":"2023-01-02","plan":"2023-05-06"}'
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    def fill(connection):
        letter(connection, "one", "vale", "2023-01-02", *[("supervision", "concern")] * 3)
        letter(connection, "old", "old-vale", "2019-01-02", ("supervision", "concern"))
        letter(connection, "two", "vale", "2024-01-02", ("supervision", "concern"))
        letter(connection, "far", "wick", "2024-01-02", ("supervision", "concern"))
        put(connection, "plans", plan_id="old", authority_id="vale", title="Plan",
            version_date="2022-05-06")  # fmt: skip
        put(connection, "plans", plan_id="plan", authority_id="vale", title="Plan",
            version_date="2023-05-06", supersedes_id="old")  # fmt: skip
        for n, rag in enumerate(("green", "amber", ""), 1):
            put(connection, "actions", action_id=f"a{n}", plan_id="plan", position=n,
                reference=f"1.{n}", text=f"Action {n}.", owner="Head of Service", rag=rag,
                due_date="2024-03-31")  # fmt: skip
        put(connection, "actions", action_id="a0", plan_id="old", position=1, text="Action 0.")
        put(connection, "links", link_id="l1", finding_id="f-one-1", action_id="a1", score=0.9,
            strength="full", status="confirmed", reasons="{}", decided_by="A. Person")  # fmt: skip
        put(connection, "links", link_id="l2", finding_id="f-one-2", action_id="a2", score=0.4,
            strength="partly", status="suggested", reasons=REASONS)  # fmt: skip
        put(connection, "recurrences", finding_id="f-two-1", earlier_finding_id="f-one-1",
            score=0.8, status="suggested", reasons="{}")  # fmt: skip
        put(connection, "action_changes", plan_id="plan", action_id="a1", earlier_action_id="a0",
            change="moved_date", detail="from March to May")  # fmt: skip
        for key, day, every, kind in (
            ("d1", "2024-06-01", None, "ordered"),
            ("d2", "2024-07-01", None, "meeting"),
            ("d3", None, "P6W", "planned"),
            ("d4", None, None, "planned"),
        ):
            put(connection, "deadlines", deadline_id=key, kind=kind, publication_id="one",
                finding_id="f-one-1", text=f"Duty {key}.", due_date=day, every=every)  # fmt: skip

    return made_site(tmp_path_factory.mktemp("plans"), councils, fill)


def test_councils_with_a_plan(ask):
    page = ask("/coverage").text
    assert "Vale" in page
    assert "Wick" not in page
    assert "1 finding that asks for action is about councils of which no plan is held" in page


def test_uncovered_comes_first_then_partly_then_covered(ask):
    page = ask("/coverage/vale").text
    places = [page.index(f'<h2 id="{key}">') for key in ("uncovered", "partly", "covered")]
    assert places == sorted(places)
    assert "Not covered: 3 findings" in page
    assert "/publication/one?finding=f-one-3#printed" in page


def test_an_answer_says_who_by_when_and_why_in_plain_words(ask):
    page = ask("/coverage/vale").text
    for words in (
        "Head of Service",
        "Due 31 March 2024",
        'Rated <span class="rag">Amber</span>',
        "Answers part of it · Suggested, not checked",
        "Answers all of it · Confirmed by A. Person",
        "The plan itself names this finding: “Ofsted 3”.",
        "Both use the words child in need and records.",
        "Both are about supervision.",
        "The finding asks for 2 things; this answers 1 of them.",
        "It leaves unanswered: “turn up”.",
        "A person said so.",
    ):
        assert words in page


def test_actions_that_answer_nothing_contradictions_and_changes(ask):
    page = ask("/coverage/vale").text
    loose = page[page.index('id="loose"') : page.index('id="contradictions"')]
    assert "Action 3." in loose
    assert "Action 1." not in loose
    assert "Later: 2 January 2024" in page
    changes = page[page.index('id="changes"') :]
    assert "Date moved" in changes
    assert "from March to May" in changes


def test_one_plan_one_letter_one_class(ask):
    assert "a later version replaces it" in ask("/coverage/vale").text
    assert "By one plan" in ask("/coverage/vale?plan=old").text
    one = ask("/coverage/vale?publication=two").text
    assert "Not covered: 1 finding" in one
    assert "Partly covered:" not in one
    only = ask("/coverage/vale?show=covered").text
    assert '<h2 id="covered">' in only
    assert '<h2 id="uncovered">' not in only


def test_without_a_plan_nothing_is_claimed(ask):
    page = ask("/coverage/wick").text
    assert "nothing can be said on what it answers" in page
    assert "Not covered" not in page


def test_the_plan_of_a_successor_answers_for_its_predecessor(ask):
    page = ask("/coverage/old-vale").text
    assert "By its current plan" in page
    assert "nothing can be said" not in page


def test_coverage_as_json_and_csv(ask):
    value = ask("/api/coverage/vale.json").json()
    assert value["counts"] == {"uncovered": 3, "partly": 1, "covered": 1}
    assert value["findings"][0]["coverage"] == "uncovered"
    assert value["actions_that_answer_nothing"][0]["action_id"] == "a3"
    assert value["changes"][0]["change"] == "moved_date"
    rows = list(csv.DictReader(io.StringIO(ask("/coverage/vale.csv").text.lstrip("\ufeff"))))
    assert len(rows) == 5
    assert rows[-1]["reference"] == "1.1"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/coverage/none", 404),
        ("/api/coverage/none.json", 404),
        ("/coverage/vale?plan=none", 404),
        ("/coverage/wick?plan=plan", 404),
        ("/coverage/vale?show=x", 400),
        ("/coverage/vale?publication=far", 400),
        ("/deadlines?authority=none", 404),
        ("/deadlines?kind=x", 400),
        ("/deadlines.ics?authority=none", 404),
    ],
)
def test_what_is_not_there_or_makes_no_sense(ask, path, status):
    assert ask(path).status_code == status


def test_deadlines_by_when(ask):
    page = ask("/deadlines").text
    order = ["Duty d2.", "Duty d3.", "Duty d1.", "Duty d4."]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "Every 6 weeks" in page
    assert "as of 2 June 2024" in page


def test_deadlines_of_a_council_and_kind(ask):
    assert "Duty" not in ask("/deadlines?authority=wick").text
    page = ask("/deadlines?kind=meeting").text
    assert "Duty d2." in page
    assert "Duty d1." not in page


def test_the_calendar_has_what_has_a_day(ask):
    answer = ask("/deadlines.ics?authority=vale")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text.count("BEGIN:VEVENT") == 2
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
    assert ask("/api/deadlines.json").json()["as_of"] == "2024-06-02"


def test_an_empty_database_has_all_pages(tmp_path):
    ask = made_site(tmp_path, lambda connection: None)
    for path in ("/councils", "/compare", "/areas", "/coverage", "/deadlines", "/plots/area-year",
                 "/plots/area-council", "/deadlines.ics", "/api/areas.json"):  # fmt: skip
        assert ask(path).status_code == 200, path
