"""Tables without rules in a PDF: columns and rows from the places of words alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from pipeline.plans.columns import recognise
from pipeline.plans.headers import OLD_DUE, OTHER

_GAP = 1.1
"""Between words of different columns: this many letter heights or more."""
_TALLEST_HEADER = 3
_HIGHEST_HEADER = 40
_FEWEST_FIELDS = 3
_WIDE_GAP = 1.35
"""Between rows: this many times the usual distance of lines."""

Piece = tuple[int, int, list[str], float, float]
"""A cell of a row: column, columns covered, lines, top, bottom."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line with no wide gap between them."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words."""

    top: float
    bottom: float
    size: float
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)


def lines_of(words: Iterable[dict[str, Any]]) -> list[Line]:
    """Words of pdfplumber as lines, each divided at its wide gaps."""
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda w: (round(w["bottom"], 1), w["x0"])):
        if lines and abs(lines[-1][0]["bottom"] - word["bottom"]) < 3:
            lines[-1].append(word)
        else:
            lines.append([word])
    found = []
    for line in lines:
        line.sort(key=lambda w: w["x0"])
        height = max(float(word["size"]) for word in line)
        groups: list[list[dict[str, Any]]] = []
        for word in line:
            if groups and word["x0"] - groups[-1][-1]["x1"] < _GAP * height:
                groups[-1].append(word)
            else:
                groups.append([word])
        segments = tuple(
            Segment(" ".join(w["text"] for w in g), float(g[0]["x0"]), float(g[-1]["x1"]))
            for g in groups
        )
        top = min(float(word["top"]) for word in line)
        found.append(Line(top, max(float(w["bottom"]) for w in line), height, segments))
    return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns begin (`starts`) and which of them means what.

    `header`: the lines of the header on the page where it was found; none on pages after it.
    """

    starts: tuple[float, ...]
    labels: tuple[str, ...]
    right: float
    header: tuple[Line, ...] = ()

    def middle(self, column: int, wide: int) -> tuple[float, float]:
        """Left and right of a cell."""
        ends = (*self.starts[1:], self.right)
        return self.starts[column], ends[min(column + wide, len(ends)) - 1]

    def _column(self, segment: Segment) -> int:
        fitting = [i for i, start in enumerate(self.starts) if start <= segment.x0 + 4]
        return fitting[-1] if fitting else 0

    def _spans(self, segment: Segment) -> int:
        """How many columns a segment reaches over."""
        first = self._column(segment)
        return max(1, sum(start < segment.x1 - 6 for start in self.starts[first:]))

    def _is_across(self, line: Line) -> bool:
        return len(line.segments) == 1 and self._spans(line.segments[0]) > 1

    def rows(self, lines: list[Line], rules: list[float]) -> tuple[list[list[Piece]], list[Line]]:
        """The rows below (and with) the header, and the lines that they are made of."""
        begin = lines.index(self.header[-1]) + 1 if self.header else 0
        body = lines[begin:]
        used = [*self.header, *body]
        made: list[list[Piece]] = []
        if self.header:
            top, bottom = self.header[0].top, self.header[-1].bottom
            made.append([(i, 1, [label], top, bottom) for i, label in enumerate(self.labels)])
        before: Line | None = None
        pitch = _pitch(body)
        ruled = [rule for rule in rules if body and body[0].top - 2 < rule < body[-1].bottom]
        open_row: dict[int, Piece] = {}
        for line in body:
            if self._is_across(line):
                made += _closed(open_row)
                open_row = {}
                text = [line.text]
                made.append([(0, len(self.starts), text, line.top, line.bottom)])
            else:
                if self._begins_row(line, before, pitch, ruled):
                    made += _closed(open_row)
                    open_row = {}
                for segment in line.segments:
                    column = self._column(segment)
                    _, _, texts, top, _ = open_row.get(column, (0, 1, [], line.top, 0.0))
                    open_row[column] = (column, 1, [*texts, segment.text], top, line.bottom)
            before = line
        made += _closed(open_row)
        return made, used

    def _begins_row(
        self, line: Line, before: Line | None, pitch: float, ruled: list[float]
    ) -> bool:
        """Does a row begin with this line: after a rule, at a reference, after a wide gap?"""
        if before is None:
            return True
        if len(ruled) > 1:
            return any(before.top < rule <= line.top + 2 for rule in ruled)
        first = {self._column(segment) for segment in line.segments}
        fields = [recognise(label) for label in self.labels]
        reference = [i for i, f in enumerate(fields) if f and f[0] == "reference"]
        if reference:
            return reference[0] in first
        if line.top - before.top > _WIDE_GAP * pitch:
            return True
        dated = [i for i, f in enumerate(fields) if f and f[0] in ("due", "rag", "status")]
        return len(first.intersection(dated)) >= max(1, len(dated) - 1) and len(first) > len(dated)


