"""Sections that quote: what came back, what is done well, what is due by when."""

from __future__ import annotations

from collections import Counter

from pipeline.brief.blocks import Block, Line, Paragraph, Quotation, Section, Table, cell, text
from pipeline.brief.facts import LONG, Facts, nothing
from pipeline.council import Chain
from pipeline.deadlines import Due
from pipeline.plain import rhythm
from pipeline.wording import capital, counted, cut, day_words, listed

SHOWN_CHAINS = 10
SHOWN_PRAISE = 6
MOST_NAMES = 3


def returned(facts: Facts) -> Section:
    """Weaknesses that an earlier publication had raised already, both quotes side by side."""
    chains = facts.came_back()
    if not chains:
        return Section("What came back", nothing("No weakness was found that came back."))
    intro = Paragraph(
        text(
            "Weaknesses in the latest publications that an earlier one had raised already, the "
            "most often raised first. A program suggests them: read the quotes before you rely on "
            "one."
        )
    )
    parts = tuple(_returned(facts, chain) for chain in chains[:SHOWN_CHAINS])
    left = len(chains) - len(parts)
    blocks: tuple[Block, ...] = (intro,)
    if left > 0:
        more = capital(counted(left, "further one is", "further ones are"))
        blocks = (intro, Paragraph(text(f"{more} left out here: ‘letters export’ has all.")))
    return Section("What came back", blocks, parts=parts)


def _returned(facts: Facts, chain: Chain) -> Section:
    names = [facts.summary.areas.get(area_id, area_id) for area_id in chain.area_ids]
    subject = listed(names[:MOST_NAMES]) or "The same weakness"
    state = "confirmed" if chain.is_confirmed else "suggested, not checked"
    heading = f"{subject}: raised in {counted(chain.times, 'publication')} ({state})"
    labels = ["Latest", *("Before" for _ in chain.quotes[1:])]
    quotes = tuple(
        Quotation(label, cut(quote.text, LONG), facts.cite_quote(quote))
        for label, quote in zip(labels, chain.quotes, strict=True)
    )
    return Section(heading, quotes, level=3)


def praised(facts: Facts) -> Section:
    """What inspectors praise in the publications of now, each area once, a few a publication."""
    seen: set[str] = set()
    shown: Counter[str] = Counter()
    quotes: list[Quotation] = []
    for one in facts.summary.strengths:
        publication_id = one.quote.source.publication_id
        if publication_id not in facts.current_ids or not set(one.area_ids) - seen:
            continue
        if shown[publication_id] == SHOWN_PRAISE // 2 or len(quotes) == SHOWN_PRAISE:
            continue
        shown[publication_id] += 1
        seen |= set(one.area_ids)
        names = listed([facts.summary.areas.get(i, i) for i in one.area_ids[:MOST_NAMES]])
        quotes.append(Quotation(names, cut(one.quote.text, 400), facts.cite_quote(one.quote)))
    return Section(
        "What is done well", tuple(quotes) or nothing("No finding was tagged as praise.")
    )


def deadlines(facts: Facts) -> Section:
    """What was ordered or called by when: ahead, passed, and at a rhythm."""
    found = [d for d in facts.summary.deadlines if d.publication_id in facts.current_ids]
    ahead = [d for d in found if d.due_date >= facts.as_of]
    passed = [d for d in found if d.due_date and d.due_date < facts.as_of]
    open_ = [d for d in found if not d.due_date]
    blocks: list[Block] = []
    for caption, dues in (
        (f"Ahead on {day_words(facts.as_of)}", ahead),
        ("Passed: this does not say whether it was done", passed[::-1]),
        ("Without a day of its own", open_),
    ):
        if dues:
            blocks.append(
                Table(
                    caption,
                    ("By when", "What", "Where"),
                    tuple(_due(facts, due) for due in dues),
                    (1.2, 3.6, 1.8),
                )
            )
    return Section("Deadlines", tuple(blocks) or nothing("No deadline was found."))


def _due(facts: Facts, due: Due) -> tuple[tuple[Line, ...], ...]:
    when = filter(None, (day_words(due.due_date, short=True), rhythm(due.every)))
    kind = {"ordered": "", "planned": "Planned, not ordered", "meeting": "For a meeting"}[due.kind]
    what = [text(cut(due.text, LONG))]
    if kind:
        what.append(text(f"{kind}."))
    return (
        cell(capital(", ".join(when)) or "No day"),
        tuple(what),
        (facts.cite(facts.source(due.publication_id), due.page),),
    )
