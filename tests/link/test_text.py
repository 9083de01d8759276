"""Stems, trade terms, rarity and nearness."""

from __future__ import annotations

import doctest

import pytest

from pipeline.link import coverage, groups, references, synonyms, text
from pipeline.link.text import Passage, contained, cosine, meaning, nearness, rarity, terms


@pytest.mark.parametrize("module", [coverage, groups, references, synonyms, text])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    "forms",
    [
        ("assessment", "assessments", "assessing", "assessed"),
        ("plan", "plans", "planning", "planned"),
        ("permanent", "permanence", "permanency"),
        ("children’s", "children"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({text.stem(form) for form in forms}) == 1


def test_short_forms_and_their_long_forms_are_one_concept():
    assert "=education-plan" in terms("PEPs for each pupil")
    assert "=education-plan" in terms("The quality of personal education plans")
    assert "=education-plan" not in terms("a pep talk")


def test_a_rare_term_tells_more_than_a_common_one():
    assert rarity("wheelchair") > rarity("supervis") > rarity("plan")
    assert all(0 < rarity(term) <= 1 for term in ("plan", "never-seen", "two words"))


def test_words_for_one_thing_are_near_though_they_share_none():
    tenancy = meaning("Tenancies with support for those who are 18")
    home = meaning("The range of suitable accommodation for care leavers")
    neglect = meaning("Chronic neglect of small children")
    assert nearness(tenancy, home) > nearness(tenancy, neglect) + 0.2
    assert nearness(tenancy, meaning("zzz")) == 0


def test_likeness_is_between_nothing_and_the_same():
    one = Passage.of(("Return home interviews", 1.0))
    assert cosine(one, one) == pytest.approx(1)
    assert contained(one, one) == pytest.approx(1)
    assert cosine(one, Passage.of(("Cycle scheme", 1.0))) == 0
    assert cosine(one, Passage.of(("", 1.0))) == contained(Passage.of(("", 1.0)), one) == 0
