"""Do each command that writes with a disk, folder or clock at fault: nothing may break.

    python -m tools.faults                         every command with every fault
    python -m tools.faults --fault full --command build

What must come of it: exit 0 or 1, on stderr one line that says what is wrong and no traceback; the
data folder whole; and, once the fault is gone, the same command ends as it does undisturbed. POSIX
only. A small disk of its own needs root; without, a limit on the size of files takes its place.
"""

from __future__ import annotations

import argparse
import codecs
import errno
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import click

from pipeline.cli import COMMANDS as ALL
from pipeline.cli import main as letters_main
from pipeline.corpus import Corpus
from pipeline.manifest import read_manifest
from pipeline.review import list_items
from tools.kills import (
    FORGOTTEN,
    STEPS,
    BrokenError,
    Outcome,
    check,
    copy_sample,
    differs,
    look,
    run_letters,
    sites,
)

NOBODY = 65_534
Setup = Callable[[Path], None]


@dataclass
class Case:
    """A command, a folder that is ready for it, and what it makes of that undisturbed.

    `steps`: how many operations on files that takes. `tries`: most tries of one fault.
    """

    name: str
    before: Path
    arguments: tuple[str, ...]
    ended: Outcome | None = None
    steps: int = 0
    tries: int = 10


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    errors: str

    @property
    def said(self) -> list[str]:
        """The lines that tell of a failure."""
        return [line for line in self.errors.splitlines() if line.startswith("Error: ")]


# --- one command in a process of its own ---------------------------------------------------------


