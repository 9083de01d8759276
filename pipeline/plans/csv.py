"""CSV files: any of the usual encodings and delimiters."""

from __future__ import annotations

import csv
import io

from pipeline.errors import UnreadableError
from pipeline.extract.encoding import decode
from pipeline.extract.zipsafe import UNREADABLE, Limits
from pipeline.plans.grid import Cell, Document, Grid, cell_text, grid_rows
from pipeline.plans.limits import check_size

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = "sep="
_TRIED = 200
_FIELD = 10_000_000


def read(data: bytes, limits: Limits) -> Document:
    """The one grid of a CSV file; its rows are named by their line."""
    text, note = decode(data)
    check_size(len(text), limits)
    delimiter = ""
    if text.startswith(_SEPARATOR_LINE):
        first, _, text = text.partition("\n")
        delimiter = first[len(_SEPARATOR_LINE) :].strip("\r\n") or "\t"
    rows = _rows(text, delimiter or _delimiter(text))
    cells, places = [], {}
    for number, (line, values) in enumerate(rows):
        if any(value.strip() for value in values):
            places[number] = f"line {line}"
            cells += [
                Cell(number, column, cell_text(value.splitlines()))
                for column, value in enumerate(values)
                if value.strip()
            ]
    notes = [note] if note else []
    return Document([Grid("the table", grid_rows(cells, places))], notes=notes)


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    csv.field_size_limit(_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    line = 1
    try:
        for values in reader:
            found.append((line, values))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(UNREADABLE, f"line {line} is no valid CSV: {error}") from error
    return found


def _delimiter(text: str) -> str:
    """The delimiter under which most lines have the same number of fields, and more than one."""
    head = text[: _FIELD // 10]
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        try:
            rows = [len(r) for _, r in _rows(head, delimiter)[:_TRIED] if any(r)]
        except UnreadableError:
            continue
        widths = [width for width in rows if width > 1]
        score = max((widths.count(w) * (w - 1) for w in set(widths)), default=0)
        if score > most:
            best, most = delimiter, score
    return best
