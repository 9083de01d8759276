"""Hypothesis strategies: any record, and any page of lines that a PDF might hold."""

from __future__ import annotations

from hypothesis import strategies as st

from pipeline.extract.blocks import BULLET, CELL, HEADING, NUMBERED, PARAGRAPH, Block, Content
from pipeline.extract.pdf import Line, Page
from pipeline.records import (
    ADDRESSEES,
    DATE_SOURCES,
    DEADLINE_KINDS,
    FINDING_KINDS,
    GRADES,
    JUDGEMENT_AREAS,
    MENTIONED_DATE_KINDS,
    PUBLICATION_KINDS,
    PUBLICATION_STATUSES,
    PUBLISHERS,
    STAGES,
    Action,
    Deadline,
    Extraction,
    Finding,
    Judgement,
    ManifestEntry,
    Mention,
    Plan,
    PlanExtraction,
    Problem,
    Publication,
    content_id,
    plan_id,
    publication_id,
)

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)
TEXTS = NAMES.filter(lambda text: bool(text.strip()))
SHAS = st.text("0123456789abcdef", min_size=64, max_size=64)
DAYS = st.dates().map(lambda day: day.isoformat().rjust(10, "0"))
MAYBE_DAYS = st.one_of(st.just(""), DAYS)
LENGTHS = st.floats(0, 842, allow_nan=False).map(lambda length: round(length, 1))
PAGES = st.one_of(st.none(), st.integers(1, 400))
BOXES = st.tuples(st.integers(1, 400), LENGTHS, LENGTHS, LENGTHS, LENGTHS)


def spans(text: str) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """Offsets inside `text`."""
    places = st.integers(0, len(text))
    pairs = st.tuples(places, places).map(lambda pair: (min(pair), max(pair)))
    return st.lists(pairs.filter(lambda pair: pair[0] < pair[1]), max_size=3).map(tuple)


@st.composite
def manifest_entries(draw: st.DrawFn) -> ManifestEntry:
    sha256 = draw(SHAS)
    return ManifestEntry(
        publication_id(sha256),
        file=f"raw/{draw(TEXTS)}",
        sha256=sha256,
        url=draw(NAMES),
        source=draw(NAMES),
        publisher=draw(st.sampled_from(("", *PUBLISHERS))),
        kind=draw(st.sampled_from(("", *PUBLICATION_KINDS))),
        authority_id=draw(NAMES),
        title=draw(NAMES),
        published_date=draw(MAYBE_DAYS),
        event_date=draw(MAYBE_DAYS),
        bytes=draw(st.integers(0, 10**9)),
    )


@st.composite
def publications(draw: st.DrawFn) -> Publication:
    sha256 = draw(SHAS)
    facts = ("lead_inspector", "framework", "url", "media_type", "label", "licence", "fetched_at")
    days = ("published_date", "event_date", "visit_start_date", "visit_end_date")
    return Publication(
        publication_id=publication_id(sha256),
        sha256=sha256,
        authority_id=draw(NAMES),
        publisher=draw(st.sampled_from(("", *PUBLISHERS))),
        kind=draw(st.sampled_from(PUBLICATION_KINDS)),
        title=draw(NAMES),
        published_date_source=draw(st.sampled_from(DATE_SOURCES)),
        file=draw(TEXTS),
        page_count=draw(PAGES),
        status=draw(st.sampled_from(PUBLICATION_STATUSES)),
        **{name: draw(NAMES) for name in facts},
        **{name: draw(MAYBE_DAYS) for name in days},
    )


@st.composite
def findings(draw: st.DrawFn, publication: str = "pub-1") -> Finding:
    text = draw(TEXTS)
    return Finding(
        finding_id=content_id("f", publication, text),
        publication_id=publication,
        position=draw(st.integers(1, 500)),
        section=draw(NAMES),
        paragraph_number=draw(st.sampled_from(["", "4", "(a)", "2.1"])),
        kind=draw(st.sampled_from(FINDING_KINDS)),
        addressed_to=draw(st.sampled_from(ADDRESSEES)),
        text=text,
        page=draw(PAGES),
        page_end=draw(PAGES),
        boxes=tuple(draw(st.lists(BOXES, max_size=3))),
    )


@st.composite
def judgements(draw: st.DrawFn, publication: str = "pub-1") -> Judgement:
    area = draw(st.sampled_from(JUDGEMENT_AREAS))
    grade = draw(st.sampled_from(GRADES))
    return Judgement(content_id("j", publication, area), publication, area, grade, draw(PAGES))


