"""The text of a .docx paragraph: as it reads with all tracked changes accepted."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.extract.docx_styles import VAL, Properties, Styles, W, properties, toggle, value
from pipeline.extract.flow import Run
from pipeline.extract.words import is_note_marker

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_THROUGH = frozenset(
    W + name
    for name in (
        *("sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple"),
        *("bdo", "dir", "ruby", "rubyBase"),
    )
) | {f"{_MC}Choice"}
_APART = frozenset(W + name for name in ("del", "moveFrom", "sdtPr", "sdtEndPr", "rt", "rubyPr"))
_CONTENTS = ("table of contents", "list of figures", "bibliography")
_BREAKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_RAISED = "superscript"


def children(element: etree._Element) -> Iterator[etree._Element]:
    """What an element holds, through content controls, hyperlinks and accepted changes.

    Left out: deleted and moved-away text, placeholders of empty controls, tables of contents.
    """
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _APART:
            continue
        if tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None and not _is_no_text(child.find(f"{W}sdtPr")):
                yield from children(content)
        elif tag == f"{_MC}AlternateContent":
            choice = child.find(f"{_MC}Choice")
            choice = child.find(f"{_MC}Fallback") if choice is None else choice
            if choice is not None:
                yield from children(choice)
        elif tag in _THROUGH:
            yield from children(child)
        else:
            yield child


def _is_no_text(control: etree._Element | None) -> bool:
    if control is None:
        return False
    if toggle(control, "showingPlcHdr"):
        return True
    gallery = control.find(f"{W}docPartObj/{W}docPartGallery")
    return gallery is not None and (gallery.get(VAL) or "").casefold() in _CONTENTS


def is_merged_into_next(paragraph: etree._Element) -> bool:
    """Is the paragraph's end deleted, so that its text begins the next paragraph?"""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(W + name) is not None for name in ("del", "moveFrom"))


class TextReader:
    """Reads paragraphs; remembers what they refer to: notes in order, text boxes."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.note_ids: list[tuple[str, str]] = []
        self.boxes: list[etree._Element] = []
        self.not_read: list[str] = []

    def runs(self, paragraph: etree._Element, style: str) -> list[Run]:
        """The runs of a paragraph in the style `style`. Text boxes met on the way go to `boxes`."""
        bold = bool(self._styles.first(style, lambda s: s.bold))
        hidden = bool(self._styles.first(style, lambda s: s.hidden))
        runs: list[Run] = []
        in_code: list[bool] = []
        for element in children(paragraph):
            if element.tag != f"{W}r":
                continue
            own = self._run_properties(element)
            visible = not (hidden if own.hidden is None else own.hidden)
            text = self._run_text(element, in_code, visible=visible)
            if text and not (_is_raised(element) and is_note_marker(text, _tail(runs))):
                runs.append(Run(text, bold if own.bold is None else own.bold))
        return runs

    def _run_properties(self, run: etree._Element) -> Properties:
        """What the run says, and where it says nothing its character style."""
        element = run.find(f"{W}rPr")
        own = properties(None, element)
        style = value(element, "rStyle")
        if not style:
            return own
        return Properties(
            bold=self._styles.first(style, lambda s: s.bold) if own.bold is None else own.bold,
            hidden=(
                self._styles.first(style, lambda s: s.hidden) if own.hidden is None else own.hidden
            ),
        )

    def _run_text(self, run: etree._Element, in_code: list[bool], *, visible: bool) -> str:
        """The text of a run. `in_code`: for each open field, are we still in its instruction?"""
        text = ""
        for element in children(run):
            tag = element.tag
            if tag == f"{W}fldChar":
                _step(element.get(f"{W}fldCharType") or "", in_code)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = "footnotes" if tag == f"{W}footnoteReference" else "endnotes"
                self.note_ids.append((kind, element.get(f"{W}id") or ""))
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self.boxes.extend(_text_boxes(element))
            elif not any(in_code) and visible:
                text += _character(element)
        return text


def _step(kind: str, in_code: list[bool]) -> None:
    if kind == "begin":
        in_code.append(True)
    elif kind == "separate" and in_code:
        in_code[-1] = False
    elif kind == "end" and in_code:
        in_code.pop()


def _character(element: etree._Element) -> str:
    if element.tag == f"{W}t":
        return (element.text or "").replace("\n", " ")
    if element.tag == f"{W}br":
        return " " if element.get(f"{W}type") in ("page", "column") else "\n"
    if element.tag == f"{W}sym":
        return _symbol(element.get(f"{W}char") or "")
    return _BREAKS.get(str(element.tag), "")


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _tail(runs: list[Run]) -> str:
    return "".join(run.text for run in runs[-3:])


def _is_raised(run: etree._Element) -> bool:
    return value(run.find(f"{W}rPr"), "vertAlign") == _RAISED


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes of a drawing, each once."""
    for child in children(element):
        if child.tag == f"{W}txbxContent":
            yield child
        else:
            yield from _text_boxes(child)
