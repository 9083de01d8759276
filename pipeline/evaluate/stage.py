"""All figures of a data folder: one JSON file, for DVC as metrics and for build as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.evaluate.deadlines import compare_orders
from pipeline.evaluate.engine import Check, check
from pipeline.evaluate.figures import Metric, share
from pipeline.evaluate.gold import compare
from pipeline.evaluate.recurrence import compare_recurrences
from pipeline.evaluate.tags import compare_tags
from pipeline.intake import PDF
from pipeline.pool import mapped
from pipeline.records import Extraction
from pipeline.store import read_json, write_json


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Metrics, and a line for each case that was wrong."""

    metrics: tuple[Metric, ...]
    errors: tuple[str, ...]


def run(
    corpus: Corpus,
    *,
    gold: Path | None = None,
    every: int = 1,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Figures of the extractions of `corpus`, written to its metrics.json.

    `gold` is a folder of gold tables (the data folder's own gold/ by default). The check against
    another engine is slow: it looks at every `every`-th PDF, none if 0.
    """
    corpus.check()
    extractions = {e.publication.publication_id: e for e in read_extractions(corpus)}
    folder = gold or corpus.gold
    metrics, errors = compare(extractions, folder, folder.resolve().parent.name)
    more, wrong = compare_orders(extractions, folder, folder.resolve().parent.name)
    metrics += more
    errors += wrong
    more, wrong = compare_recurrences(
        extractions, corpus.linked, folder, folder.resolve().parent.name
    )
    metrics += more
    errors += wrong
    metrics += compare_tags(corpus.tagged, extractions, folder, folder.resolve().parent.name)
    if every:
        counted = _engine(corpus, list(extractions.values())[::every], jobs, progress)
        metrics += [
            share("engine.paragraphs_complete", counted.complete, counted.paragraphs, "pdfplumber"),
            share("engine.findings_in_boxes", counted.inside, counted.boxed, "pdfplumber"),
        ]
        errors += [f"{finding_id}: {what}" for finding_id, what in counted.failures]
    write_json(
        corpus.root / "metrics.json",
        {"metrics": {_name(m): m.to_dict() for m in metrics}},
    )
    return Evaluation(tuple(metrics), tuple(errors))


def read_extractions(corpus: Corpus) -> Iterator[Extraction]:
    """The extractions of a data folder, by publication id."""
    for path in sorted(corpus.extracted.glob("pub-*.json")):
        yield Extraction.from_dict(read_json(path))


def _name(metric: Metric) -> str:
    return f"{metric.metric}.{metric.area_id}" if metric.area_id else metric.metric


def _engine(
    corpus: Corpus,
    extractions: list[Extraction],
    jobs: int,
    progress: Callable[[int, int], None] | None,
) -> Check:
    pdfs = [
        extraction
        for extraction in extractions
        if extraction.publication.media_type == PDF and extraction.publication.status == "read"
    ]
    tasks = [(corpus.path(e.publication.file), e) for e in pdfs]
    counted = Check()
    if jobs < 2 or len(tasks) < 2:
        for number, task in enumerate(tasks, 1):
            counted.add(_check(task))
            if progress:
                progress(number, len(tasks))
        return counted
    with closing(mapped(_check, tasks, jobs=jobs)) as checked:
        for number, one in enumerate(checked, 1):
            counted.add(one)
            if progress:
                progress(number, len(tasks))
    return counted


def _check(task: tuple[Path, Extraction]) -> Check:
    path, extraction = task
    return check(path.read_bytes(), extraction)
