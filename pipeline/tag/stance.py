"""What a finding says of an area: features of the clause that speaks of it, and of its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.records import STANCES
from pipeline.tag.features import Part, word_features
from pipeline.tag.keys import keys_of
from pipeline.tag.linear import Features, Floats
from pipeline.tag.passages import Batch, Passage

__all__ = ["STANCES", "StanceCombination", "Subject", "stance_features"]
_GOOD = frozenset(
    "good strong effectiv well appropriat thorough robust prompt promptli "
    "timeli swift swiftli positiv excellent outstand comprehensiv detail clear clearli "
    "strength benefit sensitiv skill creativ regular help "
    "enabl improv strengthen impressiv proactiv purposeful meaningful stabl valu success "
    "successful high proud confident responsiv child impact support sound careful carefulli".split()
)
_POOR = frozenset(
    "poor weak weakness insufficient inadequat inconsistent variabl "
    "delai drift lack limit too few unclear ineffectiv shortfall gap fail failur "
    "concern poorli slow weaker "
    "underdevelop declin deteriorat absenc unsuitabl unnecessari unallocat "
    "miss challeng barrier vulnerabl need must should ensur reduc significant deficit "
    "hinder undermin impact minoriti small remain further".split()
)
_DENIERS = frozenset(
    "not no nor never without neither nobodi none cannot lack yet few littl".split()
)
_REACH = 4
"""A denial reaches so many words on."""
_TURNS = frozenset("but although though however while whilst despite nevertheless yet".split())


@dataclass(frozen=True, slots=True)
class Subject:
    """An area of passage number `passage`, and the token spans that speak of it."""

    passage: int
    area_id: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class StanceCombination:
    """Weighs what the regression and what the encoder say: 8 figures in, a score a stance out."""

    weights: Floats
    bias: Floats

    def scores(self, linear: Floats, read: Floats) -> Floats:
        """One row a subject; `linear`, `read`: the scores of the two, in the order of STANCES."""
        both = np.hstack([linear, read]).astype(np.float64)
        return np.asarray(both @ self.weights + self.bias)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays as they are kept."""
        return {"stance.weights": self.weights, "stance.bias": self.bias}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> StanceCombination:
        """From kept arrays."""
        return cls(arrays["stance.weights"], arrays["stance.bias"])


def stance_features(batch: Batch, subjects: Sequence[Subject]) -> Features:
    """One row a subject: words of its clauses, of their sentences, of the passage; its place."""
    clause = _Spans()
    sentence = _Spans()
    after = _Spans()
    others: list[tuple[int, str]] = []
    told: dict[int, _Told] = {}
    for row, subject in enumerate(subjects):
        passage = batch.passages[subject.passage]
        if subject.passage not in told:
            told[subject.passage] = _Told.of(passage)
        offset = int(batch.offsets[subject.passage])
        named = set()
        for start, end in subject.spans:
            clause.add(row, offset + start, offset + end)
            for begin, stop in passage.sentences:
                if start < stop and begin < end and (begin, stop) not in named:
                    named.add((begin, stop))
                    sentence.add(row, offset + begin, offset + stop)
        last = max(end for _, end in subject.spans)
        after.add(row, offset + last, offset + min(last + 40, len(passage.doc)))
        others += [(row, name) for name in _facts(passage, subject, told[subject.passage])]
    offsets = batch.offsets
    numbers = np.array([subject.passage for subject in subjects], dtype=np.int64)
    parts = clause.parts(batch, "clause", 2) + sentence.parts(batch, "sentence", 3)
    parts += after.parts(batch, "after", 2)
    parts += word_features(batch, offsets[numbers], offsets[numbers + 1], "whole", 1)
    rows = np.array([row for row, _ in others], dtype=np.int64)
    parts.append((rows, keys_of([name for _, name in others]), False))
    return Features.join(len(subjects), parts)


