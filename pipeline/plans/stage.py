"""Read all plans of plans/: what is stale, in processes of its own, written one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus
from pipeline.engine import Lost
from pipeline.errors import CorpusError, UnreadableError
from pipeline.extract.limits import MEMORY, Limits, limit_memory, out_of_memory
from pipeline.extract.workers import outcomes
from pipeline.forgotten import read_forgotten
from pipeline.plan_intake import COLUMNS_SUFFIX, plan_files, read_plan_entries
from pipeline.records import PlanExtraction, Problem, plan_id
from pipeline.store import (
    code_fingerprint,
    dumps,
    library_versions,
    read_fingerprint,
    read_json,
    write_bytes,
)

PACKAGE = Path(__file__).resolve().parent.parent
SHARED = ("authorities.py", "authority_list.py", "dates.py", "intake.py", "records.py")
LIBRARIES = ("beautifulsoup4", "lxml", "pdfplumber")

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all."""


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A plan to read: its file and its mapping (relative to the data folder), what was said."""

    file: str
    sha256: str
    said: tuple[tuple[str, str], ...]
    mapping: str
    fingerprint: str

    @property
    def plan_id(self) -> str:
        return plan_id(self.sha256)


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A finished extraction as text, and what the stage must know of it."""

    text: str
    actions: int
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, extraction: PlanExtraction) -> PlanReading:
        """The reading of `extraction`, spelt as `store.write_json` does."""
        text = dumps(extraction.to_dict()) + "\n"
        return cls(text, len(extraction.actions), extraction.problems)


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What reading the plans did. `read`: plans worked on now, `without`: those without actions.

    `skipped`: already read. `removed`: extractions of plans that are no longer there.
    """

    read: int = 0
    without: int = 0
    actions: int = 0
    skipped: int = 0
    removed: int = 0
    problems: int = 0
    new_problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanStart:
    """Called once in each worker: loads what reading needs, gives the function that reads."""

    root: Path
    limits: Limits

    def __call__(self) -> Callable[[PlanTask], PlanReading]:
        """The function that reads one task."""
        limit_memory(self.limits)
        corpus = Corpus(self.root)
        authorities = Authorities.load(corpus.authorities)

        def read(task: PlanTask) -> PlanReading:
            return PlanReading.of(read_task(corpus, task, authorities, self.limits))

        return read


def run(
    corpus: Corpus,
    *,
    jobs: int = 1,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> PlanSummary:
    """Read the plans that are new or changed; the caller holds the lock of the data folder."""
    limits = limits or Limits()
    tasks = all_tasks(corpus, limits)
    removed = _sweep(corpus, {task.plan_id for task in tasks})
    waiting = [task for task in tasks if not is_current(corpus, task)]
    without = actions = problems = 0
    new: dict[str, list[Problem]] = {}
    start = PlanStart(corpus.root, limits)
    results = outcomes(start, waiting, jobs=min(jobs, len(waiting)) or 1, seconds=limits.seconds)
    with closing(results):
        for done, (task, result) in enumerate(results, 1):
            reading = _lost(task, result) if isinstance(result, Lost) else result
            path = extracted_path(corpus, task)
            new[task.plan_id] = _new_problems(path, reading)
            write_bytes(path, reading.text.encode("utf-8"))
            without += not reading.actions
            actions += reading.actions
            problems += len(reading.problems)
            if progress:
                progress(done, len(waiting))
    return PlanSummary(
        read=len(waiting),
        without=without,
        actions=actions,
        skipped=len(tasks) - len(waiting),
        removed=removed,
        problems=problems,
        new_problems=tuple(p for task in waiting for p in new[task.plan_id]),
    )


def all_tasks(corpus: Corpus, limits: Limits) -> list[PlanTask]:
    """One task a plan, in the order of the files' names; of equal files the first."""
    files = plan_files(corpus)
    if not files:
        return []
    also = (dumps(asdict(limits)), corpus.own_authorities(), *library_versions(LIBRARIES))
    base = code_fingerprint(_code(), *also)
    entries = read_plan_entries(corpus)
    forgotten = read_forgotten(corpus).by_sha256
    tasks: dict[str, PlanTask] = {}
    for path in files:
        file = f"plans/{path.name}"
        with path.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        if sha256 in forgotten:
            continue  # put here by hand again, or not removed yet: letters status names it
        entry = entries.get(file)
        said: dict[str, str] = {}
        if entry:
            said = {name: getattr(entry, name) for name in ("authority_id", "title", "url")}
            # The date was said of the file as it was then; whose plan it is stays.
            said["published_date"] = entry.published_date if entry.sha256 == sha256 else ""
        mapping = path.with_name(path.name + COLUMNS_SUFFIX)
        columns = mapping.read_bytes().hex() if mapping.is_file() else ""
        facts = tuple(said.items())
        fingerprint = code_fingerprint((), base, file, sha256, dumps(facts), columns)
        named = f"plans/{mapping.name}" if columns else ""
        tasks.setdefault(plan_id(sha256), PlanTask(file, sha256, facts, named, fingerprint))
    return list(tasks.values())


