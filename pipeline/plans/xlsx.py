"""Spreadsheets (.xlsx, .xlsm under that name) → grids.

The parts are read straight from the package: what a cell was last calculated to is taken, formulas,
macros and links to other files are never looked at, and rows without words cost no memory.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.extract.zipsafe import UNREADABLE, Limits, Package, parse_xml
from pipeline.plans.grid import Cell, Document, Grid, cell_text, grid_rows
from pipeline.plans.limits import check_size
from pipeline.plans.xlsx_styles import S, Styles, read_styles
from pipeline.plans.xlsx_values import shown

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_R = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_TRANSITIONAL = S[1:-1].encode()
_READ = (f"{S}row", f"{S}col", f"{S}mergeCell")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MOST_BYTES = 600_000_000
"""What a sheet may unpack to: a million rows of formatted cells without words are some 300 MB."""
_MOST_COLUMNS, _MOST_MERGES = 400, 100_000


@dataclass(frozen=True, slots=True)
class _Book:
    strings: tuple[str, ...]
    styles: Styles
    since_1904: bool


@dataclass(slots=True)
class _Sheet:
    """A sheet on its way. Rows and columns count from 0."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    characters: int = 0
    last_row: int = -1


def read(data: bytes, limits: Limits) -> Document:
    """The visible sheets of a workbook in their order."""
    package = Package(data, limits)
    main, relations = _main_part(package)
    workbook = _xml(package, main)
    book = _book(package, relations, workbook)
    document = Document()
    for name, part in _sheets(workbook, relations):
        if not package.has(part):
            document.notes.append(("part_not_read", f"sheet {name!r} is missing in the file"))
            continue
        grid, hidden = _grid(name, _read_sheet(package, part, book, limits))
        document.parts.append(grid)
        if hidden:
            detail = f"sheet {name!r}: {hidden} hidden rows with words are not read"
            document.notes.append(("hidden_rows", detail))
    return document


def _main_part(package: Package) -> tuple[str, dict[str, tuple[str, str]]]:
    """The name of the workbook part, and what it refers to: id → (kind, part)."""
    for kind, part in _relations(package, "").values():
        if kind == "officeDocument" and package.has(part):
            return part, _relations(package, part)
    raise UnreadableError(UNREADABLE, "the file holds no workbook; save it as .xlsx again")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    folder, base = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    found: dict[str, tuple[str, str]] = {}
    if not package.has(name):
        return found
    for relation in package.xml(name).iterfind(_RELATION):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") == "External" or not target:
            continue
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        kind = (relation.get("Type") or "").rpartition("/")[2]
        found[relation.get("Id") or ""] = kind, posixpath.normpath(path)
    return found


def _xml(package: Package, name: str) -> etree._Element:
    return parse_xml(package.read(name).replace(_STRICT, _TRANSITIONAL), name)


