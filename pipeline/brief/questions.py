"""Questions that the data raises, each with what it rests on: none without a row behind it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.brief.answers import latest_contradictions
from pipeline.brief.blocks import Bullets, Line, Paragraph, Section, Span, text
from pipeline.brief.facts import Facts, is_done, is_rated, quoted
from pipeline.council import PlanAction
from pipeline.wording import capital, counted, cut, day_words, listed, one_line

MOST_OF_A_KIND = 3
WORDS = 160

Question = tuple[Line, ...]
"""What to ask, and on what it rests."""


def questions(facts: Facts) -> Section:
    """The questions, the most pressing kinds first; at most three of a kind."""
    kinds = (
        _unanswered_priorities,
        _returned_unanswered,
        _contradicted,
        _overdue,
        _ordered,
        _unanswered,
        _loose,
        _old_plan,
        _no_plan,
    )
    found = tuple(question for kind in kinds for question in kind(facts))
    if not found:
        return Section("Questions to ask", (Paragraph(text("The data raises none.")),))
    intro = Paragraph(
        text("Each question follows from the data; what it rests on stands under it.")
    )
    return Section("Questions to ask", (intro, Bullets(found, numbered=True)))


def _unanswered_priorities(facts: Facts) -> Iterator[Question]:
    if not facts.has_plan:
        return
    left = [one for one in facts.asked if one.kind == "priority_action" and not one.actions]
    for one in left[:MOST_OF_A_KIND]:
        yield (
            text(
                f"Inspectors named {quoted(cut(one.text, WORDS))} an area for priority action. "
                "Which action answers it, who leads it, and by when?"
            ),
            facts.cite(facts.source(one.publication_id), one.page),
        )


def _returned_unanswered(facts: Facts) -> Iterator[Question]:
    """Raised in three publications or more; those that nothing answers come first."""
    unanswered = {one.finding_id for one in facts.asked if not one.actions}
    often = [chain for chain in facts.came_back() if chain.times >= 3]
    often.sort(key=lambda chain: chain.quotes[0].finding_id not in unanswered)
    for chain in often[:MOST_OF_A_KIND]:
        later = chain.quotes[0]
        days = [day_words(day) for day in sorted({quote.source.date for quote in chain.quotes})]
        nothing = later.finding_id in unanswered and facts.has_plan
        state = "" if chain.is_confirmed else "; that it is the same is suggested, not checked"
        yield (
            text(
                f"{quoted(cut(later.text, WORDS))} stands for what "
                f"{counted(chain.times, 'publication')} raised ({listed(days)})"
                + (", and no action of the plan answers it. " if nothing else ". ")
                + "What will be different this time?"
            ),
            (*facts.cite_quote(later), Span(f"; earlier quotes under “What came back”{state}")),
        )


def _contradicted(facts: Facts) -> Iterator[Question]:
    for one in latest_contradictions(facts)[:MOST_OF_A_KIND]:
        yield (
            text(
                f"{_named(one.reference, one.text)} {is_rated(one.rag, one.status)}. A later "
                f"publication says {quoted(cut(one.later.text, WORDS))}. Does that bear the rating "
                "out?"
            ),
            facts.cite_quote(one.later),
        )


def _overdue(facts: Facts) -> Iterator[Question]:
    late = [
        one
        for one in facts.summary.actions
        if one.due_date and one.due_date < facts.as_of and not is_done(one.rag, one.status)
    ]
    late.sort(key=lambda one: (one.rag != "red", one.due_date))
    for one in late[:MOST_OF_A_KIND]:
        yield (
            text(
                f"{_named(one.reference, one.text)} was due on {day_words(one.due_date)} and "
                f"{is_rated(one.rag, one.status)} in the version held. Is it done, and what shows "
                "it?"
            ),
            _in_plan(facts, one),
        )
    rest = late[MOST_OF_A_KIND:]
    if rest:
        yield (
            text(
                f"{capital(counted(len(rest), 'further action'))} of the plan "
                f"{'is' if len(rest) == 1 else 'are'} past the date set and not marked complete "
                f"({_references(rest)}). Which of them still matter, and what are the new dates?"
            ),
            _in_plan(facts, rest[0], place=False),
        )


def _ordered(facts: Facts) -> Iterator[Question]:
    passed = [
        due
        for due in facts.summary.deadlines
        if due.kind == "ordered" and due.due_date and due.due_date < facts.as_of
        and due.publication_id in facts.current_ids
    ]  # fmt: skip
    for due in passed[::-1][:MOST_OF_A_KIND]:
        yield (
            text(
                f"{day_words(due.due_date)} has passed: {quoted(cut(due.text, WORDS))}. Was it "
                "done, and what shows it?"
            ),
            facts.cite(facts.source(due.publication_id), due.page),
        )


def _unanswered(facts: Facts) -> Iterator[Question]:
    if not facts.has_plan:
        return
    left = [one for one in facts.asked if one.kind != "priority_action" and not one.actions]
    if left:
        first = left[0]
        yield (
            text(
                f"For {counted(len(left), 'finding')} that "
                f"{'asks' if len(left) == 1 else 'ask'} for action no action was found, such as "
                f"{quoted(cut(first.text, WORDS))}. Which will be added to the plan, and which are "
                "dealt with elsewhere?"
            ),
            facts.cite(facts.source(first.publication_id), first.page),
        )


def _loose(facts: Facts) -> Iterator[Question]:
    actions = facts.summary.actions
    for what, lacking in (
        ("owner", [one for one in actions if not one.owner]),
        ("date", [one for one in actions if not (one.due_date or one.due_text)]),
    ):
        if lacking:
            is_one = len(lacking) == 1
            have, they, them = ("has", "it", "it") if is_one else ("have", "they", "them")
            ask = f"Who answers for {them}?" if what == "owner" else f"By when will {they} be done?"
            yield (
                text(
                    f"{capital(counted(len(lacking), 'action'))} of the plan {have} no {what} "
                    f"({_references(lacking)}). " + ask
                ),
                _in_plan(facts, lacking[0], place=False),
            )


def _old_plan(facts: Facts) -> Iterator[Question]:
    dated = [one for one in facts.summary.plans if one.version_date]
    if not dated or not facts.summary.timeline:
        return
    plan = max(dated, key=lambda one: one.version_date)
    later = [s for s in facts.summary.timeline if s.source.date > plan.version_date]
    if later:
        last = later[-1].source
        yield (
            text(
                f"The plan that is held is of {day_words(plan.version_date)}; "
                f"{counted(len(later), 'publication')} came after it. Is there a later version, "
                "and does it answer them?"
            ),
            facts.cite(last),
        )


def _no_plan(facts: Facts) -> Iterator[Question]:
    if facts.has_plan or not facts.asked:
        return
    one = facts.asked[0]
    yield (
        text(
            f"Publications ask for action in {counted(len(facts.asked), 'finding')}. Is there an "
            "improvement plan, is it public, and which action answers which finding?"
        ),
        facts.cite(facts.source(one.publication_id), one.page),
    )


def _named(reference: str, words: str) -> str:
    name = f"Action {reference}" if reference else "The action"
    return f"{name} ({quoted(cut(words, WORDS))})"


def _references(actions: list[PlanAction]) -> str:
    names = [one.reference or quoted(cut(one.text, 60)) for one in actions]
    return listed(names) if len(names) <= 8 else f"{', '.join(names[:8])} and others"


def _in_plan(facts: Facts, one: PlanAction, *, place: bool = True) -> Line:
    plan = next(plan for plan in facts.summary.plans if plan.plan_id == one.plan_id)
    where = f", {one.locator}" if place and one.locator else ""
    return text(one_line(f"{plan.title or plan.file}{where}"))
