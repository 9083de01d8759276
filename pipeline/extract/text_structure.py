"""What the lines of a text file are: headings, and how deep list items stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.dates import parse_date
from pipeline.extract.blocks import BULLET, HEADING, NUMBERED, PARAGRAPH, Block
from pipeline.extract.words import hangs

_LONGEST_HEADING = 80
_DEEPER = 2
_NAME_AND_VALUE = re.compile(r"[A-Z][^:.]{1,40}: +[A-Z0-9‘“'\"]")
_SHORT_FORM = re.compile(r"[A-Z](?=\w*[A-Z])\w*\s[-–—]\s\S")
SALUTATION = re.compile(r"(?:dear|yours)\b", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """One paragraph in the making, from the line that begins it."""

    block: Block
    indent: int
    chunk: int
    lines: int = 1
    last: str = ""


def find_headings(found: list[Line]) -> None:
    """Make headings of short lines that stand over something.

    In a row of short lines before a text only the last is sure. A form gives names and values by
    turns («Classification», «Open», «Decision type», …), so a row of three or more is read
    by turns from its end; a row of two is a heading and its subheading.
    """
    chunks: dict[int, list[Line]] = {}
    for item in found:
        chunks.setdefault(item.chunk, []).append(item)
    row: list[Line] = []
    for chunk in chunks.values():
        first = chunk[0]
        short = first.block.role == PARAGRAPH and _may_head(first.block.text)
        if short and _stands_alone(chunk):
            row.append(first)
            if len(chunk) == 1:
                continue
        if first.block.role != HEADING:
            _mark_headings(row)
        row = []
    _mark_numbered(found)
    for item in found:
        if item.block.bold and item.block.role == PARAGRAPH and _may_head(item.block.text):
            item.block.role = HEADING
            item.block.level = 6


def _mark_numbered(found: list[Line]) -> None:
    """Make headings of «2. Background» over «2.1 …», or over text that has no number.

    Over text it is one if all numbers before it head something too: the last item of a list, too,
    stands over text.
    """
    heads = 0
    seen = set()
    for item, following in pairwise(found):
        label = item.block.label
        if item.block.role != NUMBERED or not label.isdecimal():
            continue
        number, below = int(label), following.block
        follows = number == heads + 1 or (not heads and number - 1 not in seen)
        seen.add(number)
        over_parts = below.role == NUMBERED and below.label.startswith(f"{label}.")
        over_text = below.role == PARAGRAPH and follows
        text = item.block.text.removesuffix(" for").removesuffix(" to")
        if item.lines == 1 and _may_head(text) and (over_parts or over_text):
            item.block.role, item.block.level, item.block.label = HEADING, 1, ""
            heads = number


def _stands_alone(chunk: list[Line]) -> bool:
    """Is the first line of a chunk all of it, or followed by something that is no address line?"""
    first, *others = chunk
    if first.lines > 1:
        return False
    return (
        not others
        or others[0].block.role in (BULLET, NUMBERED)
        or len(others[0].block.text) > _LONGEST_HEADING
    )


def _may_head(text: str) -> bool:
    return (
        len(text) <= _LONGEST_HEADING
        and not text[0].islower()
        and not text.endswith((".", ";", ":", ",", "!"))
        and any(c.isalpha() for c in text)
        and not hangs(text)
        and not _NAME_AND_VALUE.match(text)
        and not _SHORT_FORM.match(text)
        and not SALUTATION.match(text)
        and parse_date(text) is None
    )


def _mark_headings(row: list[Line]) -> None:
    by_turns = 3
    for back, item in enumerate(reversed(row)):
        first = back == len(row) - 1
        if back % 2 == 0 or len(row) < by_turns or first:
            item.block.role = HEADING
            item.block.level = 1


def set_levels(found: list[Line]) -> None:
    """Levels of list items by indentation; one blank more or less is no level."""
    number_at: int | None = None
    indents: list[int] = []
    for item in found:
        role = item.block.role
        if role == NUMBERED and item.block.label[0].isdigit() and not _is_inner(item, indents):
            number_at, indents = item.indent, []
        elif role in (BULLET, NUMBERED):
            while indents and item.indent <= indents[-1] - _DEEPER:
                indents.pop()
            if not indents or item.indent >= indents[-1] + _DEEPER:
                indents.append(item.indent)
            inner = number_at is not None and indents[0] > number_at
            item.block.level = len(indents) + inner
        else:
            number_at = number_at if role == PARAGRAPH and item.indent else None
            indents = []


def _is_inner(item: Line, indents: list[int]) -> bool:
    """Does a number stand indented below a bullet?"""
    return bool(indents) and item.indent >= indents[-1] + _DEEPER
