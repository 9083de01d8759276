"""Bytes of HTML and text files → characters."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HEAD = 4096
NOTE = "encoding"


def decode(data: bytes) -> tuple[str, tuple[str, str] | None]:
    """The text of `data`, and a note for a problem row where letters had to be replaced.

    A byte order mark decides; then, whatever the file declares, UTF-8 where the bytes are UTF-8
    (no other encoding looks like it by chance); then the declared encoding; then Windows-1252.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], name)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(data):
        return _decode(data, "utf-8")
    return _decode(data, _declared(data) or "cp1252")


def _declared(data: bytes) -> str:
    """The codec that the file names, if Python has it; Latin-1 means Windows-1252 on the web."""
    match = _DECLARED.search(data[:_HEAD])
    if not match:
        return ""
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii")).name
        "a".encode(name)
    except (LookupError, UnicodeError):
        return ""
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    # A declaration that could be read as ASCII is not in UTF-16; and it is not UTF-8 (see above).
    return "" if name.startswith(("utf-16", "utf-32", "utf-8", "utf-7")) else name


def _mostly_utf8(data: bytes) -> bool:
    """UTF-8 with a damaged place or a cut end, rather than another encoding."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    sound = len(re.findall("[^\x00-\x7f\ufffd]", text))
    return sound > damaged


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, str] | None]:
    text = data.decode(name, "replace")
    count = text.count("\ufffd") - data.count("\ufffd".encode())
    if count > 0:
        return text, (NOTE, f"{count} places are no valid {name}; shown as \ufffd")
    return text, None
