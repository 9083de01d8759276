"""The DfE on GOV.UK: a collection with its groups, and what the search finds besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from pipeline.fetch.addresses import file_name, host_of, tidy
from pipeline.fetch.config import Collection, Search, Source
from pipeline.fetch.faults import BrokenError
from pipeline.fetch.labels import kind_of_title
from pipeline.fetch.listing import READABLE, Job, Listed, Page
from pipeline.fetch.reader import PageBody
from pipeline.fetch.sources.govuk_items import (
    EXTERNAL,
    FILE,
    HTML_PAGE,
    Attachment,
    Item,
    as_html,
    page_of,
    parse_collection,
    parse_item,
    parse_results,
    same_text,
)
from pipeline.intake import DOCX, HTML, ODT, PDF, TEXT

API = "/api/content"
# Results shift while pages are turned: each page begins a little before the end of the last one.
OVERLAP = 5
_MOST_PAGES = 200
_MOST_REDIRECTS = 5
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


class GovukLister:
    """Lists the items of a collection and of searches, by the two APIs."""

    def key_of(self, url: str, source: Source) -> str:
        """By path: files have moved between hosts, never between paths without a redirect."""
        host, path = host_of(url), urlsplit(url).path
        if host in source.site.hosts or _is_asset_host(host):
            return f"{source.id}:{path}"
        return ""

    def list_pages(self, job: Job) -> Iterator[Page]:
        """One page an item; also those that neither collection nor search shows any more."""
        leads = self._leads(job)
        for path in sorted(leads):
            lead = leads[path]
            if not self._in_scope(job, lead):
                continue
            url = self._api(job, path)
            pages = job.reader.attempt(url, partial(self._pages, job, lead))
            yield from pages or ()

    def _in_scope(self, job: Job, lead: Lead) -> bool:
        if job.scope.is_full or not lead.title:
            return True
        return job.scope.wants(self._authority(job, lead.title, lead.date), lead.date)

    def _leads(self, job: Job) -> dict[str, Lead]:
        leads: dict[str, Lead] = {}
        for collection in job.source.collections:
            name = f"{job.source.base_url}{collection.path or API}#{quote(collection.title)}"
            for lead in job.reader.attempt(name, partial(self._collection, job, collection)) or ():
                leads[lead.path] = lead
        for search in job.source.searches:
            name = f"{job.source.base_url}/api/search.json#{quote(search.query)}"
            for lead in job.reader.attempt(name, partial(self._search, job, search)) or ():
                leads.setdefault(lead.path, lead)
        prefix = self._api(job, "")
        for url in job.known_pages:
            path = url.removeprefix(prefix)
            leads.setdefault(path, Lead(path))
        return leads

    def _api(self, job: Job, path: str) -> str:
        return job.source.base_url + API + quote(path, safe="/%-._~")

    def _collection(self, job: Job, collection: Collection) -> list[Lead]:
        checks = job.reader.checks
        answer = self._item(job, collection.path) if collection.path else None
        if answer is None or answer.status != 200:
            path = self._find(job, collection)
            answer = self._item(job, path)
        if answer.status != 200:
            raise BrokenError(
                f"the collection {collection.title!r} answers {answer.status} (assumption G2 in "
                "docs/fetch.md); find it on www.gov.uk and set its 'path' in sources.yaml",
                url=answer.url,
                assumption="G2",
            )
        members = job.reader.parse(answer, parse_collection)
        if not members:
            raise BrokenError(
                f"the collection {collection.title!r} lists nothing, though there must be some "
                "(assumption G3 in docs/fetch.md); compare it with the page in a browser",
                url=answer.url,
                assumption="G3",
            )
        checks.hold("G2", "G3")
        for group in dict.fromkeys(member.group for member in members):
            if re.search(r"\b(open|closed)\b.*\b(notice|direction)s?\b", group, re.IGNORECASE):
                checks.hold("G4")
            else:
                checks.fail("G4", f"{answer.url}: a group is called {group!r}")
        return [Lead(m.path, m.title, m.group, m.updated) for m in members]

    def _find(self, job: Job, collection: Collection) -> str:
        """The path of a collection by its title."""
        search = Search(collection.title, document_types=("document_collection",), organisations=())
        found = [
            lead.path
            for lead in self._search(job, search, most=20)
            if lead.title.casefold() == collection.title.casefold()
        ]
        if len(found) != 1:
            raise BrokenError(
                f"{len(found)} collections are called {collection.title!r} (assumption G2 in "
                "docs/fetch.md); find the right one on www.gov.uk and set its 'path' in sources.yaml",
                url=job.source.base_url,
                assumption="G2",
            )
        return found[0]

    def _item(self, job: Job, path: str) -> PageBody:
        """An item of the Content API, following redirect items within the site."""
        seen: list[str] = []
        while True:
            answer = job.reader.get(self._api(job, path))
            if answer.status != 200:
                return answer
            item = job.reader.parse(answer, parse_item)
            if item.schema != "redirect" or path in seen or len(seen) == _MOST_REDIRECTS:
                return answer
            seen.append(path)
            path = urlsplit(item.redirect).path

    def _search(self, job: Job, search: Search, most: int = 0) -> list[Lead]:
        found: dict[str, Lead] = {}
        seen: set[str] = set()
        start, total = 0, 1
        for _ in range(_MOST_PAGES):
            answer = job.reader.get(self._search_url(job, search, start, most))
            if answer.status != 200:
                raise BrokenError(
                    f"the search API answers {answer.status}: {answer.url}",
                    url=answer.url,
                    assumption="G1",
                )
            results, total = job.reader.parse(answer, parse_results)
            job.reader.checks.hold("G1")
            fresh = [r for r in results if r.path not in seen]
            for result in results:
                seen.add(result.path)
                if _wanted(result.title, search.titles):
                    found.setdefault(
                        result.path, Lead(result.path, result.title, "", result.timestamp)
                    )
            end = start + len(results)
            if not results or end >= total or most or (not fresh and start):
                break
            start = max(start + 1, end - OVERLAP)
        if not most and len(seen) < total and not job.scope.since:
            job.reader.checks.fail("G1", f"{search.query!r}: {total} announced, {len(seen)} came")
        return list(found.values())

    def _search_url(self, job: Job, search: Search, start: int, most: int) -> str:
        parameters = [
            ("q", search.query),
            ("order", "-public_timestamp"),
            ("start", str(start)),
            ("count", str(most or job.source.rows)),
            ("fields", "title,link,public_timestamp,content_store_document_type"),
            *(("filter_organisations", name) for name in search.organisations),
            *(("filter_content_store_document_type", name) for name in search.document_types),
        ]
        if job.scope.since and not most:
            parameters.append(("filter_public_timestamp", f"from:{job.scope.since}"))
        return f"{job.source.base_url}/api/search.json?{urlencode(parameters)}"

    def _pages(self, job: Job, lead: Lead) -> list[Page]:
        """The page of one item; after a redirect also that of the item it leads to."""
        url, public = self._api(job, lead.path), job.source.base_url + lead.path
        answer = job.reader.get(url)
        if answer.status != 200:
            gone = "it was removed (410)" if answer.status == 410 else ""
            missing = ("page_missing", f"{url} answers {answer.status}; what is held of it stays")
            notes = () if gone else (missing,)
            page = Page(url, url=public, title=lead.title, group=lead.group)
            return [replace(page, gone=gone, problems=notes)]
        item = job.reader.parse(answer, parse_item)
        job.reader.checks.hold("G5")
        if item.schema == "gone":
            page = Page(url, url=public, title=lead.title, group=lead.group)
            return [replace(page, gone="it was removed")]
        if item.schema == "redirect":
            return self._redirected(job, lead, item, url)
        return [self._page(job, lead, item, url)]

    def _redirected(self, job: Job, lead: Lead, item: Item, url: str) -> list[Page]:
        target = urlsplit(item.redirect)
        gone = Page(
            url,
            url=job.source.base_url + lead.path,
            title=lead.title,
            group=lead.group,
            gone=f"it redirects to {item.redirect or 'nothing'}",
        )
        if target.netloc and host_of(item.redirect) not in job.source.site.hosts:
            return [gone]
        answer = self._item(job, target.path)
        if answer.status != 200:
            return [gone]
        there = job.reader.parse(answer, parse_item)
        if there.schema in ("redirect", "gone") or not (there.attachments or lead.title):
            return [gone]
        moved = replace(lead, path=there.path)
        return [self._page(job, moved, there, self._api(job, there.path)), gone]

    def _page(self, job: Job, lead: Lead, item: Item, url: str) -> Page:
        checks = job.reader.checks
        authority_id = self._authority(job, item.title or lead.title, item.first_published)
        problems = []
        if not authority_id and _ISSUED_TO.search(item.title):
            problems.append(
                (
                    "unknown_authority",
                    f"{item.title!r} ({url}) names a council that is in no list of authorities; add "
                    "it to authorities.csv of the data folder",
                )
            )
        if item.attachments:
            checks.hold("G6")
        elif item.schema == "publication":
            checks.fail("G6", f"{url}: no attachment in any of the three shapes")
        documents = [
            self._listed(job, lead, item, url, attachment, authority_id)
            for attachment in _texts_first(item.attachments)
        ]
        if not documents and item.body.strip():
            documents = [self._own_text(job, lead, item, authority_id)]
        return Page(
            url,
            tuple(documents),
            url=job.source.base_url + item.path,
            title=item.title,
            group=lead.group,
            withdrawn_date=item.withdrawn_date,
            problems=tuple(problems),
        )

    def _authority(self, job: Job, title: str, day: str) -> str:
        """From "… issued to <council>: <Month Year>"; else the one council that a title names."""
        match = _ISSUED_TO.search(title)
        if match and (authority := job.authorities.resolve(match[1], day)):
            return authority.authority_id
        named = job.authorities.find_in(title)
        return named[0].authority_id if len(named) == 1 else ""

    def _listed(
        self, job: Job, lead: Lead, item: Item, url: str, attachment: Attachment, authority_id: str
    ) -> Listed:
        base = job.source.base_url
        address = tidy(_on_current_host(attachment.url, job.source), base + "/")
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
            key=self.key_of(address, job.source) or address,
            url=address,
            address=self._api(job, urlsplit(address).path) if is_page else address,
            version=f"{attachment.updated_at}|{attachment.size}",
            accepts=(HTML,) if is_page else (known,) if known else READABLE,
            label=lead.group or item.document_type,
            title=attachment.title or item.title,
            kind=kind_of_title(attachment.title) or (kind_of_title(item.title) if only else ""),
            authority_id=authority_id,
            published_date=self._published(job, item, address, url),
            licence=job.source.licence,
            skip=skip,
            render=as_html if is_page else None,
        )

    def _own_text(self, job: Job, lead: Lead, item: Item, authority_id: str) -> Listed:
        """An item without attachments: its own text is the publication."""
        address = job.source.base_url + item.path
        return Listed(
            key=self.key_of(address, job.source),
            url=address,
            address=self._api(job, item.path),
            version=item.updated,
            accepts=(HTML,),
            label=lead.group or item.document_type,
            title=item.title,
            kind=kind_of_title(item.title),
            authority_id=authority_id,
            published_date=item.first_published,
            licence=job.source.licence,
            body=page_of(item.title, item.body),
        )

    def _published(self, job: Job, item: Item, address: str, url: str) -> str:
        """The day on which an attachment came, where the item tells it; '' where it may be several.

        An attachment that is new on an item known before came with its last major change.
        """
        if url in job.known_pages and self.key_of(address, job.source) not in job.known_files:
            return item.updated
        if len(item.attachments) == 1 or item.changes <= 1:
            return item.first_published or item.updated
        return job.known_files.get(self.key_of(address, job.source), "")


def _wanted(title: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(re.search(p, title, re.IGNORECASE) for p in patterns)


def _texts_first(attachments: tuple[Attachment, ...]) -> list[Attachment]:
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


def _on_current_host(url: str, source: Source) -> str:
    """Addresses of other stages of the publisher (assets-origin.integration …) on the live host."""
    parts = urlsplit(url)
    host = host_of(url)
    if host in source.site.hosts or not source.file_hosts or not _is_asset_host(host):
        return urljoin(source.base_url + "/", url)
    scheme = urlsplit(source.base_url).scheme
    return urlunsplit((scheme, source.file_hosts[0], parts.path, parts.query, ""))
