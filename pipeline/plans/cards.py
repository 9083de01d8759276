"""Actions told from top to bottom: small tables, and paragraphs, with a label before each value."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.plans.columns import recognise_pair
from pipeline.plans.grid import Cell, Document, Grid, Paragraph, Row
from pipeline.plans.headers import OLD_DUE, OTHER
from pipeline.plans.layout import CONTROL, FEWEST_FIELDS

_WIDEST_CARD = 4
_LABELLED = re.compile(
    r"([A-Z][\w ’'/&?()-]{1,40}?)\s*(\d{1,3}(?:\.\d{1,2})?[a-z]?)?\s*:\s+(\S.*)", re.DOTALL
)


_ITEM = re.compile(
    r"(?:(?:action\s+)?(\d{1,3}(?:\.\d{1,2})?[a-z]?)[.):]?\s+)?(\S.*)", re.DOTALL | re.IGNORECASE
)
_INLINE = re.compile(
    r"[\s(\[;.,–-]+(?P<label>(?:action\s+)?(?:lead|owner)(?:\s+officer)?|responsible(?:\s+officer)?"
    r"|by(?:\s+when|\s+whom)?|due(?:\s+date)?|timescale|deadline|status|RAG)\s*:\s+",
    re.IGNORECASE,
)
_NAMES = {"by": "By when"}


def labelled_item(text: str) -> list[tuple[str, str, str]]:
    """The fields of a paragraph, numbered or not, that labels who and when; [] for any other.

    >>> labelled_item("3. Audit thirty files. Lead: Ms Vale. By: May 2024.")
    [('Action', '3', 'Audit thirty files.'), ('Lead', '', 'Ms Vale'), ('By when', '', 'May 2024')]
    >>> labelled_item("3. The board met in May.")
    []
    """
    item = _ITEM.fullmatch(text.strip())
    marks = list(_INLINE.finditer(item[2])) if item else []
    if item is None or len({mark["label"].casefold() for mark in marks}) < FEWEST_FIELDS - 1:
        return []
    first = item[2][: marks[0].start()].strip()
    ends = [mark.start() for mark in marks[1:]] + [len(item[2])]
    fields = [("Action", item[1] or "", f"{first}." if first[-1:].isalnum() else first)]
    for mark, end in zip(marks, ends, strict=True):
        label = mark["label"]
        value = item[2][mark.end() : end].strip(" .;,)]\n")
        fields.append((_NAMES.get(label.casefold(), label.capitalize()), "", value))
    return fields


def upright_document(document: Document) -> Document:
    """The document with its cards, tables or runs of paragraphs, as tables with a header."""
    parts: list[Paragraph | Grid] = []
    run: list[tuple[str, str, str]] = []
    held: list[Paragraph] = []
    number = len(document.grids)

    def close() -> None:
        nonlocal number
        grid = _of_run(run, number + 1)
        if grid is not None and is_card(grid):
            number += 1
            parts.append(upright(grid))
        else:
            parts.extend(held)
        run.clear()
        held.clear()

    for part in document.parts:
        match = _LABELLED.fullmatch(part.text) if isinstance(part, Paragraph) else None
        found = recognise_pair("", match[1]) if match else None
        if isinstance(part, Paragraph) and match and found and not part.level:
            run.append((match[1], match[2] or "", match[3]))
            held.append(part)
            continue
        item = labelled_item(part.text) if isinstance(part, Paragraph) and not part.level else []
        if item and isinstance(part, Paragraph):
            run += item
            held.append(part)
            continue
        close()
        parts.append(upright(part) if isinstance(part, Grid) and is_card(part) else part)
    close()
    return Document(parts, document.title, document.notes)


def _of_run(run: list[tuple[str, str, str]], number: int) -> Grid | None:
    """Labelled paragraphs as a table of two columns; a number behind a label is a reference."""
    rows: list[Row] = []
    for label, reference, value in run:
        for left, right in (("Ref", reference), (label, value)):
            if right:
                cells = {0: Cell(len(rows), 0, left), 1: Cell(len(rows), 1, right)}
                rows.append(Row(f"paragraphs {number}, line {len(rows) + 1}", cells))
    return Grid(f"paragraphs {number}", rows) if rows else None


def is_card(grid: Grid) -> bool:
    """Are the labels of a table on its left, so that it holds an action (or several) upright?

    >>> from pipeline.plans.grid import Cell
    >>> labels = ("Action", "Lead", "By when", "RAG")
    >>> cells = [{0: Cell(i, 0, label), 1: Cell(i, 1, "x")} for i, label in enumerate(labels)]
    >>> is_card(Grid("table 1", [Row("", row) for row in cells]))
    True
    """
    if not 2 <= grid.width <= _WIDEST_CARD:
        return False
    fields = [found[0] for row in grid.rows if (found := _card_field(row))]
    kept = set(fields) - {OTHER, OLD_DUE}
    return (
        "text" in kept
        and bool(kept & CONTROL)
        and len(kept) >= FEWEST_FIELDS
        and 2 * len(fields) >= len(grid.rows)
    )


def _card_field(row: Row) -> tuple[str, int] | None:
    label = row.cells.get(0)
    if label is None or not label.text or label.wide > 1:
        return None
    return recognise_pair("", label.text.rstrip(": "))


def upright(grid: Grid) -> Grid:
    """The rows that a card tells from top to bottom, with its labels as header."""
    labels: dict[str, int] = {}
    for row in grid.rows:
        if _card_field(row):
            labels.setdefault(row.cells[0].text, len(labels))
    header = {c: Cell(-1, c, label) for label, c in labels.items()}
    rows = [Row(grid.rows[0].place, header)]
    cells: dict[int, Cell] = {}
    place = ""
    for row in grid.rows:
        value = next((cell for c, cell in sorted(row.cells.items()) if c), None)
        column = labels.get(row.cells[0].text) if 0 in row.cells else None
        if value is None or column is None:
            continue
        if column in cells:  # a label that comes again begins the next action
            rows.append(Row(place, cells))
            cells = {}
        place = row.place if _card_field(row) == ("text", 6) or not cells else place
        cells[column] = replace(value, row=len(rows), column=column, high=1, wide=1)
    rows.append(Row(place, cells))
    return replace(grid, rows=rows)
