"""Inspection reports as PDFs: local authority children's services, and area SEND."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, Table, TableStyle

from .pdf import (
    BODY,
    BOLD,
    CELL,
    HEADING,
    LEFT,
    SMALL,
    TITLE,
    WIDTH,
    Layout,
    running_foot,
    space,
    wordmark,
)
from .story import Story

JUDGEMENTS = {
    "leaders": "The impact of leaders on social work practice with children and families",
    "help_protection": "The experiences and progress of children who need help and protection",
    "care": "The experiences and progress of children in care",
    "care_leavers": "The experiences and progress of care leavers",
    "overall": "Overall effectiveness",
}
GRADES = {
    "inadequate": "Inadequate",
    "requires_improvement": "Requires improvement to be good",
}
ABOUT = (
    "The Office for Standards in Education, Children\N{RIGHT SINGLE QUOTATION MARK}s Services "
    "and Skills (Ofsted) regulates and inspects services for children and learners. This text "
    "stands where a real report describes the work of the inspectorate.\n"
    "A real report says here how to ask for a copy in large print or Braille, and how it may be "
    "used under the terms of the Open Government Licence.\n"
    "This report is available at https://example.org/sample/.\n"
    "Piccadilly Gate<br/>Store Street<br/>Manchester<br/>M1 2WD\n"
    "T: 0300 123 1231<br/>Textphone: 0161 618 8524<br/>E: enquiries@ofsted.gov.uk<br/>"
    "W: www.gov.uk/ofsted"
)
GRID: list[Any] = [
    ("GRID", (0, 0), (-1, -1), 0.8, black),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
]
LONG_TITLE = TITLE.clone("long_title", rightIndent=60)


def ruled(rows: list[list[Any]], widths: list[float], *more: Any, repeat: int = 1) -> Table:
    """A table with ruling lines."""
    table = Table(rows, colWidths=widths, hAlign="LEFT", repeatRows=repeat)
    table.setStyle(TableStyle([*GRID, *more]))
    return table


def closing_page() -> list[Any]:
    """The last page, which speaks of the inspectorate and not of the council."""
    parts: list[Any] = [PageBreak()]
    parts += [Paragraph(text, SMALL) for text in ABOUT.splitlines()]
    return parts


def bold_fact(name: str, value: str) -> Paragraph:
    """A line such as 'Lead inspector: name'."""
    return Paragraph(f"<b>{name}:</b> {escape(value)}", BODY)


def inspection(story: Story) -> tuple[bytes, Layout]:
    """An inspection of local authority children's services, template of 2023."""
    facts = story.facts

    def furniture(layout: Layout, canvas: Canvas) -> None:
        wordmark(canvas, A4[0] - 48, A4[1] - 52, 24)
        running_foot(layout, canvas, (facts["title"], facts["dates"]))

    layout = Layout(story, furniture)
    table = [[Paragraph("Judgement", BOLD), Paragraph("Grade", BOLD)]]
    for area, grade in facts["judgements"]:
        table.append([Paragraph(JUDGEMENTS[area], CELL), Paragraph(GRADES[grade], CELL)])
    flow: list[Any] = [
        space(14),
        Paragraph(escape(facts["title"]), LONG_TITLE),
        bold_fact("Inspection dates", facts["dates"]),
        bold_fact("Lead inspector", facts["lead"]),
        space(6),
        ruled(table, [WIDTH * 0.52, WIDTH * 0.48]),
        space(14),
    ]
    flow += [layout.flow(block) for block in story.blocks if block.role != "note"]
    return layout.build(flow + closing_page()), layout


def area_send(story: Story) -> tuple[bytes, Layout]:
    """An area SEND inspection report, template of 2023."""
    facts = story.facts

    def furniture(layout: Layout, canvas: Canvas) -> None:
        wordmark(canvas, A4[0] - 48, A4[1] - 50, 22)
        canvas.setFont("Helvetica", 9)
        canvas.setFillColor(HexColor("#555555"))
        canvas.drawRightString(A4[0] - 140, A4[1] - 43, "Care Quality")
        canvas.drawRightString(A4[0] - 140, A4[1] - 53, "Commission")
        canvas.setFillColor(black)
        if canvas.getPageNumber() == 1:
            canvas.drawString(LEFT, A4[1] - 50, "Local area partnership report")
        area = f"Area SEND inspection report: {facts['authority']} Local Area Partnership"
        running_foot(layout, canvas, (area, facts["dates"]))

    layout = Layout(story, furniture)
    title = TITLE.clone("send_title", fontName="Helvetica-Bold")
    flow: list[Any] = [
        space(10),
        Paragraph(escape(facts["title"]), title),
        Paragraph(f"Inspection dates: {facts['dates']}", BODY),
        Paragraph(f"Dates of previous inspection: {facts['previous']}", BODY),
    ]
    box: list[Any] = []
    rows: list[list[Any]] = []
    for block in story.blocks:
        if block.section == "Inspection outcome":
            box.append([layout.passage(block, HEADING if block.role == "heading" else CELL)])
            continue
        if box:
            flow += [_boxed(box), space(12)]
            box = []
        if block.role == "row":
            rows.append([layout.passage(block, CELL)])
            continue
        if rows:
            head = [Paragraph("Areas for improvement", BOLD)]
            flow += [ruled([head, *rows], [WIDTH]), PageBreak()]
            rows = []
        if block.text in ("@details", "@team"):
            flow += [_facts_table(facts[block.text[1:]], ruled_lines=block.text == "@details")]
            flow.append(space(14))
        else:
            flow.append(layout.flow(block))
    return layout.build(flow + closing_page()), layout


def _boxed(rows: list[list[Any]]) -> Table:
    table = Table(rows, colWidths=[WIDTH], hAlign="LEFT")
    shade = ("BACKGROUND", (0, 0), (-1, 0), HexColor("#ececec"))
    table.setStyle(TableStyle([("BOX", (0, 0), (-1, -1), 1, black), shade,
                               ("BOTTOMPADDING", (0, 0), (-1, -1), 7)]))  # fmt: skip
    return table


def _facts_table(rows: list[list[str]], *, ruled_lines: bool) -> Table:
    cells = [
        [Paragraph(escape(cell), BOLD if i == 0 else CELL) for cell in row]
        for i, row in enumerate(rows)
    ]
    if ruled_lines:
        return ruled(cells, [WIDTH / 2, WIDTH / 2])
    table = Table(cells, colWidths=[WIDTH * 0.54, WIDTH * 0.46], hAlign="LEFT")
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    return table
