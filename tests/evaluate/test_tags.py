from __future__ import annotations

from pipeline.evaluate.tags import FEW, compare_tags
from pipeline.store import dumps, write_json

RIGHT = {"area_id": "supervision", "stances": ["concern", "mixed"], "spans": [[0, 5]]}
RARE = {"area_id": "adoption", "stances": ["strength"], "spans": [[0, 5]]}
DOUBTFUL = {"area_id": "planning", "stances": ["concern"], "spans": [[0, 5]], "doubtful": True}


def tag(number: int, area_id: str, stance: str, score: float = 0.95):
    return {"finding_id": f"f-{number}", "area_id": area_id, "stance": stance, "score": score}


def metrics(tmp_path, lines, tags):
    gold, tagged = tmp_path / "gold", tmp_path / "tagged"
    gold.mkdir()
    lines = [{"publication_id": "pub-1", "finding_id": f"f-{n}", "tags": t} for n, t in lines]
    (gold / "tags.jsonl").write_text("".join(dumps(line) + "\n" for line in lines))
    write_json(tagged / "pub-1.json", {"tags": tags})
    found = compare_tags(tagged, ["pub-1"], gold, "gold")
    return {(m.metric, m.area_id): m for m in found}


def test_areas_stances_and_intervals(tmp_path):
    lines = [(n, [RIGHT]) for n in range(FEW)]
    tags = [tag(n, "supervision", "mixed" if n else "strength") for n in range(FEW - 2)]
    found = metrics(tmp_path, lines, [*tags, tag(0, "training", "concern")])
    f1 = found["tags.f1", ""]
    assert f1.value == round(16 / 19, 4)
    assert f1.low < f1.value < f1.high
    assert found["tags.macro_recall", ""].value == 0.8
    assert (found["tags.stance", ""].value, found["tags.stance", ""].support) == (0.875, 8)
    assert found["tags.stance.concern_as_strength", ""].value == 0.125
    assert found["tags.right_at_0.9", ""].support == 9


def test_an_area_with_few_cases_has_no_figure_but_says_how_many(tmp_path):
    found = metrics(tmp_path, [(1, [RARE])], [tag(1, "adoption", "strength")])
    area = found["tags.area_f1", "adoption"]
    assert (area.value, area.support) == (None, 1)
    assert found["tags.macro_f1", ""].value is None


def test_what_readers_differed_on_is_neither_right_nor_wrong(tmp_path):
    lines = [(1, [RIGHT, DOUBTFUL]), (2, [RIGHT, DOUBTFUL])]
    tags = [tag(n, "supervision", "concern") for n in (1, 2)]
    found = metrics(tmp_path, lines, [*tags, tag(1, "planning", "concern")])
    assert found["tags.precision", ""].value == found["tags.recall", ""].value == 1
