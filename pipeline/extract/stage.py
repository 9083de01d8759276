"""Extract all publications: what is stale, in processes of its own, written one by one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.engine import Engine, Lost
from pipeline.errors import CorpusError
from pipeline.extract.faults import unreadable
from pipeline.extract.limits import Limits
from pipeline.extract.reader import Reading, Start, StartElsewhere, Task, pack
from pipeline.extract.workers import outcomes
from pipeline.manifest import read_manifest
from pipeline.records import Problem
from pipeline.store import (
    code_fingerprint,
    dumps,
    library_versions,
    read_fingerprint,
    read_json,
    remove_halves,
    write_bytes,
)

PACKAGE = Path(__file__).resolve().parent.parent
DRIVERS = ("stage.py", "workers.py")
"""Files under extract/ that decide when and where a file is read, never what is found in it."""
SHARED = ("authorities.py", "authority_list.py", "dates.py", "intake.py", "records.py")
"""Modules outside extract/ on which its results depend."""
LIBRARIES = ("beautifulsoup4", "lxml", "pdfplumber", "pypdfium2")
FEW = 4
"""Below this number of files a second worker takes longer to start than it saves."""

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run of extract did. The counts but `skipped` are of the files worked on now.

    `skipped`: already extracted. `removed`: extractions of what the manifest no longer names.
    `new_problems`: those that the publication did not have before.
    """

    read: int = 0
    needs_ocr: int = 0
    unreadable: int = 0
    not_a_publication: int = 0
    skipped: int = 0
    removed: int = 0
    problems: int = 0
    new_problems: tuple[Problem, ...] = ()

    @property
    def done(self) -> int:
        """The files worked on."""
        return self.read + self.needs_ocr + self.unreadable + self.not_a_publication


def run(
    corpus: Corpus,
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    start: Start | None = None,
    engine: Engine | None = None,
) -> Summary:
    """Extract what is new or changed; the caller holds the lock of the data folder.

    Each result is written as it comes: after a kill at any moment the next run goes on from there.
    `jobs` is the number of processes (None: one a processor); with `engine` its machines do it.
    """
    limits = limits or Limits()
    start = start or Start(corpus.root, limits)
    remove_halves(corpus.raw, corpus.plans)
    tasks = all_tasks(corpus, limits)
    removed = _sweep(corpus, {task.entry.publication_id for task in tasks})
    waiting = [task for task in tasks if not is_current(corpus, task)]
    if len(waiting) < FEW:
        jobs = 1
    statuses: Counter[str] = Counter()
    problems = 0
    new: dict[str, list[Problem]] = {}
    if engine:
        elsewhere = StartElsewhere(limits, corpus.own_authorities(), start.extract)
        packing = partial(pack, corpus, limits)
        results = engine.outcomes(elsewhere, waiting, packing, seconds=limits.seconds)
    else:
        results = outcomes(start, waiting, jobs=jobs or processors(), seconds=limits.seconds)
    with closing(results):
        for done, (task, result) in enumerate(results, 1):
            reading = _lost(task, result) if isinstance(result, Lost) else result
            new[task.entry.publication_id] = _new_problems(corpus, task, reading)
            path = extracted_path(corpus, task)
            write_bytes(path, reading.text.encode("utf-8"))
            statuses[reading.status] += 1
            problems += len(reading.problems)
            if progress:
                progress(done, len(waiting))
    return Summary(
        **statuses,
        skipped=len(tasks) - len(waiting),
        removed=removed,
        problems=problems,
        new_problems=tuple(p for task in waiting for p in new[task.entry.publication_id]),
    )


def all_tasks(corpus: Corpus, limits: Limits) -> list[Task]:
    """One task a publication of the manifest, in the order in which they came."""
    corpus.check()
    # The limits belong to it: what was too large may be read under new ones.
    also = (dumps(asdict(limits)), corpus.own_authorities(), *library_versions(LIBRARIES))
    base = code_fingerprint(_code(), *also)
    # A second line for the same file would hold what became known later.
    entries = {entry.publication_id: entry for entry in read_manifest(corpus)}
    return [
        Task(entry, code_fingerprint((), base, dumps(entry.to_dict())))
        for entry in entries.values()
    ]


def is_current(corpus: Corpus, task: Task) -> bool:
    """Whether extracted/ holds what this task would make."""
    return read_fingerprint(extracted_path(corpus, task)) == task.fingerprint


def extracted_path(corpus: Corpus, task: Task) -> Path:
    """Where the extraction of a publication lies."""
    return corpus.extracted / f"{task.entry.publication_id}.json"


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _code() -> list[Path]:
    found = [p for p in (PACKAGE / "extract").rglob("*.py") if p.name not in DRIVERS]
    return [*found, *(PACKAGE / name for name in SHARED), *(PACKAGE / "data").glob("*.csv")]


def _sweep(corpus: Corpus, wanted: set[str]) -> int:
    """Remove half-written files, and extractions of what the manifest no longer names."""
    removed = 0
    for path in sorted(corpus.extracted.glob("*")) if corpus.extracted.is_dir() else ():
        if path.name.startswith(".half-"):
            path.unlink()
        elif path.suffix == ".json" and path.stem not in wanted:
            path.unlink()
            removed += 1
    return removed


def _lost(task: Task, lost: Lost) -> Reading:
    fingerprint = lost.fingerprint(task.fingerprint)
    return Reading.of(unreadable(task.entry, fingerprint, lost.reason, lost.detail))


def _new_problems(corpus: Corpus, task: Task, reading: Reading) -> list[Problem]:
    """The problems of `reading` that the extraction before it, if any, did not have."""
    path = extracted_path(corpus, task)
    if not reading.problems or not path.exists():
        return list(reading.problems)
    try:
        earlier = read_json(path)
    except CorpusError:
        return list(reading.problems)  # damaged, and about to be written anew
    before = {Problem.from_dict(p).problem_id for p in earlier.get("problems", ())}
    return [p for p in reading.problems if p.problem_id not in before]
