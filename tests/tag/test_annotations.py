from __future__ import annotations

import json

import pytest

from pipeline.errors import UsageError
from pipeline.tag.annotations import Annotated, Annotation, read_annotations, read_invented
from pipeline.tag.train import corrected, default_annotations
from pipeline.tag.vocabulary import read_vocabulary, vocabulary_path
from tools.annotations import before, merged, stand_off

AUDITS = {"area_id": "quality-assurance", "stance": "concern", "spans": [[0, 6]]}
BOARD = {"area_id": "leadership", "stance": "neutral", "spans": [[8, 13]]}
INVENTED = default_annotations().with_name("invented.jsonl")


def states(tags):
    return {tag["area_id"]: (tag.get("agreed", True), tag.get("doubtful", False)) for tag in tags}


def test_what_both_readers_gave_is_agreed_and_what_one_gave_is_not():
    found = merged([[AUDITS, BOARD], [AUDITS]], None)
    assert states(found) == {"quality-assurance": (True, False), "leadership": (False, False)}


@pytest.mark.parametrize(
    ("settled", "state"),
    [([AUDITS, BOARD], (True, True)), ([AUDITS], (False, False))],
)
def test_a_third_reading_settles_what_the_readers_left_open(settled, state):
    found = merged([[AUDITS, BOARD], [AUDITS]], settled)
    assert states(found)["leadership"] == state


def test_a_third_reading_may_add_what_both_missed_and_choose_the_stance():
    mixed = {**AUDITS, "stance": "mixed"}
    [board, audits] = merged([[AUDITS], [AUDITS]], [mixed, BOARD])
    assert audits["stances"] == ["mixed"]
    assert (board["area_id"], board["doubtful"]) == ("leadership", True)


def test_of_three_readers_two_decide_and_one_that_was_settled_stays_doubtful():
    assert states(merged([[AUDITS], [AUDITS, BOARD], [BOARD]], [AUDITS])) == {
        "leadership": (True, False),
        "quality-assurance": (True, False),
    }
    assert states(merged([[AUDITS], [], []], [AUDITS])) == {"quality-assurance": (True, True)}
    assert states(merged([[AUDITS], [], []], None)) == {"quality-assurance": (False, False)}


def test_a_further_reading_is_compared_with_what_was_held_right_before():
    found = before({"A": [AUDITS], "B": [AUDITS, BOARD], "R": [BOARD]}, None)
    assert [(tag["area_id"], tag["stance"]) for tag in found] == [("quality-assurance", "concern")]


def test_a_quote_becomes_offsets_and_one_that_is_not_there_is_refused():
    tags = [{"area": "quality-assurance", "stance": "concern", "quote": "Audits"}]
    assert stand_off(tags, "All Audits.", {}) == [
        {"area_id": "quality-assurance", "stance": "concern", "spans": [[4, 10]]}
    ]
    with pytest.raises(SystemExit, match="no such words"):
        stand_off(tags, "Plans.", {})


@pytest.mark.parametrize("path", [INVENTED, INVENTED.with_name("invented_test.jsonl")])
def test_invented_passages_have_known_areas_and_evidence_inside_their_text(path):
    known = set(read_vocabulary(vocabulary_path()).ids)
    examples = read_invented(path)
    assert len(examples) > 200
    for example in examples:
        for tag in example.annotation.tags:
            assert tag.area_id in known
            assert all(0 <= start < end <= len(example.text.text) for start, end in tag.spans)


def test_an_invented_passage_without_a_text_is_refused(tmp_path):
    path = tmp_path / "invented.jsonl"
    path.write_text(json.dumps({"publication_id": "invented-1", "tags": []}) + "\n")
    with pytest.raises(UsageError, match="line 1"):
        read_invented(path)


def test_what_only_one_reader_gave_is_optional():
    annotations = read_annotations(default_annotations())
    doubtful = [a for a in annotations if any(tag.doubtful for tag in a.tags)]
    assert len(doubtful) > 100
    assert all(a.optional for a in doubtful)


def test_what_people_decide_is_put_over_an_annotation():
    kept = Annotated("planning", ("concern",), ((0, 5),))
    before = Annotation("pub-1", "", "f-1", (kept, Annotated("health", ("strength",), ((0, 5),))))
    said = [("health", "rejected", ""), ("leadership", "confirmed", "mixed")]
    after = corrected(before, said).agreed
    assert after.keys() == {"planning", "leadership"}
    assert after["leadership"].stances == ("mixed",)
    assert corrected(before, ()) is before
