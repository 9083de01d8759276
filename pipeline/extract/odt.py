"""OpenDocument texts (.odt) → blocks, with the numbers that the lists print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.extract.blocks import PARAGRAPH, Block, Content
from pipeline.extract.flow import OUTSIDE, Place, Run, Style, blocks_of, check_characters
from pipeline.extract.nesting import nest_lists
from pipeline.extract.odt_styles import (
    DRAW,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    ListLevel,
    Styles,
    count,
    printed,
    string_of,
)
from pipeline.extract.odt_table import cells_of
from pipeline.extract.odt_text import TextReader, plain, text_boxes
from pipeline.extract.places import Levels
from pipeline.extract.words import clean
from pipeline.extract.zipsafe import UNREADABLE, Limits, Package, encrypted

_CONTENT = "content.xml"
_STYLES = "styles.xml"
_MANIFEST = "META-INF/manifest.xml"
_META = "meta.xml"
_ENCRYPTION = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_POINT = 20
_INDEXES = frozenset(
    TEXT + name
    for name in (
        *("table-of-content", "illustration-index", "table-index", "object-index", "user-index"),
        *("alphabetical-index", "bibliography", "tracked-changes", "sequence-decls"),
        *("variable-decls", "user-field-decls", "dde-connection-decls"),
    )
) | {f"{OFFICE}forms"}


def read(data: bytes, limits: Limits) -> Content:
    """The blocks of an OpenDocument text in reading order; it has no fixed pages."""
    package = Package(data, limits)
    if package.has(_MANIFEST) and package.xml(_MANIFEST).find(f".//{_ENCRYPTION}") is not None:
        raise encrypted()
    root = package.xml(_CONTENT)
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise UnreadableError(UNREADABLE, "the file holds no text document; ask for it again")
    others = [package.xml(_STYLES)] if package.has(_STYLES) else []
    styles = Styles(root, *others)
    walker = _Walker(styles)
    walker.walk(body)
    content = Content(walker.blocks)
    content.footnotes = [block for note in walker.notes for block in _footnote(note, styles)]
    content.furniture = _furniture(others, styles)
    nest_lists(content.blocks)
    content.title = walker.title or _meta_title(package)
    return check_characters(content, limits)


@dataclass(slots=True)
class _List:
    """Where a list stands: its style, how deep, and the numbers reached at each level."""

    style: str
    depth: int
    counts: dict[int, int]


@dataclass(slots=True)
class _Item:
    """A list item; its first paragraph takes the marker."""

    list: _List
    numbered: bool
    start: int | None
    used: bool = False
    level: int = 1


@dataclass(slots=True)
class _Context:
    place: Place = OUTSIDE
    levels: Levels = field(default_factory=Levels)
    item: _Item | None = None


class _Walker:
    """Walks the body in order; `blocks` grows."""

    def __init__(self, styles: Styles) -> None:
        self.blocks: list[Block] = []
        self.title = ""
        self._styles = styles
        self._reader = TextReader(styles)
        self._tables = 0
        self._counts_by_id: dict[str, dict[int, int]] = {}
        self._counts_by_style: dict[str, dict[int, int]] = {}
        self._headings: dict[int, int] = {}

    @property
    def notes(self) -> list[etree._Element]:
        """The notes met, in order."""
        return self._reader.notes

    def walk(self, body: etree._Element) -> None:
        self._flow(body, _Context())

    def _flow(self, parent: etree._Element, context: _Context) -> None:
        for element in parent:
            tag = element.tag
            if not isinstance(tag, str) or tag in _INDEXES:
                continue
            if tag in (f"{TEXT}p", f"{TEXT}h"):
                self._paragraph(element, context)
            elif tag == f"{TEXT}list":
                self._list(element, context)
            elif tag == f"{TEXT}numbered-paragraph":
                self._numbered_paragraph(element, context)
            elif tag == f"{TABLE}table":
                self._table(element, context)
            elif tag in (f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}g"):
                for box in text_boxes(element):
                    self._flow(box, _Context(place=context.place))
            elif element.get(f"{TEXT}display") != "none":
                self._flow(element, context)

    def _list(self, element: etree._Element, context: _Context) -> None:
        outer = context.item.list if context.item else None
        style = element.get(f"{TEXT}style-name") or (outer.style if outer else "")
        if outer is None:
            inner = _List(style, 1, self._counts(element, style))
        else:
            inner = _List(style, outer.depth + 1, outer.counts)
            if element.get(f"{TEXT}continue-numbering") != "true":
                outer.counts.pop(inner.depth, None)
        for child in element:
            if child.tag in (f"{TEXT}list-item", f"{TEXT}list-header"):
                start = child.get(f"{TEXT}start-value")
                item = _Item(
                    list=inner,
                    numbered=child.tag == f"{TEXT}list-item",
                    start=count(start, 1) if start else None,
                )
                self._flow(child, _Context(context.place, context.levels, item))

    def _numbered_paragraph(self, element: etree._Element, context: _Context) -> None:
        """A list item written without its list, which `text:list-id` names."""
        identifier = element.get(f"{TEXT}list-id") or ""
        counts = self._counts_by_id.setdefault(identifier, {})
        depth = max(count(element.get(f"{TEXT}level"), 1), 1)
        start = element.get(f"{TEXT}start-value")
        inner = _List(element.get(f"{TEXT}style-name") or "", depth, counts)
        item = _Item(inner, numbered=True, start=count(start, 1) if start else None)
        self._flow(element, _Context(context.place, context.levels, item))

    def _counts(self, element: etree._Element, style: str) -> dict[int, int]:
        """The numbers that a list goes on from: another list's, or none."""
        earlier = element.get(f"{TEXT}continue-list")
        if earlier and earlier in self._counts_by_id:
            counts = self._counts_by_id[earlier]
        elif element.get(f"{TEXT}continue-numbering") == "true":
            counts = self._counts_by_style.get(style, {})
        else:
            counts = {}
        identifier = element.get(_ID)
        if identifier:
            self._counts_by_id[identifier] = counts
        self._counts_by_style[style] = counts
        return counts

    def _paragraph(self, paragraph: etree._Element, context: _Context) -> None:
        style = paragraph.get(f"{TEXT}style-name") or ""
        heading = self._styles.heading(style)
        label: str | None = None
        if paragraph.tag == f"{TEXT}h":
            heading = count(paragraph.get(f"{TEXT}outline-level"), 1)
            label = self._number_heading(paragraph, heading) if context.item is None else None
        runs = self._reader.runs(paragraph, style)
        boxes, self._reader.boxes = self._reader.boxes, []
        self._emit(runs, style, heading, label, context)
        for box in boxes:
            self._flow(box, _Context(place=context.place))

    def _number_heading(self, paragraph: etree._Element, level: int) -> str | None:
        if paragraph.get(f"{TEXT}is-list-header") == "true":
            return None
        _step(self._headings, level, self._styles.outline.get(level), None)
        return printed(self._styles.outline.get, self._headings, level) or None

    def _emit(
        self, runs: list[Run], style: str, heading: int, label: str | None, context: _Context
    ) -> None:
        item, rule = context.item, None
        first_of_item = item is not None and not item.used
        if item is not None and first_of_item:
            item.used = True
            label, rule = self._mark(item, style)
        text = "".join(run.text for run in runs)
        if not text.strip():
            return
        if context.place.table:
            heading = 0
        if heading and not self.title:
            self.title = clean(text)
        left, first = self._indent(style, rule)
        if item is not None and not first_of_item:
            level = item.level + 1
        else:
            numbered = item is not None and rule is not None and label is not None
            level = context.levels.of(
                text,
                left=left,
                at=left + (min(first, 0) if rule else first),
                heading=bool(heading),
                marked=(item.list.style, item.list.depth - 1) if item and numbered else None,
            )
            if item is not None:
                item.level = level
        made = blocks_of(
            runs,
            Style(
                heading=heading,
                marker=label,
                level=level,
                size=self._styles.first("paragraph", style, lambda s: s.size) or 0.0,
                left=left / _POINT,
                place=context.place,
            ),
        )
        if not heading and any(block.role == "heading" for block in made):
            context.levels.reset()
        self.blocks.extend(made)

    def _mark(self, item: _Item, style: str) -> tuple[str | None, ListLevel | None]:
        """Count the item; its label ('' for a bullet, None for nothing) and how its level looks."""
        name = item.list.style
        if not name:
            name = self._styles.first("paragraph", style, lambda s: s.list_style) or ""
        depth = item.list.depth
        rule = self._styles.list_level(name, depth)
        if not item.numbered:
            return None, rule
        _step(item.list.counts, depth, rule, item.start)
        if rule is None or rule.form is None:
            return "", rule
        counts = item.list.counts
        return printed(lambda n: self._styles.list_level(name, n), counts, depth) or None, rule

    def _indent(self, style: str, rule: ListLevel | None) -> tuple[int, int]:
        """Left edge and first line; in a list the list's, unless the paragraph's own style says."""
        if rule is None:
            left = self._styles.first("paragraph", style, lambda s: s.left) or 0
            return left, self._styles.first("paragraph", style, lambda s: s.first) or 0
        own = next(self._styles.chain("paragraph", style), None)
        if own is not None and own.left is not None:
            return own.left, own.first or 0
        return rule.left, rule.first

    def _table(self, table: etree._Element, context: _Context) -> None:
        """Cells of a table; a table of one column is a box around ordinary text."""
        cells = list(cells_of(table))
        if all(column == 0 for _, _, column in cells):
            for cell, _, _ in cells:
                self._flow(cell, _Context(place=context.place))
            return
        self._tables += 1
        number = self._tables
        for cell, row, column in cells:
            self._flow(cell, _Context(place=Place(number, row, column)))


def _step(counts: dict[int, int], level: int, rule: ListLevel | None, start: int | None) -> None:
    if start is not None:
        counts[level] = start
    elif level in counts:
        counts[level] += 1
    else:
        counts[level] = rule.start if rule else 1
    for deeper in [other for other in counts if other > level]:
        del counts[deeper]


def _footnote(note: etree._Element, styles: Styles) -> Iterator[Block]:
    citation = note.find(f"{TEXT}note-citation")
    body = note.find(f"{TEXT}note-body")
    text = " ".join(plain(body, styles)) if body is not None else ""
    if text:
        label = clean(string_of(citation)) if citation is not None else ""
        yield Block(role=PARAGRAPH, text=text, label=label)


def _furniture(roots: list[etree._Element], styles: Styles) -> list[str]:
    """The paragraphs of running heads and feet, once each."""
    found: dict[str, None] = {}
    for root in roots:
        for page in root.iter(f"{STYLE}master-page"):
            for part in page:
                found.update(dict.fromkeys(plain(part, styles)))
    return list(found)


def _meta_title(package: Package) -> str:
    if not package.has(_META):
        return ""
    title = package.xml(_META).find(".//{http://purl.org/dc/elements/1.1/}title")
    return clean(title.text or "") if title is not None else ""
