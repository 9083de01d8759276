"""PDF bytes → lines with font, size, weight and place.

Speed decides how: PDFium's text page already groups characters into lines, so one call reads the
text of a page and a few calls a *line* read its rectangles and font. Reading each text object
with its font takes 2.5 times as long as bare text, each character 4 times; this path 1.2 times.
Only where something is doubtful (a gap in a line, a digit stuck to a word) are characters asked.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.errors import EncryptedError, TooLargeError, UnreadableError

LINE_BREAK = "\r\n"
DIVIDED = "\ufffe"
"""PDFium's mark for a hyphen at a line end; it joins the next line to this one in the text."""

_COLUMN_GAP = 1.8
"""A gap wider than this many font sizes parts two cells of one line (a tab after a number is
narrower than a column gap, a space in a justified line much narrower)."""

_DOUBTFUL_GAP = 0.85
"""A gap of this many font sizes parts cells only where another line of the page begins there."""

_LABEL = re.compile(
    r"\(?(?:\d{1,3}(?:\.\d{1,2}){0,2}|[a-zA-Z]|[ivx]{1,5})?(?:\.[a-z])?[.):]{0,2}|[^\w\s]"
    r"|(?:R|A|AFI|AfI|Rec|Recommendation|Action) ?\d{1,2}[.):]?"
)
_DIGIT = re.compile(r"\d")
_MARKER = re.compile(
    r"(?<=[^\W\d_’')\]”])(?<!\d)\d{1,2}(?=$|[\s,.;:)])|(?<=[.,;:?!)’”])\d{1,2}(?=$|\s)"
)


@dataclass(slots=True)
class Line:
    """One printed line, or one cell of a line of a table.

    Lengths in PDF points from the top left of the page as it is shown. `baseline` is where the
    letters stand. `size` is that of the middle character, `joined` says that the last word goes
    on in the next line (a hyphen at the line end that PDFium marked). `first` is the index of its
    first character on the page (-1 where the text was changed), `gaps` where its pieces go on
    after wide blanks (from the left); `parted`: a cell cut off from what stands to its left.
    """

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    joined: bool = False
    marker: str = ""
    first: int = -1
    gaps: tuple[float, ...] = ()
    parted: bool = False


@dataclass(slots=True)
class Page:
    """The lines of one page in the order of the file, its size, and what else is on it."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    images: int = 0


@dataclass(slots=True)
class _Buffers:
    """C memory made once a document instead of once a call."""

    left: ctypes.c_double = field(default_factory=ctypes.c_double)
    top: ctypes.c_double = field(default_factory=ctypes.c_double)
    right: ctypes.c_double = field(default_factory=ctypes.c_double)
    bottom: ctypes.c_double = field(default_factory=ctypes.c_double)
    x: ctypes.c_double = field(default_factory=ctypes.c_double)
    y: ctypes.c_double = field(default_factory=ctypes.c_double)
    name: Any = field(default_factory=lambda: ctypes.create_string_buffer(256))
    flags: ctypes.c_int = field(default_factory=ctypes.c_int)
    matrix: Any = field(default_factory=pdfium_c.FS_MATRIX)
    fonts: dict[bytes, bool] = field(default_factory=dict)


def open_document(data: bytes, max_pages: int) -> pdfium.PdfDocument:
    """Open a PDF; a file that needs a password, is damaged or too long raises UnreadableError.

    A file encrypted with an empty user password opens like any other.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium_c.FPDF_ERR_PASSWORD:
            raise EncryptedError(
                "encrypted", "the PDF needs a password; ask for an open copy and add that"
            ) from error
        raise UnreadableError(
            "damaged", "the PDF is damaged or cut short; download it again and add that"
        ) from error
    if len(document) > max_pages:
        count = len(document)
        document.close()
        raise TooLargeError(
            "too_large",
            f"{count} pages, more than limits.pages in params.yaml allows ({max_pages})",
        )
    if len(document) == 0:
        document.close()
        raise UnreadableError("damaged", "the PDF has no pages; download it again and add that")
    return document


def read_pages(document: pdfium.PdfDocument, max_characters: int) -> Iterator[Page]:
    """The pages of an open document, one after another, each closed after it was read.

    A page alone may not have more than `max_characters`, blanks between words among them.
    """
    buffers = _Buffers()
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError as error:
            raise UnreadableError(
                "damaged", f"page {index + 1} of the PDF cannot be read; download it again"
            ) from error
        try:
            yield _read_page(page, index + 1, buffers, max_characters)
        finally:
            page.close()


def _read_page(page: pdfium.PdfPage, number: int, buffers: _Buffers, max_characters: int) -> Page:
    raw = page.raw
    place = _Place(page)
    result = Page(number, place.width, place.height)
    text_page = pdfium_c.FPDFText_LoadPage(raw)
    if not text_page:
        raise UnreadableError("damaged", f"the text of page {number} cannot be read")
    try:
        count = pdfium_c.FPDFText_CountChars(text_page)
        if count > max_characters:
            raise TooLargeError(
                "too_large",
                f"{count:,} characters on page {number}; see limits.characters in params.yaml",
            )
        if count > 0:
            text = _text(text_page, count)
            lines = list(_read_lines(text_page, text, count, number, place, buffers))
            result.lines = _part_at_columns(text_page, lines, place, buffers)
    finally:
        pdfium_c.FPDFText_ClosePage(text_page)
    if not result.lines:
        result.images = _count_images(raw)
    return result


