"""Reports of area SEND inspections (2023 on): local area partnerships."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from pipeline.extract.blocks import CELL, HEADING, Block, Content
from pipeline.extract.layouts import printed
from pipeline.extract.layouts.findings import Walk, collect, section
from pipeline.extract.layouts.reading import SKIP, Reading, plain

SECTIONS = (
    section(r"inspection outcome", "headline"),
    section(r"information about the local area partnership", "paragraph"),
    section(r"what is it like to be", "paragraph"),
    section(r"what is the area partnership doing that is effective", "strength", prose_items=1),
    section(r"what does the area partnership need to do better", "paragraph"),
    section(r"areas? for priority action", "priority_action", prose_items=2, nested=True),
    section(r"areas? for improvement", "improvement", prose_items=2, nested=True),
    section(r"local area partnership details|inspection team|information about this", SKIP),
)
START = section("", SKIP)
BODY = section("", "paragraph")
_OUTCOMES = (
    ("typically_positive", re.compile(r"typically lead to positive", re.I)),
    ("inconsistent", re.compile(r"lead to inconsistent experiences", re.I)),
    ("widespread_failings", re.compile(r"widespread and/?\s?or systemic failings", re.I)),
)
_HEAD = 6
"""Blocks at the top in which a report of its own kind prints the day that it is published."""
_FEW_CELLS = 4
"""Two pieces beside each other are a line that the file sets in two; a table has more."""

_LEAD = re.compile(r"\blead(?: ofsted)? (?:HMI|inspector)|lead inspector|HMI,? lead\b", re.I)


def read(content: Content, kind: str) -> Reading:
    """A report on a local area partnership."""
    blocks = content.blocks
    first = [block for block in blocks if block.page in (1, None)][:40]
    reading = Reading(kind, framework="Area SEND", publisher="ofsted")
    reading.names = [
        block.text
        for block in first[:8]
        if not re.match(r"inspection dates|dates of previous", plain(block.text), re.I)
    ]
    reading.title = next(
        (b.text for b in first if b.text.lower().startswith("area send inspection")),
        first[0].text if first else "",
    )
    reading.visit_start_date, reading.visit_end_date = printed.inspection_dates(first)
    reading.published_date = printed.published_date(first) or printed.letter_date(first[:_HEAD])
    reading.lead_inspector = _lead(blocks)
    reading.judgements = _outcome(blocks)
    rows = list(_named_rows(blocks))
    walk = Walk(SECTIONS, START, BODY, addressed_to="partnership")
    reading.findings = collect(rows, walk)
    if not reading.findings:  # none of the report's own headings
        reading.findings = collect(rows, replace(walk, start=BODY))
    return reading


def _outcome(blocks: list[Block]) -> list[tuple[str, str, int | None]]:
    inside = False
    for block in blocks[:60]:
        if block.role == HEADING:
            inside = plain(block.text).lower() == "inspection outcome"
        elif inside:
            for grade, pattern in _OUTCOMES:
                if pattern.search(printed.straight(block.text)):
                    return [("send_outcome", grade, block.page)]
    return []


def _lead(blocks: list[Block]) -> str:
    """Ofsted's lead of the inspection team; the CQC's stands in the column beside it."""
    names: list[str] = []
    inside = False
    team: list[Block] = []
    for block in blocks:
        words = plain(block.text)
        if block.role == HEADING and inside and team:
            break
        if words.lower().startswith("inspection team") and block.role == HEADING:
            inside = True
        elif inside and not re.match(r"ofsted$|care quality commission$", words, re.I):
            team.append(block)
    left = min((block.left for block in team), default=0.0)
    own = [_without_cqc(printed.straight(b.text)) for b in team if b.left < left + 60]
    for index, words in enumerate(own):
        rest = own[index + 1] if index + 1 < len(own) else ""
        # «A Name, Ofsted HMI lead» and «inspector» may stand in two lines of one cell.
        split = words.lower().endswith("lead") and rest.lower().startswith("inspector")
        if _LEAD.search(f"{words} {rest}" if split else words):
            names += [name for name in printed.people(words) if name not in names][:1]
    return "; ".join(names)


def _without_cqc(words: str) -> str:
    """What stands in Ofsted's column of a row whose two cells could not be told apart."""
    if "CQC" not in words:
        return words
    lead = _LEAD.search(words)
    return words[: lead.end()] if lead and "CQC" not in words[: lead.end()] else ""


def _named_rows(blocks: list[Block]) -> list[Block]:
    """Without header rows and, in a table of two columns, without who is responsible."""
    last: dict[tuple[int, int], int] = {}
    for block in blocks:
        if block.table:
            row = block.table, block.row
            last[row] = max(last.get(row, 0), block.column)
    kept = []
    for block in blocks:
        if block.table:
            words = plain(block.text).lower()
            if re.match(r"responsible bod|areas? for (?:priority|improvement)|action$", words):
                continue
            if block.column < last[block.table, block.row]:
                continue
        kept.append(block)
    return kept


def needs_ruled_tables(blocks: list[Block]) -> list[int]:
    """Pages whose tables the fast path cannot read: columns side by side under «Areas for …».

    A page counts from the heading until the next section; cells of names and addresses under the
    later headings do not.
    """
    pages: Counter[int] = Counter()
    inside = False
    for block in blocks:
        words = plain(block.text)
        if block.role == HEADING:
            known = next((one for one in SECTIONS if one.heading.match(words)), None)
            if known is not None:
                inside = known.kind in ("priority_action", "improvement")
        elif inside and block.role == CELL and not block.table and block.page:
            pages[block.page] += 1
    return sorted(page for page, cells in pages.items() if cells >= _FEW_CELLS)
