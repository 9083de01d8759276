"""What all pages share: the data folder, templates, caches; and one request in plain values."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pipeline import __version__, plain
from pipeline.corpus import Corpus
from pipeline.provenance import Provenance, read_provenance
from pipeline.serve.access import Access
from pipeline.serve.database import signature
from pipeline.serve.guard import Guard
from pipeline.serve.overlay import Decisions
from pipeline.serve.printed import Printer
from pipeline.serve.updating import Updater

HERE = Path(__file__).resolve().parent
BEGIN, END = "\x02", "\x03"
"""Marks around matched words that no text holds (search is told to set them)."""
T = TypeVar("T")
_MOST_CACHED = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `args`: each name with its values, blank ones left out. `parts`: of the path.

    `base`: scheme and host by which this site was reached, for addresses that leave the browser.
    `reviewer`: the name of who is signed in, '' for nobody.
    """

    path: str
    parts: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, list[str]] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    origin: str = ""
    csrftoken: Callable[[], str] = str
    client: str = ""
    reviewer: str = ""

    def first(self, name: str, default: str = "") -> str:
        """The first value of a name."""
        return next(iter(self.args.get(name, [])), default)

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`; what is none is `default`."""
        said = self.first(name)
        return min(max(int(said), 1), most) if said.isascii() and said.isdecimal() else default

    def without(self, name: str) -> Asked:
        """The same without one argument."""
        return replace(self, args={n: values for n, values in self.args.items() if n != name})

    def with_args(self, **changes: str | int | None) -> str:
        """This path with some arguments changed; None or '' leaves one out."""
        args = {name: list(values) for name, values in self.args.items()}
        for name, value in changes.items():
            if value in (None, ""):
                args.pop(name, None)
            else:
                args[name] = [str(value)]
        query = urlencode([(name, value) for name, values in args.items() for value in values])
        return f"{self.path}?{query}" if query else self.path


@dataclass(slots=True)
class Site:
    """One data folder in the browser. `access`: who may decide; None for a read-only site."""

    corpus: Corpus
    access: Access | None = None
    guard: Guard = field(default_factory=Guard)
    decisions: Decisions = field(init=False)
    updater: Updater = field(init=False)
    deciding: threading.Lock = field(default_factory=threading.Lock)
    _cache: dict[object, object] = field(default_factory=dict)
    _state: tuple[int, ...] = ()
    printer: Printer = field(default_factory=Printer)
    environment: Environment = field(init=False)
    assets: dict[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.decisions = Decisions(self.corpus)
        self.updater = Updater(self.corpus)
        self.assets = {path.name: path.read_bytes() for path in sorted((HERE / "static").iterdir())}
        self.environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals.update(
            version=__version__,
            plain=plain,
            count_of=plain.count_of,
            asset=self.asset_url,
            url=url,
            once=lambda: secrets.token_hex(8),
        )
        self.environment.filters.update(
            uk_date=plain.uk_date,
            marked=marked,
            publication_kind=lambda value: plain.name(plain.PUBLICATION_KIND_NAMES, value),
            finding_kind=lambda value: plain.name(plain.FINDING_KIND_NAMES, value),
            stance=lambda value: plain.name(plain.STANCE_NAMES, value),
            grade=lambda value: plain.name(plain.GRADE_NAMES, value),
            judgement_area=lambda value: plain.name(plain.JUDGEMENT_AREA_NAMES, value),
            fromjson=json.loads,
        )

    @property
    def review(self) -> bool:
        """Whether people who signed in may decide."""
        return self.access is not None

    def reviewer(self, cookies: Mapping[str, str]) -> str:
        """The name of who is signed in, '' for nobody."""
        session = self.access.session(cookies) if self.access else None
        return session.person.name if session else ""

    @property
    def menu(self) -> list[tuple[str, str]]:
        """Paths and names of the main pages."""
        pages = [
            ("/", "Search"),
            ("/councils", "Councils"),
            ("/areas", "Areas"),
            ("/coverage", "Plans and coverage"),
            ("/deadlines", "Deadlines"),
        ]
        return [*pages, ("/review", "Review")] if self.review else pages

    def asset_url(self, name: str) -> str:
        """Where a static file is served; its digest makes a new one be fetched at once."""
        digest = hashlib.sha256(self.assets[name]).hexdigest()[:12]
        return f"/-/letters/{name}?{digest}"

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """A template filled in."""
        return self.environment.get_template(template).render(**context)

    def cached(self, state: tuple[int, ...], key: object, make: Callable[[], T]) -> T:
        """`make()`, once for each `key` and state of the database."""
        if self._state != state:
            self._cache.clear()
            self._state = state
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) >= _MOST_CACHED:
                self._cache.pop(next(iter(self._cache), None), None)
            found = self._cache[key] = make()
        return found  # type: ignore[return-value]


def state_of(connection: sqlite3.Connection, site: Site) -> tuple[int, ...]:
    """What changes whenever the database or what was decided does: what is cached holds for one.

    It is that of the file when this connection was opened, not that of the file which may have
    come in its place since: what an old connection says must not be kept for the new database.
    """
    if not hasattr(connection, "state"):
        return (*signature(site.corpus.database), *site.decisions.state())
    state: tuple[int, ...] = connection.state
    return state


def provenance_of(connection: sqlite3.Connection, site: Site) -> Provenance:
    """The day of the database, its licences, and a notice while invented councils are present."""
    return site.cached(
        state_of(connection, site), "provenance", lambda: read_provenance(connection)
    )


def area_labels(connection: sqlite3.Connection, site: Site) -> dict[str, str]:
    """The names of areas by id, in the order of the vocabulary."""
    return site.cached(
        state_of(connection, site),
        "areas",
        lambda: dict(
            connection.execute("SELECT area_id, label FROM areas ORDER BY rowid").fetchall()
        ),
    )


def url(path: str, **args: str | int | None) -> str:
    """A path with arguments, those that are empty left out."""
    query = urlencode([(name, value) for name, value in args.items() if value not in (None, "")])
    return f"{path}?{query}" if query else path


def marked(text: str) -> Markup:
    """A snippet with its matched words as <mark>, all else escaped."""
    safe = str(escape(text)).replace(BEGIN, "<mark>").replace(END, "</mark>")
    return Markup(safe)  # noqa: S704  escaped the line before
