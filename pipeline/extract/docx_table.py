"""Rows and columns of Word tables."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.extract.docx_styles import W, value, whole
from pipeline.extract.docx_text import children


def cells_of(table: etree._Element) -> Iterator[tuple[etree._Element, int, int]]:
    """Each cell once with its row and column; cells merged with one above are left out."""
    rows = (row for row in children(table) if row.tag == f"{W}tr")
    number = 0
    for row in rows:
        own = row.find(f"{W}trPr")
        if own is not None and own.find(f"{W}del") is not None:
            continue
        column = whole(value(own, "gridBefore")) or 0
        for cell in children(row):
            if cell.tag != f"{W}tc":
                continue
            of_cell = cell.find(f"{W}tcPr")
            merge = of_cell.find(f"{W}vMerge") if of_cell is not None else None
            gone = of_cell is not None and of_cell.find(f"{W}cellDel") is not None
            across = value(of_cell, "hMerge") == "continue"
            if (merge is None or value(of_cell, "vMerge") == "restart") and not (gone or across):
                yield cell, number, column
            column += max(1, whole(value(of_cell, "gridSpan")) or 1)
        number += 1
