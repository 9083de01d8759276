"""Answers in the structure of the GOV.UK Search and Content APIs, made from the invented world."""

from __future__ import annotations

import hashlib
import html
import json
from typing import Any

from pipeline.fetch.demo.pdf import make_pdf
from pipeline.fetch.demo.world import Notice, World

Answer = tuple[int, bytes]


def content(world: World, path: str, assets: str) -> Answer:
    """The item at a path: 200, or 404 or 410 with a body."""
    if path == world.collection_path:
        return 200, _json(_collection(world))
    for notice in world.notices:
        if notice.path == path:
            return _notice(notice, assets)
        for title, form, lines in notice.attachments:
            if form == "html" and path == _child_path(notice, title):
                return 200, _json(_child(notice, title, lines))
    return 404, _json({"error": "not found"})


def search(world: World, query: dict[str, list[str]]) -> Answer:
    """What the Search API answers: notices by title words, or the collection."""
    known = {"q", "order", "start", "count", "fields", "filter_organisations"}
    known |= {"filter_content_store_document_type", "filter_public_timestamp"}
    if set(query) - known:
        return 422, _json({"error": "Unexpected parameters"})
    words = query.get("q", [""])[0].lower().split()
    if "document_collection" in query.get("filter_content_store_document_type", []):
        hits = [
            (world.collection_title, world.collection_path, "2024-04-09", "document_collection")
        ]
    else:
        hits = [
            (n.title, n.path, n.published.isoformat(), n.document_type)
            for n in sorted(world.notices, key=lambda n: n.published, reverse=True)
            if n.state == "live" and all(word in n.title.lower() for word in words)
        ]
    start, count = int(query.get("start", ["0"])[0]), int(query.get("count", ["10"])[0])
    results = [
        {
            "title": title,
            "link": path,
            "public_timestamp": f"{day}T09:30:00Z",
            "content_store_document_type": kind,
            "_id": path,
        }
        for title, path, day, kind in hits[start : start + count]
    ]
    return 200, _json({"results": results, "total": len(hits), "start": start})


def asset(world: World, path: str) -> bytes | None:
    """The file at a path of the asset host."""
    for notice in world.notices:
        for title, form, lines in notice.attachments:
            if form == "pdf" and path == asset_path(notice, title, lines):
                return make_pdf(lines)
    return None


def asset_path(notice: Notice, title: str, lines: tuple[str, ...]) -> str:
    """A replaced file gets another media id, as on the real host."""
    identifier = hashlib.sha256(f"{notice.path}{title}{lines}".encode()).hexdigest()[:24]
    name = "".join(c if c.isalnum() else "_" for c in title)
    return f"/media/{identifier}/{name}.pdf"


def _collection(world: World) -> dict[str, Any]:
    shown = [n for n in world.notices if n.state in ("live", "withdrawn")]
    groups = list(dict.fromkeys(n.group for n in shown))
    return {
        "base_path": world.collection_path,
        "schema_name": "document_collection",
        "document_type": "document_collection",
        "title": world.collection_title,
        "public_updated_at": "2024-04-09T10:00:00.000+01:00",
        "withdrawn_notice": {},
        "details": {
            "collection_groups": [
                {
                    "title": group,
                    "body": "",
                    # The last id of each group is in no list of documents: unpublished.
                    "documents": [*(_id(n) for n in shown if n.group == group), _missing(group)],
                }
                for group in groups
            ]
        },
        "links": {
            "documents": [
                {
                    "content_id": _id(n),
                    "title": n.title,
                    "base_path": n.path,
                    "api_url": f"https://origin.example.invalid/api/content{n.path}",
                    "document_type": n.document_type,
                    "public_updated_at": f"{n.published}T09:30:00Z",
                    "withdrawn": n.state == "withdrawn",
                }
                for n in sorted(shown, key=lambda n: n.title)
            ]
        },
    }


def _notice(notice: Notice, assets: str) -> Answer:
    if notice.state == "gone":
        gone = {
            "base_path": notice.path,
            "schema_name": "gone",
            "document_type": "gone",
            "title": None,
        }
        return 410, _json({**gone, "details": {"explanation": "", "alternative_path": ""}})
    item: dict[str, Any] = {
        "base_path": notice.path,
        "content_id": _id(notice),
        "schema_name": "publication",
        "document_type": notice.document_type,
        "title": notice.title,
        "first_published_at": f"{notice.published}T09:30:00.000+00:00",
        "public_updated_at": f"{notice.published}T09:30:00.000+00:00",
        "withdrawn_notice": {},
        "details": {
            "body": "<p>About the notice.</p>",
            "change_history": [{"note": "First published."}],
        },
        "links": {},
    }
    if notice.state.startswith("redirect:"):
        rule = {"path": notice.path, "type": "exact", "destination": notice.state[9:]}
        redirect = {**item, "schema_name": "redirect", "document_type": "redirect", "title": None}
        return 200, _json({**redirect, "details": {}, "redirects": [rule]})
    if notice.state == "withdrawn":
        item["withdrawn_notice"] = {
            "explanation": "<p>Out of date.</p>",
            "withdrawn_at": "2025-02-03T10:00:00Z",
        }
    if notice.shape == "documents":
        item["details"]["documents"] = [
            _section(notice, title, form, lines, assets)
            for title, form, lines in notice.attachments
        ]
    else:
        item["details"]["attachments"] = [
            _object(notice, title, form, lines, assets) for title, form, lines in notice.attachments
        ]
    children = [title for title, form, _ in notice.attachments if form == "html"]
    item["links"]["children"] = [
        {"base_path": _child_path(notice, t), "title": t, "document_type": "html_publication"}
        for t in children
    ]
    return 200, _json(item)


def _object(
    notice: Notice, title: str, form: str, lines: tuple[str, ...], assets: str
) -> dict[str, Any]:
    if form == "html":
        return {
            "attachment_type": "html",
            "id": title,
            "title": title,
            "url": _child_path(notice, title),
        }
    return {
        "attachment_type": "file",
        "id": title,
        "title": title,
        "url": assets + asset_path(notice, title, lines),
        "content_type": "application/pdf",
    }


def _section(notice: Notice, title: str, form: str, lines: tuple[str, ...], assets: str) -> str:
    """An attachment as a piece of HTML: how it was sent until April 2026."""
    url = (
        _child_path(notice, title) if form == "html" else assets + asset_path(notice, title, lines)
    )
    return (
        '<section class="attachment embedded"><div class="attachment-thumb">'
        f'<a aria-hidden="true" class="thumbnail" href="{url}"></a></div>'
        f'<h2 class="title"><a href="{url}">{html.escape(title)}</a></h2>'
        f'<p class="metadata"><span class="type">{form.upper()}</span></p></section>'
    )


def _child(notice: Notice, title: str, lines: tuple[str, ...]) -> dict[str, Any]:
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines)
    return {
        "base_path": _child_path(notice, title),
        "schema_name": "html_publication",
        "document_type": "html_publication",
        "title": title,
        "description": None,
        "withdrawn_notice": {},
        "details": {"body": f'<div class="govspeak">{body}</div>'},
        "links": {"parent": [{"base_path": notice.path}]},
    }


def _child_path(notice: Notice, title: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in title.lower()).split()
    return f"{notice.path}/{'-'.join(words)}"


def _id(notice: Notice) -> str:
    return hashlib.sha256(notice.path.encode()).hexdigest()[:32]


def _missing(group: str) -> str:
    return hashlib.sha256(group.encode()).hexdigest()[:32]


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
