"""Feeds of any search: one entry a publication, so that a new letter appears once.

An entry is dated by the day its file came into the data folder, as that is when it was new here.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from feedgen.feed import FeedGenerator
from markupsafe import escape

from pipeline import plain
from pipeline.search import DATE, JOINS, narrow
from pipeline.serve.answers import Answer, Content, Data, Route
from pipeline.serve.pages.search import filters_of
from pipeline.serve.site import Asked, Site, url

MOST_ENTRIES = 50
MOST_QUOTES = 10
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication with the first findings of it that the search found."""

    publication_id: str
    title: str
    date: str
    added: str
    link: str
    findings: int
    quotes: list[tuple[str, str]]

    @property
    def html(self) -> str:
        """The findings as a list, each a link to its printed page."""
        items = "".join(
            f'<li><a href="{escape(link)}">{escape(text)}</a></li>' for text, link in self.quotes
        )
        more = self.findings - len(self.quotes)
        rest = f"<p>and {plain.count_of(more, 'more finding')}</p>" if more else ""
        return f"<ul>{items}</ul>{rest}"


def entries(connection: sqlite3.Connection, asked: Asked) -> Iterator[Entry]:
    """The publications that this search finds something in, the last that came first."""
    narrowed = narrow(connection, asked.first("q"), filters_of(asked))
    source, where, values = "findings f", narrowed.where, list(narrowed.values)
    if narrowed.wanted:
        source = "findings_fts CROSS JOIN findings f ON f.rowid = findings_fts.rowid"
        where = f"findings_fts MATCH ? AND {where}"
        values.insert(0, narrowed.wanted)
    rows = connection.execute(
        f"""
        SELECT p.publication_id, p.kind, COALESCE(p.title, '') AS title,
               COALESCE(a.name, '') AS authority, COALESCE({DATE}, '') AS date,
               COALESCE(p.fetched_at, {DATE} || 'T00:00:00Z', ?) AS added,
               COUNT(*) AS findings,
               json_group_array(json_array(f.position, f.finding_id, f.text)) AS texts
        FROM {source} {JOINS} WHERE {where} GROUP BY p.publication_id
        ORDER BY added DESC, date DESC, p.publication_id LIMIT {MOST_ENTRIES}
        """,  # noqa: S608  made of constants; values are parameters
        [_EPOCH, *values],
    )
    for row in rows:
        page = f"{asked.base}/publication/{row['publication_id']}"
        found = sorted(json.loads(row["texts"]))[:MOST_QUOTES]
        kind = plain.name(plain.PUBLICATION_KIND_NAMES, row["kind"])
        about = row["authority"] or row["title"]
        yield Entry(
            row["publication_id"],
            f"{about}: {kind}" + (f", {plain.uk_date(row['date'])}" if row["date"] else ""),
            row["date"],
            row["added"],
            page,
            row["findings"],
            [(text, url(page, finding=finding_id)) for _, finding_id, text in found],
        )


def _about(asked: Asked) -> tuple[str, str]:
    """A title for the feed, and the address of the search as a page."""
    said = [asked.first("q"), *(v for n, vs in asked.args.items() if n != "q" for v in vs)]
    words = ", ".join(filter(None, said))
    title = f"Inspection letters: {words}" if words else "Inspection letters"
    return title, asked.base + url("/", **{name: vs[0] for name, vs in asked.args.items()})


def _xml(text: str) -> str:
    """A text without the characters that XML cannot hold, which would make the feed no feed."""
    return _NO_XML.sub("\ufffd", text)


def atom(_site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """RFC 4287."""
    title, page = _about(asked)
    found = list(entries(connection, asked))
    feed = FeedGenerator()
    feed.id(page)
    feed.title(_xml(title))
    feed.language("en-GB")
    feed.link(href=page, rel="alternate")
    feed.link(href=asked.base + asked.with_args(), rel="self")
    feed.updated(_moment(found[0].added if found else _EPOCH))
    for one in found:
        entry = feed.add_entry(order="append")
        entry.id(f"urn:letters:{one.publication_id}")
        entry.title(_xml(one.title))
        entry.link(href=one.link)
        entry.author(name="Inspection letters")
        entry.updated(_moment(one.added))
        entry.content(_xml(one.html), type="html")
    body: bytes = feed.atom_str(pretty=True)
    return Content(body, "application/atom+xml; charset=utf-8")


def json_feed(_site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """JSON Feed 1.1."""
    title, page = _about(asked)
    items = [
        {
            "id": f"urn:letters:{one.publication_id}",
            "url": one.link,
            "title": one.title,
            "content_html": one.html,
            "date_published": _moment(one.added).isoformat().replace("+00:00", "Z"),
        }
        for one in entries(connection, asked)
    ]
    return Data(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": page,
            "feed_url": asked.base + asked.with_args(),
            "language": "en-GB",
            "items": items,
        },
        content_type="application/feed+json; charset=utf-8",
    )


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


ROUTES = (
    Route(r"/feed\.atom$", atom),
    Route(r"/feed\.json$", json_feed),
)
