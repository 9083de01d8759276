"""Which findings no action answers, and which actions answer nothing, from findings.db."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.db.connect import open_database
from pipeline.errors import UsageError
from pipeline.records import Record
from pipeline.search import authority_id_of

_FINDINGS = """
SELECT f.finding_id, c.authority_id, COALESCE(a.name, '') AS authority, c.publication_id,
       COALESCE(c.date, '') AS date, p.kind AS publication_kind, f.kind,
       COALESCE(f.section, '') AS section, f.text, f.page, COALESCE(p.url, '') AS url,
       v.coverage, COALESCE(v.basis, '') AS basis, v.plan_ids
FROM counted_findings c
JOIN findings f ON f.finding_id = c.finding_id
JOIN publications p ON p.publication_id = c.publication_id
JOIN finding_coverage v ON v.finding_id = c.finding_id
LEFT JOIN authorities a ON a.authority_id = c.authority_id
WHERE c.asks_for_action AND c.authority_id IS NOT NULL
  AND (:authority_id = '' OR c.authority_id IN (
    SELECT :authority_id UNION
    SELECT predecessor_id FROM authority_successions WHERE successor_id = :authority_id))
ORDER BY authority, c.date DESC, c.publication_id, f.position
"""
_ANSWERS = """
SELECT l.finding_id, l.link_id, l.status, COALESCE(l.strength, '') AS strength, l.score,
       COALESCE(l.reasons, '{}') AS reasons, COALESCE(l.decided_by, '') AS decided_by,
       COALESCE(l.note, '') AS note, a.action_id, a.plan_id, COALESCE(a.reference, '') AS reference,
       a.text, COALESCE(a.owner, '') AS owner, COALESCE(a.due_date, '') AS due_date,
       COALESCE(a.rag, '') AS rag, COALESCE(a.status, '') AS action_status
FROM links l
JOIN actions a ON a.action_id = l.action_id
WHERE l.status IN ('confirmed', 'suggested')
  AND CASE WHEN :plan_id = '' THEN a.plan_id IN (SELECT plan_id FROM current_plans)
           ELSE a.plan_id = :plan_id END
ORDER BY l.status = 'suggested', l.score DESC, a.position
"""
_UNANSWERING = """
SELECT a.action_id, a.plan_id, COALESCE(p.authority_id, '') AS authority_id,
       COALESCE(n.name, '') AS authority, COALESCE(a.reference, '') AS reference, a.text,
       COALESCE(a.owner, '') AS owner, COALESCE(a.due_date, '') AS due_date,
       COALESCE(a.rag, '') AS rag, COALESCE(a.status, '') AS action_status
FROM actions a
JOIN plans p ON p.plan_id = a.plan_id
LEFT JOIN authorities n ON n.authority_id = p.authority_id
WHERE CASE WHEN :plan_id = '' THEN a.plan_id IN (SELECT plan_id FROM current_plans)
           ELSE a.plan_id = :plan_id END
  AND (:authority_id = '' OR p.authority_id = :authority_id)
  AND NOT EXISTS (SELECT 1 FROM links l WHERE l.action_id = a.action_id
                  AND l.status IN ('confirmed', 'suggested'))
ORDER BY authority, a.plan_id, a.position
"""
ORDER = ("uncovered", "partly", "covered")


@dataclass(frozen=True, slots=True)
class Answering(Record):
    """One action that answers a finding, and how sure that is. `unanswered`: parts it leaves."""

    link_id: str
    status: str
    strength: str
    score: float
    action_id: str
    plan_id: str
    reference: str
    text: str
    owner: str
    due_date: str
    rag: str
    action_status: str
    decided_by: str
    note: str
    reasons: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Covered(Record):
    """A finding that asks for action, and what answers it. `has_plan`: a plan is held at all."""

    finding_id: str
    authority_id: str
    authority: str
    publication_id: str
    date: str
    publication_kind: str
    kind: str
    section: str
    text: str
    page: int | None
    url: str
    coverage: str
    basis: str
    has_plan: bool
    actions: tuple[Answering, ...]


@dataclass(frozen=True, slots=True)
class Unanswering(Record):
    """An action that answers no finding."""

    action_id: str
    plan_id: str
    authority_id: str
    authority: str
    reference: str
    text: str
    owner: str
    due_date: str
    rag: str
    action_status: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Findings (uncovered first within an authority), and the actions that answer nothing.

    `without_plan`: number of findings left out, of authorities of which no plan is held.
    """

    findings: tuple[Covered, ...]
    unanswering: tuple[Unanswering, ...]
    without_plan: int = 0

    def count(self, coverage: str) -> int:
        """How many findings are `covered`, `partly` or `uncovered`."""
        return sum(one.coverage == coverage for one in self.findings)


