"""What a run says of itself: counts, news, problems, and how each source stands.

raw/sources_state.jsonl holds one line a source, for table `sources` and `letters status`;
raw/fetch_problems.jsonl the open problems, each with the fields of `Problem`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.corpus import Corpus
from pipeline.errors import CorpusError
from pipeline.fetch.assumptions import ASSUMPTIONS, Checks
from pipeline.fetch.listing import Listed
from pipeline.fetch.state import StateFile
from pipeline.records import ManifestEntry, Problem, Record
from pipeline.store import dumps, read_lines, write_bytes

STATES = ("ok", "quiet", "blocked", "broken")
# Shown, but no problem row: costs of a check, and what has another way.
_NO_PROBLEM = ("A2", "M1")


@dataclass(frozen=True, slots=True)
class SourceState(Record):
    """One row of table `sources`; `message` says what to do unless the state is `ok`.

    `listed` counts the documents that the source lists now, `held` those of it that are here.
    `checks`: by number of the assumption, how often it held and failed in the last whole run.
    """

    source_id: str
    publisher: str
    last_success_at: str = ""
    last_new_at: str = ""
    listed: int = 0
    held: int = 0
    state: str = "ok"
    message: str = ""
    checks: Mapping[str, Mapping[str, int | str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a dry run would fetch."""

    source_id: str
    why: str
    listed: Listed


@dataclass(slots=True)
class SourceReport:
    """One source in one run. `counts` by words such as pages, new, changed, same, failed."""

    state: SourceState
    counts: Counter[str]
    checks: Checks
    is_first_contact: bool = False


@dataclass(slots=True)
class Summary:
    """One run over all chosen sources."""

    sources: list[SourceReport] = field(default_factory=list)
    entries: list[ManifestEntry] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    new_problems: list[Problem] = field(default_factory=list)
    requests: int = 0
    received_bytes: int = 0

    @property
    def failed(self) -> list[SourceState]:
        """The sources that ended blocked or broken."""
        return [s.state for s in self.sources if s.state.state in ("blocked", "broken")]


def states_path(corpus: Corpus) -> Path:
    """Where the states of the sources are kept."""
    return corpus.raw / "sources_state.jsonl"


def problems_path(corpus: Corpus) -> Path:
    """Where the open problems of fetch are kept."""
    return corpus.raw / "fetch_problems.jsonl"


def read_source_states(corpus: Corpus) -> dict[str, SourceState]:
    """How each source stood after its last run."""
    path = states_path(corpus)
    found = {}
    for number, line in read_lines(path):
        try:
            state = SourceState.from_dict(line)
        except (TypeError, ValueError) as error:
            raise CorpusError(f"{path}, line {number}: {error}; delete it") from error
        found[state.source_id] = state
    return found


def write_source_states(corpus: Corpus, states: Mapping[str, SourceState]) -> None:
    """All sources, in the order of their ids."""
    _write(states_path(corpus), (states[key].to_dict() for key in sorted(states)))


def read_problems(corpus: Corpus) -> list[Problem]:
    """The problems that were open after the last run."""
    path = problems_path(corpus)
    try:
        return [Problem.from_dict(line) for _, line in read_lines(path)]
    except (TypeError, ValueError) as error:
        raise CorpusError(f"{path}: {error}; delete it and run 'letters fetch'") from error


def write_problems(corpus: Corpus, problems: Iterable[Problem]) -> None:
    """All open problems."""
    _write(problems_path(corpus), (problem.to_dict() for problem in problems))


def open_problems(states: StateFile, sources: Mapping[str, SourceState]) -> list[Problem]:
    """Every open problem: of addresses, of pages, of assumptions, of whole sources."""
    found = []
    for state in states.all():
        if state.reason:
            found.append(
                Problem("fetch", state.reason, state.detail, publication_id=state.publication_id)
            )
        found += [Problem("fetch", reason, detail) for reason, detail in state.notes]
    for source in sources.values():
        if source.state != "ok":
            detail = f"source {source.source_id}: {source.message}"
            found.append(Problem("fetch", f"source_{source.state}", detail))
        for number, check in source.checks.items():
            if check.get("failed") and number not in _NO_PROBLEM:
                detail = (
                    f"source {source.source_id}: assumption {number} did not hold: "
                    f"{ASSUMPTIONS.get(number, '')}. First: {check.get('first', '')}"
                )
                found.append(Problem("fetch", "assumption", detail))
    return sorted(dict.fromkeys(found), key=lambda p: (p.reason, p.detail, p.publication_id))


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    write_bytes(path, "".join(dumps(row) + "\n" for row in rows).encode("utf-8"))
