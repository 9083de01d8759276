"""Parts of a finding, and what answers them."""

from __future__ import annotations

import pytest

from pipeline.link.coverage import answer, parts_of
from pipeline.link.groups import groups_of
from pipeline.link.score import Side
from pipeline.link.text import Passage, meaning


def of(finding: str, action: str):
    words = Passage.of((action, 1.0))
    return answer(parts_of(finding), Side(words, words, meaning(action), {}, groups_of(action)))


FINDING = "Support for disabled children, children in private fostering and homeless 16-year-olds."


def test_a_finding_with_several_matters_has_several_parts():
    found = of(FINDING, "Visit each child in private fostering within a week.")
    assert found.parts == 3
    assert found.answers == (1,)
    assert not found.whole
    assert len(found.open_parts) == 2


def test_several_actions_answer_it_together():
    actions = (
        "A team for disabled children.",
        "Register all private fostering.",
        "House homeless 16-year-olds the same day.",
    )
    assert {part for action in actions for part in of(FINDING, action).answers} == {0, 1, 2}


def test_one_matter_is_one_part_that_any_answer_speaks_to():
    found = of("The timeliness of initial health assessments.", "Clinics on Saturdays.")
    assert (found.parts, found.answers) == (1, (0,))


def test_a_purpose_is_no_part():
    assert len(parts_of("Supervision, so that plans move forward and children are safe.")) == 1


def test_an_action_that_says_it_all_answers_the_whole():
    assert of("Life-story work.", "Life-story work for each child.").whole


def test_the_words_before_a_list_are_no_part():
    finding = "Leaders should act to improve:\nthe supervision of staff\nprivate fostering."
    assert [part.text for part in parts_of(finding)] == [
        "the supervision of staff",
        "private fostering.",
    ]


def test_two_words_for_one_thing_are_no_two_parts():
    assert len(parts_of("Regular and reflective supervision for children and young people.")) == 1


@pytest.mark.parametrize(
    ("finding", "parts"),
    [
        (
            "The timeliness of initial and review health assessments.",
            ["The timeliness of initial health assessments", "review health assessments."],
        ),
        (
            "The assessment of, and support for, relatives who foster.",
            ["The assessment of relatives who foster.", "support for relatives who foster."],
        ),
        (
            "Leaders should improve the quality of education, health and care plans.",
            ["quality of education, health and care plans."],
        ),
        (
            "Supervision, and the use of what audits find.",
            ["Supervision", "the use of what audits find."],
        ),
        (
            "Supervision that is regular, and caseloads, and reflective.",
            ["Supervision that is regular", "caseloads"],
        ),
        (
            "Leaders should reduce waits for speech therapy. This includes autism and equipment.",
            ["waits for speech therapy"],
        ),
        (
            "The use of bed and breakfast, and supported lodgings.",
            ["The use of bed and breakfast", "supported lodgings."],
        ),
    ],
)
def test_a_finding_is_cut_where_it_asks_for_another_thing(finding, parts):
    assert [part.text for part in parts_of(finding)] == parts


def test_what_is_to_be_made_of_a_thing_needs_its_own_answer():
    found = of(
        "Supervision of social workers, and the use made of what audits find.",
        "Managers hold supervision with each social worker every month.",
    )
    assert (found.parts, found.answers, found.whole) == (2, (0,), False)
