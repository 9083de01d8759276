"""Zip containers that are the same bytes on every machine."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

FIXED = (2025, 6, 2, 9, 0, 0)
FIXED_ISO = "2025-06-02T09:00:00Z"
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of `members`, stored: compressed bytes differ between versions of zlib."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, FIXED)
            info.create_system = 3  # else Windows writes another number than Linux
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return file.getvalue()


def freeze(data: bytes) -> bytes:
    """An Office file without the clock in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    return pack(
        (name, _CLOCK.sub(rb"\g<1>" + FIXED_ISO.encode(), content) if name == "docProps/core.xml"
         else content)
        for name, content in members
    )  # fmt: skip
