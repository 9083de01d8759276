"""Has a weakness come back? Later findings against what earlier publications raised.

The rules are those of docs/recurrence.md. Pure: publications in, `Recurrence`s out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pipeline.link.alike import Match, Said, match, shared_subjects, subjects_of
from pipeline.link.statements import statements
from pipeline.link.subjects import read_subjects
from pipeline.records import ASKS_FOR_ACTION, Finding, Recurrence

MOST_CHAINS = 2
"""A later finding has at most so many suggested chains, each to another publication."""
SUGGESTED = 0.45
"""From here on a chain is suggested."""
SECOND = 0.35
"""A finding that recurs may have its second chain, for another part of it, from here on."""
CANDIDATE = 0.2
"""From here on a chain is kept, for people to look at."""


class Stance(Protocol):
    """What is asked of a tag: an area, and what the finding says of it."""

    @property
    def area_id(self) -> str: ...
    @property
    def stance(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Told:
    """One publication on an authority: its findings, the tags of each, and what only restates.

    `restated`: findings that repeat another publication; they neither recur nor count.
    """

    publication_id: str
    findings: Sequence[Finding]
    tags: Mapping[str, Sequence[Stance]] = field(default_factory=dict)
    restated: frozenset[str] = frozenset()

    def counted(self) -> Iterator[Finding]:
        """The findings that can recur or be raised: none addressed to a committee."""
        for finding in self.findings:
            if finding.addressed_to != "committee" and finding.finding_id not in self.restated:
                yield finding

    def tells_concern(self, finding_id: str) -> bool:
        """Do the tags of a finding say that it raises a concern?"""
        return any(tag.stance in ("concern", "mixed") for tag in self.tags.get(finding_id, ()))


_Raised = Mapping[str, Sequence[Said]]


def find_recurrences(later: Told, earlier: Sequence[Told]) -> list[Recurrence]:
    """What of `later` an earlier publication raised. `earlier`: the nearest first.

    Publications on a predecessor of the authority count as the authority's own. Chains of
    findings that ask for nothing, but carry a concern, are candidates: they are suggested only
    where the inspectors themselves say that it was raised before.
    """
    publications = [_raised(told) for told in earlier]
    found: list[Recurrence] = []
    for finding in later.counted():
        asks = finding.kind in ASKS_FOR_ACTION
        if not asks and not later.tells_concern(finding.finding_id):
            continue
        said = [Said(statement, finding) for statement in statements(finding.text, asks)]
        found += _chains(finding, [_matches(said, raised) for raised in publications])
    return found


def _raised(told: Told) -> _Raised:
    """The concerns of a publication by subject."""
    by_subject: defaultdict[str, list[Said]] = defaultdict(list)
    for finding in told.counted():
        for statement in statements(finding.text, finding.kind in ASKS_FOR_ACTION):
            for subject in sorted(subjects_of(statement)):
                by_subject[subject].append(Said(statement, finding))
    return by_subject


def _matches(said: Sequence[Said], raised: _Raised) -> dict[str, Match]:
    """The likeliest match of each subject of a later finding in one earlier publication."""
    best: dict[str, Match] = {}
    for later in said:
        for subject in sorted(subjects_of(later.statement)):
            told = [
                one
                for one in raised.get(subject, ())
                if subject in shared_subjects(later.statement, one.statement)
            ]
            places = len({one.finding.finding_id for one in told})
            found = [one for one in (match(later, other, places) for other in told) if one]
            likeliest = _likeliest(found)
            if likeliest and (subject not in best or likeliest.score > best[subject].score):
                best[subject] = likeliest
    return best


def _likeliest(matches: Sequence[Match]) -> Match | None:
    """The likeliest; a summary passage only where no numbered or bulleted one says it (rule 10)."""
    proper = [m for m in matches if m.earlier.finding.kind != "headline" and m.score >= SECOND]
    return max(proper or matches, key=_rank, default=None)


def _rank(one: Match) -> tuple[float, str]:
    return one.score, one.earlier.finding.finding_id


def _chains(finding: Finding, publications: Sequence[Mapping[str, Match]]) -> list[Recurrence]:
    """The chains of one later finding: each subject with the nearest publication that raised it."""
    nearest: dict[str, Match] = {}
    for matches in publications:
        for subject, one in matches.items():
            known = nearest.get(subject)
            if known is None or known.score < SUGGESTED <= one.score:
                nearest[subject] = one
    chosen: dict[str, Match] = {}
    for one in sorted(nearest.values(), key=_rank, reverse=True):
        if one.score >= CANDIDATE:
            chosen.setdefault(one.earlier.finding.publication_id, one)
    ranked = list(chosen.values())
    asks = finding.kind in ASKS_FOR_ACTION
    return [
        Recurrence(
            finding.finding_id,
            one.earlier.finding.finding_id,
            round(one.score, 4),
            "suggested" if _is_suggested(ranked, place, asks) else "candidate",
            _reasons(one),
        )
        for place, one in enumerate(ranked)
    ]


def _is_suggested(ranked: Sequence[Match], place: int, asks: bool) -> bool:
    if place >= MOST_CHAINS or ranked[0].score < SUGGESTED:
        return False
    one = ranked[place]
    if not asks and not (one.later.statement.repeats and one.later.finding.kind == "paragraph"):
        return False
    return ranked[place].score >= (SECOND if place else SUGGESTED)


def _reasons(one: Match) -> dict[str, Any]:
    """What both sides share, and the clauses that say it."""
    by_id = read_subjects().by_id
    later, earlier = one.later.statement, one.earlier.statement
    return {
        "subjects": sorted(one.subjects),
        "areas": sorted({by_id[s].area_id for s in one.subjects}),
        "groups": sorted(later.children & earlier.children),
        "failings": sorted(later.kinds & earlier.kinds),
        "named_by_inspectors": bool(one.features["named"]),
        "later": later.text,
        "earlier": earlier.text,
    }
