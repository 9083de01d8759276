"""Ofsted's letters after focused visits, monitoring visits and the visits of 2020-21."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.dates import find_date_ranges
from pipeline.extract.blocks import HEADING, Block, Content
from pipeline.extract.layouts import printed
from pipeline.extract.layouts.findings import Walk, collect, section
from pipeline.extract.layouts.reading import SKIP, Reading, plain

SECTIONS = (
    section(r"areas? for priority action", "priority_action", prose_items=1),
    section(r"what needs to improve|areas? for improvement", "improvement", prose_items=1),
    section(r"headline findings?|overview|summary$|summary of findings", "headline"),
    section(r"(?:main )?findings|findings and evaluation|evaluation of progress", "paragraph"),
    section(r"areas? covered by (?:the|this) visit|context$|methodology", SKIP),
    section(r"strengths|what is working well", "strength", prose_items=1),
    section(r"next steps", "paragraph"),
)
START = section("", SKIP)
BODY = section("", "paragraph")
_SUBJECT = re.compile(r"(?:focus+ed|monitoring|assurance) visit (?:to|of)\b", re.I)
_VISIT = re.compile(
    r"\b(?:visit|inspection)\b.{0,160}?\b(?:on|from|between)\s+"
    r"(\d{1,2}.{2,60}?\b20\d\d)(?=\D|$)",
    re.I | re.S,
)


def read(content: Content, kind: str) -> Reading:
    """A letter to a director of children's services."""
    blocks = content.blocks
    reading = Reading(kind, framework="ILACS", publisher="ofsted")
    reading.published_date = printed.letter_date(blocks[:60]) or printed.published_date(blocks[:8])
    subject = next((i for i, b in enumerate(blocks[:60]) if _SUBJECT.match(plain(b.text))), None)
    opening = next(
        (
            i
            for i, b in enumerate(blocks[:80])
            if re.search(r"summarises the findings of", printed.straight(b.text), re.I)
        ),
        None,
    )
    reading.title = blocks[subject].text if subject is not None else content.title
    reading.names = _names(blocks, subject, opening)
    if opening is not None:
        text = " ".join(printed.straight(b.text) for b in blocks[opening : opening + 4])
        match = _VISIT.search(text)
        if match:
            reading.visit_start_date, reading.visit_end_date = printed.dates_in(match.group(1))
        names = printed.visit_inspectors(text)
        reading.lead_inspector = names[0] if names else ""
    if not reading.visit_end_date:
        reading.visit_start_date, reading.visit_end_date = _visit_in_words(blocks, subject)
    walk = Walk(SECTIONS, START, BODY, fold=False)
    reading.findings = collect(blocks, walk)
    if not reading.findings:  # none of the letter's own headings
        reading.findings = collect(blocks, replace(walk, start=BODY))
    return reading


def _visit_in_words(blocks: list[Block], subject: int | None) -> tuple[str, str]:
    """«On 17 and 18 January 2023 inspectors visited», where no fixed phrase says it."""
    begin = (subject or 0) + 1
    for block in blocks[begin : begin + 4]:
        text = printed.straight(block.text)
        first_sentence = text.split(". ")[0]
        if re.search(r"\bvisit", first_sentence, re.I):
            ranges = find_date_ranges(first_sentence)
            if ranges:
                return ranges[0][2]
    return "", ""


def _names(blocks: list[Block], subject: int | None, opening: int | None) -> list[str]:
    names = []
    if subject is not None:
        names.append(_SUBJECT.sub("", blocks[subject].text, count=1))
    if opening is not None:
        names.append(blocks[opening].text)
    names += [b.text for b in blocks[:20] if b.role != HEADING and "council" in b.text.lower()]
    return names
