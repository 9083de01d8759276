"""Rank the actions of an authority's plans for each of its findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.link.coverage import Answer, Part, answer, parts_of
from pipeline.link.groups import groups_of
from pipeline.link.references import (
    Reference,
    Source,
    find_label,
    find_references,
    resolve,
)
from pipeline.link.score import (
    FITTED,
    VIA_PARAGRAPH,
    Coefficients,
    Features,
    Side,
    beside_rivals,
    features,
    telling_terms,
    weigh,
)
from pipeline.link.text import Passage, contained, cosine, meaning, shared_words
from pipeline.link.trade import spoken
from pipeline.records import (
    ASKS_FOR_ACTION,
    INSPECTION_KINDS,
    Action,
    Finding,
    Link,
    Plan,
    Publication,
    link_id,
)
from pipeline.store import dumps

SUGGESTED = 0.3
"""Likelihood from which a link is shown by default."""
ALONE = -2.0
"""First score from which it is: being better than its rivals is not enough where all are poor."""
UNANSWERING = -1.5
"""First score from which an action is suggested that answers no part of a finding clearly."""
CLEAR = 2.0
"""First score from which an action may leave out how soon it is done, though the finding asks for
that: in the score it counts against it already."""
SUGGESTED_FOR_CONCERN = 0.6
"""The same for a paragraph with a concern: those that ask for action speak for most of them."""
MOST_FOR_ASKING = 20
MOST_FOR_CONCERN = 5
"""How many candidates of a plan are kept for a finding."""
STALE = -1.0
"""Log-odds for a publication that was not the last word any more when the plan was made."""
LATER = -0.7
"""The same for one that came after the plan."""
INSPECTIONS = (*INSPECTION_KINDS, "area_send")
DETAILED = 15
"""Words of an action from which on more of them tell no more of how earnest it is."""
NAMED = 0.5
"""How much an area counts for an action that is not tagged with it, but names its matter."""
FULL_WEIGHT, THEME, MEASURE, PROGRESS = 1.0, 0.5, 0.5, 0.25


@dataclass(frozen=True, slots=True)
class Said:
    """A publication, its findings in order, and by finding the areas in which it is critical."""

    publication: Publication
    findings: Sequence[Finding]
    areas: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def asked(self) -> list[Finding]:
        """The findings that ask for action of those who make plans."""
        return [
            f for f in self.findings if f.kind in ASKS_FOR_ACTION and f.addressed_to != "committee"
        ]

    def concerns(self) -> list[Finding]:
        """The passages with a concern that do not themselves ask for action."""
        return [
            f
            for f in self.findings
            if f.kind not in ASKS_FOR_ACTION
            and f.addressed_to != "committee"
            and self.areas.get(f.finding_id)
        ]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, its actions in order, and the areas of each action."""

    plan: Plan
    actions: Sequence[Action]
    areas: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Pointed:
    """Where the references of an action lead: by finding, how strongly and as printed."""

    findings: Mapping[str, tuple[float, str]]
    publications: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """All pairs of some findings of a publication (rows) and the actions of a plan (columns)."""

    said: Said
    planned: Planned
    rows: Sequence[tuple[Finding, Side, tuple[Part, ...]]]
    sides: Sequence[Side]
    pointed: Sequence[_Pointed]
    pairs: Sequence[Sequence[Features]]


def link(
    publications: Sequence[Said], plans: Sequence[Planned], wanted: Collection[str]
) -> dict[str, list[Link]]:
    """The links of the `wanted` publications of one authority, by publication, best first.

    All publications are needed: a plan may refer to any of them.
    """
    found: dict[str, list[Link]] = {
        said.publication.publication_id: []
        for said in publications
        if said.publication.publication_id in wanted
    }
    for planned in plans:
        for asks in (True, False):
            for table in tables(publications, planned, wanted, asks=asks):
                standing = _standing(table.said.publication, planned.plan, publications)
                found[table.said.publication.publication_id] += rank(
                    table, asks=asks, standing=standing
                )
    for links in found.values():
        links.sort(key=lambda one: (one.finding_id, -one.score, one.action_id))
    return found


