"""Rules and models put together: for each passage and area some figures, from them one score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.tag.encoder import Encoded
from pipeline.tag.features import batch_strings, sentence_of_hits
from pipeline.tag.keys import key_of, keys_of, mixed
from pipeline.tag.linear import Floats
from pipeline.tag.passages import Batch, Ints, Keys

CUES = (
    "not no improv effectiv good strong poor weak insufficient too few inconsistent "
    "consistent delai timeli ensur well better limit lack inadequat "
    "outstand sufficient robust appropriat concern challeng strengthen qualiti "
    "impact clear variabl remain thorough prompt positiv excellent benefit regular "
).split()
"""Stems that judge."""
NAMES = (
    "encoder, encoder if asks, encoder if one, lead, rank, spoken of, say, hint, wordings, "
    "in first sentence, share of sentences, share of hits, precision, precision of say, "
    "sum of precisions, longest, asks, strength, headline, one sentence, length, section, "
    "place in clause, cue, area's precision, sentences, precision if asks, no say, hit, hits, "
    "passage, sentence, second sentence, passage if one, sentence if one"
).split(", ")
BY_THEME = tuple(
    NAMES.index(name)
    for name in ("encoder", "precision", "hit", "hits", "say", "passage", "sentence")
)
"""The figures whose weight differs between themes."""
LEAST = -3.5
"""A passage and an area without a wording count only where the encoder's logit is above this."""
NEVER = -9.0
_FLOOR = -12.0
"""All logits below are alike."""


