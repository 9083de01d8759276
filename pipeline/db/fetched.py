"""What `fetch` left beside the files: withdrawn and replaced documents, sources, open problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.address import same_address
from pipeline.corpus import Corpus
from pipeline.errors import CorpusError
from pipeline.records import ManifestEntry, Problem
from pipeline.store import read_lines

_SOURCE = ("source_id", "publisher", "last_success_at", "last_new_at", "listed", "held", "state")


@dataclass(frozen=True, slots=True)
class Fetched:
    """`withdrawn`: day by publication. `replaces`: the publication before, by the one after it.

    `sources`: rows of table `sources`. `problems`: what is open.
    """

    withdrawn: dict[str, str]
    replaces: dict[str, str]
    sources: tuple[tuple[Any, ...], ...]
    problems: tuple[Problem, ...]


def read_fetched(corpus: Corpus, entries: list[ManifestEntry]) -> Fetched:
    """Read raw/fetch_state.jsonl, sources_state.jsonl and fetch_problems.jsonl, where they are.

    The last line about an address or a source counts.
    """
    held = {entry.publication_id for entry in entries}
    withdrawn, replaces = _state(corpus, entries)
    sources: dict[str, dict[str, Any]] = {}
    for _, line in read_lines(corpus.raw / "sources_state.jsonl"):
        sources[str(line.get("source_id"))] = line
    problems = []
    path = corpus.raw / "fetch_problems.jsonl"
    for number, line in read_lines(path):
        try:
            problem = Problem.from_dict(line)
        except (TypeError, ValueError) as error:
            raise CorpusError(f"{path}, line {number}: {error}; run 'letters fetch'") from error
        problems.append(problem)
    return Fetched(
        withdrawn=withdrawn,
        replaces={new: old for new, old in replaces.items() if {new, old} <= held},
        sources=tuple(tuple(sources[name].get(c) for c in _SOURCE) for name in sorted(sources)),
        problems=tuple(problems),
    )


def _state(corpus: Corpus, entries: list[ManifestEntry]) -> tuple[dict[str, str], dict[str, str]]:
    lines = {}
    for _, line in read_lines(corpus.fetch_state):
        url = str(line.get("url") or "")
        lines[str(line.get("key") or same_address(url))] = line
    dates: dict[str, str] = {}
    replaces: dict[str, str] = {}
    for line in lines.values():
        if line.get("withdrawn_date"):
            dates[same_address(str(line.get("url") or ""))] = str(line["withdrawn_date"])
        if line.get("replaces_id") and line.get("publication_id"):
            replaces[str(line["publication_id"])] = str(line["replaces_id"])
    withdrawn = {
        entry.publication_id: dates[address]
        for entry in entries
        if entry.url and (address := same_address(entry.url)) in dates
    }
    return withdrawn, replaces
