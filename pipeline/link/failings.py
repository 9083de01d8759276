"""What is said to be wrong: the kinds of failing that a clause names, and whether it is a concern.

Kinds: `late`, `unseen` (not overseen), `unrecorded`, `unused`, `unknown` (not known to people) and
`poor`, which stands for "not done", "not enough" and "poor" alike: where the subject is a service
to a child the rules take them for one.
"""

from __future__ import annotations

import re

KINDS = ("poor", "late", "unseen", "unrecorded", "unused", "unknown")

_NAMES = {
    "late": (
        r"timel|delay|\blate\b|\blater\b|slow|too long|\bwait|overdue|prompt|quick|\bpace\b|"
        r"urgen|drift|timescale|backlog|earlier|right time|\blength of time|swift|"
        r"20 working days"
    ),
    "unseen": (
        r"oversight|oversee|overview|monitor|track|\bgrip\b|scrutin|managers|governance|"
        r"management (?:oversight|decision|grip|direction|of|and)|decision.making|well managed"
    ),
    "unrecorded": (r"record|document|written|case file|rationale"),
    "unused": (
        r"\buse\b|\bused\b|\busing\b|utilis|analys|inform(?:s|ed)? (?:plan|decision|practice)"
    ),
    "unknown": (r"aware|knowledge|understand|\bknow\b|known|communicat|explain|well.informed"),
    "poor": (
        r"quality|effectiv|consisten|variab|\bweak|\bpoor|robust|response|respond|support|provi|"
        r"access|availab|sufficien|improve|complet|identif|inadequa|routine|stabil|lack|"
        r"strengthen|rigour|rigor|too (?:many|few)|not all|not always|develop|appropriate|"
        r"purposeful|absen|ensur|embed|limited|gaps?\b|reduc|increas|regular|frequen"
    ),
}
_KIND = {name: re.compile(pattern) for name, pattern in _NAMES.items()}

