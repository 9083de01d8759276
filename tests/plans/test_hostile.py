"""Files that are made to hurt, or are only strange, end soon and are told of."""

from __future__ import annotations

import hashlib
import io
import re
import time
import zipfile
from contextlib import suppress

import openpyxl
import pytest

from pipeline.authorities import Authorities
from pipeline.errors import UnreadableError
from pipeline.extract.limits import Limits
from pipeline.plans import csv, docx, html, pdf, xlsx
from pipeline.plans.plan import PlanFile, read_plan
from tests.plans.layouts import LAYOUTS

HEADER = ("Ref", "Action", "Lead", "By when", "RAG")
ROW = ("1", "Visit each home in the county", "Head of Care", "May 2024", "Green")


def workbook(*rows: tuple[object, ...]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(data: bytes, change: dict[str, bytes]) -> bytes:
    """A package with some of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name) or old.read(name))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return out.getvalue()


def actions(data: bytes, name: str = "plan.xlsx") -> list[str]:
    file = PlanFile(f"plans/{name}", hashlib.sha256(data).hexdigest())
    found = read_plan(data, None, file, Authorities.of(()), Limits(), "print")
    return [action.text for action in found.actions]


def sheet_xml(data: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_forty_thousand_empty_rows_cost_little():
    data = saved(workbook(ROW))
    empty = b"".join(
        b'<row r="%d"><c r="A%d" s="0"/><c r="B%d" s="0"/></row>' % (n, n, n)
        for n in range(3, 40_003)
    )
    xml = sheet_xml(data).replace(b"</sheetData>", empty + b"</sheetData>")
    begun = time.monotonic()
    assert actions(rewritten(data, {"xl/worksheets/sheet1.xml": xml})) == [ROW[1]]
    assert time.monotonic() - begun < 20


def test_merged_ranges_over_the_whole_sheet_cover_only_what_is_used():
    data = saved(workbook(ROW, (), ("A note at the end.",)))
    merge = b'</sheetData><mergeCells><mergeCell ref="A4:XFD1048576"/></mergeCells>'
    xml = sheet_xml(data).replace(b"</sheetData>", merge)
    assert actions(rewritten(data, {"xl/worksheets/sheet1.xml": xml})) == [ROW[1]]


def test_many_huge_overlapping_merges_end():
    data = saved(workbook(*(ROW for _ in range(3_000))))
    merges = b"".join(b'<mergeCell ref="B%d:XFD1048576"/>' % n for n in range(2, 3_000))
    xml = sheet_xml(data).replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>"
    )
    with pytest.raises(UnreadableError, match="merged"):
        actions(rewritten(data, {"xl/worksheets/sheet1.xml": xml}))


def test_formulas_give_what_they_were_last_calculated_to():
    data = saved(workbook(("1", "=CONCAT(X1,X2)", *ROW[2:])))
    held = b"<f>CONCAT(X1,X2)</f><v></v>"
    xml = sheet_xml(data)
    assert held in xml or b"<f>" in xml
    xml = xml.replace(b'<c r="B2">', b'<c r="B2" t="str">').replace(
        xml[xml.index(b"<f>") : xml.index(b"</c>", xml.index(b"<f>"))],
        b"<f>CONCAT(X1,X2)</f><v>Calculated before it was saved</v>",
    )
    assert actions(rewritten(data, {"xl/worksheets/sheet1.xml": xml})) == [
        "Calculated before it was saved"
    ]


def test_rows_and_cells_without_numbers_follow_one_another():
    data = saved(workbook(ROW, ("2", "Call each school", *ROW[2:])))
    xml = re.sub(rb'(<(?:row|c)) r="[A-Z]?\d+"', rb"\1", sheet_xml(data))
    assert b' r="' not in xml
    found = actions(rewritten(data, {"xl/worksheets/sheet1.xml": xml}))
    assert found == [ROW[1], "Call each school"]


def test_macros_and_links_to_other_files_are_not_looked_at():
    data = saved(workbook(ROW))
    parts = {"xl/vbaProject.bin": b"\x00" * 99, "xl/externalLinks/externalLink1.xml": b"<no xml"}
    assert actions(rewritten(data, parts)) == [ROW[1]]


def test_entities_are_refused():
    data = saved(workbook(ROW))
    bomb = b'<!DOCTYPE a [<!ENTITY x "ha">]>' + sheet_xml(data)
    with pytest.raises(UnreadableError, match="document type"):
        actions(rewritten(data, {"xl/worksheets/sheet1.xml": bomb}))


def test_a_part_that_unpacks_to_too_much_is_refused():
    data = saved(workbook(ROW))
    bomb = b"<x>" + b" " * 120_000_000 + b"</x>"
    with pytest.raises(UnreadableError, match="unpacks"):
        actions(rewritten(data, {"xl/styles.xml": bomb}))


@pytest.mark.parametrize("reader", [xlsx.read, docx.read, pdf.read])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut", b"%PDF-1.7 cut", b"\x00" * 500])
def test_what_is_cut_off_is_unreadable(reader, data):
    with pytest.raises(UnreadableError):
        reader(data, Limits())


def test_a_long_file_is_beyond_the_limits():
    for read in (csv.read, html.read):
        with pytest.raises(UnreadableError, match="limits"):
            read(b"<p>x</p>" * 40_000, Limits(characters=100))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_files_cut_at_any_place_never_crash(layout):
    suffix, make = LAYOUTS[layout]
    data = make()[0]
    for part in (0.3, 0.9):
        cut = data[: int(len(data) * part)]
        file = PlanFile(f"plans/plan{suffix}", hashlib.sha256(cut).hexdigest())
        with suppress(UnreadableError):
            read_plan(cut, None, file, Authorities.of(()), Limits(), "print")


def test_bytes_decide_over_names():
    data = saved(workbook(ROW))
    assert actions(data, "plan.csv") == [ROW[1]]
