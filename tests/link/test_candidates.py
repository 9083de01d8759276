"""Ranked actions of a plan for the findings of a publication."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.link.candidates import link
from pipeline.link.score import Side, features, telling_terms, weigh
from pipeline.link.text import Passage
from tests.link.made import planned, said

FINDINGS = (
    "Return home interviews for children who go missing, and the use made of them.",
    "The range of suitable accommodation for care leavers.",
    "The frequency and quality of supervision of social workers.",
    "The timeliness of initial health assessments.",
)
ACTIONS = (
    "Commission a charity to see each runaway within 72 hours of coming back.",
    "Lease eight training flats for young adults who have left care; no bed and breakfast.",
    "Team managers hold reflective one-to-ones with each social worker every four weeks.",
    "Housing for rough sleepers over 25: ten beds in the winter.",
    "New telephone system for the corporate contact centre.",
)


@pytest.fixture
def links():
    report = said("new", "2023-01-01", *FINDINGS)
    plan = planned("plan", "2023-05-01", *ACTIONS)
    return link([report], [plan], {report.publication.publication_id})[
        report.publication.publication_id
    ]


def of(links, finding: int, action: int):
    return next(
        one
        for one in links
        if (one.finding_id, one.action_id) == (f"new-{finding}", f"plan-{action}")
    )


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_answer_comes_first_and_is_suggested(links, number):
    ranked = [one for one in links if one.finding_id == f"new-{number}"]
    assert ranked[0].action_id == f"plan-{number}"
    assert ranked[0].status == "suggested"


def test_all_are_kept_as_candidates_and_scores_fall(links):
    assert len(links) == len(FINDINGS) * len(ACTIONS)
    for finding in {one.finding_id for one in links}:
        scores = [one.score for one in links if one.finding_id == finding]
        assert scores == sorted(scores, reverse=True)


def test_what_nothing_answers_has_no_suggestion(links):
    assert {one.status for one in links if one.finding_id == "new-4"} == {"candidate"}


def test_the_same_matter_for_other_people_stays_low(links):
    assert of(links, 2, 4).status == "candidate"
    assert "other_groups" in json.loads(of(links, 2, 4).reasons)


def test_reasons_can_be_checked(links):
    reasons = json.loads(of(links, 3, 3).reasons)
    assert "[supervision]" in reasons["terms"]
    assert reasons["published"] == "2023-01-01"
    assert reasons["plan"] == "2023-05-01"


def test_a_printed_reference_counts_for_much():
    report = said("new", "2023-01-01", *FINDINGS)
    plan = planned("plan", "2023-05-01", "Do as the board agreed in May.", answers="Ofsted rec 4")
    found = link([report], [plan], {report.publication.publication_id})
    by_finding = {one.finding_id: one for one in found[report.publication.publication_id]}
    best = max(by_finding.values(), key=lambda one: one.score)
    assert best.finding_id == "new-4"
    assert json.loads(best.reasons)["reference"] == "Ofsted rec 4"
    assert "reference_elsewhere" in json.loads(by_finding["new-1"].reasons)


def test_shared_areas_raise_the_score():
    report = said("new", "2023-01-01", *FINDINGS)
    tagged = replace(report, areas={"new-4": {"health": 1.0}})
    plan = planned("plan", "2023-05-01", *ACTIONS[:4], "Clinics on Saturdays.")
    about = replace(plan, areas={"plan-5": {"health": 1.0}})
    home = report.publication.publication_id
    plain = link([report], [plan], {home})[home]
    helped = link([tagged], [about], {home})[home]
    assert of(helped, 4, 5).score > of(plain, 4, 5).score
    assert json.loads(of(helped, 4, 5).reasons)["areas"] == ["health"]


def test_a_plan_speaks_less_to_what_a_later_inspection_replaced():
    old = said("old", "2019-01-01", *FINDINGS)
    new = said("new", "2023-01-01", *FINDINGS)
    plan = planned("plan", "2023-05-01", *ACTIONS)
    homes = [one.publication.publication_id for one in (old, new)]
    found = link([old, new], [plan], set(homes))
    assert max(one.score for one in found[homes[0]]) < max(one.score for one in found[homes[1]])


def test_paragraphs_count_only_with_a_concern():
    report = said("new", "2023-01-01", *FINDINGS, kind="paragraph")
    plan = planned("plan", "2023-05-01", *ACTIONS)
    home = report.publication.publication_id
    assert link([report], [plan], {home}) == {home: []}
    concerned = replace(report, areas={"new-1": {"missing-children": 1.0}})
    assert {one.finding_id for one in link([concerned], [plan], {home})[home]} == {"new-1"}


def test_no_plan_or_no_findings_gives_no_links():
    report = said("new", "2023-01-01")
    home = report.publication.publication_id
    assert link([report], [planned("plan", "2023-05-01", *ACTIONS)], {home}) == {home: []}
    assert link([report], [], {home}) == {home: []}


def suggested(finding: str, action: str, **more: str) -> bool:
    report = said("new", "2023-01-01", finding, FINDINGS[1])
    plan = planned("plan", "2023-05-01", action, ACTIONS[1], **more)
    links = link([report], [plan], {report.publication.publication_id})
    return of(links[report.publication.publication_id], 1, 1).status == "suggested"


def test_who_asks_that_a_thing_be_done_sooner_is_not_answered_by_more_of_it():
    finding = "The timeliness of special guardianship orders."
    assert suggested(finding, "Special guardianship orders are sought within 26 weeks.")
    assert not suggested(finding, "Special guardianship orders: a review of allowances.")


def test_a_clear_answer_need_not_say_when_it_is_done():
    finding = "Timely allocation of social workers when children missing from care return."
    action = (
        "Social workers allocated to children missing from care and when children return: a named "
        "allocation officer in the missing team looks after allocation of social workers."
    )
    assert suggested(finding, action)


def test_who_asks_to_hear_children_is_not_answered_by_a_forum_for_parents():
    finding = "How the voices of children and young people with SEND are heard."
    assert suggested(finding, "Young people with SEND have their say: voices are heard each term.")
    assert not suggested(finding, "Parents with SEND questions have their say: voices heard.")


def test_two_texts_without_a_shared_word_are_not_suggested():
    assert not suggested("Private fostering.", "Webcast the full council.")


def test_an_act_beside_the_matter_is_not_suggested():
    about = "Support for special guardians."
    assert suggested(about, "A worker visits special guardians to see what support they need.")
    assert not suggested(about, "Pay special guardians' support through the new finance system.")


def test_trade_terms_that_the_finding_does_not_name_count_against_an_action():
    said = Side(*[Passage.of(("Supervision of social workers", 1.0))] * 2, ())
    terms = telling_terms(Passage.of(("Chronologies, PEPs, dentists and exploitation", 1.0)))
    narrow = features(said, said, 0.0)
    wide = features(said, replace(said, telling=terms), 0.0)
    assert weigh(wide) < weigh(narrow)


def test_areas_that_differ_count_against_an_action():
    said = Side(*[Passage.of(("Supervision of social workers", 1.0))] * 2, ())
    one = replace(said, areas={"supervision": 1.0}, about=frozenset(("supervision",)))
    other = replace(said, areas={"audit": 1.0}, about=frozenset(("audit",)))
    assert weigh(features(one, other, 0.0)) < weigh(features(said, other, 0.0))
