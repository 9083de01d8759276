"""Pure parsers of what the GOV.UK Search and Content APIs answer."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup

from pipeline.fetch.addresses import split
from pipeline.fetch.faults import BrokenError
from pipeline.records import normalised

FILE, HTML_PAGE, EXTERNAL = "file", "html", "external"


@dataclass(frozen=True, slots=True)
class Result:
    """One search result."""

    path: str
    title: str
    document_type: str = ""
    timestamp: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment. `url` as given; `form` is `file`, `html` or `external`."""

    form: str
    url: str
    title: str
    content_type: str = ""
    size: int = 0
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the Content API.

    `redirect` is the path that a redirect item leads to; `withdrawn_date` the day of a withdrawal
    notice that says something: an empty one is none.
    """

    path: str
    schema: str
    document_type: str = ""
    title: str = ""
    body: str = ""
    first_published: str = ""
    updated: str = ""
    changes: int = 0
    withdrawn_date: str = ""
    redirect: str = ""
    attachments: tuple[Attachment, ...] = ()
    shapes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One document of a collection, with the title of its group."""

    path: str
    title: str
    group: str
    updated: str = ""


def parse_json(body: bytes, assumption: str) -> dict[str, Any]:
    """The JSON object of an answer."""
    try:
        value = json.loads(body)
    except ValueError as error:
        raise BrokenError("the answer is no JSON", assumption=assumption) from error
    if not isinstance(value, dict):
        raise BrokenError("the answer is no JSON object", assumption=assumption)
    return value


def parse_results(body: bytes) -> tuple[list[Result], int]:
    """The results of a search and how many there are in all."""
    value = parse_json(body, "G1")
    results, total = value.get("results"), value.get("total")
    if not isinstance(results, list) or not isinstance(total, int):
        raise BrokenError("the answer has no 'results' or no 'total'", assumption="G1")
    found = []
    for result in map(_dict, results):
        link = str(result.get("link") or result.get("_id") or "")
        # Usually a path; sometimes without its slash, sometimes a whole address.
        path = "/" + split(link).path.lstrip("/")
        if path != "/":
            found.append(
                Result(
                    path,
                    str(result.get("title") or ""),
                    str(result.get("content_store_document_type") or result.get("format") or ""),
                    str(result.get("public_timestamp") or "")[:10],
                )
            )
    return found, total


def parse_collection(body: bytes) -> list[Member]:
    """The documents of a collection with their groups.

    Groups hold content ids only, the documents stand elsewhere in another order; an id may be
    missing there (unpublished or gone), and a document may be in no group.
    """
    value = parse_json(body, "G3")
    details, links = _dict(value.get("details")), _dict(value.get("links"))
    groups, documents = details.get("collection_groups"), links.get("documents")
    if not isinstance(groups, list) or not isinstance(documents, list):
        raise BrokenError(
            "there is no details.collection_groups or no links.documents", assumption="G3"
        )
    group_of = {
        str(identifier): str(group.get("title") or "")
        for group in map(_dict, groups)
        for identifier in _list(group.get("documents"))
    }
    return [
        Member(
            str(document["base_path"]),
            str(document.get("title") or ""),
            group_of.get(str(document.get("content_id")), ""),
            str(document.get("public_updated_at") or "")[:10],
        )
        for document in map(_dict, documents)
        if document.get("base_path")
    ]


def parse_item(body: bytes) -> Item:
    """Any item: publication, HTML attachment, redirect or gone."""
    value = parse_json(body, "G5")
    schema = str(value.get("schema_name") or "")
    if not schema or not value.get("base_path") or "details" not in value:
        raise BrokenError("there is no base_path, schema_name or details", assumption="G5")
    details = _dict(value.get("details"))
    notice = _dict(value.get("withdrawn_notice"))
    attachments, shapes = _attachments(value)
    updated = str(value.get("public_updated_at") or "")[:10]
    return Item(
        path=str(value["base_path"]),
        schema=schema,
        document_type=str(value.get("document_type") or ""),
        title=" ".join(str(value.get("title") or "").split()),
        body=str(details.get("body") or ""),
        first_published=str(
            value.get("first_published_at") or details.get("first_public_at") or ""
        )[:10],
        updated=updated,
        changes=len(_list(details.get("change_history"))),
        withdrawn_date=(str(notice.get("withdrawn_at") or "")[:10] or updated) if notice else "",
        redirect=_destination(value),
        attachments=attachments,
        shapes=shapes,
    )


