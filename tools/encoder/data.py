"""Annotated passages in word pieces, with what readers said of each piece."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.corpus import Corpus
from pipeline.records import FINDING_KINDS, PUBLICATION_KINDS
from pipeline.tag.annotations import Example
from pipeline.tag.passages import Batch, take_apart
from pipeline.tag.pieces import BEGIN, END, UNKNOWN, Pieces, divided, windows_of
from pipeline.tag.rules import Rules
from pipeline.tag.stance import STANCES
from pipeline.tag.train import read_examples
from pipeline.tag.vocabulary import read_vocabulary, vocabulary_path
from pipeline.tag.words import blank_pipeline

LONGEST = 224
"""Pieces of a window."""
COMMON = 8_000
"""So many of the commonest pieces of the model are kept, whether annotated passages use them or
not: other publications will."""
_FIRST = 996
"""BERT's list begins with marks that no text holds."""
_SIGNS = frozenset("’‘“”–—…•£")


@dataclass(frozen=True, slots=True)
class Seen:
    """What readers saw of an area in a passage: its stances (0 or 1 each), pieces of evidence."""

    area: int
    stances: list[int]
    places: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages as the encoder reads them: rows of pieces, hits (place, row), kinds; answers.

    folds: which third of the publications each belongs to.
    """

    examples: Sequence[Example]
    names: list[str]
    kept: list[int]
    pieces: list[NDArray[np.int64]]
    hits: list[NDArray[np.int64]]
    kinds: NDArray[np.int64]
    publications: NDArray[np.int64]
    asks: NDArray[np.int64]
    answers: NDArray[np.float32]
    seen: list[list[Seen]]
    folds: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Pieces of each passage."""
        return np.array([len(one) for one in self.pieces])

    def groups(
        self, rows: NDArray[np.int64], size: int, chance: np.random.Generator | None = None
    ) -> list[NDArray[np.int64]]:
        """Rows in groups of nearly the same length, in an order left to `chance`."""
        spread = 1 + (0.3 * chance.random(len(rows)) if chance else np.zeros(len(rows)))
        rows = rows[np.argsort(self.lengths[rows] * spread, kind="stable")]
        found = [rows[begin : begin + size] for begin in range(0, len(rows), size)]
        if chance:
            chance.shuffle(found)  # type: ignore[arg-type]
        return found


def read_passages(corpus: Corpus, annotations: Path, all_names: list[str]) -> Passages:
    """The annotated passages; `all_names`: the pieces of the model, of which some are kept."""
    every = read_examples(corpus, annotations)
    examples = [example for example in every if example.annotation.decided is None]
    vocabulary = read_vocabulary(vocabulary_path())
    nlp = blank_pipeline()
    areas = {area_id: number for number, area_id in enumerate(vocabulary.ids)}
    taken = take_apart(nlp, Rules(nlp, vocabulary), [e.text for e in examples])
    batch = Batch(taken, areas)
    kept = _kept(all_names, batch)
    names = [all_names[number] for number in kept]
    pieces, hits, seen = [], [], []
    for one in _rows(batch, Pieces(names), examples, areas):
        pieces.append(one[0])
        hits.append(one[1])
        seen.append(one[2])
    answers = np.zeros((len(examples), len(areas)), dtype=np.float32)
    for row, example in enumerate(examples):
        for area_id in example.annotation.agreed:
            answers[row, areas[area_id]] = 1
    return Passages(
        examples,
        names,
        kept,
        pieces,
        hits,
        np.array([FINDING_KINDS.index(e.text.kind) for e in examples]),
        np.array([PUBLICATION_KINDS.index(e.text.publication_kind) for e in examples]),
        np.array([int(e.text.asks) for e in examples]),
        answers,
        seen,
        _folds(examples),
    )


def _kept(all_names: list[str], batch: Batch) -> list[int]:
    """The pieces that passages use, single signs, and the commonest of the model's list."""
    every = Pieces(all_names)
    used = Counter(divided(batch, every).pieces.tolist())
    for section in {text.section for text in batch.texts}:
        used.update(every.of(section))
    plain = [
        number
        for number, name in enumerate(all_names)
        if name and all(ord(sign) < 128 or sign in _SIGNS for sign in name)
    ]
    single = {n for n in plain if len(all_names[n].removeprefix("##")) == 1}
    common = [n for n in plain if n >= _FIRST][:COMMON]
    marks = [all_names.index(mark) for mark in (UNKNOWN, BEGIN, END)]
    return [*marks, *sorted((set(used) | single | set(common)) - set(marks))]


def _rows(
    batch: Batch, pieces: Pieces, examples: Sequence[Example], areas: dict[str, int]
) -> Iterator[tuple[NDArray[Any], NDArray[Any], list[Seen]]]:
    """The first window of each passage: pieces, hits, and what readers saw."""
    text = divided(batch, pieces)
    done: set[int] = set()
    for window in windows_of(batch, text, pieces, LONGEST):
        if window.passage in done:
            continue
        done.add(window.passage)
        first = len(window.before)
        low, high = np.searchsorted(text.hit_places, (window.start, window.end))
        places = text.hit_places[low:high] - window.start + first
        offset = int(batch.offsets[window.passage])
        doc = batch.passages[window.passage].doc
        tokens = np.array([(token.idx, token.idx + len(token)) for token in doc])
        seen = []
        for area_id, tag in examples[window.passage].annotation.agreed.items():
            inside = np.zeros(len(tokens), dtype=bool)
            for start, end in tag.spans:
                inside |= (tokens[:, 0] < end) & (tokens[:, 1] > start)
            own = [
                piece - window.start + first
                for token in np.flatnonzero(inside)
                for piece in range(text.of_token[offset + token], text.of_token[offset + token + 1])
                if piece < window.end
            ]
            stances = [int(stance in tag.stances) for stance in STANCES]
            seen.append(Seen(areas[area_id], stances, np.array(own, dtype=np.int64)))
        yield (
            np.array([*window.before, *text.pieces[window.start : window.end].tolist()]),
            np.stack([places, text.hits[low:high]], axis=1),
            seen,
        )


def _folds(examples: Sequence[Example], folds: int = 3, seed: int = 1) -> NDArray[np.int64]:
    """A fold a publication, real and invented ones dealt apart."""
    chance = random.Random(seed)  # noqa: S311
    fold: dict[str, int] = {}
    for invented in (False, True):
        ids = sorted({e.publication_id for e in examples if e.invented == invented})
        chance.shuffle(ids)
        fold |= {publication_id: n % folds for n, publication_id in enumerate(ids)}
    return np.array([fold[example.publication_id] for example in examples])
