"""How a council's own papers are told: reports to its committees, decision lists and minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FIELD = re.compile(
    r"^(?:title of (?:the )?report|meeting date|date of (?:the )?meeting|report (?:by|of|author|to)"
    r"|wards? affected|classification|decision type|agenda item|lead officer|portfolio holder"
    r"|cabinet member|report title|committee|meeting)\b",
    re.I,
)
_MORE_FIELDS = re.compile(
    r"^(?:(?:report )?(?:subject|author|title)(?: of report)?\s*:"
    r"|(?:contact|responsible|reporting|accountable) (?:officer|director)\b"
    r"|lead (?:member|director|cabinet member)\b|report (?:from|for)\b|key decision\b"
    r"|purpose of (?:the |this )?report"
    r"|exempt\b|public report\b|date of (?:decision|publication)\s*:|decision[ -]maker"
    r"|item (?:no\b|number|\d)|presented by\b|cabinet portfolio\b|directorate\b)",
    re.I,
)
BODIES = (
    r"(?:committee|sub-?committee|panel|cabinet|executive|commission|full council|board|forum"
    r"|county council meeting|council meeting|scrutiny|task group|working group)"
)
_BODY_NAME = re.compile(
    r"^(?:report to |meeting of |minutes of |decisions of |agenda for )?(?:the |a meeting of the )?"
    rf"(?:[\w'&,-]+ ){{0,8}}{BODIES}(?: meeting)?\b"
    r"(?:[ ,:-]+(?:(?:held )?(?:on )?)?(?:\w+day,? )?(?:the )?\d.{0,40}|,? [\w' ]{0,40}council)?$",
    re.I,
)
"""A line that names the body to which a paper goes, perhaps with the day."""
_MINUTES = re.compile(
    r"^(?:(?:draft|approved|confirmed|public|printed|unconfirmed) )?(?:minutes\b|minute book"
    r"|decisions? (?:list|notice|sheet|record|summary|log|taken|made|of)\b"
    r"|record of (?:the )?(?:decisions?|executive|proceedings|meeting)"
    r"|(?:summary|list|schedule|notice|statement) of decisions?\b|notes? of (?:the "
    r"|a )?(?:meeting|discussion)"
    r"|extract (?:from|of) (?:the )?(?:draft )?minutes)",
    re.I,
)
_HELD = re.compile(
    r"^(?:present\b|in attendance|also (?:present|in attendance)|apologies"
    r"|(?:\w+ )?resolved\b|declarations? of interests?"
    r"|minutes of (?:the )?(?:previous|last)|members present|date of (?:the )?next meeting"
    r"|action(?: points?)?\s*:"
    r"|(?:the )?(?:committee|panel|board|cabinet|executive|council|forum) resolved\b"
    r"|councillors? [A-Z].{0,80}\((?:chair|vice|in the chair)|the meeting (?:started|opened"
    r"|began|closed|ended))",
    re.I,
)
_PARTS = re.compile(
    r"^(?:\d+(?:\.\d+)*\.? )?(?:background (?:papers|documents)"
    r"|(?:[\w,]+ (?:and )?){1,4}implications"
    r"|implications(?: of the report)?|reasons? for (?:the )?(?:decisions?|recommendations?"
    r"|urgency)"
    r"|(?:alternative|other) options(?: considered)?|options considered|purpose of (?:the "
    r"|this )?report"
    r"|decisions? (?:required|sought|requested)|recommendations? to (?:the )?\w+)$",
    re.I,
)
_ASKED = re.compile(
    rf"\b(?:{BODIES}|members|council|councillors)\b(?: is| are)?(?: therefore)? (?:asked"
    rf"|recommended|invited|requested) to\b"
    rf"|\brecommended that (?:the )?(?:{BODIES}|members|council)\b|^it is recommended that\b"
    rf"|\bthat (?:the )?{BODIES}:",
    re.I,
)
_ORDERS = re.compile(
    r"\bcomply with this (?:\w+ )?(?:improvement )?notice"
    r"|\bthis (?:[\w-]+ ){0,3}notice (?:is|was) (?:being )?"
    r"(?:issued|given|served|made)|\bnow therefore\b|\b(?:hereby )?directs the council\b",
    re.I,
)
_OFSTED = re.compile(r"^ofsted$|^inspection dates?\b|\blead inspectors?\b|^inspectors:", re.I)
_COMMISSIONER = re.compile(
    r"\bcommissioner(?:'s)? (?:.{0,40})?report|report (?:of|by|from) the .{0,30}commissioner", re.I
)
_HEAD, _FIELDS, _FIRST = 8, 30, 6
_ENOUGH = 2


_FOR_BODY = re.compile(rf"\b(?:for|to|of) (?:the )?(?:[\w'&,-]+ ){{0,6}}{BODIES}\b", re.I)


def names_body(lines: Sequence[str]) -> bool:
    """Whether a line of the head is the name of a council's body, or says that it is for one."""
    return any(_BODY_NAME.match(line) or _FOR_BODY.search(line) for line in lines)


def is_paper(texts: Sequence[str], *, letter: bool) -> bool:
    """Whether the plain texts of the first pages are those of a council's own paper or minutes.

    A committee's fields tell it; else two or more of the things that only such papers have. What
    prints an inspection's head, or orders like a notice does, is none.
    """
    fields = sum(bool(_FIELD.match(text)) for text in texts[:_FIELDS])
    named = not letter and any(_BODY_NAME.match(text) for text in texts[:_FIRST])
    if fields + named >= _ENOUGH:
        return True
    if not letter and any(_MINUTES.match(text) for text in texts[:_HEAD]):
        return True
    if letter or any(_OFSTED.search(text) for text in texts[:_FIELDS]):
        return False
    if any(_ORDERS.search(text) for text in texts) or any(
        _COMMISSIONER.search(text) for text in texts[:3]
    ):
        return False
    more = sum(bool(_MORE_FIELDS.match(text)) for text in texts[:_FIELDS])
    held = len({match[0].lower() for text in texts if (match := _HELD.match(text))})
    parts = len({text for text in texts if _PARTS.match(text)})
    asked = any(_ASKED.search(text) for text in texts)
    return fields + named + more + held + parts + asked >= _ENOUGH
