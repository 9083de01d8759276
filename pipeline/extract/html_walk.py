"""The elements of an HTML document in reading order → blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from pipeline.extract.blocks import Block
from pipeline.extract.flow import OUTSIDE, Place, Run, Style, blocks_of
from pipeline.extract.html_main import SiteParts, attribute
from pipeline.extract.html_table import grid, is_layout
from pipeline.extract.numerals import CAPITAL, CAPITAL_ROMAN, DECIMAL, LETTER, ROMAN, numeral
from pipeline.extract.words import is_note_marker, split_label

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details div dl dt fieldset "
        "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre "
        "section summary table tbody td tfoot th thead tr ul",
    )
)
_DEEPEST = 120
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_BOLD_CLASSES = frozenset(("govuk-!-font-weight-bold", "bold"))
_ADDRESS_CLASSES = frozenset(("address", "adr", "vcard"))
_NOTE_LINK = re.compile(r"#_?(?:fn|ftn|edn|footnote|endnote|note)(?!ref)[\w:-]*")
_NOTE_BACK = re.compile(r"#_?(?:fn|ftn|edn|footnote-|endnote-|note-)?ref[\w:-]*")
_NOTE_TEXT = re.compile(
    r"\s*(?:[\[(]\s*)?(?:(?:foot|end)?note\s+)?(?:\d{1,3}|[a-z]|[ivx]{1,4}|[*†‡]{1,3})"
    r"\s*(?:[\])]\s*)?",
    re.IGNORECASE,
)
_WORD_LEVEL = re.compile(r"mso-list:\s*\w+\s+level(\d)")
_FORMS = {
    "a": LETTER,
    "A": CAPITAL,
    "i": ROMAN,
    "I": CAPITAL_ROMAN,
    "lower-alpha": LETTER,
    "lower-latin": LETTER,
    "upper-alpha": CAPITAL,
    "upper-latin": CAPITAL,
    "lower-roman": ROMAN,
    "upper-roman": CAPITAL_ROMAN,
}
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")
_UNNUMBERED_CLASSES = frozenset(("legislative-list", "list-unstyled", "no-bullets", "list-none"))


@dataclass(slots=True)
class _Item:
    """The first block of a list item takes its marker. `typed`: what is printed is in the text."""

    marker: str
    typed: bool = False
    used: bool = False


@dataclass(frozen=True, slots=True)
class _Context:
    """Where the walk is: what the elements around say of what stands here."""

    depth: int = 0
    level: int = 0
    bold: bool = False
    quoted: bool = False
    whole: bool = False
    pre: bool = False
    item: _Item | None = None
    place: Place = field(default=OUTSIDE)

    def deeper(self) -> _Context:
        return replace(self, depth=self.depth + 1)


class Walker:
    """Walks below one element; `blocks` grows. `in_notes`: links back to the text are no text."""

    def __init__(self, parts: SiteParts, *, in_notes: bool = False) -> None:
        self.blocks: list[Block] = []
        self._parts = parts
        self._in_notes = in_notes
        self._tables = 0

    def walk(self, root: Tag) -> None:
        self._flow(root, _Context())

    def _flow(self, tag: Tag, context: _Context) -> None:
        """The content of `tag`: text between block elements makes paragraphs of its own."""
        runs: list[Run] = []
        for child in tag.children:
            if isinstance(child, Tag):
                if self._parts.holds(child):
                    continue
                if child.name not in _BLOCKS and not _has_blocks(child):
                    self._inline(child, context, runs)
                    continue
                self._emit(runs, context)
                runs = []
                self._block(child, context.deeper())
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                runs.append(_text(child, context))
        self._emit(runs, context)

    def _block(self, tag: Tag, context: _Context) -> None:
        name = tag.name
        if context.depth > _DEEPEST:
            self._emit([Run(_BLANKS.sub(" ", tag.get_text(" ")), context.bold)], context)
        elif re.fullmatch("h[1-6]", name):
            self._heading(tag, context)
        elif name in ("ul", "ol"):
            self._list(tag, context)
        elif name == "table":
            self._table(tag, context)
        elif name in ("blockquote", "dd"):
            self._flow(tag, replace(context, quoted=True))
        elif name == "pre":
            self._flow(tag, replace(context, pre=True))
        elif name == "address" or _ADDRESS_CLASSES.intersection(tag.get_attribute_list("class")):
            self._flow(tag, replace(context, whole=True))
        elif name == "p" and (level := _WORD_LEVEL.search(attribute(tag, "style"))):
            self._flow(tag, replace(context, level=int(level[1])))
        elif name != "hr":
            self._flow(tag, replace(context, bold=_is_bold(tag, bold=context.bold)))

    def _heading(self, tag: Tag, context: _Context) -> None:
        runs: list[Run] = []
        self._inline(tag, replace(context, bold=True), runs)
        self._emit(runs, context, heading=int(tag.name[1]))

    def _list(self, tag: Tag, context: _Context) -> None:
        inner = replace(context, level=context.level + 1, item=None, quoted=False)
        numbers = _numbers(tag)
        typed = _is_typed(tag)
        for child in tag.children:
            if isinstance(child, PreformattedString):
                continue
            if isinstance(child, NavigableString):
                self._emit([_text(child, context)], context)
            elif not isinstance(child, Tag) or self._parts.holds(child):
                continue
            elif child.name == "li":
                item = _Item(marker=numbers.get(id(child), ""), typed=typed)
                self._flow(child, replace(inner.deeper(), item=item))
            elif child.name in ("ul", "ol"):
                self._block(child, inner.deeper())
            else:
                self._block(child, context.deeper())

    def _table(self, tag: Tag, context: _Context) -> None:
        if is_layout(tag):
            for cell in grid(tag):
                self._flow(cell.tag, context.deeper())
            return
        self._tables += 1
        table = self._tables
        caption = tag.find("caption", recursive=False)
        if isinstance(caption, Tag):
            self._flow(caption, context.deeper())
        for cell in grid(tag):
            place = Place(table, cell.row, cell.column)
            inner = replace(context.deeper(), place=place, level=0, item=None)
            self._flow(cell.tag, replace(inner, bold=cell.tag.name == "th"))

    def _inline(self, tag: Tag, context: _Context, runs: list[Run]) -> None:
        """Add the runs of an element that holds no block."""
        if tag.name == "br":
            runs.append(Run("\n"))
            return
        if self._is_note_mark(tag, runs):
            return
        inner = replace(context.deeper(), bold=_is_bold(tag, bold=context.bold))
        if inner.depth > _DEEPEST:
            runs.append(Run(_BLANKS.sub(" ", tag.get_text(" ")), inner.bold))
            return
        if tag.name == "q":
            runs.append(Run("‘", inner.bold))
        for child in tag.children:
            if isinstance(child, Tag):
                if not self._parts.holds(child):
                    self._inline(child, inner, runs)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                runs.append(_text(child, inner))
        if tag.name == "q":
            runs.append(Run("’", inner.bold))

    def _is_note_mark(self, tag: Tag, runs: list[Run]) -> bool:
        """Footnote markers in the text, and the links from notes back to it."""
        if tag.name == "a":
            target = attribute(tag, "href")
            if _NOTE_LINK.fullmatch(target) or attribute(tag, "role") == "doc-noteref":
                return bool(_NOTE_TEXT.fullmatch(tag.get_text()))
            back = _NOTE_BACK.fullmatch(target) or attribute(tag, "role") == "doc-backlink"
            return bool(self._in_notes and back and not tag.get_text().strip("[] ").isdigit())
        if tag.name != "sup" or self._in_notes:
            return False
        return is_note_marker(tag.get_text(), "".join(run.text for run in runs[-3:]))

    def _emit(self, runs: list[Run], context: _Context, heading: int = 0) -> None:
        """Make blocks of the runs gathered since the last block element."""
        text = "".join(run.text for run in runs)
        if not text.strip():
            return
        marker: str | None = None
        level = max(context.level, 1)
        item = context.item
        if item is not None and not item.used:
            item.used = True
            marker = _marker(item, text)
        elif item is not None or context.quoted:
            level = context.level + 1 if item is not None else max(2, level)
        style = Style(
            heading=heading if not context.place.table else 0,
            marker=marker,
            level=level,
            whole=context.whole,
            place=context.place,
        )
        self.blocks.extend(blocks_of(runs, style))


def _text(text: NavigableString, context: _Context) -> Run:
    return Run(str(text) if context.pre else _BLANKS.sub(" ", text), context.bold)


def _has_blocks(tag: Tag) -> bool:
    return tag.find(_BLOCKS) is not None


def _is_bold(tag: Tag, *, bold: bool) -> bool:
    style = attribute(tag, "style")
    if _NOT_BOLD.search(style):
        return False
    return (
        bold
        or tag.name in ("b", "strong")
        or bool(_BOLD.search(style))
        or bool(_BOLD_CLASSES.intersection(tag.get_attribute_list("class")))
    )


def _is_typed(tag: Tag) -> bool:
    """Does the list print no markers of its own?"""
    style = _LIST_STYLE.search(attribute(tag, "style"))
    if style and style[1] == "none":
        return True
    return bool(_UNNUMBERED_CLASSES.intersection(tag.get_attribute_list("class")))


def _marker(item: _Item, text: str) -> str | None:
    """The marker that is printed; None where the text itself begins with it."""
    label = split_label(text)[0]
    if label and (item.typed or not item.marker or label.strip("().") == item.marker):
        return None
    return "" if item.typed else item.marker


def _numbers(tag: Tag) -> dict[int, str]:
    """The label of each item of an ordered list, by the item's identity."""
    if tag.name != "ol":
        return {}
    items = tag.find_all("li", recursive=False)
    style = _LIST_STYLE.search(attribute(tag, "style"))
    kind = tag.get("type")
    form = _FORMS.get(style[1] if style else str(kind or ""), DECIMAL)
    step = -1 if tag.has_attr("reversed") else 1
    number = _whole(tag.get("start"), len(items) if step < 0 else 1)
    labels = {}
    for item in items:
        number = _whole(item.get("value"), number)
        labels[id(item)] = numeral(number, form, repeat=False)
        number += step
    return labels


def _whole(value: object, default: int) -> int:
    text = str(value or "").strip()
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default
