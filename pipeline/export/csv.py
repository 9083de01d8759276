"""CSV: UTF-8, a header, comma, one file a table; cells that begin like formulas made harmless."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.export.content import Content
from pipeline.export.values import shown
from pipeline.harmless import harmless


def write(content: Content, folder: Path) -> None:
    """One file a table into `folder`."""
    for table in content.tables:
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            # RFC 4180; with "\n" alone the writer would leave a "\r" in a text unquoted.
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(table.names)
            for row in content.rows(table):
                cells = (shown(table, i, row, content.notices) for i in range(len(row)))
                writer.writerow([harmless(cell) for cell in cells])
