"""Plots: numbers in every cell, readable colours on paper and in the dark, the same bytes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from pipeline.serve.plots import (
    INK,
    PAPER,
    STEPS,
    WHITE_FROM,
    Cell,
    Column,
    Event,
    HeatRow,
    Point,
    heat_map,
    timeline,
    trend,
)
from tests.conftest import REPOSITORY

CSS = (REPOSITORY / "pipeline" / "serve" / "static" / "pages.css").read_text(encoding="utf-8")
DARK = CSS[CSS.index("prefers-color-scheme: dark") :]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("stance", STEPS)
@pytest.mark.parametrize("step", range(6))
def test_numbers_can_be_read_on_every_shade(stance, step):
    on_paper = PAPER if step >= WHITE_FROM else INK
    assert contrast(STEPS[stance][step], on_paper) >= 4.5
    fill = re.search(rf"\.{stance[0]}{step}\b[^{{]*{{ fill: (#\w+)", DARK)[1]
    text = "#11181e" if step >= WHITE_FROM else "#e8edf0"
    assert contrast(fill, text) >= 4.5


@pytest.mark.parametrize(
    ("count", "of", "step"),
    [(0, 9, 0), (0, 0, 0), (1, 100, 1), (1, 5, 1), (21, 100, 2), (2, 5, 2), (3, 5, 3), (4, 5, 4),
     (81, 100, 5), (5, 5, 5)],
)  # fmt: skip
def test_shades_go_by_share(count, of, step):
    assert Cell(count, of).step == step


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314  our own
    return ["".join(one.itertext()) for one in root.iter() if one.tag.endswith("text")]


def test_a_heat_map_prints_number_and_denominator():
    rows = [HeatRow("Theme"), HeatRow("Area", (Cell(1, 3), Cell(0, 0), Cell(2, 4, "strength")))]
    columns = [Column("2020", "of 3"), Column("2021", "of 0"), Column("2022", "of 4")]
    svg = heat_map("k", "Title <b>", "What it shows & says.", columns, rows)
    assert {"1/3", "–", "2/4", "Theme", "Area"} <= set(texts(svg))
    root = ET.fromstring(svg)  # noqa: S314
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "k-title k-desc"
    assert root[0].text == "Title <b>"
    assert root[1].text == "What it shows & says."
    assert "style=" not in svg
    assert svg == heat_map("k", "Title <b>", "What it shows & says.", columns, rows)


def test_a_trend_breaks_where_no_publication_is():
    points = [
        Point(2018, 1, 2, 4),
        Point(2019, 0, 0, 0),
        Point(2020, 9, 0, 9),
        Point(2021, 1, 1, 9),
    ]
    svg = trend("t", "Title", "Text.", points, [(2020, "New rules")])
    assert svg.count('class="l-concern"') == 1  # from 2020 to 2021 only
    assert svg.count('class="m-concern-few"') == 2  # 2018, and the legend
    assert {"of 0", "New rules", "100%"} <= set(texts(svg))


def test_a_timeline_says_grades_in_letters():
    events = [Event("2020-01-01", "ILACS", "good"), Event("2021-12-31", "Visit", "")]
    svg = timeline("l", "Title", "Text.", events)
    assert {"ILACS", "Visit", "2020", "2021", "G", "Good", "No grade given"} <= set(texts(svg))
    assert "Inadequate" not in svg
