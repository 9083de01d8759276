"""What findings.db says of one council: what was published, what came back, what contradicts.

Functions take an open connection and give records; pages, briefings and servers show them. A
council stands for its predecessors too: what was found of them is shown, under their name.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.authority_list import Authority
from pipeline.cite import Quote, Source, quotes_of, sources_of
from pipeline.coverage import Coverage, coverage_in
from pipeline.deadlines import Due, deadlines_in
from pipeline.records import Record
from pipeline.search import authority_id_of

_COUNCIL = """
SELECT authority_id, name, COALESCE(region, '') AS region, COALESCE(gss_code, '') AS gss_code,
       COALESCE(type, '') AS type, COALESCE(valid_from, '') AS valid_from,
       COALESCE(valid_to, '') AS valid_to
FROM authorities WHERE authority_id = ?
"""
_RELATED = """
SELECT a.authority_id, a.name, COALESCE(s.changed_on, '') FROM authority_successions s
JOIN authorities a ON a.authority_id = s.{other} WHERE s.{one} = ? ORDER BY a.name
"""
_NEIGHBOURS = """
SELECT a.authority_id, a.name FROM authority_neighbours n
JOIN authorities a ON a.authority_id = n.neighbour_id WHERE n.authority_id = ? ORDER BY n.rank
"""
_IN = "IN (SELECT value FROM json_each(:ids))"
_TIMELINE = f"""
SELECT p.publication_id, p.status,
       (SELECT COALESCE(SUM(c.asks_for_action), 0) FROM counted_findings c
        WHERE c.publication_id = p.publication_id) AS asks_for_action
FROM publications p
WHERE p.authority_id {_IN}
  AND NOT EXISTS (SELECT 1 FROM publications v WHERE v.supersedes_id = p.publication_id)
ORDER BY COALESCE(p.published_date, p.visit_end_date, p.event_date), p.publication_id
"""  # noqa: S608  made of constants
_GRADES = f"""
SELECT j.publication_id, j.judgement_area, j.grade, j.page FROM judgements j
JOIN publications p ON p.publication_id = j.publication_id
WHERE p.authority_id {_IN} ORDER BY j.publication_id, j.judgement_area
"""  # noqa: S608
_SAID = f"""
SELECT c.publication_id, t.area_id, a.label, COALESCE(a.theme, '') AS theme,
       SUM(t.stance IN ('concern', 'mixed')) AS concerns,
       SUM(t.stance IN ('strength', 'mixed')) AS strengths
FROM counted_findings c
JOIN tags t ON t.finding_id = c.finding_id
JOIN areas a ON a.area_id = t.area_id
WHERE c.authority_id {_IN}
GROUP BY c.publication_id, t.area_id ORDER BY c.publication_id, t.area_id
"""  # noqa: S608
_REPEATS = f"""
SELECT v.finding_id, v.earlier_finding_id, v.area_ids, v.score, v.status,
       COALESCE(r.reasons, '{{}}') AS reasons
FROM repeat_concerns v
JOIN recurrences r
  ON r.finding_id = v.finding_id AND r.earlier_finding_id = v.earlier_finding_id
JOIN findings f ON f.finding_id = v.finding_id
WHERE v.authority_id {_IN}
ORDER BY v.date DESC, v.publication_id, f.position, v.earlier_date DESC, v.score DESC,
         v.earlier_finding_id
"""  # noqa: S608
_CONTRADICTIONS = f"""
SELECT v.action_id, v.plan_id, v.action_text AS text, COALESCE(a.reference, '') AS reference,
       COALESCE(a.owner, '') AS owner, COALESCE(v.status, '') AS status,
       COALESCE(v.rag, '') AS rag, COALESCE(v.version_date, '') AS version_date,
       v.answered_finding_id, v.finding_id
FROM contradictions v JOIN actions a ON a.action_id = v.action_id
WHERE v.authority_id {_IN}
ORDER BY v.date DESC, v.publication_id, v.finding_id, a.position, v.action_id,
         v.answered_finding_id
"""  # noqa: S608
_TRAJECTORIES = """
SELECT area_id, area, COALESCE(earlier_publication_id, '') AS earlier_publication_id,
       COALESCE(earlier_date, '') AS earlier_date, publication_id, date, trajectory
FROM area_trajectories WHERE authority_id = ? ORDER BY date, publication_id, area_id
"""
_PLANS = f"""
SELECT c.plan_id, COALESCE(c.authority_id, '') AS authority_id, COALESCE(p.title, '') AS title,
       COALESCE(c.version_date, '') AS version_date, COALESCE(p.file, '') AS file,
       COALESCE(p.url, '') AS url,
       (SELECT COUNT(*) FROM actions a WHERE a.plan_id = c.plan_id) AS actions
