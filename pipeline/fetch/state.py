"""fetch_state.jsonl: what is known of each address. The last line about a key counts.

While a run goes on, each change is appended and forced to disk; at its end, and at the next start
if it was killed, the file is written anew with one line a key. So a kill at any moment loses
nothing that was acknowledged, and the file does not grow for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

from pipeline.corpus import Corpus
from pipeline.errors import CorpusError
from pipeline.records import Record
from pipeline.store import append_line, dumps, read_lines, write_bytes

ALWAYS = ("key", "url", "withdrawn_date")
# States of a document that the next run asks for again without being told to.
RETRY_STATES = ("new", "failed")


@dataclass(frozen=True, slots=True)
class UrlState(Record):
    """What is known of one document or listing page.

    `key` identifies it whatever host or spelling its address has; `url` is the address in the
    manifest. `role`: `document` or `page`. `state` of a document: `new` (listed, not yet here),
    `held`, `missing` (404), `gone` (410), `failed` (passing fault), `refused` (not asked or not
    taken), `other_format` (the same text is held in another format), `not_read` (a type that the
    pipeline does not read), `forgotten` (kept out, see `bare`). `version` is what the listing said
    of it: a change there is a reason to ask again. `stated_date` is the day of withdrawal that the
    site itself gives, `unlisted_date` the day on which it was no longer listed; `withdrawn_date`
    follows from both (see `settle`).
    `reason` and `detail` are the open problem, empty if there is none; `notes` are what was wrong
    on a page that could be read: [reason, detail]. `history`: [day, words].
    """

    key: str
    url: str
    source: str = ""
    role: str = "document"
    state: str = ""
    status: int = 0
    publication_id: str = ""
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""
    version: str = ""
    limit: int = 0
    first_seen: str = ""
    last_seen: str = ""
    checked_at: str = ""
    listed_on: tuple[str, ...] = ()
    unlisted_date: str = ""
    stated_date: str = ""
    withdrawn_date: str = ""
    replaces_id: str = ""
    authority_id: str = ""
    label: str = ""
    title: str = ""
    published_date: str = ""
    event_date: str = ""
    group: str = ""
    emptied_date: str = ""
    reason: str = ""
    detail: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    history: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "listed_on", tuple(self.listed_on))
        for name in ("notes", "history"):
            pairs = tuple((first, second) for first, second in getattr(self, name))
            object.__setattr__(self, name, pairs)

    def to_dict(self) -> dict[str, Any]:
        """Only what is not empty, and what build reads."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        defaults = {f.name: f.default for f in fields(self) if f.default is not MISSING}
        return {
            name: value
            for name, value in values.items()
            if name in ALWAYS or value != defaults.get(name)
        }

    def with_note(self, day: str, words: str) -> UrlState:
        """The same with one more line of history."""
        return replace(self, history=(*self.history, (day, words)))


def bare(state: UrlState, sha256: str = "") -> UrlState:
    """What stays known of a document that people had forgotten: where it is, not what it says."""
    return UrlState(
        key=state.key,
        url=state.url,
        source=state.source,
        role=state.role,
        state="forgotten",
        sha256=sha256 or state.sha256,
        first_seen=state.first_seen,
        last_seen=state.last_seen,
        listed_on=state.listed_on,
    )


class StateFile:
    """All states by key. `writes=False` (a dry run) keeps changes in memory."""

    def __init__(self, corpus: Corpus, *, writes: bool = True) -> None:
        self._path = corpus.fetch_state
        self._writes = writes
        self._states: dict[str, UrlState] = {}
        lines = 0
        for number, line in read_lines(self._path):
            try:
                state = UrlState.from_dict(line)
            except (TypeError, ValueError) as error:
                raise CorpusError(f"{self._path}, line {number}: {error}") from error
            self._states[state.key] = state
            lines += 1
        if writes and lines > len(self._states):
            self.compact()

    def get(self, key: str) -> UrlState | None:
        """What is known of `key`."""
        return self._states.get(key)

    def of(self, source: str, role: str) -> Iterator[UrlState]:
        """The documents or pages of one source, in the order of their keys."""
        for key in sorted(self._states):
            state = self._states[key]
            if state.source == source and state.role == role:
                yield state

    def all(self) -> Iterator[UrlState]:
        """Everything, in the order of the keys."""
        for key in sorted(self._states):
            yield self._states[key]

    def put(self, state: UrlState) -> None:
        """Record a change, on disk before this returns."""
        if self._states.get(state.key) == state:
            return
        self._states[state.key] = state
        if self._writes:
            append_line(self._path, state.to_dict())

    def touch(self, state: UrlState) -> None:
        """Record what may be lost by a kill, such as the day it was last seen."""
        self._states[state.key] = state

    def forget(self, key: str) -> None:
        """Leave out what is not needed any more when the file is written anew."""
        self._states.pop(key, None)

    def compact(self) -> None:
        """Write the file anew, one line a key, aside and renamed."""
        if self._writes and self._states:
            lines = [dumps(state.to_dict()) + "\n" for state in self.all()]
            write_bytes(self._path, "".join(lines).encode("utf-8"))


def settle(states: StateFile, today: str) -> list[UrlState]:
    """Set `withdrawn_date` of every document; returns those that are newly withdrawn.

    What the site states counts. What is no longer listed under one address may still be listed
    under another: then the publication is not withdrawn. A file that left a folder on this machine
    was withdrawn by nobody.
    """
    documents = [state for state in states.all() if state.role == "document" and state.url]
    listed = {
        state.publication_id
        for state in documents
        if state.publication_id and not state.unlisted_date and not state.stated_date
    }
    fresh = []
    for state in documents:
        date = state.stated_date or state.unlisted_date
        if date and state.publication_id in listed:
            date = ""
        if date == state.withdrawn_date:
            continue
        changed = replace(state, withdrawn_date=date)
        if date and not state.withdrawn_date:
            changed = changed.with_note(today, "withdrawn")
            fresh.append(changed)
        elif not date:
            changed = changed.with_note(today, "no longer withdrawn")
        states.put(changed)
    return fresh
