"""Tags against stand-off annotations: areas, stances, calibration, and how far readers agree.

A gold folder may hold `tags.jsonl` (findings with the areas that all readers gave, and those that
only one gave, which count neither as right nor as wrong, even where a third reading settled them)
and `agreement.json`. A model that was trained on the same publications is measured too well:
`meta.json` of the model has the figures by leaving publications out.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.evaluate.figures import Metric, share
from pipeline.store import read_json, read_lines

SAMPLES = 500
"""How often findings are drawn anew for an interval."""
FEW = 10
"""A figure of an area on fewer cases is left out; its support says why."""
MEASURES = ("precision", "recall", "f1", "macro_precision", "macro_recall", "macro_f1")
Tags = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated finding: what it should have, and what it has (area: stance and score)."""

    wanted: Mapping[str, tuple[str, ...]]
    found: Mapping[str, tuple[str, float]]


def read_tagged(folder: Path) -> dict[str, dict[str, tuple[str, float]]]:
    """Stance and score by finding and area, of all tagged publications."""
    found: defaultdict[str, dict[str, tuple[str, float]]] = defaultdict(dict)
    for path in sorted(folder.glob("pub-*.json")):
        for tag in read_json(path).get("tags", []):
            found[tag["finding_id"]][tag["area_id"]] = (str(tag["stance"]), float(tag["score"]))
    return dict(found)


def compare_tags(tagged: Path, held: Iterable[str], folder: Path, name: str) -> list[Metric]:
    """The metrics of the tags; none without annotations. `held`: extracted publications."""
    there = set(held)
    lines = [line for _, line in read_lines(folder / "tags.jsonl")]
    lines = [line for line in lines if line["publication_id"] in there]
    if not lines:
        return []
    found = read_tagged(tagged)
    cases = [_case(line, found.get(line["finding_id"], {})) for line in lines]
    return [*measure(cases, name), *_readers(folder)]


def measure(cases: list[Case], name: str) -> list[Metric]:
    """Areas, stances and calibration of some cases."""
    return [*_areas(cases, name), *_stances(cases, name), *_calibration(cases, name)]


def _case(line: Mapping[str, Any], found: Mapping[str, tuple[str, float]]) -> Case:
    wanted = {t["area_id"]: tuple(t["stances"]) for t in line["tags"] if t.get("agreed", True)}
    optional = {
        t["area_id"] for t in line["tags"] if t.get("doubtful") or not t.get("agreed", True)
    }
    return Case(
        {a: stances for a, stances in wanted.items() if a not in optional},
        {a: one for a, one in found.items() if a not in optional},
    )


Counts = dict[str, list[int]]
"""How often each area is right, wrong and missed."""


def _areas(cases: list[Case], name: str) -> list[Metric]:
    by_area = _counts(cases)
    counted = {a for a, (right, _, missed) in by_area.items() if right + missed >= FEW}
    drawn = [_measures(_counts(some), counted) for some in _draws(cases)]
    metrics = []
    values = _measures(by_area, counted)
    for number, (metric, value) in enumerate(zip(MEASURES, values, strict=True)):
        ordered = sorted(one[number] for one in drawn)
        low, high = ordered[int(0.025 * SAMPLES)], ordered[int(0.975 * SAMPLES)]
        support = len(counted) if metric.startswith("macro") else len(cases)
        ends = (round(low, 4), round(high, 4))
        one = Metric(f"tags.{metric}", round(value, 4), *ends, support, name)
        metrics.append(one if support else Metric(one.metric, None, None, None, 0, name))
    for area_id, counts in sorted(by_area.items()):
        score = round(_f1(counts), 4) if area_id in counted else None
        support = counts[0] + counts[2]
        metrics.append(Metric("tags.area_f1", score, None, None, support, name, area_id))
    return metrics


def _counts(cases: Iterable[Case]) -> Counts:
    by_area: Counts = defaultdict(lambda: [0, 0, 0])
    for case in cases:
        for area_id in case.wanted.keys() | case.found.keys():
            is_right, is_found = area_id in case.wanted, area_id in case.found
            by_area[area_id][0 if is_right and is_found else 1 if is_found else 2] += 1
    return by_area


def _measures(by_area: Counts, counted: Iterable[str]) -> list[float]:
    """Precision, recall and F1 over all tags, then the means of those of the areas `counted`."""
    every = [sum(one[place] for one in by_area.values()) for place in range(3)]
    areas = [by_area.get(area_id, [0, 0, 0]) for area_id in counted]
    measures = (_precision, _recall, _f1)
    means = [sum(map(measure, areas)) / max(1, len(areas)) for measure in measures]
    return [*(measure(every) for measure in measures), *means]


def _precision(counts: list[int]) -> float:
    return counts[0] / max(1, counts[0] + counts[1])


def _recall(counts: list[int]) -> float:
    return counts[0] / max(1, counts[0] + counts[2])


def _f1(counts: list[int]) -> float:
    return 2 * counts[0] / max(1, 2 * counts[0] + counts[1] + counts[2])


def _draws(cases: list[Case]) -> Iterable[list[Case]]:
    """Bootstrap: as many findings as there are, with repeats, always the same draws."""
    chance = random.Random(0)  # noqa: S311
    for _ in range(SAMPLES):
        yield chance.choices(cases, k=len(cases))


def _stances(cases: list[Case], name: str) -> list[Metric]:
    confusion: defaultdict[tuple[str, str], int] = defaultdict(int)
    hits = total = 0
    for case in cases:
        for area_id in case.wanted.keys() & case.found.keys():
            stance = case.found[area_id][0]
            total += 1
            hits += stance in case.wanted[area_id]
            confusion[case.wanted[area_id][0], stance] += 1
    rows: defaultdict[str, int] = defaultdict(int)
    for (wanted, _), number in confusion.items():
        rows[wanted] += number
    return [
        share("tags.stance", hits, total, name),
        *(
            share(f"tags.stance.{wanted}_as_{got}", number, rows[wanted], name)
            for (wanted, got), number in sorted(confusion.items())
        ),
    ]


def _calibration(cases: list[Case], name: str) -> list[Metric]:
    """The share that is right of tags with scores in each tenth, and the expected error."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for case in cases:
        for area_id, (_, score) in case.found.items():
            bins[min(9, int(score * 10))].append((score, area_id in case.wanted))
    total = sum(map(len, bins.values()))
    metrics, error = [], 0.0
    for number, pairs in sorted(bins.items()):
        right = sum(hit for _, hit in pairs)
        error += abs(right - sum(score for score, _ in pairs)) / max(1, total)
        metrics.append(share(f"tags.right_at_0.{number}", right, len(pairs), name))
    return [Metric("tags.calibration_error", round(error, 4), None, None, total, name), *metrics]


def _readers(folder: Path) -> list[Metric]:
    path = folder / "agreement.json"
    if not path.is_file():
        return []
    every = read_json(path)["all"]
    return [
        Metric("tags.readers_f1", every["areas_f1"], None, None, every["findings"], "two readers"),
        Metric("tags.readers_stance", every["stance"], None, None, every["both"], "two readers"),
    ]
