"""What every writer gets: the tables with their rows, the question, and where it comes from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.export.select import Selection
from pipeline.export.tables import EXPORT_TABLES, ExportTable
from pipeline.export.values import Notices, Row, typed_rows
from pipeline.provenance import Provenance

TITLE = "Findings from inspection letters about children's services"


@dataclass(slots=True)
class Content:
    """An export before it has a format. `counts`: rows of each table, as they are written."""

    connection: sqlite3.Connection
    selection: Selection
    provenance: Provenance
    tables: tuple[ExportTable, ...] = EXPORT_TABLES
    counts: dict[str, int] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)

    def rows(self, table: ExportTable) -> Iterator[Row]:
        """The rows, typed and always in the same order."""
        number = 0
        for row in typed_rows(table, self.connection.execute(table.sql()), self.notices):
            number += 1
            yield row
        self.counts[table.name] = number

    def facts(self) -> dict[str, Any]:
        """Query, date, version, licences and notices: the machine-readable part of every format."""
        return {
            "made_by": "letters export",
            "title": TITLE,
            "query": self.selection.said,
            "query_in_words": self.selection.words,
            "date": self.provenance.date,
            "version": self.provenance.version,
            "notice": self.provenance.notice,
            "licence": list(self.provenance.licence_lines),
            "rows": dict(self.counts),
            "changed": list(self.notices.lines()),
        }
