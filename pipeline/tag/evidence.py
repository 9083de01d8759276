"""Which clause or sentence made a tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.tag.combine import Base
from pipeline.tag.passages import Batch, Passage, clause_of_token

NEAR = 1.0
"""A clause whose score is so close to the best one's is evidence too."""
MOST = 3
Span = tuple[int, int]


def evidence_spans(
    batch: Batch, base: Base, chosen: NDArray[np.bool_]
) -> Iterator[tuple[int, int, tuple[Span, ...], bool]]:
    """Passage, area, token spans and whether a `say` wording stands there, for each chosen pair.

    The clauses of the hits that speak loudest; without a hit the sentence that the encoder looks
    at most. Never empty.
    """
    by_pair: defaultdict[tuple[int, int], list[tuple[float, int, bool]]] = defaultdict(list)
    asked = np.flatnonzero(chosen[batch.hits[:, 0], batch.hits[:, 3]])
    rows = batch.hits[asked][:, [0, 3, 1, 4]].tolist()
    for (number, area, start, say), score in zip(rows, base.hits[asked].tolist(), strict=True):
        by_pair[number, area].append((score, start, bool(say)))
    clauses_of = cache(lambda number: clause_of_token(batch.passages[number]))
    for number, area in np.argwhere(chosen).tolist():
        passage = batch.passages[number]
        hits = by_pair.get((number, area))
        if hits:
            loudest = max(score for score, _, _ in hits)
            close = sorted(hits, reverse=True)[: 4 * MOST]
            places = clauses_of(number)
            clauses = dict.fromkeys(
                places[start] for score, start, _ in close if score >= loudest - NEAR
            )
            kept = sorted(list(clauses)[:MOST])
            spans = [(passage.clauses[c].start, passage.clauses[c].end) for c in kept]
            told = any(say for _, _, say in hits)
        else:
            first = int(batch.first_sentence[number])
            shares = base.encoded.sentences[first : first + len(passage.sentences), area]
            spans = [passage.sentences[int(shares.argmax())]]
            told = False
        yield number, area, tuple(trimmed(passage, span) for span in spans), told


def trimmed(passage: Passage, span: Span) -> Span:
    """A span without the marks at its ends; a span of marks only stays as it is."""
    start, end = span
    while start < end and not _spoken(passage, start):
        start += 1
    while start < end and not _spoken(passage, end - 1):
        end -= 1
    return (start, end) if start < end else span


def _spoken(passage: Passage, at: int) -> bool:
    token = passage.doc[at]
    return not (token.is_punct or token.is_space)
