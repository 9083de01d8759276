"""Files that are made to hurt the pipeline, at any size.

    python tools/hostile.py                      each, as large as params.yaml allows and larger
    python tools/hostile.py --name pdf_pages     those whose names begin so
    python tools/hostile.py --name pdf_pages --size 9000

Each lies beside a good letter in a data folder of its own; `letters add` and `letters run` must
tell what is wrong with it, read the letter, and end. Printed: what came of it, seconds of both
commands, and the peak memory of the largest process.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GOOD = next((ROOT / "corpus" / "sample" / "raw").rglob("*.odt"))
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)
_SENTENCE = "The plans of Quenby Vale do not say by when a child is to be safe at home. "


# PDF: written by hand, for no library writes what is wrong.


def pdf(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (
        len(places) + 1,
        trailer,
        start,
    )
    return bytes(out)


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%b>>stream\n%b\nendstream" % (len(packed), more, packed)


_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page(
    content: bytes,
    *more: bytes,
    box: bytes = b"0 0 595 842",
    names: bytes = b"",
    extra: bytes = b"",
) -> bytes:
    """A PDF of one page: object 4 is its content, 5 the font F1, `more` are from 6 on."""
    return pdf(
        [
            _CATALOGUE,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>%b>>%b>>" % (box, names, extra),
            stream(content),
            _FONT,
            *more,
        ]
    )


def words(text: bytes = b"Plans are late.", x: float = 72, y: float = 700) -> bytes:
    """The operators that print a line."""
    return b"BT /F1 11 Tf %g %g Td (%b) Tj ET\n" % (x, y, text)


def pdf_pages(n: int) -> bytes:
    """Many pages."""
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + n))
    sheet = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R"
        b"/Resources<</Font<</F1 4 0 R>>>>>>"
    )
    return pdf(
        [
            _CATALOGUE,
            b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, n),
            stream(words()),
            _FONT,
            *[sheet] * n,
        ]
    )


def pdf_page_stream(n: int) -> bytes:
    """One page whose content unpacks to some n bytes of words."""
    line = words()
    return page(line * (n // len(line)))


def pdf_blank_stream(n: int) -> bytes:
    """One page whose content unpacks to n blanks."""
    return page(b" " * n + words())


def pdf_stream_twice_packed(n: int) -> bytes:
    """A stream packed twice: a million to one."""
    packed = zlib.compress(zlib.compress(b" " * n, 9), 9)
    content = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%b\nendstream" % (
        len(packed),
        packed,
    )
    whole = [
        _CATALOGUE,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        content,
    ]
    return pdf(whole)


def pdf_operators(n: int) -> bytes:
    """N operators that save the state of the page and never bring it back."""
    return page(b"q " * n + words())


def pdf_nested_arrays(n: int) -> bytes:
    """N arrays, one in the other."""
    return page(words(), extra=b"/Nest " + b"[" * n + b"]" * n)


def pdf_nested_content(n: int) -> bytes:
    """N arrays, one in the other, among the operators of a page."""
    return page(b"[" * n + b"]" * n + b" TJ\n" + words())


def pdf_cyclic_pages(n: int) -> bytes:
    """A tree of pages that holds itself n times."""
    kids = b"2 0 R " * n
    return pdf([_CATALOGUE, b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, n)])


def pdf_count_lies(n: int) -> bytes:
    """One page, said to be n."""
    return page(words()).replace(b"/Count 1>>", b"/Count %d>>" % n)


def pdf_cyclic_fonts(n: int) -> bytes:
    """A composite font whose parts are itself, asked n times."""
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding 6 0 R/DescendantFonts[6 0 R]>>"
    return page(
        b"BT /F2 11 Tf (ab) Tj ET\n" * n + words(), font, names=b"/ExtGState 6 0 R"
    ).replace(b"/F1 5 0 R>>", b"/F1 5 0 R/F2 6 0 R>>")


def pdf_forms_in_forms(n: int) -> bytes:
    """N forms, each of which prints the next ten times."""
    forms = []
    for number in range(n):
        inner = b"/X Do " * 10 if number < n - 1 else words()
        names = b"/Resources<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>" % (7 + number)
        forms.append(stream(inner, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + names))
    return page(b"/X Do", *forms, names=b"/XObject<</X 6 0 R>>")


def pdf_form_in_itself(n: int) -> bytes:
    """A form that prints itself, n times."""
    names = b"/Resources<</XObject<</X 6 0 R>>>>"
    form = stream(b"/X Do " * n, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + names)
    return page(b"/X Do " * n + words(), form, names=b"/XObject<</X 6 0 R>>")


def pdf_huge_picture(n: int) -> bytes:
    """A picture of n by n dots, and no words."""
    more = (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 16"
        % (n, n)
    )
    return page(
        b"q 500 0 0 500 0 0 cm /X Do Q", stream(b"\0" * 1000, more), names=b"/XObject<</X 6 0 R>>"
    )


def pdf_huge_box(n: int) -> bytes:
    """A page n points wide and high."""
    return page(words() + words(y=n - 9), box=b"0 0 %d %d" % (n, n))


def pdf_needs_password(n: int) -> bytes:
    """A file locked with a password (which nobody has)."""
    lock = b"<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>" % (b"1f" * 32, b"2e" * 32)
    return pdf(
        [
            _CATALOGUE,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
            lock,
        ],
        b"/Encrypt 4 0 R/ID[<%b><%b>]" % (b"3d" * 16, b"3d" * 16),
    )


def pdf_cells(n: int) -> bytes:
    """One line of n words with wide gaps between them."""
    return page(b"".join(words(b"ab", x=40.0 * k) for k in range(n)), box=b"0 0 %d 842" % (40 * n))


def pdf_long_line(n: int) -> bytes:
    """One line of n characters."""
    return page(words(b"ab 1. " * (n // 6)), box=b"0 0 %d 842" % (8 * n))


def pdf_scattered(n: int) -> bytes:
    """N words all over one page."""
    return page(
        b"".join(words(b"ab", 30 + k * 37 % 530, 20 + k * 101 % 8009 / 10) for k in range(n))
    )


def pdf_many_objects(n: int) -> bytes:
    """N objects that nothing refers to."""
    return page(words(), *[b"<</A[1 2 3]>>"] * n)


# Packages: .docx, .odt, .xlsx


def pack(parts: dict[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def word(body: str, head: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """A Word file with `body` in its w:body; `more` are parts of their own."""
    document = f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return pack({"word/document.xml": document, **(more or {})})


def paragraph(text: str) -> str:
    """A Word paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx_bomb(n: int) -> bytes:
    """A part that unpacks to n blanks."""
    return word(" " * n + paragraph(_SENTENCE))


