"""What all PDFs of the sample share: styles, page furniture, and where each passage came to lie."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer

from .story import Block, Story

NAVY = HexColor("#1f3864")
GREY = HexColor("#555555")
SQUARE = "\N{BLACK SQUARE}"
LEFT, RIGHT, TOP, BOTTOM = 71.0, 71.0, 88.0, 96.0
WIDTH = A4[0] - LEFT - RIGHT

BODY = ParagraphStyle(
    "body",
    fontName="Helvetica",
    fontSize=12,
    leading=15.2,
    spaceAfter=10,
    alignment=TA_LEFT,
    embeddedHyphenation=1,
)
SMALL = BODY.clone("small", fontSize=9, leading=11.4, spaceAfter=6)
CELL = BODY.clone("cell", spaceAfter=0)
BOLD = CELL.clone("bold", fontName="Helvetica-Bold")
HEADING = BODY.clone(
    "heading", fontName="Helvetica-Bold", fontSize=13, leading=16, spaceBefore=8, keepWithNext=1
)
SUBJECT = BODY.clone("subject", fontName="Helvetica-Bold", keepWithNext=1, spaceBefore=2)
SIDE = SUBJECT.clone("side")
TITLE = BODY.clone("title", fontSize=20, leading=25, spaceAfter=14)
BULLET = BODY.clone(
    "bullet",
    leftIndent=17,
    bulletIndent=0,
    bulletFontName="ZapfDingbats",
    bulletFontSize=7.5,
    bulletOffsetY=1.0,
)
DOT = BULLET.clone("dot", bulletFontName="Helvetica", bulletFontSize=12, spaceAfter=4)
NUMBERED = BODY.clone("numbered", leftIndent=24, bulletIndent=0, bulletFontName="Helvetica")
NUMBERED.bulletFontSize = BODY.fontSize


class Passage(Paragraph):
    """A paragraph that reports the pages on which it is drawn, and its footnote."""

    block: Block
    layout: Layout
    last = True

    def split(self, width: float, height: float) -> list[Flowable]:
        """The parts for this page and the next; only the last part carries the footnote marker."""
        parts = super().split(width, height)
        for part in parts:
            if not isinstance(part, Passage):
                raise TypeError(f"a part of a passage is a {type(part).__name__}")
            part.block, part.layout = self.block, self.layout
            part.last = self.last and part is parts[-1]
        return parts

    def draw(self) -> None:
        """Draw, and take down the page."""
        page = self.canv.getPageNumber()
        self.layout.pages.setdefault(self.block.key, []).append(page)
        if self.block.footnote and self.last:
            self.layout.footnotes.setdefault(page, []).append(self.layout.story.notes[0])
        super().draw()


class Layout:
    """One PDF in the making. `pages`: block key to the pages on which it stands."""

    def __init__(self, story: Story, furniture: Callable[[Layout, Canvas], None]) -> None:
        self.story = story
        self.furniture = furniture
        self.pages: dict[int, list[int]] = {}
        self.footnotes: dict[int, list[str]] = {}
        self.page_count = 0

    def passage(self, block: Block, style: ParagraphStyle, bullet: str | None = None) -> Passage:
        """The flowable of one block."""
        text = escape(block.text)
        if self.story.facts.get("divide_words"):
            text = divide(text)
        if block.footnote:
            text += "<super size=7.5>1</super>"
        for part in block.parts:
            text += f'<br/><font name="ZapfDingbats" size="6">{SQUARE}</font>&nbsp; {escape(part)}'
        passage = Passage(text, style, bulletText=bullet)
        passage.block, passage.layout = block, self
        return passage

    def flow(self, block: Block) -> Passage:
        """The flowable that the role of the block asks for."""
        if block.role == "heading":
            return self.passage(block, self.heading_style)
        if block.role == "side":
            return self.passage(block, SIDE)
        if block.role == "bullet":
            return self.passage(block, BULLET, SQUARE)
        if block.role == "scope":
            return self.passage(block, DOT, "\N{BULLET}")
        if block.role == "numbered":
            return self.passage(block, NUMBERED, f"{block.number}.")
        return self.passage(block, BODY)

    @property
    def heading_style(self) -> ParagraphStyle:
        """Letters set their headings in the size of the text, reports a size larger."""
        return SUBJECT if self.story.facts["layout"] in ("letter", "jtai") else HEADING

    def build(self, flowables: list[Any], *, bottom: float = BOTTOM, top: float = TOP) -> bytes:
        """The bytes of the file. They do not depend on clock, machine or compression library."""
        file = io.BytesIO()
        template = BaseDocTemplate(
            file,
            pagesize=A4,
            title=self.story.facts["title"],
            author="Letters: sample corpus",
            subject=self.story.invented,
            invariant=1,
            pageCompression=0,
            initialFontName="Helvetica",
        )
        frame = Frame(
            LEFT, bottom, WIDTH, A4[1] - top - bottom, leftPadding=0, rightPadding=0,
            topPadding=0, bottomPadding=0,
        )  # fmt: skip

        def finish(canvas: Canvas, _: Any) -> None:
            self.page_count = max(self.page_count, canvas.getPageNumber())
            canvas.saveState()
            self.furniture(self, canvas)
            self._draw_footnotes(canvas, bottom)
            canvas.restoreState()

        template.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=finish))
        template.build(flowables)
        return file.getvalue()

    def _draw_footnotes(self, canvas: Canvas, bottom: float) -> None:
        notes = self.footnotes.get(canvas.getPageNumber(), [])
        if not notes:
            return
        note = Paragraph(f"<super size=6>1</super> {escape(notes[0])}", SMALL)
        _, height = note.wrap(WIDTH, 60)
        canvas.setStrokeColor(black)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, bottom - 4, LEFT + 144, bottom - 4)
        note.drawOn(canvas, LEFT, bottom - 8 - height)


DIVIDED = (
    "assess|ments", "author|ity", "chil|dren", "con|tacts", "deci|sions", "dis|cus|sions",
    "do|mes|tic", "eval|u|ation", "im|prove|ment", "in|for|ma|tion", "in|spec|tion",
    "in|spec|tors", "inter|views", "man|ager", "Nov|em|ber", "of|fered", "or|gan|isa|tion",
    "prac|ti|tion|er", "record|ed", "safe|guard|ing", "ser|vices", "ses|sions", "some|one",
    "super|vi|sion", "vol|un|tary", "with|out", "work|ers",
)  # fmt: skip


def divide(text: str) -> str:
    """Soft hyphens where a narrow setting would divide a word."""
    for whole in DIVIDED:
        plain = whole.replace("|", "")
        text = text.replace(plain, whole.replace("|", "\N{SOFT HYPHEN}"))
    return text


def wordmark(canvas: Canvas, x: float, y: float, size: float = 21) -> None:
    """The name of the inspectorate in plain type, in place of a logo."""
    canvas.setFillColor(NAVY)
    canvas.setFont("Helvetica-Bold", size)
    canvas.drawRightString(x, y, "Ofsted")
    canvas.setFillColor(black)


def running_foot(layout: Layout, canvas: Canvas, lines: tuple[str, str]) -> None:
    """A rule, two lines and the page number (not on the first page), and the line of invention."""
    page = canvas.getPageNumber()
    if page > 1:
        canvas.setStrokeColor(black)
        canvas.setLineWidth(0.7)
        canvas.line(LEFT, 62, A4[0] - RIGHT, 62)
        canvas.setFont("Helvetica-Bold", 7)
        canvas.drawString(LEFT, 51, lines[0])
        canvas.drawString(LEFT, 42, lines[1])
        canvas.setFont("Helvetica", 14)
        canvas.drawRightString(A4[0] - RIGHT, 44, str(page))
    mark_invented(layout, canvas)


def mark_invented(layout: Layout, canvas: Canvas) -> None:
    """The line at the foot of every page that says what the document is."""
    canvas.setFillColor(GREY)
    canvas.setFont("Helvetica-Oblique", 8)
    canvas.drawCentredString(A4[0] / 2, 24, layout.story.invented)
    canvas.setFillColor(black)


def space(points: float) -> Spacer:
    """White space between paragraphs."""
    return Spacer(1, points)
