"""Parquet: one file a table with real types; descriptions and provenance are in its metadata."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.export.content import Content
from pipeline.export.tables import ExportTable
from pipeline.export.values import Row, as_json

BATCH = 10_000


def write(content: Content, folder: Path) -> None:
    """One file a table into `folder`. PipelineError where pyarrow is not installed."""
    arrow, parquet = _libraries()
    for table in content.tables:
        schema = _schema(arrow, table, content)
        path = folder / f"{table.name}.parquet"
        with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in _batches(content.rows(table)):
                columns = [_column(table, i, batch) for i in range(len(table.fields))]
                arrays = [
                    arrow.array(column, type=one.type)
                    for column, one in zip(columns, schema, strict=True)
                ]
                writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))


def _libraries() -> tuple[Any, Any]:
    try:  # an extra: only who wants Parquet installs it
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise PipelineError(
            "Parquet needs the library pyarrow: run 'python3 start.py extra parquet' "
            "(or install letters[parquet]), then this again"
        ) from error


def _schema(arrow: Any, table: ExportTable, content: Content) -> Any:
    tag = arrow.struct(
        [("area_id", arrow.string()), ("stance", arrow.string()), ("score", arrow.float64())]
    )
    types = {
        "date": arrow.date32(),
        "datetime": arrow.timestamp("ms", tz="UTC"),
        "integer": arrow.int32(),
        "number": arrow.float64(),
        "boolean": arrow.bool_(),
        "list": arrow.list_(arrow.string()),
        "tags": arrow.list_(tag),
        "spans": arrow.list_(arrow.list_(arrow.int32())),
    }
    fields = [
        arrow.field(
            column.name,
            types.get(column.kind, arrow.string()),
            metadata={"description": column.description},
        )
        for column in table.fields
    ]
    facts = {"letters": as_json(_facts(content)), "description": table.description}
    return arrow.schema(fields, metadata=facts)


def _facts(content: Content) -> dict[str, Any]:
    """All but what is known only after the rows are written."""
    return {k: v for k, v in content.facts().items() if k not in ("rows", "changed")}


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _column(table: ExportTable, index: int, batch: list[Row]) -> list[Any]:
    values = [row[index] for row in batch]
    if table.fields[index].kind == "json":
        return [None if value is None else as_json(value) for value in values]
    return values
