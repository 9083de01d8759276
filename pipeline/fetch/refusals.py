"""Faults of the network and refusals of a host, in words that say what to do."""

from __future__ import annotations

from pipeline.fetch.addresses import host_of
from pipeline.fetch.answers import Answer
from pipeline.fetch.challenge import is_challenge
from pipeline.fetch.faults import BlockedError, DocumentError, UnreachableError


def refused(answer: Answer) -> BlockedError:
    """The host answers, but not to us."""
    page = " with a challenge page" if is_challenge(answer.body) else ""
    return BlockedError(
        f"{host_of(answer.url)} refuses us ({answer.status}{page}); nothing more is asked of it "
        "in this run. Write to the publisher, or download by hand and use 'letters add'",
        url=answer.url,
    )


def in_words(error: Exception) -> str:
    """The kind of a network fault, without memory addresses and counters of the library."""
    text = f"{type(error).__name__} {error}"
    for sign, words in (
        ("NameResolution", "the host name is not known"),
        ("Connection refused", "the connection is refused"),
        ("ConnectTimeout", "no connection within the time allowed"),
        ("Read timed out", "no answer within the time allowed"),
        ("ReadTimeout", "no answer within the time allowed"),
        ("timed out", "no answer within the time allowed"),
        ("IncompleteRead", "the body ends too early"),
        ("reset", "the connection was reset"),
        ("RemoteDisconnected", "the connection was closed without an answer"),
        ("Connection aborted", "the connection was broken off"),
    ):
        if sign in text:
            return words
    return f"the connection failed ({type(error).__name__})"


def too_many(url: str) -> BlockedError:
    """429 even after waiting."""
    return BlockedError(
        f"{host_of(url)} answers 429 (too many requests) even after waiting; run again later, "
        "with a larger 'pause_seconds' in sources.yaml",
        url=url,
        reason="too_many_requests",
    )


def too_large(url: str, limit: int, error: Exception) -> DocumentError:
    """A body over the limit. `error` says in which way."""
    return DocumentError(
        f"{url} is over the limit of {limit:,} bytes: it {error}; raise 'max_bytes' in "
        "sources.yaml if it is right",
        url=url,
        reason="too_large",
    )


def bad_certificate(url: str) -> UnreachableError:
    """Nobody vouches for the host."""
    return UnreachableError(
        f"the certificate of {host_of(url)} cannot be verified; nothing is fetched without that. "
        "If your network re-signs traffic, name its certificate in REQUESTS_CA_BUNDLE",
        url=url,
        reason="certificate",
    )
