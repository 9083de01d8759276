"""sources.yaml: where to fetch from. Every error names the source, the key and what is expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from pipeline import __version__
from pipeline.errors import UsageError
from pipeline.fetch.addresses import host_of, is_loopback
from pipeline.fetch.web import PRODUCT, Politeness, Site
from pipeline.records import PUBLICATION_KINDS, PUBLISHERS

KINDS = ("ofsted", "govuk", "moderngov", "files")
_PUBLISHER_OF = {"ofsted": "ofsted", "govuk": "dfe", "moderngov": "council"}
_PAUSE_OF = {"moderngov": 2.0}
_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|https?://\S+")
_SOURCE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Names of the politeness settings in sources.yaml, which may stand above all sources or in one.
_POLITE = {
    "pause_seconds": "pause",
    "connect_timeout_seconds": "connect",
    "read_timeout_seconds": "read",
    "total_timeout_seconds": "total",
    "tries": "tries",
    "longest_wait_seconds": "longest_wait",
    "max_bytes": "max_bytes",
}
DEFAULT_SUBJECTS = (
    r"\bofsted\b",
    r"\bilacs\b|\bjtai\b",
    r"children.{0,60}\b(improvement|inspection|intervention|commissioner)",
    r"\bimprovement (plan|board|notice|journey)\b",
    r"\b(monitoring|focused|assurance) visits?\b",
    r"\bstatutory (direction|intervention)",
)


@dataclass(frozen=True, slots=True)
class Search:
    """One query to the GOV.UK search, and which of its results are wanted, by title."""

    query: str
    titles: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ("department-for-education",)
    document_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of GOV.UK: its path, and its title to find it by where the path is unknown."""

    title: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of sources.yaml. Which settings count depends on `kind`; see docs/fetch.md."""

    id: str
    kind: str
    publisher: str
    site: Site
    base_url: str = ""
    file_hosts: tuple[str, ...] = ()
    licence: str = ""
    authority: str = ""
    recheck_days: int = 30
    quiet_after_days: int = 0
    rows: int = 100
    expected: int = 0
    collections: tuple[Collection, ...] = ()
    searches: tuple[Search, ...] = ()
    committees: tuple[int, ...] = ()
    committee_names: tuple[str, ...] = ()
    issues: tuple[int, ...] = ()
    subjects: tuple[str, ...] = DEFAULT_SUBJECTS
    since: str = ""
    settled_days: int = 120
    web_service: bool = True
    folder: str = ""
    urls: tuple[str, ...] = ()
    list_file: str = ""
    publication_kind: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """All of sources.yaml. `folder` is where it lies: other paths in it are relative to that."""

    contact: str
    sources: tuple[Source, ...]
    folder: Path = field(default_factory=Path)

    @property
    def user_agent(self) -> str:
        """Who asks, and whom to write to."""
        contact = self.contact or "local test"
        return f"{PRODUCT}/{__version__} (children's services inspection letters; {contact})"

    def select(self, identifier: str) -> tuple[Source, ...]:
        """All sources, or the one of this id."""
        if not identifier:
            return self.sources
        chosen = tuple(source for source in self.sources if source.id == identifier)
        if not chosen:
            known = ", ".join(source.id for source in self.sources) or "none"
            raise UsageError(f"no source {identifier!r} in sources.yaml; there are: {known}")
        return chosen


def load_config(path: Path) -> Config:
    """The sources of a sources.yaml, checked."""
    if not path.is_file():
        raise UsageError(
            f"{path} is missing: it says where to fetch from; copy corpus/sources.yaml of the "
            "repository there and set 'contact'"
        )
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} is no valid YAML: {' '.join(str(error).split())}") from error
    return parse_config(values, folder=path.parent, name=path.name)


def parse_config(values: Any, *, folder: Path, name: str = "sources.yaml") -> Config:
    """The checked settings of a parsed file."""
    top = _Table(values, name)
    contact = top.text("contact")
    polite = top.politeness(Politeness())
    entries = top.take("sources", [])
    top.end()
    if not isinstance(entries, list):
        raise UsageError(f"{name}: 'sources' must be a list of sources")
    sources: list[Source] = []
    for number, entry in enumerate(entries, 1):
        source = _source(entry, number, name, polite)
        if source is None:
            continue
        if any(source.id == other.id for other in sources):
            raise UsageError(
                f"{name}: the id {source.id!r} stands twice; each source needs its own"
            )
        if not _CONTACT.search(contact) and not all(map(is_loopback, source.site.hosts)):
            raise UsageError(
                f"{name}: set 'contact' to an e-mail or web address at which the owners of the "
                "sites can reach you; nothing is fetched without it"
            )
        sources.append(source)
    if not contact.isascii() or not contact.isprintable():
        raise UsageError(f"{name}: 'contact' must be plain ASCII on one line")
    return Config(contact, tuple(sources), folder)


def _source(entry: Any, number: int, name: str, polite: Politeness) -> Source | None:
    given = _Table(entry, f"{name}, source {number}")
    identifier = given.text("id")
    if not _SOURCE_ID.fullmatch(identifier):
        raise given.wrong("id", "lower-case words joined by hyphens, such as 'ofsted'")
    given.where = f"{name}, source {identifier!r}"
    kind = given.text("kind")
    if kind not in KINDS:
        raise given.wrong("kind", f"one of {', '.join(KINDS)}")
    enabled = given.flag("enabled", default=True)
    base = given.text("base_url").rstrip("/")
    if kind != "files" and not (urlsplit(base).scheme in ("http", "https") and host_of(base)):
        raise given.wrong("base_url", "the address of the site, such as https://www.gov.uk")
    file_hosts = given.texts("file_hosts")
    urls = given.texts("urls")
    hosts = {host_of(base), *file_hosts, *given.texts("hosts"), *map(host_of, urls)} - {""}
    allow_http = given.flag("allow_http", default=False)
    publisher = given.text("publisher") or _PUBLISHER_OF.get(kind, "council")
    if publisher not in PUBLISHERS:
        raise given.wrong("publisher", f"one of {', '.join(PUBLISHERS)}")
    publication_kind = given.text("publication_kind")
    if publication_kind not in ("", *PUBLICATION_KINDS):
        raise given.wrong("publication_kind", f"one of {', '.join(PUBLICATION_KINDS)}")
    own_pause = _PAUSE_OF.get(kind, 0.0)
    site = Site(
        frozenset(hosts),
        frozenset(hosts) if allow_http else frozenset(),
        given.politeness(polite, at_least=own_pause),
    )
    source = Source(
        id=identifier,
        kind=kind,
        publisher=publisher,
        site=site,
        base_url=base,
        file_hosts=file_hosts,
        urls=urls,
        publication_kind=publication_kind,
        collections=tuple(
            _part(Collection, c, given, "collections") for c in given.items("collections")
        ),
        searches=tuple(_part(Search, s, given, "searches") for s in given.items("searches")),
        subjects=given.patterns("subjects") or DEFAULT_SUBJECTS,
        committee_names=given.patterns("committee_names"),
        committees=given.numbers("committees"),
        issues=given.numbers("issues"),
        licence=given.text("licence"),
        authority=given.text("authority"),
        since=given.date("since"),
        folder=given.text("folder"),
        list_file=given.text("list"),
        web_service=given.flag("web_service", default=True),
        **{
            key: given.number(key, default)
            for key, default in (
                ("recheck_days", 30),
                ("quiet_after_days", 0),
                ("rows", 100),
                ("expected", 0),
                ("settled_days", 120),
            )
        },
    )
    given.end()
    if kind == "files" and not (source.folder or source.urls or source.list_file):
        raise given.wrong("folder", "a folder; or give 'urls' or 'list'")
    if kind == "moderngov" and not (source.committees or source.committee_names or source.issues):
        raise given.wrong("committees", "ids of committees; or give 'committee_names' or 'issues'")
    if kind == "govuk" and not (source.collections or source.searches):
        raise given.wrong("collections", "collections; or give 'searches'")
    return source if enabled else None


def _part(kind: type[Any], values: Any, given: _Table, key: str) -> Any:
    """A Search or Collection from a table in a list."""
    part = _Table(values, f"{given.where}, {key}")
    made = {}
    for f in fields(kind):
        if f.name in part.values:
            is_text = isinstance(f.default, str) or f.name in ("query", "title")
            made[f.name] = part.text(f.name) if is_text else part.texts(f.name)
    part.end(tuple(f.name for f in fields(kind)))
    missing = [n for n in ("query", "title") if n in kind.__dataclass_fields__ and not made.get(n)]
    if missing:
        raise part.wrong(missing[0], "a text")
    for pattern in made.get("titles", ()):
        part.check_pattern("titles", pattern)
    return kind(**made)


class _Table:
    """One mapping of the file; remembers which keys were asked for, so that others are errors."""

    def __init__(self, values: Any, where: str) -> None:
        if not isinstance(values, Mapping):
            raise UsageError(f"{where}: names and values are expected, such as 'id: ofsted'")
        self.values = values
        self.where = where
        self._asked: list[str] = []

    def wrong(self, key: str, expected: str) -> UsageError:
        found = f"is {self.values[key]!r}" if key in self.values else "is missing"
        return UsageError(f"{self.where}: {key!r} {found}; expected: {expected}")

    def take(self, key: str, default: Any) -> Any:
        self._asked.append(key)
        value = self.values.get(key)
        return default if value is None else value

    def text(self, key: str) -> str:
        value = self.take(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(key, "a list of texts")
        return tuple(v.strip() for v in value)

    def items(self, key: str) -> list[Any]:
        value = self.take(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, "a list")
        return value

    def patterns(self, key: str) -> tuple[str, ...]:
        values = self.texts(key)
        for value in values:
            self.check_pattern(key, value)
        return values

    def check_pattern(self, key: str, value: str) -> None:
        try:
            re.compile(value)
        except re.error as error:
            raise UsageError(
                f"{self.where}: {key!r} holds {value!r}, which is no regular expression ({error})"
            ) from error

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.take(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def number(self, key: str, default: int) -> int:
        value = self.take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(key, "a whole number")
        return value

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self.take(key, [])
        if not isinstance(value, list) or not all(type(v) is int and v > 0 for v in value):
            raise self.wrong(key, "a list of whole numbers")
        return tuple(value)

    def date(self, key: str) -> str:
        value = str(self.take(key, ""))
        if value and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise self.wrong(key, "a date like 2019-01-01")
        return value

    def politeness(self, base: Politeness, *, at_least: float = 0.0) -> Politeness:
        """The settings above, changed by those of this table.

        A pause that nobody set is at least `at_least` seconds.
        """
        made = {f.name: getattr(base, f.name) for f in fields(base)}
        for key, name in _POLITE.items():
            value = self.take(key, None)
            if value is None:
                continue
            whole = name in ("tries", "max_bytes")
            right = isinstance(value, int) if whole else isinstance(value, (int, float))
            if isinstance(value, bool) or not right or value < 0 or (whole and value < 1):
                raise self.wrong(key, "a whole number from 1" if whole else "a number of seconds")
            made[name] = value if whole else float(value)
        if base.pause == Politeness().pause and "pause_seconds" not in self.values:
            made["pause"] = max(base.pause, at_least)
        return Politeness(**made)

    def end(self, more: tuple[str, ...] = ()) -> None:
        """Raise UsageError for a key that nobody asked for."""
        known = [*self._asked, *more]
        for key in self.values:
            if key not in known:
                near = get_close_matches(str(key), known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
                raise UsageError(f"{self.where}: unknown key {key!r}; {hint}")