class _Spans:
    """Spans of tokens, several for one row."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, row: int, start: int, end: int) -> None:
        self._rows.append(row)
        self._starts.append(start)
        self._ends.append(end)

    def parts(self, batch: Batch, name: str, longest: int) -> list[Part]:
        """Word features of the spans, by row."""
        starts, ends = np.array(self._starts, np.int64), np.array(self._ends, np.int64)
        rows = np.array(self._rows, dtype=np.int64)
        found = word_features(batch, starts, ends, name, longest)
        return [(rows[owners], keys, word) for owners, keys, word in found]


@dataclass(frozen=True, slots=True)
class _Told:
    """What all subjects of a passage share: its words, stems, turns, tone and polarity."""

    words: Sequence[str]
    stems: Sequence[str]
    turns: list[int]
    tone: str
    polarity: str

    @classmethod
    def of(cls, passage: Passage) -> _Told:
        words, stems = passage.words, passage.stems
        turns = [at for at, word in enumerate(words) if word in _TURNS]
        return cls(words, stems, turns, _tone(passage.source.section), polarity(stems))


def _facts(passage: Passage, subject: Subject, told: _Told) -> list[str]:
    """What is known of a subject besides words."""
    text = passage.source
    first = passage.sentences[0][1]
    found = [f"kind {text.kind}", f"section kind {text.kind} {told.tone}"]
    found.append(f"tone {told.tone}")
    found.append("asks" if text.asks else "asks not")
    found.append(f"area {subject.area_id}")
    found.append("in first" if subject.spans[0][0] < first else "later")
    found.append(f"one sentence {len(passage.sentences) == 1}")
    words, stems, turns = told.words, told.stems, told.turns
    found.append(f"turns {min(2, len(turns))}")
    start, end = subject.spans[0]
    sentence = next(s for s in passage.sentences if s[0] <= start < s[1])
    inside = [at for at in turns if sentence[0] <= at < sentence[1]]
    in_clause = [stem for begin, stop in subject.spans for stem in stems[begin:stop]]
    places = {
        next(s for s in passage.sentences if s[0] <= begin < s[1]) for begin, _ in subject.spans
    }
    in_sentence = [stem for begin, stop in sorted(places) for stem in stems[begin:stop]]
    last = max(stop for _, stop in places)
    of_sentence = polarity(in_sentence)
    found.append(f"clause {polarity(in_clause)}")
    found.append(f"sentence {of_sentence}")
    found.append(f"rest {polarity(stems[last:])}")
    found.append(f"all {told.polarity}")
    found.append(f"kind {text.kind} {of_sentence}")
    found.append(f"places {min(3, len(places))} {of_sentence}")
    found.append(f"kind {text.kind} one {len(passage.sentences) == 1}")
    if inside:
        found.append("turn in clause" if any(start <= at < end for at in inside) else "turn beside")
        found.append("after a turn" if start >= inside[0] else "before a turn")
        if words[sentence[0]] in _TURNS:
            found.append(f"begins with {words[sentence[0]]}")
    elif turns:
        found.append("a turn before" if turns[0] < start else "a turn later")
    if sentence[1] < len(words) and words[sentence[1]] in _TURNS:
        found.append(f"next begins with {words[sentence[1]]}")
    return found


def polarity(words: Sequence[str]) -> str:
    """How many stems praise and how many blame, denials turned round: up to 2 of each.

    >>> polarity(["plan", "are", "not", "alwai", "clear"])
    'good 0 poor 1'
    """
    counts = [0, 0]
    for at, word in enumerate(words):
        if word in _GOOD or word in _POOR:
            denied = not _DENIERS.isdisjoint(words[max(0, at - _REACH) : at])
            counts[(word in _POOR) != denied] += 1
    return f"good {min(2, counts[0])} poor {min(2, counts[1])}"


def _tone(section: str) -> str:
    """What a heading says of all that stands under it."""
    heading = section.lower()
    if any(word in heading for word in ("need", "improve", "priority", "recommend", "better")):
        return "asks"
    if any(word in heading for word in ("strength", "well", "good")):
        return "praises"
    return "none"
