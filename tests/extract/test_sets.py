"""Invented letters as files: read like any publication, compared with what they are marked with.

Sets four to fourteen of docs/deadlines.md: sets/*.txt, each with several documents. In a document
`{{D|kind|due_date|every|words}}` and `{{M|kind|date|date_kind|words}}` enclose the words that a
deadline or a mention rests on; `D?` and `M?` may be found or not. The rules were mended by all
sets but the twelfth and fourteenth: of these only the score is looked at, so their test names no
errors.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pipeline.authorities import Authorities
from pipeline.records import Extraction
from tests.extract.paper import extraction_of

FOLDER = Path(__file__).parent / "sets"
UNREAD = tuple(FOLDER / f"{name}.txt" for name in ("twelfth", "fourteenth"))
SETS = [path for path in sorted(FOLDER.glob("*.txt")) if path not in UNREAD]
MARK = re.compile(r"\{\{(?P<what>[DM]\??)\|(?P<values>[^|]*\|[^|]*\|[^|]*)\|(?P<words>[^}]*)\}\}")


@cache
def documents(*paths: Path) -> list[tuple[str, str]]:
    """Name and marked text of each document of the sets that are read, or of these files."""
    files = paths or SETS
    parts = [part for path in files for part in path.read_text("utf-8").split("=== ")[1:]]
    return [(head.strip(), text) for head, _, text in (part.partition("\n") for part in parts)]


def read(name: str, text: str) -> Extraction:
    plain = re.sub(r"^# ", "", MARK.sub(lambda mark: mark["words"], text), flags=re.M)
    data = plain.replace("\n", "\n\n").encode()
    return extraction_of(data, Authorities({}), f"{name}.txt", media_type="text/plain")


def count(name: str, text: str) -> Counter[str]:
    extraction = read(name, text)
    texts = {finding.finding_id: finding.text for finding in extraction.findings}
    left = {"D": list(extraction.deadlines), "M": list(extraction.mentions)}
    counts: Counter[str] = Counter()
    marks = sorted(MARK.finditer(text), key=lambda mark: mark["what"].endswith("?"))
    for mark in marks:
        what, words = mark["what"][0], mark["words"]
        values = tuple(mark["values"].split("|"))
        near = [
            one
            for one in left[what]
            if any(
                texts[one.finding_id][start:end] in words
                or words in texts[one.finding_id][start:end]
                or set(words.split()) & set(texts[one.finding_id][start:end].split())
                for start, end in one.evidence
            )
        ]
        hit = next((one for one in near if mark["what"].endswith("?") or said(one) == values), None)
        if hit is not None:
            left[what].remove(hit)
        if not mark["what"].endswith("?"):
            counts[f"{what} wanted"] += 1
            counts[f"{what} right"] += hit is not None
    counts.update({f"{what} wrong": len(rest) for what, rest in left.items()})
    return counts


def said(record: object) -> tuple[str, ...]:
    names = ("kind", "due_date", "every")
    if not hasattr(record, "kind"):
        names = ("mentioned_kind", "mentioned_date", "mentioned_date_kind")
    return tuple(getattr(record, name) for name in names)


def test_the_sets_are_all_there() -> None:
    assert len(SETS) == 9
    assert len(documents()) == 62
    assert len(documents(*UNREAD)) == 21


@pytest.mark.parametrize(("what", "least"), [("D", 0.97), ("M", 0.92)])
def test_nearly_all_is_found_and_nearly_nothing_else(what: str, least: float) -> None:
    counts = sum((count(name, text) for name, text in documents()), Counter[str]())
    assert counts[f"{what} wanted"] > 60
    assert counts[f"{what} right"] >= least * counts[f"{what} wanted"]
    assert counts[f"{what} wrong"] <= 0.03 * counts[f"{what} wanted"]


@pytest.mark.parametrize(("what", "recall", "precision"), [("D", 0.70, 0.80), ("M", 0.70, 0.85)])
def test_the_sets_that_nobody_mended_by_are_read_no_worse(
    what: str, recall: float, precision: float
) -> None:
    counts = sum((count(name, text) for name, text in documents(*UNREAD)), Counter[str]())
    right, wrong = counts[f"{what} right"], counts[f"{what} wrong"]
    assert right >= recall * counts[f"{what} wanted"]
    assert right >= precision * (right + wrong)
