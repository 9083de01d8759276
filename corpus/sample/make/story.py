"""The texts in `texts/`: facts between `---` lines, then blocks with a mark in front.

    # Heading {kind}      all findings below are of this kind, until the next heading
    ## Side heading       keeps the kind
    text                  a paragraph
    * text                a bullet
    12. text, (a) text    a numbered paragraph, a lettered item
    | text                a row of a ruled table; lines with '  - ' below are its own bullets
    - text                a bullet that is no finding
    ! text                a paragraph that is no finding
    [^1]: text            a footnote; `[^1]` in a paragraph is its marker

`{kind}` after a mark is for that block only; `?` in it says that a reader may or may not call the
block a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_MARKS = re.compile(
    r"(?:(?P<note>\[\^\d\]):|(?P<mark>##?|[!*|-])|(?P<number>\d+)\.|(?P<letter>\([a-z]\)))[ ]"
)
_KIND = re.compile(r"\{([a-z_]*)(\??)\}\s*")
_ROLES = {"#": "heading", "##": "side", "!": "plain", "*": "bullet", "|": "row", "-": "scope"}


@dataclass(frozen=True, slots=True)
class Block:
    """One passage. `kind` is empty where it is no finding; `key` is its place in the text."""

    key: int
    role: str
    text: str
    number: str = ""
    kind: str = ""
    optional: bool = False
    section: str = ""
    parts: tuple[str, ...] = ()
    footnote: bool = False

    @property
    def whole(self) -> str:
        """The text as a reader should find it: its own bullets one a line."""
        return "\n".join((self.text, *self.parts))


@dataclass(frozen=True, slots=True)
class Story:
    """One document: its facts and its blocks."""

    name: str
    facts: dict[str, Any]
    blocks: tuple[Block, ...]

    @property
    def invented(self) -> str:
        """The line that every document carries."""
        return f"Invented for testing: {self.facts['authority']} is no real council."

    @property
    def notes(self) -> list[str]:
        """The footnotes."""
        return [block.text for block in self.blocks if block.role == "note"]


def curly(text: str) -> str:
    """Typewriter quotation marks as printers set them.

    >>> curly("the Council's plan ('the plan')")
    'the Council’s plan (‘the plan’)'
    """
    text = re.sub(r"(^|[\s(])'", "\\1\N{LEFT SINGLE QUOTATION MARK}", text)
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def curl(value: Any) -> Any:
    """`curly` for all strings of nested lists and dicts."""
    if isinstance(value, str):
        return curly(value)
    if isinstance(value, list):
        return [curl(item) for item in value]
    if isinstance(value, dict):
        return {key: item if key in ("url", "label") else curl(item) for key, item in value.items()}
    return value


def load(path: Path) -> Story:
    """The story that a text file tells."""
    _, facts, body = path.read_text(encoding="utf-8").split("---\n", 2)
    values = curl(yaml.load(facts, Loader=yaml.BaseLoader))  # noqa: S506 - dates stay as written
    return Story(path.stem, values, tuple(_blocks(body)))


def _blocks(body: str) -> Iterator[Block]:
    section, kind, optional = "", "", False
    for key, raw in enumerate(re.split(r"\n\n+", body.strip("\n"))):
        mark = _MARKS.match(raw)
        text = raw[mark.end() :] if mark else raw
        role, number = "text", ""
        if mark and mark["mark"]:
            role = _ROLES[mark["mark"]]
        elif mark and mark["note"]:
            role = "note"
        elif mark:
            role = "numbered" if mark["number"] else "lettered"
            number = mark["number"] or mark["letter"]
        own = _KIND.search(text) if role in ("heading", "side") else _KIND.match(text)
        text = _KIND.sub("", text).strip()
        if role == "heading":
            section = curly(text)
            kind, optional = (own[1], bool(own[2])) if own else ("", False)
            if text.endswith((": inadequate", ": requires improvement to be good", ": good")):
                section, kind = curly(text.rpartition(":")[0]), "paragraph"
        elif role == "side":
            section = curly(text)
        finding = role not in ("heading", "side", "plain", "scope", "note")
        lines = text.split("\n  - ")
        first = curly(lines[0])
        yield Block(
            key=key,
            role=role,
            text=re.sub(r"\[\^\d\]", "", first),
            number=number,
            kind=((own and own[1]) or kind) if finding else "",
            optional=finding and (bool(own[2]) if own else optional),
            section=section,
            parts=tuple(curly(line) for line in lines[1:]),
            footnote=first.endswith("]") and role != "note",
        )
