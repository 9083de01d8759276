"""Decisions that findings.db does not hold yet, put over it for the pages.

A decision is on disk at once; the next build brings it into the database some seconds later. Until
then a connection gets tables `links`, `recurrences` and `tags` of its own (SQLite looks for names
in `temp` first), and the views over them again. What a decision means for other versions of a
plan, or for words that have changed, is left to the build.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.corpus import Corpus
from pipeline.db.tables import TABLE
from pipeline.db.views import VIEWS
from pipeline.decisions import Decision, Standing, read_decisions, standing
from pipeline.errors import CorpusError
from pipeline.records import link_id
from pipeline.store import dumps, read_json

COVERED = ("links", "recurrences", "tags")


@dataclass(frozen=True, slots=True)
class Decided:
    """All decisions as they are now. `state`: what changes with the file.

    `of`: by target, oldest first. `signs`: `decisions_fingerprint` before the first decision, after
    it, after the second …
    """

    state: tuple[int, int] = (0, 0)
    decisions: tuple[Decision, ...] = ()
    standing: Mapping[str, Standing] = field(default_factory=dict)
    of: Mapping[str, Sequence[Decision]] = field(default_factory=dict)
    signs: Sequence[str] = ("",)

    def since(self, sign: str) -> tuple[Decision, ...]:
        """Those that a build with this sign of decisions does not know."""
        return self.decisions[self.signs.index(sign) :] if sign in self.signs else self.decisions


class Decisions:
    """decisions.jsonl, read again when it has changed."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._lock = threading.Lock()
        self._now = Decided()

    def now(self) -> Decided:
        """All decisions."""
        state = self.state()
        with self._lock:
            if state != self._now.state:
                self._read(state)
            return self._now

    def state(self) -> tuple[int, int]:
        """Size and time of the file, both 0 while there is none."""
        try:
            found = self._corpus.decisions.stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_size, found.st_mtime_ns

    def _read(self, state: tuple[int, int]) -> None:
        decisions = tuple(read_decisions(self._corpus))
        of: defaultdict[str, list[Decision]] = defaultdict(list)
        for one in decisions:
            of[one.target].append(one)
        signs = _signs(self._corpus, decisions)
        self._now = Decided(state, decisions, standing(decisions), of, signs)


def _signs(corpus: Corpus, decisions: Sequence[Decision]) -> list[str]:
    if not decisions:
        return [""]
    digest = hashlib.blake2b(digest_size=8)
    signs = [""]
    seen: set[str] = set()
    for line in corpus.decisions.read_bytes().splitlines(keepends=True):
        if not line.endswith(b"\n"):
            break  # torn: it was never acknowledged
        digest.update(line)
        identifier = json.loads(line)["decision_id"] if line.strip() else ""
        if not identifier or identifier in seen:
            signs[-1] = digest.hexdigest()
        else:
            seen.add(identifier)
            signs.append(digest.hexdigest())
    return signs


def lay_over(connection: sqlite3.Connection, corpus: Corpus, decisions: Decisions) -> None:
    """Make the connection show what was decided. To be called again after each change."""
    for view in reversed(VIEWS):
        connection.execute(f"DROP VIEW IF EXISTS temp.{view.name}")
    for table in COVERED:
        connection.execute(f"DROP VIEW IF EXISTS temp.{table}")
        connection.execute(f"DROP TABLE IF EXISTS temp.decided_{table}")
    now = decisions.now()
    newer = now.since(built_sign(connection))
    if not newer:
        return
    for table in COVERED:
        names = ", ".join(TABLE[table].names)
        keys = _KEYS[table]
        connection.execute(
            f"CREATE TEMP TABLE decided_{table} ({names}, is_gone, PRIMARY KEY ({keys}))"
        )
        connection.execute(
            f"CREATE TEMP VIEW {table} AS "  # noqa: S608  made of names of ours
            f"SELECT {names} FROM main.{table} WHERE ({keys}) NOT IN "
            f"(SELECT {keys} FROM temp.decided_{table}) "
            f"UNION ALL SELECT {names} FROM temp.decided_{table} WHERE NOT is_gone"
        )
    for target in dict.fromkeys(one.target for one in newer):
        first = now.of[target][0]
        if _is_held(connection, first):
            _WRITE[first.kind](connection, corpus, first, now.standing.get(target))
    for view in VIEWS:
        connection.execute(f"CREATE TEMP VIEW {view.name} AS {view.select}")
    connection.commit()


_KEYS = {
    "links": "finding_id, action_id",
    "recurrences": "finding_id, earlier_finding_id",
    "tags": "finding_id, area_id",
}
_OTHERS = {"link": ("actions", "action_id"), "recurrence": ("findings", "finding_id")}


