"""Which publications voice a concern about an area, and which praise it: what all shares rest on.

A publication counts once for an area, however many of its findings speak of it; a mixed view is
both a concern and a strength. Publications whose findings carry no tag, or that have no date, are
not counted at all. These are the rules of view `area_trends`, by publication.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.frameworks import FAMILY
from pipeline.records import Record

_ISSUED = """
SELECT DISTINCT c.publication_id, COALESCE(c.authority_id, ''), p.kind, c.date,
       COALESCE(a.region, '')
FROM counted_findings c JOIN tags t ON t.finding_id = c.finding_id
JOIN publications p ON p.publication_id = c.publication_id
LEFT JOIN authorities a ON a.authority_id = c.authority_id
WHERE c.date IS NOT NULL
"""
_SAID = """
SELECT c.publication_id, t.area_id, MAX(t.stance IN ('concern', 'mixed')),
       MAX(t.stance IN ('strength', 'mixed'))
FROM counted_findings c JOIN tags t ON t.finding_id = c.finding_id
WHERE c.date IS NOT NULL
GROUP BY c.publication_id, t.area_id
"""


@dataclass(frozen=True, slots=True)
class Issued:
    """A publication that is counted."""

    publication_id: str
    authority_id: str
    kind: str
    date: str
    region: str

    @property
    def year(self) -> int:
        return int(self.date[:4])


@dataclass(frozen=True, slots=True)
class Share(Record):
    """Of so many publications, so many voice a concern about an area, so many praise it."""

    publications: int
    concern: int
    strength: int

    def part(self, stance: str) -> float | None:
        """The share from 0 to 1; None where there is nothing to take a share of."""
        count = self.concern if stance == "concern" else self.strength
        return count / self.publications if self.publications else None


@dataclass(frozen=True, slots=True)
class Said:
    """All that is counted: `concern` and `strength` have the publications by area id."""

    publications: dict[str, Issued]
    concern: dict[str, frozenset[str]]
    strength: dict[str, frozenset[str]]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the publications, each from the first to the last."""
        held = {one.year for one in self.publications.values()}
        return tuple(range(min(held), max(held) + 1)) if held else ()

    def share(self, area_id: str, among: frozenset[str]) -> Share:
        """How many `among` these publications speak of an area."""
        return Share(
            len(among),
            len(among & self.concern.get(area_id, frozenset())),
            len(among & self.strength.get(area_id, frozenset())),
        )

    def among(
        self,
        *,
        authority_ids: Collection[str] | None = None,
        region: str = "",
        family: str = "all",
        since: int = 0,
        until: int = 9999,
    ) -> frozenset[str]:
        """The publications about these authorities, of this region, family and these years."""
        kinds = FAMILY[family].kinds
        return frozenset(
            one.publication_id
            for one in self.publications.values()
            if (authority_ids is None or one.authority_id in authority_ids)
            and (not region or one.region == region)
            and (not kinds or one.kind in kinds)
            and since <= one.year <= until
        )


def read_said(connection: sqlite3.Connection) -> Said:
    """All that findings.db says; a tenth of a second for two hundred reports, so worth keeping."""
    concern: defaultdict[str, set[str]] = defaultdict(set)
    strength: defaultdict[str, set[str]] = defaultdict(set)
    for publication_id, area_id, is_concern, is_strength in connection.execute(_SAID):
        if is_concern:
            concern[area_id].add(publication_id)
        if is_strength:
            strength[area_id].add(publication_id)
    issued = [Issued(*row) for row in connection.execute(_ISSUED)]
    return Said(
        {one.publication_id: one for one in sorted(issued, key=lambda one: one.publication_id)},
        {area_id: frozenset(found) for area_id, found in concern.items()},
        {area_id: frozenset(found) for area_id, found in strength.items()},
    )
