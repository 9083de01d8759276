"""Rows and columns of OpenDocument tables."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.extract.odt_styles import TABLE, count

_WIDEST = 1000


def cells_of(table: etree._Element) -> Iterator[tuple[etree._Element, int, int]]:
    """Each cell with its row and column; cells covered by others are left out."""
    for number, row in enumerate(_rows(table)):
        column = 0
        for cell in row:
            if cell.tag == f"{TABLE}table-cell":
                yield cell, number, column
            if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                repeated = cell.get(f"{TABLE}number-columns-repeated")
                column += min(max(count(repeated, 1), 1), _WIDEST)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in (
            f"{TABLE}table-header-rows",
            f"{TABLE}table-rows",
            f"{TABLE}table-row-group",
        ):
            yield from _rows(child)
