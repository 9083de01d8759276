"""Tag all publications and plans: what is stale, written one by one.

spaCy and the model are loaded when the first stale file comes, so that a run with nothing to do
does not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pipeline.corpus import REPOSITORY, Corpus
from pipeline.decisions import Standing
from pipeline.engine import Engine, Lost, Parcel
from pipeline.errors import CorpusError
from pipeline.pool import mapped
from pipeline.records import ActionTag, Extraction, PlanExtraction, Problem, Tag
from pipeline.store import code_fingerprint, read_fingerprint, read_json, write_json
from pipeline.tag.decided import decisions_sign, tag_decisions, with_decisions

if TYPE_CHECKING:
    from pipeline.tag.model import Tagger

PACKAGE = Path(__file__).resolve().parent.parent
DRIVERS = ("stage.py", "fit.py", "train.py", "lint.py", "decided.py", "annotations.py")
"""Files under tag/ that do not decide which tags a text gets."""
LIBRARIES = ("numpy", "spacy")
MANY = 40
"""From so many stale files on a second process saves more time than it takes to start."""

SECONDS = 120.0
"""The time that one file may take on other machines, unless params.yaml says otherwise."""

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all."""


@dataclass(frozen=True, slots=True)
class TagSummary:
    """What a run of tag did. `done`: files tagged now; `tags` and `findings`: theirs."""

    done: int = 0
    skipped: int = 0
    removed: int = 0
    findings: int = 0
    tags: int = 0
    new_problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """One extraction to tag."""

    source: Path
    target: Path
    fingerprint: str
    decided: tuple[Standing, ...] = ()


def run(
    corpus: Corpus,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    engine: Engine | None = None,
    seconds: float = SECONDS,
) -> TagSummary:
    """Tag what is new or changed; the caller holds the lock of the data folder.

    With `engine` its machines do it: what they cannot do, or not within `seconds`, is a problem.
    """
    corpus.check()
    tasks = all_tasks(corpus)
    removed = _sweep(corpus, {task.target for task in tasks})
    waiting = [task for task in tasks if not _is_current(task)]
    findings = tags = 0
    problems: list[Problem] = []
    results = _elsewhere(engine, waiting, seconds) if engine else _results(waiting, jobs)
    for done, (task, result) in enumerate(results, 1):
        findings += result.pop("findings")
        problems += map(Problem.from_dict, result.get("problems", ()))
        write_json(task.target, result)
        tags += len(result["tags"])
        if progress:
            progress(done, len(waiting))
    problems.sort(key=lambda problem: problem.problem_id)
    done_before = len(tasks) - len(waiting)
    return TagSummary(len(waiting), done_before, removed, findings, tags, tuple(problems))


def all_tasks(corpus: Corpus) -> list[_Task]:
    """One task an extraction, publications first."""
    base = code_fingerprint(_code(), *(f"{name} {version(name)}" for name in LIBRARIES))
    decided = tag_decisions(corpus)
    tasks = []
    for source in sorted(corpus.extracted.glob("pub-*.json")):
        own = tuple(decided.get(source.stem, ()))
        sign = code_fingerprint((), base, read_fingerprint(source), decisions_sign(own))
        tasks.append(_Task(source, corpus.tagged / source.name, sign, own))
    for source in sorted(corpus.extracted_plans.glob("plan-*.json")):
        sign = code_fingerprint((), base, read_fingerprint(source))
        tasks.append(_Task(source, corpus.tagged / "plans" / source.name, sign))
    return tasks


def is_stale(corpus: Corpus) -> int:
    """How many files `letters tag` would work on."""
    return sum(not _is_current(task) for task in all_tasks(corpus))


def _is_current(task: _Task) -> bool:
    return read_fingerprint(task.target) == task.fingerprint


def _code() -> list[Path]:
    code = [p for p in (PACKAGE / "tag").glob("*.py") if p.name not in DRIVERS]
    for folder in (REPOSITORY / "models", PACKAGE / "data"):
        if (folder / "priority_areas.yaml").is_file():
            data = [folder / "priority_areas.yaml", folder / "tagger" / "meta.json"]
            return [*code, PACKAGE / "records.py", *(p for p in data if p.is_file())]
    return [*code, PACKAGE / "records.py"]


def _results(waiting: list[_Task], jobs: int) -> Iterator[tuple[_Task, dict[str, Any]]]:
    if jobs < 2 or len(waiting) < MANY:
        for task in waiting:
            yield task, tag_file(task)
        return
    yield from zip(waiting, mapped(tag_file, waiting, jobs=jobs, chunksize=4), strict=True)


def _elsewhere(
    engine: Engine, waiting: list[_Task], seconds: float
) -> Iterator[tuple[_Task, dict[str, Any]]]:
    if not waiting:
        return
    results = engine.outcomes(StartElsewhere(_model_files()), waiting, _pack, seconds=seconds)
    for task, result in results:
        yield task, _lost(task, result) if isinstance(result, Lost) else result


Content = tuple[str, tuple[Standing, ...], dict[str, Any]]
"""What travels of a task: its fingerprint, what people decided, the extraction."""


