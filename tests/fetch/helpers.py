"""A clock that does not wait, a corpus of invented councils, and ways to spoil an answer."""

from __future__ import annotations

import gzip
import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from pipeline.corpus import Corpus
from pipeline.fetch.config import Config, parse_config
from pipeline.fetch.demo.ofsted_site import application_error, not_found_page
from pipeline.fetch.demo.server import Asked, Reply, Sites
from pipeline.fetch.report import Summary
from pipeline.fetch.stage import run
from pipeline.fetch.web import Web

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FAULTY = "/v1/file/59100002"
CHALLENGE = b"<!doctype html><html><title>Just a moment...</title><body>cf-chl</body></html>"


class Clock:
    """Seconds that pass in real time, and by sleeping at once."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self) -> float:
        return time.monotonic() + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def make_web(clock: Clock | None = None, agent: str = "letters/0 (test)") -> Web:
    """The real thing, but it does not really wait."""
    clock = clock or Clock()
    return Web(agent, clock=clock, sleep=clock.sleep, now=lambda: NOW, chance=lambda: 0.5)


@dataclass
class Folder:
    """A data folder whose sources are invented sites."""

    corpus: Corpus
    sites: Sites
    settings: dict[str, object] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)
    only: tuple[str, ...] = ("ofsted",)

    def config(self) -> Config:
        import yaml  # noqa: PLC0415

        values = yaml.safe_load(self.sites.sources_yaml())
        values["sources"] = [s for s in values["sources"] if s["id"] in self.only]
        for source in values["sources"]:
            source.update(self.settings)
        return parse_config(values, folder=self.corpus.root)

    def fetch(self, days: float = 0, **options: object) -> Summary:
        """One run, `days` after the first."""
        web = make_web(self.clock)
        try:
            moment = NOW + timedelta(days=days)
            return run(self.corpus, self.config(), web=web, now=moment, **options)  # type: ignore[arg-type]
        finally:
            web.close()


# --- faults ------------------------------------------------------------------------------------

Spoil = Callable[[Asked, Reply], Reply]


@dataclass(frozen=True)
class Fault:
    """One way in which an answer can be wrong.

    `times`: how often it happens before the site is well again (0: always). `reason`: code of the
    problem row, '' if the file comes all the same. `state`: of the source. `says`: part of the
    message. `requests`: how often the file may be asked for.
    """

    name: str
    spoil: Spoil
    times: int = 0
    reason: str = ""
    state: str = "ok"
    says: str = ""
    requests: int = 1


def raw(*pieces: bytes, pause: float = 0, reset: bool = False) -> Reply:
    """An answer written by hand; with `reset` the connection is torn down, not closed."""

    def write(connection: socket.socket) -> None:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            if reset:
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                connection.close()
            else:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the client has had enough

    return Reply(raw=write)


def head(length: int | None, *more: str) -> bytes:
    """Status line and headers of a PDF answer."""
    lines = ["HTTP/1.1 200 OK", "Content-Type: application/pdf", *more]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode()


def _status(status: int, body: bytes = b"", **headers: str) -> Spoil:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda asked, good: Reply(status, body, named)


def _html(body: bytes) -> Spoil:
    return lambda asked, good: Reply(200, body, {"Content-Type": "text/html"})


def _half(good: Reply) -> bytes:
    return good.body[: len(good.body) // 2]


def _packed(asked: Asked, good: Reply) -> Reply:
    return Reply(200, gzip.compress(bytes(30_000_000)), {"Content-Encoding": "gzip"})


def _cut_packing(asked: Asked, good: Reply) -> Reply:
    return Reply(200, gzip.compress(good.body)[:-30], {"Content-Encoding": "gzip"})


def _large(asked: Asked, good: Reply) -> Reply:
    return Reply(200, good.body + bytes(2_000_000))


def _endless(asked: Asked, good: Reply) -> Reply:
    return raw(head(None), good.body, *([bytes(100_000)] * 20))


def _drip(asked: Asked, good: Reply) -> Reply:
    return raw(
        head(len(good.body)), *(good.body[n : n + 20] for n in range(0, 400, 20)), pause=0.05
    )


def _hang(asked: Asked, good: Reply) -> Reply:
    return raw(b"", pause=0.6)


def _later(seconds: int) -> str:
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


FAULTS = (
    Fault("429 with seconds", _status(429, Retry_After="7"), 1, requests=2),
    Fault("429 with a date", _status(429, Retry_After=_later(9), Date=_later(0)), 1, requests=2),
    Fault(
        "429 for ever",
        _status(429, Retry_After="2"),
        reason="too_many_requests",
        state="blocked",
        says="pause_seconds",
        requests=5,
    ),
    Fault(
        "429 with a long wait",
        _status(429, Retry_After="86400"),
        reason="too_many_requests",
        state="blocked",
        says="run again later",
    ),
    Fault("503 once", _status(503), 1, requests=2),
    Fault("503 with Retry-After", _status(503, Retry_After="3"), 1, requests=2),
    Fault("503 for ever", _status(503), reason="unreachable", says="run again later", requests=5),
    Fault("500 once", _status(500), 1, requests=2),
    Fault(
        "reset in the body, once",
        lambda a, g: raw(head(len(g.body)), _half(g), reset=True),
        1,
        requests=2,
    ),
    Fault(
        "reset in the body, always",
        lambda a, g: raw(head(len(g.body)), _half(g), reset=True),
        reason="unreachable",
        says="reset",
        requests=5,
    ),
    Fault("closed without an answer", lambda a, g: raw(b""), 1, requests=2),
    Fault("no answer in time", _hang, 1, requests=2),
    Fault("slow body, once", _drip, 1, requests=2),
    Fault("slow body, always", _drip, reason="unreachable", says="too slowly", requests=5),
    Fault("cut, right length, once", lambda a, g: raw(head(len(g.body)), _half(g)), 1, requests=2),
    Fault(
        "cut, right length, always",
        lambda a, g: raw(head(len(g.body)), _half(g)),
        reason="unreachable",
        says="ends too early",
        requests=5,
    ),
    Fault(
        "cut, wrong length, once", lambda a, g: raw(head(len(_half(g))), _half(g)), 1, requests=2
    ),
    Fault(
        "cut, wrong length, always",
        lambda a, g: raw(head(len(_half(g))), _half(g)),
        reason="truncated",
        says="cut off",
        requests=5,
    ),
    Fault(
        "whole, but a longer one announced",
        lambda a, g: raw(head(len(g.body) + 99), g.body),
        reason="unreachable",
        says="ends too early",
        requests=5,
    ),
    Fault(
        "a chunk is missing",
        lambda a, g: raw(head(None, "Transfer-Encoding: chunked"), b"400\r\n", _half(g)[:300]),
        reason="unreachable",
        says="run again later",
        requests=5,
    ),
    Fault("empty body", _status(200), reason="empty", says="empty", requests=5),
    Fault(
        "report not found, as HTML with 200",
        _html(not_found_page()),
        reason="missing",
        says="no longer there",
    ),
    Fault(
        "another page, as HTML with 200",
        _html(b"<html><title>Sign in</title><h1>Sign in</h1></html>"),
        reason="html_instead_of_document",
        says="'Sign in', not pdf",
    ),
    Fault("application error, once", _html(application_error()), 1, requests=2),
    Fault(
        "application error, always",
        _html(application_error()),
        reason="application_error",
        says="run again later",
        requests=5,
    ),
    Fault(
        "a challenge page with 200",
        _html(CHALLENGE),
        reason="blocked",
        state="blocked",
        says="letters add",
    ),
    Fault("403", _status(403), reason="blocked", state="blocked", says="refuses us"),
    Fault(
        "403 with a challenge page",
        _status(403, CHALLENGE),
        reason="blocked",
        state="blocked",
        says="challenge page",
    ),
    Fault("404", _status(404), reason="missing", says="letters add"),
    Fault("410", _status(410), reason="gone", says="410"),
    Fault(
        "303 to the same host",
        lambda a, g: Reply(303, b"", {"Location": "/v1/file/59100002?again"}),
        1,
        requests=2,
    ),
    Fault(
        "redirect to a foreign host",
        _status(302, Location="http://127.0.0.1:9/v1/file/59100002"),
        reason="foreign_redirect",
        says="sources.yaml does not list",
    ),
    Fault(
        "redirect in a circle", _status(302, Location=FAULTY), reason="redirect_loop", says="circle"
    ),
    Fault(
        "redirects without end",
        lambda a, g: Reply(
            302, b"", {"Location": f"{FAULTY}?{len(a.target)}{'x' * len(a.target)}"}
        ),
        reason="redirect_loop",
        says="more than 5 redirects",
        requests=6,
    ),
    Fault("redirect to nowhere", _status(302), reason="unexpected_page", says="where to go"),
    Fault("over the limit, announced", _large, reason="too_large", says="max_bytes"),
    Fault("over the limit, not announced", _endless, reason="too_large", says="max_bytes"),
    Fault("gzip that unpacks to too much", _packed, reason="too_large", says="unpacks to more"),
    Fault("gzip that is cut off", _cut_packing, reason="unreachable", says="packing", requests=5),
    Fault(
        "gzip that is none",
        lambda a, g: Reply(200, g.body, {"Content-Encoding": "gzip"}),
        reason="unreachable",
        says="cannot be unpacked",
        requests=5,
    ),
    Fault(
        "packed as was not asked",
        lambda a, g: Reply(200, g.body, {"Content-Encoding": "br"}),
        reason="unreachable",
        says="not asked for",
        requests=5,
    ),
    Fault(
        "packed with gzip",
        lambda a, g: Reply(200, gzip.compress(g.body), {"Content-Encoding": "gzip"}),
        1,
    ),
    Fault(
        "bytes of no known type",
        _status(200, b"\x00\x01\x02 nothing"),
        reason="unexpected_type",
        says="unknown type",
    ),
    Fault(
        "304 to a plain question",
        _status(304),
        reason="unexpected_answer",
        says="without conditions",
    ),
    Fault("204 and nothing", _status(204), reason="unexpected_page", says="answers 204"),
    Fault("400", _status(400), reason="unexpected_page", says="answers 400"),
)


def spoiled(sites: Sites, fault: Fault, path: str = FAULTY) -> Callable[[], None]:
    """Let the file host answer with the fault; returns what ends it."""
    server, good = sites.files, sites.files.site
    left: Iterator[int] = iter(range(fault.times or 10**9))

    def site(asked: Asked) -> Reply:
        if asked.path == path and next(left, None) is not None:
            answer = good(Asked(asked.path, asked.query, {}, asked.target))
            return fault.spoil(asked, answer)
        return good(asked)

    server.site = site

    def cure() -> None:
        server.site = good

    return cure
