"""What only all publications of an authority together can tell: mentions and restatements.

Both depend on nothing but the publications of one authority and of its predecessors and
successors, so an incremental build works on the authorities that it touched and on no others.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from pipeline.authorities import Authorities
from pipeline.db.mentioned import Held, resolve
from pipeline.db.restate import Passage, source_of
from pipeline.records import ASKS_FOR_ACTION

REPEATING = ("committee_report",)
"""Kinds that tell what other publications found."""
_NO_SOURCE = ("committee_report", "improvement_plan", "other")


def authorities_of(connection: sqlite3.Connection, publication_ids: Iterable[str]) -> set[str]:
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
    lines = authority_lines(authorities)
    held: defaultdict[str, list[Held]] = defaultdict(list)
    rows = connection.execute(
        "SELECT authority_id, publication_id, kind, published_date, visit_start_date, "
        "visit_end_date, fetched_at FROM publications WHERE authority_id IS NOT NULL "
        "AND status = 'read' ORDER BY publication_id"
    )
    for authority, *values in rows:
        held[authority].append(Held(*(value or "" for value in values)))
    # A publication of a predecessor may be what one of its successor speaks of, and the reverse.
    wanted = held.keys() if touched is None else {b for a in touched for b in lines.get(a, {a})}
    for authority in sorted(wanted & held.keys()):
        others = [one for near in sorted(lines.get(authority, {authority})) for one in held[near]]
        for publication in held[authority]:
            mentioned = _resolve_mentions(connection, publication, others)
            if publication.kind in REPEATING:
                _find_restatements(connection, publication, others, mentioned)


def authority_lines(authorities: Authorities) -> dict[str, set[str]]:
    """Each authority with its predecessors and successors; not with what else came of those."""
    after = {one.authority_id: set(one.successors) for one in authorities.by_id.values()}
    lines: dict[str, set[str]] = {one: {one} for one in after}
    for one in after:
        reached, waiting = set(), [one]
        while waiting:
            for successor in after.get(waiting.pop(), ()):
                if successor not in reached:
                    reached.add(successor)
                    waiting.append(successor)
        for successor in reached:
            lines[one].add(successor)
            lines.setdefault(successor, {successor}).add(one)
    return lines


def _resolve_mentions(
    connection: sqlite3.Connection, by: Held, others: Sequence[Held]
) -> frozenset[str]:
    """Write what the mentions of a publication mean; the publications that it mentions."""
    mentioned = set()
    changes = []
    rows = connection.execute(
        "SELECT rowid, mentioned_kind, mentioned_date, mentioned_date_kind, "
        "mentioned_publication_id FROM mentions WHERE publication_id = ?",
        (by.publication_id,),
    )
    for rowid, kind, date, date_kind, before in rows:
        found = resolve(kind, date, date_kind, by, others)
        if found:
            mentioned.add(found)
        if found != before:
            changes.append((found, rowid))
    connection.executemany(
        "UPDATE mentions SET mentioned_publication_id = ? WHERE rowid = ?", changes
    )
    return frozenset(mentioned)


def _find_restatements(
    connection: sqlite3.Connection, paper: Held, others: Sequence[Held], mentioned: frozenset[str]
) -> None:
    """Write which findings of earlier publications a council paper repeats."""
    sources = [
        passage
        for one in others
        if one.kind not in _NO_SOURCE and _is_earlier(one, paper)
        for passage, _, _ in _passages(connection, one)
    ]
    changes = []
    for passage, addressed_to, before in _passages(connection, paper):
        found = "" if addressed_to == "committee" else source_of(passage, sources, mentioned)
        if (found or None) != before:
            changes.append((found or None, passage.finding_id))
    connection.executemany(
        "UPDATE findings SET restates_finding_id = ? WHERE finding_id = ?", changes
    )


def _is_earlier(one: Held, paper: Held) -> bool:
    return not (one.published_date and paper.published_date) or (
        one.published_date <= paper.published_date
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
