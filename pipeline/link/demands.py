"""What a finding demands besides its subject, and whether an action speaks of it at all.

The same subject is not the same matter: who asks that orders be made sooner is not answered by
more support after the order, who asks to hear children not by a survey of parents.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SOON = re.compile(
    r"^\W*(?:\w+\W+){0,6}?(?:timel\w*|pace|delay\w*|prompt\w*|waiting)\b", re.IGNORECASE
)
_TIME = re.compile(
    r"\b(?:within|days?|weeks?|weekly|daily|same day|hours?|waits?|waiting|overdue|backlog|"
    r"tim(?:e|ely|eliness)|deadlines?|dates?|faster|quick\w*|prompt\w*|monthly|timescales?|delays?|"
    r"drift|track\w*|pace|at once|early|earlier|sooner|late)\b",
    re.IGNORECASE,
)
_HEARD = re.compile(
    r"\b(?:voices?|views|wishes|listen\w*|co-?produc\w*|participat\w*|involve\w*|engage\w*|consult\w*)\b",
    re.IGNORECASE,
)
_CHILDREN = re.compile(r"\b(?:child|children|young p\w+|pupils?|youth)\b", re.IGNORECASE)
_PARENTS = re.compile(r"\b(?:parents?|carers?|famil\w+)\b", re.IGNORECASE)


@lru_cache(maxsize=50_000)
def asks_for_time(finding: str) -> bool:
    """Is it first of all about how soon things are done?

    >>> asks_for_time("Timely progress in making orders"), asks_for_time("Plans that are timely")
    (True, True)
    >>> asks_for_time("The quality of plans and of the support that follows them, without delay")
    False
    """
    return bool(_SOON.search(finding))


@lru_cache(maxsize=50_000)
def speaks_of_time(action: str) -> bool:
    """Does it say when, how soon or how often, or that something is tracked?"""
    return bool(_TIME.search(action))


@lru_cache(maxsize=50_000)
def asks_to_hear_children(finding: str) -> bool:
    """Is it about what children say, and not their parents?

    >>> asks_to_hear_children("The use made of children’s views"), asks_to_hear_children("Plans")
    (True, False)
    """
    heard = _HEARD.search(finding) and _CHILDREN.search(finding)
    return bool(heard) and not _PARENTS.search(finding)


@lru_cache(maxsize=50_000)
def is_for_parents(action: str) -> bool:
    """Does it name parents, carers or families, and no children?"""
    return bool(_PARENTS.search(action)) and not _CHILDREN.search(action)
