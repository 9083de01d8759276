"""Lists below what announces them.

«9. Inspectors named three areas:» and the bullets after it belong together in reading, however the
file sets them: at the margin, as a list of their own, or broken by a page end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.blocks import BULLET, HEADING, NUMBERED, Block
from pipeline.extract.words import ends_sentence

_DECIMAL, _LETTER, _ROMAN, _BULLET = "decimal", "letter", "roman", "bullet"
_ROMAN_LABEL = re.compile(r"\(?[ivx]+[.)]*", re.IGNORECASE)
_BEFORE_ROMAN = {"i": "h", "v": "u", "x": "w"}


@dataclass(slots=True)
class _Parent:
    """A list item that ends in a colon, and how far the list below it is moved in."""

    kind: str
    level: int
    shift: int | None = None


def nest_lists(blocks: Sequence[Block]) -> None:
    """Raise the levels of announced lists above that of the item that announces them, in place.

    A list ends at a heading, a table, an item of the announcing kind, or a paragraph after its
    items; a paragraph before them that breaks off («A council must have regard to the need to»)
    belongs to it.
    """
    parents: list[_Parent] = []
    last_number = 0
    last_letter = ""
    for block in blocks:
        if block.role == HEADING or block.table:
            parents.clear()
        elif block.role in (BULLET, NUMBERED):
            kind = _kind(block, last_letter)
            if kind == _LETTER:
                last_letter = block.label.strip("()").casefold()
            number = int(block.label) if block.label.isdecimal() else 0
            if number and number == last_number + 1 and block.level == 1:
                parents.clear()
            last_number = number or last_number
            _place(block, kind, parents)
        elif parents and block.level <= parents[-1].level:
            if parents[-1].shift is not None or _is_complete(block.text):
                parents.clear()
            else:
                block.level = parents[-1].level + 1


def _place(block: Block, kind: str, parents: list[_Parent]) -> None:
    kinds = [parent.kind for parent in parents]
    if kind in kinds:
        del parents[kinds.index(kind) :]
    if parents:
        parent = parents[-1]
        if parent.shift is None:
            parent.shift = max(0, parent.level + 1 - block.level)
        block.level = max(block.level + parent.shift, parent.level + 1)
    if _announces(block.text) and kind != _BULLET:
        parents.append(_Parent(kind, block.level))


def _kind(block: Block, last_letter: str) -> str:
    """(i) is a roman one, unless (h) came before it."""
    if block.role == BULLET:
        return _BULLET
    label = block.label
    if label[:1].isdigit() or label[1:2].isdigit():
        return _DECIMAL
    if _ROMAN_LABEL.fullmatch(label):
        letter = label.strip("()").casefold()
        return _LETTER if _BEFORE_ROMAN.get(letter) == last_letter != "" else _ROMAN
    return _LETTER


def _announces(text: str) -> bool:
    return text.rstrip(" -–—").endswith(":")


def _is_complete(text: str) -> bool:
    return ends_sentence(text) and not _announces(text)
