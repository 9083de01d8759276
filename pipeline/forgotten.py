"""Tombstones: raw/forgotten.jsonl, which only gains lines. `forget.py` does the forgetting.

A tombstone holds until it is undone: `fetch` and `add` do not bring back its bytes, nor what lies
at its address, and no stage reads what a kill or a person left of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.address import same_address
from pipeline.corpus import Corpus
from pipeline.errors import CorpusError, ForgottenError
from pipeline.records import Record, check_types, iso_date, one_of
from pipeline.store import append_line, read_lines

STEPS = ("forget", "done", "undo")


@dataclass(frozen=True, slots=True)
class Tombstone(Record):
    """One line: `forget` (one an address, before anything is removed), `done`, or `undo`."""

    id: str
    sha256: str
    url: str
    date: str
    step: str = "forget"

    def __post_init__(self) -> None:
        check_types(self)
        one_of(self.step, STEPS, "step")
        iso_date(self.date, "date")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The tombstones that hold, by the bytes, by the address, and those not carried out yet."""

    by_sha256: Mapping[str, Tombstone] = field(default_factory=dict)
    by_address: Mapping[str, Tombstone] = field(default_factory=dict)
    unfinished: frozenset[str] = frozenset()

    def at(self, url: str) -> Tombstone | None:
        """The tombstone of what lay at `url`."""
        return self.by_address.get(same_address(url)) if url and self.by_address else None

    def check(self, sha256: str, url: str, held: Iterable[str]) -> None:
        """Raise ForgottenError for these bytes, and for others at the same address.

        Where one of the addresses `held` is the same, others may come: a later version is kept.
        """
        stone = self.by_sha256.get(sha256)
        if stone is None and (stone := self.at(url)):
            address = same_address(url)
            if any(one and same_address(one) == address for one in held):
                return
        if stone is not None:
            raise ForgottenError(stone.id, stone.date)

    def urls(self, sha256: str) -> frozenset[str]:
        """The addresses, in one spelling, of these bytes."""
        return frozenset(a for a, stone in self.by_address.items() if stone.sha256 == sha256)


def forgotten_path(corpus: Corpus) -> Path:
    """Where the tombstones lie."""
    return corpus.raw / "forgotten.jsonl"


def read_forgotten(corpus: Corpus) -> Forgotten:
    """What is forgotten now."""
    path = forgotten_path(corpus)
    if not path.exists():
        return Forgotten()
    held: dict[str, list[Tombstone]] = {}
    unfinished: set[str] = set()
    for number, line in read_lines(path):
        try:
            stone = Tombstone.from_dict(line)
        except (TypeError, ValueError) as error:
            raise CorpusError(f"{path}, line {number}: {error}; correct it") from error
        if stone.step == "forget":
            held.setdefault(stone.id, []).append(stone)
            unfinished.add(stone.id)
        else:
            unfinished.discard(stone.id)
            if stone.step == "undo":
                held.pop(stone.id, None)
    stones = [stone for lines in held.values() for stone in lines]
    return Forgotten(
        {stone.sha256: stone for stone in reversed(stones)},
        {same_address(stone.url): stone for stone in stones if stone.url},
        frozenset(unfinished),
    )


def append_tombstone(corpus: Corpus, stone: Tombstone) -> None:
    """Add one line, forced to disk. The caller holds the lock of the data folder."""
    append_line(forgotten_path(corpus), stone.to_dict())
