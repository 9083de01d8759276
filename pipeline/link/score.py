"""How likely an action answers a finding: a few features, weighed in two steps.

First each pair by itself. Then each pair beside its rivals: an action mostly answers one or two
findings of a publication, and what another finding explains better is no answer to this one.
The coefficients are fitted on invented plans (`corpus/gold/links`) by `tools/fit_links.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul

from pipeline.link.acts import is_aside
from pipeline.link.demands import (
    asks_for_time,
    asks_to_hear_children,
    is_for_parents,
    speaks_of_time,
)
from pipeline.link.groups import Comparison, compare
from pipeline.link.text import Passage, contained, nearness, rarity
from pipeline.link.trade import NOTHING, Spoken, weight

Meaning = tuple[float, ...]
VIA_PARAGRAPH = 0.3
"""What a reference to a paragraph counts for the request for action nearest to that paragraph."""
TELLING = 0.3
"""Rarity from which a trade term tells a matter of its own."""
MOST_BEYOND = 3
MOST_MATTERS = 1.4


@dataclass(frozen=True, slots=True)
class Side:
    """A finding or an action, made ready for comparison.

    `full`: for an action with its theme, success measure and progress, which count less. `areas`:
    its priority areas, each with how much it counts (nothing where a finding praises). `text`: as
    printed, for an action with its success measure. `act`: an action without it. `telling`: the
    trade terms that say something of their own (`telling_terms`). `spoken`: its matters. `about`:
    its areas and those of its matters. `detail`: how much an action says beside others.
    """

    words: Passage
    full: Passage
    meaning: Meaning
    areas: Mapping[str, float] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    text: str = ""
    act: str = ""
    telling: frozenset[str] = frozenset()
    spoken: Spoken = NOTHING
    about: frozenset[str] = frozenset()
    detail: float = 1.0


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a pair. `reference`: 1 where the plan says so, -1 where it names another.

    `no_time`: the finding asks that things be done sooner, the action says nothing of time.
    `other_voice`: the finding is about hearing children, the action for parents. `aside`: the
    action is of a sort that seldom mends anything. `other_areas`: both carry or name priority
    areas, none the same. `beyond`: how many trade terms the action speaks of that the finding does
    not, 0 to 1.
    `matters`: the share of the finding's matters (`trade.yaml`) that the action names;
    `most_matters`: how many of them, 0 to 1; `other_matters`: both name some, none the same;
    `first`: the action names the matter that the finding names first; `leads`: the
    reverse. `detail`: how much the action says, 0 to 1.
    """

    contained: float
    concepts: float
    areas: float
    near: float
    groups: Comparison
    reference: float
    no_time: bool = False
    other_voice: bool = False
    aside: bool = False
    other_areas: bool = False
    beyond: float = 0.0
    matters: float = 0.0
    most_matters: float = 0.0
    other_matters: bool = False
    first: bool = False
    leads: bool = False
    detail: float = 1.0

    @property
    def meets(self) -> bool:
        """Is the action of the sort, and for those whom, the finding demands?"""
        return not self.other_voice and not self.aside

    def values(self) -> tuple[float, ...]:
        """In the order of `FIRST`."""
        return (
            self.contained,
            self.concepts,
            self.areas,
            self.near,
            1.0 if self.groups.conflict and not self.groups.shared else 0.0,
            max(0.0, self.reference),
            max(0.0, -self.reference),
            float(self.no_time),
            float(self.other_voice),
            float(self.aside),
            float(self.other_areas),
            self.beyond,
            self.matters,
            self.most_matters,
            float(self.other_matters),
            float(self.first),
            float(self.leads),
            self.detail,
        )


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What the two steps weigh with.

    `first`: one a feature, then the constant. `second`: own score, beside the other findings of
    the action, beside the other actions of the finding, constant.
    """

    first: tuple[float, ...]
    second: tuple[float, ...]


FIRST = (
    "contained", "concepts", "areas", "near", "other group", "reference",
    "reference elsewhere", "no time", "other voice", "aside", "other areas", "beyond", "matters",
    "most matters", "other matters", "first matter",
    "leading matter", "detail",
)  # fmt: skip
FITTED = Coefficients(
    first=(
        4.01, 0.89, 1.97, 5.98, -0.56, 2.95, -3.37, -1.93, -0.4, -3.25, -1.19, -1.26, 0.31,
        1.64, -0.83, 0.41, 0.62, 6.44, -11.55,
    ),
    second=(0.64, 0.2, 0.16, -0.31),
)  # fmt: skip


def features(finding: Side, action: Side, reference: float) -> Features:
    """The features of a pair."""
    shared = [t for t in finding.words.weights.keys() & action.words.weights.keys() if t[0] == "="]
    mine, theirs = finding.spoken, action.spoken
    both = weight(mine.matters & theirs.matters) if mine.bits & theirs.bits else 0.0
    return Features(
        contained=contained(finding.words, action.full),
        concepts=min(1.0, sum(map(rarity, sorted(shared)))),
        areas=overlap(finding.areas, action.areas),
        near=nearness(finding.meaning, action.meaning),
        groups=compare(finding.groups, action.groups),
        reference=reference,
        no_time=asks_for_time(finding.text) and not speaks_of_time(action.text),
        other_voice=asks_to_hear_children(finding.text) and is_for_parents(action.text),
        aside=is_aside(finding.text, action.act),
        other_areas=bool(finding.about and action.about) and finding.about.isdisjoint(action.about),
        beyond=min(MOST_BEYOND, len(action.telling - finding.telling)) / MOST_BEYOND,
        matters=both / mine.weight if both else 0.0,
        most_matters=min(MOST_MATTERS, both) / MOST_MATTERS,
        other_matters=bool(mine.bits and theirs.bits) and not mine.bits & theirs.bits,
        first=bool(mine.first & theirs.bits),
        leads=bool(theirs.first & mine.bits),
        detail=action.detail,
    )


def telling_terms(words: Passage) -> frozenset[str]:
    """The trade terms of a passage that name a matter of their own."""
    return frozenset(t for t in words.weights if t[0] == "=" and rarity(t) >= TELLING)


def overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two sets of weighted areas are the same, 0 to 1."""
    if one.keys().isdisjoint(other):
        return 0.0
    most = sum(max(one.get(a, 0.0), other.get(a, 0.0)) for a in sorted(one.keys() | other.keys()))
    least = sum(min(weight, other[a]) for a, weight in sorted(one.items()) if a in other)
    return least / most if most else 0.0


