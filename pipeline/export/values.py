"""Values of the database as typed values, and notices of what could not be passed on as it is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pipeline.export.tables import ExportTable, Field
from pipeline.harmless import printable

Row = tuple[Any, ...]
JSON_KINDS = ("list", "tags", "spans", "json")
_NAMED = 3


@dataclass(slots=True)
class Notices:
    """What an export could not pass on as it is: by what happened and column, the rows."""

    seen: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, what: str, table: ExportTable, column: str, row: Row) -> None:
        """Note that `what` happened in this cell."""
        key = " ".join(str(row[table.names.index(name)]) for name in table.key)
        self.seen[what, f"{table.name}.{column}"].append(key)

    def lines(self) -> tuple[str, ...]:
        """One line for each kind of event and column, with the first rows."""
        return tuple(
            f"{where}: {what} ({len(keys):,}: {', '.join(keys[:_NAMED])}"
            f"{', …' if len(keys) > _NAMED else ''})"
            for (what, where), keys in sorted(self.seen.items())
        )


def typed_rows(
    table: ExportTable, rows: Iterable[Sequence[Any]], notices: Notices
) -> Iterator[Row]:
    """Rows with dates, booleans and JSON as Python values; what is none becomes None, and noted."""
    for raw in rows:
        row: list[Any] = []
        for one, value in zip(table.fields, raw, strict=True):
            try:
                row.append(_typed(one, value))
            except ValueError:
                row.append(None)
                notices.add(f"left out what is no {_NOUNS[one.kind]}", table, one.name, tuple(raw))
        yield tuple(row)


_NOUNS = {"date": "date", "datetime": "date and time", "integer": "whole number",
          "number": "number", **dict.fromkeys(JSON_KINDS, "JSON")}  # fmt: skip


def _typed(column: Field, value: Any) -> Any:
    if value is None:
        return None
    if column.kind == "boolean":
        return bool(value)
    if column.kind == "integer":
        return int(value)
    if column.kind == "number":
        return float(value)
    if column.kind == "date":
        return date.fromisoformat(value)
    if column.kind == "datetime":
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    if column.kind in JSON_KINDS:
        return json.loads(value)
    return str(value)


def plain(column: Field, value: Any) -> Any:
    """As JSON holds it: dates as ISO 8601, times in UTC."""
    if column.kind == "date" and value is not None:
        return value.isoformat()
    if column.kind == "datetime" and value is not None:
        return value.isoformat().replace("+00:00", "Z")
    return value


def shown(table: ExportTable, index: int, row: Row, notices: Notices) -> str | None:
    """A text, or JSON as text, without control characters; None for an empty value."""
    column, value = table.fields[index], row[index]
    if value is None:
        return None
    is_json = column.kind in (*JSON_KINDS, "boolean")
    text = as_json(value) if is_json else str(plain(column, value))
    kept = printable(text)
    if kept != text:
        notices.add("control characters replaced by �", table, column.name, row)
    return kept


def as_json(value: Any) -> str:
    """JSON in one spelling."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
