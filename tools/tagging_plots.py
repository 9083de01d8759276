"""Draw the plots of docs/tagging.md from the figures that training wrote: no library needed.

python tools/tagging_plots.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TAGGER = REPOSITORY / "models" / "tagger"
DOCS = REPOSITORY / "docs"
WIDTH, HEIGHT, EDGE = 420, 300, 48
Points = list[tuple[float, float]]


def plot(
    title: str, axes: tuple[str, str], lines: dict[str, Points], low: float, ends: Points
) -> str:
    """An SVG with one line a name; `low`: where the upward axis begins; `ends`: of the x axis."""
    (left, _), (right, _) = ends

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x = EDGE + (point[0] - left) / (right - left) * (WIDTH - 2 * EDGE)
        y = HEIGHT - EDGE - (point[1] - low) / (1 - low) * (HEIGHT - 2 * EDGE)
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        '<g font-family="sans-serif" font-size="11">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<path d="M{EDGE} {EDGE}V{HEIGHT - EDGE}H{WIDTH - EDGE}" fill="none" stroke="#444"/>',
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">{axes[0]}</text>',
        f'<text x="8" y="{EDGE - 14}">{axes[1]}</text>',
    ]
    for number in range(5):
        share = low + (1 - low) * number / 4
        x, y = place((left, share))
        parts.append(f'<text x="{x - 6}" y="{y + 4}" text-anchor="end">{share:.2f}</text>')
        at = left + (right - left) * number / 4
        x, y = place((at, low))
        said = f"{at:.2f}" if right <= 1 else f"{at:,.0f}"
        parts.append(f'<text x="{x}" y="{y + 16}" text-anchor="middle">{said}</text>')
    colours = ("#1d5fa8", "#999999", "#b3541e")
    for (name, points), colour in zip(lines.items(), colours, strict=False):
        placed = [place(point) for point in points]
        path = " ".join(f"{x},{y}" for x, y in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in placed]
        x, y = placed[-1]
        parts.append(f'<text x="{x}" y="{y - 8}" text-anchor="end" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</g>\n</svg>\n"])


def main() -> int:
    """Write both plots."""
    figures = json.loads((TAGGER / "meta.json").read_text(encoding="utf-8"))["figures"]
    bins = [(one["score"], one["right"]) for one in figures["reliability"]]
    lines = {"tags": bins, "as it should be": [(0.0, 0.0), (1.0, 1.0)]}
    ends = [(0.0, 0.0), (1.0, 0.0)]
    drawn = plot("Reliability of scores", ("score", "share right"), lines, 0.0, ends)
    (DOCS / "tagging-reliability.svg").write_text(drawn, encoding="utf-8", newline="\n")
    curve = json.loads((TAGGER / "curve.json").read_text(encoding="utf-8"))
    lines = {
        name: [(one["findings"], one[key]) for one in curve]
        for name, key in (("areas F1", "f1"), ("stance", "stance"))
    }
    ends = [(0.0, 0.0), (float(curve[-1]["findings"]), 0.0)]
    axes = ("annotated findings", "left out")
    drawn = plot("Learning curve", axes, lines, 0.5, ends)
    (DOCS / "tagging-curve.svg").write_text(drawn, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
