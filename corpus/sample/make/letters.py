"""Letters as PDFs: visits by Ofsted, and joint targeted area inspections."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, Table

from .pdf import (
    BODY,
    BOLD,
    CELL,
    LEFT,
    NAVY,
    RIGHT,
    SMALL,
    SUBJECT,
    WIDTH,
    Layout,
    mark_invented,
    space,
)
from .story import Block, Story

SENDER = (
    "Piccadilly Gate<br/>Store Street<br/>Manchester<br/>M1 2WD<br/><br/>T 0300 123 1231<br/>"
    "Textphone 0161 618 8524<br/>enquiries@ofsted.gov.uk<br/>www.gov.uk/ofsted"
)


def page_number(canvas: Canvas) -> None:
    """The number alone at the foot, right."""
    canvas.setFont("Helvetica", 10)
    canvas.drawRightString(A4[0] - RIGHT, 44, str(canvas.getPageNumber()))


def letter(story: Story) -> tuple[bytes, Layout]:
    """The letter after a focused visit or a monitoring visit."""
    facts = story.facts

    def furniture(layout: Layout, canvas: Canvas) -> None:
        page_number(canvas)
        mark_invented(layout, canvas)

    layout = Layout(story, furniture)
    name = Paragraph("Ofsted", BOLD.clone("name", fontSize=24, leading=28, textColor=NAVY))
    motto = Paragraph("raising standards<br/>improving lives", SMALL)
    sender = Paragraph(SENDER, SMALL)
    head = Table([[[name, motto], sender]], colWidths=[WIDTH * 0.68, WIDTH * 0.32])
    head.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    flow: list[Any] = [
        head,
        space(8),
        Paragraph(facts["date"], BODY),
        Paragraph("<br/>".join(escape(line) for line in facts["addressee"]), BODY),
        Paragraph(escape(facts["salutation"]), BODY),
        Paragraph(escape(facts["subject"]), SUBJECT),
    ]
    flow += [layout.flow(block) for block in story.blocks if block.role != "note"]
    name_line, post = facts["signatory"]
    flow.append(
        KeepTogether(
            [
                Paragraph("Yours sincerely", BODY),
                space(36),
                Paragraph(escape(name_line), BODY),
                Paragraph(escape(post), SUBJECT),
            ]
        )
    )
    return layout.build(flow, bottom=84, top=64), layout


def jtai(story: Story) -> tuple[bytes, Layout]:
    """The letter after a joint targeted area inspection, 2022 on."""
    facts = story.facts

    def furniture(layout: Layout, canvas: Canvas) -> None:
        _inspectorates(canvas)
        if canvas.getPageNumber() > 1:
            page_number(canvas)
        mark_invented(layout, canvas)

    layout = Layout(story, furniture)
    flow: list[Any] = [
        Paragraph(facts["date"], BODY),
        *(Paragraph(escape(line), CELL) for line in facts["addressee"]),
        space(26),
        Paragraph(escape(facts["salutation"]), BODY),
        Paragraph(escape(facts["subject"]), SUBJECT),
    ]
    study: list[Any] = []
    for block in story.blocks:
        if _in_study(block):
            study.append(layout.passage(block, BOLD if block.role == "side" else CELL))
            continue
        if study:
            flow += [_framed(study), PageBreak()]
            study = []
        flow.append(layout.flow(block))
    flow.append(Paragraph("Yours sincerely", BODY))
    for name, post in facts["signatories"]:
        lines = [Paragraph(escape(name), BOLD), Paragraph(escape(post), CELL)]
        flow.append(KeepTogether([space(40), *lines]))
    return layout.build(flow, top=96), layout


def _in_study(block: Block) -> bool:
    return block.section.startswith("Practice study")


def _framed(parts: list[Any]) -> Table:
    table = Table([[part] for part in parts], colWidths=[WIDTH], hAlign="LEFT")
    table.setStyle(
        [
            ("BOX", (0, 0), (-1, -1), 0.8, black),
            ("BACKGROUND", (0, 0), (-1, -1), HexColor("#f4f4f4")),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
        ]
    )
    return table


def _inspectorates(canvas: Canvas) -> None:
    canvas.setFillColor(HexColor("#3b3b6d"))
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(LEFT, A4[1] - 54, "HMICFRS")
    canvas.drawCentredString(A4[0] / 2, A4[1] - 54, "Care Quality Commission")
    canvas.setFillColor(NAVY)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawRightString(A4[0] - RIGHT, A4[1] - 54, "Ofsted")
    canvas.setFillColor(black)
