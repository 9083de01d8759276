"""What an export holds: the findings that a search finds, and what belongs to them.

The choice is kept in temporary tables of the open connection; the database itself is not touched.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, fields, replace

from pipeline.cite import page_link
from pipeline.records import Record
from pipeline.search import Filters, authority_id_of, finding_ids

_CURRENT = "NOT EXISTS (SELECT 1 FROM publications n WHERE n.supersedes_id = p.publication_id)"
_OWN = """
SELECT authority_id FROM temp.chosen_authorities
UNION SELECT successor_id FROM authority_successions
WHERE predecessor_id IN (SELECT authority_id FROM temp.chosen_authorities)
"""


@dataclass(frozen=True, slots=True)
class Selection(Record):
    """The question of an export: words and filters as `letters search` takes them."""

    query: str = ""
    filters: Filters = field(default_factory=Filters)

    @property
    def is_all(self) -> bool:
        """Whether nothing narrows it."""
        return not self.query.strip() and self.filters == Filters()

    @property
    def is_place(self) -> bool:
        """Whether only a council or a region narrows it: then its whole plans belong to it."""
        place = Filters(authority=self.filters.authority, region=self.filters.region)
        return not self.query.strip() and self.filters == place

    @property
    def said(self) -> dict[str, str]:
        """What narrows it, by name; empty for everything."""
        found = {"query": " ".join(self.query.split())}
        for one in fields(self.filters):
            value = getattr(self.filters, one.name)
            found[one.name] = "yes" if value is True else value or ""
        return {name: value for name, value in found.items() if value}

    @property
    def words(self) -> str:
        """The same in one line: `supervision; authority: vale`."""
        said = dict(self.said)
        query = said.pop("query", "")
        parts = [query, *(f"{name.replace('_', ' ')}: {value}" for name, value in said.items())]
        return "; ".join(filter(None, parts)) or "everything current"


def choose(connection: sqlite3.Connection, selection: Selection) -> None:
    """Fill the temporary tables `chosen_…`. UsageError for an unknown council, area and so on."""
    connection.create_function("page_link", 3, _link, deterministic=True)
    for name, key in (
        ("findings", "finding_id"),
        ("publications", "publication_id"),
        ("authorities", "authority_id"),
        ("plans", "plan_id"),
        ("actions", "action_id"),
    ):
        connection.execute(
            f"CREATE TEMP TABLE chosen_{name} ({key} TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID"
        )
    ranked = bool(selection.query.strip())
    found = finding_ids(connection, selection.query, selection.filters)
    connection.executemany(
        "INSERT INTO temp.chosen_findings VALUES (?, ?)",
        ((one, place if ranked else 0) for place, one in enumerate(found, 1)),
    )
    if selection.is_all:
        publications = f"SELECT publication_id FROM publications p WHERE {_CURRENT}"  # noqa: S608
        authorities = "SELECT authority_id FROM authorities"
    else:
        publications = (
            "SELECT DISTINCT f.publication_id FROM findings f "
            "JOIN temp.chosen_findings x ON x.finding_id = f.finding_id"
        )
        authorities = (
            "SELECT DISTINCT p.authority_id FROM publications p "
            "JOIN temp.chosen_publications x ON x.publication_id = p.publication_id "
            "WHERE p.authority_id IS NOT NULL"
        )
    _fill(connection, "publications", publications)
    _fill(connection, "authorities", authorities)
    if selection.is_place:  # also a council of which a plan is held, but no finding
        place = selection.filters
        connection.execute(
            "INSERT OR IGNORE INTO temp.chosen_authorities (authority_id) SELECT authority_id "
            "FROM authorities WHERE ? IN ('', authority_id) AND lower(?) IN ('', lower(region))",
            (place.authority, place.region),
        )
    actions = (
        "SELECT a.action_id FROM actions a JOIN current_plans c ON c.plan_id = a.plan_id WHERE "
    )
    if selection.is_all:
        actions += "1"
    elif selection.is_place:
        actions += f"c.authority_id IN ({_OWN})"
    else:
        actions += (
            "a.action_id IN (SELECT l.action_id FROM links l JOIN temp.chosen_findings x "
            "ON x.finding_id = l.finding_id WHERE l.status IN ('confirmed', 'suggested'))"
        )
    _fill(connection, "actions", actions)
    plans = (
        "SELECT DISTINCT a.plan_id FROM actions a "
        "JOIN temp.chosen_actions x ON x.action_id = a.action_id"
    )
    if selection.is_all:
        plans = "SELECT plan_id FROM current_plans"
    elif selection.is_place:
        plans = f"SELECT plan_id FROM current_plans WHERE authority_id IN ({_OWN})"  # noqa: S608
    _fill(connection, "plans", plans)
    connection.execute(
        "INSERT OR IGNORE INTO temp.chosen_authorities (authority_id) SELECT l.authority_id "
        "FROM plans l JOIN temp.chosen_plans x ON x.plan_id = l.plan_id "
        "WHERE l.authority_id IS NOT NULL"
    )
    # Made once: as a view it would be worked out anew for every row that asks.
    connection.execute(
        "CREATE TEMP TABLE coverage AS SELECT finding_id, asks_for_action, coverage, basis, "
        "plan_ids FROM finding_coverage"
    )
    connection.execute("CREATE UNIQUE INDEX temp.coverage_finding ON coverage (finding_id)")


def resolved(connection: sqlite3.Connection, selection: Selection) -> Selection:
    """The same question with the council by its id, however it was typed."""
    filters = selection.filters
    if filters.authority:
        filters = replace(filters, authority=authority_id_of(connection, filters.authority))
    return replace(selection, filters=filters)


def _fill(connection: sqlite3.Connection, name: str, select: str) -> None:
    connection.execute(f"INSERT INTO temp.chosen_{name} SELECT *, 0 FROM ({select})")  # noqa: S608


def _link(url: str | None, media_type: str | None, page: int | None) -> str | None:
    return page_link(url or "", media_type or "", page) or None
