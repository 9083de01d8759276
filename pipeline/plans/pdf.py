"""PDF files → paragraphs and grids: ruled tables by pdfplumber, columns without rules by place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table

from pipeline.errors import TooLargeError, UnreadableError
from pipeline.extract.tables import PDF_ERRORS, open_pages
from pipeline.extract.words import clean
from pipeline.extract.zipsafe import TOO_LARGE, Limits
from pipeline.plans.grid import Cell, Document, Grid, Paragraph, grid_rows, unwrapped
from pipeline.plans.limits import check_size
from pipeline.plans.pdf_columns import Columns, Line, find_columns, lines_of

Box = tuple[float, float, float, float]
_NEAR = 3.0
_MARGIN = 0.12
_FEWEST_PAGES = 2


def read(data: bytes, limits: Limits) -> Document:
    """The lines and tables of a PDF, page by page from top to bottom."""
    document = Document()
    pdf, pages = open_pages(data)
    if len(pages) > limits.pages:
        raise TooLargeError(TOO_LARGE, f"{len(pages):,} pages; see limits.pages in params.yaml")
    title = (pdf.metadata or {}).get("Title")
    document.title = clean(title) if isinstance(title, str) else ""
    try:
        _read_pages(pages, document, limits)
    except PDF_ERRORS as error:
        raise UnreadableError("damaged", f"the PDF cannot be read: {error}") from error
    if not document.parts:
        raise UnreadableError(
            "needs_ocr", "the PDF holds no text, only pictures; ask for the file it was made from"
        )
    return document


class _Read:
    """A page once looked at: its tables with rules, and its other lines."""

    def __init__(self, page: Page) -> None:
        self.number = page.page_number
        self.height = float(page.height)
        self.fills = _fills(page)
        self.tables = [
            _ruled(table, self.fills) for table in page.find_tables() if _is_table(table)
        ]
        boxes = [box for box, _ in self.tables]
        words = [
            word
            for word in page.extract_words(use_text_flow=False, extra_attrs=["size"])
            if not any(_inside(word, box) for box in boxes)
        ]
        self.lines = lines_of(words)
        self.rules = sorted(
            float(edge["top"])
            for edge in page.horizontal_edges
            if edge["x1"] - edge["x0"] > page.width / 4
        )


def _read_pages(pages: Sequence[Page], document: Document, limits: Limits) -> None:
    read_pages = []
    characters = 0
    for page in pages:
        read_pages.append(_Read(page))
        characters += sum(len(line.text) for line in read_pages[-1].lines)
        check_size(characters, limits)
        page.close()
    furniture = _furniture(read_pages)
    columns: Columns | None = None
    ended_in_grid = False
    for one in read_pages:
        lines = [line for line in one.lines if _key(line, one) not in furniture]
        parts, columns = _parts(one, lines, columns)
        for place, (_, part) in enumerate(parts):
            if isinstance(part, Grid):
                part.continues = place == 0 and ended_in_grid
            document.parts.append(part)
        if parts:
            ended_in_grid = isinstance(parts[-1][1], Grid)


def _parts(
    page: _Read, lines: list[Line], columns: Columns | None
) -> tuple[list[tuple[float, Paragraph | Grid]], Columns | None]:
    """What stands on a page from top to bottom, and the columns that may go on overleaf."""
    parts: list[tuple[float, Paragraph | Grid]] = []
    for box, cells in page.tables:
        name = f"page {page.number}, table {len(parts) + 1}"
        parts.append((box[1], _grid(cells, name)))
    if page.tables:
        columns = None
    found = find_columns(lines, columns)
    if found:
        rows, used = found.rows(lines, page.rules)
        cells = [
            Cell(
                number,
                column,
                unwrapped(texts),
                "",
                _fill_at(page.fills, *found.middle(column, wide), top, bottom),
                1,
                wide,
            )
            for number, row in enumerate(rows)
            for column, wide, texts, top, bottom in row
        ]
        top = min((line.top for line in used), default=0.0)
        parts.append((top, _grid(cells, f"page {page.number}")))
        lines = [line for line in lines if line not in used]
        columns = found
    elif lines or page.tables:
        columns = None
    parts += [(line.top, Paragraph(clean(line.text), _level(line, page))) for line in lines]
    return sorted(parts, key=lambda part: part[0]), columns


def _level(line: Line, page: _Read) -> int:
    """2 for a line set larger than most lines of its page, as headings are."""
    sizes = Counter(round(other.size) for other in page.lines)
    common = max(sizes, key=lambda size: (sizes[size], -size))
    return 2 if line.size > common + 1.4 and len(sizes) > 1 else 0


def _grid(cells: list[Cell], name: str) -> Grid:
    places = {
        number: f"{name}, row {number + 1}"
        for cell in cells
        for number in range(cell.row, cell.row + cell.high)
    }
    return Grid(name, grid_rows(cells, places))


def _is_table(table: Table) -> bool:
    return len({round(cell[0]) for cell in table.cells}) > 1 and len(table.cells) > 2


def _ruled(table: Table, fills: list[tuple[Box, str]]) -> tuple[Box, list[Cell]]:
    """The cells of a ruled table; one that spans rows or columns covers their edges."""
    lefts = _edges([cell[0] for cell in table.cells])
    tops = _edges([cell[1] for cell in table.cells])
    cells = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            if box is None:
                continue
            x0, top, x1, bottom = (float(side) for side in box)
            column, line = _place(lefts, x0), _place(tops, top)
            wide = max(1, sum(x0 - 1 < edge < x1 - _NEAR for edge in lefts))
            high = max(1, sum(top - 1 < edge < bottom - _NEAR for edge in tops))
            colour = _fill_at(fills, x0, x1, top, bottom)
            lines = (text or "").split("\n")
            cells.append(Cell(line, column, unwrapped(lines), "", colour, high, wide))
    left, upper, right, lower = (float(side) for side in table.bbox)
    return (left, upper, right, lower), cells


def _edges(places: list[float]) -> list[float]:
    """The distinct places, those closer than `_NEAR` taken as one."""
    found: list[float] = []
    for place in sorted(float(p) for p in places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _place(edges: list[float], at: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - at))


def _inside(word: dict[str, Any], box: Box) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1)


def _fills(page: Page) -> list[tuple[Box, str]]:
    """The filled rectangles of a page in the order in which they are painted."""
    found = []
    for rect in [*page.rects, *page.curves]:
        colour = _hex(rect.get("non_stroking_color")) if rect.get("fill") else ""
        if colour:
            box = (float(rect["x0"]), float(rect["top"]), float(rect["x1"]), float(rect["bottom"]))
            found.append((box, colour))
    return found


def _fill_at(fills: list[tuple[Box, str]], x0: float, x1: float, top: float, bottom: float) -> str:
    """The background of a box: what was painted last behind its middle, white is none."""
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    for box, colour in reversed(fills):
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            return "" if colour == "FFFFFF" else colour
    return ""


def _hex(colour: object) -> str:
    """Grey, RGB or CMYK between 0 and 1 as RRGGBB."""
    values = colour if isinstance(colour, list | tuple) else [colour]
    parts = [float(v) for v in values if isinstance(v, int | float)]
    if len(parts) != len(values) or not all(0 <= part <= 1 for part in parts):
        return ""
    if len(parts) == 1:
        parts *= 3
    elif len(parts) == 4:
        black = 1 - parts[3]
        parts = [(1 - part) * black for part in parts[:3]]
    if len(parts) != 3:
        return ""
    return "".join(f"{round(part * 255):02X}" for part in parts)


def _key(line: Line, page: _Read) -> str:
    """What a running head or foot has in common from page to page; '' elsewhere on a page."""
    edge = line.top < page.height * _MARGIN or line.bottom > page.height * (1 - _MARGIN)
    return re.sub(r"\d+", "0", clean(line.text)) if edge else ""


def _furniture(pages: list[_Read]) -> set[str]:
    """Lines that come again at the edge of half of the pages, and page numbers."""
    seen = Counter(
        key for page in pages for key in {_key(line, page) for line in page.lines} if key
    )
    needed = max(_FEWEST_PAGES, (len(pages) + 1) // 2)
    again = {key for key, count in seen.items() if count >= needed}
    return again | {
        key for key in seen if re.fullmatch(r"(?i)(?:page\s*)?0(?:\s*(?:of|/)\s*0)?", key)
    }
