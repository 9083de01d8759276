"""What kind of publication a document is, told by what it prints.

The rules and their order are those of the publishers' fixed phrases; the first that fits counts.
A council's covering report quotes all of them, so it is told first, by its committee fields.
"""

from __future__ import annotations

import re

from pipeline.extract.blocks import Content
from pipeline.extract.layouts import papers
from pipeline.extract.layouts.reading import plain

_NOT_FOUND = re.compile(
    r"report not found|page not found|the document you requested no longer exists"
    r"|slim application error|404 not found|access denied",
    re.I,
)
_PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "statutory_direction",
        re.compile(r"497A[^.]{0,400}\bdirects\b|\bnow therefore\b", re.I | re.S),
    ),
    (
        "area_send",
        re.compile(
            r"area SEND (?:full |monitoring )?inspection|local area partnership's? arrangements",
            re.I,
        ),
    ),
    (
        "monitoring_visit",
        re.compile(
            r"findings of (?:the|a|our) monitoring visit|monitoring visit (?:to|of)\b", re.I
        ),
    ),
    (
        "focused_visit",
        re.compile(r"findings of (?:the|a|our) focus+ed visit|focus+ed visit (?:to|of)\b", re.I),
    ),
    (
        "commissioner_report",
        re.compile(
            r"(?:children's services )?commissioner(?:'s)? (?:.{0,40})?report"
            r"|report (?:of|by|from) the (?:children's services )?commissioner"
            r"|report to the (?:secretary of state|minister).{0,80}\bcommissioner\b",
            re.I,
        ),
    ),
    (
        "sif_inspection",
        re.compile(
            r"inspection of services for children in need of help and protection"
            r"|single inspection of (?:la|local authority) children's services"
            r"|re-?inspection of services for children in need of help",
            re.I,
        ),
    ),
    (
        "slac_inspection",
        re.compile(r"inspection of safeguarding and looked after children services", re.I),
    ),
    (
        "protection_inspection",
        re.compile(
            r"inspection of (?:local authority )?arrangements for the protection of children", re.I
        ),
    ),
)
_VISITS = ("area_send", "monitoring_visit", "focused_visit")
"""Each is named in letters about another; the first that a letter names is its own."""
_NOTICE = re.compile(
    r"(?:(?:the|a|revised|further|second|third|new|updated|amended|varied|non-?statutory"
    r"|children's (?:social care|services)) )*"
    r"(?:improvement notice|notice (?:to improve|of improvement|requiring improvement))\b",
    re.I,
)
_DIRECTION = re.compile(
    r"^.{0,60}\b(?:directions? (?:issued |given |made )?to|statutory direction)\b", re.I
)
_SENTENCE = re.compile(r"\b(?:was|were|has|had|have|is|are|i|we)\b", re.I)
_ILACS = re.compile(
    r"inspection of (?:.{0,60})?(?:local authority )?children's (?:social care )?services"
    r"|impact of leaders on (?:social work )?practice",
    re.I,
)
_JTAI = re.compile(r"joint targeted area inspection of", re.I)
_INSPECTION_DATES = re.compile(r"inspection dates?\b", re.I)
_SIF = re.compile(
    r"children in need of help and protection, children looked after|single inspection"
    r"|looked after children services|arrangements for the protection",
    re.I,
)
_COVID = re.compile(r"covid-19 context|responding to covid-19", re.I)
_DFE_HEAD = re.compile(
    r"department for education|sanctuary buildings|parliamentary under-secretary of state"
    r"|minister (?:of state )?for (?:children|school)",
    re.I,
)


_OFSTED_HEAD = re.compile(r"^ofsted\b|piccadilly gate|ofsted\.gov\.uk|agora|clive house", re.I)
_OFSTED_SUBJECT = re.compile(r"^(?:monitoring|focus+ed) visit (?:to|of)\b", re.I)
_REVIEW = re.compile(
    r"(?:six[- ]month(?:ly)?|twelve[- ]month|annual|progress) (?:review|letter|update)"
    r"|review of progress|improvement notice",
    re.I,
)
_INSPECTOR = re.compile(r"\binspectors?\b|\bHMI\b|\bofsted\b", re.I)
_OFFICIAL = re.compile(
    r"\b(?:minister|secretary of state|under-secretary|department|DfE)\b|\bdeputy director\b"
    r"|\bhead of (?:improvement|intervention|children's social care improvement)\b",
    re.I,
)
_OFFICIALS = re.compile(r"\b(?:my|our) officials\b", re.I)
_HEAD_LINES = 8
_TITLES = (
    ("jtai", re.compile(r"\bJTAI\b|\bjoint targeted area inspection\b", re.I)),
    (
        "area_send",
        re.compile(
            r"\binspection\b.{0,60}(?:\bSEND\b|special educational needs)"
            r"|(?:\bSEND\b|special educational needs).{0,60}\b(?:inspection|revisit)\b",
            re.I,
        ),
    ),
    ("monitoring_visit", re.compile(r"\bmonitoring visit\b(?!s)", re.I)),
    ("focused_visit", re.compile(r"\bfocus+ed visit\b(?!s)", re.I)),
    (
        "commissioner_report",
        re.compile(
            r"\b(?:report|advice|recommendations|findings|review)\b.{0,60}\bcommissioner\b"
            r"|\bcommissioner\b.{0,60}\b(?:report|advice|recommendations|findings|review)\b",
            re.I,
        ),
    ),
    ("statutory_direction", re.compile(r"^direction (?:to|under|given|made)\b", re.I)),
)
"""Kinds by the words of a title, where the publisher's fixed phrases are not printed."""
_PAPER = re.compile(
    r"\b(?:report|tracker|update|progress|response|actions?|minutes|notes|plan|paper|briefing)\b",
    re.I,
)
_TITLED = (
    ("statutory_direction", _DIRECTION),
    ("area_send", re.compile(r"\barea SEND (?:full |monitoring )?inspection\b", re.I)),
)
"""Titles that tell the kind, whatever other publications the text speaks of."""
_OF_INSPECTORS = re.compile(
    r"^(?:ofsted|(?:re-?)?inspection|(?:joint )?review)"
    r" (?!.*\b(?:response|respond|update|action plan)\b)|^ofsted$|care quality commission"
    r"|safeguarding children (?:board|partnership)",
    re.I,
)
"""What stands in the head of no council's paper that names a board."""
_LAST = 25
"""Blocks at the end of a letter in which it is signed."""
_SUBJECT = 150
"""Characters of a line that says what a letter is about, at most."""


