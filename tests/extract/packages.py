"""Small .docx and .odt files from the XML that matters to a test."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{W}" xmlns:r="{_REL}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    )
)  # fmt: skip


def pack(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def docx(body: str, **others: str) -> bytes:
    """A Word file with `body` in its w:body; `others` are parts such as numbering or header1."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_REL}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for n, name in enumerate(others)
    )
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
        f'package/2006/relationships">{relations}</Relationships>',
    }
    for name, part in others.items():
        parts[f"word/{name}.xml"] = part.replace(">", f" {_NAMES}>", 1)
    return pack(parts)


def p(text: str = "", properties: str = "", run: str = "") -> str:
    """A Word paragraph."""
    inside = text if text.startswith("<") else f"<w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def r(text: str, run: str = "") -> str:
    """A Word run."""
    return f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def odt(body: str, styles: str = "", page_styles: str = "", **others: str) -> bytes:
    """An OpenDocument text with `body` in office:text."""
    return pack(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF}>{page_styles}</office:document-styles>",
            **{f"{name.replace('__', '/')}.xml": part.replace(">", f" {_ODF}>", 1)
               for name, part in others.items()},
        }
    )  # fmt: skip
