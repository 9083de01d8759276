"""Ruled tables of several columns, by pdfplumber: for the few pages that the fast path reports."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipeline.errors import UnreadableError
from pipeline.extract.zipsafe import encrypted


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a ruled table: where it stands on its page, in points from the top left.

    `text` is what pdfplumber reads in it, for lines that the fast path could not part.
    """

    table: int
    row: int
    column: int
    x0: float
    top: float
    x1: float
    bottom: float
    text: str = ""

    def holds(self, x: float, y: float) -> bool:
        """Is this point in the cell?"""
        return self.x0 - 1 <= x <= self.x1 + 1 and self.top - 1 <= y <= self.bottom + 1


PDF_ERRORS = (PdfminerException, MalformedPDFException, PDFException)
_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pdfminer lets through, besides its own errors, of what is wrong in a file."""


def open_pages(data: bytes, pages: list[int] | None = None) -> tuple[PDF, list[Page]]:
    """A PDF as pdfplumber opens it, and its pages (1-based), all or those that are named."""
    try:
        pdf = pdfplumber.open(io.BytesIO(data), pages=pages)
        return pdf, pdf.pages
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise encrypted() from error
        raise UnreadableError("damaged", f"the PDF cannot be read: {error}") from error
    except (*PDF_ERRORS, *_FAULTS) as error:
        detail = " ".join(f"the PDF cannot be read: {type(error).__name__} {error}".split())
        raise UnreadableError("damaged", detail) from error


def read_tables(data: bytes, pages: list[int]) -> dict[int, list[Cell]]:
    """The cells of ruled tables with at least two columns on these pages (1-based)."""
    found: dict[int, list[Cell]] = {}
    number = 0
    _, opened = open_pages(data, pages)
    try:
        for page in opened:
            tables = page.find_tables()
            words = page.extract_words() if tables else []
            for table in tables:
                rows = [list(row.cells) for row in table.rows]
                if max((sum(c is not None for c in row) for row in rows), default=0) < 2:
                    continue
                number += 1
                for r, row in enumerate(rows):
                    for c, box in enumerate(row):
                        if box is not None:
                            x0, top, x1, bottom = map(float, box)
                            text = _text(words, x0, top, x1, bottom)
                            found.setdefault(page.page_number, []).append(
                                Cell(number, r, c, x0, top, x1, bottom, text)
                            )
    except PDF_ERRORS as error:
        raise UnreadableError(
            "damaged", f"the tables on page {pages[0]} cannot be read: {error}"
        ) from error
    return found


def _text(words: list[dict[str, Any]], x0: float, top: float, x1: float, bottom: float) -> str:
    """The words whose middle lies in a cell, line by line."""
    lines: dict[int, list[str]] = {}
    for word in words:
        x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
        if x0 <= x <= x1 and top <= y <= bottom:
            lines.setdefault(round(word["bottom"]), []).append(word["text"])
    return "\n".join(" ".join(line) for line in lines.values())
