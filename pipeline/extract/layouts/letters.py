"""Ofsted's letters after focused visits, monitoring visits and the visits of 2020-21."""

from __future__ import annotations

import re

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
    reading.published_date = printed.letter_date(blocks[:60])
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
    reading.findings = collect(blocks, Walk(SECTIONS, START, BODY, fold=False))
    return reading


def _names(blocks: list[Block], subject: int | None, opening: int | None) -> list[str]:
    names = []
    if subject is not None:
        names.append(_SUBJECT.sub("", blocks[subject].text, count=1))
    if opening is not None:
        names.append(blocks[opening].text)
    names += [b.text for b in blocks[:20] if b.role != HEADING and "council" in b.text.lower()]
    return names