FROM current_plans c JOIN plans p ON p.plan_id = c.plan_id
WHERE c.authority_id {_IN} ORDER BY c.version_date DESC, c.plan_id
"""  # noqa: S608
_ACTIONS = f"""
SELECT a.action_id, a.plan_id, COALESCE(a.reference, '') AS reference, a.text,
       COALESCE(a.owner, '') AS owner, COALESCE(a.due_date, '') AS due_date,
       COALESCE(a.due_text, '') AS due_text, COALESCE(a.status, '') AS status,
       COALESCE(a.rag, '') AS rag, COALESCE(a.locator, '') AS locator
FROM actions a JOIN current_plans c ON c.plan_id = a.plan_id
WHERE c.authority_id {_IN} ORDER BY c.version_date DESC, a.plan_id, a.position
"""  # noqa: S608
_STRENGTHS = f"""
SELECT c.finding_id, json_group_array(t.area_id) AS area_ids
FROM counted_findings c
JOIN findings f ON f.finding_id = c.finding_id
JOIN publications p ON p.publication_id = c.publication_id
JOIN tags t ON t.finding_id = c.finding_id AND t.stance = 'strength'
WHERE c.authority_id {_IN} AND NOT c.asks_for_action
  AND COALESCE(p.publisher, '') NOT IN ('council', 'dfe')
  AND NOT EXISTS (SELECT 1 FROM tags o WHERE o.finding_id = c.finding_id
                  AND o.stance IN ('concern', 'mixed'))
GROUP BY c.finding_id
ORDER BY c.date DESC, c.publication_id, f.kind <> 'strength', SUM(t.score) DESC, f.position
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Related(Record):
    """Another council: a predecessor, a successor (with the day of change) or a neighbour."""

    authority_id: str
    name: str
    changed_on: str = ""


@dataclass(frozen=True, slots=True)
class Council(Record):
    """An authority and those it is related to. `neighbours`: nearest first."""

    authority_id: str
    name: str
    region: str
    gss_code: str
    type: str
    valid_from: str
    valid_to: str
    predecessors: tuple[Related, ...] = ()
    successors: tuple[Related, ...] = ()
    neighbours: tuple[Related, ...] = ()

    @property
    def is_invented(self) -> bool:
        """Whether no such council exists."""
        return Authority(self.authority_id, self.name, gss_code=self.gss_code).is_invented

    @property
    def ids(self) -> tuple[str, ...]:
        """Its own id and those of its predecessors."""
        return (self.authority_id, *(one.authority_id for one in self.predecessors))


@dataclass(frozen=True, slots=True)
class Grade(Record):
    """One judgement of a publication."""

    judgement_area: str
    grade: str
    page: int | None


@dataclass(frozen=True, slots=True)
class AreaCount(Record):
    """How many findings of a publication are a concern about an area, or a strength in it.

    A mixed view counts as both.
    """

    area_id: str
    label: str
    theme: str
    concerns: int
    strengths: int


@dataclass(frozen=True, slots=True)
class Step(Record):
    """One publication of a council's timeline. `status` is `read` unless it could not be read."""

    source: Source
    status: str
    asks_for_action: int
    grades: tuple[Grade, ...]
    areas: tuple[AreaCount, ...]


@dataclass(frozen=True, slots=True)
class Repeat(Record):
    """A finding that an earlier publication already raised: both quotes, and why it is thought."""

    later: Quote
    earlier: Quote
    area_ids: tuple[str, ...]
    score: float
    status: str
    reasons: dict[str, object]


@dataclass(frozen=True, slots=True)
class Chain(Record):
    """One weakness as often as it was raised: quotes latest first, and the repeats between them.

    Each repeat leads one step back, often to the publication before, so that what was raised three
    times is a chain of two. The further back, the more the subject may have shifted.
    """

    quotes: tuple[Quote, ...]
    repeats: tuple[Repeat, ...]

    @property
    def times(self) -> int:
        """In how many publications it was raised."""
        return len({quote.source.publication_id for quote in self.quotes})

    @property
    def is_confirmed(self) -> bool:
        """Whether a person confirmed every step."""
        return all(repeat.status == "confirmed" for repeat in self.repeats)

    @property
    def area_ids(self) -> tuple[str, ...]:
        """The areas that any step shares."""
        return tuple(sorted({area_id for one in self.repeats for area_id in one.area_ids}))


@dataclass(frozen=True, slots=True)
class Contradiction(Record):
    """An action marked complete or green, what it answers, and the later concern."""

    action_id: str
    plan_id: str
    reference: str
    text: str
    owner: str
    status: str
    rag: str
    version_date: str
    answered: Quote
    later: Quote


