"""The result of a search as a file: a workbook for Excel, or CSV. The same as `letters export`."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pipeline.db.connect import open_database
from pipeline.export import csv, xlsx
from pipeline.export.content import Content as Export
from pipeline.export.select import Selection, choose, resolved
from pipeline.provenance import read_provenance
from pipeline.search import finding_ids
from pipeline.serve.answers import Answer, BadRequestError, Content, Route
from pipeline.serve.pages.search import filters_of
from pipeline.serve.site import Asked, Site

MOST = 5_000
"""Findings of one download: more would keep other readers waiting."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """Findings and what belongs to them, one sheet a table, with a sheet that explains them."""
    body = _written(site, connection, asked, xlsx.write, "letters.xlsx")
    return Content(body, XLSX, filename="letters.xlsx")


def table(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The findings alone."""
    body = _written(site, connection, asked, csv.write, "findings.csv")
    return Content(body, "text/csv; charset=utf-8", filename="findings.csv")


def _written(
    site: Site,
    connection: sqlite3.Connection,
    asked: Asked,
    write: Callable[[Export, Path], None],
    name: str,
) -> bytes:
    """The file `name` of an export, which chooses in tables of a connection of its own."""
    query, filters = asked.first("q"), filters_of(asked)
    if len(finding_ids(connection, query, filters)) > MOST:
        raise BadRequestError(
            f"That is more than {MOST:,} findings, too many for one download: narrow the search, "
            "or ask for a whole export ('letters export')."
        )
    with (
        closing(open_database(site.corpus.database)) as own,
        tempfile.TemporaryDirectory() as folder,
    ):
        selection = resolved(own, Selection(query, filters))
        choose(own, selection)
        ids = own.execute(
            "SELECT json_group_array(publication_id) FROM temp.chosen_publications"
        ).fetchone()[0]
        write(Export(own, selection, read_provenance(own, ids)), Path(folder))
        return (Path(folder) / name).read_bytes()


ROUTES = (
    Route(r"/search\.xlsx$", workbook),
    Route(r"/search\.csv$", table),
)