def _attachments(value: dict[str, Any]) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """All attachments in their three shapes, each address once."""
    details, links = _dict(value.get("details")), _dict(value.get("links"))
    found: dict[str, Attachment] = {}
    shapes = []
    objects = [_dict(a) for a in _list(details.get("attachments"))]
    order = {str(i): n for n, i in enumerate(_list(details.get("featured_attachments")))}
    objects.sort(key=lambda a: order.get(str(a.get("id")), len(order)))
    for attachment in objects:
        if url := str(attachment.get("url") or ""):
            content_type = str(attachment.get("content_type") or "")
            form = str(attachment.get("attachment_type") or (FILE if content_type else HTML_PAGE))
            size = attachment.get("file_size")
            title = str(attachment.get("title") or attachment.get("filename") or "")
            found.setdefault(
                _path(url),
                Attachment(form, url, title, content_type, size if type(size) is int else 0),
            )
    shapes += ["details.attachments"] if objects else []
    for name in ("documents", "final_outcome_documents"):
        for section in _list(details.get(name)):
            if not isinstance(section, str):
                continue
            shapes.append(f"details.{name}")
            soup = BeautifulSoup(section, "lxml")
            link = soup.select_one(".title a[href]") or soup.select_one(
                "a[href]:not([aria-hidden])"
            )
            if link is None:
                continue
            kind = soup.select_one(".type")
            said = kind.get_text().strip().lower() if kind is not None else ""
            url = str(link["href"])
            form = HTML_PAGE if said == "html" else FILE
            found.setdefault(_path(url), Attachment(form, url, " ".join(link.get_text().split())))
    for child in map(_dict, _list(links.get("children"))):
        if child.get("base_path") and child.get("document_type") == "html_publication":
            shapes.append("links.children")
            path = str(child["base_path"])
            known = found.get(path)
            found[path] = Attachment(
                HTML_PAGE,
                path,
                str(child.get("title") or (known.title if known else "")),
                updated_at=str(child.get("public_updated_at") or ""),
            )
    return tuple(found.values()), tuple(dict.fromkeys(shapes))


def _path(url: str) -> str:
    return split(url).path


def _destination(value: dict[str, Any]) -> str:
    """Where a redirect item leads for its own path: exact rules first, then prefixes."""
    if value.get("schema_name") != "redirect":
        return ""
    path = str(value["base_path"])
    rules = [_dict(rule) for rule in _list(value.get("redirects"))]
    for rule in sorted(rules, key=lambda r: (r.get("type") != "exact", -len(str(r.get("path"))))):
        start, target = str(rule.get("path") or ""), str(rule.get("destination") or "")
        if rule.get("type") == "exact" and path == start:
            return target
        if rule.get("type") == "prefix" and (path == start or path.startswith(start + "/")):
            keeps = rule.get("segments_mode") == "preserve"
            return target.rstrip("/") + path[len(start) :] if keeps else target
    return ""


def as_html(body: bytes) -> bytes:
    """The text of an HTML attachment as a page of its own: its title and its body, nothing else.

    What changes for technical reasons (times, links around it) is left out, so that the same text
    gives the same file.
    """
    item = parse_item(body)
    if item.schema in ("redirect", "gone") or not item.body.strip():
        raise BrokenError("there is no text in details.body", assumption="G5")
    return page_of(item.title, item.body)


def page_of(title: str, body: str) -> bytes:
    """A whole HTML page with this title and body."""
    name = html.escape(title, quote=False)
    heading = "" if re.search(r"<h1[\s>]", body) else f"<h1>{name}</h1>\n"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f"<title>{name}</title></head>\n<body>\n{heading}{body.strip()}\n</body>\n</html>\n"
    ).encode()


def same_text(first: str, second: str) -> bool:
    """True if two titles differ only in naming a format.

    >>> same_text("Improvement notice (PDF version)", "Improvement notice")
    True
    """
    return _without_format(first) == _without_format(second)


def _without_format(title: str) -> str:
    return re.sub(
        r"\b(?:pdf|html|accessible|printable|version|format)\b ?", "", normalised(title)
    ).strip()


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
