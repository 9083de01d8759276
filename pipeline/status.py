"""What a data folder holds, what in it is stale, and what went wrong."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.corpus import Corpus
from pipeline.db.connect import open_database
from pipeline.db.inputs import read_held, read_inputs
from pipeline.errors import DatabaseError
from pipeline.extract.limits import Limits
from pipeline.extract.stage import all_tasks, is_current
from pipeline.forgotten import Forgotten, read_forgotten
from pipeline.plan_intake import plan_files
from pipeline.plans import stage as plans_stage
from pipeline.records import ASKS_FOR_ACTION

Row = dict[str, Any]

REASONS = {
    "authority_disagrees": "the council that was given is not the one that is printed",
    "changed_file": "a file under raw/ is not the one that came in",
    "columns_not_recognised": "a table of a plan has no column that is plainly the action",
    "crashed": "the file brought its reader down",
    "empty": "the file is empty",
    "encrypted": "a password is needed",
    "error": "a fault of this program; please report it",
    "few_judgements": "fewer grades were found than such reports give",
    "damaged": "the file is damaged",
    "forgotten": "'letters forget' keeps it out",
    "hidden_rows": "hidden rows of a spreadsheet were not read",
    "judgement_disagrees": "a grade is printed in two ways",
    "kind_disagrees": "the source and the document disagree on what it is",
    "mapping_invalid": "a file of columns (.columns.yaml) cannot be understood",
    "missing_file": "a file that is named is not there",
    "needs_ocr": "only pictures of pages; text recognition (OCR) is needed",
    "no_actions": "no table of actions was recognised in a plan",
    "no_findings": "no finding was recognised",
    "no_judgements": "no grade was found in a report that gives grades",
    "no_visit_dates": "no visit dates were found",
    "not_a_publication": "a web page came instead of the document",
    "numbers_missing": "numbered paragraphs are missing",
    "numbers_twice": "numbered paragraphs stand twice",
    "pages_need_ocr": "some pages are only pictures",
    "timeout": "reading took too long and was stopped",
    "too_large": "beyond a limit of params.yaml",
    "unknown_authority": "the council is in no list of authorities",
    "unknown_format": "the format is not one that is read",
}
"""What each reason of a problem means; other reasons stand for themselves."""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a data folder.

    `files`: lines of the manifest; `not_extracted`: those whose extraction is missing or stale;
    `plans`, `plans_not_read`: the same of plans.
    `forgotten`: tombstones; `half_forgotten`: those of which something may be left.
    `database`: `missing`, `stale` or `current`; all that follows is what it says.
    """

    corpus: str
    files: int
    plans: int
    not_extracted: tuple[str, ...]
    database: str
    publications: tuple[Row, ...] = ()
    findings: int = 0
    asking: tuple[Row, ...] = ()
    problems: tuple[Row, ...] = ()
    sources: tuple[Row, ...] = ()
    last_run: Row | None = None
    plans_not_read: tuple[str, ...] = ()
    actions: int = 0
    forgotten: int = 0
    half_forgotten: tuple[str, ...] = ()

    @property
    def is_stale(self) -> bool:
        """Whether `letters run` has something to do."""
        return bool(self.not_extracted or self.plans_not_read) or self.database != "current"

    def to_dict(self) -> Row:
        """The fields by name."""
        return asdict(self)


def read_status(corpus: Corpus, limits: Limits) -> Status:
    """Look at the folder and at its database; nothing is changed."""
    tasks = all_tasks(corpus, limits)
    stale = tuple(t.entry.publication_id for t in tasks if not is_current(corpus, t))
    plans = len(plan_files(corpus))
    stones = read_forgotten(corpus)
    half = half_forgotten(corpus, stones)
    unread = tuple(
        task.file
        for task in plans_stage.all_tasks(corpus, limits)
        if not plans_stage.is_current(corpus, task)
    )
    try:
        connection = open_database(corpus.database)
    except DatabaseError:
        state = "stale" if corpus.database.exists() else "missing"
        return Status(
            corpus=str(corpus.root),
            files=len(tasks),
            plans=plans,
            not_extracted=stale,
            database=state,
            plans_not_read=unread,
            forgotten=len(stones.by_sha256),
            half_forgotten=half,
        )
    with closing(connection):
        current = read_held(corpus.database).signs == read_inputs(corpus).signs()
        return Status(
            corpus=str(corpus.root),
            files=len(tasks),
            plans=plans,
            not_extracted=stale,
            database="current" if current else "stale",
            publications=_rows(
                connection,
                "SELECT kind, status, count(*) AS number FROM publications "
                "GROUP BY kind, status ORDER BY kind, status",
            ),
            findings=connection.execute("SELECT count(*) FROM findings").fetchone()[0],
            asking=_asking(connection),
            problems=_rows(
                connection,
                "SELECT m.reason, m.stage, coalesce(m.publication_id, '') AS publication_id, "
                "coalesce(m.file, '') AS file, coalesce(p.label, '') AS label, "
                "coalesce(m.detail, '') AS detail "
                "FROM problems m LEFT JOIN publications p USING (publication_id) "
                "ORDER BY m.reason, m.file, m.detail, m.problem_id",
            ),
            sources=_rows(connection, "SELECT * FROM sources ORDER BY source_id"),
            last_run=_last_run(connection),
            plans_not_read=unread,
            actions=connection.execute("SELECT count(*) FROM actions").fetchone()[0],
            forgotten=len(stones.by_sha256),
            half_forgotten=half,
        )


def half_forgotten(corpus: Corpus, stones: Forgotten) -> tuple[str, ...]:
    """What a kill left to be removed, and plans that were put into plans/ again by hand."""
    lying = set()
    for path in plan_files(corpus) if stones.by_sha256 else ():
        stone = stones.by_sha256.get(hashlib.sha256(path.read_bytes()).hexdigest())
        if stone is not None:
            lying.add(stone.id)
    return tuple(sorted(lying | stones.unfinished))


def _asking(connection: sqlite3.Connection) -> tuple[Row, ...]:
    found = _rows(connection, "SELECT kind, count(*) AS number FROM findings GROUP BY kind")
    numbers = {row["kind"]: row["number"] for row in found}
    return tuple(
        {"kind": kind, "number": numbers[kind]} for kind in ASKS_FOR_ACTION if kind in numbers
    )


def _last_run(connection: sqlite3.Connection) -> Row | None:
    found = _rows(
        connection, "SELECT run_id, started_at, ended_at, version FROM runs ORDER BY run_id DESC"
    )
    return found[0] if found else None


def _rows(connection: sqlite3.Connection, query: str) -> tuple[Row, ...]:
    return tuple(dict(row) for row in connection.execute(query))


def by_reason(problems: Iterable[Row]) -> dict[str, list[Row]]:
    """Problems by reason, the most frequent first."""
    groups: dict[str, list[Row]] = {}
    for problem in problems:
        groups.setdefault(problem["reason"], []).append(problem)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def meaning(reason: str) -> str:
    """A reason in plain words."""
    return REASONS.get(reason) or reason.replace("_", " ")
