"""Letters of joint targeted area inspections (JTAI), both generations (2016 and 2022)."""

from __future__ import annotations

import re

from pipeline.extract.blocks import HEADING, PARAGRAPH, Block, Content
from pipeline.extract.layouts import printed
from pipeline.extract.layouts.findings import Walk, collect, section
from pipeline.extract.layouts.reading import SKIP, Reading, plain

SECTIONS = (
    section(r"areas? for priority actions?", "priority_action", prose_items=1, nested=True),
    section(r"areas? for improvements?$|what needs to improve", "improvement", nested=True),
    section(r"(?:.{0,40}\b)?strengths$", "strength", nested=True),
    section(r"headline findings", "headline"),
    section(r"(?:main )?findings$|context$|next steps|background", "paragraph"),
    section(r"(?:case|practice) stud(?:y|ies)", "paragraph"),
    section(r"yours sincerely", SKIP),
)
START = section("", SKIP)
SUMMARY = section("", "headline")
BODY = section("", "paragraph")
_OPENING = re.compile(
    r"between \d|this letter,? (?:to all|summarises|outlines)|this inspection took place"
    r"|the inspectorates recognise|from \d{1,2} "
    r"|(?:(?:the|this) )?(?:jtai|joint (?:targeted area )?inspection(?: \(jtai\))?)"
    r" (?:was|includes|included) ",
    re.I,
)
_SUBJECT = re.compile(r"joint targeted area inspection of", re.I)
_DATES = re.compile(
    r"\b(?:between|from|on)\s+(\d{1,2}.{2,60}?)(?:,|\.(?:\s|$)|$| ofsted\b| inspectors\b"
    r"| (?:the )?care quality\b| it was\b)",
    re.I,
)


def read(content: Content, kind: str) -> Reading:
    """A letter to the local partnership; who signed is no lead inspector."""
    blocks = content.blocks
    reading = Reading(kind, framework="JTAI", publisher="ofsted")
    reading.published_date = printed.letter_date(blocks[:40])
    subject = _subject(blocks)
    reading.title = blocks[subject].text if subject is not None else ""
    reading.names = _names(blocks, subject)
    reading.visit_start_date, reading.visit_end_date = _visit(blocks, reading.published_date)
    start = _first_paragraph(blocks, subject)
    reading.findings = collect(
        blocks[start:], Walk(SECTIONS, SUMMARY, BODY, addressed_to="partnership")
    )
    return reading


def _subject(blocks: list[Block]) -> int | None:
    for index, block in enumerate(blocks[:60]):
        if _SUBJECT.match(plain(block.text)) and len(block.text) < 300:
            return index
    return None


def _names(blocks: list[Block], subject: int | None) -> list[str]:
    names = []
    if subject is not None:
        tail = re.split(r"\bin\b|\binspection of\b", blocks[subject].text)
        names.append(tail[-1])
        names.append(blocks[subject].text)
        names += [
            block.text for block in blocks[:subject] if block.text.lower().startswith("dear ")
        ]
    names += [block.text for block in blocks[: (subject or 0) + 4] if len(block.text) > 80][:2]
    return names


def _visit(blocks: list[Block], published: str) -> tuple[str, str]:
    """The days of the opening sentence; the year of the letter where none is printed there."""
    year = int(published[:4]) if published else None
    for block in blocks[:70]:
        words = printed.straight(block.text)
        if not re.search(r"inspection|ofsted", words, re.I):
            continue
        for match in _DATES.finditer(words):
            start, end = printed.dates_in(match.group(1).strip(" ,."), default_year=year)
            if start:
                return start, end
    return "", ""


def _first_paragraph(blocks: list[Block], subject: int | None) -> int:
    """The block after the opening: who came, when, under which law, what the letter is for."""
    index = (subject or 0) + 1
    last_opening = index - 1
    for position, block in enumerate(blocks[index : index + 14], index):
        if block.role == HEADING and any(one.heading.match(plain(block.text)) for one in SECTIONS):
            return position if last_opening < index else last_opening + 1
        if block.role == PARAGRAPH and _OPENING.match(plain(block.text)):
            last_opening = position
    return last_opening + 1
