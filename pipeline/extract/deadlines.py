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

from pipeline.extract import responsible
from pipeline.extract.mentions import find_mentions
from pipeline.extract.periods import Period, add_span, find_periods, sentences
from pipeline.extract.terms import Span, find_rhythms, find_spans
from pipeline.records import (
    ASKS_FOR_ACTION,
    Deadline,
    Finding,
    Ordinals,
    Publication,
    content_id,
    normalised,
)

_INSPECTIONS = (
    "ilacs_inspection",
    "sif_inspection",
    "protection_inspection",
    "slac_inspection",
    "focused_visit",
    "monitoring_visit",
    "assurance_visit",
    "jtai",
    "area_send",
    "other",
)
"""Kinds that describe practice: rhythms in them are what services do, not what is ordered."""
_LETTERS = ("focused_visit", "monitoring_visit", "assurance_visit", "jtai", "area_send")
"""Kinds so short that a day still to come is what somebody has announced."""
_ORDERS = ("improvement_notice", "statutory_direction")
_DUTY_WORDS = (
    r"must|should|shall|ought\s+to|(?:is|are)\s+(?:required|directed|asked|requested|to)\b"
    r"|requires?|directs|required|asks?|asked|agreed\s+to|undertook\s+to|requests?|recommends?|urges?|please|(?:could|would|can)\s+you"
    r"|(?:needs?|has|have)\s+to|no\b[^.]*\bmay|(?:I|we)\s+(?:would\s+)?(?:also\s+)?"
    r"(?:expect|like|want|be\s+grateful)|grateful|look(?:ing)?\s+forward"
)
_DUTY = re.compile(rf"\b(?:{_DUTY_WORDS})\b", re.I)
_WILLING = (
    r"(?<!action\s)(?<!improvement\s)plans\s+(?:to|for)"
    r"|(?:leaders|managers|partners|officers|agencies|governors|they|we|and|also|now|council|authority"
    r"|partnership|board|trust|police|constabulary|service|team)\s+(?:plan|intend|aim|expect|propose)s?\s+to"
    r"|(?:intends?|aims?|expects?|hopes|proposes|intending|aiming|planning)\s+to"
    r"|(?:plan|intention|aim|target|ambition)\s+is\s+(?:to|for)|(?:intention|ambition)\s+to"
)
_ANNOUNCED_WORDS = (
    r"will|would\s+(?:be|then|start|begin|open|have|come|go)"
    r"|(?:is|are|remains?)\s+(?:now\s+|also\s+|next\s+|currently\s+|still\s+)?"
    r"(?:due|planned|scheduled|expected|anticipated|set|timetabled|booked|on\s+track)"
    rf"|planned|scheduled|timetabled|on\s+track|(?:go|come)es?\s+live|{_WILLING}"
)
_FUTURE = re.compile(
    rf"\b(?:{_ANNOUNCED_WORDS}|(?:is|are)\s+to\b|due\s+(?:to|for|in|by|on|back)"
    r"|(?:likely|expected|unlikely)\s+to|going\s+to|to\s+(?:then\s+)?be\s+\w+(?:ed|n|ld))\b",
    re.I,
)
_SAID = re.compile(rf"(?P<announced>\b(?:{_ANNOUNCED_WORDS})\b)|\b(?:{_DUTY_WORDS})\b", re.I)
"""Of the words that oblige and those that announce, the nearest before a time counts."""
_ARRANGED = re.compile(r"(?:(?:is|are)\s+)?(?:now\s+)?(?:planned|due|scheduled)\b", re.I)
_PRESENT = re.compile(
    r"\b(?:is|are|next|meets?|starts?|begins?|opens?|joins?|ends?|closes?|expires?|launch(?:es)?"
    r"|goes|comes|takes)\b(?:\s+[\w’'-]+){0,4}\s+(?:on|in|from)?\s*(?:the\s+)?$",
    re.I,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|has\s+been|have\s+been|since|previous(?:ly)?|last)\b"
    r"|\b(?<!be\s)\w{2,}ed\s+(?:on|in|by|at)\s+(?:the\s+)?$",
    re.I,
)
_LASTS = re.compile(
    r"\b(?:runs?|lasts?|valid|funded|funding|contract\w*|secured|extended|remains?)\b[^.;]*$"
    r"|\b(?:budget|forecast|strategy|grant)\b[^.;]{0,30}$",
    re.I,
)
_COMES = re.compile(
    r"(?:should|ought\s+to)\s+(?:then\s+|now\s+)?(?:open|start|begin|arrive|join|be\s+(?:complete|in\s+place|in\s+post"
    r"|ready|open|available|finished|fully|live))\b",
    re.I,
)
"""«two homes, which should open in May»: an announcement, no order."""
_IS_TO = re.compile(r"(?:is|are)\s+to\b", re.I)
_STRICT_FUTURE = re.compile(
    r"\b(?:will\s+(?!need|continue|always|often|also\s+need|know|want|have\s+to|almost|probably"
    r"|likely|lead\b)\w+|would\s+(?:be|then|start|begin|open|have|come|go)"
    r"|(?:is|are|remains?)\s+(?:now\s+|also\s+|currently\s+|still\s+)?(?:due\s+(?:to|for|in|by|on)"
    r"|planned|scheduled|expected|anticipated|set\s+to|timetabled|on\s+track"
    r"|to\s+(?:be|start|begin|open|join|go)\b)"
    rf"|(?:go|come)es?\s+live|planned|scheduled|{_WILLING}|due\s+(?:to\s+be|for)\s+\w+"
    r"|due\s+to\s+open|to\s+be\s+\w+ed|going\s+live)\b",
    re.I,
)
"""What in a description of practice is more than a statement about people's lives."""
_LAW = re.compile(
    r"\bregulations?\b|\bstatutory\s+(?:time|guidance|require|target|duty|visit)|\blegislation\b"
    r"|\bWorking\s+Together\b|\bby\s+law\b|\bnational\s+(?:standard|target|average)|\bAct\s+\d{4}",
    re.I,
)
_BY = re.compile(
    r"\b(?:by|before|on\s+or\s+before|at\s+the\s+latest\s+(?:on|in)|no\s+later\s+than|not\s+later\s+than|until)\s+(?:the\s+)?$",
    re.I,
)
_AT = re.compile(r"\b(?:on|in|during|for|over|at|of)\s+(?:the\s+)?$|\band\s+(?:the\s+)?$", re.I)
_BEGINS = re.compile(r"\b(?:from|between)\s+(?:the\s+)?$", re.I)
_UNTIL = re.compile(r"\s*(?:to|until|till|and|[–−-])\s", re.I)
_WEEK = re.compile(r"\bweek\s+(?:beginning|commencing|of)\s+(?:\w+day\s+)?(?:the\s+)?$", re.I)
_PART_IN = re.compile(r"(?:early|late|mid|middle)\s+in\b", re.I)
_AFTER = re.compile(r"\bafter\s+(?:the\s+)?$", re.I)
_SPAN_BEFORE = re.compile(r"\b(?:between|from)\s[^,;]{3,40}\b(?:and|to|until)\s+(?:the\s+)?$", re.I)
_SUBMITS = re.compile(
    r"\b(?:submit|send|provide|publish|produce|prepare|establish|set\s+up|agree|develop|appoint"
    r"|respond|complete|commission|convene|draw\s+up|put\s+in\s+place|implement|confirm|share|tell"
    r"|give|inform|report|review|revise|update|write|reply|bring\s+forward)\b",
    re.I,
)
_TO_INSPECTORS = re.compile(
    r"\baction\s+plan\b|\bstatement\b|\b(?:to|with)\s+(?:Ofsted|inspectors|us\b|HMCI|the\s+CQC)", re.I
)
_CASES = re.compile(
    r"^\W*(?:\([a-z]+\)\s*)?(?:ensure\s+)?(?:that\s+)?(?:all\s+|the\s+|most\s+)?(?:children|referrals|contacts"
    r"|visits|assessments|strategy|conferences|young\s+people|care\s+leavers)\b",
    re.I,
)
"""How a sentence begins that says how soon practice follows on each case."""
_SHORT = ("day", "working day", "working-day")
_TRIGGERED = re.compile(
    r"\b(?:when(?:ever)?|where|if|unless)\b|\b(?:each|every|any|such)\s+(?:[\w’'-]+\s+){0,2}?"
    r"(?:child|case|referral|assessment|contact|visit|placement|person|worker|meeting|incident|leaver"
    r"|request|event|episode|conference|death|move|letter|one)s?\b",
    re.I,
)
_REVIEWS = re.compile(r"\b(?:review|inspect|reinspect|visit|report|assess|monitor)", re.I)
_BODY = r"(?:board|committee|panel|cabinet|council|forum|executive)"
_MEETS = (
    rf"\b(?:{_BODY}|executive|group)s?\s+(?:next\s+)?meets?\s+(?:next\s+)?(?=on\b|in\b|again\b)"
)
_MEETS_WHEN = re.compile(_MEETS, re.I)
_THAT = re.compile(r"^\W*(?:\d[\d.]*\)?\s+)?(?P<word>that|to)\s+(?!note)", re.I)
"""How a recommendation begins that says what is to be done: «That officers report in May»."""
_MEETING = re.compile(
    rf"\b{_BODY}\s+(?:is|are)\s+(?:next\s+)?(?:scheduled|due|to\s+(?:meet|be\s+held))"
    rf"|^(?:the\s+)?(?:[\w’'-]+\s+){{0,6}}?{_BODY}\s+(?:will|is\s+to|is\s+due\s+to)\s+"
    r"(?:next\s+|then\s+|again\s+)?(?:receive|consider|meet|have|discuss|hear|review|look|examine|scrutinise|decide|note)"
    rf"|{_MEETS}"
    rf"|\b(?:presented|reported|brought|taken|submitted)\s+(?:back\s+)?to\s+(?:the\s+)?"
    rf"(?:\w+\s+){{0,4}}?{_BODY}\b",
    re.I,
)
_AT_BODY = re.compile(
    rf"\b{_BODY}(?:\s+meetings?)?(?:\s+(?:is|are|takes?\s+place|will\s+be|meets?))?"
    r"(?:\s+(?:next|held|again))?\s*$",
    re.I,
)
"""What stands before the day on which a body meets: «to Cabinet on 3 May»."""
_NEAR = 60
_TO_BODY = re.compile(r"\b(?:to|for|at)\s+(?:the\s+|its\s+)?(?=$|\d|[A-Z])")
_BODY_NEXT = re.compile(rf"\s+(?:[\w’'-]+\s+){{0,4}}?(?:{_BODY}|meeting)\b", re.I)
"""«to the July meeting», «at the November Cabinet»: the month says when the body meets."""
_SAYS_WHEN = re.compile(r"(?:later|next)\b", re.I)


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
    if publication.kind in _INSPECTIONS:
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
        if mention.mentioned_kind in _ORDERS and len(mention.mentioned_date) == len("2021-05-18")
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
        return self.finding.kind == "requirement" or self.publication.kind in _ORDERS

    @property
    def describes(self) -> bool:
        """Whether it stands in a description of practice, and not among what is to be done."""
        return self.publication.kind in _INSPECTIONS and self.finding.kind not in ASKS_FOR_ACTION

    @property
    def resolves(self) -> bool:
        """Whether a council paper says what a body is to resolve: «That a report be brought»."""
        begins = _THAT.match(self.text)
        if self.publication.publisher != "council" or begins is None:
            return False
        return not _PAST.search(self.text) or begins["word"].casefold() == "that"

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
        said = list(_SAID.finditer(self.text))
        before = [match for match in said if match.start() < term.start]
        nearest = before[-1] if before else said[0] if said else None
        if nearest is None:
            asks = self.orders or self.finding.kind in ASKS_FOR_ACTION
            return "ordered" if asks else "planned"
        if self.orders and not _ARRANGED.match(nearest.group()):
            return "ordered"  # «officials will review progress»: a measure, whoever is to do it
        if not self.orders and _COMES.match(self.text, nearest.start()):
            return "planned"
        if nearest["announced"] or ((self.reports or self.describes) and _IS_TO.match(nearest.group())):
            return "planned"
        return "ordered"

    def _is_meeting(self, term: _Term) -> bool:
        """Whether a board or committee meets then; what it recommends is none."""
        before = self.text[: term.start]
        if re.search(r"\b(?:by|before)\s+(?:our|the|its|your)\s+(?:next\s+)?meeting\s+$", before, re.I):
            return False  # «by our next meeting on 14 May»
        if _TO_BODY.match(self.text, term.start) and _BODY_NEXT.match(self.text, term.end):
            return True
        if self.publication.kind not in _INSPECTIONS and _AT_BODY.search(before):
            return not _BY.match(self.text, term.start)
        if re.match(r"by\b|before\b", self.text[term.start :], re.I):
            before = re.split(r",|;|\b(?:before|after|and|then)\b", before)[-1]
            return bool(_MEETING.search(before) or re.search(r"\bmeetings?\b", before, re.I))
        near = self.text[max(0, term.start - _NEAR) : term.end + _NEAR]
        return bool(_MEETING.search(self.text) or re.search(r"\bmeetings?\b", near, re.I))

    def terms(self) -> Iterator[_Term]:
        """The times that it sets; a day and a rhythm in one sentence are one term."""
        if self.describes and self.publication.kind not in _LETTERS:
            if not _TO_COME.search(self.text):
                return
        lawful = bool(_LAW.search(self.text)) and not self.orders
        days = [*self._days(), *(() if lawful else self._spans())]
        rhythms = [] if lawful else list(self._rhythms())
        if len(days) == 1 and len(rhythms) == 1:
            yield _Term(days[0].start, days[0].end, days[0].due_date, rhythms[0].every)
            return
        for rhythm in rhythms:  # «each month from 6 June», beside another rhythm
            begins = next((day for day in days if self._begins(rhythm, day)), None)
            if begins is not None:
                days.remove(begins)
                rhythm = _Term(rhythm.start, begins.end, begins.due_date, rhythm.every)
            days.append(rhythm)
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
            by, after = _BY.search(before), _AFTER.search(before)
            span, at = _SPAN_BEFORE.search(before), _AT.search(before)
            if not span and _BEGINS.search(before):
                if _UNTIL.match(self.text, period.end):
                    continue
                at = _BEGINS.search(before)
            week = _WEEK.search(before) if period.precision == "day" else None
            at = week or at or _PART_IN.match(self.text, period.start)
            at = at or _SAYS_WHEN.match(self.text, period.start)
            if _TO_BODY.search(before) and _BODY_NEXT.match(self.text, period.end):
                at = _TO_BODY.search(before)
            listed = re.search(r"(?<=\w),\s+$", before) if last_end == period.start - 2 else None
            last_end = period.end
            if by:
                until = by.group().casefold().startswith("until")
                if until and not re.search(r"\b(?:not|no|never|none|cannot)\b", before, re.I):
                    continue  # how long something lasts
                if self._is_ahead(period):
                    exclusive = by.group().casefold().startswith("before")
                    yield _Term(
                        by.start(), period.end, _day_before(period, self.text) if exclusive else period.last
                    )
            elif after:
                if re.search(
                    r"\b(?:must|may|should|shall)\s+not\b|\bno\b[^.]*\bmay\b", before, re.I
                ):
                    yield _Term(after.start(), period.end, period.last)
            elif (span or at or listed) and self._is_ahead(period, strict=True):
                begin = span or at
                last = add_span(period.last, 6, "day") if week else period.last
                yield _Term(begin.start() if begin else period.start, period.end, last)
            elif not self.describes and self._lies_ahead(period) and not re.search(r"[–−-]\s*$", before):
                yield _Term(period.start, period.end, period.last)

    @property
    def _earliest(self) -> str:
        return (
            self.reference
            if self.publication.kind in _INSPECTIONS
            else (self.publication.published_date)
        )

    def _is_ahead(self, period: Period, *, strict: bool = False) -> bool:
        """Whether words before the day say that it is still to come."""
        before = self.text[: period.start]
        if self.describes:
            if self.publication.kind in _LETTERS and self._lies_ahead(period):
                lasts = re.search(r"\b(?:until|for)\s+(?:the\s+)?$", before, re.I)
                return not lasts or bool(_near(_STRICT_FUTURE, before))
            if strict:
                return bool(_near(_STRICT_FUTURE, before))
            return bool(_near(_STRICT_FUTURE, before) or _DUTY.search(before))
        if self.orders and not strict:
            return True
        if self._lies_ahead(period):
            return True
        if self.resolves:
            return True
        if strict:
            if any(_near(words, before) for words in (_FUTURE, _DUTY, _MEETS_WHEN)):
                return True
            here = re.sub(r"\b(?:on|in)\s+(?:the\s+)?$", "", before)
            present = _PRESENT.search(before) or _AT_BODY.search(here)
            return bool(present and not _near(_PAST, before))
        if _FUTURE.search(self.text) or _DUTY.search(self.text):
            return True
        speaks = self.publication.publisher in ("council", "dfe")
        return speaks and not _near(_PAST, before)

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
        return bool(day) and period.first > day and not _LASTS.search(self.text[: period.start])

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
            return self.orders or bool(_DUTY.search(self.text) or _FUTURE.search(self.text))
        if span.how == "after":
            directs = self.publication.publisher == "dfe" or self.orders
            reviews = _FUTURE.search(before) and _REVIEWS.search(before)
            return directs and not self.describes and bool(reviews)
        if span.how == "in" and self.describes:
            coming = re.search(r"\b(?:next|coming)\b", self.text[span.start : span.end], re.I)
            letter = self.publication.kind in _LETTERS
            return bool(letter and coming and _near(_STRICT_FUTURE, before))
        if span.how == "in":
            return bool(self.resolves or _near(_FUTURE, before) or _near(_DUTY, before))
        if _REVIEWS.search(before) and re.search(r"\bnext\b|\binspection\b", before, re.I):
            return bool(re.search(r"\bwill\b", before))
        if self.publication.kind in _INSPECTIONS:
            asked = _DUTY.search(self.text) and _TO_INSPECTORS.search(self.text)
            return bool(asked and not _TRIGGERED.search(self.text))
        if _TRIGGERED.search(self.text) or _CASES.match(self.text):
            return False
        if self.orders:
            return span.unit.casefold() not in _SHORT or bool(
                _DUTY.search(self.text) and _SUBMITS.search(self.text)
            )
        said = _DUTY.search(self.text) or _FUTURE.search(self.text)
        return bool(said or self.resolves or self.finding.kind == "recommendation")

    def _base(self, span: Span) -> str:
        """The day from which a term runs; '' where it is not known."""
        speaks_of_other = self.publication.kind in ("committee_report", "improvement_plan", "other")
        if not speaks_of_other or span.how == "in" or (self.resolves and not span.anchor):
            return self.publication.published_date
        if "notice" not in span.anchor and not self.orders:
            return ""
        return self.order_date()

    def _rhythms(self) -> Iterator[_Term]:
        if self.publication.kind in _INSPECTIONS:
            return
        recommended = self.resolves or self.finding.addressed_to == "committee"
        ahead = _DUTY.search(self.text) or _FUTURE.search(self.text)
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
    """«before 1 June» and «before June» end on 31 May; «before the end of the year» ends with it."""
    words = text[period.start : period.end]
    if re.match(r"(?:the\s+)?(?:end|close)\b", words, re.I):
        return period.last
    return add_span(period.last if words == "Christmas" else period.first, -1, "day")
