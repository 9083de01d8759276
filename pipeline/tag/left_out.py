"""What the encoder says of annotated passages when it was trained without their publication.

The encoder has seen the annotated passages; what it says of them is surer than what it says of
others. So that `letters train` learns how far to trust it, tools/encoder trains it also with a
third of the publications left out at a time, and keeps what each of these says of what it has not
seen: figures by the hash of the passage (corpus/gold/encoder.npz), never text.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import UsageError
from pipeline.tag.encoder import Encoded, Encoder
from pipeline.tag.linear import Floats
from pipeline.tag.passages import Batch, Ints, Keys, Text

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class LeftOut:
    """keys: hashes of passages, sorted. areas: their logits, as `Encoded` has them.

    pairs: row and area of the annotated pairs; stances: the logits of each pair.
    """

    keys: Keys
    areas: Floats
    pairs: Ints
    stances: Floats

    def over(self, encoded: Encoded, texts: Sequence[Text]) -> tuple[Encoded, NDArray[np.bool_]]:
        """`encoded` with these figures for the texts that are known, and which those are."""
        own = np.array([hash_of(text) for text in texts], dtype=np.uint64)
        rows = np.minimum(np.searchsorted(self.keys, own), len(self.keys) - 1)
        known = self.keys[rows] == own
        every = np.zeros((*self.areas.shape, self.stances.shape[1]), dtype=np.float32)
        every[tuple(self.pairs.T)] = self.stances
        areas = np.where(known[:, None], self.areas[rows], encoded.areas)
        stances = np.where(known[:, None, None], every[rows], encoded.stances)
        return Encoded(areas.astype(np.float32), stances, encoded.sentences), known

    def to_bytes(self) -> bytes:
        """The file that keeps them: same figures, same bytes."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            keys=self.keys,
            areas=self.areas.astype(np.float16),
            pairs=self.pairs.astype(np.uint16),
            stances=self.stances.astype(np.float16),
        )
        return file.getvalue()

    @classmethod
    def load(cls, path: Path) -> LeftOut:
        """The figures of a file."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                keys, areas, pairs, stances = (arrays[name] for name in cls.__slots__)
        except (OSError, KeyError, ValueError, BadZipFile) as error:
            raise UsageError(f"{path} does not hold what the encoder says: restore it") from error
        return cls(
            keys, areas.astype(np.float32), pairs.astype(np.int64), stances.astype(np.float32)
        )


def hash_of(text: Text) -> int:
    """The number of a passage, the same wherever the same words stand in the same place."""
    told = json.dumps(astuple(text), ensure_ascii=False).encode("utf-8")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "little")


def encode(encoder: Encoder, batch: Batch) -> Encoded:
    """What the encoder says of a large batch, some passages at a time."""
    parts = [
        encoder.scores(Batch(batch.passages[begin : begin + _AT_ONCE], batch.areas))
        for begin in range(0, len(batch.passages), _AT_ONCE)
    ]
    return Encoded(
        np.concatenate([part.areas for part in parts]),
        np.concatenate([part.stances for part in parts]),
        np.concatenate([part.sentences for part in parts]),
    )