def do(case: Case, root: Path, setup: Setup | None = None, home: Path | None = None) -> Ended:
    """The command on `root`, in a forked process in which `setup` was done first."""
    errors = (home or root.parent) / "errors.txt"
    pid = os.fork()
    if not pid:
        code = 70
        try:
            os.setsid()
            null = os.open(os.devnull, os.O_RDWR)
            told = os.open(errors, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
            for stream, target in ((0, null), (1, null), (2, told)):
                os.dup2(target, stream)
            if setup is not None:
                setup(root)
            code = in_process(case, root)
        except BaseException:  # noqa: BLE001 - whatever it is, it goes to the parent as text
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    text = errors.read_text(encoding="utf-8")
    errors.unlink()
    return Ended(os.waitstatus_to_exitcode(status), text)


def in_process(case: Case, root: Path) -> int:
    """Run the command as the shell would; its exit code."""
    words = [word.replace("{root}", str(root)) for word in case.arguments]
    try:
        letters_main.main(["--silent", "--corpus", str(root), *words], prog_name="letters")
    except SystemExit as error:
        sys.stderr.flush()
        return int(error.code or 0)
    return 0


def judge(case: Case, root: Path, ended: Ended, *, may_succeed: bool, says: str = "") -> str:
    """Raise BrokenError unless a command ended as it should; what it said."""
    where = f"{case.name}: exit {ended.code}: {ended.errors[-1500:]}"
    if "Traceback" in ended.errors or ended.code not in (0, 1):
        raise BrokenError(where)
    if ended.code == 0 and not may_succeed:
        raise BrokenError(f"{case.name} ends as if nothing were wrong")
    if ended.code == 1 and len(ended.said) != 1:
        raise BrokenError(f"not one line: {where}")
    if ended.code == 1 and not re.search(says, ended.said[0]):
        raise BrokenError(f"does not say {says!r}: {where}")
    if root.is_dir():
        check(root, ())
    return ended.said[0].removeprefix("Error: ") if ended.code else "ended well"


def again(case: Case, root: Path) -> None:
    """The fault is gone: the same command must end as it does undisturbed."""
    ended = do(case, root)
    if ended.code:
        raise BrokenError(f"{case.name} fails after the fault: {ended.errors[-1500:]}")
    check(root, ())
    if case.ended is not None and (wrong := differs(look(root), case.ended, ("build_inputs",))):
        raise BrokenError(f"{case.name}: differs from the undisturbed one: {wrong}")


# --- the commands --------------------------------------------------------------------------------


def cases(folder: Path, names: Iterable[str]) -> Iterator[Case]:
    """Each command that writes, with a folder that is ready for it."""
    wanted = set(names)

    def ready(name: str, source: Path | None = None) -> Path:
        target = folder / f"before-{name}"
        if source is None:
            target.mkdir()
        else:
            shutil.copytree(source, target)
        return target

    def case(name: str, before: Path, *arguments: str) -> Iterator[Case]:
        if name in wanted:
            yield Case(name, before, arguments)
            wanted.discard(name)

    whole = ready("whole")
    copy_sample(whole)
    letters = [str(whole / entry.file) for entry in read_manifest(Corpus(whole))][:4]
    empty = ready("empty")
    copy_sample(empty, *(entry.publication_id for entry in read_manifest(Corpus(whole))))
    fetching = ready("fetching")
    for name in ("sources.yaml", "authorities.csv"):
        shutil.copy(folder / "sites" / name, fetching)
    yield from case("init", ready("init"), "init", "{root}")
    yield from case("fetch", fetching, "fetch")
    yield from case("add", empty, "add", *letters)
    yield from case("run", ready("run", whole), "run", "--jobs", "1")
    for stage in ("extract", "tag", "link", "build"):
        if wanted:
            yield from case(stage, ready(stage, whole), stage)
            run_letters(whole, stage)
    if not wanted:
        return
    items = list_items(Corpus(whole), limit=500)
    target = next(item.target for item in items if item.publication_id == FORGOTTEN)
    confirm = ("review", "confirm", target, "--by", "A. Person")
    yield from case("review", ready("review", whole), *confirm)
    yield from case("evaluate", ready("evaluate", whole), "evaluate", "--every", "0")
    yield from case("export", ready("export", whole), "export", "{root}/out", "--format", "xlsx")
    yield from case("save", ready("save", whole), "search", "supervision", "--save", "Supervision")
    run_letters(whole, *confirm)
    yield from case("forget", ready("forget", whole), "forget", FORGOTTEN)


COMMANDS = ("init", "fetch", "add", "extract", "tag", "link", "build", "run", "review", "evaluate",
            "export", "save", "forget")  # fmt: skip


def undisturbed(case: Case, folder: Path) -> None:
    """Do it once: what it makes, and how many operations on files that takes."""
    root = Path(shutil.copytree(case.before, folder / "undisturbed"))
    counted = folder / "steps.txt"

    def count(where: Path) -> None:
        number = [0]

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            if counts(event, arguments, where):
                number[0] += 1
                file = os.open(counted, os.O_WRONLY | os.O_CREAT, 0o644)
                os.pwrite(file, str(number[0]).encode(), 0)
                os.close(file)

        sys.addaudithook(hook)

    counted.unlink(missing_ok=True)
    judge(case, root, do(case, root, count), may_succeed=True, says="^$")
    case.steps = int(counted.read_text(encoding="utf-8")) if counted.exists() else 0
    case.ended = look(root) if case.name not in ("review", "init") else None
    shutil.rmtree(root)


def counts(event: str, arguments: tuple[Any, ...], root: Path) -> bool:
    """Whether an audit event is a change of the folder."""
    if event not in STEPS or not str(arguments[0]).startswith(str(root)):
        return False
    return not (event == "open" and arguments[1] == "r")


# --- the faults ----------------------------------------------------------------------------------

Fault = Callable[[Case, Path, random.Random], Iterator[str]]
"""Tries a command with a fault, some times; gives what was said each time."""


@contextmanager
def copied(case: Case, folder: Path) -> Iterator[Path]:
    """A copy of the folder that is ready, for one try."""
    root = Path(shutil.copytree(case.before, folder / "tried"))
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def can_mount() -> bool:
    """Whether this process may have a disk of its own."""
    if os.geteuid() or sys.platform != "linux":
        return False
    with tempfile.TemporaryDirectory() as place:
        tried = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place]
        if subprocess.run(tried, capture_output=True, check=False).returncode:
            return False
        subprocess.run(["umount", place], check=True)
    return True


