"""Which other publications a publication speaks of: findings → mentions.

Yes: «the focused visit of 7 July 2021», «since the last inspection in 2018», «the notice issued
on 18 May 2021». No: «this inspection», «44% in January 2015 compared with 89% at the inspection»,
an inspection of a children's home. A mention without any date is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.dates import MONTHS, find_date_ranges
from pipeline.extract import mention_words as say
from pipeline.extract.periods import Period, add_span, find_periods, sentences
from pipeline.records import (
    COUNCIL_KINDS,
    DEPARTMENT_KINDS,
    INSPECTION_KINDS,
    JOINT_KINDS,
    ORDER_KINDS,
    VISIT_KINDS,
    Finding,
    Mention,
    Publication,
)

_PAPERS = (*COUNCIL_KINDS, "commissioner_report")
_LONGEST_GAP = 110
_LONGEST_TITLE = 250


@dataclass(frozen=True, slots=True)
class _Found:
    """A noun with its date, before its kind is settled. `named`: the words say the kind."""

    finding: Finding
    start: int
    end: int
    kind: str
    named: bool
    period: Period
    date_kind: str
    publication_kind: str


def find_mentions(publication: Publication, findings: Sequence[Finding]) -> tuple[Mention, ...]:
    """All dated mentions of other publications, in reading order; one a date in each finding.

    `mentioned_date` is as exact as what is printed: 2021, 2021-05 or 2021-05-18; of several days
    it is the first.
    """
    found = [one for finding in findings for one in _in_finding(publication, finding)]
    mentions: dict[tuple[str, str, str, str], Mention] = {}
    for one in found:
        kind = _settled(one, found, findings)
        key = (one.finding.finding_id, kind, one.period.iso, one.date_kind)
        mentions.setdefault(
            key,
            Mention(
                publication_id=publication.publication_id,
                finding_id=one.finding.finding_id,
                mentioned_kind=kind,
                mentioned_date=one.period.iso,
                mentioned_date_kind=one.date_kind,
                evidence=((one.start, one.end),),
            ),
        )
    return tuple(mentions.values())


_CENTURIES = ("20", "19")


def _may_be_dated(text: str) -> bool:
    """Without a year or a month there is no date; looking for nouns costs, so ask first."""
    return any(part in text for part in _CENTURIES) or any(month in text for month in MONTHS)


def _in_finding(publication: Publication, finding: Finding) -> list[_Found]:
    found: list[_Found] = []
    if not _may_be_dated(finding.text):
        return found
    several = None
    for start, end in sentences(finding.text):
        text = finding.text[start:end]
        several = say.SEVERAL.search(text) or several
        if not (_may_be_dated(text) and (several or say.NOUN.search(text))):
            continue
        reference = publication.published_date or publication.visit_end_date
        periods = find_periods(text, reference, ahead=False)
        periods = _past(periods, text, publication)
        if not periods:
            continue
        taken: set[int] = set()
        for noun in [*say.NOUN.finditer(text), *_one_of(several, text)]:
            for period in _dates_of(noun, text, periods):
                if period.start in taken:
                    continue
                one = _read(publication, finding, noun, period, text, start)
                if one is not None:
                    taken.add(period.start)
                    found.append(one)
    return found


def _one_of(several: re.Match[str] | None, text: str) -> Iterator[re.Match[str]]:
    """«the first, in 2014; the second, in 2018», where several of a kind were named before."""
    if several is not None:
        what = re.sub(r"\s+", " ", several["what"].casefold()).replace("focussed", "focused")
        yield from say.ONE_OF[what].finditer(text)


_TWO_YEARS = re.compile(r"\b(?:19|20)\d\d\s*(?:,|,?\s*and)\s+$")
"""«9 December 2021 and» 31 May 2022: two days, each with its year, and no run of days."""


def _past(periods: list[Period], text: str, publication: Publication) -> list[Period]:
    """The dates that lie before the publication and are not those of its own visit."""
    limit = publication.published_date or publication.visit_end_date
    own = (publication.visit_start_date, publication.visit_end_date)
    kept = []
    own_words = re.search(r"\b(?:during|time\s+of)\s+the\b", text, re.I)
    ranges = {
        end: (start, days[0])
        for start, end, days in find_date_ranges(text)
        if not _TWO_YEARS.search(text[start:end].rpartition(" and ")[0] + " and ")
    }
    for period in periods:
        own_day = publication.kind in COUNCIL_KINDS and period.iso == publication.published_date
        if (
            own_day
            or (limit and period.first > limit)
            or text[period.start - 1 : period.start] == "/"
        ):
            continue
        inside = own[0] and own[0][: len(period.iso)] <= period.iso <= own[1][: len(period.iso)]
        if inside and (period.precision != "year" or own_words):
            continue
        if period.precision == "day" and period.iso == own[1]:
            continue
        if any(start <= period.start and period.end < end for end, (start, _) in ranges.items()):
            continue  # the first days of «22 February to 16 March 2016», printed without a year
        if period.precision == "day" and period.end in ranges:
            start, first = ranges[period.end]
            kept.append(Period(min(start, period.start), period.end, first, period.last))
        else:
            kept.append(period)
    return kept


def _dates_of(noun: re.Match[str], text: str, periods: list[Period]) -> list[Period]:
    """The dates that belong to a noun: after it, or right before it."""
    # No date further on can belong to it, so that a long text takes no longer than its length.
    reach = noun.end() + 4 * _LONGEST_GAP
    after = [period for period in periods if noun.end() <= period.start <= reach]
    found: list[Period] = []
    place = noun.end()
    for period in after:
        gap = text[place : period.start]
        if found:
            if not (say.ALSO.fullmatch(gap) or say.THEN_PUBLISHED.fullmatch(gap)):
                break
        elif _is_made_exact(period, after, text) and re.search(r"\b(?:last|in|this)\s+$", gap):
            continue  # «the visit last November (14 and 15 November 2023)»
        elif not _fits(noun, gap, text):
            if re.search(r"\(\s*$", gap) and _is_made_exact(after[0], after, text):
                gap = text[noun.end() : after[0].start]
            if not _fits(noun, re.sub(r"\b(?:last|this)\s+$", "in ", gap), text):
                break
        found.append(period)
        place = period.end
    if found:
        return found[:1] if _is_one(noun, found) else found
    for period in reversed(periods):
        if period.end <= noun.start():
            gap = text[period.end : noun.start()]
            head = text[: period.start].strip()
            if say.BACKWARD.match(gap) and (
                not gap.lstrip().startswith(",") or head.casefold() in ("in", "on")
            ):
                return [period]
            break
    return []


def _is_made_exact(period: Period, after: list[Period], text: str) -> bool:
    """Whether the day of a month follows in brackets: «last November (14 November 2023)»."""
    at = after.index(period) + 1
    if at >= len(after) or period.precision != "month":
        return False
    exact = after[at]
    within = period.first <= exact.first <= period.last
    return within and bool(re.fullmatch(r"\s*[(,]\s*(?:on\s+)?", text[period.end : exact.start]))


def _is_one(noun: re.Match[str], found: list[Period]) -> bool:
    """Whether it is one inspection that went on: «the inspection in February and March 2024»."""
    if len(found) != 2 or noun.group().endswith("s"):
        return False
    return found[0].precision == "month" and add_span(found[0].last, 1, "day") == found[1].first


def _fits(noun: re.Match[str], gap: str, text: str) -> bool:
    """Whether what stands between a noun and a date holds them together."""
    if noun.lastgroup == "considered":
        return bool(say.MET_ON.search(noun.group() + gap))
    if noun.lastgroup in ORDER_KINDS and say.SINCE.fullmatch(gap):
        return True  # «under a direction since May 2021»
    if noun.lastgroup == "took":
        spoken = re.search(r"\bthat\b|\bpublished\b|\bof\s+\d", gap) or say.NOUN.search(gap + " .")
        return not spoken and bool(re.fullmatch(r"[^.;:]{0,80}\bon\s+(?:the\s+)?", gap))
    beside = say.BESIDE.fullmatch(gap) and not say.VERBS.search(text)
    if beside or (noun.lastgroup in ("report", "met") and re.fullmatch(r"\s*[,–-]\s*", gap)):
        return True  # «Report to the Panel, 12 June 2023», in a list of papers
    whole = f"{noun.group()}{gap}"
    if gap.rstrip().endswith("between") and noun.group().endswith("s"):
        return False  # several visits in a spell of time
    if noun.lastgroup in (*VISIT_KINDS, *JOINT_KINDS):
        gap = say.ITS_LETTER.sub("", gap)  # «the JTAI report of 14 May»
        if re.fullmatch(r"\s*,\s*", gap):
            return not say.VERBS.search(text)
    if re.search(r"\bdates\s+(?:back\s+)?(?:from|to)\s+$", gap) and len(gap) < _LONGEST_GAP:
        return not say.NOUN.search(gap + " .")
    if noun.lastgroup == "report" and re.fullmatch(r"\s+(?:the|its|our)\s+", gap):
        return True  # «reported to the September 2021 meeting»
    if len(gap) > _LONGEST_GAP or not say.PREPOSITION.search(whole) or say.NOUN.search(gap + " ."):
        return bool(_chained(noun, gap))
    gap = say.ADVERBS.sub(" ", say.CAME_OUT.sub(" published", say.BY_WHOM.sub(" ", gap)))
    gap = re.sub(
        r"\b(?:was|were)\s+(?=in\b|on\b|held\b|published|carried|conducted|issued|undertaken|served|given|made|released|sent|brought|received|submitted)",
        "",
        gap,
    )
    gap = re.sub(r"\b(?:which|that)\s+(?:took\s+place|(?:was|were)\s+\w+ed\b)", "", gap)
    gap = re.sub(
        r"\b(?:ha(?:s|ve|d)\s+)?(?:now\s+|since\s+)?been\s+(?:issued|made|held|carried\s+out)\b,?",
        "",
        gap,
    )
    return not say.BREAKS.search(gap) and not re.search(r"\bwas\b|\bduring\b|\bfor\s+\d", gap)


def _chained(noun: re.Match[str], gap: str) -> bool:
    """«the inspection, the Joint Targeted Area Inspection (JTAI), in April 2017»: the later."""
    acronym = re.fullmatch(r"\s*\(JTAI\)(?P<rest>[^.;]{0,60})", gap)
    return bool(
        acronym
        and not say.BREAKS.search(acronym["rest"])
        and say.PREPOSITION.search(f" {acronym['rest']}")
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A noun and a date of one sentence, and the words around them."""

    publication: Publication
    finding: Finding
    noun: re.Match[str]
    period: Period
    text: str

    @property
    def what(self) -> str:
        return str(self.noun.lastgroup)

    @property
    def word(self) -> str:
        return self.noun.group().casefold()

    @property
    def before(self) -> str:
        return self.text[max(0, self.noun.start() - _LONGEST_GAP) : self.noun.start()]

    @property
    def between(self) -> str:
        noun, period = self.noun, self.period
        return self.text[min(noun.end(), period.end) : max(noun.start(), period.start)]

    @property
    def around(self) -> str:
        clause = re.split(r"\band\s+that\b|\bwhile\b|\bbut\b|;", self.before)[-1]
        return f"{clause[-60:]} {self.noun.group()} {self.between}"

    @property
    def has_year(self) -> bool:
        return bool(re.search(r"\d\d$", self.text[self.period.start : self.period.end]))

    @property
    def dated(self) -> bool:
        printed = self.text[self.period.start : self.period.end]
        return any(char.isdigit() for char in printed)


