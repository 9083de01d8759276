"""What people decided, written over what the pipeline suggested.

A decision is on words. It holds for the finding and the action that it names, for actions with the
same words in other versions of the plan, and, where the words have changed a little, for what they
became: the row then says on which words it was decided.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.corpus import Corpus
from pipeline.db.tables import TABLE
from pipeline.decisions import Decision, Standing, alike, read_decisions, standing
from pipeline.records import link_id, normalised
from pipeline.store import dumps

ALIKE = 0.7
"""Share of the words that must be the same for a text to count as a new wording of another."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A finding or an action now in the database."""

    identifier: str
    home: str
    text: str


@dataclass(frozen=True, slots=True)
class _Now:
    """What a text that was decided on is now. `changed`: other words than those decided on."""

    identifier: str
    changed: bool


def apply_decisions(corpus: Corpus, connection: sqlite3.Connection) -> None:
    """Write statuses, who decided and when into links and recurrences. Can be done again."""
    decisions = list(read_decisions(corpus))
    if not decisions:
        return
    findings = _Texts(connection, "findings", "finding_id", "publication_id")
    of_plan = dict(connection.execute("SELECT plan_id, authority_id FROM plans"))
    actions = _Texts(connection, "actions", "action_id", "plan_id")
    for held in standing(decisions, "link").values():
        one = held.decision
        for finding in _now(one.finding_id, one.finding_text, findings, {one.publication_id}):
            plans = {p for p, a in of_plan.items() if a == one.authority_id or p == one.plan_id}
            for action in _now(one.other, one.other_text, actions, plans):
                _write_link(connection, held, finding, action)
    for held in standing(decisions, "recurrence").values():
        one = held.decision
        for finding in _now(one.finding_id, one.finding_text, findings, {one.publication_id}):
            homes = {one.other_publication_id}
            for earlier in _now(one.other, one.other_text, findings, homes):
                _write_recurrence(connection, held, finding, earlier)


class _Texts:
    """Findings or actions, looked up as they are asked for: decisions concern few of them."""

    def __init__(
        self, connection: sqlite3.Connection, table: str, identifier: str, home: str
    ) -> None:
        self._connection = connection
        self._select = f"SELECT {identifier}, {home}, text FROM {table}"  # noqa: S608  our names
        self._identifier, self._home = identifier, home

    def by_id(self, identifier: str) -> _Text | None:
        """The text of an id."""
        return next(iter(self._where(self._identifier, identifier)), None)

    def of_home(self, home: str) -> list[_Text]:
        """The texts of a publication or plan, by id."""
        return self._where(self._home, home)

    def _where(self, column: str, value: str) -> list[_Text]:
        query = f"{self._select} WHERE {column} = ? ORDER BY {self._identifier}"
        return [_Text(*row) for row in self._connection.execute(query, (value,))]


def _now(identifier: str, said: str, texts: _Texts, homes: set[str]) -> Iterator[_Now]:
    """What a text is now, in each home: itself, the same words, or a new wording."""
    words = normalised(said)
    direct = texts.by_id(identifier)
    if direct:
        yield _Now(identifier, bool(said) and normalised(direct.text) != words)
    for home in sorted(homes):
        if (direct and direct.home == home) or not words:
            continue
        held = texts.of_home(home)
        same = [one for one in held if normalised(one.text) == words]
        if same:
            yield _Now(same[0].identifier, changed=False)
            continue
        near = [(alike(one.text, said), one) for one in held]
        best = max(near, key=lambda pair: (pair[0], pair[1].identifier), default=None)
        if best and best[0] >= ALIKE:
            yield _Now(best[1].identifier, changed=True)


def _write_link(
    connection: sqlite3.Connection, held: Standing, finding: _Now, action: _Now
) -> None:
    row = connection.execute(
        "SELECT link_id, status, strength, reasons FROM links "
        "WHERE finding_id = ? AND action_id = ?",
        (finding.identifier, action.identifier),
    ).fetchone()
    one = held.decision
    if row is None:
        if not held.status:
            return
        values = {
            "link_id": link_id(finding.identifier, action.identifier),
            "finding_id": finding.identifier,
            "action_id": action.identifier,
            "status": held.status,
            "reasons": "{}",
        }
        insert = TABLE["links"].insert_sql()
        connection.execute(insert, [values.get(name) for name in TABLE["links"].names])
        row = (values["link_id"], held.status, None, "{}")
    identifier, status, strength, reasons = row
    connection.execute(
        "UPDATE links SET status = ?, strength = ?, reasons = ?, decided_by = ?, decided_at = ?, "
        "note = ? WHERE link_id = ?",
        (
            held.status or status,
            one.strength or strength or ("full" if held.status == "confirmed" else None),
            _with_words(reasons, one, finding, action),
            one.decided_by if held.status else None,
            one.decided_at if held.status else None,
            _note(held, finding, action),
            identifier,
        ),
    )


def _write_recurrence(
    connection: sqlite3.Connection, held: Standing, finding: _Now, earlier: _Now
) -> None:
    row = connection.execute(
        "SELECT status, reasons FROM recurrences WHERE finding_id = ? AND earlier_finding_id = ?",
        (finding.identifier, earlier.identifier),
    ).fetchone()
    one = held.decision
    if row is None:
        if not held.status:
            return
        connection.execute(
            "INSERT INTO recurrences (finding_id, earlier_finding_id, status, reasons) "
            "VALUES (?, ?, ?, '{}')",
            (finding.identifier, earlier.identifier, held.status),
        )
        row = (held.status, "{}")
    reasons = json.loads(_with_words(row[1], one, finding, earlier))
    if held.notes:
        reasons["note"] = _note(held, finding, earlier)
    connection.execute(
        "UPDATE recurrences SET status = ?, reasons = ?, decided_by = ?, decided_at = ? "
        "WHERE finding_id = ? AND earlier_finding_id = ?",
        (
            held.status or row[0],
            dumps(reasons),
            one.decided_by if held.status else None,
            one.decided_at if held.status else None,
            finding.identifier,
            earlier.identifier,
        ),
    )


def _with_words(reasons: str | None, decision: Decision, one: _Now, other: _Now) -> str:
    """The reasons, with the words that were decided on where they are others now."""
    values = json.loads(reasons or "{}")
    values.pop("decided_on", None)
    words = {}
    if one.changed:
        words["finding"] = decision.finding_text
    if other.changed:
        words["action" if decision.kind == "link" else "earlier"] = decision.other_text
    if words:
        values["decided_on"] = words
    return dumps(values)


def _note(held: Standing, one: _Now, other: _Now) -> str | None:
    notes = list(held.notes)
    if held.status and (one.changed or other.changed):
        notes.append("decided on an earlier wording: check it again")
    return "; ".join(notes) or None
