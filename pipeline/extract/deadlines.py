"""What a publication orders, plans or calls a meeting for, and by when: findings → deadlines.

Yes: «The council must submit a plan by 28 April 2023», «reviews at least every six months».
No: «Only 40% were seen by March 2023» (that has been), «must be told within 24 hours of the
child's return» (no day), «health assessments within 20 working days» (the law's own time scale).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from pipeline.extract import obligations as say
from pipeline.extract import responsible
from pipeline.extract.mentions import find_mentions
from pipeline.extract.periods import Period, add_span, find_periods, sentences
from pipeline.extract.terms import Span, find_rhythms, find_spans
from pipeline.records import (
    ASKS_FOR_ACTION,
    COUNCIL_KINDS,
    ORDER_KINDS,
    Deadline,
    Finding,
    Ordinals,
    Publication,
    content_id,
    normalised,
)

_DASHES = ("–", "−", "-")


@dataclass(frozen=True, slots=True)
class _Term:
    """One time of a sentence: where it stands, and the day or the rhythm it gives."""

    start: int
    end: int
    due_date: str = ""
    every: str = ""


_TIMES = tuple(
    "day week month quarter year annual term spring summer autumn winter fortnight daily meeting "
    "immediate christmas easter january february march april may june july august september "
    "october november december".split()
)
_DIGIT = re.compile(r"\d")


_TO_COME = re.compile(
    r"\b(?:will|would|due|[Pp]lan|sched|expect|anticip|inten|aim|propos|ambition|likely|unlikely|to\s+be"
    r"|set\s+to|on\s+track|timetabled|live|must|should|shall|ought|asks?\b|asked|reque|requir|direct"
    r"|recomm|urge|needs?\s+to|ha(?:s|ve)\s+to|going\s+to|go\w*\s+live|next|later|please|could|may\b"
    r"|look|want|like|grateful|expects)"
)
"""Without one of these words a description of practice announces nothing."""


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
    for finding in findings:
        seen: set[tuple[str, str, str]] = set()
        if not _may_say_when(finding.text):
            continue
        for start, end in sentences(finding.text):
            if not _may_say_when(finding.text[start:end]):
                continue
            sentence = _Sentence(publication, finding, start, end, reference, order_date)
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


def _order_date(publication: Publication, findings: Sequence[Finding]) -> str:
    """The day of the one notice or direction that a publication speaks of; '' for none or more."""
    days = {
        mention.mentioned_date
        for mention in find_mentions(publication, findings)
        if mention.mentioned_kind in ORDER_KINDS
        and len(mention.mentioned_date) == len("2021-05-18")
    }
    return days.pop() if len(days) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence of a finding, and what it must be read with."""

    publication: Publication
    finding: Finding
    start: int
    end: int
    reference: str
    order_date: Callable[[], str]

    @property
    def text(self) -> str:
        return self.finding.text[self.start : self.end]

    @property
    def orders(self) -> bool:
        """Whether it stands among the measures of a notice or of a summary of one."""
        return self.finding.kind == "requirement" or self.publication.kind in ORDER_KINDS

    @property
    def describes(self) -> bool:
        """Whether it stands in a description of practice, and not among what is to be done."""
        return self.publication.kind in say.DESCRIBING and self.finding.kind not in ASKS_FOR_ACTION

    @property
    def is_letter(self) -> bool:
        """Whether the publication is one of the short kinds."""
        return self.publication.kind in say.LETTERS

    @property
    def recommends(self) -> bool:
        """Whether it stands among what a committee is asked to do."""
        return self.finding.addressed_to == "committee" and self.finding.kind == "recommendation"

    @property
    def resolves(self) -> bool:
        """Whether a council paper says what a body is to resolve: «That a report be brought»."""
        begins = say.THAT.match(self.text)
        if self.publication.publisher != "council" or begins is None:
            return False
        return not say.PAST.search(self.text) or begins["word"].casefold() == "that"

    @property
    def reports(self) -> bool:
        """Whether it stands in the account that a council paper gives of itself."""
        council = self.publication.publisher == "council"
        return council and self.finding.kind not in ASKS_FOR_ACTION

    def kind(self, term: _Term) -> str:
        """Whether the term is a meeting's, was ordered, or is planned."""
        if self.resolves:
            return "ordered"
        if not self.orders and not term.every and self._is_meeting(term):
            return "meeting"
        if self.finding.kind == "requirement":
            return "ordered"
        said = list(say.SAID.finditer(self.text))
        before = [match for match in said if match.start() < term.start]
        nearest = before[-1] if before else said[0] if said else None
        if nearest is None:
            asks = self.orders or self.finding.kind in ASKS_FOR_ACTION
            return "ordered" if asks else "planned"
        if self.orders and not say.ARRANGED.match(nearest.group()):
            return "ordered"  # «officials will review progress»: a measure, whoever is to do it
        if not self.orders and say.COMES.match(self.text, nearest.start()):
            return "planned"
        if nearest["announced"] or (
            (self.reports or self.describes) and say.IS_TO.match(nearest.group())
        ):
            return "planned"
        return "ordered"

    def _is_meeting(self, term: _Term) -> bool:
        """Whether a board or committee meets then; what it recommends is none."""
        before = self.text[: term.start]
        if re.search(
            r"\b(?:by|before)\s+(?:our|the|its|your)\s+(?:next\s+)?meeting\s+$", before, re.I
        ):
            return False  # «by our next meeting on 14 May»
        if say.TO_BODY.match(self.text, term.start) and say.BODY_NEXT.match(self.text, term.end):
            return True
        if re.match(r"by\b|before\b", self.text[term.start :], re.I):
            before = re.split(r",|;|\b(?:before|after|and|then)\b", before)[-1]
            return bool(say.MEETING.search(before) or re.search(r"\bmeetings?\b", before, re.I))
        if self.publication.kind not in say.DESCRIBING and say.AT_BODY.search(before):
            return True
        near = self.text[max(0, term.start - say.NEAR) : term.end + say.NEAR]
        return bool(say.MEETING.search(self.text) or re.search(r"\bmeetings?\b", near, re.I))

    def terms(self) -> Iterator[_Term]:
        """The times that it sets; a day and a rhythm in one sentence are one term."""
        if self.describes and not self.is_letter and not _TO_COME.search(self.text):
            return
        lawful = bool(say.LAW.search(self.text)) and not self.orders
        days = [*self._days(), *(() if lawful else self._spans())]
        rhythms = [] if lawful else list(self._rhythms())
        if len(days) == 1 and len(rhythms) == 1:
            yield _Term(days[0].start, days[0].end, days[0].due_date, rhythms[0].every)
            return
        for rhythm in rhythms:  # «each month from 6 June», beside another rhythm
            begins = next((day for day in days if self._begins(rhythm, day)), None)
            if begins is None:
                days.append(rhythm)
            else:
                days.remove(begins)
                days.append(_Term(rhythm.start, begins.end, begins.due_date, rhythm.every))
        yield from sorted(days, key=lambda term: term.start)

    def _begins(self, rhythm: _Term, day: _Term) -> bool:
        between = self.text[rhythm.end : day.start] if not day.every else "?"
        return day.start >= rhythm.end and not between.strip(" ,")

    def _days(self) -> Iterator[_Term]:
        last_end = -1
        for period in find_periods(self.text, self.reference):
            if self.publication.published_date and period.last < self._earliest:
                continue
            before = self.text[: period.start]
            if re.search(r"\bbudgets?\s+(?:for|of|in)\s+$", before, re.I):
                continue
            listed = bool(last_end == period.start - 2 and re.search(r"\w,\s+$", before))
            last_end = period.end
            by, after = say.BY.search(before), say.AFTER.search(before)
            if by:
                term = self._by(period, by)
            elif after:
                forbidden = say.FORBIDS.search(before)
                term = _Term(after.start(), period.end, period.last) if forbidden else None
            else:
                term = self._at(period, listed=listed)
            if term is not None:
                yield term

    def _by(self, period: Period, by: re.Match[str]) -> _Term | None:
        """«by the end of May», «before June», «not until July»."""
        preposition = by.group().casefold()
        before = self.text[: period.start]
        limits = say.NOT.search(before) or say.RHYTHM_BEFORE.search(before)
        if preposition.startswith("until") and not limits:
            return None  # how long something lasts
        if not self._is_ahead(period):
            return None
        exclusive = preposition.startswith("before")
        due = _day_before(period, self.text) if exclusive else period.last
        return _Term(by.start(), period.end, due)

    def _at(self, period: Period, *, listed: bool) -> _Term | None:
        """«on 3 May», «in June», «from July», «to the September meeting», «later this year»."""
        before = self.text[: period.start]
        span, begins = say.SPAN_BEFORE.search(before), say.BEGINS.search(before)
        if begins and not span and say.UNTIL.match(self.text, period.end):
            return None
        week = say.WEEK.search(before) if period.precision == "day" else None
        meets = say.BODY_NEXT.match(self.text, period.end)
        at = (
            (say.TO_BODY.search(before) if meets else None)
            or week
            or begins
            or say.AT.search(before)
            or say.PART_IN.match(self.text, period.start)
            or say.SAYS_WHEN.match(self.text, period.start)
        )
        if (span or at or listed) and self._is_ahead(period, strict=True):
            begin = span or at
            last = add_span(period.last, 6, "day") if week else period.last
            return _Term(begin.start() if begin else period.start, period.end, last)
        alone = not (span or at or listed or self.describes or before.rstrip().endswith(_DASHES))
        if alone and self._lies_ahead(period):
            return _Term(period.start, period.end, period.last)
        return None

    @property
    def _earliest(self) -> str:
        return (
            self.reference
            if self.publication.kind in say.DESCRIBING
            else (self.publication.published_date)
        )

    def _is_ahead(self, period: Period, *, strict: bool = False) -> bool:
        """Whether words before the day say that it is still to come."""
        before = self.text[: period.start]
        if self.describes:
            if self.is_letter and self._lies_ahead(period):
                lasts = re.search(r"\b(?:until|for)\s+(?:the\s+)?$", before, re.I)
                return not lasts or bool(_near(say.STRICT_FUTURE, before))
            if strict:
                return bool(_near(say.STRICT_FUTURE, before))
            return bool(_near(say.STRICT_FUTURE, before) or say.DUTY.search(before))
        if self.orders and not strict:
            return True
        if self._lies_ahead(period):
            return True
        if self.resolves or (self.recommends and not _near(say.PAST, before)):
            return True
        if strict:
            if any(_near(words, before) for words in (say.FUTURE, say.DUTY, say.MEETS_WHEN)):
                return True
            here = re.sub(r"\b(?:on|in)\s+(?:the\s+)?$", "", before)
            present = say.PRESENT.search(before) or say.AT_BODY.search(here)
            return bool(present and not _near(say.PAST, before))
        if say.FUTURE.search(self.text) or say.DUTY.search(self.text):
            return True
        speaks = self.publication.publisher in ("council", "dfe")
        return speaks and not _near(say.PAST, before)

    def _lies_ahead(self, period: Period) -> bool:
        """A day or month after a letter or paper is still to come, whatever the words.

        Not one that only says how long something lasts («runs until March 2026»), nor one without
        a year, which may have been («was published on 17 August»).
        """
        if not re.search(r"\d\d$", self.text[period.start : period.end]):
            return False
        if period.precision == "year":
            return False
        day = self.publication.published_date
        return bool(day) and period.first > day and not say.LASTS.search(self.text[: period.start])

    def _spans(self) -> Iterator[_Term]:
        """«within six weeks of this notice», «after six months and again after twelve»."""
        for span in find_spans(self.text):
            if span.other or not self._is_term(span):
                continue
            base = self._base(span)
            due = add_span(base, span.number, span.unit) if base and not span.about else ""
            yield _Term(span.start, span.end, due)

    def _is_term(self, span: Span) -> bool:
        """Whether a term runs from the publication, and not from each child's case."""
        before = self.text[: span.start]
        if span.anchor:
            return self.orders or bool(say.DUTY.search(self.text) or say.FUTURE.search(self.text))
        if span.how == "after":
            directs = self.publication.publisher == "dfe" or self.orders
            reviews = say.FUTURE.search(before) and say.REVIEWS.search(before)
            return directs and not self.describes and bool(reviews)
        if span.how == "in" and self.describes:
            coming = re.search(r"\b(?:next|coming)\b", self.text[span.start : span.end], re.I)
            return bool(self.is_letter and coming and _near(say.STRICT_FUTURE, before))
        if span.how == "in":
            return bool(self.resolves or _near(say.FUTURE, before) or _near(say.DUTY, before))
        if say.REVIEWS.search(before) and re.search(r"\bnext\b|\binspection\b", before, re.I):
            return bool(re.search(r"\bwill\b", before))
        if self.publication.kind in say.DESCRIBING:
            asked = say.DUTY.search(self.text) and say.TO_INSPECTORS.search(self.text)
            return bool(asked and not say.TRIGGERED.search(self.text))
        if say.TRIGGERED.search(self.text) or say.CASES.match(self.text):
            return False
        if self.orders:
            return span.unit.casefold() not in say.SHORT or bool(
                say.DUTY.search(self.text) and say.SUBMITS.search(self.text)
            )
        said = say.DUTY.search(self.text) or say.FUTURE.search(self.text)
        return bool(said or self.resolves or self.finding.kind == "recommendation")

    def _base(self, span: Span) -> str:
        """The day from which a term runs; '' where it is not known."""
        speaks_of_other = self.publication.kind in (*COUNCIL_KINDS, "other")
        if not speaks_of_other or span.how == "in" or (self.resolves and not span.anchor):
            return self.publication.published_date
        if "notice" not in span.anchor and not self.orders:
            return ""
        return self.order_date()

    def _rhythms(self) -> Iterator[_Term]:
        if self.publication.kind in say.DESCRIBING:
            return
        recommended = self.resolves or self.finding.addressed_to == "committee"
        ahead = say.DUTY.search(self.text) or say.FUTURE.search(self.text)
        if not (self.orders or recommended or ahead):
            return
        if re.search(r"\bstill\s+not\b|\bwas\s+(?:due|to)\b", self.text):
            return
        for start, end, every in find_rhythms(self.text):
            yield _Term(start, end, every=every)


def _near(pattern: re.Pattern[str], before: str) -> bool:
    """Whether a pattern stands before, in the same clause."""
    clause = re.split(
        r"[;:]|,\s+(?:which|who|where|as|when)\b|\bthat\s+(?:was|were)\b|\b(?:after|once)\s+(?:the|an?|its|their)\b",
        before,
    )[-1]
    return bool(pattern.search(clause))


def _day_before(period: Period, text: str) -> str:
    """«before 1 June», «before June» end on 31 May; «before the end of the year» ends with it."""
    words = text[period.start : period.end]
    if re.match(r"(?:the\s+)?(?:end|close)\b", words, re.I):
        return period.last
    return add_span(period.last if words == "Christmas" else period.first, -1, "day")
