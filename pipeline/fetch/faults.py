"""What can go wrong between us and a site.

FetchError
├── BlockedError       the host does not want us: 403, a challenge page, robots.txt, too long a wait
├── BrokenError        a page came, but an assumption about it did not hold
├── UnreachableError   no usable answer after all tries
├── RefusedError       we do not send the request: host not listed, plain http, redirect abroad
└── DocumentError      one file was not taken; other files go on

`reason` is the short stable code of the problem row, the message its detail: no clock times and
no counters in it, so that the same problem keeps its id from run to run.
"""

from __future__ import annotations

from pipeline.errors import FetchError


class SiteError(FetchError):
    """A fault with its stable code. `url` is the address that was asked."""

    reason = "unexpected"

    def __init__(self, message: str, *, url: str = "", reason: str = "") -> None:
        super().__init__(message)
        self.url = url
        if reason:
            self.reason = reason


class BlockedError(SiteError):
    """The host does not want us. Nothing more is asked of it in this run."""

    reason = "blocked"


class BrokenError(SiteError):
    """A page came that is not as expected. `assumption` is its number in docs/fetch.md."""

    reason = "unexpected_page"

    def __init__(self, message: str, *, url: str = "", assumption: str = "") -> None:
        super().__init__(message, url=url)
        self.assumption = assumption


class UnreachableError(SiteError):
    """No usable answer after all tries. The next run tries again."""

    reason = "unreachable"


class RefusedError(SiteError):
    """A request that we do not send. `reason` says why."""

    reason = "refused"


class DocumentError(SiteError):
    """One file was not taken. A `settled` one is asked for again only when it is due."""

    def __init__(
        self, message: str, *, url: str = "", reason: str, status: int = 0, settled: bool = True
    ) -> None:
        super().__init__(message, url=url, reason=reason)
        self.status = status
        self.settled = settled
