import codecs

import pytest

from pipeline.extract.encoding import decode

TEXT = "<p>the child’s £5 café – late</p>"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
    ],
)
def test_encodings_that_need_no_declaration(data):
    assert decode(data) == (TEXT, None)


@pytest.mark.parametrize(
    ("declared", "actual"),
    [("utf-8", "utf-8"), ("iso-8859-1", "utf-8"), ("windows-1252", "cp1252"), ("utf-8", "cp1252"),
     ("iso-8859-1", "cp1252"), ("x-unknown", "cp1252"), ("utf-16", "cp1252"),
     ("mac-roman", "mac-roman")],
)  # fmt: skip
def test_what_a_page_declares_counts_where_it_can_be_true(declared, actual):
    page = f'<html><head><meta charset="{declared}"></head>{TEXT}'
    assert decode(page.encode(actual)) == (page, None)


def test_an_xml_declaration_counts_too():
    page = '<?xml version="1.0" encoding="iso-8859-15"?><html><p>£5 and €5 café</p></html>'
    assert decode(page.encode("iso-8859-15"))[0] == page


def test_a_cut_end_does_not_change_the_encoding_of_the_rest():
    data = ("the child’s plan – " * 5).encode()[:-2]
    text, note = decode(data)
    assert text.startswith("the child’s plan – the")
    assert note is not None
    assert note[0] == "encoding"
