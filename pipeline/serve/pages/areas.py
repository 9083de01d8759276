"""All areas, and one area: what it is, its trend, who is criticised, who does it well."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from pipeline.councils import spoken_of
from pipeline.frameworks import NATIONAL_FRAMEWORK, changes_between
from pipeline.plain import PUBLICATION_KIND_NAMES, count_of, name
from pipeline.practice import done_well, practices
from pipeline.records import Record
from pipeline.said import Said, Share
from pipeline.serve.answers import Answer, Data, NotFoundError, Page, Route
from pipeline.serve.pages.common import (
    Area,
    Period,
    areas_of,
    councils_of,
    csv_file,
    find_area,
    one_of,
    period_choices,
    period_of,
    said_of,
    svg_file,
    without_file,
)
from pipeline.serve.plots import Point, trend
from pipeline.serve.site import Asked, Site, area_labels, state_of, url

PER_PAGE = 10
MOST_PAGES = 1000
SHOWN_COUNCILS = 15
SIDES = {
    "": "Praised or criticised",
    "concern": "Criticised in the latest publication that speaks of it",
    "strength": "Praised in the latest publication that speaks of it",
}


@dataclass(frozen=True, slots=True)
class Year(Record):
    """One year of a trend. `kinds`: how many publications of each kind stand behind it."""

    year: int
    publications: int
    concern: int
    strength: int
    kinds: dict[str, int]


def page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """All areas by theme, with how many publications raise or praise them."""
    said = said_of(site, connection)
    period = period_of(asked, said)
    among = _among(said, period)
    labels = area_labels(connection, site)
    rows = [
        (area, said.share(area.area_id, among), definition_of(area, labels))
        for area in areas_of(site, connection)
    ]
    return Page(
        "areas.html",
        {
            "rows": rows,
            "publications": len(among),
            "query": _query(asked),
            **period_choices(said, period),
        },
    )


def list_as_json(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """All areas for programs."""
    said = said_of(site, connection)
    among = _among(said, period_of(asked, said))
    return Data(
        {
            "publications": len(among),
            "areas": [
                _area_value(area, said.share(area.area_id, among))
                for area in areas_of(site, connection)
            ],
        }
    )


def area_page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """One area."""
    area = find_area(site, connection, asked.parts["area_id"])
    said = said_of(site, connection)
    period = period_of(asked, said)
    side = one_of("side", asked.first("side"), SIDES)
    councils = [one for one in spoken_of(said, area.area_id) if side in ("", one.latest)]
    is_all = asked.first("councils") == "all"
    number = asked.number("page", 1, MOST_PAGES)
    well = site.cached(
        state_of(connection, site),
        ("done well", area.area_id),
        lambda: done_well(connection, area.area_id),
    )
    start = (number - 1) * PER_PAGE
    names = {one.authority_id: one.name for one in councils_of(site, connection)}
    years = years_of(said, area.area_id, period)
    share = said.share(area.area_id, _among(said, period))
    return Page(
        "area.html",
        {
            "area": area,
            "share": share,
            "framework": framework_of(area),
            "definition": definition_of(area, area_labels(connection, site)),
            "plot": plot_of(area, years),
            "trend": years,
            "changes": changes_between(years[0].year, years[-1].year) if years else (),
            "councils": councils if is_all else councils[:SHOWN_COUNCILS],
            "council_count": len(councils),
            "names": names,
            "side": side,
            "sides": SIDES,
            "practices": practices(connection, well[start : start + PER_PAGE]),
            "practice_count": len(well),
            "page": number,
            "has_more": start + PER_PAGE < len(well),
            "query": _query(asked),
            **period_choices(said, period),
        },
    )


def _among(said: Said, period: Period) -> frozenset[str]:
    return said.among(family=period.family, since=period.since, until=period.until)


def framework_of(area: Area) -> list[str]:
    """The outcomes and enablers of the National Framework that an area belongs to, in words."""
    return [NATIONAL_FRAMEWORK.get(key, key) for key in json.loads(area.framework)]


def definition_of(area: Area, labels: dict[str, str]) -> tuple[str, str]:
    """What belongs to an area, and what belongs to others: these by name, not by id.

    >>> area = Area("a", "", "", "Visits - how often. Not: Letters (post-room)", "[]")
    >>> definition_of(area, {"post-room": "Post room"})
    ('Visits – how often.', 'Letters (see Post room)')
    """

    def named(match: re.Match[str]) -> str:
        ids = [one.strip() for one in match[1].split(",")]
        known = all(one in labels for one in ids)
        return f"(see {', '.join(labels[one] for one in ids)})" if known else match[0]

    text = re.sub(r"\(([a-z][a-z, -]*)\)", named, area.definition.replace(" - ", " – "))
    what, _, others = text.partition(" Not: ")
    return what, others


def years_of(said: Said, area_id: str, period: Period) -> list[Year]:
    """Each year from the first to the last that counts; years without a publication too."""
    among = _among(said, period)
    by_year: dict[int, set[str]] = {}
    for key in among:
        by_year.setdefault(said.publications[key].year, set()).add(key)
    found = []
    for year in range(min(by_year), max(by_year) + 1) if by_year else ():
        keys = frozenset(by_year.get(year, ()))
        share = said.share(area_id, keys)
        kinds: dict[str, int] = {}
        for key in sorted(keys):
            kind = said.publications[key].kind
            kinds[kind] = kinds.get(kind, 0) + 1
        ordered = dict(sorted(kinds.items(), key=lambda one: (-one[1], one[0])))
        found.append(Year(year, share.publications, share.concern, share.strength, ordered))
    return found


def plot_of(area: Area, years: list[Year]) -> dict[str, str] | None:
    """The trend as a plot, with the sentence that says what it shows; None for no years."""
    if not years:
        return None
    points = [Point(one.year, one.concern, one.strength, one.publications) for one in years]
    changes = [(one.year, one.short) for one in changes_between(years[0].year, years[-1].year)]
    title = f"{area.label}: trend from {years[0].year} to {years[-1].year}"
    every = sum(one.publications for one in years)
    concern, strength = (sum(getattr(one, key) for one in years) for key in ("concern", "strength"))
    known = [one for one in years if one.publications]
    last = known[-1]
    text = (
        f"Of {count_of(every, 'publication')} over all years {concern} voice a concern and "
        f"{strength} praise; in {last.year}, the last year, {last.concern} and {last.strength} "
        f"of {last.publications}."
    )
    return {"svg": trend("trend", title, text, points, changes), "title": title, "text": text}


def area_as_json(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """One area for programs."""
    area = find_area(site, connection, asked.parts["area_id"])
    said = said_of(site, connection)
    period = period_of(asked, said)
    number = asked.number("page", 1, MOST_PAGES)
    well = done_well(connection, area.area_id)
    start = (number - 1) * PER_PAGE
    more = start + PER_PAGE < len(well)
    return Data(
        {
            **_area_value(area, said.share(area.area_id, _among(said, period))),
            "years": [one.to_dict() for one in years_of(said, area.area_id, period)],
            "councils": [one.to_dict() for one in spoken_of(said, area.area_id)],
            "done_well": [
                _practice_value(one.to_dict())
                for one in practices(connection, well[start : start + PER_PAGE])
            ],
            "done_well_total": len(well),
            "next": asked.with_args(page=number + 1) if more else None,
        }
    )


def _practice_value(value: dict[str, Any]) -> dict[str, Any]:
    quote = value["quote"]
    quote["source"] = without_file(quote["source"])
    address = f"/publication/{quote['source']['publication_id']}"
    return {**value, "link": url(address, finding=quote["finding_id"])}


def _area_value(area: Area, share: Share) -> dict[str, Any]:
    return {
        "area_id": area.area_id,
        "label": area.label,
        "theme": area.theme,
        "definition": area.definition,
        "framework": framework_of(area),
        **share.to_dict(),
    }


def plot_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The trend to save."""
    area, years = _asked_years(site, connection, asked)
    plot = plot_of(area, years)
    if plot is None:
        raise NotFoundError("No publication of these kinds and years is held.")
    return svg_file(plot["svg"], f"trend-{area.area_id}.svg")