def built_sign(connection: sqlite3.Connection) -> str:
    """The sign of the decisions that the database holds."""
    row = connection.execute(
        "SELECT fingerprint FROM main.build_inputs WHERE input_id = 'decisions'"
    ).fetchone()
    return str(row[0]) if row else ""


def _is_held(connection: sqlite3.Connection, one: Decision) -> bool:
    """Whether both sides are in the database under the ids that were decided on."""
    table, key = _OTHERS.get(one.kind, ("areas", "area_id"))
    row = connection.execute(
        f"SELECT 1 FROM main.findings, main.{table} o "  # noqa: S608  names of ours
        f"WHERE findings.finding_id = ? AND o.{key} = ?",
        (one.finding_id, one.other),
    ).fetchone()
    return row is not None


def _write_link(
    connection: sqlite3.Connection, corpus: Corpus, one: Decision, held: Standing | None
) -> None:
    row = _row(connection, "links", one)
    suggested = _suggested(corpus, one, "links", "action_id")
    status = (held.status if held else "") or suggested.get("status", "")
    said = held.decision if held and held.status else None
    strength = said.strength if said else ""
    row |= {
        "link_id": row["link_id"] or link_id(one.finding_id, one.other),
        "status": status,
        "strength": strength
        or suggested.get("strength")
        or ("full" if status == "confirmed" else None),
        "reasons": row["reasons"] or "{}",
        "decided_by": said.decided_by if said else None,
        "decided_at": said.decided_at if said else None,
        "note": "; ".join(held.notes) if held and held.notes else None,
    }
    _put(connection, "links", row, is_gone=not status)


def _write_recurrence(
    connection: sqlite3.Connection, corpus: Corpus, one: Decision, held: Standing | None
) -> None:
    row = _row(connection, "recurrences", one)
    suggested = _suggested(corpus, one, "recurrences", "earlier_finding_id")
    status = (held.status if held else "") or suggested.get("status", "")
    said = held.decision if held and held.status else None
    reasons = json.loads(row["reasons"] or "{}")
    reasons.pop("note", None)
    if held and held.notes:
        reasons["note"] = "; ".join(held.notes)
    row |= {
        "status": status,
        "reasons": dumps(reasons),
        "decided_by": said.decided_by if said else None,
        "decided_at": said.decided_at if said else None,
    }
    _put(connection, "recurrences", row, is_gone=not status)


def _write_tag(
    connection: sqlite3.Connection, _corpus: Corpus, one: Decision, held: Standing | None
) -> None:
    """A rejected tag is gone. After an undo the tagger has to speak again: the next build does."""
    if held is None or not held.status:
        return
    row = _row(connection, "tags", one)
    length = connection.execute(
        "SELECT length(text) FROM main.findings WHERE finding_id = ?", (one.finding_id,)
    ).fetchone()[0]
    row |= {
        "stance": held.decision.stance or row["stance"] or "neutral",
        "score": 1.0,
        "method": "person",
        "evidence": row["evidence"] or dumps([[0, length]]),
    }
    _put(connection, "tags", row, is_gone=held.status == "rejected")


_WRITE = {"link": _write_link, "recurrence": _write_recurrence, "tag": _write_tag}


def _row(connection: sqlite3.Connection, table: str, one: Decision) -> dict[str, Any]:
    """The row of the database, or a new one with its keys alone."""
    names = TABLE[table].names
    first, second = _KEYS[table].split(", ")
    found = connection.execute(
        f"SELECT {', '.join(names)} FROM main.{table} "  # noqa: S608  names of ours
        f"WHERE {first} = ? AND {second} = ?",
        (one.finding_id, one.other),
    ).fetchone()
    if found is not None:
        return dict(zip(names, found, strict=True))
    return {**dict.fromkeys(names), first: one.finding_id, second: one.other}


def _suggested(corpus: Corpus, one: Decision, kind: str, other: str) -> dict[str, str]:
    """What the pipeline said of a pair before anybody decided; nothing where it said nothing."""
    try:
        values = read_json(corpus.linked / f"{one.publication_id}.json")
    except (FileNotFoundError, CorpusError):
        return {}  # the next build says what is wrong with the file
    return next(
        (
            found
            for found in values.get(kind, ())
            if (found["finding_id"], found[other]) == (one.finding_id, one.other)
        ),
        {},
    )


def _put(
    connection: sqlite3.Connection, table: str, row: Mapping[str, object], *, is_gone: bool
) -> None:
    names = [*TABLE[table].names, "is_gone"]
    marks = ", ".join("?" for _ in names)
    connection.execute(
        f"INSERT OR REPLACE INTO temp.decided_{table} VALUES ({marks})",  # noqa: S608
        [*(row[name] for name in TABLE[table].names), is_gone],
    )
