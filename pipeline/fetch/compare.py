"""A page against what was known of it: what is new, changed, moved, no longer listed. No files."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from pipeline.fetch.config import Source
from pipeline.fetch.listing import Listed, Page
from pipeline.fetch.state import RETRY_STATES, StateFile, UrlState, bare
from pipeline.forgotten import Forgotten

# A page that suddenly lists nothing is believed when it still does so after this many days.
BELIEVED_AFTER_DAYS = 7
# Without ETag and Last-Modified a look at a held file is a download: look this much more rarely.
RARELY = 6


@dataclass(slots=True)
class Listing:
    """All pages of one source in one run, compared with what was known."""

    source: Source
    states: StateFile
    today: str
    forgotten: Forgotten = field(default_factory=Forgotten)
    news: list[str] = field(default_factory=list)
    unlisted: int = 0
    emptied: list[str] = field(default_factory=list)
    _on_page: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for state in self.states.of(self.source.id, "document"):
            for page in state.listed_on:
                self._on_page[page].add(state.key)

    def record(self, pages: list[Page]) -> None:
        """First all that is listed, then what is not: a document that moved is not withdrawn."""
        fresh = {
            page.key: [self._seen(page, listed) for listed in page.documents] for page in pages
        }
        for page in pages:
            self._page(page)
            self._absent(page, [state for state in fresh[page.key] if state is not None])

    def _seen(self, page: Page, listed: Listed) -> UrlState | None:
        """Record that a document is listed; returns its state if it was not known before."""
        known = self.states.get(listed.key)
        state = known or UrlState(
            key=listed.key,
            url=listed.url,
            source=self.source.id,
            state="new",
            first_seen=self.today,
        )
        if self._is_forgotten(state):
            pages = tuple(sorted({*state.listed_on, page.key}))
            self.states.touch(replace(bare(state), listed_on=pages, last_seen=self.today))
            return None
        if state.state == "forgotten":  # undone
            state = replace(state, state="new", sha256="")
        stated = page.withdrawn_date or (state.stated_date if state.status == 410 else "")
        again = bool(state.unlisted_date)
        state = replace(
            state,
            listed_on=tuple(sorted({*state.listed_on, page.key})),
            last_seen=self.today,
            unlisted_date="",
            stated_date=stated,
            authority_id=listed.authority_id or state.authority_id,
            label=listed.label,
            title=listed.title,
            published_date=listed.published_date or state.published_date,
            event_date=listed.event_date or state.event_date,
            group=page.group or state.group,
        )
        if listed.skip:
            state = replace(state, state=listed.skip, version=listed.version)
        elif state.state in ("other_format", "not_read"):
            state = replace(state, state="new")
        if again:
            state = state.with_note(self.today, "listed again")
            self.news.append(f"listed again: {state.title} ({state.url})")
            self.states.put(state)
        else:
            self.states.touch(state)
        return state if known is None else None

    def _is_forgotten(self, state: UrlState) -> bool:
        """Whether its bytes are kept out, or its address while nothing else is held of it."""
        if state.sha256 in self.forgotten.by_sha256:
            return True
        return not state.publication_id and self.forgotten.at(state.url) is not None

    def _page(self, page: Page) -> None:
        known = self.states.get(page.key)
        state = known or UrlState(key=page.key, url=page.key, source=self.source.id)
        was_gone = state.state == "gone"
        state = replace(
            state,
            role="page",
            state="gone" if page.gone else "listed",
            first_seen=state.first_seen or self.today,
            last_seen=self.today,
            title=page.title or state.title,
            stated_date=page.withdrawn_date,
            version=page.version,
            notes=page.problems,
            group=page.group or state.group,
        )
        if known is not None and known.group and page.group and known.group != page.group:
            words = f"moved from {known.group!r} to {page.group!r}"
            state = state.with_note(self.today, words)
            self.news.append(f"{words}: {state.title} ({page.url or page.key})")
        if page.withdrawn_date and known is not None and not known.stated_date and known.title:
            state = state.with_note(self.today, f"withdrawn by the site on {page.withdrawn_date}")
            self.news.append(
                f"withdrawn on {page.withdrawn_date}: {state.title} ({page.url or page.key})"
            )
        if page.gone and not was_gone:
            state = state.with_note(self.today, page.gone)
            if known is not None and known.title:
                self.news.append(f"{page.gone}: {state.title} ({page.url or page.key})")
        if known is None or replace(known, last_seen=self.today) != state:
            self.states.put(state)
        else:
            self.states.touch(state)

    def _absent(self, page: Page, fresh: list[UrlState]) -> None:
        listed = {document.key for document in page.documents}
        absent = [
            state
            for key in sorted(self._on_page[page.key] - listed)
            if (state := self.states.get(key)) is not None and not state.unlisted_date
        ]
        if not absent:
            self._clear_emptied(page)
            return
        if not listed and not page.gone and not self._is_believed(page, len(absent)):
            return
        for state in absent:
            pages = tuple(p for p in state.listed_on if p != page.key)
            changed = replace(state, listed_on=pages)
            if not pages:
                words = page.gone or "no longer listed"
                changed = replace(changed, unlisted_date=self.today, reason="", detail="")
                changed = changed.with_note(self.today, words)
                self.unlisted += 1
                self.news.append(f"{words}: {state.title} ({state.url})")
            self.states.put(changed)
        self._replaced(absent, fresh)

    def _is_believed(self, page: Page, number: int) -> bool:
        """False while it may be the page that is at fault, not the documents that are gone."""
        state = self.states.get(page.key)
        if state is None:
            return True
        since = state.emptied_date or self.today
        limit = date.fromisoformat(since) + timedelta(days=BELIEVED_AFTER_DAYS)
        if self.today >= limit.isoformat():
            self._clear_emptied(page)
            return True
        self.emptied.append(page.key)
        detail = (
            f"{page.key} lists nothing since {since}, it listed {number} before; all of it stays. "
            f"If it is still so from {limit.isoformat()} on, they are marked as withdrawn. Open "
            "the page in a browser"
        )
        note = ("listing_emptied", detail)
        self.states.put(replace(state, emptied_date=since, notes=(*page.problems, note)))
        return False

    def _clear_emptied(self, page: Page) -> None:
        state = self.states.get(page.key)
        if state is not None and state.emptied_date:
            self.states.put(replace(state, emptied_date=""))

    def _replaced(self, absent: list[UrlState], fresh: list[UrlState]) -> None:
        """A document that came as another of the same name left the page takes its place."""
        for new in fresh:
            olds = [old for old in absent if _name(old) == _name(new) and old.publication_id]
            news = [other for other in fresh if _name(other) == _name(new)]
            if len(olds) == 1 and len(news) == 1:
                state = self.states.get(new.key) or new
                self.states.put(replace(state, replaces_id=olds[0].publication_id))


def _name(state: UrlState) -> tuple[str, str, str]:
    return state.label.casefold(), state.title.casefold(), state.event_date


def why(listed: Listed, state: UrlState, source: Source, now: datetime) -> str:
    """Why a document is asked for: `new`, `retry`, `changed`, `recheck`; '' if it is not.

    A routine run with nothing new asks for none: `recheck` comes once in `recheck_days`, spread
    over the days by the address, and with ETag or Last-Modified it costs no download.
    """
    if listed.skip or state.state == "forgotten":
        return ""
    if not state.checked_at or state.state == "new":
        return "new"
    if state.state in RETRY_STATES:
        return "retry"
    if state.state == "refused" and _may_now_be_right(state, source):
        return "retry"
    if state.version != listed.version:
        return "changed"
    return "recheck" if _is_due(state, source, now) else ""


def _may_now_be_right(state: UrlState, source: Source) -> bool:
    """What depends on sources.yaml is tried again, what depends on the file is not."""
    if state.reason == "too_large":
        return source.site.politeness.max_bytes > state.limit
    return state.reason not in ("html_instead_of_document", "unexpected_type", "too_large")


def _is_due(state: UrlState, source: Source, now: datetime) -> bool:
    checked = datetime.fromisoformat(state.checked_at)
    part = int.from_bytes(hashlib.blake2b(state.key.encode(), digest_size=2).digest()) / 65_535
    days = source.recheck_days * (0.5 + part / 2)
    if state.publication_id and not (state.etag or state.last_modified):
        days *= RARELY
    return now - checked >= timedelta(days=days)
