"""What a finding asks for, part by part, and which parts an action answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.link.groups import groups_of
from pipeline.link.score import (
    FITTED,
    Coefficients,
    Side,
    features,
    telling_terms,
    weigh,
)
from pipeline.link.text import Passage, contained, meaning, rarity
from pipeline.link.trade import spoken

ANSWERED = -2.0
"""Log-odds, as of a pair by itself, from which an action answers a part of a finding."""
WHOLE = 0.3
"""How much of a finding with one part an action must say (by rarity) to answer it in full."""
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
_SENTENCE = re.compile(r"(?<=[\w)’'])\.\s+(?=[A-Z])")
"""Where a further sentence begins: it says more of what the first asks for ("This includes …")."""
_OPENING = re.compile(
    r"\A\s*(?:(?:(?:local |health |senior )?leaders?|local area partnership leaders|"
    r"the (?:local )?(?:area )?(?:partnership|authority|council))\b"
    r"[^.:;]{0,90}?\b(?:should|must|needs? to)\s+"
    r"(?:(?:act|work|continue|significantly|urgently|further|together|collaboratively|at pace|"
    r"with urgency|to)\s+)*)?"
    r"(?:(?:improve|strengthen|ensure|make sure|reduce|increase|address|"
    r"work with partners to ensure)\b(?:\s+(?:that|the))?\s+)?",
    re.IGNORECASE,
)
"""Who is to do it, and "improve" or "ensure": not what is asked for."""
_ENDING = r"(?:ive|al|ly|ble|ful|ent|ant|ic|ous|ed)"
_HOW = (
    r"(?:quality|timeliness|consistency|impact|effectiveness|availability|provision|frequency|"
    r"range|regularity|accuracy|pace|speed|urgency|robustness|process|suitability|development|"
    r"embedding)"
)
_ONE_THING = re.compile(
    rf"\b(?:{_HOW},? )?{_HOW},? (?:and|or) (?:the )?{_HOW}\b"
    r"|\beducation,? health,? and (?:social )?care\b|\bspeech,? (?:and )?language\b"
    r"|\beducation,? (?:training|employment),? (?:and|or) (?:training|employment)\b"
    r"|\b(?:needs and(?:/or)? disabilit\w+|family and friends|friends (?:and|or) family|"
    r"bed and breakfast|"
    r"drift and delay|social,? emotional and mental|wishes and feelings|skills and knowledge|"
    r"knowledge and skills|governance and scrutiny|health and well-?being|"
    r"training and (?:development|employment))\b"
    r"|\b(?:children|parents|child|carers|families|16-?|boys) (?:and|or) "
    r"(?:young (?:people|person)|carers|families|17|girls)\b"
    r"|\b\w+ and (?:other )?(?:practitioners|professionals|staff|leaders|partners|agencies)\b"
    rf"|\b\w+{_ENDING} and \w+{_ENDING}\b(?=\s+\w)",
    re.IGNORECASE,
)
"""Pairs that one thing is called by: "children and young people", "regular and reflective".

