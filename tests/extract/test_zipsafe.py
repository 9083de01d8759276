import io
import zipfile

import pytest

from pipeline.errors import EncryptedError, TooLargeError, UnreadableError
from pipeline.extract import docx, odt
from pipeline.extract.limits import Limits
from pipeline.extract.zipsafe import Package, parse_xml
from tests.extract import packages
from tests.extract.outline import LIMITS

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
READERS = pytest.mark.parametrize("read", [docx.read, odt.read])


def reason(read, data, limits=LIMITS):
    with pytest.raises(UnreadableError) as error:
        read(data, limits)
    assert "\n" not in error.value.detail
    return error.value.reason


@READERS
def test_a_file_with_a_password(read):
    data = OLE + "EncryptedPackage".encode("utf-16-le")
    assert reason(read, data) == "encrypted"
    with pytest.raises(EncryptedError):
        read(data, LIMITS)


@READERS
def test_a_word_file_of_before_2007(read):
    with pytest.raises(UnreadableError, match=r"save it as \.docx"):
        read(OLE, LIMITS)


@READERS
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html></html>", packages.pack({})])
def test_a_file_that_is_no_package(read, data):
    assert reason(read, data) == "unreadable"


@READERS
def test_a_file_cut_off(read):
    whole = packages.docx(packages.p("Plans")) if read is docx.read else packages.odt("")
    for length in range(0, len(whole) - 1, 40):
        assert reason(read, whole[:length]) == "unreadable"


@READERS
def test_a_damaged_part(read):
    whole = (
        packages.docx(packages.p("Plans " * 50)) if read is docx.read else packages.odt("x" * 99)
    )
    name = b"word/document.xml" if read is docx.read else b"content.xml"
    at = whole.index(name) + len(name) + 10
    assert reason(read, whole[:at] + b"\xff\xff\xff" + whole[at + 3 :]) == "unreadable"


@READERS
def test_xml_that_is_none(read):
    name = "word/document.xml" if read is docx.read else "content.xml"
    assert reason(read, packages.pack({name: "<open>"})) == "unreadable"
    assert reason(read, packages.pack({name: "<open/>"})) == "unreadable"
    assert reason(read, packages.pack({name: b"\xff\xfe\x00"})) == "unreadable"


def test_an_odt_with_a_password():
    manifest = (
        '<manifest:manifest><manifest:file-entry manifest:full-path="content.xml">'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    assert reason(odt.read, packages.odt("", **{"META-INF__manifest": manifest})) == "encrypted"


def test_a_part_that_unpacks_to_far_more_than_it_is():
    bomb = packages.pack({"word/document.xml": b" " * 30_000_000})
    assert len(bomb) < 100_000
    assert reason(docx.read, bomb) == "too_large"


def test_a_part_beyond_the_limit():
    data = packages.docx(packages.p("Plans are late. " * 500_000))
    assert reason(docx.read, data, Limits(characters=1_000)) == "too_large"
    with pytest.raises(TooLargeError):
        docx.read(packages.docx(packages.p("Plans are late.")), Limits(characters=10))


def test_parts_that_lie_about_their_size():
    data = bytearray(packages.pack({"word/document.xml": b"<a>" + b" " * 50_000 + b"</a>"}))
    size = (50_007).to_bytes(4, "little")
    while size in data:
        at = data.index(size)
        data[at : at + 4] = (10).to_bytes(4, "little")
    assert reason(docx.read, bytes(data)) == "unreadable"


def test_too_many_parts():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(20_001):
            archive.writestr(str(number), b"")
    with pytest.raises(TooLargeError):
        Package(buffer.getvalue(), LIMITS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(declaration, encoding):
    data = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}<a>text</a>'.encode(encoding)
    with pytest.raises(UnreadableError, match="document type"):
        parse_xml(data, "part.xml")


def test_xml_deeper_than_any_document_is_refused():
    data = b"<a>" * 5_000 + b"</a>" * 5_000
    with pytest.raises(UnreadableError):
        parse_xml(data, "part.xml")


def test_a_part_packed_as_no_office_program_does():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert reason(docx.read, buffer.getvalue()) == "unreadable"
