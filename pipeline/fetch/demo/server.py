"""The invented sites on ports of this machine: one server a host, as in reality."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from pipeline.fetch.demo import govuk_site, moderngov_site, ofsted_site
from pipeline.fetch.demo.world import World


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came. Header names in lower case."""

    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    target: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `raw`, if set, writes to the connection itself: for faults below HTTP."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: Callable[[socket.socket], None] | None = None


Site = Callable[[Asked], Reply]


class Server:
    """One site on a free port of this machine; remembers what it was asked."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asked: list[Asked] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30
            # Head and body in one piece: else each answer waits for a delayed acknowledgement.
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *args: object) -> None:
                """Silence."""

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that went away is no news."""

        self._server = Listener(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    @property
    def host(self) -> str:
        """Address and port."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """The address of the site, without a slash at the end."""
        return f"http://{self.host}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        parts = urlsplit(handler.path)
        asked = Asked(
            unquote(parts.path),
            parse_qs(parts.query, keep_blank_values=True),
            {name.lower(): value for name, value in handler.headers.items()},
            handler.path,
        )
        self.asked.append(asked)
        reply = self.site(asked)
        if reply.raw is not None:
            handler.close_connection = True
            reply.raw(handler.connection)
            return
        handler.send_response(reply.status)
        headers = {"Content-Length": str(len(reply.body)), **reply.headers}
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        if reply.status != 304:
            handler.wfile.write(reply.body)

    def close(self) -> None:
        """Stop the server and free its port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def conditional(asked: Asked, body: bytes, content_type: str) -> Reply:
    """200 with an ETag of the body, or 304 if the client has it."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": etag, "Content-Type": content_type}
    if asked.headers.get("if-none-match") == etag:
        return Reply(304, b"", {"ETag": etag, "Content-Length": "0"})
    return Reply(200, body, headers)


_NOT_FOUND = Reply(404, b"<html><title>Not found</title></html>", {"Content-Type": "text/html"})


class Sites:
    """All invented sites, serving one world. Use it in `with`."""

    def __init__(self, world: World, *, rows: int = 100) -> None:
        self.world = world
        self.rows = rows
        self.files = Server(partial(self._files, old=False))
        self.old_files = Server(partial(self._files, old=True))
        self.reports = Server(self._reports)
        self.assets = Server(self._assets)
        self.govuk = Server(self._govuk)
        self.council = Server(self._council)

    @property
    def servers(self) -> tuple[Server, ...]:
        """Every server."""
        return (self.reports, self.files, self.old_files, self.govuk, self.assets, self.council)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self.servers:
            server.close()

    def sources_yaml(self, pause: float = 0) -> str:
        """A sources.yaml for these sites."""
        return f"""contact: demo@example.org
pause_seconds: {pause}
sources:
  - id: ofsted
    kind: ofsted
    base_url: {self.reports.url}
    file_hosts: ["{self.files.host}", "{self.old_files.host}"]
    licence: Open Government Licence v3.0
    rows: 100
  - id: dfe
    kind: govuk
    base_url: {self.govuk.url}
    file_hosts: ["{self.assets.host}"]
    licence: Open Government Licence v3.0
    collections:
      - title: {self.world.collection_title}
    searches:
      - query: improvement notice
        titles: ["^improvement notice issued to"]
  - id: ashmere-council
    kind: moderngov
    base_url: {self.council.url}
    authority: ashmere
    committees: [{self.world.committee[0]}]
    pause_seconds: {pause}
"""

    def _reports(self, asked: Asked) -> Reply:
        if asked.path == "/search":
            rows = min(self.rows, int(asked.query["rows"][0]))
            body = ofsted_site.search_page(self.world.councils, int(asked.query["start"][0]), rows)
            return conditional(asked, body, "text/html; charset=UTF-8")
        for council in self.world.councils:
            if asked.path == f"/provider/44/{council.urn}":
                hosts = (self.files.url, self.old_files.url)
                body = ofsted_site.provider_page(council, self.reports.url, *hosts)
                return conditional(asked, body, "text/html; charset=UTF-8")
        return _NOT_FOUND

    def _files(self, asked: Asked, *, old: bool) -> Reply:
        number = asked.path.rpartition("/")[2]
        report = self.world.report(int(number)) if number.isdecimal() else None
        if report is None or report.old_host != old:
            if asked.path == "/robots.txt":
                return _NOT_FOUND
            return Reply(200, ofsted_site.not_found_page(), {"Content-Type": "text/html"})
        return conditional(asked, report.pdf(), "application/pdf")

    def _govuk(self, asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            rules = b"User-agent: *\nDisallow: /search/all\n"
            return Reply(200, rules, {"Content-Type": "text/plain"})
        if asked.path == "/api/search.json":
            status, body = govuk_site.search(self.world, dict(asked.query))
        elif asked.path.startswith("/api/content/"):
            path = asked.path.removeprefix("/api/content")
            status, body = govuk_site.content(self.world, path, self.assets.url)
        else:
            return _NOT_FOUND
        if status == 200:
            return conditional(asked, body, "application/json; charset=utf-8")
        return Reply(status, body, {"Content-Type": "application/json"})

    def _assets(self, asked: Asked) -> Reply:
        body = govuk_site.asset(self.world, asked.path)
        return conditional(asked, body, "application/pdf") if body else _NOT_FOUND

    def _council(self, asked: Asked) -> Reply:
        name = asked.path.rpartition("/")[2].lower()
        if asked.path.lower().startswith("/mgwebservice.asmx/"):
            status, body = moderngov_site.service(self.world, name, dict(asked.query))
            if status != 200:
                return Reply(status, body, {"Content-Type": "text/plain"})
            return conditional(asked, body, "text/xml; charset=utf-8")
        document = moderngov_site.document(self.world, asked.target.partition("?")[0])
        if document is not None:
            return conditional(asked, document, "application/pdf")
        page = moderngov_site.page(self.world, name, dict(asked.query))
        return conditional(asked, page, "text/html; charset=utf-8") if page else _NOT_FOUND
