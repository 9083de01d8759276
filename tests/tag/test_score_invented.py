from __future__ import annotations

from pipeline.tag.annotations import Annotated, Annotation, Example, read_invented
from pipeline.tag.model import Found
from pipeline.tag.passages import Text
from pipeline.tag.train import default_annotations
from tools.score_invented import count, line

TEST = default_annotations().with_name("invented_test.jsonl")
GOLD = (
    Annotated("planning", ("concern",), ((0, 5),)),
    Annotated("health", ("strength", "mixed"), ((0, 5),)),
    Annotated("leadership", ("concern",), ((0, 5),), agreed=False),
)


def found(area_id: str, stance: str) -> Found:
    return Found(area_id, stance, 0.9, ((0, 5),), "rule")


def test_what_only_one_reader_gave_counts_neither_way():
    example = Example(Annotation("inv-1", "", "1", GOLD), Text("Plans drift.", "improvement", ""))
    told = [found("health", "mixed"), found("leadership", "concern"), found("court", "concern")]
    counts = count(example, told)
    assert (counts["right"], counts["wrong"], counts["missed"]) == (1, 1, 1)
    assert (counts["stance"], counts["answered"], counts["asks"]) == (1, 1, 1)
    assert "F1 0.500" in line("all", counts)


def test_a_passage_without_areas_asks_for_nothing():
    example = Example(Annotation("inv-1", "", "1"), Text("Plans drift.", "improvement", ""))
    assert count(example, [found("court", "concern")])["asks"] == 0


def test_nothing_kept_for_testing_is_learned_from():
    learned = {e.text.text for e in read_invented(TEST.with_name("invented.jsonl"))}
    kept = read_invented(TEST)
    assert len(kept) > 200
    assert not learned & {e.text.text for e in kept}
