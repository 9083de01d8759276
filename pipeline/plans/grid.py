"""The common form of all plans: paragraphs and grids of cells, whatever file they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.errors import TooLargeError
from pipeline.extract.words import clean, join_lines, strip_bullet
from pipeline.extract.zipsafe import TOO_LARGE

MOST_PLACES = 2_000_000
"""Places that the cells of one grid may take; a merged range counts with its whole area."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and the place of its first corner; both count from 0.

    `text`: lines without bullet marks. `day`: ISO day of a date cell whose format prints the day.
    `colour`: RRGGBB of its background. `high`, `wide`: how many rows and columns it is merged over.
    """

    row: int
    column: int
    text: str = ""
    day: str = ""
    colour: str = ""
    high: int = 1
    wide: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `place` says where it is found, `cells` what stands at each column.

    A merged cell stands at each place that it covers.
    """

    place: str
    cells: dict[int, Cell]

    def distinct(self) -> list[Cell]:
        """The cells with words, each once, from left to right."""
        seen = {(c.row, c.column): c for _, c in sorted(self.cells.items()) if c.text}
        return list(seen.values())


@dataclass(slots=True)
class Grid:
    """A sheet or table. `name`: what problem rows call it.

    `sheet`: the sheet's name, '' for other formats. `continues`: it is the first on its page, and
    the grid before it was the last on the page before.
    """

    name: str
    rows: list[Row]
    sheet: str = ""
    continues: bool = False

    @property
    def width(self) -> int:
        return max((max(row.cells, default=-1) + 1 for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words outside tables. `level`: 1 for the title, then headings; 0 for ordinary text."""

    text: str
    level: int = 0


@dataclass(slots=True)
class Document:
    """A plan's file as it was read: paragraphs and grids in reading order.

    `title`: what the file's properties or the page call it. `notes`: (reason, detail) of what was
    met and could not be read.
    """

    parts: list[Paragraph | Grid] = field(default_factory=list)
    title: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def grids(self) -> list[Grid]:
        return [part for part in self.parts if isinstance(part, Grid)]


def grid_rows(cells: Iterable[Cell], places: dict[int, str]) -> list[Row]:
    """Rows from cells; `places` names the rows to keep. The first cell to take a place keeps it.

    Raises TooLargeError where merged cells cover more than any plan has.
    """
    rows = {number: Row(place, {}) for number, place in sorted(places.items())}
    used = 0
    for cell in cells:
        used += cell.high * cell.wide
        if used > MOST_PLACES:
            raise TooLargeError(
                TOO_LARGE, "merged cells cover millions of places; undo them and save the file"
            )
        for down in range(cell.high):
            row = rows.get(cell.row + down)
            if row is not None:
                for right in range(cell.wide):
                    row.cells.setdefault(cell.column + right, cell)
    return list(rows.values())


def cell_text(lines: Iterable[str]) -> str:
    r"""The lines of a cell, without bullet marks and empty lines.

    >>> cell_text(["• plans\u00a0reviewed", "", "- by March"])
    'plans reviewed\nby March'
    """
    stripped = (strip_bullet(clean(line))[1] for line in lines)
    return "\n".join(line for line in stripped if line)


def unwrapped(lines: Iterable[str]) -> str:
    r"""The lines of a cell in which lines end because the column does: only bullets begin a line.

    >>> unwrapped(["Strategy", "meetings:", "\uf0b7 within 24", "hours"])
    'Strategy meetings:\nwithin 24 hours'
    """
    found: list[str] = []
    for line in lines:
        bullet, text = strip_bullet(line)
        if not text:
            continue
        if found and not bullet:
            found[-1] = join_lines(found[-1], clean(text))
        else:
            found.append(clean(text))
    return "\n".join(found)


def column_letters(column: int) -> str:
    """The name of a column, counted from 0, in a spreadsheet.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def anchors(rows: Iterable[Row]) -> Iterator[Cell]:
    """Each cell of the rows once."""
    seen = set()
    for row in rows:
        for cell in row.cells.values():
            if (cell.row, cell.column) not in seen:
                seen.add((cell.row, cell.column))
                yield cell
