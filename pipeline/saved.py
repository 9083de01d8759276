"""Searches that people keep under a name, for all who use the data folder: saved_searches.jsonl.

The file only gains lines, under the lock of decisions.jsonl; the last line of a name holds. It is
entered by people, never derived.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from pipeline.corpus import Corpus
from pipeline.decisions import writing
from pipeline.errors import CorpusError, UsageError
from pipeline.records import Record, check_types
from pipeline.search import Filters
from pipeline.store import append_line, dumps, read_lines

MOST_NAME = 80
MOST_SEARCHES = 200


@dataclass(frozen=True, slots=True)
class SavedSearch(Record):
    """Words and filters under a name. `removed`: it is not kept any more.

    `saved_at`, `saved_by`: when and by whom it was saved, renamed or removed, whatever came last.
    `renamed_from`: the name that it had until this line.
    """

    name: str
    query: str = ""
    filters: Filters = field(default_factory=Filters)
    saved_at: str = ""
    saved_by: str = ""
    removed: bool = False
    renamed_from: str = ""

    def __post_init__(self) -> None:
        check_types(self)
        check_types(self.filters)
        if not self.name.strip() or len(self.name) > MOST_NAME:
            raise ValueError(f"name: one to {MOST_NAME} characters")

    @property
    def args(self) -> dict[str, str]:
        """What the search page is asked with."""
        said = {"q": self.query, **asdict(self.filters)}
        return {name: "1" if value is True else str(value) for name, value in said.items() if value}

    @property
    def sign(self) -> str:
        """What this line is known by."""
        digest = hashlib.blake2b(dumps(self.to_dict()).encode(), digest_size=8)
        return f"search-{digest.hexdigest()}"

    def is_same(self, query: str, filters: Filters) -> bool:
        """Whether it looks for the same."""
        return (self.query, self.filters) == (query, filters)


def read_lines_of_saved(corpus: Corpus) -> Iterator[SavedSearch]:
    """Every line that was written, the oldest first. CorpusError for a bad one."""
    for number, line in read_lines(corpus.saved_searches):
        try:
            yield SavedSearch.from_dict({**line, "filters": Filters(**line.get("filters", {}))})
        except (TypeError, ValueError) as error:
            raise CorpusError(
                f"{corpus.saved_searches}, line {number}: {error}; correct it"
            ) from error


def read_saved(corpus: Corpus) -> dict[str, SavedSearch]:
    """The searches that are kept, by name, in alphabetical order. CorpusError for a bad line."""
    return _standing(read_lines_of_saved(corpus))


def _standing(lines: Iterable[SavedSearch]) -> dict[str, SavedSearch]:
    found = {one.name: one for one in lines}
    kept = (found[name] for name in sorted(found, key=lambda name: (name.casefold(), name)))
    return {saved.name: saved for saved in kept if not saved.removed}


def checked_name(said: str) -> str:
    """A name in one spelling. UsageError where it is none.

    >>> checked_name("  Visits   that came late ")
    'Visits that came late'
    """
    name = " ".join(unicodedata.normalize("NFC", said).split())
    if not any(letter.isalnum() for letter in name):
        raise UsageError("give the search a name, of letters or digits")
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") for letter in name):
        raise UsageError("the name holds characters that cannot be seen; write it anew")
    if len(name) > MOST_NAME:
        raise UsageError(
            f"a name has at most {MOST_NAME} characters and this has {len(name):,}; shorten it"
        )
    return name


def save_search(
    corpus: Corpus, name: str, query: str, filters: Filters, *, by: str = "", replaces: bool = True
) -> SavedSearch:
    """Keep a search under a name. UsageError if it cannot.

    An earlier one of that name is replaced, unless it must not be: then a name that is taken, in
    capitals or not, is a UsageError; the same search again is the one that is kept already.
    """
    name = checked_name(name)
    with _writing(corpus) as (kept, append):
        if not replaces:
            if name in kept and kept[name].is_same(query, filters):
                return kept[name]
            _check_free(kept, name)
        if name not in kept:
            _check_room(kept)
        return append(SavedSearch(name, query, filters, _now(), by))


def rename_search(corpus: Corpus, name: str, to: str, *, by: str = "") -> SavedSearch:
    """Keep a search under another name. UsageError for one that is not kept or a name taken."""
    to = checked_name(to)
    with _writing(corpus) as (kept, append):
        held = _held(kept, name)
        if to == name:
            return held
        _check_free({one: value for one, value in kept.items() if one != name}, to)
        now = _now()
        # The new line first: if only one of the two reaches the disk, nothing is lost.
        renamed = append(replace(held, name=to, saved_at=now, saved_by=by, renamed_from=name))
        append(SavedSearch(name, saved_at=now, saved_by=by, removed=True))
        return renamed


def remove_search(corpus: Corpus, name: str, *, by: str = "") -> SavedSearch:
    """Keep a search no longer. UsageError if there is none of this name."""
    with _writing(corpus) as (kept, append):
        _held(kept, name)
        return append(SavedSearch(name, saved_at=_now(), saved_by=by, removed=True))


def restore_search(corpus: Corpus, name: str, *, by: str = "") -> SavedSearch:
    """Keep a search again that was removed. UsageError if there was none, or its name is taken."""
    with _writing(corpus) as (kept, append):
        if name in kept:
            return kept[name]
        lines = read_lines_of_saved(corpus)
        was = next(
            (one for one in reversed([*lines]) if one.name == name and not one.removed), None
        )
        if was is None:
            raise UsageError(f"no search was saved as {name!r}")
        _check_free(kept, name)
        _check_room(kept)
        return append(replace(was, saved_at=_now(), saved_by=by, renamed_from=""))


def _held(kept: dict[str, SavedSearch], name: str) -> SavedSearch:
    if name not in kept:
        raise UsageError(f"no search is saved as {name!r}; the list of them shows all names")
    return kept[name]


def _check_free(kept: Iterable[str], name: str) -> None:
    for one in kept:
        if one.casefold() == name.casefold():
            raise UsageError(f"there is a search saved as {one!r} already; choose another name")


def _check_room(kept: dict[str, SavedSearch]) -> None:
    if len(kept) >= MOST_SEARCHES:
        raise UsageError(f"{MOST_SEARCHES} searches are saved already; remove one first")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


Append = Callable[[SavedSearch], SavedSearch]


@contextmanager
def _writing(corpus: Corpus) -> Iterator[tuple[dict[str, SavedSearch], Append]]:
    """What is kept, and how to add a line, which is on disk then; nobody else adds meanwhile."""

    def append(one: SavedSearch) -> SavedSearch:
        append_line(corpus.saved_searches, one.to_dict())
        return one

    with writing(corpus, corpus.saved_searches):
        yield read_saved(corpus), append
