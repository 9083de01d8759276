"""The vocabulary, checked; and what an edit of it changes on the findings of a data folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from spacy.language import Language

from pipeline.corpus import Corpus
from pipeline.records import Extraction, Record
from pipeline.store import read_json
from pipeline.tag.clauses import sentences
from pipeline.tag.rules import Rules
from pipeline.tag.vocabulary import LEVELS, Vocabulary, variants
from pipeline.tag.words import blank_pipeline, words_of

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change(Record):
    """A finding that an edit of the vocabulary lets speak, or no longer speak, for an area."""

    area_id: str
    change: str
    finding_id: str
    text: str


def faults(vocabulary: Vocabulary, known: Iterable[str] = ()) -> list[str]:
    """What is wrong with a vocabulary, in words. `known`: area ids that must stay."""
    nlp = blank_pipeline()
    gone = [area_id for area_id in known if area_id not in vocabulary.ids]
    found = [f"area {area_id} is gone; ids stay" for area_id in gone]
    twice = [area_id for area_id, number in Counter(vocabulary.ids).items() if number > 1]
    found += [f"area {area_id} stands twice" for area_id in twice]
    for area in vocabulary.areas:
        if not area.say:
            found.append(f"{area.area_id}: no wording speaks for it")
        seen: defaultdict[Stems, list[tuple[str, str]]] = defaultdict(list)
        for level in LEVELS:
            for wording in area.wordings(level):
                for stems in _stems(nlp, wording):
                    seen[stems].append((level, wording))
        found += sorted({fault for uses in seen.values() for fault in _clashes(area.area_id, uses)})
    return found


def _clashes(area_id: str, uses: list[tuple[str, str]]) -> Iterator[str]:
    wordings = list(dict.fromkeys(uses))
    for (level, wording), (other_level, other) in pairwise(wordings):
        if "look_alike" in (level, other_level) and level != other_level:
            yield f"{area_id}: {wording!r} ({level}) contradicts {other!r} ({other_level})"
        elif level != other_level:
            yield f"{area_id}: {wording!r} ({level}) and {other!r} ({other_level}) are the same"


def _stems(nlp: Language, wording: str) -> set[Stems]:
    return {
        tuple(" ".join(token.norm_ for token in nlp.make_doc(part)) for part in parts)
        for parts in variants(wording)
    }


def silent(vocabulary: Vocabulary, corpus: Corpus) -> list[str]:
    """The areas that no finding of a data folder speaks for."""
    heard = {area_id for areas in spoken(vocabulary, corpus).values() for area_id in areas}
    return [area_id for area_id in vocabulary.ids if area_id not in heard]


def changes(before: Vocabulary, after: Vocabulary, corpus: Corpus) -> list[Change]:
    """Findings for which wordings of an area speak in only one of two vocabularies."""
    old, new = spoken(before, corpus), spoken(after, corpus)
    texts = dict(_texts(corpus))
    return sorted(
        (
            Change(area_id, "gained" if area_id in new[finding_id] else "lost", finding_id, text)
            for finding_id, text in texts.items()
            for area_id in new[finding_id] ^ old[finding_id]
        ),
        key=lambda change: (change.area_id, change.change, change.finding_id),
    )


def spoken(vocabulary: Vocabulary, corpus: Corpus) -> dict[str, set[str]]:
    """The areas whose `say` wordings stand in each finding."""
    nlp = blank_pipeline()
    rules = Rules(nlp, vocabulary)
    found = {}
    for finding_id, text in _texts(corpus):
        doc = nlp.make_doc(text)
        hits = rules.hits(doc, (end for _, end in sentences(words_of(doc)[0])))
        found[finding_id] = {hit.area_id for hit in hits if hit.level == "say"}
    return found


def _texts(corpus: Corpus) -> Iterator[tuple[str, str]]:
    for path in sorted(corpus.extracted.glob("pub-*.json")):
        for finding in Extraction.from_dict(read_json(path)).findings:
            yield finding.finding_id, finding.text
