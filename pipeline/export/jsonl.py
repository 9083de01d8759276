"""JSON Lines: one file a table, one object a row; lists and objects are JSON, unknown is null."""

from __future__ import annotations

from pathlib import Path

from pipeline.export.content import Content
from pipeline.export.values import as_json, plain


def write(content: Content, folder: Path) -> None:
    """One file a table into `folder`."""
    for table in content.tables:
        path = folder / f"{table.name}.jsonl"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for row in content.rows(table):
                values = {
                    column.name: plain(column, value)
                    for column, value in zip(table.fields, row, strict=True)
                }
                file.write(as_json(values) + "\n")
