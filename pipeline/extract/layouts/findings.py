"""The walk through a document's blocks that gives its findings, the same for every layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.blocks import BULLET, CELL, HEADING, NUMBERED, PARAGRAPH, Block
from pipeline.extract.layouts.judgements import without_grade
from pipeline.extract.layouts.reading import SKIP, Draft, Section, heading, plain
from pipeline.extract.words import split_label
from pipeline.records import ASKS_FOR_ACTION

NOTHING = re.compile(
    r"\b(?:no|not (?:identif\w+|find) any) (?:areas?|priority|immediate|recommendation)", re.I
)
"""«There are no areas for priority action»: printed among the items, but no item."""

CLOSING = re.compile(
    r"yours (?:sincerely|faithfully)|signed on behalf|the office for standards in education, child"
    r"|if you (?:would like|are not happy)|you may (?:re-?use|copy) (?:this|all)|signed:?$"
    r"|any complaints about|© crown copyright|annex \w+: membership",
    re.I,
)
"""What begins the end of a publication: signatures, imprint. No finding comes after it."""

ADMINISTRATION = re.compile(
    r"ofsted will take the findings|i am copying this letter|i would like to thank"
    r"|this letter (?:is|will be) (?:copied|"
    r"published)|copies of this letter",
    re.I,
)
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*|[a-z])[.)]?\s+(?=\S)", re.I)
_FEW_COLUMNS = 2
"""A table of more columns outside a list of items holds figures and names, no findings."""
_LONGEST_PLAIN_HEADING = 90
_LEAD_IN = re.compile(
    r"(?:that )?(?:the |this )?(?:committee|panel|board|cabinet|council|authority|local authority)"
    r"(?: is| are)?(?: asked| recommended| invited)?(?: to| should| must)?",
    re.I,
)
"""«That the committee:» opens a list and says nothing itself."""


@dataclass(slots=True)
class Walk:
    """How to walk: the layout's sections and its habits.

    `start` is the section before the first known heading, `body` the one after an unknown heading
    that ends a list. `fold`: bullets after a numbered paragraph that ends in a colon belong to it.
    `opens`: an unknown heading ends the start too.
    """

    sections: Sequence[Section]
    start: Section
    body: Section
    fold: bool = True
    addressed_to: str = "council"
    closing: re.Pattern[str] = CLOSING
    opens: bool = False


def section(pattern: str, kind: str, **more: object) -> Section:
    """Short for a `Section` with a heading pattern."""
    return Section(heading(pattern), kind, **more)  # type: ignore[arg-type]


def numbered(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, those that begin with a printed number («(a) the officer …») as numbered ones.

    In HTML a list counts by itself and hides it where the text has numbers of its own.
    """
    found = []
    for block in blocks:
        if block.role in (PARAGRAPH, BULLET) or block.text.startswith("("):
            label, rest = split_label(block.text)
            if label and rest:
                found.append(replace(block, role=NUMBERED, label=label, text=rest))
                continue
        found.append(block)
    return found


def collect(blocks: Iterable[Block], walk: Walk) -> list[Draft]:
    """The findings of `blocks` in reading order."""
    return _Walker(walk).run(list(blocks))


_IMPRINT = Section(re.compile(r"(?!)"), SKIP)


