"""Ofsted: all local authorities from the search, each provider page, every report link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlunsplit

from pipeline.fetch.addresses import host_of, split, tidy
from pipeline.fetch.config import Source
from pipeline.fetch.faults import BrokenError
from pipeline.fetch.labels import kind_of_label, tidy_label
from pipeline.fetch.listing import Job, Listed, Page
from pipeline.fetch.sources.ofsted_pages import (
    Provider,
    ProviderPage,
    Report,
    parse_provider,
    parse_search,
)

SEARCH = (
    "/search?q=&location=&lat=&lon=&radius=&level_1_types=3&level_2_types%5B%5D=12"
    "&start={start}&rows={rows}"
)
# "Latest report" may be the day of the event: a page is left out by --since only beyond this.
SINCE_MARGIN_DAYS = 120
_FILE = re.compile(r"/v1/file/(\d+)$")
_MOST_PAGES = 200
_MISSING = "{url} answers {status}; what is held of it stays. Look for the provider in a browser"
_UNKNOWN = (
    "{name} (URN {urn}) is in no list of authorities; add it to authorities.csv of the data folder"
)
_UNEXPECTED = (
    "{url} links a report at {address}, which is not /v1/file/<number> on a file host of "
    "sources.yaml (assumption O9 in docs/fetch.md)"
)


class OfstedLister:
    """Lists the provider pages of reports.ofsted.gov.uk."""

    def key_of(self, url: str, source: Source) -> str:
        """By the number of the file: both file hosts may answer for the same one."""
        match = _FILE.search(split(url).path)
        if match and host_of(url) in source.site.hosts:
            return f"{source.id}:file/{match[1]}"
        return ""

    def list_pages(self, job: Job) -> Iterator[Page]:
        """One page a provider, also for those that the search no longer shows."""
        for url, provider in sorted(self._providers(job).items()):
            page = job.reader.attempt(url, partial(self._page, job, url, provider))
            if page is not None:
                yield page

    def _providers(self, job: Job) -> dict[str, Provider]:
        """Address of each provider page to visit."""
        base = job.source.base_url
        chosen = job.scope.authority
        if chosen is not None:
            if not chosen.ofsted_urn:
                return {}
            url = f"{base}/provider/44/{chosen.ofsted_urn}"
            return {url: Provider(chosen.ofsted_urn, chosen.name, url)}
        searched = job.reader.attempt(f"{base}/search", partial(self._search, job))
        found = {p.url: p for p in searched or ()}
        others = (f"{base}/provider/44/{urn}" for urn in job.source.providers)
        for url in (*job.known_pages, *others):
            urn = url.rpartition("/")[2]
            found.setdefault(url, Provider(urn, "", url))
        if job.scope.since:
            first = date.fromisoformat(job.scope.since) - timedelta(days=SINCE_MARGIN_DAYS)
            found = {
                url: p
                for url, p in found.items()
                if not p.latest_date or p.latest_date >= first.isoformat()
            }
        return found

    def _search(self, job: Job) -> list[Provider]:
        """All providers of the search, each URN once, advancing by what came."""
        found: dict[str, Provider] = {}
        start, total = 0, None
        reader = job.reader
        for _ in range(_MOST_PAGES):
            url = job.source.base_url + SEARCH.format(start=start, rows=job.source.rows)
            answer = reader.get(url)
            if answer.status != 200:
                raise BrokenError(
                    f"the search answers {answer.status}: {url}", url=url, assumption="O1"
                )
            page = reader.parse(answer, partial(parse_search, url=url))
            reader.checks.doubts(page.doubts)
            if not page.providers:
                break
            if page.total is not None:
                total = page.total
                reader.checks.hold("O4")
            reader.checks.hold("O2")
            for provider in page.providers:
                url = f"{job.source.base_url}/provider/44/{provider.urn}"
                if provider.url != url:
                    reader.checks.fail(
                        "O2", f"{provider.url} is not of the form /provider/44/<URN>"
                    )
                    url = tidy(provider.url)
                found.setdefault(
                    provider.urn, Provider(provider.urn, provider.name, url, provider.latest_date)
                )
            start += len(page.providers)
        self._check_search(job, found, total)
        return list(found.values())

    def _check_search(self, job: Job, found: dict[str, Provider], total: int | None) -> None:
        checks = job.reader.checks
        url = job.source.base_url + "/search"
        if not found:
            raise BrokenError(
                "the search has no local authority, though there must be some (assumption O1 in "
                f"docs/fetch.md); open {url} in a browser and compare its parameters",
                url=url,
                assumption="O1",
            )
        checks.hold("O3")
        if total is not None and total != len(found):
            checks.fail("O4", f"the search counts {total}, {len(found)} different providers came")
        if job.source.expected and len(found) < job.source.expected * 0.9:
            checks.fail(
                "O1", f"{len(found)} providers came, some {job.source.expected} are expected"
            )
        else:
            checks.hold("O1")

    def _page(self, job: Job, url: str, provider: Provider) -> Page:
        answer = job.reader.get(url)
        if answer.status != 200:
            return Page(
                url,
                title=provider.name,
                gone="the provider page was removed (410)" if answer.status == 410 else "",
                problems=(("page_missing", _MISSING.format(url=url, status=answer.status)),),
            )
        page = job.reader.parse(answer, partial(parse_provider, url=url))
        checks = job.reader.checks
        checks.doubts(page.doubts)
        failed = {number for number, _ in page.doubts}
        checks.hold(*(n for n in ("O5", "O6") if n not in failed))
        authority = job.authorities.by_urn.get(page.urn) or job.authorities.resolve(page.name)
        problems = []
        if authority is None:
            detail = _UNKNOWN.format(name=page.name, urn=page.urn)
            problems.append(("unknown_authority", detail))
        documents: list[Listed] = []
        for report in page.reports:
            listed = self._listed(
                job, url, page, report, authority.authority_id if authority else ""
            )
            if listed is None:
                detail = _UNEXPECTED.format(url=url, address=report.url)
                problems.append(("unexpected_address", detail))
            elif all(listed.key != other.key for other in documents):
                documents.append(listed)
        return Page(url, tuple(documents), title=page.name, problems=tuple(problems))

    def _listed(
        self, job: Job, url: str, page: ProviderPage, report: Report, authority_id: str
    ) -> Listed | None:
        checks = job.reader.checks
        address = tidy(report.url, url)
        key = self.key_of(address, job.source)
        if not key:
            checks.fail("O9", f"{url}: {address}")
            return None
        if report.label and report.published_date:
            checks.hold("O7", "O8")
        checks.hold("O9")
        kind, known = kind_of_label(report.label)
        if known:
            checks.hold("O10")
        else:
            checks.fail("O10", f"{url}: {report.label!r}")
        parts = split(address)
        others = [
            urlunsplit((parts.scheme, host, parts.path, "", ""))
            for host in job.source.file_hosts
            if host != host_of(address)
        ]
        return Listed(
            key=key,
            url=address,
            address=address,
            alternates=tuple(others),
            version=f"{tidy_label(report.label)}|{report.published_date}",
            label=report.label,
            title=f"{page.name}: {report.label}",
            kind=kind,
            authority_id=authority_id,
            published_date=report.published_date,
            event_date=report.event_date,
            licence=job.source.licence,
        )
