"""Reports to council committees (cabinet, scrutiny) about inspections and improvement."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.blocks import Block, Content
from pipeline.extract.layouts import printed
from pipeline.extract.layouts.findings import Walk, collect, section
from pipeline.extract.layouts.reading import SKIP, Draft, Reading

SECTIONS = (
    section(
        r"classification|decision type|wards? affected|appendi(?:x|ces)|background papers"
        r"|glossary|contact|report (?:by|author)|meeting|title of report|consultees$",
        SKIP,
    ),
    section(
        r"recommendations?(?:\(s\))?$|decisions? (?:required|sought|requested)$",
        "recommendation",
        addressed_to="committee",
    ),
    section(
        r"that the|(?:the )?(?:committee|commission|panel|board|cabinet|executive)\b"
        r".*(?:asked|recommended)",
        "recommendation",
        addressed_to="committee",
    ),
)
START = section("", SKIP)
BODY = section("", "paragraph")
_FIELD = re.compile(
    r"(title of (?:the )?report|report title|subject|title|meeting date|date of (?:the )?meeting"
    r"|meeting|committee|report (?:by|of|to|author)|lead officer|contact officer|author"
    r"|agenda item(?: (?:no|number))?|portfolio holder|cabinet member|wards? affected"
    r"|classification|decision type|key decision|date)\.?\s*:\s*(.*)",
    re.I,
)
_QUOTES = (
    ("priority_action", re.compile(r"\bpriority actions?\b", re.I)),
    (
        "improvement",
        re.compile(
            r"\bneeds? to improve\b|\bareas? (?:for|of) improvement\b|needs? improvement", re.I
        ),
    ),
    (
        "requirement",
        re.compile(
            r"\b(?:notice|direction)\b.{0,200}\b(?:compl(?:y|ied)|measures?|requires?)\b",
            re.I | re.S,
        ),
    ),
)

_HEAD = 12
"""Blocks at the top in which the day of the meeting may stand without a label."""
_TITLES = ("title of report", "title of the report", "report title", "subject", "title")


def read(content: Content, kind: str) -> Reading:
    """A covering report: its fields, its numbered paragraphs, and what it quotes from letters."""
    blocks = content.blocks
    reading = Reading(kind, publisher="council")
    fields = _fields(blocks)
    reading.title = next(
        (fields[name] for name in _TITLES if fields.get(name)),
        content.title or (blocks[0].text if blocks else ""),
    )
    for name in ("meeting date", "date of meeting", "date of the meeting", "date", "meeting"):
        start = printed.dates_in(fields[name])[0] if name in fields else ""
        if start:
            reading.published_date = start
            break
    reading.published_date = reading.published_date or printed.head_date(blocks[:_HEAD])
    reading.names = [
        *content.furniture,
        *(block.text for block in blocks if "council" in block.text.lower()),
        reading.title,
        *(block.text for block in blocks),
    ]
    walk = Walk(SECTIONS, START, BODY, fold=False, closing=re.compile(r"(?!)"), opens=True)
    body = _without_fields(blocks)
    reading.findings = collect(body, walk)
    if not reading.findings:  # a report without headings
        reading.findings = collect(body, replace(walk, start=BODY))
    _mark_quotations(reading.findings)
    return reading


def _fields(blocks: list[Block]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in printed.fields(blocks[:40]):
        for part in re.split(
            r"\s+(?=(?:meeting date|report by|title of report|report author)\s*:)",
            text,
            flags=re.I,
        ):
            match = _FIELD.match(part)
            if match and match.group(2).strip():
                found.setdefault(match.group(1).lower(), match.group(2).strip())
    return found


def _without_fields(blocks: list[Block]) -> list[Block]:
    """The blocks after the form at the top: from the first heading after the last field.

    A field's heading («Wards affected», «Decision type») begins no part of the report either.
    """
    texts = [printed.straight(block.text) for block in blocks[:40]]
    fields = [index for index, text in enumerate(texts) if _FIELD.match(text)]
    start = fields[-1] + 1 if fields else 0
    return blocks[start:]


def _mark_quotations(drafts: list[Draft]) -> None:
    """Bullets under a sentence that names priority actions, improvements or a notice's measures."""
    kind = ""
    for draft in drafts:
        if draft.kind != "paragraph":
            kind = ""
            continue
        if draft.label and draft.label[0].isdigit():
            words = printed.straight(draft.text)
            opens = words.rstrip().endswith((":", ":-", "-"))
            kind = next((k for k, pattern in _QUOTES if pattern.search(words)), "") if opens else ""
        elif kind:
            draft.kind = kind
