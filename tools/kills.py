"""Kill letters at random moments, then check that nothing is half, lost, doubled or different.

    python -m tools.kills --kills 300                     all kinds of work in turn
    python -m tools.kills --kills 50 --work forget --seed 7

Each kind of work is done once undisturbed. Then folders are made in which it is killed (SIGKILL,
with all its processes) several times in a row: after a random time, or just before a random one of
its operations on files. After every kill the folder is checked; after the last one the work is done
to its end and the outcome must be that of the undisturbed one. The same seed kills at the same
steps.
POSIX only.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from pipeline.cli import main as letters_main
from pipeline.corpus import REPOSITORY, Corpus
from pipeline.db.connect import open_database
from pipeline.decisions import read_decisions
from pipeline.fetch.state import StateFile
from pipeline.forgotten import read_forgotten
from pipeline.manifest import read_manifest
from pipeline.plan_intake import plan_files
from pipeline.review import list_items
from pipeline.store import read_lines

SAMPLE = REPOSITORY / "corpus" / "sample"
LATER = "pub-27748201aa458c7b"
"""The letter of the sample that comes when the others are built."""
FORGOTTEN = "pub-333cfca3ee97fd03"
"""The one that is forgotten: others quote it, link to it and raise it again."""
IN_A_ROW = 4
"""Kills of one folder before the work is done to its end."""
UNSTEADY = ("runs", "sources")
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "sqlite3.connect"}
"""Audit events of Python before which a process kills itself."""

Rows = dict[str, list[Any]]
Work = Callable[[Path, Callable[[str], None]], None]
"""Done in a process of its own; calls back with what it was told is kept."""


class BrokenError(AssertionError):
    """What must hold after a kill does not."""


@dataclass(frozen=True)
class Outcome:
    """What a folder holds: rows by table, derived files, entries of the manifest."""

    rows: Rows
    derived: dict[str, str]
    entries: list[dict[str, Any]]


@dataclass
class Job:
    """A kind of work. `before`: a folder that is ready for it; `apart`: what may differ."""

    name: str
    before: Path
    work: Work
    finish: Work | None = None
    writers: int = 1
    started: Outcome | None = None
    ended: Outcome | None = None
    seconds: float = 0.0
    steps: int = 0
    apart: tuple[str, ...] = ()
    kills: Counter[str] = field(default_factory=Counter)


# --- processes -----------------------------------------------------------------------------------


def run_letters(root: Path, *arguments: str) -> None:
    """One command in this process, silently; SystemExit tells of a failure."""
    words = ["--silent", "--corpus", str(root), *arguments]
    with redirect_stdout(io.StringIO()):
        try:
            letters_main.main(words, standalone_mode=False)
        except click.ClickException as error:
            raise SystemExit(error.message) from error


def child(work: Work, root: Path, *, step: int = 0, steps: Path | None = None) -> tuple[int, int]:
    """Start `work` in a session of its own; its process id, and a pipe of what it acknowledges.

    With `step` it kills itself before that operation on files; with `steps` it writes down how
    many there were.
    """
    reading, writing = os.pipe()
    gc.freeze()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    os.close(reading)
    code = 1
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        counted = [0]
        folder = str(root)

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            if event not in STEPS or not str(arguments[0]).startswith(folder):
                return
            if event == "open" and arguments[1] == "r":
                return
            counted[0] += 1
            if counted[0] == step:
                os.killpg(0, signal.SIGKILL)

        sys.addaudithook(count)

        def acknowledge(said: str) -> None:
            os.write(writing, f"{said}\n".encode())

        work(root, acknowledge)
        code = 0
        if steps is not None:
            steps.write_text(str(counted[0]), encoding="utf-8")
    except SystemExit as error:
        code = 1
        Path(tempfile.gettempdir(), "letters-kills.txt").write_text(str(error), encoding="utf-8")
    finally:
        os._exit(code)


def end(pid: int, reading: int) -> tuple[int, list[str]]:
    """Wait for a child: its status and what it acknowledged."""
    _, status = os.waitpid(pid, 0)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    return status, said.splitlines()


def kill_group(pid: int) -> None:
    """Kill a child and all that it started, as a lost machine would."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)  # it has not begun its session yet