def read_coverage(database: Path, *, authority: str = "", plan_id: str = "") -> Coverage:
    """Coverage over the current plans, or by one plan; of all authorities with a plan, or of one.

    UsageError for an authority or a plan that is not known.
    """
    with closing(open_database(database)) as connection:
        authority_id = authority_id_of(connection, authority) if authority else ""
        return coverage_in(connection, authority_id=authority_id, plan_id=plan_id)


def coverage_in(
    connection: sqlite3.Connection, *, authority_id: str = "", plan_id: str = ""
) -> Coverage:
    """The same of an open database, for an authority id that is known to be there."""
    if plan_id:
        authority_id = _authority_of_plan(connection, plan_id, authority_id)
    names = {"authority_id": authority_id, "plan_id": plan_id}
    answers: defaultdict[str, list[Answering]] = defaultdict(list)
    for row in connection.execute(_ANSWERS, names):
        values = dict(row)
        finding_id = values.pop("finding_id")
        answers[finding_id].append(
            Answering(**{**values, "reasons": json.loads(values["reasons"])})
        )
    found = [
        _covered(dict(row), answers[row["finding_id"]], by_plan=bool(plan_id))
        for row in connection.execute(_FINDINGS, names)
    ]
    unanswering = tuple(Unanswering(**dict(row)) for row in connection.execute(_UNANSWERING, names))
    shown = [one for one in found if one.has_plan or authority_id]
    shown.sort(key=lambda one: (one.authority, ORDER.index(one.coverage)))
    return Coverage(tuple(shown), unanswering, len(found) - len(shown))


def _covered(row: dict[str, Any], actions: list[Answering], *, by_plan: bool) -> Covered:
    row["has_plan"] = json.loads(row.pop("plan_ids")) != [] or by_plan
    if by_plan:
        row["coverage"], row["basis"] = coverage_of(actions)
    return Covered(**row, actions=tuple(actions))


def coverage_of(actions: list[Answering]) -> tuple[str, str]:
    """Coverage and basis of a finding with these answers: the rule of view `finding_coverage`."""
    if not actions:
        return "uncovered", ""
    confirmed = [one for one in actions if one.status == "confirmed"]
    if _is_whole(confirmed):
        return "covered", "confirmed"
    if _is_whole(actions):
        return "covered", "suggested"
    return "partly", "confirmed" if confirmed else "suggested"


def _is_whole(actions: list[Answering]) -> bool:
    if any(one.strength == "full" for one in actions):
        return True
    spoken = {part for one in actions for part in one.reasons.get("answers", ())}
    wanted = [one.reasons["parts"] for one in actions if "parts" in one.reasons]
    return bool(wanted) and len(spoken) >= max(wanted)


def _authority_of_plan(connection: sqlite3.Connection, plan_id: str, said: str) -> str:
    row = connection.execute(
        "SELECT authority_id FROM plans WHERE plan_id = ?", (plan_id,)
    ).fetchone()
    if row is None:
        raise UsageError(f"there is no plan {plan_id!r}; 'letters status' tells what is held")
    if not row[0]:
        raise UsageError(f"it is not known whose plan {plan_id!r} is; add it with --authority")
    if said and said != row[0]:
        raise UsageError(f"plan {plan_id!r} is of {row[0]}, not of {said}")
    return str(row[0])
