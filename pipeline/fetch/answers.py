"""What is asked of a site and what comes back: plain values, no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REDIRECTS = (301, 302, 303, 307, 308)
ANSWERS = (200, 304, 404, 410)
REFUSALS = (401, 403, 407, 451)
TRANSIENT = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Politeness:
    """How a source is asked. Seconds, bytes, and tries for one address."""

    pause: float = 1.0
    connect: float = 10.0
    read: float = 60.0
    total: float = 300.0
    tries: int = 5
    longest_wait: float = 300.0
    max_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Site:
    """What may be asked for one source: its hosts, those of them without https, and how."""

    hosts: frozenset[str]
    http_hosts: frozenset[str] = frozenset()
    politeness: Politeness = field(default_factory=Politeness)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site said. Header names are in lower case; `url` is the address after redirects."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        return self.headers.get("last-modified", "")


class RetryError(Exception):
    """Raised by a `check`: the answer is a passing fault of the site, ask again."""

    def __init__(self, words: str, reason: str) -> None:
        super().__init__(words)
        self.reason = reason
