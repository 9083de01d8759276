"""Take improvement plans into plans/, with a line each of what was said of them.

plans/ is a folder that people may also fill by hand: plans/manifest.jsonl adds to its files what
no file can tell (whose it is, where it came from). The last line of a file counts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.errors import ManifestError
from pipeline.forgotten import read_forgotten
from pipeline.records import Record, check_types, iso_date
from pipeline.store import append_line, dumps, read_lines, write_bytes

COLUMNS_SUFFIX = ".columns.yaml"
"""`<plan file>.columns.yaml` says what the columns of a plan mean that are not recognised."""
PLAN_SUFFIXES = (".xlsx", ".csv", ".docx", ".pdf", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class PlanEntry(Record):
    """One line of plans/manifest.jsonl. `file` is relative to the data folder."""

    file: str
    sha256: str
    authority_id: str = ""
    title: str = ""
    url: str = ""
    published_date: str = ""
    added_at: str = ""

    def __post_init__(self) -> None:
        check_types(self)
        iso_date(self.published_date, "published_date")


def plan_manifest(corpus: Corpus) -> Path:
    """Where the lines about plans lie."""
    return corpus.plans / "manifest.jsonl"


def read_plan_entries(corpus: Corpus) -> dict[str, PlanEntry]:
    """What was said of each plan, by its file; later lines replace earlier ones."""
    path = plan_manifest(corpus)
    entries = {}
    for number, line in read_lines(path):
        try:
            entry = PlanEntry.from_dict(line)
        except (TypeError, ValueError) as error:
            raise ManifestError(f"{path}, line {number}: {error}") from error
        entries[entry.file] = entry
    return entries


def plan_files(corpus: Corpus) -> list[Path]:
    """The plans that lie in plans/, added or put there by hand, in the order of their names."""
    if not corpus.plans.is_dir():
        return []
    return [
        path
        for path in sorted(corpus.plans.iterdir())
        if path.suffix.lower() in PLAN_SUFFIXES and not path.name.startswith((".", "~$"))
    ]


class Plans:
    """plans/ while files are being added; the caller holds the lock of the data folder."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.entries = read_plan_entries(corpus)
        self.forgotten = read_forgotten(corpus)
        self.held = {_sha256(path.read_bytes()): path.name for path in plan_files(corpus)}

    def take_in(self, data: bytes, *, name: str, **facts: str) -> tuple[PlanEntry, bool]:
        """Keep `data` as plans/`name`; True if it was new.

        The same bytes are kept once. Another file of the same name gets a number. Facts of a plan
        that is held already replace what was said of it before. Raises ForgottenError for what
        people had forgotten.
        """
        sha256 = _sha256(data)
        held_at = (entry.url for entry in self.entries.values())
        self.forgotten.check(sha256, facts.get("url", ""), held_at)
        held = self.held.get(sha256)
        if held is None:
            held = self._free_name(name)
            write_bytes(self.corpus.plans / held, data)
            self.held[sha256] = held
            new = True
        else:
            new = False
        file = f"plans/{held}"
        before = self.entries.get(file)
        said = {fact: value for fact, value in facts.items() if value}
        entry = replace(before, **said) if before else PlanEntry(file, sha256, **said)
        if new or entry != before:
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            entry = replace(entry, sha256=sha256, added_at=now)
            append_line(plan_manifest(self.corpus), entry.to_dict())
            self.entries[file] = entry
        return entry, new

    def _free_name(self, name: str) -> str:
        path, number = Path(name), 1
        # Names that differ only by case are one file on Windows and macOS.
        taken = {held.lower() for held in self.held.values()}
        while name.lower() in taken:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        return name


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def drop_plan(corpus: Corpus, sha256: str) -> list[PlanEntry]:
    """Remove the files with these bytes, the columns said of them, and all lines on them.

    For `letters forget` only. Returns what the lines said.
    """
    names = {f"plans/{path.name}": path for path in plan_files(corpus)}
    files = {file for file, path in names.items() if _sha256(path.read_bytes()) == sha256}
    path = plan_manifest(corpus)
    lines = [line for _, line in read_lines(path)]
    mine = [line for line in lines if line.get("sha256") == sha256 or line.get("file") in files]
    if mine:
        kept = "".join(dumps(line) + "\n" for line in lines if line not in mine)
        write_bytes(path, kept.encode("utf-8"))
    for file in sorted(files):
        columns = names[file].with_name(names[file].name + COLUMNS_SUFFIX)
        columns.unlink(missing_ok=True)
        names[file].unlink()
    return [PlanEntry.from_dict(line) for line in mine]
