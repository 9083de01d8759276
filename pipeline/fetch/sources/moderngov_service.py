"""Pure parsers of the web service of ModernGov (XML)."""

from __future__ import annotations

import html

from bs4 import BeautifulSoup
from lxml import etree

from pipeline.fetch.addresses import join
from pipeline.fetch.faults import BrokenError
from pipeline.fetch.sources.moderngov_pages import Agenda, Committee, Meeting, Paper, iso_day


def _root(body: bytes) -> etree._Element:
    """The XML of an answer, without entities or anything from outside."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenError("the answer is no XML", assumption="M1") from error


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    """All elements of a name below; versions differ in the case of names."""
    return [child for child in element.iter() if _name(child) == name]


def _value(element: etree._Element, name: str) -> str:
    """The text of the first child of a name; content may be escaped twice."""
    for child in element:
        if _name(child) == name:
            text = html.unescape(html.unescape("".join(map(str, child.itertext()))))
            if "<" in text:
                text = BeautifulSoup(text, "lxml").get_text(" ")
            return " ".join(text.split())
    return ""


def parse_committees(body: bytes) -> list[Committee]:
    """The answer of GetCommittees."""
    root = _root(body)
    found = []
    for element in _all(root, "committee"):
        number = _value(element, "committeeid")
        name = _value(element, "committeetitle") or _value(element, "committeename")
        if number.isdecimal():
            found.append(Committee(int(number), name))
    if not found:
        raise BrokenError("there is no committee with a committeeid", assumption="M1")
    return found


def parse_meetings(body: bytes) -> list[Meeting]:
    """The answer of GetMeetings, which may hold the whole history whatever dates were asked."""
    root = _root(body)
    elements = _all(root, "meeting")
    found = []
    for element in elements:
        number = _value(element, "meetingid")
        if not number.isdecimal():
            raise BrokenError("a meeting has no meetingid", assumption="M2")
        date = iso_day(_value(element, "meetingdate"))
        found.append(Meeting(int(number), date, _value(element, "committeename")))
    if not elements and "meeting" not in _name(root):
        raise BrokenError(f"the answer is <{_name(root)}>, not meetings", assumption="M2")
    return found


def parse_meeting(body: bytes, base: str) -> Agenda:
    """The answer of GetMeeting: agenda items with their documents."""
    root = _root(body)
    if not _all(root, "meetingid") and not _all(root, "agendaitem"):
        raise BrokenError("there is neither a meetingid nor an agendaitem", assumption="M2")
    meeting = next(iter(_all(root, "meeting")), root)
    papers, restricted = [], 0
    for item in _all(root, "agendaitem"):
        title = _value(item, "agendaitemtitle")
        for document in _all(item, "linkeddoc"):
            url = _value(document, "url")
            hidden = _value(document, "isrestricted").lower() in ("true", "1", "yes")
            if hidden or not url:
                restricted += 1
            else:
                papers.append(Paper(join(base, url), _value(document, "title"), title))
    return Agenda(
        tuple(papers),
        _value(meeting, "committeename"),
        iso_day(_value(meeting, "meetingdate")),
        restricted,
    )
