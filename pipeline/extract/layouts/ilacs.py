"""Inspections of children's services (ILACS), the templates of 2018, 2021, 2023 and 2026."""

from __future__ import annotations

import re

from pipeline.extract.blocks import BULLET, HEADING, NUMBERED, PARAGRAPH, Block, Content
from pipeline.extract.layouts import judgements, printed
from pipeline.extract.layouts.findings import Walk, collect, section
from pipeline.extract.layouts.reading import SKIP, Reading, plain

SECTIONS = (
    section(r"what needs to improve", "improvement", prose_items=1),
    section(r"areas? for priority action", "priority_action", prose_items=1),
    section(r"areas? for improvement", "improvement", prose_items=1),
    section(r"the (?:impact|experiences)|leadership", "paragraph"),
    section(r"overall effectiveness$", "headline"),
    section(r"information about this inspection|about this inspection|next steps$", SKIP),
    section(r"contents$", SKIP),
)
START = section("", "headline")
BODY = section("", "paragraph")
_SHORT = 60


def read(content: Content, kind: str) -> Reading:
    """A report of an inspection under the ILACS framework."""
    blocks = content.blocks
    first = [block for block in blocks if block.page in (1, None)][:60]
    reading = Reading(kind, framework="ILACS", publisher="ofsted")
    reading.title, reading.names = _title(first)
    reading.visit_start_date, reading.visit_end_date = printed.inspection_dates(first)
    reading.published_date = printed.published_date(first)
    reading.lead_inspector = printed.lead_inspectors(first)
    table = [block for block in blocks if block.page in (1, 2)]
    given = judgements.from_table(_before_lists(table)) or judgements.from_rows(blocks)
    reading.judgements, reading.notes = judgements.merge(given, judgements.from_headings(blocks))
    reading.findings = collect(_body(blocks), Walk(SECTIONS, START, BODY))
    return reading


def _before_lists(blocks: list[Block]) -> list[Block]:
    for index, block in enumerate(blocks):
        if block.role == HEADING and re.match(r"what needs|areas? for", plain(block.text), re.I):
            return blocks[:index]
    return blocks


def _title(first: list[Block]) -> tuple[str, list[str]]:
    lines: list[str] = []
    for block in first:
        words = plain(block.text)
        if re.match(r"(?:inspection|visit) dates?|lead inspector|judgement", words, re.I):
            break
        if block.role in (HEADING, PARAGRAPH) and len(words) < 140:
            lines.append(block.text)
    return " – ".join(dict.fromkeys(lines)), lines


def _body(blocks: list[Block]) -> list[Block]:
    """Without title, dates and judgement table: what comes before the first real paragraph."""
    for index, block in enumerate(blocks):
        words = plain(block.text)
        if block.role == HEADING and any(
            one.kind != SKIP and one.heading.match(words) for one in SECTIONS
        ):
            return blocks[index:]
        if block.role in (BULLET, NUMBERED) and len(words) > _SHORT:
            return blocks[index:]
        if block.role == PARAGRAPH and len(words) > 1.6 * _SHORT and _is_prose(words):
            return blocks[index:]
    return blocks


def _is_prose(words: str) -> bool:
    return not re.match(r"(?:inspection|lead inspector|the (?:impact|experiences) )", words, re.I)