Nor do those who are to do it make two things of it: "officers and practitioners"."""
_QUALITY = re.compile(r"[\w-]+(?:ive|ful|ous|able|ed)\W*", re.IGNORECASE)
"""One word that says how something is to be ("reflective"), not what."""
_TWO_OF_ONE = re.compile(
    r"\b(initial|annual|interim|internal|short-term|older) and ([\w-]+) (\w+(?: \w+)?)",
    re.IGNORECASE,
)
"""Two sorts of one thing: "initial and review health assessments"."""
_FOR_BOTH = re.compile(
    r"((?:[\w’'-]+ ){1,4}(?:of|to|for)),? and (?:the )?"
    r"((?:[\w’'-]+ ){1,3}(?:of|to|for)),? ([^;:]+)",
    re.IGNORECASE,
)
"""Two things for the same: "the assessment of, and support for, relatives who care"."""
_USE = re.compile(
    r"\A(?:the )?(?:use|learning)\b (?:that )?(?:is made )?(?:of|from) (?:the )?"
    r"(?:what|findings|data|information|intelligence|learning|it|them|these|audits?)\b",
    re.IGNORECASE,
)
"""What is to be made of the thing before, which is a matter of its own."""


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


def parts_of(text: str, whole: Side | None = None) -> tuple[Part, ...]:
    """The things that a finding asks for; a purpose ("so that …") is none.

    `whole`: the finding, whose priority areas and trade terms count for each part.

    >>> [part.text for part in parts_of("Life-story work, and matching with foster carers.")]
    ['Life-story work', 'matching with foster carers.']
    >>> len(parts_of("Timely and effective supervision of children and young people’s cases."))
    1
    """
    found = [_part(piece, whole) for piece in _pieces(text)]
    # What names no matter belongs to the words around it.
    named = [
        part
        for part in found
        if (_names_a_matter(part.text, part.side.words) and not _QUALITY.fullmatch(part.text))
        or _USE.match(part.text)
    ]
    return tuple(named[:MOST_PARTS]) or (_part(text, whole),)


def answer(parts: Sequence[Part], action: Side, model: Coefficients = FITTED) -> Answer:
    """What of the parts of a finding an action answers."""
    must = [part for part in parts if part.telling] if len(parts) > 1 else []
    if not must:
        whole = all(contained(part.side.words, action.full) >= WHOLE for part in parts)
        return Answer(parts=1, answers=(0,), whole=whole, open_parts=())
    reached = [_is_answered(part, action, model) for part in must]
    return Answer(
        parts=len(must),
        answers=tuple(place for place, yes in enumerate(reached) if yes),
        whole=all(reached),
        open_parts=tuple(part.text for part, yes in zip(must, reached, strict=True) if not yes),
    )


def _is_answered(part: Part, action: Side, model: Coefficients) -> bool:
    return weigh(features(part.side, action, 0.0), model) >= ANSWERED


def _pieces(text: str) -> Iterator[str]:
    for line in _LEAD_IN.sub("", text).split("\n"):
        sentence = _SENTENCE.split(line, maxsplit=1)[0]
        asked = _OPENING.sub("", sentence, count=1)
        kept = _PURPOSE.sub("", asked)
        if not _names_a_matter(kept, Passage.of((kept, 1.0))):
            kept = asked  # "Leaders should continue to improve …": no purpose, but what is asked
        kept = _TWO_OF_ONE.sub(r"\1 \3 and \2 \3", kept)
        kept = _FOR_BOTH.sub(_for_each, kept)
        kept = _ONE_THING.sub(lambda pair: _joined(pair.group()), kept)
        for piece in _BETWEEN.split(kept):
            yield piece.replace("\0", " ").replace("\1", ",").strip()


def _for_each(both: re.Match[str]) -> str:
    first, second, whom = both.groups()
    return (
        both.group() if " and " in first else f"{first} {_joined(whom)}; {second} {_joined(whom)}"
    )


def _joined(text: str) -> str:
    return text.replace(" ", "\0").replace(",", "\1")


def _part(text: str, whole: Side | None) -> Part:
    words = Passage.of((text, 1.0))
    groups = groups_of(text)
    terms = telling_terms(words)
    named = spoken(text)
    telling = bool(
        terms or groups - _GENERAL or _said(words) >= SAYING or named.matters or _USE.match(text),
    )
    side = Side(
        words=words,
        full=words,
        meaning=meaning(text),
        areas=whole.areas if whole else {},
        groups=groups,
        text=text,
        telling=whole.telling if whole else terms,
        spoken=named,
        about=named.areas.union(whole.areas if whole else ()),
    )
    return Part(text, side, telling)


def _names_a_matter(text: str, words: Passage) -> bool:
    return (
        any(term[0] == "=" for term in words.weights)
        or _said(words) >= SAYING
        or bool(spoken(text).matters)
    )


def _said(words: Passage) -> float:
    return sum(rarity(term) for term in words.weights if term[0] != "=" and " " not in term)