def _read(
    publication: Publication,
    finding: Finding,
    noun: re.Match[str],
    period: Period,
    text: str,
    offset: int,
) -> _Found | None:
    place = _Place(publication, finding, noun, period, text)
    if _is_no_report(place) or _is_no_meeting(place) or _is_own_or_ahead(place):
        return None
    kind, named, date_kind = _kind_of(place)
    if not date_kind:
        return None
    start, end = min(noun.start(), period.start), max(noun.end(), period.end)
    bounds = offset + start, offset + end
    return _Found(finding, *bounds, kind, named, period, date_kind, publication.kind)


def _is_no_report(place: _Place) -> bool:
    """Whether a letter or report is no inspector's and no minister's."""
    if place.what != "letter":
        return False
    if place.publication.kind in DEPARTMENT_KINDS and re.search(r"\byour\s+$", place.before):
        return True
    if say.OTHER_REPORT.search(place.before) or say.TO_OTHERS.match(place.between):
        return True
    # «ask for a further report in October»
    return place.word == "report" and not place.dated and bool(say.SOME.search(place.before))


def _is_no_meeting(place: _Place) -> bool:
    """Whether a meeting is none of a committee at which a paper was taken up."""
    what = place.what
    papers = place.publication.kind in _PAPERS and not say.NO_COMMITTEE.search(place.before)
    if what == "met":
        approved = place.word.startswith("minutes") and say.APPROVED.search(place.text)
        return bool(approved) or not (papers and say.TAKEN_UP.search(place.text))
    if what == "took":
        return not papers
    return what == "considered" and place.publication.kind not in _PAPERS