@dataclass(frozen=True, slots=True)
class Base:
    """What each part says of a batch: of passages and sentences by area, of hits one by one."""

    passages: Floats
    sentences: Floats
    hits: Floats
    encoded: Encoded


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a wording, when it stood in an annotated passage, spoke for its area.

    Wordings that were seen seldom lean on their area and level. `keys` are sorted.
    """

    keys: Keys
    right: Floats
    seen: Floats

    @classmethod
    def count(cls, batch: Batch, answers: Floats, counts: NDArray[np.bool_]) -> Precision:
        """From passages with known areas; `counts`: whether passage and area are to be counted."""
        exact, level = _wording_keys(batch)
        passage, area = batch.hits[:, 0], batch.hits[:, 3]
        rows = np.concatenate([passage, passage])
        areas = np.concatenate([area, area])
        every = np.concatenate([exact, level])
        kept = counts[rows, areas]
        together = np.stack([every, rows.astype(np.uint64), areas.astype(np.uint64)], axis=1)[kept]
        once = np.unique(together, axis=0)
        keys, place = np.unique(once[:, 0], return_inverse=True)
        right = answers[once[:, 1].astype(np.int64), once[:, 2].astype(np.int64)]
        return cls(
            keys,
            np.bincount(place, right, minlength=len(keys)).astype(np.float32),
            np.bincount(place, minlength=len(keys)).astype(np.float32),
        )

    def of_hits(self, batch: Batch) -> Floats:
        """The precision of each hit's wording."""
        exact, level = _wording_keys(batch)
        prior = np.where(batch.hits[:, 4] == 1, 1.5, 0.3)
        right, seen = self._look_up(level)
        of_level = (right + prior) / (seen + 3)
        right, seen = self._look_up(exact)
        return np.asarray((right + 3 * of_level) / (seen + 3), dtype=np.float32)

    def of_areas(self, areas: dict[str, int]) -> Floats:
        """The precision of all `say` wordings of each area."""
        keys = keys_of([f"level {area_id}" for area_id in areas])
        right, seen = self._look_up(mixed(keys, np.repeat(key_of("say"), len(keys))))
        return np.asarray((right + 1) / (seen + 3), dtype=np.float32)

    def _look_up(self, keys: Keys) -> tuple[Floats, Floats]:
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[place] == keys
        return np.where(known, self.right[place], 0), np.where(known, self.seen[place], 0)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays as they are kept."""
        return {
            "precision.keys": self.keys,
            "precision.right": self.right,
            "precision.seen": self.seen,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Precision:
        """From kept arrays."""
        return cls(*(arrays[f"precision.{name}"] for name in ("keys", "right", "seen")))


def _wording_keys(batch: Batch) -> tuple[Keys, Keys]:
    hits = [hit for passage in batch.passages for hit in passage.hits]
    levels = np.where(batch.hits[:, 4] == 1, key_of("say"), key_of("hint"))
    areas = mixed(keys_of([f"level {hit.area_id}" for hit in hits]), levels)
    return mixed(areas, keys_of([f"wording {hit.wording}" for hit in hits])), areas


def figures(batch: Batch, base: Base, precision: Precision) -> tuple[Floats, NDArray[np.bool_]]:
    """The figures of each passage and area (passages × areas × NAMES), and which pairs count."""
    count, areas = len(batch.passages), len(batch.areas)
    shape = (count, areas)
    passage, area, say = batch.hits[:, 0], batch.hits[:, 3], batch.hits[:, 4] == 1
    lengths = np.diff(batch.offsets)
    read = np.maximum(base.encoded.areas.astype(np.float64), _FLOOR)
    one = (batch.sentence_counts == 1)[:, None]
    of_passage = np.repeat(np.arange(count), batch.sentence_counts)
    best, second = _two_best(base.sentences, of_passage, shape)
    second = np.where(one, -6.0, second)
    told = _counts(shape, passage[say], area[say])
    hinted = _counts(shape, passage[~say], area[~say])
    sentences_told = _distinct(shape, passage[say], area[say], sentence_of_hits(batch)[say])
    odds = precision.of_hits(batch)
    wordings, precisions = _distinct_wordings(batch, shape, odds)
    highest = _highest(shape, passage, area, odds, 0.02)
    highest_told = _highest(shape, passage[say], area[say], odds[say], 0.02)
    in_first = _counts(shape, *batch.hits[say & (batch.hits[:, 5] == 0)][:, [0, 3]].T) > 0
    long = _highest(shape, passage[say], area[say], (batch.hits[:, 2] - batch.hits[:, 1])[say], 0)
    clause = batch.hits[:, 9] - batch.hits[:, 8]
    place = (batch.hits[:, 1] - batch.hits[:, 8]) / np.maximum(clause, 1)
    earliest = -_highest(shape, passage[say], area[say], -place[say], -1.0)
    cued = _highest(shape, passage[say], area[say], _cued(batch)[say], 0)
    hit = _highest(shape, passage, area, base.hits, -6.0)
    together = np.zeros(shape)
    np.add.at(together, (passage, area), np.log1p(np.exp(np.minimum(base.hits, 30))))
    ordered = np.sort(read, axis=1)
    lead = read - np.where(read == ordered[:, -1:], ordered[:, -2:-1], ordered[:, -1:])
    rank = np.argsort(np.argsort(-read, axis=1, kind="stable"), axis=1)
    texts = batch.texts
    asks = _column([t.asks for t in texts])
    logit = _logit(highest)
    all_told = np.maximum(told.sum(1, keepdims=True), 1)
    columns = [
        read, read * asks, read * one, lead, np.minimum(rank, 12),
        (read > -1).sum(1, keepdims=True), np.log1p(told), np.log1p(hinted), wordings,
        in_first, sentences_told / batch.sentence_counts[:, None], told / all_told,
        logit, _logit(highest_told), np.minimum(3, precisions), long, asks,
        _column([t.kind == "strength" for t in texts]),
        _column([t.kind == "headline" for t in texts]), one,
        np.log(lengths)[:, None], batch.in_section,
        earliest, cued, _logit(precision.of_areas(batch.areas))[None, :],
        np.log(batch.sentence_counts)[:, None], logit * asks,
        told == 0, hit, np.log(together + 0.01),
        base.passages, best, second, base.passages * one, best * one,
    ]  # fmt: skip
    found = np.stack([np.broadcast_to(c, shape).astype(np.float32) for c in columns], axis=2)
    counting = (told + hinted > 0) | (read > LEAST)
    return found, counting


def _column(values: list[bool]) -> Floats:
    return np.array(values, dtype=np.float32)[:, None]


def _logit(share: Floats) -> Floats:
    share = np.minimum(share, 0.98)
    return np.asarray(np.log(share / (1 - share)), dtype=np.float32)


def _counts(shape: tuple[int, int], rows: Ints, columns: Ints) -> Ints:
    flat = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return np.asarray(flat.reshape(shape))


def _distinct(shape: tuple[int, int], rows: Ints, columns: Ints, what: Ints) -> Ints:
    """How many different `what` each pair has."""
    once = np.unique(np.stack([rows, columns, what], axis=1), axis=0)
    return _counts(shape, once[:, 0], once[:, 1])


def _distinct_wordings(batch: Batch, shape: tuple[int, int], odds: Floats) -> tuple[Floats, Floats]:
    """Different `say` wordings of each pair, and the sum of precisions over all its wordings."""
    exact, _ = _wording_keys(batch)
    _, number = np.unique(exact, return_inverse=True)
    told = np.zeros(shape)
    total = np.zeros(shape)
    rows = np.stack([batch.hits[:, 0], batch.hits[:, 3], number.reshape(-1)], axis=1)
    _, first = np.unique(rows, axis=0, return_index=True)
    hits = batch.hits[first]
    np.add.at(told, (hits[:, 0], hits[:, 3]), hits[:, 4])
    np.add.at(total, (hits[:, 0], hits[:, 3]), odds[first])
    return told, total


def _highest(
    shape: tuple[int, int], rows: Ints, columns: Ints, values: NDArray[Any], least: float
) -> Floats:
    found = np.full(shape, least, dtype=np.float64)
    np.maximum.at(found, (rows, columns), values)
    return found


def _two_best(scores: Floats, owners: Ints, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """The highest and the second highest score of a passage's sentences, area by area."""
    best = np.full(shape, NEVER)
    second = np.full(shape, NEVER)
    begins = np.flatnonzero(np.diff(owners, prepend=-1))
    ends = np.append(begins[1:], len(owners))
    for begin, end in zip(begins, ends, strict=True):
        ordered = np.sort(scores[begin:end], axis=0)
        best[owners[begin]] = ordered[-1]
        if end - begin > 1:
            second[owners[begin]] = ordered[-2]
    return best, second


