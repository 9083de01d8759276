"""Word files (.docx) → blocks, with the numbers that Word prints.

The parts are read with lxml straight from the package, not through python-docx: that opens every
part of a file, images included, without limits, and passes over content controls, text boxes and
tracked changes.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.extract.blocks import PARAGRAPH, Block, Content
from pipeline.extract.docx_numbering import Marker, Numbering
from pipeline.extract.docx_package import core_title, first_part, main_part, part_of, related_parts
from pipeline.extract.docx_styles import (
    Indent,
    Properties,
    Styles,
    W,
    properties,
    value,
)
from pipeline.extract.docx_table import cells_of
from pipeline.extract.docx_text import TextReader, children, is_merged_into_next
from pipeline.extract.flow import OUTSIDE, Place, Run, Style, blocks_of, check_characters
from pipeline.extract.nesting import nest_lists
from pipeline.extract.numerals import ROMAN, numeral
from pipeline.extract.places import Levels
from pipeline.extract.words import clean
from pipeline.extract.zipsafe import UNREADABLE, Limits, Package

_POINT = 20


def read(data: bytes, limits: Limits) -> Content:
    """The blocks of a Word file in reading order; Word alone knows its pages, so there are none."""
    package = Package(data, limits)
    main = main_part(package)
    related = related_parts(package, main)
    document = part_of(package, main)
    body = document.find(f"{W}body")
    if body is None:
        raise UnreadableError(UNREADABLE, f"{main} has no body; ask for the file again")
    styles = Styles(first_part(package, related.get("styles")))
    numbering = Numbering(first_part(package, related.get("numbering")), styles)
    walker = _Walker(styles, numbering)
    walker.walk(body)
    content = Content(walker.blocks, notes=walker.notes())
    notes = {kind: first_part(package, related.get(kind)) for kind in ("footnotes", "endnotes")}
    content.footnotes = _footnotes(walker.reader.note_ids, notes, styles)
    content.furniture = _furniture(
        (part_of(package, name) for kind in ("header", "footer") for name in related.get(kind, ())),
        styles,
    )
    nest_lists(content.blocks)
    content.title = walker.title or core_title(package)
    return check_characters(content, limits)


class _Walker:
    """Walks the body in order; `blocks` grows."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.blocks: list[Block] = []
        self.title = ""
        self.reader = TextReader(styles)
        self._styles = styles
        self._numbering = numbering
        self._tables = 0
        self._carried: list[Run] = []
        self._chunks = 0

    def notes(self) -> list[tuple[str, str]]:
        """What was met and could not be read."""
        if not self._chunks:
            return []
        return [("part_not_read", f"{self._chunks} inserted files inside the Word file")]

    def walk(self, body: etree._Element) -> None:
        self._flow(body, OUTSIDE, Levels())

    def _flow(self, parent: etree._Element, place: Place, levels: Levels) -> None:
        for element in children(parent):
            if element.tag == f"{W}p":
                self._paragraph(element, place, levels)
            elif element.tag == f"{W}tbl":
                self._table(element, place)
            elif element.tag == f"{W}altChunk":
                self._chunks += 1
        carried, self._carried = self._carried, []
        self.blocks.extend(blocks_of(carried, Style(place=place)))

    def _paragraph(self, paragraph: etree._Element, place: Place, levels: Levels) -> None:
        own = properties(paragraph.find(f"{W}pPr"), None)
        style = value(paragraph.find(f"{W}pPr"), "pStyle") or self._styles.default
        runs = self._carried + self.reader.runs(paragraph, style)
        boxes, self.reader.boxes = self.reader.boxes, []
        if is_merged_into_next(paragraph):
            self._carried = runs
        else:
            self._carried = []
            marker = self._mark(own, style)
            if not self._styles.is_contents(style):
                self._emit(runs, own, style, marker, place, levels)
        for box in boxes:
            self._flow(box, place, Levels())

    def _mark(self, own: Properties, style: str) -> Marker | None:
        number_id, level = own.number_id, own.number_level
        if number_id is None:
            number_id = self._styles.first(style, lambda s: s.number_id)
        if not number_id or number_id == "0":
            return None
        return self._numbering.mark(number_id, level, style)

    def _emit(
        self,
        runs: list[Run],
        own: Properties,
        style: str,
        marker: Marker | None,
        place: Place,
        levels: Levels,
    ) -> None:
        text = "".join(run.text for run in runs)
        if not text.strip():
            return
        indent = self._indent(own, style, marker)
        left = indent.left or 0
        heading = self._styles.heading(style, own) if not place.table else 0
        if heading and not self.title and (heading == 1 or self._styles.is_title(style)):
            self.title = clean(text)
        label = marker.label if marker else None
        level = levels.of(
            text,
            left=left,
            at=left + min(indent.first or 0, 0) if marker else left + (indent.first or 0),
            heading=bool(heading),
            marked=(marker.pattern, marker.level) if marker and label is not None else None,
        )
        made = blocks_of(
            runs,
            Style(
                heading=heading,
                marker=label,
                level=level,
                size=self._styles.size(style),
                left=left / _POINT,
                place=place,
            ),
        )
        if not heading and any(block.role == "heading" for block in made):
            levels.reset()
        self.blocks.extend(made)

    def _indent(self, own: Properties, style: str, marker: Marker | None) -> Indent:
        """A paragraph's own indentation, then its list's, then its style's.

        Where the style brings the list, the style speaks before the list.
        """
        of_style = self._styles.indent(style)
        of_list = marker.indent if marker else Indent()
        if own.number_id is None:
            return own.indent.over(of_style).over(of_list)
        return own.indent.over(of_list).over(of_style)

    def _table(self, table: etree._Element, place: Place) -> None:
        """Cells of a table; a table of one column is a box around ordinary text."""
        cells = list(cells_of(table))
        if all(column == 0 for _, _, column in cells):
            for cell, _, _ in cells:
                self._flow(cell, place, Levels())
            return
        self._tables += 1
        number = self._tables
        for cell, row, column in cells:
            self._flow(cell, Place(number, row, column), Levels())


def _footnotes(
    ids: Iterable[tuple[str, str]], parts: dict[str, etree._Element | None], styles: Styles
) -> list[Block]:
    """Notes in the order of their markers, numbered as Word numbers them by default."""
    counts = {"footnotes": 0, "endnotes": 0}
    found = []
    for kind, identifier in dict.fromkeys(ids):
        root = parts.get(kind)
        note = None
        for element in root if root is not None else ():
            if element.get(f"{W}id") == identifier:
                note = element
        if note is None:
            continue
        counts[kind] += 1
        number = counts[kind]
        label = str(number) if kind == "footnotes" else numeral(number, ROMAN)
        text = _plain(note, styles)
        if text:
            found.append(Block(role=PARAGRAPH, text=text, label=label))
    return found


def _plain(element: etree._Element, styles: Styles) -> str:
    """The text of a note, head or foot on one line."""
    reader = TextReader(styles)
    texts = [
        "".join(run.text for run in reader.runs(paragraph, styles.default))
        for paragraph in element.iter(f"{W}p")
    ]
    return clean(" ".join(texts))


def _furniture(parts: Iterable[etree._Element], styles: Styles) -> list[str]:
    """The paragraphs of running heads and feet, once each."""
    found: dict[str, None] = {}
    for part in parts:
        for paragraph in part.iter(f"{W}p"):
            reader = TextReader(styles)
            text = clean("".join(run.text for run in reader.runs(paragraph, styles.default)))
            if text:
                found[text] = None
    return list(found)