@dataclass(frozen=True, slots=True)
class Trajectory(Record):
    """What became of a concern: `new`, `still_raised`, `improving` or `not_mentioned`."""

    area_id: str
    area: str
    earlier_publication_id: str
    earlier_date: str
    publication_id: str
    date: str
    trajectory: str


@dataclass(frozen=True, slots=True)
class HeldPlan(Record):
    """A current plan; files with the same actions are one."""

    plan_id: str
    authority_id: str
    title: str
    version_date: str
    file: str
    url: str
    actions: int


@dataclass(frozen=True, slots=True)
class PlanAction(Record):
    """One action of a current plan."""

    action_id: str
    plan_id: str
    reference: str
    text: str
    owner: str
    due_date: str
    due_text: str
    status: str
    rag: str
    locator: str


@dataclass(frozen=True, slots=True)
class Praise(Record):
    """A finding that is praise only, and the areas it praises."""

    quote: Quote
    area_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CouncilSummary(Record):
    """All of the above for one council; the timeline runs from the earliest to the latest."""

    council: Council
    timeline: tuple[Step, ...]
    coverage: Coverage
    repeats: tuple[Repeat, ...]
    contradictions: tuple[Contradiction, ...]
    trajectories: tuple[Trajectory, ...]
    plans: tuple[HeldPlan, ...]
    actions: tuple[PlanAction, ...]
    deadlines: tuple[Due, ...]
    strengths: tuple[Praise, ...]
    areas: dict[str, str]
    sources: dict[str, Source]


def council_summary(connection: sqlite3.Connection, said: str) -> CouncilSummary:
    """Everything about the council that was meant by an id or a name. UsageError if none was.

    `areas`: labels by area id. `sources`: every publication that is cited, by id.
    """
    council = council_of(connection, said)
    timeline = timeline_of(connection, council.ids)
    repeats = repeats_of(connection, council.ids)
    contradictions = contradictions_of(connection, council.ids)
    cited = {step.source.publication_id for step in timeline}
    cited |= {repeat.earlier.source.publication_id for repeat in repeats}
    cited |= {one.answered.source.publication_id for one in contradictions}
    return CouncilSummary(
        council=council,
        timeline=timeline,
        coverage=coverage_in(connection, authority_id=council.authority_id),
        repeats=repeats,
        contradictions=contradictions,
        trajectories=trajectories_of(connection, council.ids),
        plans=plans_of(connection, council.ids),
        actions=actions_of(connection, council.ids),
        deadlines=tuple(deadlines_in(connection, council.ids)),
        strengths=strengths_of(connection, council.ids),
        areas=area_labels(connection),
        sources=sources_of(connection, cited),
    )


def council_of(connection: sqlite3.Connection, said: str) -> Council:
    """The council that was meant by an id or a name. UsageError if none was."""
    authority_id = authority_id_of(connection, said)
    row = dict(connection.execute(_COUNCIL, (authority_id,)).fetchone())

    def related(one: str, other: str) -> tuple[Related, ...]:
        found = connection.execute(_RELATED.format(one=one, other=other), (authority_id,))
        return tuple(Related(*values) for values in found)

    return Council(
        **{**row, "name": row["name"] or authority_id},
        predecessors=related("successor_id", "predecessor_id"),
        successors=related("predecessor_id", "successor_id"),
        neighbours=tuple(
            Related(*values) for values in connection.execute(_NEIGHBOURS, (authority_id,))
        ),
    )


def timeline_of(connection: sqlite3.Connection, authority_ids: Iterable[str]) -> tuple[Step, ...]:
    """What was published about these councils, the earliest first; later versions only."""
    names = _ids(authority_ids)
    grades: defaultdict[str, list[Grade]] = defaultdict(list)
    for publication_id, *values in connection.execute(_GRADES, names):
        grades[publication_id].append(Grade(*values))
    areas: defaultdict[str, list[AreaCount]] = defaultdict(list)
    for publication_id, *values in connection.execute(_SAID, names):
        areas[publication_id].append(AreaCount(*values))
    rows = connection.execute(_TIMELINE, names).fetchall()
    sources = sources_of(connection, (row["publication_id"] for row in rows))
    return tuple(
        Step(sources[key], status, asking, tuple(grades[key]), tuple(areas[key]))
        for key, status, asking in rows
    )


