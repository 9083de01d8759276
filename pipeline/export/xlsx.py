"""One workbook for people: a sheet a table, dates and numbers as such, filters, a frozen header.

Texts are written as texts, never as formulas; the same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pipeline.export.content import TITLE, Content
from pipeline.export.readme import facts, type_of
from pipeline.export.tables import ExportTable, Field
from pipeline.export.values import JSON_KINDS, Row, shown

FILE = "letters.xlsx"
LONGEST = 32_767
"""UTF-16 units that a cell of Excel holds."""
MOST_ROWS = 1_048_575
"""Rows of a sheet of Excel, without the header."""
MOST_LINKS = 65_000
"""Links of a sheet; Excel allows 65,530."""
LONGEST_LINK = 2_000
PRINTED_WIDTH = 310
"""Characters of a row that is printed: on A3 across, at some 60 % of their size."""
LINE, MOST_LINES = 15, 20
"""Points of a line; lines of a row that are shown at once."""
_CUT = " … [cut here: a cell holds no more; the whole text is in the other formats]"
_WIDTHS = {"long": 70, "date": 13, "datetime": 18, "integer": 11, "number": 10, "boolean": 13,
           "link": 14, "tags": 30, "list": 24, "spans": 16, "json": 30}  # fmt: skip
_ID_WIDTH, _TEXT_WIDTH = 12, 18
_WIDE = {"title": 44, "areas": 44, "definition": 70, "authority": 22, "section": 30}
_FIRST = date(1900, 3, 1)
"""Before it Excel's calendar has a day that never was; such dates are written as text."""


