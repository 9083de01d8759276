"""Which finding of another publication a council paper repeats: quoted, or summed up in its words.

Yes: «The timeliness of visits to children in need» for «The timeliness of visits to children in
need when their social worker changes». No: two passages on supervision that say different things.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.records import normalised

QUOTED = (0.9, 0.5)
SUMMED_UP = (0.6, 0.35)
"""The share of a passage's words, by weight, that its source must have, and the reverse.

The paper names the publication whose findings it sums up; what it does not name it must quote.
"""
_FEWEST = 4
_QUOTABLE = 2.5
"""The least weight of words that in one piece cannot have come together by chance."""
_NUMBER = re.compile(r"\b\d+\b")
_STEM = 6
_EVERYWHERE = frozenset(
    word[:_STEM]
    for word in (
        "children child young people social worker workers work care council local authority "
        "services service inspectors ofsted department letter report improvement family families "
        "quality practice need needs support including effective effectively"
    ).split()
)
_LIGHT = 0.35
_EMPTY = frozenset(
    (
        "a about after all also an and any are as at be been before being between both but by can "
        "could do does during each either few for from had has have how if in into is it its more "
        "most must no nor not of off on once one only or other our out over own same should so "
        "some such than that the their them then there these they this those through to too under "
        "until up was we were what when where whether which while who whom whose will with within "
        "would you your s t"
    ).split()
)


@dataclass(frozen=True)
class Passage:
    """A finding and the words it is compared by. `asks`: whether it asks for action."""

    finding_id: str
    publication_id: str
    date: str
    asks: bool
    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        """Stems of the words that say something."""
        return frozenset(
            word[:_STEM] for word in normalised(self.text).split() if word not in _EMPTY
        )

    @cached_property
    def weight(self) -> float:
        return _weight(self.words)

    @cached_property
    def plain(self) -> str:
        return f" {normalised(self.text)} "


def _weight(words: Iterable[str]) -> float:
    return sum(_LIGHT if word in _EVERYWHERE else 1.0 for word in sorted(words))


class Sources:
    """Passages that others may repeat, found by their words.

    What has too few of a passage's rare words is never compared with it: the answer is the same as
    if all were, for a fraction of the time.
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._with: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            for word in passage.words:
                self._with[word].append(passage)

    def near(self, passage: Passage) -> Iterator[Passage]:
        """Each passage that could have the least share of the words of `passage`, once."""
        missing = passage.weight * (1 - SUMMED_UP[0]) + 1e-9
        words = sorted(passage.words, key=lambda word: (len(self._with.get(word, ())), word))
        seen: set[int] = set()
        for word in words:
            for one in self._with.get(word, ()):
                if id(one) not in seen:
                    seen.add(id(one))
                    yield one
            # What has none of the words so far lacks more than a source may lack.
            missing -= _weight((word,))
            if missing < 0:
                return

    def source_of(
        self,
        passage: Passage,
        mentioned: Collection[str] = frozenset(),
        among: Collection[str] | None = None,
    ) -> str:
        """The finding_id that `passage` repeats; '' where none is surely repeated.

        Of several that fit, one in a publication that the paper mentions comes first, then the one
        that has most of the words, then one that asks for action, then the newest. `among`: the
        publications that come into question, None for all.
        """
        best: tuple[bool, float, bool, str, str] | None = None
        for source in self.near(passage):
            if among is not None and source.publication_id not in among:
                continue
            named = source.publication_id in mentioned
            share = _share(passage, source, named=named)
            if not share:
                continue
            rank = (named, round(share, 3), source.asks, source.date, source.finding_id)
            best = rank if best is None or rank > best else best
        return best[-1] if best else ""


def _share(passage: Passage, source: Passage, *, named: bool) -> float:
    """The share of the words of `passage` that `source` has, 0 where that is no repetition."""
    shared = passage.words & source.words
    if not shared or passage.weight < 2:
        return 0.0
    common = _weight(shared)
    share = common / passage.weight
    if common >= _QUOTABLE and passage.plain in source.plain:
        return 1.0
    if len(shared) < _FEWEST or common < _FEWEST - 1:
        return 0.0
    if set(_NUMBER.findall(passage.plain)) - set(_NUMBER.findall(source.plain)):
        return 0.0  # other figures are other facts
    enough, enough_back = SUMMED_UP if named else QUOTED
    return share if share >= enough and common / source.weight >= enough_back else 0.0
