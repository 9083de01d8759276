"""Sentences and clauses of a text, as spans of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ENDS = frozenset(".!?")
_CLOSERS = frozenset("\"'”’)]")
_TURNS = frozenset("but although though however while whilst yet despite nevertheless".split())
_LINKS = frozenset("which where who as because so with and or including resulting meaning".split())
_MARKS = frozenset(",;:–—")
_ABBREVIATIONS = frozenset(("e.g", "i.e", "eg", "ie", "etc", "no", "nos", "mr", "mrs", "ms", "dr"))
SHORTEST = 4
"""A piece with fewer words is no clause of its own."""


@dataclass(frozen=True, slots=True, order=True)
class Clause:
    """Tokens `start` up to `end` of a sentence. `turns`: it contrasts with what stands before."""

    start: int
    end: int
    sentence: int
    turns: bool


def sentences(texts: Sequence[str]) -> list[tuple[int, int]]:
    """The sentences of a text, given as words: from, up to.

    A semicolon ends one too: lists are set so.
    """
    found = []
    start = 0
    length = len(texts)
    at = 0
    while at < length:
        text = texts[at]
        if text in _ENDS or text == ";":
            after = at + 1
            while after < length and texts[after] in _CLOSERS:
                after += 1
            if after == length or text == ";" or _begins(texts, at, after):
                found.append((start, after))
                start = after
            at = after
        else:
            at += 1
    if start < length:
        found.append((start, length))
    return found


def _begins(texts: Sequence[str], at: int, after: int) -> bool:
    """Does a sentence begin at `after`, when a full stop stands at `at`?"""
    if at and texts[at - 1].lower() in _ABBREVIATIONS:
        return False
    return not texts[after][0].islower()


def clauses(words: Sequence[str], spans: list[tuple[int, int]]) -> list[Clause]:
    """The clauses of the sentences of `spans`: divided before `but`, `however`, `, which` ….

    `words` are in small letters.
    """
    found: list[Clause] = []
    for number, (start, end) in enumerate(spans):
        first = start
        turns = words[start] in _TURNS
        for at in range(start + 1, end):
            word, before = words[at], words[at - 1]
            turn = word in _TURNS
            divides = turn or (before in _MARKS and word in _LINKS)
            # "while X is good, Y is not": the second half begins after the comma
            divides = divides or (before == "," and turns and words[first] in _TURNS)
            if divides and at - first >= SHORTEST and end - at >= SHORTEST:
                found.append(Clause(first, at, number, turns))
                first, turns = at, turn
        found.append(Clause(first, end, number, turns))
    return found