@contextmanager
def small_disk(place: Path, size: str = "64m") -> Iterator[Path]:
    """A disk of its own at `place`."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


def full_disk(case: Case, folder: Path, chance: random.Random) -> Iterator[str]:
    """A disk with so many bytes left: none, a few pages, enough for a part of the work."""
    if not can_mount():
        yield from large_files(case, folder, chance)
        return
    for left in some((0, 8_192, 40_960, 200_000, 400_000), case, chance):
        with small_disk(folder / "disk") as disk:
            root = Path(shutil.copytree(case.before, disk / "tried"))
            free = os.statvfs(disk)
            ballast = disk / "ballast"
            with ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_frsize - left, 1))
            ended = do(case, root, home=folder)
            yield judge(case, root, ended, may_succeed=True, says="[Nn]o space left")
            ballast.unlink()
            again(case, root)


def some(values: Sequence[int], case: Case, chance: random.Random) -> list[int]:
    """Values for the tries that are wanted, or all if there are fewer."""
    return sorted(chance.sample(values, min(case.tries, len(values))))


def large_files(case: Case, folder: Path, chance: random.Random) -> Iterator[str]:
    """No file may be larger than so many bytes."""
    for most in some((4_096, 20_480, 300_000), case, chance):

        def limit(_: Path, most: int = most) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        with copied(case, folder) as root:
            yield judge(case, root, do(case, root, limit), may_succeed=True, says=r"too large|disk")
            again(case, root)


def faulty_disk(case: Case, folder: Path, chance: random.Random) -> Iterator[str]:
    """An input/output error, or no permission, at random operations on files."""
    for step in some(range(1, case.steps + 1), case, chance):
        fault = chance.choice((errno.EIO, errno.EACCES, errno.ENOSPC))

        def fail(where: Path, step: int = step, fault: int = fault) -> None:
            number = [0]

            def hook(event: str, arguments: tuple[Any, ...]) -> None:
                if counts(event, arguments, where):
                    number[0] += 1
                    if number[0] == step:
                        if event == "sqlite3.connect":
                            raise sqlite3.OperationalError("unable to open database file")
                        raise OSError(fault, os.strerror(fault), str(arguments[0]))

            sys.addaudithook(hook)

        with copied(case, folder) as root:
            ended = do(case, root, fail)
            yield judge(case, root, ended, may_succeed=True)
            again(case, root)


def read_only(case: Case, folder: Path, _: random.Random) -> Iterator[str]:
    """A folder on a disk that is mounted read-only."""
    if not can_mount():
        yield from no_permission(case, folder, _)
        return
    with small_disk(folder / "disk") as disk:
        root = Path(shutil.copytree(case.before, disk / "tried"))
        if case.name == "init":
            shutil.rmtree(root)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        ended = do(case, root, home=folder)
        yield judge(case, root, ended, may_succeed=False, says="[Rr]ead-only")
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        again(case, root)


def no_permission(case: Case, folder: Path, _: random.Random) -> Iterator[str]:
    """A folder that belongs to somebody else, or that nobody may write to."""

    def leave(_: Path) -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)

    with copied(case, folder) as root:
        if case.name == "init":
            shutil.rmtree(root)
            folder.chmod(0o755)
        paths = [root, *root.rglob("*")] if root.exists() else []
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        ended = do(case, root, leave)
        yield judge(case, root, ended, may_succeed=False, says="[Pp]ermission|readonly")
        for path, mode in modes.items():
            path.chmod(mode)
        again(case, root)


def holding(work: Callable[[], object]) -> tuple[int, int]:
    """A process that does `work`, says so, and waits to be killed; its id."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        held = work()
        os.write(writing, b"!")
        while held is not None:
            time.sleep(60)
        os._exit(0)
    os.close(writing)
    os.read(reading, 1)
    return pid, reading


def release(pid: int, reading: int) -> None:
    """Kill the process that holds something: it frees nothing itself."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(reading)


def two_at_once(case: Case, folder: Path, _: random.Random) -> Iterator[str]:
    """Another run works on the folder, then dies without a word."""
    with copied(case, folder) as root:

        def lock() -> object:
            held = Corpus(root).lock()
            held.__enter__()
            return held

        pid, reading = holding(lock)
        ended = do(case, root)
        # These read the database, or write what nobody else does, in one step; a decision is kept,
        # and shown after the next build.
        free = case.name in ("init", "review", "evaluate", "export", "save")
        yield judge(case, root, ended, may_succeed=free, says="another run works on")
        release(pid, reading)
        again(case, root)


def read_by_another(case: Case, folder: Path, _: random.Random) -> Iterator[str]:
    """Another program is in the middle of reading the database."""
    with copied(case, folder) as root:
        database = Corpus(root).database
        if not database.exists():
            return

        def read() -> object:
            connection = sqlite3.connect(database)
            connection.execute("BEGIN")
            connection.execute("SELECT * FROM findings").fetchone()
            return connection

        pid, reading = holding(read)
        ended = do(case, root)
        yield judge(case, root, ended, may_succeed=True, says="^$")
        release(pid, reading)
        again(case, root)


def locked_by_another(case: Case, folder: Path, _: random.Random) -> Iterator[str]:
    """Another program writes into the database, in either of SQLite's ways, and does not end."""
    for mode in ("DELETE", "WAL"):
        with copied(case, folder) as root:
            database = Corpus(root).database
            if not database.exists():
                return

            def write(database: Path = database, mode: str = mode) -> object:
                connection = sqlite3.connect(database, isolation_level=None)
                connection.execute(f"PRAGMA journal_mode = {mode}")
                connection.execute("BEGIN EXCLUSIVE")
                connection.execute("DELETE FROM metrics")
                return connection

            pid, reading = holding(write)
            ended = do(case, root, impatient)
            yield judge(case, root, ended, may_succeed=True, says="close it")
            release(pid, reading)
            again(case, root)