def _count_images(raw: Any) -> int:
    objects = pdfium_c.FPDFPage_CountObjects(raw)
    return sum(
        pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFPage_GetObject(raw, i))
        in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM)
        for i in range(min(objects, 1000))
    )


def _text(text_page: Any, count: int) -> str:
    buffer = ctypes.create_string_buffer(2 * count + 2)
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    written = pdfium_c.FPDFText_GetText(text_page, 0, count, pointer)
    return buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")


class _Place:
    """From PDF coordinates (upwards, from the page's boxes) to those of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        left, bottom, right, top = page.get_cropbox()
        media = page.get_mediabox()
        left, right = max(left, media[0]), min(right, media[2])
        bottom, top = max(bottom, media[1]), min(top, media[3])
        self.left, self.top, self.right, self.bottom = left, top, right, bottom
        self.rotation = page.get_rotation()
        turned = self.rotation in (90, 270)
        self.width = top - bottom if turned else right - left
        self.height = right - left if turned else top - bottom

    def box(self, x0: float, y1: float, x1: float, y0: float) -> tuple[float, float, float, float]:
        """(x0, top, x1, bottom) of a rectangle given by left, top, right, bottom."""
        if self.rotation == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        a, b = self.point(x0, y1), self.point(x1, y0)
        return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


def _read_lines(
    text_page: Any, text: str, count: int, number: int, place: _Place, buffers: _Buffers
) -> Iterator[Line]:
    # Characters beyond the basic plane take two UTF-16 units in the text but one index.
    exact = len(text) == count
    start = 0
    for piece in text.split(LINE_BREAK):
        for part, joined in _divided(piece):
            stripped = part.strip()
            if stripped and stripped != DIVIDED:
                first = start + len(part) - len(part.lstrip())
                if not exact:
                    first = pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, first)
                yield from _read_line(
                    text_page, part.strip(" "), first, number, place, buffers, joined
                )
            start += len(part) + (1 if joined else 0)
        start += len(LINE_BREAK)


def _divided(piece: str) -> Iterator[tuple[str, bool]]:
    parts = piece.split(DIVIDED)
    for index, part in enumerate(parts):
        yield part, index < len(parts) - 1


def _part_at_columns(
    text_page: Any, lines: list[Line], place: _Place, buffers: _Buffers
) -> list[Line]:
    """Part lines at narrow gaps too, where the gap ends at the left edge of a column."""
    if not any(line.gaps for line in lines):
        return lines
    left = min(line.x0 for line in lines)
    columns = {round(line.x0 / 2) for line in lines if line.x0 > left + 60}
    parted: list[Line] = []
    for line in lines:
        edges = [x for x in line.gaps if columns & {round(x / 2) + d for d in (-1, 0, 1)}]
        if not edges or line.first < 0:
            parted.append(line)
            continue
        parted += _read_line(
            text_page,
            line.text,
            line.first,
            line.page,
            place,
            buffers,
            line.joined,
            column_gap=_DOUBTFUL_GAP,
        )
    return parted


def _read_line(
    text_page: Any,
    text: str,
    first: int,
    number: int,
    place: _Place,
    buffers: _Buffers,
    joined: bool,
    column_gap: float = _COLUMN_GAP,
) -> Iterator[Line]:
    """The cells of a line, from the left; a line may have thousands, so none waits on the stack."""
    waiting = [(text, first, joined, False)]
    while waiting:
        piece, start, goes_on, parted = waiting.pop()
        line = _read_cell(text_page, piece, start, number, place, buffers, goes_on, column_gap)
        if isinstance(line, int):
            rest = piece.strip()[line:]
            lead = len(rest) - len(rest.lstrip())
            waiting.append((rest.lstrip(), start + line + lead, goes_on, True))
            waiting.append((piece.strip()[:line], start, False, parted))
        elif line is not None:
            line.parted = parted
            yield line


def _read_cell(  # noqa: PLR0912 - once a line of every page: calls cost more than steps
    text_page: Any,
    text: str,
    first: int,
    number: int,
    place: _Place,
    buffers: _Buffers,
    joined: bool,
    column_gap: float,
) -> Line | int | None:
    """The line; or where it is to be cut in two first; or None if only a marker stands in it."""
    text = text.strip()
    length = len(text)
    rectangles = pdfium_c.FPDFText_CountRects(text_page, first, length)
    left, top, right, bottom = buffers.left, buffers.top, buffers.right, buffers.bottom
    x0 = y0 = 1e9
    x1 = y1 = -1e9
    previous = None
    gap = backwards = False
    middle = length // 2
    if text[middle] == " ":  # a blank that PDFium put in has no font
        middle -= 1
    size = _size(text_page, first + middle, buffers)
    widest, doubtful = column_gap * size, _DOUBTFUL_GAP * size
    gaps: list[float] = []
    get = pdfium_c.FPDFText_GetRect
    for index in range(rectangles):
        get(text_page, index, left, top, right, bottom)
        a, b, c, d = left.value, top.value, right.value, bottom.value
        if previous is not None:
            if a - previous > doubtful:
                gap = gap or a - previous > widest
                gaps.append(place.point(a, 0)[0])
            elif a < previous - 2 * size:
                backwards = True
        previous = c
        if a < x0:
            x0 = a
        if c > x1:
            x1 = c
        if d < y0:
            y0 = d
        if b > y1:
            y1 = b
    if rectangles == 0:
        x0, y1, x1, y0 = _character_box(text_page, first, buffers)
    if (gap or backwards) and length > 1:
        cut = _cut(text_page, text, first, size, buffers, column_gap)
        if cut:
            return cut
    marker = ""
    if _DIGIT.search(text):
        text, marker = _without_markers(text_page, text, first, size, buffers)
        if not text:
            return None
    known = first if len(text) == length else -1
    pdfium_c.FPDFText_GetCharOrigin(text_page, first, buffers.x, buffers.y)
    baseline = place.point(buffers.x.value, buffers.y.value)[1]
    box = place.box(x0, y1, x1, y0)
    bold = _bold(text_page, first + middle, buffers)
    return Line(text, number, *box, baseline, size, bold, joined, marker, known, tuple(gaps))


def _character_box(
    text_page: Any, index: int, buffers: _Buffers
) -> tuple[float, float, float, float]:
    pdfium_c.FPDFText_GetCharBox(
        text_page, index, buffers.left, buffers.right, buffers.bottom, buffers.top
    )
    return buffers.left.value, buffers.top.value, buffers.right.value, buffers.bottom.value


def _size(text_page: Any, index: int, buffers: _Buffers) -> float:
    """Font size as printed: the font's size times the scale of the text matrix."""
    size: float = pdfium_c.FPDFText_GetFontSize(text_page, index)
    if pdfium_c.FPDFText_GetMatrix(text_page, index, buffers.matrix):
        m = buffers.matrix
        scale = (m.c * m.c + m.d * m.d) ** 0.5
        if scale > 0:
            size *= scale
    return round(size, 1)


