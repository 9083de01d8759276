"""What the styles of an OpenDocument text say of paragraphs, of words in them, and of lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from pipeline.extract.flow import label_of
from pipeline.extract.numerals import CAPITAL, CAPITAL_ROMAN, DECIMAL, LETTER, ROMAN, numeral

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"

_LENGTH = re.compile(r"(-?[\d.]+)(in|cm|mm|pt|pc|px)")
_TWIPS = {"in": 1440.0, "cm": 567.0, "mm": 56.7, "pt": 20.0, "pc": 240.0, "px": 15.0}
_FORMS = {"1": DECIMAL, "a": LETTER, "A": CAPITAL, "i": ROMAN, "I": CAPITAL_ROMAN}
_PLACE = re.compile(r"%(\d{1,2})%")
_DEEPEST = 50

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Properties:
    """What one style says; None where it says nothing. Lengths are twentieths of a point."""

    name: str
    parent: str
    list_style: str | None
    outline: int | None
    bold: bool | None
    hidden: bool | None
    raised: bool | None
    size: float | None
    left: int | None
    first: int | None


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list looks. `form` is None for a bullet, '' where no number is printed."""

    form: str | None
    before: str
    after: str
    pattern: str
    start: int
    shown: int
    repeat: bool
    left: int
    first: int


def twips(text: str | None) -> int | None:
    """A length in twentieths of a point; None for what is no length (a percentage)."""
    match = _LENGTH.fullmatch((text or "").strip())
    if not match:
        return None
    try:
        return round(float(match[1]) * _TWIPS[match[2]])
    except ValueError:
        return None


def count(text: str | None, default: int) -> int:
    """A whole number of an attribute, else `default`."""
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else default


def string_of(element: etree._Element) -> str:
    """All text below an element."""
    return "".join(str(text) for text in element.itertext())


class Styles:
    """The styles of a document. What content.xml says comes before what styles.xml says."""

    def __init__(self, *roots: etree._Element) -> None:
        self._styles: dict[tuple[str, str], Properties] = {}
        self._lists: dict[str, dict[int, ListLevel]] = {}
        self.outline: dict[int, ListLevel] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                key = (style.get(f"{STYLE}family") or "", style.get(f"{STYLE}name") or "")
                self._styles.setdefault(key, _properties(style))
            for style in root.iter(f"{TEXT}list-style"):
                self._lists.setdefault(style.get(f"{STYLE}name") or "", _levels(style))
            for style in root.iter(f"{TEXT}outline-style"):
                self.outline = self.outline or _levels(style)

    def chain(self, family: str, name: str) -> Iterator[Properties]:
        """A style and its parents, nearest first."""
        for _ in range(_DEEPEST):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent

    def first(self, family: str, name: str, get: Callable[[Properties], T | None]) -> T | None:
        """What the nearest style of the chain says."""
        for style in self.chain(family, name):
            found = get(style)
            if found is not None:
                return found
        return None

    def list_level(self, style: str, depth: int) -> ListLevel | None:
        return self._lists.get(style, {}).get(depth)

    def heading(self, paragraph_style: str) -> int:
        """1 for the document's title, 2 for its subtitle, else what the style says; 0 for text."""
        for style in self.chain("paragraph", paragraph_style):
            if style.name in ("Title", "Subtitle"):
                return 1 if style.name == "Title" else 2
            if style.outline:
                return style.outline
        return 0


def printed(levels: Callable[[int], ListLevel | None], counts: dict[int, int], depth: int) -> str:
    """The number of an item at `depth`, without its full stop; '' where none is printed."""
    own = levels(depth)
    if own is None or not own.form:
        return ""

    def number(level: int) -> str:
        rule = levels(level)
        if rule is None or not rule.form:
            return ""
        return numeral(counts.get(level, rule.start), rule.form, repeat=rule.repeat)

    if own.pattern:
        return label_of(_PLACE.sub(lambda match: number(int(match[1])), own.pattern))
    numbers = [number(level) for level in range(max(1, depth - own.shown + 1), depth + 1)]
    return label_of(own.before + ".".join(filter(None, numbers)) + own.after)


def _properties(style: etree._Element) -> Properties:
    words = style.find(f"{STYLE}text-properties")
    lines = style.find(f"{STYLE}paragraph-properties")
    weight = words.get(f"{FO}font-weight") if words is not None else None
    position = words.get(f"{STYLE}text-position") if words is not None else None
    size = twips(words.get(f"{FO}font-size")) if words is not None else None
    outline = style.get(f"{STYLE}default-outline-level")
    return Properties(
        name=style.get(f"{STYLE}name") or "",
        parent=style.get(f"{STYLE}parent-style-name") or "",
        list_style=style.get(f"{STYLE}list-style-name"),
        outline=count(outline, 0) if outline else None,
        bold=None if weight is None else weight in ("bold", "600", "700", "800", "900"),
        hidden=None
        if words is None or words.get(f"{TEXT}display") is None
        else (words.get(f"{TEXT}display") == "none"),
        raised=None if position is None else position.startswith("super"),
        size=size / 20 if size else None,
        left=twips(lines.get(f"{FO}margin-left")) if lines is not None else None,
        first=twips(lines.get(f"{FO}text-indent")) if lines is not None else None,
    )


def _levels(style: etree._Element) -> dict[int, ListLevel]:
    return {
        count(level.get(f"{TEXT}level"), 1): _level(level)
        for level in style
        if isinstance(level.tag, str) and "-level-style" in level.tag
    }


def _level(element: etree._Element) -> ListLevel:
    kind = str(element.tag).rpartition("}")[2]
    form: str | None = _FORMS.get(element.get(f"{STYLE}num-format") or "", "")
    if kind.endswith(("-bullet", "-image")):
        empty = kind.endswith("-bullet") and not (element.get(f"{TEXT}bullet-char") or "").strip()
        form = "" if empty else None
    properties = element.find(f"{STYLE}list-level-properties")
    aligned = (
        properties.find(f"{STYLE}list-level-label-alignment") if properties is not None else None
    )
    if aligned is not None:
        left, first = twips(aligned.get(f"{FO}margin-left")), twips(aligned.get(f"{FO}text-indent"))
    elif properties is not None:
        before = twips(properties.get(f"{TEXT}space-before")) or 0
        width = twips(properties.get(f"{TEXT}min-label-width")) or 0
        left, first = before + width, -width
    else:
        left, first = None, None
    return ListLevel(
        form=form,
        before=element.get(f"{STYLE}num-prefix") or "",
        after=element.get(f"{STYLE}num-suffix") or "",
        pattern=element.get(f"{STYLE}num-list-format")
        or element.get(f"{LOEXT}num-list-format")
        or "",
        start=count(element.get(f"{TEXT}start-value"), 1),
        shown=count(element.get(f"{TEXT}display-levels"), 1),
        repeat=element.get(f"{STYLE}num-letter-sync") == "true",
        left=left or 0,
        first=first or 0,
    )
