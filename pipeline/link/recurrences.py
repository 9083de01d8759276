"""Has a weakness come back? Later findings against what earlier publications raised.

The rules are those of docs/recurrence.md. Pure: publications in, `Recurrence`s out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pipeline.link.alike import Match, Said, match, names_topic, subjects_of
from pipeline.link.statements import statements
from pipeline.link.subjects import read_subjects
from pipeline.records import ASKS_FOR_ACTION, Finding, Recurrence

MOST_CHAINS = 2
"""A later finding has at most so many suggested chains, each to another publication."""
SUGGESTED = 0.62
"""From here on a chain is suggested."""
NEAREST = 0.3
"""A finding that recurs has its nearest publication from here on as its second chain."""
CANDIDATE = 0.2
"""From here on the likeliest other chain is kept, for people to look at."""


class Stance(Protocol):
    """What is asked of a tag: an area, and what the finding says of it."""

    @property
    def area_id(self) -> str: ...
    @property
    def stance(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Told:
    """One publication on an authority: its findings, the tags of each, and what only restates.

    `restated`: findings that repeat another publication; they neither recur nor count. `joint`: it
    inspects several agencies together, so that what it asks of all of them it asks of the council.
    """

    publication_id: str
    findings: Sequence[Finding]
    tags: Mapping[str, Sequence[Stance]] = field(default_factory=dict)
    restated: frozenset[str] = frozenset()
    joint: bool = False

    def counted(self) -> Iterator[Finding]:
        """The findings that can recur or be raised: none addressed to a committee."""
        for finding in self.findings:
            if finding.addressed_to != "committee" and finding.finding_id not in self.restated:
                yield finding

    def said(self, finding: Finding) -> list[Said]:
        """The statements of one finding."""
        areas = {tag.area_id: tag.stance for tag in self.tags.get(finding.finding_id, ())}
        asks = finding.kind in ASKS_FOR_ACTION
        return [Said(one, finding, areas, self.joint) for one in statements(finding.text, asks)]

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
    publications = [raised_by(told) for told in earlier]
    found: list[Recurrence] = []
    for finding in later.counted():
        asks = finding.kind in ASKS_FOR_ACTION
        if not asks and not later.tells_concern(finding.finding_id):
            continue
        said = later.said(finding)
        found += _chains(finding, [_matches(said, raised) for raised in publications])
    return found


def raised_by(told: Told) -> _Raised:
    """The concerns of a publication by subject."""
    by_subject: defaultdict[str, list[Said]] = defaultdict(list)
    for finding in told.counted():
        for said in told.said(finding):
            for subject in sorted(subjects_of(said.statement)):
                by_subject[subject].append(said)
    return by_subject


def _matches(said: Sequence[Said], raised: _Raised) -> list[Match]:
    """The matches of a later finding in one earlier publication."""
    found: list[Match] = []
    places = {s: len({one.finding.finding_id for one in told}) for s, told in raised.items()}
    for later in said:
        wanted = _wanted(later)
        told = {id(one): one for subject in sorted(wanted) for one in raised.get(subject, ())}
        for earlier in told.values():
            shared = wanted & subjects_of(earlier.statement)
            one = match(later, earlier, max(places[subject] for subject in shared))
            if one and one.score >= CANDIDATE:
                found.append(one)
    return found


def _wanted(later: Said) -> frozenset[str]:
    """The subjects to look for. Passages that ask for nothing are many: their topics will do."""
    if later.finding.kind in ASKS_FOR_ACTION or not names_topic(later.statement):
        return subjects_of(later.statement)
    return later.statement.topics


def _likeliest(matches: Sequence[Match]) -> Match:
    """The likeliest; a summary passage only where no numbered or bulleted one says it (rule 10)."""
    proper = [m for m in matches if m.earlier.finding.kind != "headline" and m.score >= SUGGESTED]
    return max(proper or matches, key=_rank)


def _rank(one: Match) -> tuple[float, str]:
    return one.score, one.earlier.finding.finding_id


def _chains(finding: Finding, publications: Sequence[Sequence[Match]]) -> list[Recurrence]:
    """The chains of one later finding: those that are suggested, and the likeliest other one."""
    likeliest = [_likeliest(matches) for matches in publications if matches]
    chosen = _suggested(finding, publications, likeliest)
    taken = {one.earlier.finding.publication_id for one in chosen}
    rest = [one for one in likeliest if one.earlier.finding.publication_id not in taken]
    return [
        Recurrence(
            finding.finding_id,
            one.earlier.finding.finding_id,
            round(one.score, 4),
            "suggested" if place < len(chosen) else "candidate",
            _reasons(one),
        )
        for place, one in enumerate([*chosen, *sorted(rest, key=_rank)[-1:]])
    ]


def _suggested(
    finding: Finding, publications: Sequence[Sequence[Match]], likeliest: Sequence[Match]
) -> list[Match]:
    """The likeliest chain; one to the nearest publication (rule 8) or for another part (rule 3).

    What was raised once has mostly been raised before too: so the nearest publication needs less.
    """
    best = max(likeliest, key=_rank, default=None)
    if best is None or best.score < SUGGESTED or not _may_be_suggested(finding, best):
        return []
    nearest = next(one for one in likeliest if one.score >= NEAREST)
    second = _other_part(publications, best) if nearest is best else [nearest]
    fit = [one for one in second if _may_be_suggested(finding, one)]
    return [best, *fit][:MOST_CHAINS]


def _other_part(publications: Sequence[Sequence[Match]], best: Match) -> list[Match]:
    """The nearest other publication that raised another part of the finding, if one did."""
    for matches in publications:
        fit = [
            one
            for one in matches
            if one.score >= SUGGESTED
            and not one.subjects & best.subjects
            and one.earlier.finding.publication_id != best.earlier.finding.publication_id
        ]
        if fit:
            return [max(fit, key=_rank)]
    return []


def _may_be_suggested(finding: Finding, one: Match) -> bool:
    """Passages that ask for nothing: only where the inspectors say that it was raised before."""
    said_before = one.later.statement.repeats and finding.kind == "paragraph"
    return finding.kind in ASKS_FOR_ACTION or said_before


def _reasons(one: Match) -> dict[str, Any]:
    """What both sides share, and the clauses that say it."""
    by_id = read_subjects().by_id
    later, earlier = one.later.statement, one.earlier.statement
    return {
        "subjects": sorted(one.subjects),
        "areas": sorted({by_id[s].area_id for s in one.subjects}),
        "groups": sorted(later.children & earlier.children),
        "failings": sorted(later.kinds & earlier.kinds),
        "named_by_inspectors": later.repeats,
        "later": later.text,
        "earlier": earlier.text,
    }
