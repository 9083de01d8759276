"""One sentence with its publication: which of its times are deadlines, and of what kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract import obligations as say
from pipeline.extract.periods import Period, add_span, count, find_periods
from pipeline.extract.terms import LATER, Span, find_rhythms, find_spans
from pipeline.records import (
    ASKS_FOR_ACTION,
    COUNCIL_KINDS,
    JOINT_KINDS,
    ORDER_KINDS,
    Finding,
    Publication,
)

_OF_MEETING = re.compile(r"\b(?:meeting|decision)\b", re.I)
_LONGEST_HEAD = 100
_DASHES = ("–", "−", "-")
_SOON = 7
"""Months in which a time without a year lies, if it is one to come."""


_TO_COME = re.compile(
    r"\b(?:will|would|due|[Pp]lan|sched|expect|anticip|inten|aim|propos|ambition|likely|unlikely|to\s+be"
    r"|set\s+(?:to|for)|on\s+(?:track|course)|timetabled|live|must|should|shall|ought|asks?\b|asked|reque"
    r"|requir|direct|recomm|urge|needs?\s+to|ha(?:s|ve)\s+to|going\s+to|go\w*\s+live|next|later|please"
    r"|could|may\b|look|want|like|grateful|expects|hop(?:e|ing)|promis|pledg|undert|commit|agreed|goal|target"
    r"|pencil|earmark|ready|poised|(?:is|are)\s+to|opening|starting|launching|joining)"
)
"""Without one of these words a description of practice announces nothing."""


@dataclass(frozen=True, slots=True)
class Term:
    """One time of a sentence: where it stands, and the day or the rhythm it gives."""

    start: int
    end: int
    due_date: str = ""
    every: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a finding, and what it must be read with."""

    publication: Publication
    finding: Finding
    start: int
    end: int
    reference: str
    order_date: Callable[[], str]
    listed: bool = False
    """Whether it stands in a list of what was resolved."""
    reported: bool = False
    """Whether it stands in a list of what was said."""
    minuted: bool = False
    """Whether it stands in minutes, which tell in the past what is to come."""

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
        return self.finding.addressed_to == "committee"

    @property
    def resolves(self) -> bool:
        """Whether a council paper says what a body is to resolve: «That a report be brought»."""
        if self.publication.publisher != "council":
            return False
        begins = say.THAT.match(self.text)
        if begins is None:
            to_do = say.TO_DO.match(self.text) and not say.FINITE.search(self.text)
            return self.listed or bool(to_do)
        that = (begins["word"] or "that").casefold() == "that"
        return that or self.listed or not say.PAST.search(self.text)

    @property
    def reports(self) -> bool:
        """Whether it stands in the account that a council paper gives of itself."""
        council = self.publication.publisher == "council"
        return council and self.finding.kind not in ASKS_FOR_ACTION

    def kind(self, term: Term) -> str:
        """Whether the term is a meeting's, was ordered, or is planned."""
        if self.resolves:
            return "ordered"
        if not self.orders and not term.every and self._is_meeting(term):
            return "meeting"
        if self._is_recommended(term):
            return "ordered"
        before = self.text[: term.start]
        if say.LABEL_PLANNED.search(before):
            return "planned"
        given = say.HAS_UNTIL.search(before) and self.text.startswith("until", term.start)
        if say.LABEL.search(before) or (given and not self.describes):
            return "ordered"
        nearest = self._said(term)
        if self.orders and nearest and self._is_inspectors(nearest):
            return "planned"
        if self.finding.kind == "requirement":
            return "ordered"
        if self._is_told():
            return "planned"
        if nearest is None:
            bids = self.publication.publisher != "ofsted" and say.BIDS.match(self.text)
            asks = bids or self.orders or self.finding.kind in ASKS_FOR_ACTION or self.recommends
            return "ordered" if asks else "planned"
        return "planned" if self._announces(nearest) else "ordered"

    def _is_recommended(self, term: Term) -> bool:
        """Whether a committee is asked for it, and not told of it beside a recommendation."""
        said = say.SAID.finditer(self.text, 0, term.start)
        asks = self.recommends and self.finding.kind == "recommendation"
        return (asks and not self._is_told()) and not any(
            match["announced"] and not match.group().startswith(",") for match in said
        )

    def _is_told(self) -> bool:
        """Whether a committee is only asked to note it."""
        asks = self.recommends or self.finding.kind == "recommendation"
        return asks and bool(say.NOTES.match(self.text))

    def _said(self, term: Term) -> re.Match[str] | None:
        """The word that obliges or announces: the nearest before a time, else one after it.

        One of the same statement comes before one of an earlier; what opens or begins in the
        present («and the hub opens in May») needs none.
        """
        begin, end = self._bounds(term)
        said = list(say.SAID.finditer(self.text))
        before = [match for match in said if match.start() < term.start]
        here = [match for match in before if match.start() >= begin]
        if not here and say.OPENS.search(self.text, begin, term.start):
            return None
        after = [match for match in said if term.start <= match.start() < end]
        nearest = here[-1:] or before[-1:] or after[:1]
        return nearest[0] if nearest else None

    def _announces(self, said: re.Match[str]) -> bool:
        """Whether the nearest word before a time announces; else it obliges."""
        if self.orders and not say.ARRANGED.match(said.group()):
            return False  # «officials will review progress»: a measure, whoever is to do it
        if (self.reports or self.describes) and say.COMES.match(self.text, said.start()):
            return True
        if said["announced"]:
            return not self._is_owed(said)
        if self.describes and said["minuted"]:
            return True
        if self.publication.publisher == "council" and say.WE_EXPECT.match(said.group()):
            return True
        if self.describes and re.match(r"asked|invited|instructed", said.group(), re.I):
            return True  # «Leaders have asked a consultant to look at it»
        if self.describes and say.TO_WHOM.search(self.text, said.end()):
            return False  # «partners are to send their reply to HMI»
        arranged = say.IS_TO.match(said.group()) and not say.DEMANDS.search(self.finding.section)
        return bool((self.reports or self.describes) and arranged)

    def _is_inspectors(self, said: re.Match[str]) -> bool:
        """«an inspector will be back in June»: no measure of a notice, whoever tells of it."""
        clause = re.split(r"[;:]", self.text[: said.start()])[-1]
        return bool(said["announced"]) and bool(say.INSPECTORS.search(clause))

    def _is_owed(self, said: re.Match[str]) -> bool:
        """«You are expected to …», «your return is due»: what the Department asks for."""
        before = self.text[: said.end()]
        clause = re.split(r"[;:,]", before)[-1]
        if self.publication.publisher == "dfe" and say.EXPECTED.match(said.group()):
            return not say.OF_OTHERS.search(clause)
        if "due" not in said.group().casefold() or not say.OWED.search(f"{clause} due"):
            return False
        handed_in = self.publication.kind in JOINT_KINDS or not self.describes
        return self.publication.publisher == "dfe" or bool(
            handed_in and say.TO_WHOM.search(self.text)
        )

    def _is_meeting(self, term: Term) -> bool:
        """Whether a board or committee meets then; what it recommends is none."""
        before = self.text[: term.start]
        if say.NEXT_MEETING.search(self.finding.section) and len(before) < say.NEAR:
            return True
        if re.search(
            r"\b(?:by|before)\s+(?:our|the|its|your)\s+(?:next\s+)?meeting\s+$", before, re.I
        ):
            return False  # «by our next meeting on 14 May»
        if say.TO_BODY.match(self.text, term.start) and say.BODY_NEXT.match(self.text, term.end):
            return True
        if re.match(
            r"(?:by|before|until|till|prior|ahead|within|(?:no|not)\s+later)\b",
            self.text[term.start :],
            re.I,
        ):
            before = re.split(r",|;|\b(?:before|after|and|then)\b", before)[-1]
            return bool(say.MEETING.search(before) or re.search(r"\bmeetings?\b", before, re.I))
        if self.publication.kind not in say.DESCRIBING and say.AT_BODY.search(before):
            return True
        if say.AFTER_BODY.search(before) or say.WHICH_MEETS.search(self.text[: term.start + 3]):
            return True
        begin, end = self._bounds(term)
        clause = self.text[begin:end]
        near = clause.strip()
        if len(near) > 2 * say.NEAR:
            near = self.text[max(0, term.start - say.NEAR) : term.end + say.NEAR]
        return bool(say.MEETING.search(clause) or re.search(r"\bmeetings?\b", near, re.I))

    def _bounds(self, term: Term) -> tuple[int, int]:
        """Where the statement begins and ends in which a time stands, of a sentence with more."""
        opens = not self.text[: term.start].strip()  # «16 July: Cabinet decides»
        after = term.end + 3 if opens else 0
        cuts = [cut.start() for cut in say.CLAUSE.finditer(self.text, after)]
        before = (cut for cut in cuts if not say.ONLY_DAYS.fullmatch(self.text, cut, term.start))
        begin = max((cut for cut in before if cut < term.start), default=0)
        return begin, min((cut for cut in cuts if cut >= term.end), default=len(self.text))

    def terms(self) -> Iterator[Term]:
        """The times that it sets; a day and a rhythm in one sentence are one term."""
        if self.describes and not self.is_letter and not _TO_COME.search(self.text):
            return
        lawful = bool(say.LAW.search(self.text)) and not self.orders
        named = [*self._exact(self._days())]
        days = [*named, *self._later(named), *(() if lawful else self._spans())]
        rhythms = [] if lawful else list(self._rhythms())
        if len(days) == 1 and len(rhythms) == 1 and not self._apart(days[0], rhythms[0]):
            yield Term(days[0].start, days[0].end, days[0].due_date, rhythms[0].every)
            return
        for rhythm in rhythms:  # «each month from 6 June», beside another rhythm
            begins = next((day for day in days if self._begins(rhythm, day)), None)
            if begins is None:
                days.append(rhythm)
            else:
                days.remove(begins)
                days.append(Term(rhythm.start, begins.end, begins.due_date, rhythm.every))
        yield from sorted(days, key=lambda term: term.start)

    def _later(self, days: Sequence[Term]) -> Iterator[Term]:
        """«on 3 May and again a fortnight later»."""
        for later in LATER.finditer(self.text) if days else ():
            earlier = [day.due_date for day in days if day.end <= later.start() and day.due_date]
            if earlier:
                due = add_span(earlier[-1], count(later["count"]), later["unit"])
                yield Term(later.start(), later.end(), due)

    def _exact(self, days: Iterator[Term]) -> Iterator[Term]:
        """Of «early next year, probably in February» the second."""
        last = None
        for day in days:
            exact = last and say.PROBABLY.fullmatch(self.text, last.end, day.start)
            if last and not (exact and self._within(day, last)):
                yield last
            last = day
        if last:
            yield last

    def _within(self, day: Term, other: Term) -> bool:
        """Whether a day lies in the time that another names, so that it is the more exact."""
        said = say.PROBABLE.match(self.text, other.end)
        return bool(said) or bool(day.due_date and day.due_date <= other.due_date)

    def _apart(self, one: Term, other: Term) -> bool:
        """Whether two times stand in different clauses: «twice a year and that it is done by»."""
        first, last = sorted((one, other), key=lambda term: term.start)
        return bool(
            re.search(
                r";|\band\s+(?:that|to|an?|its|their|(?:is|are|will|shall|must|should)\s+then)\b",
                self.text[first.end : last.start],
            )
        )

    def _begins(self, rhythm: Term, day: Term) -> bool:
        between = self.text[rhythm.end : day.start] if not day.every else "?"
        return day.start >= rhythm.end and not between.strip(" ,")

    def _days(self) -> Iterator[Term]:
        last_end, last = -1, None
        written = self.publication.published_date
        for period in find_periods(self.text, self.reference, written=written):
            if self._earliest and period.last < self._earliest:
                continue
            before = self.text[: period.start]
            own_day = period.first == period.last == self.publication.published_date
            if say.RUNNING_TO.search(before) or (own_day and say.HELD.search(before)):
                continue
            if self._is_own(period) or say.IN_CONDITION.match(before) or say.PART_OF.search(before):
                continue
            if say.MONEY.search(before) and "/" in self.text[period.start : period.end]:
                continue
            listed = bool(last_end == period.start - 2 and re.search(r"\w,\s+$", before))
            last_end = period.end
            chained = last and last.due_date < period.first
            if chained and say.CHAINED.fullmatch(self.text, last.end, period.start):
                last = Term(period.start, period.end, period.last)
                yield last
                continue
            by, after = say.BY.search(before), say.AFTER.search(before)
            if by:
                term = self._by(period, by)
            elif after:
                forbidden = say.FORBIDS.search(before)
                term = Term(after.start(), period.end, period.last) if forbidden else None
            else:
                term = self._at(period, listed=listed)
            last = term
            if term is not None:
                yield term

    def _is_own(self, period: Period) -> bool:
        """Whether it is the day or month of a council paper itself, in its head or title."""
        day = self.publication.published_date
        council = self.publication.publisher == "council"
        own = council and bool(day) and period.iso == day[: len(period.iso)]
        short = len(self.text) < _LONGEST_HEAD and not self.text.strip().endswith(".")
        return own and self._has_year(period) and short and not say.FINITE.search(self.text)

    def _by(self, period: Period, by: re.Match[str]) -> Term | None:
        """«by the end of May», «before June», «not until July»."""
        preposition = " ".join(by.group().casefold().split())
        before = self.text[: period.start]
        given = say.HAS_UNTIL.search(before[: by.start()]) or say.MOVED.search(before)
        limits = given or say.NOT.search(before) or say.RHYTHM_BEFORE.search(before)
        if preposition.startswith(("until", "till")) and not limits:
            return None  # how long something lasts
        if not (given or self._is_ahead(period)):
            return None
        holidays = say.HOLIDAYS.match(self.text, period.start)  # «by the summer holidays»
        exclusive = bool(holidays) or preposition.startswith(say.EXCLUSIVE)
        exclusive = exclusive and not say.IS_OUT.match(self.text, period.end)
        due = _day_before(period, self.text) if exclusive else period.last
        return Term(by.start(), period.end, due)

    def _at(self, period: Period, *, listed: bool) -> Term | None:
        """«on 3 May», «in June», «from July», «to the September meeting», «later this year»."""
        before = self._before(period)
        if self.describes and say.UNTIL_DONE.search(before):
            return None
        if say.ASKED_IN.search(before) and not self._has_year(period):
            return None
        if (
            say.DATE_IS.search(before)
            or say.FIXED_AS.search(before)
            or say.FIXED.match(self.text, period.end)
            or say.MOVED.search(before)
        ):
            return Term(period.start, period.end, period.last)
        span, begins = say.SPAN_BEFORE.search(before), say.BEGINS.search(before)
        if begins and not span and say.UNTIL.match(self.text, period.end):
            return None
        council = self.publication.publisher == "council"
        week = say.WEEK.search(before) if period.precision == "day" else None
        meets = say.BODY_NEXT.match(self.text, period.end)
        at = (
            (say.TO_BODY.search(before) if meets else None)
            or week
            or begins
            or say.AT.search(before)
            or say.PART_IN.match(self.text, period.start)
            or say.SAYS_WHEN.match(self.text, period.start)
            or say.NEXT_DAY.search(before)
            or say.OF_MEETING.search(self.text[: period.start])
            or say.BARE_WHEN.match(self.text, period.start)
            or (say.AFTER_BODY.search(before) if council else None)
            or (
                say.APPOSED_TIME.search(self.text[: period.start])
                if council or self.orders
                else None
            )
        )
        if self._is_in_list(period):
            return Term(period.start, period.end, period.last)
        if at is None and (say.LABEL.search(before) or say.LABEL_PLANNED.search(before)):
            return Term(period.start, period.end, period.last)
        if (span or at or listed) and self._is_ahead(period, strict=True):
            begin = span or at
            last = add_span(period.last, 6, "day") if week else period.last
            if begins and say.NAMED_YEAR.search(self._printed(period)):
                last = period.first  # «from the new financial year»
            cut = self._before(period) != self.text[: period.start]
            if cut:
                raw = self.text[: period.start]
                begin = say.BEGINS.search(raw) or say.AT.search(raw)
            return Term(begin.start() if begin else period.start, period.end, last)
        alone = not (span or at or listed or self.describes or before.rstrip().endswith(_DASHES))
        listed_day = before.rstrip().endswith(":") and not say.FINITE.search(before)
        if alone and (listed_day or self._lies_ahead(period)):
            return Term(period.start, period.end, period.last)
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
        if say.LABEL.search(before) or say.LABEL_PLANNED.search(before):
            return True
        if self.publication.publisher == "council" and self._was_to_come(before):
            return True
        if not (self.orders or self._has_year(period)) and say.HAVE_DONE.search(
            re.sub(r"\b(?:by|before|in|on|during)\s+(?:the\s+)?$", "", before)
        ):
            return False
        if say.WAS_TO.search(before) and not re.search(r"\d\d$", self._printed(period)):
            return False
        if say.SAYS_WHEN.match(self.text, period.start) and not say.LASTS.search(before):
            return True
        if self.describes:
            return self._is_announced(period, strict=strict)
        if self.orders and not strict:
            return True
        if self._lies_ahead(period):
            return True
        if self.resolves or (self.recommends and not _near(say.PAST, before)):
            return True
        if strict:
            return self._is_said_ahead(period)
        if say.FUTURE.search(self.text) or say.DUTY.search(self.text):
            return True
        speaks = self.publication.publisher in ("council", "dfe")
        return speaks and not _near(say.PAST, before)

    def _before(self, period: Period) -> str:
        """The words before a time, less what it makes exact: «after Easter, on 25 April»."""
        before = self.text[: period.start]
        return say.APPOSED.sub("", before) if "," in before[-20:] else before

    def _is_in_list(self, period: Period) -> bool:
        """Whether a day stands in a list of days: a timetable, or when a body meets next."""
        before = self.text[: period.start]
        if self.publication.publisher != "council" or period.precision != "day":
            return False
        if say.NEXT_MEETING.search(self.finding.section) and len(before) < say.NEAR:
            return not say.FINITE.search(before)
        lists = say.TIMETABLE.search(self.text) or say.TIMETABLE.search(self.finding.section)
        item = re.split(r"[;:]", before)[-1]
        beside = lists and re.search(r"\w,\s+$|\(\s*$|\s[–-]\s+$", before)
        return bool(beside) and not say.FINITE.search(item)

    def _has_year(self, period: Period) -> bool:
        return bool(re.search(r"\d\d$", self._printed(period)))

    def _is_said_ahead(self, period: Period) -> bool:
        """Whether a word of duty or of what is to come stands near «on 3 May» in a paper."""
        before = self._before(period)
        if any(_near(words, before) for words in (say.FUTURE, say.DUTY, say.MEETS_WHEN)):
            return True
        if self._opens(period, say.FUTURE) or self._opens(period, say.HAPPENING):
            return True
        if say.AFTER_BODY.search(before) and say.HAPPENING.search(before):
            return True
        here = re.sub(r"\b(?:on|in)\s+(?:the\s+)?$", "", before)
        present = say.PRESENT.search(before) or say.AT_BODY.search(here)
        if present and not _near(say.PAST, before[present.start() :]):
            return True
        return self._is_soon(period) and self._tells_no_past(period)

    def _is_soon(self, period: Period) -> bool:
        """Whether a time without a year is one of the months that come next."""
        day = self.publication.published_date or self.reference
        return bool(day) and day < period.last <= add_span(day, _SOON, "month")

    def _tells_no_past(self, period: Period) -> bool:
        """Whether nothing in a clause tells of what has been, or of what is always so."""
        before = re.split(r"[;:]", self.text[: period.start])[-1]
        after = re.split(r"[;:]|,\s+(?:which|who|and|but)\b", self.text[period.end :])[0]
        clause = f"{before} {after}"
        if say.LASTS.search(before) or say.IN_RELATIVE.search(before):
            return False
        return not (say.TELLS_PAST.search(clause) or say.HABIT.search(clause))

    def _is_announced(self, period: Period, *, strict: bool) -> bool:
        """Whether a description of practice says that somebody has announced it."""
        before = self._before(period)
        near = _near(say.STRICT_FUTURE, before)
        if self.is_letter and _near(say.MEETS_WHEN, before):
            return True
        if self.is_letter and self._is_soon(period) and self._tells_no_past(period):
            return True
        if self.is_letter and self._lies_ahead(period):
            return near or not re.search(r"\b(?:until|for)\s+(?:the\s+)?$", before, re.I)
        if strict:
            opens = self._opens(period, say.STRICT_FUTURE)
            return near or opens or (self.is_letter and _near(say.OPENS, before))
        return near or bool(say.DUTY.search(before)) or self._opens(period, say.SHOULD)

    def _opens(self, period: Period, words: re.Pattern[str]) -> bool:
        """«From 1 April, a team will deal with them»: a time before what is announced."""
        if not say.FRONTED.search(self.text[: period.start]):
            return False
        after = re.split(r"[;:]|,\s+(?:which|who|and|but)\b", self.text[period.end :])[0]
        return bool(words.search(after[: say.NEAR]))

    def _was_to_come(self, before: str) -> bool:
        """«It was noted that it was to open in May»: minutes tell in the past what is to be."""
        said = say.REPORTED.search(before)
        told = self.reported or self.minuted or say.SAID_AFTER.search(self.text, len(before))
        at = 0 if told else said.end() if said else None
        return at is not None and bool(say.REPORTED_FUTURE.search(before, at))

    def _printed(self, period: Period) -> str:
        return self.text[period.start : period.end]

    def _lies_ahead(self, period: Period) -> bool:
        """A day or month after a letter or paper is still to come, whatever the words.

        Not one that only says how long something lasts («runs until March 2026»), nor one without
        a year, which may have been («was published on 17 August»).
        """
        if not re.search(r"\d\d$", self._printed(period)):
            return False
        if period.precision == "year":
            return False
        day = self.publication.published_date or self.reference
        before = self.text[: period.start]
        lasts = say.LASTS.search(before) and not say.STARTS.search(before)
        return bool(day) and period.first > day and not lasts

    def _spans(self) -> Iterator[Term]:
        """«within six weeks of this notice», «after six months and again after twelve»."""
        for span in find_spans(self.text):
            if span.other or not self._is_term(span):
                continue
            base = self._base(span)
            due = add_span(base, span.number, span.unit) if base and not span.about else ""
            yield Term(span.start, span.end, due)

    def _is_term(self, span: Span) -> bool:
        """Whether a term runs from the publication, and not from each child's case."""
        before = self.text[: span.start]
        if _OF_MEETING.search(span.anchor) and self.publication.publisher != "council":
            return False
        if span.anchor:
            return self.orders or bool(say.DUTY.search(self.text) or say.FUTURE.search(self.text))
        if span.how == "after":
            directs = self.publication.publisher == "dfe" or self.orders
            ahead = say.FUTURE.search(before) or say.DUTY.search(before)
            ends = self.orders and self.text.lower().startswith("at the end", span.start)
            reviews = ahead and (ends or say.REVIEWS.search(before))
            return directs and not self.describes and bool(reviews)
        if span.label:
            return not self.describes
        if span.how == "in" and self.describes:
            coming = re.search(r"\b(?:next|coming)\b", self.text[span.start : span.end], re.I)
            coming = coming or say.INSPECTORS.search(before) or say.REVIEWS.search(before)
            return bool(self.is_letter and coming and _near(say.STRICT_FUTURE, before))
        if span.how == "in":
            if say.CASES.match(self.text):
                return False
            near = (say.FUTURE, say.DUTY, say.STARTS)
            return self.resolves or any(_near(words, before) for words in near)
        if say.REVIEWS.search(before) and re.search(r"\bnext\b|\binspection\b", before, re.I):
            return bool(re.search(r"\bwill\b", before))
        if self.publication.kind in say.DESCRIBING:
            asked = say.DUTY.search(self.text) and say.TO_INSPECTORS.search(self.text)
            slow = span.unit.casefold() not in say.SHORT
            announced = self.is_letter and slow and _near(say.STRICT_FUTURE, before)
            cases = say.TRIGGERED.search(self.text) or (not asked and say.CASES.match(self.text))
            return bool((asked or announced) and not cases)
        if say.TRIGGERED.search(self.text) or say.CASES.match(self.text):
            return False
        if say.HAD.search(before) and not say.DUTY.search(before):
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
        words = self.text[span.start : span.end]
        from_now = span.label or re.search(r"\b(?:now|today|next|coming)\b", words, re.I)
        if from_now or not speaks_of_other or span.how == "in":
            return self.publication.published_date
        if self.resolves and not span.anchor:
            return self.publication.published_date
        if _OF_MEETING.search(span.anchor):
            return self.publication.published_date
        council = self.publication.publisher == "council"
        if council and not span.anchor and say.COMMITTEE_ASKS.search(self.text):
            return self.publication.published_date
        of_notice = "notice" in span.anchor or say.DEMANDS.search(self.finding.section)
        if not of_notice and not self.orders:
            return ""
        return self.order_date()

    def _rhythms(self) -> Iterator[Term]:
        describes = self.publication.kind in say.DESCRIBING
        if describes and not self.is_letter:
            return
        advises = (
            self.finding.kind in ASKS_FOR_ACTION
            or say.ADVICE.search(self.finding.section)
            or say.ADVISES.search(self.text)
        )
        if self.publication.kind == "commissioner_report" and not advises:
            return
        said = say.AS_THEY.sub("", self.text)
        if describes and not say.REPORTS.search(said):
            return
        asks = self.publication.publisher == "council" and self.finding.kind in ASKS_FOR_ACTION
        recommended = self.resolves or self.recommends or asks
        if not (self.orders or recommended or say.DUTY.search(said) or say.FUTURE.search(said)):
            return
        if re.search(r"\bstill\s+not\b|\bwas\s+(?:due|to)\b", self.text):
            return
        for start, end, every in find_rhythms(self.text):
            if describes and self.text[start:end].casefold() == "annual":
                continue
            yield Term(start, end, every=every)


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
    if re.match(r"(?:Christmas|Easter)\b", words, re.I):
        return add_span(period.last, -1, "day")
    if re.match(r"(?:the\s+)?(?:(?:very\s+)?end|close|turn|year)\b|.*\bout$", words, re.I):
        return period.last
    return add_span(period.first, -1, "day")
