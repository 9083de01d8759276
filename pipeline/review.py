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
_PLACES = {
    "link": "SELECT finding_id, action_id AS other_id, link_id AS target, status, score FROM links",
    "recurrence": (
        "SELECT finding_id, earlier_finding_id AS other_id, "
        "finding_id || '|' || earlier_finding_id AS target, status, score FROM recurrences"
    ),
    "tag": (
        "SELECT finding_id, area_id AS other_id, finding_id || '|' || area_id AS target, "
        "CASE method WHEN 'person' THEN 'confirmed' ELSE 'suggested' END AS status, score FROM tags"
    ),
}
"""What is needed to find, count and order items. Their texts are read for those that are shown:
sorting thirty thousand texts takes longer than anything else on the page."""
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items: of one kind and status; of one authority and one plan, where they are said."""

    kind: str = "link"
    status: str = "suggested"
    authority_id: str = ""
    plan_id: str = ""


_OF_AUTHORITY = (
    "finding_id IN (SELECT f.finding_id FROM publications p JOIN findings f "
    "ON f.publication_id = p.publication_id WHERE p.authority_id = :authority_id)"
)
_OF_PLAN = "other_id IN (SELECT action_id FROM actions WHERE plan_id = :plan_id)"
_LIKELIEST = "ORDER BY likeliness DESC, target"


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
        return read_items(connection, Wanted(kind, status, authority_id), limit=limit)


def read_items(
    connection: sqlite3.Connection, wanted: Wanted, *, limit: int = 20, offset: int = 0
) -> list[Item]:
    """Some of the items, the likeliest first."""
    return _items(connection, wanted, {"limit": limit, "offset": offset})


def count_items(connection: sqlite3.Connection, wanted: Wanted) -> int:
    """How many items there are."""
    row = connection.execute(f"SELECT COUNT(*) FROM ({_places(wanted)})", _names(wanted)).fetchone()  # noqa: S608  constants
    return int(row[0])


def item_beside(
    connection: sqlite3.Connection, wanted: Wanted, item: Item, *, before: bool = False
) -> Item | None:
    """The item after this one, or before it, whether or not this one is still among them."""
    place = {"likeliness": -1.0 if item.score is None else item.score, "target": item.target}
    less = "(likeliness < :likeliness OR (likeliness = :likeliness AND target > :target))"
    more = "(likeliness > :likeliness OR (likeliness = :likeliness AND target < :target))"
    found = _items(
        connection,
        wanted,
        {**place, "limit": 1, "offset": 0},
        where=f"WHERE {more if before else less}",
        order="ORDER BY likeliness, target DESC" if before else _LIKELIEST,
    )
    return found[0] if found else None


def _items(
    connection: sqlite3.Connection,
    wanted: Wanted,
    values: dict[str, Any],
    *,
    where: str = "",
    order: str = _LIKELIEST,
) -> list[Item]:
    places = connection.execute(
        f"SELECT finding_id, other_id FROM ({_places(wanted)}) {where} {order} "  # noqa: S608
        "LIMIT :limit OFFSET :offset",
        {**_names(wanted), **values},
    ).fetchall()
    query = f"SELECT * FROM ({QUERIES[wanted.kind]}) WHERE finding_id = ? AND other_id = ?"  # noqa: S608
    return [_item(connection.execute(query, tuple(place)).fetchone()) for place in places]


def _places(wanted: Wanted) -> str:
    conditions = ["status = :status"]
    if wanted.authority_id:
        conditions.append(_OF_AUTHORITY)
    if wanted.plan_id:
        conditions.append(_OF_PLAN if wanted.kind == "link" else "0")
    return (
        f"SELECT finding_id, other_id, target, COALESCE(score, -1) AS likeliness "  # noqa: S608
        f"FROM ({_PLACES[wanted.kind]}) WHERE {' AND '.join(conditions)}"
    )


def _names(wanted: Wanted) -> dict[str, str]:
    return {
        "status": wanted.status,
        "authority_id": wanted.authority_id,
        "plan_id": wanted.plan_id,
    }


def _item(row: sqlite3.Row) -> Item:
    return Item(**dict(row))


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
        item = find_item(connection, target)
    return decide_item(corpus, item, verdict, by=by, note=note, strength=strength, stance=stance)


def decide_item(
    corpus: Corpus,
    item: Item,
    verdict: str,
    *,
    by: str,
    note: str = "",
    strength: str = "",
    stance: str = "",
    decision_id: str = "",
) -> Decision:
    """Keep one decision on an item that was found.

    `decision_id`: given where the same request may come twice; a decision of this id counts once.
    """
    undoes = ""
    if verdict == "undo":
        last = last_decision(read_decisions(corpus), item.target)
        if last is None:
            raise UsageError(f"nothing was decided on {item.target}; there is nothing to undo")
        undoes = last.decision_id
    decision = new_decision(
        decision_id=decision_id,
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


def find_item(connection: sqlite3.Connection, target: Sequence[str]) -> Item:
    """One item by its target; also a pair of which the pipeline says nothing. Else UsageError."""
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
            return _item(row)
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
