"""Searches that people keep under a name, for all who use the data folder: saved_searches.jsonl.

The file only gains lines; the last line of a name holds. It is entered by people, never derived.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from filelock import FileLock, Timeout

from pipeline.corpus import Corpus
from pipeline.decisions import PATIENCE
from pipeline.errors import CorpusBusyError, CorpusError, UsageError
from pipeline.records import Record, check_types
from pipeline.search import Filters
from pipeline.store import append_line, read_lines

MOST_NAME = 80
MOST_SEARCHES = 200


@dataclass(frozen=True, slots=True)
class SavedSearch(Record):
    """Words and filters under a name. `removed`: it is not kept any more."""

    name: str
    query: str = ""
    filters: Filters = field(default_factory=Filters)
    saved_at: str = ""
    saved_by: str = ""
    removed: bool = False

    def __post_init__(self) -> None:
        check_types(self)
        if not self.name.strip() or len(self.name) > MOST_NAME:
            raise ValueError(f"name: one to {MOST_NAME} characters")

    @property
    def args(self) -> dict[str, str]:
        """What the search page is asked with."""
        said = {"q": self.query, **asdict(self.filters)}
        return {name: "1" if value is True else str(value) for name, value in said.items() if value}


def read_saved(corpus: Corpus) -> dict[str, SavedSearch]:
    """The searches that are kept, by name, in alphabetical order. CorpusError for a bad line."""
    found: dict[str, SavedSearch] = {}
    for number, line in read_lines(corpus.saved_searches):
        try:
            saved = SavedSearch.from_dict({**line, "filters": Filters(**line.get("filters", {}))})
        except (TypeError, ValueError) as error:
            raise CorpusError(
                f"{corpus.saved_searches}, line {number}: {error}; correct it"
            ) from error
        found[saved.name] = saved
    kept = (found[name] for name in sorted(found, key=str.casefold))
    return {saved.name: saved for saved in kept if not saved.removed}


def save_search(
    corpus: Corpus, name: str, query: str, filters: Filters, *, by: str = ""
) -> SavedSearch:
    """Keep a search under a name; an earlier one of that name is replaced. UsageError if it cannot.

    What this returns from is on disk.
    """
    name = " ".join(name.split())
    held = read_saved(corpus)
    if name not in held and len(held) >= MOST_SEARCHES:
        raise UsageError(f"{MOST_SEARCHES} searches are saved already; remove one first")
    return _append(corpus, name, query=query, filters=filters, saved_by=by)


def remove_search(corpus: Corpus, name: str, *, by: str = "") -> SavedSearch:
    """Keep a search no longer. UsageError if there is none of this name."""
    if name not in read_saved(corpus):
        raise UsageError(f"no search is saved as {name!r}; 'letters saved' lists all")
    return _append(corpus, name, removed=True, saved_by=by)


def _append(corpus: Corpus, name: str, **values: Any) -> SavedSearch:
    corpus.check()
    try:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        saved = SavedSearch(name, saved_at=now, **values)
    except ValueError as error:
        raise UsageError(str(error)) from error
    try:
        with FileLock(corpus.root / ".decisions.lock", timeout=PATIENCE):
            append_line(corpus.saved_searches, saved.to_dict())
    except Timeout as error:
        raise CorpusBusyError(
            "another program keeps saved_searches.jsonl locked; end it, then try again"
        ) from error
    return saved
