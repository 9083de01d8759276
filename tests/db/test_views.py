from __future__ import annotations

import json
import sqlite3

import pytest

from tests.made import empty_database, put

AREAS = ("supervision", "planning", "neglect")


@pytest.fixture
def db() -> sqlite3.Connection:
    connection = empty_database()
    for authority_id, name in (("old-vale", "Old Vale"), ("vale", "Vale"), ("wick", "Wick")):
        put(connection, "authorities", authority_id=authority_id, name=name)
    put(connection, "authority_successions", predecessor_id="old-vale", successor_id="vale")
    for area_id in AREAS:
        put(connection, "areas", area_id=area_id, label=area_id.title())
    return connection


def publication(db, publication_id, date, authority_id="vale", **values):
    facts = {"kind": "focused_visit", "status": "read", "sha256": publication_id, **values}
    put(
        db,
        "publications",
        publication_id=publication_id,
        authority_id=authority_id,
        published_date=date,
        **facts,
    )


def finding(db, finding_id, publication_id, kind="improvement", tags=(), **values):
    put(
        db,
        "findings",
        **{
            "finding_id": finding_id,
            "publication_id": publication_id,
            "position": 1,
            "kind": kind,
            "addressed_to": "council",
            "text": f"Words of {finding_id}.",
            **values,
        },
    )
    for area_id, stance in dict(tags).items():
        put(db, "tags", finding_id=finding_id, area_id=area_id, stance=stance)


def plan(db, plan_id, date="2024-06-01", authority_id="vale", **values):
    put(db, "plans", plan_id=plan_id, authority_id=authority_id, version_date=date, **values)


def action(db, action_id, plan_id, **values):
    put(db, "actions", action_id=action_id, plan_id=plan_id, position=1, text="Do it.", **values)


def link(db, finding_id, action_id, status="suggested", strength="full"):
    put(
        db,
        "links",
        link_id=f"{finding_id}-{action_id}",
        finding_id=finding_id,
        action_id=action_id,
        status=status,
        strength=strength,
    )


def recurs(db, finding_id, earlier, status="suggested"):
    put(db, "recurrences", finding_id=finding_id, earlier_finding_id=earlier, status=status)


def coverage(db):
    rows = db.execute("SELECT * FROM finding_coverage")
    return {row["finding_id"]: (row["coverage"], row["basis"]) for row in rows}


def names(db, view, column):
    rows = db.execute(f"SELECT {column} FROM {view} ORDER BY 1")
    return [row[0] for row in rows]


def test_coverage_goes_from_uncovered_over_partly_to_covered(db):
    publication(db, "p", "2024-01-01")
    plan(db, "plan")
    action(db, "a", "plan")
    action(db, "b", "plan")
    for finding_id in ("none", "candidate", "rejected", "partly", "suggested", "confirmed", "both"):
        finding(db, finding_id, "p")
    link(db, "candidate", "a", "candidate")
    link(db, "rejected", "a", "rejected")
    link(db, "partly", "a", "confirmed", "partly")
    link(db, "suggested", "a")
    link(db, "confirmed", "a", "confirmed")
    link(db, "both", "a", "confirmed", "partly")
    link(db, "both", "b", "suggested", "full")
    assert coverage(db) == {
        "none": ("uncovered", None),
        "candidate": ("uncovered", None),
        "rejected": ("uncovered", None),
        "partly": ("partly", "confirmed"),
        "suggested": ("covered", "suggested"),
        "confirmed": ("covered", "confirmed"),
        "both": ("covered", "suggested"),
    }
    row = db.execute("SELECT * FROM finding_coverage WHERE finding_id = 'both'").fetchone()
    assert (row["confirmed"], row["suggested"], row["asks_for_action"]) == (1, 1, 1)
    assert names(db, "uncovered_findings", "finding_id") == ["candidate", "none", "rejected"]
    assert names(db, "unanswering_actions", "action_id") == []


def test_coverage_looks_at_current_plans_only_each_once(db):
    publication(db, "p", "2024-01-01", authority_id="old-vale")
    finding(db, "f", "p")
    finding(db, "g", "p")
    plan(db, "first", "2024-02-01")
    plan(db, "second", "2024-08-01", supersedes_id="first")
    plan(db, "second-pdf", "2024-08-01", same_as_plan_id="second")
    action(db, "early", "first")
    action(db, "late", "second")
    action(db, "late-pdf", "second-pdf")
    link(db, "f", "early")
    link(db, "g", "late", "confirmed")
    link(db, "g", "late-pdf")
    assert coverage(db) == {"f": ("uncovered", None), "g": ("covered", "confirmed")}
    # The plan of a successor is a plan for what its predecessor was told.
    assert {json.loads(p)[0] for p in names(db, "finding_coverage", "plan_ids")} == {"second"}
    assert names(db, "unanswering_actions", "action_id") == []


