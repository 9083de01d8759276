"""Where is it done well? Praise from publications that judged the council good or better there."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from pipeline.cite import Quote, quotes_of
from pipeline.extract.layouts.judgements import area_of
from pipeline.records import Record

GOOD = ("outstanding", "good", "typically_positive")
"""Grades that count as good; the last is that of area SEND inspections. Best first."""
_WHOLE = ("overall", "send_outcome")

_STRENGTHS = """
SELECT t.finding_id, c.publication_id, COALESCE(f.section, '') AS section, c.date, t.score,
       COALESCE(c.authority_id, '') AS authority_id
FROM tags t
JOIN counted_findings c ON c.finding_id = t.finding_id
JOIN findings f ON f.finding_id = t.finding_id
WHERE t.area_id = ? AND t.stance = 'strength' AND NOT c.asks_for_action AND c.date IS NOT NULL
  AND EXISTS (SELECT 1 FROM judgements j WHERE j.publication_id = c.publication_id
              AND j.grade IN ('outstanding', 'good', 'typically_positive'))
"""
_GRADES = """
SELECT publication_id, judgement_area, grade FROM judgements
WHERE publication_id IN (SELECT publication_id FROM judgements
                         WHERE grade IN ('outstanding', 'good', 'typically_positive'))
"""


@dataclass(frozen=True, slots=True)
class Practice(Record):
    """A strength, and the judgement it stands under: of its section, else of the whole."""

    quote: Quote
    judgement_area: str
    grade: str


def done_well(connection: sqlite3.Connection, area_id: str) -> tuple[tuple[str, str, str], ...]:
    """Strengths in an area with the judgement (area and grade) they stand under, best first.

    A strength under a section that was judged less than good is no example, whatever the whole
    was judged. Of equal grades comes first one of each council, the latest first, then a second.
    """
    grades: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for publication_id, judgement_area, grade in connection.execute(_GRADES):
        grades[publication_id][judgement_area] = grade
    found = []
    rows = connection.execute(_STRENGTHS, (area_id,))
    for finding_id, publication_id, section, date, score, authority_id in rows:
        under = judgement_of(section, grades[publication_id])
        if under is not None and under[1] in GOOD:
            rank = GOOD.index(under[1]) % 2
            key = (rank, _reversed(date), -(score or 0), finding_id)
            found.append((key, authority_id, under))
    found.sort()
    turns: defaultdict[tuple[int, str], int] = defaultdict(int)
    ordered = []
    for key, authority_id, under in found:
        turn = turns[key[0], authority_id]
        turns[key[0], authority_id] += 1
        ordered.append((key[0], turn, key[1:], under))
    ordered.sort()
    return tuple((key[-1], *under) for _, _, key, under in ordered)


def judgement_of(section: str, grades: dict[str, str]) -> tuple[str, str] | None:
    """The judgement that a finding under this heading stands under.

    >>> grades = {"overall": "good", "care": "inadequate"}
    >>> judgement_of("The experiences and progress of children in care", grades)
    ('care', 'inadequate')
    >>> judgement_of("Summary", grades)
    ('overall', 'good')
    """
    area = area_of(section) if section else ""
    for candidate in (area, *_WHOLE):
        if candidate in grades:
            return candidate, grades[candidate]
    return None


def practices(
    connection: sqlite3.Connection, found: tuple[tuple[str, str, str], ...]
) -> list[Practice]:
    """The words of some of what `done_well` found, with where they stand."""
    quotes = quotes_of(connection, (finding_id for finding_id, _, _ in found))
    return [Practice(quotes[finding_id], area, grade) for finding_id, area, grade in found]


def _reversed(day: str) -> tuple[int, ...]:
    """A key that puts later days first."""
    return tuple(-int(part) for part in day.split("-"))
