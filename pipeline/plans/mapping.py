"""`<plan file>.columns.yaml`: what a person says of a plan's columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from pipeline.errors import UnreadableError
from pipeline.plans.columns import FIELDS, MAPPED_NAMES, label_words
from pipeline.plans.grid import Grid, Row
from pipeline.plans.layout import Layout, Table

_REASON = "mapping_invalid"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """`columns`: field → header as printed, letter or number of the column.

    `header_row`: the last row of the header, as a spreadsheet counts; 0 where nobody said.
    `sheets`: the only sheets (or tables) to read; all where none is named.
    """

    columns: dict[str, str] = field(default_factory=dict)
    header_row: int = 0
    sheets: tuple[str, ...] = ()

    def reads(self, grid: Grid) -> bool:
        """Whether this sheet or table is to be read."""
        return not self.sheets or grid.sheet in self.sheets or grid.name in self.sheets


def parse_mapping(data: bytes) -> ColumnMap:
    """The mapping of a YAML file. UnreadableError says what is wrong with it."""
    try:
        values = yaml.safe_load(data)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableError(_REASON, f"no valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(values, Mapping) or not isinstance(values.get("columns"), Mapping):
        raise UnreadableError(_REASON, "it must hold 'columns:' with lines such as 'action: C'")
    unknown = sorted(set(values) - {"columns", "header_row", "sheets"}, key=str)
    if unknown:
        raise UnreadableError(_REASON, f"{unknown[0]!r} is none of columns, header_row, sheets")
    columns = dict(_fields(values["columns"]))
    if "text" not in columns:
        raise UnreadableError(_REASON, "'columns' must name the column of the action")
    header_row, sheets = values.get("header_row") or 0, values.get("sheets") or ()
    if not isinstance(header_row, int) or not isinstance(sheets, list | tuple):
        raise UnreadableError(_REASON, "header_row is a number, sheets a list of names")
    return ColumnMap(columns, header_row, tuple(str(sheet) for sheet in sheets))


def _fields(given: Mapping[Any, Any]) -> list[tuple[str, str]]:
    found = []
    for name, column in given.items():
        known = MAPPED_NAMES.get(str(name), str(name))
        if known not in FIELDS:
            names = ", ".join(["action", "lead", "timescale", *(f for f in FIELDS if f != "text")])
            raise UnreadableError(_REASON, f"{name!r} is none of {names}")
        found.append((known, str(column)))
    return found


def mapped_table(grid: Grid, said: ColumnMap) -> Table | None:
    """The table that a mapping describes; None where the grid does not hold its action column."""
    start = _header_index(grid, said)
    header = grid.rows[start] if start is not None else Row("", {})
    places = {name: _column(column, header) for name, column in said.columns.items()}
    if places["text"] is None:
        return None
    columns: dict[str, tuple[int, ...]]
    columns = {name: (place,) for name, place in places.items() if place is not None}
    labels = {c: cell.text for c, cell in header.cells.items()}
    layout = Layout(columns, dict.fromkeys(columns, 9), labels, grid.width)
    body = 0 if start is None else start + 1
    return Table(layout, start or 0, body, len(grid.rows))


def _header_index(grid: Grid, said: ColumnMap) -> int | None:
    if said.header_row:
        wanted = str(said.header_row)
        return next((i for i, row in enumerate(grid.rows) if row.place.split()[-1] == wanted), None)
    labels = {label_words(column) for column in said.columns.values() if not _is_place(column)}
    if not labels:
        return None
    for number, row in enumerate(grid.rows):
        if labels <= {label_words(cell.text) for cell in row.distinct()}:
            return number
    return None


def _is_place(column: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{1,2}|\d{1,3}", column))


def _column(named: str, header: Row) -> int | None:
    words = label_words(named)
    for column, cell in sorted(header.cells.items()):
        if words and label_words(cell.text) == words:
            return column
    if named.isdecimal():
        return int(named) - 1
    if not _is_place(named):
        return None
    place = 0
    for letter in named:
        place = place * 26 + ord(letter) - 64
    return place - 1
