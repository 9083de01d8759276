"""Records to and from files: JSON Lines that only grow, and one JSON file a publication.

A file is written aside and renamed, so that a half-written one is never taken for a whole one.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.errors import CorpusError

HALF = ".half-"
"""How the name of a file begins that is being written."""


def dumps(value: Any) -> str:
    """JSON in one spelling: UTF-8 letters as they are, no blanks, keys in the given order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def replace(source: Path, target: Path) -> None:
    """Rename `source` over `target`. On Windows an open target is tried again for five seconds."""
    for attempt in range(50):
        try:
            source.replace(target)
        except PermissionError:
            if os.name != "nt" or attempt == 49:
                raise
            time.sleep(0.1)
        else:
            return


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file beside `path`, force it to disk, and rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=HALF, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def remove_halves(*folders: Path) -> None:
    """Remove the temporary files of writers that were killed; nobody else writes there now."""
    for folder in folders:
        if folder.is_dir():
            for path in folder.rglob(f"{HALF}*"):
                path.unlink(missing_ok=True)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """One JSON object, fingerprint first, written aside and renamed."""
    write_bytes(path, (dumps(value) + "\n").encode("utf-8"))


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object of `path`."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise CorpusError(f"{path} is damaged; delete it and run 'letters run' again") from error
    if not isinstance(value, dict):
        raise CorpusError(f"{path} is damaged; delete it and run 'letters run' again")
    return value


def read_fingerprint(path: Path) -> str:
    """The fingerprint at the start of a derived file, without reading the rest; '' if none."""
    try:
        # Asked of every file in every stage: opened by the shortest way.
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            head = file.read(200).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    start = '{"fingerprint":"'
    if not head.startswith(start):
        return ""
    return head[len(start) :].partition('"')[0]


def append_line(path: Path, value: Mapping[str, Any]) -> None:
    """Add one line to a JSON Lines file: one write, forced to disk.

    A torn last line (a kill in the middle of a write) was never acknowledged: it is cut off first.
    The caller holds the lock of the data folder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.seek(0)
                file.truncate(file.read().rfind(b"\n") + 1)
        file.write((dumps(value) + "\n").encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and object of each whole line of a JSON Lines file; a torn last line is left."""
    if not path.exists():
        return
    data = path.read_bytes()
    for number, line in enumerate(data[: data.rfind(b"\n") + 1].split(b"\n"), 1):
        if line.strip():
            try:
                value = json.loads(line)
            except ValueError as error:
                raise CorpusError(f"{path}, line {number}: no valid JSON; correct it") from error
            if not isinstance(value, dict):
                raise CorpusError(f"{path}, line {number}: no JSON object; correct it")
            yield number, value


def code_fingerprint(files: Iterable[Path], *more: str) -> str:
    """What a derived file depends on besides its input: a digest of code and data files and values.

    Line ends are made one, and where the files lie does not count: a checkout elsewhere or on
    Windows, and a data folder named by a relative path, give the same digest.
    """
    digest = hashlib.blake2b(digest_size=8)
    for content in sorted((p.name.encode(), p.read_bytes().replace(b"\r\n", b"\n")) for p in files):
        digest.update(b"".join(content))
    for value in more:
        digest.update(b"\x1f" + value.encode())
    return digest.hexdigest()


@cache
def library_versions(names: tuple[str, ...]) -> tuple[str, ...]:
    """Name and installed version of these libraries, for fingerprints."""
    return tuple(f"{name} {version(name)}" for name in names)
