"""Take a published file into the data folder: the one way in for `add` and `fetch`."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import PurePosixPath

from pipeline.corpus import Corpus
from pipeline.forgotten import read_forgotten
from pipeline.manifest import append_entry, read_manifest
from pipeline.records import ManifestEntry, publication_id
from pipeline.store import write_bytes

PDF = "application/pdf"
HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
TEXT = "text/plain"
UNKNOWN = "application/octet-stream"
SUFFIXES = {PDF: ".pdf", HTML: ".html", DOCX: ".docx", XLSX: ".xlsx", ODT: ".odt", TEXT: ".txt"}
MOST_PARTS = 20_000
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises over a damaged file, besides the error that is meant for it."""
_PART = b"PK\x01\x02"


def has_too_many_parts(data: bytes) -> bool:
    """Whether a zip file lists more parts than any document; zipfile would hold the whole list."""
    return data.count(_PART) > MOST_PARTS


def sniff_media_type(data: bytes) -> str:
    """The media type that the first bytes tell; what a name or a server says does not count.

    `%PDF-` may stand anywhere in the first 1,024 bytes (PDF Reference 1.7, implementation note
    13). Text is UTF-8 (with or without byte order mark) without control characters.
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    lower = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if lower.startswith((b"<!doctype html", b"<html", b"<?xml")) or b"<html" in lower:
        return HTML
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return UNKNOWN
    if any(ord(c) < 32 and c not in "\t\n\r\f" for c in text[:100_000]):
        return UNKNOWN
    return HTML if lower.startswith(b"<") else TEXT


def _sniff_zip(data: bytes) -> str:
    if has_too_many_parts(data):
        return UNKNOWN
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except ZIP_FAULTS:
        return UNKNOWN
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    if "content.xml" in names and "mimetype" in names:
        return ODT
    return UNKNOWN


def take_in(
    corpus: Corpus,
    data: bytes,
    *,
    name: str,
    known: dict[str, ManifestEntry] | None = None,
    **facts: str,
) -> tuple[ManifestEntry, bool]:
    """Keep `data` under raw/ and add its manifest line; True if it was new.

    `name` is the file's name where it came from: its suffix stays, so that HTML saved as .pdf can
    be told. `facts` are fields of `ManifestEntry` (url, source, publisher, kind …). `known` maps
    sha256 to entries already held (read once for many files) and is kept up to date. The same
    bytes are kept once, whatever their address. Raises ForgottenError for bytes that people had
    forgotten, and for others at the same address unless some of them are held. The caller holds
    the lock of the data folder.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if known is None:
        known = {entry.sha256: entry for entry in read_manifest(corpus)}
    held = known.get(sha256)
    if held is not None:
        return held, False
    held_at = (entry.url for entry in known.values())
    read_forgotten(corpus).check(sha256, facts.get("url", ""), held_at)
    media_type = sniff_media_type(data)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES.values():
        suffix = SUFFIXES.get(media_type, ".bin")
    identifier = publication_id(sha256)
    entry = ManifestEntry(
        publication_id=identifier,
        file=f"raw/{facts.get('publisher') or 'unknown'}/{identifier}{suffix}",
        sha256=sha256,
        media_type=media_type,
        bytes=len(data),
        fetched_at=facts.pop("fetched_at", "") or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **facts,
    )
    path = corpus.path(entry.file)
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        write_bytes(path, data)
    append_entry(corpus, entry)
    known[sha256] = entry
    return entry, True
