"""What a finding asks for, part by part, and which parts an action answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.link.groups import groups_of
from pipeline.link.score import FITTED, Coefficients, Side, features, weigh
from pipeline.link.text import Passage, contained, meaning, rarity

ANSWERED = -1.5
"""Log-odds, as of a pair by itself, from which an action answers a part of a finding."""
WHOLE = 0.3
"""How much of a finding with one part an action must say (by rarity) to answer it in full."""
TELLING = 0.3
"""Rarity from which a concept makes a part of its own that must not go unanswered."""
SAYING = 1.6
"""How much (by rarity of its words) a piece must say to be a part where it names no concept."""
MOST_PARTS = 6
_GENERAL = frozenset(("social workers", "managers", "councillors"))
_PURPOSE = re.compile(
    r",?\s+(?:so that|so as to|in order to|to (?:ensure|make sure|drive|help|inform|improve|enable|"
    r"address|avoid|prevent|keep|protect)|and the extent to which|this support should)\b.*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r";|:(?=\s)|,?\s+(?:including|in particular|particularly|especially|such as|as well as)\s+"
    r"|,\s+(?:and\s+)?|\s+and\s+",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(r"\A[^:\n]*:\s*\n(?=.*\w)")
"""What stands before a list ("Leaders should improve:") asks for nothing itself."""
_ENDING = r"(?:ive|al|ly|ble|ful|ent|ant|ic|ous|ed)"
_ONE_THING = re.compile(
    r"\b(?:children|parents|child|carers|families|16-?|boys) (?:and|or) "
    r"(?:young (?:people|person)|carers|families|17|girls)\b"
    r"|\b(?:quality|timeliness|consistency|impact) and "
    r"(?:quality|impact|effectiveness|timeliness|consistency)\b"
    r"|\b\w+ and (?:other )?(?:practitioners|professionals|staff|leaders|partners|agencies)\b"
    rf"|\b\w+{_ENDING} and \w+{_ENDING}\b(?=\s+\w)",
    re.IGNORECASE,
)
"""Pairs that one thing is called by: "children and young people", "regular and reflective".

Nor do those who are to do it make two things of it: "officers and practitioners"."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a finding asks for, made ready for comparison.

    `telling`: it names a matter of its own, so that without an answer to it the finding is at
    most partly answered.
    """

    text: str
    side: Side
    telling: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """How many parts must be answered, which of them an action answers, and whether it does all.

    Parts are counted from 0. Several actions together answer a finding when each part is answered
    by one of them.
    """

    parts: int
    answers: tuple[int, ...]
    whole: bool
    open_parts: tuple[str, ...]


def parts_of(text: str, areas: Mapping[str, float] | None = None) -> tuple[Part, ...]:
    """The things that a finding asks for; a purpose ("so that …") is none.

    `areas`: the priority areas of the finding, which count for each part.

    >>> [part.text for part in parts_of("Life-story work, and matching with foster carers.")]
    ['Life-story work', 'matching with foster carers.']
    >>> len(parts_of("Timely and effective supervision of children and young people’s cases."))
    1
    """
    found = [_part(piece, areas or {}) for piece in _pieces(text)]
    # What names no matter belongs to the words around it.
    named = [part for part in found if _names_a_matter(part.side.words)]
    return tuple(named[:MOST_PARTS]) or (_part(text, areas or {}),)


def answer(parts: Sequence[Part], action: Side, model: Coefficients = FITTED) -> Answer:
    """What of the parts of a finding an action answers."""
    must = [part for part in parts if part.telling] if len(parts) > 1 else []
    if not must:
        whole = all(contained(part.side.words, action.full) >= WHOLE for part in parts)
        return Answer(parts=1, answers=(0,), whole=whole, open_parts=())
    reached = [weigh(features(part.side, action, 0.0), model) >= ANSWERED for part in must]
    return Answer(
        parts=len(must),
        answers=tuple(place for place, yes in enumerate(reached) if yes),
        whole=all(reached),
        open_parts=tuple(part.text for part, yes in zip(must, reached, strict=True) if not yes),
    )


def _pieces(text: str) -> Iterator[str]:
    for line in _LEAD_IN.sub("", text).split("\n"):
        kept = _PURPOSE.sub("", line)
        if not _names_a_matter(Passage.of((kept, 1.0))):
            kept = line  # "Leaders should continue to improve …": no purpose, but what is asked
        kept = _ONE_THING.sub(lambda pair: pair.group().replace(" ", "\0"), kept)
        for piece in _BETWEEN.split(kept):
            yield piece.replace("\0", " ").strip()


def _part(text: str, areas: Mapping[str, float]) -> Part:
    words = Passage.of((text, 1.0))
    groups = groups_of(text)
    concepts = [rarity(term) for term in words.weights if term[0] == "="]
    telling = (
        max(concepts, default=0.0) >= TELLING or bool(groups - _GENERAL) or _said(words) >= SAYING
    )
    return Part(text, Side(words, words, meaning(text), areas, groups, text), telling)


def _names_a_matter(words: Passage) -> bool:
    return any(term[0] == "=" for term in words.weights) or _said(words) >= SAYING


def _said(words: Passage) -> float:
    return sum(rarity(term) for term in words.weights if term[0] != "=" and " " not in term)
