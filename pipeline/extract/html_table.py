"""Rows and columns of HTML tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

_WIDEST = 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """A td or th and its place; both count from 0, spans of other cells included."""

    tag: Tag
    row: int
    column: int


def is_layout(table: Tag) -> bool:
    """Does a table only place things: boxes of one column, tables in a table, or said to?"""
    if table.get("role") in ("presentation", "none") or table.find("table") is not None:
        return True
    return all(cell.column == 0 for cell in grid(table))


def grid(table: Tag) -> Iterator[Cell]:
    """The cells of `table` (not of tables in it), row by row."""
    taken_until: dict[int, int] = {}  # by column: the first row that no cell above covers
    for row, tr in enumerate(_rows(table)):
        column = 0
        for cell in tr.find_all(["td", "th"], recursive=False):
            while taken_until.get(column, 0) > row:
                column += 1
            yield Cell(cell, row, column)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if high > 1:
                for right in range(column, column + wide):
                    taken_until[right] = max(row + high, taken_until.get(right, 0))
            column += wide


def _rows(table: Tag) -> Iterator[Tag]:
    for child in table.find_all(["tr", "thead", "tbody", "tfoot"], recursive=False):
        if child.name == "tr":
            yield child
        else:
            yield from child.find_all("tr", recursive=False)


def _span(cell: Tag, name: str) -> int:
    """The span of a cell. Sites write large numbers for «all»; no table is that wide."""
    text = str(cell.get(name) or "1").strip()
    return max(1, min(int(text), _WIDEST)) if text.isdecimal() else 1