def _bold(text_page: Any, index: int, buffers: _Buffers) -> bool:
    pdfium_c.FPDFText_GetFontInfo(text_page, index, buffers.name, 256, buffers.flags)
    name = buffers.name.value
    known = buffers.fonts.get(name)
    if known is None:
        lower = name.lower()
        known = any(word in lower for word in (b"bold", b"black", b"heavy", b"semibold"))
        if not known:
            known = pdfium_c.FPDFText_GetFontWeight(text_page, index) >= 600
        buffers.fonts[name] = known
    return known


def _cut(
    text_page: Any, text: str, first: int, size: float, buffers: _Buffers, column_gap: float
) -> int:
    """Where a line parts into two cells: the offset of the first character after the gap, or 0.

    A number or bullet and the text after it stay together: «1.» and its tab are no column.
    """
    previous = None
    for offset, character in enumerate(text):
        if character.isspace():
            continue
        left, _, right, _ = _character_box(text_page, first + offset, buffers)
        if previous is not None:
            wide = left - previous > column_gap * size or left < previous - 2 * size
            if wide and not _LABEL.fullmatch(text[:offset].strip()):
                return offset
        previous = right
    return 0


def _without_markers(
    text_page: Any, text: str, first: int, size: float, buffers: _Buffers
) -> tuple[str, str]:
    """The text without footnote markers, and a marker that stands at its start.

    A marker is a number of one or two digits, smaller than its line or raised above it, that
    sticks to a word. «Shropshire.1» with a raised 1 has one, «section 47» and «2.1» have none.
    """
    found = [
        m for m in _MARKER.finditer(text) if _raised(text_page, first, m.start(), size, buffers)
    ]
    for match in reversed(found):
        text = text[: match.start()] + text[match.end() :]
    lead = re.match(r"(\d{1,2})(?=\s|[A-Z‘“\[h])", text)
    marker = ""
    if lead and _raised(text_page, first, 0, size, buffers, other=len(text) // 2):
        marker = lead.group(1)
    elif re.fullmatch(r"\d{1,2}", text):
        marker = ""
    return text, marker


def _raised(
    text_page: Any,
    first: int,
    offset: int,
    size: float,
    buffers: _Buffers,
    other: int | None = None,
) -> bool:
    index = first + offset
    if _size(text_page, index, buffers) < 0.8 * size:
        return True
    pdfium_c.FPDFText_GetCharOrigin(text_page, index, buffers.x, buffers.y)
    height = buffers.y.value
    beside = first + (other if other is not None else max(offset - 1, 0))
    pdfium_c.FPDFText_GetCharOrigin(text_page, beside, buffers.x, buffers.y)
    return height - buffers.y.value > 0.2 * size
