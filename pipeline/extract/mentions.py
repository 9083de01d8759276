"""Which other publications a publication speaks of: findings → mentions.

Yes: «the focused visit of 7 July 2021», «since the last inspection in 2018», «the notice issued
on 18 May 2021». No: «this inspection», «44% in January 2015 compared with 89% at the inspection»,
an inspection of a children's home. A mention without any date is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.dates import MONTHS, find_date_ranges
from pipeline.extract.periods import Period, add_span, find_periods, sentences
from pipeline.records import (
    COUNCIL_KINDS,
    DEPARTMENT_KINDS,
    INSPECTION_KINDS,
    JOINT_KINDS,
    VISIT_KINDS,
    Finding,
    Mention,
    Publication,
)

_PAPERS = (*COUNCIL_KINDS, "commissioner_report")
_NOUN = re.compile(
    r"""\b(?:
        (?P<assurance_visit>assurance\s+(?:focus+ed\s+)?visits?)
      | (?P<focused_visit>focus+ed\s+visits?)
      | (?P<monitoring_visit>monitoring\s+visits?)
      | (?P<jtai>JTAIs?|joint\s+(?:(?:area\s+)?targeted\s+(?:area\s+)?)?inspections?)
      | (?P<improvement_notice>(?:non-?\s?statutory\s+)?(?:improvement\s+notice
            |notice\s+(?:to\s+improve|of\s+improvement|requiring\s+improvement))
            |non-?\s?statutory\s+notice|\bthe\s+notice)
      | (?P<statutory_direction>statutory\s+direction|directions?(?=\s+(?:of|dated|issued|made|given
            |in\s|was\s|were\s|on\s+\d|to\s+(?:the\s+council|[A-Z]))))
      | (?P<commissioner_report>commissioner(?:’s|'s)\s+report)
      | (?P<improvement_plan>(?:improvement\s+plan|statement\s+of\s+action)
            (?=\s+(?:of|dated|published)\b))
      | (?P<considered>(?:committee|commission|panel|cabinet|executive|council)\s+(?:\w+\s+)?
            (?:considered|received|discussed|heard|noted|asked|requested|agreed|approved|told)
            (?=[^.;]*\bmeeting\b)
            |(?:committee|commission|panel|cabinet|executive),?\s+at\s+it(?:s|\s+is)\s+meeting)
      | (?P<report>(?:last|previous|earlier)\s+report\s+to\s+(?:this|the)\s+(?:committee|panel)
            |(?:committee|panel|scrutiny)\s+meeting(?=[^.]*\bin\s+which\s+the\s+report\b)
            |report\s+to\s+(?:this|the)\s+(?:scrutiny\s+)?(?:committee|panel)
            |(?:report|paper)\s+(?:was|had\s+been)\s+(?:presented|taken|submitted|brought)\s+to
                (?=[^.;]{0,80}\b(?:committee|panel|cabinet|commission)\b))
      | (?P<letter>(?:letter|report)(?=\s+(?:[\w’'-]+\s+){0,8}?(?:published|dated|issued
                |came\s+out|sent)\b)
            |(?:outcome|findings)(?=\s+(?:(?:was|were)\s+)?published\b)
            |(?:letter|report)(?=\s+(?:of|from|in)\b|\s+on\s+\d)
            |(?<=20\d\d\s)(?:letter|report))
      | (?P<wrote>(?:department|minister|DfE|secretary\s+of\s+state)\s+wrote
            (?=\s+(?:to\s+(?:[\w’'-]+\s+){1,6})?on\b))
      | (?P<inspectors>(?:inspectors|Ofsted)\s+(?:last\s+|first\s+)?(?:re)?visited)
      | (?P<inspected>(?:(?:was|were)|Ofsted|inspectors)\s+(?:last\s+)?(?:re-?)?inspected
            |(?:Ofsted|inspectors)\s+(?:found|judged)\s+(?:[\w’'-]+\s+){1,8}?inadequate)
      | (?P<inspection>(?:(?:monitoring|full|judgement|single|previous|last)\s+)?
            (?:(?:re-?)?inspections?|re-?visits?|(?:ILACS|SIF)(?=\s+(?:in|of|from)\s))
            (?!\s+report|\s+framework)|inspection\s+report)
      | (?P<visit>visits?(?=\s+(?:of|in|on|(?:was|were)\s+held|took\s+place)\s))
    )\b""",
    re.I | re.X,
)
_OTHERS = re.compile(
    r"\b(?:fostering|adoption|private\s+fostering|children(?:’s|'s)\s+homes?|home|HMIC\w*|HMIP?"
    r"|CQC|Care\s+Quality\s+Commission|probation|constabulary|youth\s+offending|youth\s+justice"
    r"|YOT|YOS|secure|college|schools?|academy|agency|residential|peer|internal)\b"
)
"""What makes an inspection one of something else than the authority's children's services."""
_OF_WHOM = re.compile(
    r"^\s+of\s+(?:the\s+)?(?!Local\b|Council|County|City|Borough|Authority|Children|Ofsted\b|SEND\b|Area\b)(?P<name>[A-Z]\w+)"
)
_DEPARTMENT = re.compile(r"\bminister|\bdepartment\b|\bDfE\b|\bsecretary\s+of\s+state", re.I)
_NAMES = (
    ("jtai", r"joint\s+(?:area\s+)?targeted|JTAI"),
    ("sif_inspection", r"single\s+inspection|\bSIF\b"),
    ("ilacs_inspection", r"\bILACS\b|local\s+authority\s+children.s\s+services"),
    ("area_send", r"\bSEND\b|special\s+educational"),
    (
        "slac_inspection",
        r"safeguarding\s+and\s+(?:services\s+for\s+)?(?:LOOKED\s+AFTER)"
        r"|(?:LOOKED\s+AFTER)\s+and\s+(?:safeguarding|care\s+leavers)|\bSLAC\b"
        r"|services\s+for\s+(?:LOOKED\s+AFTER)|safeguarding\s+(?:arrangements|services)"
        r"|child\s+protection\s+and\s+(?:LOOKED\s+AFTER)".replace(
            "LOOKED\\s+AFTER",
            r"looked[\s-]+after\s+children|children\s+looked\s+after",
        ),
    ),
    ("protection_inspection", r"child\s+protection|protection\s+of\s+children"),
)
_CHECKED_NAMES = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _NAMES)
_JOINTLY = re.compile(
    r"\bOfsted\s+and\s+(?:the\s+)?(?:Care\s+Quality\s+Commission(?:\s+\(CQC\))?|CQC)"
)
_EARLIER = re.compile(r"\b(?:last|previous|earlier|first|Ofsted(?:’s|'s)?)\b", re.I)
_SEND = re.compile(r"\bSEND\b|[Ss]pecial [Ee]ducational|\bEHC\b")
_OWN = re.compile(r"\b(?:this|current|our|next|future)\s+(?:\w+\s+)?$", re.I)
_PREPOSITION = re.compile(
    r"(?:\b(?:in|of|on|from|between|dated|meeting)\s+(?:the\s+)?|\(|\band\s+|\binspection\s+)$",
    re.I,
)
_BREAKS = re.compile(
    r"[;?!]|\b(?:since|when|which|who|while|compared|than|has|have|had|were|is|are|until|"
    r"identified|showing|increased|reduced|rose|fell|judged|found|this)\b|%",
    re.I,
)
_RELATIVE = re.compile(r"\bin\s+which\b.*|,\s*in\s+line\b.*", re.I)
_LONGEST_GAP = 110
_LONGEST_TITLE = 250
_BACKWARD = re.compile(
    r"^(?:,?\s+(?:the|an?)\b|\s+(?:Ofsted|judgement|single|full|planned|child\s+protection"
    r"|safeguarding|and|looked|after|children|JTAI|inspection)\b"
    r"|,?\s+(?:the\s+)?(?:Department(?:\s+for\s+Education)?|DfE|Secretary\s+of\s+State)\b"
    r"(?:\s+\(DfE\))?\s+issued\b|,?\s+(?:the\s+)?(?:council|local\s+authority|minister|DfE"
    r"|department|secretary\s+of\s+state|inspectors|Ofsted)\s+(?:was\s+)?(?:carried\s+out"
    r"|undertook|conducted|completed|published|issued|made|gave|received|given|served)"
    r"(?:\s+(?:with|its|their))?(?=\s))*\s*,?\s*$",
    re.I,
)


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
    for start, end in sentences(finding.text):
        text = finding.text[start:end]
        if not (_may_be_dated(text) and _NOUN.search(text)):
            continue
        reference = publication.published_date or publication.visit_end_date
        periods = find_periods(text, reference, ahead=False)
        periods = _past(periods, text, publication)
        if not periods:
            continue
        taken: set[int] = set()
        for noun in _NOUN.finditer(text):
            for period in _dates_of(noun, text, periods):
                if period.start in taken:
                    continue
                one = _read(publication, finding, noun, period, text, start)
                if one is not None:
                    taken.add(period.start)
                    found.append(one)
    return found


def _past(periods: list[Period], text: str, publication: Publication) -> list[Period]:
    """The dates that lie before the publication and are not those of its own visit."""
    limit = publication.published_date or publication.visit_end_date
    own = (publication.visit_start_date, publication.visit_end_date)
    kept = []
    own_words = re.search(r"\b(?:during|time\s+of)\s+the\b", text, re.I)
    ranges = {end: (start, days[0]) for start, end, days in find_date_ranges(text)}
    for period in periods:
        if (limit and period.first > limit) or text[period.start - 1 : period.start] == "/":
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
            if not re.fullmatch(r"\s*(?:,|and|,\s*and)\s+(?:in\s+|on\s+)?", gap):
                break
        elif not _fits(noun, gap, text):
            break
        found.append(period)
        place = period.end
    if found:
        return found[:1] if _is_one(noun, found) else found
    for period in reversed(periods):
        if period.end <= noun.start():
            gap = text[period.end : noun.start()]
            head = text[: period.start].strip()
            if _BACKWARD.match(gap) and (
                not gap.lstrip().startswith(",") or head.casefold() == "in"
            ):
                return [period]
            break
    return []


def _is_one(noun: re.Match[str], found: list[Period]) -> bool:
    """Whether it is one inspection that went on: «the inspection in February and March 2024»."""
    if len(found) != 2 or noun.group().endswith("s"):
        return False
    return found[0].precision == "month" and add_span(found[0].last, 1, "day") == found[1].first


def _fits(noun: re.Match[str], gap: str, text: str) -> bool:
    """Whether what stands between a noun and a date holds them together."""
    if noun.lastgroup == "considered":
        return bool(re.search(r"\bmeeting\s+(?:of|on)\s+(?:the\s+)?$", noun.group() + gap))
    whole = f"{noun.group()}{gap}"
    if gap.rstrip().endswith("between") and noun.group().endswith("s"):
        return False  # several visits in a spell of time
    if len(gap) > _LONGEST_GAP or not _PREPOSITION.search(whole) or _NOUN.search(gap + " ."):
        return bool(_chained(noun, gap))
    gap = re.sub(
        r"\b(?:was|were)\s+(?=in\b|on\b|held\b|published|carried|conducted|issued|undertaken|served|given|made)",
        "",
        gap,
    )
    gap = re.sub(r"\b(?:which|that)\s+(?:took\s+place|(?:was|were)\s+\w+ed\b)", "", gap)
    gap = re.sub(r"\bhas\s+been\s+issued\b|\bbeen\s+issued\b", "", gap)
    return not _BREAKS.search(gap) and not re.search(r"\bwas\b|\bduring\b|\bfor\s+\d", gap)


def _chained(noun: re.Match[str], gap: str) -> bool:
    """«the inspection, the Joint Targeted Area Inspection (JTAI), in April 2017»: the later."""
    acronym = re.fullmatch(r"\s*\(JTAI\)(?P<rest>[^.;]{0,60})", gap)
    return bool(
        acronym
        and not _BREAKS.search(acronym["rest"])
        and _PREPOSITION.search(f" {acronym['rest']}")
    )


def _read(
    publication: Publication,
    finding: Finding,
    noun: re.Match[str],
    period: Period,
    text: str,
    offset: int,
) -> _Found | None:
    what = str(noun.lastgroup)
    before = text[max(0, noun.start() - _LONGEST_GAP) : noun.start()]
    between = text[min(noun.end(), period.end) : max(noun.start(), period.start)]
    at_home = what == "visit" and re.search(r"\b(?:statutory|home|last)\s+$", before)
    elsewhere = what == "considered" and publication.kind not in _PAPERS
    if _OWN.search(before) or at_home or elsewhere:
        return None
    own = re.split(r"\band\s+that\b|\bwhile\b|\bbut\b|;", before)[-1]
    around = f"{own[-60:]} {noun.group()} {between}"
    date_kind = _date_kind(what, between + text[period.start - 12 : period.start])
    if what == "inspection" and noun.group().casefold().endswith("report"):
        date_kind = "published"
    named = True
    if what in ("inspection", "inspected"):
        said = _own_words(before) + _JOINTLY.sub("Ofsted", between)
        if _OTHERS.search(said) or _is_elsewhere(publication, between):
            return None
        kind = _inspection_kind(publication, finding, around)
        named = bool(kind) and kind != "area_send"
        ended = kind == "slac_inspection" and period.iso > "2012-07"
        kind = _in_force(period.iso) if ended or not kind else kind
    elif what in ("letter", "visit", "inspectors"):
        if publication.kind not in (*_PAPERS, *DEPARTMENT_KINDS):
            return None
        ours = publication.kind in DEPARTMENT_KINDS and re.search(r"\b(?:my|our)\s+$", before)
        named = what == "letter" and bool(_DEPARTMENT.search(text) or ours)
        kind = "progress_letter" if named else ""
        if what == "letter" and not noun.group().casefold().startswith("letter"):
            named, kind = False, "report"
    elif what == "wrote":
        kind, date_kind = "progress_letter", "issued"
    elif what in ("report", "considered"):
        kind, date_kind = "committee_report", "meeting"
    else:
        kind = what
    start, end = min(noun.start(), period.start), max(noun.end(), period.end)
    return _Found(finding, offset + start, offset + end, kind, named, period, date_kind)


def _inspection_kind(publication: Publication, finding: Finding, around: str) -> str:
    """The kind that the words around an inspection tell, or the paper's title; '' if none does."""
    if publication.kind == "area_send":
        return "area_send"
    kind = _named_in(around)
    if not kind and publication.kind in _PAPERS and not _EARLIER.search(around):
        kind = _named_in(publication.title)
    if not kind and _on_send(publication, finding, around):
        return "area_send"
    return kind


def _named_in(words: str) -> str:
    """The kind of inspection that a phrase or a title names; a paragraph is no title."""
    if len(words) > _LONGEST_TITLE:
        return ""
    return next((kind for kind, pattern in _CHECKED_NAMES if pattern.search(words)), "")


def _on_send(publication: Publication, finding: Finding, around: str) -> bool:
    """Whether a council paper speaks of an area SEND inspection, as its other words tell."""
    if publication.kind not in _PAPERS or re.search(r"children.s\s+services", around, re.I):
        return False
    return bool(_SEND.search(finding.text) or _SEND.search(publication.title))


def _is_elsewhere(publication: Publication, between: str) -> bool:
    """«the inspection of Tolverne in 2014», in a report on another authority."""
    of_whom = _OF_WHOM.match(between)
    about = f"{publication.authority_id} {publication.title}".casefold()
    return of_whom is not None and of_whom["name"].casefold() not in about


def _own_words(before: str) -> str:
    """The words of the same phrase before a noun: «a fostering inspection»."""
    return " ".join(re.split(r"[,;.]|\b(?:the|an?|and|since|at|in)\b", before)[-1].split()[-4:])


def _date_kind(what: str, between: str) -> str:
    if re.search(r"\bpublished\b", between, re.I):
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
    return visits[0] if visits else _visit_in(findings)


def _visit_in(findings: Sequence[Finding]) -> str:
    """The kind of visit that a council paper is about: the first that it names."""
    for finding in findings:
        for noun in _NOUN.finditer(finding.text):
            if noun.lastgroup in VISIT_KINDS:
                return str(noun.lastgroup)
    return "focused_visit"


def _same_date(one: _Found, other: _Found) -> bool:
    size = min(len(one.period.iso), len(other.period.iso))
    return one.period.iso[:size] == other.period.iso[:size]