def docx_bomb_apart(n: int) -> bytes:
    """Another part of the file unpacks to n blanks."""
    relations = (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_OFFICE}/styles" '
        'Target="styles.xml"/></Relationships>'
    )
    more: dict[str, str | bytes] = {
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{" " * n}</w:styles>',
        "word/_rels/document.xml.rels": relations,
    }
    return word(paragraph(_SENTENCE), more=more)


def docx_paragraphs(n: int) -> bytes:
    """N paragraphs, no two alike."""
    return word("".join(paragraph(f"Plan {k} is late.") for k in range(n)))


def docx_one_paragraph(n: int) -> bytes:
    """One paragraph of n characters."""
    return word(paragraph(_SENTENCE * (n // len(_SENTENCE))))


def docx_nested_tables(n: int) -> bytes:
    """N tables, one in the other."""
    return word("<w:tbl><w:tr><w:tc>" * n + paragraph(_SENTENCE) + "</w:tc></w:tr></w:tbl>" * n)


def docx_entities(n: int) -> bytes:
    """Entities that multiply: a laugh for n."""
    return word(paragraph("&a9;" * n), _LAUGHS)


def docx_styles_in_a_ring(n: int) -> bytes:
    """N styles, each based on the next, the last on the first."""
    ring = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{k}"><w:basedOn w:val="s{(k + 1) % n}"/>'
        "</w:style>"
        for k in range(n)
    )
    relations = (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_OFFICE}/styles" '
        'Target="styles.xml"/></Relationships>'
    )
    used = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="s{k}"/></w:pPr><w:r><w:t>Plan {k}</w:t></w:r></w:p>'
        for k in range(n)
    )
    more: dict[str, str | bytes] = {
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{ring}</w:styles>',
        "word/_rels/document.xml.rels": relations,
    }
    return word(used, more=more)


