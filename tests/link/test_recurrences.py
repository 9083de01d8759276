"""The ten rules of docs/recurrence.md, each with passages that match and passages that do not.

All passages are invented.
"""

from dataclasses import dataclass, replace

import pytest

from pipeline.link.recurrences import MOST_CHAINS, Told, find_recurrences
from pipeline.link.statements import statements
from pipeline.records import Finding


@dataclass(frozen=True)
class Tag:
    area_id: str
    stance: str


def finding(name, text, kind="paragraph", addressed_to="council"):
    publication = name.partition("/")[0]
    return Finding(name, publication, 1, "Section", "", kind, addressed_to, text)


def told(publication_id, *passages, tags=None, restated=()):
    findings = []
    for number, passage in enumerate(passages):
        text, *rest = (passage,) if isinstance(passage, str) else passage
        findings.append(finding(f"{publication_id}/{number}", text, *rest))
    return Told(publication_id, findings, tags or {}, frozenset(restated))


def later(*passages, **more):
    given = [(p, "improvement") if isinstance(p, str) else p for p in passages]
    return told("later", *given, **more)


def chains(one, *earlier, status="suggested"):
    return [
        (r.finding_id, r.earlier_finding_id)
        for r in find_recurrences(one, earlier)
        if r.status == status
    ]


def recurs(text, earlier_text, *, kind="paragraph", to="council", earlier_to="council"):
    one = told("later", (text, "improvement", to))
    return bool(chains(one, told("before", (earlier_text, kind, earlier_to))))


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        (
            "The regularity and quality of supervision of social workers.",
            "Supervision is infrequent, and its quality is too variable.",
        ),
        (
            "The quality of return home interviews.",
            "Return home interviews lack detail and their quality is poor.",
        ),
        (
            "The timeliness of initial health assessments.",
            "Too many initial health assessments are late when children come into care.",
        ),
    ],
)
def test_rule_1_same_subject_in_other_words(text, earlier):
    assert recurs(text, earlier)


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        (
            "The provision of health histories for care leavers.",
            "Life-story work is not completed for enough children.",
        ),
        ("The quality of supervision.", "Supervision is regular and helps staff to reflect well."),
        ("The quality of supervision.", "Many families in the town live in poor homes."),
    ],
)
def test_rule_1_another_subject_or_praise(text, earlier):
    assert not recurs(text, earlier)


def test_rule_2_kinds_of_failing():
    tracking = "Tracking arrangements for children in pre-proceedings."
    assert recurs(tracking, "The tracking of children in pre-proceedings is weak.")
    assert not recurs(tracking, "Letters in pre-proceedings use words that parents do not follow.")


def test_rule_2_not_done_and_poor_count_as_one():
    assert recurs(
        "The quality of life-story work.",
        "Life-story work is not done for most children who need it.",
    )


def test_rule_3_each_part_has_its_own_nearest_publication():
    one = later("The quality of supervision of staff and of life-story work for children.")
    near = told("near", "The quality of supervision is too variable.")
    far = told("far", "The quality of life-story work is poor.", "Supervision is weak.")
    assert set(chains(one, near, far)) == {("later/0", "near/0"), ("later/0", "far/0")}


def test_rule_4_broad_and_narrow():
    oversight = "Management oversight of casework is weak."
    assert not recurs("The regularity of supervision.", oversight)
    assert not recurs(
        "The quality of recording.",
        "The recording of pathway plans and of visits to care leavers is weak.",
    )
    assert recurs(
        "The quality of supervision.",
        "Management oversight and the quality of supervision are weak.",
    )


def test_rule_3_oversight_named_beside_supervision_is_a_part_of_its_own():
    assert recurs(
        "The quality of management oversight and supervision.",
        "Management oversight of social work practice is not consistently effective.",
    )


def test_rule_5_one_side_names_a_group():
    assert recurs(
        "The quality of recording.", "The quality of recording for children in care is poor."
    )


def test_rule_5_two_named_groups_part():
    assert not recurs(
        "The quality of planning for care leavers.",
        "The quality of planning for children in care is poor.",
    )


def test_rule_6_council_and_partnership():
    text = "Probation staff lack training in the signs of neglect."
    before = "Staff lack training in the signs of neglect."
    assert not recurs(text, before, to="partnership")
    assert not recurs(text, before, to="partnership", earlier_to="partnership")
    assert recurs(
        text, "Training of probation staff in neglect is poor.", to="partnership",
        earlier_to="partnership",
    )  # fmt: skip


def test_rule_6_words_to_a_board_are_not_for_the_council_but_those_to_all_agencies_are():
    one = later("The quality and regularity of staff supervision.")
    text = ("Supervision of staff is too variable in quality and not regular.", "improvement")
    before = told("before", (*text, "partnership"))
    assert chains(one, before) == []
    assert chains(one, replace(before, joint=True)) == [("later/0", "before/0")]


