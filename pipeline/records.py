"""The records that stages exchange: small, typed, checked at birth. Standard library only.

Identifiers are made from content, never from position or URL: the same input gives the same id on
every machine and in every rebuild (`content_id`, `Ordinals`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from types import NoneType
from typing import Any, Self

INSPECTION_KINDS = (
    "ilacs_inspection",
    "sif_inspection",
    "protection_inspection",
    "slac_inspection",
)
"""Inspections of all children's services: what one of them does not mention is telling."""
VISIT_KINDS = ("focused_visit", "monitoring_visit", "assurance_visit")
JOINT_KINDS = ("jtai", "area_send")
"""Inspections of a partnership, by more than one inspectorate."""
OFSTED_KINDS = (*INSPECTION_KINDS, *VISIT_KINDS, *JOINT_KINDS)
ORDER_KINDS = ("improvement_notice", "statutory_direction")
DEPARTMENT_KINDS = (*ORDER_KINDS, "progress_letter")
COUNCIL_KINDS = ("committee_report", "improvement_plan")
PUBLICATION_KINDS = (
    *OFSTED_KINDS,
    *DEPARTMENT_KINDS,
    "commissioner_report",
    *COUNCIL_KINDS,
    "other",
)
PUBLISHERS = ("ofsted", "dfe", "council")
PUBLICATION_STATUSES = ("read", "needs_ocr", "unreadable", "not_a_publication")
FINDING_KINDS = (
    "priority_action",
    "improvement",
    "recommendation",
    "requirement",
    "strength",
    "headline",
    "paragraph",
)
ASKS_FOR_ACTION = ("priority_action", "improvement", "recommendation", "requirement")
ADDRESSEES = ("council", "partnership", "committee")
JUDGEMENT_AREAS = (
    "overall",
    "leaders",
    "help_protection",
    "care_and_care_leavers",
    "care",
    "care_leavers",
    "adoption",
    "lscb",
    "send_outcome",
)
GRADES = (
    "outstanding",
    "good",
    "requires_improvement",
    "inadequate",
    "adequate",
    "typically_positive",
    "inconsistent",
    "widespread_failings",
)
DEADLINE_KINDS = ("ordered", "planned", "meeting")
MENTIONED_DATE_KINDS = ("visit", "published", "issued", "meeting")
DATE_SOURCES = ("", "person", "printed", "site")
STAGES = ("fetch", "add", "extract", "tag", "link", "build")

_WORD = re.compile(r"[^\W_]+")
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARTIAL_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_DURATION = re.compile(r"P[1-9]\d*[DWMY]")


def one_of(value: str, allowed: tuple[str, ...], name: str) -> None:
    """Raise ValueError unless `value` is one of `allowed`."""
    if value not in allowed:
        raise ValueError(f"{name}: {value!r} is none of {', '.join(allowed)}")


def iso_date(value: str, name: str) -> None:
    """Raise ValueError unless `value` is empty or an ISO 8601 day."""
    if value and not _ISO_DATE.fullmatch(value):
        raise ValueError(f"{name}: {value!r} is no date like 2024-03-26")


def normalised(text: str) -> str:
    """Letters and digits of `text`, accents and case folded, single blanks between words.

    What identifiers are made of: a change of bullet glyph, quotation mark or spacing is no change
    of content.

    >>> normalised("The  child’s plan – reviewed.")
    'the child s plan reviewed'
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(_WORD.findall(_COMBINING.sub("", folded)))


def content_id(prefix: str, *parts: str) -> str:
    """A stable id: `prefix` and 16 hexadecimal digits of BLAKE2b over `parts`."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return f"{prefix}-{digest.hexdigest()}"


