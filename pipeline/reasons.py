"""The reasons of links and recurrences (JSON) as sentences that people can believe or doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    found = []
    if reasons.get("reference"):
        found.append(f"The plan itself names this finding: “{reasons['reference']}”.")
    if reasons.get("reference_elsewhere"):
        found.append(f"The plan names another finding here: “{reasons['reference_elsewhere']}”.")
    terms = [_term(term) for term in reasons.get("terms", ())]
    if terms:
        found.append(f"Both use the words {listed(dict.fromkeys(terms))}.")
    if reasons.get("areas"):
        found.append(f"Both are about {listed(_labels(reasons['areas'], areas))}.")
    if reasons.get("groups"):
        found.append(f"Both name {listed(reasons['groups'])}.")
    if reasons.get("other_groups"):
        found.append(
            f"Finding and action name different people: “{_joined(reasons['other_groups'])}”."
        )
    parts, answers = reasons.get("parts", 1), len(reasons.get("answers", ()))
    if parts > 1:
        found.append(f"The finding asks for {parts} things; this answers {answers} of them.")
    if reasons.get("unanswered"):
        found.append(f"It leaves unanswered: “{_joined(reasons['unanswered'])}”.")
    if reasons.get("plan") and reasons.get("published"):
        before = reasons["plan"] < reasons["published"]
        order = "before" if before else "after"
        found.append(
            f"The plan ({uk_date(reasons['plan'])}) was made {order} the publication "
            f"({uk_date(reasons['published'])})."
        )
    if reasons.get("decided_on"):
        found.append(f"A person decided on an earlier wording: “{reasons['decided_on']}”.")
    return found


def recurrence_reasons(reasons: Mapping[str, Any], areas: Mapping[str, str]) -> list[str]:
    """Why two findings are thought to be the same weakness."""
    found = []
    if reasons.get("named_by_inspectors"):
        found.append("The inspectors themselves refer back to it.")
    if reasons.get("areas"):
        found.append(f"Both are about {listed(_labels(reasons['areas'], areas))}.")
    if reasons.get("failings"):
        failings = listed(FAILING_NAMES.get(one, _term(one)) for one in reasons["failings"])
        found.append(f"Both find the same kind of fault: {failings}.")
    if reasons.get("groups"):
        found.append(f"Both name {listed(reasons['groups'])}.")
    return found


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
