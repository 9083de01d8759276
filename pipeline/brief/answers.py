"""Sections on what was asked for: what answers it, what does not, what was marked done."""

from __future__ import annotations

from collections import Counter

from pipeline.brief.blocks import Block, Line, Paragraph, Section, Span, Table, cell, text
from pipeline.brief.facts import LONG, Facts, due_words, nothing, quoted, rating
from pipeline.council import Contradiction
from pipeline.coverage import Answering, Covered
from pipeline.plain import FINDING_KIND_NAMES
from pipeline.records import ASKS_FOR_ACTION
from pipeline.wording import capital, counted, coverage_words, cut, day_words, listed, one_line

SHOWN_ANSWERS = 3


def answered(facts: Facts) -> Section:
    """What publications of now ask for and what answers it; without a plan, what they ask for."""
    heading = "What was asked for, and the actions that answer it"
    if not facts.has_plan:
        heading = "What was asked for"
    asked = [one for one in facts.asked if one.actions or not facts.has_plan]
    blocks: list[Block] = [Paragraph(text(_scope(facts)))]
    if facts.has_plan:
        blocks.append(
            Paragraph(
                text(
                    "“Suggested, not checked” means that a program compared the words; nobody has "
                    "confirmed it yet. A link of the right kind is no proof that the work is done."
                )
            )
        )
    if not asked:
        blocks += nothing(
            "No action was found that answers any of what was asked for."
            if facts.asked
            else "No finding that asks for action was found in these publications."
        )
    for publication_id, found in _by_publication(asked):
        header = ("What inspectors asked for", "State", "Actions that answer it")
        widths = (2.2, 1.0, 3.0)
        if not facts.has_plan:
            header, widths = ("What inspectors asked for", "Kind", "Where"), (4.4, 1.5, 0.8)
        rows = tuple(_asked(facts, one) for one in found)
        blocks.append(Table(_plain(facts.cite(facts.source(publication_id))), header, rows, widths))
    return Section(heading, (*blocks, *_earlier(facts)))


def _scope(facts: Facts) -> str:
    if len(facts.current) == len(facts.summary.timeline):
        return "This covers every publication that is held."
    first = min(step.source.date for step in facts.current)
    return (
        "This covers the latest inspection with an overall judgement, what came after it, and the "
        f"latest area SEND inspection: publications from {day_words(first)} on. Earlier ones are "
        "counted at the end of this section."
    )


def _by_publication(found: list[Covered]) -> list[tuple[str, list[Covered]]]:
    groups: dict[str, list[Covered]] = {}
    for one in found:
        groups.setdefault(one.publication_id, []).append(one)
    return list(groups.items())


def _asked(facts: Facts, one: Covered) -> tuple[tuple[Line, ...], ...]:
    words = text(cut(one.text, LONG))
    kind = capital(FINDING_KIND_NAMES[one.kind])
    if not facts.has_plan:
        return (words,), cell(kind), cell(_page(facts, one))
    state = cell(capital(coverage_words(one.coverage, one.basis)))
    lines = [line for answer in one.actions[:SHOWN_ANSWERS] for line in _answer(facts, answer)]
    more = len(one.actions) - SHOWN_ANSWERS
    if more > 0:
        lines.append(text(f"And {counted(more, 'more action')} with a weaker likeness."))
    return (words, text(f"{kind}, ", _page(facts, one))), state, tuple(lines)


def _page(facts: Facts, one: Covered) -> Span:
    link = facts.source(one.publication_id).link(one.page)
    return Span(f"page {one.page}" if one.page else "open" if link else "no page", link)


def _answer(facts: Facts, one: Answering) -> tuple[Line, ...]:
    due = next((a.due_text for a in facts.summary.actions if a.action_id == one.action_id), "")
    details = [
        one.owner or "no owner",
        due_words(one.due_date, due, facts.as_of),
        rating(one.rag, one.action_status),
        "confirmed" if one.status == "confirmed" else "suggested",
    ]
    name = f"{one.reference} " if one.reference else ""
    return (
        text(Span(name, strong=True), cut(one.text, 240)),
        text(f"{capital('; '.join(details))}."),
    )


