"""All chosen sources: list, compare, fetch what is new or changed, say how it stands."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus
from pipeline.errors import UsageError
from pipeline.fetch.assumptions import Checks
from pipeline.fetch.compare import Listing, why
from pipeline.fetch.config import Config, Source
from pipeline.fetch.documents import Fetcher, Progress
from pipeline.fetch.faults import SiteError
from pipeline.fetch.listing import Job, Listed, Lister, Page, Scope
from pipeline.fetch.reader import Reader, forget_copy, forget_pages
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
from pipeline.fetch.standing import judge
from pipeline.fetch.state import RETRY_STATES, StateFile, UrlState, settle
from pipeline.fetch.web import Web
from pipeline.forgotten import read_forgotten
from pipeline.manifest import read_manifest
from pipeline.store import remove_halves

LISTERS: dict[str, Lister] = {
    "ofsted": OfstedLister(),
    "govuk": GovukLister(),
    "moderngov": ModernGovLister(),
    "files": FilesLister(),
}
# Manifest lines that are no fetch source's own: `letters add` may have brought what a site lists.
_BY_HAND = ("person", "list", "")
_NOT_WANTED = ("other_format", "not_read", "forgotten")
# Pages that were not asked for so long are forgotten: their addresses held a date or a filter.
FORGET_PAGES_AFTER_DAYS = 90


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
            work = _Run(corpus, config, scope, web, now or datetime.now(UTC), progress)
            return work.all(chosen, writes=not dry_run)
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
        progress: Progress,
    ) -> None:
        self.corpus, self.config, self.scope, self.web = corpus, config, scope, web
        self.moment, self.progress = now, progress
        self.now = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.today = self.now[:10]
        self.summary = Summary()
        self.manifest = read_manifest(corpus)
        self.authorities = Authorities.load(corpus.authorities)
        self.rows = read_source_states(corpus)

    def all(self, chosen: tuple[Source, ...], *, writes: bool) -> Summary:
        """Source by source. What was learnt is written down even if Ctrl-C ends the run."""
        self.writes = writes
        if writes:
            remove_halves(self.corpus.raw)
        self.states = StateFile(self.corpus, writes=writes)
        known = {entry.sha256: entry for entry in self.manifest}
        self.fetcher = Fetcher(self.corpus, self.web, self.states, known, self.now, self.progress)
        try:
            for source in chosen:
                self._source(source)
            for state in settle(self.states, self.today):
                if state.unlisted_date != self.today:
                    self.fetcher.news.append(f"withdrawn: {state.title} ({state.url})")
        finally:
            self.states.compact()
        if writes:
            oldest = self.moment - timedelta(days=FORGET_PAGES_AFTER_DAYS)
            forget_pages(self.corpus, self.states, oldest.date().isoformat())
        return self._report()

    def _report(self) -> Summary:
        for report in self.summary.sources:
            self.rows[report.state.source_id] = report.state
        before = set(read_problems(self.corpus))
        summary = self.summary
        summary.entries, summary.news = self.fetcher.entries, self.fetcher.news
        summary.problems = open_problems(self.states, self.rows)
        summary.new_problems = [p for p in summary.problems if p not in before]
        summary.requests = self.web.counts["requests"]
        summary.received_bytes = self.web.counts["bytes"]
        if self.writes:
            write_source_states(self.corpus, self.rows)
            write_problems(self.corpus, summary.problems)
        return summary

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
            writes=self.writes,
            tick=tick,
        )
        pages, errors = self._list(source, lister, reader)
        errors += [error for error in reader.failures if error not in errors]
        listing = Listing(source, self.states, self.today, read_forgotten(self.corpus))
        listing.record(pages)
        counts["pages"] = len(pages)
        counts["unlisted"] = listing.unlisted
        self.fetcher.news += listing.news
        wanted = self._wanted(source, pages)
        if self.writes:
            errors += self.fetcher.fetch(source, wanted, counts, checks)
            self._settle_pages(pages)
            self._forget_copies(source, pages)
        else:
            self.summary.planned += [Planned(source.id, reason, d) for d, reason in wanted]
            counts["planned"] = len(wanted)
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

    def _forget_copies(self, source: Source, pages: list[Page]) -> None:
        """Keep no copy of a page that lists what was forgotten: it may hold its title or text."""
        for page in pages:
            states = [self.states.get(listed.key) for listed in page.documents]
            if any(state is not None and state.state == "forgotten" for state in states):
                forget_copy(self.corpus, self.states, source.id, page.key)

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
        listed = sum(1 for d in documents if d.listed_on and d.state not in _NOT_WANTED)
        held = sum(1 for d in documents if d.publication_id)
        row = before or SourceState(source.id, source.publisher)
        came = counts["new"] + counts["changed"]
        row = replace(row, publisher=source.publisher, listed=listed, held=held)
        if came:
            row = replace(row, last_new_at=self.now)
        state, message = judge(
            source,
            row,
            before,
            errors,
            emptied=listing.emptied,
            is_full=self.scope.is_full,
            now=self.moment,
        )
        row = replace(row, state=state, message=message)
        if self.scope.is_full:
            row = replace(row, checks=checks.to_dict())
            if state in ("ok", "quiet"):
                row = replace(row, last_success_at=self.now)
        first = before is None or not before.last_success_at
        self.summary.sources.append(SourceReport(row, counts, checks, is_first_contact=first))
