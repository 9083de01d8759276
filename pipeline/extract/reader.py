"""What a worker process does: one raw file in, one finished text for extracted/ out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus
from pipeline.engine import Parcel
from pipeline.errors import CorpusError, UnreadableError
from pipeline.extract.faults import unreadable
from pipeline.extract.limits import MEMORY, Limits, limit_memory, out_of_memory
from pipeline.records import Extraction, ManifestEntry, Problem
from pipeline.store import dumps

Extract = Callable[[bytes, ManifestEntry, Authorities, Limits, str], Extraction]


@dataclass(frozen=True, slots=True)
class Task:
    """A publication to read, and the fingerprint that its extraction is to carry."""

    entry: ManifestEntry
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A finished extraction as text, and what the stage must know of it."""

    text: str
    status: str
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, extraction: Extraction) -> Reading:
        """The reading of `extraction`, spelt as `store.write_json` does."""
        return cls(
            text=dumps(extraction.to_dict()) + "\n",
            status=extraction.publication.status,
            problems=extraction.problems,
        )


@dataclass(frozen=True, slots=True)
class Start:
    """Called once in each worker: loads what reading needs, gives the function that reads.

    `extract` may take the place of `pipeline.extract.document.extract`.
    """

    root: Path
    limits: Limits
    extract: Extract | None = None

    def __call__(self) -> Callable[[Task], Reading]:
        """The function that reads one task."""
        limit_memory(self.limits)
        extract = self.extract or _document_extract()
        corpus = Corpus(self.root)
        authorities = Authorities.load(corpus.authorities)

        def read(task: Task) -> Reading:
            return Reading.of(read_entry(corpus, task, authorities, self.limits, extract))

        return read


@dataclass(frozen=True, slots=True)
class StartElsewhere:
    """As `Start`, where there is no data folder: the bytes of a file come with its task.

    `authorities`: the text of the folder's authorities.csv; '' for none.
    """

    limits: Limits
    authorities: str
    extract: Extract | None = None

    def __call__(self) -> Callable[[tuple[Task, bytes]], Reading]:
        """The function that reads one task with its bytes."""
        extract = self.extract or _document_extract()
        with TemporaryDirectory() as folder:
            own = Path(folder) / "authorities.csv"
            if self.authorities:
                own.write_text(self.authorities, encoding="utf-8", newline="")
            authorities = Authorities.load(own)

        def read(content: tuple[Task, bytes]) -> Reading:
            task, data = content
            return Reading.of(read_data(data, task, authorities, self.limits, extract))

        return read


def pack(corpus: Corpus, limits: Limits, task: Task) -> Parcel[tuple[Task, bytes]] | Reading:
    """A task with the bytes of its file, or its reading where there are none to be read."""
    data = load(corpus, task, limits)
    if isinstance(data, Extraction):
        return Reading.of(data)
    return Parcel((task, data), len(data))


def _document_extract() -> Extract:
    # Only in the workers: the process that leads never loads the PDF libraries, so that a run
    # with nothing new is over at once.
    from pipeline.extract.document import extract  # noqa: PLC0415

    return extract


def read_entry(
    corpus: Corpus, task: Task, authorities: Authorities, limits: Limits, extract: Extract
) -> Extraction:
    """The extraction of one publication. Whatever is wrong with its file becomes a problem."""
    data = load(corpus, task, limits)
    if isinstance(data, Extraction):
        return data
    return read_data(data, task, authorities, limits, extract)


def load(corpus: Corpus, task: Task, limits: Limits) -> bytes | Extraction:
    """The bytes of a publication, or what is kept of it where they are not there to be read.

    Where the file itself is missing or changed the fingerprint is none that a task has: the next
    run looks again, since putting the file back changes nothing else that it could notice.
    """
    entry = task.entry
    missing, changed = f"missing-{task.fingerprint}", f"changed-{task.fingerprint}"
    try:
        path = corpus.path(entry.file)
        size = path.stat().st_size
        if size > limits.file_bytes:
            detail = f"{size:,} bytes; params.yaml allows {limits.file_bytes:,}"
            return unreadable(entry, task.fingerprint, "too_large", detail)
        data = path.read_bytes()
    except FileNotFoundError:
        detail = f"{entry.file} is not there; put it back, or add it again"
        return unreadable(entry, missing, "missing_file", detail)
    except (CorpusError, OSError) as error:
        detail = f"{entry.file} cannot be opened: {error}"
        return unreadable(entry, missing, "missing_file", detail)
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        detail = f"{entry.file} is not the file that came in; put that back, or add this one"
        return unreadable(entry, changed, "changed_file", detail)
    return data


def read_data(
    data: bytes, task: Task, authorities: Authorities, limits: Limits, extract: Extract
) -> Extraction:
    """The extraction of the bytes of one publication. Pure, but for what the readers look up."""
    entry = task.entry
    try:
        return extract(data, entry, authorities, limits, task.fingerprint)
    except UnreadableError as error:
        return unreadable(entry, task.fingerprint, error.reason, error.detail)
    except MemoryError:
        return unreadable(entry, task.fingerprint, MEMORY, out_of_memory(limits))
    except Exception as error:  # noqa: BLE001 - the one boundary where a fault of ours in one
        # file must not stop the others; it is kept as a problem with its type, never hidden.
        detail = " ".join(f"{type(error).__name__}: {error}".split())
        return unreadable(entry, task.fingerprint, "error", detail[:500])