# --- what a folder holds -------------------------------------------------------------------------


def look(root: Path) -> Outcome:
    """What a folder holds now."""
    corpus = Corpus(root)
    folders = (corpus.extracted, corpus.tagged, corpus.linked)
    files = sorted(path for folder in folders for path in folder.rglob("*.json"))
    derived = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    entries = [entry.to_dict() | {"fetched_at": ""} for entry in read_manifest(corpus)]
    return Outcome(dump(corpus.database), derived, sorted(entries, key=lambda e: str(e["file"])))


def dump(database: Path) -> Rows:
    """All rows of all tables but of `runs` and `sources`, in one order; {} without a database."""
    if not database.exists():
        return {}
    with closing(open_database(database)) as connection:  # undoes what a kill left half done
        connection.row_factory = None
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if "_fts" not in name and not name.startswith("sqlite_") and name not in UNSTEADY
        ]
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608
            for name in sorted(names)
        }


def check(root: Path, acknowledged: Iterable[str]) -> None:
    """Raise BrokenError unless all holds that must hold at any moment."""
    corpus = Corpus(root)
    entries = read_manifest(corpus)
    for entry in entries:
        path = corpus.path(entry.file)
        if not path.is_file():
            raise BrokenError(f"{entry.file} is in the manifest and not there")
        if hashlib.sha256(path.read_bytes()).hexdigest() != entry.sha256:
            raise BrokenError(f"{entry.file} is half, or another file")
    doubled = [i for i, n in Counter(e.publication_id for e in entries).items() if n > 1]
    if doubled:
        raise BrokenError(f"twice in the manifest: {doubled}")
    kept = {decision.decision_id for decision in read_decisions(corpus)}
    lost = set(acknowledged) - kept
    if lost:
        raise BrokenError(f"acknowledged and lost: {sorted(lost)}")
    for path in (*corpus.extracted.rglob("*.json"), *corpus.tagged.rglob("*.json")):
        json.loads(path.read_bytes())
    read_forgotten(corpus)
    StateFile(corpus, writes=False)
    if corpus.database.exists():
        check_database(corpus.database)


def check_database(database: Path) -> None:
    """Raise BrokenError unless it opens, is whole, and the search index fits its tables.

    Looks at a copy: the check of the index writes, and another program may hold a lock.
    """
    with tempfile.TemporaryDirectory() as aside:
        for path in database.parent.glob(f"{database.name}*"):
            shutil.copy(path, aside)
        with closing(sqlite3.connect(Path(aside) / database.name)) as copy:
            _check_copy(copy)


def _check_copy(copy: sqlite3.Connection) -> None:
    found = copy.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        raise BrokenError(f"integrity_check: {found[:3]}")
    if copy.execute("PRAGMA foreign_key_check").fetchall():
        raise BrokenError("rows point to nothing")
    for name in ("findings_fts", "actions_fts", "publications_fts"):
        copy.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")  # noqa: S608


def differs(one: Outcome, other: Outcome, apart: tuple[str, ...] = ()) -> str:
    """Where two outcomes differ; '' if nowhere."""
    tables = sorted({*one.rows, *other.rows} - {*apart})
    wrong = [name for name in tables if one.rows.get(name) != other.rows.get(name)]
    wrong += ["derived files"] if one.derived != other.derived else []
    wrong += ["manifest"] if one.entries != other.entries else []
    return ", ".join(wrong)


# --- the kinds of work ---------------------------------------------------------------------------


def command(*arguments: str) -> Work:
    """Work that is one command."""
    return lambda root, _: run_letters(root, *arguments)


def decide(root: Path, acknowledge: Callable[[str], None]) -> None:
    """Decide on links that nobody has decided on yet, as `letters review` does."""
    corpus = Corpus(root)
    chance = random.Random(os.getpid())  # noqa: S311 - which link comes first
    items = list_items(corpus, limit=1000)
    chance.shuffle(items)
    for item in items[:6]:
        before = {decision.decision_id for decision in read_decisions(corpus)}
        name = f"Person {os.getpid()}"
        run_letters(root, "review", "confirm", item.target, "--by", name)
        for decision in read_decisions(corpus):
            if decision.decision_id not in before and decision.decided_by == name:
                acknowledge(decision.decision_id)


