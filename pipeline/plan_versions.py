"""The plan files of a council, and what changed from one version of a plan to the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from json import dumps

from pipeline.records import Record

_PLANS = """
SELECT p.plan_id, COALESCE(p.authority_id, '') AS authority_id, COALESCE(p.title, '') AS title,
       COALESCE(p.version_date, '') AS version_date, COALESCE(p.url, '') AS url,
       COALESCE(p.supersedes_id, '') AS supersedes_id,
       COALESCE(p.same_as_plan_id, '') AS same_as_plan_id,
       EXISTS (SELECT 1 FROM current_plans c WHERE c.plan_id = p.plan_id) AS is_current,
       (SELECT COUNT(*) FROM actions a WHERE a.plan_id = p.plan_id) AS actions
FROM plans p WHERE p.authority_id IN (SELECT value FROM json_each(?))
ORDER BY p.version_date IS NULL, p.version_date DESC, p.plan_id
"""
_CHANGES = """
SELECT h.plan_id, h.change, COALESCE(h.detail, '') AS detail,
       COALESCE(h.action_id, '') AS action_id,
       COALESCE(h.earlier_action_id, '') AS earlier_action_id,
       COALESCE(n.reference, e.reference, '') AS reference,
       COALESCE(n.text, e.text, '') AS text, COALESCE(e.text, '') AS earlier_text
FROM action_changes h
LEFT JOIN actions n ON n.action_id = h.action_id
LEFT JOIN actions e ON e.action_id = h.earlier_action_id
WHERE h.plan_id IN (SELECT value FROM json_each(?))
ORDER BY h.plan_id, n.position IS NULL, COALESCE(n.position, e.position), h.change, h.rowid
"""
CHANGE_NAMES = {
    "added": "Added",
    "dropped": "Dropped",
    "reworded": "Reworded",
    "moved_date": "Date moved",
    "new_rag": "Rating changed",
    "new_owner": "Owner changed",
}


@dataclass(frozen=True, slots=True)
class PlanFile(Record):
    """One plan file. `is_current`: no later version replaces it, and it is no copy of another."""

    plan_id: str
    authority_id: str
    title: str
    version_date: str
    url: str
    supersedes_id: str
    same_as_plan_id: str
    is_current: bool
    actions: int


@dataclass(frozen=True, slots=True)
class Changed(Record):
    """One change of an action, from the version before to `plan_id`."""

    plan_id: str
    change: str
    detail: str
    action_id: str
    earlier_action_id: str
    reference: str
    text: str
    earlier_text: str


def plan_files(connection: sqlite3.Connection, authority_ids: Iterable[str]) -> list[PlanFile]:
    """All plan files of these authorities, the latest version first."""
    rows = connection.execute(_PLANS, (dumps(list(authority_ids)),))
    return [PlanFile(**{**dict(row), "is_current": bool(row["is_current"])}) for row in rows]


def changes_of(connection: sqlite3.Connection, plan_ids: Iterable[str]) -> list[Changed]:
    """What changed in these versions, in the order of the plan."""
    rows = connection.execute(_CHANGES, (dumps(list(plan_ids)),))
    return [Changed(**dict(row)) for row in rows]
