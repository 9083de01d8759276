"""What a passage speaks of, in the words of inspectors or of officers: the matters of trade.yaml.

Findings say "notifications from the police", plans "PPNs triaged in the Hub". Both are the same
matter, and a matter belongs to priority areas. Only links to plans use these. `matters.csv`: in
how many findings about 46 authorities a matter occurs (`tools/link_words.py`).
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from pipeline.errors import UsageError
from pipeline.link.text import tokens

SHIPPED = Path(__file__).with_name("trade.yaml")
FREQUENT = Path(__file__).with_name("matters.csv")
_START = 3
"""Letters of a word that may go on by which it is looked up."""
_Run = tuple[str, ...]
"""Words as trade.yaml has them: `word`, `start*`, `SHORT`."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is spoken of. `phrases`: each of one or more runs of words, all of which must stand."""

    name: str
    areas: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The matters of a passage, with their priority areas.

    `weight`: how much they tell together. `bits`: they as a number, so that those of two passages
    are compared at once. `first`: the number of the one named first.
    """

    matters: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    weight: float = 0.0
    bits: int = 0
    first: int = 0


NOTHING = Spoken()


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Runs of words by their first word or its first letters; what each run is needed for."""

    words: Mapping[str, Sequence[_Run]]
    starts: Mapping[str, Sequence[_Run]]
    needed: Mapping[_Run, Sequence[tuple[Matter, frozenset[_Run]]]]


@cache
def read_matters(path: Path = SHIPPED) -> dict[str, Matter]:
    """The matters by name. UsageError where the file is none."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {
            str(name): Matter(
                str(name),
                frozenset(map(str, row["areas"])),
                tuple(tuple(map(str.strip, str(one).split(" + "))) for one in row["say"]),
            )
            for name, row in content.items()
        }
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, OSError) as error:
        raise UsageError(f"{path} is no list of matters: {error!r}; correct it") from error


@cache
def _lookup() -> _Lookup:
    words: defaultdict[str, set[_Run]] = defaultdict(set)
    starts: defaultdict[str, set[_Run]] = defaultdict(set)
    needed: defaultdict[_Run, list[tuple[Matter, frozenset[_Run]]]] = defaultdict(list)
    for matter in read_matters().values():
        for phrase in matter.phrases:
            runs = [
                tuple(
                    word if word.isupper() else word.lower()
                    for word in re.findall(r"[^\W_]+\*?", run.replace("'", ""))
                )
                for run in phrase
            ]
            for run in runs:
                needed[run].append((matter, frozenset(runs)))
                first = run[0].lower()
                if first.endswith("*"):
                    starts[first[:-1][:_START]].add(run)
                else:
                    words[first].add(run)
    return _Lookup(_sorted(words), _sorted(starts), dict(needed))


def _sorted(runs: Mapping[str, set[_Run]]) -> dict[str, tuple[_Run, ...]]:
    return {start: tuple(sorted(found)) for start, found in runs.items()}


@lru_cache(maxsize=50_000)
def spoken(text: str) -> Spoken:
    """The matters that a passage speaks of.

    >>> sorted(spoken("PPNs triaged in the Hub").matters)
    ['front-door', 'police-notifications']
    >>> spoken("Private fostering").matters, spoken("the help that is offered").matters
    (frozenset({'private-fostering'}), frozenset())
    """
    places: dict[str, int] = {}
    areas: set[str] = set()
    for matter, place in _named(text):
        places[matter.name] = min(place, places.get(matter.name, place))
        areas |= matter.areas
    first = min(places, key=lambda name: (places[name], name), default="")
    bit = _bits()
    return Spoken(
        matters=frozenset(places),
        areas=frozenset(areas),
        weight=weight(places),
        bits=sum(bit[name] for name in places),
        first=bit.get(first, 0),
    )


def _named(text: str) -> Iterable[tuple[Matter, int]]:
    """The matters of a passage, each with the place where it is first spoken of."""
    needed = _lookup().needed
    found = _runs(text)
    for run in found:
        for matter, others in needed[run]:
            if others <= found.keys():
                yield matter, min(found[one] for one in others)


def weight(names: Iterable[str]) -> float:
    """How much matters tell together: near 0 for one of each finding, 1 for one of none."""
    rare = _rarity()
    return sum(rare.get(name, 1.0) for name in sorted(names))


@cache
def _rarity() -> dict[str, float]:
    with FREQUENT.open(newline="", encoding="utf-8") as file:
        counts = {row["matter"]: int(row["findings"]) for row in csv.DictReader(file)}
    most = math.log(counts.pop("") + 1)
    return {name: 1 - math.log(number + 1) / most for name, number in counts.items()}


@cache
def _bits() -> dict[str, int]:
    return {name: 1 << place for place, name in enumerate(read_matters())}


def _runs(text: str) -> dict[_Run, int]:
    """The runs of words that stand in a text, each with its first place."""
    lookup = _lookup()
    words = [word.replace("’", "").replace("'", "") for word in tokens(text)]
    lower = [word.lower() for word in words]
    spans: list[tuple[int, int, _Run]] = []
    for at, word in enumerate(lower):
        possible = {
            *lookup.words.get(word, ()),
            *(lookup.words.get(word[:-1], ()) if word[-1:] == "s" else ()),
            *lookup.starts.get(word[:_START], ()),
        }
        for run in possible:
            end = at + len(run)
            if end <= len(words) and all(
                map(_same, run, words[at:end], lower[at:end]),
            ):
                spans.append((at, end, run))
    found: dict[_Run, int] = {}
    for start, end, run in spans:
        if not _is_within(start, end, spans):
            found.setdefault(run, start)
    return found


def _same(part: str, word: str, lower: str) -> bool:
    if part[-1] == "*":
        return lower.startswith(part[:-1])
    if part.isupper():
        return word == part or (word[-1:] == "s" and word[:-1] == part)
    return lower == part


def _is_within(start: int, end: int, spans: Sequence[tuple[int, int, _Run]]) -> bool:
    """Is it part of a longer name? "Private fostering" is no fostering."""
    return any(
        first <= start and end <= last and last - first > end - start for first, last, _ in spans
    )
