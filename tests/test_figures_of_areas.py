"""Shares of publications, comparisons, good practice, reasons in words."""

from __future__ import annotations

import doctest

import pytest

from pipeline import plan_versions, practice, reasons
from pipeline.compare import compare, groups_of
from pipeline.councils import list_councils, spoken_of
from pipeline.frameworks import CHANGES, FAMILIES, NATIONAL_FRAMEWORK, changes_between
from pipeline.practice import done_well, judgement_of
from pipeline.reasons import link_reasons, recurrence_reasons
from pipeline.records import PUBLICATION_KINDS
from pipeline.said import Share, read_said
from pipeline.tag.vocabulary import read_vocabulary, vocabulary_path
from tests.made import empty_database, put
from tests.serve.sites import councils, letter


@pytest.fixture
def db():
    connection = empty_database()
    councils(connection)
    return connection


@pytest.mark.parametrize("module", [reasons, practice, plan_versions])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


def test_a_publication_counts_once_and_a_mixed_view_on_both_sides(db):
    letter(db, "a", "vale", "2020-01-01", *[("supervision", "concern")] * 3)
    letter(db, "b", "vale", "2021-01-01", ("supervision", "mixed"))
    letter(db, "c", "vale", "2022-01-01", ("fostering", "neutral"))
    said = read_said(db)
    assert said.share("supervision", said.among()) == Share(3, 2, 1)
    assert said.share("fostering", said.among()) == Share(3, 0, 0)
    assert Share(0, 0, 0).part("concern") is None


def test_shares_agree_with_the_view_of_trends(db):
    letter(db, "a", "vale", "2020-01-01", ("supervision", "concern"), ("fostering", "strength"))
    letter(db, "b", "wick", "2020-06-01", ("supervision", "mixed"))
    letter(db, "old", "wick", "2020-06-02", ("supervision", "concern"))
    letter(db, "new", "wick", "2020-06-02", ("fostering", "concern"), supersedes_id="old")
    letter(db, "report", "wick", "2021-01-01", ("supervision", "concern"))
    db.execute("UPDATE findings SET addressed_to = 'committee' WHERE publication_id = 'report'")
    said = read_said(db)
    for row in db.execute("SELECT area_id, year, publications, concern, strength FROM area_trends"):
        among = said.among(since=row["year"], until=row["year"])
        assert said.share(row["area_id"], among) == Share(*tuple(row)[2:])
    assert said.years == (2020,)


def test_publications_are_chosen_by_council_region_family_and_years(db):
    letter(db, "a", "vale", "2020-01-01", ("supervision", "concern"), kind="jtai")
    letter(db, "b", "wick", "2022-01-01", ("supervision", "concern"))
    said = read_said(db)
    assert said.among(authority_ids=("vale",)) == {"a"}
    assert said.among(region="North East") == {"b"}
    assert said.among(family="joint") == {"a"}
    assert said.among(since=2021) == {"b"}
    assert said.among(until=2019) == frozenset()


def test_groups_stand_for_predecessors_neighbours_region_and_england(db):
    letter(db, "a", "old-vale", "2020-01-01", ("supervision", "concern"))
    letter(db, "b", "wick", "2022-01-01", ("supervision", "strength"))
    groups = groups_of(db, ["vale", "vale"], region="North East", neighbours="vale", england=True)
    assert [group.kind for group in groups] == ["council", "neighbours", "region", "england"]
    found = compare(read_said(db), [("supervision", "Supervision", "Workforce")], groups)
    assert found.publications == (1, 1, 1, 2)
    assert [one.concern for one in found.rows[0].shares] == [1, 0, 0, 1]


def test_councils_at_a_glance_stand_for_predecessors_but_not_for_their_grades(db):
    letter(db, "a", "old-vale", "2020-01-01", ("supervision", "concern"),
           grades={"overall": "inadequate"})  # fmt: skip
    found = {one.authority_id: one for one in list_councils(db)}
    assert (found["vale"].publications, found["vale"].asks_for_action) == (1, 1)
    assert (found["vale"].grade, found["old-vale"].grade) == ("", "inadequate")
    assert not found["vale"].has_plan


