"""Fetch the documents that are wanted, one by one; write down what came and what did not."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pipeline.corpus import Corpus
from pipeline.errors import ForgottenError
from pipeline.fetch.answers import Answer
from pipeline.fetch.assumptions import Checks
from pipeline.fetch.config import Source
from pipeline.fetch.download import name_of, receive
from pipeline.fetch.faults import BlockedError, BrokenError, DocumentError, RefusedError, SiteError
from pipeline.fetch.listing import Listed
from pipeline.fetch.state import StateFile, UrlState, bare
from pipeline.fetch.web import Web
from pipeline.intake import take_in
from pipeline.records import ManifestEntry

# All of so many files that failed one like the other is a fault of the source, not of the files.
ALL_FAILED = 3
Progress = Callable[[str, str, int, int], None]
"""Called with the source's id, `pages` or `files`, how many are done, of how many (0: unknown)."""


@dataclass(slots=True)
class Fetcher:
    """What the documents of one run share. `known` maps sha256 to what the manifest holds."""

    corpus: Corpus
    web: Web
    states: StateFile
    known: dict[str, ManifestEntry]
    now: str
    progress: Progress
    entries: list[ManifestEntry] = field(default_factory=list)
    news: list[str] = field(default_factory=list)

    @property
    def today(self) -> str:
        """The day of the run."""
        return self.now[:10]

    def fetch(
        self,
        source: Source,
        wanted: list[tuple[Listed, str]],
        counts: Counter[str],
        checks: Checks,
    ) -> list[SiteError]:
        """Ask for the documents one by one. Returns what concerns the whole source."""
        errors: list[SiteError] = []
        last: SiteError | None = None
        for number, (listed, reason) in enumerate(wanted, 1):
            self.progress(source.id, "files", number, len(wanted))
            if listed.path is None and self.web.stopped(listed.address) is not None:
                counts["waiting"] += 1
                continue
            try:
                outcome = self._document(source, listed, reason, checks)
            except SiteError as error:
                outcome, last = "failed", error
                self._failed(source, listed, error)
                if isinstance(error, BrokenError):
                    checks.fail(error.assumption, str(error))
                if error.reason in ("html_instead_of_document", "unexpected_type"):
                    checks.fail("A1", str(error))
                if self.web.stopped(listed.address) is not None or isinstance(error, BlockedError):
                    errors.append(error)
            counts[outcome] += 1
        if last is not None and counts["failed"] >= ALL_FAILED and counts["failed"] == len(wanted):
            errors.append(last)
        return errors

    def _document(self, source: Source, listed: Listed, reason: str, checks: Checks) -> str:
        """Fetch one document: `new`, `changed`, `same`, `duplicate` or `forgotten`."""
        state = self._state(listed)
        data, answer = self._data(source, listed, state if reason == "recheck" else None)
        if answer is not None and answer.status == 200:
            (checks.hold if answer.etag or answer.last_modified else _never(checks))("A2")
        state = replace(state, checked_at=self.now, version=listed.version, reason="", detail="")
        if data is None:
            self.states.put(replace(state, state="held", status=304))
            return "same"
        checks.hold("A1")
        try:
            entry, is_new = take_in(
                self.corpus,
                data,
                name=name_of(listed),
                known=self.known,
                fetched_at=self.now,
                **_facts(source, listed),
            )
        except ForgottenError:  # the same bytes at another address
            self.states.put(bare(state, hashlib.sha256(data).hexdigest()))
            return "forgotten"
        before = state.publication_id
        outcome = "new" if is_new else "duplicate"
        if before == entry.publication_id:
            outcome = "same"
        elif before:
            outcome = "changed"
            words = f"new version {entry.publication_id} in place of {before}"
            state = state.with_note(self.today, words)
            self.news.append(f"new version: {listed.title} ({listed.url})")
        elif not is_new and entry.url != listed.url:
            state = state.with_note(self.today, f"the same file as {entry.url or entry.file}")
        self.states.put(
            replace(
                state,
                state="held",
                status=answer.status if answer else 200,
                publication_id=entry.publication_id,
                sha256=entry.sha256,
                etag=answer.etag if answer else "",
                last_modified=answer.last_modified if answer else "",
            )
        )
        if is_new:
            self.entries.append(entry)
        return outcome

    def _data(
        self, source: Source, listed: Listed, known: UrlState | None
    ) -> tuple[bytes | None, Answer | None]:
        if listed.path is not None:
            if listed.path.stat().st_size > source.site.politeness.max_bytes:
                raise DocumentError(
                    f"{listed.address} is over the limit; raise 'max_bytes' in sources.yaml",
                    reason="too_large",
                )
            return listed.path.read_bytes(), None
        if listed.body is not None:
            return listed.body, None
        received = receive(self.web, source.site, listed, known)
        return received.data, received.answer

    def _state(self, listed: Listed) -> UrlState:
        state = self.states.get(listed.key)
        return state or UrlState(key=listed.key, url=listed.url, first_seen=self.today)

    def _failed(self, source: Source, listed: Listed, error: SiteError) -> None:
        """Write down why a document did not come. What is held of it stays held."""
        state = self._state(listed)
        name, settled = "failed", False
        if isinstance(error, DocumentError):
            settled = error.settled
            name = error.reason if error.reason in ("missing", "gone") else "refused"
        elif isinstance(error, RefusedError):
            name = "refused"
        if isinstance(error, DocumentError) and not settled:
            name = "failed"
        if state.publication_id:
            name = "held"
        status = error.status if isinstance(error, DocumentError) else 0
        state = replace(
            state,
            state=name,
            status=status,
            checked_at=self.now if settled or not state.checked_at else state.checked_at,
            version=listed.version if settled else state.version,
            limit=source.site.politeness.max_bytes if error.reason == "too_large" else 0,
            reason=error.reason,
            detail=str(error),
        )
        if status in (404, 410) and (
            not state.history or f"answered {status}" != state.history[-1][1]
        ):
            state = state.with_note(self.today, f"answered {status}")
        if status == 410 and not state.stated_date:
            state = replace(state, stated_date=self.today)
        self.states.put(state)


def _facts(source: Source, listed: Listed) -> dict[str, str]:
    """The fields of the manifest line."""
    return {
        "url": listed.url,
        "source": source.id,
        "publisher": source.publisher,
        "kind": listed.kind,
        "label": listed.label,
        "authority_id": listed.authority_id,
        "title": listed.title,
        "published_date": listed.published_date,
        "event_date": listed.event_date,
        "licence": listed.licence,
    }


def _never(checks: Checks) -> Callable[[str], None]:
    return lambda number: checks.fail(number, "a file came without ETag and Last-Modified")