def _book(
    package: Package, relations: dict[str, tuple[str, str]], workbook: etree._Element
) -> _Book:
    parts = dict(relations.values())
    styles, theme = (
        _xml(package, parts[kind]) if kind in parts and package.has(parts[kind]) else None
        for kind in ("styles", "theme")
    )
    strings: tuple[str, ...] = ()
    if "sharedStrings" in parts and package.has(parts["sharedStrings"]):
        root = _xml(package, parts["sharedStrings"])
        strings = tuple(_rich(item) for item in root.iterfind(f"{S}si"))
    properties = workbook.find(f"{S}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return _Book(strings, read_styles(styles, theme), since_1904)


def _rich(item: etree._Element) -> str:
    """The text of a string; not what stands above it to say how it is pronounced."""
    texts = []
    for child in item:
        if child.tag == f"{S}t":
            texts.append(child.text or "")
        elif child.tag == f"{S}r":
            texts.append("".join(t.text or "" for t in child.iterfind(f"{S}t")))
    return "".join(texts).replace("_x000D_", "")


def _sheets(
    workbook: etree._Element, relations: dict[str, tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet that is shown; chart sheets are none."""
    for sheet in workbook.iterfind(f"{S}sheets/{S}sheet"):
        identifier = sheet.get(f"{_R}id") or sheet.get(f"{_STRICT_R}id") or ""
        kind, part = relations.get(identifier, ("", ""))
        if kind == "worksheet" and (sheet.get("state") or "visible") == "visible":
            yield sheet.get("name") or "", part


def _read_sheet(package: Package, part: str, book: _Book, limits: Limits) -> _Sheet:
    """Go through the sheet piece by piece: only cells with words or colour are kept."""
    parser = etree.XMLPullParser(
        events=("end",),
        tag=_READ,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    sheet = _Sheet()
    first = True
    try:
        for data in package.chunks(part, _MOST_BYTES):
            if first and b"<!DOCTYPE" in data[:4096]:
                raise UnreadableError(
                    UNREADABLE, f"{part} declares a document type, as no office program writes"
                )
            parser.feed(data.replace(_STRICT, _TRANSITIONAL) if first else data)
            first = False
            _take(parser, sheet, book)
            check_size(sheet.characters, limits)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise UnreadableError(
            UNREADABLE, f"{part} holds no valid XML; ask for the file again"
        ) from error
    return sheet


def _take(parser: etree.XMLPullParser, sheet: _Sheet, book: _Book) -> None:
    for _, element in parser.read_events():
        if not isinstance(element, etree._Element):
            continue  # start-ns, end-ns: not asked for
        tag = element.tag
        if tag == f"{S}row":
            _row(element, sheet, book)
            _forget(element)
        elif tag == f"{S}col":
            if element.get("hidden") in ("1", "true"):
                first, last = _whole(element.get("min")), _whole(element.get("max"))
                sheet.hidden_columns.update(range(first - 1, min(last, _MOST_COLUMNS)))
        elif tag == f"{S}mergeCell":
            ends = _PLACE.findall(element.get("ref") or "")
            if len(ends) == 2 and len(sheet.merged) < _MOST_MERGES:
                (left, top), (right, bottom) = ends
                sheet.merged.append((int(top) - 1, _column(left), int(bottom), _column(right) + 1))
            _forget(element)


def _forget(element: etree._Element) -> None:
    """Free an element that has been read, and those before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _row(row: etree._Element, sheet: _Sheet, book: _Book) -> None:
    following = -1
    # A row that gives no number follows the one before it.
    number = _whole(row.get("r")) - 1 if row.get("r") else sheet.last_row + 1
    for place, cell in enumerate(row.iterfind(f"{S}c")):
        match = _PLACE.fullmatch(cell.get("r") or "")
        column = _column(match[1]) if match else max(following, place)
        following = column + 1
        number = int(match[2]) - 1 if match else number
        if column >= _MOST_COLUMNS:
            break
        made = _cell(cell, number, column, book)
        if made:
            sheet.cells[number, column] = made
            sheet.characters += len(made.text) + 1
    sheet.last_row = number
    if row.get("hidden") in ("1", "true"):
        sheet.hidden_rows.add(number)


def _cell(cell: etree._Element, row: int, column: int, book: _Book) -> Cell | None:
    style = _whole(cell.get("s"))
    colour = book.styles.colour(style)
    kind = cell.get("t") or "n"
    text = day = ""
    if kind == "inlineStr":
        inline = cell.find(f"{S}is")
        text = _rich(inline) if inline is not None else ""
    else:
        value = cell.findtext(f"{S}v") or ""
        if kind == "s":
            number = _whole(value)
            text = book.strings[number] if value and number < len(book.strings) else ""
        elif kind == "b":
            text = "TRUE" if value == "1" else "FALSE"
        elif kind == "d":
            text, day = value[:10], value[:10]
        elif kind == "str":
            text = value
        elif kind == "n" and value:
            number_shown = shown(value, book.styles.format(style), since_1904=book.since_1904)
            text, day = number_shown.text, number_shown.day
    text = cell_text(text.splitlines())
    if not text and (not colour or colour == "FFFFFF"):
        return None
    return Cell(row, column, text, day if text else "", colour)


def _grid(name: str, sheet: _Sheet) -> tuple[Grid, int]:
    """The visible part of a sheet; how many hidden rows have words."""
    worded = {row for (row, _), cell in sheet.cells.items() if cell.text}
    merged = sorted(sheet.merged)
    last_row = max(worded, default=0)
    columns = {column for (_, column), cell in sheet.cells.items() if cell.text or cell.colour}
    last_column = max(columns, default=0)
    shown_columns = [c for c in range(last_column + 1) if c not in sheet.hidden_columns]
    spans = {}
    for top, left, bottom, right in merged:
        cell = sheet.cells.get((top, left))
        if cell and top <= last_row:
            high = min(bottom, last_row + 1) - top
            # A range that begins in a hidden column shows what of it is not hidden.
            visible = [c for c in shown_columns if left <= c < right]
            if visible:
                spans[top, left] = (visible[0], high, visible[-1] + 1 - visible[0])
    cells = []
    for (row, column), cell in sorted(sheet.cells.items()):
        first, high, wide = spans.get((row, column), (column, 1, 1))
        if row <= last_row and first not in sheet.hidden_columns:
            cells.append(Cell(row, first, cell.text, cell.day, cell.colour, high, wide))
    kept = {row: str(row + 1) for row in sorted(worded - sheet.hidden_rows)}
    for top, _, bottom, _ in merged:
        # A row may have no words of its own but a share in a merged cell and a colour.
        if top in kept:
            coloured = {row for (row, _) in sheet.cells if top <= row < bottom}
            kept |= {row: str(row + 1) for row in coloured - sheet.hidden_rows}
    cells.sort(key=lambda cell: (-cell.high * cell.wide, cell.row, cell.column))
    grid = Grid(f"sheet {name!r}", grid_rows(cells, kept), sheet=name)
    return grid, len(worded & sheet.hidden_rows)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
