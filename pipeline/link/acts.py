"""What sort of act an action is, where that sort seldom mends what inspectors find.

A plan may speak of a matter and do nothing about what is weak in it: pay guardians' allowances
through a new system, move the reviewing officers, print a leaflet on adoption. Such acts are told
by their words. They count where the finding asks for that sort of thing, or where the action does
something about practice as well.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ASIDE = {
    # sort: (how an action says it, how a finding asks for it)
    "premises": (
        (
            r"buildings?\b|refurb\w*|redecorat\w*|repaint\w*|(?:re)?furnish\w*|kitchens?|"
            r"(?:the|new) reception|signage|signs in|roofs?|repairs?|repaired|leases? of|ramps|"
            r"lifts|car park\w*|refit|lighting|gardens?|reopen\w*|premises|"
            r"mov(?:e|ed|ing) (?:the|our|its) (?:[\w’'-]+ ){1,6}(?:to|into)\b|"
            r"fire (?:doors|safety|risk|drill)"
        ),
        r"accommodation|premises|building|environment|homes\b",
    ),
    "equipment": (
        (
            r"laptops?|tablets?\b|computers?|(?:mobile|replace) (?:tele)?phones?|"
            r"(?:mobile )?telephones\b|(?:tele)?phone (?:system|cent|greeting)|servers?\b|"
            r"telephony|switchboard|"
            r"install\w*|screens for|log-?ins?|electronically|"
            r"(?:sent|booked|dealt with|done|paid|signed) online|online (?:booking|payment)\w*|"
            r"document system|scan(?:ned|ning)?\b|typed|upgrad\w*|"
            r"(?:recording|office|it) equipment|migrat(?:e|ed|ing|ion of (?:data|files))|"
            r"archiv\w*|cyber\w*|software|platforms?\b|"
            r"licen[cs]es?\b|"
            r"photocop\w*|e-?mail(?:s|ed)?\b|stored?\b|storage|secure portal|log(?:ging)? in\b|"
            r"collected online|pulls? through|helpdesk|hardware|digiti[sz]\w*|"
            r"e-?sign\w*|electronic(?:ally)? (?:record|sign\w*|form|diary|calendar)|"
            r"apps?\b"
        ),
        (
            r"equipment|technolog\w*|electronic\w*|\bICT\b|systems?\b|performance|data\b|"
            r"information"
        ),
    ),
    "money": (
        (
            r"pay\b|paid (?:through|by|on|from|into|monthly|termly|yearly)|payments?|allowances?|"
            r"grants?\b|fees\b|mileage|discounts?|council tax|exempt\w*|claims|invoices?|payroll|"
            r"free (?!school|up|from|of)\w+|vouchers?|permits?\b|prices|(?:funding|pay) rates|"
            r"pre-?paid|expenses|rebates?|bursar(?:y|ies)|savings accounts?|subsid\w*|charges\b|"
            r"rents?\b"
        ),
        (
            r"financ\w*|allowance\w*|fund\w*|\bpaid\b|\bpay\w*|retention|retain|workforce|"
            r"turnover|permanent staff|recruit\w*|entitlement\w*|caseload\w*|capacity|experienced|"
            r"stab\w*"
        ),
    ),
    "publicity": (
        (
            r"leaflets?|newsletters?|posters?|magazines?|brochures?|logos?|films?\b|"
            r"web ?(?:site|page)s?|guidance page|booklets?|press office|news\b|directory|"
            r"animations?\b|"
            r"easy[- ]read|re-?print\w*|social media|flyers?|banners?|roadshows?|keynote|glossy|"
            r"videos?\b|"
            r"(?:re-?issue|relaunch|refresh|re-?brand)\w* (?:the |our |"
            r"its )?(?:\w+ ){0,2}(?:statement|logo|"
            r"brand|prospectus|handbook)|re-?issued|fact ?sheets?|"
            r"directories|stalls?\b|(?:renew|rewrite|publish|update) the statement|"
            r"radio|privacy notice"
        ),
        (
            r"communicat\w*|local offer|information (?:to|for|about)|inform(?:ed|s)?\b|aware\w*|"
            r"publi[cs]\w*|promot\w*|identif\w*|recogni\w*"
        ),
    ),
    "event": (
        (
            r"part(?:y|ies) (?:for|of|at)|(?:christmas|tea|garden|summer) party|awards\b|"
            r"celebrat\w*|sports? day|(?:staff|spring|summer|autumn|yearly|annual) conference|"
            r"exhibitions?|away[- ]days?|dinners?|lunch\w*|barbecue|prizes?|ceremon\w*|"
            r"(?:careers|jobs?) fair\b|football|holiday (?:club|activit)\w*|outings?|trips?\b|"
            r"festival|coffee|opens? the new|wellbeing (?:week|day)|welcome event|"
            r"librar(?:y|ies)|uniforms?|gifts?\b|merchandise|accredit\w*|"
            r"staff networks?|network for (?:staff|colleagues)|thank[- ]you|"
            r"youth club|"
            r"open evening|residential (?:trip|weekend)"
        ),
        r"leisure|activities|celebrat\w*|achievements",
    ),
    "upkeep": (
        (
            r"renew (?:the|a|our)|re-?let\b|re-?tender\w*|contracts? (?:to be )?(?:re-?)?let\b|"
            r"job evaluation|constitution|scheme of delegation|"
            r"(?:staff|satisfaction|fresh) survey|survey of (?:staff|buildings)|stationery|"
            r"to be designed|redesign the (?:[\w-]+ )?(?:form|report|logo)|"
            r"appraisals?\b|(?:renew|revise|review|update|rewrite) (?:its|the|their|"
            r"our) terms of reference|"
            r"minute[- ]tak\w*|(?:new|further|more) (?:independent )?members\b|work from home|"
            r"job descriptions?|re-?structure of business|hr\b|absence (?:policy|procedures?)|"
            r"risk register|"
            r"business continuity|"
            r"freedom of information|complaints|re-?nam(?:e|ed|ing)|letterheads?|filing"
        ),
        r"contract\w*|commission\w*|complain\w*|governance|panel\w*",
    ),
    "recruiting carers": (
        (
            r"recruit\w* (?:[\w-]+ ){0,4}(?:foster\w*|adopters?|carers|households)|"
            r"recruitment (?:drive|campaign|event)"
        ),
        (
            r"recruit\w*|sufficien\w*|range\b|enough|availab\w*|capacity|workforce|vacanc\w*|"
            r"turnover|stab\w*|choice|match\w*|placements?|permanent staff|homes\b"
        ),
    ),
    "for others": (
        (
            r"adult social care|adult (?:learning|autism|adhd|pathway|safeguarding|education|"
            r"mental)|"
            r"day cent(?:re|er)s?|older people|care homes for|"
            r"(?:single|exploited|older|homeless|vulnerable|for|among|all) adults|"
            r"adults (?:with|over|on|who)|residents|customers?|all council (?:staff|employees)|"
            r"business support|catering|governors|rough sleep\w*|the public\b|all pupils|"
            r"leisure centres?|taxpayers|on probation"
        ),
        r"adult\w*|transition\w*|all pupils|schools",
    ),
}
_PRACTICE = (
    (
        r"within|weekly|daily|monthly|quarterly|fortnight\w*|each (?:week|month|quarter|day|child)|"
        r"every (?:[\w-]+ )?(?:week|month|quarter|day|visit|child|case|team)|"
        r"\d+ (?:working )?(?:days|hours|weeks)|(?:two|three|five|six|seven|ten|twenty) "
        r"(?:working )?(?:days|weeks|months)"
    ),
    (
        r"track\w*|monitor\w*|reviews?\b|reviewed|audit\w*|sampl\w*|sign(?:s|ed)?[- ]off|panels?\b|"
        r"managers?\b|check\w*|challenge\w*|escalat\w*|dashboard|report(?:ed|s)? to|oversee\w*|"
        r"heads? of service|list of|measur\w*|moderat\w*|scorecard"
    ),
    (
        r"train\w*|workshops?|coach\w*|courses?|guides?\b|guidance|toolkits?|templates?|"
        r"standards?\b|"
        r"protocols?|tool\b|practice model|supervis\w*"
    ),
    (
        r"recruit\w*|posts\b|teams?\b|workers?\b|commission\w*|additional|extra|appoint\w*|"
        r"specialists?|flats|clinics?|hubs?\b|lead\b|psycholog\w*|therapists?"
    ),
)
"""When it is done, who looks at it, how people learn it, who does it."""
ENOUGH = 2
"""How many of these an act must speak of to be one about practice as well."""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


_COMPILED = tuple((_compiled(act), _compiled(asked)) for act, asked in _ASIDE.values())
_COMPILED_PRACTICE = tuple(map(_compiled, _PRACTICE))


@lru_cache(maxsize=50_000)
def _sorts(action: str) -> frozenset[int]:
    """Which sorts of act beside practice an action is, by place; none where it is practice too."""
    found = frozenset(n for n, (act, _) in enumerate(_COMPILED) if act.search(action))
    if found and sum(bool(one.search(action)) for one in _COMPILED_PRACTICE) >= ENOUGH:
        return frozenset()
    return found


@lru_cache(maxsize=50_000)
def _asked(finding: str) -> frozenset[int]:
    return frozenset(n for n, (_, asked) in enumerate(_COMPILED) if asked.search(finding))


def is_aside(finding: str, action: str) -> bool:
    """Is the action of a sort that seldom mends anything, and that the finding does not ask for?

    >>> is_aside("Support for special guardians", "Guardians' allowances paid by the new system")
    True
    >>> is_aside("The accuracy of the local offer", "Rebuild the website with parents")
    False
    """
    return not _sorts(action) <= _asked(finding)
