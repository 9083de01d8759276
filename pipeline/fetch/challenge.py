"""Pages that say something other than what was asked: bot shields, faults, "not found"."""

from __future__ import annotations

import re

# Only looked for in a page that already lacks what it should have.
_CHALLENGE = re.compile(
    rb"cf-chl|challenge-platform|just a moment\.\.\.|_incapsula_|incapsula incident|captcha|"
    rb"checking your browser|enable javascript and cookies to continue|access denied|"
    rb"request (?:rejected|unsuccessful|blocked)|are you a robot|"
    rb"verify (?:that )?you are (?:a )?human|"
    rb"unusual traffic|web application firewall",
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(rb"<h1[^>]*>(.*?)</h1>", re.IGNORECASE | re.DOTALL)


def is_challenge(body: bytes) -> bool:
    """True for a page of a bot shield.

    >>> is_challenge(b"<title>Just a moment...</title>"), is_challenge(b"<title>Reports</title>")
    (True, False)
    """
    return _CHALLENGE.search(body[:200_000]) is not None


def is_titled_challenge(body: bytes) -> bool:
    """True if title or heading say so: for HTML that may be a publication.

    The text of a publication may well hold "access denied", and its page a captcha of a form.
    """
    return _CHALLENGE.search(_first(_TITLE, body) + b" " + _first(_HEADING, body)) is not None


def is_application_error(body: bytes) -> bool:
    """True for the page that a site sends when it fails inside (seen: `Slim Application Error`)."""
    return b"application error" in (_first(_TITLE, body) + b" " + _first(_HEADING, body)).lower()


def is_not_found_page(body: bytes) -> bool:
    """True for a page that says with status 200 that there is nothing."""
    text = (_first(_TITLE, body) + b" " + _first(_HEADING, body)).lower()
    return b"not found" in text or b"no longer exists" in text or b"404" in text


def title_of(body: bytes) -> str:
    """The title of a page, for messages."""
    return " ".join(_first(_TITLE, body).decode("utf-8", "replace").split())[:100]


def _first(pattern: re.Pattern[bytes], body: bytes) -> bytes:
    match = pattern.search(body[:200_000])
    return match.group(1) if match else b""
