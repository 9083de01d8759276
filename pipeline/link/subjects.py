"""What a passage is about, finer than its areas: the subjects of subjects.yaml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from pipeline.errors import UsageError
from pipeline.link.text import stem, tokens

SHIPPED = Path(__file__).with_name("subjects.yaml")
_WIDEST_GAP = 3
_SHORTEST_IES = 4
"""Of a longer word "ies" is the plural of "y"."""
_GAP = "..."


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject. `topic`: a service, duty or group; else an aspect of the work for any of them.

    `context`: a group or setting that is mostly named as such, not as what is weak. `precise`: one
    service, document or duty, so that who names it means the same thing.
    """

    subject_id: str
    area_id: str
    topic: bool
    part_of: str
    context: bool
    precise: bool
    say: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A subject in a text: its words from `start` up to, not including, `end`."""

    start: int
    end: int
    subject_id: str


def words(text: str) -> list[str]:
    """The stems of the words of `text`, in order; marks are left out."""
    return [word_stem(word) for word in tokens(text)]


def word_stem(word: str) -> str:
    """The stem of a word; of "referrals" that of "referral".

    >>> word_stem("referrals") == word_stem("referral"), word_stem("initiatives")
    (True, 'initiat')
    >>> word_stem("tenancies") == word_stem("tenancy")
    True
    """
    if word.endswith("ies") and len(word) > _SHORTEST_IES:
        return stem(f"{word[:-3]}y")
    return stem(word[:-1] if word.endswith(("als", "ives")) else word)


class Subjects:
    """Finds subjects in a text by their wordings, the longest of those that overlap."""

    def __init__(self, subjects: Iterable[Subject], none: Iterable[str] = ()) -> None:
        self.by_id = {subject.subject_id: subject for subject in subjects}
        self._by_first: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for subject in self.by_id.values():
            self._add(subject.say, subject.subject_id)
        self._add(none, "")

    def _add(self, wordings: Iterable[str], subject_id: str) -> None:
        for wording in wordings:
            for stems in _variants(wording):
                entry = (stems, subject_id)
                if entry not in self._by_first[stems[0]]:
                    self._by_first[stems[0]].append(entry)

    def find(self, stems: Sequence[str]) -> list[Mention]:
        """The mentions in a text given as its stems, in order; what a longer one covers is left."""
        found: list[Mention] = []
        for start, first in enumerate(stems):
            for wording, subject_id in self._by_first.get(first, ()):
                end = _end(wording, stems, start)
                if end:
                    found.append(Mention(start, end, subject_id))
        return [one for one in found if one.subject_id and not _covered(one, found)]


def _covered(one: Mention, found: Iterable[Mention]) -> bool:
    """Does a longer mention cover this one?"""
    return any(
        other.start <= one.start
        and one.end <= other.end
        and other.end - other.start > one.end - one.start
        for other in found
    )


def _end(wording: Sequence[str], stems: Sequence[str], start: int) -> int:
    """Where the wording that begins at `start` ends; 0 where it does not stand there."""
    at = start
    gap = 0
    for part in wording:
        if part == _GAP:
            gap = _WIDEST_GAP
            continue
        last = min(at + gap, len(stems) - 1)
        while at <= last and stems[at] != part:
            at += 1
        if at > last:
            return 0
        at, gap = at + 1, 0
    return at


def _variants(wording: str) -> list[tuple[str, ...]]:
    """All choices of a wording, as stems."""
    made: list[tuple[str, ...]] = [()]
    for word in wording.split():
        if word == _GAP:
            made = [(*one, _GAP) for one in made]
        else:
            made = [(*one, *words(choice)) for one in made for choice in word.split("/")]
    return made


@cache
def read_subjects(path: Path = SHIPPED) -> Subjects:
    """The subjects of a file. UsageError where it is none."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        subjects = [
            Subject(
                subject_id=str(entry["id"]),
                area_id=str(entry["area"]),
                topic=level == "topics",
                part_of=str(entry.get("part_of", "")),
                context=bool(entry.get("context", False)),
                precise=bool(entry.get("precise", False)),
                say=tuple(map(str, entry["say"])),
            )
            for level in ("topics", "aspects")
            for entry in content[level]
        ]
        return Subjects(subjects, content["none"])
    except (yaml.YAMLError, KeyError, TypeError, OSError) as error:
        raise UsageError(f"{path} is no list of subjects: {error!r}; correct it") from error