def copy_sample(root: Path, *without: str) -> None:
    """The sample as it is in the repository, without some letters."""
    for part in ("raw", "plans", "gold"):
        shutil.copytree(SAMPLE / part, root / part)
    shutil.copy(SAMPLE / "authorities.csv", root)
    corpus = Corpus(root)
    lines = [line for _, line in read_lines(corpus.manifest)]
    for line in lines:
        if line["publication_id"] in without:
            corpus.path(line["file"]).unlink()
    kept = [line for line in lines if line["publication_id"] not in without]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept)
    corpus.manifest.write_text(text, encoding="utf-8")


def jobs(folder: Path, names: Iterable[str]) -> Iterator[Job]:
    """Each kind of work with a folder that is ready for it."""
    wanted = set(names)
    built = folder / "built"
    built.mkdir()
    copy_sample(built)
    run_letters(built, "run", "--jobs", "1")
    if "fetch" in wanted:
        before = folder / "before-fetch"
        before.mkdir()
        for name in ("sources.yaml", "authorities.csv"):
            shutil.copy(folder / "sites" / name, before)
        yield Job("fetch", before, command("fetch"))
    if "add" in wanted:
        before = folder / "before-add"
        before.mkdir()
        copy_sample(before, *(e.publication_id for e in read_manifest(Corpus(built))))
        files = [str(built / entry.file) for entry in read_manifest(Corpus(built))]
        plans = [str(path) for path in plan_files(Corpus(built))]

        def adding(root: Path, _: Callable[[str], None]) -> None:
            run_letters(root, "add", *files)
            run_letters(root, "add", "--plan", *plans)

        yield Job("add", before, adding)
    if "run" in wanted:
        before = folder / "before-run"
        before.mkdir()
        copy_sample(before)
        yield Job("run", before, command("run", "--jobs", "2"))
    if "build" in wanted:
        before = folder / "before-build"
        before.mkdir()
        copy_sample(before, LATER)
        run_letters(before, "run", "--jobs", "1")
        entry = next(e for e in read_manifest(Corpus(built)) if e.publication_id == LATER)
        facts = ["--url", entry.url, "--authority", entry.authority_id]
        run_letters(before, "add", str(built / entry.file), *(facts if entry.url else ()))
        for stage in ("extract", "tag", "link"):
            run_letters(before, stage)
        yield Job("build", before, command("build"))
    if "review" in wanted:
        yield Job("review", built, decide, finish=command("run"), writers=2)
    if "forget" in wanted:
        before = folder / "before-forget"
        shutil.copytree(built, before)
        item = next(
            one for one in list_items(Corpus(before), limit=500) if one.publication_id == FORGOTTEN
        )
        run_letters(before, "review", "confirm", item.target, "--by", "A. Person")
        yield Job("forget", before, command("forget", FORGOTTEN, "--yes"))


