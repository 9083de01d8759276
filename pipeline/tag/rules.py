"""Where the wordings of the vocabulary stand in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from pipeline.tag.vocabulary import GAP, LEVELS, WIDEST_GAP, Vocabulary, variants


class Hit(NamedTuple):
    """A wording of an area in a text: its tokens from `start` up to, not including, `end`."""

    start: int
    end: int
    area_id: str
    level: str
    wording: str


@dataclass(frozen=True, slots=True)
class _Use:
    """What a sequence of stems is part of: part number `part` of the `parts` of a wording."""

    wording: int
    part: int
    parts: int


class Rules:
    """Finds the wordings of all areas in one pass.

    All forms of a word count as one (`words.stem`). A wording with a gap is found as its parts,
    which are then joined.
    """

    def __init__(self, nlp: Language, vocabulary: Vocabulary) -> None:
        self._wordings: list[tuple[str, str, str]] = []
        self._parts: list[int] = []
        self._uses: defaultdict[int, list[_Use]] = defaultdict(list)
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        for area in vocabulary.areas:
            for level in LEVELS:
                for wording in area.wordings(level):
                    self._add(nlp, area.area_id, level, wording)

    def _add(self, nlp: Language, area_id: str, level: str, wording: str) -> None:
        self._wordings.append((area_id, level, wording))
        self._parts.append(wording.count(GAP) + 1)
        number = len(self._wordings) - 1
        for parts in variants(wording):
            for part, text in enumerate(parts):
                doc = nlp.make_doc(text)
                name = " ".join(token.norm_ for token in doc)
                key = nlp.vocab.strings.add(f"wording {name}")
                use = _Use(number, part, len(parts))
                if key not in self._uses:
                    self._matcher.add(f"wording {name}", [doc])
                if use not in self._uses[key]:
                    self._uses[key].append(use)

    def hits(self, doc: Doc, ends: Iterable[int]) -> list[Hit]:
        """All hits but the silenced, in the order of the text. `ends`: where sentences end."""
        found: set[tuple[int, int, int]] = set()
        parts: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for key, start, end in self._matcher(doc):
            for use in self._uses[key]:
                if use.parts == 1:
                    found.add((use.wording, start, end))
                else:
                    parts[use.wording, use.part].append((start, end))
        if parts:
            found |= self._joined(parts, frozenset(ends))
        return self._heard(found)

    def _heard(self, found: set[tuple[int, int, int]]) -> list[Hit]:
        hits: list[Hit] = []
        silenced: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, start, end in found:
            area_id, level, wording = self._wordings[number]
            if level == "look_alike":
                silenced[area_id].append((start, end))
            else:
                hits.append(Hit(start, end, area_id, level, wording))
        heard = [
            hit
            for hit in hits
            if not any(
                start < hit.end and hit.start < end and end - start >= hit.end - hit.start
                for start, end in silenced.get(hit.area_id, ())
            )
        ]
        return sorted(heard)

    def _joined(
        self, parts: dict[tuple[int, int], list[tuple[int, int]]], ends: frozenset[int]
    ) -> set[tuple[int, int, int]]:
        """Wordings with gaps whose parts follow one another closely within a sentence."""
        found = set()
        for wording, open_spans in ((w, spans) for (w, part), spans in parts.items() if not part):
            for part in range(1, self._parts[wording]):
                open_spans = [  # noqa: PLW2901
                    (start, far)
                    for start, end in open_spans
                    for near, far in parts.get((wording, part), ())
                    if 0 <= near - end <= WIDEST_GAP and ends.isdisjoint(range(end, near + 1))
                ]
            found |= {(wording, start, end) for start, end in open_spans}
        return found