class Ordinals:
    """Numbers repeats of a text within one publication, so that equal texts get different ids."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def __call__(self, key: str) -> str:
        """'' for the first `key`, then '2', '3' and so on."""
        self._seen[key] += 1
        return "" if self._seen[key] == 1 else str(self._seen[key])


class Record:
    """What every record can do: to and from a plain dict with the names of the database columns."""

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, nested tuples as lists are left to JSON."""
        names = (one.name for one in fields(self))  # type: ignore[arg-type]
        return {name: _plain(getattr(self, name)) for name in names}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The record of `values`; names that it does not have are an error."""
        names = {f.name for f in fields(cls)}  # type: ignore[arg-type]
        unknown = set(values) - names
        if unknown:
            raise ValueError(f"{cls.__name__}: unknown fields {', '.join(sorted(unknown))}")
        return cls(**values)


def _plain(value: Any) -> Any:
    """What `dataclasses.asdict` gives, without a copy of each text and number."""
    if isinstance(value, (str, int, float, NoneType)):
        return value
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, list):
        return [*map(_plain, value)]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def check_types(record: object) -> None:
    """ValueError unless texts are texts that can be written, whole numbers such, and so on.

    For records of files that people may edit: a title 2024 would be met much later.
    """
    for one in fields(record):  # type: ignore[arg-type]
        value = getattr(record, one.name)
        if one.type == "str":
            if not isinstance(value, str):
                raise ValueError(f"{one.name}: {value!r} is no text; put it in quotation marks")
            value.encode("utf-8")
        elif one.type == "int" and (isinstance(value, bool) or not isinstance(value, int)):
            raise ValueError(f"{one.name}: {value!r} is no whole number")
        elif one.type == "bool" and not isinstance(value, bool):
            raise ValueError(f"{one.name}: {value!r} is neither true nor false")


@dataclass(frozen=True, slots=True)
class ManifestEntry(Record):
    """One line of manifest.jsonl: a file as published, and what was known of it when it came.

    `kind`, `authority_id` and `published_date` are what a person, a list or a site said; empty
    where nobody said. `source` is the id of the source in sources.yaml, or `person` (letters add),
    or `list` (a line of a list given to letters add). `file` is relative to the data folder.
    """

    publication_id: str
    file: str
    sha256: str
    url: str = ""
    source: str = ""
    publisher: str = ""
    kind: str = ""
    label: str = ""
    authority_id: str = ""
    title: str = ""
    published_date: str = ""
    event_date: str = ""
    fetched_at: str = ""
    media_type: str = ""
    bytes: int = 0
    licence: str = ""

    def __post_init__(self) -> None:
        check_types(self)
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError(f"sha256: {self.sha256!r} is no SHA-256 in hexadecimal")
        if self.publication_id != publication_id(self.sha256):
            raise ValueError(f"publication_id: {self.publication_id!r} does not belong to the file")
        one_of(self.publisher, ("", *PUBLISHERS), "publisher")
        one_of(self.kind, ("", *PUBLICATION_KINDS), "kind")
        iso_date(self.published_date, "published_date")
        iso_date(self.event_date, "event_date")


def publication_id(sha256: str) -> str:
    """The id of the publication whose file has this SHA-256: `pub-` and its first 16 digits."""
    return f"pub-{sha256[:16]}"


@dataclass(frozen=True, slots=True)
class Publication(Record):
    """One published document as it was read. Columns as in table `publications`.

    What only the whole data folder can tell (`supersedes_id`, `withdrawn_date`) is added by build.
    """

    publication_id: str
    authority_id: str
    publisher: str
    kind: str
    title: str
    published_date: str
    published_date_source: str
    event_date: str
    visit_start_date: str
    visit_end_date: str
    lead_inspector: str
    framework: str
    url: str
    file: str
    sha256: str
    media_type: str
    page_count: int | None
    status: str
    label: str
    licence: str
    fetched_at: str

    def __post_init__(self) -> None:
        one_of(self.kind, PUBLICATION_KINDS, "kind")
        one_of(self.publisher, ("", *PUBLISHERS), "publisher")
        one_of(self.status, PUBLICATION_STATUSES, "status")
        one_of(self.published_date_source, DATE_SOURCES, "published_date_source")
        for name in ("published_date", "event_date", "visit_start_date", "visit_end_date"):
            iso_date(getattr(self, name), name)

    @property
    def day(self) -> str:
        """The day that says which of two publications came first: of the visit if of none other."""
        return self.published_date or self.visit_end_date or self.event_date


@dataclass(frozen=True, slots=True)
class Judgement(Record):
    """A graded area of a publication. `page` is 1-based, None where the file has no pages."""

    judgement_id: str
    publication_id: str
    judgement_area: str
    grade: str
    page: int | None = None

    def __post_init__(self) -> None:
        one_of(self.judgement_area, JUDGEMENT_AREAS, "judgement_area")
        one_of(self.grade, GRADES, "grade")


Box = tuple[int, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Finding(Record):
    """One passage that inspectors number, bullet or set as a paragraph of its own.

    `boxes`: (page, x0, top, x1, bottom) in PDF points from the top left; empty without pages.
    `position` counts from 1 in reading order.
    """

    finding_id: str
    publication_id: str
    position: int
    section: str
    paragraph_number: str
    kind: str
    addressed_to: str
    text: str
    page: int | None = None
    page_end: int | None = None
    boxes: tuple[Box, ...] = ()

    def __post_init__(self) -> None:
        one_of(self.kind, FINDING_KINDS, "kind")
        one_of(self.addressed_to, ADDRESSEES, "addressed_to")
        if not self.text.strip():
            raise ValueError("text: a finding without words")
        object.__setattr__(self, "boxes", tuple(tuple(box) for box in self.boxes))


Spans = tuple[tuple[int, int], ...]


def _check_spans(record: object, name: str) -> None:
    """Make lists tuples; ValueError unless each span has a beginning before its end."""
    spans = tuple((int(start), int(end)) for start, end in getattr(record, name))
    if any(not 0 <= start < end for start, end in spans):
        raise ValueError(f"{name}: {spans!r} are no offsets")
    object.__setattr__(record, name, spans)


@dataclass(frozen=True, slots=True)
class Deadline(Record):
    """What is due by when: a day, a rhythm (`every`, an ISO 8601 duration), both or neither.

    `text` is the sentence, `evidence` the offsets in the finding's text of the words that name
    the time. `due_date` is the last day that they allow, empty where they fix none.
    """

    deadline_id: str
    kind: str
    publication_id: str
    finding_id: str
    text: str
    due_date: str = ""
    every: str = ""
    responsible: str = ""
    evidence: Spans = ()

    def __post_init__(self) -> None:
        one_of(self.kind, DEADLINE_KINDS, "kind")
        iso_date(self.due_date, "due_date")
        if self.every and not _DURATION.fullmatch(self.every):
            raise ValueError(f"every: {self.every!r} is no duration like P6M")
        _check_spans(self, "evidence")


@dataclass(frozen=True, slots=True)
class Mention(Record):
    """One publication speaks of another. `mentioned_date`: 2021, 2021-05 or 2021-05-18.

    Which held publication it is, only the whole data folder can tell: that is added by build.
    """

    publication_id: str
    finding_id: str
    mentioned_kind: str
    mentioned_date: str
    mentioned_date_kind: str
    evidence: Spans = ()

    def __post_init__(self) -> None:
        one_of(self.mentioned_kind, PUBLICATION_KINDS, "mentioned_kind")
        one_of(self.mentioned_date_kind, MENTIONED_DATE_KINDS, "mentioned_date_kind")
        if not _PARTIAL_DATE.fullmatch(self.mentioned_date):
            raise ValueError(f"mentioned_date: {self.mentioned_date!r} is no date")
        _check_spans(self, "evidence")


@dataclass(frozen=True, slots=True)
class Problem(Record):
    """Something that could not be read or done: kept, counted, shown, never dropped.

    `reason` is a short stable code (`needs_ocr`, `unknown_authority`), `detail` the plain words.
    """

    stage: str
    reason: str
    detail: str
    publication_id: str = ""
    file: str = ""

    def __post_init__(self) -> None:
        one_of(self.stage, STAGES, "stage")

    @property
    def problem_id(self) -> str:
        """Made from all fields: the same problem keeps its id."""
        return content_id(
            "problem", self.publication_id, self.file, self.stage, self.reason, self.detail
        )


@dataclass(frozen=True, slots=True)
class Extraction:
    """What `extract` makes of one publication: one JSON file under extracted/.

    `fingerprint` names the input and the code that made it (see `pipeline.store`).
    """

    fingerprint: str
    publication: Publication
    judgements: tuple[Judgement, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    deadlines: tuple[Deadline, ...] = ()
    mentions: tuple[Mention, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Nested dicts, in the order of the fields."""
        return {
            "fingerprint": self.fingerprint,
            "publication": self.publication.to_dict(),
            "judgements": [j.to_dict() for j in self.judgements],
            "findings": [f.to_dict() for f in self.findings],
            "problems": [p.to_dict() for p in self.problems],
            "deadlines": [d.to_dict() for d in self.deadlines],
            "mentions": [m.to_dict() for m in self.mentions],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The extraction of a parsed JSON file."""
        return cls(
            fingerprint=values["fingerprint"],
            publication=Publication.from_dict(values["publication"]),
            judgements=tuple(Judgement.from_dict(j) for j in values["judgements"]),
            findings=tuple(Finding.from_dict(f) for f in values["findings"]),
            problems=tuple(Problem.from_dict(p) for p in values["problems"]),
            deadlines=tuple(Deadline.from_dict(d) for d in values.get("deadlines", ())),
            mentions=tuple(Mention.from_dict(m) for m in values.get("mentions", ())),
        )


def plan_id(sha256: str) -> str:
    """The id of the plan whose file has this SHA-256: `plan-` and its first 16 digits."""
    return f"plan-{sha256[:16]}"


@dataclass(frozen=True, slots=True)
class Plan(Record):
    """One improvement plan as it was read: each file is a plan of its own.

    What only the whole data folder can tell (`supersedes_id`, `same_as_plan_id`) is added by build.
    """

    plan_id: str
    authority_id: str
    title: str
    version_date: str
    file: str
    url: str
    sha256: str

    def __post_init__(self) -> None:
        if self.plan_id != plan_id(self.sha256):
            raise ValueError(f"plan_id: {self.plan_id!r} does not belong to the file")
        iso_date(self.version_date, "version_date")


@dataclass(frozen=True, slots=True)
class Action(Record):
    """One row of an improvement plan. Columns as in table `actions`, all but `due_date` as printed.

    `answers` is what the plan itself says that the action answers ("Ofsted rec 3"): for `link`,
    no column of the table.
    """

    action_id: str
    plan_id: str
    position: int
    text: str
    reference: str = ""
    theme: str = ""
    owner: str = ""
    due_date: str = ""
    due_text: str = ""
    status: str = ""
    rag: str = ""
    success_measure: str = ""
    progress: str = ""
    locator: str = ""
    answers: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("text: an action without words")
        iso_date(self.due_date, "due_date")


@dataclass(frozen=True, slots=True)
class PlanExtraction:
    """What `extract` makes of one plan: one JSON file under extracted/plans/."""

    fingerprint: str
    plan: Plan
    actions: tuple[Action, ...] = ()
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Nested dicts, in the order of the fields."""
        return {
            "fingerprint": self.fingerprint,
            "plan": self.plan.to_dict(),
            "actions": [a.to_dict() for a in self.actions],
            "problems": [p.to_dict() for p in self.problems],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The plan of a parsed JSON file."""
        return cls(
            fingerprint=values["fingerprint"],
            plan=Plan.from_dict(values["plan"]),
            actions=tuple(Action.from_dict(a) for a in values["actions"]),
            problems=tuple(Problem.from_dict(p) for p in values["problems"]),
        )


RECURRENCE_STATUSES = ("candidate", "suggested", "confirmed", "rejected")


@dataclass(frozen=True, slots=True)
class Recurrence(Record):
    """An earlier finding that already raised the weakness of a later one.

    `reasons` is what a person needs to believe or doubt it. Who decided is added by build.
    """

    finding_id: str
    earlier_finding_id: str
    score: float
    status: str
    reasons: Mapping[str, Any]

    def __post_init__(self) -> None:
        one_of(self.status, RECURRENCE_STATUSES, "status")
        if not 0 <= self.score <= 1:
            raise ValueError(f"score: {self.score} is not between 0 and 1")


def link_id(finding_id: str, action_id: str) -> str:
    """The id of the link between a finding and an action."""
    return content_id("link", finding_id, action_id)


LINK_STATUSES = ("candidate", "suggested", "confirmed", "rejected")
STRENGTHS = ("full", "partly")


@dataclass(frozen=True, slots=True)
class Link(Record):
    """An action that may answer a finding. Columns as in table `links`.

    `reasons`: JSON, what a person needs to believe or doubt it. Who decided is added by build.
    """

    link_id: str
    finding_id: str
    action_id: str
    score: float
    strength: str
    status: str
    reasons: str

    def __post_init__(self) -> None:
        one_of(self.status, LINK_STATUSES, "status")
        one_of(self.strength, STRENGTHS, "strength")
        if not 0 <= self.score <= 1:
            raise ValueError(f"score: {self.score} is not between 0 and 1")


STANCES = ("strength", "concern", "mixed", "neutral")
TAG_METHODS = ("rule", "model", "person")


@dataclass(frozen=True, slots=True)
class Tag(Record):
    """A finding is about an area. Columns as in table `tags`.

    `evidence`: (start, end) character offsets in the finding's text; a tag without evidence does
    not exist. `score`: 0 to 1, how sure; 1 where a person said so.
    """

    finding_id: str
    area_id: str
    stance: str
    score: float
    method: str
    evidence: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        one_of(self.stance, STANCES, "stance")
        one_of(self.method, TAG_METHODS, "method")
        if not 0 <= self.score <= 1:
            raise ValueError(f"score: {self.score} is not between 0 and 1")
        object.__setattr__(self, "evidence", tuple((span[0], span[1]) for span in self.evidence))
        if not self.evidence or any(not 0 <= start < end for start, end in self.evidence):
            raise ValueError("evidence: a tag needs the words that made it")


@dataclass(frozen=True, slots=True)
class ActionTag(Record):
    """An action of a plan is about an area. Columns as in table `action_tags`."""

    action_id: str
    area_id: str
    score: float
    method: str

    def __post_init__(self) -> None:
        one_of(self.method, TAG_METHODS, "method")
        if not 0 <= self.score <= 1:
            raise ValueError(f"score: {self.score} is not between 0 and 1")
