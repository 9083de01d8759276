"""All chosen sources: list, compare, fetch what is new or changed, say how it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus
from pipeline.errors import UsageError
from pipeline.fetch.assumptions import Checks
from pipeline.fetch.compare import Listing, why
from pipeline.fetch.config import Config, Source
from pipeline.fetch.download import name_of, receive
from pipeline.fetch.faults import BlockedError, BrokenError, DocumentError, RefusedError, SiteError
from pipeline.fetch.listing import Job, Listed, Lister, Page, Scope
from pipeline.fetch.reader import Reader, forget_pages
from pipeline.fetch.report import (
    Planned,
    SourceReport,
    SourceState,
    Summary,
    open_problems,
    read_problems,
    read_source_states,
    write_problems,
    write_source_states,
)
from pipeline.fetch.sources.files import FilesLister
from pipeline.fetch.sources.govuk import GovukLister
from pipeline.fetch.sources.moderngov import ModernGovLister
from pipeline.fetch.sources.ofsted import OfstedLister
from pipeline.fetch.state import RETRY_STATES, StateFile, UrlState, settle
from pipeline.fetch.web import Answer, Web
from pipeline.intake import take_in
from pipeline.manifest import read_manifest
from pipeline.records import ManifestEntry

LISTERS: dict[str, Lister] = {
    "ofsted": OfstedLister(),
    "govuk": GovukLister(),
    "moderngov": ModernGovLister(),
    "files": FilesLister(),
}
# All of so many files that failed one like the other is a fault of the source, not of the files.
ALL_FAILED = 3
# Manifest lines that are no fetch source's own: `letters add` may have brought what a site lists.
_BY_HAND = ("person", "list", "")
# Pages that were not asked for so long are forgotten: their addresses held a date or a filter.
FORGET_PAGES_AFTER_DAYS = 90
Progress = Callable[[str, str, int, int], None]
"""Called with the source's id, `pages` or `files`, how many are done, and of how many (0: unknown)."""


def run(
    corpus: Corpus,
    config: Config,
    *,
    source_id: str = "",
    scope: Scope | None = None,
    dry_run: bool = False,
    web: Web | None = None,
    now: datetime | None = None,
    progress: Progress = lambda source, phase, done, total: None,
) -> Summary:
    """Fetch from the sources of `config`. A dry run reads the listings and writes nothing."""
    corpus.check()
    scope = scope or Scope()
    chosen = config.select(source_id)
    if scope.authority is not None:
        own = scope.authority.authority_id
        chosen = tuple(s for s in chosen if s.authority in ("", own))
    if not chosen:
        raise UsageError("sources.yaml has no source for this; add one or change the options")
    own_web = web is None
    web = web or Web(config.user_agent)
    try:
        with nullcontext() if dry_run else corpus.lock():
            work = _Run(corpus, config, scope, web, now or datetime.now(UTC), dry_run, progress)
            return work.all(chosen)
    finally:
        if own_web:
            web.close()