def opening(content: Content, pages: int = 2) -> list[str]:
    """The plain texts of the first pages (of the first 60 blocks where there are no pages)."""
    blocks = [
        block
        for index, block in enumerate(content.blocks)
        if (block.page <= pages if block.page is not None else index < 60)
    ]
    return [plain(f"{block.label} {block.text}") for block in blocks]


def is_error_page(content: Content) -> bool:
    """Is this a site's error page kept under a document's name?"""
    words = " ".join([content.title, *(block.text for block in content.blocks[:12])])
    return len(content.blocks) < 60 and bool(_NOT_FOUND.search(words))


def identify(content: Content) -> str:
    """The kind of the document; `other` where no rule fits."""
    texts = opening(content)
    letter = any(text.lower().startswith("dear ") for text in texts)
    if papers.is_paper(texts, letter=letter):
        return "committee_report"
    head = [content.title and plain(content.title), *texts[:14]]
    words = " ".join(texts)
    if any(_NOTICE.match(text) for text in head if text) or (
        any(re.search(r"\bimprovement notice\b", text, re.I) for text in head[:6] if text)
        and re.search(r"\bcomply with this (?:\w+ )?(?:improvement )?notice", words, re.I)
    ):
        return "progress_letter" if letter else "improvement_notice"
    if letter and _is_of_department(texts, _signature(content)):
        return "progress_letter"  # about a direction, a visit or an inspection
    title = " ".join(text for text in head if text)
    titles = [text for text in head if text and not _SENTENCE.search(text)]
    titled = next(
        (kind for kind, named in _TITLED if any(named.search(text) for text in titles)), ""
    )
    if titled and not any(_OFSTED_SUBJECT.match(text) for text in titles):
        return titled
    if any(_JTAI.match(text) and len(text) < 300 for text in texts):
        return "jtai"
    dated = any(_INSPECTION_DATES.match(text) for text in texts)
    if dated and _ILACS.search(words) and not any(_SIF.search(text) for text in texts[:12]):
        return "ilacs_inspection"
    said = {kind: pattern.search(words) for kind, pattern in _PHRASES if kind in _VISITS}
    first = {kind: match.start() for kind, match in said.items() if match}
    own = min(first, key=lambda kind: first[kind]) if first else ""
    for kind, pattern in _PHRASES:
        if kind in _VISITS and kind != own:
            continue  # one that the letter speaks of
        where = title if kind == "commissioner_report" else words
        if pattern.search(where):
            if kind in ("focused_visit", "monitoring_visit") and not letter and not _opens(texts):
                continue
            if kind == "focused_visit" and _COVID.search(words):
                return "assurance_visit"
            return kind
    if letter and any(_DFE_HEAD.search(text) for text in texts[:20]):
        return "progress_letter"
    return _told_by_title(texts, letter=letter)


def _told_by_title(texts: list[str], *, letter: bool) -> str:
    """The kind that a line of the head names, of a document without any fixed phrase."""
    lines = [text for text in texts[:_HEAD_LINES] if len(text) < _SUBJECT]
    titles = [text for text in lines if not _SENTENCE.search(text)]
    for kind, pattern in _TITLES:
        if any(pattern.search(text) for text in titles):
            return kind
    if letter or any(_OF_INSPECTORS.search(text) for text in texts[:_HEAD_LINES]):
        return "other"
    if papers.names_body(titles) and any(_PAPER.search(text) for text in titles):
        return "committee_report"
    return "other"


def _signature(content: Content) -> str:
    """The plain lines after «Yours sincerely» at the end of a letter."""
    lines = [plain(block.text) for block in content.blocks[-_LAST:]]
    begin = next((n for n, line in enumerate(lines) if line.lower().startswith("yours ")), None)
    return "" if begin is None else "\n".join(lines[begin + 1 :])


def _is_of_department(texts: list[str], signature: str) -> bool:
    """Whether a letter is the department's own, though it speaks of Ofsted's visits.

    By the first lines, or elsewhere in its letterhead (the two share an address); without one by a
    subject line that names a review, by who signs, or by «my officials», where no letterhead or
    first sentence is Ofsted's.
    """
    dear = next(n for n, text in enumerate(texts) if text.lower().startswith("dear "))
    head, after = texts[:dear], texts[dear + 1 : dear + 4]
    if _opens(texts) or any(_OFSTED_SUBJECT.match(text) for text in [*head, *after]):
        return False
    if any(_DFE_HEAD.match(text) for text in head[:3]):
        return True
    if any(_OFSTED_HEAD.search(text) for text in head):
        return False
    if any(_DFE_HEAD.search(text) for text in head) or any(
        len(text) < _SUBJECT and _REVIEW.search(text) for text in after[:1]
    ):
        return True
    if _INSPECTOR.search(signature):
        return False
    return bool(_OFFICIAL.search(signature)) or any(_OFFICIALS.search(text) for text in texts)


def _opens(texts: list[str]) -> bool:
    return any(text.lower().startswith("this letter summarises") for text in texts)
