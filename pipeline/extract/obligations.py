"""The words that tell a deadline: what obliges, what announces, what has been or only lasts."""

from __future__ import annotations

import re

from pipeline.records import JOINT_KINDS, OFSTED_KINDS, VISIT_KINDS

DESCRIBING = (*OFSTED_KINDS, "other")
"""Kinds that describe practice: rhythms in them are what services do, not what is ordered."""
LETTERS = (*VISIT_KINDS, *JOINT_KINDS)
"""Kinds so short that a day still to come is what somebody has announced."""
DUTY_WORDS = (
    r"must|should|shall|ought\s+to|(?:is|are)\s+(?:required|directed|asked|requested|to)\b"
    r"|requires?|directs|required|asks?|asked|you\s+(?:have\s+)?agreed\s+to|requests?|recommends?|urges?|please|(?:could|would|can)\s+you"
    r"|(?:needs?|has|have)\s+to|no\b[^.]*\bmay|(?:I|we)\s+(?:would\s+)?(?:also\s+)?"
    r"(?:expect|like|want|need|be\s+grateful)|grateful|look(?:ing)?\s+forward"
)
DUTY = re.compile(rf"\b(?:{DUTY_WORDS})\b", re.I)
WILLING = (
    r"(?<!action\s)(?<!improvement\s)plans\s+(?:to|for)"
    r"|(?:leaders|managers|partners|officers|agencies|governors|they|we|and|also|now|council|authority"
    r"|partnership|board|trust|police|constabulary|service|team)\s+(?:plan|intend|aim|expect|propose)s?\s+to"
    r"|(?:intends?|aims?|expects?|hopes|proposes|intending|aiming|planning)\s+to"
    r"|(?:plan|intention|aim|target|ambition)\s+is\s+(?:to|for)|(?:intention|ambition)\s+to"
)
ANNOUNCED_WORDS = (
    r"will|would\s+(?:be|then|start|begin|open|have|come|go)"
    r"|(?:is|are|remains?)\s+(?:now\s+|also\s+|next\s+|currently\s+|still\s+)?"
    r"(?:due|planned|scheduled|expected|anticipated|set|timetabled|booked|on\s+track)"
    rf"|planned|scheduled|timetabled|on\s+track|,\s+to\s+be\s+\w+ed|(?:go|come)es?\s+live|{WILLING}"
)
FUTURE = re.compile(
    rf"\b(?:{ANNOUNCED_WORDS}|(?:is|are)\s+to\b|due\s+(?:to|for|in|by|on|back)"
    r"|(?:likely|expected|unlikely)\s+to|going\s+to|to\s+(?:then\s+)?be\s+\w+(?:ed|n|ld))\b",
    re.I,
)
SAID = re.compile(rf"(?P<announced>\b(?:{ANNOUNCED_WORDS})\b)|\b(?:{DUTY_WORDS})\b", re.I)
"""Of the words that oblige and those that announce, the nearest before a time counts."""
ARRANGED = re.compile(
    r"(?:(?:is|are)\s+)?(?:now\s+)?(?:planned|due|scheduled|aims?|intends?|hopes?)\b", re.I
)
PRESENT = re.compile(
    r"\b(?:is|are|next|meets?|starts?|begins?|opens?|joins?|ends?|closes?|expires?|launch(?:es)?"
    r"|goes|comes|takes)\b(?:\s+[\w’'-]+){0,4}\s+(?:on|in|from)?\s*(?:the\s+)?$",
    re.I,
)
PAST = re.compile(
    r"\b(?:was|were|had|did|has\s+been|have\s+been|since|previous(?:ly)?|last|found|saw"
    r"|said|met|took|began|gave|went|told|came)\b"
    r"|\b(?<!be\s)\w{2,}ed\s+(?:on|in|by|at)\s+(?:the\s+)?$",
    re.I,
)
LASTS = re.compile(
    r"\b(?:runs?|lasts?|valid|funded|funding|contract\w*|secured|extended|remains?)\b[^.;]*$"
    r"|\b(?:budget|forecast|strategy|grant)\b[^.;]{0,30}$",
    re.I,
)
COMES = re.compile(
    r"(?:should|ought\s+to)\s+(?:then\s+|now\s+)?(?:open|start|begin|arrive|join|be\s+(?:complete|in\s+place|in\s+post"
    r"|ready|open|available|finished|fully|live))\b",
    re.I,
)
"""«two homes, which should open in May»: an announcement, no order."""
IS_TO = re.compile(r"(?:is|are)\s+to\b", re.I)
STRICT_FUTURE = re.compile(
    r"\b(?:will\s+(?!need|continue|always|often|also\s+need|know|want|have\s+to|almost|probably"
    r"|likely|lead\b)\w+|would\s+(?:be|then|start|begin|open|have|come|go)"
    r"|(?:is|are|remains?)\s+(?:now\s+|also\s+|currently\s+|still\s+)?(?:due\s+(?:to|for|in|by|on)"
    r"|planned|scheduled|expected|anticipated|set\s+to|timetabled|on\s+track"
    r"|to\s+(?:be|start|begin|open|join|go)\b)"
    rf"|(?:go|come)es?\s+live|planned|scheduled|{WILLING}|due\s+(?:to\s+be|for)\s+\w+"
    r"|due\s+to\s+open|to\s+be\s+\w+ed|going\s+live)\b",
    re.I,
)
"""What in a description of practice is more than a statement about people's lives."""
LAW = re.compile(
    r"\bregulations?\b|\bstatutory\s+(?:time|guidance|require|target|duty|visit)|\blegislation\b"
    r"|\bWorking\s+Together\b|\bby\s+law\b|\bnational\s+(?:standard|target|average)|\bAct\s+\d{4}",
    re.I,
)
BY = re.compile(
    r"\b(?:by|before|on\s+or\s+before|at\s+the\s+latest\s+(?:on|in)|no\s+later\s+than|not\s+later\s+than|until)\s+(?:the\s+)?$",
    re.I,
)
AT = re.compile(r"\b(?:on|in|during|for|over|at|of)\s+(?:the\s+)?$|\band\s+(?:the\s+)?$", re.I)
BEGINS = re.compile(r"\b(?:from|between)\s+(?:the\s+)?$", re.I)
UNTIL = re.compile(r"\s*(?:to|until|till|and|[–−-])\s", re.I)
WEEK = re.compile(r"\bweek\s+(?:beginning|commencing|of)\s+(?:\w+day\s+)?(?:the\s+)?$", re.I)
PART_IN = re.compile(r"(?:early|late|mid|middle)\s+in\b", re.I)
AFTER = re.compile(r"\bafter\s+(?:the\s+)?$", re.I)
SPAN_BEFORE = re.compile(r"\b(?:between|from)\s[^,;]{3,40}\b(?:and|to|until)\s+(?:the\s+)?$", re.I)
SUBMITS = re.compile(
    r"\b(?:submit|send|provide|publish|produce|prepare|establish|set\s+up|agree|develop|appoint"
    r"|respond|complete|commission|convene|draw\s+up|put\s+in\s+place|implement|confirm|share|tell"
    r"|give|inform|report|review|revise|update|write|reply|bring\s+forward)\b",
    re.I,
)
TO_INSPECTORS = re.compile(
    r"\baction\s+plan\b|\bstatement\b|\b(?:to|with)\s+(?:Ofsted|inspectors|us\b|HMCI|the\s+CQC)",
    re.I,
)
CASES = re.compile(
    r"^\W*(?:\([a-z]+\)\s*)?(?:ensure\s+)?(?:that\s+)?(?:all\s+|the\s+|most\s+)?(?:children|referrals|contacts"
    r"|visits|assessments|strategy|conferences|young\s+people|care\s+leavers)\b",
    re.I,
)
"""How a sentence begins that says how soon practice follows on each case."""
SHORT = ("day", "working day", "working-day")
TRIGGERED = re.compile(
    r"\b(?:when(?:ever)?|where|if|unless)\b|\b(?:each|every|any|such)\s+(?:[\w’'-]+\s+){0,2}?"
    r"(?:child|case|referral|assessment|contact|visit|placement|person|worker|meeting|incident|leaver"
    r"|request|event|episode|conference|death|move|letter|one)s?\b",
    re.I,
)
REVIEWS = re.compile(r"\b(?:review|inspect|reinspect|visit|report|assess|monitor)", re.I)
BODY = r"(?:board|committee|panel|cabinet|council|forum|executive)"
MEETS = rf"\b(?:{BODY}|executive|group)s?\s+(?:next\s+)?meets?\s+(?:next\s+)?(?=on\b|in\b|again\b)"
MEETS_WHEN = re.compile(MEETS, re.I)
THAT = re.compile(r"^\W*(?:\d[\d.]*\)?\s+)?(?P<word>that|to)\s+(?!note)", re.I)
"""How a recommendation begins that says what is to be done: «That officers report in May»."""
MEETING = re.compile(
    rf"\b{BODY}\s+(?:is|are)\s+(?:next\s+)?(?:scheduled|due|to\s+(?:meet|be\s+held))"
    rf"|^(?:the\s+)?(?:[\w’'-]+\s+){{0,6}}?{BODY}\s+(?:will|is\s+to|is\s+due\s+to)\s+"
    r"(?:next\s+|then\s+|again\s+)?(?:receive|consider|meet|have|discuss|hear|review|look|examine|scrutinise|decide|note)"
    rf"|{MEETS}"
    rf"|\b(?:presented|reported|brought|taken|submitted)\s+(?:back\s+)?to\s+(?:the\s+)?"
    rf"(?:\w+\s+){{0,4}}?{BODY}\b",
    re.I,
)
AT_BODY = re.compile(
    rf"\b{BODY}(?:\s+meetings?)?(?:\s+(?:is|are|takes?\s+place|will\s+be|meets?))?"
    r"(?:\s+(?:next|held|again))?\s*$",
    re.I,
)
"""What stands before the day on which a body meets: «to Cabinet on 3 May»."""
NEAR = 60
TO_BODY = re.compile(r"\b(?:to|for|at)\s+(?:the\s+|its\s+)?(?=$|\d|[A-Z])")
BODY_NEXT = re.compile(rf"\s+(?:[\w’'-]+\s+){{0,4}}?(?:{BODY}|meeting)\b", re.I)
"""«to the July meeting», «at the November Cabinet»: the month says when the body meets."""
SAYS_WHEN = re.compile(r"(?:later|next)\b", re.I)
FORBIDS = re.compile(r"\b(?:must|may|should|shall)\s+not\b|\bno\b[^.]*\bmay\b", re.I)
NOT = re.compile(r"\b(?:not|no|never|none|cannot)\b", re.I)
RHYTHM_BEFORE = re.compile(
    r"(?:ly|weeks?|months?|quarter|fortnight|basis)\s+until\s+(?:the\s+)?$", re.I
)
"""«monthly until March»: the last day of a rhythm."""
