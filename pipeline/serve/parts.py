"""Texts in parts, so that the words that tell can be marked."""

from __future__ import annotations

from collections.abc import Sequence


def parts_of(text: str, spans: Sequence[Sequence[int]]) -> list[tuple[str, bool]]:
    """A text in parts, each with whether it is to be marked. Spans that overlap are one.

    >>> parts_of("abcdef", [[1, 3], [2, 4]])
    [('a', False), ('bcd', True), ('ef', False)]
    """
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in _joined(spans, len(text)):
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def _joined(spans: Sequence[Sequence[int]], length: int) -> list[list[int]]:
    found: list[list[int]] = []
    for start, end in sorted((max(0, s), min(length, e)) for s, e in spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        elif start < end:
            found.append([start, end])
    return found


def quoted(text: str, clause: object) -> list[tuple[str, bool]]:
    """A text with one clause of it marked, where it stands there in these words."""
    start = text.find(clause) if isinstance(clause, str) and clause else -1
    return parts_of(text, [[start, start + len(str(clause))]] if start >= 0 else [])
