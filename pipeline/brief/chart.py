"""The chart of a briefing: a circle a number, areas down, publications across; with no clock in it.

Numbers stand in the circles and in the table below: nothing is told by size or colour alone.
"""

from __future__ import annotations

import io
import textwrap
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from pipeline.brief.blocks import Chart

_SETTINGS: Any = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same on every machine
    "svg.hashsalt": "letters",
    "text.parse_math": False,
    "text.usetex": False,
}
INK, SHADE, LINE = "#1F3A5F", "#C9D8EA", "#D9DEE5"
WIDTH = 6.7
"""Inches: what an A4 page leaves."""


def png(chart: Chart, *, dots: int = 200) -> bytes:
    """The chart as PNG, `dots` an inch."""
    with rc_context(_SETTINGS):
        figure = _figure(chart)
        FigureCanvasAgg(figure)
        made = io.BytesIO()
        figure.savefig(made, format="png", dpi=dots, metadata={"Software": None})
    return made.getvalue()


def svg(chart: Chart) -> bytes:
    """The chart as SVG; letters are drawn, so that no font is needed."""
    with rc_context(_SETTINGS):
        figure = _figure(chart)
        FigureCanvasSVG(figure)
        made = io.BytesIO()
        figure.savefig(made, format="svg", metadata={"Date": None, "Creator": None})
    return made.getvalue()


def _figure(chart: Chart) -> Figure:
    names = [textwrap.shorten(name, 44, placeholder="…") for name in chart.rows]
    heads = [
        "\n".join(textwrap.fill(part, 12) for part in name.split("\n")) for name in chart.columns
    ]
    lines = max(head.count("\n") + 1 for head in heads)
    height = 0.28 * len(names) + 0.13 * lines + 0.2
    figure = Figure(figsize=(WIDTH, height), layout="constrained", facecolor="white")
    axes = figure.subplots()
    most = max(max(row) for row in chart.values) or 1
    for y, row in enumerate(chart.values):
        for x, value in enumerate(row):
            if value:
                size = 70 + 200 * value / most
                shade = INK if value * 2 > most else SHADE
                axes.scatter([x], [y], s=size, color=shade, edgecolors=INK, zorder=2)
                ink = "white" if value * 2 > most else "black"
                axes.text(x, y, str(value), ha="center", va="center", fontsize=7.5, color=ink)
    axes.set_xlim(-0.6, len(heads) - 0.4)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xticks(range(len(heads)), heads, fontsize=6.5)
    axes.set_yticks(range(len(names)), names, fontsize=8.5)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    axes.grid(visible=True, color=LINE, linewidth=0.7)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure
