"""Blocks by hand: what a layout sees, without a file."""

from __future__ import annotations

from pipeline.extract.blocks import BULLET, CELL, HEADING, NUMBERED, PARAGRAPH, Block, Content
from pipeline.extract.layouts.reading import Draft, Reading

LINE = 20.0


class Sheet:
    """Blocks below each other; every page has room for all that a test puts there."""

    def __init__(self, *, paged: bool = True) -> None:
        self.blocks: list[Block] = []
        self.paged = paged
        self.number = 1
        self.top = 100.0

    def add(self, role: str, text: str, *, x: float = 72.0, **facts: object) -> Sheet:
        """One block."""
        block = Block(role, text, **facts)  # type: ignore[arg-type]
        if self.paged:
            block.page = block.page_end = self.number
            block.boxes = [(self.number, x, self.top, x + 5.0 * len(text), self.top + 14)]
            block.left = x
        block.size = block.size or (14.0 if role == HEADING else 12.0)
        self.blocks.append(block)
        self.top += LINE
        return self

    def h(self, text: str, **facts: object) -> Sheet:
        return self.add(HEADING, text, bold=True, **facts)

    def p(self, text: str, **facts: object) -> Sheet:
        return self.add(PARAGRAPH, text, **facts)

    def b(self, *texts: str, **facts: object) -> Sheet:
        for text in texts:
            self.add(BULLET, text, **facts)
        return self

    def n(self, label: str, text: str, **facts: object) -> Sheet:
        return self.add(NUMBERED, text, label=label, **facts)

    def row(self, *texts: str) -> Sheet:
        """Cells beside each other that no rule divides."""
        for index, text in enumerate(texts):
            self.add(CELL, text, x=72.0 + 300 * index)
            self.top -= LINE
        self.top += LINE
        return self

    def table(self, number: int, *rows: tuple[str, ...]) -> Sheet:
        """A ruled table."""
        for r, texts in enumerate(rows):
            for c, text in enumerate(texts):
                if text:
                    self.add(CELL, text, table=number, row=r, column=c)
        return self

    def page(self) -> Sheet:
        self.number += 1
        self.top = 100.0
        return self

    @property
    def content(self) -> Content:
        return Content(self.blocks, page_count=self.number if self.paged else None)


def found(reading: Reading | list[Draft]) -> list[tuple[str, str, str]]:
    """Kind, section and beginning of each finding."""
    drafts = reading.findings if isinstance(reading, Reading) else reading
    return [(draft.kind, draft.section, draft.text) for draft in drafts]
