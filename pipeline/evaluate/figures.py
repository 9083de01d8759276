"""A figure with its number of cases and its interval."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.records import Record

_Z = 1.959964  # of the normal distribution, for 95 %


@dataclass(frozen=True, slots=True)
class Metric(Record):
    """One row of table `metrics`: a share with its 95 % interval and its number of cases.

    `area_id` is empty for figures over all areas. `value`, `low` and `high` are None without
    cases. `gold` names what it was measured against.
    """

    metric: str
    value: float | None
    low: float | None
    high: float | None
    support: int
    gold: str
    area_id: str = ""


def share(metric: str, hits: int, cases: int, gold: str, area_id: str = "") -> Metric:
    """`hits` of `cases` with Wilson's score interval (Wilson 1927), rounded to four places.

    >>> share("kind", 11, 11, "sample").low
    0.7412
    """
    if cases == 0:
        return Metric(metric, None, None, None, 0, gold, area_id)
    p = hits / cases
    centre = (p + _Z**2 / (2 * cases)) / (1 + _Z**2 / cases)
    half = _Z / (1 + _Z**2 / cases) * (p * (1 - p) / cases + _Z**2 / (4 * cases**2)) ** 0.5
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Metric(metric, round(p, 4), round(low, 4), round(high, 4), cases, gold, area_id)


def squash(text: str) -> str:
    """Letters and digits only, accents and case folded: what two engines must agree on."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(
        re.findall(r"[^\W_]", "".join(c for c in folded if not unicodedata.combining(c)))
    )


def tokens(text: str) -> list[str]:
    """The words of `text`, folded as by `squash`."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[^\W_]+", "".join(c for c in folded if not unicodedata.combining(c)))


def total(metrics: Iterable[Metric], metric: str) -> Metric | None:
    """The metric of this name, None if it was not measured."""
    return next((one for one in metrics if one.metric == metric), None)
