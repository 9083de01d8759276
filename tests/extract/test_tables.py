"""Ruled tables by pdfplumber, and the cells that segment makes of them."""

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, Table

from pipeline.errors import UnreadableError
from pipeline.extract.blocks import Block
from pipeline.extract.segment import segment
from pipeline.extract.tables import read_tables
from tests.extract.paper import Paper, pages_of

SMALL = ParagraphStyle("cell", fontName="Helvetica", fontSize=10, leading=12)
LONG = "Leaders should make sure that plans for children who return home are reviewed each month"


def ruled(paper: Paper, rows: list[list[str]], top: float, widths: tuple[float, ...]) -> Paper:
    made = Table([[Paragraph(text, SMALL) for text in row] for row in rows], colWidths=widths)
    made.setStyle([("GRID", (0, 0), (-1, -1), 0.7, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    _, height = made.wrapOn(paper.canvas, 500, 600)
    made.drawOn(paper.canvas, 72, paper.size[1] - top - height)
    return paper


def cells(data: bytes, *pages: int) -> list[Block]:
    found = segment(pages_of(data), read_tables(data, list(pages)))
    return [block for block in found.blocks if block.table]


def test_rows_and_columns_of_a_ruled_table():
    rows = [["Action", "Who"], [LONG, "The council"], ["Train staff.", "The health board"]]
    data = ruled(Paper().lines("Before the table."), rows, 200, (300, 120)).done()
    assert [(b.row, b.column, b.text) for b in cells(data, 1)] == [
        (0, 0, "Action"),
        (0, 1, "Who"),
        (1, 0, LONG),
        (1, 1, "The council"),
        (2, 0, "Train staff."),
        (2, 1, "The health board"),
    ]


def test_two_tables_beside_each_other_are_not_mixed():
    left = [[LONG, "A"], ["Second left.", "B"]]
    right = [["First right.", "C"], ["Second right.", "D"]]
    paper = ruled(Paper(size=(842, 595)), left, 150, (200, 40))
    paper.canvas.translate(330, 0)
    data = ruled(paper, right, 150, (200, 40)).done()
    by_table: dict[int, list[str]] = {}
    for block in cells(data, 1):
        by_table.setdefault(block.table, []).append(block.text)
    assert sorted(by_table.values()) == [
        ["First right.", "C", "Second right.", "D"],
        [LONG, "A", "Second left.", "B"],
    ]


def test_a_row_that_goes_on_over_the_page_is_one_cell():
    paper = ruled(Paper(), [["Board", "Train staff."], ["Council", f"{LONG} and"]], 600, (120, 300))
    paper = ruled(paper.page(), [["", "seen by a manager."], ["Board", "Last."]], 120, (120, 300))
    found = cells(paper.done(), 1, 2)
    assert [block.text for block in found if block.column == 1] == [
        "Train staff.",
        f"{LONG} and seen by a manager.",
        "Last.",
    ]
    (whole,) = (block for block in found if block.text.startswith(LONG))
    assert (whole.page, whole.page_end, [box[0] for box in whole.boxes]) == (1, 2, [1, 2])


def test_a_box_around_text_is_no_table():
    paper = Paper().lines("What needs to improve")
    paper.canvas.rect(60, 650, 400, 120)
    assert read_tables(paper.done(), [1]) == {}


def test_lines_outside_the_table_keep_their_place():
    paper = ruled(Paper().lines("Before."), [["One", "Two"], ["Three", "Four"]], 200, (200, 200))
    paper.top = 330
    data = paper.lines("After.").done()
    found = segment(pages_of(data), read_tables(data, [1]))
    assert [b.text for b in found.blocks] == ["Before.", "One", "Two", "Three", "Four", "After."]


def test_a_damaged_file_says_so():
    with pytest.raises(UnreadableError, match="the PDF cannot be read"):
        read_tables(b"%PDF-1.4 nothing", [1])
