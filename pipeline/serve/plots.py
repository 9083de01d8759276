"""Plots as SVG: plain values in, text out. No scripts, no styles inside, the same bytes each time.

Each shape carries its colours for paper as attributes, so that a saved file shows them anywhere;
`static/pages.css` overrides them by class where a browser is in dark mode. Every figure that a
colour shows is also printed as a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

INK, QUIET, PAPER, LINE = "#16212b", "#4b5864", "#ffffff", "#8a969e"
STEPS = {
    "concern": ("#ffffff", "#fdeee9", "#f9cfc3", "#ef9f8a", "#b93f2b", "#8a1b12"),
    "strength": ("#ffffff", "#e6f4ef", "#bfe3d4", "#84c7ad", "#1c7357", "#0b4a35"),
}
"""Fills for none, up to 20, 40, 60, 80 and 100 per cent of publications."""
WHITE_FROM = 4
"""The step from which text on it is white (on paper)."""
GRADES = {
    "outstanding": ("Outstanding", "O", "strength"),
    "good": ("Good", "G", "strength"),
    "typically_positive": ("Typically positive", "P", "strength"),
    "requires_improvement": ("Requires improvement", "RI", "mixed"),
    "adequate": ("Adequate", "A", "mixed"),
    "inconsistent": ("Inconsistent", "IC", "mixed"),
    "inadequate": ("Inadequate", "I", "concern"),
    "widespread_failings": ("Widespread failings", "W", "concern"),
}
"""Name, sign and colour of a grade in a timeline."""
_GRADE_FILL = {
    "strength": ("#0b5a3c", "#ffffff"),
    "mixed": ("#7a4a00", "#ffffff"),
    "concern": ("#9b1c1c", "#ffffff"),
    "neutral": ("#ffffff", INK),
}
_FONT = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
_WIDE = 0.56
"""Width of an average letter, of its size."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of how many publications; `stance` gives the colour."""

    count: int
    of: int
    stance: str = "concern"

    @property
    def step(self) -> int:
        """Which of `STEPS`."""
        if not self.count or not self.of:
            return 0
        return min(5, 1 + (self.count * 100 - 1) // (self.of * 20))


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of a heat map; one without cells is a heading of the rows below it."""

    label: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column and a smaller line below it. `span`: columns that it stands over."""

    label: str
    below: str = ""
    span: int = 1


def heat_map(
    key: str,
    title: str,
    description: str,
    columns: Sequence[Column],
    rows: Sequence[HeatRow],
) -> Markup:
    """Cells shaded by share, each with its number and denominator printed."""
    left = _label_width(row.label for row in rows)
    longest = max((len(column.label) for column in columns), default=0)
    is_slanted = longest > 7
    width, height = (62, 24) if any(len(column.below) > 6 for column in columns) else (52, 24)
    top = 64 + (min(longest, 34) * 6.2 * 0.72 if is_slanted else 0)
    stances = dict.fromkeys(cell.stance for row in rows for cell in row.cells)
    parts: list[str] = []
    for n, stance in enumerate(stances):
        parts.append(_legend(stance, 4 + 290 * n))
    for n, column in enumerate(columns):
        middle = left + (n + column.span / 2) * width
        if is_slanted and column.label:
            parts.append(
                f'<text class="ink" transform="translate({middle - 4:.0f} {top - 20:.0f}) '
                f'rotate(-46)" font-size="12" fill="{INK}">{escape(_cut(column.label, 34))}</text>'
            )
        elif column.label:
            parts.append(_text(middle, top - 20, column.label, anchor="middle", bold=True))
        if column.below:
            below = left + (n + 0.5) * width
            parts.append(_text(below, top - 6, column.below, anchor="middle", size=10, quiet=True))
    y = top
    for row in rows:
        if not row.cells:
            parts.append(_text(0, y + 19, row.label, bold=True))
            y += height + 4
            continue
        parts.append(_text(0, y + 16, _cut(row.label, 52)))
        for n, cell in enumerate(row.cells):
            parts.append(_cell(left + n * width, y, width, height, cell))
        y += height
    total = left + width * len(columns) + (longest * 4.6 if is_slanted else 8)
    return _svg(key, title, description, max(total, 290 * len(stances) + 8), y + 6, parts)


def _cell(x: float, y: float, width: float, height: float, cell: Cell) -> str:
    fill = STEPS[cell.stance][cell.step]
    said = f"{cell.count}/{cell.of}" if cell.of else "–"
    white = cell.step >= WHITE_FROM
    sort = f"{cell.stance[0]}{cell.step}"
    return (
        f'<rect class="{sort}" x="{x:.0f}" y="{y:.0f}" width="{width}" height="{height}" '
        f'fill="{fill}" stroke="{LINE}" stroke-width="0.5"/>'
        f'<text class="{"on-deep" if white else "on-light"}" x="{x + width / 2:.0f}" '
        f'y="{y + 16:.0f}" font-size="11" text-anchor="middle" '
        f'fill="{PAPER if white else INK}">{said}</text>'
    )


def _legend(stance: str, x: float) -> str:
    name = "a concern" if stance == "concern" else "a strength"
    shares = ("0", "1–20", "21–40", "41–60", "61–80", "81–100")
    parts = [_text(x - 4, 11, f"Share of publications with {name}, per cent", size=11, quiet=True)]
    for n, (fill, share) in enumerate(zip(STEPS[stance], shares, strict=True)):
        white = n >= WHITE_FROM
        parts.append(
            f'<rect class="{stance[0]}{n}" x="{x - 4 + n * 46:.0f}" y="16" width="46" height="17" '
            f'fill="{fill}" stroke="{LINE}" stroke-width="0.5"/>'
            f'<text class="{"on-deep" if white else "on-light"}" x="{x + 19 + n * 46:.0f}" y="28" '
            f'font-size="10" text-anchor="middle" fill="{PAPER if white else INK}">{share}</text>'
        )
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a trend: so many of so many publications."""

    year: int
    concern: int
    strength: int
    of: int


def trend(
    key: str,
    title: str,
    description: str,
    points: Sequence[Point],
    changes: Sequence[tuple[int, str]] = (),
    *,
    few: int = 5,
) -> Markup:
    """Shares over years as two lines, with the years in which frameworks changed.

    A year without publications breaks the line; a mark of fewer than `few` publications is hollow.
    """
    left, top, high, step = 46, 70, 220, 50
    width = left + step * max(len(points), 8) + 70
    years = [point.year for point in points]
    parts = [_trend_legend(left, few)]
    for percent in (0, 25, 50, 75, 100):
        y = top + high * (1 - percent / 100)
        parts.append(_line(left, y, width - 66, y, light=True))
        parts.append(_text(left - 6, y + 4, f"{percent}%", anchor="end", size=11, quiet=True))

    def across(year: int) -> float:
        return left + (year - years[0] + 0.5) * step

    for n, (year, short) in enumerate(changes):
        x = across(year) - step / 2
        parts.append(_line(x, top - 22, x, top + high, dashed=True))
        parts.append(_text(x + 4, top - 14 + 11 * (n % 2), short, size=10.5, quiet=True))
    for stance in ("strength", "concern"):
        colour = STEPS[stance][4]
        known = [point for point in points if point.of]

        def up(point: Point, stance: str = stance) -> float:
            count = point.concern if stance == "concern" else point.strength
            return top + high * (1 - count / point.of)

        for one, other in pairwise(known):
            if other.year == one.year + 1:
                parts.append(
                    f'<line class="l-{stance}" x1="{across(one.year):.0f}" y1="{up(one):.1f}" '
                    f'x2="{across(other.year):.0f}" y2="{up(other):.1f}" stroke="{colour}" '
                    'stroke-width="2.5"/>'
                )
        parts.extend(
            _mark(across(point.year), up(point), stance, is_hollow=point.of < few)
            for point in known
        )
    for point in points:
        x, y = across(point.year), top + high
        parts.append(_text(x, y + 18, str(point.year), anchor="middle"))
        parts.append(_text(x, y + 32, f"of {point.of}", anchor="middle", size=10, quiet=True))
    return _svg(key, title, description, width, top + high + 40, parts)


def _mark(x: float, y: float, stance: str, *, is_hollow: bool) -> str:
    """A triangle: down for concern, up for strength, as the signs of tags are."""
    d = 6 if stance == "concern" else -6
    shape = f"M{x - 6.5:.1f} {y - d:.1f}h13l-6.5 {2 * d}z"
    colour = STEPS[stance][4]
    sort = f"m-{stance}{'-few' if is_hollow else ''}"
    fill = PAPER if is_hollow else colour
    return f'<path class="{sort}" d="{shape}" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'


def _trend_legend(left: float, few: int) -> str:
    return "".join(
        (
            _mark(left + 6, 12, "concern", is_hollow=False),
            _text(left + 20, 16, "share with a concern", size=12),
            _mark(left + 166, 12, "strength", is_hollow=False),
            _text(left + 180, 16, "share with a strength", size=12),
            _mark(left + 326, 12, "concern", is_hollow=True),
            _text(left + 340, 16, f"fewer than {few}", size=12),
        )
    )


@dataclass(frozen=True, slots=True)
class Event:
    """A publication in a timeline: its day, the lane it stands in, its grade or ''."""

    date: str
    lane: str
    grade: str


def timeline(key: str, title: str, description: str, events: Sequence[Event]) -> Markup:
    """Publications by day, a lane for each kind, with the first letters of the grade given."""
    lanes = list(dict.fromkeys(event.lane for event in events))
    first = min(int(event.date[:4]) for event in events)
    last = max(int(event.date[:4]) for event in events)
    left, top, lane_high = _label_width(lanes) + 14, 30, 44
    step = max(46.0, 620 / (last - first + 1))
    right = left + step * (last - first + 1)
    bottom = top + lane_high * len(lanes)
    parts = []
    for year in range(first, last + 2):
        x = left + (year - first) * step
        parts.append(_line(x, top - 6, x, bottom, light=True))
        if year <= last:
            parts.append(_text(x + step / 2, top - 12, str(year), anchor="middle", size=12))
    for n, lane in enumerate(lanes):
        y = top + (n + 0.5) * lane_high
        parts.append(_text(0, y + 4, lane))
        parts.append(_line(left, y, right, y))
    for event in events:
        x = left + _years(event.date, first) * step
        y = top + (lanes.index(event.lane) + 0.5) * lane_high
        parts.append(_bead(x, y, event.grade))
    used = [grade for grade in GRADES if any(event.grade == grade for event in events)]
    x, y = 14.0, bottom + 24
    for grade in [*used, ""]:
        name = GRADES[grade][0] if grade else "No grade given"
        parts.append(_bead(x, y, grade))
        parts.append(_text(x + 18, y + 4, name, size=12))
        x += 40 + len(name) * 6.8
    return _svg(key, title, description, max(right + 12, x), bottom + 44, parts)


def _bead(x: float, y: float, grade: str) -> str:
    sign, sort = GRADES[grade][1:] if grade in GRADES else ("", "neutral")
    fill, ink = _GRADE_FILL[sort]
    radius = 13 if sign else 8
    drawn = (
        f'<circle class="g-{sort}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" '
        f'stroke="{INK}" stroke-width="1.5"/>'
    )
    if sign:
        drawn += (
            f'<text class="g-{sort}-ink" x="{x:.1f}" y="{y + 4:.1f}" font-size="11" '
            f'font-weight="700" text-anchor="middle" fill="{ink}">{sign}</text>'
        )
    return drawn


def _years(day: str, first: int) -> float:
    """Years since the beginning of `first`; months and days count, leap days do not."""
    year, month, date = (int(part) for part in day.split("-"))
    return year - first + (month - 1 + (date - 1) / 31) / 12


def _svg(
    key: str, title: str, description: str, width: float, height: float, parts: Iterable[str]
) -> Markup:
    wide, high = round(width), round(height)
    return Markup(  # noqa: S704  every text in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" '
        f'aria-labelledby="{key}-title {key}-desc" viewBox="0 0 {wide} {high}" width="{wide}" '
        f'height="{high}" font-family="{_FONT}">'
        f'<title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(description)}</desc>'
        f'<rect class="back" width="{wide}" height="{high}" fill="{PAPER}"/>'
        f"{''.join(parts)}</svg>"
    )


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    size: float = 13,
    bold: bool = False,
    quiet: bool = False,
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text class="{"quiet" if quiet else "ink"}" x="{x:.1f}" y="{y:.1f}" font-size="{size}" '
        f'text-anchor="{anchor}"{weight} fill="{QUIET if quiet else INK}">{escape(text)}</text>'
    )


def _line(
    x1: float, y1: float, x2: float, y2: float, *, light: bool = False, dashed: bool = False
) -> str:
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return (
        f'<line class="rule{" light" if light else ""}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" '
        f'y2="{y2:.1f}" stroke="{"#d5dbde" if light else LINE}" stroke-width="1"{dash}/>'
    )


def _label_width(labels: Iterable[str]) -> float:
    longest = max((min(len(label), 52) for label in labels), default=0)
    return longest * 12.2 * _WIDE + 10


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
