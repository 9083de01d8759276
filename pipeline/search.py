"""Ranked findings from findings.db. Reads the database, never the data folder."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from pipeline.authorities import Authorities, Authority
from pipeline.db.connect import open_database
from pipeline.errors import UsageError
from pipeline.query import parse_query
from pipeline.records import FINDING_KINDS, PUBLICATION_KINDS, Record, iso_date

STANCES = ("strength", "concern", "mixed", "neutral")
DATE = "COALESCE(p.published_date, p.visit_end_date, p.event_date)"
_COLUMNS = f"""
f.finding_id, f.publication_id, COALESCE(a.name, '') AS authority, p.kind AS publication_kind,
f.kind, COALESCE({DATE}, '') AS date, COALESCE(p.title, '') AS title,
COALESCE(f.section, '') AS section, COALESCE(f.paragraph_number, '') AS paragraph_number,
f.page, f.text, COALESCE(p.url, '') AS url, COALESCE(p.file, '') AS file
"""
JOINS = """
JOIN publications p ON p.publication_id = f.publication_id
LEFT JOIN authorities a ON a.authority_id = p.authority_id
"""
SNIPPET_WORDS = 32
MOST_NAMED = 60
"""So many values at most are all named where one is not known: the areas are, councils are not."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search; empty values narrow nothing.

    `authority`: id or name. `kind`: of the finding. `stance`: that of `area`, of an area of
    `theme`, or of any area. `since`, `until`: days of publication (else of the visit), both
    included. `year`: of that day. `new`: publications first built in the last run. Publications
    that a later version replaces are left out unless `superseded`.
    """

    area: str = ""
    theme: str = ""
    authority: str = ""
    region: str = ""
    kind: str = ""
    publication_kind: str = ""
    stance: str = ""
    since: str = ""
    until: str = ""
    year: str = ""
    new: bool = False
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Tagged(Record):
    """One area of a finding, and what it says of it."""

    area_id: str
    stance: str


@dataclass(frozen=True, slots=True)
class Hit(Record):
    """One finding that was found. `file` is relative to the data folder."""

    finding_id: str
    publication_id: str
    authority: str
    publication_kind: str
    kind: str
    date: str
    title: str
    section: str
    paragraph_number: str
    page: int | None
    snippet: str
    text: str
    url: str
    file: str
    tags: tuple[Tagged, ...] = ()


def search(
    database: Path,
    query: str,
    *,
    filters: Filters | None = None,
    limit: int | None = 20,
    marks: tuple[str, str] = ("[", "]"),
) -> list[Hit]:
    """As `search_findings`, in the database of this path."""
    with closing(open_database(database)) as connection:
        return search_findings(connection, query, filters=filters, limit=limit, marks=marks)


def search_findings(
    connection: sqlite3.Connection,
    query: str,
    *,
    filters: Filters | None = None,
    limit: int | None = 20,
    offset: int = 0,
    newest: bool = False,
    marks: tuple[str, str] = ("[", "]"),
) -> list[Hit]:
    """The findings that `query` names, best first; without words, or if `newest`, newest first.

    `marks` stand around the matched words of a snippet. `limit` None: all. `offset`: how many of
    the first to leave out.
    """
    narrowed = narrow(connection, query, filters or Filters())
    rows = _rows(connection, narrowed, limit, offset, newest, marks)
    hits = [_hit(row) for row in rows]
    tags = _tags(connection, [hit.finding_id for hit in hits])
    return [replace(hit, tags=tags[hit.finding_id]) for hit in hits]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A query and filters as SQL over `findings f`, `publications p` and `authorities a` (`JOINS`).

    `wanted`: an FTS5 expression, '' for all. `conditions`: to be joined by AND; `values`: theirs.
    """

    wanted: str
    conditions: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def where(self) -> str:
        return " AND ".join(self.conditions) or "1"


def narrow(connection: sqlite3.Connection, query: str, filters: Filters) -> Narrowed:
    """What `query` and `filters` mean. UsageError for a filter with a value that is not known."""
    where, values = _conditions(connection, filters)
    parsed = parse_query(query)
    if parsed.excluded:
        where.append("f.rowid NOT IN (SELECT rowid FROM findings_fts WHERE findings_fts MATCH ?)")
        values.append(parsed.excluded)
    return Narrowed(parsed.wanted, tuple(where), tuple(values))


