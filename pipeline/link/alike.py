"""How likely is it that two statements tell of the same weakness? Features, weights, likelihood.

The weights were set by hand and then fitted to read pairs of the development councils, held close
to where they were (docs/recurrence.md says how, and what that gained).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log

from pipeline.link.statements import ALONE, Statement
from pipeline.link.subjects import read_subjects
from pipeline.link.text import Passage, cosine, meaning, nearness, rarity
from pipeline.records import Finding

WEIGHTS = {
    "topic": 0.38,  # both name the same topic, more than a group or setting
    "all_topics": 0.26,  # share of the later topics that are shared
    "extra_topics": -0.11,  # topics of the earlier one that the later one does not name
    "narrower": -1.48,  # the earlier one is about a part of the topic only
    "context": -0.29,  # the topic is a group or setting
    "precise": 0.99,  # the topic is one service, document or duty
    "other_topics": -0.37,  # each names a topic, but only an aspect of the work is shared
    "topic_later": -0.46,  # the same where only the later one names a topic
    "no_topics": 0.52,  # neither names a topic
    "planning": 0.46,  # the shared aspect is planning
    "recording": -1.11,  # the shared aspect is recording
    "both_poor": 0.69,  # both speak of quality or amount
    "kind_other": -0.2,  # another kind of failing
    "unrecorded": -1.3,  # the later one is about recording, the earlier one is not
    "unseen": -0.27,  # the later one is about oversight, the earlier one is not
    "unknown": -0.27,  # the later one is about what people know, the earlier one is not
    "whole": 5.05,  # how alike the two findings are as a whole
    "near_whole": 2.17,  # the same by what words mean
    "near": 1.44,  # how alike the two clauses are by what words mean
    "near_clause": 1.56,  # the later finding and the earlier clause
    "covers": 0.37,  # share of the earlier words that the later one has, by rarity
    "areas": 1.07,  # share of the later areas that the earlier one is tagged with
    "area_weak": 1.03,  # the earlier finding is tagged as critical of the area of the subject
    "area_mixed": -0.08,  # tagged as both
    "partnership": -0.71,  # the later one is about the partnership
    "joint": -0.87,  # the earlier one is about the partnership
    "result": -2.29,  # the earlier one says what comes of something else ("as a result")
    "referred": 0.46,  # the earlier one speaks of the clause before it ("these are not")
    "carried": -0.44,  # the earlier one names nothing; its topics are those named before it
    "later_carried": -0.28,  # so does the later one
    "support": 0.41,  # the earlier publication says it in several places
    "told_late": -0.65,  # the clause comes late in the earlier one
    "told_long": -0.28,  # how long the earlier clause is
    "told_far": -0.37,  # in the earlier one the subject is far from what fails
    "general": 0.28,  # the later one asks for a better response, support or service as a whole
    "list_part": -0.79,  # the later one is a named part ("including")
    "place": -0.56,  # the subject comes late in the later one
    "far": 0.49,  # the later one does not say next to it what fails
    "governed": 0.45,  # a preposition or "and" comes before it
}
BASE = -5.82
NAMED = 0.86
"""Where the inspectors say that it was raised before. Too rare to be fitted."""
_STAFF_TOPICS = frozenset(("supervision", "caseloads", "training", "workforce-stability"))
_OTHER_AGENCIES = frozenset(("police", "health", "probation", "youth justice", "schools"))
_KINDS = frozenset(("late", "unseen", "unrecorded", "unused", "unknown"))
_NOWHERE = (1.0, 1.0)
_LATEST = 4
"""From this statement of a passage on, all count as late."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement and the finding in which it stands.

    `areas`: what the finding says of each area that it is tagged with. `joint`: it stands in a
    joint inspection of several agencies, whose words are addressed to the council too.
    """

    statement: Statement
    finding: Finding
    areas: Mapping[str, str] = field(default_factory=dict)
    joint: bool = False


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
    subjects = subjects_of(later.statement) & subjects_of(earlier.statement)
    if not subjects or _parted(later, earlier, subjects):
        return None
    features = _features(later, earlier, subjects, places)
    weighted = BASE + sum(weight * features[name] for name, weight in WEIGHTS.items())
    weighted += NAMED * later.statement.repeats
    return Match(later, earlier, subjects, features, 1 / (1 + exp(-weighted)))


def subjects_of(statement: Statement) -> frozenset[str]:
    """What a statement can share: its topics, and the aspects of the work that can stand alone."""
    return statement.topics | statement.aspects & ALONE


def names_topic(statement: Statement) -> bool:
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
        return not named or bool(named & other)
    return earlier.finding.addressed_to != "partnership" or earlier.joint


@lru_cache(maxsize=50_000)
def _passage(text: str) -> Passage:
    return Passage.of((text, 1.0))


@lru_cache(maxsize=50_000)
def _meaning(text: str) -> tuple[float, ...]:
    return meaning(text)


@lru_cache(maxsize=50_000)
def _whole(later: str, earlier: str) -> tuple[float, float]:
    """How alike two findings are as a whole: in words, and in what words mean."""
    alike = cosine(_passage(later), _passage(earlier))
    return alike, nearness(_meaning(later), _meaning(earlier))


def _standing(statement: Statement, subjects: frozenset[str]) -> tuple[float, float, float]:
    """Where the subjects stand that two statements share: place, far, governed.

    As for that which is next to a word that fails; 0.5 is neither.
    """
    marks = [mark for mark in statement.marks if mark.subject_id in subjects]
    nearest = min(((mark.far, mark.place) for mark in marks), default=_NOWHERE)
    return nearest[1], nearest[0], float(all(m.governed for m in marks)) if marks else 0.5


def _features(
    later: Said, earlier: Said, subjects: frozenset[str], places: int
) -> Mapping[str, float]:
    one, other = later.statement, earlier.statement
    by_id = read_subjects().by_id
    topics = one.topics & other.topics
    extra = other.topics - one.topics
    firm, told_firm = names_topic(one), names_topic(other)
    kinds, told_kinds = one.kinds & _KINDS, other.kinds & _KINDS
    whole, near_whole = _whole(later.finding.text, earlier.finding.text)
    told_meaning = _meaning(other.text)
    place, far, governed = _standing(one, subjects)
    stances = [earlier.areas.get(by_id[subject].area_id, "") for subject in subjects]
    common = sum(map(rarity, one.stems & other.stems))
    return {
        "topic": any(not by_id[topic].context for topic in topics),
        "all_topics": len(topics) / max(1, len(one.topics)),
        "extra_topics": min(3, len(extra)),
        "narrower": any(by_id[topic].part_of in topics for topic in extra),
        "context": bool(topics) and topics == subjects and all(by_id[t].context for t in topics),
        "precise": any(by_id[topic].precise for topic in topics),
        "other_topics": not topics and firm and told_firm,
        "topic_later": not topics and firm and not told_firm,
        "no_topics": not topics and not firm and not told_firm,
        "planning": "planning" in subjects,
        "recording": "recording" in subjects,
        "both_poor": "poor" in one.kinds and "poor" in other.kinds,
        "kind_other": bool(kinds) and not kinds & told_kinds,
        "unrecorded": "unrecorded" in kinds - told_kinds,
        "unseen": "unseen" in kinds - told_kinds,
        "unknown": "unknown" in kinds - told_kinds,
        "whole": whole,
        "near_whole": near_whole,
        "near": nearness(_meaning(one.text), told_meaning),
        "near_clause": nearness(_meaning(later.finding.text), told_meaning),
        "covers": common / (sum(map(rarity, other.stems)) or 1.0),
        "areas": len(later.areas.keys() & earlier.areas.keys()) / max(1, len(later.areas)),
        "area_weak": any(stance in ("concern", "mixed") for stance in stances),
        "area_mixed": "mixed" in stances,
        "partnership": later.finding.addressed_to == "partnership",
        "joint": earlier.finding.addressed_to == "partnership",
        "result": other.result,
        "referred": other.referred,
        "carried": other.carried,
        "later_carried": one.carried,
        "support": min(3, places - 1) / 3,
        "told_late": min(other.place, _LATEST) / _LATEST,
        "told_long": log(len(other.text)),
        "told_far": _standing(other, subjects)[1],
        "general": one.general,
        "list_part": one.inherited,
        "place": place,
        "far": far,
        "governed": governed,
    }
