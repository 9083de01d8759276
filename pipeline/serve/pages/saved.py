"""Searches kept under a name: the list; saving, renaming, removing, and taking that back."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from pipeline.errors import UsageError
from pipeline.plain import sentence
from pipeline.saved import (
    read_lines_of_saved,
    remove_search,
    rename_search,
    restore_search,
    save_search,
)
from pipeline.search import Filters
from pipeline.serve.answers import (
    Answer,
    BadRequestError,
    ForbiddenError,
    Page,
    Redirect,
    Route,
)
from pipeline.serve.pages import search
from pipeline.serve.pages.signing import access_of
from pipeline.serve.paths import with_argument
from pipeline.serve.site import Asked, Site, url

LIST = "/saved"
MOST_SEARCH = 4000
"""Characters of the address of a search."""


def page(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """All of them, with what is new; for who is signed in, with what can be done to each."""
    return _list(site, connection, asked)


def _list(
    site: Site,
    connection: sqlite3.Connection,
    asked: Asked,
    *,
    wrong: UsageError | None = None,
    name: str = "",
    to: str = "",
) -> Page:
    """The list; after a wrong form with what was wrong, about which search, and what was typed."""
    context = {
        "rows": search.saved_counts(site, connection),
        "error": sentence(str(wrong or "")),
        "about": name,
        "typed": to,
        "asked": replace(asked, path=LIST, args={}),
    }
    return Page("saved.html", context, 400 if wrong else 200)


def keep(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """Do what a form about saved searches asks for, with the name of who is signed in."""
    access_of(site)
    if not asked.reviewer:
        raise ForbiddenError("You are not signed in any more. Sign in, then do that again.")
    choice = asked.form.get("choice", "")
    if choice == "save":
        return _save(site, connection, asked)
    name, to = asked.form.get("name", ""), asked.form.get("to", "")
    try:
        if choice == "rename":
            done = rename_search(site.corpus, name, to, by=asked.reviewer)
        elif choice == "remove":
            done = remove_search(site.corpus, name, by=asked.reviewer)
        elif choice == "restore":
            done = restore_search(site.corpus, name, by=asked.reviewer)
        else:
            raise BadRequestError("That form is not one of this page. Load it again.")
    except UsageError as error:
        return _list(site, connection, asked, wrong=error, name=name, to=to)
    return Redirect(url(LIST, said=done.sign))


def _save(site: Site, connection: sqlite3.Connection, asked: Asked) -> Answer:
    """Keep a search, then show it again; what is wrong with the name is said beside it."""
    sent = asked.form.get("search", "")
    if len(sent) > MOST_SEARCH:
        raise BadRequestError("That search is too long to be kept; use fewer words.")
    args = {n: kept for n, v in parse_qs(sent).items() if (kept := [w for w in v if w.strip()])}
    there = replace(asked, path="/", args=args)
    query, filters = there.first("q").strip(), search.filters_of(there)
    search.facets_of(site, connection, query, filters)  # UsageError for a filter that is none
    if not query and filters == Filters():
        raise BadRequestError("There is nothing to keep yet: search for something first.")
    name = asked.form.get("name", "")
    try:
        saved = save_search(site.corpus, name, query, filters, by=asked.reviewer, replaces=False)
    except UsageError as error:
        shown = search.page(site, connection, there)
        if not isinstance(shown, Page):
            return shown
        context = {**shown.context, "save_error": sentence(str(error)), "save_name": name}
        return Page(shown.template, context, 400)
    return Redirect(with_argument(there.with_args(page=None), "said", saved.sign))


def said_of(site: Site, asked: Asked) -> dict[str, Any] | None:
    """What was just done to a saved search, and the form that takes it back."""
    sign = asked.first("said")
    if not sign.startswith("search-") or not asked.reviewer:
        return None
    one = next((one for one in read_lines_of_saved(site.corpus) if one.sign == sign), None)
    if one is None:
        return None
    words, form = "Saved", {"choice": "remove", "name": one.name}
    if one.removed:
        words, form = "Removed", {"choice": "restore", "name": one.name}
    elif one.renamed_from:
        words, form = "Renamed", {"choice": "rename", "name": one.name, "to": one.renamed_from}
    return {"words": words, "about": one.name, "target": "", "form": form}


ROUTES = (
    Route(r"/saved$", page),
    Route(r"/review/saved$", keep, "POST"),
)