@contextmanager
def sites(folder: Path) -> Iterator[None]:
    """The invented sites, served by a process of their own while this lasts."""
    serving = subprocess.Popen(
        [sys.executable, "-m", "pipeline.fetch.demo", "--serve", "--folder", str(folder / "sites")],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if serving.stdout is None or not serving.stdout.readline():
            raise SystemExit("the invented sites do not start: python -m pipeline.fetch.demo")
        yield
    finally:
        serving.kill()
        serving.wait()
        if serving.stdout is not None:
            serving.stdout.close()


# --- killing -------------------------------------------------------------------------------------


def undisturbed(job: Job, folder: Path) -> None:
    """Do the work once to its end: its outcome, how long it takes, how many steps it has."""
    root = Path(shutil.copytree(job.before, folder / "undisturbed"))
    job.started = look(root)
    counted = folder / "steps.txt"
    begun = time.monotonic()
    status, _ = end(*child(job.work, root, steps=counted))
    job.seconds = time.monotonic() - begun
    if status:
        raise BrokenError(f"{job.name} fails undisturbed")
    job.steps = int(counted.read_text(encoding="utf-8"))
    check(root, ())
    job.ended = look(root)
    if job.started == job.ended:
        raise BrokenError(f"{job.name} did nothing: killing it would show nothing")
    shutil.rmtree(root)


def kill(job: Job, root: Path, chance: random.Random) -> list[str]:
    """Start the work, kill it, give what it had acknowledged."""
    by_step = chance.random() < 0.5
    step = chance.randint(1, max(job.steps, 1)) if by_step else 0
    delay = chance.uniform(0, job.seconds * 1.1)
    running = [child(job.work, root, step=step) for _ in range(job.writers)]
    if not by_step:
        time.sleep(delay)
        for pid, _ in running:
            kill_group(pid)
    ended = [end(*one) for one in running]
    for status, _ in ended:
        killed = os.WIFSIGNALED(status)
        job.kills["killed" if killed else "ended before" if not status else "failed"] += 1
    return [said for _, lines in ended for said in lines]


def disturbed(job: Job, folder: Path, chance: random.Random, times: int) -> None:
    """One folder: killed several times, checked each time, then done to its end and compared."""
    root = Path(shutil.copytree(job.before, folder / "disturbed"))
    kept: list[str] = []
    for _ in range(times):
        kept += kill(job, root, chance)
        check(root, kept)
        if job.started is None or job.ended is None:
            raise BrokenError("no outcome to compare with")
        if job.name != "review":
            rows = dump(Corpus(root).database)
            if rows not in (job.started.rows, job.ended.rows):
                raise BrokenError(f"{job.name}: a reader sees neither the old nor the new database")
    status, _ = end(*child(job.finish or job.work, root))
    if status:
        said = Path(tempfile.gettempdir(), "letters-kills.txt")
        words = said.read_text(encoding="utf-8") if said.exists() else ""
        raise BrokenError(f"{job.name} fails after the kills: {words}")
    check(root, kept)
    found = look(root)
    if job.name == "review":
        again = Path(shutil.copytree(job.before, folder / "again"))
        if (root / "decisions.jsonl").exists():  # else each kill came before a first decision
            shutil.copy(root / "decisions.jsonl", again)
        run_letters(again, "run")
        job.ended = look(again)
        shutil.rmtree(again)
    if job.ended is None:
        raise BrokenError("no outcome to compare with")
    wrong = differs(found, job.ended, job.apart)
    if wrong:
        raise BrokenError(f"{job.name}: differs from the undisturbed one: {wrong}")
    halves = [path.name for path in root.rglob(".half-*")]
    if halves:
        raise BrokenError(f"{job.name}: left behind: {halves}")
    shutil.rmtree(root)


WORK = ("fetch", "add", "run", "build", "review", "forget")


def kill_all(
    names: Iterable[str], kills: int, seed: int, say: Callable[[str], None]
) -> dict[str, Counter[str]]:
    """At least `kills` kills of each kind of work; how often each was killed or ended before."""
    counted: dict[str, Counter[str]] = {}
    names = list(names)
    with tempfile.TemporaryDirectory(prefix="letters-kills-") as temporary:
        folder = Path(temporary).resolve()
        with sites(folder):
            for job in jobs(folder, names):
                chance = random.Random(f"{seed} {job.name}")  # noqa: S311 - the same kills again
                undisturbed(job, folder)
                say(f"{job.name}: {job.seconds:.2f} s, {job.steps} operations on files")
                while job.kills["killed"] < kills:
                    times = min(IN_A_ROW, max(1, kills - job.kills["killed"]))
                    disturbed(job, folder, chance, times)
                    if sum(job.kills.values()) > 4 * kills + 40:
                        raise BrokenError(f"{job.name} ends before it can be killed: {job.kills}")
                counted[job.name] = job.kills
                numbers = ", ".join(f"{n} {what}" for what, n in sorted(job.kills.items()))
                say(f"{job.name}: {numbers}; every check held")
    return counted


def main() -> None:
    """Kill as the options say; exit 1 at the first check that does not hold."""
    parser = argparse.ArgumentParser(description="Kill letters at random moments.")
    parser.add_argument("--kills", type=int, default=60, help="of each kind of work")
    parser.add_argument("--work", action="append", choices=WORK, help="only this kind")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    try:
        kill_all(given.work or WORK, given.kills, given.seed, lambda text: print(text, flush=True))
    except BrokenError as error:
        sys.exit(f"BROKEN (seed {given.seed}): {error}")


if __name__ == "__main__":
    main()
