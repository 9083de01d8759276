"""What a finding asks for, part by part, and which parts an action speaks to."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.link.groups import groups_of
from pipeline.link.text import Passage, contained, rarity

SPOKEN = 0.1
"""How much of a part (by the rarity of its words) an action must say to speak to it."""
WHOLE = 0.3
"""How much of each part it must say to answer the finding alone."""
TELLING = 0.3
"""Rarity from which a concept makes a part of its own that must not go unanswered."""
MOST_PARTS = 6
_GENERAL = frozenset(("social workers", "managers", "councillors"))
_PURPOSE = re.compile(
    r",?\s+(?:so that|so as to|in order to|to (?:ensure|make sure|drive|help|inform|improve|enable|"
    r"address|avoid|prevent|keep|protect)|and the extent to which|this support should)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(
    r"[;\n]|:(?=\s)|,?\s+(?:including|in particular|particularly|especially|such as|as well as)\s+"
    r"|,\s+(?:and\s+)?|\s+and\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a finding asks for: its words, and whom they name.

    `telling`: it names a matter of its own, so that without an answer to it the finding is at
    most partly answered.
    """

    text: str
    words: Passage
    groups: frozenset[str]
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


def parts_of(text: str) -> tuple[Part, ...]:
    """The things that a finding asks for; a purpose ("so that …") is none.

    >>> [part.text for part in parts_of("Life-story work, and matching with foster carers.")]
    ['Life-story work', 'matching with foster carers.']
    """
    found = [_part(piece.strip()) for piece in _BETWEEN.split(_PURPOSE.sub("", text) or text)]
    # What names no matter belongs to the words around it.
    named = [part for part in found if any(term[0] == "=" for term in part.words.weights)]
    return tuple(named[:MOST_PARTS]) or (_part(text),)


def _part(text: str) -> Part:
    words = Passage.of((text, 1.0))
    groups = groups_of(text)
    concepts = [rarity(term) for term in words.weights if term[0] == "="]
    telling = max(concepts, default=0.0) >= TELLING or bool(groups - _GENERAL)
    return Part(text, words, groups, telling)


def answer(parts: Collection[Part], action: Passage, groups: frozenset[str]) -> Answer:
    """What of the parts of a finding an action answers."""
    said = [contained(part.words, action) for part in parts]
    touched = [
        amount >= SPOKEN or bool(part.groups & groups)
        for part, amount in zip(parts, said, strict=True)
    ]
    must = [place for place, part in enumerate(parts) if part.telling and len(parts) > 1]
    spoken = [touched[place] for place in must]
    return Answer(
        parts=len(must) or 1,
        answers=tuple(n for n, yes in enumerate(spoken) if yes) if must else (0,),
        whole=all(amount >= WHOLE for amount in said),
        open_parts=tuple(
            part.text for part, yes in zip(parts, touched, strict=True) if part.telling and not yes
        )
        if must
        else (),
    )
