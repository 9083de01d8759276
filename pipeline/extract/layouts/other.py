"""Everything else: kept whole, with its passages, under the headings that all inspections share."""

from __future__ import annotations

import re

from pipeline.dates import parse_date
from pipeline.extract.blocks import HEADING, Content
from pipeline.extract.layouts import printed
from pipeline.extract.layouts.findings import Walk, collect, section
from pipeline.extract.layouts.reading import SKIP, Reading, plain

SECTIONS = (
    section(r"contents$", SKIP),
    section(
        r"areas? for (?:priority|immediate) action|priority actions?",
        "priority_action",
        prose_items=1,
    ),
    section(
        r"areas? for (?:further )?improvement$|what needs to improve", "improvement", prose_items=1
    ),
    section(r"recommendations?$", "recommendation", prose_items=1),
    section(r"(?:key )?strengths$", "strength"),
    section(r"executive summary|headline findings|overview$|summary of key findings", "headline"),
    section(r"(?:information )?about (?:this|the) inspection|the inspection team|glossary", SKIP),
    section(r"what (?:the )?inspection judge?ments? mean|record of main findings", SKIP),
)
_HEAD = 6
"""Blocks at the top in which a commissioner's report may say when it was submitted."""
START = section("", "paragraph")
BODY = section("", "paragraph")


def read(content: Content, kind: str) -> Reading:
    """A publication of a kind that has no layout of its own."""
    blocks = content.blocks
    early = [block for block in blocks if (block.page or 1) <= 3][:80]
    reading = Reading(kind, publisher=_publisher(content, kind))
    reading.title = content.title or " – ".join(block.text for block in early[:2])
    reading.names = [block.text for block in early[:30]]
    reading.visit_start_date, reading.visit_end_date = printed.inspection_dates(early)
    reading.published_date = printed.published_date(early) or _lone_date(content)
    if kind == "commissioner_report" and not reading.published_date:
        reading.published_date = printed.head_date(blocks[:_HEAD])
    reading.lead_inspector = printed.lead_inspectors(early)
    first = next((i for i, b in enumerate(blocks) if len(b.text) > 60), 0)
    if first and blocks[first - 1].role == HEADING:
        first -= 1
    reading.findings = collect(blocks[first:], Walk(SECTIONS, START, BODY))
    return reading


def _publisher(content: Content, kind: str) -> str:
    if kind == "commissioner_report":  # it goes to the DfE, and speaks of Ofsted all the time
        return "dfe"
    words = " ".join(plain(block.text) for block in content.blocks[:60])
    if re.search(r"\bofsted\b|her majesty's inspector|his majesty's inspector", words, re.I):
        return "ofsted"
    if re.search(r"department for education|secretary of state for education", words, re.I):
        return "dfe"
    return "council" if re.search(r"\bcouncil\b", words, re.I) else ""


def _lone_date(content: Content) -> str:
    """A line on the first page that is a date and nothing else."""
    for block in content.blocks:
        if (block.page or 1) > 1:
            return ""
        if len(block.text) < 40:
            date = parse_date(printed.straight(block.text))
            if date:
                return date
    return ""