def test_who_is_spoken_of(db):
    letter(db, "a", "vale", "2020-01-01", ("supervision", "concern"))
    letter(db, "b", "vale", "2021-01-01", ("supervision", "strength"))
    letter(db, "c", "vale", "2022-01-01", ("fostering", "strength"))
    (one,) = spoken_of(read_said(db), "supervision")
    assert (one.publications, one.concern, one.strength, one.latest) == (3, 1, 1, "strength")
    assert one.date == "2021-01-01"


def test_good_practice_shows_one_of_each_council_before_a_second(db):
    for key, council, date in (("a", "vale", "2024-01-01"), ("b", "wick", "2022-01-01")):
        letter(db, key, council, date, ("supervision", "strength"), ("supervision", "strength"),
               grades={"overall": "good"})  # fmt: skip
    found = [finding_id for finding_id, _, _ in done_well(db, "supervision")]
    assert [one[2] for one in found] == ["a", "b", "a", "b"]


@pytest.mark.parametrize(
    ("section", "grades", "under"),
    [
        ("The experiences and progress of care leavers",
         {"overall": "good", "care_leavers": "outstanding"}, ("care_leavers", "outstanding")),
        ("The experiences and progress of care leavers", {"overall": "good"}, ("overall", "good")),
        ("", {"send_outcome": "typically_positive"}, ("send_outcome", "typically_positive")),
        ("Summary", {}, None),
    ],
)  # fmt: skip
def test_the_judgement_that_a_finding_stands_under(section, grades, under):
    assert judgement_of(section, grades) == under


def test_families_and_outcomes_name_what_there_is():
    kinds = {kind for family in FAMILIES for kind in family.kinds}
    assert kinds <= set(PUBLICATION_KINDS)
    used = {key for area in read_vocabulary(vocabulary_path()).areas for key in area.framework}
    assert used <= set(NATIONAL_FRAMEWORK)


def test_changes_of_framework_between_years():
    assert [one.year for one in changes_between(2016, 2018)] == [2016, 2018]
    assert [one.year for one in CHANGES] == sorted(one.year for one in CHANGES)


def test_reasons_in_words():
    labels = {"audit": "Audit", "lado": "LADO"}
    said = link_reasons(
        {"reference_elsewhere": "Rec 2", "areas": ["audit", "lado"], "groups": ["care leavers"],
         "other_groups": ["carers / children"], "plan": "2023-01-02", "published": "2024-01-02",
         "decided_on": "old words"},
        labels,
    )  # fmt: skip
    assert said == [
        "The plan names another finding here: “Rec 2”.",
        "Both are about audit and LADO.",
        "Both name care leavers.",
        "Finding and action name different people: “carers / children”.",
        "The plan (2 January 2023) was made before the publication (2 January 2024).",
        "A person decided on an earlier wording: “old words”.",
    ]
    again = {"named_by_inspectors": True, "failings": ["late", "unknown"], "areas": ["audit"]}
    assert recurrence_reasons(again, labels) == [
        "The inspectors themselves refer back to it.",
        "Both are about audit.",
        "Both find the same kind of fault: late or slow and not known to those concerned.",
    ]
    assert link_reasons({}, {}) == []


def test_changes_of_plans(db):
    put(db, "plans", plan_id="p", authority_id="vale", version_date="2023-01-02")
    put(db, "actions", action_id="a", plan_id="p", position=1, text="New.", reference="1")
    put(db, "action_changes", plan_id="p", action_id="a", change="added")
    (one,) = plan_versions.changes_of(db, ["p"])
    assert (one.change, one.text, one.reference) == ("added", "New.", "1")
    (held,) = plan_versions.plan_files(db, ["vale"])
    assert held.is_current
