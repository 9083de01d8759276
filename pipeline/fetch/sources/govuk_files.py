"""From an item of GOV.UK to the documents that it lists."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, urlunsplit

from pipeline.fetch.addresses import file_name, host_of, join, split, tidy
from pipeline.fetch.config import Source
from pipeline.fetch.labels import kind_of_title
from pipeline.fetch.listing import READABLE, Job, Listed
from pipeline.fetch.sources.govuk_items import (
    EXTERNAL,
    FILE,
    HTML_PAGE,
    Attachment,
    Item,
    as_html,
    page_of,
    same_text,
)
from pipeline.intake import DOCX, HTML, ODT, PDF, TEXT

API = "/api/content"
_TYPE_OF_SUFFIX = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".odt": ODT,
    ".txt": TEXT,
    ".html": HTML,
    ".htm": HTML,
}
_ISSUED_TO = re.compile(
    r"\b(?:issued|given|made|sent) to (?:the )?(.+?)(?:\s*[:(,].*)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Lead:
    """An item to look at, and what is known of it before."""

    path: str
    title: str = ""
    group: str = ""
    date: str = ""


def api_address(source: Source, path: str) -> str:
    """Where the Content API has the item of a path."""
    return source.base_url + API + quote(path, safe="/%-._~")


def key_of(url: str, source: Source) -> str:
    """By path: files have moved between hosts, never between paths without a redirect."""
    host, path = host_of(url), split(url).path
    if host in source.site.hosts or _is_asset_host(host):
        return f"{source.id}:{path}"
    return ""


def names_a_council(title: str) -> bool:
    """True for "… issued to <council>"."""
    return _ISSUED_TO.search(title) is not None


def authority_of(job: Job, title: str, day: str) -> str:
    """From "… issued to <council>: <Month Year>"; else the one council that a title names."""
    match = _ISSUED_TO.search(title)
    if match and (authority := job.authorities.resolve(match[1], day)):
        return authority.authority_id
    named = job.authorities.find_in(title)
    return named[0].authority_id if len(named) == 1 else ""


def listed_attachment(
    job: Job, lead: Lead, item: Item, url: str, attachment: Attachment, authority_id: str
) -> Listed:
    """One attachment of an item, with what the item says of it."""
    base = job.source.base_url
    address = tidy(on_current_host(attachment.url, job.source), base + "/")
    skip, known = "", ""
    if attachment.form == EXTERNAL:
        skip = "not_read"
    elif attachment.form == FILE:
        known = _media_type(attachment)
        skip = "" if known in (*READABLE, "") else "not_read"
        others = (a for a in item.attachments if a.form == HTML_PAGE)
        if any(same_text(attachment.title, other.title) for other in others):
            skip = "other_format"
    is_page = attachment.form == HTML_PAGE
    only = len(item.attachments) == 1
    return Listed(
        key=key_of(address, job.source) or address,
        url=address,
        address=api_address(job.source, split(address).path) if is_page else address,
        version=f"{item.updated}|{attachment.updated_at}|{attachment.size}",
        accepts=(HTML,) if is_page else (known,) if known else READABLE,
        label=lead.group or item.document_type,
        title=attachment.title or item.title,
        kind=kind_of_title(attachment.title) or (kind_of_title(item.title) if only else ""),
        authority_id=authority_id,
        published_date=_published(job, item, address, url),
        licence=job.source.licence,
        skip=skip,
        render=as_html if is_page else None,
    )


def listed_text(job: Job, lead: Lead, item: Item, authority_id: str) -> Listed:
    """An item without attachments: its own text is the publication."""
    address = job.source.base_url + item.path
    body = page_of(item.title, item.body)
    return Listed(
        key=key_of(address, job.source),
        url=address,
        address=api_address(job.source, item.path),
        version=hashlib.sha256(body).hexdigest(),
        accepts=(HTML,),
        label=lead.group or item.document_type,
        title=item.title,
        kind=kind_of_title(item.title),
        authority_id=authority_id,
        published_date=item.first_published,
        licence=job.source.licence,
        body=body,
    )


def _published(job: Job, item: Item, address: str, url: str) -> str:
    """The day on which an attachment came, where the item tells it; '' where it may be several.

    An attachment that is new on an item known before came with its last major change.
    """
    if url in job.known_pages and key_of(address, job.source) not in job.known_files:
        return item.updated
    if len(item.attachments) == 1 or item.changes <= 1:
        return item.first_published or item.updated
    return job.known_files.get(key_of(address, job.source), "")


def texts_first(attachments: tuple[Attachment, ...]) -> list[Attachment]:
    """HTML attachments before files: where both are one text, the HTML is fetched."""
    return sorted(attachments, key=lambda a: a.form != HTML_PAGE)


def _media_type(attachment: Attachment) -> str:
    """What is announced: a readable type, another one, or '' where nothing is said."""
    said = attachment.content_type.partition(";")[0].strip().lower()
    dot, suffix = "", ""
    _, dot, suffix = file_name(attachment.url).lower().rpartition(".")
    return said or (_TYPE_OF_SUFFIX.get(f".{suffix}", f"suffix {suffix}") if dot else "")


def _is_asset_host(host: str) -> bool:
    return bool(
        re.fullmatch(r"assets(-origin)?(\.[a-z0-9-]+)*\.publishing\.service\.gov\.uk", host)
    )


def on_current_host(url: str, source: Source) -> str:
    """Addresses of other stages of the publisher (assets-origin.integration …) on the live host."""
    parts = split(url)
    host = host_of(url)
    if host in source.site.hosts or not source.file_hosts or not _is_asset_host(host):
        return join(source.base_url + "/", url)
    scheme = split(source.base_url).scheme
    return urlunsplit((scheme, source.file_hosts[0], parts.path, parts.query, ""))
