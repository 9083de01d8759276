"""What a person needs to judge one item: both sides, what was decided before, what comes next."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.decisions import Decision
from pipeline.errors import UsageError
from pipeline.records import ASKS_FOR_ACTION
from pipeline.review import Item, find_item
from pipeline.serve.overlay import Decided

_FINDING = """
SELECT f.finding_id, f.publication_id, f.kind, f.text, f.page, COALESCE(f.section, '') AS section,
       COALESCE(f.paragraph_number, '') AS paragraph_number, p.title, p.kind AS publication_kind,
       p.media_type, COALESCE(p.authority_id, '') AS authority_id,
       COALESCE(a.name, '') AS authority,
       COALESCE(p.published_date, p.visit_end_date, p.event_date, '') AS date
FROM findings f
JOIN publications p ON p.publication_id = f.publication_id
LEFT JOIN authorities a ON a.authority_id = p.authority_id
WHERE f.finding_id = ?
"""
_ACTION = """
SELECT c.action_id, c.plan_id, c.text, COALESCE(c.reference, '') AS reference,
       COALESCE(c.theme, '') AS theme, COALESCE(c.owner, '') AS owner,
       COALESCE(c.due_date, '') AS due_date, COALESCE(c.due_text, '') AS due_text,
       COALESCE(c.status, '') AS status, COALESCE(c.rag, '') AS rag,
       COALESCE(c.success_measure, '') AS success_measure, COALESCE(c.progress, '') AS progress,
       COALESCE(n.title, '') AS plan_title, COALESCE(n.version_date, '') AS plan_date,
       COALESCE(n.authority_id, '') AS authority_id, COALESCE(a.name, '') AS authority
FROM actions c
JOIN plans n ON n.plan_id = c.plan_id
LEFT JOIN authorities a ON a.authority_id = n.authority_id
WHERE c.action_id = ?
"""
_AREA = "SELECT area_id, theme, label, definition FROM areas WHERE area_id = ?"


@dataclass(frozen=True, slots=True)
class Told:
    """A decision of the past. `is_undone`: it was taken back later."""

    decision: Decision
    is_undone: bool


def read_item(connection: sqlite3.Connection, decided: Decided, target: Sequence[str]) -> Item:
    """An item by its target; also a pair that was decided on and is in no table."""
    try:
        return find_item(connection, target)
    except UsageError:
        held = decided.of.get("|".join(target), ())
        if not held:
            raise
        return find_item(connection, [held[-1].finding_id, held[-1].other])


def read_finding(connection: sqlite3.Connection, finding_id: str) -> dict[str, Any] | None:
    """A finding with the letter it stands in."""
    found = _one(connection, _FINDING, finding_id)
    if found is not None:
        found["asks_for_action"] = found["kind"] in ASKS_FOR_ACTION
    return found


def read_action(connection: sqlite3.Connection, action_id: str) -> dict[str, Any] | None:
    """An action with the plan it stands in."""
    return _one(connection, _ACTION, action_id)


def read_area(connection: sqlite3.Connection, area_id: str) -> dict[str, Any] | None:
    """An area of the vocabulary."""
    return _one(connection, _AREA, area_id)


def read_evidence(connection: sqlite3.Connection, item: Item) -> Sequence[Sequence[int]]:
    """Which words of a finding made the tag, as offsets."""
    row = connection.execute(
        "SELECT evidence FROM tags WHERE finding_id = ? AND area_id = ?",
        (item.finding_id, item.other_id),
    ).fetchone()
    found: list[list[int]] = json.loads(row[0] or "[]") if row else []
    return found


def read_tags(connection: sqlite3.Connection, finding_id: str) -> list[dict[str, Any]]:
    """The areas of a finding, the surest first."""
    rows = connection.execute(
        "SELECT t.area_id, a.label, t.stance, t.score, t.method FROM tags t "
        "JOIN areas a ON a.area_id = t.area_id WHERE t.finding_id = ? "
        "ORDER BY t.score DESC, t.area_id",
        (finding_id,),
    )
    return [dict(row) for row in rows]


def history(decided: Decided, target: str) -> list[Told]:
    """What was decided and noted on a target, the last first."""
    held = decided.of.get(target, ())
    undone = {one.undoes for one in held if one.verdict == "undo"}
    return [Told(one, one.decision_id in undone) for one in reversed(held)]


def status_of(decided: Decided, item: Item) -> str:
    """What holds of an item now: what a person decided, else what the database says."""
    held = decided.standing.get(item.target)
    return (held.status if held else "") or item.status


def _one(connection: sqlite3.Connection, query: str, value: str) -> dict[str, Any] | None:
    row = connection.execute(query, (value,)).fetchone()
    return dict(row) if row is not None else None