def finding_ids(
    connection: sqlite3.Connection, query: str, filters: Filters | None = None
) -> list[str]:
    """The ids of all findings that `search` would give, in its order."""
    narrowed = narrow(connection, query, filters or Filters())
    source, where, values = "findings f", narrowed.where, list(narrowed.values)
    order = f"{DATE} DESC, p.publication_id, f.position"
    if narrowed.wanted:
        source = "findings_fts CROSS JOIN findings f ON f.rowid = findings_fts.rowid"
        where = f"findings_fts MATCH ? AND {where}"
        values.insert(0, narrowed.wanted)
        order = f"bm25(findings_fts), {DATE} DESC, f.finding_id"
    rows = connection.execute(
        f"SELECT f.finding_id FROM {source} {JOINS} WHERE {where} ORDER BY {order}",  # noqa: S608
        values,
    )
    return [row[0] for row in rows]


def _rows(
    connection: sqlite3.Connection,
    narrowed: Narrowed,
    limit: int | None,
    offset: int,
    newest: bool,
    marks: tuple[str, str],
) -> list[sqlite3.Row]:
    most = -1 if limit is None else limit
    wanted, conditions, values = narrowed.wanted, narrowed.where, narrowed.values
    if not wanted:
        return connection.execute(
            f"SELECT {_COLUMNS}, '' AS snippet FROM findings f {JOINS} WHERE {conditions} "  # noqa: S608
            f"ORDER BY {DATE} DESC, p.publication_id, f.position LIMIT ? OFFSET ?",
            (*values, most, offset),
        ).fetchall()
    first = "day DESC, rank" if newest else "rank, day DESC"
    # Snippets are made in the outer query: for the best only, not for all that match.
    return connection.execute(
        f"""
        WITH best AS MATERIALIZED (
          SELECT findings_fts.rowid AS id, bm25(findings_fts) AS rank, {DATE} AS day, f.finding_id
          FROM findings_fts CROSS JOIN findings f ON f.rowid = findings_fts.rowid {JOINS}
          WHERE findings_fts MATCH ? AND {conditions}
          ORDER BY {first}, f.finding_id LIMIT ? OFFSET ?
        )
        SELECT {_COLUMNS}, snippet(findings_fts, 0, ?, ?, '…', {SNIPPET_WORDS}) AS snippet
        FROM best JOIN findings_fts ON findings_fts.rowid = best.id
        JOIN findings f ON f.rowid = best.id {JOINS}
        WHERE findings_fts MATCH ?
        ORDER BY {first.replace("day", "best.day").replace("rank", "best.rank")}, best.finding_id
        """,  # noqa: S608
        (wanted, *values, most, offset, *marks, wanted),
    ).fetchall()


def _hit(row: sqlite3.Row) -> Hit:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118  a Row iterates over values
    return Hit(**{**values, "snippet": values["snippet"] or _beginning(values["text"])})


def _beginning(text: str) -> str:
    words = text.split()
    return " ".join(words[:SNIPPET_WORDS]) + ("…" if len(words) > SNIPPET_WORDS else "")


def _tags(
    connection: sqlite3.Connection, finding_ids: list[str]
) -> defaultdict[str, tuple[Tagged, ...]]:
    found: defaultdict[str, tuple[Tagged, ...]] = defaultdict(tuple)
    rows = connection.execute(
        "SELECT finding_id, area_id, stance FROM tags "
        "WHERE finding_id IN (SELECT value FROM json_each(?)) ORDER BY finding_id, area_id",
        (json.dumps(finding_ids),),
    )
    for finding_id, area_id, stance in rows:
        found[finding_id] += (Tagged(area_id, stance),)
    return found