def repeats_of(connection: sqlite3.Connection, authority_ids: Iterable[str]) -> tuple[Repeat, ...]:
    """What came back, suggested or confirmed: latest first, all earlier quotes of one together."""
    rows = connection.execute(_REPEATS, _ids(authority_ids)).fetchall()
    wanted = ("finding_id", "earlier_finding_id")
    quotes = quotes_of(connection, (row[name] for row in rows for name in wanted))
    return tuple(
        Repeat(
            later=quotes[row["finding_id"]],
            earlier=quotes[row["earlier_finding_id"]],
            area_ids=tuple(json.loads(row["area_ids"])),
            score=row["score"],
            status=row["status"],
            reasons=json.loads(row["reasons"]),
        )
        for row in rows
    )


def chains_of(repeats: Iterable[Repeat]) -> tuple[Chain, ...]:
    """Repeats joined to chains: one for each finding that no later one repeats.

    The most often raised come first, then what was confirmed, then what is the most likely.
    """
    back: defaultdict[str, list[Repeat]] = defaultdict(list)
    repeated = set()
    for repeat in repeats:
        back[repeat.later.finding_id].append(repeat)
        repeated.add(repeat.earlier.finding_id)
    chains = [_chain(steps, back) for later, steps in back.items() if later not in repeated]
    chains.sort(
        key=lambda chain: (
            -chain.times,
            not chain.is_confirmed,
            -max(repeat.score for repeat in chain.repeats),
            chain.quotes[0].finding_id,
        )
    )
    return tuple(chains)


def _chain(steps: list[Repeat], back: dict[str, list[Repeat]]) -> Chain:
    quotes = {steps[0].later.finding_id: steps[0].later}
    found: list[Repeat] = []
    waiting = list(steps)
    while waiting:
        repeat = waiting.pop(0)
        found.append(repeat)
        if repeat.earlier.finding_id not in quotes:
            quotes[repeat.earlier.finding_id] = repeat.earlier
            waiting += back.get(repeat.earlier.finding_id, [])
    latest, *others = quotes.values()
    others.sort(key=lambda quote: (quote.source.date, quote.finding_id), reverse=True)
    return Chain((latest, *others), tuple(found))


def contradictions_of(
    connection: sqlite3.Connection, authority_ids: Iterable[str]
) -> tuple[Contradiction, ...]:
    """Actions marked complete or green, and later concerns: the latest concern first."""
    rows = [dict(row) for row in connection.execute(_CONTRADICTIONS, _ids(authority_ids))]
    wanted = {row[name] for row in rows for name in ("finding_id", "answered_finding_id")}
    quotes = quotes_of(connection, wanted)
    return tuple(
        Contradiction(
            answered=quotes[row.pop("answered_finding_id")],
            later=quotes[row.pop("finding_id")],
            **row,
        )
        for row in rows
    )


def trajectories_of(
    connection: sqlite3.Connection, authority_ids: Iterable[str]
) -> tuple[Trajectory, ...]:
    """What became of each concern from one publication to the next, the earliest first."""
    # One at a time: SQLite then reads what concerns it, not the whole view.
    each = (connection.execute(_TRAJECTORIES, (one,)).fetchall() for one in authority_ids)
    found = [Trajectory(**dict(row)) for rows in each for row in rows]
    return tuple(sorted(found, key=lambda one: (one.date, one.publication_id, one.area_id)))


def plans_of(connection: sqlite3.Connection, authority_ids: Iterable[str]) -> tuple[HeldPlan, ...]:
    """The current plans, the latest first."""
    rows = connection.execute(_PLANS, _ids(authority_ids))
    return tuple(HeldPlan(**dict(row)) for row in rows)


def actions_of(
    connection: sqlite3.Connection, authority_ids: Iterable[str]
) -> tuple[PlanAction, ...]:
    """The actions of the current plans, in the order of the plans."""
    rows = connection.execute(_ACTIONS, _ids(authority_ids))
    return tuple(PlanAction(**dict(row)) for row in rows)


def strengths_of(
    connection: sqlite3.Connection, authority_ids: Iterable[str]
) -> tuple[Praise, ...]:
    """Inspectors' findings that are praise only, the latest publication first, the plainest first.

    What a council writes of itself, or what a notice or a letter of the Department tells, is none.
    """
    rows = connection.execute(_STRENGTHS, _ids(authority_ids)).fetchall()
    quotes = quotes_of(connection, (row["finding_id"] for row in rows))
    return tuple(
        Praise(quotes[row["finding_id"]], tuple(sorted(json.loads(row["area_ids"]))))
        for row in rows
    )


def area_labels(connection: sqlite3.Connection) -> dict[str, str]:
    """The name of each area by its id."""
    return dict(connection.execute("SELECT area_id, label FROM areas ORDER BY area_id").fetchall())


def _ids(authority_ids: Iterable[str]) -> dict[str, str]:
    return {"ids": json.dumps(list(authority_ids))}
