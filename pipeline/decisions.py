"""What people decided on links, tags and recurrences: decisions.jsonl, which only gains lines.

Any number of programs may decide at once: a lock of its own (the operating system frees that of a
dead process) lets one line be written at a time, each forced to disk. A line torn by a kill was
never acknowledged and is cut off by the next writer. A decision keeps the words that were decided
on, so that it can be found again when an id changes, and it can be seen that the words have. Only
`letters forget` takes such words out again; who decided what, and when, stays.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline.corpus import Corpus
from pipeline.errors import CorpusBusyError, CorpusError, UsageError
from pipeline.records import Record, check_types, normalised, one_of
from pipeline.store import append_line, dumps, read_lines, write_bytes

KINDS = ("link", "tag", "recurrence")
VERDICTS = ("confirm", "reject", "note", "undo")
PATIENCE = 60.0
"""Seconds to wait for other writers, each of which takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Decision(Record):
    """One line of decisions.jsonl: who decided what, when, on which words.

    `target`: a link id; for tags and recurrences the two ids joined by `|`. `other`: the action of
    a link, the earlier finding of a recurrence, the area of a tag. `undoes`: the id of the decision
    that an `undo` takes back. `strength`, `stance`: what the person says of a link, a tag.
    """

    decision_id: str
    decided_at: str
    decided_by: str
    kind: str
    verdict: str
    target: str
    finding_id: str = ""
    other: str = ""
    publication_id: str = ""
    other_publication_id: str = ""
    plan_id: str = ""
    authority_id: str = ""
    finding_text: str = ""
    other_text: str = ""
    strength: str = ""
    stance: str = ""
    note: str = ""
    undoes: str = ""

    def __post_init__(self) -> None:
        check_types(self)
        one_of(self.kind, KINDS, "kind")
        one_of(self.verdict, VERDICTS, "verdict")
        one_of(self.strength, ("", "full", "partly"), "strength")
        one_of(self.stance, ("", "strength", "concern", "mixed", "neutral"), "stance")
        if not self.decided_by.strip():
            raise ValueError("decided_by: nobody is named")


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of one target after all its decisions: the last verdict, and all notes."""

    decision: Decision
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """As in `links.status`; '' where there are only notes."""
        return {"confirm": "confirmed", "reject": "rejected"}.get(self.decision.verdict, "")


def new_decision(*, decision_id: str = "", **values: str) -> Decision:
    """A decision made now, with an id of its own unless one is given."""
    try:
        return Decision(
            decision_id=decision_id or f"decision-{uuid.uuid4().hex[:16]}",
            decided_at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            **values,
        )
    except ValueError as error:
        raise UsageError(str(error)) from error


def append_decisions(corpus: Corpus, decisions: Iterable[Decision]) -> None:
    """Keep decisions. What this returns from is on disk."""
    with writing(corpus, corpus.decisions):
        for decision in decisions:
            append_line(corpus.decisions, decision.to_dict())


def rewrite_decisions(corpus: Corpus, change: Callable[[Decision], Decision]) -> int:
    """Put `change` of each line in its place, in one step; how many lines are others now."""
    with writing(corpus, corpus.decisions):
        before = [_decision(corpus, *line) for line in read_lines(corpus.decisions)]
        after = [change(decision) for decision in before]
        changed = sum(one != other for one, other in zip(before, after, strict=True))
        if changed:
            text = "".join(dumps(decision.to_dict()) + "\n" for decision in after)
            write_bytes(corpus.decisions, text.encode("utf-8"))
    return changed


@contextmanager
def writing(corpus: Corpus, path: Path) -> Iterator[None]:
    """Hold the lock under which what people enter is written: `path`, one file of theirs."""
    corpus.check()
    lock = FileLock(corpus.root / ".decisions.lock", timeout=PATIENCE)
    try:
        lock.acquire()
    except Timeout as error:
        raise CorpusBusyError(
            f"another program keeps {str(path)!r} locked; end it, then try again"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _decision(corpus: Corpus, number: int, line: dict[str, Any]) -> Decision:
    try:
        return Decision.from_dict(line)
    except (TypeError, ValueError) as error:
        raise CorpusError(f"{corpus.decisions}, line {number}: {error}; correct it") from error


def read_decisions(corpus: Corpus) -> Iterator[Decision]:
    """All decisions, oldest first; each once, should a line have been copied in twice."""
    seen: set[str] = set()
    for number, line in read_lines(corpus.decisions):
        decision = _decision(corpus, number, line)
        if decision.decision_id not in seen:
            seen.add(decision.decision_id)
            yield decision


def standing(decisions: Iterable[Decision], kind: str = "") -> dict[str, Standing]:
    """What holds, by target: of what was not undone the last verdict, with the notes since."""
    held = list(decisions)
    undone = {d.undoes for d in held if d.verdict == "undo"}
    found: dict[str, Standing] = {}
    for decision in held:
        if decision.verdict == "undo" or decision.decision_id in undone:
            continue
        if kind and decision.kind != kind:
            continue
        before = found.get(decision.target)
        notes = before.notes if before else ()
        if decision.note and decision.note not in notes:
            notes = (*notes, decision.note)
        keep = before and decision.verdict == "note"
        found[decision.target] = Standing(before.decision if keep and before else decision, notes)
    return found


def last_decision(decisions: Iterable[Decision], target: str) -> Decision | None:
    """The last decision on a target that was not undone."""
    held = [d for d in decisions if d.target == target]
    undone = {d.undoes for d in held if d.verdict == "undo"}
    open_ = [d for d in held if d.verdict != "undo" and d.decision_id not in undone]
    return open_[-1] if open_ else None


def decisions_fingerprint(corpus: Corpus) -> str:
    """The sign of what was decided so far; '' while nothing was."""
    if not corpus.decisions.exists():
        return ""
    data = corpus.decisions.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    return hashlib.blake2b(whole, digest_size=8).hexdigest() if whole else ""


def alike(one: str, other: str) -> float:
    """Which share of the words of the longer text the shorter one has too, 0 to 1."""
    mine, theirs = normalised(one).split(), normalised(other).split()
    if not mine or not theirs:
        return 0.0
    left = list(theirs)
    common = 0
    for word in mine:
        if word in left:
            left.remove(word)
            common += 1
    return common / max(len(mine), len(theirs))
