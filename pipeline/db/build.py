"""Build findings.db from the records on disk: what changed in one transaction, or all aside.

A few changed publications are written into the database where it lies; everything else is done
in a file aside that is then renamed (docs/decisions/0015 weighs the two). Either way readers see
the old database or the new one, and what a kill leaves is undone or thrown away.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import __version__
from pipeline.corpus import Corpus
from pipeline.db.connect import (
    CannotChangeError,
    changed_in_place,
    copy_database,
    open_database,
    swap_in,
)
from pipeline.db.fill import Filling, Progress
from pipeline.db.inputs import read_held, read_inputs
from pipeline.db.tables import TABLE
from pipeline.errors import DatabaseError
from pipeline.records import Problem
from pipeline.store import dumps

HALF = ".half-findings.db"
FEW = 2_000
"""From so many changed publications on, the time is in them, and memory is better saved."""


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did. `how`: full, incremental, or unchanged where nothing was to be done.

    `publications`, `findings`, `judgements`, `problems`, `plans`, `actions`: rows now in the
    database. `new`: ids of
    publications that were not in the database before; `changed`: how many others were built
    again; `removed`: how many are no longer there. `not_extracted`: ids in the manifest without an
    extraction. `new_problems`: those that the database did not have before.
    """

    how: str
    publications: int
    findings: int
    judgements: int
    problems: int
    not_extracted: tuple[str, ...]
    new: tuple[str, ...] = ()
    changed: int = 0
    removed: int = 0
    new_problems: tuple[Problem, ...] = ()
    plans: int = 0
    actions: int = 0

    def counts(self) -> dict[str, object]:
        """What table `runs` keeps of it."""
        return {
            "how": self.how,
            "publications": self.publications,
            "findings": self.findings,
            "judgements": self.judgements,
            "problems": self.problems,
            "plans": self.plans,
            "actions": self.actions,
            "changed": self.changed,
            "removed": self.removed,
            "not_extracted": len(self.not_extracted),
            "new_publications": list(self.new),
        }


def build(
    corpus: Corpus, *, progress: Progress | None = None, afresh: bool = False
) -> BuildSummary:
    """Bring findings.db up to date; the caller holds the lock of the data folder.

    Only publications whose derived files changed are built again, unless the schema, the
    authorities or the areas did: then all. Where nothing changed the database is left as it is.
    `afresh`: all of it into an empty file, so that no byte of what it held before is left.
    """
    corpus.check()
    started_at = _now()
    inputs = read_inputs(corpus)
    held = read_held(corpus.database)
    if afresh:
        held = replace(held, signs={})
    if held.signs == inputs.signs():
        with closing(open_database(corpus.database)) as connection:
            plans, actions = _plan_rows(connection)
            rows = _rows(connection)
            return BuildSummary(
                "unchanged", *rows, inputs.not_extracted, plans=plans, actions=actions
            )
    filling = Filling(corpus, inputs, held, progress=progress)
    _remove(corpus.root / HALF)  # left by a kill
    if _is_small(filling):
        try:
            with changed_in_place(corpus.database) as connection:
                filling.begin(connection)
                filling.changes()
                return _finish(filling, "incremental", started_at)
        except CannotChangeError:
            pass  # a copy can be changed, or all is built anew
    return _build_aside(filling, started_at)


def _is_small(filling: Filling) -> bool:
    """Whether the change is small enough for one transaction on the database that readers have."""
    return (
        filling.held.signs.get("base") == filling.inputs.base
        and not (filling.plans_changed or filling.decided)
        and len(filling.stale) + len(filling.vanished) < FEW
    )


def _build_aside(filling: Filling, started_at: str) -> BuildSummary:
    half = filling.corpus.root / HALF
    try:
        with closing(_aside(half)) as connection:
            filling.begin(connection)
            how = _fill(filling)
            summary = _finish(filling, how, started_at)
            connection.commit()
            _check(connection)
        swap_in(half, filling.corpus.database)
    finally:
        _remove(half)
    return summary


def _finish(filling: Filling, how: str, started_at: str) -> BuildSummary:
    """Count, and keep what was done in table `runs`."""
    summary = _summary(filling, how)
    times = (_run_id(started_at, filling.held.runs), started_at, _now())
    run = (*times, __version__, dumps(summary.counts()))
    filling.connection.execute(TABLE["runs"].insert_sql(), run)
    return summary


def _aside(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    # Nobody reads it before it is whole: no journal is needed, and swap_in forces it to disk.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _fill(filling: Filling) -> str:
    """Fill the database; how it was done."""
    if filling.held.signs.get("base") == filling.inputs.base:
        if copy_database(filling.corpus.database, filling.connection):
            filling.changes()
            return "incremental"
        _empty(filling.connection)
    filling.all()
    return "full"


def _empty(connection: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(":memory:")) as nothing:
        nothing.backup(connection)


def _rows(connection: sqlite3.Connection) -> tuple[int, int, int, int]:
    row = connection.execute(
        "SELECT (SELECT COUNT(*) FROM publications), (SELECT COUNT(*) FROM findings), "
        "(SELECT COUNT(*) FROM judgements), (SELECT COUNT(*) FROM problems)"
    ).fetchone()
    return (row[0], row[1], row[2], row[3])


def _plan_rows(connection: sqlite3.Connection) -> tuple[int, int]:
    row = connection.execute(
        "SELECT (SELECT COUNT(*) FROM plans), (SELECT COUNT(*) FROM actions)"
    ).fetchone()
    return (row[0], row[1])


def _summary(filling: Filling, how: str) -> BuildSummary:
    inputs, held = filling.inputs, filling.held
    plans, actions = _plan_rows(filling.connection)
    rows = filling.connection.execute(
        "SELECT stage, reason, detail, publication_id, file, problem_id FROM problems "
        "ORDER BY problem_id"
    )
    return BuildSummary(
        how,
        *_rows(filling.connection),
        inputs.not_extracted,
        new=tuple(p for p in inputs.fingerprints if p not in held.publication_ids),
        changed=sum(p in held.publication_ids for p in filling.stale),
        removed=len(filling.vanished),
        new_problems=tuple(
            Problem(stage, reason, detail or "", publication_id or "", file or "")
            for stage, reason, detail, publication_id, file, problem_id in rows
            if problem_id not in held.problem_ids
        ),
        plans=plans,
        actions=actions,
    )


def _run_id(started_at: str, runs: tuple[tuple[str, ...], ...]) -> str:
    """An id that sorts after those of all runs before, also when the clock was set back."""
    last = runs[-1][0].removeprefix("run-") if runs else ""
    if started_at <= last:
        started_at = _spelt(datetime.fromisoformat(last) + timedelta(milliseconds=1))
    return f"run-{started_at}"


def _check(connection: sqlite3.Connection) -> None:
    """Raise DatabaseError where a row points to nothing: that would be a fault of the program."""
    loose = sorted({row[0] for row in connection.execute("PRAGMA foreign_key_check")})
    if loose:
        raise DatabaseError(
            f"rows of {', '.join(loose)} point to what is not there; the database is left as it "
            "was. Delete findings.db and run 'letters build'; report it if it comes again"
        )


def _remove(half: Path) -> None:
    for path in (half, half.with_name(f"{half.name}-journal")):
        path.unlink(missing_ok=True)


def _now() -> str:
    return _spelt(datetime.now(UTC))


def _spelt(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
