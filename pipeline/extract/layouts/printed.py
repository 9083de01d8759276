"""Facts that publications print in fixed forms: dates, inspectors, how a council is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.dates import find_dates, parse_date, parse_date_range
from pipeline.extract.blocks import Block

_INSPECTION_DATES = re.compile(r"^(?:inspection|visit) dates?\b\s*:?\s*(.+)", re.I)
_PUBLISHED = re.compile(
    r"^(?:(?:report |letter )?published(?: on)?|publication date|date of publication"
    r"|date published)\s*:?\s*(.+)",
    re.I,
)
_LEAD = re.compile(
    r"^(?:ofsted )?(?:lead|reporting) inspectors?\s*(?:\([^)]*\))?\s*[:\-–]?\s+(.+)", re.I
)
_INSPECTORS = re.compile(
    r"(?:Inspectors? (?:for|on) this (?:monitoring |focused )?visit|the inspectors?)"
    r" (?:were|was)\s+"
    r"(.+?)(?=\.(?:\s|$)|,? (?:who|accompanied|both|together)\b)",
    re.I | re.S,
)
_POST = re.compile(
    r",?\s*\b(?:H(?:is|er) Majesty['’]s (?:Senior )?Inspectors?|SHMI|HMI|Ofsted Inspectors?"
    r"|Social Care Regulatory Inspector|Regulatory Inspector|Ofsted|Senior HMI|OBE|MBE|CBE"
    r"|Lead inspectors?)\b.*$",
    re.I,
)
_LONGEST_DATED = 130
_DATE_LABEL = re.compile(r"^(?:date|dated|issued|published)(?: on)?\s*:?\s*", re.I)
_HELD = re.compile(r"^(?:held|meeting|minutes|date|decisions?|agenda|notes?)\b", re.I)
_OF_OTHERS = re.compile(
    r"inspect|visit|notice|direction|letter|publish|ofsted|appendix|annex|paper\b"
    r"|\b(?:was|were|is|are|has|had|will|by)\b",
    re.I,
)
_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+)?[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,3}", re.U
)


def straight(text: str) -> str:
    """Straight apostrophes, single blanks; dashes and dots stay."""
    return " ".join(text.replace("’", "'").replace("\xa0", " ").split())


def fields(blocks: Sequence[Block]) -> list[str]:
    """The straight texts, a label that stands alone («Inspection dates:») with what follows it."""
    texts = [straight(block.text) for block in blocks]
    return [
        f"{text} {texts[index + 1]}" if text.endswith(":") and index + 1 < len(texts) else text
        for index, text in enumerate(texts)
    ]


def inspection_dates(blocks: Sequence[Block]) -> tuple[str, str]:
    """First and last day of «Inspection dates: …», ('', '') where none is printed."""
    for text in fields(blocks):
        match = _INSPECTION_DATES.match(text)
        if match:
            found = parse_date_range(match.group(1).strip())
            if found:
                return found
    return "", ""


def published_date(blocks: Sequence[Block]) -> str:
    """The day of «Report published: …», '' where none is printed."""
    for text in fields(blocks):
        match = _PUBLISHED.match(text)
        if match:
            dates = find_dates(match.group(1))
            if dates:
                return dates[0][2]
    return ""


def letter_date(blocks: Sequence[Block]) -> str:
    """The first line of a letter's head that is a date and nothing else."""
    for block in blocks:
        if block.text.lower().startswith("dear "):
            return ""
        if len(block.text) < 45:
            date = parse_date(straight(block.text).removeprefix("Date: ").strip())
            if date:
                return date
    return ""


def head_date(blocks: Sequence[Block]) -> str:
    """The day in the head of a paper or report, '' where none is printed.

    A line that is a date and nothing else; else a short line of one date that says of a meeting
    when it is held («Cabinet – 6 June 2022», «Held on Tuesday 17 September 2024 at 6 pm»), and
    of nothing else when it was.
    """
    lines = [straight(block.text) for block in blocks if len(block.text) < _LONGEST_DATED]
    for line in lines:
        alone = parse_date(_DATE_LABEL.sub("", line).strip())
        if alone:
            return alone
    for line in lines:
        dates = find_dates(line)
        if len(dates) == 1 and (_HELD.search(line) or not _OF_OTHERS.search(line)):
            return dates[0][2]
    return ""


def lead_inspectors(blocks: Sequence[Block]) -> str:
    """The names of «Lead inspector: …», joined by «; »; '' where none is printed.

    A second «Lead inspector» line, or «A and B», makes joint leads.
    """
    names: list[str] = []
    for text in fields(blocks):
        match = _LEAD.match(text)
        if match:
            names += [name for name in people(match.group(1)) if name not in names]
    return "; ".join(names)


def people(text: str) -> list[str]:
    """The names in «A B, His Majesty's Inspector, and C D HMI».

    >>> people("Rebecca Quested HMI and Matthew Reed HMI")
    ['Rebecca Quested', 'Matthew Reed']
    """
    found = []
    for part in re.split(r"\s+and\s+|;|/|,\s*(?=[A-Z][\w'’-]+ [A-Z])|\bHMI\b", straight(text)):
        name = _POST.sub("", part.strip(" ,.")).strip(" ,.:-–")
        capitals = all(word[:1].isupper() for word in (name, name.rpartition(" ")[2]))
        if (
            capitals
            and _NAME.fullmatch(name)
            and not re.match(r"(?:his|her) majesty|social care|ofsted|date|inspect", name, re.I)
        ):
            found.append(name)
    return found


def visit_inspectors(text: str) -> list[str]:
    """The inspectors of «His Majesty's Inspectors for this visit were …», in printed order."""
    match = _INSPECTORS.search(straight(text))
    return people(match.group(1)) if match else []


def dates_in(text: str, default_year: int | None = None) -> tuple[str, str]:
    """First and last day of the range that a phrase gives, ('', '') if it gives none."""
    found = parse_date_range(straight(text), default_year=default_year)
    return found or ("", "")
