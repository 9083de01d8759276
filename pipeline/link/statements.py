"""A passage as statements: clause by clause what is weak, for whom, by whom and how."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.link.failings import is_concern, is_praise, kinds, names_last_inspection, put_right
from pipeline.link.subjects import Mention, Subjects, read_subjects, word_stem, words
from pipeline.link.text import tokens

_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z•‘“(])|;\s+")
_OPENING = re.compile(r"(?:Although|While|Whilst|Despite)\b([^,]*),\s*(.*)", re.DOTALL)
_TURN = re.compile(
    r",?\s+(?:but|however|although|though|while|whilst|whereas|despite)\b,?\s*|"
    r"(?:^|\s)(?:However|Although|While|Whilst|Despite)\b,?\s*"
)
_PART = re.compile(
    r",?\s*\b(?:including|such as|in particular|specifically|for example|particularly)\b"
)
_PURPOSE = re.compile(  # what needs to be done is no purpose
    r",?\s*(?<!need )(?<!needs )(?<!needed )(?<!yet )(?<!has )(?<!have )(?<!able )"
    r"\b(?:(?:in order )?to (?:ensure|reduce|prevent|avoid|inform|help|demonstrate|support "
    r"(?:decision|improve|the)|make sure|enable|secure|drive|improve|minimise)|so that|in order to|"
    r"in line with)\b"
)
_EFFECT = re.compile(
    r",?\s*\b(?:as a result|this means|which means|meaning that|resulting in|leading to|which "
    r"leads? to|has led to|this leads|has resulted)\b"
)
_REFERS = re.compile(
    r"^\W*(?:the (?:quality|timeliness|effectiveness|impact|number|frequency|take-up|content) of )?"
    r"(?:these|they|this|it|those|those seen|such|some|others|many(?: of those)?|most|not all|"
    r"weaker|better)\b(?! means| leads| results| has led| limits)",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"^\W*(?:as a (?:result|consequence)|this (?:means|leads|results|has led|limits|has resulted|"
    r"impacts|affects|can|contributes)|consequently|subsequently|in turn|for these children|"
    r"therefore)\b",
    re.IGNORECASE,
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


_FAILS = frozenset(
    words(
        "not lack insufficient insufficiently inconsistent inconsistency variable variability weak "
        "weakness poor inadequate limited too absent absence delay drift delays slow unclear "
        "missing fail ineffective few less without no never yet underdeveloped require requires "
        "improvement improve strengthen ensure quality timeliness effectiveness consistency"
    )
)
_PREPOSITIONS = frozenset(
    "for with of in to by about on from at into within regarding around including and".split()
)
_FARTHEST = 15
_FARTHEST_BACK = 2
"""So many clauses back a clause that names nothing looks for what it speaks of."""


ALONE = frozenset(("oversight", "tracking", "drift", "assessment", "planning", "recording", "risk"))
"""Aspects that are a subject of their own where no topic is named."""


def _compiled(table: dict[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in table.items())


_CHILDREN, _STAFF, _AGENCIES = _compiled(CHILDREN), _compiled(STAFF), _compiled(AGENCIES)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a subject stands in a clause, each from 0 to 1.

    `place`: how late it comes. `far`: how far from the next word that fails or asks. `governed`:
    a preposition or "and" comes before it.
    """

    subject_id: str
    place: float
    far: float
    governed: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """One clause of a passage that tells of a weakness or asks for something.

    `topics`, `aspects`: ids of subjects that stand in its main part; `aside`: topics that stand
    only where it says what for or with what effect. `inherited`: `aspects` come from the clause
    of which this is a named part. `place`: position in the passage, from 0. `marks`: where its
    subjects stand. `repeats`: the inspectors say that it was raised before.
    `referred`: its topics are those of the clause before ("these are not"). `carried`: it names
    nothing that can be weak, its topics are those last named before it. `result`: it says what
    comes of something else ("as a result").
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
    marks: tuple[Mark, ...]
    repeats: bool
    referred: bool
    carried: bool
    result: bool


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause.

    `lead`: the words that introduce the list of which it is a line, if it is one. `opens`: what
    comes after it where it only opens the sentence ("Although ..., ").
    """

    text: str
    lead: str = ""
    opens: str = ""

    @property
    def low(self) -> str:
        return self.text.lower()


