"""What a publication orders, plans or calls a meeting for, and by when: findings → deadlines.

Yes: «The council must submit a plan by 28 April 2023», «reviews at least every six months».
No: «Only 40% were seen by March 2023» (that has been), «must be told within 24 hours of the
child's return» (no day), «health assessments within 20 working days» (the law's own time scale).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, partial

from pipeline.extract import obligations as say
from pipeline.extract import responsible
from pipeline.extract.mentions import find_mentions
from pipeline.extract.periods import sentences
from pipeline.extract.statements import Sentence
from pipeline.records import (
    ORDER_KINDS,
    Deadline,
    Finding,
    Ordinals,
    Publication,
    content_id,
    normalised,
)

_TIMES = tuple(
    "day week month quarter year annual term spring summer autumn winter fortnight daily meeting "
    "immediate anniversary christmas easter holidays recess today tomorrow january february march "
    "april may june july august september october november december".split()
)
_DIGIT = re.compile(r"\d")


def _may_say_when(text: str) -> bool:
    """Without a number or a word of time nothing is ordered; looking closely costs: ask first."""
    if _DIGIT.search(text):
        return True
    lower = text.lower()
    return any(word in lower for word in _TIMES)


def find_deadlines(publication: Publication, findings: Sequence[Finding]) -> tuple[Deadline, ...]:
    """All deadlines of a publication, in reading order.

    `due_date` is the last day that the words allow; a term that runs from the notice or letter is
    counted from its date, and is empty where that is not known.
    """
    reference = publication.published_date
    if publication.kind in say.DESCRIBING:
        reference = publication.visit_end_date or reference
    # Once a publication, and only where a term asks for it: it looks at all findings.
    order_date = cache(partial(_order_date, publication, findings))
    found: list[Deadline] = []
    ordinal = Ordinals()
    council = publication.publisher == "council"
    resolved = _under(say.LEADS, findings) if council else frozenset()
    minuted = council and _is_minutes(publication, findings)
    reported = _under(say.REPORTS_THAT, findings) if council else frozenset()
    for finding in findings:
        seen: set[tuple[str, str, str]] = set()
        if not _may_say_when(finding.text):
            continue
        for start, end in sentences(finding.text):
            if not _may_say_when(finding.text[start:end]):
                continue
            sentence = Sentence(
                publication,
                finding,
                start,
                end,
                reference,
                order_date,
                listed=finding.finding_id in resolved,
                reported=finding.finding_id in reported,
                minuted=minuted,
            )
            for term in sentence.terms():
                kind = sentence.kind(term)
                if (kind, term.due_date, term.every) in seen and (term.due_date or term.every):
                    continue
                seen.add((kind, term.due_date, term.every))
                key = f"{finding.finding_id} {normalised(sentence.text[term.start : term.end])}"
                found.append(
                    Deadline(
                        deadline_id=content_id("d", key, ordinal(key)),
                        kind=kind,
                        publication_id=publication.publication_id,
                        finding_id=finding.finding_id,
                        text=sentence.text.strip(),
                        due_date=term.due_date,
                        every=term.every,
                        responsible=responsible.who(sentence.text, term.start),
                        evidence=((start + term.start, start + term.end),),
                    )
                )
    return tuple(found)


def _under(leads: re.Pattern[str], findings: Sequence[Finding]) -> frozenset[str]:
    """The findings that stand in a list of what was resolved or said: «RESOLVED that:», «Actions:».

    A list goes on while its items have a letter or number, begin small or end in a semicolon.
    """
    found = set()
    inside = first = open_ended = False
    section = ""
    for finding in findings:
        text = finding.text.strip()
        if leads.search(text):
            inside, first, section = True, True, finding.section
            continue
        label = finding.paragraph_number
        item = (label and not say.PLAIN_NUMBER.fullmatch(label)) or text[:1].islower()
        item = item or open_ended or first
        inside = inside and item and finding.section == section
        under = label and leads.search(finding.section)
        if inside or (under and not say.PLAIN_NUMBER.fullmatch(label)):
            found.add(finding.finding_id)
        open_ended = text.endswith((";", ",", "; and", ", and"))
        first = False
    return frozenset(found)


def _is_minutes(publication: Publication, findings: Sequence[Finding]) -> bool:
    """Whether a council paper is the minutes of a meeting."""
    return bool(say.MINUTES.search(publication.title)) or any(
        say.OF_MINUTES.match(words)
        for finding in findings
        for words in (finding.section, finding.text)
    )


def _order_date(publication: Publication, findings: Sequence[Finding]) -> str:
    """The day of the one notice or direction that a publication speaks of; '' for none or more."""
    days = {
        mention.mentioned_date
        for mention in find_mentions(publication, findings)
        if mention.mentioned_kind in ORDER_KINDS
        and len(mention.mentioned_date) == len("2021-05-18")
    }
    return days.pop() if len(days) == 1 else ""
