"""A passage as statements: clause by clause what is weak, for whom, by whom and how."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.link.failings import is_concern, is_praise, kinds, names_last_inspection, put_right
from pipeline.link.subjects import Subjects, read_subjects, words

_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z•‘“(])|\n(?=[A-Z•])|;\s+")
_TURN = re.compile(
    r",?\s+(?:but|however|although|though|while|whilst|whereas|despite)\b,?\s*|"
    r"(?:^|\s)(?:However|Although|While|Whilst|Despite)\b,?\s*"
)
_PART = re.compile(
    r",?\s*\b(?:including|such as|in particular|specifically|for example|particularly)\b"
)
_PURPOSE = re.compile(
    r",?\s*\b(?:(?:in order )?to (?:ensure|reduce|prevent|avoid|inform|help|demonstrate|support "
    r"(?:decision|improve|the)|make sure|enable|secure|drive|improve|minimise)|so that|in order to|"
    r"in line with)\b"
)
_EFFECT = re.compile(
    r",?\s*\b(?:as a result|this means|which means|meaning that|resulting in|leading to|which "
    r"leads? to|has led to|this leads|has resulted)\b"
)
_STOP = frozenset(
    words(
        "a an and are as at be been being by for from has have had in into is it its of on or that "
        "the their them there these they this to was were which who will with when where all any "
        "more most some not no need needs ensure improve improving quality children child young "
        "people person local authority area areas national framework outcome enabler service "
        "services arrangements effective effectively effectiveness consistent consistency always "
        "many too often so can may should must than those also through across other"
    )
)

CHILDREN = {
    "in care": r"looked.after|children in care|child in care|in the care of|come into care|"
    r"children[’']s homes|cared for children|children who are in care|placements?\b",
    "care leavers": r"care leaver|care.experienced|leaving care|leave care|formerly looked",
    "in need of help": r"child(?:ren)? in need|child protection|early help",
    "send": r"\bsend\b|\behc|special educational|education, health and care",
}
STAFF = {
    "social workers": r"social workers|practitioners",
    "managers": r"managers|leaders|management|chairs",
    "carers": r"foster carer|adopters|connected carer|kinship carer",
}
AGENCIES = {
    "police": r"police|officers attend|constabulary",
    "health": r"\bhealth (?!assess|needs|care plan|hist)|\bgps?\b|midwi|camhs|hospital|\bnhs\b|"
    r"clinic|school nurs|\bicb\b|\bccgs?\b",
    "probation": r"probation|\bnps\b|\bcrc\b|rehabilitation company",
    "youth justice": r"youth offending|youth justice|\byos\b|\byot\b|\byjs\b",
    "schools": r"\bschools?\b(?! nurs)|education providers|colleges",
    "council": r"social care|social work|local authority|\bcouncil\b|children[’']s services",
    "board": r"\blscb\b|safeguarding (?:children )?(?:board|partnership)|\bboard\b",
}

_GENERAL = re.compile(
    r"respons|respond|intervention|quality of (?:the )?(?:work|practice|support|"
    r"service)|effectiveness|\bquality, |support for|services? (?:for|to)|offer"
)


ALONE = frozenset(("oversight", "tracking", "drift", "assessment", "planning", "recording", "risk"))
"""Aspects that are a subject of their own where no topic is named."""


def _compiled(table: dict[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in table.items())


_CHILDREN, _STAFF, _AGENCIES = _compiled(CHILDREN), _compiled(STAFF), _compiled(AGENCIES)


@dataclass(frozen=True, slots=True)
class Statement:
    """One clause of a passage that tells of a weakness or asks for something.

    `topics`, `aspects`: ids of subjects that stand in its main part; `aside`: topics that stand
    only where it says what for or with what effect. `inherited`: `aspects` come from the clause
    of which this is a named part. `place`: position in the passage, from 0. `first`:
    the topic that is named first. `repeats`: the inspectors say that it was raised before.
    """

    place: int
    text: str
    topics: frozenset[str]
    aspects: frozenset[str]
    aside: frozenset[str]
    inherited: bool
    kinds: frozenset[str]
    children: frozenset[str]
    staff: frozenset[str]
    agencies: frozenset[str]
    stems: frozenset[str]
    general: bool
    first: str
    repeats: bool


@lru_cache(maxsize=50_000)
def statements(text: str, asks: bool) -> tuple[Statement, ...]:
    """The statements of a passage; of one that asks for nothing only the clauses with a concern."""
    subjects = read_subjects()
    found: list[Statement] = []
    prose = len(_SENTENCE.split(text)) > 1
    for clause in _clauses(text):
        main, rest = _cut(_EFFECT, clause)
        whole, (main, purpose) = main, _cut(_PURPOSE, main)
        said = f"{main} {rest}".lower()
        weak = not (prose and is_praise(said)) if asks else is_concern(said)
        if not weak or put_right(clause.lower()):
            continue
        repeats = names_last_inspection(clause)
        if not _says(subjects, main):  # "partnership work to secure help with mental health"
            main, purpose = whole, ""
        rest = f"{purpose} {rest}"
        before: Statement | None = None
        for part in [p for p in _PART.split(main) if p.strip()] or [main]:
            before = _statement(subjects, len(found), part, "" if before else rest, before)
            if before:
                found.append(replace(before, repeats=repeats))
    return tuple(found)


def _clauses(text: str) -> list[str]:
    clauses: list[str] = []
    for sentence in _SENTENCE.split(text):
        opening = re.match(r"(?:Although|While|Whilst|Despite)\b([^,]*),\s*(.*)", sentence, re.S)
        parts = list(opening.groups()) if opening else [sentence]
        for part in parts:
            clauses.extend(clause for clause in _TURN.split(part) if clause.strip())
    return clauses


def _says(subjects: Subjects, text: str) -> bool:
    """Does a text name anything that can be weak?"""
    return any(
        subjects.by_id[m.subject_id].topic or m.subject_id in ALONE
        for m in subjects.find(words(text))
    )


def _cut(marker: re.Pattern[str], clause: str) -> tuple[str, str]:
    """The clause before a marker, and what comes after it. A short beginning is not cut off."""
    match = marker.search(clause)
    if not match or match.start() < 12:
        return clause, ""
    return clause[: match.start()], clause[match.end() :]


def _statement(
    subjects: Subjects, place: int, main: str, rest: str, whole: Statement | None
) -> Statement | None:
    stems = words(main)
    found = subjects.find(stems)
    mentions = {m.subject_id for m in found}
    topics = frozenset(m for m in mentions if subjects.by_id[m].topic)
    own = frozenset(mentions - topics) | {"planning" for t in topics if t.endswith("-plans")}
    aside = {m.subject_id for m in subjects.find(words(rest))} if rest else set()
    if not topics and "drift" in aside:  # "tracking, to prevent drift": drift is what is weak
        own |= {"drift"}
    low = main.lower()
    if not (topics or own or aside):
        return None
    return Statement(
        place=place,
        text=main.strip(),
        topics=topics,
        aspects=own or (whole.aspects if whole else frozenset()),
        aside=frozenset(m for m in aside if subjects.by_id[m].topic) - topics,
        inherited=whole is not None,
        kinds=kinds(low) | (whole.kinds if whole else frozenset()),
        children=_named(_CHILDREN, low),
        staff=_named(_STAFF, low),
        agencies=_named(_AGENCIES, low),
        stems=frozenset(stems) - _STOP,
        general=bool(_GENERAL.search(low)),
        first=next((m.subject_id for m in found if m.subject_id in topics), ""),
        repeats=False,
    )


def _named(table: tuple[tuple[str, re.Pattern[str]], ...], low: str) -> frozenset[str]:
    return frozenset(name for name, pattern in table if pattern.search(low))
