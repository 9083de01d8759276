"""Which held publication a mention means: the same authority, the same kind, the same date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.records import INSPECTION_KINDS

_FAMILIES = (
    INSPECTION_KINDS,
    ("focused_visit", "assurance_visit"),
)
"""Kinds that a paper may take for one another: «the inspection in 2013»."""


@dataclass(frozen=True, slots=True)
class Held:
    """What of a held publication a mention can be known by; '' where unknown."""

    publication_id: str
    kind: str
    published_date: str
    visit_start_date: str
    visit_end_date: str
    fetched_at: str

    @property
    def first_day(self) -> str:
        return self.visit_start_date or self.published_date


def resolve(kind: str, date: str, date_kind: str, by: Held, held: Iterable[Held]) -> str | None:
    """The id of the publication that `by` means, None where none is held or several could be."""
    others = [
        one
        for one in held
        if one.publication_id != by.publication_id
        and _alike(one.kind, kind)
        and (not by.published_date or one.first_day <= by.published_date)
    ]
    fitting = [one for one in others if _is_on(one, date, date_kind)]
    if not fitting and len(date) < len("2021-05-18"):
        # A report of January on an inspection of November is «the inspection» of either year.
        other_kind = "published" if date_kind == "visit" else "visit"
        fitting = [one for one in others if _is_on(one, date, other_kind)]
    fitting = [one for one in fitting if one.kind == kind] or fitting
    if len({(one.kind, one.published_date, one.visit_start_date) for one in fitting}) != 1:
        return None
    return max(fitting, key=lambda one: (one.fetched_at, one.publication_id)).publication_id


def _alike(one: str, other: str) -> bool:
    return one == other or any(one in family and other in family for family in _FAMILIES)


def _is_on(one: Held, date: str, date_kind: str) -> bool:
    if date_kind != "visit":
        return one.published_date.startswith(date)
    first, last = one.visit_start_date, one.visit_end_date or one.visit_start_date
    return bool(first) and first[: len(date)] <= date <= last[: len(date)]