_HARMLESS = re.compile(
    r"not only|not many|not just|not simply|very few|(?:has|have) not (?:prevented|affected)|"
    r"no (?:child|children|young people|care leavers)\b|not (?:hesitate|accept)|"
    r"plans (?:are|do|have) not reduc\w*|"
    r"without (?:undue |unnecessary |any )?(?:delay|hesitation)|"
    r"no (?:undue |unnecessary )?(?:delay|drift)s?|no longer|"
    r"(?:prevent|avoid|minimis|reduc)\w* (?:any |unnecessary |further )?(?:drift|delay|risk|"
    r"the risk|the need|wait)\w*|do(?:es)? not (?:have to )?(?:wait|experience)|"
    r"(?:there (?:were|are)|has|had|have) no (?:children|16|unallocated|young)|"
    r"weak(?:er)? and strong|when (?:it is )?not (?:safe|possible)|"
    r"not (?:been )?(?:left|subject to|widespread|serious)|"
    r"if not\b|strengths and weak\w*|strengths and difficult\w*|whether or not|"
    r"no recommendations|wherever possible|limited number"
)
_CONDITION = re.compile(
    r"\b(?:when|where|if|unless|until|should)\b (?:[\w’-]+ ){1,3}(?:not|too|insufficient\w*|"
    r"weak\w*|poor\w*|limited|slow\w*|delay\w*)\b[^,]*$"
)
_STRONG = re.compile(
    r"\bnot\b|n[’']t\b|\black|insufficien|inconsisten|variab|\bweak|\bpoor|\bdelay|\bdrift|"
    r"\btoo (?:long|many|few|often|much|late|slow|high|little|narrow|adult|variable|great|large|"
    r"brief|quick|rarely|low|general|reliant|focus)|inadequa|\bneeds? to\b|"
    r"needs? (?:more|further|improv|strength|urgent)|"
    r"require(?:s|d)? (?:further |significant |more |some )?(?:improve|work|strength|develop|"
    r"attention)|\bshould\b|under.?developed|\bslow|\bmissed\b|\bfail|ineffective|unclear|"
    r"\bgaps?\b|backlog|shortfall|shortage|overdue|high (?:caseload|turnover|vacanc|workload)|"
    r"confus|absence of|\bless (?:well|effective|consistent|robust|clear|evident|good|timely)|"
    r"further (?:work|improvement)|more (?:needs|work|could|remains)|to do more|\byet to|"
    r"remains? (?:a |an )(?:challeng|concern|issue|priority|area)|declin|deteriorat|hinder|"
    r"hamper|imped|undermin|infrequent|irregular|incomplete|out.?dated|out of date|unsuitable|"
    r"unsafe|inappropriate|instability|unacceptab|uneven|patchy|vague|compromis|"
    r"cause for concern|muddled|superficial|unmanageable|excessive|disappoint|overlook|"
    r"longer than|unable to|neither|overly|"
    r"\bno (?:clear|evidence of|system|strategy|formal|consistent|single|overarching|written|"
    r"plan|record|process|effective|robust|systematic|agreed|specific|multi)|"
    r"rarely (?:seen|evident|record|consider|include|complet)|too early|"
    r"still (?:high|to be|in development|being develop)|"
    r"\bvar(?:y|ies) (?:too|in|widely|considerabl|greatly)|struggl|over-?relian|"
    r"(?:significant|heavy|high|ongoing|on-going|too much) reliance on|high(?:er)? turnover|"
    r"turnover (?:of [\w ]+ )?(?:has increased|remains|is (?:still )?high|is too)|"
    r"(?:remains?|continues?|continuing) (?:to be |to pose )?(?:a |an |significant )?challeng|"
    r"too recent|requires? (?:prompt|urgent)|default to|too soon to|problematic|under-? ?resourced|"
    r"less (?:strong|secure|developed|assured|rigorous)|difficult(?:y|ies)?(?: in| to)? access|"
    r"(?:many|several) different social workers|loss of confidence|reduced the effectiveness"
)
_FAINT = re.compile(
    r"\bno\b|\blimited|\blate\b|\bwait|\bwithout\b|\byet\b|\bmixed\b|rarely|\bstill\b|"
    r"only (?:\d|half|some|one|a min)|\b(?:too|so) few|\bfewer\b|unnecessar|left (?:in|at)|"
    r"cannot|could be|ad hoc|reactive|optimis|legacy|high (?:rate|number|level|proportion)|"
    r"absence|compounded|dilut|challeng(?:es|ing)|(?:a|an|very|relatively) early stage|"
    r"below (?:the )?(?:national|target|statutory|statistical|similar)|"
    r"need for (?:improve|better|further|greater|more|stronger)|concerns? (?:about|that)|"
    r"\bmissing from (?:the )?(?:record|file|plan)"
)
_PRAISE = re.compile(
    r"\beffective(?!ness)|\bwell\b|\bstrong|\bgood\b|\btimely\b|positive|promptly|swift|"
    r"excellent|robust|thorough|quickly|improved|appropriate(?:ly)?\b|benefit from|proactive|"
    r"comprehensive|impressive|success"
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|receives?|benefits?)\b")
_REGULAR = re.compile(r"regular|evident|clear\b|helpful|skilled|confident|committed|in place")
_REQUEST = re.compile(
    r"^\W*(?:\w+ly )?(?:ensur|improv|strengthen|develop|review|increas|reduc|mak|tak|implement|"
    r"provid|continu|work|embed|accelerat|extend|establish|put|agree|align|monitor|update|use|set|"
    r"undertake|address|consider|support|promot|clarif|rais|evaluat|further|urgent|with partners)|"
    r"\b(?:should|must|needs? to|ensure that|in order that|so that)\b"
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

    A faint sign ("few", "only", "still") does not stand against praise in the same clause.

    >>> is_concern("supervision is not regular"), is_concern("children are seen without delay")
    (True, False)
    >>> is_concern("only a few children wait"), is_concern("only a few wait and are helped well")
    (True, False)
    """
    strong = bool(_STRONG.search(clause))
    if not strong and not _FAINT.search(clause):
        return False
    said = _CONDITION.sub(" ", _HARMLESS.sub(" ", clause))
    if said != clause:
        strong = bool(_STRONG.search(said))
        if not strong and not _FAINT.search(said):
            return False
    return strong or not _PRAISE.search(said)


def is_praise(clause: str) -> bool:
    """Does a clause in small letters only praise? A request ("ensure good plans") does not.

    For the passages that ask for action in whole paragraphs, with what works beside what does not.

    >>> is_praise("social workers receive regular and good supervision")
    True
    >>> is_praise("the effectiveness of supervision"), is_praise("ensure that plans are good")
    (False, False)
    """
    if _REQUEST.search(clause) or not _VERB.search(clause) or is_concern(clause):
        return False
    return bool(_PRAISE.search(clause) or _REGULAR.search(clause))


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
