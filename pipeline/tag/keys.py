"""Features as 64-bit keys: what is the same in two texts gets the same number, on any machine."""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np

from pipeline.tag.passages import Ints, Keys

_ODD = np.uint64(0x9E3779B97F4A7C15)
_STIR = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(29)


@cache
def key_of(name: str) -> np.uint64:
    """The key of a name."""
    digest = hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def keys_of(names: list[str]) -> Keys:
    """The keys of names."""
    return np.array([key_of(name) for name in names], dtype=np.uint64)


def mixed(*parts: Keys | np.uint64) -> Keys:
    """One key for a sequence of keys; the order counts. One part at least is an array."""
    with np.errstate(over="ignore"):
        found = np.asarray(parts[0], dtype=np.uint64)
        for part in parts[1:]:
            found = (found * _ODD) ^ part
            found = (found ^ (found >> _HALF)) * _STIR
    return np.asarray(found, dtype=np.uint64)


def ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """All numbers from each start up to its end, and for each the index of its range."""
    lengths = np.maximum(ends - starts, 0)
    owners = np.repeat(np.arange(len(starts)), lengths)
    begun = np.cumsum(lengths) - lengths
    numbers = np.arange(int(lengths.sum())) - np.repeat(begun, lengths) + np.repeat(starts, lengths)
    return numbers.astype(np.int64), owners.astype(np.int64)
