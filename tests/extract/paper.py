"""PDFs of a few lines, set by hand: each string where a test wants it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import reportlab
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.authorities import Authorities
from pipeline.extract.blocks import Block, Content
from pipeline.extract.document import extract, read_content
from pipeline.extract.limits import Limits
from pipeline.extract.pdf import Line, Page, open_document, read_pages
from pipeline.intake import PDF, sniff_media_type
from pipeline.records import Extraction, ManifestEntry, publication_id
from tests.made import sha

A4 = (595.0, 842.0)
PLAIN, BOLD = "Helvetica", "Helvetica-Bold"
WIDE = "Vera"
"""A TrueType font, for letters that the fonts every PDF reader has cannot name."""
LEADING = 14.0
LEFT = 72.0


class Paper:
    """A PDF in the making. Places are (x, top of the baseline) in points from the top left."""

    def __init__(
        self, size: tuple[float, float] = A4, encrypt: StandardEncryption | None = None
    ) -> None:
        if WIDE not in pdfmetrics.getRegisteredFontNames():
            folder = Path(reportlab.__file__).parent / "fonts"
            pdfmetrics.registerFont(TTFont(WIDE, folder / "Vera.ttf"))
        self.size = size
        self.file = io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=size, invariant=1, encrypt=encrypt)
        self.canvas.setTitle("made for a test")
        self.top = 120.0

    def put(self, x: float, top: float, text: str, font: str = PLAIN, size: float = 11) -> Paper:
        """One string."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.size[1] - top, text)
        return self

    def lines(
        self,
        *texts: str,
        x: float = LEFT,
        hang: float = 0,
        font: str = PLAIN,
        size: float = 11,
        leading: float = LEADING,
        gap: float = 8,
    ) -> Paper:
        """Lines below each other as one paragraph; all but the first stand `hang` further in."""
        for index, text in enumerate(texts):
            self.put(x + (hang if index else 0), self.top, text, font, size)
            self.top += leading
        self.top += gap
        return self

    def heading(self, *texts: str, size: float = 14) -> Paper:
        """A bold heading of one or more lines."""
        return self.lines(*texts, font=BOLD, size=size, leading=size * 1.25, gap=6)

    def bullet(self, *texts: str, x: float = LEFT, glyph: str = "•", hang: float = 14) -> Paper:
        """A bullet with hanging lines."""
        self.put(x, self.top, glyph)
        return self.lines(*texts, x=x + hang)

    def number(self, label: str, *texts: str, x: float = LEFT, hang: float = 24) -> Paper:
        """A numbered paragraph with hanging lines."""
        self.put(x, self.top, label)
        return self.lines(*texts, x=x + hang)

    def page(self) -> Paper:
        """Go on with the next page."""
        self.canvas.showPage()
        self.top = 120.0
        return self

    def done(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self.file.getvalue()


def pages_of(data: bytes) -> list[Page]:
    document = open_document(data, 100)
    try:
        return list(read_pages(document, 1_000_000))
    finally:
        document.close()


def lines_of(paper: Paper) -> list[Line]:
    return [line for page in pages_of(paper.done()) for line in page.lines]


def content_of(paper: Paper) -> Content:
    return read_content(paper.done(), entry(media_type=PDF), Limits())


def texts(blocks: Iterable[Block], role: str = "") -> list[str]:
    return [block.text for block in blocks if role in ("", block.role)]


def entry(name: str = "made.pdf", **facts: object) -> ManifestEntry:
    digest = sha(name)
    return ManifestEntry(publication_id(digest), f"raw/unknown/{name}", digest, **facts)  # type: ignore[arg-type]


def extraction_of(
    data: bytes, authorities: Authorities, name: str = "made.pdf", **facts: object
) -> Extraction:
    facts.setdefault("media_type", sniff_media_type(data))
    limits = facts.pop("limits", None) or Limits()
    return extract(data, entry(name, **facts), authorities, limits, "made")  # type: ignore[arg-type]
