"""The only place that talks to the network: one session a host, polite, bounded, verified.

What a caller gets back is an `Answer` with status 200, 304, 404 or 410; everything else is one of
the errors of `faults`.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import requests
import urllib3
from requests.adapters import HTTPAdapter

from pipeline.fetch.addresses import check_allowed, host_of, tidy
from pipeline.fetch.answers import (
    ANSWERS,
    REDIRECTS,
    REFUSALS,
    TRANSIENT,
    Answer,
    Politeness,
    RetryError,
    Site,
)
from pipeline.fetch.body import BodyError, TooMuchError, read_body
from pipeline.fetch.challenge import is_challenge
from pipeline.fetch.faults import (
    BlockedError,
    BrokenError,
    DocumentError,
    RefusedError,
    SiteError,
    UnreachableError,
)
from pipeline.fetch.refusals import bad_certificate, in_words, refused, too_large, too_many
from pipeline.fetch.robots import MAX_BYTES as ROBOTS_BYTES
from pipeline.fetch.robots import Robots, parse_robots
from pipeline.fetch.waits import backoff, retry_after

PRODUCT = "letters"
MAX_REDIRECTS = 5
GIVE_UP_AFTER = 3


@dataclass(slots=True)
class _Host:
    session: requests.Session
    robots: Robots | None = None
    ready_at: float = 0.0
    failures: int = 0
    stopped: SiteError | None = None


class Web:
    """Asks sites. `clock`, `sleep`, `now` and `chance` can be given: tests need not wait."""

    def __init__(
        self,
        user_agent: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.user_agent = user_agent
        self.counts: Counter[str] = Counter()
        self._clock, self._sleep, self._now, self._chance = clock, sleep, now, chance
        self._hosts: dict[str, _Host] = {}

    def close(self) -> None:
        """Close all connections."""
        for host in self._hosts.values():
            host.session.close()

    def stopped(self, url: str) -> SiteError | None:
        """Why nothing more is asked of this host in this run; None while it is."""
        host = self._hosts.get(host_of(url))
        return host.stopped if host else None

    def stop_host(self, url: str, error: SiteError) -> None:
        """Ask nothing more of this host in this run."""
        self._host(host_of(url)).stopped = error

    def get(
        self,
        url: str,
        site: Site,
        *,
        etag: str = "",
        last_modified: str = "",
        packed: bool = True,
        check: Callable[[Answer], None] | None = None,
    ) -> Answer:
        """Ask for `url`, following redirects within the hosts of `site`.

        `etag` and `last_modified` make the request conditional. `packed=False` asks for the bytes
        as they are (a PDF is packed already). `check` sees each whole answer of status 200 and may
        raise RetryError.
        """
        headers = {"Accept-Encoding": "gzip, deflate" if packed else "identity"}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        seen = {url}
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._ask(url, site, headers, check)
            if answer.status not in REDIRECTS:
                return answer
            url = self._next_hop(answer, site, seen)
        raise RefusedError(
            f"more than {MAX_REDIRECTS} redirects end at {url}; "
            "look at the address in a browser and correct it",
            url=url,
            reason="redirect_loop",
        )

    def _next_hop(self, answer: Answer, site: Site, seen: set[str]) -> str:
        target = answer.headers.get("location", "")
        if not target:
            raise BrokenError(
                f"{answer.url} answers {answer.status} without saying where to go", url=answer.url
            )
        url = tidy(target, answer.url)
        if url in seen:
            raise RefusedError(
                f"{answer.url} redirects in a circle; look at the address in a browser",
                url=answer.url,
                reason="redirect_loop",
            )
        seen.add(url)
        try:
            check_allowed(url, site.hosts, http_hosts=site.http_hosts)
        except RefusedError as error:
            raise RefusedError(
                f"{answer.url} redirects to {url}, which is not followed: {error}",
                url=answer.url,
                reason="foreign_redirect" if error.reason == "host_not_listed" else error.reason,
            ) from error
        return url

    def _ask(
        self,
        url: str,
        site: Site,
        headers: Mapping[str, str],
        check: Callable[[Answer], None] | None,
    ) -> Answer:
        check_allowed(url, site.hosts, http_hosts=site.http_hosts)
        host = self._host(host_of(url))
        if host.stopped is not None:
            raise host.stopped
        if host.robots is None:
            self._read_robots(url, host, site)
        if not (host.robots or Robots()).allows(url):
            raise RefusedError(
                f"robots.txt of {host_of(url)} forbids {url}; ask the publisher for leave, or "
                "download the file by hand and use 'letters add'",
                url=url,
                reason="robots",
            )
        return self._try(url, host, site, headers, check)

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            session = requests.Session()
            session.headers.clear()
            session.headers.update({"User-Agent": self.user_agent, "Accept": "*/*"})
            # Without an auth of its own requests would send what ~/.netrc holds for the host.
            session.auth = lambda request: request
            for scheme in ("https://", "http://"):
                session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=1))
            self._hosts[name] = _Host(session)
        return self._hosts[name]

    def _read_robots(self, url: str, host: _Host, site: Site) -> None:
        """Read robots.txt: absent is no rule, unreadable is no permission (RFC 9309, 2.3.1)."""
        host.robots = Robots()
        address = tidy("/robots.txt", url)
        try:
            answer = self.get(address, site)
        except BlockedError:
            raise
        except SiteError as error:
            if isinstance(error, BrokenError):  # another 4xx: there is none
                return
            host.stopped = UnreachableError(
                f"robots.txt of {host_of(url)} could not be read, so nothing is fetched from "
                f"there: {error}",
                url=address,
                reason="robots_unreadable",
            )
            raise host.stopped from error
        if answer.status == 200:
            text = answer.body[:ROBOTS_BYTES].decode("utf-8", "replace")
            host.robots = parse_robots(text, PRODUCT)
        if host.robots.crawl_delay > site.politeness.longest_wait:
            host.stopped = BlockedError(
                f"robots.txt of {host_of(url)} asks for {host.robots.crawl_delay:.0f} seconds "
                "between requests, longer than 'longest_wait_seconds' in sources.yaml",
                url=address,
            )
            raise host.stopped

    def _try(
        self,
        url: str,
        host: _Host,
        site: Site,
        headers: Mapping[str, str],
        check: Callable[[Answer], None] | None,
    ) -> Answer:
        """Up to `tries` requests for one address, waiting between them."""
        tries = site.politeness.tries
        answer: Answer | None = None
        doubt: RetryError | None = None
        fault = ""
        for attempt in range(1, tries + 1):
            answer, fault = self._once(url, host, site, headers)
            if answer is not None and answer.status not in TRANSIENT and answer.status < 500:
                host.failures = 0
                doubt = self._checked(answer, check)
                if doubt is None:
                    return self._sort(answer, host)
            if attempt < tries:
                self._wait(answer, attempt, host, site)
        if answer is not None and answer.status == 200 and doubt is not None:
            raise DocumentError(
                f"{url}: {doubt}, {tries} times; run again later",
                url=url,
                reason=doubt.reason,
                settled=False,
            )
        raise self._given_up(url, host, tries, answer, fault)

    def _given_up(
        self, url: str, host: _Host, tries: int, answer: Answer | None, fault: str
    ) -> SiteError:
        """The error after the last try; a host that fails address after address is left alone."""
        host.failures += 1
        if answer is not None and is_challenge(answer.body):
            host.stopped = refused(answer)
        elif answer is not None and answer.status == 429:
            host.stopped = too_many(url)
        else:
            if answer is not None and answer.status >= 400:
                fault = f"answers {answer.status}"
            if host.failures < GIVE_UP_AFTER:
                return UnreachableError(f"{url}: {fault}, {tries} times; run again later", url=url)
            host.stopped = UnreachableError(
                f"{host_of(url)} failed for {GIVE_UP_AFTER} addresses one after the other, so it "
                f"was left alone ({url}: {fault}); run again later",
                url=url,
            )
        return host.stopped

    def _checked(self, answer: Answer, check: Callable[[Answer], None] | None) -> RetryError | None:
        if check is None or answer.status != 200:
            return None
        try:
            check(answer)
        except RetryError as error:
            return error
        return None

    def _sort(self, answer: Answer, host: _Host) -> Answer:
        """Pass on what callers deal with; name what they need not."""
        if answer.status in ANSWERS or answer.status in REDIRECTS:
            return answer
        if answer.status in REFUSALS or "x-amzn-waf-action" in answer.headers:
            host.stopped = refused(answer)
            raise host.stopped
        raise BrokenError(
            f"{answer.url} answers {answer.status}; check the address in sources.yaml",
            url=answer.url,
        )

    def _wait(self, answer: Answer | None, attempt: int, host: _Host, site: Site) -> None:
        seconds = None
        if answer is not None and "retry-after" in answer.headers:
            value, date = answer.headers["retry-after"], answer.headers.get("date", "")
            seconds = retry_after(value, self._now(), date)
        if seconds is None:
            seconds = backoff(attempt, self._chance())
        elif seconds > site.politeness.longest_wait:
            url = answer.url if answer is not None else ""
            host.stopped = BlockedError(
                f"{host_of(url)} asks us to come back later (Retry-After is longer than "
                "'longest_wait_seconds' in sources.yaml); run again later",
                url=url,
                reason="too_many_requests",
            )
            raise host.stopped
        self.counts["waits"] += 1
        self._sleep(seconds)

    def _once(
        self, url: str, host: _Host, site: Site, headers: Mapping[str, str]
    ) -> tuple[Answer | None, str]:
        """One request. Either an answer, or in words what went wrong on the way."""
        polite = site.politeness
        self._pace(host, polite)
        self.counts["requests"] += 1
        started = self._clock()
        try:
            with host.session.get(
                url,
                headers=dict(headers),
                timeout=(polite.connect, polite.read),
                allow_redirects=False,
                stream=True,
            ) as response:
                lower = {name.lower(): value for name, value in response.headers.items()}
                body = read_body(
                    response.raw,
                    lower,
                    max_bytes=polite.max_bytes,
                    out_of_time=lambda: self._clock() - started > polite.total,
                )
                self.counts["bytes"] += len(body)
                return Answer(url, response.status_code, lower, body), ""
        except TooMuchError as error:
            raise too_large(url, polite.max_bytes, error) from error
        except requests.exceptions.SSLError as error:
            host.stopped = bad_certificate(url)
            raise host.stopped from error
        except BodyError as error:
            return None, f"the body {error}"
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as e:
            return None, in_words(e)
        finally:
            host.ready_at = self._clock()

    def _pace(self, host: _Host, polite: Politeness) -> None:
        """Wait until the pause since the end of the last request to this host is over."""
        delay = host.robots.crawl_delay if host.robots else 0.0
        missing = host.ready_at + max(polite.pause, delay) - self._clock()
        if host.ready_at and missing > 0:
            self._sleep(missing)
