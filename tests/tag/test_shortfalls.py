"""Plain words of shortfall."""

from __future__ import annotations

import pytest

from pipeline.tag.model import settled
from pipeline.tag.passages import Text
from pipeline.tag.shortfalls import doubted

WORDS = [
    ("Supervision is regular and valued by staff", "strength"),
    ("Only 52 of the plans had a date", "concern"),
    ("Too many children have three social workers in a year", "concern"),
    ("Return interviews are effective when they are held, but too few are held", "mixed"),
    ("More work is needed on the quality of plans", "concern"),
    ("Partners share what they know well Thresholds are not yet understood", "mixed"),
    ("Children do not wait for a place", "strength"),
    ("Decisions are taken without delay", "strength"),
    ("Leaders improved the service where it was weak", "strength"),
]


@pytest.mark.parametrize(("words", "stance"), WORDS)
def test_a_plain_shortfall_is_no_strength(words, stance):
    assert doubted(words) == stance


@pytest.mark.parametrize(
    ("kind", "told", "stance"),
    [
        ("paragraph", "strength", "concern"),
        ("strength", "strength", "strength"),
        ("paragraph", "mixed", "mixed"),
        ("paragraph", "neutral", "neutral"),
        ("improvement", "neutral", "concern"),
        ("improvement", "strength", "strength"),
        ("requirement", "strength", "neutral"),
    ],
)
def test_only_what_is_told_as_a_strength_of_plain_text_is_doubted(kind, told, stance):
    assert settled(told, Text("", kind), "Visits are seldom made") == stance