def test_what_does_not_count_has_no_coverage(db):
    publication(db, "p", "2024-01-01")
    publication(db, "again", "2024-01-09", supersedes_id="p")
    publication(db, "report", "2024-03-01", kind="committee_report")
    finding(db, "replaced", "p")
    finding(db, "kept", "again")
    finding(db, "praise", "again", kind="strength")
    finding(db, "quoted", "report", restates_finding_id="kept")
    finding(db, "for-members", "report", kind="recommendation", addressed_to="committee")
    assert coverage(db).keys() == {"kept", "praise"}
    assert names(db, "uncovered_findings", "finding_id") == ["kept"]


def test_the_timeline_has_grades_and_concerns(db):
    publication(db, "p", None, visit_end_date="2023-05-12")
    publication(db, "q", "2024-01-01")
    for area, grade in (("overall", "good"), ("leaders", "outstanding")):
        put(
            db,
            "judgements",
            judgement_id=area,
            publication_id="p",
            judgement_area=area,
            grade=grade,
        )
    finding(db, "f", "p", tags={"supervision": "concern", "planning": "strength"})
    finding(db, "g", "p", kind="paragraph", tags={"supervision": "mixed"})
    first, second = db.execute("SELECT * FROM authority_timeline").fetchall()
    assert (first["date"], first["authority"], first["asks_for_action"]) == (
        "2023-05-12",
        "Vale",
        1,
    )
    assert json.loads(first["grades"]) == {"leaders": "outstanding", "overall": "good"}
    assert json.loads(first["concerns"]) == {"supervision": 2}
    assert (second["publication_id"], second["grades"], second["concerns"]) == ("q", "{}", "{}")


def test_trends_come_with_their_denominator(db):
    publication(db, "p", "2023-01-01")
    publication(db, "q", "2023-02-01", authority_id="wick")
    publication(db, "untagged", "2023-03-01")
    publication(db, "r", "2024-01-01")
    finding(db, "f", "p", tags={"supervision": "concern"})
    finding(db, "f2", "p", tags={"supervision": "concern"})
    finding(db, "g", "q", tags={"supervision": "mixed", "planning": "neutral"})
    finding(db, "u", "untagged")
    finding(db, "h", "r", tags={"planning": "strength"})
    rows = {
        (r["area_id"], r["year"]): tuple(r)[3:] for r in db.execute("SELECT * FROM area_trends")
    }
    assert rows["supervision", 2023] == (2, 2, 1)
    assert rows["planning", 2023] == (2, 0, 0)
    assert rows["planning", 2024] == (1, 0, 1)
    assert rows["neglect", 2024] == (1, 0, 0)


@pytest.mark.parametrize(
    ("before", "after", "trajectory"),
    [
        ({}, {"supervision": "concern"}, "new"),
        ({"supervision": "strength"}, {"supervision": "mixed"}, "new"),
        ({"supervision": "concern"}, {"supervision": "concern"}, "still_raised"),
        ({"supervision": "mixed"}, {"supervision": "mixed"}, "still_raised"),
        ({"supervision": "mixed"}, {"supervision": "concern"}, "still_raised"),
        ({"supervision": "concern"}, {"supervision": "mixed"}, "improving"),
        ({"supervision": "concern"}, {"supervision": "strength"}, "improving"),
        ({"supervision": "concern"}, {"planning": "strength"}, "not_mentioned"),
        ({"supervision": "concern"}, {"supervision": "neutral"}, "not_mentioned"),
    ],
)
def test_trajectories_compare_neighbouring_publications(db, before, after, trajectory):
    publication(db, "p", "2023-01-01", kind="ilacs_inspection")
    publication(db, "q", "2024-01-01", kind="ilacs_inspection")
    publication(db, "elsewhere", "2023-06-01", authority_id="wick")
    finding(db, "f", "p", tags={"neglect": "neutral", **before})
    finding(db, "g", "q", tags=after)
    finding(db, "h", "elsewhere", tags={"supervision": "concern"})
    rows = db.execute(
        "SELECT * FROM area_trajectories WHERE publication_id = 'q' AND area_id = 'supervision'"
    ).fetchall()
    assert [(r["earlier_publication_id"], r["trajectory"]) for r in rows] == [("p", trajectory)]


