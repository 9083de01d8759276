"""Link all publications with the plans of their authorities: what is stale, written one by one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus
from pipeline.errors import CorpusError
from pipeline.link.candidates import Planned, Said, link
from pipeline.link.inputs import (
    read_planned,
    read_said,
    read_told,
    tagged_plan,
)
from pipeline.link.recurrences import Told, find_recurrences
from pipeline.manifest import read_manifest
from pipeline.records import (
    DEPARTMENT_KINDS,
    OFSTED_KINDS,
    Link,
    Plan,
    Publication,
    Recurrence,
)
from pipeline.store import code_fingerprint, read_fingerprint, read_json, write_json

PACKAGE = Path(__file__).resolve().parent.parent
HEAD = 4_096
"""Bytes from the start of an extraction within which its publication stands."""
RECUR = (*OFSTED_KINDS, *DEPARTMENT_KINDS, "commissioner_report")
"""Kinds of publication that raise weaknesses themselves; the others tell what these said."""

R = TypeVar("R", Publication, Plan)
Progress = Callable[[int, int], None]
"""Called with the number of publications done and of all."""


@dataclass(frozen=True, slots=True)
class LinkSummary:
    """What a run of link did. `skipped`: linked already. `removed`: of publications no longer held.

    `suggested` and `recurrences`: those of the publications worked on; `new_links`: the ids of
    suggested links that were not suggested before.
    """

    done: int = 0
    skipped: int = 0
    removed: int = 0
    suggested: int = 0
    candidates: int = 0
    recurrences: int = 0
    new_links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held, by authority, each with the signs of its derived files."""

    publications: Mapping[str, Publication]
    by_authority: Mapping[str, list[str]]
    plans: Mapping[str, list[Plan]]
    signs: Mapping[str, str]
    after: Mapping[str, frozenset[str]]
    before: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, authorities: Iterable[str]) -> list[str]:
        """The publications on these authorities."""
        return [p for a in sorted(authorities) for p in self.by_authority.get(a, ())]

    def plans_of(self, authority_id: str) -> list[Plan]:
        """The plans of an authority and of those that took over from it."""
        names = sorted({authority_id} | self.after.get(authority_id, frozenset()))
        return [plan for name in names for plan in self.plans.get(name, ())]

    def line(self, authority_id: str) -> list[str]:
        """The publications on an authority, its predecessors and its successors."""
        near = self.after.get(authority_id, frozenset()) | self.before.get(
            authority_id, frozenset()
        )
        return self.of({authority_id} | near)


def run(corpus: Corpus, *, progress: Progress | None = None) -> LinkSummary:
    """Link what is new or changed; the caller holds the lock of the data folder."""
    held = _held(corpus)
    removed = _sweep(corpus, held.publications)
    base = code_fingerprint(_code())
    prints = {p: fingerprint(held, p, base) for p in held.publications}
    waiting = [p for p, sign in prints.items() if read_fingerprint(_path(corpus, p)) != sign]
    totals = _Totals()
    for authority_id, stale in _by_authority(held, waiting):
        links = _links(corpus, held, authority_id, stale)
        told = [read_told(corpus, p) for p in held.line(authority_id) if authority_id]
        for publication_id in stale:
            recurrences = _recurrences(held, authority_id, publication_id, told)
            totals.add(corpus, publication_id, links[publication_id], recurrences)
            write_json(
                _path(corpus, publication_id),
                {
                    "fingerprint": prints[publication_id],
                    "publication_id": publication_id,
                    "links": [one.to_dict() for one in links[publication_id]],
                    "recurrences": [one.to_dict() for one in recurrences],
                },
            )
            totals.done += 1
            if progress:
                progress(totals.done, len(waiting))
    return LinkSummary(
        done=totals.done,
        skipped=len(prints) - len(waiting),
        removed=removed,
        suggested=totals.suggested,
        candidates=totals.candidates,
        recurrences=totals.recurrences,
        new_links=tuple(sorted(totals.new_links)),
    )


@dataclass(slots=True)
class _Totals:
    done: int = 0
    suggested: int = 0
    candidates: int = 0
    recurrences: int = 0
    new_links: set[str] = field(default_factory=set)

    def add(
        self,
        corpus: Corpus,
        publication_id: str,
        links: list[Link],
        recurrences: list[Recurrence],
    ) -> None:
        """Count what was found in one publication, before it is written."""
        shown = {one.link_id for one in links if one.status == "suggested"}
        self.suggested += len(shown)
        self.candidates += len(links) - len(shown)
        self.recurrences += sum(one.status == "suggested" for one in recurrences)
        if shown:
            self.new_links |= shown - _shown_before(_path(corpus, publication_id))


def fingerprint(held: _Held, publication_id: str, base: str) -> str:
    """What the links of a publication depend on: its authority's publications and plans, code."""
    authority_id = held.publications[publication_id].authority_id
    if not authority_id:
        return code_fingerprint((), base, publication_id, held.signs[publication_id])
    signs = [f"{p} {held.signs[p]}" for p in held.line(authority_id)]
    plans = [f"{p.plan_id} {held.signs[p.plan_id]}" for p in held.plans_of(authority_id)]
    return code_fingerprint((), base, publication_id, *signs, "plans", *plans)


