"""Linear models over keyed features: few arrays, no library but numpy when they are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.tag.passages import Ints, Keys

Floats = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Features:
    """The features of some rows: row, key and whether it is a word (weighed by its rarity)."""

    count: int
    rows: Ints
    keys: Keys
    is_word: NDArray[np.bool_]

    @classmethod
    def join(cls, count: int, parts: list[tuple[Ints, Keys, bool]]) -> Features:
        """Features from parts, each of one sort, ordered by row."""
        rows = np.concatenate([rows for rows, _, _ in parts]).astype(np.int64)
        keys = np.concatenate([keys for _, keys, _ in parts]).astype(np.uint64)
        words = np.concatenate([np.full(len(rows), word) for rows, _, word in parts])
        order = np.argsort(rows, kind="stable")
        return cls(count, rows[order], keys[order], words[order])


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores of rows: sorted keys with rarity (0: no word) and a weight for each output."""

    keys: Keys
    rarity: Floats
    weights: Floats
    bias: Floats
    _first: Ints = field(init=False, repr=False)

    def __post_init__(self) -> None:
        buckets = np.arange(1 << _BUCKETS, dtype=np.uint64) << _SHIFT
        object.__setattr__(self, "_first", np.searchsorted(self.keys, buckets))

    def _places(self, keys: Keys) -> Ints:
        """Where each key stands, or the next higher one, as np.searchsorted has it.

        Keys are spread evenly, so that their highest bits lead close: three times as fast.
        """
        last = len(self.keys) - 1
        places = np.minimum(self._first[keys >> _SHIFT], last)
        open_ = np.flatnonzero(self.keys[places] < keys)
        while len(open_):
            places[open_] += 1
            open_ = open_[places[open_] < last]
            open_ = open_[self.keys[places[open_]] < keys[open_]]
        return np.asarray(np.minimum(places, last))

    def values(self, features: Features) -> tuple[Ints, Ints, Floats]:
        """Row, column and value of each feature that the model knows.

        Words of a row are scaled to length one, other features count a half: a long text says
        more, but does not speak louder.
        """
        places = self._places(features.keys)
        known = self.keys[places] == features.keys
        rows, columns = features.rows[known], places[known]
        rarity = self.rarity[columns]
        squares = np.bincount(rows, rarity.astype(np.float64) ** 2, minlength=features.count)
        length = np.sqrt(np.maximum(squares, 1e-9))
        values = np.where(rarity > 0, rarity / length[rows], OTHER).astype(np.float32)
        return rows, columns, values

    def scores(self, features: Features) -> Floats:
        """One row of outputs a row of features."""
        rows, columns, values = self.values(features)
        found = np.tile(self.bias, (features.count, 1))
        if len(rows):
            weighed = self.weights[columns]
            weighed *= values[:, None]
            begins = np.flatnonzero(np.diff(rows, prepend=-1))
            found[rows[begins]] += np.add.reduceat(weighed, begins, axis=0)
        return found

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays as they are kept: of weights one byte each, and the size of a step."""
        step = np.maximum(np.abs(self.weights).max(axis=0, initial=0) / _FULL, 1e-6)
        return {
            f"{name}.keys": self.keys,
            f"{name}.rarity": self.rarity.astype(np.float16),
            f"{name}.weights": np.round(self.weights / step).astype(np.int8),
            f"{name}.step": step.astype(np.float32),
            f"{name}.bias": self.bias,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Linear:
        """The model of kept arrays."""
        return cls(
            arrays[f"{name}.keys"],
            arrays[f"{name}.rarity"].astype(np.float32),
            arrays[f"{name}.weights"] * arrays[f"{name}.step"],
            arrays[f"{name}.bias"].astype(np.float32),
        )


_FULL = 127
_BUCKETS = 18
_SHIFT = np.uint64(64 - _BUCKETS)
OTHER = 0.5
"""What a feature that is no word counts."""


def table(features: Features, least: int) -> tuple[Keys, Floats]:
    """The keys that at least `least` rows have, sorted, and the rarity of each.

    Rarity is the logarithm of how many rows there are for one that has the word; others get 0.
    """
    every, place = np.unique(features.keys, return_inverse=True)
    once = np.unique(place.astype(np.int64) * features.count + features.rows)
    keys, counts = every, np.bincount(once // features.count, minlength=len(every))
    words = np.unique(features.keys[features.is_word])
    kept = counts >= least
    keys, counts = keys[kept], counts[kept]
    rarity = np.where(np.isin(keys, words), np.log(features.count / counts) + 0.01, 0.0)
    return keys, rarity.astype(np.float32)
