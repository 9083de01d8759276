"""The Datasette plugin: our pages as routes beside Datasette's own, with headers for safety.

Datasette finds nothing to do here for a database that `letters serve` did not open.
"""

from __future__ import annotations

import hmac
import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response
from markupsafe import escape

from pipeline.errors import DatabaseError, PipelineError, UsageError
from pipeline.plain import sentence
from pipeline.serve.answers import (
    Answer,
    BadRequestError,
    Content,
    Data,
    ForbiddenError,
    NotFoundError,
    Page,
    Redirect,
    Route,
    View,
)
from pipeline.serve.guard import WRITING, Refusal, with_guard
from pipeline.serve.pages import ROUTES, deciding, saved
from pipeline.serve.site import Asked, Site, provenance_of
from pipeline.store import dumps

SITES: WeakKeyDictionary[Datasette, Site] = WeakKeyDictionary()
"""The site of each Datasette that `letters serve` made."""

DATABASE = "findings"
MOST_QUERY = 4000
"""Characters of a query string; browsers send no more by a form of ours."""
CSRF_COOKIE = "ds_csrftoken"
OUT_OF_DATE = "That form is out of date. Go back, load the page again, then repeat what you did."
TOO_SLOW = "That question takes too long to answer. Ask for less."
WENT_WRONG = "Something went wrong. Whoever runs this site finds the reason in its log."
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_log = logging.getLogger("letters.serve")


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """Our pages, by path; a path that reads and one that writes are one route to Datasette."""
    site = SITES.get(datasette)
    if site is None:
        return []
    by_pattern: dict[str, dict[str, View]] = {}
    for route in ROUTES:
        by_pattern.setdefault(route.pattern, {})[route.method] = route.view
    return [(pattern, _handler(datasette, site, views)) for pattern, views in by_pattern.items()]


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Headers on every answer, Datasette's own pages included."""

    def wrap(app: Any) -> Any:
        if datasette not in SITES:
            return app

        site = SITES[datasette]
        app = with_guard(app, site.guard, partial(_refused, site))

        async def with_headers(scope: Any, receive: Any, send: Any) -> None:
            async def send_more(message: Any) -> None:
                if message["type"] == "http.response.start":
                    there = {name.lower() for name, _ in message.get("headers", [])}
                    more = [(n.encode(), v.encode()) for n, v in HEADERS.items()]
                    message["headers"] = [
                        *message.get("headers", []),
                        *(header for header in more if header[0] not in there),
                    ]
                await send(message)

            await app(scope, receive, send_more)

        return with_headers

    return wrap


@hookimpl
def skip_csrf(datasette: Datasette, scope: Any) -> bool:
    """Forms of ours are checked by us: one that is out of date gets a page that says so."""
    return datasette in SITES and str(scope["path"]).startswith(WRITING)


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Any:
    """A page of ours instead of Datasette's for what is not there and for what went wrong.

    Datasette still logs the latter.
    """
    site = SITES.get(datasette)
    is_slow = isinstance(exception, QueryInterrupted)
    status = 400 if is_slow else getattr(exception, "status", 500)
    if site is None or (status not in (404, 500) and not is_slow):
        return None
    message = {404: "There is no such page.", 400: TOO_SLOW}.get(status, WENT_WRONG)

    def answer() -> Response:
        return _response(site, _failed(status, message), _asked(request, {}))

    return answer


def _handler(
    datasette: Datasette, site: Site, views: dict[str, View]
) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        view = views.get("GET" if request.method == "HEAD" else request.method)
        if view is None:
            asked = _asked(request, {})
            return _response(site, _failed(405, "This page cannot be used that way."), asked)
        if len(request.query_string) > MOST_QUERY:
            failed = _failed(414, "That search is too long; use fewer words.")
            return _response(site, failed, _asked(request, {}, keep_args=False))
        form: dict[str, str] = {}
        if request.method == "POST":
            form = await request.post_vars()
            if not _is_own_form(request, form):
                return _response(site, _failed(403, OUT_OF_DATE), _asked(request, {}))
        asked = _asked(request, form)
        work = _work(site, view, asked)
        response: Response = await datasette.get_database(DATABASE).page(work)
        if request.method == "HEAD":
            response.body = b""
        return response

    return handle