def docx_climbs(n: int) -> bytes:
    """Parts whose names lead out of the package, and relations to files of the machine."""
    relations = (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_OFFICE}/styles" '
        f'Target="{"../" * n}etc/passwd"/><Relationship Id="r2" Type="{_OFFICE}/header" '
        'TargetMode="External" Target="file:///etc/passwd"/></Relationships>'
    )
    more: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": relations,
        "../" * n + "climbed.txt": b"x",
        "/climbed.txt": b"x",
    }
    return word(paragraph(_SENTENCE), more=more)


def docx_parts(n: int) -> bytes:
    """N parts with nothing in them."""
    return word(paragraph(_SENTENCE), more={f"word/part{k}": b"" for k in range(n)})


def odt(body: str, head: str = "") -> bytes:
    """An OpenDocument text with `body` in its office:text."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    content = (
        f"{head}<office:document-content {names}><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    return pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def odt_blanks(n: int) -> bytes:
    """N blanks in one element, many times."""
    return odt(f'<text:p>Plans{f"""<text:s text:c="{n}"/>""" * 100} are late.</text:p>')


def odt_repeated(n: int) -> bytes:
    """A table of one row and one cell, each repeated n times."""
    return odt(
        f'<table:table><table:table-row table:number-rows-repeated="{n}"><table:table-cell '
        f'table:number-columns-repeated="{n}"><text:p>Plans are late.</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )


def odt_entities(n: int) -> bytes:
    """Entities that multiply."""
    return odt(f"<text:p>{'&a9;' * n}</text:p>", _LAUGHS)


def sheet(rows: str, head: str = "", strings: str = "") -> bytes:
    """A workbook of one sheet."""
    return pack(
        {
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Plan" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1"'
            f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
            f'Type="{_OFFICE}/sharedStrings" Target="strings.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_SHEET}"><sheetData>{_HEADER}'
            f"{rows}</sheetData></worksheet>",
            "xl/strings.xml": f'<sst xmlns="{_SHEET}">{strings}</sst>',
        }
    )


def cells(*texts: str) -> str:
    """Cells with their texts in them."""
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


_HEADER = f"<row>{cells('Ref', 'Action', 'Lead', 'By when', 'RAG')}</row>"


def xlsx_empty_rows(n: int) -> bytes:
    """A row with an action, and n formatted rows without words."""
    action = f"<row>{cells('1', 'Visit each home', 'Head of Care', 'May 2024', 'Green')}</row>"
    return sheet(
        action + "".join(f'<row r="{k}"><c r="A{k}" s="0"/></row>' for k in range(3, n + 3))
    )


def xlsx_one_string(n: int) -> bytes:
    """N cells with the same string of n characters."""
    shared = '<c t="s"><v>0</v></c>'
    return sheet(
        f"<row>{shared * 5}</row>" * (n // 5), strings=f"<si><t>{'a ' * (n // 2)}</t></si>"
    )


def xlsx_rows(n: int) -> bytes:
    """N actions."""
    return sheet(
        "".join(f"<row>{cells(str(k), f'Visit home {k}', 'Head')}</row>" for k in range(n))
    )


def xlsx_entities(n: int) -> bytes:
    """Entities that multiply."""
    return sheet(f"<row>{cells('1', '&a9;' * n)}</row>", _LAUGHS)


# Pages and texts


def html_deep(n: int) -> bytes:
    """N elements, one in the other."""
    return b"<html><body>" + b"<div>" * n + _SENTENCE.encode() + b"</div>" * n + b"</body></html>"


def html_deep_inline(n: int) -> bytes:
    """N elements within a line, one in the other, never closed."""
    return b"<html><body><p>" + b"<b><i>" * (n // 2) + _SENTENCE.encode() + b"</p></body></html>"


def html_deep_tables(n: int) -> bytes:
    """N tables, one in the other."""
    return b"<html><body>" + b"<table><tr><td>a<td>" * n + b"Plans are late.</body></html>"


def html_deep_lists(n: int) -> bytes:
    """N lists, one in the other."""
    return b"<html><body>" + b"<ul class=nav-menu><li>Plan" * n + b"</body></html>"


def html_one_line(n: int) -> bytes:
    """N characters on one line."""
    return b"<html><body><p>" + _SENTENCE.encode() * (n // len(_SENTENCE)) + b"</p></body></html>"


def html_paragraphs(n: int) -> bytes:
    """N paragraphs."""
    return (
        b"<html><body>" + b"".join(b"<p>Plan %d is late." % k for k in range(n)) + b"</body></html>"
    )


def html_spans(n: int) -> bytes:
    """A cell that says it covers n rows and columns."""
    cell = b"<tr><td colspan=%d rowspan=%d>Plans</td><td>are late</td></tr>" % (n, n)
    return b"<html><body><table>" + cell * 50 + b"</table></body></html>"


def html_notes(n: int) -> bytes:
    """N footnotes in footnotes."""
    return (
        b"<html><body><p>Plans are late.</p>" + b"<div class=footnotes id=ftn1>a" * n + b"</html>"
    )


def html_attributes(n: int) -> bytes:
    """An element with n attributes, and one of n characters."""
    many = b" ".join(b"a%d=b" % k for k in range(n))
    return b"<html><body><p %b class='%b'>Plans are late.</p></html>" % (many, b"nav- " * n)


def csv_one_field(n: int) -> bytes:
    """One field of n characters."""
    return b"Ref,Action,Lead\n1," + b"a " * (n // 2) + b",Head\n"


def csv_columns(n: int) -> bytes:
    """A row of n columns."""
    return b"Ref,Action,Lead" + b",x" * n + b"\n1,Visit each home,Head" + b",y" * n + b"\n"


def csv_rows(n: int) -> bytes:
    """N actions."""
    return b"Ref,Action,Lead\n" + b"".join(b"%d,Visit home %d,Head\n" % (k, k) for k in range(n))


def csv_open_quote(n: int) -> bytes:
    """A quotation mark that is never closed, n lines long."""
    return b'Ref,Action,Lead\n1,"Visit' + b"\n2,b,c" * n


BAITS = {
    "spaces": " ",
    "tabs": "\t",
    "digits": "1",
    "dots": ".",
    "dotted": "1.1.",
    "letters": "a",
    "capitals": "A",
    "labels": "(a)(a)",
    "items": "(a) ",
    "numbers": "1 ",
    "numbered": "12. ",
    "words": "the the ",
    "hyphens": "- ",
    "dashes": "–",
    "stars": "**",
    "brackets": "[",
    "links": "[a](",
    "quotes": "“a” ",
    "days": "1 May ",
    "dates": "1 May 2024 and ",
    "months": "January and ",
    "terms": "within one month of the date of the ",
    "by": "by the end of ",
    "will": "will must by May ",
    "every": "at least once every ",
    "initials": "A. B. ",
    "titles": "Mr Mr ",
    "commas": ", ",
    "ands": "and the ",
    "colons": "Note: ",
    "address": "https://a.a.",
    "inspection": "Inspection of children’s services in ",
    "monitoring": "monitoring visit on 1 and 2 ",
    "breaks": " \u00a0\u2003",
    "soft": "a\u00ad",
    "accents": "e\u0301",
}
"""Pieces that, over and over, make a careless pattern go back and forth for ever."""


def txt_bait(n: int) -> bytes:
    """Each bait on a line of its own, n characters in all."""
    each = n // len(BAITS)
    return "\n\n".join(b * (each // len(b)) for b in BAITS.values()).encode()


def txt_bait_lines(n: int) -> bytes:
    """Each bait in lines of 70 characters, n characters in all."""
    each = n // len(BAITS) // 70
    return "\n".join((b * 70)[:70] + "\n" for b in BAITS.values() for _ in range(each)).encode()


def txt_one_line(n: int) -> bytes:
    """N characters on one line."""
    return (_SENTENCE * (n // len(_SENTENCE))).encode()


def txt_lines(n: int) -> bytes:
    """N paragraphs of three words."""
    return b"\n\n".join(b"Plan %d late." % k for k in range(n))


@dataclass(frozen=True, slots=True)
class Hostile:
    """A kind of file: its size in tests (whose limits are lower) and in earnest, and how it ends.

    `ends`: reasons of problem rows, or `read` where it is harmless once it is read with care.
    """

    make: Callable[[int], bytes]
    small: int
    large: int
    ends: tuple[str, ...]
    plan: bool = False

    @property
    def name(self) -> str:
        return self.make.__name__

    @property
    def suffix(self) -> str:
        return "." + self.name.partition("_")[0]


LARGE = "too_large"
HOSTILE = (
    Hostile(pdf_pages, 101, 10_000, (LARGE,)),
    Hostile(pdf_page_stream, 200_000, 300_000_000, ("read", LARGE, "timeout", "crashed")),
    Hostile(pdf_blank_stream, 10_000_000, 300_000_000, ("read", "crashed")),
    Hostile(pdf_stream_twice_packed, 30_000_000, 2_000_000_000, ("needs_ocr", "crashed", LARGE)),
    Hostile(pdf_operators, 100_000, 50_000_000, ("read", "timeout", "crashed", LARGE)),
    Hostile(pdf_nested_arrays, 100_000, 10_000_000, ("read", "damaged", "needs_ocr")),
    Hostile(pdf_nested_content, 100_000, 10_000_000, ("read", "damaged", "needs_ocr")),
    Hostile(pdf_cyclic_pages, 100, 100_000, ("damaged", "needs_ocr", LARGE)),
    Hostile(pdf_count_lies, 90, 2_000_000_000, ("damaged", LARGE, "read")),
    Hostile(pdf_cyclic_fonts, 10, 10_000, ("read", "needs_ocr")),
    Hostile(pdf_forms_in_forms, 3, 12, ("read", "timeout", "crashed", LARGE)),
    Hostile(pdf_form_in_itself, 1, 1_000, ("read", "timeout", "crashed", "memory")),
    Hostile(pdf_huge_picture, 10_000, 65_000, ("needs_ocr",)),
    Hostile(pdf_huge_box, 1_000_000_000, 1_000_000_000, ("read",)),
    Hostile(pdf_needs_password, 0, 0, ("encrypted",)),
    Hostile(pdf_cells, 400, 100_000, ("read", LARGE, "timeout")),
    Hostile(pdf_long_line, 5_000, 2_000_000, ("read", LARGE, "timeout")),
    Hostile(pdf_scattered, 1_000, 300_000, ("read", LARGE, "timeout")),
    Hostile(pdf_many_objects, 20_000, 2_000_000, ("read",)),
    Hostile(docx_bomb, 10_000_000, 2_000_000_000, (LARGE,)),
    Hostile(docx_bomb_apart, 10_000_000, 2_000_000_000, (LARGE,)),
    Hostile(docx_paragraphs, 501, 1_000_000, (LARGE, "timeout")),
    Hostile(docx_one_paragraph, 20_500, 10_000_000, (LARGE,)),
    Hostile(docx_nested_tables, 60, 10_000, ("read", "unreadable")),
    Hostile(docx_entities, 10, 1_000, ("unreadable",)),
    Hostile(docx_styles_in_a_ring, 100, 10_000, ("read",)),
    Hostile(docx_climbs, 9, 99, ("read",)),
    Hostile(docx_parts, 20_001, 1_000_000, (LARGE, "unknown_format")),
    Hostile(odt_blanks, 1_000_000_000, 1_000_000_000, ("read", LARGE)),
    Hostile(odt_repeated, 1_000_000_000, 1_000_000_000, ("read", LARGE)),
    Hostile(odt_entities, 10, 1_000, ("unreadable",)),
    Hostile(html_deep, 5_000, 1_000_000, ("read", "unreadable", LARGE, "timeout")),
    Hostile(html_deep_inline, 3_000, 1_000_000, ("read", "unreadable", LARGE, "timeout")),
    Hostile(html_deep_tables, 300, 100_000, ("read", "unreadable", LARGE, "timeout")),
    Hostile(html_deep_lists, 400, 100_000, ("read", "unreadable", LARGE, "timeout")),
    Hostile(html_one_line, 20_500, 50_000_000, (LARGE,)),
    Hostile(html_paragraphs, 501, 1_000_000, (LARGE, "timeout")),
    Hostile(html_spans, 1_000_000_000, 1_000_000_000, ("read", LARGE)),
    Hostile(html_notes, 400, 100_000, ("read", LARGE, "timeout")),
    Hostile(html_attributes, 2_000, 1_000_000, ("read", LARGE)),
    Hostile(txt_bait, 60_000, 3_000_000, ("read", LARGE)),
    Hostile(txt_bait_lines, 60_000, 20_000_000, ("read", LARGE, "timeout")),
    Hostile(txt_one_line, 20_500, 19_000_000, (LARGE,)),
    Hostile(txt_lines, 501, 1_500_000, (LARGE,)),
    Hostile(xlsx_empty_rows, 10_000, 1_000_000, ("read",), plan=True),
    Hostile(xlsx_one_string, 20_500, 1_000_000, (LARGE, "memory"), plan=True),
    Hostile(xlsx_rows, 501, 1_000_000, (LARGE,), plan=True),
    Hostile(xlsx_entities, 10, 1_000, ("unreadable",), plan=True),
    Hostile(csv_one_field, 20_500, 100_000_000, (LARGE, "unreadable"), plan=True),
    Hostile(csv_columns, 20_000, 5_000_000, ("read", LARGE, "no_actions"), plan=True),
    Hostile(csv_rows, 501, 1_000_000, (LARGE,), plan=True),
    Hostile(csv_open_quote, 20_000, 5_000_000, ("read", LARGE, "no_actions"), plan=True),
)

# Measuring: each in a data folder of its own

_MEASURED = """
import json, resource, sys, time
from pipeline.cli import main
begun = time.monotonic()
try:
    main(sys.argv[1:], standalone_mode=False)
    failed = ""
