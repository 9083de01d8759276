"""Printed pages as pictures, made from our own file.

PDFium is not safe for several threads at once: one lock. Pictures are kept by file and page, the
least used go first.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from pipeline.serve.answers import NotFoundError

SCALE = 1.75
"""Pixels a point: sharp on a screen, some 100 KB a page."""
MOST_PIXELS = 12_000_000
"""A page larger than that (a poster) is drawn smaller."""
MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG, and its size in points."""

    png: bytes
    width: float
    height: float


class Printer:
    """Draws pages of PDF files and keeps the last ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int], Picture] = OrderedDict()

    def draw(self, path: Path, sha256: str, page: int) -> Picture:
        """Page `page` (from 1) of a PDF. NotFoundError where there is no such file or page."""
        key = (sha256, page)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
            picture = _draw(path, page)
            self._kept[key] = picture
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return picture


def _draw(path: Path, number: int) -> Picture:
    try:
        document = pypdfium2.PdfDocument(path)
    except (FileNotFoundError, pypdfium2.PdfiumError) as error:
        raise NotFoundError("The file of this publication cannot be read.") from error
    try:
        if not 1 <= number <= len(document):
            raise NotFoundError(f"This publication has {len(document)} pages.")
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(SCALE, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
        image = page.render(scale=scale).to_pil()
    finally:
        document.close()
    data = io.BytesIO()
    image.convert("P", palette=1, colors=64).save(data, "PNG", compress_level=6)
    return Picture(data.getvalue(), width, height)
