"""sources.yaml: where to fetch from. Every error names the source, the key and what is expected."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from pipeline import __version__
from pipeline.corpus import YAML_FAULTS
from pipeline.errors import CorpusError, UsageError
from pipeline.fetch.addresses import host_of, is_loopback, split
from pipeline.fetch.answers import Politeness, Site
from pipeline.fetch.table import Table
from pipeline.fetch.web import PRODUCT
from pipeline.records import PUBLICATION_KINDS, PUBLISHERS

KINDS = ("ofsted", "govuk", "moderngov", "files")
_PUBLISHER_OF = {"ofsted": "ofsted", "govuk": "dfe", "moderngov": "council"}
_PAUSE_OF = {"moderngov": 2.0}
_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|https?://\S+")
_SOURCE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
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
    providers: tuple[int, ...] = ()
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
        raise CorpusError(
            f"{path} is missing: it says where to fetch from; copy corpus/sources.yaml of the "
            "repository there and set 'contact'"
        )
    try:
        values = yaml.safe_load(path.read_bytes())
    except YAML_FAULTS as error:
        raise UsageError(f"{path.name} is no valid YAML: {' '.join(str(error).split())}") from error
    return parse_config(values, folder=path.parent, name=path.name)


def parse_config(values: Any, *, folder: Path, name: str = "sources.yaml") -> Config:
    """The checked settings of a parsed file."""
    top = Table(values, name)
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
    given = Table(entry, f"{name}, source {number}")
    identifier = given.text("id")
    if not _SOURCE_ID.fullmatch(identifier):
        raise given.wrong("id", "lower-case words joined by hyphens, such as 'ofsted'")
    given.where = f"{name}, source {identifier!r}"
    kind = given.text("kind")
    if kind not in KINDS:
        raise given.wrong("kind", f"one of {', '.join(KINDS)}")
    enabled = given.flag("enabled", default=True)
    base = given.text("base_url").rstrip("/")
    if kind != "files" and not (split(base).scheme in ("http", "https") and host_of(base)):
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
        providers=given.numbers("providers"),
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


def _part(kind: type[Any], values: Any, given: Table, key: str) -> Any:
    """A Search or Collection from a table in a list."""
    part = Table(values, f"{given.where}, {key}")
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
