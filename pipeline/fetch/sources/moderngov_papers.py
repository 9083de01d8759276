"""From a meeting of ModernGov to the papers that are wanted."""

from __future__ import annotations

import re
from urllib.parse import urlunsplit

from pipeline.fetch.addresses import host_of, split, tidy
from pipeline.fetch.config import Source
from pipeline.fetch.listing import Job, Listed
from pipeline.fetch.sources.moderngov_pages import Paper, parameter
from pipeline.intake import DOCX, ODT, PDF

_NOT_READ = re.compile(r"\.(xlsx?|csv|pptx?|jpe?g|png|zip)$", re.IGNORECASE)


def key_of(url: str, source: Source) -> str:
    """By address: that `s<n>` and `ID=<n>` are one document is not confirmed."""
    if host_of(url) not in source.site.hosts:
        return ""
    parts = split(url)
    query = f"?{parts.query.lower()}" if parts.query else ""
    return f"{source.id}:{parts.path.lower()}{query}"


def listed_papers(
    job: Job,
    papers: tuple[Paper, ...],
    day: str,
    committee: str,
    *,
    everything: bool = False,
) -> tuple[Listed, ...]:
    """The papers whose item or own title is about the subjects of sources.yaml."""
    found: dict[str, Listed] = {}
    for paper in papers:
        words = f"{paper.item}\n{paper.title}"
        if not everything and not any(
            re.search(p, words, re.IGNORECASE) for p in job.source.subjects
        ):
            continue
        address = _secure(tidy(paper.url), job.source)
        if re.search(r"/documents/s\d+", address, re.IGNORECASE) or parameter(address, "id"):
            job.reader.checks.hold("M4")
        else:
            job.reader.checks.fail("M4", address)
        key = key_of(address, job.source) or address
        title = paper.title
        if paper.item and paper.item.casefold() not in title.casefold():
            title = f"{paper.item}: {title}"
        found[key] = Listed(
            key=key,
            url=address,
            address=address,
            version="",
            accepts=(PDF, DOCX, ODT),
            label=paper.title,
            title=" - ".join(filter(None, (committee, title))),
            kind=_kind(paper.title),
            authority_id=job.source.authority,
            event_date=day,
            licence=job.source.licence,
            skip="not_read" if _NOT_READ.search(address) else "",
        )
    return tuple(found.values())


def _kind(title: str) -> str:
    """A monitoring visit's letter that Ofsted does not publish; all else extraction tells."""
    plain = title.lower()
    is_letter = "letter" in plain and "monitoring visit" in plain and "response" not in plain
    return "monitoring_visit" if is_letter else ""


def _secure(url: str, source: Source) -> str:
    """Https where the source has it: the web service gives http addresses of the same host."""
    parts, base = split(url), split(source.base_url)
    if (parts.scheme, base.scheme) == ("http", "https") and parts.hostname == base.hostname:
        return urlunsplit((base.scheme, base.netloc, parts.path, parts.query, ""))
    return url