def _links(
    corpus: Corpus, held: _Held, authority_id: str, stale: list[str]
) -> dict[str, list[Link]]:
    plans = held.plans_of(authority_id) if authority_id else []
    if not plans:
        return {publication_id: [] for publication_id in stale}
    # A plan may also refer to publications on an authority that took over.
    near = {authority_id} | held.after.get(authority_id, frozenset())
    said: list[Said] = [read_said(corpus, p) for p in held.of(near)]
    planned: list[Planned] = [read_planned(corpus, plan.plan_id) for plan in plans]
    return link(said, planned, frozenset(stale))


def _recurrences(
    held: _Held, authority_id: str, publication_id: str, told: list[Told]
) -> list[Recurrence]:
    later = held.publications[publication_id]
    if not authority_id or later.kind not in RECUR or not later.day:
        return []
    names = {authority_id} | held.before.get(authority_id, frozenset())
    by_id = {one.publication_id: one for one in told}
    earlier = [
        one
        for one in (held.publications[p] for p in held.of(names))
        if one.kind in RECUR and one.day and one.day < later.day
    ]
    earlier.sort(key=lambda one: (one.day, one.publication_id), reverse=True)
    return find_recurrences(by_id[publication_id], [by_id[one.publication_id] for one in earlier])


def _held(corpus: Corpus) -> _Held:
    corpus.check()
    publications: dict[str, Publication] = {}
    by_authority: defaultdict[str, list[str]] = defaultdict(list)
    signs: dict[str, str] = {}
    for publication_id in sorted({entry.publication_id for entry in read_manifest(corpus)}):
        path = corpus.extracted / f"{publication_id}.json"
        sign = read_fingerprint(path)
        if not sign:
            continue
        publication = _head(path, "publication", Publication)
        publications[publication_id] = publication
        by_authority[publication.authority_id].append(publication_id)
        tagged = read_fingerprint(corpus.tagged / f"{publication_id}.json")
        signs[publication_id] = f"{sign} {tagged}"
    plans: defaultdict[str, list[Plan]] = defaultdict(list)
    folder = corpus.extracted_plans
    for path in sorted(folder.glob("plan-*.json")) if folder.is_dir() else ():
        plan = _head(path, "plan", Plan)
        tagged = read_fingerprint(tagged_plan(corpus, plan.plan_id))
        signs[plan.plan_id] = f"{read_fingerprint(path)} {tagged}"
        if plan.authority_id:
            plans[plan.authority_id].append(plan)
    after, before = _successions(Authorities.load(corpus.authorities))
    return _Held(publications, by_authority, plans, signs, after, before)


def _head(path: Path, name: str, kind: type[R]) -> R:
    """The record `name` at the start of a derived file, without reading its findings."""
    with path.open("rb") as file:
        head = file.read(HEAD).decode("utf-8", "ignore")
    start = head.find(f'"{name}":{{')
    try:
        values, _ = json.JSONDecoder().raw_decode(head, start + len(name) + 3)
    except ValueError:
        values = read_json(path)[name]
    try:
        return kind.from_dict(values)
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"{path} is damaged or of another version; delete it and run 'letters run' again"
        ) from error


def _successions(
    authorities: Authorities,
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """All that came after each authority, and all that came before it."""
    direct = {one.authority_id: set(one.successors) for one in authorities.by_id.values()}
    after: dict[str, frozenset[str]] = {}
    before: defaultdict[str, set[str]] = defaultdict(set)
    for authority_id in direct:
        reached: set[str] = set()
        waiting = [authority_id]
        while waiting:
            fresh = direct.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting += sorted(fresh)
        if reached:
            after[authority_id] = frozenset(reached)
        for one in reached:
            before[one].add(authority_id)
    return after, {name: frozenset(found) for name, found in before.items()}


def _by_authority(held: _Held, waiting: Iterable[str]) -> list[tuple[str, list[str]]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for publication_id in waiting:
        groups[held.publications[publication_id].authority_id].append(publication_id)
    return sorted(groups.items())


def _code() -> list[Path]:
    own = [p for p in (PACKAGE / "link").iterdir() if p.suffix in (".py", ".csv", ".yaml")]
    return [*own, PACKAGE / "records.py", PACKAGE / "authority_list.py"]


def _path(corpus: Corpus, publication_id: str) -> Path:
    return corpus.linked / f"{publication_id}.json"


def _shown_before(path: Path) -> set[str]:
    if not path.exists():
        return set()
    try:
        links = read_json(path).get("links", ())
    except CorpusError:
        return set()  # damaged, and about to be written anew
    return {one["link_id"] for one in links if one["status"] == "suggested"}


def _sweep(corpus: Corpus, wanted: Mapping[str, Publication]) -> int:
    """Remove half-written files, and links of publications that are no longer held."""
    removed = 0
    for path in sorted(corpus.linked.glob("*")) if corpus.linked.is_dir() else ():
        if path.name.startswith(".half-"):
            path.unlink()
        elif path.suffix == ".json" and path.stem not in wanted:
            path.unlink()
            removed += 1
    return removed
