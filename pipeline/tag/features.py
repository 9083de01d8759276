"""What the models look at: words and wordings of passages and sentences, and around each hit."""

from __future__ import annotations

import numpy as np

from pipeline.tag.keys import key_of, keys_of, mixed, ranges
from pipeline.tag.linear import Features
from pipeline.tag.passages import Batch, Ints, Keys

_BEFORE, _AFTER = key_of("nothing before"), key_of("nothing after")
_CLOSE = 5
"""So many words before a hit are searched for the preposition that governs it."""
_PREPOSITIONS = (
    "of to for with by in on from about includ such through at between where who when".split()
)
Part = tuple[Ints, Keys, bool]


def word_features(
    batch: Batch, starts: Ints, ends: Ints, name: str, longest: int = 3
) -> list[Part]:
    """Sequences of one to `longest` words in each span of tokens of the batch."""
    numbers, owners = ranges(starts, ends)
    spoken = batch.is_word[numbers]
    numbers, owners = numbers[spoken], owners[spoken]
    words = batch.norms[numbers]
    found = words
    parts = []
    for length in range(1, longest + 1):
        if length > 1:
            found = mixed(found[: len(words) - length + 1], words[length - 1 :])
        rows = owners[: len(found)]
        whole = rows == owners[length - 1 :] if len(found) else np.zeros(0, dtype=bool)
        parts.append((rows[whole], mixed(key_of(f"{name} {length}"), found[whole]), True))
    return parts


def passage_features(batch: Batch) -> Features:
    """One row a passage."""
    count = len(batch.passages)
    parts = word_features(batch, batch.offsets[:-1], batch.offsets[1:], "word")
    parts += _places(batch, np.arange(count))
    parts.append((batch.hits[:, 0], _area_level(batch), False))
    return Features.join(count, parts)


def sentence_features(batch: Batch) -> Features:
    """One row a sentence."""
    passage, start, end, place = batch.sentences.T
    offset = batch.offsets[passage]
    parts = word_features(batch, offset + start, offset + end, "word")
    parts += _places(batch, passage)
    rows = np.arange(len(passage))
    parts.append((rows[place == 0], np.repeat(key_of("first"), int((place == 0).sum())), False))
    parts.append((sentence_of_hits(batch), _area_level(batch), False))
    return Features.join(len(passage), parts)


def sentence_of_hits(batch: Batch) -> Ints:
    """The sentence of each hit, counted over the batch."""
    return np.asarray(batch.first_sentence[batch.hits[:, 0]] + batch.hits[:, 5])


def area_keys(batch: Batch) -> Keys:
    """The key of each area, by its number."""
    return keys_of([f"area {area_id}" for area_id in batch.areas])


def _area_level(batch: Batch) -> Keys:
    level = np.where(batch.hits[:, 4] == 1, key_of("say"), key_of("hint"))
    return mixed(area_keys(batch)[batch.hits[:, 3]], level)


def _places(batch: Batch, passages: Ints) -> list[Part]:
    """Kind, kind of publication and areas of the section, for rows of these passages."""
    rows = np.arange(len(passages))
    kinds = keys_of([f"kind {text.kind}" for text in batch.texts])
    publications = keys_of([f"publication {text.publication_kind}" for text in batch.texts])
    asks = np.array([text.asks for text in batch.texts])[passages]
    parts: list[Part] = [
        (rows, kinds[passages], False),
        (rows, publications[passages], False),
        (rows[asks], np.repeat(key_of("asks"), int(asks.sum())), False),
    ]
    named = [
        (number, key_of(f"section {area_id}"))
        for number, passage in enumerate(batch.passages)
        for area_id in sorted(passage.section_areas)
    ]
    if named:
        owner = np.array([number for number, _ in named])
        keys = np.array([key for _, key in named], dtype=np.uint64)
        at = np.searchsorted(owner, passages, side="left")
        to = np.searchsorted(owner, passages, side="right")
        numbers, owners = ranges(at, to)
        parts.append((owners, keys[numbers], False))
    return parts