def _earlier(facts: Facts) -> tuple[Block, ...]:
    earlier = [one for one in facts.summary.coverage.findings if not facts.is_current(one)]
    if not earlier:
        return ()
    numbers: dict[str, Counter[str]] = {}
    for one in earlier:
        numbers.setdefault(one.publication_id, Counter())[one.coverage] += 1
    ids = sorted(numbers, key=lambda i: (facts.source(i).date, i), reverse=True)
    states = ("covered", "partly", "uncovered") if facts.has_plan else ()
    return (
        Table(
            "Earlier publications: how many findings ask for action"
            + (", and how many of them actions answer" if states else ""),
            ("Publication", "Ask for action", *(capital(state) for state in states)),
            tuple(
                (
                    (facts.cite(facts.source(i)),),
                    cell(str(numbers[i].total())),
                    *(cell(str(numbers[i][state])) for state in states),
                )
                for i in ids
            ),
            (3.0, 1.0, *(1.0 for _ in states)),
        ),
    )


def uncovered(facts: Facts) -> Section | None:
    """Findings of now that no action answers; no section where no plan is held."""
    if not facts.has_plan:
        return None
    left = [one for one in facts.asked if not one.actions]
    if not left:
        words = "An action was found for each finding that asks for action, in whole or in part."
        if not facts.asked:
            words = "No finding that asks for action was found in these publications."
        return Section("What no action answers", nothing(words))
    plans = listed([one.title or one.file for one in facts.summary.plans])
    intro = Paragraph(
        text(
            f"No action of the current plan ({plans}) was found to answer these. An action in "
            "other words may have been missed: check before you say so in public."
        )
    )
    tables = tuple(
        Table(
            f"Not answered: {_plain(facts.cite(facts.source(publication_id)))}",
            ("What inspectors asked for", "Kind", "Where"),
            tuple(
                (
                    cell(cut(one.text, LONG)),
                    cell(capital(FINDING_KIND_NAMES[one.kind])),
                    cell(_page(facts, one)),
                )
                for one in found
            ),
            (4.4, 1.5, 0.8),
        )
        for publication_id, found in _by_publication(left)
    )
    return Section("What no action answers", (intro, *tables))


def contradicted(facts: Facts) -> Section | None:
    """Actions marked complete or green, and the latest concern about what they answer."""
    latest = latest_contradictions(facts)
    if not latest:
        return None
    rows = tuple(
        (
            (
                text(Span(f"{one.reference} " if one.reference else "", strong=True),
                     cut(one.text, 240)),
                text(capital(f"{one.owner or 'no owner'}; {rating(one.rag, one.status)}.")),
            ),
            (text(quoted(cut(one.later.text, 400))), facts.cite_quote(one.later)),
        )
        for one in latest
    )  # fmt: skip
    return Section(
        "Marked complete or green, and raised again",
        (
            Paragraph(
                text(
                    "A later publication still speaks of what these actions answer. The links "
                    "between them are suggested, not checked, unless confirmed."
                )
            ),
            Table("Actions and the latest finding", ("Action", "Latest finding"), rows, (1.0, 1.2)),
        ),
    )


def latest_contradictions(facts: Facts) -> list[Contradiction]:
    """One a marked action, in a publication of now: the latest that asks for action, else says."""
    found: dict[str, Contradiction] = {}
    asking_first = sorted(
        facts.summary.contradictions, key=lambda one: one.later.kind not in ASKS_FOR_ACTION
    )
    for one in asking_first:
        if one.later.source.publication_id in facts.current_ids:
            found.setdefault(one.action_id, one)
    return list(found.values())


def _plain(line: Line) -> str:
    return one_line("".join(span.text for span in line))
