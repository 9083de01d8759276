"""What only all publications of an authority together can tell: mentions and restatements.

Both depend on nothing but the publications of one authority and of its predecessors and
successors. An incremental build looks at the mentions of the authorities that it touched, and
compares the passages of those papers only for which something has changed.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline.authorities import Authorities
from pipeline.db.mentioned import Held, resolve
from pipeline.db.restate import Passage, Sources
from pipeline.records import ASKS_FOR_ACTION
from pipeline.store import dumps

REPEATING = ("committee_report",)
"""Kinds that tell what other publications found."""
_NO_SOURCE = ("committee_report", "improvement_plan", "other")


def authorities_of(connection: sqlite3.Connection, publication_ids: Iterable[str]) -> set[str]:
    """The authorities that these publications are about, as far as they are in the database."""
    rows = connection.execute(
        "SELECT DISTINCT authority_id FROM publications WHERE authority_id IS NOT NULL "
        "AND publication_id IN (SELECT value FROM json_each(?))",
        (dumps(sorted(publication_ids)),),
    )
    return {row[0] for row in rows}


def papers_repeating(connection: sqlite3.Connection, publication_ids: Iterable[str]) -> set[str]:
    """The publications of which some finding restates one of these."""
    rows = connection.execute(
        "SELECT DISTINCT r.publication_id FROM findings f "
        "JOIN findings r ON r.restates_finding_id = f.finding_id "
        "WHERE f.publication_id IN (SELECT value FROM json_each(?))",
        (dumps(sorted(publication_ids)),),
    )
    return {row[0] for row in rows}


def connect_publications(
    connection: sqlite3.Connection,
    authorities: Authorities,
    touched: Collection[str] | None = None,
    changed: Collection[str] = (),
    unsure: Collection[str] = (),
) -> None:
    """Fill `mentions.mentioned_publication_id` and `findings.restates_finding_id`.

    `touched`: the authorities whose publications changed; None for all. `changed`: the
    publications that are new or were read anew; `unsure`: those that restated what has gone.
    """
    lines = authority_lines(authorities)
    held = _held(connection, lines, touched)
    # A publication of a predecessor may be what one of its successor speaks of, and the reverse.
    wanted = held.keys() if touched is None else _near(touched, lines)
    for authority in sorted(wanted & held.keys()):
        others = [one for near in sorted(lines.get(authority, {authority})) for one in held[near]]
        papers: dict[Held, frozenset[str]] = {}
        for publication in held[authority]:
            mentioned, is_new = _resolve_mentions(connection, publication, others)
            if publication.kind in REPEATING and (
                touched is None
                or is_new
                or publication.publication_id in changed
                or publication.publication_id in unsure
                or any(one.publication_id in changed for one in _sources(publication, others))
            ):
                papers[publication] = mentioned
        if papers:
            _find_restatements(connection, papers, others)


def _near(touched: Iterable[str], lines: Mapping[str, set[str]]) -> set[str]:
    return {near for one in touched for near in lines.get(one, {one})}


def _held(
    connection: sqlite3.Connection, lines: Mapping[str, set[str]], touched: Collection[str] | None
) -> defaultdict[str, list[Held]]:
    """The publications that were read, by authority: all, or those on the lines of the touched."""
    held: defaultdict[str, list[Held]] = defaultdict(list)
    query = (
        "SELECT authority_id, publication_id, kind, published_date, visit_start_date, "
        "visit_end_date, fetched_at FROM publications WHERE status = 'read' AND {} "
        "ORDER BY publication_id"
    )
    if touched is None:
        rows = connection.execute(query.format("authority_id IS NOT NULL"))
    else:
        wanted = dumps(sorted(_near(_near(touched, lines), lines)))
        among = "authority_id IN (SELECT value FROM json_each(?))"
        rows = connection.execute(query.format(among), (wanted,))
    for authority, *values in rows:
        held[authority].append(Held(*(value or "" for value in values)))
    return held


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
) -> tuple[frozenset[str], bool]:
    """Write what the mentions of a publication mean; which these are, and whether that is new."""
    mentioned = set()
    changes = []
    rows = connection.execute(
        "SELECT rowid, mentioned_kind, mentioned_date, mentioned_date_kind, "
        "mentioned_publication_id FROM mentions WHERE publication_id = ?",
        (by.publication_id,),
    ).fetchall()
    for rowid, kind, date, date_kind, before in rows:
        found = resolve(kind, date, date_kind, by, others)
        if found:
            mentioned.add(found)
        if found != before:
            changes.append((found, rowid))
    connection.executemany(
        "UPDATE mentions SET mentioned_publication_id = ? WHERE rowid = ?", changes
    )
    return frozenset(mentioned), bool(changes)


def _find_restatements(
    connection: sqlite3.Connection,
    papers: Mapping[Held, frozenset[str]],
    others: Sequence[Held],
) -> None:
    """Write which findings of earlier publications council papers repeat.

    `papers`: with the publications that each mentions.
    """
    wanted = {one.publication_id: one for paper in papers for one in _sources(paper, others)}
    sources = Sources(
        passage for one in wanted.values() for passage, _, _ in _passages(connection, one)
    )
    changes = []
    for paper, mentioned in papers.items():
        among = {one.publication_id for one in _sources(paper, others)}
        for passage, addressed_to, before in _passages(connection, paper):
            found = ""
            if addressed_to != "committee":
                found = sources.source_of(passage, mentioned, among)
            if (found or None) != before:
                changes.append((found or None, passage.finding_id))
    connection.executemany(
        "UPDATE findings SET restates_finding_id = ? WHERE finding_id = ?", changes
    )


def _sources(paper: Held, others: Sequence[Held]) -> list[Held]:
    """The publications that a paper may repeat."""
    return [one for one in others if one.kind not in _NO_SOURCE and _is_earlier(one, paper)]


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
