"""All councils at a glance: the latest publication and grade, what asks for action, plans."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pipeline.records import Record
from pipeline.said import Said

_COUNCILS = """
WITH stands AS (
  SELECT authority_id AS council_id, authority_id FROM authorities
  UNION SELECT successor_id, predecessor_id FROM authority_successions
), held AS (
  SELECT p.authority_id, p.publication_id, p.kind,
         COALESCE(p.published_date, p.visit_end_date, p.event_date) AS date
  FROM publications p
  WHERE p.authority_id IS NOT NULL AND p.status <> 'not_a_publication'
    AND NOT EXISTS (SELECT 1 FROM publications n WHERE n.supersedes_id = p.publication_id)
), ranked AS (
  SELECT s.council_id, h.publication_id, h.kind, h.date,
         ROW_NUMBER() OVER (PARTITION BY s.council_id ORDER BY h.date DESC, h.publication_id)
         AS place, COUNT(*) OVER (PARTITION BY s.council_id) AS publications
  FROM held h JOIN stands s ON s.authority_id = h.authority_id
), graded AS (
  SELECT h.authority_id, h.date, h.publication_id, j.grade,
         ROW_NUMBER() OVER (PARTITION BY h.authority_id, j.judgement_area
                            ORDER BY h.date DESC, h.publication_id) AS place, j.judgement_area
  FROM held h JOIN judgements j ON j.publication_id = h.publication_id
  WHERE j.judgement_area IN ('overall', 'send_outcome')
), counted AS (
  SELECT authority_id, COUNT(*) AS asks_for_action, SUM(coverage = 'uncovered') AS uncovered,
         MAX(plan_ids <> '[]') AS has_plan
  FROM finding_coverage WHERE asks_for_action AND authority_id IS NOT NULL GROUP BY authority_id
), asking AS (
  SELECT s.council_id, SUM(c.asks_for_action) AS asks_for_action,
         SUM(c.uncovered) AS uncovered, MAX(c.has_plan) AS has_plan
  FROM counted c JOIN stands s ON s.authority_id = c.authority_id GROUP BY s.council_id
)
SELECT a.authority_id, a.name, COALESCE(a.region, '') AS region,
       COALESCE(a.valid_to, '') AS valid_to, COALESCE(r.publications, 0) AS publications,
       COALESCE(r.publication_id, '') AS publication_id, COALESCE(r.kind, '') AS kind,
       COALESCE(r.date, '') AS date, COALESCE(g.grade, '') AS grade,
       COALESCE(g.date, '') AS grade_date, COALESCE(g.publication_id, '') AS grade_publication_id,
       COALESCE(s.grade, '') AS send_outcome, COALESCE(s.date, '') AS send_date,
       COALESCE(s.publication_id, '') AS send_publication_id,
       COALESCE(k.asks_for_action, 0) AS asks_for_action, COALESCE(k.uncovered, 0) AS uncovered,
       COALESCE(k.has_plan, 0) OR EXISTS (
         SELECT 1 FROM current_plans c WHERE c.authority_id = a.authority_id) AS has_plan
FROM authorities a
LEFT JOIN ranked r ON r.council_id = a.authority_id AND r.place = 1
LEFT JOIN graded g ON g.authority_id = a.authority_id AND g.place = 1
  AND g.judgement_area = 'overall'
LEFT JOIN graded s ON s.authority_id = a.authority_id AND s.place = 1
  AND s.judgement_area = 'send_outcome'
LEFT JOIN asking k ON k.council_id = a.authority_id
ORDER BY a.name, a.authority_id
"""


@dataclass(frozen=True, slots=True)
class Listed(Record):
    """One council: its latest publication and grades, what asks for action, what nothing answers.

    It stands for its predecessors too, but for their grades. `has_plan`: a plan is held; without
    one `uncovered` says nothing.
    """

    authority_id: str
    name: str
    region: str
    valid_to: str
    publications: int
    publication_id: str
    kind: str
    date: str
    grade: str
    grade_date: str
    grade_publication_id: str
    send_outcome: str
    send_date: str
    send_publication_id: str
    asks_for_action: int
    uncovered: int
    has_plan: bool


def list_councils(connection: sqlite3.Connection) -> tuple[Listed, ...]:
    """All councils that are known, by name; also those about which nothing is held."""
    found = [dict(row) for row in connection.execute(_COUNCILS)]
    return tuple(Listed(**{**row, "has_plan": bool(row["has_plan"])}) for row in found)


def predecessors(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Those that a council took over from, by its id."""
    found: dict[str, list[str]] = {}
    for successor_id, predecessor_id in connection.execute(
        "SELECT successor_id, predecessor_id FROM authority_successions ORDER BY 1, 2"
    ):
        found.setdefault(successor_id, []).append(predecessor_id)
    return found


@dataclass(frozen=True, slots=True)
class SpokenOf(Record):
    """A council of which publications voice a concern about an area, or praise it.

    `date`: of the latest publication that speaks of the area; `latest`: what that one says:
    `concern`, `strength` or `mixed`.
    """

    authority_id: str
    publications: int
    concern: int
    strength: int
    date: str
    publication_id: str
    latest: str


def spoken_of(said: Said, area_id: str) -> tuple[SpokenOf, ...]:
    """The councils that were praised or criticised for an area, the latest first."""
    concern = said.concern.get(area_id, frozenset())
    strength = said.strength.get(area_id, frozenset())
    by_council: dict[str, list[str]] = {}
    for key, one in said.publications.items():
        if one.authority_id:
            by_council.setdefault(one.authority_id, []).append(key)
    found = []
    for authority_id, keys in by_council.items():
        speaking = [key for key in keys if key in concern or key in strength]
        if not speaking:
            continue
        latest = max(speaking, key=lambda key: (said.publications[key].date, key))
        stance = "mixed" if latest in concern & strength else None
        found.append(
            SpokenOf(
                authority_id,
                len(keys),
                len(concern.intersection(keys)),
                len(strength.intersection(keys)),
                said.publications[latest].date,
                latest,
                stance or ("concern" if latest in concern else "strength"),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.date, one.authority_id), reverse=True))
