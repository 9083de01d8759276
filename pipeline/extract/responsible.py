"""Who has to do it: the subject of the sentence, as printed."""

from __future__ import annotations

import re

_MODAL = re.compile(
    r"\b(?:must|should|shall|will|(?:is|are)\s+(?:required|expected|directed|due|to)\b"
    r"|needs?\s+to|intends?\s+to|(?<!action\s)(?<!improvement\s)plans\s+to)(?P<passive>\s+(?:not\s+)?(?:to\s+)?be\s+\w+"
    r"|\s+take\s+place)?",
    re.I,
)
_ASKED = re.compile(
    r"\b(?:asks?|requires?|directs?|instructs?)\s+(?P<who>you|(?:the|all|its|our)\s+[^,.;]{3,60}?)\s+"
    r"to\s+\w",
    re.I,
)
_BEFORE = re.compile(r"^.*(?:\bthat\s+|[,;:–]\s*)(?:(?:and|but|then|or)\s+)?", re.I | re.S)
_BEGINS = re.compile(
    r"(?!(?:It|They|This|These|Those|That|There|He|She|Such|No|Not|As|With|In|On|For)\b)"
    r"(?:[A-Z0-9]|(?:the|an?|all|each|every|their|its|our|we|you)\b)"
)
"""How the name of somebody begins."""
_RELATIVES = frozenset(("which", "who", "where", "whose"))
_HAVE = re.compile(r"\s+(?:has|have|had|was|were)\s.*$", re.S)
_LONGEST = 12


def who(sentence: str, at: int) -> str:
    """The words that name who has to do what is due at place `at`; '' where none do.

    >>> who("By 29 May 2024, the Council must submit a plan.", 0)
    'the Council'
    >>> who("The plan will be corrected in October.", 27)
    ''
    """
    asked = [match for match in _ASKED.finditer(sentence) if match.start() < at or at == 0]
    modals = list(_MODAL.finditer(sentence))
    before = [match for match in modals if match.start() < at]
    if asked and (not before or asked[-1].start() > before[-1].start()):
        return asked[-1]["who"].strip()
    for modal in [*reversed(before), *(modals if not before else ())]:
        subject = _subject(sentence[: modal.start()])
        words = subject.casefold().split()
        if _RELATIVES.intersection(words):
            continue  # what stands in a relative clause is said of somebody else
        fits = 0 < len(words) <= _LONGEST and not modal["passive"]
        return subject if fits and _BEGINS.match(subject) else ""
    return ""


def _subject(before: str) -> str:
    """The noun phrase before a verb: after «that», a comma or the sentence's start."""
    before = _HAVE.sub("", re.sub(r"\s+(?:and|but)$", "", before.strip()))
    return _BEFORE.sub("", before).strip(" ,’'\"“”‘")