@dataclass(frozen=True, slots=True)
class StartElsewhere:
    """Called once where there may be no models: gives the function that tags. `files`: by name."""

    files: tuple[tuple[str, bytes], ...]

    def __call__(self) -> Callable[[Content], dict[str, Any]]:
        """The function that tags one extraction."""
        from pipeline.tag.model import Tagger  # noqa: PLC0415

        with TemporaryDirectory() as folder:
            for name, data in self.files:
                (Path(folder) / name).write_bytes(data)
            tagger = Tagger.load_from(Path(folder), Path(folder) / "priority_areas.yaml")

        def tag(content: Content) -> dict[str, Any]:
            fingerprint, decided, values = content
            return tag_values(values, fingerprint, decided, tagger)

        return tag


def _model_files() -> tuple[tuple[str, bytes], ...]:
    from pipeline.tag.encoder import FILES  # noqa: PLC0415
    from pipeline.tag.model import model_folder  # noqa: PLC0415
    from pipeline.tag.vocabulary import vocabulary_path  # noqa: PLC0415

    names = ("meta.json", "model.npz", *FILES)
    paths = [vocabulary_path(), *(model_folder() / name for name in names)]
    return tuple((path.name, path.read_bytes()) for path in paths if path.is_file())


def _pack(task: _Task) -> Parcel[Content]:
    return Parcel((task.fingerprint, task.decided, _read(task)), task.source.stat().st_size)


def _lost(task: _Task, lost: Lost) -> dict[str, Any]:
    """A file without tags, and the problem that says why."""
    values = _read(task)
    publication = values.get("publication") or {}
    file = (publication or values["plan"])["file"]
    publication_id = publication.get("publication_id", "")
    problem = Problem("tag", lost.reason, lost.detail, publication_id, file)
    return {
        "fingerprint": lost.fingerprint(task.fingerprint),
        "publication_id" if publication else "plan_id": task.source.stem,
        "findings": 0,
        "tags": [],
        "problems": [problem.to_dict()],
    }


@cache
def _tagger() -> Tagger:
    from pipeline.tag.model import Tagger  # noqa: PLC0415

    return Tagger.load()


def tag_file(task: _Task) -> dict[str, Any]:
    """The tags of one extraction, as they are written; `findings` counts what was looked at."""
    values = _read(task)
    try:
        return tag_values(values, task.fingerprint, task.decided, _tagger())
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(task) from error


def _read(task: _Task) -> dict[str, Any]:
    """The extraction of a task, as far understood as its problem would need it."""
    values = read_json(task.source)
    if not isinstance(values.get("publication", values.get("plan")), dict):
        raise _damaged(task)
    return values


def _damaged(task: _Task) -> CorpusError:
    return CorpusError(
        f"{task.source} is damaged or of another version; delete it and run 'letters run' again"
    )


def tag_values(
    values: dict[str, Any], fingerprint: str, decided: tuple[Standing, ...], tagger: Tagger
) -> dict[str, Any]:
    """The tags of the extraction `values`. Pure."""
    if "plan" in values:
        return _tag_plan(PlanExtraction.from_dict(values), fingerprint, tagger)
    return _tag_publication(Extraction.from_dict(values), fingerprint, decided, tagger)


def _tag_publication(
    extraction: Extraction, fingerprint: str, decided: tuple[Standing, ...], tagger: Tagger
) -> dict[str, Any]:
    from pipeline.tag.annotations import text_of  # noqa: PLC0415

    kind = extraction.publication.kind
    texts = [text_of(finding, kind) for finding in extraction.findings]
    found = tagger.tag(texts) if texts else []
    tags = [
        Tag(finding.finding_id, one.area_id, one.stance, one.score, one.method, one.evidence)
        for finding, ones in zip(extraction.findings, found, strict=True)
        for one in ones
    ]
    tags = with_decisions(tags, extraction.findings, decided)
    return {
        "fingerprint": fingerprint,
        "publication_id": extraction.publication.publication_id,
        "findings": len(texts),
        "tags": [tag.to_dict() for tag in tags],
    }


def _tag_plan(extraction: PlanExtraction, fingerprint: str, tagger: Tagger) -> dict[str, Any]:
    from pipeline.tag.passages import Text  # noqa: PLC0415

    texts = [
        Text(action.text, "improvement", action.theme, "improvement_plan")
        for action in extraction.actions
    ]
    found = tagger.tag(texts) if texts else []
    tags = [
        ActionTag(action.action_id, one.area_id, one.score, one.method)
        for action, ones in zip(extraction.actions, found, strict=True)
        for one in ones
    ]
    return {
        "fingerprint": fingerprint,
        "plan_id": extraction.plan.plan_id,
        "findings": len(texts),
        "tags": [tag.to_dict() for tag in tags],
    }


def _sweep(corpus: Corpus, wanted: set[Path]) -> int:
    """Remove half-written files, and tags of what is no longer extracted."""
    removed = 0
    for path in sorted(corpus.tagged.rglob("*")) if corpus.tagged.is_dir() else ():
        if path.name.startswith(".half-"):
            path.unlink()
        elif path.suffix == ".json" and path not in wanted:
            path.unlink()
            removed += 1
    return removed