@st.composite
def deadlines(draw: st.DrawFn, publication: str = "pub-1") -> Deadline:
    text = draw(TEXTS)
    return Deadline(
        content_id("d", publication, text),
        draw(st.sampled_from(DEADLINE_KINDS)),
        publication,
        content_id("f", publication, text),
        text,
        due_date=draw(MAYBE_DAYS),
        every=draw(st.sampled_from(["", "P6M", "P6W", "P12M"])),
        responsible=draw(NAMES),
        evidence=draw(spans(text)),
    )


@st.composite
def mentions(draw: st.DrawFn, publication: str = "pub-1") -> Mention:
    return Mention(
        publication,
        content_id("f", publication, draw(TEXTS)),
        draw(st.sampled_from(PUBLICATION_KINDS)),
        draw(st.sampled_from(["2021", "2021-05", "2021-05-18"])),
        draw(st.sampled_from(MENTIONED_DATE_KINDS)),
        evidence=draw(spans("x" * 40)),
    )


def problems() -> st.SearchStrategy[Problem]:
    return st.builds(Problem, st.sampled_from(STAGES), TEXTS, NAMES, NAMES, NAMES)


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    publication = draw(publications())
    of = publication.publication_id
    return Extraction(
        draw(st.text("0123456789abcdef", min_size=1, max_size=16)),
        publication,
        tuple(draw(st.lists(judgements(of), max_size=3))),
        tuple(draw(st.lists(findings(of), max_size=3))),
        tuple(draw(st.lists(problems(), max_size=2))),
        tuple(draw(st.lists(deadlines(of), max_size=2))),
        tuple(draw(st.lists(mentions(of), max_size=2))),
    )


@st.composite
def plan_extractions(draw: st.DrawFn) -> PlanExtraction:
    sha256 = draw(SHAS)
    day = draw(MAYBE_DAYS)
    plan = Plan(plan_id(sha256), draw(NAMES), draw(NAMES), day, draw(TEXTS), draw(NAMES), sha256)
    actions = st.builds(
        Action,
        action_id=TEXTS,
        plan_id=st.just(plan.plan_id),
        position=st.integers(1, 99),
        text=TEXTS,
        due_date=MAYBE_DAYS,
        owner=NAMES,
        rag=NAMES,
    )
    return PlanExtraction(
        "x",
        plan,
        tuple(draw(st.lists(actions, max_size=3))),
        tuple(draw(st.lists(problems(), max_size=2))),
    )


# Pages and blocks: what readers may meet

WORDS = st.sampled_from(
    "plans supervision Leaders The council must improve 1. 12. (a) 2.1 • – o \uf0b7 4 May 2024 "
    "Recommendations well- super\u00ad vision good: Inadequate Dear Yours sincerely , ; . Contents "
    "What needs to improve? Main findings Areas for priority action Inspection dates: \ufb01nal"
    "".split(" ")
)


@st.composite
def lines(draw: st.DrawFn, page: int) -> Line:
    text = " ".join(draw(st.lists(WORDS, min_size=1, max_size=9)))
    x = draw(st.sampled_from([72.0, 90.0, 100.0, 300.0, 400.0]))
    base = draw(st.integers(2, 59)) * 14.0
    size = draw(st.sampled_from([7.0, 9.0, 11.0, 11.0, 11.0, 14.0]))
    end = x + 0.5 * size * len(text)
    bold = draw(st.booleans())
    joined = draw(st.booleans())
    return Line(text, page, x, base - size, end, base + 0.2 * size, base, size, bold, joined)


@st.composite
def documents(draw: st.DrawFn) -> list[Page]:
    count = draw(st.integers(1, 4))
    return [
        Page(number, 595.0, 842.0, draw(st.lists(lines(number), max_size=12)))
        for number in range(1, count + 1)
    ]


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Blocks in any order, with pages and boxes or without."""
    paged = draw(st.booleans())
    roles = st.sampled_from([HEADING, PARAGRAPH, BULLET, NUMBERED, CELL])
    blocks = []
    for number in range(draw(st.integers(0, 14))):
        role = draw(roles)
        text = " ".join(draw(st.lists(WORDS, min_size=1, max_size=12)))
        block = Block(role, text, level=draw(st.integers(1, 3)), bold=role == HEADING)
        block.label = draw(st.sampled_from(["1", "(a)", "2.1", "12"])) if role == NUMBERED else ""
        block.table = draw(st.integers(0, 2)) if role == CELL else 0
        block.row, block.column = number, draw(st.integers(0, 2))
        if paged:
            block.page = block.page_end = 1 + number // 5
            block.boxes = [(block.page, 72.0, 20.0 * number, 500.0, 20.0 * number + 14)]
        blocks.append(block)
    return Content(blocks, page_count=3 if paged else None)
