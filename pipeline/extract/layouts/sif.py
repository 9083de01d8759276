"""Single inspections of 2013 to 2018 (SIF) with the review of the safeguarding children board."""

from __future__ import annotations

import re

from pipeline.extract.blocks import HEADING, Block, Content
from pipeline.extract.layouts import judgements, printed
from pipeline.extract.layouts.findings import Walk, collect, section
from pipeline.extract.layouts.reading import SKIP, Reading, plain

SECTIONS = (
    section(r"contents$", SKIP),
    section(
        r"(?:section \d:? )?(?:the )?(?:effectiveness of the )?(?:review of the )?"
        r"(?:local safeguarding children board|lscb)(?: \(lscb\))?(?: (?:is|requires)\b.*)?$"
        r"|section 2\b|review of the effectiveness of the local safeguarding",
        "headline",
        part="partnership",
    ),
    section(r"section 1\b|the local authority$", "paragraph", part="council"),
    section(r"recommendations?$", "recommendation", prose_items=1),
    section(
        r"(?:areas? for )?(?:priority (?:and immediate )?actions?|immediate action)"
        r"|areas? for priority",
        "priority_action",
        prose_items=1,
    ),
    section(r"areas? for (?:further )?improvement$", "improvement", prose_items=1),
    section(
        r"what does the (?:local authority|lscb|board|local safeguarding).*need to", "paragraph"
    ),
    section(r".*has the following strengths|.*strengths$", "strength"),
    section(r"executive summary|summary of key findings|summary for children", "headline"),
    section(r"(?:this|the) (?:local authority|lscb|board|local safeguarding).*because", "headline"),
    section(r"what the (?:\w+ )?inspection judge?ments? mean|the inspection judge?ments", SKIP),
    section(r"information about this inspection|about this inspection|the inspection team", SKIP),
    section(r"(?:an?|the) (?:lscb|local authority) (?:is|are) likely to be", SKIP),
    section(r"information about (?:this|the) local", "paragraph"),
    section(r"inspection (?:findings|judge?ments?)", "paragraph"),
)
START = section("", SKIP)
BODY = section("", "paragraph")


def read(content: Content, kind: str) -> Reading:
    """A report of a single inspection, with or without LSCB review, or a re-inspection."""
    blocks = content.blocks
    first = [block for block in blocks if block.page in (1, None)][:60]
    early = [block for block in blocks if (block.page or 1) <= 2]
    reading = Reading(kind, framework="SIF", publisher="ofsted")
    reading.names = _names(first)
    reading.title = " – ".join(dict.fromkeys(reading.names[:3]))
    reading.visit_start_date, reading.visit_end_date = printed.inspection_dates(first)
    reading.published_date = printed.published_date(first)
    reading.lead_inspector = printed.lead_inspectors(blocks)
    table = judgements.from_table([block for block in early if not _is_contents(block)])
    sentences = judgements.from_sentences(blocks)
    headings = judgements.from_headings(blocks)
    rows = judgements.from_rows(blocks)
    reading.judgements, reading.notes = judgements.merge(sentences, table or rows, headings)
    body = [block for block in blocks if (block.page or 2) > 1]
    reading.findings = collect(body, Walk(SECTIONS, START, BODY, closing=_CLOSING))
    return reading


_CLOSING = re.compile(
    r"the office for standards in education, child|if you would like a copy"
    r"|you may (?:re-?use|copy) |any complaints about|© crown copyright",
    re.I,
)


def _is_contents(block: Block) -> bool:
    return block.role == HEADING and plain(block.text).lower() == "contents"


def _names(first: list[Block]) -> list[str]:
    names = []
    for block in first:
        words = plain(block.text)
        if re.match(r"inspection dates?|report published", words, re.I):
            break
        names.append(block.text)
    names += [block.text for block in first if "services in" in block.text][:1]
    return names
