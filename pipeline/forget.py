"""Remove a publication or a plan and every trace of it from the data folder.

First its tombstone is written (`forgotten.py`): from then on no stage reads it. Then traces go one
after the other, each step whole or not at all and good to do again, and the tombstone is marked as
done. So after a kill at any moment the same command goes on. A publication and a plan of the same
bytes are forgotten together.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.address import same_address
from pipeline.corpus import Corpus
from pipeline.db.build import build
from pipeline.db.connect import open_database
from pipeline.decisions import Decision, rewrite_decisions
from pipeline.errors import CorpusError, DatabaseError, UsageError
from pipeline.fetch.reader import forget_copy, page_file
from pipeline.fetch.report import (
    problems_path,
    read_problems,
    read_source_states,
    states_path,
    write_problems,
    write_source_states,
)
from pipeline.fetch.state import StateFile, UrlState, bare
from pipeline.forgotten import Tombstone, append_tombstone, read_forgotten
from pipeline.link import stage as link_stage
from pipeline.manifest import drop_entries, read_manifest
from pipeline.plan_intake import drop_plan, plan_files, read_plan_entries
from pipeline.records import normalised, plan_id, publication_id
from pipeline.store import read_json

QUOTED = 6
"""So many words in a row make a quotation of a note."""

Progress = Callable[[int, int], None]
"""Called while the database is built, with the publications done and all."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be forgotten: its bytes, and the addresses they came from."""

    id: str
    sha256: str
    urls: tuple[str, ...] = ()
    title: str = ""
    date: str = ""

    @property
    def ids(self) -> tuple[str, str]:
        """The ids that the bytes have as a publication and as a plan."""
        return publication_id(self.sha256), plan_id(self.sha256)

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses in one spelling."""
        return frozenset(map(same_address, self.urls))


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What was done. `decisions`: lines that lost words; `again`: it had been forgotten before.

    Out of reach: `quoting` (held publications that repeat findings of it), `versions` (other
    versions that are held), `gold` (files of annotations that name it).
    """

    target: Target
    files: tuple[str, ...] = ()
    decisions: int = 0
    quoting: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    again: bool = False


def find(corpus: Corpus, identifier: str) -> Target:
    """What `identifier` names: a publication, a plan, or what was forgotten. Else UsageError."""
    entries = [e for e in read_manifest(corpus) if e.publication_id == identifier]
    if entries:
        urls = tuple(dict.fromkeys(entry.url for entry in entries if entry.url))
        return Target(identifier, entries[-1].sha256, urls, entries[-1].title)
    said = read_plan_entries(corpus)
    for path in plan_files(corpus):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        if plan_id(sha256) == identifier:
            entry = said.get(f"plans/{path.name}")
            urls = (entry.url,) if entry and entry.url else ()
            return Target(identifier, sha256, urls, path.name)
    stones = read_forgotten(corpus)
    for stone in stones.by_sha256.values():
        if identifier in (stone.id, publication_id(stone.sha256), plan_id(stone.sha256)):
            held = stones.by_address.values()
            urls = tuple(one.url for one in held if one.sha256 == stone.sha256)
            return Target(stone.id, stone.sha256, urls, date=stone.date)
    raise UsageError(
        f"there is no publication and no plan {identifier!r}; 'letters search --format json' shows "
        "ids"
    )


def forget(corpus: Corpus, target: Target, *, progress: Progress | None = None) -> Forgetting:
    """Remove every trace; the caller holds the lock of the data folder. Can be done again."""
    stones = read_forgotten(corpus)
    known = target.sha256 in stones.by_sha256
    if not known:
        target = replace(target, date=datetime.now(UTC).date().isoformat())
        for url in target.urls or ("",):
            append_tombstone(corpus, _stone(target, url, "forget"))
    quoting, versions = _related(corpus.database, target)
    decisions = _blank_decisions(corpus, target)
    _forget_fetched(corpus, target)
    files = list(_remove_files(corpus, target))
    if files or not known or target.id in stones.unfinished:
        if corpus.linked.is_dir():
            link_stage.run(corpus)
        if corpus.database.exists():
            build(corpus, progress=progress, afresh=True)
    if not known or target.id in stones.unfinished:
        append_tombstone(corpus, _stone(target, "", "done"))
    gold = tuple(_naming(corpus, target))
    again = known and target.id not in stones.unfinished
    return Forgetting(target, tuple(files), decisions, quoting, versions, gold, again)