def _is_own_or_ahead(place: _Place) -> bool:
    """Whether it is this publication, a social worker's visit, or still to come."""
    what, before = place.what, place.before
    own_visit = place.publication.kind in VISIT_KINDS and before.endswith("the last ")
    of_worker = re.search(r"\b(?:statutory|home|last)\s+$", before)
    if what == "visit" and of_worker and not own_visit:
        return True
    at_meeting = what in ("considered", "met", "report", "took")
    if (at_meeting or not place.has_year) and say.TO_COME.search(before):
        return True
    if what == "letter":
        return bool(say.THIS.search(before))
    told = what in ("replaced", "wrote", "took") or place.word.startswith("was")
    return not told and bool(say.OWN.search(before))


def _kind_of(place: _Place) -> tuple[str, bool, str]:
    """The kind, whether the words name it, and whose date it is; '' for the last if it is none."""
    what, period = place.what, place.period
    date_kind = _date_kind(what, place.between + place.text[period.start - 12 : period.start])
    if what in ("inspection", "inspected"):
        kind, named = _kind_of_inspection(place)
        date_kind = "published" if place.word.endswith("report") else date_kind
        return kind, named, date_kind if kind else ""
    if what in ("letter", "visit", "inspectors"):
        kind, named = _kind_of_visit(place)
        return kind, named, date_kind if _is_inspectors(place) else ""
    if what in (*VISIT_KINDS, *JOINT_KINDS):
        return what, True, "published" if _is_of_letter(place) else date_kind
    order = place.publication.kind in ORDER_KINDS
    fixed = {
        "wrote": ("progress_letter", "published"),
        "directed": ("statutory_direction", "issued"),
        "replaced": (place.publication.kind if order else "improvement_notice", "issued"),
        **dict.fromkeys(("report", "considered", "met", "took"), ("committee_report", "meeting")),
    }
    kind, whose = fixed.get(what, (what, date_kind))
    return kind, True, whose


