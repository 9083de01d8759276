"""Addresses that come from outside, before anybody is sent to one."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
MOST = 2000


def local_path(said: str, default: str) -> str:
    """`said` where it is a path of this site, else `default`.

    >>> local_path("/review?kind=tag#a", "/")
    '/review?kind=tag#a'
    >>> [local_path(said, "/") for said in ("//evil.example", "https://evil.example", "/\\\\evil")]
    ['/', '/', '/']
    """
    if len(said) > MOST or not said.isascii() or not _LOCAL.fullmatch(said):
        return default
    parts = urlsplit(said)
    return said if not parts.scheme and not parts.netloc else default


def with_argument(path: str, name: str, value: str) -> str:
    """A local path with one argument set."""
    parts = urlsplit(path)
    args = [(n, v) for n, v in parse_qsl(parts.query, keep_blank_values=True) if n != name]
    query = urlencode([*args, (name, value)] if value else args)
    return urlunsplit(("", "", parts.path, query, parts.fragment))
