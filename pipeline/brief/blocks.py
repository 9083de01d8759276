"""What a briefing is made of, before it is a Word document or a page: headings, texts, tables."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one kind; with `link` they lead there."""

    text: str
    link: str = ""
    strong: bool = False


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `kind`: '' or `notice` (set apart) or `note` (small)."""

    line: Line
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `numbered` where people refer to its entries. An entry is one or more lines."""

    entries: tuple[tuple[Line, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and one header row; the first cell of a row names it.

    A cell is one or more lines. `widths`: parts of the width, one a column.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a publication, and where they stand. `label` stands before: "Now", "Before"."""

    label: str
    text: str
    cite: Line


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers by area (row) and publication (column), drawn; `alt` says what is to be seen."""

    caption: str
    alt: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]


Block = Paragraph | Bullets | Table | Quotation | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; `level` 2 under the title, 3 below that."""

    heading: str
    blocks: tuple[Block, ...]
    level: int = 2
    parts: tuple[Section, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Brief:
    """A whole briefing as of `date` (ISO 8601). `notice` says what is invented, '' if nothing."""

    title: str
    subtitle: str
    date: str
    notice: str
    version: str
    sections: tuple[Section, ...]


def text(*parts: str | Span) -> Line:
    """A line of strings and spans."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts if part)


def cell(*parts: str | Span) -> tuple[Line, ...]:
    """A cell of one line."""
    return (text(*parts),)
