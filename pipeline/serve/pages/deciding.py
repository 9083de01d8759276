"""Keeping decisions; links and areas that a person adds by hand."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from dataclasses import replace
from typing import Any

from pipeline.decisions import Decision
from pipeline.query import parse_query
from pipeline.review import Item, Wanted, decide_item, item_beside, read_items
from pipeline.serve.answers import (
    Answer,
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    Page,
    Redirect,
    Route,
)
from pipeline.serve.judged import read_finding, read_item, read_tags
from pipeline.serve.pages.review import item_url, wanted_args, wanted_of
from pipeline.serve.pages.signing import access_of, to_sign_in
from pipeline.serve.paths import local_path, with_argument
from pipeline.serve.site import Asked, Site, area_labels, url

MOST_NOTE = 2000
MOST_ACTIONS = 20
CHOICES = {
    "confirm": ("confirm", ""),
    "full": ("confirm", "full"),
    "partly": ("confirm", "partly"),
    "reject": ("reject", ""),
    "note": ("note", ""),
    "undo": ("undo", ""),
}
"""What a button says: verdict and strength."""
STAY = ("note", "undo")
_ONCE = re.compile(r"[0-9a-f]{16}")


def keep(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """Keep one decision with the name of who is signed in; then the next item, or back."""
    access_of(site)
    if not asked.reviewer:
        raise ForbiddenError("You are not signed in any more. Sign in, then decide again.")
    form = asked.form
    choice, once, note = form.get("choice", ""), form.get("once", ""), form.get("note", "").strip()
    if choice not in CHOICES or not _ONCE.fullmatch(once):
        raise BadRequestError("That form is not one of this page. Load it again.")
    if len(note) > MOST_NOTE:
        raise BadRequestError(f"A note has at most {MOST_NOTE:,} characters.")
    if choice == "note" and not note:
        raise BadRequestError("The note is empty. Go back and write it, then choose Keep note.")
    target = [form[name] for name in ("target", "other") if form.get(name)]
    item = read_item(connection, site.decisions.now(), target)
    decision = _once(site, item, choice, once, asked)
    said = decision.decision_id
    if form.get("return_to"):
        return Redirect(with_argument(local_path(form["return_to"], "/review"), "said", said))
    wanted = replace(wanted_of(lambda name: form.get(name, "")), kind=item.kind)
    if choice in STAY:
        return Redirect(item_url(item, wanted, said))
    # This connection does not show the decision yet: the item is still in its place.
    found = item_beside(connection, wanted, item) or _first(connection, wanted, item.target)
    if found is None:
        return Redirect(url("/review", **wanted_args(wanted), said=said))
    return Redirect(item_url(found, wanted, said))


def _first(connection: sqlite3.Connection, wanted: Wanted, done: str) -> Item | None:
    """The likeliest item left: what was passed over, once the end is reached."""
    return next(
        (one for one in read_items(connection, wanted, limit=2) if one.target != done), None
    )


def _once(site: Site, item: Item, choice: str, once: str, asked: Asked) -> Decision:
    """The decision; the one that is there already where the same form was sent twice."""
    verdict, strength = CHOICES[choice]
    note = asked.form.get("note", "").strip() if verdict != "undo" else ""
    said = "\n".join((once, asked.reviewer, item.target, choice, note))
    decision_id = f"decision-{hashlib.blake2b(said.encode(), digest_size=8).hexdigest()}"
    with site.deciding:
        for one in reversed(site.decisions.now().decisions):
            if one.decision_id == decision_id:
                return one
        decision = decide_item(
            site.corpus,
            item,
            verdict,
            by=asked.reviewer,
            note=note,
            strength=strength,
            stance=asked.form.get("stance", "") if verdict == "confirm" else "",
            decision_id=decision_id,
        )
    site.updater.poke(decision.kind)
    return decision


def add_page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """Actions of the council that may answer a finding: searched for, or the likeliest."""
    access_of(site)
    if not asked.reviewer:
        return to_sign_in(asked)
    finding = read_finding(connection, asked.first("finding"))
    if finding is None:
        raise NotFoundError("There is no finding of this id.")
    query = asked.first("q")
    actions = find_actions(connection, finding, query)
    return Page(
        "review_add.html",
        {
            "finding": finding,
            "query": query,
            "actions": actions[:MOST_ACTIONS],
            "has_more": len(actions) > MOST_ACTIONS,
            "return_to": local_path(asked.first("return_to"), asked.with_args(said=None)),
        },
    )


_ACTIONS = """
SELECT c.action_id, c.text, COALESCE(c.reference, '') AS reference, COALESCE(c.owner, '') AS owner,
       COALESCE(c.due_date, '') AS due_date, COALESCE(c.rag, '') AS rag,
       COALESCE(p.title, '') AS plan_title, COALESCE(p.version_date, '') AS plan_date,
       COALESCE(l.status, '') AS status
