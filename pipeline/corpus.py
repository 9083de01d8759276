"""The data folder: which one is in use, and where things lie in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock, Timeout

from pipeline.errors import CorpusBusyError, CorpusError, UsageError

YAML_FAULTS = (yaml.YAMLError, ValueError, RecursionError)
"""What reading a file of YAML raises: it also holds days that do not exist, and 5,000 brackets."""
DEFAULT_PARAMS: dict[str, Any] = {
    "corpus": "corpus/sample",
    "limits": {
        "file_bytes": 300_000_000,
        "pages": 2_000,
        "characters": 20_000_000,
        "passages": 20_000,
        "passage_characters": 100_000,
        "seconds": 120,
        "memory_bytes": 2_000_000_000,
    },
}
REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Corpus:
    """A data folder. What people entered or sites published lies apart from what is derived."""

    root: Path

    @property
    def sources(self) -> Path:
        return self.root / "sources.yaml"

    @property
    def authorities(self) -> Path:
        return self.root / "authorities.csv"

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def manifest(self) -> Path:
        return self.raw / "manifest.jsonl"

    @property
    def fetch_state(self) -> Path:
        return self.raw / "fetch_state.jsonl"

    @property
    def plans(self) -> Path:
        return self.root / "plans"

    @property
    def decisions(self) -> Path:
        return self.root / "decisions.jsonl"

    @property
    def saved_searches(self) -> Path:
        return self.root / "saved_searches.jsonl"

    @property
    def gold(self) -> Path:
        return self.root / "gold"

    @property
    def extracted(self) -> Path:
        return self.root / "extracted"

    @property
    def extracted_plans(self) -> Path:
        return self.extracted / "plans"

    @property
    def tagged(self) -> Path:
        return self.root / "tagged"

    @property
    def linked(self) -> Path:
        return self.root / "linked"

    @property
    def database(self) -> Path:
        return self.root / "findings.db"

    def own_authorities(self) -> str:
        """The text of its authorities.csv, whose names its documents may carry; '' without one."""
        if not self.authorities.exists():
            return ""
        return self.authorities.read_bytes().replace(b"\r\n", b"\n").decode("utf-8", "replace")

    def path(self, relative: str) -> Path:
        """The file that a manifest line names. A path that leads out of the folder is an error."""
        try:
            path = (self.root / relative).resolve()
        except (OSError, ValueError) as error:
            raise CorpusError(f"{relative!r} is no path; correct the manifest") from error
        if not path.is_relative_to(self.root.resolve()):
            raise CorpusError(f"{relative!r} leads out of the data folder; correct the manifest")
        return path

    def check(self) -> None:
        """Raise CorpusError unless the folder exists."""
        if not self.root.is_dir():
            raise CorpusError(
                f"there is no data folder {str(self.root)!r}: make one with 'letters init', "
                "or name another with --corpus"
            )

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for writing. The operating system frees the lock of a dead process."""
        self.check()
        lock = FileLock(self.root / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise CorpusBusyError(
                f"another run works on {str(self.root)!r}; wait for it to end, then run this again"
            ) from error
        try:
            yield
        finally:
            lock.release()


def find_params(start: Path) -> Path | None:
    """params.yaml in `start` or the nearest folder above it, else the repository's own."""
    for folder in (start, *start.parents, REPOSITORY):
        candidate = folder / "params.yaml"
        if candidate.is_file():
            return candidate
    return None


def load_params(path: Path | None) -> dict[str, Any]:
    """The settings of params.yaml over the defaults; without a file the defaults."""
    params = dict(DEFAULT_PARAMS)
    if path is None:
        return params
    try:
        found = yaml.safe_load(path.read_bytes()) or {}
    except YAML_FAULTS as error:
        detail = " ".join(str(error).split())
        raise UsageError(f"{path.name} is no valid YAML: {detail}") from error
    if not isinstance(found, Mapping):
        raise UsageError(f"{path.name} must hold names and values, such as 'corpus: corpus/sample'")
    for name, value in found.items():
        if isinstance(value, Mapping) and isinstance(params.get(name), Mapping):
            params[name] = {**params[name], **value}
        else:
            params[name] = value
    return params


def resolve_corpus(named: str | None = None) -> Corpus:
    """The data folder in use: `named` (--corpus), else LETTERS_CORPUS, else params.yaml's."""
    chosen = named or os.environ.get("LETTERS_CORPUS")
    if chosen:
        return Corpus(Path(chosen))
    path = find_params(Path.cwd())
    base = path.parent if path else REPOSITORY
    return Corpus(base / load_params(path)["corpus"])


def create_corpus(root: Path) -> Corpus:
    """An empty data folder; what is there already stays as it is."""
    corpus = Corpus(root)
    if root.exists() and not root.is_dir():
        raise CorpusError(f"{str(root)!r} is a file; name a folder")
    for folder in (corpus.raw, corpus.plans, corpus.gold):
        folder.mkdir(parents=True, exist_ok=True)
    return corpus
