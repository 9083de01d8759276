"""Other words for what was searched, and areas that are about it: offered, never mixed in.

They come from the vocabulary of priority areas (models/priority_areas.yaml): an area is offered
when its label or one of its wordings shares the words that were typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.records import normalised
from pipeline.tag.vocabulary import GAP, read_vocabulary, variants, vocabulary_path

MOST_WORDS = 6
MOST_AREAS = 3
_SHORT = frozenset(
    "a all an and any are at be been by for from has have in is it its not of on or that the their "
    "there they this to was were who with children child".split()
)


@dataclass(frozen=True, slots=True)
class Related:
    """`areas`: ids of areas about it; `words`: other phrases to search for, each a query."""

    areas: tuple[str, ...]
    words: tuple[str, ...]


@cache
def _wordings() -> list[tuple[str, str, frozenset[str], tuple[str, ...]]]:
    """Each area: id, label, the words of its label and wordings, its wordings as plain phrases."""
    found = []
    for area in read_vocabulary(vocabulary_path()).areas:
        phrases = tuple(dict.fromkeys(filter(None, map(_phrase, area.say))))
        known = _stems(" ".join((area.label, *phrases))) - _SHORT
        found.append((area.area_id, area.label, frozenset(known), phrases))
    return found


def related_words(query: str, held: Mapping[str, str]) -> Related:
    """What to offer beside `query`; areas only of those that the database holds.

    >>> related_words("", {}).words
    ()
    """
    typed = _stems(query) - _SHORT
    if not typed:
        return Related((), ())
    ranked = []
    for area_id, label, known, phrases in _wordings():
        if area_id in held and typed <= known:
            in_label = typed <= _stems(label)
            ranked.append((not in_label, len(known), area_id, phrases))
    ranked.sort()
    areas = tuple(area_id for _, _, area_id, _ in ranked[:MOST_AREAS])
    others = [p for _, _, _, phrases in ranked[:1] for p in phrases if not _stems(p) & typed]
    return Related(areas, tuple(others[:MOST_WORDS]))


def _phrase(wording: str) -> str:
    """The first reading of a wording that is plain words; '' for one with gaps."""
    return "" if GAP in wording else variants(wording)[0][0]


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in normalised(text).split()}


def _stem(word: str) -> str:
    """A word without the endings that search does not mind either."""
    return re.sub(r"(?:ion|ing|ed|es|s)$", "", word) if len(word) > 4 else word