FROM actions c
JOIN plans p ON p.plan_id = c.plan_id
LEFT JOIN links l ON l.action_id = c.action_id AND l.finding_id = :finding_id
WHERE c.plan_id IN (SELECT plan_id FROM current_plans)
  AND (p.authority_id = :authority_id OR p.authority_id IN (
       SELECT successor_id FROM authority_successions WHERE predecessor_id = :authority_id))
"""


def find_actions(
    connection: sqlite3.Connection, finding: dict[str, Any], query: str
) -> list[dict[str, Any]]:
    """Actions of the finding's council in which the words occur; without words the likeliest."""
    names = {"finding_id": finding["finding_id"], "authority_id": finding["authority_id"]}
    parsed = parse_query(query)
    where = ""
    if parsed.wanted:
        match = f"({parsed.wanted}) NOT ({parsed.excluded})" if parsed.excluded else parsed.wanted
        names["match"] = match
        where = "AND c.rowid IN (SELECT rowid FROM actions_fts WHERE actions_fts MATCH :match) "
    elif query:
        return []
    order = f"ORDER BY l.score IS NULL, l.score DESC, c.position LIMIT {MOST_ACTIONS + 1}"
    rows = connection.execute(f"{_ACTIONS} {where}{order}", names)
    return [dict(row) for row in rows]


def areas_page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """The areas of one finding, to be corrected or added to."""
    access_of(site)
    if not asked.reviewer:
        return to_sign_in(asked)
    finding = read_finding(connection, asked.first("finding"))
    if finding is None:
        raise NotFoundError("There is no finding of this id.")
    tags = read_tags(connection, finding["finding_id"])
    held = {tag["area_id"] for tag in tags}
    decided = site.decisions.now()
    rejected = [
        one.decision.other
        for one in decided.standing.values()
        if one.decision.kind == "tag"
        and one.decision.finding_id == finding["finding_id"]
        and one.status == "rejected"
    ]
    areas = area_labels(connection, site)
    back = url(f"/publication/{finding['publication_id']}", finding=finding["finding_id"])
    return Page(
        "review_areas.html",
        {
            "finding": finding,
            "tags": tags,
            "rejected": [(one, areas[one]) for one in rejected if one in areas],
            "others": [(one, label) for one, label in areas.items() if one not in held],
            "back": local_path(asked.first("return_to"), back),
            "here": asked.with_args(said=None),
        },
    )


def said_of(site: Site, asked: Asked) -> dict[str, str] | None:
    """What was just decided, for a line at the top of any page; None where there is nothing."""
    decision_id = asked.first("said")
    if not decision_id or not asked.reviewer:
        return None
    found = [one for one in site.decisions.now().decisions if one.decision_id == decision_id]
    if not found:
        return None
    one = found[0]
    words = {"confirm": "Confirmed", "reject": "Rejected", "note": "Noted", "undo": "Undone"}
    about = one.finding_text if len(one.finding_text) <= 90 else f"{one.finding_text[:89]}…"
    return {
        "words": words[one.verdict] + (", answers part of it" if one.strength == "partly" else ""),
        "about": about,
        "target": "" if one.verdict == "undo" else one.target,
    }


ROUTES = (
    Route(r"/review/decide$", keep, "POST"),
    Route(r"/review/add$", add_page),
    Route(r"/review/areas$", areas_page),
)
