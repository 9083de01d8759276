"""Whom a passage is about: groups of children and young people, of carers, of staff.

Two passages that each name groups of one sort, and none in common, speak of different people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_GROUPS = {
    # children and young people
    "children in care": r"in care(?! leaver)|looked[- ]after|\bCLA\b|\bLAC\b|come into care|"
    r"placed for adoption",
    "care leavers": r"care leavers?|leaving care|care[- ]experienced|former relevant|"
    r"personal advis[eo]rs?|left care|pathway plans?|leave care|move on from care",
    "disabled children": r"disab(?:led|ilit)",
    "children with SEND": r"\bSEND\b|\bSEN\b|special educational needs|\bEHCP?s?\b|annual reviews?",
    "unaccompanied children": r"unaccompanied|\bUASC\b|asylum",
    "homeless 16- and 17-year-olds": r"homeless 16|16[- ]?(?:and|or|/)[- ]?17|16- (?:and|or) 17|"
    r"homeless (?:young|child|teen|16|17)|youth homeless|young people who are homeless",
    "privately fostered children": r"private(?:ly)? foster|private arrangement",
    "missing children": r"(?:go|goes|going|went|gone) missing|missing (?:from (?:home|care)|"
    r"episode|child)|return (?:home )?(?:interview|conversation)|runaway|\bRHIs?\b",
    "children at risk of exploitation": r"exploit|county lines|gangs?\b|groomed",
    "children in need": r"child(?:ren)? in need(?! of)|\bCIN\b|section 17",
    "children in need of protection": r"child protection|section 47|core groups?|strategy "
    r"(?:meeting|discussion)|in need of (?:help and )?protection",
    "children educated at home or missing education": r"home[- ]educat|educated at home|"
    r"missing (?:from )?education|elective|\bEHE\b|\bCME\b|reduced timetable|taught at home",
    "young carers": r"young carer",
    "unborn babies": r"unborn|pre-?birth",
    "under fives": r"early years|nurser(?:y|ies)|pre-school|childminder",
    "children living with domestic abuse": r"domestic (?:abuse|violence)",
    # carers
    "foster carers": r"foster carers?|fostering|foster (?:households?|famil)",
    "connected carers": r"connected (?:carer|person)|kinship|family and friends|special guardian",
    "adopters": r"\badopt(?:er|ion|ive)",
    # staff
    "managers": r"(?:team|front[- ]?line|first[- ]line|middle|service|senior|practice) managers?|"
    r"managers?[’']|heads? of service|management oversight",
    "social workers": r"social workers?[’']?|practitioners?|caseloads?",
    "independent reviewing officers": r"review(?:ing)? officers?|\bI[CR]?ROs?\b|\bICROs?\b|"
    r"conference chairs?",
    "councillors": r"councillors?|elected members?|lead member|scrutiny (?:member|committee)|"
    r"corporate parent",
    # no children or staff of children's services
    "adults": r"adult social care|rough sleep|single adults|adults? over|older people|"
    r"adult (?:autism|safeguarding|learning)|homeless(?:ness)? (?:among|of|for) adults|"
    r"for adults|street homeless",
    "all council staff": r"all (?:council )?(?:staff|employees)|whole[- ]council|council staff|"
    r"corporate (?:staff|contact|workforce)",
    "the public": r"residents|the public\b|council tax|library|libraries|tourism",
}
_SORTS = {
    "children": (
        "children in care", "care leavers", "disabled children", "unaccompanied children",
        "homeless 16- and 17-year-olds", "privately fostered children", "missing children",
        "children educated at home or missing education", "young carers", "unborn babies",
        "under fives", "adults", "all council staff", "the public", "children in need",
        "children in need of protection", "children at risk of exploitation",
        "children with SEND", "children living with domestic abuse",
    ),
    "carers": ("foster carers", "connected carers", "adopters"),
}  # fmt: skip
# Staff part nobody: who does a thing and for whom it is done are told by the same words.
OUTSIDE = frozenset(("adults", "all council staff", "the public"))
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _GROUPS.items()}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The groups that two passages share, and those by which they differ."""

    shared: tuple[str, ...]
    conflict: tuple[tuple[str, str], ...]

    @property
    def value(self) -> float:
        """1 for the same group, -1 for different ones, else 0."""
        return 1.0 if self.shared else -1.0 if self.conflict else 0.0


@lru_cache(maxsize=50_000)
def groups_of(text: str) -> frozenset[str]:
    """The groups that `text` names.

    >>> sorted(groups_of("Visits to care leavers by personal advisers"))
    ['care leavers']
    >>> sorted(groups_of("Care of the building"))
    []
    """
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(text))


@lru_cache(maxsize=50_000)
def compare(one: frozenset[str], other: frozenset[str]) -> Comparison:
    """How two sets of groups agree. Where only one side names a group, that parts nobody."""
    shared = tuple(sorted(one & other))
    conflict: list[tuple[str, str]] = []
    for names in _SORTS.values():
        mine, theirs = sorted(one.intersection(names)), sorted(other.intersection(names))
        if mine and theirs and not set(mine) & set(theirs):
            conflict.append((mine[0], theirs[0]))
    outside = sorted(other & OUTSIDE - one)
    if outside and not conflict:
        conflict.append(("children’s services", outside[0]))
    return Comparison(shared, tuple(conflict))