def test_rule_7_a_request_is_a_concern_and_so_is_the_second_half():
    assert recurs(
        "The quality of life-story work.",
        "Improve the quality of life-story work.",
        kind="recommendation",
    )
    assert recurs(
        "The quality of life-story work.",
        "Children are well matched, but the quality of life-story work is poor.",
    )


def test_rule_7_what_a_second_sentence_refers_to():
    assert recurs(
        "The quality of pathway plans for care leavers.",
        "Most care leavers have a pathway plan. However, the quality of these is too variable.",
    )


def test_rule_7_what_needs_to_be_improved_is_weak_and_no_purpose():
    known = "Leaders know that they need to improve supervision of social workers in order to help."
    assert recurs("The quality of supervision of social workers.", known)
    good = "Leaders meet weekly to improve supervision of social workers in order to help."
    assert not recurs("The quality of supervision of social workers.", good)


def test_rule_7_an_opening_clause_speaks_of_what_comes_after_it():
    text = "Visits are frequent. Although still too variable, supervision of staff is regular."
    (said,) = statements(text, asks=False)
    assert said.text.strip() == "still too variable"
    assert said.carried
    assert said.topics == {"supervision"}


def test_rule_8_the_nearest_publication_counts():
    one = later("The quality of supervision.")
    near = told("near", "The quality of supervision is poor.")
    far = told("far", "The quality of supervision is poor.")
    assert chains(one, near, far) == [("later/0", "near/0")]


def test_rule_8_the_nearest_publication_needs_less_where_another_said_it_clearly():
    one = later("The quality of life-story work for children in care.")
    words = (
        "As a result, the forms that record direct work, visits and life-story work are too long."
    )
    faint = told("near", words)
    clear = told("far", "The quality of life-story work for children in care is poor.")
    assert not chains(one, faint)
    assert chains(one, faint, clear) == [("later/0", "far/0"), ("later/0", "near/0")]


def test_rule_9_put_right():
    text = "The backlog of initial health assessments has now been resolved."
    assert not recurs(text, "Initial health assessments are late.")
    assert not recurs("The timeliness of initial health assessments.", text)


def test_rule_10_a_summary_counts_where_nothing_else_says_it():
    one = later("The quality of supervision.")
    summary = ("The quality of supervision is poor.", "headline")
    proper = "Too often the quality of supervision by team managers is poor."
    assert chains(one, told("before", summary)) == [("later/0", "before/0")]
    assert chains(one, told("before", summary, proper)) == [("later/0", "before/1")]


def test_rule_10_the_inspectors_own_words():
    tags = {"later/0": [Tag("supervision", "concern")]}
    text = "Supervision, found weak at the last inspection, is still not regular."
    before = told("before", "Supervision is not regular.")
    own = told("later", (text, "paragraph"), tags=tags)
    plain = told("later", ("Supervision is not regular.", "paragraph"), tags=tags)
    assert chains(own, before)
    assert not chains(plain, before)
    assert chains(plain, before, status="candidate")


def test_paragraph_without_a_concern_does_not_recur():
    praised = told("later", "Supervision is not regular.", tags={})
    assert find_recurrences(praised, [told("before", "Supervision is not regular.")]) == []


def test_restatements_and_words_to_a_committee_neither_recur_nor_count():
    one = later("The quality of supervision.")
    text = "The quality of supervision is poor."
    assert chains(one, told("before", text, restated=["before/0"])) == []
    assert chains(one, told("before", (text, "paragraph", "committee"))) == []
    assert chains(later("The quality of supervision.", restated=["later/0"]), told("b", text)) == []


def test_at_most_two_chains_are_suggested():
    one = later("The quality of supervision, of life-story work and of pathway plans.")
    earlier = [
        told("p3", "The quality of supervision is poor."),
        told("p2", "The quality of life-story work is poor."),
        told("p1", "The quality of pathway plans is poor."),
    ]
    assert len(chains(one, *earlier)) <= MOST_CHAINS


def test_reasons_say_what_both_share():
    one = later("The quality of supervision of social workers.")
    (found,) = find_recurrences(one, [told("before", "The quality of supervision is poor.")])
    assert found.reasons["subjects"] == ["supervision"]
    assert found.reasons["areas"] == ["supervision"]
    assert "poor" in found.reasons["failings"]
    assert found.reasons["earlier"] == "The quality of supervision is poor."
    assert 0 <= found.score <= 1


def test_same_input_same_chains():
    one = later("The quality of supervision and of life-story work.")
    before = told(
        "before", "Supervision is poor.", "Life-story work is poor.", "Supervision is late."
    )
    assert find_recurrences(one, [before]) == find_recurrences(one, [before])
