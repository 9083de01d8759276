"""What is known of one council, as pages, briefings and servers show it."""

import sqlite3

import pytest

from pipeline.cite import page_link, quotes_of
from pipeline.council import (
    actions_of,
    chains_of,
    contradictions_of,
    council_of,
    council_summary,
    plans_of,
    repeats_of,
    strengths_of,
    timeline_of,
    trajectories_of,
)
from pipeline.errors import UsageError
from pipeline.provenance import is_ogl, is_version_3, read_provenance
from tests.made import empty_database, put

PDF = "application/pdf"


@pytest.fixture
def db() -> sqlite3.Connection:
    connection = empty_database()
    for authority_id, name, code in (
        ("old-vale", "Old Vale", "E10000099"),
        ("vale", "Vale", "E99000091"),
        ("wick", "Wick", "E06000099"),
    ):
        put(connection, "authorities", authority_id=authority_id, name=name, gss_code=code)
    put(
        connection,
        "authority_successions",
        predecessor_id="old-vale",
        successor_id="vale",
        changed_on="2021-04-01",
    )
    put(connection, "authority_neighbours", authority_id="vale", neighbour_id="wick", rank=1)
    for area_id in ("supervision", "planning"):
        put(connection, "areas", area_id=area_id, label=area_id.title(), theme="Practice")
    publication(connection, "first", "2020-05-06", "old-vale")
    publication(connection, "second", "2023-05-06", "vale", media_type=PDF)
    publication(connection, "draft", "2024-05-01", "vale")
    publication(connection, "third", "2024-05-06", "vale", supersedes_id="draft")
    finding(connection, "f1", "first", supervision="concern")
    finding(connection, "f2", "second", supervision="concern", page=4)
    finding(connection, "f2b", "second", kind="paragraph", supervision="strength")
    finding(connection, "f3", "third", supervision="concern")
    finding(connection, "f3b", "third", kind="paragraph", planning="strength")
    finding(connection, "fd", "draft", supervision="concern")
    put(connection, "judgements", judgement_id="j", publication_id="second",
        judgement_area="overall", grade="good", page=2)  # fmt: skip
    for later, earlier in (("f3", "f2"), ("f2", "f1"), ("fd", "f1")):
        put(connection, "recurrences", finding_id=later, earlier_finding_id=earlier,
            status="suggested", score=0.8, reasons='{"areas":["supervision"]}')  # fmt: skip
    for plan_id, same in (("plan", None), ("copy", "plan")):
        put(connection, "plans", plan_id=plan_id, authority_id="vale", version_date="2023-09-01",
            title="A plan", same_as_plan_id=same)  # fmt: skip
    put(connection, "actions", action_id="a1", plan_id="plan", position=1, text="Do it.",
        rag="green", reference="1.1")  # fmt: skip
    put(connection, "actions", action_id="a1-copy", plan_id="copy", position=1, text="Do it.")
    put(connection, "links", link_id="l", finding_id="f2", action_id="a1", status="suggested",
        strength="full", score=0.9)  # fmt: skip
    return connection


def publication(db, publication_id, date, authority_id, **values):
    facts = {"kind": "focused_visit", "status": "read", "sha256": publication_id}
    facts |= {"url": f"https://ofsted.example/{publication_id}", "title": publication_id.title()}
    put(
        db,
        "publications",
        publication_id=publication_id,
        published_date=date,
        authority_id=authority_id,
        **{**facts, **values},
    )


def finding(db, finding_id, publication_id, kind="improvement", page=None, **tags):
    put(db, "findings", finding_id=finding_id, publication_id=publication_id, position=1,
        kind=kind, addressed_to="council", text=f"Words of {finding_id}.", page=page)  # fmt: skip
    for area_id, stance in tags.items():
        put(db, "tags", finding_id=finding_id, area_id=area_id, stance=stance, score=1.0)


def test_a_council_knows_what_it_took_over_and_who_is_like_it(db):
    council = council_of(db, "Vale")
    assert council.ids == ("vale", "old-vale")
    assert council.predecessors[0].changed_on == "2021-04-01"
    assert [one.name for one in council.neighbours] == ["Wick"]
    assert council.is_invented
    assert [one.authority_id for one in council_of(db, "old-vale").successors] == ["vale"]
    with pytest.raises(UsageError, match="did you mean: vale"):
        council_of(db, "valle")


def test_the_timeline_has_predecessors_and_no_version_that_was_replaced(db):
    steps = timeline_of(db, council_of(db, "vale").ids)
    assert [step.source.publication_id for step in steps] == ["first", "second", "third"]
    assert [step.source.authority for step in steps] == ["Old Vale", "Vale", "Vale"]
    assert [step.asks_for_action for step in steps] == [1, 1, 1]
    (grade,) = steps[1].grades
    assert (grade.judgement_area, grade.grade, grade.page) == ("overall", "good", 2)
    (area,) = steps[1].areas
    assert (area.label, area.concerns, area.strengths) == ("Supervision", 1, 1)


def test_what_came_back_has_both_quotes_with_page_and_link(db):
    repeats = repeats_of(db, ("vale", "old-vale"))
    pairs = [(one.later.finding_id, one.earlier.finding_id) for one in repeats]
    assert pairs == [("f3", "f2"), ("f2", "f1")]
    assert repeats[0].earlier.link == "https://ofsted.example/second#page=4"
    assert repeats[0].later.link == "https://ofsted.example/third"
    assert repeats[0].area_ids == ("supervision",)
    assert repeats[0].reasons == {"areas": ["supervision"]}