def impatient(_: Path) -> None:
    """Do not wait ten seconds for a lock that is not given up."""
    from pipeline.db import connect  # noqa: PLC0415

    connect.PATIENCE = 0.2


def clock_set_back(case: Case, folder: Path, _: random.Random) -> Iterator[str]:
    """The clock was set back by a year, or forward, since the last run."""
    for days in (-365, 365):

        def turn(_: Path, days: int = days) -> None:
            class Turned(datetime):
                @classmethod
                def now(cls, tz: tzinfo | None = None) -> Any:
                    return datetime.now(tz) + timedelta(days=days)

            for name, module in list(sys.modules.items()):
                if name.startswith("pipeline.") and getattr(module, "datetime", None) is datetime:
                    setattr(module, "datetime", Turned)  # noqa: B010 - a module of any kind

        with copied(case, folder) as root:
            ended = do(case, root, turn)
            yield judge(case, root, ended, may_succeed=True, says="^$")
            again(case, root)


FAULTS: dict[str, Fault] = {
    "full": full_disk,
    "large": large_files,
    "disk": faulty_disk,
    "read-only": read_only,
    "permission": no_permission,
    "two": two_at_once,
    "reader": read_by_another,
    "locked": locked_by_another,
    "clock": clock_set_back,
}


def try_all(
    names: Iterable[str],
    faults: Iterable[str],
    say: Callable[[str], None],
    *,
    seed: int = 1,
    tries: int = 10,
) -> int:
    """Every command with every fault; how many were tried."""
    number = 0
    wanted = list(names)
    for name in ALL:  # what is loaded now can be used by a process without rights
        letters_main.get_command(click.Context(letters_main), name)
    codecs.lookup("utf-8-sig")
    with tempfile.TemporaryDirectory(prefix="letters-faults-") as temporary:
        folder = Path(temporary).resolve()
        folder.chmod(0o755)
        with sites(folder) if "fetch" in wanted else nullcontext():
            if "fetch" not in wanted:
                (folder / "sites").mkdir()
                for name in ("sources.yaml", "authorities.csv"):
                    (folder / "sites" / name).touch()
            for case in cases(folder, wanted):
                case.tries = tries
                undisturbed(case, folder)
                for fault in faults:
                    begun = time.monotonic()
                    chance = random.Random(f"{seed} {case.name} {fault}")  # noqa: S311
                    said = Counter(FAULTS[fault](case, folder, chance))
                    number += said.total()
                    seconds = time.monotonic() - begun
                    for words, times in said.items():
                        say(f"{case.name:9} {fault:10} {times:2} x {words[:100]}")
                    say(f"{case.name:9} {fault:10} {seconds:.1f} s")
    return number


def main() -> None:
    """Try what the options say; exit 1 at the first thing that breaks."""
    parser = argparse.ArgumentParser(description="Try letters on machines at fault.")
    parser.add_argument("--fault", action="append", choices=FAULTS, help="only this fault")
    parser.add_argument("--command", action="append", choices=COMMANDS, help="only this command")
    parser.add_argument("--tries", type=int, default=10, help="most tries of a fault")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    faults = given.fault or FAULTS
    try:
        number = try_all(
            given.command or COMMANDS, faults, print, seed=given.seed, tries=given.tries
        )
    except BrokenError as error:
        sys.exit(f"BROKEN (seed {given.seed}): {error}")
    print(f"{number} faults tried; nothing broke")


if __name__ == "__main__":
    main()
