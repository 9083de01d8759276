"""Vectors of words (models/tagger/words.npz): words of like meaning lie close to one another."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.errors import PipelineError
from pipeline.tag.linear import Floats
from pipeline.tag.passages import Batch, Ints, Keys

_FULL = 127


@dataclass(frozen=True, slots=True)
class Vectors:
    """A row of bytes a word, to be multiplied by `scale`, and a weight: rare words count more.

    `keys` are the numbers that spaCy gives stems, sorted.
    """

    keys: Keys
    rows: Floats
    scale: Floats
    weights: Floats

    @classmethod
    def of(cls, keys: Keys, vectors: Floats, weights: Floats) -> Vectors:
        """From exact vectors."""
        scale = np.abs(vectors).max(axis=0) / _FULL
        rows = np.round(vectors / scale).astype(np.int8)
        return cls(keys, rows, scale.astype(np.float32), weights.astype(np.float32))

    @property
    def width(self) -> int:
        """How many dimensions a vector has."""
        return int(self.rows.shape[1])

    def of_words(self, batch: Batch) -> Floats:
        """The weighed vector of each token of a batch; 0 for what is not known."""
        place = np.minimum(np.searchsorted(self.keys, batch.norms), len(self.keys) - 1)
        weights = np.where(self.keys[place] == batch.norms, self.weights[place], 0)
        return np.asarray(self.rows[place] * self.scale * weights[:, None], dtype=np.float32)

    def to_bytes(self) -> bytes:
        """The file that keeps them: same vectors, same bytes."""
        file = io.BytesIO()
        arrays = {name: getattr(self, name) for name in ("keys", "rows", "scale", "weights")}
        np.savez_compressed(file, **arrays)
        return file.getvalue()

    @classmethod
    def load(cls, data: bytes) -> Vectors:
        """The vectors of a kept file."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls(*(arrays[name] for name in ("keys", "rows", "scale", "weights")))


def read_vectors(folder: Path) -> Vectors:
    """The vectors of a folder."""
    try:
        return Vectors.load((folder / "words.npz").read_bytes())
    except OSError as error:
        raise PipelineError(f"{folder} lacks words.npz: restore it") from error


def means(words: Floats, starts: Ints, ends: Ints) -> Floats:
    """The direction of each span of tokens: the sum of its words, brought to length one."""
    sums = np.zeros((len(words) + 1, words.shape[1]))
    np.cumsum(words, axis=0, out=sums[1:])
    found = sums[ends] - sums[starts]
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(length, 1e-6), dtype=np.float32)
