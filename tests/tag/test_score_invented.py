from __future__ import annotations

from pipeline.tag.annotations import Annotated, Annotation, Example, read_invented
from pipeline.tag.model import Found
from pipeline.tag.passages import Text
from pipeline.tag.train import default_annotations
from tools.score_invented import SHOWN, case_of, figures, line

TEST = default_annotations().with_name("invented_test.jsonl")
GOLD = (
    Annotated("planning", ("concern",), ((0, 5),)),
    Annotated("health", ("strength", "mixed"), ((0, 5),)),
    Annotated("leadership", ("concern",), ((0, 5),), agreed=False),
)


def found(area_id: str, stance: str) -> Found:
    return Found(area_id, stance, 0.9, ((0, 5),), "rule")


def shown(example: Example, *told: Found) -> dict[str, str]:
    metrics = figures([(example, case_of(example, told))], "all")
    return {one.metric: line(one) for one in metrics if one.metric in SHOWN}


def test_what_only_one_reader_gave_counts_neither_way():
    example = Example(Annotation("inv-1", "", "1", GOLD), Text("Plans drift.", "improvement", ""))
    told = [found("health", "mixed"), found("leadership", "concern"), found("court", "concern")]
    lines = shown(example, *told)
    assert "0.500" in lines["tags.precision"]
    assert "0.500" in lines["tags.recall"]
    assert "0.500" in lines["tags.f1"]
    assert lines["tags.stance"].endswith(", 1)")
    assert "1.000" in lines["tags.asking"]


def test_a_passage_without_areas_asks_for_nothing():
    example = Example(Annotation("inv-1", "", "1"), Text("Plans drift.", "improvement", ""))
    assert "none" in shown(example, found("court", "concern"))["tags.asking"]


def test_nothing_kept_for_testing_is_learned_from():
    learned = {e.text.text for e in read_invented(TEST.with_name("invented.jsonl"))}
    kept = read_invented(TEST)
    assert len(kept) > 200
    assert not learned & {e.text.text for e in kept}