def _is_own_form(request: Request, form: dict[str, str]) -> bool:
    """Whether a form carries the token that this browser was given with it."""
    token = str(request.scope["csrftoken"]())
    said = (request.cookies.get(CSRF_COOKIE, ""), form.get("csrftoken", ""))
    return all(hmac.compare_digest(one.encode(), token.encode()) for one in said)


async def _refused(site: Site, refusal: Refusal, path: str, send: Any) -> None:
    """The page that the guard sends instead."""
    response = _response(site, _failed(refusal.status, refusal.message), Asked(path))
    await response.asgi_send(send)


def _work(site: Site, view: View, asked: Asked) -> Callable[[sqlite3.Connection], Response]:
    """Questions to the database and filling in the page: all in one thread of Datasette's."""

    def work(connection: sqlite3.Connection) -> Response:
        known = replace(asked, reviewer=site.reviewer(asked.cookies))
        answer = _answer(site, connection, view, known)
        return _response(site, answer, known, notice=provenance_of(connection, site).notice)

    return work


def _answer(site: Site, connection: sqlite3.Connection, view: View, asked: Asked) -> Answer:
    try:
        return view(site, connection, asked)
    except NotFoundError as error:
        return _failed(404, str(error))
    except (BadRequestError, UsageError) as error:
        return _failed(400, sentence(str(error)))
    except ForbiddenError as error:
        return _failed(403, str(error))
    except DatabaseError as error:
        _log.warning("%s", error)
        return _failed(503, "The database cannot be read at the moment; try again in a minute.")
    except PipelineError as error:  # names files: for whoever runs the server
        _log.error("%s", error)
        return _failed(500, WENT_WRONG)


def _failed(status: int, message: str) -> Page:
    return Page("failed.html", {"message": message}, status)


def _asked(request: Request, form: dict[str, str], *, keep_args: bool = True) -> Asked:
    """The request in plain values; characters that no text holds are left out."""
    args = {
        str(name): [value for one in values if (value := _clean(one).strip())]
        for name, values in (request.args._data.items() if keep_args else ())
    }
    return Asked(
        path=str(request.path),
        parts={name: _clean(value) for name, value in request.url_vars.items() if value},
        args={name: values for name, values in args.items() if values},
        form={name: _clean(value) for name, value in form.items()},
        cookies=request.cookies,
        base=f"{request.scheme}://{request.host}",
        origin=request.headers.get("origin", ""),
        csrftoken=request.scope.get("csrftoken") or str,
        client=str((request.scope.get("client") or ("",))[0]),
    )


def _clean(text: str) -> str:
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text)


def _response(site: Site, answer: Answer, asked: Asked, *, notice: str = "") -> Response:
    if isinstance(answer, Page):
        if asked.path.endswith(".json"):
            body = dumps({"error": str(answer.context.get("message", ""))})
            return Response(body, answer.status, content_type="application/json; charset=utf-8")
        context = {"asked": asked, "site": site, "notice": notice, **answer.context}
        context["said"] = deciding.said_of(site, asked) or saved.said_of(site, asked)
        html = site.render(answer.template, context)
        response = Response.html(html, answer.status)
        response.headers["content-security-policy"] = POLICY
        return response
    if isinstance(answer, Data):
        return Response(dumps(answer.value), answer.status, content_type=answer.content_type)
    if isinstance(answer, Content):
        headers = {"cache-control": f"private, max-age={answer.cache}"} if answer.cache else {}
        if answer.filename:
            headers["content-disposition"] = f'attachment; filename="{answer.filename}"'
        return Response(answer.body, 200, headers, content_type=answer.content_type)
    response = Response(
        f"<p>Go to <a href='{escape(answer.path)}'>the next page</a></p>",
        303,
        {"location": answer.path},
        content_type="text/html; charset=utf-8",
    )
    for name, value in answer.cookies.items():
        response.set_cookie(
            name,
            value,
            max_age=None if value else 0,
            httponly=True,
            samesite="strict",
            secure=site.guard.is_secure,
        )
    return response


__all__ = ["DATABASE", "SITES", "Redirect", "Route"]