def _closed(row: dict[int, Piece]) -> list[list[Piece]]:
    return [[piece for _, piece in sorted(row.items())]] if row else []


def _pitch(lines: list[Line]) -> float:
    steps = [b.top - a.top for a, b in itertools.pairwise(lines) if b.top - a.top > 1]
    return median(steps) if steps else 12.0


def find_columns(lines: list[Line], before: Columns | None) -> Columns | None:
    """The columns of a table without rules; `before` if lines go on in those of the page before."""
    for number in range(len(lines)):
        if _best_header(lines, number):
            # What stands close above a header may be taken for a part of it: look further down.
            near = [_best_header(lines, n) for n in range(number, number + _TALLEST_HEADER)]
            return max((found for found in near if found), key=_fitness)
    if before is None or not lines:
        return None
    fitting = [line for line in lines if len(line.segments) > 1 and _fits(line, before)]
    if not fitting:
        return None
    return Columns(before.starts, before.labels, before.right)


def _best_header(lines: list[Line], number: int) -> Columns | None:
    """The header that begins with a line."""
    found = []
    for height in range(1, _TALLEST_HEADER + 1):
        header = lines[number : number + height]
        if len(header) == height and header[-1].top - header[0].top < _HIGHEST_HEADER:
            found.append(_of_header(header))
    return max((columns for columns in found if columns), key=_fitness, default=None)


def _fitness(columns: Columns) -> tuple[int, int, int]:
    """How much a header says: fields, then columns, then in few lines."""
    return _known(columns.labels), len(columns.starts), -len(columns.header)


def _known(labels: Iterable[str]) -> int:
    fields = {found[0] for label in labels if (found := recognise(label))}
    return len(fields - {OTHER, OLD_DUE})


def _of_header(header: list[Line]) -> Columns | None:
    """The columns that header lines give; labels may be wrapped over them."""
    spans: list[list[Segment]] = []
    for segment in sorted((s for line in header for s in line.segments), key=lambda s: s.x0):
        near = [span for span in spans if segment.x0 < max(s.x1 for s in span) - 1]
        if near:
            near[-1].append(segment)
        else:
            spans.append([segment])
    order = {id(segment): i for i, line in enumerate(header) for segment in line.segments}
    labels = tuple(
        " ".join(s.text for s in sorted(span, key=lambda s: (order[id(s)], s.x0))) for span in spans
    )
    fields = {found[0] for label in labels if (found := recognise(label))}
    if "text" not in fields or not fields & {"owner", "due", "status", "rag"}:
        return None
    if len(fields - {OTHER, OLD_DUE}) < _FEWEST_FIELDS:
        return None
    starts = tuple(min(s.x0 for s in span) for span in spans)
    right = max(s.x1 for span in spans for s in span)
    return Columns(starts, labels, right + 40, tuple(header))


def _fits(line: Line, columns: Columns) -> bool:
    return sum(
        any(abs(segment.x0 - start) < 6 for start in columns.starts) for segment in line.segments
    ) == len(line.segments)
