"""Words for running text: how publications are cited, days, numbers, coverage, names.

`pipeline.plain` has the names of single values; here is what sentences are made of.
"""

from __future__ import annotations

from datetime import date

from pipeline.dates import format_date

CITED_KIND = {
    "ilacs_inspection": "inspection report",
    "sif_inspection": "inspection report",
    "protection_inspection": "inspection of child protection",
    "slac_inspection": "inspection of safeguarding and looked after children",
    "focused_visit": "focused visit letter",
    "monitoring_visit": "monitoring visit letter",
    "assurance_visit": "assurance visit letter",
    "jtai": "joint targeted area inspection",
    "area_send": "area SEND inspection",
    "improvement_notice": "improvement notice",
    "statutory_direction": "statutory direction",
    "progress_letter": "progress letter",
    "commissioner_report": "commissioner’s report",
    "committee_report": "committee report",
    "improvement_plan": "improvement plan",
    "other": "publication",
}
SHORT_KIND = {
    **{kind: "Inspection" for kind in CITED_KIND if kind.endswith("_inspection")},
    "focused_visit": "Focused visit",
    "monitoring_visit": "Monitoring visit",
    "assurance_visit": "Assurance visit",
    "jtai": "Joint inspection",
    "area_send": "Area SEND",
    "improvement_notice": "Notice",
    "statutory_direction": "Direction",
    "progress_letter": "Progress letter",
    "commissioner_report": "Commissioner",
    "committee_report": "Committee",
    "improvement_plan": "Plan",
    "other": "Other",
}
"""For the heads of narrow columns."""


def day_words(day: str, *, short: bool = False) -> str:
    """An ISO 8601 day as people write it; what is none stays.

    >>> day_words("2021-08-17")
    '17 August 2021'
    >>> day_words("2021-08-17", short=True)
    '17 Aug 2021'
    """
    try:
        words = format_date(date.fromisoformat(day).isoformat())
    except ValueError:
        return day
    number, month, year = words.split()
    return f"{number} {month[:3]} {year}" if short else words


def coverage_words(coverage: str, basis: str) -> str:
    """Coverage with what it rests on.

    >>> coverage_words("covered", "suggested")
    'covered (suggested, not checked)'
    """
    if coverage == "uncovered" or not basis:
        return coverage
    return f"{coverage} ({'confirmed' if basis == 'confirmed' else 'suggested, not checked'})"


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun; small numbers as words.

    >>> counted(1, "finding"), counted(12, "finding"), counted(3, "finding")
    ('one finding', '12 findings', 'three findings')
    """
    words = "no one two three four five six seven eight nine".split()
    said = words[number] if 0 <= number < len(words) else f"{number:,}"
    return f"{said} {noun if number == 1 else nouns or noun + 's'}"


def listed(names: list[str]) -> str:
    """Names in a sentence: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def capital(text: str) -> str:
    """The first letter made a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def council_name(name: str) -> str:
    """A name as people say it, where the lists turn it round.

    >>> council_name("Herefordshire, County of")
    'County of Herefordshire'
    """
    place, comma, kind = name.partition(", ")
    return f"{kind} {place}" if comma and kind.endswith(" of") else name


def one_line(text: str) -> str:
    """White space made single blanks."""
    return " ".join(text.split())


def cut(text: str, length: int) -> str:
    """`text` on one line, cut at a word with an ellipsis where it is longer than `length`."""
    text = one_line(text)
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"
