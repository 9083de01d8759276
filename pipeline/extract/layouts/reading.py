"""What a layout gives back, and how it describes its sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.records import Box

SKIP = ""
"""Kind of a section that holds no findings: boilerplate."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a publication, told by its heading.

    `kind` is the kind of the findings in it ('' for boilerplate). In a section that asks for
    action only bullets, numbered items and rows have that kind; running text in it is `paragraph`,
    or an item too: with `prose_items` 1 where the section has no bullets, with 2 always. `part`
    ('council', 'partnership') changes whom this and all later sections are addressed to;
    `addressed_to` only this one. `nested`: side headings that the layout does not know belong to
    the section.
    """

    heading: re.Pattern[str]
    kind: str
    addressed_to: str = ""
    part: str = ""
    prose_items: int = 0
    nested: bool = False


@dataclass(slots=True)
class Draft:
    """A finding before it has its id."""

    kind: str
    section: str
    text: str
    label: str = ""
    addressed_to: str = "council"
    page: int | None = None
    page_end: int | None = None
    boxes: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What a layout read. Dates are ISO 8601, '' where none is printed.

    `names` are the printed words that name the authority, surest first. `notes` are (reason,
    detail) pairs that become problem rows.
    """

    kind: str
    title: str = ""
    names: list[str] = field(default_factory=list)
    published_date: str = ""
    visit_start_date: str = ""
    visit_end_date: str = ""
    lead_inspector: str = ""
    framework: str = ""
    publisher: str = "ofsted"
    judgements: list[tuple[str, str, int | None]] = field(default_factory=list)
    findings: list[Draft] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def heading(pattern: str) -> re.Pattern[str]:
    """A pattern for a heading that was straightened by `plain`: from its start, any case."""
    return re.compile(pattern, re.I)


def plain(text: str) -> str:
    """A heading or line for matching: straight apostrophes, single blanks, no end punctuation."""
    text = text.replace("’", "'").replace("‘", "'").replace("–", "-").replace("\xa0", " ")
    return " ".join(text.split()).strip(" :.?")
