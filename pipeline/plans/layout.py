"""Where in a grid the plan's table begins, and which of its columns means what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.plans.columns import is_period, label_words, recognise_pair
from pipeline.plans.grid import Cell, Grid, Row
from pipeline.plans.headers import OLD_DUE, OTHER
from pipeline.plans.rag import is_rag_word, rag_of_colour

_DEEPEST_HEADER = 3
FEWEST_FIELDS = 3
CONTROL = {"owner", "due", "status", "rag"}
"""A table of actions says of each at least one of these."""
_RISKS = re.compile(r"likelihood|probability|(?:inherent|residual|risk|impact) (?:score|rating)")
_LEVELS = re.compile(
    r"(?:very )?(?:high|medium|low|h|m|l|urgent|critical|routine)|p?\d", re.IGNORECASE
)
_LONG, _SHORT = 5.0, 12


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns hold which field, the first with words counts; `labels` as printed.

    `weights`: how surely a field was told from its header.
    """

    columns: dict[str, tuple[int, ...]]
    weights: dict[str, int]
    labels: dict[int, str]
    width: int

    def cells(self, row: Row, name: str) -> list[Cell]:
        """The cells of a field in a row, those with words or colour first, each once."""
        found = [row.cells[c] for c in self.columns.get(name, ()) if c in row.cells]
        return sorted(dict.fromkeys(found), key=lambda cell: not cell.text)

    def cell(self, row: Row, name: str) -> Cell | None:
        """The cell of a field in a row."""
        found = self.cells(row, name)
        return found[0] if found else None

    def text(self, row: Row, name: str) -> str:
        """The words of a field in a row."""
        cell = self.cell(row, name)
        return cell.text if cell else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a grid: its header is rows `start` to `body`, its rows follow to `end`."""

    layout: Layout
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """What looks like a plan, but no column could be told to be the action."""

    labels: tuple[str, ...]


def find_tables(grid: Grid) -> tuple[list[Table], Unclear | None]:
    """The tables of actions in a grid, one after another; headers that come again begin anew."""
    headers: list[tuple[int, int, Layout]] = []
    unclear: Unclear | None = None
    number = 0
    while number < len(grid.rows):
        found = _header(grid, number)
        if isinstance(found, Unclear):
            unclear = unclear or found
            number += 1
        elif found:
            height, layout = found
            headers.append((number, number + height, layout))
            number += height
        else:
            number += 1
    tables = []
    for place, (start, body, layout) in enumerate(headers):
        end = headers[place + 1][0] if place + 1 < len(headers) else len(grid.rows)
        tables.append(Table(_refined(grid, layout, body, end), start, body, end))
    return tables, unclear if not tables else None


def _header(grid: Grid, start: int) -> tuple[int, Layout] | Unclear | None:
    """Height and layout of the header that begins in a row; the lowest of the best heights."""
    best: tuple[int, Layout] | None = None
    unclear = None
    for height in range(1, _DEEPEST_HEADER + 1):
        rows = grid.rows[start : start + height]
        if len(rows) < height or (height > 1 and not _goes_on(rows)):
            break
        layout = layout_of(rows)
        kept = layout.columns.keys() - {OTHER, OLD_DUE}
        if _is_risks(layout) or len(kept | {"text"}) < FEWEST_FIELDS or not kept & CONTROL:
            continue
        if "text" not in kept:
            body = grid.rows[start + height :]
            found = _with_text(layout, body)
            if isinstance(found, Unclear) or found is None:
                unclear = unclear or found
                continue
            layout = found
        if best is None or len(layout.columns) > len(best[1].columns):
            best = height, layout
    return best or unclear


def _goes_on(rows: list[Row]) -> bool:
    """May the last of these rows belong to the header that the others are?"""
    above, last = rows[-2], rows[-1]
    number = _number(last)
    labels = [cell for cell in last.distinct() if cell.row == number]
    if not labels or any(len(cell.text.split()) > _SHORT or cell.day for cell in labels):
        return False
    known = [cell for cell in labels if recognise_pair("", cell.text)]
    spans = [c for c in above.distinct() if c.wide > 1 or c.high > 1]
    gaps = len(above.distinct()) < max(len(above.cells), len(last.cells))
    return bool(spans or gaps) and 2 * len(known) >= len(labels) and not _is_band(above)


def _number(row: Row) -> int:
    """The grid's number of a row: that of the lowest cell that begins in it."""
    return max((cell.row for cell in row.cells.values()), default=-1)


def _is_band(row: Row) -> bool:
    return len(row.distinct()) == 1 and row.distinct()[0].high == 1


def layout_of(rows: list[Row]) -> Layout:
    """What the columns under header rows mean, by their words alone."""
    labels: dict[int, str] = {}
    fits: dict[str, list[tuple[int, int]]] = {}
    for column in sorted({c for row in rows for c in row.cells}):
        stack = [row.cells[column] for row in rows if column in row.cells]
        words = list(dict.fromkeys(c for c in stack if c.text))
        if not words:
            continue
        lower = words[-1].text if words[-1] is stack[-1] else ""
        upper = " ".join(cell.text for cell in words[: -1 if lower else None])
        labels[column] = " ".join(cell.text for cell in words)
        found = recognise_pair(upper, lower)
        if found:
            fits.setdefault(found[0], []).append((found[1], column))
    columns, weights = {}, {}
    for name, fitting in fits.items():
        weight = max(w for w, _ in fitting)
        if name == "due":  # a revised date first, then the one it was before
            ordered = sorted(fitting, key=lambda fit: (-fit[0], fit[1]))
            columns[name] = tuple(column for _, column in ordered)
        else:
            same = [column for w, column in fitting if w == weight]
            if name != "text" and all(is_period(labels[c]) for c in same):
                same.reverse()  # the latest month or quarter that is filled in
            columns[name] = tuple(same) if name != "text" else tuple(_first_label(same, labels))
        weights[name] = weight
    width = max((max(row.cells, default=-1) + 1 for row in rows), default=0)
    return Layout(columns, weights, labels, width)


