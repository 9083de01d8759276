"""Addresses: which host, may it be asked, one spelling for one document."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from pipeline.fetch.faults import RefusedError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_DEFAULT_PORTS = {"https": ":443", "http": ":80"}
# ASP.NET without cookies writes the session into the path: /(S(abc123))/documents/…
_SESSION = re.compile(r"/\([A-Z]\([^)/]*\)\)(?:/|$)", re.IGNORECASE)


def split(url: str) -> SplitResult:
    """The parts of an address; what cannot be read ("http://[x") has a path only, and no host."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", url, "", "")
    return parts


def join(base: str, url: str) -> str:
    """`url` as `base` links it; as it is where it cannot be read, so that it can be shown."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url.strip()


def host_of(url: str) -> str:
    """Host and port (unless it is the scheme's own), in lower case; '' where there is none.

    >>> host_of("https://Files.Ofsted.gov.uk:443/v1/file/1")
    'files.ofsted.gov.uk'
    """
    parts = split(url)
    host = parts.netloc.rpartition("@")[2].lower()
    return host.removesuffix(_DEFAULT_PORTS.get(parts.scheme.lower(), ":0"))


def is_loopback(host: str) -> bool:
    """True for this machine, where plain http is no risk."""
    return re.sub(r":\d+$", "", host) in LOOPBACK


def tidy(url: str, base: str = "") -> str:
    """`url` made absolute, without anchor and session, percent-encoded once, host in lower case.

    >>> tidy("documents/s1/a b.pdf#x", "https://c.gov.uk/(S(q1))/ieListDocuments.aspx")
    'https://c.gov.uk/documents/s1/a%20b.pdf'
    """
    joined = join(base, url)
    parts = split(joined)
    if not parts.netloc:
        return joined
    path = quote(_SESSION.sub("/", parts.path), safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    host = host_of(urlunsplit(parts))
    return urlunsplit((parts.scheme.lower(), host, path or "/", query, ""))


def check_allowed(url: str, hosts: Collection[str], *, http_hosts: Collection[str] = ()) -> None:
    """Raise RefusedError unless `url` may be asked: a listed host, by https.

    Plain http only on this machine or for a host of `http_hosts` (`allow_http: true`).
    """
    host, scheme = host_of(url), split(url).scheme.lower()
    if scheme not in ("http", "https") or not host:
        raise RefusedError(f"{url!r} is no web address", url=url, reason="no_web_address")
    if host not in hosts:
        raise RefusedError(
            f"{url} is on {host}, which sources.yaml does not list for this source: "
            "nothing was asked of it; add it to 'hosts' if it is right",
            url=url,
            reason="host_not_listed",
        )
    if scheme == "http" and not (is_loopback(host) or host in http_hosts):
        raise RefusedError(
            f"{url} is plain http, which anyone on the way can change: "
            "set 'allow_http: true' for this source if the site has no https",
            url=url,
            reason="plain_http",
        )


def file_name(url: str) -> str:
    """The last segment of the path: where a suffix may stand."""
    return split(url).path.rpartition("/")[2]
