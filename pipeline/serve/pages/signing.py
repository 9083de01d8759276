"""Signing in with a token, and out."""

from __future__ import annotations

import sqlite3

from pipeline.serve.access import COOKIE, Access, TooManyFailuresError
from pipeline.serve.answers import Answer, NotFoundError, Page, Redirect, Route
from pipeline.serve.paths import local_path
from pipeline.serve.site import Asked, Site, url

START = "/review"


def access_of(site: Site) -> Access:
    """How people sign in; NotFoundError where this site is for reading only."""
    if site.access is None:
        raise NotFoundError("This site is for reading: nothing can be decided here.")
    return site.access


def to_sign_in(asked: Asked) -> Redirect:
    """The page to sign in on, which leads back."""
    return Redirect(url("/review/sign-in", return_to=asked.with_args(said=None)))


def page(site: Site, _connection: sqlite3.Connection, asked: Asked) -> Answer:
    """One field for the token."""
    access_of(site)
    target = local_path(asked.first("return_to"), START)
    if asked.reviewer:
        return Redirect(target)
    return Page("sign_in.html", {"return_to": target, "error": ""})


def sign_in(site: Site, _connection: sqlite3.Connection, asked: Asked) -> Answer:
    """A cookie for whose token it is."""
    access = access_of(site)
    target = local_path(asked.form.get("return_to", ""), START)
    try:
        found = access.sign_in(asked.form.get("token", ""), asked.client)
    except TooManyFailuresError:
        error = "There were too many wrong tokens. Wait five minutes, then try again."
        return Page("sign_in.html", {"return_to": target, "error": error}, 429)
    if found is None:
        error = "That is not a token of anybody here. Check that all of it was pasted."
        return Page("sign_in.html", {"return_to": target, "error": error}, 403)
    return Redirect(target, {COOKIE: found[1]})


def sign_out(site: Site, _connection: sqlite3.Connection, asked: Asked) -> Answer:
    """End the session."""
    access_of(site).sign_out(asked.cookies)
    return Redirect("/", {COOKIE: ""})


ROUTES = (
    Route(r"/review/sign-in$", page),
    Route(r"/review/sign-in$", sign_in, "POST"),
    Route(r"/review/sign-out$", sign_out, "POST"),
)
