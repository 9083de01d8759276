"""A plan's paragraphs and grids → its actions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.extract.words import join_lines
from pipeline.plans.cards import upright_document
from pipeline.plans.dates import due_date
from pipeline.plans.grid import Cell, Document, Grid, Paragraph, Row, anchors, column_letters
from pipeline.plans.headers import OLD_DUE
from pipeline.plans.layout import Layout, Table, Unclear, find_tables
from pipeline.plans.mapping import ColumnMap, mapped_table
from pipeline.plans.rag import Palette, is_rag_word
from pipeline.plans.themes import is_band, is_heading_theme, names_theme, sheet_theme

_LETTERS = re.compile(r"[^\W\d_]{2}")
_FEWEST_TO_FIT = 4
_SURE = 5
"""A theme column of at least this weight counts more than the lines between the actions."""
_GROWS = ("owner", "success_measure", "progress")
"""What further rows of an action, or further parts of it on the next page, add to."""


@dataclass(slots=True)
class Found:
    """An action on its way: its words by field, and what only the grid can tell of it."""

    fields: dict[str, str]
    day: str
    locator: str
    cell: Cell
    grid: Grid


@dataclass(slots=True)
class Reading:
    """What was found: actions in order, and (reason, detail) of what looks like a plan unread."""

    actions: list[Found] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def read_actions(document: Document, said: ColumnMap | None = None) -> Reading:
    """The actions of all tables of a document in reading order."""
    document = upright_document(document) if said is None else document
    palette = Palette()
    for cell in anchors(row for grid in document.grids for row in grid.rows):
        palette.learn(cell.text, cell.colour)
    walker = _Walker(palette, several=_plan_sheets(document, said) > 1)
    for part in document.parts:
        if isinstance(part, Paragraph):
            walker.heading(part)
        else:
            walker.grid(part, *_tables(part, said))
    return walker.reading


def _tables(grid: Grid, said: ColumnMap | None) -> tuple[list[Table], Unclear | None]:
    if said is None:
        return find_tables(grid)
    table = mapped_table(grid, said) if said.reads(grid) else None
    return ([table] if table else []), None


def _plan_sheets(document: Document, said: ColumnMap | None) -> int:
    return sum(bool(_tables(grid, said)[0]) for grid in document.grids if grid.sheet)


class _Walker:
    """Goes through a document; knows the theme that was last named and the action before."""

    def __init__(self, palette: Palette, *, several: bool) -> None:
        self.reading = Reading()
        self._palette = palette
        self._several = several
        self._heading = ""
        self._band = ""
        self._layout: Layout | None = None

    def heading(self, paragraph: Paragraph) -> None:
        """A line between tables: perhaps the theme of those to come."""
        sure = names_theme(paragraph.text)
        if sure or (paragraph.level > 1 and is_heading_theme(paragraph.text)):
            self._heading, self._band = paragraph.text, ""
        elif paragraph.level > 1:
            self._heading = ""

    def grid(self, grid: Grid, tables: list[Table], unclear: Unclear | None) -> None:
        """The actions of one grid."""
        if not tables and self._goes_on(grid):
            layout = self._layout
            if layout is not None:
                tables = [Table(layout, 0, 0, len(grid.rows))]
        elif not grid.continues:
            self._band = ""
        if unclear:
            names = " or ".join(repr(label) for label in unclear.labels)
            self.reading.unread.append(
                (
                    "columns_not_recognised",
                    (
                        f"{grid.name}: which column holds the actions: {names}? Say it in a file "
                        "of columns (docs/plans.md)"
                    ),
                )
            )
        place = 0
        for table in tables:
            self._above(grid.rows[place : table.start], first=place == 0)
            self._layout = table.layout
            self._rows(grid, table, first=place == 0)
            place = table.end

    def _goes_on(self, grid: Grid) -> bool:
        """Does a grid without a header go on with the table before it?"""
        layout = self._layout
        if layout is None or grid.sheet or grid.width != layout.width:
            return False
        return grid.continues or _fits(grid, layout)

    def _above(self, rows: list[Row], *, first: bool) -> None:
        """Lines over a header: the last that names a theme counts."""
        for row in rows:
            cells = row.distinct()
            if len(cells) == 1 and (
                names_theme(cells[0].text) if first else is_band(cells[0].text)
            ):
                self._band = cells[0].text

    def _rows(self, grid: Grid, table: Table, *, first: bool) -> None:
        rows, layout = grid.rows[table.body : table.end], table.layout
        continues = grid.continues and first
        column_theme = ""
        before = None
        for number, row in enumerate(rows):
            band = self._band_of(row, layout, rows[number + 1 :])
            if band is not None:
                self._band, column_theme, continues = band or self._band, "", False
                continue
            cell = layout.cell(row, "text")
            if cell is not None and cell.text and before is not None and cell == before.cell:
                self._add_part(before, row, layout, whole=False)
                continue
            if continues and self._is_rest(row, layout):
                self._join(row, layout)
                continue
            continues = False
            if cell is None or not _LETTERS.search(cell.text):
                if before is not None and self._is_part(row, layout):
                    self._add_part(before, row, layout, whole=True)
                continue
            if self._is_loose(row, layout, rows[number + 1 :]):
                continue
            column_theme = layout.text(row, "theme") or column_theme
            before = self._action(grid, row, layout, column_theme)
            self.reading.actions.append(before)

    def _band_of(self, row: Row, layout: Layout, rest: list[Row]) -> str | None:
        """The theme that a row names: '' where it is a note, None where it is no such row."""
        cells = row.distinct()
        if len(cells) == 2:
            return _numbered_theme(row, layout, rest)
        if len(cells) != 1 or cells[0].row != _begins(row):
            return None
        cell, text = cells[0], layout.columns["text"][0]
        covers = cell.column <= text < cell.column + cell.wide
        if covers and cell.wide == 1:
            return None
        if any(c.colour and c is not cell and c.colour != cell.colour for c in row.cells.values()):
            return None
        if cell.wide == 1 and cell.column > text:
            return None  # a further row of the action above
        themed = is_band(cell.text) and any(layout.text(row, "text") for row in rest)
        return " ".join(cell.text.split()) if themed else ""

    def _is_loose(self, row: Row, layout: Layout, rest: list[Row]) -> bool:
        """Is a row whose first column alone has words a theme or a note, not an action?"""
        cells = row.distinct()
        column = layout.columns["text"][0]
        if len(cells) != 1 or column != min(c for held in layout.columns.values() for c in held):
            return False
        colours = {c.colour for c in row.cells.values() if c.colour}
        if len(colours) > 1 or layout.columns.keys() <= {"text"}:
            return False
        goes_on = any(len(later.distinct()) > 1 for later in rest)
        if goes_on and (names_theme(cells[0].text) or len(cells[0].text.split()) <= 8):
            self._band = cells[0].text
            return True
        return not goes_on and not cells[0].wide > 1 and cells[0].text.rstrip().endswith(".")

    def _is_rest(self, row: Row, layout: Layout) -> bool:
        """Does the first row on a page go on with the last action of the page before?"""
        if not self.reading.actions or not row.distinct():
            return False
        before = self.reading.actions[-1].fields
        if layout.text(row, "reference"):
            return False
        if before["reference"]:
            return True
        if any(layout.text(row, name) for name in ("due", "status", "rag")):
            return False
        text = layout.text(row, "text")
        starts_small = text[:1].islower() or not re.search(r"[.!?:;)]$", before["text"])
        return not text or starts_small or not layout.text(row, "owner")

    def _join(self, row: Row, layout: Layout) -> None:
        """Put the rest of a row behind what the page before had of it."""
        before = self.reading.actions[-1]
        for name in before.fields:
            rest = layout.text(row, name)
            if rest and rest != before.fields[name]:
                before.fields[name] = join_lines(before.fields[name], rest)
        if layout.text(row, "due"):
            before.day = ""

    def _is_part(self, row: Row, layout: Layout) -> bool:
        """Is a row without an action a further line of the action above it?"""
        if layout.text(row, "reference") and not _is_merged(row, layout, "reference"):
            return False
        return any(layout.text(row, name) for name in _GROWS)

    def _add_part(self, before: Found, row: Row, layout: Layout, *, whole: bool) -> None:
        """Add a further row to an action; with `whole` its first date and rating too."""
        for name in _GROWS:
            cell = layout.cell(row, name)
            more = cell.text if cell and cell.row == _begins(row) else ""
            if more and more not in before.fields[name].split("\n"):
                before.fields[name] = "\n".join(filter(None, (before.fields[name], more)))
        for name in ("due", "status"):
            if not before.fields[name]:
                before.fields[name] = layout.text(row, name)
        if whole and not before.fields["rag"]:
            before.fields["rag"] = self._rag(row, layout)

    def _action(self, grid: Grid, row: Row, layout: Layout, column_theme: str) -> Found:
        names = ("reference", "text", "owner", "due", "status", "success_measure", "progress")
        fields = {name: layout.text(row, name) for name in (*names, "answers")}
        due = layout.cell(row, "due")
        if due is None or not due.text:
            due = layout.cell(row, OLD_DUE)
            fields["due"] = due.text if due else ""
        fields["rag"] = self._rag(row, layout)
        rag_text = layout.text(row, "rag")
        if rag_text and not is_rag_word(rag_text):
            label = layout.labels.get(layout.columns["rag"][0], "")
            told = "progress" if re.search(r"progress|updat|comment", label, re.I) else "status"
            fields[told] = fields[told] or rag_text
        fields["theme"] = self._theme(grid, layout, column_theme)
        cell = layout.cells(row, "text")[0]
        place = row.place
        if grid.sheet:
            place = f"{grid.sheet}!{column_letters(cell.column)}{row.place}"
        return Found(fields, due.day if due else "", place, cell, grid)

    def _theme(self, grid: Grid, layout: Layout, column_theme: str) -> str:
        if column_theme and layout.weights.get("theme", 0) >= _SURE:
            return column_theme
        heading = sheet_theme(grid.sheet) if grid.sheet and self._several else self._heading
        if self._band and (names_theme(self._band) or not column_theme):
            return self._band
        return column_theme or self._band or heading

    def _rag(self, row: Row, layout: Layout) -> str:
        for cell in layout.cells(row, "rag"):
            found = self._palette.rag(cell.text, cell.colour)
            if found:
                return found
        if "rag" in layout.columns:
            return ""
        status = layout.cell(row, "status")
        if status is None:
            return ""
        if is_rag_word(status.text):
            return self._palette.rag(status.text, "")
        return self._palette.rag("", status.colour)


def _fits(grid: Grid, layout: Layout) -> bool:
    """Do the rows of a grid without a header hold dates and ratings where a layout has them?"""
    if len(layout.columns) < _FEWEST_TO_FIT:
        return False
    fitting = [
        row
        for row in grid.rows
        if _LETTERS.search(layout.text(row, "text"))
        and (due_date(layout.text(row, "due")) or is_rag_word(layout.text(row, "rag")))
    ]
    return 2 * len(fitting) > len(grid.rows)


def _begins(row: Row) -> int:
    return max((cell.row for cell in row.cells.values()), default=-1)


def _is_merged(row: Row, layout: Layout, name: str) -> bool:
    cell = layout.cell(row, name)
    return cell is not None and cell.row != _begins(row)


def _numbered_theme(row: Row, layout: Layout, rest: Iterable[Row]) -> str | None:
    """The row "1 | Workforce" over "1.1 | Recruit …": a theme and its number apart."""
    number, text = layout.text(row, "reference"), layout.text(row, "text")
    if not number or not text or len(text.split()) > 14:
        return None
    following = next((layout.text(later, "reference") for later in rest if later.distinct()), "")
    stem = number.rstrip(".): ")
    if following != number and re.match(re.escape(stem) + r"(?:[.\-/ ]?\w)", following):
        if following[len(stem) : len(stem) + 1].isdigit() and stem[-1:].isdigit():
            return None  # 1 and 10
        return f"{number} {text}"
    return None


def finished(found: Found) -> dict[str, str]:
    """The fields of an action as the record has them."""
    fields = {name: value.strip() for name, value in found.fields.items()}
    due_text = fields.pop("due")
    day = found.day or due_date(due_text)
    one_line = {
        name: " ".join(fields[name].split()) for name in ("reference", "theme", "status", "answers")
    }
    return {
        **fields,
        **one_line,
        "due_text": " ".join(due_text.split()),
        "due_date": day,
        "locator": found.locator,
    }