def undo(corpus: Corpus, target: Target, *, progress: Progress | None = None) -> None:
    """Let it in again; the caller holds the lock. What a kill left to be removed goes first."""
    stones = read_forgotten(corpus)
    if target.sha256 not in stones.by_sha256:
        raise UsageError(f"{target.id} is not forgotten; there is nothing to undo")
    if target.id in stones.unfinished:
        forget(corpus, target, progress=progress)
    append_tombstone(corpus, _stone(target, "", "undo"))
    if not corpus.fetch_state.exists():
        return
    states = StateFile(corpus)
    for state in list(states.all()):
        if state.state == "forgotten" and state.sha256 == target.sha256:
            for key in state.listed_on:  # a page that was done with is looked at again
                page = states.get(key)
                if page is not None and page.state == "settled":
                    states.put(replace(page, state="listed"))
    states.compact()


def _stone(target: Target, url: str, step: str) -> Tombstone:
    return Tombstone(target.id, target.sha256, url, target.date, step)


# --- decisions -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Which words go: those of `homes` (ids), and equal ones; not what also `stays` elsewhere."""

    homes: frozenset[str]
    lost: frozenset[str]
    stays: frozenset[str] = frozenset()
    runs: frozenset[str] = field(default_factory=frozenset)

    def goes(self, text: str, home: str) -> bool:
        """Whether a text that was decided on is one to blank."""
        words = normalised(text)
        return bool(text) and (home in self.homes or words in self.lost) and words not in self.stays

    def quoted(self, note: str) -> bool:
        """Whether a note repeats QUOTED words in a row."""
        return not self.runs.isdisjoint(_runs(normalised(note)))


def without_words(decision: Decision, words: Words) -> Decision:
    """The decision with the same facts, without the texts that are forgotten."""
    other = {"link": decision.plan_id, "recurrence": decision.other_publication_id}
    other_home = other.get(decision.kind, "")
    is_text = decision.kind in other
    finding_goes = words.goes(decision.finding_text, decision.publication_id)
    other_goes = is_text and words.goes(decision.other_text, other_home)
    return replace(
        decision,
        finding_text="" if finding_goes else decision.finding_text,
        other_text="" if other_goes else decision.other_text,
        note="" if words.quoted(decision.note) else decision.note,
    )


def _runs(words: str) -> Iterator[str]:
    split = words.split()
    for start in range(len(split) - QUOTED + 1):
        yield " ".join(split[start : start + QUOTED])


def _blank_decisions(corpus: Corpus, target: Target) -> int:
    if not corpus.decisions.exists():
        return 0
    own = {path.resolve() for path in _extractions(corpus, target)}
    lost = frozenset(normalised(t) for path in own if path.exists() for t in _texts(path))
    others = [*corpus.extracted.glob("pub-*.json"), *corpus.extracted_plans.glob("plan-*.json")]
    stays = frozenset(
        normalised(text) for path in others if path.resolve() not in own for text in _texts(path)
    )
    runs = frozenset(run for text in lost for run in _runs(text))
    words = Words(frozenset(target.ids), lost, stays, runs)
    return rewrite_decisions(corpus, lambda decision: without_words(decision, words))


def _extractions(corpus: Corpus, target: Target) -> tuple[Path, Path]:
    publication, plan = target.ids
    return corpus.extracted / f"{publication}.json", corpus.extracted_plans / f"{plan}.json"


def _texts(path: Path) -> list[str]:
    """The texts of an extraction; none of one that is damaged."""
    try:
        values = read_json(path)
    except CorpusError:
        return []
    return [
        str(one.get("text", "")) for name in ("findings", "actions") for one in values.get(name, ())
    ]


# --- what fetch knows ----------------------------------------------------------------------------