def tables(
    publications: Sequence[Said], planned: Planned, wanted: Collection[str], *, asks: bool
) -> Iterator[Table]:
    """The pairs of each `wanted` publication with the actions of a plan.

    `asks`: with the findings that ask for action, or with the other concerns.
    """
    usual = _usual_length(planned.actions)
    sides = [_action_side(planned, action, usual) for action in planned.actions]
    pointed = [_points(action, planned.plan, publications) for action in planned.actions]
    for said in publications:
        publication_id = said.publication.publication_id
        findings = said.asked() if asks else said.concerns()
        if publication_id not in wanted or not findings or not sides:
            continue
        rows = [
            (one, side, parts_of(one.text, side))
            for one, side in ((one, _finding_side(said, one)) for one in findings)
        ]
        pairs = [
            [
                features(side, other, _reference(points, finding, publication_id))
                for other, points in zip(sides, pointed, strict=True)
            ]
            for finding, side, _ in rows
        ]
        yield Table(said, planned, rows, sides, pointed, pairs)


def rank(
    table: Table, *, asks: bool, standing: float, model: Coefficients = FITTED
) -> Iterator[Link]:
    """The links of a table, by finding, the likeliest first. `standing`: see `beside_rivals`."""
    publication = table.said.publication
    scores = [[weigh(pair, model) for pair in row] for row in table.pairs]
    likelihoods = beside_rivals(scores, model, standing=standing)
    most = MOST_FOR_ASKING if asks else MOST_FOR_CONCERN
    cut = SUGGESTED if asks else SUGGESTED_FOR_CONCERN
    for (finding, side, parts), pairs, alone, values in zip(
        table.rows, table.pairs, scores, likelihoods, strict=True
    ):
        order = sorted(range(len(values)), key=lambda n: (-values[n], n))[:most]
        for place in order:
            action, other = table.planned.actions[place], table.sides[place]
            reached = answer(parts, other, model)
            likely = values[place] >= cut and _can_be_suggested(pairs[place], alone[place], reached)
            reasons: dict[str, object] = {
                **_reasons(finding, pairs[place], side, other),
                **_printed(table.pointed[place], finding, publication.publication_id),
                "published": publication.day,
                "plan": table.planned.plan.version_date,
                "parts": reached.parts,
                "answers": list(reached.answers),
                "unanswered": list(reached.open_parts),
            }
            yield Link(
                link_id=link_id(finding.finding_id, action.action_id),
                finding_id=finding.finding_id,
                action_id=action.action_id,
                score=round(values[place], 4),
                strength="full" if reached.whole else "partly",
                status="suggested" if likely else "candidate",
                reasons=dumps({n: v for n, v in reasons.items() if v or n == "answers"}),
            )


def _can_be_suggested(pair: Features, alone: float, reached: Answer) -> bool:
    """Is a pair good enough by itself? Being better than its rivals is not enough.

    What the plan itself refers to is; else both must share a word or a matter, the action must
    answer a part (or be fairly likely as a whole) and speak of what the finding demands; of time
    only where it is no clear answer.
    """
    if alone < ALONE:
        return False
    answers = bool(reached.answers) or alone >= UNANSWERING
    shares = pair.contained > 0 or pair.matters > 0
    meets = pair.meets and (alone >= CLEAR or not pair.no_time)
    return pair.reference > 0 or (shares and answers and meets)


def _standing(publication: Publication, plan: Plan, publications: Sequence[Said]) -> float:
    """What the dates say: plans answer what was published last before them."""
    day = publication.day
    if not day or not plan.version_date:
        return 0.0
    if day > plan.version_date:
        return LATER
    send = publication.kind == "area_send"
    newer = any(
        day < one.publication.day <= plan.version_date
        for one in publications
        if one.publication.kind in INSPECTIONS and (one.publication.kind == "area_send") == send
    )
    return STALE if newer else 0.0


def _finding_side(said: Said, finding: Finding) -> Side:
    words = Passage.of((finding.text, 1.0))
    areas = said.areas.get(finding.finding_id, {})
    return Side(
        words=words,
        full=words,
        meaning=meaning(finding.text),
        areas=areas,
        groups=groups_of(finding.text),
        text=finding.text,
        telling=telling_terms(words),
        spoken=spoken(finding.text),
        about=spoken(finding.text).areas.union(areas),
    )