except BaseException as error:
    failed = f"{type(error).__name__}: {error}"
whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
used = max(resource.getrusage(who).ru_maxrss for who in whose)
print(json.dumps([time.monotonic() - begun, used / 1024, failed]))
"""


def letters(*arguments: str) -> tuple[float, float, str]:
    """Seconds, peak MB of the largest process, and how the command failed, if it did."""
    command = [sys.executable, "-c", _MEASURED, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if not done.stdout.strip():
        return 0.0, 0.0, f"exit code {done.returncode}: {done.stderr.strip()[-300:]}"
    seconds, memory, failed = json.loads(done.stdout.splitlines()[-1])
    return seconds, memory, failed


def outcomes(database: Path, table: str, reason: str) -> dict[str, str]:
    """File by file: `read`, or the reasons of its problem rows that say that it is not."""
    with sqlite3.connect(database) as connection:
        files = connection.execute(f"SELECT file FROM {table}").fetchall()  # noqa: S608
        rows = connection.execute(reason).fetchall()
    told: dict[str, list[str]] = {}
    for file, why in rows:
        told.setdefault(file, []).append(why)
    return {file: ",".join(told.get(file, ["read"])) for (file,) in files}


UNREAD = """
SELECT p.file, p.reason FROM problems p LEFT JOIN publications u USING (publication_id)
WHERE p.stage = 'extract' AND p.reason != 'unknown_authority'
AND (u.status != 'read' OR u.status IS NULL)
"""


def results(corpus: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What came of the publications and of the plans of a data folder."""
    database = corpus / "findings.db"
    return outcomes(database, "publications", UNREAD), outcomes(database, "plans", UNREAD)


