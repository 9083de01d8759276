"""What is said to be wrong: the kinds of failing that a clause names, and whether it is a concern.

Kinds: `late`, `unseen` (not overseen), `unrecorded`, `unused`, `unknown` (not known to people) and
`poor`, which stands for "not done", "not enough" and "poor" alike: where the subject is a service
to a child the rules take them for one.
"""

from __future__ import annotations

import re

KINDS = ("poor", "late", "unseen", "unrecorded", "unused", "unknown")

_NAMES = {
    "late": r"timel|delay|\blate\b|\blater\b|slow|too long|\bwait|overdue|prompt|quick|\bpace\b|"
    r"urgen|drift|timescale|backlog|earlier|right time|\blength of time|swift|20 working days",
    "unseen": r"oversight|oversee|monitor|track|\bgrip\b|scrutin|supervis|audit|quality assur|"
    r"management|managers|governance|challenge",
    "unrecorded": r"record|document|written|case file|rationale",
    "unused": r"\buse\b|\bused\b|\busing\b|utilis|analys|inform(?:s|ed)? (?:plan|decision|practice)",
    "unknown": r"aware|knowledge|understand|\bknow\b|known|communicat|explain|well.informed",
    "poor": r"quality|effectiv|consisten|variab|\bweak|\bpoor|robust|response|respond|support|"
    r"provi|access|availab|sufficien|improve|complet|identif|inadequa|routine|stabil|lack|"
    r"strengthen|rigour|rigor|too (?:many|few)|not all|not always|develop|appropriate|"
    r"purposeful|absen|ensur|embed|limited|gaps?\b|reduc|increas|regular|frequen",
}
_KIND = {name: re.compile(pattern) for name, pattern in _NAMES.items()}

_HARMLESS = re.compile(
    r"not only|without (?:undue |unnecessary |any )?(?:delay|hesitation)|no (?:undue |unnecessary )?"
    r"(?:delay|drift)s?|no longer|(?:prevent|avoid|minimis|reduc)\w* (?:any |unnecessary |further )?"
    r"(?:drift|delay|risk|the risk|the need|wait)\w*|do(?:es)? not (?:have to )?(?:wait|experience)|"
    r"(?:there (?:were|are)|has|had|have) no (?:children|16|unallocated|young)|weak(?:er)? and strong|"
    r"when (?:it is )?not (?:safe|possible)|not (?:left|subject to)|if not\b|strengths and weak\w*|"
    r"strengths and difficult\w*|whether or not|no recommendations|wherever possible|limited number"
)
_CONCERN = re.compile(
    r"\bnot\b|n[’']t\b|\bno\b|\black|insufficien|inconsisten|variab|\bweak|\bpoor|\bdelay|\bdrift|"  # noqa: RUF001
    r"\btoo (?!soon to)|\blimited|inadequa|\bneeds? to\b|\bneed for\b|needs? (?:more|further|improv|"
    r"strength)|require(?:s|d)? (?:further |significant |more )?(?:improve|work|strength|develop)|"
    r"\bshould\b|under.?developed|\bslow|\blate\b|\bmissed\b|\bfail|ineffective|unclear|\bgaps?\b|"
    r"backlog|\bwait|shortfall|shortage|overdue|high (?:case|turn|vacan|number|level|workload)|"
    r"\bwithout\b|confus|absence|\bless (?!than)|further (?:work|improve)|more (?:needs|work|could|"
    r"to do|remains)|\byet\b|remains? (?:a |an )?(?:challeng|concern|area|high|issue)|\bmixed\b|"
    r"declin|deteriorat|hinder|hamper|imped|undermin|rarely|infrequent|irregular|incomplete|"
    r"out.?dated|out of date|unsuitable|unsafe|inappropriate|unable|\black|instability|"
    r"unacceptab|uneven|patchy|vague|compromis|concern(?:ing)?s? (?:about|that|re)|cause for concern|"
    r"\bstill\b|muddled|overly|compounded|\bonly\b|high rate|legacy|dilut|unmanage|excessive|"
    r"\bfew\b|although still|disappoint|overlook|neglected to|superficial|unnecessar|left (?:in|at)|"
    r"longer than|cannot|could be|challeng(?:es|ing) (?:in|for|remain)|ad hoc|reactive|optimis"
)
_SETTLED = re.compile(
    r"(?:at|in|during|by|from|since) (?:the|its|our) (?:last|previous)[^.;]{0,40}?"
    r"(?:inspection|visit|letter|review)|(?:last|previous) (?:inspection|visit)[^.;]{0,20}?"
    r"(?:identified|found|recommended|raised|noted|reported|highlighted)"
)
_PUT_RIGHT = re.compile(
    r"(?:has|have|had) (?:now |since |all |been |fully |also |successfully |already )*(?:addressed|"
    r"resolved|rectified|remedied|put right|eliminated|overcome|cleared)"
)
_STILL = re.compile(r"\bnot\b|\bsome of\b|\bpart(?:ly|ially)\b|\bbut\b|however|\bstill\b|\byet\b")


def kinds(clause: str) -> frozenset[str]:
    """The kinds of failing that a clause in small letters names, also as a request to do better.

    >>> sorted(kinds("the timeliness of initial health assessments"))
    ['late']
    >>> sorted(kinds("the quality of recording"))
    ['poor', 'unrecorded']
    """
    return frozenset(name for name, pattern in _KIND.items() if pattern.search(clause))


def is_concern(clause: str) -> bool:
    """Does a clause in small letters, of a passage that asks for nothing, tell of a weakness?

    >>> is_concern("supervision is not regular"), is_concern("children are seen without delay")
    (True, False)
    """
    return bool(_CONCERN.search(_HARMLESS.sub(" ", clause)))


def names_last_inspection(text: str) -> bool:
    """Do the inspectors themselves say that an earlier publication raised it?

    >>> names_last_inspection("Supervision, a weakness at the last inspection, is still irregular.")
    True
    """
    return bool(_SETTLED.search(text.lower()))


def put_right(clause: str) -> bool:
    """Does a clause in small letters say that the matter has been dealt with?

    >>> put_right("leaders have now addressed the backlog"), put_right("it has not been resolved")
    (True, False)
    """
    return bool(_PUT_RIGHT.search(clause)) and not _STILL.search(clause)
