"""What a request must be before anything reads it.

For a server on this machine alone the name in `Host` must be this machine's: a page elsewhere that
points its own name here (DNS rebinding) gets nothing. What would change something must come from a
page of this site, be a form, and be small.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

MOST_BODY = 20_000
PATIENCE = 15.0
"""Seconds for a form to arrive."""
READING = ("GET", "HEAD", "OPTIONS")
OWN = ("/-/letters/", "/-/static/")
"""Of Datasette's own pages under /-/ these; the others tell of this machine."""
HIDDEN = ("/-/", "/_memory", "/_internal")
WRITING = "/review/"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request goes no further."""

    status: int
    message: str


NOT_THERE = Refusal(404, "There is no such page.")


@dataclass(frozen=True, slots=True)
class Guard:
    """`host`: what the server listens on. `public_url`: by which people reach it, if another."""

    host: str = "127.0.0.1"
    public_url: str = ""
    review: bool = False

    @property
    def is_secure(self) -> bool:
        """Whether people reach the site by TLS."""
        return self.public_url.startswith("https:")

    def refusal(self, method: str, path: str, headers: Mapping[str, str]) -> Refusal | None:
        """Why not; None where the request may go on. `path` as it was sent, not decoded."""
        if not path.isascii():
            return Refusal(400, "That address is not one of this site.")
        host = headers.get("host", "")
        if not self._is_ours(host):
            return Refusal(421, "This name does not lead to this site.")
        if path.startswith(HIDDEN) and not path.startswith(OWN):
            return NOT_THERE
        if method in READING:
            return None
        if not self.review:
            return Refusal(403, "This site is for reading: nothing can be changed here.")
        if method != "POST" or not path.startswith(WRITING):
            return Refusal(405, "This page cannot be used that way.")
        return self._writing(host, headers)

    def _writing(self, host: str, headers: Mapping[str, str]) -> Refusal | None:
        site = headers.get("sec-fetch-site", "same-origin")
        if site != "same-origin" or not self._is_origin(headers.get("origin", ""), host):
            return Refusal(403, "That came from another site. Nothing was changed.")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return Refusal(415, "This page cannot be used that way.")
        length = headers.get("content-length", "")
        if not length.isdecimal():
            return Refusal(411, "This page cannot be used that way.")
        if int(length) > MOST_BODY:
            return Refusal(413, "That is too much to be sent at once.")
        return None

    def _is_origin(self, origin: str, host: str) -> bool:
        if self.public_url:
            return origin == self.public_url
        return origin in (f"http://{host}", f"https://{host}")

    def _is_ours(self, host: str) -> bool:
        if not is_loopback(self.host):
            return True
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return is_loopback(name) or (bool(host) and host == urlsplit(self.public_url).netloc)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "example.org")]
    [True, True, True, False, False]
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def with_guard(app: Any, guard: Guard, refuse: Any) -> Any:
    """An ASGI application behind `guard`. `refuse` sends a page: refusal, path and where to."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = {n.decode("latin-1").lower(): v.decode("latin-1") for n, v in scope["headers"]}
        sent = scope.get("raw_path") or scope["path"].encode()
        path = sent.decode("latin-1").partition("?")[0]
        refusal = guard.refusal(scope["method"], path, headers)
        if refusal is None and scope["method"] == "POST":
            receive, refusal = await _whole(receive)
        if refusal is not None:
            await refuse(refusal, path, send)
            return
        await app({**scope, "headers": _readable(scope["headers"])}, receive, send)

    return guarded


async def _whole(receive: Any) -> tuple[Any, Refusal | None]:
    """The body, read to its end within limits, to be received once more; or why not."""
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            more = True
            while more:
                message = await receive()
                if message["type"] != "http.request":
                    return receive, Refusal(400, "That did not arrive whole.")
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > MOST_BODY:
                    return receive, Refusal(413, "That is too much to be sent at once.")
    except TimeoutError:
        return receive, Refusal(408, "That did not arrive in time.")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return receive, Refusal(400, "That cannot be read.")
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Any:
        return waiting.pop() if waiting else await receive()

    return again, None


def _readable(headers: Any) -> list[Any]:
    """Without cookies and lengths that the libraries behind would stumble over."""
    return [(name, value) for name, value in headers if name != b"cookie" or _is_cookie(value)]


def _is_cookie(value: bytes) -> bool:
    try:
        SimpleCookie().load(value.decode("utf-8"))
    except (CookieError, UnicodeDecodeError):
        return False
    return True