def put_good_letter(folder: Path) -> None:
    """A letter of the sample that must be read whatever lies beside it."""
    shutil.copy(GOOD, folder / "good.odt")


def measured(hostile: Hostile, size: int) -> tuple[str, float, float]:
    """What came of one file beside a good letter, seconds and peak MB."""
    with tempfile.TemporaryDirectory() as name:
        folder, corpus = Path(name, "files"), Path(name, "corpus")
        folder.mkdir()
        bad = (Path(name) if hostile.plan else folder) / f"bad{hostile.suffix}"
        # Made by a process of its own: what this one has held would count as its children's peak.
        make = [sys.executable, __file__, "--name", hostile.name, "--size", str(size)]
        subprocess.run([*make, "--out", str(bad)], check=True)
        put_good_letter(folder)
        steps: list[tuple[str, ...]] = [("init", str(corpus)), ("add", str(folder))]
        if hostile.plan:
            steps.append(("add", "--plan", str(bad)))
        steps.append(("run",))
        seconds = memory = 0.0
        for step in steps:
            more = () if step[0] == "init" else ("--corpus", str(corpus))
            took, used, failed = letters(*step, *more)
            seconds, memory = seconds + took, max(memory, used)
            if failed:
                return f"FAILED {step[0]}: {failed}", seconds, memory
        publications, plans = results(corpus)
        good = [publications.pop(file) for file in list(publications) if is_good(corpus / file)]
        if good != ["read"]:
            return f"FAILED: the good letter is {good}", seconds, memory
        return "; ".join((plans if hostile.plan else publications).values()), seconds, memory


def is_good(file: Path) -> bool:
    """Is this file of a data folder the good letter?"""
    return file.read_bytes() == GOOD.read_bytes()


def main() -> int:
    """Print a line a file; 1 if any did not end as it should."""
    parser = argparse.ArgumentParser(description="Files that are made to hurt, measured.")
    parser.add_argument("--name", default="", help="only those whose names begin so")
    parser.add_argument("--size", type=int, help="another size than the one in earnest")
    parser.add_argument("--out", type=Path, help="write the first of them there; nothing is run")
    options = parser.parse_args()
    wrong = 0
    for hostile in HOSTILE:
        if not hostile.name.startswith(options.name):
            continue
        size = hostile.large if options.size is None else options.size
        if options.out:
            options.out.write_bytes(hostile.make(size))
            return 0
        end, seconds, memory = measured(hostile, size)
        fine = bool(set(end.split(",")) & set(hostile.ends))
        wrong += not fine
        mark = " " if fine else "!"
        print(
            f"{mark} {hostile.name:24} {size:>13,} {seconds:7.1f} s {memory:7.0f} MB  {end}",
            flush=True,
        )
    return min(1, wrong)


if __name__ == "__main__":
    sys.exit(main())
