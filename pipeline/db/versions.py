"""Plans seen together: one plan in two formats, its earlier version, what changed in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pipeline.records import Action, PlanExtraction, normalised

_FORMATS = (".xlsx", ".docx", ".html", ".htm", ".csv", ".pdf")
"""Of equal plans the one in the format that loses least stands for all."""
_SAME_TEXTS, _SAME_FACTS, _SAME_ALL = 0.95, 0.9, 0.98
_SAME_ACTION, _SAME_REFERENCE = 0.6, 0.35
_OVERLAP, _OVERLAP_SAME_TITLE = 0.3, 0.05
_VERSION = re.compile(r"\b(?:v|version|issue|rev)[ ._]?(\d{1,3}(?:\.\d{1,3})?)\b", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(
    r"\b(?:\d+|v|version|draft|final|copy|updated?|revised?|q[1-4]|fy|phase|jan\w*|feb\w*|mar\w*|apr\w*"
    r"|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|the|of|for|and|s|plan)\b"
)


@dataclass(frozen=True, slots=True)
class Change:
    """A row of `action_changes`."""

    plan_id: str
    action_id: str
    earlier_action_id: str
    change: str
    detail: str


@dataclass(slots=True)
class Versions:
    """What plans are to one another: by plan id, and the changes between versions."""

    same_as: dict[str, str] = field(default_factory=dict)
    supersedes: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def find_versions(extractions: Iterable[PlanExtraction]) -> Versions:
    """Compare the plans of each authority. Plans without actions or authority are left alone."""
    found = Versions()
    by_authority: dict[str, list[PlanExtraction]] = {}
    for extraction in extractions:
        if extraction.actions and extraction.plan.authority_id:
            by_authority.setdefault(extraction.plan.authority_id, []).append(extraction)
    for authority_id in sorted(by_authority):
        kept: list[PlanExtraction] = []
        for one in sorted(by_authority[authority_id], key=_preference):
            twin = next((other for other in kept if _is_same(one, other)), None)
            if twin:
                found.same_as[one.plan.plan_id] = twin.plan.plan_id
            else:
                kept.append(one)
        kept.sort(key=_order)
        for number, later in enumerate(kept):
            earlier = next((e for e in reversed(kept[:number]) if _replaces(later, e)), None)
            if earlier:
                found.supersedes[later.plan.plan_id] = earlier.plan.plan_id
                found.changes += _changes(later, earlier)
    return found


def _preference(one: PlanExtraction) -> tuple[bool, int, str, str]:
    suffix = PurePosixPath(one.plan.file).suffix.lower()
    rank = _FORMATS.index(suffix) if suffix in _FORMATS else len(_FORMATS)
    return not one.plan.version_date, rank, one.plan.file, one.plan.plan_id


def _order(one: PlanExtraction) -> tuple[str, tuple[int, ...], str]:
    return one.plan.version_date, _number(one), one.plan.plan_id


def _number(one: PlanExtraction) -> tuple[int, ...]:
    """The version number that title or file name prints."""
    for name in (one.plan.title, PurePosixPath(one.plan.file).stem.replace("_", " ")):
        match = _VERSION.search(name)
        if match:
            return tuple(int(part) for part in match[1].split("."))
    return ()


def _is_same(one: PlanExtraction, other: PlanExtraction) -> bool:
    """Do two files hold the same actions? A later version differs in dates, ratings or progress."""
    mine, theirs = _keys(one), _keys(other)
    longest = max(mine.total(), theirs.total())
    if (mine & theirs).total() < _SAME_TEXTS * longest:
        return False
    facts = _share(one, other, lambda a: (_squash(a.text), a.due_date, _squash(a.status), a.rag))
    days = {one.plan.version_date, other.plan.version_date} - {""}
    if len(days) < 2 and _number(one) == _number(other):
        return facts >= _SAME_FACTS
    everything = _share(
        one, other, lambda a: (_squash(a.text), a.due_date, a.rag, _squash(a.progress))
    )
    return everything >= _SAME_ALL and _number(one) == _number(other)


def _share(one: PlanExtraction, other: PlanExtraction, key: object) -> float:
    mine, theirs = (Counter(key(a) for a in e.actions) for e in (one, other))  # type: ignore[operator]
    return (mine & theirs).total() / max(mine.total(), theirs.total())


def _keys(one: PlanExtraction) -> Counter[str]:
    return Counter(_squash(action.text) for action in one.actions)


def _squash(text: str) -> str:
    """Letters and digits: a line that ends in a hyphen in one format does not in another."""
    return normalised(text).replace(" ", "")


def _replaces(later: PlanExtraction, earlier: PlanExtraction) -> bool:
    """Is `later` a new version of `earlier`: after it, with its actions or under its name?"""
    if _order(later)[:2] <= _order(earlier)[:2]:
        return False
    if bool(later.plan.version_date) != bool(earlier.plan.version_date):
        return False
    share = len(list(_pairs(later.actions, earlier.actions))) / min(
        len(later.actions), len(earlier.actions)
    )
    return share >= (_OVERLAP_SAME_TITLE if _same_name(later, earlier) else _OVERLAP)


def _same_name(one: PlanExtraction, other: PlanExtraction) -> bool:
    names = [
        " ".join(_NOT_IN_NAMES.sub(" ", normalised(e.plan.title)).split()) for e in (one, other)
    ]
    return bool(names[0]) and names[0] == names[1]


def _pairs(later: Iterable[Action], earlier: Iterable[Action]) -> Iterator[tuple[Action, Action]]:
    """Each action with the one that it was before: the most alike first, each once."""
    old = [(action, Counter(normalised(action.text).split())) for action in earlier]
    candidates = []
    for place, action in enumerate(later):
        words = Counter(normalised(action.text).split())
        for old_place, (before, old_words) in enumerate(old):
            alike = (words & old_words).total() / max(words.total(), old_words.total(), 1)
            same_reference = bool(action.reference) and action.reference == before.reference
            if alike >= _SAME_ACTION or (same_reference and alike >= _SAME_REFERENCE):
                candidates.append((-alike - 0.1 * same_reference, place, old_place, action, before))
    taken: set[tuple[str, int]] = set()
    found = []
    for _, place, old_place, action, before in sorted(candidates, key=lambda c: c[:3]):
        if not {("new", place), ("old", old_place)} & taken:
            taken |= {("new", place), ("old", old_place)}
            found.append((place, action, before))
    for _, action, before in sorted(found, key=lambda f: f[0]):
        yield action, before


def _changes(later: PlanExtraction, earlier: PlanExtraction) -> Iterator[Change]:
    """What changed between two versions, in the order of the later one; what was dropped last."""
    was = {action.action_id: before for action, before in _pairs(later.actions, earlier.actions)}
    for action in later.actions:
        before = was.get(action.action_id)
        if before is None:
            yield Change(later.plan.plan_id, action.action_id, "", "added", action.text)
            continue
        for change, old, new in _differences(before, action):
            detail = f"was {old or 'empty'}; is {new or 'empty'}"
            ids = (later.plan.plan_id, action.action_id, before.action_id)
            yield Change(*ids, change, detail)
    kept = {before.action_id for before in was.values()}
    for before in earlier.actions:
        if before.action_id not in kept:
            yield Change(later.plan.plan_id, "", before.action_id, "dropped", before.text)


def _differences(before: Action, action: Action) -> Iterator[tuple[str, str, str]]:
    if _squash(before.text) != _squash(action.text):
        yield "reworded", before.text, action.text
    dates = (before.due_date, action.due_date)
    if dates[0] != dates[1] or (
        not any(dates) and _squash(before.due_text) != _squash(action.due_text)
    ):
        yield "moved_date", before.due_text, action.due_text
    if before.rag != action.rag:
        yield "new_rag", before.rag, action.rag
    if _squash(before.owner) != _squash(action.owner):
        yield "new_owner", before.owner, action.owner
