"""The front page: one box, ranked findings, what narrows them; the same as JSON."""

from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from typing import Any

from pipeline import plain
from pipeline.cite import page_link
from pipeline.facets import NAMES, Count, Facets, SavedCount, count_facets, count_saved
from pipeline.related import related_words
from pipeline.saved import read_saved
from pipeline.search import Filters, Hit, search_findings
from pipeline.serve.answers import Answer, Data, Page, Route
from pipeline.serve.site import BEGIN, END, Asked, Site, area_labels, state_of, url
from pipeline.spelling import better_spelling

PDF = "application/pdf"
PER_PAGE = 20
MOST_PER_PAGE = 200
MOST_PAGES = 5000
FACETS = (
    ("area", "Area"),
    ("stance", "What is said of it"),
    ("kind", "Kind of finding"),
    ("authority", "Council"),
    ("region", "Region"),
    ("publication_kind", "Kind of publication"),
    ("year", "Year"),
)
OPEN = ("area", "stance", "kind")
"""Facets whose list is open at first."""
_WORDS = {
    "stance": plain.STANCE_NAMES,
    "kind": plain.FINDING_KIND_NAMES,
    "publication_kind": plain.PUBLICATION_KIND_NAMES,
}


def filters_of(asked: Asked) -> Filters:
    """The filters of a request, by the names of `Filters`."""
    said: dict[str, Any] = {f.name: asked.first(f.name) for f in fields(Filters)}
    said |= {name: said[name] in ("1", "on", "true") for name in ("new", "superseded")}
    return Filters(**said)


def facets_of(site: Site, connection: sqlite3.Connection, query: str, filters: Filters) -> Facets:
    """Counts of the whole result, kept while the database stays the same."""
    return site.cached(
        state_of(connection, site),
        ("facets", query, filters),
        lambda: count_facets(connection, query, filters),
    )


def page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """Search: what was asked, what was found, what would narrow it."""
    asked = asked.without("said")
    query, filters = asked.first("q"), filters_of(asked)
    number = asked.number("page", 1, MOST_PAGES)
    newest = asked.first("sort") == "newest"
    facets = facets_of(site, connection, query, filters)
    areas = area_labels(connection, site)
    hits = search_findings(
        connection,
        query,
        filters=filters,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
        newest=newest,
        marks=(BEGIN, END),
    )
    is_front = not asked.args
    return Page(
        "search.html",
        {
            "query": query,
            "filters": filters,
            "hits": hits,
            "facets": facets,
            "groups": [
                (key, label, _named(key, facets.counts[key]), key in OPEN)
                for key, label in FACETS
                if facets.counts[key]
            ],
            "chosen": _chosen(asked, filters, areas, facets),
            "areas": areas,
            "page": number,
            "has_more": number * PER_PAGE < facets.total,
            "newest": newest,
            "first": (number - 1) * PER_PAGE + 1,
            "related": related_words(query, areas) if query else None,
            "better": "" if facets.total else better_spelling(connection, query, filters),
            "is_front": is_front,
            "latest": _latest(connection) if is_front else [],
            "saved": saved_counts(site, connection) if is_front else [],
            "can_be_saved": bool(query) or filters != Filters(),
            "saved_as": _saved_as(site, query, filters),
            "save_error": "",
            "save_name": "",
            "asked": asked,
            "feed_args": {name: values[0] for name, values in asked.args.items() if name != "page"},
        },
    )


def _named(key: str, counts: list[Count]) -> list[Count]:
    names = _WORDS.get(key)
    return [replace(one, label=plain.name(names, one.value)) for one in counts] if names else counts


def _chosen(
    asked: Asked, filters: Filters, areas: dict[str, str], facets: Facets
) -> list[tuple[str, str]]:
    """What narrows the result, in words, and the address without it."""
    found = []
    for name in (*NAMES, "since", "until"):
        value = getattr(filters, name)
        if not value:
            continue
        label = next(
            (one.label for one in facets.counts.get(name, []) if one.value == value), value
        )
        label = areas.get(value, label) if name == "area" else label
        label = plain.name(_WORDS[name], value) if name in _WORDS else label
        if name in ("since", "until"):
            label = f"{name} {plain.uk_date(value)}"
        found.append((label, asked.with_args(**{name: None, "page": None})))
    for name, label in (("new", "new in the last run"), ("superseded", "with replaced versions")):
        if getattr(filters, name):
            found.append((label, asked.with_args(**{name: None, "page": None})))
    return found


def _saved_as(site: Site, query: str, filters: Filters) -> str:
    """The name under which just this search is kept; '' if it is not."""
    kept = read_saved(site.corpus).values()
    return next((one.name for one in kept if one.is_same(query, filters)), "")


def saved_counts(site: Site, connection: sqlite3.Connection) -> list[SavedCount]:
    """The searches that people keep; their counts hold until one is saved or the data changes."""
    kept = read_saved(site.corpus)
    return site.cached(
        state_of(connection, site),
        ("saved", tuple(kept.values())),
        lambda: count_saved(connection, kept.values()),
    )


def _latest(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """The latest publications, for a front page that shows something worth reading."""
    rows = connection.execute(
        """
        SELECT p.publication_id, p.kind, p.title, COALESCE(a.name, '') AS authority,
               COALESCE(p.authority_id, '') AS authority_id,
               COALESCE(p.published_date, p.visit_end_date, p.event_date) AS date,
               (SELECT grade FROM judgements j WHERE j.publication_id = p.publication_id
                AND j.judgement_area IN ('overall', 'send_outcome')) AS grade
        FROM publications p LEFT JOIN authorities a USING (authority_id)
        WHERE p.status = 'read'
          AND NOT EXISTS (SELECT 1 FROM publications n WHERE n.supersedes_id = p.publication_id)
        ORDER BY date DESC, p.publication_id LIMIT 6
        """
    )
    return [dict(row) for row in rows]


def as_json(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The same search for programs: counts, findings, the address of the next ones."""
    query, filters = asked.first("q"), filters_of(asked)
    number = asked.number("page", 1, MOST_PAGES)
    size = asked.number("size", PER_PAGE, MOST_PER_PAGE)
    facets = facets_of(site, connection, query, filters)
    hits = search_findings(
        connection,
        query,
        filters=filters,
        limit=size,
        offset=(number - 1) * size,
        newest=asked.first("sort") == "newest",
        marks=("[", "]"),
    )
    return Data(
        {
            "query": query,
            "filters": {f.name: getattr(filters, f.name) for f in fields(Filters)},
            "total": facets.total,
            "total_is_at_least": facets.is_partial,
            "publications": facets.publications,
            "did_you_mean": "" if facets.total else better_spelling(connection, query, filters),
            "findings": [finding_value(hit) for hit in hits],
            "facets": {
                name: [one.to_dict() for one in counts] for name, counts in facets.counts.items()
            },
            "next": asked.with_args(page=number + 1) if number * size < facets.total else None,
        }
    )


def finding_value(hit: Hit) -> dict[str, Any]:
    """One finding with where it can be read."""
    value = hit.to_dict()
    is_pdf = value.pop("file").endswith(".pdf")
    value["page_url"] = page_link(hit.url, PDF if is_pdf else "", hit.page)
    value["link"] = url(f"/publication/{hit.publication_id}", finding=hit.finding_id)
    return value


ROUTES = (
    Route(r"/$", page),
    Route(r"/api/search\.json$", as_json),
)
