"""The text of an OpenDocument paragraph: as it reads with all tracked changes accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.extract.flow import Run
from pipeline.extract.odt_styles import DRAW, OFFICE, TEXT, Styles, count, string_of
from pipeline.extract.words import clean, is_note_marker

_BLANKS = re.compile(r"[ \t\r\n]+")
_NO_TEXT = frozenset(
    (
        f"{OFFICE}annotation",
        f"{OFFICE}annotation-end",
        f"{TEXT}ruby-text",
        f"{TEXT}script",
        f"{TEXT}tracked-changes",
        f"{TEXT}alphabetical-index-mark",
    )
)
_MOST_BLANKS = 100


class TextReader:
    """Reads paragraphs; collects the notes and text boxes that it meets."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.notes: list[etree._Element] = []
        self.boxes: list[etree._Element] = []

    def runs(self, paragraph: etree._Element, style: str) -> list[Run]:
        """The runs of a text:p or text:h in the style `style`."""
        bold = bool(self._styles.first("paragraph", style, lambda s: s.bold))
        if self._styles.first("paragraph", style, lambda s: s.hidden):
            return []
        runs: list[Run] = []
        self._add(paragraph, runs, bold=bold)
        return runs

    def _add(self, element: etree._Element, runs: list[Run], *, bold: bool) -> None:
        if element.text:
            runs.append(Run(_BLANKS.sub(" ", element.text), bold))
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, runs, bold=bold)
            if child.tail:
                runs.append(Run(_BLANKS.sub(" ", child.tail), bold))

    def _child(self, child: etree._Element, runs: list[Run], *, bold: bool) -> None:
        tag = child.tag
        if tag == f"{TEXT}s":
            runs.append(Run(" " * min(count(child.get(f"{TEXT}c"), 1), _MOST_BLANKS), bold))
        elif tag == f"{TEXT}tab":
            runs.append(Run("\t", bold))
        elif tag == f"{TEXT}line-break":
            runs.append(Run("\n", bold))
        elif tag == f"{TEXT}note":
            self.notes.append(child)
        elif tag in (f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}g"):
            self.boxes.extend(text_boxes(child))
        elif tag == f"{TEXT}span":
            self._span(child, runs, bold=bold)
        elif tag not in _NO_TEXT:
            self._add(child, runs, bold=bold)

    def _span(self, span: etree._Element, runs: list[Run], *, bold: bool) -> None:
        style = span.get(f"{TEXT}style-name") or ""
        own = self._styles.first("text", style, lambda s: s.bold)
        if self._styles.first("text", style, lambda s: s.hidden):
            return
        if self._styles.first("text", style, lambda s: s.raised) and is_note_marker(
            string_of(span), "".join(run.text for run in runs[-3:])
        ):
            return
        self._add(span, runs, bold=bold if own is None else own)


def text_boxes(frame: etree._Element) -> Iterator[etree._Element]:
    """The outermost elements below a drawing that hold paragraphs."""
    if frame.tag in (f"{DRAW}text-box", f"{DRAW}custom-shape"):
        yield frame
        return
    for child in frame:
        if isinstance(child.tag, str):
            yield from text_boxes(child)


def plain(element: etree._Element, styles: Styles) -> list[str]:
    """The paragraphs of a note, a head or a foot, each on one line."""
    found = []
    for paragraph in element.iter(f"{TEXT}p", f"{TEXT}h"):
        runs = TextReader(styles).runs(paragraph, paragraph.get(f"{TEXT}style-name") or "")
        text = clean("".join(run.text for run in runs))
        if text:
            found.append(text)
    return found
