"""What runs on the workers of a cluster: it knows nothing of Dask, and of no data folder.

A worker does not read files itself: it keeps a process of its own for that, so that a file that
kills its reader kills nothing else, and one that takes too long can be stopped. What is then said
of such a file is what a run on one machine says.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline import __version__
from pipeline.engine import Lost
from pipeline.extract.workers import Processes
from pipeline.store import code_fingerprint, library_versions

PACKAGE = Path(__file__).resolve().parent.parent
LIBRARIES = (
    "beautifulsoup4", "lxml", "numpy", "onnxruntime", "pdfplumber", "pypdfium2", "spacy",
)  # fmt: skip

Start = Callable[[], Callable[[Any], Any]]

_starts: dict[str, Start] = {}
_idle: defaultdict[str, list[Processes[Any, Any]]] = defaultdict(list)
_lock = Lock()


class NotHere:
    """The answer of a worker that has not been told yet how to start on this kind of task."""


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """The answer of a worker whose program is another one than that of the machine that leads."""

    version: str


@dataclass(frozen=True, slots=True)
class Results:
    """What became of each content, in their order, and how long all of them took."""

    results: tuple[object | Lost, ...]
    seconds: float


@cache
def version() -> str:
    """Version and digest of the program and of the libraries that decide what is read."""
    code = [*PACKAGE.rglob("*.py"), *(PACKAGE / "data").glob("*.csv")]
    return f"{__version__} ({code_fingerprint(code, *library_versions(LIBRARIES))})"


def work(
    wanted: str, key: str, start: Start | None, contents: list[Any], seconds: float
) -> Results | NotHere | OtherVersion:
    """The results of some tasks. `start` comes with the first of a kind, then `key` is enough.

    `wanted` is the version of the machine that leads; `seconds` is the time that each may take.
    """
    if wanted != version():
        return OtherVersion(version())
    processes = _take(key, start)
    if processes is None:
        return NotHere()
    begun = time.monotonic()
    results = []
    try:
        for content in contents:
            results += [result for _, result in processes.outcomes([content], seconds=seconds)]
    except BaseException:
        processes.close()
        raise
    with _lock:
        _idle[key].append(processes)
    return Results(tuple(results), time.monotonic() - begun)


def _take(key: str, start: Start | None) -> Processes[Any, Any] | None:
    """A reading process that nobody uses: one that was used before, or a new one."""
    with _lock:
        if start is not None:
            _starts[key] = start
        if key not in _starts:
            return None
        for other in _idle.keys() - {key}:  # of the stage before
            while _idle[other]:
                _idle[other].pop().close()
        if _idle[key]:
            return _idle[key].pop()
    # A worker that a nanny started may start no process while it counts as a daemon.
    multiprocessing.current_process().daemon = False
    return Processes(_starts[key], 1)