def weigh(pair: Features, model: Coefficients = FITTED) -> float:
    """The first step: log-odds of a pair by itself."""
    *weights, constant = model.first
    return sum(map(mul, weights, pair.values()), constant)


def beside_rivals(
    table: Sequence[Sequence[float]], model: Coefficients = FITTED, *, standing: float = 0.0
) -> list[list[float]]:
    """The second step: likelihoods, 0 to 1, of a table of first scores.

    A row is a finding of one publication, a column an action of one plan. `standing`: log-odds of
    the publication as a whole.
    """
    own, beside_findings, beside_actions, constant = model.second
    columns = [_margins(column) for column in zip(*table, strict=True)]
    found = []
    for at, row in enumerate(table):
        across = _margins(row)
        found.append(
            [
                likelihood(
                    constant
                    + standing
                    + own * score
                    + beside_findings * columns[place][at]
                    + beside_actions * across[place]
                )
                for place, score in enumerate(row)
            ]
        )
    return found


def _margins(scores: Sequence[float]) -> list[float]:
    """By how much each score is above (or below) the best of the others."""
    if len(scores) < 2:
        return [0.0] * len(scores)
    best, second = sorted(scores, reverse=True)[:2]
    first = scores.index(best)
    return [s - (second if place == first else best) for place, s in enumerate(scores)]


def likelihood(log_odds: float) -> float:
    """0 to 1."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))
