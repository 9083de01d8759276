"""What readers give to layouts: the blocks of a document in reading order.

A reader (pdf, html, docx, odt, text) knows files and no inspection; a layout knows inspections and
no files. They meet in `Block`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.records import Box

HEADING = "heading"
PARAGRAPH = "paragraph"
BULLET = "bullet"
NUMBERED = "numbered"
CELL = "cell"


@dataclass(slots=True)
class Block:
    """One heading, paragraph, bullet, numbered paragraph or table cell.

    `text` has words put together over line ends, no bullet glyph, number or footnote marker.
    `label` is the number as printed, without its full stop: `4`, `(a)`, `2.1`; '' for bullets.
    `level` is 1 for first-level bullets and numbers, 2 for what stands indented below them; for
    headings 1 is the largest. `page`, `page_end` and `boxes` are empty where a file has no pages.
    `bold` and `size` (points; 0 where unknown) are those of the first line; `left` is the distance
    of its text from the left edge. `table` counts the tables of a document from 1 (0: in none),
    `row` and `column` count from 0 within it; a cell with several paragraphs gives several blocks
    with the same row and column (bullets in it have role `bullet`).
    """

    role: str
    text: str
    label: str = ""
    level: int = 1
    page: int | None = None
    page_end: int | None = None
    boxes: list[Box] = field(default_factory=list)
    bold: bool = False
    size: float = 0.0
    left: float = 0.0
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(slots=True)
class Content:
    """All that a reader found in one file.

    `page_count` is None where the file has no pages. `footnotes` and `furniture` (running heads
    and feet, once each) are kept apart from the blocks: they are no findings but may hold dates.
    `notes` are (reason, detail) pairs that become problem rows.
    """

    blocks: list[Block]
    page_count: int | None = None
    footnotes: list[Block] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
