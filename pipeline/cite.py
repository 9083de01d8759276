"""Where a quote stands: its publication, and a link that opens the page."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from pipeline.records import Record

_SOURCES = """
SELECT p.publication_id, COALESCE(p.authority_id, '') AS authority_id,
       COALESCE(a.name, '') AS authority, COALESCE(p.publisher, '') AS publisher, p.kind,
       COALESCE(p.title, '') AS title,
       COALESCE(p.published_date, p.visit_end_date, p.event_date, '') AS date,
       COALESCE(p.url, '') AS url, COALESCE(p.file, '') AS file,
       COALESCE(p.media_type, '') AS media_type
FROM publications p LEFT JOIN authorities a ON a.authority_id = p.authority_id
WHERE p.publication_id IN (SELECT value FROM json_each(?))
"""
_QUOTES = """
SELECT finding_id, publication_id, kind, COALESCE(section, '') AS section,
       COALESCE(paragraph_number, '') AS paragraph_number, text, page
FROM findings WHERE finding_id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Source(Record):
    """A publication as it is cited. `date`: of publication, else of the visit or event."""

    publication_id: str
    authority_id: str
    authority: str
    publisher: str
    kind: str
    title: str
    date: str
    url: str
    file: str
    media_type: str

    def link(self, page: int | None = None) -> str:
        """Where it can be read, opened at `page`; '' if no web address is known."""
        return page_link(self.url, self.media_type, page)


@dataclass(frozen=True, slots=True)
class Quote(Record):
    """A finding with the publication it stands in."""

    finding_id: str
    kind: str
    section: str
    paragraph_number: str
    text: str
    page: int | None
    source: Source

    @property
    def link(self) -> str:
        """Where it can be read; '' if no web address is known."""
        return self.source.link(self.page)


def page_link(url: str, media_type: str, page: int | None) -> str:
    """The web address of a page: `#page=3` for PDF files, which browsers open there.

    '' for what is no web address: a link must not run anything (`javascript:`).
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # no address at all, such as a bracket that is not closed
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    if page and media_type == "application/pdf":
        return f"{urldefrag(url).url}#page={page}"
    return url


def sources_of(connection: sqlite3.Connection, publication_ids: Iterable[str]) -> dict[str, Source]:
    """These publications by id, as they are cited."""
    rows = connection.execute(_SOURCES, (json.dumps(sorted(set(publication_ids))),))
    return {row["publication_id"]: Source(**dict(row)) for row in rows}


def quotes_of(connection: sqlite3.Connection, finding_ids: Iterable[str]) -> dict[str, Quote]:
    """These findings by id, with their publications."""
    wanted = json.dumps(sorted(set(finding_ids)))
    rows = [dict(row) for row in connection.execute(_QUOTES, (wanted,))]
    sources = sources_of(connection, (row["publication_id"] for row in rows))
    return {
        row["finding_id"]: Quote(source=sources[row.pop("publication_id")], **row) for row in rows
    }