def test_repeats_join_to_chains_from_the_latest_quote_to_the_first(db):
    (chain,) = chains_of(repeats_of(db, ("vale", "old-vale")))
    assert [quote.finding_id for quote in chain.quotes] == ["f3", "f2", "f1"]
    assert chain.times == 3
    assert chain.area_ids == ("supervision",)
    assert not chain.is_confirmed
    db.execute("UPDATE recurrences SET status = 'confirmed'")
    (chain,) = chains_of(repeats_of(db, ("vale", "old-vale")))
    assert chain.is_confirmed


def test_chains_in_a_circle_end(db):
    put(db, "recurrences", finding_id="f1", earlier_finding_id="f3", status="suggested",
        score=0.5)  # fmt: skip
    assert chains_of(repeats_of(db, ("vale", "old-vale"))) == ()
    put(db, "recurrences", finding_id="f3b", earlier_finding_id="f3", status="suggested",
        score=0.5)  # fmt: skip
    (chain,) = chains_of(repeats_of(db, ("vale", "old-vale")))
    assert {quote.finding_id for quote in chain.quotes} == {"f3b", "f3", "f2", "f1"}


def test_a_contradiction_names_the_action_what_it_answers_and_the_later_concern(db):
    (one,) = contradictions_of(db, ("vale",))
    assert (one.reference, one.rag, one.version_date) == ("1.1", "green", "2023-09-01")
    assert (one.answered.finding_id, one.later.finding_id) == ("f2", "f3")


def test_plans_with_the_same_actions_are_one(db):
    assert [(plan.plan_id, plan.actions) for plan in plans_of(db, ("vale",))] == [("plan", 1)]
    assert [action.action_id for action in actions_of(db, ("vale",))] == ["a1"]


def test_trajectories_and_praise(db):
    steps = trajectories_of(db, ("vale",))
    assert [(one.publication_id, one.trajectory) for one in steps] == [
        ("second", "new"),
        ("third", "still_raised"),
    ]
    praise = [(one.quote.finding_id, one.area_ids) for one in strengths_of(db, ("vale",))]
    assert praise == [("f3b", ("planning",)), ("f2b", ("supervision",))]


@pytest.mark.parametrize(("publisher", "praised"), [("ofsted", 2), ("dfe", 1), ("council", 1)])
def test_praise_is_what_inspectors_write(db, publisher, praised):
    db.execute("SAVEPOINT before")
    db.execute(
        "UPDATE publications SET publisher = ? WHERE publication_id = "
        "(SELECT publication_id FROM findings WHERE finding_id = 'f3b')",
        (publisher,),
    )
    assert len(strengths_of(db, ("vale",))) == praised
    db.execute("ROLLBACK TO before")


def test_the_summary_holds_all_and_can_cite_it(db):
    summary = council_summary(db, "vale")
    assert summary.coverage.count("covered") == 1
    assert summary.coverage.count("uncovered") == 2
    assert set(summary.sources) == {"first", "second", "third"}
    assert summary.areas["planning"] == "Planning"


def test_links_open_the_page_of_a_pdf_and_run_nothing():
    assert page_link("https://ofsted.example/1", PDF, 3) == "https://ofsted.example/1#page=3"
    assert page_link("https://ofsted.example/1#x", PDF, 3) == "https://ofsted.example/1#page=3"
    assert page_link("https://ofsted.example/1", "text/html", 3) == "https://ofsted.example/1"
    assert page_link("https://ofsted.example/1", PDF, None) == "https://ofsted.example/1"
    for wrong in ("javascript:alert(1)", "data:text/html,x", "https://[", "", "file:///etc/x"):
        assert page_link(wrong, PDF, 3) == ""


def test_quotes_of_nothing_are_none(db):
    assert quotes_of(db, []) == {}


def test_provenance_names_day_licences_and_invented_councils(db):
    put(db, "runs", run_id="run-1", started_at="2024-06-01T23:59:00Z",
        ended_at="2024-06-02T00:01:00Z", version="0.0.1")  # fmt: skip
    db.execute("UPDATE publications SET licence = 'OGL-UK-3.0' WHERE publication_id <> 'draft'")
    found = read_provenance(db)
    assert found.date == "2024-06-02"
    assert found.invented == ("Vale",)
    assert found.notice.startswith("Invented data: Vale is invented.")
    assert found.licences == (("OGL-UK-3.0", 3), ("", 1))
    said = " ".join(found.licence_lines)
    assert "licensed under the Open Government Licence v3.0" in said
    assert "The licence of 1 publication is not recorded." in said
    assert read_provenance(db, '["draft"]').licences == (("", 1),)


def test_which_words_name_the_open_government_licence():
    assert is_ogl("OGL-UK-3.0")
    assert is_ogl("Open Government Licence v3.0")
    assert not is_ogl("CC BY 4.0")
    assert not is_ogl("All rights reserved; Googled")


def test_a_licence_without_a_version_is_not_given_one(db):
    assert is_version_3("OGL-UK-3.0")
    assert not is_version_3("Open Government Licence v2.0")
    assert not is_version_3("Open Government Licence")
    db.execute("UPDATE publications SET licence = 'Open Government Licence'")
    db.execute("UPDATE publications SET licence = NULL WHERE publication_id <> 'draft'")
    assert read_provenance(db).licences[0] == ("Open Government Licence", 1)  # what is known first
    said = " ".join(read_provenance(db).licence_lines)
    assert "licensed under the Open Government Licence." in said
    assert "doc/open-government-licence/)." in said
    assert "v3" not in said
