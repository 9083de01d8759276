"""Who has to do it: the subject of the sentence, as printed."""

from __future__ import annotations

import re

_MODAL = re.compile(
    r"\b(?:must|should|shall|will|(?:is|are)\s+(?:required|expected|directed|due|to)\b"
    r"|needs?\s+to|intends?\s+to|plans?\s+to)(?P<passive>\s+(?:not\s+)?(?:to\s+)?be\s+\w+"
    r"|\s+take\s+place)?",
    re.I,
)
_ASKED = re.compile(
    r"\b(?:asks?|requires?|directs?|instructs?)\s+(?P<who>you|(?:the|all|its|our)\s+[^,.;]{3,60}?)\s+"
    r"to\s+\w",
    re.I,
)
_BEFORE = re.compile(r"^(?:.*\bthat\s+|.*[,;:–]\s*)+(?:(?:and|but|then|or)\s+)?", re.I | re.S)
_PRONOUNS = frozenset("it they this these those there he she such not no".split())
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
        if words and words[0] in _RELATIVES:
            continue  # what stands in a relative clause is said of somebody else
        fits = 0 < len(words) <= _LONGEST and words[0] not in _PRONOUNS and not modal["passive"]
        return subject if fits else ""
    return ""


def _subject(before: str) -> str:
    """The noun phrase before a verb: after «that», a comma or the sentence's start."""
    before = _HAVE.sub("", re.sub(r"\s+(?:and|but)$", "", before.strip()))
    return _BEFORE.sub("", before).strip(" ,’'\"“”‘")
