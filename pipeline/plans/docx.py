"""Word files (.docx) → paragraphs and grids, with cells merged over rows and columns."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.extract.docx_numbering import Numbering
from pipeline.extract.docx_package import core_title, first_part, main_part, part_of, related_parts
from pipeline.extract.docx_styles import Styles, W, properties, value, whole
from pipeline.extract.docx_text import TextReader, children
from pipeline.extract.words import clean
from pipeline.extract.zipsafe import UNREADABLE, Limits, Package
from pipeline.plans.grid import Cell, Document, Grid, Paragraph, cell_text, grid_rows
from pipeline.plans.limits import check_size

_AUTOMATIC = ("auto", "none", "")
_MOST_COLUMNS = 200


def read(data: bytes, limits: Limits) -> Document:
    """The paragraphs and tables of a Word file in reading order."""
    package = Package(data, limits)
    main = main_part(package)
    related = related_parts(package, main)
    body = part_of(package, main).find(f"{W}body")
    if body is None:
        raise UnreadableError(UNREADABLE, f"{main} has no body; ask for the file again")
    styles = Styles(first_part(package, related.get("styles")))
    numbering = Numbering(first_part(package, related.get("numbering")), styles)
    reader = _Reader(styles, numbering, limits)
    reader.walk(body)
    reader.document.title = core_title(package)
    return reader.document


class _Reader:
    """Walks the body in order; `document` grows."""

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits) -> None:
        self.document = Document()
        self._styles = styles
        self._numbering = numbering
        self._text = TextReader(styles)
        self._limits = limits
        self._characters = 0
        self._tables = 0

    def walk(self, parent: etree._Element) -> None:
        """Paragraphs and tables of the body, or of a cell that only places things."""
        for element in children(parent):
            if element.tag == f"{W}p":
                text, _, level = self._paragraph(element)
                if text:
                    self.document.parts.append(Paragraph(clean(text), level))
                self._walk_boxes()
            elif element.tag == f"{W}tbl":
                self._table(element)

    def _walk_boxes(self) -> None:
        boxes, self._text.boxes = self._text.boxes, []
        for box in boxes:
            self.walk(box)

    def _paragraph(self, paragraph: etree._Element) -> tuple[str, str, int]:
        """Text, printed number and heading level of a paragraph."""
        own = properties(paragraph.find(f"{W}pPr"), None)
        style = value(paragraph.find(f"{W}pPr"), "pStyle") or self._styles.default
        text = "".join(run.text for run in self._text.runs(paragraph, style))
        self._characters += len(text) + 1
        check_size(self._characters, self._limits)
        number_id = own.number_id
        if number_id is None:
            number_id = self._styles.first(style, lambda s: s.number_id)
        label = ""
        if number_id and number_id != "0":
            marker = self._numbering.mark(number_id, own.number_level, style)
            label = (marker.label or "") if marker else ""
        level = self._styles.heading(style, own)
        if level and label and text.strip():
            text = f"{label} {text}"
        return text.strip(), label, level

    def _table(self, table: etree._Element) -> None:
        rows = list(_rows(table))
        if max((sum(wide for _, _, wide in row) for row in rows), default=0) < 2:
            for row in rows:
                for cell, _, _ in row:
                    self.walk(cell)  # a box around ordinary text
            return
        self._tables += 1
        name = f"table {self._tables}"
        made: list[Cell] = []
        above: dict[int, int] = {}
        for number, row in enumerate(rows):
            for tag, column, wide in row:
                merge = tag.find(f"{W}tcPr/{W}vMerge")
                goes_on = merge is not None and merge.get(f"{W}val") != "restart"
                at = above.get(column)
                if goes_on and at is not None and made[at].wide == wide:
                    made[at] = _taller(made[at])
                    continue
                above[column] = len(made)
                text = self._cell_text(tag)
                made.append(Cell(number, column, text, "", _colour(tag), 1, wide))
        places = {n: f"{name}, row {n + 1}" for n in range(len(rows))}
        self.document.parts.append(Grid(name, grid_rows(made, places)))

    def _cell_text(self, tag: etree._Element) -> str:
        """The lines of a cell; where Word prints a number and nothing else, that number."""
        lines: list[str] = []
        labels: list[str] = []
        for paragraph in _paragraphs(tag):
            text, label, _ = self._paragraph(paragraph)
            lines += text.split("\n")
            labels += [label] if label and not text else []
            boxes, self._text.boxes = self._text.boxes, []
            for box in boxes:
                lines.append(self._cell_text(box))
        return cell_text(lines) or " ".join(labels)


def _rows(table: etree._Element) -> Iterator[list[tuple[etree._Element, int, int]]]:
    """Each row's cells with column and width; deleted rows and cells are left out."""
    for row in children(table):
        if row.tag != f"{W}tr":
            continue
        own = row.find(f"{W}trPr")
        if own is not None and own.find(f"{W}del") is not None:
            continue
        column = min(whole(value(own, "gridBefore")) or 0, _MOST_COLUMNS)
        cells: list[tuple[etree._Element, int, int]] = []
        for cell in children(row):
            if cell.tag != f"{W}tc" or column > _MOST_COLUMNS:
                continue
            of_cell = cell.find(f"{W}tcPr")
            wide = min(max(1, whole(value(of_cell, "gridSpan")) or 1), _MOST_COLUMNS)
            deleted = of_cell is not None and of_cell.find(f"{W}cellDel") is not None
            if value(of_cell, "hMerge") == "continue" and cells:
                tag, first, width = cells[-1]
                cells[-1] = tag, first, width + wide
            elif not deleted:
                cells.append((cell, column, wide))
            column += wide
        yield cells


def _taller(cell: Cell) -> Cell:
    return Cell(cell.row, cell.column, cell.text, "", cell.colour, cell.high + 1, cell.wide)


def _paragraphs(parent: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs of a cell and of tables in it."""
    for child in children(parent):
        if child.tag == f"{W}p":
            yield child
        elif child.tag in (f"{W}tbl", f"{W}tr", f"{W}tc"):
            yield from _paragraphs(child)


def _colour(cell: etree._Element) -> str:
    """The background of a cell, else the one behind its words."""
    for path in (f"{W}tcPr/{W}shd", f"{W}p/{W}pPr/{W}shd", f"{W}p/{W}r/{W}rPr/{W}shd"):
        shade = cell.find(path)
        fill = (shade.get(f"{W}fill") or "") if shade is not None else ""
        if fill.casefold() not in _AUTOMATIC and fill.upper() != "FFFFFF":
            return fill.upper()
    return ""