def _kind_of_inspection(place: _Place) -> tuple[str, bool]:
    """The kind of an inspection, and whether its words name it; '' for one of something else."""
    # «The fostering agency had its inspection in May»: whose it is stands further ahead.
    own_words = place.before if say.THEIR.search(place.before) else _own_words(place.before)
    if place.word.startswith(("was", "were")):
        own_words = re.split(r"[;.]|,\s", place.before)[-1]  # all of its subject
    said = own_words + " " + say.JOINTLY.sub("Ofsted", place.between)
    if say.OTHERS.search(said) or _is_elsewhere(place.publication, place.between):
        return "", False
    kind, day = _inspection_kind(place.publication, place.finding, place.around), place.period.iso
    named = bool(kind) and kind != "area_send"
    ended = kind == "slac_inspection" and day > "2012-07"
    return (_in_force(day) if ended or not kind else kind), named


def _is_inspectors(place: _Place) -> bool:
    """Whether a visit or letter can be one of inspectors, in a publication of this kind.

    In letters about visits only one that is said to be theirs.
    """
    if place.publication.kind in (*_PAPERS, *DEPARTMENT_KINDS):
        return True
    if place.publication.kind not in VISIT_KINDS:
        return False
    if place.what == "letter":
        ours = re.search(r"\b(?:our|my)\s+(?:\w+\s+)?$", place.before, re.I)
        return bool(ours or re.match(r"\s+from\s+(?:Ofsted|us|inspectors)\b", place.between))
    theirs = place.what == "inspectors" or say.EARLIER_VISIT.search(place.before)
    return bool(theirs) or (place.has_year and place.before.casefold().endswith("the "))


def _kind_of_visit(place: _Place) -> tuple[str, bool]:
    """The kind of a letter or visit that the words tell, and whether they name it."""
    publication, before = place.publication, place.before
    if place.what == "letter":
        if "letter" not in place.word:
            return "report", False
        if publication.kind in VISIT_KINDS:
            return publication.kind, True  # «our letter of 24 April»
        ours = publication.kind in DEPARTMENT_KINDS and re.search(
            r"\b(?:my|our)\s+(?:[\w’']+\s+)?$", before, re.I
        )
        by_ofsted = re.search(r"\b(?:ofsted|inspectors)\b[^.;,]{0,30}$", before, re.I)
        named = bool(ours or (say.DEPARTMENT.search(place.text) and not by_ofsted))
        return ("progress_letter" if named else ""), named
    if place.what == "inspectors" and say.OTHERS.search(place.between):
        return "", False
    if _on_send(publication, place.finding, place.around):
        return "area_send", True
    if place.what == "inspectors" and say.RATED.search(place.text):
        return _in_force(place.period.iso), False
    return "", False


def _is_of_letter(place: _Place) -> bool:
    """Whether a date is that of the letter about a visit: «the focused visit letter of 5 May»."""
    letter = place.word.rstrip("s").endswith("letter")
    letter = letter or bool(re.match(r"\s+(?:outcome\s+)?(?:letter|report)\b", place.between))
    letter = letter or bool(say.ITS_LETTER.match(place.text, place.noun.end()))
    printed = say.PRINTED_ON.search(place.before) and place.between.rstrip().endswith("on")
    return letter or bool(printed)


