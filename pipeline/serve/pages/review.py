"""What waits for a decision: as a list, and one at a time with all that is needed to judge it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from pipeline.decisions import KINDS
from pipeline.errors import UsageError
from pipeline.reasons import for_and_against
from pipeline.review import STATUSES, Item, Wanted, count_items, item_beside, read_items
from pipeline.serve.answers import Answer, NotFoundError, Page, Route
from pipeline.serve.judged import (
    history,
    read_action,
    read_area,
    read_evidence,
    read_finding,
    read_item,
    status_of,
)
from pipeline.serve.pages.signing import access_of, to_sign_in
from pipeline.serve.parts import parts_of, quoted
from pipeline.serve.site import Asked, Site, area_labels, url

PER_PAGE = 20
MOST_PAGES = 5000
KIND_NAMES = {"link": "Links", "recurrence": "Raised before", "tag": "Areas"}
STATUS_NAMES = {
    "suggested": "To be checked",
    "candidate": "Unlikely, but possible",
    "confirmed": "Confirmed",
    "rejected": "Rejected",
}


def wanted_of(said: Callable[[str], str]) -> Wanted:
    """Which items are meant, by what is said of each name; what is not known counts as not said."""
    kind, status = said("kind"), said("status")
    return Wanted(
        kind if kind in KINDS else "link",
        status if status in STATUSES else "suggested",
        said("authority"),
        said("plan"),
    )


def wanted_args(wanted: Wanted) -> dict[str, str]:
    """The same as arguments of an address."""
    names = {"authority_id": "authority", "plan_id": "plan"}
    return {names.get(f.name, f.name): getattr(wanted, f.name) for f in fields(wanted)}


def item_url(item: Item, wanted: Wanted, said: str = "") -> str:
    """Where an item is judged."""
    return url("/review/item", target=item.target, **wanted_args(wanted), said=said)


def page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """What waits, the likeliest first."""
    access_of(site)
    if not asked.reviewer:
        return to_sign_in(asked)
    wanted = wanted_of(asked.first)
    number = asked.number("page", 1, MOST_PAGES)
    offset = (number - 1) * PER_PAGE
    if wanted.kind == "tag" and wanted.status == "rejected":
        rejected = _rejected_tags(site, connection, wanted)
        total, items = len(rejected), rejected[offset : offset + PER_PAGE]
    else:
        total = count_items(connection, wanted)
        items = read_items(connection, wanted, limit=PER_PAGE, offset=offset)
    return Page(
        "review.html",
        {
            "wanted": wanted,
            "items": [(one, item_url(one, wanted)) for one in items],
            "total": total,
            "page": number,
            "first": offset + 1,
            "has_more": offset + PER_PAGE < total,
            "kinds": [(kind, KIND_NAMES[kind], _other(asked, kind=kind)) for kind in KINDS],
            "statuses": STATUS_NAMES,
            "authorities": _authorities(connection),
            "plans": _plans(connection),
            "names": _names(connection),
            "areas": area_labels(connection, site),
        },
    )


def _other(asked: Asked, **args: str) -> str:
    return asked.with_args(page=None, said=None, plan=None, **args)


def _rejected_tags(site: Site, connection: sqlite3.Connection, wanted: Wanted) -> list[Item]:
    """Tags that people rejected are in no table: they are made of the decisions."""
    found = []
    decided = site.decisions.now()
    for target, held in reversed(list(decided.standing.items())):
        if held.decision.kind != "tag" or held.status != "rejected":
            continue
        if wanted.authority_id and held.decision.authority_id != wanted.authority_id:
            continue
        try:
            item = read_item(connection, decided, [target])
        except UsageError:
            continue  # the finding is in no publication that is held now
        found.append(replace(item, status="rejected"))
    return found


def item_page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """One item: both sides, the reasons, what was decided, and the buttons."""
    access_of(site)
    if not asked.reviewer:
        return to_sign_in(asked)
    decided = site.decisions.now()
    try:
        item = read_item(connection, decided, [asked.first("target")])
    except UsageError as error:
        raise NotFoundError("There is nothing of this id to decide on.") from error
    wanted = replace(wanted_of(asked.first), kind=item.kind)
    areas = area_labels(connection, site)
    reasons = json.loads(item.reasons)
    told = history(decided, item.target)
    after = item_beside(connection, wanted, item)
    before = item_beside(connection, wanted, item, before=True)
    return Page(
        "review_item.html",
        {
            "item": item,
            "wanted": wanted,
            "list_url": url("/review", **wanted_args(wanted)),
            "here": item_url(item, wanted),
            "next_url": item_url(after, wanted) if after else "",
            "previous_url": item_url(before, wanted) if before else "",
            "left": count_items(connection, wanted),
            "status": status_of(decided, item),
            "statuses": STATUS_NAMES,
            "kind_names": KIND_NAMES,
            "history": told,
            "can_undo": any(not t.is_undone and t.decision.verdict != "undo" for t in told),
            "reasons": for_and_against(item.kind, reasons, areas),
            **_sides(connection, item, reasons),
        },
    )


def _sides(connection: sqlite3.Connection, item: Item, reasons: dict[str, Any]) -> dict[str, Any]:
    """The finding and what it is judged beside; texts in parts, the telling ones marked."""
    finding = read_finding(connection, item.finding_id)
    action = read_action(connection, item.other_id) if item.kind == "link" else None
    earlier = read_finding(connection, item.other_id) if item.kind == "recurrence" else None
    area = read_area(connection, item.other_id) if item.kind == "tag" else None
    spans = read_evidence(connection, item) if area else []
    is_all = any(start == 0 and end >= len(item.finding_text) for start, end in spans)
    parts = quoted(item.finding_text, reasons.get("later"))
    if area:
        parts = parts_of(item.finding_text, [] if is_all else spans)
    return {
        "finding": finding,
        "action": action,
        "earlier": earlier,
        "area": area,
        "finding_parts": parts,
        "earlier_parts": quoted(earlier["text"], reasons.get("earlier")) if earlier else [],
    }


def _authorities(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return [
        (row[0], row[1])
        for row in connection.execute(
            "SELECT authority_id, name FROM authorities WHERE authority_id IN "
            "(SELECT authority_id FROM publications) ORDER BY name"
        )
    ]


def _plans(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = connection.execute(
        "SELECT p.plan_id, COALESCE(a.name || ': ', '') || COALESCE(p.title, p.plan_id) || "
        "COALESCE(', ' || p.version_date, '') AS label FROM plans p "
        "LEFT JOIN authorities a ON a.authority_id = p.authority_id ORDER BY label"
    )
    return [(row[0], row[1]) for row in rows]


def _names(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT authority_id, name FROM authorities").fetchall())


ROUTES = (
    Route(r"/review$", page),
    Route(r"/review/item$", item_page),
)
