"""How well the tagger does on invented passages that it has not learned from.

    python -m tools.score_invented [FILE] [--model FOLDER]

FILE has the form of corpus/gold/invented.jsonl; without one it is corpus/gold/invented_test.jsonl.
Printed for each kind of publication, and for all: precision, recall and F1 of areas, what only one
reader gave counting neither way; how many stances of the areas found are right; how many passages
that ask for action have at least one right area.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from pipeline.records import ASKS_FOR_ACTION
from pipeline.tag.annotations import Example, read_invented
from pipeline.tag.model import Found, Tagger, model_folder
from pipeline.tag.train import default_annotations
from pipeline.tag.vocabulary import vocabulary_path

ALL = "all"


def count(example: Example, found: list[Found]) -> Counter[str]:
    """What is right, wrong and missed in one passage."""
    gold, optional = example.annotation.agreed, example.annotation.optional
    told = {one.area_id: one.stance for one in found if one.area_id not in optional}
    right = told.keys() & gold.keys()
    asks = example.text.kind in ASKS_FOR_ACTION and bool(gold)
    return Counter(
        passages=1,
        right=len(right),
        wrong=len(told.keys() - gold.keys()),
        missed=len(gold.keys() - optional - told.keys()),
        stance=sum(told[area_id] in gold[area_id].stances for area_id in right),
        asks=asks,
        answered=asks and any(one.area_id in gold for one in found),
    )


def line(name: str, counts: Counter[str]) -> str:
    """One row of the table."""
    right, told = counts["right"], counts["right"] + counts["wrong"]
    there = right + counts["missed"]
    f1 = 2 * right / max(1, told + there)
    return (
        f"{name:22}{counts['passages']:5} passages  precision {right / max(1, told):.3f}  "
        f"recall {right / max(1, there):.3f}  F1 {f1:.3f} ({there} areas)  "
        f"stance {counts['stance'] / max(1, right):.3f} ({right})  "
        f"asking {counts['answered']} of {counts['asks']}"
    )


def main() -> None:
    """Tag, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    test = default_annotations().with_name("invented_test.jsonl")
    parser.add_argument("file", nargs="?", type=Path, default=test)
    parser.add_argument("--model", type=Path, default=model_folder())
    arguments = parser.parse_args()
    tagger = Tagger.load_from(arguments.model, vocabulary_path())
    examples = read_invented(arguments.file)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for example, found in zip(examples, tagger.tag([e.text for e in examples]), strict=True):
        for name in (example.text.publication_kind, ALL):
            counts[name] += count(example, found)
    for name in sorted(counts):
        print(line(name, counts[name]))


if __name__ == "__main__":
    main()
