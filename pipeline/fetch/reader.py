"""Read listing pages by conditional requests, answered from the copies under raw/pages/."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pipeline.corpus import Corpus
from pipeline.fetch.addresses import host_of
from pipeline.fetch.answers import Answer, RetryError
from pipeline.fetch.assumptions import Checks
from pipeline.fetch.challenge import is_application_error, is_challenge, title_of
from pipeline.fetch.config import Source
from pipeline.fetch.faults import BlockedError, BrokenError, SiteError
from pipeline.fetch.state import StateFile, UrlState
from pipeline.fetch.web import Web
from pipeline.store import write_bytes

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageBody:
    """A page as it came, or as it was kept. `status` is 200, 404 or 410."""

    url: str
    status: int
    body: bytes


class Reader:
    """Reads the listing pages of one source and remembers what went wrong with each."""

    def __init__(
        self,
        corpus: Corpus,
        source: Source,
        web: Web,
        states: StateFile,
        checks: Checks,
        *,
        now: str,
        writes: bool = True,
        tick: Callable[[str], None] = lambda url: None,
    ) -> None:
        self.checks = checks
        self.failures: list[SiteError] = []
        self._corpus = corpus
        self._source, self._web, self._states = source, web, states
        self._now, self._writes, self._tick = now, writes, tick
        self._read: dict[str, PageBody] = {}

    def get(self, url: str) -> PageBody:
        """The page at `url`: one conditional request in a run, unless the site fails.

        Raises SiteError; a page that says "application error" is asked for again first.
        """
        if url not in self._read:
            self._tick(url)
            self._read[url] = self._get(url)
        return self._read[url]

    def _get(self, url: str) -> PageBody:
        known = self._states.get(url)
        kept = self._kept(known)
        conditional = known is not None and kept is not None
        answer = self._web.get(
            url,
            self._source.site,
            etag=known.etag if known and conditional else "",
            last_modified=known.last_modified if known and conditional else "",
            check=_not_failing,
        )
        state = known or self._new(url)
        if answer.status == 304:
            if kept is None:
                raise BrokenError(f"{url} answers 304 to a question without conditions", url=url)
            self._states.touch(replace(state, status=200, checked_at=self._now))
            return PageBody(url, 200, kept)
        self._keep(state, answer)
        return PageBody(url, answer.status, answer.body)

    def parse(self, page: PageBody, parser: Callable[[bytes], T]) -> T:
        """`parser` of the page. What it cannot understand is kept for a person to look at."""
        try:
            return parser(page.body)
        except BrokenError as error:
            if is_challenge(page.body):
                blocked = BlockedError(
                    f"{host_of(page.url)} shows a challenge page instead of {page.url}; nothing "
                    "more is asked of it in this run. Write to the publisher, or download by hand "
                    "and use 'letters add'",
                    url=page.url,
                )
                self._web.stop_host(page.url, blocked)
                raise blocked from error
            path = self._file(page.url).with_suffix(".unexpected.txt")
            where = ""
            if self._writes:
                write_bytes(path, page.body)
                where = f" What came is in raw/pages/{self._source.id}/{path.name}."
            raise BrokenError(
                f"{page.url}: {error} (assumption {error.assumption} in docs/fetch.md; "
                f"the page is titled {title_of(page.body)!r}).{where} Compare and correct the "
                "parser or sources.yaml",
                url=page.url,
                assumption=error.assumption,
            ) from error

    def attempt(self, url: str, work: Callable[[], T]) -> T | None:
        """The result of `work`; None after a fault of this page, which is noted, others go on.

        A fault that stops the host is raised: there is no use in asking it for more.
        """
        try:
            result = work()
        except SiteError as error:
            self.failures.append(error)
            if isinstance(error, BrokenError):
                self.checks.fail(error.assumption, str(error))
            failed = self._states.get(url) or self._new(url)
            self._states.put(replace(failed, reason=error.reason, detail=str(error)))
            if self._web.stopped(error.url or url) is not None:
                raise
            return None
        state = self._states.get(url)
        if state is not None and state.reason:
            self._states.put(replace(state, reason="", detail=""))
        return result

    def _new(self, url: str) -> UrlState:
        today = self._now[:10]
        return UrlState(
            key=url,
            url=url,
            source=self._source.id,
            role="page",
            first_seen=today,
            checked_at=self._now,
        )

    def _file(self, url: str) -> Path:
        return page_file(self._corpus, self._source.id, url)

    def _kept(self, known: UrlState | None) -> bytes | None:
        """The copy of a page, if it is the one that the validators belong to."""
        if known is None or not (known.etag or known.last_modified):
            return None
        try:
            body = self._file(known.url).read_bytes()
        except FileNotFoundError:
            return None
        return body if hashlib.sha256(body).hexdigest() == known.sha256 else None

    def _keep(self, state: UrlState, answer: Answer) -> None:
        """Keep the page if it can be asked for conditionally: first the copy, then its state."""
        useful = answer.status == 200 and bool(answer.etag or answer.last_modified)
        if useful and self._writes:
            write_bytes(self._file(state.url), answer.body)
        self._states.put(
            replace(
                state,
                status=answer.status,
                checked_at=self._now,
                etag=answer.etag if useful else "",
                last_modified=answer.last_modified if useful else "",
                sha256=hashlib.sha256(answer.body).hexdigest() if useful else "",
            )
        )


def forget_pages(corpus: Corpus, states: StateFile, before: str) -> None:
    """Drop helper pages (searches, lists of meetings) that were last asked for before this day."""
    for state in list(states.all()):
        if state.role == "page" and not state.state and state.checked_at[:10] < before:
            states.forget(state.key)
            page_file(corpus, state.source, state.url).unlink(missing_ok=True)
    states.compact()


def forget_copy(corpus: Corpus, states: StateFile, source: str, key: str) -> None:
    """Drop the copy of a page that lists what people had forgotten, and what asks for it by."""
    path = page_file(corpus, source, key)
    for one in (path, path.with_suffix(".unexpected.txt")):
        one.unlink(missing_ok=True)
    state = states.get(key)
    if state is not None and (state.etag or state.last_modified or state.sha256):
        states.put(replace(state, etag="", last_modified="", sha256=""))


def page_file(corpus: Corpus, source: str, url: str) -> Path:
    """Where the copy of a page is kept."""
    name = hashlib.blake2b(url.encode(), digest_size=10).hexdigest()
    return corpus.raw / "pages" / source / f"{name}.txt"


def _not_failing(answer: Answer) -> None:
    if is_application_error(answer.body):
        raise RetryError(
            "the site answers with a page that says 'application error'", "application_error"
        )
