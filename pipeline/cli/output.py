"""Rows to stdout: as a table, JSON, JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click

from pipeline.harmless import harmless
from pipeline.records import Problem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WIDTH = 100
"""How wide a table is where no terminal tells."""


def width() -> int:
    """The columns of the terminal; WIDTH where output goes elsewhere."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH


def write_rows(
    rows: Sequence[Mapping[str, Any]], output_format: str, record: type[DataclassInstance]
) -> None:
    """Write rows with the names of `record` as `json`, `jsonl` or `csv`."""
    if output_format == "json":
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=2))
    elif output_format == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        click.echo(to_csv(rows, [field.name for field in fields(record)]), nl=False)


def to_csv(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> str:
    """CSV with a header; cells that a spreadsheet would run as formulas are made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([harmless(_one_line_end(row[name])) for name in names])
    return text.getvalue()


def _one_line_end(value: Any) -> Any:
    """The writer quotes only the line end that it writes itself."""
    if isinstance(value, str) and "\r" in value:
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return value


def table(rows: Iterable[Sequence[object]], *, indent: str = "  ") -> str:
    """Rows as aligned columns: numbers to the right, all else to the left."""
    kept = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not kept:
        return ""
    widths = [max(len(cell) for cell in column) for column in zip(*kept, strict=True)]
    lines = []
    for row in kept:
        cells = [
            cell.rjust(size) if cell.replace(",", "").isdigit() else cell.ljust(size)
            for cell, size in zip(row, widths, strict=True)
        ]
        lines.append((indent + "  ".join(cells)).rstrip())
    return "\n".join(lines)


def wrap(text: str, *, indent: str = "    ") -> str:
    """`text` in lines that fit, each with `indent`."""
    return textwrap.fill(
        text, width(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def shortened(text: str, length: int) -> str:
    """`text` on one line, cut with an ellipsis where it is longer than `length`."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def problem_line(problem: Problem, labels: Mapping[str, str] | None = None) -> str:
    """One problem on one line: which file, what is wrong. `labels`: of publications, by id."""
    what = named(problem.file or problem.publication_id, (labels or {}).get(problem.publication_id))
    return f"{what}: {problem.detail} ({problem.reason})" if what else problem.detail


def named(file: str, label: str | None) -> str:
    """A file of the data folder with the name that people know it by."""
    return f"{file} ({label})" if file and label else file


def plural(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: `1 finding`, `2 findings`."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"
