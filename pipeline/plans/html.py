"""HTML pages → paragraphs and grids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from pipeline.errors import UnreadableError
from pipeline.extract.encoding import decode
from pipeline.extract.html_main import SiteParts, main_content
from pipeline.extract.html_table import grid as html_cells
from pipeline.extract.html_table import is_layout
from pipeline.extract.words import clean
from pipeline.extract.zipsafe import UNREADABLE, Limits
from pipeline.plans.grid import Cell, Document, Grid, Paragraph, cell_text, grid_rows
from pipeline.plans.limits import check_size

_MARKUP_A_CHARACTER = 5
_BLOCKS = frozenset(
    "p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr td th table section article br blockquote".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_TEXTS = frozenset((*_HEADINGS, "p", "li", "dt", "dd", "caption", "blockquote", "summary"))
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;]+)", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", re.IGNORECASE)
_NAMED = {
    "red": "FF0000",
    "amber": "FFC000",
    "orange": "FFA500",
    "green": "00B050",
    "lime": "00FF00",
    "limegreen": "32CD32",
    "lightgreen": "90EE90",
    "blue": "0070C0",
    "lightblue": "ADD8E6",
    "yellow": "FFFF00",
    "gold": "FFD700",
    "grey": "808080",
    "gray": "808080",
    "lightgrey": "D3D3D3",
    "lightgray": "D3D3D3",
    "silver": "C0C0C0",
    "purple": "800080",
}
_CLASS_WORD = re.compile(
    r"(?:^|[-_ ])(red|amber|orange|green|blue|yellow|gr[ae]y|purple)(?:$|[-_ ])"
)


def read(data: bytes, limits: Limits) -> Document:
    """The headings, paragraphs and tables of the page's own part in reading order."""
    text, note = decode(data)
    check_size(len(text) // _MARKUP_A_CHARACTER, limits)
    if "<" not in text:
        raise UnreadableError(UNREADABLE, "the file holds no HTML; save the page again")
    soup = BeautifulSoup(text, "lxml")
    title = soup.find("title")
    document = Document(title=clean(title.get_text(" ")) if title else "")
    document.notes = [note] if note else []
    root = main_content(soup)
    rules = _class_colours(soup)
    _walk(root, document, SiteParts(root), rules)
    return document


def _walk(root: Tag, document: Document, site: SiteParts, rules: dict[str, str]) -> None:
    waiting: list[Tag] = [root]
    while waiting:
        tag = waiting.pop()
        if tag is not root and site.holds(tag):
            continue
        if tag.name == "table" and not is_layout(tag):
            document.parts.append(_grid(tag, len(document.grids) + 1, rules))
        elif tag.name in _TEXTS and tag.find("table") is None:
            text = clean(" ".join(_lines(tag)))
            if text:
                document.parts.append(Paragraph(text, _HEADINGS.get(tag.name, 0)))
        else:
            waiting += [child for child in reversed(list(tag.children)) if isinstance(child, Tag)]


def _grid(table: Tag, number: int, rules: dict[str, str]) -> Grid:
    name = f"table {number}"
    cells, places = [], {}
    for found in html_cells(table):
        wide, high = (_span(found.tag, name) for name in ("colspan", "rowspan"))
        places[found.row] = f"{name}, row {found.row + 1}"
        cells.append(
            Cell(
                found.row,
                found.column,
                cell_text(_lines(found.tag)),
                "",
                _colour(found.tag, rules),
                high,
                wide,
            )
        )
    width = max((c.column + 1 for c in cells), default=1)
    height = max(places, default=0) + 1
    cells = [_within(cell, height, width) for cell in cells]
    return Grid(name, grid_rows(cells, places))


def _within(cell: Cell, height: int, width: int) -> Cell:
    """A cell that says it covers more than there is covers what there is."""
    high, wide = min(cell.high, height - cell.row), min(cell.wide, max(width - cell.column, 1))
    return Cell(cell.row, cell.column, cell.text, "", cell.colour, max(high, 1), wide)


def _span(cell: Tag, name: str) -> int:
    text = str(cell.get(name) or "1").strip()
    return max(1, min(int(text), 1000)) if text.isdecimal() and len(text) < 6 else 1


def _lines(tag: Tag) -> list[str]:
    """The lines of an element: blocks, list items and line breaks begin a new one."""
    lines = [""]
    for piece in _pieces(tag):
        if piece is None:
            lines.append("")
        else:
            lines[-1] += piece
    return [" ".join(line.split()) for line in lines if line.strip()]


def _pieces(tag: Tag) -> Iterator[str | None]:
    for child in tag.descendants:
        if isinstance(child, PreformattedString):
            continue  # comments
        if isinstance(child, NavigableString):
            parent = child.parent
            if parent is None or parent.name not in ("script", "style"):
                if parent is not None and parent.name in _BLOCKS and parent is not tag:
                    first = child.previous_sibling is None
                    yield from ((None, str(child)) if first else (str(child),))
                else:
                    yield _after_block(child) + str(child)
        elif isinstance(child, Tag):
            if child.name in _BLOCKS:
                yield None
            elif child.name == "img" and child.get("alt"):
                yield f" {child.get('alt')} "


def _after_block(text: NavigableString) -> str:
    before = text.previous_sibling
    return "\n" if isinstance(before, Tag) and before.name in _BLOCKS else ""


def _colour(tag: Tag, rules: dict[str, str]) -> str:
    """The background of a cell: its own, else that of what fills it, else a class's."""
    inside = [tag, *tag.find_all(["span", "div", "p", "strong"], limit=3)]
    for element in inside:
        style, plain = str(element.get("style") or ""), str(element.get("bgcolor") or "")
        found = _BACKGROUND.search(style)
        colour = _hex(found[1]) if found else _hex(plain)
        if colour:
            return colour
    for element in inside:
        for name in element.get_attribute_list("class"):
            word = _CLASS_WORD.search(str(name or "").casefold())
            colour = rules.get(str(name)) or (_NAMED.get(word[1], "") if word else "")
            if colour:
                return colour
    return ""


def _hex(value: str) -> str:
    value = value.strip()
    code = _HEX.search(value)
    if code:
        digits = code[1].upper()
        return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    if re.fullmatch(r"[0-9A-Fa-f]{6}", value):
        return value.upper()
    parts = _RGB.search(value)
    if parts:
        return "".join(f"{min(int(part), 255):02X}" for part in parts.groups())
    word = re.match(r"[a-z]+", value.casefold())
    return _NAMED.get(word[0], "") if word else ""


def _class_colours(soup: BeautifulSoup) -> dict[str, str]:
    """The backgrounds that the page's own style sheet gives to classes."""
    found: dict[str, str] = {}
    for style in soup.find_all("style"):
        for names, body in re.findall(r"([^{}]{1,300})\{([^{}]{0,2000})\}", style.get_text()):
            background = _BACKGROUND.search(body)
            colour = _hex(background[1]) if background else ""
            for name in re.findall(r"\.([\w-]+)(?![\w\s>-]*[.#])", names) if colour else ():
                found.setdefault(name, colour)
    return found
