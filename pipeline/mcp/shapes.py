"""What the tools answer, as records: their fields become the output schemas.

A whole answer has no slots: the SDK would take them for default values and give no schema.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import Record


@dataclass(frozen=True, slots=True)
class About(Record):
    """Where all of an answer comes from. `notice` must be passed on where it is not empty."""

    notice: str
    data_of: str
    licences: tuple[str, ...]
    letters_version: str


@dataclass(frozen=True, slots=True)
class AreaStance(Record):
    """A priority area, and what a finding says of it: strength, concern, mixed or neutral."""

    area_id: str
    stance: str


@dataclass(frozen=True, slots=True)
class Quoted(Record):
    """A finding word for word, with where it stands.

    `url` opens the page (`#page=N` for PDF files); '' where no web address is known, then `file`
    is the copy in the data folder. `page` is null where the file has no pages. `is_shortened`:
    the quote was cut at its end.
    """

    finding_id: str
    quote: str
    is_shortened: bool
    kind: str
    section: str
    paragraph_number: str
    page: int | None
    url: str
    file: str
    publication_id: str
    publication: str
    publication_kind: str
    council: str
    date: str
    areas: tuple[AreaStance, ...] = ()


@dataclass(frozen=True)
class SearchAnswer(Record):
    """Findings, best first. `has_more`: ask again with a higher `limit` or narrower filters.

    `did_you_mean`: where nothing was found, a spelling of the query that finds something.
    """

    findings: tuple[Quoted, ...]
    has_more: bool
    about: About
    did_you_mean: str = ""


@dataclass(frozen=True, slots=True)
class GradeGiven(Record):
    """A graded area of a publication."""

    judgement_area: str
    grade: str
    page: int | None
    url: str


@dataclass(frozen=True)
class PublicationAnswer(Record):
    """One publication, its grades, and its findings in reading order.

    `next_position`: ask again from there for more findings; null at the end.
    """

    publication_id: str
    title: str
    kind: str
    publisher: str
    council: str
    date: str
    visit_start_date: str
    visit_end_date: str
    lead_inspector: str
    status: str
    url: str
    file: str
    licence: str
    replaced_by: str
    grades: tuple[GradeGiven, ...]
    findings_in_all: int
    findings: tuple[Quoted, ...]
    next_position: int | None
    about: About


@dataclass(frozen=True, slots=True)
class TimelineEntry(Record):
    """One publication of a council. `concerns`, `strengths`: areas with numbers of findings."""

    publication_id: str
    date: str
    kind: str
    title: str
    url: str
    status: str
    asks_for_action: int
    grades: tuple[GradeGiven, ...]
    concerns: dict[str, int]
    strengths: dict[str, int]


@dataclass(frozen=True, slots=True)
class Again(Record):
    """A weakness that an earlier publication had raised; `suggested` until a person confirms it."""

    status: str
    areas: tuple[str, ...]
    later: Quoted
    earlier: Quoted


@dataclass(frozen=True, slots=True)
class Contradicted(Record):
    """An action marked complete or green, what it answers, and a later concern about that."""

    plan_id: str
    reference: str
    action: str
    owner: str
    status: str
    rag: str
    answered: Quoted
    later: Quoted


@dataclass(frozen=True, slots=True)
class CoverageCounts(Record):
    """How many findings that ask for action the current plans answer.

    `checked`: findings whose coverage rests on links that a person confirmed; the others are
    suggestions of this program.
    """

    has_plan: bool
    covered: int
    partly: int
    uncovered: int
    checked: int


@dataclass(frozen=True, slots=True)
class PlanHeld(Record):
    """A current improvement plan."""

    plan_id: str
    title: str
    version_date: str
    actions: int
    url: str
    file: str


@dataclass(frozen=True, slots=True)
class DueWhen(Record):
    """What was ordered or planned by when, with the sentence that says so."""

    kind: str
    quote: str
    due_date: str
    every: str
    responsible: str
    page: int | None
    url: str
    publication_id: str


@dataclass(frozen=True)
class CouncilAnswer(Record):
    """What is known of a council. Lists are cut; `in_all` says how long each is."""

    authority_id: str
    council: str
    region: str
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    neighbours: tuple[str, ...]
    timeline: tuple[TimelineEntry, ...]
    coverage: CoverageCounts
    repeats: tuple[Again, ...]
    contradictions: tuple[Contradicted, ...]
    strengths: tuple[Quoted, ...]
    deadlines: tuple[DueWhen, ...]
    plans: tuple[PlanHeld, ...]
    in_all: dict[str, int]
    about: About


@dataclass(frozen=True, slots=True)
class AnsweringAction(Record):
    """An action that answers a finding. `status`: suggested by this program, or confirmed."""

    status: str
    strength: str
    plan_id: str
    reference: str
    text: str
    owner: str
    due_date: str
    rag: str


@dataclass(frozen=True, slots=True)
class CoveredFinding(Record):
    """A finding that asks for action: `covered`, `partly` or `uncovered`, and by what."""

    coverage: str
    basis: str
    finding: Quoted
    actions: tuple[AnsweringAction, ...]


@dataclass(frozen=True)
class CoverageAnswer(Record):
    """Findings that ask for action, uncovered first, and how many actions answer nothing."""

    counts: CoverageCounts
    findings: tuple[CoveredFinding, ...]
    has_more: bool
    actions_that_answer_nothing: int
    about: About