@lru_cache(maxsize=50_000)
def statements(text: str, asks: bool) -> tuple[Statement, ...]:
    """The statements of a passage; of one that asks for nothing only the clauses with a concern."""
    subjects = read_subjects()
    found: list[Statement] = []
    clauses = _clauses(text)
    prose = len(_SENTENCE.split(text)) > 1
    for number, clause in enumerate(clauses):
        main, rest = _cut(_EFFECT, clause.text)
        whole, (main, purpose) = main, _cut(_PURPOSE, main)
        if not _is_weak(clause, f"{main} {rest}".lower(), asks, prose) or put_right(clause.low):
            continue
        if not _says(subjects, main):  # "partnership work to secure help with mental health"
            main, purpose = whole, ""
        rest = f"{purpose} {rest}"
        meant = _meant(subjects, clauses[: number + 1])
        carried = frozenset() if meant else _carried(subjects, clauses[: number + 1])
        before: Statement | None = None
        for part in [p for p in _PART.split(main) if p.strip()] or [main]:
            aside = "" if before else rest
            before = _statement(subjects, len(found), part, aside, before, meant or carried)
            if before:
                found.append(_completed(before, clause, bool(carried)))
    return tuple(found)


def _is_weak(clause: _Clause, said: str, asks: bool, prose: bool) -> bool:
    """Does a clause ask for something or tell of a weakness? A line of a list as its lead does."""
    if asks:
        return bool(clause.lead) or not (prose and is_praise(said))
    return is_concern(said) or (bool(clause.lead) and is_concern(clause.lead.lower()))


def _completed(one: Statement, clause: _Clause, carried: bool) -> Statement:
    """A statement with what the whole clause, and the lead of its list, say of it."""
    lead = clause.lead.lower()
    return replace(
        one,
        children=one.children or _named(_CHILDREN, lead),
        agencies=one.agencies or _named(_AGENCIES, lead),
        repeats=names_last_inspection(clause.text),
        referred=one.referred and not carried,
        carried=one.referred and carried,
        result=bool(_RESULT.match(clause.text)),
    )


def _meant(subjects: Subjects, clauses: Sequence[_Clause]) -> frozenset[str]:
    """The topics that the last of these clauses refers to ("these are not"), if it names none."""
    if not _REFERS.match(clauses[-1].text):
        return frozenset()
    for back, clause in enumerate(reversed(clauses)):
        topics = _topics(subjects, clause.text)
        if topics:
            return topics if back else frozenset()
    return frozenset()


def _carried(subjects: Subjects, clauses: Sequence[_Clause]) -> frozenset[str]:
    """The topics last named before a clause that names nothing; for a line those of its lead."""
    *before, last = clauses
    if _says(subjects, last.text):
        return frozenset()
    if last.lead:
        return _topics(subjects, last.lead)
    if last.opens:
        return _topics(subjects, last.opens)
    named = (_topics(subjects, clause.text) for clause in reversed(before[-_FARTHEST_BACK:]))
    return next(filter(None, named), frozenset())


def _topics(subjects: Subjects, text: str) -> frozenset[str]:
    mentions = (m.subject_id for m in subjects.find(words(text)))
    return frozenset(one for one in mentions if subjects.by_id[one].topic)


def _clauses(text: str) -> list[_Clause]:
    clauses: list[_Clause] = []
    lead = ""
    for line in text.split("\n"):
        for sentence in _SENTENCE.split(line):
            opening = _OPENING.match(sentence)
            parts = opening.groups() if opening else (sentence,)
            for part, opens in zip(parts, (*parts[1:], ""), strict=True):
                said = (clause for clause in _TURN.split(part) if clause.strip())
                clauses.extend(_Clause(clause, lead, opens) for clause in said)
        if line.rstrip().endswith(":"):
            lead = _SENTENCE.split(line)[-1]
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
    subjects: Subjects,
    place: int,
    main: str,
    rest: str,
    whole: Statement | None,
    meant: frozenset[str],
) -> Statement | None:
    printed = tokens(main)
    stems = [word_stem(word) for word in printed]
    found = subjects.find(stems)
    mentions = {m.subject_id for m in found}
    topics = frozenset(m for m in mentions if subjects.by_id[m].topic)
    referred = bool(meant and not topics)
    topics = topics or meant
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
        marks=tuple(_mark(one, printed, stems) for one in found),
        repeats=False,
        referred=referred,
        carried=False,
        result=False,
    )


def _mark(one: Mention, printed: Sequence[str], stems: Sequence[str]) -> Mark:
    far = min((abs(n - one.start) for n, s in enumerate(stems) if s in _FAILS), default=_FARTHEST)
    return Mark(
        one.subject_id,
        one.start / len(stems),
        min(far, _FARTHEST) / _FARTHEST,
        one.start > 0 and printed[one.start - 1].lower() in _PREPOSITIONS,
    )


def _named(table: tuple[tuple[str, re.Pattern[str]], ...], low: str) -> frozenset[str]:
    return frozenset(name for name, pattern in table if pattern.search(low))
