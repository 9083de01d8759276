"""What there is to decide, and deciding: what `letters review` and the browser do."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from pipeline.corpus import Corpus
from pipeline.db.connect import open_database
from pipeline.decisions import (
    Decision,
    append_decisions,
    last_decision,
    new_decision,
    read_decisions,
)
from pipeline.errors import UsageError
from pipeline.records import Record, link_id
from pipeline.search import authority_id_of
from pipeline.store import dumps

_LINKS = """
SELECT 'link' AS kind, l.link_id AS target, l.status, COALESCE(l.strength, '') AS strength,
       l.score, COALESCE(p.authority_id, '') AS authority_id, l.finding_id, l.action_id AS other_id,
       f.publication_id, '' AS other_publication_id, a.plan_id, f.text AS finding_text,
       a.text AS other_text, COALESCE(p.published_date, '') AS date,
       COALESCE(n.version_date, '') AS other_date, COALESCE(l.reasons, '{}') AS reasons,
       COALESCE(l.decided_by, '') AS decided_by, COALESCE(l.decided_at, '') AS decided_at,
       COALESCE(l.note, '') AS note, '' AS stance
FROM links l
JOIN findings f ON f.finding_id = l.finding_id
JOIN publications p ON p.publication_id = f.publication_id
JOIN actions a ON a.action_id = l.action_id
JOIN plans n ON n.plan_id = a.plan_id
"""
_RECURRENCES = """
SELECT 'recurrence' AS kind, r.finding_id || '|' || r.earlier_finding_id AS target, r.status,
       '' AS strength, r.score, COALESCE(p.authority_id, '') AS authority_id, r.finding_id,
       r.earlier_finding_id AS other_id, f.publication_id,
       e.publication_id AS other_publication_id, '' AS plan_id, f.text AS finding_text,
       e.text AS other_text, COALESCE(p.published_date, '') AS date,
       COALESCE(q.published_date, '') AS other_date, COALESCE(r.reasons, '{}') AS reasons,
       COALESCE(r.decided_by, '') AS decided_by, COALESCE(r.decided_at, '') AS decided_at,
       COALESCE(json_extract(r.reasons, '$.note'), '') AS note, '' AS stance
FROM recurrences r
JOIN findings f ON f.finding_id = r.finding_id
JOIN publications p ON p.publication_id = f.publication_id
JOIN findings e ON e.finding_id = r.earlier_finding_id
JOIN publications q ON q.publication_id = e.publication_id
"""
_TAGS = """
SELECT 'tag' AS kind, t.finding_id || '|' || t.area_id AS target,
       CASE t.method WHEN 'person' THEN 'confirmed' ELSE 'suggested' END AS status,
       '' AS strength, t.score, COALESCE(p.authority_id, '') AS authority_id, t.finding_id,
       t.area_id AS other_id, f.publication_id, '' AS other_publication_id, '' AS plan_id,
       f.text AS finding_text, r.label AS other_text, COALESCE(p.published_date, '') AS date,
       '' AS other_date, '{}' AS reasons, '' AS decided_by, '' AS decided_at, '' AS note, t.stance
