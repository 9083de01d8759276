"""Coverage-guided fuzzing of the readers and of the search-query parser, by atheris.

    python3 start.py extra fuzz                          (Linux)
    .venv/bin/python tools/fuzz.py --target pdf --seconds 600
    .venv/bin/python tools/fuzz.py --seconds 60          every target, one after another

A target reads bytes and may raise UnreadableError alone. What raises anything else, takes longer
than --slow seconds or more memory than --memory MB is kept in tests/fuzz_corpus/TARGET/ under the
name of what broke, and tests/test_fuzz_corpus.py runs it for ever after. Seeds are the files of
the sample corpus. Packages (.docx, .odt, .xlsx) are mutated inside their XML parts and packed
again, so that the zip layer does not turn nearly all of them away.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import io
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "fuzz_corpus"
ALARM = 60
"""Seconds after which an execution is stopped, so that one that hangs is found at all."""


def repacked(data: bytes, mutate: Callable[[bytes], bytes], chosen: random.Random) -> bytes:
    """A package with one of its XML parts mutated; as it is where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()[:200]}
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is mutated as bytes
        return mutate(data)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    if not names:
        return mutate(data)
    main = [n for n in names if re.search(r"document\.xml$|content\.xml$|sheet1\.xml$", n)]
    name = chosen.choice(main) if main and chosen.random() < 0.6 else chosen.choice(names)
    parts[name] = mutate(parts[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for key, part in parts.items():
            archive.writestr(key, part)
    return out.getvalue()


_ELEMENT = re.compile(rb"<([\w:]+)(?:\s[^<>]*)?>[^<>]*</\1>|<[\w:]+(?:\s[^<>]*)?/>")
"""An element that holds no other: with it in another place the XML is still well formed."""
_ATTRIBUTE = re.compile(rb'(?<=")[^"<>]*(?=")')
_NUMBER = re.compile(rb"\d+")


def structured(data: bytes, words: tuple[bytes, ...], chosen: random.Random) -> bytes:
    """A change that leaves most of the structure whole: elements moved or doubled, numbers."""
    kind = chosen.choice(["drop", "put", "put", "number", "number", "attribute", "word"])
    pattern = {"number": _NUMBER, "attribute": _ATTRIBUTE}.get(kind, _ELEMENT)
    found = list(pattern.finditer(data))
    if kind != "word" and found:
        one, other = chosen.choice(found), chosen.choice(found)
        piece = other.group()
        if kind == "number":
            piece = chosen.choice([b"0", b"-1", b"1", b"255", b"65536", b"2147483648", b"9" * 18])
        elif kind == "drop":
            piece = b""
        elif kind == "put":
            piece = piece * chosen.choice([1, 1, 2, 50]) + one.group()
        return data[: one.start()] + piece + data[one.end() :]
    at = chosen.randrange(len(data) + 1)
    word = chosen.choice(words or (b"0",)) * chosen.choice([1, 1, 3, 400])
    return data[:at] + word + data[at:]


@dataclass(slots=True)
class Watch:
    """What the executions of a target took, and what was found. Written as JSON when it ends."""

    target: str
    slow: float
    memory: float
    tried: int = 0
    read: int = 0
    worst_seconds: float = 0.0
    peak_mb: float = 0.0
    found: dict[str, str] = field(default_factory=dict)

    def run(self, read: Callable[[bytes], bool], data: bytes) -> None:
        """One execution."""
        before = _peak_mb()
        begun = time.process_time()
        signal.alarm(ALARM)
        try:
            self.read += read(data)
        except Exception as error:  # noqa: BLE001 - this is what it is for
            self.keep(_place(error), data)
        signal.alarm(0)
        took = time.process_time() - begun
        self.tried += 1
        self.worst_seconds = max(self.worst_seconds, took)
        self.peak_mb = _peak_mb()
        if took > self.slow:
            self.keep("slow", data)
        if self.peak_mb - before > self.memory:
            self.keep("memory", data)

    def keep(self, what: str, data: bytes) -> None:
        """Keep a finding; one of each kind is enough."""
        if what in self.found:
            return
        folder = KEPT / self.target
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{what}-{hashlib.sha256(data).hexdigest()[:8]}"
        (folder / name).write_bytes(data)
        self.found[what] = name

    def report(self, seconds: float) -> str:
        """A line of figures."""
        return (
            f"{self.target:10} {self.tried:>9,} executions in {seconds:5.0f} s, "
            f"{self.read / max(self.tried, 1):4.0%} read, worst "
            f"{self.worst_seconds:6.2f} s, peak {self.peak_mb:5.0f} MB, "
            f"found: {', '.join(self.found.values()) or 'nothing'}"
        )


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _place(error: Exception) -> str:
    """Error and function in our code where it happened, as part of a file's name."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "/pipeline/" in f.filename]
    where = f"{Path(ours[-1].filename).stem}.{ours[-1].name}" if ours else "tool"
    return re.sub(r"[^\w.-]", "", f"{type(error).__name__}-{where}")


def _too_long(number: int, frame: Any) -> None:
    raise TimeoutError("an execution takes too long")


def fuzz(name: str, seconds: int, watch: Watch) -> None:
    """Fuzz one target in this process, which ends with it."""
    # What atheris is to watch must not be imported before.
    import atheris  # noqa: PLC0415 - an extra

    with atheris.instrument_imports(include=["pipeline"]):
        for module in _modules():
            importlib.import_module(module)
    from tools.fuzz_targets import TARGETS, seeds  # noqa: PLC0415

    target = TARGETS[name]
    read = target.make()
    signal.signal(signal.SIGALRM, _too_long)
    begun = time.monotonic()

    def once(data: bytes) -> None:
        watch.run(read, data)
        if time.monotonic() - begun > seconds:
            print(watch.report(time.monotonic() - begun), flush=True)
            os._exit(0)  # libFuzzer has no way back out of its loop

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        chosen = random.Random(seed)  # noqa: S311 - nothing secret hangs on it

        def change(part: bytes) -> bytes:
            for _ in range(chosen.choice([1, 1, 2, 5])):
                if chosen.random() < (0.9 if target.package else 0.6):
                    part = structured(part, target.words, chosen)
                else:
                    part = atheris.Mutate(part, max(len(part) + 64, 64))
            return part

        changed = repacked(data, change, chosen) if target.package else change(data)
        return changed[:max_size]

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(target)):
            (Path(folder) / str(number)).write_bytes(seed)
        arguments = [sys.argv[0], folder, "-max_len=400000", "-len_control=0", "-verbosity=0"]
        # What libFuzzer itself stops (memory of C) is named on stderr, for a person to look at.
        kept = Path(tempfile.gettempdir()) / f"letters-fuzz-{name}-"
        arguments += [f"-artifact_prefix={kept}", "-rss_limit_mb=4000", "-timeout=300"]
        atheris.Setup(arguments, once, custom_mutator=mutate)
        atheris.Fuzz()


def _modules() -> Iterator[str]:
    for part in ("extract", "plans"):
        for path in sorted((ROOT / "pipeline" / part).rglob("*.py")):
            if path.name not in ("stage.py", "workers.py", "reader.py", "__init__.py"):
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts)
    yield from ("pipeline.query", "pipeline.dates", "pipeline.intake", "pipeline.filelist")


def main() -> int:
    """Fuzz the targets that are named, each in a process of its own."""
    sys.path.insert(0, str(ROOT))
    parser = argparse.ArgumentParser(description="Coverage-guided fuzzing of what reads files.")
    parser.add_argument("--target", action="append", help="pdf, html, docx …; default: every one")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("--slow", type=float, default=10, help="seconds that are a finding (10)")
    parser.add_argument("--memory", type=float, default=500, help="MB that are a finding (500)")
    options = parser.parse_args()
    chosen = options.target or []
    if len(chosen) == 1:
        fuzz(chosen[0], options.seconds, Watch(chosen[0], options.slow, options.memory))
        return 0
    if not chosen:
        from tools.fuzz_targets import TARGETS  # noqa: PLC0415 - see fuzz()

        chosen = list(TARGETS)
    failed = 0
    for name in chosen:
        command = [sys.executable, __file__, "--target", name, "--seconds", str(options.seconds)]
        command += ["--slow", str(options.slow), "--memory", str(options.memory)]
        done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            failed = 1
            print(f"{name:10} ended with {done.returncode}: {done.stderr[-500:]}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
