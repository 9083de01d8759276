"""What the styles of a .docx file say of a paragraph: heading, list, weight, size, indentation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from lxml import etree

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
VAL = f"{W}val"

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc( \d|\s*heading)|table of figures|index( \d| heading)", re.IGNORECASE)
_DEEPEST = 50
_BODY_LEVEL = 9
_OFF = frozenset(("0", "false", "off", "none"))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Indent:
    """Twentieths of a point; None where nothing is said. `first` is negative for hanging."""

    left: int | None = None
    first: int | None = None

    def over(self, other: Indent) -> Indent:
        """This, and where it says nothing the other."""
        return Indent(
            other.left if self.left is None else self.left,
            other.first if self.first is None else self.first,
        )


@dataclass(frozen=True, slots=True)
class Properties:
    """What one style, or one paragraph itself, says; None where it says nothing."""

    name: str = ""
    based_on: str = ""
    number_id: str | None = None
    number_level: int | None = None
    outline: int | None = None
    bold: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    indent: Indent = field(default_factory=Indent)


def whole(text: str | None) -> int | None:
    """A whole number of an attribute; None if it is not there or no number."""
    match = re.fullmatch(r"\s*(-?\d{1,9})(?:\.\d+)?\s*", text or "")
    return int(match[1]) if match else None


def toggle(parent: etree._Element | None, name: str) -> bool | None:
    """Is `w:b` and the like on, off, or not said?"""
    element = parent.find(W + name) if parent is not None else None
    if element is None:
        return None
    return (element.get(VAL) or "1").casefold() not in _OFF


def value(parent: etree._Element | None, name: str) -> str | None:
    """The w:val of a child of `parent`."""
    element = parent.find(W + name) if parent is not None else None
    return None if element is None else element.get(VAL)


def properties(
    paragraph: etree._Element | None, run: etree._Element | None, name: str = "", based_on: str = ""
) -> Properties:
    """The properties that a w:pPr and a w:rPr hold."""
    numbering = paragraph.find(f"{W}numPr") if paragraph is not None else None
    size = whole(value(run, "sz"))
    return Properties(
        name=name,
        based_on=based_on,
        number_id=value(numbering, "numId"),
        number_level=whole(value(numbering, "ilvl")),
        outline=whole(value(paragraph, "outlineLvl")),
        bold=toggle(run, "b"),
        hidden=toggle(run, "vanish"),
        size=size / 2 if size else None,
        indent=indent_of(paragraph),
    )


def indent_of(paragraph: etree._Element | None) -> Indent:
    """The w:ind of a w:pPr."""
    element = paragraph.find(f"{W}ind") if paragraph is not None else None
    if element is None:
        return Indent()
    left = whole(element.get(f"{W}start"))
    left = whole(element.get(f"{W}left")) if left is None else left
    hanging = whole(element.get(f"{W}hanging"))
    first = whole(element.get(f"{W}firstLine")) if hanging is None else -hanging
    return Indent(left, first)


class Styles:
    """The styles of a document, each with what it takes over from the style it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Properties] = {}
        self.default = ""
        self._size = 0.0
        for style in root.iterfind(f"{W}style") if root is not None else ():
            identifier = style.get(f"{W}styleId") or ""
            self._styles[identifier] = properties(
                style.find(f"{W}pPr"),
                style.find(f"{W}rPr"),
                name=value(style, "name") or "",
                based_on=value(style, "basedOn") or "",
            )
            if style.get(f"{W}type") == "paragraph" and (
                (style.get(f"{W}default") or "0").casefold() not in _OFF
            ):
                self.default = identifier
        defaults = f"{W}docDefaults/{W}rPrDefault/{W}rPr"
        size = whole(value(root.find(defaults), "sz")) if root is not None else None
        self._size = size / 2 if size else 0.0

    def chain(self, identifier: str) -> Iterator[tuple[str, Properties]]:
        """A style and those it is based on, nearest first."""
        for _ in range(_DEEPEST):
            style = self._styles.get(identifier)
            if style is None:
                return
            yield identifier, style
            identifier = style.based_on

    def first(self, identifier: str, get: Callable[[Properties], T | None]) -> T | None:
        """What the nearest style of the chain says."""
        for _, style in self.chain(identifier):
            found = get(style)
            if found is not None:
                return found
        return None

    def heading(self, identifier: str, own: Properties) -> int:
        """The level of a heading, 1 for the document's title; 0 for other paragraphs."""
        if own.outline is not None:
            return own.outline + 1 if own.outline < _BODY_LEVEL else 0
        for _, style in self.chain(identifier):
            match = _HEADING.fullmatch(style.name)
            if match:
                return int(match[1])
            if style.name.casefold() == "title":
                return 1
            if style.name.casefold() == "subtitle":
                return 2
            if style.outline is not None:
                return style.outline + 1 if style.outline < _BODY_LEVEL else 0
        return 0

    def is_title(self, identifier: str) -> bool:
        return any(style.name.casefold() == "title" for _, style in self.chain(identifier))

    def is_contents(self, identifier: str) -> bool:
        """Is this a line of a table of contents, as Word makes them?"""
        return any(_CONTENTS.fullmatch(style.name) for _, style in self.chain(identifier))

    def indent(self, identifier: str) -> Indent:
        result = Indent()
        for _, style in self.chain(identifier):
            result = result.over(style.indent)
        return result

    def size(self, identifier: str) -> float:
        return self.first(identifier, lambda style: style.size) or self._size
