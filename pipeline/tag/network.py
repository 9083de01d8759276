"""A small network over the meaning of sentences: what counts need not be a word seen before.

It sees vectors of the sentence and its passage, which areas have wordings there and in the heading,
and the kind of the text; one hidden layer beside a direct way, one output an area.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.records import FINDING_KINDS
from pipeline.tag.features import sentence_of_hits
from pipeline.tag.linear import Floats
from pipeline.tag.passages import Batch
from pipeline.tag.vectors import Vectors, means

SENTENCE, PASSAGE = 4.0, 2.0
"""How much the two vectors weigh beside figures of 0 and 1."""
NAMES = ("inner", "inner_bias", "outer", "outer_bias", "direct")


@dataclass(frozen=True, slots=True)
class Network:
    """The weights, in the order of NAMES."""

    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats
    direct: Floats

    def scores(self, found: Floats) -> Floats:
        """One row of outputs a row of inputs.

        Summed in double precision: in single, the order of summing, which depends on the number of
        threads, would show in the last printed digit of a score.
        """
        exact = found.astype(np.float64)
        hidden = np.maximum(exact @ self.inner + self.inner_bias, 0)
        outputs = hidden @ self.outer + self.outer_bias + exact @ self.direct
        return np.asarray(outputs, dtype=np.float32)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays as they are kept."""
        return {f"network.{name}": getattr(self, name).astype(np.float16) for name in NAMES}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Network:
        """From kept arrays."""
        return cls(*(arrays[f"network.{name}"].astype(np.float32) for name in NAMES))


def inputs(batch: Batch, vectors: Vectors) -> Floats:
    """What the network sees of each sentence of a batch."""
    passage, start, end, _ = batch.sentences.T
    offset = batch.offsets
    words = vectors.of_words(batch)
    areas = len(batch.areas)
    spoken = np.zeros((len(passage), 2 * areas), dtype=np.float32)
    spoken[sentence_of_hits(batch), batch.hits[:, 3] + areas * (1 - batch.hits[:, 4])] = 1
    around = np.zeros((len(batch.passages), areas), dtype=np.float32)
    say = batch.hits[:, 4] == 1
    around[batch.hits[say, 0], batch.hits[say, 3]] = 1
    place = np.zeros((len(batch.passages), areas + len(FINDING_KINDS) + 1), dtype=np.float32)
    for number, one in enumerate(batch.passages):
        for area_id in one.section_areas:
            place[number, batch.areas[area_id]] = 1
        if one.source.kind in FINDING_KINDS:
            place[number, areas + FINDING_KINDS.index(one.source.kind)] = 1
        place[number, -1] = one.source.asks
    return np.hstack(
        [
            SENTENCE * means(words, offset[passage] + start, offset[passage] + end),
            PASSAGE * means(words, offset[:-1], offset[1:])[passage],
            spoken,
            around[passage],
            place[passage],
        ]
    )


def fit_network(found: Floats, answers: Floats, counts: NDArray[np.bool_], seed: int) -> Network:
    """Train by Adam on the pairs that count, some inputs and hidden figures left out each time."""
    chance = np.random.default_rng(seed)
    rows, width = found.shape
    outputs, hidden, at_once, rounds, speed = answers.shape[1], 128, 64, 25, 2e-3
    drawn = chance.standard_normal((width, hidden)) * np.sqrt(2 / width)
    weights: list[Floats] = [
        drawn.astype(np.float32),
        np.zeros(hidden, np.float32),
        (chance.standard_normal((hidden, outputs)) * 0.05).astype(np.float32),
        np.full(outputs, -3, np.float32),
        np.zeros((width, outputs), np.float32),
    ]
    slopes = [np.zeros_like(one) for one in weights]
    squares = [np.zeros_like(one) for one in weights]
    steps = max(1, rounds * (rows // at_once))
    step = 0
    for _ in range(rounds):
        order = chance.permutation(rows)
        for begin in range(0, rows - at_once + 1, at_once):
            some = order[begin : begin + at_once]
            step += 1
            gradients = _gradients(weights, found[some], answers[some], counts[some], chance)
            rate = speed * (1 - 0.9 * step / steps)
            for one, slope, square, gradient in zip(
                weights, slopes, squares, gradients, strict=True
            ):
                slope += 0.1 * (gradient - slope)  # noqa: PLW2901  in place
                square += 0.001 * (gradient**2 - square)  # noqa: PLW2901  in place
                spread = np.sqrt(square / (1 - 0.999**step)) + 1e-8
                one -= (rate * slope / (1 - 0.9**step) / spread).astype(np.float32)  # noqa: PLW2901
    return Network(*weights)


def _gradients(
    weights: list[Floats],
    found: Floats,
    answers: Floats,
    counts: NDArray[np.bool_],
    chance: np.random.Generator,
) -> list[Floats]:
    inner, inner_bias, outer, outer_bias, direct = weights
    seen = found * ((chance.random(found.shape) > 0.1) / 0.9).astype(np.float32)
    hidden = np.maximum(seen @ inner + inner_bias, 0)
    kept = ((chance.random(hidden.shape) > 0.3) / 0.7).astype(np.float32)
    hidden = hidden * kept
    logits = hidden @ outer + outer_bias + seen @ direct
    error = ((1 / (1 + np.exp(-logits)) - answers) * counts / len(found)).astype(np.float32)
    back = (error @ outer.T) * (hidden > 0) * kept
    small = 1e-4
    return [
        seen.T @ back + small * inner,
        back.sum(axis=0),
        hidden.T @ error + small * outer,
        error.sum(axis=0),
        seen.T @ error + small * direct,
    ]
