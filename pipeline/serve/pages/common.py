"""What the pages on councils, areas, plans and plots share: kept values, choices, files to save."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.council import Council, council_of
from pipeline.councils import Listed, list_councils
from pipeline.frameworks import FAMILIES, FAMILY
from pipeline.harmless import harmless
from pipeline.said import Said, read_said
from pipeline.serve.answers import BadRequestError, Content, NotFoundError
from pipeline.serve.site import Asked, Site, state_of, url

SVG = "image/svg+xml"
LAST_YEAR = 9999
"""Of a period without an end."""


@dataclass(frozen=True, slots=True)
class Area:
    """A priority area as the vocabulary has it. `framework`: JSON of outcome and enabler ids."""

    area_id: str
    label: str
    theme: str
    definition: str
    framework: str


@dataclass(frozen=True, slots=True)
class Period:
    """Which publications count: kinds (a family of frameworks.py), first and last year."""

    family: str
    since: int
    until: int


def said_of(site: Site, connection: sqlite3.Connection) -> Said:
    """What shares rest on, kept while the database stays the same."""
    return site.cached(state_of(connection, site), "said", lambda: read_said(connection))


def councils_of(site: Site, connection: sqlite3.Connection) -> tuple[Listed, ...]:
    """All councils at a glance, kept while the database stays the same."""
    return site.cached(state_of(connection, site), "councils", lambda: list_councils(connection))


def areas_of(site: Site, connection: sqlite3.Connection) -> tuple[Area, ...]:
    """The areas in the order of the vocabulary."""

    def read() -> tuple[Area, ...]:
        rows = connection.execute(
            "SELECT area_id, label, COALESCE(theme, ''), COALESCE(definition, ''), "
            "COALESCE(framework, '[]') FROM areas ORDER BY rowid"
        )
        return tuple(Area(*row) for row in rows)

    return site.cached(state_of(connection, site), "area rows", read)


def find_council(connection: sqlite3.Connection, authority_id: str) -> Council:
    """The council of this id; NotFoundError if there is none."""
    known = connection.execute(
        "SELECT 1 FROM authorities WHERE authority_id = ?", (authority_id,)
    ).fetchone()
    if known is None:
        raise NotFoundError(f"There is no council {authority_id}.")
    return council_of(connection, authority_id)


def plan_holders(council: Council) -> tuple[str, ...]:
    """Whose plans may answer findings about it: its own, its predecessors', its successors'."""
    return (*council.ids, *(one.authority_id for one in council.successors))


def find_area(site: Site, connection: sqlite3.Connection, area_id: str) -> Area:
    """The area of this id; NotFoundError if there is none."""
    for area in areas_of(site, connection):
        if area.area_id == area_id:
            return area
    raise NotFoundError(f"There is no area {area_id}.")


def last_run(connection: sqlite3.Connection) -> str:
    """The day on which the database was last brought up to date; '' if it is not said."""
    row = connection.execute("SELECT ended_at FROM runs ORDER BY run_id DESC LIMIT 1").fetchone()
    return str(row[0] or "")[:10] if row else ""


def period_of(asked: Asked, said: Said) -> Period:
    """The kinds and years that were asked for. BadRequestError for what is none."""
    family = asked.first("family", "all")
    if family not in FAMILY:
        known = ", ".join(FAMILY)
        raise BadRequestError(f"There is no such group of publications; known are {known}.")
    since, until = (_year(asked.first(name)) for name in ("since", "until"))
    period = Period(family, since or 0, until or LAST_YEAR)
    if period.since > period.until:
        raise BadRequestError(f"The years end ({until}) before they begin ({since}).")
    return period


def _year(said: str) -> int:
    if not said:
        return 0
    if not (said.isascii() and said.isdecimal() and len(said) == 4):
        raise BadRequestError("A year has four digits, such as 2024.")
    return int(said)


def period_choices(said: Said, period: Period) -> dict[str, Any]:
    """What a form offers for kinds and years."""
    return {"families": FAMILIES, "years": tuple(reversed(said.years)), "period": period}


def one_of(what: str, said: str, known: Iterable[str], default: str = "") -> str:
    """The value that was asked for, or `default` for none. BadRequestError for an unknown one."""
    values = list(known)
    if not said:
        return default
    if said not in values:
        raise BadRequestError(f"There is no such {what}; known are {', '.join(values)}.")
    return said


def csv_file(rows: Iterable[Sequence[object]], header: Sequence[str], filename: str) -> Content:
    """A table to save; Excel reads it as UTF-8 and runs no cell as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(value) for value in row] for row in rows)
    body = ("\ufeff" + text.getvalue()).encode("utf-8")
    return Content(body, "text/csv; charset=utf-8", filename=filename)


def svg_file(svg: str, filename: str) -> Content:
    """A plot to save."""
    return Content(f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'.encode(), SVG, 0, filename)


def without_file(value: dict[str, Any]) -> dict[str, Any]:
    """Without the place of a file in the data folder, which says nothing elsewhere."""
    return {key: one for key, one in value.items() if key != "file"}


def with_links(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """A value whose quotes of these names have the page of this site that shows them."""
    for key in names:
        quote = value[key]
        quote["source"] = without_file(quote["source"])
        publication_id = quote["source"]["publication_id"]
        quote["link"] = url(f"/publication/{publication_id}", finding=quote["finding_id"])
    return value
