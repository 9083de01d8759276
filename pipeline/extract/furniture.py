"""What stands on a page besides its text: running heads and feet, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial

from pipeline.extract.blocks import Block
from pipeline.extract.divided import Joiner
from pipeline.extract.pdf import Line, Page

SMALL = 0.86
"""Footnotes and running heads are set at most this many times the body's size."""

_BAND = 0.2
_EDGE = 0.07
_LONGEST_FOOT = 110
_BEYOND = 0.13
_REPEATED = 3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|[ivx]{1,5}", re.I)
_FOOTNOTE = re.compile(
    r"(?!\d{1,2}(?:\s*(?:to|and|-|–)\s*\d{1,2})?\s+"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b)"
    r"(?:\d{1,2}|[*†‡])(?=\s|$|[A-Z‘“\[h])",
    re.I,
)

Key = tuple[int, str]


def find_furniture(
    pages: list[Page], lines_by_page: list[list[Line]], body_size: float
) -> list[dict[int, Line]]:
    """Running heads and feet and page numbers, by identity of the line, for each page.

    What stands at the same place of several pages with the same words (numbers apart) is one, and
    so is what stands beyond it towards the edge. A page number is also one without repetition,
    and so is small print at the very edge.
    """
    seen: defaultdict[Key, set[int]] = defaultdict(set)
    for page, lines in zip(pages, lines_by_page, strict=True):
        for line in lines:
            if min(_share(line, page), 1 - _share(line, page)) < _BAND:
                seen[_key(line)].add(page.number)
    judge = partial(_is_furniture, seen=seen, body_size=body_size, short=len(pages) <= _REPEATED)
    found = []
    for page, lines in zip(pages, lines_by_page, strict=True):
        here = {id(line): line for line in lines if judge(line, page)}
        for line in _beyond(lines, list(here.values()), page):
            here[id(line)] = line
        for line in _lone_numbers(lines, here, page, body_size):
            here[id(line)] = line
        found.append(here)
    return found


def _share(line: Line, page: Page) -> float:
    return line.baseline / page.height if page.height else 0.5


def _key(line: Line) -> Key:
    return round(line.baseline / 4), _DIGITS.sub("#", line.text.casefold())


def _is_furniture(
    line: Line, page: Page, seen: defaultdict[Key, set[int]], body_size: float, *, short: bool
) -> bool:
    """Is this line furniture? In a `short` document two repetitions at the edge are enough."""
    edge = min(_share(line, page), 1 - _share(line, page))
    if edge >= _BAND:
        return False
    place, words = _key(line)
    near = set().union(*(seen.get((place + d, words), ()) for d in (-1, 0, 1)))
    if len(near) >= _REPEATED:
        return True
    if edge < 0.12 and len(near) > 1 and (line.size < 0.95 * body_size or short):
        return True
    if edge < 0.105 and line.size > 0.6 * body_size and _PAGE_NUMBER.fullmatch(line.text):
        return True
    small = line.size <= SMALL * body_size and len(line.text) < _LONGEST_FOOT
    return edge < _EDGE and small and page.number > 1


def _beyond(lines: list[Line], found: list[Line], page: Page) -> list[Line]:
    """The lines between furniture and the edge of the page that it stands near."""
    heads = [line.baseline for line in found if _share(line, page) < 0.5]
    feet = [line.baseline for line in found if _share(line, page) >= 0.5]
    top, bottom = max(heads, default=-1.0), min(feet, default=1e9)
    return [
        line
        for line in lines
        if (line.baseline < top or line.baseline > bottom)
        and min(_share(line, page), 1 - _share(line, page)) < _BEYOND
    ]


def _lone_numbers(
    lines: list[Line], found: dict[int, Line], page: Page, body_size: float
) -> list[Line]:
    """A page number that stands by itself below everything else, wherever that is."""
    rest = sorted((line for line in lines if id(line) not in found), key=lambda one: one.baseline)
    if len(rest) < 2 or _share(rest[-1], page) < 0.8:
        return []
    last, before = rest[-1], rest[-2]
    alone = last.baseline - before.baseline > 1.5 * body_size
    return [last] if alone and _PAGE_NUMBER.fullmatch(last.text) else []


def split_footnotes(
    lines: list[Line], height: float, body_size: float
) -> tuple[list[Line], list[Line]]:
    """Body lines and footnote lines of a page.

    Footnotes are set smaller, stand below all body text, and begin with their number.
    """
    small = [line for line in lines if line.size < SMALL * body_size + 0.35]
    if not small:
        return lines, []
    lowest = max(
        (line.baseline for line in lines if line.size >= SMALL * body_size + 0.35), default=0.0
    )
    starts = [
        line.baseline
        for line in small
        if line.baseline > 0.35 * height
        and line.baseline > lowest - 2
        and (line.marker or _FOOTNOTE.match(line.text) or line.text.isdigit())
    ]
    body = [
        line
        for line in lines
        if not (line.text.isdigit() and line.size < 0.75 * body_size)  # a raised marker alone
    ]
    if not starts:
        return body, []
    first = min(starts) - 4
    notes = [line for line in small if line.baseline >= first]
    apart = {id(line) for line in notes}
    return [line for line in body if id(line) not in apart], notes


def footnote_blocks(lines: list[Line], joiner: Joiner) -> list[Block]:
    """The footnotes of a page; each begins with its number."""
    blocks: list[Block] = []
    for line in sorted(lines, key=lambda line: (line.baseline, line.x0)):
        match = _FOOTNOTE.match(line.text)
        if (match and line.marker) or match or not blocks:
            label = match.group() if match else ""
            blocks.append(
                Block(
                    "footnote",
                    line.text[len(label) :].strip(),
                    label=label,
                    page=line.page,
                    page_end=line.page,
                    size=line.size,
                )
            )
        else:
            joined = joiner.join(blocks[-1].text, line.text, marked=line.joined)
            blocks[-1].text = joined.strip()  # the number may stand alone
    return [block for block in blocks if block.text]