def _usual_length(actions: Sequence[Action]) -> int:
    """From how many words on an action of this plan is taken to say what is done."""
    lengths = sorted(len(action.text.split()) for action in actions)
    return max(1, min(DETAILED, lengths[len(lengths) * 3 // 4])) if lengths else 1


def _action_side(planned: Planned, action: Action, usual: int) -> Side:
    about = f"{action.text} {action.success_measure}"
    words = Passage.of((action.text, FULL_WEIGHT))
    named = spoken(about)
    tagged = planned.areas.get(action.action_id, {})
    return Side(
        words=words,
        full=Passage.of(
            (action.text, FULL_WEIGHT),
            (action.theme, THEME),
            (action.success_measure, MEASURE),
            (action.progress, PROGRESS),
        ),
        meaning=meaning(about),
        areas={**dict.fromkeys(sorted(named.areas), NAMED), **tagged},
        groups=groups_of(about),
        text=about,
        act=action.text,
        telling=telling_terms(words),
        spoken=named,
        about=named.areas.union(tagged),
        detail=min(1.0, len(action.text.split()) / usual),
    )


def _points(action: Action, plan: Plan, publications: Sequence[Said]) -> _Pointed:
    """What the references of an action mean."""
    sources = [Source(one.publication, one.findings) for one in publications]
    findings: dict[str, tuple[float, str]] = {}
    named: set[str] = set()
    for reference in _references(action):
        for finding in resolve(reference, sources, plan.version_date):
            findings[finding.finding_id] = (1.0, reference.printed)
            if reference.target != "paragraph" or finding.kind in ASKS_FOR_ACTION:
                named.add(finding.publication_id)
                continue
            near = _nearest(finding, publications)
            if near and findings.get(near, (0.0, ""))[0] < VIA_PARAGRAPH:
                findings[near] = (VIA_PARAGRAPH, reference.printed)
    return _Pointed(findings, frozenset(named))


def _references(action: Action) -> Iterator[Reference]:
    yield from find_references(action.answers)
    yield from find_references(action.theme)
    yield from find_references(action.text)
    yield from find_label(action.reference)


def _nearest(paragraph: Finding, publications: Iterable[Said]) -> str:
    """The finding asking for action that is most like a paragraph of the same publication."""
    said = next(s for s in publications if s.publication.publication_id == paragraph.publication_id)
    words = Passage.of((paragraph.text, 1.0))
    best, most = "", 0.0
    for finding in said.asked():
        asked = Passage.of((finding.text, 1.0))
        value = contained(asked, words) + cosine(asked, words)
        if value > most:
            best, most = finding.finding_id, value
    return best


def _reference(pointed: _Pointed, finding: Finding, publication_id: str) -> float:
    """1 where the plan names this finding, -1 where it names others of this publication only."""
    if finding.finding_id in pointed.findings:
        return pointed.findings[finding.finding_id][0]
    return -1.0 if publication_id in pointed.publications else 0.0


def _printed(pointed: _Pointed, finding: Finding, publication_id: str) -> dict[str, object]:
    if finding.finding_id in pointed.findings:
        return {"reference": pointed.findings[finding.finding_id][1]}
    if publication_id in pointed.publications:
        printed = [words for _, words in pointed.findings.values()]
        return {"reference_elsewhere": "; ".join(dict.fromkeys(printed))}
    return {}


def _reasons(finding: Finding, pair: Features, one: Side, other: Side) -> dict[str, object]:
    conflict = [f"{mine} / {theirs}" for mine, theirs in pair.groups.conflict]
    words = shared_words(finding.text, one.words, other.full)
    matters = [f"[{name}]" for name in sorted(one.spoken.matters & other.spoken.matters)]
    return {
        "terms": [*words, *(name for name in matters if name not in words)],
        "areas": sorted(one.areas.keys() & other.areas.keys()),
        "groups": list(pair.groups.shared),
        "other_groups": [] if pair.groups.shared else conflict,
    }