class _Walker:
    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.current = walk.start
        self.addressed_to = walk.addressed_to
        self.name = ""
        self.size = 0.0
        self.drafts: list[Draft] = []
        self.row: tuple[int, int, int] | None = None
        self.has_items = False
        self.has_headings = True
        self.columns: Counter[int] = Counter()
        self.bulleted = False
        self.item_level = 1

    def run(self, blocks: list[Block]) -> list[Draft]:
        for block in blocks:
            self.columns[block.table] = max(self.columns[block.table], block.column + 1)
        self.has_headings = any(
            block.role == HEADING and self._known(plain(without_grade(block.text)))
            for block in blocks
        )
        for index, block in enumerate(blocks):
            if self.drafts and self.walk.closing.match(plain(block.text)):
                # Two reports may be bound in one file: the next known heading ends the imprint.
                self.current, self.size = _IMPRINT, 0.0
            elif block.role == HEADING or self._is_plain_heading(block):
                self._heading(block, blocks, index)
            elif self.current.kind != SKIP and not ADMINISTRATION.match(plain(block.text)):
                self._take(block)
        return [draft for draft in self.drafts if draft.text.strip()]

    def _heading(self, block: Block, blocks: list[Block], index: int) -> None:
        name = without_grade(block.text)
        unnumbered = _NUMBER.sub("", plain(name))
        known = self._known(unnumbered) or self._known(plain(block.text))
        if known is not None:
            self.current, self.name, self.size = known, name, block.size
            if known.part:
                self.addressed_to = known.part
            self.has_items = _has_items(blocks, index + 1)
            return
        if self.current.kind == SKIP:
            at_start = self.current is self.walk.start and self.walk.opens
            if not at_start and (block.size < self.size - 0.3 or not self.size):
                return
            self.current = self.walk.body
        elif self.current.kind in (*ASKS_FOR_ACTION, "headline"):
            smaller = block.size < self.size - 0.3
            if not (self.current.nested or smaller or self.current is self.walk.start):
                self.current = self.walk.body
        self.name = name
        self.size = max(self.size, block.size) if self.current.kind == SKIP else self.size

    def _is_plain_heading(self, block: Block) -> bool:
        """Is this a heading that is set like text (in a text file, or by colour alone)?

        Only a line that is a known heading from its first to its last letter is one, and only in
        a document where no known heading is set as such.
        """
        if self.has_headings or block.role not in (PARAGRAPH, NUMBERED):
            return False
        if len(block.text) > _LONGEST_PLAIN_HEADING:
            return False
        if block.text.rstrip().endswith((".", ";", ",")):
            return False
        words = plain(without_grade(block.text))
        return any(
            (match := one.heading.match(words)) and match.end() == len(words)
            for one in self.walk.sections
        )

    def _known(self, name: str) -> Section | None:
        return next((one for one in self.walk.sections if one.heading.match(name)), None)

    def _take(self, block: Block) -> None:
        asks = self.current.kind in ASKS_FOR_ACTION
        last = self.drafts[-1] if self.drafts else None
        same_section = last is not None and last.section == self.name
        above = 1 if self.walk.fold or self.bulleted else block.level
        above = max(above, self.item_level) if self.bulleted else above
        nested = block.role == BULLET and block.level > above
        if nested and last is not None and same_section:
            _append(last, block)
            return
        if block.role == PARAGRAPH and _LEAD_IN.fullmatch(plain(block.text)):
            return
        if plain(block.text).casefold() == plain(self.name).casefold():
            return  # the head of a table repeats the heading above it
        if (
            block.role == NUMBERED
            and self.walk.fold
            and not block.label[:1].isdigit()
            and last is not None
            and same_section
            and last.label[:1].isdigit()
        ):
            _append(last, block)
            return
        if (
            block.role == BULLET
            and self.walk.fold
            and last is not None
            and same_section
            and not self.bulleted
            and ((last.label and asks) or (_holds_list(last) and self._colon_list(last)))
        ):
            _append(last, block)
            return
        if (
            block.role == PARAGRAPH
            and block.level > 1
            and last is not None
            and same_section
            and (last.label or asks)
        ):
            _append(last, block)
            return
        if block.role == CELL:
            place = (block.table, block.row, block.column)
            if not block.table or (self.columns[block.table] > _FEW_COLUMNS and not asks):
                return
            if place == self.row and last is not None:
                _append(last, block)
                return
            self.row = place
        self.bulleted = block.role == BULLET
        self.item_level = block.level
        self.drafts.append(self._draft(self._kind(block), block))

    def _kind(self, block: Block) -> str:
        """The kind of the section, or `paragraph` for running text beside its items."""
        kind, prose = self.current.kind, self.current.prose_items
        text_beside = block.role == PARAGRAPH and (prose < 1 or (prose == 1 and self.has_items))
        if kind in ASKS_FOR_ACTION:
            if NOTHING.search(block.text):
                return "paragraph"
            if text_beside:
                return "paragraph"
        elif kind == "strength" and text_beside:
            return "paragraph"
        return kind

    def _colon_list(self, last: Draft) -> bool:
        """Does the last finding open a list, or hold one already?"""
        return last.text.rstrip().endswith((":", ":-")) or "\n" in last.text

    def _draft(self, kind: str, block: Block) -> Draft:
        return Draft(
            kind,
            self.name,
            block.text,
            label=block.label if block.role == NUMBERED else "",
            addressed_to=self.current.addressed_to or self.addressed_to,
            page=block.page,
            page_end=block.page_end,
            boxes=list(block.boxes),
        )


def _holds_list(draft: Draft) -> bool:
    """Can bullets belong to this finding? A lead-in without a number is no finding of its own."""
    return bool(draft.label) or draft.kind in ASKS_FOR_ACTION


def _has_items(blocks: list[Block], start: int) -> bool:
    """Does the section that begins at `start` hold bullets, numbers or rows?"""
    for block in blocks[start : start + 60]:
        if block.role == HEADING:
            return False
        if block.role in (BULLET, NUMBERED) or (block.role == CELL and block.table):
            return True
    return False


def _append(draft: Draft, block: Block) -> None:
    label = f"{block.label} " if block.role == NUMBERED else ""
    draft.text = f"{draft.text}\n{label}{block.text}"
    draft.page_end = block.page_end or draft.page_end
    draft.boxes += block.boxes
