"""A briefing as a Word document: real heading styles, marked header rows, links, alternative text.

The same briefing gives the same bytes: no clock in the properties, none in the package.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

from pipeline.brief import chart
from pipeline.brief.blocks import (
    Block,
    Brief,
    Bullets,
    Chart,
    Line,
    Paragraph,
    Quotation,
    Section,
    Span,
    Table,
)
from pipeline.brief.docx_styles import RULE, SHADE_BAND, SHADE_HEAD, fill, set_page, set_styles
from pipeline.harmless import printable
from pipeline.wording import day_words

WIDTH = 17.0
"""Centimetres of text on an A4 page with margins of 2 cm."""
TOGETHER = 1_500
"""Characters of a table that is kept on one page; longer ones go on, with their header again."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def render(brief: Brief) -> bytes:
    """The document."""
    document = docx.Document()
    set_page(document)
    set_styles(document)
    _set_properties(document, brief)
    _footer(document, brief)
    document.add_paragraph(printable(brief.title), style="Title")
    document.add_paragraph(
        f"{printable(brief.subtitle)}. As of {day_words(brief.date)}.", style="Subtitle"
    )
    if brief.notice:
        _paragraph(document, Paragraph((Span(brief.notice, strong=True),), "notice"))
    for section in brief.sections:
        _section(document, section)
    made = io.BytesIO()
    document.save(made)
    return _without_clock(made.getvalue())


def _section(document: Any, section: Section) -> None:
    document.add_heading(printable(section.heading), level=section.level - 1)
    for block in section.blocks:
        _block(document, block)
    for part in section.parts:
        _section(document, part)


def _block(document: Any, block: Block) -> None:
    if isinstance(block, Paragraph):
        _paragraph(document, block)
    elif isinstance(block, Bullets):
        _bullets(document, block)
    elif isinstance(block, Table):
        _table(document, block)
    elif isinstance(block, Quotation):
        _quotation(document, block)
    else:
        _picture(document, block)


def _paragraph(document: Any, block: Paragraph) -> None:
    style = {"notice": "Notice", "note": "Note"}.get(block.kind, "Normal")
    _write(document.add_paragraph(style=style), block.line)


def _bullets(document: Any, block: Bullets) -> None:
    style = "List Number" if block.numbered else "List Bullet"
    for entry in block.entries:
        first, *more = entry
        paragraph = document.add_paragraph(style=style)
        _write(paragraph, first)
        paragraph.paragraph_format.keep_with_next = bool(more)
        for line in more:
            _write(document.add_paragraph(style="Source"), line)


def _table(document: Any, block: Table) -> None:
    caption = document.add_paragraph(printable(block.caption), style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(block.header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _describe_table(table, block.caption)
    whole = sum(block.widths)
    widths = [Cm(WIDTH * part / whole) for part in block.widths]
    small = len(block.header) > 5
    header = table.rows[0]
    _mark_row(header, header=True)
    for cell, name in zip(header.cells, block.header, strict=True):
        _shade(cell, SHADE_HEAD)
        run = cell.paragraphs[0].add_run(printable(name))
        run.bold = True
        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        cell.paragraphs[0].style = document.styles["Small cell" if small else "Cell"]
    together = _length(block) <= TOGETHER
    for paragraph in (p for cell in header.cells for p in cell.paragraphs):
        paragraph.paragraph_format.keep_with_next = True
    for number, row in enumerate(block.rows):
        made = table.add_row()
        keep = together and number < len(block.rows) - 1
        _mark_row(made)
        for cell, lines in zip(made.cells, row, strict=True):
            if number % 2:
                _shade(cell, SHADE_BAND)
            for place, line in enumerate(lines or ((),)):
                paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
                paragraph.style = document.styles["Small cell" if small else "Cell"]
                paragraph.paragraph_format.keep_with_next = keep or None
                _write(paragraph, line)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    document.add_paragraph(style="After table")


def _length(block: Table) -> int:
    lines = (line for row in block.rows for cell in row for line in cell)
    return sum(len(span.text) for line in lines for span in line)


def _quotation(document: Any, block: Quotation) -> None:
    label = document.add_paragraph(style="Quote label")
    label.add_run(printable(block.label)).bold = True
    document.add_paragraph(f"“{printable(block.text)}”", style="Quote")
    _write(document.add_paragraph(style="Source"), block.cite)


def _picture(document: Any, block: Chart) -> None:
    paragraph = document.add_paragraph(style="Normal")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(io.BytesIO(chart.png(block)), width=Cm(WIDTH))
    described = picture._inline.docPr
    described.set("descr", printable(block.alt))
    described.set("name", "Chart")
    document.add_paragraph(printable(block.caption), style="Caption")


def _write(paragraph: Any, line: Line) -> None:
    for span in line:
        words = printable(span.text)
        if span.link:
            _link(paragraph, words, span.link)
        else:
            paragraph.add_run(words).bold = span.strong or None


def _link(paragraph: Any, words: str, address: str) -> None:
    relation = paragraph.part.relate_to(
        printable(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(words, style="Hyperlink")
    link.append(run._r)
    paragraph._p.append(link)


def _shade(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(fill(colour))


def _mark_row(row: Any, *, header: bool = False) -> None:
    """A row stays on one page; the header row is marked, and comes again on each page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _describe_table(table: Any, caption: str) -> None:
    """Title for screen readers, thin lines, header row and first column named as such."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    look, layout = (properties.find(qn(f"w:{name}")) for name in ("tblLook", "tblLayout"))
    (look if layout is None else layout).addprevious(borders)  # the schema's order
    title = OxmlElement("w:tblCaption")
    title.set(qn("w:val"), printable(caption))
    look.addnext(title)


def _set_properties(document: Any, brief: Brief) -> None:
    properties = document.core_properties
    moment = datetime.fromisoformat(brief.date)
    properties.title = printable(brief.title)
    properties.subject = printable(brief.subtitle)
    properties.author = f"letters {brief.version}"
    properties.last_modified_by = properties.author
    properties.comments = printable(brief.notice)
    properties.language = "en-GB"
    properties.created = properties.modified = moment
    properties.revision = 1


def _footer(document: Any, brief: Brief) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Note"]
    paragraph.add_run(f"{printable(brief.title)} · {day_words(brief.date)} · page ")
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = words
        run._r.append(mark)


def _without_clock(data: bytes) -> bytes:
    """The same package with one date on every entry."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            copy = zipfile.ZipInfo(entry.filename, _EARLIEST)
            copy.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(copy, source.read(entry))
    return made.getvalue()
