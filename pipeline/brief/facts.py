"""What several sections of a briefing need: which publications are of now, how they are cited."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.brief.blocks import Block, Line, Paragraph, Span, text
from pipeline.cite import Quote, Source
from pipeline.council import Chain, CouncilSummary, Step, chains_of
from pipeline.coverage import Covered
from pipeline.provenance import Provenance
from pipeline.wording import CITED_KIND, SHORT_KIND, capital, council_name, day_words

PREDECESSOR = " (predecessor)"
LONG = 600
"""Characters of a quotation."""
DONE = ("green", "blue", "complete", "completed")
ENDED = ("complete", "closed", "done", "achieved", "delivered", "implemented")


@dataclass(frozen=True, slots=True)
class Facts:
    """A council's summary as of a day, with the publications that are of now."""

    summary: CouncilSummary
    provenance: Provenance
    as_of: str
    current: tuple[Step, ...]

    @property
    def name(self) -> str:
        """The council's name, as people say it."""
        return council_name(self.summary.council.name)

    @property
    def current_ids(self) -> frozenset[str]:
        """The publications that are of now."""
        return frozenset(step.source.publication_id for step in self.current)

    @property
    def asked(self) -> tuple[Covered, ...]:
        """Findings of now that ask for action, the latest publication first, in its order."""
        found = [one for one in self.summary.coverage.findings if self.is_current(one)]
        kinds = ("priority_action", "requirement", "improvement", "recommendation")
        found.sort(key=lambda one: kinds.index(one.kind))
        return tuple(sorted(found, key=lambda one: (one.date, one.publication_id), reverse=True))

    @property
    def has_plan(self) -> bool:
        """Whether a current plan of the council is held."""
        return bool(self.summary.plans)

    def is_current(self, one: Covered) -> bool:
        """Whether a finding stands in a publication of now."""
        return one.publication_id in self.current_ids

    def source(self, publication_id: str) -> Source:
        """A publication as it is cited."""
        return self.summary.sources[publication_id]

    def cite(self, source: Source, page: int | None = None) -> Line:
        """`Inspection report, 28 April 2023, page 4`, as a link where an address is known."""
        kind = CITED_KIND[source.kind]
        if source.authority_id != self.summary.council.authority_id and source.authority:
            kind = f"{source.authority}{PREDECESSOR}: {kind}"
        words = [capital(kind), day_words(source.date) or "without a date"]
        if page:
            words.append(f"page {page}")
        return (Span(", ".join(words), source.link(page)),)

    def cite_quote(self, quote: Quote) -> Line:
        """Where a quote stands."""
        return self.cite(quote.source, quote.page)

    def came_back(self) -> tuple[Chain, ...]:
        """What a publication of now raises again, the most often raised first."""
        return tuple(
            chain
            for chain in chains_of(self.summary.repeats)
            if chain.quotes[0].source.publication_id in self.current_ids
        )


def gather(summary: CouncilSummary, provenance: Provenance, as_of: str) -> Facts:
    """The facts as of a day."""
    return Facts(summary, provenance, as_of, current_steps(summary.timeline))


def current_steps(timeline: tuple[Step, ...]) -> tuple[Step, ...]:
    """From the latest inspection with an overall judgement on, and the latest area SEND inspection.

    Without such an inspection all publications are of now.
    """
    graded = [
        index
        for index, step in enumerate(timeline)
        if any(grade.judgement_area == "overall" for grade in step.grades)
    ]
    if not graded:
        return timeline
    send = [step for step in timeline[: graded[-1]] if step.source.kind == "area_send"]
    later = timeline[graded[-1] :]
    if any(step.source.kind == "area_send" for step in later):
        return later
    return (*send[-1:], *later)


def is_done(rag: str, status: str) -> bool:
    """Whether an action is marked complete: by rating or status as printed."""
    said = status.casefold()
    return rag in DONE or (said.startswith(ENDED) and "part" not in said)


def rating(rag: str, status: str) -> str:
    """Rating and status in words, never by colour alone: `rated green, status “In progress”`."""
    words = [f"rated {rag}" if rag else "", f"status {quoted(status)}" if status else ""]
    return ", ".join(filter(None, words)) or "not rated"


def is_rated(rag: str, status: str) -> str:
    """The same as part of a sentence: `is rated green (status: In progress)`."""
    if rag:
        return f"is rated {rag}" + (f" (status: {status})" if status else "")
    return f"has the status {quoted(status)}" if status else "has no rating"


def due_words(due_date: str, due_text: str, as_of: str) -> str:
    """`due 30 September 2023 (passed)`; as printed where no day is known."""
    if not due_date:
        return f"due {due_text}" if due_text else "no date"
    return f"due {day_words(due_date)}" + (" (passed)" if due_date < as_of else "")


def quoted(words: str) -> str:
    """Words in quotation marks, to stand within a sentence: a full stop at the end goes."""
    return f"“{words.removesuffix('.')}”"


def column(facts: Facts, step: Step, *, short: bool = False) -> str:
    """The head of a column: what and when, on a line each."""
    name = SHORT_KIND[step.source.kind] if short else capital(CITED_KIND[step.source.kind])
    other = step.source.authority_id != facts.summary.council.authority_id
    owner = f"{step.source.authority}: " if other else ""
    return f"{owner}{name}\n{day_words(step.source.date, short=True)}"


def nothing(words: str) -> tuple[Block, ...]:
    """That nothing was found, which is not to say that there is nothing."""
    return (Paragraph(text(words)),)
