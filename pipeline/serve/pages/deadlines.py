"""What publications order or plan by when: ahead, again and again, passed; as a calendar too."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from pipeline.deadlines import Due, deadlines_in
from pipeline.icalendar import to_icalendar
from pipeline.plain import DEADLINE_KIND_NAMES
from pipeline.serve.answers import Answer, Content, Data, Page, Route
from pipeline.serve.pages.common import (
    councils_of,
    csv_file,
    find_council,
    last_run,
    one_of,
    without_file,
)
from pipeline.serve.site import Asked, Site, url

PER_PAGE = 50
MOST_PAGES = 1000


def found_of(connection: sqlite3.Connection, asked: Asked) -> list[Due]:
    """The deadlines of a request: of a council with its predecessors, of a kind."""
    authority_id = asked.first("authority")
    ids = find_council(connection, authority_id).ids if authority_id else None
    kind = one_of("kind", asked.first("kind"), DEADLINE_KIND_NAMES)
    return [due for due in deadlines_in(connection, ids) if kind in ("", due.kind)]


def split_deadlines(deadlines: Sequence[Due], today: str) -> dict[str, list[Due]]:
    """Deadlines ahead of `today`, what comes again, passed (latest first), without a date."""
    dated = [due for due in deadlines if due.due_date]
    return {
        "ahead": [due for due in dated if due.due_date >= today],
        "again": [due for due in deadlines if due.every and not due.due_date],
        "passed": [due for due in dated if due.due_date < today][::-1],
        "open": [due for due in deadlines if not due.due_date and not due.every],
    }


def page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """What is ahead, what comes again, what has passed, what has no date."""
    found = found_of(connection, asked)
    today = last_run(connection)
    split = split_deadlines(found, today)
    number = asked.number("page", 1, MOST_PAGES)
    start = (number - 1) * PER_PAGE
    has = {due.authority for due in deadlines_in(connection)}
    return Page(
        "deadlines.html",
        {
            "split": split,
            "passed": split["passed"][start : start + PER_PAGE],
            "page": number,
            "has_more": start + PER_PAGE < len(split["passed"]),
            "today": today,
            "councils": [one for one in councils_of(site, connection) if one.name in has],
            "authority": asked.first("authority"),
            "kind": asked.first("kind"),
            "query": url("", authority=asked.first("authority"), kind=asked.first("kind")),
        },
    )


def calendar(_site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The dates as a calendar to save or to subscribe to."""
    body = to_icalendar(found_of(connection, asked)).encode("utf-8")
    return Content(body, "text/calendar; charset=utf-8", filename="deadlines.ics")


def table_file(_site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The deadlines as a table to save."""
    names = (
        *("due_date", "every", "kind", "authority", "responsible", "text", "publication_kind"),
        *("title", "published_date", "page", "url", "publication_id", "finding_id", "deadline_id"),
    )
    rows = [[getattr(due, name) for name in names] for due in found_of(connection, asked)]
    return csv_file(rows, names, "deadlines.csv")


def as_json(_site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The deadlines for programs."""
    found = [without_file(due.to_dict()) for due in found_of(connection, asked)]
    return Data({"as_of": last_run(connection) or None, "deadlines": found})


ROUTES = (
    Route(r"/deadlines$", page),
    Route(r"/deadlines\.ics$", calendar),
    Route(r"/deadlines\.csv$", table_file),
    Route(r"/api/deadlines\.json$", as_json),
)
