"""Get one listed document: ask, check that it is what it should be, take it in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from pipeline.fetch.addresses import file_name, host_of
from pipeline.fetch.answers import Answer, RetryError, Site
from pipeline.fetch.challenge import (
    is_application_error,
    is_challenge,
    is_not_found_page,
    is_titled_challenge,
    title_of,
)
from pipeline.fetch.faults import (
    BlockedError,
    BrokenError,
    DocumentError,
    SiteError,
    UnreachableError,
)
from pipeline.fetch.listing import Listed
from pipeline.fetch.state import UrlState
from pipeline.fetch.web import Web
from pipeline.intake import HTML, PDF, UNKNOWN, sniff_media_type

# Readers look for the end mark in the last 1,024 bytes (PDF Reference 1.7, implementation note 18).
_TAIL = 1024


@dataclass(frozen=True, slots=True)
class Received:
    """What came for a document. `data` is None if it is as it was (304)."""

    data: bytes | None
    answer: Answer


def receive(web: Web, site: Site, listed: Listed, known: UrlState | None) -> Received:
    """The document from its address, else from where else it may be.

    `known` makes the request conditional. Raises SiteError; a file that is not there, or is not a
    document, is only given up when no address has it.
    """
    first: SiteError | None = None
    for address in (listed.address, *listed.alternates):
        if first is not None and web.stopped(address):
            continue
        try:
            answer = web.get(
                address,
                site,
                etag=known.etag if known else "",
                last_modified=known.last_modified if known else "",
                packed=listed.render is not None,
                check=partial(_seems_whole, listed.accepts),
            )
            is_known = known is not None and bool(known.publication_id)
            return Received(_document(web, listed, answer, is_known=is_known), answer)
        except BlockedError:
            raise
        except (DocumentError, UnreachableError) as error:
            first = first or error
            if isinstance(error, DocumentError) and error.reason == "too_large":
                break
    if first is None:  # pragma: no cover - there is always an address
        raise DocumentError("no address", reason="no_address")
    raise first


def _seems_whole(accepts: Iterable[str], answer: Answer) -> None:
    """Raise RetryError for what a second try may cure."""
    kind = sniff_media_type(answer.body)
    if kind == HTML and is_application_error(answer.body):
        raise RetryError("the site answers with 'application error'", "application_error")
    if not answer.body.strip():
        raise RetryError("the file is empty", "empty")
    if kind == PDF and b"%%EOF" not in answer.body.rstrip(b"\0\r\n\t ")[-_TAIL:]:
        raise RetryError("the PDF ends without its end mark (%%EOF): it is cut off", "truncated")


def _document(web: Web, listed: Listed, answer: Answer, *, is_known: bool) -> bytes | None:
    if answer.status == 304 and is_known:
        return None
    if answer.status == 304:
        raise DocumentError(
            f"{answer.url} answers 304 (not modified) to a question without conditions; run again "
            "later",
            url=answer.url,
            reason="unexpected_answer",
            status=304,
            settled=False,
        )
    if answer.status in (404, 410):
        raise DocumentError(
            f"{answer.url} answers {answer.status}: the file is not there, though it is listed; "
            "what is held of it stays. Ask the publisher, or use 'letters add' if you have it",
            url=answer.url,
            reason="missing" if answer.status == 404 else "gone",
            status=answer.status,
        )
    data = _rendered(listed, answer)
    found = sniff_media_type(data)
    is_other = found == HTML and (is_titled_challenge(data) or is_not_found_page(data))
    if found in listed.accepts and (listed.render is not None or not is_other):
        return data
    raise _not_a_document(web, listed, answer, found)


def _rendered(listed: Listed, answer: Answer) -> bytes:
    """The file that an answer makes: for most the answer itself."""
    if listed.render is None:
        return answer.body
    try:
        return listed.render(answer.body)
    except BrokenError as error:
        raise BrokenError(
            f"{answer.url}: {error} (assumption {error.assumption} in docs/fetch.md); open it in a "
            "browser",
            url=answer.url,
            assumption=error.assumption,
        ) from error


def _not_a_document(web: Web, listed: Listed, answer: Answer, found: str) -> SiteError:
    if found == HTML and is_challenge(answer.body):
        blocked = BlockedError(
            f"{host_of(answer.url)} shows a challenge page instead of files; nothing more is "
            "asked of it in this run. Write to the publisher, or download by hand and use "
            "'letters add'",
            url=answer.url,
        )
        web.stop_host(answer.url, blocked)
        return blocked
    if found == HTML and is_not_found_page(answer.body):
        return DocumentError(
            f"{answer.url} answers 200 with a page titled {title_of(answer.body)!r}: the file is "
            "no longer there, though it is listed. What is held of it stays",
            url=answer.url,
            reason="missing",
            status=200,
        )
    what = f"a page titled {title_of(answer.body)!r}" if found == HTML else f"{_words(found)}"
    return DocumentError(
        f"{answer.url} is {what}, not {listed.accepted()} (assumption A1 in docs/fetch.md); open "
        "it in a browser",
        url=answer.url,
        reason="html_instead_of_document" if found == HTML else "unexpected_type",
        status=200,
    )


def _words(media_type: str) -> str:
    return "of an unknown type" if media_type == UNKNOWN else media_type


def name_of(listed: Listed) -> str:
    """The name that intake takes the suffix from."""
    return file_name(listed.url) or file_name(listed.address) or listed.address
