"""Findings taken apart: words, sentences, clauses and hits of a batch, as arrays.

A batch puts its passages one behind the other, so that one numpy call does the work of a loop
over findings. Positions in `Batch` count tokens of the whole batch; `Hit` and `Clause` of a
`Passage` count tokens of its own text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_PUNCT, NORM
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.records import ASKS_FOR_ACTION
from pipeline.tag.clauses import Clause, clauses, sentences
from pipeline.tag.rules import Hit, Rules
from pipeline.tag.words import words_of

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Text:
    """What is tagged: a text and what is known of the place where it stands."""

    text: str
    kind: str = "paragraph"
    section: str = ""
    publication_kind: str = "other"

    @property
    def asks(self) -> bool:
        """Whether it asks for action."""
        return self.kind in ASKS_FOR_ACTION


@dataclass(frozen=True, slots=True)
class Passage:
    """One text, taken apart. words: in small letters; stems: of each of them."""

    source: Text
    doc: Doc
    words: tuple[str, ...]
    stems: tuple[str, ...]
    sentences: list[tuple[int, int]]
    clauses: list[Clause]
    hits: list[Hit]
    section_areas: frozenset[str]

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """Character offsets of the tokens `start` up to `end`."""
        last = self.doc[end - 1]
        return self.doc[start].idx, last.idx + len(last)


def take_apart(nlp: Language, rules: Rules, texts: Iterable[Text]) -> list[Passage]:
    """The passages of texts. Sections, of which there are few, are looked at once each."""
    sections: dict[str, frozenset[str]] = {}
    found = []
    for source in texts:
        if source.section not in sections:
            sections[source.section] = _areas_of(nlp, rules, source.section)
        doc = nlp.make_doc(source.text)
        written, words, stems = words_of(doc)
        spans = sentences(written)
        hits = rules.hits(doc, (end for _, end in spans))
        parts = clauses(words, spans)
        inside = sections[source.section]
        found.append(Passage(source, doc, words, stems, spans, parts, hits, inside))
    return found


def _areas_of(nlp: Language, rules: Rules, section: str) -> frozenset[str]:
    if not section:
        return frozenset()
    doc = nlp.make_doc(section)
    return frozenset(hit.area_id for hit in rules.hits(doc, ()) if hit.level == "say")


class Batch:
    """The arrays of some passages. `areas` gives the number of each area id."""

    def __init__(self, passages: Sequence[Passage], areas: dict[str, int]) -> None:
        self.passages = passages
        self.areas = areas
        arrays = [passage.doc.to_array([NORM, IS_PUNCT]) for passage in passages]
        lengths = [len(passage.doc) for passage in passages]
        self.offsets: Ints = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        together = np.concatenate([a.reshape(-1, 2) for a in arrays]).astype(np.uint64)
        self.norms: Keys = together[:, 0]
        self.is_word: NDArray[np.bool_] = together[:, 1] == 0
        self.texts: list[Text] = [passage.source for passage in passages]
        self.sentences = self._table(
            [
                (number, start, end, place)
                for number, passage in enumerate(passages)
                for place, (start, end) in enumerate(passage.sentences)
            ],
            4,
        )
        self.sentence_counts = np.array([len(p.sentences) for p in passages], dtype=np.int64)
        self.first_sentence = np.concatenate([[0], np.cumsum(self.sentence_counts)])[:-1]
        self.hits = self._table(self._hit_rows(), 10)
        self.in_section = np.zeros((len(passages), len(areas)), dtype=np.int64)
        for number, passage in enumerate(passages):
            for area_id in passage.section_areas:
                self.in_section[number, areas[area_id]] = 1

    @staticmethod
    def _table(rows: list[Any], width: int) -> Ints:
        return np.array(rows, dtype=np.int64).reshape(-1, width)

    def _hit_rows(self) -> list[tuple[int, ...]]:
        """Passage, start, end, area, is it `say`, sentence and clause with their ends."""
        rows: list[tuple[int, ...]] = []
        for number, passage in enumerate(self.passages):
            places = clause_of_token(passage)
            for hit in passage.hits:
                clause = passage.clauses[places[hit.start]]
                start, end = passage.sentences[clause.sentence]
                own = (number, hit.start, hit.end, self.areas[hit.area_id], hit.level == "say")
                rows.append((*own, clause.sentence, start, end, clause.start, clause.end))
        return rows


def clause_of_token(passage: Passage) -> list[int]:
    """For each token the number of its clause."""
    places: list[int] = []
    for number, clause in enumerate(passage.clauses):
        places += [number] * (clause.end - clause.start)
    return places
