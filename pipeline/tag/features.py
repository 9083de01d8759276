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
    sections = keys_of([f"section {area_id}" for area_id in batch.areas])
    owners, areas = np.nonzero(batch.in_section[passages])
    parts.append((owners, sections[areas], False))
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
    add("section", _step(batch.in_section[passage, area]))
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
    hits, count = batch.hits, len(batch.hits)
    say = np.flatnonzero(hits[:, 4] == 1)
    of_hit = sentence_of_hits(batch)
    begins = np.searchsorted(of_hit[say], of_hit, side="left")
    ends = np.searchsorted(of_hit[say], of_hit, side="right")
    numbers, rows = ranges(begins, ends)
    others = say[numbers]
    different = hits[others, 3] != hits[rows, 3]
    rows, others = rows[different], others[different]
    before = hits[others, 1] < hits[rows, 1]
    after = hits[others, 1] >= hits[rows, 2]
    around = (hits[others, 1] <= hits[rows, 1]) & (hits[others, 2] >= hits[rows, 2])
    width = len(batch.areas)
    seen = np.unique(
        np.concatenate(
            [
                (3 * rows[one] + sort) * width + hits[others[one], 3]
                for sort, one in enumerate((before, after, around))
            ]
        )
    )
    owner, sort, area = seen // (3 * width), seen // width % 3, seen % width
    where = keys_of(["areas before", "areas after", "areas around"])
    keys = mixed(where[sort], area_keys(batch)[area])
    parts: list[Part] = [(owner, keys, False), (owner, mixed(plain[owner], keys), False)]
    spoken = np.zeros((len(batch.passages), width), dtype=np.int64)
    np.add.at(spoken, (hits[say, 0], hits[say, 3]), 1)
    counts = {
        "before": np.minimum(np.bincount(rows[before], minlength=count), 3),
        "after": np.minimum(np.bincount(rows[after], minlength=count), 3),
        "same": np.minimum(spoken[hits[:, 0], hits[:, 3]], 4),
        "others": np.minimum((spoken > 0).sum(axis=1)[hits[:, 0]], 8),
    }
    every = np.arange(count)
    for name, values in counts.items():
        parts.append((every, mixed(key_of(f"how many {name}"), _step(values)), False))
    parts.append((every, mixed(plain, key_of("how many before"), _step(counts["before"])), False))
    return parts
