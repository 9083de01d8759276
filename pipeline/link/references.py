"""References that plans print ("Ofsted rec 3", "AfI 2", "Notice 12", "ILACS para 24"), and to what.

A reference is a claim of the plan: it counts for much, and may be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.records import ASKS_FOR_ACTION, Finding, Publication

_SOURCES = (
    ("improvement_notice", r"(?:improvement )?notice|direction|dfe"),
    ("monitoring_visit", r"monitoring visit|\bMV"),
    ("focused_visit", r"focused visit|\bFV"),
    ("jtai", r"JTAI|joint targeted"),
    ("area_send", r"area SEND|SEND inspection"),
    ("inspection", r"ofsted|ILACS|inspection|report|CQC"),
)
_SOURCE = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _SOURCES), re.IGNORECASE)
_NUMBERS = r"(?P<numbers>\d{1,3}[a-z]?(?:\s*(?:,|&|and|to|-|–|/)\s*\d{1,3}(?!\d))*)"
_TARGET = re.compile(
    r"(?P<priority>\bpriority actions?|\bareas? for priority action|\bAPA(?=[ \d])|\bPA(?=[ \d]))"
    r"|(?P<improvement>\bareas? for improvement|\bAf?FI(?=[ \d])|\bAfI(?=[ \d]))"
    r"|(?P<paragraph>\bpara(?:graph)?s?\b\.?|¶|§)"
    r"|(?P<item>\brec(?:ommendation)?s?\b\.?|\bbullets?(?: points?)?|\bfindings?"
    r"|\bwhat needs to improve|\bWNTI\b|\brequirements?|\bmeasures?)"
    r"|(?P<bare>\bofsted|\bILACS|\bJTAI|\b(?:improvement )?notice|\bdirection|\bSEND inspection)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:(?:no\.?|number|point|#|:)\s*)?" + _NUMBERS, re.IGNORECASE)
_STRICT = re.compile(r"^(?P<word>PA|AFI|AI)\s*(?P<number>\d{1,2})(?!\d)", re.IGNORECASE)
_FULL = ("ilacs_inspection", "sif_inspection", "area_send", "jtai", "protection_inspection")


@dataclass(frozen=True, slots=True)
class Reference:
    """One printed reference. `source`: kind of publication, '' if it does not say.

    `target`: `priority`, `improvement`, `paragraph` or `item` (what asks for action, counted).
    """

    source: str
    target: str
    number: str
    printed: str


@dataclass(frozen=True, slots=True)
class Source:
    """A publication to which references may point, with its findings in order."""

    publication: Publication
    findings: Sequence[Finding]


def find_references(text: str) -> list[Reference]:
    """All references of a text, in order.

    >>> [(r.source, r.target, r.number) for r in find_references("Ofsted 3; Notice para 12")]
    [('inspection', 'item', '3'), ('improvement_notice', 'paragraph', '12')]
    >>> find_references("Train 12 managers by 2024")
    []
    """
    found: list[Reference] = []
    for part in re.split(r"[;\n]|,(?=\s*[A-Za-z])", text):
        source_match = _SOURCE.search(part)
        source = source_match.lastgroup or "" if source_match else ""
        for match in _TARGET.finditer(part):
            after = _AFTER.match(part, match.end())
            if not after:
                continue
            target = str(match.lastgroup)
            if target == "bare":
                target = "paragraph" if source == "improvement_notice" else "item"
            if target == "item" and not source and re.match("find|meas|req", match.group(), re.I):
                continue
            printed = " ".join(
                part[
                    match.start()
                    if source_match is None
                    else min(match.start(), source_match.start()) : after.end()
                ].split()
            )
            found += [Reference(source, target, n, printed) for n in _numbers(after["numbers"])]
    return found


def find_label(reference: str) -> list[Reference]:
    """What the reference of the action itself tells: `PA1.2` belongs to priority action 1."""
    match = _STRICT.match(reference.strip())
    if not match:
        return []
    target = "priority" if match["word"].upper() == "PA" else "improvement"
    return [Reference("", target, match["number"], reference.strip())]


def resolve(reference: Reference, sources: Iterable[Source], plan_date: str) -> list[Finding]:
    """The findings meant: of the latest publication before the plan that has such a one."""
    eligible = [s for s in sources if _fits(reference, s.publication, plan_date)]
    eligible.sort(key=lambda s: (s.publication.kind in _FULL, s.publication.day), reverse=True)
    for source in eligible:
        found = _pick(reference, source)
        if found:
            return found
    return []


def _numbers(printed: str) -> list[str]:
    span = re.fullmatch(r"(\d+)\s*(?:to|-|–)\s*(\d+)", printed.strip())
    if span and int(span[1]) < int(span[2]) <= int(span[1]) + 20:
        return [str(n) for n in range(int(span[1]), int(span[2]) + 1)]
    return re.findall(r"\d+", printed)


def _fits(reference: Reference, publication: Publication, plan_date: str) -> bool:
    if plan_date and publication.day > plan_date:
        return False
    if reference.source == "inspection":
        return publication.publisher == "ofsted"
    if reference.source:
        return publication.kind == reference.source or (
            reference.source == "improvement_notice" and publication.kind == "statutory_direction"
        )
    return publication.kind not in ("committee_report", "improvement_plan", "other")


def _pick(reference: Reference, source: Source) -> list[Finding]:
    if reference.target == "paragraph":
        return [f for f in source.findings if f.paragraph_number.strip(".() ") == reference.number]
    kinds = {"priority": ("priority_action",), "improvement": ("improvement", "recommendation")}
    wanted = kinds.get(reference.target, ASKS_FOR_ACTION)
    asked = [f for f in source.findings if f.kind in wanted and f.addressed_to != "committee"]
    numbered = [f for f in asked if f.paragraph_number.strip(".() ") == reference.number]
    if numbered and reference.target != "item":
        return numbered[:1]
    number = int(reference.number)
    return [asked[number - 1]] if 0 < number <= len(asked) else []