def test_a_narrow_publication_in_between_makes_nothing_new_again(db):
    publication(db, "p", "2021-01-01", kind="ilacs_inspection")
    publication(db, "joint", "2022-01-01", kind="jtai")
    publication(db, "q", "2023-01-01", kind="ilacs_inspection")
    publication(db, "r", "2025-01-01", kind="ilacs_inspection")
    publication(db, "s", "2026-01-01", kind="ilacs_inspection")
    finding(db, "f", "p", tags={"supervision": "concern", "planning": "concern"})
    finding(db, "j", "joint", tags={"planning": "mixed"})
    finding(db, "g", "q", tags={"supervision": "concern"})
    finding(db, "h", "r", tags={"planning": "strength"})
    finding(db, "i", "s", tags={"planning": "concern", "supervision": "concern"})
    rows = db.execute(
        "SELECT area_id, publication_id, earlier_publication_id, trajectory FROM area_trajectories"
        " WHERE earlier_publication_id IS NOT NULL ORDER BY area_id, date"
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        ("planning", "joint", "p", "improving"),
        ("planning", "r", "joint", "improving"),
        ("planning", "s", "r", "new"),
        ("supervision", "q", "p", "still_raised"),
        ("supervision", "r", "q", "not_mentioned"),
        ("supervision", "s", "q", "still_raised"),
    ]


def test_the_first_publication_has_new_concerns_only(db):
    publication(db, "p", "2023-01-01")
    finding(db, "f", "p", tags={"supervision": "concern", "planning": "strength"})
    [row] = db.execute("SELECT * FROM area_trajectories").fetchall()
    assert (row["area"], row["earlier_publication_id"], row["trajectory"]) == (
        "Supervision",
        None,
        "new",
    )


def test_repeat_concerns_show_both_sides(db):
    publication(db, "p", "2022-01-01")
    publication(db, "q", "2024-01-01")
    publication(db, "report", "2024-02-01")
    finding(db, "f", "p", tags={"supervision": "concern", "planning": "concern"}, page=4)
    finding(db, "g", "q", tags={"supervision": "concern"}, page=2)
    finding(db, "doubtful", "q")
    finding(db, "quoted", "report", restates_finding_id="g")
    recurs(db, "g", "f", "confirmed")
    recurs(db, "doubtful", "f", "candidate")
    recurs(db, "quoted", "f")
    [row] = db.execute("SELECT * FROM repeat_concerns").fetchall()
    assert (row["finding_id"], row["earlier_finding_id"]) == ("g", "f")
    assert (row["date"], row["earlier_date"], row["page"], row["earlier_page"]) == (
        *("2024-01-01", "2022-01-01"),
        *(2, 4),
    )
    assert json.loads(row["area_ids"]) == ["supervision"]


def contradicted(db):
    return [tuple(r) for r in db.execute("SELECT action_id, finding_id FROM contradictions")]


@pytest.mark.parametrize(
    ("status", "rag", "contradicts"),
    [
        ("Complete", None, True),
        ("completed May 2023", None, True),
        ("Closed", "amber", True),
        ("In progress", "green", True),
        ("In progress", "amber", False),
        ("Partly complete", None, False),
        ("Completed (in part)", None, False),
        ("Not complete", None, False),
    ],
)
def test_an_action_called_done_is_contradicted_by_a_later_concern(db, status, rag, contradicts):
    publication(db, "p", "2022-01-01")
    publication(db, "q", "2024-01-01")
    finding(db, "f", "p")
    finding(db, "g", "q")
    plan(db, "plan", "2023-06-01")
    action(db, "a", "plan", status=status, rag=rag)
    link(db, "f", "a")
    recurs(db, "g", "f")
    assert contradicted(db) == ([("a", "g")] if contradicts else [])


def test_contradictions_follow_chains_and_the_version_before_the_concern(db):
    for publication_id, date in (("p", "2022-01-01"), ("q", "2023-01-01"), ("r", "2024-01-01")):
        publication(db, publication_id, date)
        finding(db, f"f-{publication_id}", publication_id)
    recurs(db, "f-q", "f-p")
    recurs(db, "f-r", "f-q")
    plan(db, "one", "2022-06-01")
    plan(db, "two", "2023-06-01", supersedes_id="one")
    for version in ("one", "two"):
        action(db, f"a-{version}", version, rag="green")
        link(db, "f-p", f"a-{version}")
    assert contradicted(db) == [("a-one", "f-q"), ("a-two", "f-r")]


def test_a_finding_later_than_the_plan_contradicts_the_action_that_should_have_dealt_with_it(db):
    publication(db, "p", "2024-01-01")
    finding(db, "asks", "p")
    finding(db, "praise", "p", kind="strength", tags={"supervision": "strength"})
    plan(db, "plan", "2023-06-01")
    action(db, "a", "plan", rag="green")
    link(db, "asks", "a")
    link(db, "praise", "a")
    assert contradicted(db) == [("a", "asks")]