def write(content: Content, folder: Path) -> None:
    """letters.xlsx into `folder`."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    made = BytesIO()  # a disk that fills up under the library would end in a traceback
    book = xlsxwriter.Workbook(made, options)
    formats = _formats(book)
    front = book.add_worksheet("Read me")
    for table in content.tables:
        _sheet(book, formats, table, content)
    _front(front, formats, content)
    day = content.provenance.date
    book.set_properties(
        {
            "title": TITLE,
            "subject": content.selection.words,
            "author": f"letters {content.provenance.version}",
            "comments": " ".join(
                filter(None, (content.provenance.notice, *content.provenance.licence_lines))
            ),
            "created": datetime.fromisoformat(day) if day else datetime(2000, 1, 1, tzinfo=UTC),
        }
    )
    try:
        book.close()
    except FileCreateError as error:  # its own temporary files
        raise error.args[0] from error
    (folder / FILE).write_bytes(made.getvalue())


def _formats(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    return {
        "header": book.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True,
             "valign": "vcenter", "border": 1, "border_color": "#FFFFFF"}
        ),
        "text": book.add_format(top),
        "long": book.add_format({**top, "text_wrap": True}),
        "date": book.add_format({**top, "num_format": "d mmm yyyy", "align": "left"}),
        "datetime": book.add_format({**top, "num_format": "d mmm yyyy hh:mm", "align": "left"}),
        "integer": book.add_format({**top, "num_format": "#,##0", "align": "left"}),
        # Excel shows TRUE and FALSE; programs that keep a boolean as 1 or 0 show yes and no.
        "boolean": book.add_format({**top, "num_format": '"yes";"yes";"no"', "align": "left"}),
        "number": book.add_format({**top, "num_format": "0.00", "align": "left"}),
        "link": book.add_format({**top, "font_color": "#0B5394", "underline": 1}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "heading": book.add_format({"bold": True, "font_size": 13}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
        "notice": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#FFF2CC"}
        ),
    }  # fmt: skip


def _sheet(book: Any, formats: dict[str, Any], table: ExportTable, content: Content) -> None:
    sheet = book.add_worksheet(table.name)
    order = _order(table)
    for place, index in enumerate(order):
        column = table.fields[index]
        sheet.set_column(place, place, _width(column))
        sheet.write_string(0, place, column.name, formats["header"])
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 1)
    number = links = 0
    for number, row in enumerate(content.rows(table), 1):
        if number > MOST_ROWS:
            content.notices.add("rows left out: a sheet holds no more", table, table.key[0], row)
            continue
        lines = 1
        for place, index in enumerate(order):
            column = table.fields[index]
            if row[index] is None:
                continue
            put = _writer(sheet, formats, column, row[index])
            if put is not None:
                put(number, place)
                continue
            text = _short(table, index, row, content)
            lines = max(lines, _lines(text, column))
            if column.kind == "link" and links < MOST_LINKS and len(text) <= LONGEST_LINK:
                links += 1
                sheet.write_url(number, place, text, formats["link"], _link_words(text))
            else:
                kind = "long" if _is_wrapped(column) else "text"
                sheet.write_string(number, place, text, formats[kind])
        if lines > 1:
            sheet.set_row(number, LINE * min(lines, MOST_LINES))
    sheet.autofilter(0, 0, max(1, min(number, MOST_ROWS)), len(order) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    printed = _printed([table.fields[index] for index in order])
    sheet.print_area(0, 0, max(1, min(number, MOST_ROWS)), printed - 1)
    sheet.repeat_rows(0)


def _order(table: ExportTable) -> list[int]:
    """What people read first: columns of ids and digests stand at the end."""
    indexes = range(len(table.fields))
    return sorted(indexes, key=lambda i: _is_id(table.fields[i].name))


def _is_id(name: str) -> bool:
    return name.endswith(("_id", "sha256"))


def _printed(columns: list[Field]) -> int:
    """How many of the first columns can be read on one page; the rest is on the screen alone."""
    widths = accumulate(_width(column) for column in columns if not _is_id(column.name))
    return max(1, sum(width <= PRINTED_WIDTH for width in widths))


def _is_wrapped(column: Field) -> bool:
    return column.kind == "long" or column.name in _WIDE


def _lines(text: str, column: Field) -> int:
    """About how many lines a wrapped text takes: some programs do not work it out themselves."""
    if not _is_wrapped(column):
        return 1
    width = _width(column)
    return sum(1 + len(line) // width for line in text.split("\n"))


def _writer(
    sheet: Any, formats: dict[str, Any], column: Field, value: Any
) -> Callable[[int, int], object] | None:
    """How a value that is no text is written; None for texts."""
    if column.kind == "boolean":
        return lambda row, index: sheet.write_boolean(row, index, value, formats["boolean"])
    if column.kind in ("integer", "number"):
        return lambda row, index: sheet.write_number(row, index, value, formats[column.kind])
    if column.kind == "date" and value >= _FIRST:
        return lambda row, index: sheet.write_datetime(row, index, value, formats["date"])
    if column.kind == "datetime" and value.date() >= _FIRST:
        naive = value.replace(tzinfo=None)
        return lambda row, index: sheet.write_datetime(row, index, naive, formats["datetime"])
    return None


def _link_words(link: str) -> str:
    page = link.rpartition("#page=")[2]
    return f"open page {page}" if page.isdigit() else "open"


def _short(table: ExportTable, index: int, row: Row, content: Content) -> str:
    """The text of a cell, cut where a cell holds no more; that is said in the cell and noted."""
    text = shown(table, index, row, content.notices) or ""
    if _units(text) <= LONGEST:
        return text
    content.notices.add(
        f"cut at {LONGEST:,} characters, the most that a cell holds",
        table, table.fields[index].name, row,
    )  # fmt: skip
    room = (LONGEST - len(_CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _width(column: Field) -> int:
    if column.name in _WIDE:
        return _WIDE[column.name]
    default = _ID_WIDTH if column.name.endswith("_id") else _TEXT_WIDTH
    return _WIDTHS.get(column.kind, default)


def _front(sheet: Any, formats: dict[str, Any], content: Content) -> None:
    """The sheet that says what this is and what each column means."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, 24)
    for index, width in enumerate((20, 26, 44, 100)):
        sheet.set_column(index, index, width)
    sheet.write_string(0, 0, TITLE, formats["title"])
    at = 2
    for name, value in facts(content):
        sheet.write_string(at, 0, name, formats["bold"])
        form = formats["notice" if name == "Notice" else "long"]
        sheet.merge_range(at, 1, at, 3, "", form)
        sheet.write_string(at, 1, value[:LONGEST], form)
        sheet.set_row(at, 15 * (1 + len(value) // 140))
        at += 1
    sheet.write_string(at + 1, 0, "Sheets", formats["heading"])
    at += 2
    for index, name in enumerate(("sheet", "rows", "", "holds")):
        sheet.write_string(at, index, name, formats["header"])
    for table in content.tables:
        at += 1
        sheet.write_url(at, 0, f"internal:'{table.name}'!A1", formats["link"], table.name)
        sheet.write_number(at, 1, content.counts[table.name], formats["integer"])
        sheet.write_string(at, 3, table.description, formats["long"])
    sheet.write_string(at + 2, 0, "Columns", formats["heading"])
    at += 3
    for index, name in enumerate(("sheet", "column", "type", "meaning")):
        sheet.write_string(at, index, name, formats["header"])
    for table in content.tables:
        for column in table.fields:
            at += 1
            kind = "JSON, as text" if column.kind in JSON_KINDS else type_of(column)
            for index, text in enumerate((table.name, column.name, kind, column.description)):
                sheet.write_string(at, index, text, formats["long"])
