"""The committee report (.docx), the letter as .odt, and the letter as plain text."""

from __future__ import annotations

import io
import textwrap
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from .files import freeze, pack
from .story import Story

UNUSED = ("/stylesWithEffects", "/thumbnail", "/customXml")
ODT = "application/vnd.oasis.opendocument.text"
_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("manifest", "manifest"),
    )
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def committee(story: Story) -> bytes:
    """A council's committee report in Word, numbered by Word's own lists."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    heading = document.styles["Heading 1"]
    heading.element.rPr.rFonts.attrib.clear()  # else the theme's font is meant
    heading.font.name, heading.font.size = "Arial", Pt(12)
    heading.font.color.rgb = RGBColor(0, 0, 0)
    for name in ("List Number", "List Bullet 2"):
        spacing = document.styles[name].element.find(f".//{qn('w:contextualSpacing')}")
        spacing.getparent().remove(spacing)
    document.core_properties.title = story.facts["title"]
    document.core_properties.author = story.facts["council"]
    document.core_properties.comments = story.invented
    for name, value in story.facts["fields"]:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(value)
    for block in story.blocks:
        if block.role == "heading":
            document.add_heading(block.text, level=1)
        elif block.role == "numbered":
            document.add_paragraph(block.text, style="List Number")
        elif block.role == "bullet":
            document.add_paragraph(block.text, style="List Bullet 2")
        elif block.role == "lettered":
            paragraph = document.add_paragraph(f"{block.number}\t{block.text}")
            paragraph.paragraph_format.left_indent = Pt(36)
            paragraph.paragraph_format.first_line_indent = Pt(-18)
        else:
            document.add_paragraph(block.text)
    document.sections[0].footer.paragraphs[0].text = story.invented
    return _docx_bytes(document)


def _docx_bytes(document: DocxDocument) -> bytes:
    """Without what no reader needs of the template: nine tenths of the bytes."""
    for style in [*document.styles.element]:
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) is None:
            document.styles.element.remove(style)
    for rels in (document.part.rels, document.part.package.rels):
        for key in [k for k, rel in rels.items() if rel.reltype.endswith(UNUSED)]:
            del rels[key]
    file = io.BytesIO()
    document.save(file)
    return freeze(file.getvalue())


def odt(story: Story) -> bytes:
    """A letter as OpenDocument text."""
    facts = story.facts
    body = [_p(line) for line in (*facts["letterhead"], "", facts["date"], "")]
    body += [_p(line) for line in (*facts["addressee"], "", facts["salutation"])]
    body.append(_p(facts["subject"], "Bold"))
    bullets: list[str] = []
    for block in story.blocks:
        if block.role == "bullet":
            bullets.append(f"<text:list-item>{_p(block.text)}</text:list-item>")
            continue
        if bullets:
            body.append(f"<text:list>{''.join(bullets)}</text:list>")
            bullets = []
        if block.role == "heading":
            start = '<text:h text:style-name="Bold" text:outline-level="1">'
            body.append(f"{start}{escape(block.text)}</text:h>")
        else:
            body.append(_p(block.text))
    body += [_p(line) for line in ("Yours sincerely", "", *facts["signatory"])]
    content = (
        f'{_XML}<office:document-content {_SPACES} office:version="1.3"><office:body><office:text>'
        f"{''.join(body)}</office:text></office:body></office:document-content>"
    )
    styles = (
        f'{_XML}<office:document-styles {_SPACES} office:version="1.3"><office:styles>'
        '<style:default-style style:family="paragraph"><style:paragraph-properties '
        'fo:margin-bottom="0.25cm"/><style:text-properties style:font-name="Arial" '
        'fo:font-size="11pt"/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph"/>'
        '<style:style style:name="Bold" style:family="paragraph"><style:text-properties '
        'fo:font-weight="bold"/></style:style></office:styles><office:automatic-styles>'
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" fo:margin="2.5cm"/></style:page-layout>'
        "</office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Standard" style:page-layout-name="A4"><style:footer>'
        f"{_p(story.invented)}</style:footer></style:master-page></office:master-styles>"
        "</office:document-styles>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", ODT), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    )
    opening = f'{_XML}<manifest:manifest {_SPACES} manifest:version="1.3">'
    manifest = f"{opening}{entries}</manifest:manifest>"
    return pack(
        (name, text.encode())
        for name, text in (
            ("mimetype", ODT),
            ("content.xml", content),
            ("styles.xml", styles),
            ("META-INF/manifest.xml", manifest),
        )
    )


def _p(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{escape(text)}</text:p>'


def plain(story: Story) -> bytes:
    """A letter as it is pasted from an email: text of 76 columns, bullets as asterisks."""
    facts = story.facts
    parts = ["\n".join(facts["letterhead"]), facts["date"], "\n".join(facts["addressee"])]
    parts += [facts["salutation"], facts["subject"]]
    for block in story.blocks:
        if block.role == "bullet":
            parts.append(textwrap.fill(block.text, 76, initial_indent="* ", subsequent_indent="  "))
        else:
            parts.append(textwrap.fill(block.text, 76))
    parts += ["Yours sincerely", "\n".join(facts["signatory"]), story.invented]
    return ("\n\n".join(parts) + "\n").encode()
