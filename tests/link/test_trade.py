"""What passages speak of, in the words of inspectors or of officers."""

from __future__ import annotations

import csv

import pytest
import yaml

from pipeline.errors import UsageError
from pipeline.link.trade import FREQUENT, NOTHING, read_matters, spoken, weight
from tests.imports import REPOSITORY

AREAS = REPOSITORY / "models" / "priority_areas.yaml"


@pytest.mark.parametrize(
    ("finding", "action"),
    [
        ("Initial health assessments are late.", "IHA tracker chased daily by the LAC nurse"),
        (
            "Return home interviews",
            "Talk to each young person who has been missing within 72 hours",
        ),
        ("Allegations against professionals", "Second LADO post from May"),
        ("Placements with parents", "PWP cohort read by the head of service"),
        ("Preparing for adulthood", "PfA outcomes in each review from year 9"),
    ],
)
def test_officers_words_mean_what_inspectors_say(finding, action):
    assert spoken(finding).matters & spoken(action).matters
    assert spoken(finding).bits & spoken(action).bits


def test_a_longer_name_hides_the_shorter_within_it():
    assert "fostering" not in spoken("Private fostering").matters
    assert "fostering" in spoken("Private fostering, and foster carers").matters


def test_short_forms_are_taken_as_they_stand():
    assert "care-leaver" in spoken("PAs visit monthly").matters
    assert "care-leaver" not in spoken("pa visits monthly").matters


def test_what_is_named_first_is_known():
    one, other = spoken("Neglect, and missing education"), spoken("Missing education, and neglect")
    assert one.matters == other.matters
    assert one.first != other.first
    assert spoken("").matters == NOTHING.matters


def test_a_rare_matter_tells_more_than_a_frequent_one():
    assert weight(["independent-visitor"]) > weight(["assessment"]) > 0


def test_every_area_has_a_matter_and_every_matter_is_counted():
    matters = read_matters()
    with FREQUENT.open(newline="", encoding="utf-8") as file:
        assert {row["matter"] for row in csv.DictReader(file)} == {"", *matters}
    themes = yaml.safe_load(AREAS.read_text(encoding="utf-8"))["themes"]
    areas = {area["id"] for theme in themes for area in theme["areas"]}
    assert {area for one in matters.values() for area in one.areas} == areas


def test_a_damaged_list_is_refused(tmp_path):
    path = tmp_path / "trade.yaml"
    path.write_text("supervision: [a]", encoding="utf-8")
    with pytest.raises(UsageError, match="list of matters"):
        read_matters(path)
