"""A small PDF of a few lines of text, written by hand: no library, same input, same bytes."""

from __future__ import annotations

from collections.abc import Sequence

_LINES_A_PAGE = 48


def make_pdf(lines: Sequence[str], *, padding: int = 0) -> bytes:
    """A PDF of A4 pages with these lines, made as large as real ones by `padding` of comment."""
    pages = [
        lines[start : start + _LINES_A_PAGE]
        for start in range(0, max(len(lines), 1), _LINES_A_PAGE)
    ]
    objects: list[bytes] = []
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    font = 3 + 2 * len(pages)
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>".encode()
        )
        text = "\n".join(f"({_escaped(line)}) Tj T*" for line in page)
        stream = f"BT /F1 11 Tf 15 TL 60 780 Td\n{text}\nET".encode("cp1252", "replace")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    return _assembled(objects, padding)


def _assembled(objects: Sequence[bytes], padding: int) -> bytes:
    data = bytearray(b"%PDF-1.4\n")
    if padding:
        data += b"%" + b"padding " * (padding // 8) + b"\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    data += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(data)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
