"""The improvement plan as a workbook: title rows, merged themes, dates in mixed forms, colours."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from .files import freeze
from .story import curl

COLOURS = {"Blue": "9DC3E6", "Green": "A9D18E", "Amber": "FFC000", "Red": "FF7C80"}
MEANINGS = {
    "Blue": "Complete, with evidence seen by the board",
    "Green": "On track",
    "Amber": "Some delay, with a way back",
    "Red": "Off track",
}
WIDTHS = (7, 20, 16, 52, 24, 18, 30, 38, 10)
_THIN = Side(style="thin", color="808080")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEADER = PatternFill("solid", start_color="1F3864")
THEME = PatternFill("solid", start_color="DEEAF6")


def workbook(path: Path) -> tuple[str, bytes]:
    """File name and bytes of the plan that a YAML file tells."""
    plan: dict[str, Any] = curl(yaml.safe_load(path.read_text(encoding="utf-8")))
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet("Improvement plan")
    for row, title in enumerate(plan["titles"], 1):
        sheet.cell(row, 1, title).font = Font(bold=row < 3, size=16 if row == 2 else 11)
    sheet.cell(4, 1, plan["note"]).font = Font(italic=True, color="C00000")
    _header(sheet, plan["columns"])
    row = 7
    for theme in plan["themes"]:
        first = row
        for action in theme["actions"]:
            _action(sheet, row, theme["theme"], action)
            row += 1
        sheet.merge_cells(start_row=first, end_row=row - 1, start_column=2, end_column=2)
    for column, width in zip("ABCDEFGHI", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A7"
    sheet.page_setup.orientation = "landscape"
    _key(book.create_sheet("Key"), plan["note"])
    file = io.BytesIO()
    book.save(file)
    return plan["file"], freeze(file.getvalue())


def _header(sheet: Worksheet, columns: list[str]) -> None:
    for column, name in enumerate(columns, 1):
        cell = sheet.cell(6, column, name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill, cell.border = HEADER, BORDER


def _action(sheet: Worksheet, row: int, theme: str, action: list[Any]) -> None:
    reference, *rest = action
    for column, value in enumerate((reference, theme, *rest), 1):
        cell = sheet.cell(row, column, value or None)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = BORDER
        if isinstance(value, dt.date):
            cell.number_format = "DD/MM/YYYY"
    sheet.cell(row, 2).fill = THEME
    sheet.cell(row, 2).font = Font(bold=True)
    sheet.cell(row, 9).fill = PatternFill("solid", start_color=COLOURS[rest[-1]])


def _key(sheet: Worksheet, note: str) -> None:
    sheet.append(["BRAG", "Meaning"])
    for row, (word, meaning) in enumerate(MEANINGS.items(), 2):
        sheet.append([word, meaning])
        sheet.cell(row, 1).fill = PatternFill("solid", start_color=COLOURS[word])
    sheet.append([])
    sheet.append([note])
    sheet.column_dimensions["B"].width = 48
