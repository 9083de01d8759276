"""The reasons of links and recurrences (JSON) as sentences that people can believe or doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.plain import uk_date

FAILING_NAMES = {
    "poor": "not done, not enough or not good enough",
    "late": "late or slow",
    "unseen": "not overseen",
    "unrecorded": "not recorded",
    "unused": "not used",
    "unknown": "not known to those concerned",
}


def link_reasons(reasons: Mapping[str, Any], areas: Mapping[str, str]) -> list[str]:
    """Why an action is thought to answer a finding, and what speaks against it."""
    return [sentence for _, sentence in _of_link(reasons, areas)]


def recurrence_reasons(reasons: Mapping[str, Any], areas: Mapping[str, str]) -> list[str]:
    """Why two findings are thought to be the same weakness."""
    return [sentence for _, sentence in _of_recurrence(reasons, areas)]


def for_and_against(
    kind: str, reasons: Mapping[str, Any], areas: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """The reasons of a `link` or a `recurrence` as two lists.

    >>> for_and_against("link", {"plan": "2020-01-01", "published": "2021-01-01"}, {})[1]
    ['The plan (1 January 2020) was made before the publication (1 January 2021).']
    """
    said = list((_of_link if kind == "link" else _of_recurrence)(reasons, areas))
    return [one for doubt, one in said if not doubt], [one for doubt, one in said if doubt]


def _of_link(reasons: Mapping[str, Any], areas: Mapping[str, str]) -> Iterator[tuple[bool, str]]:
    """Each reason, with whether it is a doubt."""
    if reasons.get("reference"):
        yield False, f"The plan itself names this finding: “{reasons['reference']}”."
    if reasons.get("reference_elsewhere"):
        yield True, f"The plan names another finding here: “{reasons['reference_elsewhere']}”."
    terms = [_term(term) for term in reasons.get("terms", ())]
    if terms:
        yield False, f"Both use the words {listed(dict.fromkeys(terms))}."
    if reasons.get("areas"):
        yield False, f"Both are about {listed(_labels(reasons['areas'], areas))}."
    if reasons.get("groups"):
        yield False, f"Both name {listed(reasons['groups'])}."
    if reasons.get("other_groups"):
        different = _joined(reasons["other_groups"])
        yield True, f"Finding and action name different people: “{different}”."
    parts, answers = reasons.get("parts", 1), len(reasons.get("answers", ()))
    if parts > 1:
        said = f"The finding asks for {parts} things; this answers {answers} of them."
        yield answers < parts, said
    if reasons.get("unanswered"):
        yield True, f"It leaves unanswered: “{_joined(reasons['unanswered'])}”."
    if reasons.get("plan") and reasons.get("published"):
        before = reasons["plan"] < reasons["published"]
        order = "before" if before else "after"
        days = (uk_date(reasons["plan"]), uk_date(reasons["published"]))
        yield before, f"The plan ({days[0]}) was made {order} the publication ({days[1]})."
    yield from _decided_on(reasons)


def _of_recurrence(
    reasons: Mapping[str, Any], areas: Mapping[str, str]
) -> Iterator[tuple[bool, str]]:
    if reasons.get("named_by_inspectors"):
        yield False, "The inspectors themselves refer back to it."
    if reasons.get("subjects"):
        yield False, f"Both speak of {listed(_term(one) for one in reasons['subjects'])}."
    if reasons.get("areas"):
        yield False, f"Both are about {listed(_labels(reasons['areas'], areas))}."
    if reasons.get("failings"):
        failings = listed(FAILING_NAMES.get(one, _term(one)) for one in reasons["failings"])
        yield False, f"Both find the same kind of fault: {failings}."
    if reasons.get("groups"):
        yield False, f"Both name {listed(reasons['groups'])}."
    yield from _decided_on(reasons)


def _decided_on(reasons: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    words = reasons.get("decided_on")
    if words:
        said = _joined(list(words.values())) if isinstance(words, Mapping) else words
        yield True, f"A person decided on an earlier wording: “{said}”."


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *most, last = [str(word) for word in words] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _term(term: str) -> str:
    """`[child-in-need]`, a trade term, as words."""
    return str(term).strip("[]").replace("-", " ")


def _labels(area_ids: Iterable[str], areas: Mapping[str, str]) -> list[str]:
    labels = [areas.get(area_id, area_id) for area_id in area_ids]
    return [label if label.isupper() else label[0].lower() + label[1:] for label in labels]


def _joined(value: Any) -> str:
    return "”, “".join(map(str, value)) if isinstance(value, list) else str(value)
