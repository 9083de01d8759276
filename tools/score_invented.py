"""How well the tagger does on invented passages that it has not learned from.

    python -m tools.score_invented [FILE] [--model FOLDER]

FILE has the form of corpus/gold/invented.jsonl; without one it is corpus/gold/invented_test.jsonl.
Printed for each kind of publication, and for all, as `letters evaluate` counts them: precision,
recall and F1 of areas with their intervals, what only one reader gave counting neither way; how
many stances of the areas found are right; how many passages that ask for action have a right area.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pipeline.evaluate.figures import Metric, share
from pipeline.evaluate.tags import Case, measure
from pipeline.records import ASKS_FOR_ACTION
from pipeline.tag.annotations import Example, read_invented
from pipeline.tag.model import Found, Tagger, model_folder
from pipeline.tag.train import default_annotations
from pipeline.tag.vocabulary import vocabulary_path

ALL = "all"
SHOWN = ("tags.precision", "tags.recall", "tags.f1", "tags.stance", "tags.asking")


def case_of(example: Example, found: Sequence[Found]) -> Case:
    """What a passage should have, and what it has."""
    optional = example.annotation.optional
    wanted = {a: t.stances for a, t in example.annotation.agreed.items() if a not in optional}
    return Case(
        wanted, {f.area_id: (f.stance, f.score) for f in found if f.area_id not in optional}
    )


def figures(cases: Sequence[tuple[Example, Case]], name: str) -> list[Metric]:
    """The figures of some passages."""
    asks = [c for e, c in cases if e.text.kind in ASKS_FOR_ACTION and c.wanted]
    answered = sum(not c.wanted.keys().isdisjoint(c.found) for c in asks)
    metrics = measure([case for _, case in cases], name)
    return [*metrics, share("tags.asking", answered, len(asks), name)]


def line(metric: Metric) -> str:
    """One row of what is printed."""
    if metric.value is None:
        return f"{metric.gold:22}{metric.metric:16}none"
    between = f"({metric.low:.3f} to {metric.high:.3f}, {metric.support})"
    return f"{metric.gold:22}{metric.metric:16}{metric.value:.3f} {between}"


def main() -> None:
    """Tag, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    test = default_annotations().with_name("invented_test.jsonl")
    parser.add_argument("file", nargs="?", type=Path, default=test)
    parser.add_argument("--model", type=Path, default=model_folder())
    arguments = parser.parse_args()
    tagger = Tagger.load_from(arguments.model, vocabulary_path())
    examples = read_invented(arguments.file)
    cases: defaultdict[str, list[tuple[Example, Case]]] = defaultdict(list)
    for example, found in zip(examples, tagger.tag([e.text for e in examples]), strict=True):
        for name in (example.text.publication_kind, ALL):
            cases[name].append((example, case_of(example, found)))
    for name in sorted(cases):
        shown = {one.metric: one for one in figures(cases[name], name)}
        for metric in SHOWN:
            print(line(shown[metric]))


if __name__ == "__main__":
    main()
