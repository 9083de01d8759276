"""Pure parsers of the pages of ModernGov, and the records that its web service gives, too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from bs4 import BeautifulSoup, Tag

from pipeline.fetch.addresses import join, split
from pipeline.fetch.faults import BrokenError
from pipeline.filelist import parse_date

_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}(?:st|nd|rd|th)?,?\s+[A-Za-z]{3,9},?\s+\d{4}")
# "Report PDF 374 KB" and "Appendix A , item 4. PDF 1 MB" -> without what the page adds
_FILE_NOTE = re.compile(
    r"[\s,]*(?:item \d+\.?\s*)?\b(?:pdf|docx?|odt|xlsx?)\s+[\d.,]+\s*[KM]B\s*$", re.IGNORECASE
)
_DOCUMENT = re.compile(r"/documents/s\d+|/mgconvert2pdf\.aspx$", re.IGNORECASE)
_PACK = re.compile(r"/documents/[gb]\d+", re.IGNORECASE)
_RESTRICTED = re.compile(r"\b(restricted|exempt|confidential|not for publication)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Committee:
    """One committee."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting; `date` is ISO 8601, '' where it cannot be read."""

    number: int
    date: str
    committee: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of an agenda item. `url` as given, made absolute."""

    url: str
    title: str
    item: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a meeting has. `restricted` counts documents that are not public."""

    papers: tuple[Paper, ...]
    committee: str = ""
    date: str = ""
    restricted: int = 0
    has_table: bool = True
    links: tuple[str, ...] = ()


def iso_day(text: str) -> str:
    """The first day that a text names: "Monday, 12th January 2026 2.00 pm", "12/01/2026".

    >>> iso_day("Monday, 12th January 2026 2.00 pm")
    '2026-01-12'
    """
    match = _DATE.search(text)
    return parse_date(re.sub(r"(?<=\d)(st|nd|rd|th)\b|,", "", match[0])) if match else ""


def parameter(url: str, *names: str) -> str:
    """A query parameter, whatever the case of its name.

    >>> parameter("ieListDocuments.aspx?CId=251&MeetingId=8692", "mid", "meetingid")
    '8692'
    """
    values = {name.lower(): value for name, value in parse_qsl(split(url).query)}
    return next((values[name] for name in names if name in values), "")


def _is_page(url: str, name: str) -> bool:
    return split(url).path.rpartition("/")[2].lower() == name


def parse_committee_list(body: bytes) -> list[Committee]:
    """The committees of mgListCommittees.aspx: every link that carries a committee's number."""
    soup = BeautifulSoup(body, "lxml")
    found: dict[int, Committee] = {}
    for link in soup.select("a[href]"):
        number = parameter(str(link["href"]), "cid", "committeeid", "id")
        is_committee = re.search(
            r"mgCommitteeDetails|ieListMeetings", str(link["href"]), re.IGNORECASE
        )
        if is_committee and number.isdecimal():
            found.setdefault(int(number), Committee(int(number), _text(link)))
    if not found:
        raise BrokenError("there is no link to a committee", assumption="M1")
    return list(found.values())


def parse_meeting_list(body: bytes) -> list[Meeting]:
    """The meetings of ieListMeetings.aspx: links to ieListDocuments.aspx that hold a date."""
    soup = BeautifulSoup(body, "lxml")
    found: dict[int, Meeting] = {}
    for link in soup.select("a[href]"):
        url = str(link["href"])
        number = parameter(url, "mid", "meetingid")
        if _is_page(url, "ielistdocuments.aspx") and number.isdecimal():
            date = iso_day(_text(link)) or iso_day(_text(link.parent) if link.parent else "")
            found.setdefault(int(number), Meeting(int(number), date))
    if not found and soup.select_one("[class^=mg], [id^=mg]") is None:
        raise BrokenError("this is no page of ModernGov", assumption="M3")
    return list(found.values())


def parse_agenda(body: bytes, url: str) -> Agenda:
    """The documents of a meeting, item, issue or decision page, each with its item's title.

    The titles of documents do not say what they are ("Appendix A"): the item's title does. Packs
    hold the same documents once more and are left out. `links` are pages of items and decisions.
    """
    soup = BeautifulSoup(body, "lxml")
    if soup.select_one("[class^=mg], [id^=mg]") is None:
        raise BrokenError("this is no page of ModernGov", assumption="M3")
    table = soup.select_one("table.mgItemTable, #mgItemTable, table[class*=mgItemTable]")
    heading = soup.select_one("h1, .mgSubTitleTxt, h2")
    page_title = _text(heading) if heading is not None else ""
    area = table or soup.select_one("#mgContent, .mgContent, main, #content") or soup
    papers: dict[str, Paper] = {}
    restricted = 0
    title = "" if table else page_title
    for row in area.select("tr") if table else [area]:
        named = row.select_one(".mgAiTitleTxt")
        linked = row.select_one("a.mgAiTitleLnk")
        if named is not None:
            title = _text(named)
        elif linked is not None and row.select_one(".mgItemNumberCell") is not None:
            title = _FILE_NOTE.sub("", _text(linked))
        documents = [a for a in row.select("a[href]") if _is_document(join(url, str(a["href"])))]
        for link in documents:
            address = join(url, str(link["href"]))
            papers.setdefault(address, Paper(address, _FILE_NOTE.sub("", _text(link)), title))
        if not documents and _RESTRICTED.search(_text(row)):
            restricted += 1
    links = [
        join(url, str(a["href"]))
        for a in area.select("a[href]")
        if re.search(
            r"mgAi\.aspx|ieDecisionDetails\.aspx|mgDecisionDetails\.aspx|ieListDocuments\.aspx",
            str(a["href"]),
            re.IGNORECASE,
        )
    ]
    whole = _text(soup.title) + " " + page_title if soup.title else page_title
    return Agenda(
        tuple(papers.values()),
        committee=page_title,
        date=iso_day(whole) or iso_day(_text(area)[:2000]),
        restricted=restricted,
        has_table=table is not None,
        links=tuple(dict.fromkeys(links)),
    )


def _is_document(url: str) -> bool:
    path = split(url).path
    return bool(_DOCUMENT.search(path)) and not _PACK.search(path)


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())