def _cued(batch: Batch) -> Ints:
    """Whether the clause of each hit holds a word that judges."""
    judging = np.isin(batch.norms, batch_strings(batch, CUES))
    summed = np.concatenate([[0], np.cumsum(judging)])
    offset = batch.offsets[batch.hits[:, 0]]
    return np.asarray(
        (summed[offset + batch.hits[:, 9]] > summed[offset + batch.hits[:, 8]]).astype(np.int64)
    )


@dataclass(frozen=True, slots=True)
class Combination:
    """Logistic stacking: a weight for each figure, some by theme, a bias for each area."""

    weights: Floats
    by_theme: Floats
    bias: Floats
    themes: Ints

    def logits(self, found: Floats, counting: NDArray[np.bool_]) -> Floats:
        """One logit a passage and area; NEVER where a pair does not count."""
        scores = found.astype(np.float64) @ self.weights + self.bias
        chosen = found[:, :, list(BY_THEME)]
        scores += np.einsum("pak,ak->pa", chosen, self.by_theme[self.themes])
        return np.asarray(np.where(counting, scores, NEVER), dtype=np.float32)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays as they are kept."""
        return {
            "combination.weights": self.weights,
            "combination.by_theme": self.by_theme,
            "combination.bias": self.bias,
            "combination.themes": self.themes,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Combination:
        """From kept arrays."""
        names = ("weights", "by_theme", "bias", "themes")
        return cls(*(arrays[f"combination.{name}"] for name in names))
