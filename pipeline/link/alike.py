"""How likely is it that two statements tell of the same weakness? Features, weights, likelihood.

The weights were set by hand and then fitted to read pairs of the development councils, held close
to where they were (docs/recurrence.md says how, and what that gained).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from pipeline.link.statements import ALONE, Statement
from pipeline.link.subjects import read_subjects
from pipeline.link.text import Passage, cosine, rarity
from pipeline.records import ASKS_FOR_ACTION, Finding

WEIGHTS = {
    "topic": 2.44,  # both name the same topic
    "aspect": 1.73,  # neither names a topic; both the same aspect of the work
    "work_same": 0.31,  # and the same work on it
    "work_other": -1.27,  # other work on it (assessment, planning)
    "work_missing": -0.65,  # the earlier one does not name the work
    "kind_same": 0.58,  # the same kind of failing, other than poor
    "kind_other": -0.82,  # another kind of failing
    "kind_narrow": -0.87,  # the earlier one calls an aspect late or the like, the later poor
    "all_topics": 0.27,  # share of the later topics that are shared
    "extra_topics": -0.39,  # topics of the earlier one that the later one does not name
    "narrower": -1.67,  # the earlier one is about a part of the topic only
    "contained": 1.79,  # share of the later words that the earlier one has, by rarity
    "asks": 0.41,  # the earlier one asks for action
    "partnership": -1.27,  # the later one is about the partnership
    "named": 0.86,  # the inspectors say that it was raised before
    "both_poor": 0.4,  # both speak of quality or amount
    "general": 0.09,  # the later one asks for a better response, support or service as a whole
    "context": -1.33,  # the topic is a group or setting
    "first": 0.31,  # the topic is what the earlier one begins with
    "later_first": -0.03,  # the topic is what the later one begins with
    "covers": 0.98,  # share of the earlier words that the later one has, by rarity
    "precise": 0.55,  # the topic is one service, document or duty
    "support": 0.43,  # the earlier publication says it in several places
    "whole": 4.22,  # how alike the two findings are as a whole
    "list_part": -1.63,  # the earlier one stands in a list of examples only
    "unknown_other": -2.16,  # the later one is about what people know, the earlier one is not
}
BASE = -4.69
_STAFF_TOPICS = frozenset(("supervision", "caseloads", "training", "workforce-stability"))
_OTHER_AGENCIES = frozenset(("police", "health", "probation", "youth justice", "schools"))
_KINDS = frozenset(("late", "unseen", "unrecorded", "unused", "unknown"))
# Aspects that are one kind of work.
_WORK = {
    "oversight": "oversight", "tracking": "oversight", "assessment": "assessment",
    "risk": "assessment", "analysis": "assessment", "planning": "planning", "review": "planning",
    "recording": "recording", "information-sharing": "joint", "joint-working": "joint",
    "identification": "identification", "drift": "drift", "practice": "practice",
    "awareness": "awareness",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A statement and the finding in which it stands."""

    statement: Statement
    finding: Finding


@dataclass(frozen=True, slots=True)
class Match:
    """A later and an earlier statement on shared subjects, and how likely they are one weakness."""

    later: Said
    earlier: Said
    subjects: frozenset[str]
    features: Mapping[str, float]
    score: float


def match(later: Said, earlier: Said, places: int = 1) -> Match | None:
    """The match of two statements; None where they share no subject, or where a rule parts them.

    `places`: how many findings of the earlier publication raise the subject.
    """
    subjects = shared_subjects(later.statement, earlier.statement)
    if not subjects or _parted(later, earlier, subjects):
        return None
    features = _features(later, earlier, subjects, places)
    weighted = BASE + sum(WEIGHTS[name] * value for name, value in features.items())
    return Match(later, earlier, subjects, features, 1 / (1 + exp(-weighted)))


def subjects_of(statement: Statement) -> frozenset[str]:
    """What a statement can share: its topics; where it names none but groups, its aspects too."""
    if _firm(statement):
        return statement.topics
    return statement.topics | statement.aspects & ALONE


def shared_subjects(later: Statement, earlier: Statement) -> frozenset[str]:
    """The topics of both; where neither names one, the aspects of both that can stand alone.

    A group that only one of them names does not part them (rule 5).
    """
    shared = subjects_of(later) & subjects_of(earlier)
    apart = later.topics and earlier.topics and not later.topics & earlier.topics
    return frozenset() if apart else shared


def _firm(statement: Statement) -> bool:
    """Does it name a topic that is more than a group or setting?"""
    by_id = read_subjects().by_id
    return any(not by_id[topic].context for topic in statement.topics)


def _parted(later: Said, earlier: Said, subjects: frozenset[str]) -> bool:
    """Rules 5 and 6: two named groups that differ, council and partnership, two agencies."""
    one, other = later.statement, earlier.statement
    if one.children and other.children and not one.children & other.children:
        return True
    if subjects <= _STAFF_TOPICS and one.staff and other.staff and not one.staff & other.staff:
        return True
    return not _same_body(later, earlier)


def _same_body(later: Said, earlier: Said) -> bool:
    one, other = later.statement.agencies, earlier.statement.agencies
    named = one & _OTHER_AGENCIES
    if later.finding.addressed_to == "partnership":
        if earlier.finding.addressed_to != "partnership" and ("council" not in one or named):
            return False
        if named:
            return bool(named & other)
        return "council" not in one or not other & _OTHER_AGENCIES
    if earlier.finding.addressed_to == "partnership":
        return "council" in other and "board" not in other
    return True


@lru_cache(maxsize=50_000)
def _passage(text: str) -> Passage:
    return Passage.of((text, 1.0))


def _features(
    later: Said, earlier: Said, subjects: frozenset[str], places: int
) -> Mapping[str, float]:
    one, other = later.statement, earlier.statement
    by_id = read_subjects().by_id
    topics = one.topics & other.topics
    work, told_work = {_WORK[a] for a in one.aspects}, {_WORK[a] for a in other.aspects}
    kinds, told_kinds = one.kinds & _KINDS, other.kinds & _KINDS
    exact = not one.general
    common = sum(map(rarity, one.stems & other.stems))
    features: dict[str, float] = {
        "topic": bool(topics),
        "aspect": not topics,
        "work_same": bool(work & told_work),
        "work_other": exact and bool(work and told_work) and not work & told_work,
        "work_missing": exact and bool(work) and not told_work,
        "kind_same": bool(kinds & told_kinds),
        "kind_other": exact and bool(kinds) and not kinds & told_kinds,
        "kind_narrow": not topics and not kinds and bool(told_kinds),
        "all_topics": len(topics) / max(1, len(one.topics)),
        "extra_topics": min(3, len(other.topics - one.topics)),
        "narrower": any(by_id[t].part_of in topics for t in other.topics - one.topics),
        "contained": common / (sum(map(rarity, one.stems)) or 1.0),
        "asks": earlier.finding.kind in ASKS_FOR_ACTION,
        "partnership": later.finding.addressed_to == "partnership",
        "named": one.repeats,
        "both_poor": "poor" in one.kinds and "poor" in other.kinds,
        "general": one.general,
        "context": bool(topics) and topics == subjects and all(by_id[t].context for t in topics),
        "first": other.first in topics,
        "later_first": one.first in topics,
        "covers": common / (sum(map(rarity, other.stems)) or 1.0),
        "precise": any(by_id[t].precise for t in topics),
        "support": min(3, places - 1) / 3,
        "whole": cosine(_passage(later.finding.text), _passage(earlier.finding.text)),
        "list_part": other.inherited,
        "unknown_other": "unknown" in one.kinds and "unknown" not in other.kinds,
    }
    return features
