"""Word pieces: words as numbers of a fixed list of words and parts of words.

The algorithm is BERT's WordPiece (Devlin and others, 2019): words without case and accents, each
divided into the longest pieces that the list holds; what goes on a word begins with `##`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.attrs import ORTH

from pipeline.tag.keys import ranges
from pipeline.tag.passages import Batch, Ints

UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST = 60
"""A longer word is not divided: it is no word."""
_SECTION = 12
"""So many pieces of its heading stand before a passage."""


class Pieces:
    """Divides texts; remembers the words that it has met."""

    def __init__(self, names: Sequence[str]) -> None:
        self.number = {name: number for number, name in enumerate(names)}
        self._known: dict[str, list[int]] = {}

    def of(self, text: str) -> list[int]:
        """The numbers of the pieces of a text.

        >>> Pieces([UNKNOWN, "case", "##load", "##s", "."]).of("Caseloads. Ü")
        [1, 2, 3, 4, 0]
        """
        known = self._known.get(text)
        if known is None:
            words = _WORD.findall(text)
            known = self._known[text] = [piece for word in words for piece in self._divided(word)]
        return known

    def _divided(self, word: str) -> list[int]:
        plain = unicodedata.normalize("NFD", word.lower())
        plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")
        found: list[int] = []
        start = 0
        while start < len(plain) <= _LONGEST:
            begin = "##" if start else ""
            ends = range(len(plain), start, -1)
            end = next((end for end in ends if begin + plain[start:end] in self.number), 0)
            if not end:
                break
            found.append(self.number[begin + plain[start:end]])
            start = end
        return found if found and start == len(plain) else [self.number[UNKNOWN]]


@dataclass(frozen=True, slots=True)
class Divided:
    """A batch in pieces.

    of_token: where the pieces of each token begin. hit_places: pieces that lie in a hit, sorted;
    hits: the row of its area and level.
    """

    pieces: Ints
    of_token: Ints
    hit_places: Ints
    hits: Ints


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of passage number `passage` from `start` up to `end`, and what is put before them."""

    passage: int
    before: list[int]
    start: int
    end: int

    def __len__(self) -> int:
        return len(self.before) + self.end - self.start


def divided(batch: Batch, pieces: Pieces) -> Divided:
    """A batch in pieces. Each different word is divided once."""
    orths = np.concatenate([p.doc.to_array(ORTH).reshape(-1) for p in batch.passages])
    different, which = np.unique(orths.astype(np.uint64), return_inverse=True)
    strings = batch.passages[0].doc.vocab.strings
    unknown = [pieces.number[UNKNOWN]]
    of_word = [pieces.of(strings[int(orth)]) or unknown for orth in different]
    ends = np.cumsum([len(own) for own in of_word])
    starts = np.concatenate([[0], ends[:-1]])
    every = np.array([piece for own in of_word for piece in own], dtype=np.int64)
    numbers, owners = ranges(starts[which], ends[which])
    counts = np.bincount(owners, minlength=len(orths))
    of_token = np.concatenate([[0], np.cumsum(counts)])
    offset = batch.offsets[batch.hits[:, 0]]
    begin, end = of_token[offset + batch.hits[:, 1]], of_token[offset + batch.hits[:, 2]]
    places, hits = ranges(begin, end)
    order = np.argsort(places, kind="stable")
    rows = 2 * batch.hits[:, 3] + batch.hits[:, 4]
    return Divided(every[numbers], of_token, places[order], rows[hits[order]])


def windows_of(batch: Batch, text: Divided, pieces: Pieces, longest: int) -> Iterator[Window]:
    """Each passage as one window, or as several that end with a sentence where one can."""
    first, last_mark = pieces.number[BEGIN], pieces.number[END]
    for number, passage in enumerate(batch.passages):
        before = [first, *pieces.of(passage.source.section)[:_SECTION], last_mark]
        offset = int(batch.offsets[number])
        ends = [int(text.of_token[offset + end]) for _, end in passage.sentences]
        start, last, room = int(text.of_token[offset]), ends[-1], longest - len(before)
        while last - start > room:
            fitting = [end for end in ends if start < end <= start + room]
            end = fitting[-1] if fitting else start + room
            yield Window(number, before, start, end)
            start = end
        yield Window(number, before, start, last)
