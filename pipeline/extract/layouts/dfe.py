"""Improvement notices, statutory directions and letters of the Department for Education."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.dates import find_dates
from pipeline.extract.blocks import BULLET, HEADING, NUMBERED, PARAGRAPH, Block, Content
from pipeline.extract.layouts import printed
from pipeline.extract.layouts.findings import CLOSING, Walk, collect, numbered, section
from pipeline.extract.layouts.reading import SKIP, Draft, Reading, plain
from pipeline.extract.periods import sentences
from pipeline.extract.words import ends_sentence

_SECTIONS = (
    section(r"annex \w+:? (?:membership|data)|membership of|contents$", SKIP),
    section(r"signed|yours sincerely|cc:?$|copied to", SKIP),
)
_LETTER_SECTIONS = (
    *_SECTIONS,
    section(r"strengths|what is working", "strength", prose_items=1),
    section(
        r"areas? for (?:further )?improvement|further improvement", "improvement", prose_items=1
    ),
    section(r"next steps|decision|conclusion", "paragraph"),
)
START = section("", "paragraph")
BODY = section("", "paragraph")
_DUTY = re.compile(
    r"\b(?:must|shall|is required to|are required to|is directed to)\b"
    r"|\bno (?:child|children|social worker|case|placement|manager|one)\b.{0,80}?\b(?:may|is to)\b",
    re.I,
)
_COUNCIL_SHOULD = re.compile(
    r"\bthe (?:council|authority|local authority|leader|director)(?:'s)?\b.{0,80}?"
    r"\b(?:should|will)\b",
    re.I,
)
_SHOULD = re.compile(
    r"(?<!\bthan it )(?<!\bthan they )(?<!\bas it )(?<!\bas they )\bshould"
    r"(?: not| also| always| only)?(?! (?:not |also |always |only )?have\b) [a-z]",
    re.I,
)
_REPORTED = re.compile(
    r"\b(?:inspectors?|ofsted|they|we|reports?|reviewers?|adviser)\b[^,]{0,60}?\b(?:found|said|say|says"
    r"|noted|reported|advised|advises|recommended|recommends|considered|considers|told|saw|judged)\b",
    re.I,
)
_GROUNDS = re.compile(
    r"ground|background|evidence|reason|basis|context|introduc|finding|inspector|concern|complian"
    r"|comply|consequence|failure|further action|lift",
    re.I,
)
"""Sections of a notice that tell why it is issued, or what follows if it is not kept to."""
_ORDER = re.compile(
    r"(?:directs|must|should|required|needed)\b.{0,160}(?::|:-|as follows)\s*$", re.I | re.S
)
_CONDITION = re.compile(r"^(?:if|should|failure|where) (?:the )?(?:council|to comply)", re.I)
_HEAD = re.compile(
    r"^(?:to|address|the department|department|for education|improvement notice|issued to)\b"
    r".{0,160}$",
    re.I,
)
_SIGNED = re.compile(
    r"^signed\b|^(?:parliamentary under-)?secretary of state|^minister|senior civil servant"
    r"|^dated?\b",
    re.I,
)
_OPENING = re.compile(r"thank you for|i am writing|i write|we write|following (?:our|my|the)", re.I)
_LONGEST_SUBJECT = 150
_DATED = re.compile(r"dated this (\d{1,2})(?:st|nd|rd|th)? day of (\w+) (\d{4})", re.I)
_ISSUED = re.compile(
    r"\bthis (?:improvement |statutory )?(?:notice|direction)(?: is| was| has been)?(?: hereby)?"
    r" (?:issued|given|made|served)\b[^.;]{0,160}",
    re.I,
)


def read(content: Content, kind: str) -> Reading:
    """A notice, a direction, or a letter about progress."""
    blocks = content.blocks
    reading = Reading(kind, publisher="dfe")
    blocks = numbered(blocks)
    reading.title = _title(blocks, content.title, kind)
    reading.names = _names(blocks, reading.title)
    letter = kind == "progress_letter"
    reading.published_date = (
        printed.letter_date(blocks[:40]) if letter else ""
    ) or _signature_date(blocks)
    sections = _LETTER_SECTIONS if letter else _SECTIONS
    start = section("", SKIP) if letter else START
    body = [
        b
        for b in blocks
        if letter or b.role in (HEADING, NUMBERED, BULLET) or not _HEAD.match(plain(b.text))
        if b.text != reading.title or b.role == HEADING
    ]
    if letter:
        body = _without_opening(_after_salutation(body))
        start = START
    walk = Walk(sections, start, BODY, fold=False, closing=_closing())
    reading.findings = collect(_unheaded(body, letter=letter), walk)
    if not letter:
        _mark_requirements(reading.findings, body)
    return reading


def _closing() -> re.Pattern[str]:
    return re.compile(CLOSING.pattern + r"|signed on behalf", re.I)


def _title(blocks: list[Block], title: str, kind: str) -> str:
    if kind == "progress_letter":
        subject = next(iter(_after_salutation(blocks, strict=True)), None)
        if subject is not None and len(subject.text) < _LONGEST_SUBJECT:
            return subject.text
    if title:
        return title
    words = "notice" if kind == "improvement_notice" else "direction"
    for block in blocks[:30]:
        if words in block.text.lower() and len(block.text) < 220:
            return block.text
    return next((b.text for b in blocks if b.role == HEADING), "")


def _names(blocks: list[Block], title: str) -> list[str]:
    names = [
        block.text
        for block in blocks[:30]
        if re.match(r"(?:to|issued to)\b", plain(block.text), re.I)
    ]
    names.append(title)
    names += [b.text for b in blocks[:30] if re.search(r"council", b.text, re.I)]
    return names


def _after_salutation(blocks: list[Block], *, strict: bool = False) -> list[Block]:
    for index, block in enumerate(blocks):
        if block.text.lower().startswith("dear "):
            return blocks[index + 1 :]
    return [] if strict else blocks


def _without_opening(blocks: list[Block]) -> list[Block]:
    """Without the sentence that says why the letter is written; what goes on after it stays."""
    for index, block in enumerate(blocks[:3]):
        if _OPENING.match(printed.straight(block.text)):
            begin = next((end for _, end in sentences(block.text)), 0)
            rest = block.text[begin:].strip()
            kept = [replace(block, text=rest)] if rest else []
            return [*blocks[:index], *kept, *blocks[index + 1 :]]
    return blocks


def _unheaded(blocks: list[Block], *, letter: bool) -> list[Block]:
    """Without the letterhead: what stands before the first sentence, headings excepted.

    In a letter any sentence counts, in a notice a long one: «To: the council.» is none.
    """
    for index, block in enumerate(blocks):
        sentence = letter and block.role == PARAGRAPH and ends_sentence(block.text)
        if block.role in (NUMBERED, BULLET) or len(block.text) > 80 or sentence:
            before = blocks[:index]
            return [*before[-1:], *blocks[index:]] if _real_heading(before) else blocks[index:]
    return blocks


def _real_heading(before: list[Block]) -> bool:
    heads = [b for b in before if b.role == HEADING]
    return (
        bool(heads)
        and before[-1] is heads[-1]
        and not re.search(r"notice|direction|to:", plain(heads[-1].text), re.I)
    )


def _mark_requirements(drafts: list[Draft], blocks: list[Block]) -> None:
    """What the council must do is `requirement`; recitals, grounds and warnings are `paragraph`."""
    ordering = False
    for draft in drafts:
        if draft.kind != "paragraph":
            continue
        words = printed.straight(draft.text)
        part = bool(re.fullmatch(r"\(?(?:[a-z]|[ivx]+)[.)]*", draft.label)) or not draft.label
        measured = (draft.label or draft.section) and not _GROUNDS.search(draft.section)
        if _CONDITION.match(words) or re.match(r"whereas\b", words, re.I):
            ordering = False
        elif (
            _ORDER.search(words)
            or _DUTY.search(words)
            or _COUNCIL_SHOULD.search(words)
            or (measured and _is_wanted(words))
        ):
            draft.kind = "requirement"
            ordering = words.rstrip().endswith((":", ":-"))
        elif ordering and part:
            draft.kind = "requirement"
        else:
            ordering = False


def _is_wanted(words: str) -> bool:
    """Whether a sentence says what should be so, whoever it is about.

    >>> _is_wanted("Every child in need should receive a visit at least every four weeks.")
    True
    >>> said = ["Ofsted found that children should receive more visits.", "It fell when it should"]
    >>> [_is_wanted(one) for one in (*said, "Visits should have been made.", "Should it fail, we")]
    [False, False, False, False]
    """
    return any(
        bool(_SHOULD.search(sentence))
        and not sentence.lower().startswith("should")
        and not _REPORTED.search(sentence)
        for sentence in re.split(r"(?<=[.?!])\s+", words)
    )


def _signature_date(blocks: list[Block]) -> str:
    """The day beside the signature, else on which it says it is issued, else the last on a line."""
    for block in reversed(blocks):
        match = _DATED.search(printed.straight(block.text))
        if match:
            return printed.dates_in(" ".join(match.groups()))[0]
    signed = [
        index
        for index, block in enumerate(blocks)
        if len(block.text) < 160 and _SIGNED.search(printed.straight(block.text))
    ]
    for index in signed:
        for block in blocks[index : index + 6]:
            dates = find_dates(printed.straight(block.text))
            if dates and len(block.text) < 160 and not block.label:
                return dates[-1][2]
    for block in blocks:
        issued = _ISSUED.search(printed.straight(block.text))
        words = issued.group() if issued else ""
        named = [day for at, _, day in find_dates(words) if words[:at].endswith(" on ")]
        if len(named) == 1:
            return named[0]
    for block in reversed(blocks):
        words = printed.straight(block.text)
        if len(words) < 60:
            dates = find_dates(words)
            if dates:
                return dates[-1][2]
    return ""