def hit_features(batch: Batch) -> Features:
    """One row a hit: its wording, the words around it, its place, the hits beside it."""
    passage, start, end, area, say, sentence, begin, stop, clause, clause_end = batch.hits.T
    count = len(batch.hits)
    rows = np.arange(count)
    offset = batch.offsets[passage]
    areas = mixed(area_keys(batch)[area], np.where(say == 1, key_of("say"), key_of("hint")))
    plain = area_keys(batch)[area]
    wordings = [hit.wording for one in batch.passages for hit in one.hits]
    parts: list[Part] = []

    def add(name: str, *keys: Keys, own: bool = True, every: bool = True) -> None:
        """A feature for all areas together (`every`) and for each area (`own`)."""
        if every:
            parts.append((rows, mixed(key_of(name), *keys), False))
        if own:
            parts.append((rows, mixed(plain, key_of(name), *keys), False))

    parts.append((rows, mixed(areas, key_of("area")), False))
    add("wording", keys_of(wordings) if count else np.zeros(0, np.uint64), every=False)
    left = [_word(batch, offset + start - k, offset + begin, _BEFORE) for k in (1, 2, 3)]
    right = [_next(batch, offset + end + k, offset + stop, _AFTER) for k in (0, 1, 2)]
    for place, keys in enumerate(left):
        add(f"left {place}", keys)
    for place, keys in enumerate(right):
        add(f"right {place}", keys)
    add("left two", left[1], left[0])
    add("right two", right[0], right[1])
    add("both sides", left[0], right[0], own=False)
    add("preposition", _preposition(batch, offset + start, offset + clause))
    parts += _bag(batch, offset + clause, offset + start, "clause before", None)
    parts += _bag(batch, offset + end, offset + clause_end, "clause after", None)
    parts += _bag(batch, offset + begin, offset + stop, "sentence", plain)
    add("place", _step(np.digitize(start - begin, (1, 3, 7, 14))), own=False)
    add("clause place", _step(np.minimum((start - clause) // 3, 3)), own=False)
    add("sentence number", _step(np.minimum(sentence, 3)), own=False)
    sentences = np.minimum(batch.sentence_counts[passage], 6)
    add("sentences", _step(sentences), own=False)
    add("kind", keys_of([t.kind for t in batch.texts])[passage])
    add("publication", keys_of([t.publication_kind for t in batch.texts])[passage])
    ids = list(batch.areas)
    named = [ids[a] in batch.passages[p].section_areas for p, a in zip(passage, area, strict=True)]
    add("section", _step(np.array(named, dtype=np.int64)))
    parts += _beside(batch, plain)
    return Features.join(count, parts)


def _step(values: Ints) -> Keys:
    return np.asarray(values, dtype=np.int64).astype(np.uint64)


def _word(batch: Batch, at: Ints, first: Ints, none: np.uint64) -> Keys:
    return np.where(at >= first, batch.norms[np.maximum(at, 0)], none)


def _next(batch: Batch, at: Ints, end: Ints, none: np.uint64) -> Keys:
    return np.where(at < end, batch.norms[np.minimum(at, len(batch.norms) - 1)], none)


def _bag(batch: Batch, starts: Ints, ends: Ints, name: str, areas: Keys | None) -> list[Part]:
    numbers, owners = ranges(starts, ends)
    spoken = batch.is_word[numbers]
    numbers, owners = numbers[spoken], owners[spoken]
    keys = mixed(key_of(name), batch.norms[numbers])
    if areas is not None:
        keys = mixed(areas[owners], keys)
    return [(owners, keys, False)]


def _preposition(batch: Batch, starts: Ints, first: Ints) -> Keys:
    """The nearest preposition before each hit, within its clause."""
    known = batch_strings(batch, _PREPOSITIONS)
    found = np.full(len(starts), key_of("no preposition"), dtype=np.uint64)
    for back in range(_CLOSE, 0, -1):
        at = starts - back
        word = batch.norms[np.maximum(at, 0)]
        fits = (at >= first) & np.isin(word, known)
        found = np.where(fits, word, found)
    return found


def batch_strings(batch: Batch, stems: list[str]) -> Keys:
    """The keys that stems have as tokens."""
    strings = batch.passages[0].doc.vocab.strings
    return np.array([strings.add(stem) for stem in stems], dtype=np.uint64)


def _beside(batch: Batch, plain: Keys) -> list[Part]:
    """Which other areas are spoken of before, after and around each hit in its sentence."""
    by_sentence: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    hits = batch.hits.tolist()
    in_passage: dict[int, list[int]] = {}
    for hit in hits:
        if hit[4]:
            by_sentence.setdefault((hit[0], hit[5]), []).append((hit[1], hit[2], hit[3]))
            in_passage.setdefault(hit[0], []).append(hit[3])
    rows: list[int] = []
    sorts: list[int] = []
    areas: list[int] = []
    numbers: list[tuple[int, int, int, int]] = []
    for row, (passage, start, end, area, _, sentence, *_rest) in enumerate(hits):
        seen: set[tuple[int, int]] = set()
        before = after = 0
        for other_start, other_end, other in by_sentence.get((passage, sentence), ()):
            if other == area:
                continue
            if other_start < start:
                before += 1
                seen.add((0, other))
            elif other_start >= end:
                after += 1
                seen.add((1, other))
            if other_start <= start and other_end >= end:
                seen.add((2, other))
        for sort, other in sorted(seen):
            rows.append(row)
            sorts.append(sort)
            areas.append(other)
        spoken = in_passage.get(passage, [])
        others = len(set(spoken))
        same = sum(other == area for other in spoken)
        numbers.append((min(3, before), min(3, after), min(4, same), min(8, others)))
    owner = np.array(rows, dtype=np.int64)
    where = keys_of(["areas before", "areas after", "areas around"])
    which = where[np.array(sorts, dtype=np.int64)]
    keys = mixed(which, area_keys(batch)[np.array(areas, dtype=np.int64)])
    parts: list[Part] = [(owner, keys, False), (owner, mixed(plain[owner], keys), False)]
    every = np.arange(len(hits))
    counts = np.array(numbers, dtype=np.int64).reshape(-1, 4)
    for place, name in enumerate(("before", "after", "same", "others")):
        parts.append((every, mixed(key_of(f"how many {name}"), _step(counts[:, place])), False))
    parts.append((every, mixed(plain, key_of("how many before"), _step(counts[:, 0])), False))
    return parts
