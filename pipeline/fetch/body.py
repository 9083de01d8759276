"""Read the body of an answer piece by piece, bounded in size and time, packed or not."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Protocol

PIECE = 65_536
_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 47}


class BodyError(Exception):
    """The body did not come whole; another try may help."""


class TooMuchError(Exception):
    """The body is over the limit; another try would not help."""


class Raw(Protocol):
    """What urllib3 hands out."""

    def read1(self, amt: int | None = ..., decode_content: bool | None = ...) -> bytes:
        """What has come so far, at most `amt` bytes; empty at the end."""
        ...


def read_body(
    raw: Raw,
    headers: Mapping[str, str],
    *,
    max_bytes: int,
    out_of_time: Callable[[], bool],
) -> bytes:
    """The whole body, unpacked; BodyError if a part is missing, TooMuchError over `max_bytes`.

    `read1` returns what is there: `read` would wait for a full piece, and a server that sends one
    byte a minute would never run into the read timeout. The limit holds for what comes over the
    wire and for what it unpacks to, piece by piece, so that a small packed body cannot fill memory.
    """
    announced = _announced(headers)
    if announced is not None and announced > max_bytes:
        raise TooMuchError(f"announces {announced:,} bytes")
    encoding = headers.get("content-encoding", "").strip().lower()
    unpacker = None
    if encoding not in ("", "identity"):
        if encoding not in _WINDOW_BITS:
            raise BodyError(f"is packed as {encoding!r}, which was not asked for")
        unpacker = zlib.decompressobj(_WINDOW_BITS[encoding])
    received = 0
    pieces = bytearray()
    while piece := raw.read1(PIECE, decode_content=False):
        received += len(piece)
        if received > max_bytes:
            raise TooMuchError("goes on after the limit")
        if unpacker is None:
            pieces += piece
        else:
            _unpack(unpacker, piece, pieces, max_bytes)
        if out_of_time():
            raise BodyError("comes too slowly")
    if announced is not None and received != announced:
        raise BodyError(f"ends after {received:,} of {announced:,} announced bytes")
    if unpacker is not None and received and not unpacker.eof:
        raise BodyError("ends in the middle of its packing")
    return bytes(pieces)


def _announced(headers: Mapping[str, str]) -> int | None:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return None
    value = headers.get("content-length", "").strip()
    return int(value) if value.isdecimal() else None


def _unpack(unpacker: zlib._Decompress, piece: bytes, into: bytearray, max_bytes: int) -> None:
    try:
        while piece and not unpacker.eof:
            into += unpacker.decompress(piece, PIECE)
            if len(into) > max_bytes:
                raise TooMuchError("unpacks to more than the limit")
            piece = unpacker.unconsumed_tail
    except zlib.error as error:
        raise BodyError(f"cannot be unpacked ({error})") from error
