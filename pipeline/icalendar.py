"""Deadlines as an iCalendar file (RFC 5545): one event of a whole day for each that has a day.

The same deadlines give the same bytes: DTSTAMP is the day of the publication, not the clock, and
the UID is the deadline's id, so that a calendar that reads a newer file updates its entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pipeline.deadlines import Due
from pipeline.plain import responsible

_LINE = 75
_SUMMARY = 100
_NAMES = {"ordered": "Due", "planned": "Planned", "meeting": "Meeting"}


def to_icalendar(deadlines: Iterable[Due]) -> str:
    """The calendar; what has no day has no place in it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//letters//deadlines//EN",
        "CALSCALE:GREGORIAN",
    ]
    for due in deadlines:
        if due.due_date:
            lines += _event(due)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(due: Due) -> Iterator[str]:
    day = date.fromisoformat(due.due_date)
    where = ", ".join(filter(None, (due.title, f"page {due.page}" if due.page else "")))
    who = responsible(due.responsible)
    notes = [due.text, f"Responsible: {who}" if who else "", where]
    yield "BEGIN:VEVENT"
    yield f"UID:{due.deadline_id}@letters.invalid"
    yield f"DTSTAMP:{_compact(due.published_date or due.due_date)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_compact(due.due_date)}"
    yield f"DTEND;VALUE=DATE:{_compact((day + timedelta(1)).isoformat())}"
    yield f"SUMMARY:{_text(_summary(due))}"
    yield f"DESCRIPTION:{_text(chr(10).join(filter(None, notes)))}"
    yield f"CATEGORIES:{_text(due.kind)}"
    if due.url.isascii() and due.url.isprintable() and due.url:
        yield f"URL:{due.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _summary(due: Due) -> str:
    words = " ".join(due.text.split())
    head = f"{due.authority}: " if due.authority else ""
    text = f"{head}{_NAMES[due.kind]}: {words}"
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rstrip() + "…"


def _compact(day: str) -> str:
    return day.replace("-", "")


def _text(value: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11); control characters other than the line end have no place."""
    kept = "".join(c for c in value if c == "\n" or c.isprintable())
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(plain, escaped)
    return kept


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets; the following ones begin with a blank (RFC 5545, 3.1)."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode("utf-8"))
        if size + octets > _LINE:
            yield part
            part, size = " ", 1
        part += character
        size += octets
    yield part
