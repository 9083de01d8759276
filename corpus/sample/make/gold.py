"""What a reader should find in the sample: tables made from the same texts as the files.

They hold no passage in full, only how it begins and ends and how many words it has.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import ManifestEntry
from pipeline.store import write_bytes

from .story import Story

METADATA = (
    "file", "publication_id", "kind", "publisher", "authority_name", "authority_slug", "title",
    "published_date", "visit_start_date", "visit_end_date", "lead_inspector", "inspectors",
    "status", "page_count",
)  # fmt: skip
FINDINGS = (
    "file", "publication_id", "position", "kind", "section", "paragraph_number", "page",
    "first_60", "last_30", "words", "page_end", "optional",
)  # fmt: skip
JUDGEMENTS = ("file", "publication_id", "judgement_area", "grade", "page")


@dataclass(frozen=True, slots=True)
class Made:
    """A story, the file made of it, and where its blocks lie (no pages outside PDF)."""

    story: Story
    entry: ManifestEntry
    pages: dict[int, list[int]]
    page_count: int


def write_gold(folder: Path, made: list[Made]) -> None:
    """metadata.csv, findings.csv and judgements.csv."""
    _write(folder / "metadata.csv", METADATA, [_metadata(one) for one in made])
    _write(folder / "findings.csv", FINDINGS, [row for one in made for row in _findings(one)])
    _write(folder / "judgements.csv", JUDGEMENTS, [row for one in made for row in _judgements(one)])


def _metadata(made: Made) -> list[str]:
    facts = made.story.facts
    given = {
        "file": made.entry.file,
        "publication_id": made.entry.publication_id,
        "authority_name": facts["authority"],
        "authority_slug": facts["authority"].lower(),
        "published_date": facts["published_date"] or facts["site_date"],
        "status": "read",
        "page_count": str(made.page_count or ""),
    }
    return [given.get(name) or facts.get(name, "") for name in METADATA]


def _findings(made: Made) -> list[list[str]]:
    rows: list[list[str]] = []
    for block in made.story.blocks:
        if not block.kind:
            continue
        pages = made.pages.get(block.key, [])
        text = " ".join(block.whole.split())
        rows.append(
            [
                made.entry.file,
                made.entry.publication_id,
                str(len(rows) + 1),
                block.kind,
                block.section,
                block.number,
                str(min(pages)) if pages else "",
                text[:60],
                text[-30:],
                str(len(text.split())),
                str(max(pages)) if pages else "",
                "yes" if block.optional else "",
            ]
        )
    return rows


def _judgements(made: Made) -> list[list[str]]:
    graded = made.story.facts.get("judgements", [])
    start = [made.entry.file, made.entry.publication_id]
    return [[*start, area, grade, "1"] for area, grade in graded]


def _write(path: Path, columns: tuple[str, ...], rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    write_bytes(path, file.getvalue().encode())
