"""The words that people read for the values of the database, and dates as they say them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.dates import format_date

PUBLICATION_KIND_NAMES = {
    "ilacs_inspection": "Inspection of children’s services (ILACS)",
    "sif_inspection": "Inspection under the single framework (SIF)",
    "protection_inspection": "Inspection of child protection",
    "slac_inspection": "Inspection of safeguarding and looked after children",
    "focused_visit": "Focused visit",
    "monitoring_visit": "Monitoring visit",
    "assurance_visit": "Assurance visit (2020 to 2021)",
    "jtai": "Joint targeted area inspection (JTAI)",
    "area_send": "Area SEND inspection",
    "improvement_notice": "Improvement notice",
    "statutory_direction": "Statutory direction",
    "progress_letter": "Progress letter",
    "commissioner_report": "Commissioner’s report",
    "committee_report": "Committee report",
    "improvement_plan": "Improvement plan",
    "other": "Other publication",
}
FINDING_KIND_NAMES = {
    "priority_action": "Area for priority action",
    "improvement": "What needs to improve",
    "recommendation": "Recommendation",
    "requirement": "Requirement",
    "strength": "Strength",
    "headline": "Headline",
    "paragraph": "Paragraph",
}
STANCE_NAMES = {
    "strength": "Strength",
    "concern": "Concern",
    "mixed": "Mixed",
    "neutral": "Neutral",
}
GRADE_NAMES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "requires_improvement": "Requires improvement",
    "inadequate": "Inadequate",
    "adequate": "Adequate",
    "typically_positive": "Typically positive experiences",
    "inconsistent": "Inconsistent experiences",
    "widespread_failings": "Widespread or systemic failings",
}
JUDGEMENT_AREA_NAMES = {
    "overall": "Overall effectiveness",
    "leaders": "Leaders’ impact",
    "help_protection": "Help and protection",
    "care_and_care_leavers": "Children in care and care leavers",
    "care": "Children in care",
    "care_leavers": "Care leavers",
    "adoption": "Adoption",
    "lscb": "Local Safeguarding Children Board",
    "send_outcome": "Area SEND outcome",
}
PUBLISHER_NAMES = {"ofsted": "Ofsted", "dfe": "Department for Education", "council": "Council"}
STATUS_NAMES = {
    "read": "Read",
    "needs_ocr": "Scanned: its words could not be read",
    "unreadable": "Could not be read",
    "not_a_publication": "Not a publication of these kinds",
}
COVERAGE_NAMES = {"covered": "Covered", "partly": "Partly covered", "uncovered": "Not covered"}
BASIS_NAMES = {"suggested": "suggested, not checked", "confirmed": "checked by a person"}
LINK_STATUS_NAMES = {
    "candidate": "Possible",
    "suggested": "Suggested, not checked",
    "confirmed": "Confirmed",
    "rejected": "Rejected",
}
STRENGTH_NAMES = {"full": "answers all of it", "partly": "answers part of it"}
TRAJECTORY_NAMES = {
    "new": "New",
    "still_raised": "Still raised",
    "improving": "Improving",
    "not_mentioned": "Not mentioned",
}
DEADLINE_KIND_NAMES = {"ordered": "Ordered", "planned": "Planned", "meeting": "Meeting"}
ADDRESSEE_NAMES = {
    "council": "the council",
    "partnership": "the partnership",
    "committee": "a committee",
}
UNIT_NAMES = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_NOBODY = frozenset(
    "we you they it he she i this these that those there all each every both any some our your "
    "their its a an one two three four five six seven eight nine ten".split()
)
"""First words of a sentence that say who only to those who read it where it stands."""
_DURATION = re.compile(r"P(\d+)([DWMY])")

METRIC_NAMES = {
    "metadata.authority_id": "Letters with the right council",
    "metadata.kind": "Letters of the right kind",
    "metadata.published_date": "Letters with the right day of publication",
    "metadata.lead_inspector": "Letters with the right lead inspector",
    "judgements.recall": "Grades that were found",
    "judgements.precision": "Grades found that are right",
    "findings.found": "Findings that were found",
    "findings.complete": "Findings with all their words",
    "findings.right_kind": "Findings of the right kind",
    "findings.right_page": "Findings with the right page",
    "deadlines.recall": "Deadlines that were found",
    "deadlines.precision": "Deadlines found that are right",
    "mentions.recall": "Mentions of other letters that were found",
    "mentions.precision": "Mentions found that are right",
    "recurrence.pairs_recall": "Repeats that were found",
    "recurrence.later_precision": "Findings called “raised before” that were",
}
_FITTED = (".dev.", ".development.")


def metric_name(metric: str) -> str:
    """The words for a figure of `letters evaluate`; '' for one that is not for readers.

    Figures on what rules were fitted to, and on what the program learnt from, say too much.

    >>> metric_name("deadlines.test.recall"), metric_name("deadlines.development.recall")
    ('Deadlines that were found', '')
    """
    if any(part in metric for part in _FITTED):
        return ""
    first, _, rest = metric.partition(".")
    return METRIC_NAMES.get(metric) or METRIC_NAMES.get(f"{first}.{rest.rpartition('.')[2]}", "")


def name(names: Mapping[str, str], value: str | None) -> str:
    """The words for a value; a value that has none speaks for itself.

    >>> name(GRADE_NAMES, "requires_improvement")
    'Requires improvement'
    >>> name(GRADE_NAMES, "not_listed")
    'Not listed'
    """
    if not value:
        return ""
    return names.get(value) or value.replace("_", " ").capitalize()


def sentence(said: str) -> str:
    """A message of the program as a sentence of a page.

    >>> sentence("no kind 'wish'; did you mean: headline"), sentence("Wait."), sentence("")
    ("No kind 'wish'; did you mean: headline.", 'Wait.', '')
    """
    said = said[:1].upper() + said[1:]
    return said + "." if said and said[-1] not in ".?!" else said


def uk_date(iso: str | None) -> str:
    """An ISO day as people say it; years and months (`2021`, `2021-05`) too; '' for none.

    >>> uk_date("2021-08-17"), uk_date("2021-08"), uk_date("2021"), uk_date(None)
    ('17 August 2021', 'August 2021', '2021', '')
    """
    if not iso:
        return ""
    if len(iso) == len("2021-08"):
        return format_date(f"{iso}-01").partition(" ")[2]
    return format_date(iso[:10]) if len(iso) > len("2021") else iso


def finding_title(kind: str, section: str, number: str) -> str:
    """What a finding is called in a list: its kind, unless its section says so already.

    >>> finding_title("improvement", "What needs to improve?", "")
    'What needs to improve?'
    >>> finding_title("improvement", "Leadership", "3"), finding_title("paragraph", "", "14")
    ('What needs to improve: Leadership, 3', 'Paragraph 14')
    >>> finding_title("paragraph", "Workforce", "14"), finding_title("paragraph", "Workforce", "")
    ('Workforce, paragraph 14', 'Workforce')
    """
    words = name(FINDING_KIND_NAMES, kind)
    if kind == "paragraph":
        place = f"paragraph {number}" if number else ""
        found = ", ".join(filter(None, (section, place))) or words
        return found[0].upper() + found[1:]
    is_said = words.casefold() in section.casefold()
    found = section if is_said else f"{words}: {section}" if section else words
    return f"{found}, {number}" if number else found


def responsible(who: str) -> str:
    """Who is named as having to do something; '' for words that name nobody.

    >>> responsible("The Council"), responsible("We"), responsible("Two permanent managers")
    ('The Council', '', '')
    """
    first = who.partition(" ")[0].casefold()
    return "" if first in _NOBODY else who


def rhythm(duration: str | None) -> str:
    """An ISO 8601 duration of one unit as a rhythm; '' for none.

    >>> rhythm("P6M"), rhythm("P1W")
    ('every 6 months', 'every week')
    """
    match = _DURATION.fullmatch(duration or "")
    if match is None:
        return duration or ""
    number, unit = int(match[1]), UNIT_NAMES[match[2]]
    return f"every {unit}" if number == 1 else f"every {number} {unit}s"


def count_of(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> count_of(1, "finding"), count_of(1234, "finding"), count_of(2, "party", "parties")
    ('1 finding', '1,234 findings', '2 parties')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
