"""The DfE on GOV.UK: a collection with its groups, and what the search finds besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import quote, urlencode

from pipeline.fetch.addresses import host_of, split
from pipeline.fetch.config import Collection, Search, Source
from pipeline.fetch.faults import BrokenError
from pipeline.fetch.listing import Job, Page
from pipeline.fetch.reader import PageBody
from pipeline.fetch.sources.govuk_files import (
    API,
    Lead,
    api_address,
    authority_of,
    key_of,
    listed_attachment,
    listed_text,
    names_a_council,
    texts_first,
)
from pipeline.fetch.sources.govuk_items import Item, parse_collection, parse_item, parse_results

# Results shift while pages are turned: each page begins a little before the end of the last one.
OVERLAP = 5
_MOST_PAGES = 200
_MOST_REDIRECTS = 5


class GovukLister:
    """Lists the items of a collection and of searches, by the two APIs."""

    def key_of(self, url: str, source: Source) -> str:
        """By path, see `govuk_files`."""
        return key_of(url, source)

    def list_pages(self, job: Job) -> Iterator[Page]:
        """One page an item; also those that neither collection nor search shows any more."""
        leads = self._leads(job)
        for path in sorted(leads):
            lead = leads[path]
            if not self._in_scope(job, lead):
                continue
            url = api_address(job.source, path)
            pages = job.reader.attempt(url, partial(self._pages, job, lead))
            yield from pages or ()

    def _in_scope(self, job: Job, lead: Lead) -> bool:
        if job.scope.is_full or not lead.title:
            return True
        return job.scope.wants(authority_of(job, lead.title, lead.date), lead.date)

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
        prefix = api_address(job.source, "")
        for url in job.known_pages:
            path = url.removeprefix(prefix)
            leads.setdefault(path, Lead(path))
        return leads

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
                "docs/fetch.md); find the right one on www.gov.uk and set its 'path' in "
                "sources.yaml",
                url=job.source.base_url,
                assumption="G2",
            )
        return found[0]

    def _item(self, job: Job, path: str) -> PageBody:
        """An item of the Content API, following redirect items within the site."""
        seen: list[str] = []
        while True:
            answer = job.reader.get(api_address(job.source, path))
            if answer.status != 200:
                return answer
            item = job.reader.parse(answer, parse_item)
            if item.schema != "redirect" or path in seen or len(seen) == _MOST_REDIRECTS:
                return answer
            seen.append(path)
            path = split(item.redirect).path

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
        url, public = api_address(job.source, lead.path), job.source.base_url + lead.path
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
        target = split(item.redirect)
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
        return [self._page(job, moved, there, api_address(job.source, there.path)), gone]

    def _page(self, job: Job, lead: Lead, item: Item, url: str) -> Page:
        checks = job.reader.checks
        authority_id = authority_of(job, item.title or lead.title, item.first_published)
        problems = []
        if not authority_id and names_a_council(item.title):
            detail = (
                f"{item.title!r} ({url}) names a council that is in no list of authorities; add it "
                "to authorities.csv of the data folder"
            )
            problems.append(("unknown_authority", detail))
        if item.attachments:
            checks.hold("G6")
        elif item.schema == "publication":
            checks.fail("G6", f"{url}: no attachment in any of the three shapes")
        documents = [
            listed_attachment(job, lead, item, url, attachment, authority_id)
            for attachment in texts_first(item.attachments)
        ]
        if not documents and item.body.strip():
            documents = [listed_text(job, lead, item, authority_id)]
        return Page(
            url,
            tuple(documents),
            url=job.source.base_url + item.path,
            title=item.title,
            group=lead.group,
            withdrawn_date=item.withdrawn_date,
            problems=tuple(problems),
        )


def _wanted(title: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(re.search(p, title, re.IGNORECASE) for p in patterns)