FROM tags t
JOIN areas r ON r.area_id = t.area_id
JOIN findings f ON f.finding_id = t.finding_id
JOIN publications p ON p.publication_id = f.publication_id
"""
QUERIES = {"link": _LINKS, "recurrence": _RECURRENCES, "tag": _TAGS}
STATUSES = ("candidate", "suggested", "confirmed", "rejected")


@dataclass(frozen=True, slots=True)
class Item(Record):
    """Something to decide on. `other`: the action, the earlier finding or the area."""

    kind: str
    target: str
    status: str
    strength: str
    score: float | None
    authority_id: str
    finding_id: str
    other_id: str
    publication_id: str
    other_publication_id: str
    plan_id: str
    finding_text: str
    other_text: str
    date: str
    other_date: str
    reasons: str
    decided_by: str
    decided_at: str
    note: str
    stance: str


def list_items(
    corpus: Corpus,
    *,
    kind: str = "link",
    status: str = "suggested",
    authority: str = "",
    limit: int = 20,
) -> list[Item]:
    """What waits for a decision, or was decided: the likeliest first."""
    with closing(open_database(corpus.database)) as connection:
        authority_id = authority_id_of(connection, authority) if authority else ""
        rows = connection.execute(
            f"SELECT * FROM ({QUERIES[kind]}) WHERE status = :status "  # noqa: S608  constants
            "AND :authority_id IN ('', authority_id) ORDER BY score DESC, target LIMIT :limit",
            {"status": status, "authority_id": authority_id, "limit": limit},
        ).fetchall()
    return [Item(**dict(row)) for row in rows]


def decide(
    corpus: Corpus,
    target: Sequence[str],
    verdict: str,
    *,
    by: str,
    note: str = "",
    strength: str = "",
    stance: str = "",
) -> Decision:
    """Keep one decision. UsageError for what is not known, or where there is nothing to undo.

    `target`: a link id; or a finding and an action, an earlier finding, or an area.
    """
    with closing(open_database(corpus.database)) as connection:
        item = _find(connection, target)
    undoes = ""
    if verdict == "undo":
        last = last_decision(read_decisions(corpus), item.target)
        if last is None:
            raise UsageError(f"nothing was decided on {item.target}; there is nothing to undo")
        undoes = last.decision_id
    decision = new_decision(
        decided_by=by,
        kind=item.kind,
        verdict=verdict,
        target=item.target,
        finding_id=item.finding_id,
        other=item.other_id,
        publication_id=item.publication_id,
        other_publication_id=item.other_publication_id,
        plan_id=item.plan_id,
        authority_id=item.authority_id,
        finding_text=item.finding_text,
        other_text=item.other_text,
        strength=strength if item.kind == "link" else "",
        stance=stance if item.kind == "tag" else "",
        note=note,
        undoes=undoes,
    )
    append_decisions(corpus, [decision])
    return decision


def _find(connection: sqlite3.Connection, target: Sequence[str]) -> Item:
    ids = [part for one in target for part in one.split("|") if part]
    where = {1: "target = ?", 2: "finding_id = ? AND other_id = ?"}.get(len(ids))
    if where is None:
        raise UsageError("name a link, or a finding and what it is linked with: two ids")
    for query in QUERIES.values():
        row = connection.execute(
            f"SELECT * FROM ({query}) WHERE {where}",  # noqa: S608  made of constants
            ids,
        ).fetchone()
        if row is not None:
            return Item(**dict(row))
    if len(ids) == 2:
        return _pair(connection, ids[0], ids[1])
    raise UsageError(f"there is no link {ids[0]!r}; 'letters review list' shows ids")


def _pair(connection: sqlite3.Connection, finding_id: str, other_id: str) -> Item:
    """A pair that the pipeline did not rank: a person may still know better."""
    finding = _row(
        connection,
        "SELECT f.publication_id, f.text, COALESCE(p.authority_id, '') AS authority_id "
        "FROM findings f JOIN publications p USING (publication_id) WHERE f.finding_id = ?",
        finding_id,
    )
    action = _row(connection, "SELECT plan_id, text FROM actions WHERE action_id = ?", other_id)
    earlier = _row(
        connection, "SELECT publication_id, text FROM findings WHERE finding_id = ?", other_id
    )
    area = _row(connection, "SELECT label AS text FROM areas WHERE area_id = ?", other_id)
    other = action or earlier or area
    if not finding or not other:
        raise UsageError(
            f"there is no {'finding' if not finding else 'action, finding or area'} "
            f"{finding_id if not finding else other_id!r}; 'letters review list' shows ids"
        )
    kind = "link" if action else "recurrence" if earlier else "tag"
    return Item(
        kind=kind,
        target=link_id(finding_id, other_id) if action else f"{finding_id}|{other_id}",
        status="",
        strength="",
        score=None,
        authority_id=str(finding["authority_id"]),
        finding_id=finding_id,
        other_id=other_id,
        publication_id=str(finding["publication_id"]),
        other_publication_id=str(earlier["publication_id"]) if kind == "recurrence" else "",
        plan_id=str(action["plan_id"]) if action else "",
        finding_text=str(finding["text"]),
        other_text=str(other["text"]),
        date="",
        other_date="",
        reasons=dumps({}),
        decided_by="",
        decided_at="",
        note="",
        stance="",
    )


def _row(connection: sqlite3.Connection, query: str, value: str) -> dict[str, Any]:
    row = connection.execute(query, (value,)).fetchone()
    return dict(row) if row is not None else {}
