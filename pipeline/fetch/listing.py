"""What sources hand to the stage: pages, and the documents that they list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pipeline.authorities import Authorities, Authority
from pipeline.fetch.config import Config, Source
from pipeline.fetch.reader import Reader
from pipeline.intake import DOCX, HTML, ODT, PDF, TEXT

READABLE = (PDF, HTML, DOCX, ODT, TEXT)


@dataclass(frozen=True, slots=True)
class Listed:
    """One document as a page lists it.

    `key` identifies it whatever its host; `url` is its public address, `address` where to ask for
    it, `alternates` where else it may be. `version` is what would change with a new version.
    `accepts` are the media types that it may have. `render` makes the file of what was received.
    `body` is set where the listing itself brought it, `path` for a file of a folder.
    """

    key: str
    url: str
    address: str
    version: str = ""
    alternates: tuple[str, ...] = ()
    accepts: tuple[str, ...] = (PDF,)
    label: str = ""
    title: str = ""
    kind: str = ""
    authority_id: str = ""
    published_date: str = ""
    event_date: str = ""
    licence: str = ""
    skip: str = ""
    body: bytes | None = None
    path: Path | None = None
    render: Callable[[bytes], bytes] | None = None

    def accepted(self) -> str:
        """The accepted types in words, for messages."""
        return " or ".join(t.rpartition("/")[2].rpartition(".")[2] for t in self.accepts)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read whole, with all that it lists.

    `url` is the address for people, where `key` is another.
    `gone` says why a page lists nothing any more; then the absence of documents is believed.
    `withdrawn_date` is the day that the site gives. `settled` pages need no second look, as long
    as `version`, what was looked for, is the same.
    """

    key: str
    documents: tuple[Listed, ...] = ()
    url: str = ""
    title: str = ""
    group: str = ""
    gone: str = ""
    withdrawn_date: str = ""
    settled: bool = False
    version: str = ""
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run is limited to; empty means everything."""

    authority: Authority | None = None
    since: str = ""

    @property
    def is_full(self) -> bool:
        """True if nothing is left out."""
        return self.authority is None and not self.since

    def wants(self, authority_id: str, date: str) -> bool:
        """True unless the authority or the date is known to be another."""
        if self.authority is not None and authority_id != self.authority.authority_id:
            return False
        return not (self.since and date and date < self.since)


@dataclass(frozen=True, slots=True)
class Job:
    """What a source needs to list its pages."""

    config: Config
    source: Source
    reader: Reader
    authorities: Authorities
    scope: Scope
    today: str
    known_pages: tuple[str, ...] = ()
    settled_pages: Mapping[str, str] = field(default_factory=dict)
    known_files: Mapping[str, str] = field(default_factory=dict)


class Lister(Protocol):
    """A kind of source. Keys are made the same way for what the manifest already holds."""

    def list_pages(self, job: Job) -> Iterator[Page]:
        """The pages of the source, each read whole."""
        ...

    def key_of(self, url: str, source: Source) -> str:
        """The key of the document at `url`; '' if it is not of this source."""
        ...
