"""What only all publications of an authority together can tell: mentions and restatements.

Both depend on nothing but the publications of one authority and of its predecessors and
successors, so an incremental build works on the authorities that it touched and on no others.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pipeline.authorities import Authorities
from pipeline.db.mentioned import Held, resolve
from pipeline.db.restate import Passage, source_of
from pipeline.records import ASKS_FOR_ACTION

REPEATING = ("committee_report",)
"""Kinds that tell what other publications found."""
_NO_SOURCE = ("committee_report", "improvement_plan", "other")


@dataclass(slots=True)
class _Group:
    """The publications of an authority, its predecessors and successors."""

    held: list[Held] = field(default_factory=list)
    by_id: dict[str, Held] = field(default_factory=dict)


def authorities_of(
    connection: sqlite3.Connection, publication_ids: Iterable[str]
) -> set[str]:
    """The authorities that these publications are about, as far as they are in the database."""
    wanted = set(publication_ids)
    rows = connection.execute("SELECT publication_id, authority_id FROM publications")
    return {authority for publication, authority in rows if publication in wanted and authority}


def connect_publications(
    connection: sqlite3.Connection, authorities: Authorities, touched: Collection[str] | None
) -> None:
    """Fill `mentions.mentioned_publication_id` and `findings.restates_finding_id`.

    `touched`: the authorities whose publications changed; None for all.
    """
    groups = _groups(authorities)
    wanted = None if touched is None else {groups.get(one, one) for one in touched}
    publications: defaultdict[str, _Group] = defaultdict(_Group)
    rows = connection.execute(
        "SELECT authority_id, publication_id, kind, published_date, visit_start_date, "
        "visit_end_date, fetched_at FROM publications WHERE authority_id IS NOT NULL "
        "AND status = 'read' ORDER BY publication_id"
    )
    for authority, *values in rows:
        group = groups.get(authority, authority)
        if wanted is None or group in wanted:
            one = Held(*(value or "" for value in values))
            publications[group].held.append(one)
            publications[group].by_id[one.publication_id] = one
    for _, group in sorted(publications.items()):
        mentioned = _resolve_mentions(connection, group)
        _find_restatements(connection, group, mentioned)


def _groups(authorities: Authorities) -> dict[str, str]:
    """Each authority and the name of its group: the first id of all that succession joins."""
    joined: dict[str, set[str]] = {}
    for authority in authorities.by_id.values():
        together = {authority.authority_id, *authority.successors}
        for one in list(together):
            together |= joined.get(one, set())
        for one in together:
            joined[one] = together
    return {one: min(together) for one, together in joined.items()}


def _resolve_mentions(
    connection: sqlite3.Connection, group: _Group
) -> defaultdict[str, set[str]]:
    """Write what mentions mean; the publications that each publication mentions."""
    mentioned: defaultdict[str, set[str]] = defaultdict(set)
    changes = []
    for publication_id, by in group.by_id.items():
        rows = connection.execute(
            "SELECT rowid, mentioned_kind, mentioned_date, mentioned_date_kind, "
            "mentioned_publication_id FROM mentions WHERE publication_id = ?",
            (publication_id,),
        )
        for rowid, kind, date, date_kind, before in rows:
            found = resolve(kind, date, date_kind, by, group.held)
            if found:
                mentioned[publication_id].add(found)
            if found != before:
                changes.append((found, rowid))
    connection.executemany(
        "UPDATE mentions SET mentioned_publication_id = ? WHERE rowid = ?", changes
    )
    return mentioned


def _find_restatements(
    connection: sqlite3.Connection, group: _Group, mentioned: dict[str, set[str]]
) -> None:
    papers = [one for one in group.held if one.kind in REPEATING]
    if not papers:
        return
    sources = [
        passage
        for one in group.held
        if one.kind not in _NO_SOURCE
        for passage, _, _ in _passages(connection, one)
    ]
    changes = []
    for paper in papers:
        earlier = [
            source
            for source in sources
            if not paper.published_date or not source.date or source.date <= paper.published_date
        ]
        named = frozenset(mentioned.get(paper.publication_id, ()))
        for passage, addressed_to, before in _passages(connection, paper):
            found = "" if addressed_to == "committee" else source_of(passage, earlier, named)
            if (found or None) != before:
                changes.append((found or None, passage.finding_id))
    connection.executemany(
        "UPDATE findings SET restates_finding_id = ? WHERE finding_id = ?", changes
    )


def _passages(
    connection: sqlite3.Connection, publication: Held
) -> list[tuple[Passage, str, str | None]]:
    """Each finding, to whom it is addressed, and what it was said to restate."""
    rows = connection.execute(
        "SELECT finding_id, kind, text, addressed_to, restates_finding_id FROM findings "
        "WHERE publication_id = ? ORDER BY position",
        (publication.publication_id,),
    )
    identifier, date = publication.publication_id, publication.published_date
    return [
        (Passage(finding_id, identifier, date, kind in ASKS_FOR_ACTION, text), addressed_to, before)
        for finding_id, kind, text, addressed_to, before in rows
    ]
