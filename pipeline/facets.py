"""How many of the findings that a search found are of each kind, of each area and so on.

The counts are of the whole result, not of the page shown, up to `MOST` findings: beyond that they
are counts of the first ones in the database, and the answer says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pipeline.errors import UsageError
from pipeline.records import Record
from pipeline.saved import SavedSearch
from pipeline.search import DATE, JOINS, Filters, area_id_of, finding_ids, narrow

MOST = 100_000
NAMES = ("kind", "stance", "area", "theme", "publication_kind", "authority", "region", "year")

_COUNTS = """
WITH found AS MATERIALIZED (
  SELECT f.finding_id, f.kind, p.kind AS publication_kind, p.authority_id, p.publication_id,
         a.region, substr({date}, 1, 4) AS year
  FROM {source} {joins} WHERE {where} LIMIT {most}
), tagged AS MATERIALIZED (
  SELECT t.finding_id, t.area_id, t.stance FROM found JOIN tags t USING (finding_id)
)
SELECT 'total' AS facet, '' AS value, COUNT(*) AS findings FROM found
UNION ALL SELECT 'publications', '', COUNT(DISTINCT publication_id) FROM found
UNION ALL SELECT 'kind', kind, COUNT(*) FROM found GROUP BY kind
UNION ALL SELECT 'publication_kind', publication_kind, COUNT(*) FROM found GROUP BY 2
UNION ALL SELECT 'authority', authority_id, COUNT(*) FROM found GROUP BY 2
UNION ALL SELECT 'region', region, COUNT(*) FROM found GROUP BY 2
UNION ALL SELECT 'year', year, COUNT(*) FROM found GROUP BY 2
UNION ALL SELECT 'stance', stance, COUNT(DISTINCT finding_id) FROM tagged
WHERE ? IN ('', area_id) GROUP BY 2
UNION ALL SELECT 'area', area_id, COUNT(*) FROM tagged GROUP BY 2
UNION ALL SELECT 'theme', r.theme, COUNT(DISTINCT t.finding_id)
FROM tagged t JOIN areas r USING (area_id) GROUP BY 2
"""


@dataclass(frozen=True, slots=True)
class Count(Record):
    """One value of a facet, the words for it, and how many findings have it."""

    value: str
    label: str
    findings: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by facet (`NAMES`), the most frequent first; years the latest first."""

    total: int
    publications: int
    counts: dict[str, list[Count]]

    @property
    def is_partial(self) -> bool:
        """Whether there are more findings than were counted."""
        return self.total >= MOST


def count_facets(connection: sqlite3.Connection, query: str, filters: Filters) -> Facets:
    """Counts over all findings of this search. A stance is counted for the area asked for, if any.

    UsageError for a filter with a value that is not known.
    """
    narrowed = narrow(connection, query, filters)
    source, where, values = "findings f", narrowed.where, list(narrowed.values)
    if narrowed.wanted:
        # CROSS: SQLite is not to look up the words for each finding of a kind in turn.
        source = "findings_fts CROSS JOIN findings f ON f.rowid = findings_fts.rowid"
        where = f"findings_fts MATCH ? AND {where}"
        values.insert(0, narrowed.wanted)
    sql = _COUNTS.format(source=source, joins=JOINS, where=where, date=DATE, most=MOST)
    # Of a finding about several areas, that stance counts which it takes on the one asked for.
    area = area_id_of(connection, filters.area) if filters.area else ""
    rows = connection.execute(sql, [*values, area]).fetchall()
    labels = dict(connection.execute("SELECT area_id, label FROM areas").fetchall())
    names = dict(connection.execute("SELECT authority_id, name FROM authorities").fetchall())
    return _facets(rows, {"area": labels, "authority": names})


def _facets(rows: list[sqlite3.Row], labels: dict[str, dict[str, str]]) -> Facets:
    found: dict[str, list[Count]] = {name: [] for name in NAMES}
    totals = {"total": 0, "publications": 0}
    for facet, value, findings in rows:
        if facet in totals:
            totals[facet] = findings
        elif value:
            label = labels.get(facet, {}).get(value, value)
            found[facet].append(Count(value, label, findings))
    for name, counts in found.items():
        if name == "year":
            counts.sort(key=lambda one: one.value, reverse=True)
        else:
            counts.sort(key=lambda one: (-one.findings, one.label))
    return Facets(totals["total"], totals["publications"], found)


@dataclass(frozen=True, slots=True)
class SavedCount(Record):
    """A saved search with how much it finds now. `new`: of publications first built last.

    `address`: the search as a page of the site, from its root.
    """

    name: str
    findings: int
    new: int
    address: str
    saved_by: str
    saved_at: str


def count_saved(connection: sqlite3.Connection, saved: Iterable[SavedSearch]) -> list[SavedCount]:
    """Each saved search with its counts; one whose council or area is gone finds nothing."""
    found = []
    for one in saved:
        try:
            findings = len(finding_ids(connection, one.query, one.filters))
            new = len(finding_ids(connection, one.query, replace(one.filters, new=True)))
        except UsageError:
            findings = new = 0
        address = f"/?{urlencode(one.args)}"
        found.append(SavedCount(one.name, findings, new, address, one.saved_by, one.saved_at))
    return found
