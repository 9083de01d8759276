"""Councils on ModernGov: meetings of named committees, their items on children's services."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from pipeline.fetch.addresses import tidy
from pipeline.fetch.config import Source
from pipeline.fetch.faults import BrokenError, DocumentError, UnreachableError
from pipeline.fetch.listing import Job, Page
from pipeline.fetch.sources.moderngov_pages import (
    Agenda,
    Committee,
    Meeting,
    parse_agenda,
    parse_committee_list,
    parse_meeting_list,
)
from pipeline.fetch.sources.moderngov_papers import key_of, listed_papers
from pipeline.fetch.sources.moderngov_service import (
    parse_committees,
    parse_meeting,
    parse_meetings,
)

T = TypeVar("T")
# How far ahead meetings are looked for: agendas are published some days before.
AHEAD_DAYS = 60
_MOST_ISSUE_PAGES = 200


class ModernGovLister:
    """Lists meetings by the web service, or by the pages where that does not answer."""

    def key_of(self, url: str, source: Source) -> str:
        """By address, see `moderngov_papers`."""
        return key_of(url, source)

    def list_pages(self, job: Job) -> Iterator[Page]:
        """One page a meeting, and one an issue with all that belongs to it."""
        yield from self._committees(job)
        for issue in job.source.issues:
            url = f"{job.source.base_url}/mgIssueHistoryHome.aspx?IId={issue}"
            page = job.reader.attempt(url, partial(self._issue, job, url))
            if page is not None:
                yield page

    # --- committees ---------------------------------------------------------------------------

    def _committees(self, job: Job) -> Iterator[Page]:
        source = job.source
        if not (source.committees or source.committee_names):
            return
        by_service = source.web_service
        wanted = dict.fromkeys(source.committees, "")
        if source.committee_names or by_service:
            name = f"{source.base_url}/mgListCommittees.aspx"
            found = job.reader.attempt(name, partial(self._all_committees, job, by_service))
            if found is None and not source.committees:
                return
            committees, by_service = found or ([], False)
            wanted |= {
                c.number: c.name
                for c in committees
                if c.number in wanted
                or any(re.search(p, c.name, re.IGNORECASE) for p in source.committee_names)
            }
            if found and not wanted:
                job.reader.attempt(name, partial(_no_committee, source, name))
        for number, name in sorted(wanted.items()):
            url = f"{source.base_url}/ieListMeetings.aspx?CId={number}&Year=0"
            meetings = job.reader.attempt(
                url, partial(self._meetings, job, number, url, by_service)
            )
            tables = [0, 0]
            for meeting in meetings or ():
                page = self._meeting_url(job, number, meeting.number)
                if not self._is_due(job, meeting, page):
                    continue
                work = partial(self._meeting, job, meeting, page, name, by_service, tables)
                result = job.reader.attempt(page, work)
                if result is not None:
                    yield result
            if tables[0] and not tables[1]:
                job.reader.attempt(url, partial(_no_table, url, tables[0]))

    def _all_committees(self, job: Job, by_service: bool) -> tuple[list[Committee], bool]:
        """All committees, and whether the web service gave them."""
        base = job.source.base_url
        if by_service:
            url = f"{base}/mgWebService.asmx/GetCommittees?lDays=0"
            found = self._by_service(job, url, parse_committees)
            if found is not None:
                return found, True
        if not job.source.committee_names:
            return [], False
        answer = job.reader.get(f"{base}/mgListCommittees.aspx")
        return job.reader.parse(answer, parse_committee_list), False

    def _by_service(self, job: Job, url: str, parser: Callable[[bytes], T]) -> T | None:
        """The answer of the web service; None if it does not answer so: then pages are read."""
        try:
            return self._service(job, url, parser)
        except (BrokenError, UnreachableError, DocumentError) as error:
            job.reader.checks.fail("M1", str(error))
            return None

    def _service(self, job: Job, url: str, parser: Callable[[bytes], T]) -> T:
        answer = job.reader.get(url)
        if answer.status != 200:
            raise BrokenError(
                f"the web service answers {answer.status}: {url}", url=url, assumption="M1"
            )
        result = job.reader.parse(answer, parser)
        job.reader.checks.hold("M1")
        return result

    def _meetings(self, job: Job, committee: int, url: str, by_service: bool) -> list[Meeting]:
        """The meetings within the dates wanted: some installs ignore the limits that are asked."""
        start = job.source.since or "2000-01-01"
        first = max(start, job.scope.since)
        last = (date.fromisoformat(job.today) + timedelta(days=AHEAD_DAYS)).isoformat()
        # The address must not change from day to day: it is what the page is remembered by.
        query = {
            "lCommitteeId": committee,
            "sFromDate": _british(start),
            "sToDate": f"31/12/{int(job.today[:4]) + 1}",
        }
        service = (
            f"{job.source.base_url}/mgWebService.asmx/GetMeetings?{urlencode(query, safe='/')}"
        )
        meetings = self._by_service(job, service, parse_meetings) if by_service else None
        if meetings is None:
            answer = job.reader.get(url)
            if answer.status != 200:
                raise BrokenError(f"{url} answers {answer.status}", url=url, assumption="M3")
            meetings = job.reader.parse(answer, parse_meeting_list)
        if not meetings:
            raise BrokenError(
                f"committee {committee} has no meetings at all (assumption M2 in docs/fetch.md); "
                f"open {url} in a browser and check the number in sources.yaml",
                url=url,
                assumption="M2",
            )
        for meeting in meetings:
            if meeting.date:
                job.reader.checks.hold("M2")
            else:
                job.reader.checks.fail(
                    "M2", f"{url}: meeting {meeting.number} has no readable date"
                )
        return sorted(
            (m for m in meetings if not m.date or first <= m.date <= last),
            key=lambda m: (m.date, m.number),
        )

    def _is_due(self, job: Job, meeting: Meeting, page: str) -> bool:
        """False for an old meeting that was read whole: its papers do not change any more."""
        read = job.settled_pages.get(page)
        return read != _subjects(job.source) or not self._is_old(job, meeting.date)

    def _is_old(self, job: Job, day: str) -> bool:
        limit = date.fromisoformat(job.today) - timedelta(days=job.source.settled_days)
        return bool(day) and day < limit.isoformat()

    def _meeting_url(self, job: Job, committee: int, meeting: int) -> str:
        return f"{job.source.base_url}/ieListDocuments.aspx?CId={committee}&MId={meeting}&Ver=4"

    def _meeting(
        self,
        job: Job,
        meeting: Meeting,
        url: str,
        committee: str,
        by_service: bool,
        tables: list[int],
    ) -> Page:
        service = f"{job.source.base_url}/mgWebService.asmx/GetMeeting?lMeetingId={meeting.number}"
        parser = partial(parse_meeting, base=url)
        agenda = self._by_service(job, service, parser) if by_service else None
        if agenda is None:
            agenda = self._agenda(job, url)
            tables[0] += 1
            tables[1] += agenda.has_table
        day = meeting.date or agenda.date
        return Page(
            url,
            listed_papers(
                job, agenda.papers, day, committee or meeting.committee or agenda.committee
            ),
            title=" ".join(filter(None, (committee or meeting.committee or agenda.committee, day))),
            settled=self._is_old(job, day),
            version=_subjects(job.source),
        )

    def _agenda(self, job: Job, url: str) -> Agenda:
        answer = job.reader.get(url)
        if answer.status != 200:
            raise BrokenError(f"{url} answers {answer.status}", url=url, assumption="M3")
        agenda = job.reader.parse(answer, partial(parse_agenda, url=url))
        if agenda.has_table:
            job.reader.checks.hold("M3")
        return agenda

    # --- issues -------------------------------------------------------------------------------

    def _issue(self, job: Job, url: str) -> Page:
        """All papers of an issue: of its own page, and of the items and decisions it links.

        Everything that belongs to a chosen issue is wanted: no filter by subject.
        """
        history = self._agenda(job, url)
        papers = list(listed_papers(job, history.papers, history.date, "", everything=True))
        titles = re.compile(r"mgAi\.aspx|DecisionDetails\.aspx", re.IGNORECASE)
        links = [tidy(link, url) for link in history.links if titles.search(link)]
        for link in sorted(dict.fromkeys(links))[:_MOST_ISSUE_PAGES]:
            agenda = job.reader.attempt(link, partial(self._agenda, job, link))
            if agenda is None:
                raise BrokenError(
                    f"{url} links {link}, which could not be read", url=url, assumption="M3"
                )
            papers += listed_papers(job, agenda.papers, agenda.date, "", everything=True)
        if not papers:
            job.reader.checks.fail(
                "M4", f"{url}: no document on it or on {len(links)} linked pages"
            )
        unique = {paper.key: paper for paper in papers}
        return Page(url, tuple(unique.values()), title=history.committee)


def _subjects(source: Source) -> str:
    """What was looked for, in short: other subjects are a reason to look again."""
    return hashlib.blake2b("\n".join(source.subjects).encode(), digest_size=6).hexdigest()


def _british(day: str) -> str:
    return "/".join(reversed(day.split("-")))


def _no_committee(source: Source, url: str) -> None:
    raise BrokenError(
        f"no committee's name matches 'committee_names' of source {source.id!r}; open {url} in a "
        "browser and correct them",
        url=url,
        assumption="M1",
    )


def _no_table(url: str, pages: int) -> None:
    raise BrokenError(
        f"none of the meeting pages of {url} has an agenda in mgItemTable (assumption M3 in "
        "docs/fetch.md); compare one with the parser",
        url=url,
        assumption="M3",
    )