def _conditions(connection: sqlite3.Connection, filters: Filters) -> tuple[list[str], list[str]]:
    where: list[str] = []
    values: list[str] = []

    def add(condition: str, *parameters: str) -> None:
        where.append(condition)
        values.extend(parameters)

    if filters.authority:
        add("p.authority_id = ?", authority_id_of(connection, filters.authority))
    if filters.region:
        regions = _column(connection, "SELECT DISTINCT region FROM authorities")
        add("a.region = ?", _one_of("region", filters.region, regions))
    if filters.kind:
        add("f.kind = ?", _one_of("kind", filters.kind, FINDING_KINDS))
    if filters.publication_kind:
        kind = _one_of("publication kind", filters.publication_kind, PUBLICATION_KINDS)
        add("p.kind = ?", kind)
    stance = _one_of("stance", filters.stance, STANCES) if filters.stance else ""
    if filters.area:
        area_id = area_id_of(connection, filters.area)
        add(
            "EXISTS (SELECT 1 FROM tags t WHERE t.finding_id = f.finding_id "
            "AND t.area_id = ? AND ? IN ('', t.stance))",
            area_id,
            stance,
        )
    elif stance and not filters.theme:
        add(
            "EXISTS (SELECT 1 FROM tags t WHERE t.finding_id = f.finding_id AND t.stance = ?)",
            stance,
        )
    if filters.theme:
        themes = _column(connection, "SELECT DISTINCT theme FROM areas")
        add(
            "EXISTS (SELECT 1 FROM tags t JOIN areas r ON r.area_id = t.area_id "
            "WHERE t.finding_id = f.finding_id AND r.theme = ? AND ? IN ('', t.stance))",
            _one_of("theme", filters.theme, themes),
            stance,
        )
    for condition, day in _days(filters):
        add(condition, day)
    if filters.year:
        add(f"substr({DATE}, 1, 4) = ?", filters.year)
    if filters.new:
        add(
            "p.publication_id IN (SELECT value FROM json_each((SELECT counts FROM runs "
            "ORDER BY run_id DESC LIMIT 1), '$.new_publications'))"
        )
    if not filters.superseded:
        add("NOT EXISTS (SELECT 1 FROM publications n WHERE n.supersedes_id = p.publication_id)")
    return where, values


def _days(filters: Filters) -> list[tuple[str, str]]:
    """Conditions on the day of publication, each with its value."""
    found = []
    if filters.since:
        found.append((f"{DATE} >= ?", _day("since", filters.since)))
    if filters.until:
        found.append((f"{DATE} <= ?", _day("until", filters.until)))
    if len(found) > 1 and filters.since > filters.until:
        raise UsageError(f"no day is from {filters.since} to {filters.until}: swap the two")
    return found


def _column(connection: sqlite3.Connection, query: str) -> list[str]:
    return sorted(row[0] for row in connection.execute(query) if row[0])


def area_id_of(connection: sqlite3.Connection, said: str) -> str:
    """The id of the area that was meant by an id or by the name people read. Else UsageError."""
    rows = connection.execute("SELECT area_id, label FROM areas").fetchall()
    by_name = {row["label"].casefold(): row["area_id"] for row in rows}
    meant = by_name.get(said.strip().casefold(), said)
    return _one_of("area", meant, [row["area_id"] for row in rows])


def authority_id_of(connection: sqlite3.Connection, said: str) -> str:
    """The id of the authority that was meant by an id or a name. Else UsageError."""
    rows = connection.execute("SELECT authority_id, name, valid_to FROM authorities").fetchall()
    held = Authorities.of(
        Authority(row["authority_id"], row["name"], valid_to=row["valid_to"] or "") for row in rows
    )
    found = held.resolve(said)
    return found.authority_id if found else _one_of("authority", said, held.by_id)


def _one_of(what: str, said: str, known: Iterable[str]) -> str:
    """The value of `known` that was meant: letter case does not matter. Else UsageError."""
    by_key = {value.casefold(): value for value in known}
    found = by_key.get(said.strip().casefold())
    if found is None:
        close = [by_key[key] for key in get_close_matches(said.strip().casefold(), by_key, 3)]
        few = sorted(by_key.values()) if len(by_key) <= MOST_NAMED else []
        hint = ", ".join(dict.fromkeys(close or few))
        if not hint:
            raise UsageError(f"no {what} {said!r}; write its name in full, such as 'Leeds'")
        raise UsageError(f"no {what} {said!r}; {'did you mean' if close else 'known'}: {hint}")
    return found


def _day(what: str, said: str) -> str:
    try:
        iso_date(said, what)
    except ValueError as error:
        raise UsageError(f"{what}: {said!r} is no date like 2024-03-26") from error
    return said