def _inspection_kind(publication: Publication, finding: Finding, around: str) -> str:
    """The kind that the words around an inspection tell, or the paper's title; '' if none does."""
    if publication.kind == "area_send":
        return "area_send"
    kind = _named_in(around)
    if not kind and publication.kind in _PAPERS and not say.EARLIER.search(around):
        kind = _named_in(publication.title)
    if not kind and _on_send(publication, finding, around):
        return "area_send"
    return kind


def _named_in(words: str) -> str:
    """The kind of inspection that a phrase or a title names; a paragraph is no title."""
    if len(words) > _LONGEST_TITLE:
        return ""
    return next((kind for kind, pattern in say.CHECKED_NAMES if pattern.search(words)), "")


def _on_send(publication: Publication, finding: Finding, around: str) -> bool:
    """Whether a council paper speaks of an area SEND inspection, as its other words tell."""
    if publication.kind not in _PAPERS or re.search(r"children.s\s+services", around, re.I):
        return False
    return bool(say.SEND.search(finding.text) or say.SEND.search(publication.title))


def _is_elsewhere(publication: Publication, between: str) -> bool:
    """«the inspection of Tolverne in 2014», in a report on another authority."""
    of_whom = say.OF_WHOM.match(between)
    about = f"{publication.authority_id} {publication.title}".casefold()
    if of_whom is None or of_whom["name"] in MONTHS:
        return False
    return of_whom["name"].casefold() not in about


def _own_words(before: str) -> str:
    """The words of the same phrase before a noun: «a fostering inspection»."""
    return " ".join(re.split(r"[,;.]|\b(?:the|an?|and|since|at|in)\b", before)[-1].split()[-4:])


def _date_kind(what: str, between: str) -> str:
    if say.PUBLISHED.search(between):
        return "published"
    if what in ("improvement_notice", "statutory_direction", "improvement_plan"):
        return "issued"
    if what == "letter":
        return "published"
    return "visit" if what != "commissioner_report" else "published"


def _in_force(day: str) -> str:
    """The framework under which an inspection of that day was made, where only the day is known.

    SLAC 2009 to July 2012, child protection to October 2013, SIF to 2017, ILACS since 2018.
    """
    if day < "2012-08":
        return "slac_inspection"
    if day < "2013-11":
        return "protection_inspection"
    return "sif_inspection" if day < "2018" else "ilacs_inspection"


def _settled(one: _Found, found: Sequence[_Found], findings: Sequence[Finding]) -> str:
    """The kind, with what the publication says elsewhere of the same date or of its subject."""
    if one.kind == "focused_visit" and any(
        other.kind == "assurance_visit" and _same_date(one, other) for other in found
    ):
        return "assurance_visit"
    if one.named:
        return one.kind
    same = [
        other.kind
        for other in found
        if other.named and other.kind in INSPECTION_KINDS and _same_date(one, other)
    ]
    if one.kind in INSPECTION_KINDS or one.kind == "area_send":
        return same[0] if same and one.kind in INSPECTION_KINDS else one.kind
    if one.kind == "report":
        return same[0] if same else _in_force(one.period.iso)
    here = [
        other.kind
        for other in found
        if other.named and other.finding is one.finding and other.start < one.start
    ]
    if here and here[-1] in (*VISIT_KINDS, *INSPECTION_KINDS, *JOINT_KINDS):
        return here[-1]  # «the visit in June, and its letter of 4 August»
    visits = [other.kind for other in found if other.named and other.kind in VISIT_KINDS]
    return visits[0] if visits else _visit_in(findings, one.publication_kind)


def _visit_in(findings: Sequence[Finding], kind: str) -> str:
    """The kind of visit that a paper is about: the first that it names.

    A letter about a visit speaks of visits of its own kind; where no visit is named, inspectors
    come to monitor an authority that the Department has in its care, and others to look at a part.
    """
    if kind in VISIT_KINDS:
        return kind
    for finding in findings:
        for noun in say.NOUN.finditer(finding.text):
            if noun.lastgroup in VISIT_KINDS:
                return str(noun.lastgroup)
    watched = kind in DEPARTMENT_KINDS or any(
        say.INTERVENTION.search(finding.text) for finding in findings
    )
    return "monitoring_visit" if watched else "focused_visit"


def _same_date(one: _Found, other: _Found) -> bool:
    size = min(len(one.period.iso), len(other.period.iso))
    return one.period.iso[:size] == other.period.iso[:size]