def table_file(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The figures of the trend to save."""
    area, years = _asked_years(site, connection, asked)
    rows = [
        (area.area_id, one.year, one.publications, one.concern, one.strength, kinds_text(one.kinds))
        for one in years
    ]
    header = ("area_id", "year", "publications", "concern", "strength", "kinds")
    return csv_file(rows, header, f"trend-{area.area_id}.csv")


def kinds_text(kinds: dict[str, int]) -> str:
    """How many of each kind, in words."""
    return "; ".join(
        f"{count} {name(PUBLICATION_KIND_NAMES, kind)}" for kind, count in kinds.items()
    )


def _asked_years(
    site: Site, connection: sqlite3.Connection, asked: Asked
) -> tuple[Area, list[Year]]:
    area = find_area(site, connection, asked.parts["area_id"])
    said = said_of(site, connection)
    return area, years_of(said, area.area_id, period_of(asked, said))


def _query(asked: Asked) -> str:
    """Kinds and years, as they go behind the address of a file."""
    kept = {key: asked.first(key) for key in ("family", "since", "until")}
    return url("", **kept)


_ID = r"(?P<area_id>[\w-]{1,80})"
ROUTES = (
    Route(r"/areas$", page),
    Route(rf"/area/{_ID}$", area_page),
    Route(r"/api/areas\.json$", list_as_json),
    Route(rf"/api/area/{_ID}\.json$", area_as_json),
    Route(rf"/plots/area/{_ID}\.svg$", plot_file),
    Route(rf"/plots/area/{_ID}\.csv$", table_file),
)
