"""Pages and web service in the structure of ModernGov, made from the invented world."""

from __future__ import annotations

import html
from urllib.parse import quote

from pipeline.fetch.demo.pdf import make_pdf
from pipeline.fetch.demo.world import Meeting, World

_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body><div id="mgContent" class="mgContent">{main}</div></body></html>'
)


def service(world: World, name: str, query: dict[str, list[str]]) -> tuple[int, bytes]:
    """The web service. A call without all its parameters gives 500; date limits are ignored."""
    number, title = world.committee
    if name == "getcommittees" and "lDays" in query:
        inner = (
            f"<committee><committeeid>{number}</committeeid>"
            f"<committeetitle>{html.escape(title)}</committeetitle></committee>"
        )
        return 200, _xml("committees", inner)
    if name == "getmeetings" and {"lCommitteeId", "sFromDate", "sToDate"} <= set(query):
        inner = "".join(
            f"<meeting><meetingid>{m.number}</meetingid><meetingdate>{m.day:%d/%m/%Y}</meetingdate>"
            f"<committeename>{html.escape(title)}</committeename></meeting>"
            for m in world.meetings
        )
        return 200, _xml("meetings", inner)
    if name == "getmeeting" and "lMeetingId" in query:
        meeting = _meeting(world, query["lMeetingId"][0])
        if meeting is not None:
            return 200, _xml("getmeeting", _meeting_xml(world, meeting))
    return 500, b"Missing parameter"


def page(world: World, name: str, query: dict[str, list[str]]) -> bytes | None:
    """The pages for people, with the same content."""
    number, title = world.committee
    lower = {key.lower(): values[0] for key, values in query.items()}
    if name == "mglistcommittees.aspx":
        link = f'<a href="mgCommitteeDetails.aspx?ID={number}">{html.escape(title)}</a>'
        return _page("Committees", f'<ul class="mgBulletList"><li>{link}</li></ul>')
    if name == "ielistmeetings.aspx":
        rows = "".join(
            f'<li><a href="ieListDocuments.aspx?CId={number}&amp;MId={m.number}&amp;Ver=4">'
            f"{m.day:%d} {m.day:%B %Y} 2.00 pm</a></li>"
            for m in world.meetings
        )
        return _page("Meetings", f'<ul class="mgBulletList">{rows}</ul>')
    if name == "ielistdocuments.aspx":
        meeting = _meeting(world, lower.get("mid", lower.get("meetingid", "")))
        return _meeting_page(world, meeting) if meeting is not None else None
    if name == "mgissuehistoryhome.aspx":
        rows = "".join(
            f'<li><a href="mgAi.aspx?ID={m.number}{n}">{html.escape(item)}</a></li>'
            for m in world.meetings
            for n, (item, _) in enumerate(m.items)
            if "children" in item.lower()
        )
        return _page(
            "Issue", f'<h1>Children&#039;s services improvement</h1><ul class="mgList">{rows}</ul>'
        )
    if name == "mgai.aspx":
        for meeting in world.meetings:
            for n, (item, papers) in enumerate(meeting.items):
                if f"{meeting.number}{n}" == lower.get("id"):
                    links = "".join(f"<li>{_link(*paper)}</li>" for paper in papers)
                    when = f"{meeting.day:%d %B %Y}"
                    return _page(f"{item} {when}", f"<h1>{html.escape(item)}</h1><ul>{links}</ul>")
    return None


def document(world: World, path: str) -> bytes | None:
    """A paper at documents/s<number>/<name>.pdf."""
    for meeting in world.meetings:
        for _, papers in meeting.items:
            for number, title, lines in papers:
                if path == f"/{_path(number, title)}":
                    return make_pdf(lines)
    return None


def _meeting(world: World, number: str) -> Meeting | None:
    return next((m for m in world.meetings if str(m.number) == number), None)


def _meeting_xml(world: World, meeting: Meeting) -> str:
    items = "".join(
        f"<agendaitem><agendaitemtitle>{html.escape(html.escape(title))}</agendaitemtitle>"
        "<linkeddocuments>"
        + "".join(
            f"<linkeddoc><title>{html.escape(name)}</title><url>{_path(number, name)}</url>"
            f"<attachmentid>{number}</attachmentid><isrestricted>False</isrestricted></linkeddoc>"
            for number, name, _ in papers
        )
        + "<linkeddoc><title>Exempt appendix</title><url></url><isrestricted>True</isrestricted>"
        "</linkeddoc></linkeddocuments></agendaitem>"
        for title, papers in meeting.items
    )
    return (
        f"<meetingid>{meeting.number}</meetingid><meetingdate>{meeting.day:%d/%m/%Y}</meetingdate>"
        f"<committeename>{html.escape(world.committee[1])}</committeename>"
        f"<agendapublished>True</agendapublished>{items}"
    )


def _meeting_page(world: World, meeting: Meeting) -> bytes:
    rows = "".join(
        f'<tr><td class="mgItemNumberCell">{n}.</td>'
        f'<td><p class="mgAiTitleTxt">{html.escape(title)}</p>'
        + "".join(f"<p>{_link(*paper)}</p>" for paper in papers)
        + "</td></tr>"
        for n, (title, papers) in enumerate(meeting.items, 1)
    )
    when = f"{meeting.day:%A} {meeting.day.day} {meeting.day:%B %Y}"
    heading = f"Agenda for {world.committee[1]} on {when}"
    pack = f'<a href="documents/g{meeting.number}/Public reports pack.pdf">Pack PDF 9 MB</a>'
    return _page(
        heading, f'<h1>{html.escape(heading)}</h1>{pack}<table class="mgItemTable">{rows}</table>'
    )


def _link(number: int, title: str, lines: tuple[str, ...]) -> str:
    size = 100 + len(lines)
    text = f"{html.escape(title)} PDF {size} KB"
    return f'<a class="mgAiTitleLnk" href="{_path(number, title)}">{text}</a>'


def _path(number: int, title: str) -> str:
    return f"documents/s{number}/{quote(title)}.pdf"


def _page(title: str, main: str) -> bytes:
    return _PAGE.format(title=html.escape(title), main=main).encode()


def _xml(root: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>{inner}</{root}>'.encode()
