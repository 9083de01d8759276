"""Heat maps: areas by year, and areas by council; each with its table and files to save."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.councils import predecessors
from pipeline.plain import count_of
from pipeline.said import Said, Share
from pipeline.serve.answers import Answer, BadRequestError, NotFoundError, Page, Route
from pipeline.serve.pages.common import (
    Area,
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

STANCES = {"concern": "Concern", "strength": "Strength"}
MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Grid:
    """Areas down, years or councils across: `columns` as key and label, `among` behind each."""

    title: str
    stance: str
    period: Period
    columns: tuple[tuple[str, str], ...]
    among: tuple[frozenset[str], ...]
    rows: tuple[tuple[Area, tuple[Share, ...]], ...]
    choices: dict[str, Any]

    def count(self, share: Share) -> int:
        """What the stance counts."""
        return share.concern if self.stance == "concern" else share.strength


def by_year(site: Site, connection: sqlite3.Connection, asked: Asked) -> Grid:
    """Areas by year of publication."""
    said = said_of(site, connection)
    period = period_of(asked, said)
    stance = one_of("stance", asked.first("stance"), STANCES, "concern")
    every = said.among(family=period.family, since=period.since, until=period.until)
    years = sorted({said.publications[key].year for key in every})
    among = tuple(
        frozenset(key for key in every if said.publications[key].year == year) for year in years
    )
    title = f"Areas by year: share of publications with a {stance}"
    columns = tuple((str(year), str(year)) for year in years)
    rows = _rows(site, connection, said, among)
    return Grid(title, stance, period, columns, among, rows, {})


def by_council(site: Site, connection: sqlite3.Connection, asked: Asked) -> Grid:
    """Areas by council, of a region or of those that are named; those with most publications."""
    said = said_of(site, connection)
    period = period_of(asked, said)
    stance = one_of("stance", asked.first("stance"), STANCES, "concern")
    councils = [one for one in councils_of(site, connection) if one.publications]
    regions = sorted({one.region for one in councils if one.region})
    named = list(dict.fromkeys(asked.args.get("council", [])))
    if len(named) > MOST_COLUMNS:
        raise BadRequestError(f"Up to {MOST_COLUMNS} councils fit in one plot.")
    region = one_of("region", asked.first("region"), regions)
    if named:
        chosen = [
            (one.authority_id, one.name) for one in (find_council(connection, n) for n in named)
        ]
        title = f"Areas by council: share of publications with a {stance}"
    else:
        region = region or _first_region(councils)
        chosen = [(one.authority_id, one.name) for one in councils if one.region == region]
        title = f"Areas by council, {region}: share of publications with a {stance}"
    chosen = chosen[:MOST_COLUMNS]
    before = predecessors(connection)
    among = tuple(
        said.among(
            authority_ids=(authority_id, *before.get(authority_id, ())),
            family=period.family,
            since=period.since,
            until=period.until,
        )
        for authority_id, _ in chosen
    )
    rows = _rows(site, connection, said, among)
    choices = {"regions": regions, "region": "" if named else region}
    return Grid(title, stance, period, tuple(chosen), among, rows, choices)


def _first_region(councils: list[Any]) -> str:
    """The region with most publications, for a page on which nothing is chosen yet."""
    counts: dict[str, int] = {}
    for one in councils:
        if one.region:
            counts[one.region] = counts.get(one.region, 0) + one.publications
    return min(counts, key=lambda region: (-counts[region], region), default="")


def _rows(
    site: Site, connection: sqlite3.Connection, said: Said, among: tuple[frozenset[str], ...]
) -> tuple[tuple[Area, tuple[Share, ...]], ...]:
    return tuple(
        (area, tuple(said.share(area.area_id, keys) for keys in among))
        for area in areas_of(site, connection)
    )


def plot_of(grid: Grid) -> dict[str, str] | None:
    """The heat map with the sentence that says what it shows; None where nothing is to be shown."""
    if not grid.columns:
        return None
    columns = [
        Column(label, f"of {len(keys)}")
        for (_, label), keys in zip(grid.columns, grid.among, strict=True)
    ]
    rows: list[HeatRow] = []
    theme = ""
    for area, shares in grid.rows:
        if area.theme != theme:
            theme = area.theme
            rows.append(HeatRow(theme))
        cells = (Cell(grid.count(one), one.publications, grid.stance) for one in shares)
        rows.append(HeatRow(area.label, tuple(cells)))
    every = sum(map(len, grid.among))
    totals = [(sum(map(grid.count, shares)), area.label) for area, shares in grid.rows]
    totals = sorted(totals, key=lambda one: (-one[0], one[1]))[:3]
    most = ", ".join(f"{label} ({count})" for count, label in totals if count)
    text = f"{count_of(every, 'publication')}. "
    text += f"Most often a {grid.stance}: {most}." if most else f"No {grid.stance} in any area."
    text += " Each cell says in how many publications, of how many."
    svg = heat_map("heat", grid.title, text, columns, rows)
    return {"svg": svg, "title": grid.title, "text": text}


Maker = Callable[[Site, sqlite3.Connection, Asked], Grid]


def _page(make: Maker, other: tuple[str, str]) -> Callable[..., Answer]:
    def page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
        """The heat map with its table."""
        grid = make(site, connection, asked)
        return Page(
            "plot.html",
            {
                "grid": grid,
                "plot": plot_of(grid),
                "is_by_year": make is by_year,
                "stances": STANCES,
                "other": other,
                "query": asked.with_args()[len(asked.path) :],
                "named": asked.args.get("council", []),
                **grid.choices,
                **period_choices(said_of(site, connection), grid.period),
            },
        )

    return page


def _plot_file(make: Maker, name: str) -> Callable[..., Answer]:
    def plot_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
        """The heat map to save."""
        plot = plot_of(make(site, connection, asked))
        if plot is None:
            raise NotFoundError("No publication of these kinds and years is held.")
        return svg_file(plot["svg"], f"{name}.svg")

    return plot_file


def _table_file(make: Maker, name: str, across: str) -> Callable[..., Answer]:
    def table_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
        """The figures of the heat map to save, a line a cell."""
        grid = make(site, connection, asked)
        rows = [
            (
                area.theme,
                area.area_id,
                area.label,
                label,
                one.publications,
                one.concern,
                one.strength,
            )
            for area, shares in grid.rows
            for (_, label), one in zip(grid.columns, shares, strict=True)
        ]
        header = ("theme", "area_id", "area", across, "publications", "concern", "strength")
        return csv_file(rows, header, f"{name}.csv")

    return table_file


ROUTES = (
    Route(r"/plots/area-year$", _page(by_year, ("/plots/area-council", "Areas by council"))),
    Route(r"/plots/area-year\.svg$", _plot_file(by_year, "area-year")),
    Route(r"/plots/area-year\.csv$", _table_file(by_year, "area-year", "year")),
    Route(r"/plots/area-council$", _page(by_council, ("/plots/area-year", "Areas by year"))),
    Route(r"/plots/area-council\.svg$", _plot_file(by_council, "area-council")),
    Route(r"/plots/area-council\.csv$", _table_file(by_council, "area-council", "council")),
)