class _Run:
    """One run: what all its sources share."""

    def __init__(
        self,
        corpus: Corpus,
        config: Config,
        scope: Scope,
        web: Web,
        now: datetime,
        dry_run: bool,
        progress: Progress,
    ) -> None:
        self.corpus, self.config, self.scope, self.web = corpus, config, scope, web
        self.moment, self.dry_run, self.progress = now, dry_run, progress
        self.now = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.today = self.now[:10]
        self.summary = Summary()
        if not dry_run:
            _remove_halves(corpus)
        self.states = StateFile(corpus, writes=not dry_run)
        self.manifest = read_manifest(corpus)
        self.known = {entry.sha256: entry for entry in self.manifest}
        self.authorities = Authorities.load(corpus.authorities)
        self.rows = read_source_states(corpus)

    def all(self, chosen: tuple[Source, ...]) -> Summary:
        """Source by source. What was learnt is written down even if Ctrl-C ends the run."""
        try:
            for source in chosen:
                self._source(source)
            for state in settle(self.states, self.today):
                if state.unlisted_date != self.today:
                    self.summary.news.append(f"withdrawn: {state.title} ({state.url})")
        finally:
            self.states.compact()
        forget = (self.moment - timedelta(days=FORGET_PAGES_AFTER_DAYS)).date().isoformat()
        if not self.dry_run:
            forget_pages(self.corpus, self.states, forget)
        self._report()
        return self.summary

    def _report(self) -> None:
        for report in self.summary.sources:
            self.rows[report.state.source_id] = report.state
        before = set(read_problems(self.corpus))
        self.summary.problems = open_problems(self.states, self.rows)
        self.summary.new_problems = [p for p in self.summary.problems if p not in before]
        self.summary.requests = self.web.counts["requests"]
        self.summary.received_bytes = self.web.counts["bytes"]
        if not self.dry_run:
            write_source_states(self.corpus, self.rows)
            write_problems(self.corpus, self.summary.problems)

    # --- one source ---------------------------------------------------------------------------

    def _source(self, source: Source) -> None:
        lister, checks = LISTERS[source.kind], Checks()
        counts: Counter[str] = Counter()
        self._adopt(source, lister)

        def tick(_: str) -> None:
            counts["asked"] += 1
            self.progress(source.id, "pages", counts["asked"], 0)

        reader = Reader(
            self.corpus,
            source,
            self.web,
            self.states,
            checks,
            now=self.now,
            writes=not self.dry_run,
            tick=tick,
        )
        pages, errors = self._list(source, lister, reader)
        errors += [error for error in reader.failures if error not in errors]
        listing = Listing(source, self.states, self.today)
        listing.record(pages)
        counts["pages"] = len(pages)
        counts["unlisted"] = listing.unlisted
        self.summary.news += listing.news
        wanted = self._wanted(source, pages)
        if self.dry_run:
            self.summary.planned += [Planned(source.id, reason, d) for d, reason in wanted]
            counts["planned"] = len(wanted)
        else:
            errors += self._fetch(source, wanted, counts, checks)
            self._settle_pages(pages)
        counts["listed"] = sum(len(page.documents) for page in pages)
        self._conclude(source, listing, counts, checks, errors)

    def _adopt(self, source: Source, lister: Lister) -> None:
        """What the manifest holds and the state does not: taken in by hand, or before a kill."""
        for entry in self.manifest:
            if not entry.url or entry.source not in (source.id, *_BY_HAND):
                continue
            key = lister.key_of(entry.url, source)
            if key and self.states.get(key) is None:
                self.states.put(
                    UrlState(
                        key=key,
                        url=entry.url,
                        source=source.id,
                        state="held",
                        publication_id=entry.publication_id,
                        sha256=entry.sha256,
                        version="?",
                        first_seen=entry.fetched_at[:10],
                        checked_at=entry.fetched_at,
                        authority_id=entry.authority_id,
                        label=entry.label,
                        title=entry.title,
                        published_date=entry.published_date,
                        event_date=entry.event_date,
                    )
                )

    def _list(
        self, source: Source, lister: Lister, reader: Reader
    ) -> tuple[list[Page], list[SiteError]]:
        known = [p for p in self.states.of(source.id, "page") if p.state in ("listed", "settled")]
        job = Job(
            self.config,
            source,
            reader,
            self.authorities,
            self.scope,
            self.today,
            known_pages=tuple(page.key for page in known),
            settled_pages={page.key: page.version for page in known if page.state == "settled"},
            known_files={s.key: s.published_date for s in self.states.of(source.id, "document")},
        )
        pages: dict[str, Page] = {}
        try:
            for page in lister.list_pages(job):
                pages.setdefault(page.key, page)
        except SiteError as error:
            return list(pages.values()), [error]
        return list(pages.values()), []

    def _wanted(self, source: Source, pages: list[Page]) -> list[tuple[Listed, str]]:
        """The documents to ask for, each once, with the reason."""
        wanted: dict[str, tuple[Listed, str]] = {}
        for page in pages:
            for listed in page.documents:
                state = self.states.get(listed.key)
                if state is None or listed.key in wanted:
                    continue
                if not self.scope.wants(
                    listed.authority_id, listed.published_date or listed.event_date
                ):
                    continue
                if state.version == "?":  # adopted: what is listed now is taken to be what is held
                    state = replace(state, version=listed.version)
                    self.states.touch(state)
                reason = why(listed, state, source, self.moment)
                if reason:
                    wanted[listed.key] = (listed, reason)
        return list(wanted.values())

    def _settle_pages(self, pages: list[Page]) -> None:
        """Mark pages that need no second look, now that all they list is here or given up."""
        for page in pages:
            state = self.states.get(page.key)
            documents = [self.states.get(listed.key) for listed in page.documents]
            done = all(d is not None and d.state not in RETRY_STATES for d in documents)
            if page.settled and state is not None and done:
                self.states.put(replace(state, state="settled"))

    # --- documents ----------------------------------------------------------------------------

    def _fetch(
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
        """Fetch one document: `new`, `changed`, `same` or `duplicate`."""
        state = self._state(listed)
        data, answer = self._data(source, listed, state if reason == "recheck" else None)
        if answer is not None and answer.status == 200:
            (checks.hold if answer.etag or answer.last_modified else _never(checks))("A2")
        state = replace(state, checked_at=self.now, version=listed.version, reason="", detail="")
        if data is None:
            self.states.put(replace(state, state="held", status=304))
            return "same"
        checks.hold("A1")
        entry, is_new = take_in(
            self.corpus,
            data,
            name=name_of(listed),
            known=self.known,
            fetched_at=self.now,
            **_facts(source, listed),
        )
        before = state.publication_id
        outcome = "new" if is_new else "duplicate"
        if before == entry.publication_id:
            outcome = "same"
        elif before:
            outcome = "changed"
            words = f"new version {entry.publication_id} in place of {before}"
            state = state.with_note(self.today, words)
            self.summary.news.append(f"new version: {listed.title} ({listed.url})")
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
            self.summary.entries.append(entry)
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

    # --- the end ------------------------------------------------------------------------------

    def _conclude(
        self,
        source: Source,
        listing: Listing,
        counts: Counter[str],
        checks: Checks,
        errors: list[SiteError],
    ) -> None:
        before = self.rows.get(source.id)
        documents = list(self.states.of(source.id, "document"))
        listed = sum(
            1 for d in documents if d.listed_on and d.state not in ("other_format", "not_read")
        )
        held = sum(1 for d in documents if d.publication_id)
        row = before or SourceState(source.id, source.publisher)
        came = counts["new"] + counts["changed"]
        row = replace(row, publisher=source.publisher, listed=listed, held=held)
        if came:
            row = replace(row, last_new_at=self.now)
        state, message = self._judge(source, row, before, listing, errors)
        row = replace(row, state=state, message=message)
        if self.scope.is_full:
            row = replace(row, checks=checks.to_dict())
            if state in ("ok", "quiet"):
                row = replace(row, last_success_at=self.now)
        first = before is None or not before.last_success_at
        self.summary.sources.append(SourceReport(row, counts, checks, is_first_contact=first))

    def _judge(
        self,
        source: Source,
        row: SourceState,
        before: SourceState | None,
        listing: Listing,
        errors: list[SiteError],
    ) -> tuple[str, str]:
        """The state of the source, and in words what to do."""
        blocked = [e for e in errors if isinstance(e, BlockedError) or e.reason == "robots"]
        if blocked:
            return "blocked", str(blocked[0])
        if errors:
            more = f" (and {len(errors) - 1} more faults)" if len(errors) > 1 else ""
            return "broken", f"{errors[0]}{more}"
        if listing.emptied:
            return "quiet", (
                f"{listing.emptied[0]} lists nothing, though it did before; open it in a browser"
            )
        if not row.listed and self.scope.is_full:
            return "quiet", "it lists nothing at all; open the site in a browser and compare"
        if before is not None and self.scope.is_full and row.listed * 2 < before.listed:
            return "quiet", (
                f"it lists {row.listed} documents, {before.listed} at the run before; open the site "
                "in a browser and compare"
            )
        if source.quiet_after_days and row.last_new_at:
            limit = self.moment - timedelta(days=source.quiet_after_days)
            if datetime.fromisoformat(row.last_new_at) < limit:
                return "quiet", (
                    f"nothing new since {row.last_new_at[:10]}, longer than 'quiet_after_days' of "
                    "sources.yaml; open the site in a browser and compare"
                )
        return "ok", ""


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


def _remove_halves(corpus: Corpus) -> None:
    """Temporary files of a run that was killed: they were never acknowledged."""
    if corpus.raw.is_dir():
        for path in corpus.raw.rglob(".half-*"):
            path.unlink(missing_ok=True)


def entries_of(summary: Summary) -> Mapping[str, ManifestEntry]:
    """What came in this run, by id."""
    return {entry.publication_id: entry for entry in summary.entries}