def is_current(corpus: Corpus, task: PlanTask) -> bool:
    """Whether extracted/plans/ holds what this task would make."""
    return read_fingerprint(extracted_path(corpus, task)) == task.fingerprint


def extracted_path(corpus: Corpus, task: PlanTask) -> Path:
    """Where the extraction of a plan lies."""
    return corpus.extracted_plans / f"{task.plan_id}.json"


def read_task(
    corpus: Corpus, task: PlanTask, authorities: Authorities, limits: Limits
) -> PlanExtraction:
    """The extraction of one plan. Whatever is wrong with its file becomes a problem."""
    # Only in the workers: a run with nothing new never loads the libraries of the formats.
    from pipeline.plans.plan import PlanFile, read_plan, unread_plan  # noqa: PLC0415

    plan_file = PlanFile(task.file, task.sha256, **dict(task.said))
    try:
        path = corpus.path(task.file)
        size = path.stat().st_size
        if size > limits.file_bytes:
            detail = f"{size:,} bytes; params.yaml allows {limits.file_bytes:,}"
            return unread_plan(plan_file, task.fingerprint, "too_large", detail)
        data = path.read_bytes()
        mapping = corpus.path(task.mapping).read_bytes() if task.mapping else None
    except (CorpusError, OSError) as error:
        detail = f"{task.file} cannot be opened: {error}"
        return unread_plan(plan_file, f"missing-{task.fingerprint}", "missing_file", detail)
    try:
        return read_plan(data, mapping, plan_file, authorities, limits, task.fingerprint)
    except UnreadableError as error:
        return unread_plan(plan_file, task.fingerprint, error.reason, error.detail)
    except MemoryError:
        return unread_plan(plan_file, task.fingerprint, MEMORY, out_of_memory(limits))
    except Exception as error:  # noqa: BLE001 - the one boundary where a fault of ours in one
        # file must not stop the others; it is kept as a problem with its type, never hidden.
        detail = " ".join(f"{type(error).__name__}: {error}".split())
        return unread_plan(plan_file, task.fingerprint, "error", detail[:500])


def _code() -> list[Path]:
    plans = [p for p in (PACKAGE / "plans").glob("*.py") if p.name != "stage.py"]
    # Plans are read with the readers' parts for packages, text, Word files and pages.
    readers = [p for p in (PACKAGE / "extract").glob("*.py") if p.name not in _DRIVERS]
    shared = [PACKAGE / name for name in SHARED]
    return [*plans, *readers, *shared, *(PACKAGE / "data").glob("*.csv")]


_DRIVERS = ("stage.py", "workers.py")


def _sweep(corpus: Corpus, wanted: set[str]) -> int:
    """Remove half-written files, and extractions of plans that are no longer there."""
    removed = 0
    folder = corpus.extracted_plans
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name.startswith(".half-"):
            path.unlink()
        elif path.suffix == ".json" and path.stem not in wanted:
            path.unlink()
            removed += 1
    return removed


def _lost(task: PlanTask, lost: Lost) -> PlanReading:
    from pipeline.plans.plan import PlanFile, unread_plan  # noqa: PLC0415

    plan_file = PlanFile(task.file, task.sha256, **dict(task.said))
    return PlanReading.of(unread_plan(plan_file, task.fingerprint, lost.reason, lost.detail))


def _new_problems(path: Path, reading: PlanReading) -> list[Problem]:
    """The problems of `reading` that the extraction before it, if any, did not have."""
    if not reading.problems or not path.exists():
        return list(reading.problems)
    try:
        earlier = read_json(path)
    except CorpusError:
        return list(reading.problems)  # damaged, and about to be written anew
    before = {Problem.from_dict(p).problem_id for p in earlier.get("problems", ())}
    return [p for p in reading.problems if p.problem_id not in before]
