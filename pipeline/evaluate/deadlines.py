"""Deadlines and mentions, compared with a key made by reading.

A gold folder may hold `deadlines.jsonl` and `mentions.jsonl`: one line a case, without any text,
by `publication_id`, `finding_id` and offsets. A publication that was read and has no case has a
line of its own, so that what is found there counts as wrong. `part` is `development` or `test`;
`optional` cases count neither as missing nor as wrong. Only publications that are held count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.evaluate.figures import Metric, share, squash
from pipeline.records import Deadline, Extraction, Mention
from pipeline.store import read_lines

_SAME = {
    "deadlines": ("kind", "due_date", "every"),
    "mentions": ("mentioned_kind", "mentioned_date", "mentioned_date_kind"),
}
"""What must be right for a case to be found, besides its place."""


@dataclass(slots=True)
class _Counts:
    hits: int = 0
    wanted: int = 0
    wrong: int = 0
    responsible: int = 0
    errors: list[str] = field(default_factory=list)


def compare_orders(
    extractions: Mapping[str, Extraction], folder: Path, name: str
) -> tuple[list[Metric], list[str]]:
    """Precision and recall on both parts of the key, and a line for each error."""
    metrics: list[Metric] = []
    errors: list[str] = []
    for what in _SAME:
        by_part: defaultdict[str, defaultdict[str, list[dict[str, Any]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for _, row in read_lines(folder / f"{what}.jsonl"):
            if row["publication_id"] in extractions:
                by_part[str(row.get("part", "test"))][row["publication_id"]].append(row)
        for part, publications in sorted(by_part.items()):
            counts = _Counts()
            for publication_id, rows in sorted(publications.items()):
                _count(what, extractions[publication_id], rows, counts)
            gold = f"{name} ({part})"
            metrics += [
                share(f"{what}.{part}.recall", counts.hits, counts.wanted, gold),
                share(f"{what}.{part}.precision", counts.hits, counts.hits + counts.wrong, gold),
            ]
            if what == "deadlines":
                metrics.append(
                    share(f"{what}.{part}.responsible", counts.responsible, counts.hits, gold)
                )
            errors += counts.errors
    return metrics, errors


def _count(what: str, extraction: Extraction, rows: list[dict[str, Any]], counts: _Counts) -> None:
    """Each case takes one record with the right values whose words overlap its own."""
    left: list[Deadline | Mention] = list(
        extraction.deadlines if what == "deadlines" else extraction.mentions
    )
    publication_id = extraction.publication.publication_id
    known = {finding.finding_id for finding in extraction.findings}
    cases = sorted((row for row in rows if "finding_id" in row), key=lambda row: row["optional"])
    for row in cases:
        if row["optional"]:  # another reading of the same words is none the worse
            left = [record for record in left if not _overlaps(record, row, known)]
            continue
        values = [row[field] for field in _SAME[what]]
        record = next(
            (
                one
                for one in left
                if _overlaps(one, row, known)
                and [getattr(one, field) for field in _SAME[what]] == values
            ),
            None,
        )
        counts.wanted += 1
        if record is None:
            counts.errors.append(f"{publication_id} {row['finding_id']}: {what} misses {values}")
            continue
        left.remove(record)
        counts.hits += 1
        if isinstance(record, Deadline):
            counts.responsible += _name(record.responsible) == _name(row["responsible"])
    counts.wrong += len(left)
    for record in left:
        values = [getattr(record, field) for field in _SAME[what]]
        counts.errors.append(f"{publication_id} {record.finding_id}: {what} has {values} too many")


def _overlaps(record: Deadline | Mention, row: Mapping[str, Any], known: set[str]) -> bool:
    """Whether a record rests on the words of a case.

    Where the finding was cut in another way since (its id is gone), the values alone decide.
    """
    if row["finding_id"] not in known:
        return True
    return record.finding_id == row["finding_id"] and any(
        start < row["end"] and row["start"] < end for start, end in record.evidence
    )


def _name(text: str) -> str:
    """A name without its article and without what hyphens and blanks part."""
    words = text.casefold().split()
    return squash(" ".join(words[1:] if words[:1] == ["the"] else words))
