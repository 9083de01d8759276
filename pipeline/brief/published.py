"""Sections on what was published: grades, where concerns were raised, what this rests on."""

from __future__ import annotations

from collections import Counter

from pipeline.brief.blocks import (
    Block,
    Bullets,
    Chart,
    Line,
    Paragraph,
    Section,
    Span,
    Table,
    cell,
    text,
)
from pipeline.brief.facts import Facts, column, nothing
from pipeline.council import Step
from pipeline.plain import GRADE_NAMES, JUDGEMENT_AREA_NAMES
from pipeline.wording import CITED_KIND, capital, counted, cut, day_words

CHARTED = 10
"""Areas of the chart."""
COLUMNS = 8
"""Publications of a table across."""
NOT_GIVEN = cell("Not given")
NO_GRADE = "“Not given”: no such judgement is in that publication, or in its framework."
COUNTS = (
    "A program told which areas a finding is about. Longer reports have more findings, so a higher "
    "number is not in itself a worse result."
)
METHOD = (
    "Every finding, area, answer and repeat in this briefing was read or suggested by a program "
    "from the publications named. Nothing was written freely; follow the links to check it "
    "against the page."
)


def judgements(facts: Facts) -> Section:
    """Grades by publication, and all that was published."""
    blocks: list[Block] = []
    graded = [step for step in facts.summary.timeline if step.grades][-COLUMNS:]
    if graded:
        areas = [a for a in JUDGEMENT_AREA_NAMES if any(a == g.judgement_area for s in graded
                                                  for g in s.grades)]  # fmt: skip
        blocks.append(
            Table(
                "Judgements by publication",
                ("Judgement", *(column(facts, step) for step in graded)),
                tuple(
                    (cell(JUDGEMENT_AREA_NAMES[area]), *(_grade(step, area) for step in graded))
                    for area in areas
                ),
                (2.0, *(1.4 for _ in graded)),
            )
        )
        if any(_grade(step, area) == NOT_GIVEN for step in graded for area in areas):
            blocks.append(Paragraph(text(NO_GRADE), "note"))
    else:
        blocks.append(Paragraph(text("No publication that is held gives a grade.")))
    blocks.append(
        Table(
            "Everything that is held about the council, the earliest first",
            ("Published", "Publication", "Asks for action", "Findings with a concern"),
            tuple(_published(facts, step) for step in facts.summary.timeline),
            (1.2, 3.2, 1.1, 1.2),
        )
    )
    return Section("Judgements over time", tuple(blocks))


def _grade(step: Step, area: str) -> tuple[Line, ...]:
    for grade in step.grades:
        if grade.judgement_area == area:
            return cell(
                Span(GRADE_NAMES.get(grade.grade, grade.grade), step.source.link(grade.page))
            )
    return NOT_GIVEN


def _published(facts: Facts, step: Step) -> tuple[tuple[Line, ...], ...]:
    title = step.source.title or capital(CITED_KIND[step.source.kind])
    lines = [text(Span(cut(title, 160), step.source.link()))]
    if step.source.authority_id != facts.summary.council.authority_id:
        lines.append(text(f"About {step.source.authority}, a predecessor"))
    if step.status != "read":
        lines.append(text("Could not be read; nothing of it is in this briefing"))
    concerns = sum(area.concerns for area in step.areas)
    return (
        cell(day_words(step.source.date, short=True) or "no date"),
        tuple(lines),
        cell(str(step.asks_for_action)),
        cell(str(concerns)),
    )


def concerns(facts: Facts) -> Section:
    """The chart of concerns by area and publication, with its table."""
    steps = [step for step in facts.summary.timeline if step.areas][-COLUMNS:]
    in_publications: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for step in steps:
        for area in step.areas:
            if area.concerns:
                in_publications[area.area_id] += 1
                findings[area.area_id] += area.concerns
                labels[area.area_id] = area.label
    order = sorted(labels, key=lambda a: (-in_publications[a], -findings[a], labels[a]))[:CHARTED]
    if not order:
        return Section("Where concerns were raised", nothing("No finding was tagged as a concern."))
    values = tuple(
        tuple(
            sum(area.concerns for area in step.areas if area.area_id == area_id) for step in steps
        )
        for area_id in order
    )
    columns = tuple(column(facts, step, short=True) for step in steps)
    most = labels[order[0]]
    caption = (
        f"Findings with a concern in the {counted(len(order), 'area')} that most publications raise"
    )
    alt = (
        f"{caption}, by publication. {most} comes first: a concern in {in_publications[order[0]]} "
        f"of {len(steps)} publications. The numbers are in the table below."
    )
    rows = tuple(
        (cell(labels[area_id]), *(cell(str(number)) for number in numbers))
        for area_id, numbers in zip(order, values, strict=True)
    )
    return Section(
        "Where concerns were raised",
        (
            Paragraph(text(COUNTS)),
            Chart(caption, alt, tuple(labels[a] for a in order), columns, values),
            Table("The same in numbers", ("Area", *columns), rows, (2.2, *(1.0 for _ in columns))),
        ),
    )


def sources(facts: Facts) -> Section:
    """What this rests on, and how to check it."""
    plans = tuple(
        (
            text(
                one.title or one.file,
                f", version of {day_words(one.version_date)}" if one.version_date else ", no date",
                f", {counted(one.actions, 'action')}" + (f" ({one.file})" if one.file else ""),
            ),
        )
        for one in facts.summary.plans
    )
    unread = [step for step in facts.summary.timeline if step.status != "read"]
    made = f"{day_words(facts.provenance.date)} by letters {facts.provenance.version}"
    lines = [METHOD, f"Made from data of {made}.", *facts.provenance.licence_lines]
    if unread:
        lines.append(f"{capital(counted(len(unread), 'publication'))} could not be read.")
    blocks: list[Block] = [Paragraph(text(line)) for line in lines]
    blocks.append(Paragraph(text("Improvement plans held:" if plans else "No plan is held.")))
    if plans:
        blocks.append(Bullets(plans))
    return Section("Sources and method", tuple(blocks))