def _first_label(columns: list[int], labels: dict[int, str]) -> list[int]:
    """The first column, and those beside it under the same header; a description before a title."""
    chosen = next(
        (c for c in columns if re.search(r"descri|detail", labels[c], re.IGNORECASE)), columns[0]
    )
    return [c for c in columns if labels[c] == labels[chosen]]


def _is_risks(layout: Layout) -> bool:
    words = [label_words(label) for label in layout.labels.values()]
    scored = any(_RISKS.search(word) for word in words)
    return scored and any(re.search(r"\brisks?\b|mitigat", word) for word in words)


def _with_text(layout: Layout, body: list[Row]) -> Layout | Unclear | None:
    """The layout with the one column that can be the action, where no header says so."""
    known = {c for columns in layout.columns.values() for c in columns}
    fields = layout.columns.keys() & {
        "owner",
        "due",
        "status",
        "rag",
        "success_measure",
        "progress",
    }
    if len(fields) < 2 or not fields & {"owner", "due"}:
        return None
    long = [
        column
        for column in range(layout.width)
        if column not in known and _mean_words(body, column) >= _LONG
    ]
    if not long:
        for name in ("answers", "theme", "success_measure"):
            columns = [c for c in layout.columns.get(name, ()) if _mean_words(body, c) >= _LONG]
            if columns:
                rest = {n: c for n, c in layout.columns.items() if n != name}
                return _replaced(layout, {**rest, "text": (columns[-1],)})
        return None
    if len(long) > 1:
        return Unclear(tuple(layout.labels.get(column, f"column {column + 1}") for column in long))
    return _replaced(layout, {**layout.columns, "text": (long[0],)})


def _replaced(layout: Layout, columns: dict[str, tuple[int, ...]]) -> Layout:
    return Layout(columns, {**layout.weights, "text": 1}, layout.labels, layout.width)


def column_cells(rows: list[Row], column: int) -> Iterator[Cell]:
    """The cells of a column with words or colour, each once."""
    found = (row.cells[column] for row in rows if column in row.cells)
    yield from dict.fromkeys(cell for cell in found if cell.text or cell.colour)


def _mean_words(rows: list[Row], column: int) -> float:
    cells = [cell for cell in column_cells(rows, column) if cell.text and cell.wide == 1]
    lengths = [len(cell.text.split()) for cell in cells if re.search(r"[^\W\d]", cell.text)]
    return sum(lengths) / max(len(cells), 1)


def _refined(grid: Grid, layout: Layout, body: int, end: int) -> Layout:
    """The layout after a look at what stands in the columns."""
    rows = grid.rows[body:end]
    columns = dict(layout.columns)
    for column in columns.get("theme", ()):
        texts = [cell.text for cell in column_cells(rows, column) if cell.text]
        if texts and 2 * sum(bool(_LEVELS.fullmatch(text.strip())) for text in texts) > len(texts):
            del columns["theme"]  # a priority of "High" is no theme
            break
    text = columns.get("text", ())
    if len(text) > 1:
        # "Action" printed over two columns: its number and its words.
        if "reference" not in columns and _mean_words(rows, text[0]) < _LONG / 2:
            columns["reference"] = text[:1]
        columns["text"] = tuple(sorted(text, key=lambda c: -_mean_words(rows, c)))[:1]
    first = columns["text"][0]
    if "reference" not in columns:
        for column in range(first):
            if column not in layout.labels and _is_numbers(rows, column):
                columns["reference"] = (column,)
    if "rag" not in columns:
        rated = [
            column
            for column in range(layout.width)
            if column not in {c for held in columns.values() for c in held}
            and _is_rated(
                [cell for cell in column_cells(rows, column) if cell.wide == 1], len(rows)
            )
        ]
        if len(rated) == 1:
            columns["rag"] = (rated[0],)
    return Layout(columns, layout.weights, layout.labels, layout.width)


def _is_numbers(rows: list[Row], column: int) -> bool:
    """Does a column without a header hold numbers or short codes, each another one?"""
    texts = [cell.text for cell in column_cells(rows, column) if cell.text]
    return (
        bool(texts)
        and len(set(texts)) == len(texts)
        and all(re.fullmatch(r"[A-Z]{0,4}[ .-]?\d[\w.]{0,6}\)?", text) for text in texts)
    )


def _is_rated(cells: list[Cell], rows: int) -> bool:
    """Does a column without a header hold ratings and nothing else?"""
    ratings = [
        cell
        for cell in cells
        if (is_rag_word(cell.text) if cell.text else rag_of_colour(cell.colour))
    ]
    return len(ratings) == len([c for c in cells if c.text or rag_of_colour(c.colour)]) and (
        len(ratings) * 2 > rows > 1
    )
