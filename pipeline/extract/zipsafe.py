"""The XML parts of a .docx or .odt file, within limits and without trusting the file.

A small file can unpack to gigabytes, name a part that lies elsewhere, or define entities that
multiply: each is refused in plain words, before memory is gone.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Protocol

from lxml import etree

from pipeline.errors import EncryptedError, TooLargeError, UnreadableError
from pipeline.intake import MOST_PARTS, ZIP_FAULTS, has_too_many_parts

UNREADABLE = "unreadable"
ENCRYPTED = "encrypted"
TOO_LARGE = "too_large"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SMALL = 5_000_000
_RATIO = 200
_BYTES_A_CHARACTER = 4
_PIECE = 1 << 18
_ENCRYPTED_FLAG = 0x1


class Limits(Protocol):
    """What readers ask of `pipeline.extract.limits.Limits`."""

    @property
    def pages(self) -> int: ...
    @property
    def characters(self) -> int: ...


class Package:
    """A zip file held in memory. All parts read together stay within the limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        if data.startswith(_OLE):
            raise _of_ole(data)
        if has_too_many_parts(data):
            raise TooLargeError(TOO_LARGE, f"the file packs more than {MOST_PARTS:,} parts")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_FAULTS as error:
            raise UnreadableError(
                UNREADABLE, "the file is cut off or damaged; ask for it again"
            ) from error
        self._infos = {info.filename: info for info in self._archive.infolist()}
        self._left = limits.characters * _BYTES_A_CHARACTER + _SMALL

    def has(self, name: str) -> bool:
        return name in self._infos

    def names(self) -> list[str]:
        """The names of all parts, sorted."""
        return sorted(self._infos)

    def read(self, name: str) -> bytes:
        """The bytes of the part `name`."""
        info = self._infos.get(name)
        if info is None:
            raise UnreadableError(UNREADABLE, f"the file has no part {name}; ask for it again")
        _check_packing(info)
        packed = max(info.compress_size, 1)
        if info.file_size > self._left or (
            info.file_size > _SMALL and info.file_size > _RATIO * packed
        ):
            raise TooLargeError(
                TOO_LARGE,
                f"{name} unpacks from {packed:,} to {info.file_size:,} bytes; "
                "more than limits.characters in params.yaml allows for",
            )
        try:
            with self._archive.open(info) as file:
                data = file.read(self._left + 1)
        except ZIP_FAULTS as error:
            raise UnreadableError(
                UNREADABLE, f"{name} is damaged in the file; ask for it again"
            ) from error
        self._left -= len(data)
        return data

    def chunks(self, name: str, most: int) -> Iterator[bytes]:
        """The bytes of a part piece by piece, for parts too large to hold; at most `most` bytes."""
        info = self._infos.get(name)
        if info is None:
            raise UnreadableError(UNREADABLE, f"the file has no part {name}; ask for it again")
        _check_packing(info)
        done = 0
        try:
            with self._archive.open(info) as file:
                while data := file.read(_PIECE):
                    done += len(data)
                    if done > most:
                        raise TooLargeError(
                            TOO_LARGE, f"{name} unpacks to more than {most:,} bytes; not read"
                        )
                    yield data
        except ZIP_FAULTS as error:
            raise UnreadableError(
                UNREADABLE, f"{name} is damaged in the file; ask for it again"
            ) from error

    def xml(self, name: str) -> etree._Element:
        """The root element of the part `name`."""
        return parse_xml(self.read(name), name)


def _check_packing(info: zipfile.ZipInfo) -> None:
    """Office programs store or deflate; what else zipfile could unpack raises errors of its own."""
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise encrypted()
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableError(
            UNREADABLE, f"{info.filename!r} is packed as no office program does; save it again"
        )


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part: no entities, no document type, nothing fetched."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    if b"<!DOCTYPE" in data[:4096]:
        raise _has_document_type(name)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(
            UNREADABLE, f"{name} holds no valid XML; ask for the file again"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _has_document_type(name)
    return root


def encrypted() -> EncryptedError:
    """The error for a file that needs a password."""
    return EncryptedError(ENCRYPTED, "the file needs a password; ask for a copy without one")


def _has_document_type(name: str) -> UnreadableError:
    return UnreadableError(
        UNREADABLE, f"{name} declares a document type, as no office program writes; not read"
    )


def _of_ole(data: bytes) -> UnreadableError:
    """Word keeps files with a password, and its files before 2007, in the same container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return encrypted()
    return UnreadableError(
        UNREADABLE, "this is a Word file of before 2007 (.doc); save it as .docx and add that"
    )
