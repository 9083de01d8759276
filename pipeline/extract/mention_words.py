"""The words that tell a mention: which noun is a publication, what joins it to its date."""

from __future__ import annotations

import re

NOUN = re.compile(
    r"""\b(?:
        (?P<assurance_visit>assurance\s+(?:focus+ed\s+)?visits?)
      | (?P<focused_visit>focus+ed\s+visits?)
      | (?P<monitoring_visit>monitoring\s+(?:visits?|letters?))
      | (?P<jtai>JTAIs?|joint\s+(?:(?:area\s+)?targeted\s+(?:area\s+)?)?inspections?)
      | (?P<replaced>(?:replac|supersed|revok|var|amend|follow|withdr|lift)\w*\s+(?:the\s+|an?\s+
          |our\s+|my\s+)?
            (?:(?:earlier|previous|first|original|last|former)(?:\s+one)?|one|that))
            (?=\s+(?:(?:that|which)\s+)?(?:was\s+)?(?:issued|given|served|made|dated|of\s))
      | (?P<improvement_notice>(?:non-?\s?statutory\s+)?(?:improvement\s+notice
            |notice\s+(?:to\s+improve|of\s+improvement|requiring\s+improvement))
            |non-?\s?statutory\s+notice|\b(?:the|a|its|earlier|previous|first|original)\s+notice
            (?!\s+(?:period|board|given\s+to\s+staff)))
      | (?P<statutory_direction>statutory\s+direction|directions?(?=,?\s+(?:of|dated|issued|made
          |given
            |in\s|was\s|were\s|on\s+\d|since\s|under\s|to\s+(?:the\s+council|[A-Z])|(?:which|that)\s+(?:was|the))))
      | (?P<directed>secretary\s+of\s+state\s+(?:has\s+|had\s+)?directed(?=\s+(?:the\s+)?council))
      | (?P<commissioner_report>commissioner(?:’s|'s)?,?\s+(?:whose\s+)?
            (?:(?:first|second|third|final|initial|interim|own|last|\w+(?:’s|'s))\s+)?(?:report|review|recommendation)s?
            |report\s+(?:of|by|from)\s+the\s+(?:children(?:’s|'s)\s+services\s+)?commissioner
            |report\s+(?:that|which)\s+the\s+commissioner\s+(?:\w+\s+)?(?:delivered|submitted|made|wrote|gave|published|sent)
            |commissioner,?\s+(?:[A-Z][\w’'-]+,?\s+){0,4}(?:published|delivered|gave|presented|submitted)\s+(?:her|his|their|an?)\s+(?:\w+\s+)?(?:findings|report|review)
            |commissioner,?\s+(?:[A-Z][\w’'-]+\s+){0,3}reported|commissioner,\s+whose\s+(?:\w+\s+)?report)
      | (?P<improvement_plan>(?:improvement\s+plan|statement\s+of\s+action)
            (?=\s+(?:of|dated|published|agreed|approved|adopted|submitted|issued|launched|signed\s+off)\b))
      | (?P<considered>(?:committee|commission|panel|cabinet|executive|council|board|members
          |forum)\s+
            (?:\w+\s+)?
            (?:considered|received|discussed|heard|noted|asked|requested|agreed|approved|told|resolved
                |debated|scrutinised|looked\s+at|decided|recommended|endorsed|was\s+told|were\s+told)
            (?=[^.;]*\bmeeting\b)
            |(?:committee|commission|panel|cabinet|executive|board|council),?\s+at\s+it(?:s|\s+is)
                (?:\s+\w+)?\s+meeting)
      | (?P<took>(?:committee|commission|panel|cabinet|executive|board|members
          |forum)\s+(?:(?:last|first|also|previously)\s+)?
            (?:considered|received|discussed|debated|scrutinised|had|saw|looked\s+at|approved|endorsed|noted)(?=[^.;]{0,70}\s(?:on|in)\s))
      | (?P<met>at\s+(?:its|their|the)\s+(?:(?!next)[\w-]+\s+)?meeting(?=\s+(?:of|on|in|held)\b)
          |(?:committee|commission|panel|cabinet|executive|board|forum|council)(?:’s|'s)?\s+
            (?:last\s+|previous\s+)?meeting(?=\s+(?:of|on|in|held|dated)\b)
            |(?:last|previous)\s+meeting(?=\s+(?:of|on|in|held)\b|,\s+on\b|\s*\()
            |meeting\s+of\s+(?:the\s+|this\s+)?(?:[\w’'-]+\s+){0,5}?(?:committee|commission|panel|cabinet|executive|board
                |forum|council)(?=\s+(?:on|in|held|of)\b)
            |minutes\s+of\s+(?:the\s+)?(?:[\w’'-]+\s+){0,6}?(?:committee|commission|panel|cabinet|executive|board
                |meeting|council)(?=,|\s+(?:of|on|held|\d|meeting)))
      | (?P<report>(?:last|previous|earlier)\s+report\s+to\s+(?:this|the)\s+(?:committee|panel)
            |(?:committee|panel|scrutiny)\s+meeting(?=[^.]*\bin\s+which\s+the\s+report\b)
            |(?:reports?|papers?|updates?|briefings?|trackers?|presentations?|items?)\s+to\s+(?:(?:this|the)\s+)?(?:[\w’'&-]+\s+){0,6}?
                (?:(?:sub-?)?committee|panel|cabinet|board|commission|executive|council|forum)
                (?=,|\s+(?:on|of|dated|in|at|\d|\(|[–-])|\s*\()
            |(?:was|were|came|went)\s+(?:last\s+)?before\s+(?:the|this)\s+(?:[\w’'&-]+\s+){0,5}?
                (?:(?:sub-?)?committee|panel|cabinet|commission|executive|forum)(?=\s+(?:on|in)\b)
            |(?:committee|panel|cabinet|commission)(?=,\s+\d{1,2}\s+\w+\s+20\d\d\b)
            |(?:was|were)\s+(?:last\s+)?(?:considered|discussed|received|debated|approved|agreed|noted|heard|scrutinised)\s+by\s+
                (?:the\s+|this\s+)?(?:[\w’'&-]+\s+){0,5}?(?:(?:sub-?)?committee|panel|cabinet|commission|executive|forum)
                (?=\s+(?:on|in|at)\b)
            |reported\s+to(?=\s+(?:the|its|our)\s+\w+\s+20\d\d\s+meeting)
            |minute\s+\d+\s+of\s+the\s+meeting(?=\s+(?:of|on|held)\b)
            |(?:reports?|papers?)\s+(?:that|which)\s+(?:came|went)\s+to(?=\s+(?:the|its|our)\s+\w+\s+20\d\d\s+meeting)
            |(?:was|were)\s+(?:reported|presented|brought|taken|submitted)\s+to\s+(?:the\s+|this\s+)?(?:[\w’'&-]+\s+){0,5}?
                (?:committee|panel|cabinet|board|commission|executive|forum)(?=\s+(?:on|in|at)\b)
            |(?:cabinet|committee|panel|board|scrutiny|council|executive)\s+(?:report|paper|minutes)
                (?=,|\s+(?:of|on|dated|\d|[–-])|\s*\()
            |(?:report|paper)\s+(?:(?:was|had\s+been)\s+(?:presented|taken|submitted|brought)|went|came)\s+(?:back\s+)?to
                (?=[^.;]{0,80}\b(?:committee|panel|cabinet|commission)\b))
      | (?P<letter>(?:letters?|report)(?=,?\s+(?:[\w’'-]+\s+){0,8}?(?:published|dated|issued
                |c[ao]me\s+out|sent|received|written|brought\s+out|released|made\s+public|appeared|put\s+out|gave|posted|arrived|printed)\b)
            |(?:Ofsted|DfE|Department(?:\s+for\s+Education)?)(?:’s|'s)?\s+letter(?=,|\s+\(|\s+[–-])
            |(?:outcome|findings)(?=\s+(?:(?:was|were)\s+)?published\b)
            |letter(?=\s+to\s+(?:you|the\s+\w+|[A-Z]\w+)\s+(?:of|in|on|dated)\b)
            |(?:letters?|report)(?=,?\s+(?:of|from|in)\b|\s+on\s+\d|\s+\([A-Z\d])
            |(?<=20\d\d\s)(?:letter|report))
      | (?P<wrote>(?:department|minister|DfE|secretary\s+of\s+state)\s+(?:\w+\s+)?wrote
            (?=\s+(?:to\s+(?:[\w’'-]+\s+){1,6})?(?:on|in)\b)|I\s+(?:last\s+)?wrote(?=,?\s+(?:to\s+(?:[\w’'-]+\s+){1,6})?(?:on|in)\b))
      | (?P<inspectors>(?:inspectors(?:\s+from\s+[\w\s]{3,40}?)?|Ofsted)\s+(?:who\s+|had\s+)?
            (?:(?:last|first|also|then|again|next)\s+)?
            (?:(?:re)?visited|looked\s+at\s+(?:this|it|these|services)
                |returned|came(?:\s+back)?|were\s+(?:last\s+)?here))
      | (?P<inspected>(?:(?:was|were|been|being|when\s+(?:it|they))
            |Ofsted(?:\s+and\s+(?:the\s+)?(?:CQC
          |Care\s+Quality\s+Commission))?|inspectors)\s+(?:(?:jointly|last|first|also|fully|next|then)\s+)?
                (?:re-?)?inspected
            |(?:Ofsted|inspectors)\s+(?:found|judged|rated|graded)\s+(?:[\w’'-]+\s+){1,8}?
                (?:inadequate|good|outstanding|requir\w+\s+improvement)
            |(?:was|were|been)\s+(?:(?:first|last|again|found|judged|rated|graded)\s+){1,2}(?:to\s+(?:be\s+)?|as\s+)?
                (?:inadequate|good|outstanding|requir\w+\s+improvement)(?:\s+overall)?(?=\s+(?:by\s+Ofsted\s+)?in\s))
      | (?P<inspection>(?:(?:monitoring|full|judgement|single|previous|last)\s+)?
            (?:(?:re-?)?inspections?|re-?visits?|(?:Ofsted(?:’s|'s)?\s+(?:\w+\s+)?|(?:ILACS|SIF|inspection)\s+)judge?ments?(?=,?\s+(?:in|of|from|made|published)\s)
                |(?:ILACS|SIF)(?=,?\s+(?:in|of|from)\s))
            (?!\s+report|\s+framework)|inspection\s+report)
      | (?P<visit>visits?(?=,?\s+(?:of|in|on|(?:was|were)\s+held|took\s+place|(?:was\s+|were\s+
          |that\s+was\s+)?
            (?:made|paid|carried\s+out|conducted|undertaken)(?:\s+by\s+(?:[\w’'-]+\s+){1,4})?)\s))
    )\b""",
    re.I | re.X,
)
OTHERS = re.compile(
    r"\b(?:police|prison|fire|hospital|nursery|nurseries|childminders?|Schools?(?:’s|'s)?|care\s+homes?|supported\s+accommodation|foster\w*|adoption|private\s+fostering|children(?:’s|'s)\s+homes?|homes?|HMIC\w*|HMIP?"
    r"|CQC|Care\s+Quality\s+Commission|probation|constabulary|youth\s+offending|youth\s+justice"
    r"|YOT|YOS|secure|college|schools?|academy|agency|residential|peer|internal)\b"
)
"""What makes an inspection one of something else than the authority's children's services."""
ITS_LETTER = re.compile(r"^\s+(?:outcome\s+)?(?:letter|report)s?\b", re.I)
"""«the focused visit outcome letter»: its date is that of the letter."""
SEVERAL = re.compile(
    r"\b(?:two|three|four|five|six|several|both|these|of\s+the)\s+(?:[\w-]+\s+){0,2}?"
    r"(?P<what>monitoring\s+visits|focus+ed\s+visits|inspections|visits|notices|directions)\b",
    re.I,
)
"""«Three inspections have told the same story»: what «the first, in 2014» is one of."""
_ONE = (
    r"\bthe\s+(?:first|second|third|fourth|fifth|last|latest|most\s+recent|other)(?:\s+(?:one|of\s+(?:these|them)))?"
    r"(?=,?\s+(?:was\s+)?(?:made\s+|held\s+|carried\s+out\s+)?(?:in|on|from|of)\b)"
)
ONE_OF = {
    "inspections": re.compile(rf"(?P<inspection>{_ONE})", re.I),
    "visits": re.compile(rf"(?P<visit>{_ONE})", re.I),
    "monitoring visits": re.compile(rf"(?P<monitoring_visit>{_ONE})", re.I),
    "focused visits": re.compile(rf"(?P<focused_visit>{_ONE})", re.I),
    "notices": re.compile(rf"(?P<improvement_notice>{_ONE})", re.I),
    "directions": re.compile(rf"(?P<statutory_direction>{_ONE})", re.I),
}
OF_WHOM = re.compile(
    r"^\s+of\s+(?:the\s+)?(?!Local\b|Council|County|City|Borough|Authority|Children|Ofsted\b|SEND\b|Area\b)(?P<name>[A-Z]\w+)"
)
DEPARTMENT = re.compile(r"\bminister|\bdepartment\b|\bDfE\b|\bsecretary\s+of\s+state", re.I)
NAMES = (
    ("jtai", r"joint\s+(?:area\s+)?targeted|JTAI"),
    ("sif_inspection", r"single\s+inspection|\bSIF\b"),
    ("ilacs_inspection", r"\bILACS\b|local\s+authority\s+children.s\s+services"),
    ("area_send", r"\bSEND\b|special\s+educational"),
    (
        "slac_inspection",
        r"safeguarding\s+and\s+(?:services\s+for\s+)?(?:LOOKED\s+AFTER)"
        r"|(?:LOOKED\s+AFTER)\s+and\s+(?:safeguarding|care\s+leavers)|\bSLAC\b"
        r"|services\s+for\s+(?:LOOKED\s+AFTER)|safeguarding\s+(?:arrangements|services)"
        r"|child\s+protection\s+and\s+(?:LOOKED\s+AFTER)".replace(
            "LOOKED\\s+AFTER",
            r"looked[\s-]+after\s+children|children\s+looked\s+after",
        ),
    ),
    ("protection_inspection", r"child\s+protection|protection\s+of\s+children"),
)
CHECKED_NAMES = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in NAMES)
JOINTLY = re.compile(
    r"\bOfsted\s+and\s+(?:the\s+)?(?:Care\s+Quality\s+Commission(?:\s+\(CQC\))?|CQC)"
)
EARLIER = re.compile(r"\b(?:last|previous|earlier|first|Ofsted(?:’s|'s)?)\b", re.I)
SEND = re.compile(r"\bSEND\b|[Ss]pecial [Ee]ducational|\bEHC\b")
OWN = re.compile(r"\b(?:this|current|our|next|future)\s+(?:\w+\s+)?$", re.I)
PREPOSITION = re.compile(
    r"(?:\b(?:in|of|on|from|between|dated|meeting|published|held|came\s+to|went\s+to)\s+(?:the\s+)?|\(|\band\s+|\binspection\s+)$",
    re.I,
)
BREAKS = re.compile(
    r"[;?!]|\b(?:since|when|which|who|while|compared|than|has|have|had|were|is|are|until|"
    r"identified|showing|increased|reduced|rose|fell|judged|found|this)\b|%",
    re.I,
)
ADVERBS = re.compile(
    r"^\s+of\s+which\b|(?<=\s)(?:first|last|then|originally|formally|only|also|finally)\s+", re.I
)
ALSO = re.compile(
    r"\s*(?:,|;|and|,\s*and)\s+(?:the\s+(?:second|third|fourth|fifth|sixth|next|last|latest)\s+"
    r"(?:was\s+|took\s+place\s+)?)?(?:in\s+|on\s+)?",
    re.I,
)
"""What joins a further date: «the first visit was in May, the second in July 2021»."""
THEN_PUBLISHED = re.compile(r"[ (,]{1,4}(?:and\s+|which\s+was\s+)?published\s+(?:on|in)\s+", re.I)
BY_WHOM = re.compile(
    r",?\s*\b(?:which|that)\s+(?:the\s+)?(?:secretary\s+of\s+state|minister|department|DfE|Ofsted|inspectors)\s+"
    r"(?:has\s+|had\s+)?(?=issued|gave|made|served|published|sent|wrote)",
    re.I,
)
SINCE = re.compile(
    r",?\s+(?:(?:(?:which\s+)?(?:has|have)\s+been\s+)?in\s+(?:place|force)\s+)?since\s+(?:the\s+)?",
    re.I,
)
PUBLISHED = re.compile(
    r"\b(?:published|c[ao]me\s+out|put\s+out|appeared|made\s+public|released|brought\s+out)\b", re.I
)
RATED = re.compile(
    r"\b(?:judged|rated|graded|found)\b[^.;]*\b(?:inadequate|good|outstanding|improvement)\b", re.I
)
MET_ON = re.compile(r"\bmeeting\s+(?:held\s+)?(?:of|on|in)\s+(?:the\s+)?$", re.I)
BESIDE = re.compile(
    r"(?:\s+(?:letter|report|notice|to|of|from|the|for|on|[A-Z][\w’'-]*|\([A-Z]\w+\))){0,9}\s*[,:–-]\s*"
)
VERBS = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|must|should|(?-i:may)|can|found|said|showed)\b",
    re.I,
)
TAKEN_UP = re.compile(
    r"\b(?:consider|receiv|discuss|report|not(?:ed|ing)|agree|resolv|minutes|heard|paper|ask|request"
    r"|present|scrutinis|debat|told|looked\s+at|recommend|taken|tabled|update|brought)",
    re.I,
)
THIS = re.compile(r"\b(?:this|current|next|future)\s+(?:\w+\s+)?$", re.I)
OTHER_REPORT = re.compile(
    r"\b(?:annual|audit\w*|ombudsman(?:’s|'s)?|self|peer|review|practice|performance|budget|finance|financial|quarterly"
    r"|progress|highlight|consultants?(?:’|')?|officer(?:’s|'s)?|director(?:’s|'s)?|council(?:’s|'s)?|survey|health|police"
    r"|LGA|assurance|monthly|data|sufficiency|scrutiny|improvement|board(?:’s|'s)?|inquiry|academic|university)\s+$",
    re.I,
)
"""Whose or what a report is that no inspector wrote."""
PRINTED_ON = re.compile(r"\bpublished\s+(?:its|the|their|a)\s+(?:letter|report)\b[^.;]*$", re.I)
TO_OTHERS = re.compile(
    r"^\s+(?:to|for)\s+(?:all\s+)?(?:parents|families|staff|residents|carers|schools)", re.I
)
TO_COME = re.compile(
    r"\b(?:will|is\s+to|are\s+to|to\s+be|due|going\s+to|likely|expected|planned|should|must|would)\b[^.;]*$",
    re.I,
)
NO_COMMITTEE = re.compile(r"\b(?:improvement|partnership|safeguarding|governance)\s+$", re.I)
INTERVENTION = re.compile(
    r"\binadequate\b|\bimprovement\s+(?:notice|board|adviser)|\bdirection\b|\bcommissioner\b"
    r"|\bintervention\b",
    re.I,
)
"""Where one of these is spoken of, inspectors come to monitor."""
THEIR = re.compile(
    r"\b(?:its|their|whose|had|received|passed)\s+(?:an?\s+)?(?:[\w’'-]+\s+){0,2}$", re.I
)
CAME_OUT = re.compile(
    r",?\s*\b(?:which|that|and)\s+(?:(?:was|were|had|has|been)\s+){0,2}"
    r"(?:published|issued|released|printed|(?:come|came|brought)\s+out|received|sent)\b",
    re.I,
)
APPROVED = re.compile(r"\b(?:agreed|approved|signed|confirmed|correct\s+record|accurate)\b", re.I)
SOME = re.compile(
    r"\b(?:an?|any|another|further|new|update|regular|next|first|final|written|progress)\s+$", re.I
)
EARLIER_VISIT = re.compile(
    r"\b(?:their|inspectors(?:’|')?|Ofsted(?:’s|'s)?|last|previous|earlier|first|second|third|fourth|fifth)"
    r"\s+(?:[\w-]+\s+)?$",
    re.I,
)
BACKWARD = re.compile(
    r"^(?:,?\s+(?:the|an?)\b|\s+(?:Ofsted|judgement|single|full|planned|child\s+protection"
    r"|safeguarding|and|looked|after|children|JTAI|inspection)\b"
    r"|,?\s+(?:the\s+)?(?:Department(?:\s+for\s+Education)?|DfE|Secretary\s+of\s+State)\b"
    r"(?:\s+\(DfE\))?\s+issued\b|,?\s+(?:the\s+)?(?:council|local\s+authority|minister|DfE"
    r"|department|secretary\s+of\s+state|inspectors|Ofsted)\s+(?:was\s+)?(?:carried\s+out"
    r"|undertook|conducted|completed|published|issued|made|gave|received|given|served)"
    r"(?:\s+(?:with|its|their))?(?=\s)|\s+(?:the\s+)?(?:council|local\s+authority|authority)\b|\s+(?:it|us|with)\b)*\s*,?\s*$",
    re.I,
)
