"""What a plan says of itself outside its table: title, day of the version, whose it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.authorities import Authorities, Authority
from pipeline.dates import find_dates
from pipeline.plans.cards import is_card
from pipeline.plans.dates import due_date
from pipeline.plans.grid import Document, Paragraph
from pipeline.plans.layout import find_tables

_PLAN = re.compile(
    r"\b(?:improvement|action|development|recovery|transformation|delivery|strategic|response)\b.*"
    r"\bplan\b|\bstatement of action\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:appendix|annex|recommend|that |the |this |to |note|invented|source|background|contents)",
    re.IGNORECASE,
)
_SAYS_VERSION = re.compile(
    r"\b(?:version|as at|as of|reported|updated?|dated?|draft|revised|published|board|agreed"
    r"|approved|meeting|cabinet|committee|issued|refreshed|last)\b",
    re.IGNORECASE,
)
_SAYS_OTHER = re.compile(
    r"\b(?:inspect\w*|ofsted|visit\w*|letter|notice|judged|deadline|by|until|next)\b", re.IGNORECASE
)
_MONTH_YEAR = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?[\s_-]+(?:20)\d\d\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d{1,2}[.)]\s+")
_MOST_WORDS, _MOST_LINES = 30, 400


@dataclass(frozen=True, slots=True)
class Front:
    """The lines before the first action, and those after it that are no part of the table."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def front_of(document: Document) -> Front:
    """What stands around the tables of actions; of spreadsheets all that is in no such table."""
    before: list[str] = []
    after: list[str] = []
    lines = before
    for part in document.parts:
        if isinstance(part, Paragraph):
            lines.append(part.text)
            continue
        if is_card(part):
            lines = after
            continue
        tables, _ = find_tables(part)
        rows = part.rows[: tables[0].start] if tables else part.rows[:_MOST_LINES]
        lines += [": ".join(" ".join(c.text.split()) for c in row.distinct()) for row in rows]
        if tables:
            lines = after
    return Front(tuple(before[:_MOST_LINES]), tuple(after[:_MOST_LINES]))


def title_of(front: Front, document: Document, stem: str) -> str:
    """The first line that is the name of a plan, else what the file or page is called."""
    printed = Counter(re.sub(r"\s[-–]\s*(?:summary|dashboard)$", "", t) for t in front.before)
    lines = [*printed, *(part.strip() for part in re.split(r"\s[|–-]\s", document.title))]
    for pattern in (_PLAN, re.compile(r"\bplan\b", re.IGNORECASE)):
        for line in lines:
            text = _NUMBER.sub("", line.strip())
            if (
                pattern.search(text)
                and len(text.split()) <= _MOST_WORDS // 2
                and not _NO_TITLE.match(text)
                and not text.endswith((".", ":", ";"))
            ):
                return text
    heading = next((p.text for p in document.parts if isinstance(p, Paragraph) and p.level), "")
    return heading or readable(stem) or document.title


def readable(stem: str) -> str:
    """A file name as words.

    >>> readable("quenby-vale_improvement-plan (2)")
    'quenby vale improvement plan'
    """
    text = re.sub(r"\((?:\d+|copy|cp1252|final)\)|%20|_|(?<=\D)-|-(?=\D)", " ", stem)
    return " ".join(text.split())


def version_date_of(front: Front, title: str, stem: str) -> str:
    """The day of this version: the printed day, else the month that the name gives; '' if none."""
    for wanted in (_SAYS_VERSION, None):
        for line in front.before:
            if len(line.split()) > _MOST_WORDS or (wanted and not wanted.search(line)):
                continue
            if wanted is None and _SAYS_OTHER.search(line):
                continue
            found = find_dates(line)
            if found:
                return found[0][2]
    for name in (stem, readable(stem)):
        found = find_dates(name)
        if found:
            return found[0][2]
    for name in (title, *front.before[:6], readable(stem)):
        month = _MONTH_YEAR.search(name)
        if month and not _SAYS_OTHER.search(name):
            return due_date(re.sub(r"[_-]", " ", month.group()))
    return ""


def authority_of(
    front: Front, title: str, stem: str, authorities: Authorities
) -> tuple[Authority | None, tuple[str, ...]]:
    """Whose plan it is; where that is not plain, None and the names of those it may be."""
    name = " ".join(word[:1].upper() + word[1:] for word in readable(stem).split())
    several: tuple[str, ...] = ()
    for texts in ((title, *front.before), (name,), front.after):
        counts = Counter(
            authority.authority_id
            for text in texts
            for authority, _, _ in authorities.mentions(text)
        )
        ranked = counts.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            return authorities.by_id[ranked[0][0]], ()
        several = several or tuple(authorities.by_id[a].name for a, _ in counts.most_common(4))
    return None, several
