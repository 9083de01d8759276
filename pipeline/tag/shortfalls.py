"""Plain words of shortfall: what states one is no strength, though a model may take it for one."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


_NO_SHORTFALL = _any(
    r"not only",
    r"no (?:\w+ ){0,3}(?:delays?|drift|concerns?|gaps?|children (?:wait|were)|one)",
    r"not (?:delayed|drift|wait\w*|hesitate|tolerat\w*)",
    r"(?:does|do|did|would|will) not (?:drift|wait|experience|delay|have to wait|need)",
    r"without (?:\w+ )?(?:delay|drift)",
    r"whether or not|not always necessary",
    r"(?:when|if) (?:\w+ ){0,4}(?:not|cannot)",
    r"who (?:\w+ ){0,2}(?:do|does|are|is|have|has) not|who (?:\w+ ){0,2}cannot",
    r"(?:avoid|reduc)\w* (?:\w+ ){0,3}(?:delays?|drift|caseloads?)",
)
"""Denials and conditions that hold words of shortfall and state none."""
_SHORTFALL = _any(
    r"inadequate(?:ly)?|fail(?:s|ed|ing|ures?)?|poor(?:ly)?|weak(?:ly|er|ness|nesses)?",
    r"insufficient(?:ly)?|lack(?:s|ed|ing)?|inconsisten\w+|shortcomings?|shortfalls?|deficien\w+",
    r"too (?:few|many|long|late|often|much|little|slow\w*|high|low|variable)",
    r"drift|delays?|delayed|overdue|unallocated|backlogs?|turnover|vacanc\w+",
    r"(?:is|are|was|were|has|have|had|do|does|did) not",
    r"not (?:yet|always|all|every|enough|consistently|sufficiently|well|clear)|no longer|never",
    r"only (?:\d+|a (?:third|quarter|half|few|small)|half)|(?:fewer|longer) than",
    r"less than (?:half|\d+)",
    r"(?:still|remains?) (?:\w+ )?(?:high|low|fragile|early)|yet to|variable|uneven|slow|slower",
    r"declin\w+|deteriorat\w+|wors\w+|unclear|under-?developed|limited|absence of",
    r"rarely|seldom|little (?:evidence|impact)|few (?:children|plans|records|assessments|files)",
)
"""States a shortfall where nothing beside it praises."""
_PLAIN = _any(
    r"(?:more|further|some|much) (?:work|improvement|action) (?:\w+ ){0,2}"
    r"(?:needed|required|necessary|to do)|more to do",
    r"(?:require|need)s? (?:\w+ )?"
    r"(?:improvement|improving|to (?:improve|be improved|be strengthened))",
    r"(?:is|are|was|were) not (?:\w+ )?"
    r"(?:sufficient\w*|effective\w*|good|robust\w*|consistent\w*|clear|well|always|yet|enough"
    r"|routinely)",
    r"there (?:is|was|are|were) (?:no|little|limited|insufficient) (?:culture|evidence|clear"
    r"|consistent|system\w*|annual|regular|effective|routine|formal|strategic|impact|oversight"
    r"|plan)",
    r"difficult for|at an early stage|not (?:yet|always|consistently|sufficiently)",
    r"too (?:few|many|long|late|often|slow\w*|high|variable)",
)
"""States a shortfall, whatever stands beside it."""
_PRAISE = _any(
    r"good|strong\w*|effective\w*|well|improv\w+|better|thorough\w*|robust\w*|prompt\w*|timely",
    r"positive\w*|excellent|benefit\w*|skilled|valu\w+|quick\w*|clear(?:ly)?|regular(?:ly)?",
    r"confident|appropriate\w*|sensitive\w*|helpful",
)
_TURN = _any("but|although|though|however|despite|while|whilst|nevertheless|yet")
_NEXT = re.compile(r"[a-z)] [A-Z]")
"""Between two clauses of which the second begins a sentence."""


def doubted(words: str) -> str:
    """The stance of words that a model takes for a strength.

    >>> doubted("Supervision is regular and valued")
    'strength'
    >>> doubted("Visits to children are overdue")
    'concern'
    >>> doubted("Plans are clear but assessments are not yet thorough")
    'mixed'
    >>> doubted("Children do not wait for help")
    'strength'
    """
    words = _NO_SHORTFALL.sub(" ", words)
    plain = _PLAIN.search(words)
    if plain:
        before = words[: plain.start()]
        praised = _PRAISE.search(before) and _NEXT.search(before)
        return "mixed" if _TURN.search(words) or praised else "concern"
    return "concern" if _SHORTFALL.search(words) and not _PRAISE.search(words) else "strength"
