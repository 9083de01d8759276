"""The reasons that the pipeline keeps, as people would say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import plain

FAILING_NAMES = {
    "poor": "not good enough",
    "late": "too late or too slow",
    "unseen": "not checked by managers",
    "unrecorded": "not recorded",
    "unknown": "not known or not understood",
    "unused": "not used",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One line. `is_doubt`: it speaks against; `quotes`: words of others, each by itself."""

    label: str
    text: str = ""
    is_doubt: bool = False
    quotes: tuple[str, ...] = ()


def reasons_in_words(
    kind: str, reasons: Mapping[str, Any], areas: Mapping[str, str]
) -> list[Reason]:
    """What speaks for a link or a recurrence first, then what speaks against it.

    >>> [one.label for one in reasons_in_words("link", {"reference": "Rec 2"}, {})]
    ['The plan says so']
    """
    found = [*(_of_link if kind == "link" else _of_recurrence)(reasons, areas)]
    found += _decided_on(reasons)
    return sorted(found, key=lambda one: one.is_doubt)


def _of_link(reasons: Mapping[str, Any], areas: Mapping[str, str]) -> Iterator[Reason]:
    if reasons.get("reference"):
        yield Reason("The plan says so", f"it refers to “{reasons['reference']}”")
    terms = _texts(reasons.get("terms"))
    matters = [term.strip("[]").replace("-", " ") for term in terms if term.startswith("[")]
    words = [term for term in terms if not term.startswith("[")]
    if words:
        yield Reason("Words in both", ", ".join(words))
    if matters:
        yield Reason("Matters in both", ", ".join(matters))
    yield from _shared(reasons, areas)
    if reasons.get("groups"):
        yield Reason("People in both", ", ".join(_texts(reasons["groups"])))
    if reasons.get("other_groups"):
        yield Reason(
            "They name other people", "; ".join(_texts(reasons["other_groups"])), is_doubt=True
        )
    if reasons.get("reference_elsewhere"):
        said = f"it refers to “{reasons['reference_elsewhere']}”, which is not this finding"
        yield Reason("The plan points elsewhere", said, is_doubt=True)
    published, plan = str(reasons.get("published") or ""), str(reasons.get("plan") or "")
    if published and plan and plan < published:
        said = f"the plan is of {plain.uk_date(plan)}, the letter of {plain.uk_date(published)}"
        yield Reason("The plan is older than the letter", said, is_doubt=True)
    if reasons.get("unanswered"):
        quotes = tuple(_texts(reasons["unanswered"]))
        yield Reason("What it leaves unanswered", is_doubt=True, quotes=quotes)


def _of_recurrence(reasons: Mapping[str, Any], areas: Mapping[str, str]) -> Iterator[Reason]:
    if reasons.get("named_by_inspectors"):
        yield Reason("Inspectors say so", "the later text says that this was raised before")
    subjects = [one.replace("-", " ") for one in _texts(reasons.get("subjects"))]
    if subjects:
        yield Reason("The same subject", ", ".join(subjects))
    yield from _shared(reasons, areas)
    if reasons.get("groups"):
        yield Reason("The same children", ", ".join(_texts(reasons["groups"])))
    failings = [plain.name(FAILING_NAMES, one).lower() for one in _texts(reasons.get("failings"))]
    if failings:
        yield Reason("The same weakness", ", ".join(failings))


def _shared(reasons: Mapping[str, Any], areas: Mapping[str, str]) -> Iterator[Reason]:
    labels = [areas.get(one, one) for one in _texts(reasons.get("areas"))]
    if labels:
        yield Reason("Areas of both", ", ".join(labels))


def _decided_on(reasons: Mapping[str, Any]) -> Iterator[Reason]:
    words = reasons.get("decided_on")
    if isinstance(words, Mapping) and words:
        quotes = tuple(str(one) for one in words.values())
        label = "Decided on an earlier wording: check it again"
        yield Reason(label, is_doubt=True, quotes=quotes)


def _texts(value: object) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def parts_of(text: str, spans: Sequence[Sequence[int]]) -> list[tuple[str, bool]]:
    """A text in parts, each with whether it is to be marked. Spans that overlap are one.

    >>> parts_of("abcdef", [[1, 3], [2, 4]])
    [('a', False), ('bcd', True), ('ef', False)]
    """
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in _joined(spans, len(text)):
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def _joined(spans: Sequence[Sequence[int]], length: int) -> list[list[int]]:
    found: list[list[int]] = []
    for start, end in sorted((max(0, s), min(length, e)) for s, e in spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        elif start < end:
            found.append([start, end])
    return found


def quoted(text: str, clause: object) -> list[tuple[str, bool]]:
    """A text with one clause of it marked, where it stands there in these words."""
    start = text.find(clause) if isinstance(clause, str) and clause else -1
    return parts_of(text, [[start, start + len(str(clause))]] if start >= 0 else [])
