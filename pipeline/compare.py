"""Councils side by side, with their region, statistical neighbours and England, by area."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.council import Council, council_of
from pipeline.records import Record
from pipeline.said import Said, Share

MOST_COUNCILS = 4


@dataclass(frozen=True, slots=True)
class Group(Record):
    """What a column stands for. `kind`: council, region, neighbours or england.

    `authority_ids`: None stands for all; a council stands for its predecessors too.
    """

    kind: str
    label: str
    authority_id: str = ""
    authority_ids: tuple[str, ...] | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Row(Record):
    """One area and what is said of it in each group, in the order of the groups."""

    area_id: str
    label: str
    theme: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Record):
    """The groups, how many publications stand behind each, and the areas by theme."""

    groups: tuple[Group, ...]
    publications: tuple[int, ...]
    rows: tuple[Row, ...]


def groups_of(
    connection: sqlite3.Connection,
    councils: Sequence[str],
    *,
    region: str = "",
    neighbours: str = "",
    england: bool = False,
) -> list[Group]:
    """The columns that were asked for, by the ids of councils. UsageError for an unknown one."""
    found = []
    for said in dict.fromkeys(councils):
        council = council_of(connection, said)
        found.append(council_group(council))
    if neighbours:
        council = council_of(connection, neighbours)
        ids = tuple(one.authority_id for one in council.neighbours)
        label = f"Statistical neighbours of {council.name}"
        found.append(Group("neighbours", label, council.authority_id, ids))
    if region:
        found.append(Group("region", region, region=region))
    if england:
        found.append(Group("england", "England"))
    return found


def council_group(council: Council) -> Group:
    """A council as a column."""
    return Group("council", council.name, council.authority_id, council.ids, council.region)


def compare(
    said: Said,
    areas: Iterable[tuple[str, str, str]],
    groups: Sequence[Group],
    *,
    family: str = "all",
    since: int = 0,
    until: int = 9999,
) -> Comparison:
    """Shares of publications for each area (id, label, theme) and group."""
    among = [
        said.among(
            authority_ids=group.authority_ids,
            region=group.region if group.kind == "region" else "",
            family=family,
            since=since,
            until=until,
        )
        for group in groups
    ]
    rows = tuple(
        Row(area_id, label, theme, tuple(said.share(area_id, keys) for keys in among))
        for area_id, label, theme in areas
    )
    return Comparison(tuple(groups), tuple(map(len, among)), rows)
