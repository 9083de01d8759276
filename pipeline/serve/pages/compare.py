"""Up to four councils beside one another, their region, statistical neighbours and England."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import repeat

from pipeline.compare import MOST_COUNCILS, Comparison, Group, compare, groups_of
from pipeline.councils import Listed
from pipeline.plain import count_of
from pipeline.serve.answers import Answer, BadRequestError, Data, Page, Route
from pipeline.serve.pages.common import (
    LAST_YEAR,
    Period,
    areas_of,
    councils_of,
    csv_file,
    find_council,
    one_of,
    period_choices,
    period_of,
    said_of,
    svg_file,
)
from pipeline.serve.plots import Cell, Column, HeatRow, heat_map
from pipeline.serve.site import Asked, Site

TITLE = "Areas of concern and strength, side by side"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was asked for: councils by id, whether their region and so on stand beside them."""

    councils: tuple[str, ...]
    region: str
    neighbours: str
    england: bool
    theme: str
    period: Period


def chosen_of(site: Site, connection: sqlite3.Connection, asked: Asked) -> Chosen:
    """The choice of a request. NotFoundError for an unknown council, else BadRequestError."""
    councils = tuple(dict.fromkeys(asked.args.get("council", [])))
    if len(councils) > MOST_COUNCILS:
        raise BadRequestError(f"Up to {MOST_COUNCILS} councils can be compared at once.")
    for authority_id in councils:
        find_council(connection, authority_id)
    neighbours = asked.first("neighbours")
    if neighbours in ("1", "on") and councils:
        neighbours = councils[0]
    elif neighbours in ("1", "on"):
        neighbours = ""
    if neighbours:
        find_council(connection, neighbours)
    regions = {one.region for one in councils_of(site, connection) if one.region}
    themes = dict.fromkeys(area.theme for area in areas_of(site, connection))
    return Chosen(
        councils,
        one_of("region", asked.first("region"), sorted(regions)),
        neighbours,
        asked.first("england") in ("1", "on"),
        one_of("theme", asked.first("theme"), themes),
        period_of(asked, said_of(site, connection)),
    )


def comparison_of(site: Site, connection: sqlite3.Connection, chosen: Chosen) -> Comparison:
    """The figures of a choice."""
    groups = groups_of(
        connection,
        chosen.councils,
        region=chosen.region,
        neighbours=chosen.neighbours,
        england=chosen.england,
    )
    areas = [
        (area.area_id, area.label, area.theme)
        for area in areas_of(site, connection)
        if chosen.theme in ("", area.theme)
    ]
    period = chosen.period
    return compare(
        said_of(site, connection),
        areas,
        groups,
        family=period.family,
        since=period.since,
        until=period.until,
    )


def page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """A form to choose, and what was chosen as plot and table."""
    chosen = chosen_of(site, connection, asked)
    found = comparison_of(site, connection, chosen)
    councils = councils_of(site, connection)
    by_id = {one.authority_id: one for one in councils}
    held = [one for one in councils if one.publications or one.authority_id in chosen.councils]
    return Page(
        "compare.html",
        {
            "chosen": chosen,
            "found": found,
            "latest": [by_id[authority_id] for authority_id in chosen.councils],
            "councils": held,
            "slots": [*chosen.councils, *[""] * (MOST_COUNCILS - len(chosen.councils))],
            "regions": sorted({one.region for one in councils if one.region}),
            "themes": list(dict.fromkeys(area.theme for area in areas_of(site, connection))),
            "plot": plot_of(found) if found.groups else None,
            "example": example(councils),
            "query": _query(asked),
            **period_choices(said_of(site, connection), chosen.period),
        },
    )


def example(councils: tuple[Listed, ...]) -> list[Listed]:
    """Two councils with the most publications, for a page on which nothing is chosen yet."""
    return sorted(councils, key=lambda one: (-one.publications, one.name))[:2]


def plot_of(found: Comparison) -> dict[str, str]:
    """Two columns a group: concerns and strengths."""
    columns = [
        Column(label, f"{sign} of {count}", 2)
        for group, count in zip(found.groups, found.publications, strict=True)
        for label, sign in ((group.label.replace("Statistical n", "N"), "▼"), ("", "▲"))
    ]
    rows: list[HeatRow] = []
    theme = ""
    for row in found.rows:
        if row.theme != theme:
            theme = row.theme
            rows.append(HeatRow(theme))
        cells = [
            Cell(count, share.publications, stance)
            for share in row.shares
            for stance, count in (("concern", share.concern), ("strength", share.strength))
        ]
        rows.append(HeatRow(row.label, tuple(cells)))
    text = " ".join(map(_sentence, found.groups, range(len(found.groups)), repeat(found)))
    text = f"{text} ▼ is a share of publications with a concern, ▲ one with a strength."
    return {"svg": heat_map("compare", TITLE, text, columns, rows), "title": TITLE, "text": text}


def _sentence(group: Group, place: int, found: Comparison) -> str:
    """What is raised most often in a group."""
    count = found.publications[place]
    if not count:
        return f"{group.label}: no publication counts here."
    most = max(found.rows, key=lambda row: row.shares[place].concern, default=None)
    if most is None or not most.shares[place].concern:
        return f"{group.label}: {count_of(count, 'publication')}, no concern about an area."
    return (
        f"{group.label}: {count_of(count, 'publication')}; most often a concern: "
        f"{most.label} ({most.shares[place].concern})."
    )


def plot_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The plot to save."""
    found = comparison_of(site, connection, chosen_of(site, connection, asked))
    return svg_file(plot_of(found)["svg"], "compare.svg")


def table_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The figures to save, a line an area and group."""
    found = comparison_of(site, connection, chosen_of(site, connection, asked))
    rows = [
        (row.theme, row.area_id, row.label, group.label, share.publications, share.concern,
         share.strength)
        for row in found.rows
        for group, share in zip(found.groups, row.shares, strict=True)
    ]  # fmt: skip
    header = ("theme", "area_id", "area", "group", "publications", "concern", "strength")
    return csv_file(rows, header, "compare.csv")


def as_json(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The figures for programs."""
    chosen = chosen_of(site, connection, asked)
    found = comparison_of(site, connection, chosen)
    return Data(
        {
            "family": chosen.period.family,
            "since": chosen.period.since or None,
            "until": None if chosen.period.until == LAST_YEAR else chosen.period.until,
            "groups": [
                {
                    "kind": group.kind,
                    "label": group.label,
                    "authority_id": group.authority_id,
                    "publications": count,
                }
                for group, count in zip(found.groups, found.publications, strict=True)
            ],
            "areas": [row.to_dict() for row in found.rows],
        }
    )


def _query(asked: Asked) -> str:
    """The arguments of this page, as they go behind the address of a file."""
    return asked.with_args()[len(asked.path) :]


ROUTES = (
    Route(r"/compare$", page),
    Route(r"/compare\.svg$", plot_file),
    Route(r"/compare\.csv$", table_file),
    Route(r"/api/compare\.json$", as_json),
)
