"""Paragraphs of files without pages (HTML, .docx, .odt, text) → blocks.

A paragraph arrives as runs of text with what its file knows of it; what it is in the document is
decided here, by the same rules for all formats:

- A bullet or number that the file sets, or that is typed at the start, makes a list item.
- A paragraph wholly in bold of under 120 characters that does not end as a sentence is a heading
  of level 6, below all that a file marks as headings.
- A marked heading that is longer than any heading, or is a whole sentence with a number, is text.
- A line break divides a paragraph where both sides stand by themselves: address and signature
  lines, typed bullets, a bold line over its text. Elsewhere it is a blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import TooLargeError
from pipeline.extract.blocks import (
    BULLET,
    CELL,
    HEADING,
    NUMBERED,
    PARAGRAPH,
    Block,
    Content,
)
from pipeline.extract.words import (
    clean,
    ends_sentence,
    hangs,
    join_lines,
    split_label,
    strip_bullet,
    tidy,
)
from pipeline.extract.zipsafe import TOO_LARGE, Limits

BOLD_HEADING_LEVEL = 6
LONGEST_BOLD_HEADING = 120
LONGEST_HEADING = 220
_LONGEST_NUMBERED_HEADING = 120
_LINE_OF_ITS_OWN = 60


@dataclass(frozen=True, slots=True)
class Run:
    r"""Text of one weight; line breaks are `\n`."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A table cell: `table` counts from 1, `row` and `column` from 0; table 0 is outside."""

    table: int = 0
    row: int = 0
    column: int = 0


OUTSIDE = Place()


@dataclass(frozen=True, slots=True)
class Style:
    """What a file says of a paragraph.

    `heading`: level, 0 for none. `marker`: None without, '' for a bullet, else the number as
    printed. `level` as in `Block`. `whole`: keep line breaks and make one block (addresses).
    """

    heading: int = 0
    marker: str | None = None
    level: int = 1
    size: float = 0.0
    left: float = 0.0
    whole: bool = False
    place: Place = field(default=OUTSIDE)


def blocks_of(runs: Sequence[Run], style: Style) -> list[Block]:
    """The blocks of one paragraph: none if it is empty, several where line breaks divide it."""
    lines = _lines(runs)
    if style.whole:
        text = "\n".join(text for text in (clean(line.text) for line in lines) if text)
        return [_block(Run(text, all(line.bold for line in lines)), style)] if text else []
    if style.heading:
        joined = ""
        for line in lines:
            joined = join_lines(joined, tidy(line.text))
        lines = [Run(joined, bool(lines) and lines[0].bold)]
    pieces = _pieces(lines)
    blocks = []
    for piece in pieces:
        blocks.append(_block(piece, style))
        style = replace(style, marker=None, heading=0)
    return blocks


def _lines(runs: Iterable[Run]) -> list[Run]:
    """Lines between line breaks; a line is bold if all its visible text is."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        lines[-1].append(Run(first, run.bold))
        lines.extend([Run(text, run.bold)] for text in others)
    result = []
    for line in lines:
        visible = [run for run in line if run.text.strip()]
        bold = bool(visible) and all(run.bold for run in visible)
        result.append(Run("".join(run.text for run in line), bold))
    return result


def _pieces(lines: Sequence[Run]) -> list[Run]:
    """Lines put together, except where a line break divides."""
    pieces: list[Run] = []
    last = ""
    blank = False
    for line in lines:
        text = tidy(line.text)
        if not text.strip():
            blank = bool(pieces)
            continue
        if not pieces or blank or _divides(last, line, pieces[-1].bold):
            pieces.append(Run(text, line.bold))
        else:
            joined = join_lines(pieces[-1].text, text)
            pieces[-1] = Run(joined, pieces[-1].bold and line.bold)
        last = text.strip()
        blank = False
    return pieces


def _divides(last: str, line: Run, last_bold: bool) -> bool:
    text = clean(line.text)
    if strip_bullet(text)[0]:
        return True
    if split_label(tidy(line.text))[0] and (ends_sentence(last) or not hangs(last)):
        return True
    if last_bold and not line.bold and is_bold_heading(last):
        return True
    if text[:1].islower() or last.endswith(("-", "\u00ad")):
        return False
    if last.endswith(","):
        return len(last) <= _LINE_OF_ITS_OWN
    return len(last) <= _LINE_OF_ITS_OWN and not hangs(last)


def is_bold_heading(text: str) -> bool:
    """May a paragraph wholly in bold be a heading?"""
    text = text.strip()
    return (
        0 < len(text) < LONGEST_BOLD_HEADING
        and not text.endswith((".", ";", ","))
        and any(c.isalpha() for c in text)
    )


def _block(run: Run, style: Style) -> Block:
    role, label, text = _role(run, style)
    if "\n" not in text:
        text = clean(text)
    level = style.level
    if role == HEADING:
        level = style.heading or BOLD_HEADING_LEVEL
    return Block(
        role=role,
        text=text.rstrip("\u00ad"),
        label=label,
        level=level,
        bold=run.bold,
        size=style.size,
        left=style.left,
        table=style.place.table,
        row=style.place.row,
        column=style.place.column,
    )


def _role(run: Run, style: Style) -> tuple[str, str, str]:
    """Role, label and text of a piece."""
    in_table = style.place.table > 0
    if style.marker is not None:
        if style.heading and _is_heading(run.text, style.marker):
            return HEADING, style.marker, run.text
        return (NUMBERED, style.marker, run.text) if style.marker else (BULLET, "", run.text)
    if style.whole:
        return (CELL if in_table else PARAGRAPH), "", run.text
    label, rest = split_label(run.text)
    if style.heading and _is_heading(rest or run.text, label):
        return (HEADING, label, rest) if label and rest else (HEADING, "", run.text)
    bullet, after = strip_bullet(run.text)
    if bullet and after:
        return BULLET, "", after
    if label and rest:
        return NUMBERED, label, rest
    if in_table:
        return CELL, "", run.text
    if run.bold and is_bold_heading(run.text):
        return HEADING, "", run.text
    return PARAGRAPH, "", run.text


def _is_heading(text: str, label: str) -> bool:
    text = text.strip()
    if label and len(text) > _LONGEST_NUMBERED_HEADING and text.endswith((".", ";")):
        return False
    return len(text) <= LONGEST_HEADING


def label_of(printed: str) -> str:
    """A number as the file prints it, without its full stop: `4.` → `4`, `(a)` → `(a)`."""
    return clean(printed).rstrip(".").strip()


def check_characters(content: Content, limits: Limits) -> Content:
    """`content`, unless it holds more text than the limits allow."""
    count = sum(len(block.text) for block in (*content.blocks, *content.footnotes))
    if count > limits.characters:
        raise TooLargeError(
            TOO_LARGE,
            f"{count:,} characters; limits.characters in params.yaml allows {limits.characters:,}",
        )
    return content
