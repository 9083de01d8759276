"""A council's summary -> a briefing. Pure: the same database and day give the same briefing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.brief import answers, passages, published
from pipeline.brief.blocks import Brief, Bullets, Line, Section, Span, text
from pipeline.brief.facts import PREDECESSOR, Facts, gather
from pipeline.brief.questions import questions
from pipeline.council import CouncilSummary
from pipeline.plain import GRADE_NAMES
from pipeline.provenance import Provenance
from pipeline.wording import capital, counted, day_words, listed

MOST = 3


def make_brief(summary: CouncilSummary, provenance: Provenance, as_of: str) -> Brief:
    """The briefing as of a day (ISO 8601)."""
    facts = gather(summary, provenance, as_of)
    first = Section("Summary", (Bullets(tuple(_summary(facts))),))
    made: tuple[Section | None, ...] = ()
    if summary.timeline:
        made = (
            questions(facts),
            published.judgements(facts),
            published.concerns(facts),
            passages.praised(facts),
            passages.returned(facts),
            answers.uncovered(facts),
            answers.contradicted(facts),
            passages.deadlines(facts),
            answers.answered(facts),
        )
    return Brief(
        title=f"{facts.name}: what inspectors found, and what answers it",
        subtitle="Briefing for the scrutiny committee on children’s services",
        date=as_of,
        notice=_notice(facts),
        version=provenance.version,
        sections=(first, *filter(None, made), published.sources(facts)),
    )


def _notice(facts: Facts) -> str:
    """The notice of invented councils; of another council it says that it is none of them."""
    notice = facts.provenance.notice
    if notice and not facts.summary.council.is_invented:
        return f"{notice} {facts.name} is not one of them."
    return notice


def _summary(facts: Facts) -> Iterator[tuple[Line, ...]]:
    timeline = facts.summary.timeline
    name = facts.name
    if not timeline:
        yield (text(f"No publication about {name} is held, so nothing can be said of it."),)
        return
    first, last = timeline[0].source, timeline[-1].source
    held = counted(len(timeline), "publication")
    yield (
        text(
            f"{capital(held)} about {name} "
            + ("is held: " if len(timeline) == 1 else "are held; the latest is the "),
            *_lowered(facts.cite(last)),
            "." if first is last else f". The first is of {day_words(first.date)}.",
        ),
    )
    for one in facts.summary.council.predecessors:
        if any(step.source.authority_id == one.authority_id for step in timeline):
            yield (
                text(
                    f"{name} took over from {one.name} on {day_words(one.changed_on)}. What was "
                    "published about that council is shown under its name."
                ),
            )
    yield (_latest_judgement(facts),)
    yield from _coverage(facts)
    chains = facts.came_back()
    if chains:
        often = sum(chain.times >= 3 for chain in chains)
        yield (
            text(
                f"{capital(counted(len(chains), 'weakness', 'weaknesses'))} in the latest "
                f"publications had been raised before"
                + (f", {counted(often, 'of them', 'of them')} at least twice" if often else "")
                + " (suggested, not checked, unless a person confirmed it)."
            ),
        )
    marked = answers.latest_contradictions(facts)
    if marked:
        yield (
            text(
                f"{capital(counted(len(marked), 'action'))} marked complete or green "
                f"{'is' if len(marked) == 1 else 'are'} followed by a later finding about what "
                f"{'it answers' if len(marked) == 1 else 'they answer'}."
            ),
        )
    yield from _areas(facts)
    yield from _dates(facts)


def _lowered(line: Line) -> Line:
    """A citation in the middle of a sentence."""
    span = line[0]
    words = span.text
    if PREDECESSOR not in words:  # else it begins with a name
        words = words[:1].lower() + words[1:]
    return (Span(words, span.link, span.strong), *line[1:])


def _latest_judgement(facts: Facts) -> Line:
    for step in reversed(facts.summary.timeline):
        for grade in step.grades:
            if grade.judgement_area == "overall":
                return text(
                    "The latest overall judgement is ",
                    Span(GRADE_NAMES.get(grade.grade, grade.grade).lower(), strong=True),
                    " (",
                    *_lowered(facts.cite(step.source, grade.page)),
                    ").",
                )
    return text("No publication that is held gives an overall judgement.")


def _coverage(facts: Facts) -> Iterator[tuple[Line, ...]]:
    asked = facts.asked
    if not asked:
        return
    number = f"{len(asked):,} findings" if len(asked) > 1 else "One finding"
    of = f"{number} in the latest publications {'ask' if len(asked) > 1 else 'asks'} for action"
    if not facts.has_plan:
        yield (text(f"{of}. No improvement plan is held, so this cannot say which are answered."),)
        return
    states = Counter((one.coverage, one.basis) for one in asked)
    parts = []
    for state in ("covered", "partly"):
        for basis, words in (("confirmed", "confirmed"), ("suggested", "suggested, not checked")):
            count = states[state, basis]
            if count:
                how = "covered in part" if state == "partly" else "covered"
                parts.append(f"{count:,} {how} ({words})")
    left = sum(count for (state, _), count in states.items() if state == "uncovered")
    parts.append(f"{left:,} without an action that answers {'it' if left == 1 else 'them'}")
    yield (text(f"{of}: {listed(parts)}."),)


def _areas(facts: Facts) -> Iterator[tuple[Line, ...]]:
    steps = [step for step in facts.summary.timeline if step.areas]
    raised: Counter[str] = Counter()
    for step in steps:
        raised.update(area.label for area in step.areas if area.concerns)
    often = sorted(raised.items(), key=lambda one: (-one[1], one[0]))[:MOST]
    if often:
        said = listed([f"{label} ({number})" for label, number in often])
        yield (
            text(
                "Areas most often raised as a concern, with the number of publications that do, of "
                f"{counted(len(steps), 'publication')}: {said}."
            ),
        )


def _dates(facts: Facts) -> Iterator[tuple[Line, ...]]:
    found = [d for d in facts.summary.deadlines
             if d.due_date and d.publication_id in facts.current_ids]  # fmt: skip
    ahead = sum(due.due_date >= facts.as_of for due in found)
    if found:
        yield (
            text(
                f"Dated deadlines in the latest publications: {_number(ahead)} ahead and "
                f"{_number(len(found) - ahead)} passed on {day_words(facts.as_of)}."
            ),
        )


def _number(number: int) -> str:
    return f"{number:,}" if number else "none"