def _forget_fetched(corpus: Corpus, target: Target) -> None:
    """Make bare what is known of its addresses; drop copies of pages and problems that tell it."""
    if corpus.fetch_state.exists():
        states = StateFile(corpus)
        pages: set[str] = set()
        for state in list(states.all()):
            if state.role == "document" and _is_of(state, target):
                states.put(bare(state, target.sha256))
                pages |= {*state.listed_on}
        for state in list(states.all()):
            if state.role == "page" and (state.key in pages or _tells(corpus, state, target)):
                forget_copy(corpus, states, state.source, state.key)
                notes = tuple(n for n in state.notes if not _names(n[1], target))
                left = states.get(state.key) or state
                states.put(replace(left, notes=notes))
        states.compact()
    if problems_path(corpus).exists():
        problems = read_problems(corpus)
        kept = [p for p in problems if p.publication_id not in target.ids]
        kept = [p for p in kept if not _names(p.detail, target)]
        if kept != problems:
            write_problems(corpus, kept)
    if states_path(corpus).exists():
        rows = read_source_states(corpus)
        bared = {
            key: replace(
                row,
                message="" if _names(row.message, target) else row.message,
                checks={
                    name: {k: v for k, v in check.items() if not _names(str(v), target)}
                    for name, check in row.checks.items()
                },
            )
            for key, row in rows.items()
        }
        if bared != rows:
            write_source_states(corpus, bared)


def _is_of(state: UrlState, target: Target) -> bool:
    if state.publication_id in target.ids or state.sha256 == target.sha256:
        return True
    return not state.publication_id and same_address(state.url) in target.addresses


def _names(text: str, target: Target) -> bool:
    return any(url in text for url in target.urls)


def _tells(corpus: Corpus, state: UrlState, target: Target) -> bool:
    """Whether the copy of a page names one of the addresses."""
    path = page_file(corpus, state.source, state.url)
    if not target.urls or not path.exists():
        return False
    body = path.read_bytes()
    return any(url.encode() in body for url in target.urls)


# --- files ---------------------------------------------------------------------------------------


def _remove_files(corpus: Corpus, target: Target) -> Iterator[str]:
    """Lines, then files: a line never names a file that is not there."""
    publication, _ = target.ids
    drop_entries(corpus, target.sha256)
    paths = [p for p in corpus.raw.rglob(f"{publication}.*") if p.is_file()]
    plans = [p for p in plan_files(corpus) if _is_bytes(p, target.sha256)]
    drop_plan(corpus, target.sha256)
    yield from (f"plans/{path.name}" for path in plans)
    for name in target.ids:
        for folder in (corpus.extracted, corpus.tagged, corpus.linked):
            paths += folder.rglob(f"{name}.json")
    for path in paths:
        path.unlink()
        yield path.relative_to(corpus.root).as_posix()
    for half in sorted(corpus.root.rglob(".half-*")):
        if half.is_dir():  # of an export into the data folder
            shutil.rmtree(half)
        else:
            half.unlink(missing_ok=True)


def _is_bytes(path: Path, sha256: str) -> bool:
    return hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _related(database: Path, target: Target) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which publications repeat findings of it, and which other versions of it are held."""
    try:
        connection = open_database(database)
    except DatabaseError:
        return (), ()
    publication, plan = target.ids
    with closing(connection):
        quoting = _column(
            connection,
            "SELECT DISTINCT q.publication_id FROM findings f "
            "JOIN findings q ON q.restates_finding_id = f.finding_id WHERE f.publication_id = ?",
            publication,
        )
        versions = [
            *_column(
                connection,
                "SELECT publication_id FROM publications WHERE supersedes_id = ?1 "
                "UNION SELECT supersedes_id FROM publications WHERE publication_id = ?1",
                publication,
            ),
            *_column(
                connection,
                "SELECT plan_id FROM plans WHERE ?1 IN (supersedes_id, same_as_plan_id) UNION "
                "SELECT supersedes_id FROM plans WHERE plan_id = ?1 UNION "
                "SELECT same_as_plan_id FROM plans WHERE plan_id = ?1",
                plan,
            ),
        ]
    return tuple(quoting), tuple(versions)


def _column(connection: sqlite3.Connection, query: str, value: str) -> list[str]:
    return sorted(str(row[0]) for row in connection.execute(query, (value,)) if row[0])


def _naming(corpus: Corpus, target: Target) -> Iterable[str]:
    """Files of annotations that name it: they are figures, and stay."""
    names = [name.encode() for name in target.ids]
    for path in sorted(corpus.gold.rglob("*")) if corpus.gold.is_dir() else ():
        if path.is_file() and any(name in path.read_bytes() for name in names):
            yield path.relative_to(corpus.root).as_posix()
