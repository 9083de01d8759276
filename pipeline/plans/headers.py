"""What the headers of plans' columns say; of these rules the first that fits decides.

Each rule is a field, a weight and a pattern over the header's words in lower case without marks.
Line breaks and indents only part the patterns.
"""

from __future__ import annotations

OTHER = "other"
"""A column that is known and not kept, such as cost or start date."""
OLD_DUE = "old_due"
"""An earlier date: counts where the date of now is empty."""

RULES: tuple[tuple[str, int, str], ...] = (
    (
        OTHER,
        0,
        r"""
        (?:actual )?start(?:s|ed|ing)?(?: date|[ ]from)?|.* start(?: date)?|begins?|from
        |(?:actual )?(?:date|day) (?:of )?(?:completed|completion achieved|closed|raised|added
        |opened|identified|started|(?:last )?updated?|(?:last )?update)|date of (?:last )?review
        |(?:actual )?complet(?:ed|ion) date actual|actual (?:completion|end|delivery)(?: date)?
        |(?:date )?(?:completed|closed)(?: on|[ ]date)|last updated?|(?:next )?review(?: date)?
        |costs?\b.*|budgets?\b.*|resources?\b.*|funding\b.*|risks?\b.*|dependenc.*|depend(?:s
        |ent).*|barriers?\b.*|mitigations?\b.*|direction of travel|trend|dot|baseline\b.*
        |percent\b.*|complete percent|confidence\b.*|board meeting|in progress|not started
        |no progress|of which .*|evidence(?: of (?:completion|delivery))?|evidence (?:base|link
        |folder|file)s?
        """,
    ),
    (
        OTHER,
        0,
        r"""
        (?:previous|last|prior|old|former|original|initial)\b.*\b(?:b?rag|status|rating)\b.*
        """,
    ),
    (
        "rag",
        6,
        r"""
        .*\b(?:b?rag|ragb|bragg?|b?rayg|rygb?|b r a g|r a g)\b.*
        """,
    ),
    (
        "rag",
        5,
        r"""
        .*\btraffic lights?\b.*|(?:current[ ]|progress[ ]|overall[ ]|delivery )?rating
        |colou?r(?: code|[ ]rating)?
        """,
    ),
    (
        "success_measure",
        6,
        r"""
        .*\bsuccess(?:ful)?\b.*|.*\bhow (?:will|do|would|can) (?:we|you|people|it)\b.*\bknow.*
        """,
    ),
    (
        "success_measure",
        6,
        r"""
        .*\bhow we (?:will|ll|would) know.*|.*\bwhat (?:will )?(?:good|success
        |better) (?:will )?looks?\b.*
        """,
    ),
    (
        "success_measure",
        5,
        r"""
        .*\bwhat difference\b.*|.*\bhow (?:will|do) (?:we|you) measure\b.*|.*\bhow measured\b.*
        """,
    ),
    (
        "status",
        6,
        r"""
        (?:action[ ]|delivery[ ]|current[ ]|overall[ ]|completion[ ]|implementation[ ]
        |progress )*status(?: of .*|[ ]at .*)?
        """,
    ),
    (
        "status",
        4,
        r"""
        state|stage|(?:is it )?complete(?:d)?(?: y n|[ ]yes no)?|on track|implemented(?: y n
        |[ ]yes no)?|closed
        """,
    ),
    (
        OLD_DUE,
        4,
        r"""
        (?:original|previous|old|initial|first|baseline|agreed)\b.*\b(?:due|dates?|deadline
        |timescales?|time ?frames?|target)\b.*
        """,
    ),
    (
        "due",
        8,
        r"""
        (?:revised|new|current|extended|amended|forecast|expected|latest|updated)\b.*\b(?:due
        |dates?|deadline|timescales?|time ?frames?|completion|milestone)\b.*
        """,
    ),
    (
        "due",
        6,
        r"""
        .*\b(?:by when|deadlines?|time ?scales?|time ?frames?|timelines?|timings?|due
        |when by)\b.*|.*\b(?:target|completion|end|finish|delivery|complete|delivered
        |implementation|milestone|target completion|planned)(?: completion)? dates?\b.*
        |dates? (?:for|of|by|to) .*|(?:required|needed|wanted) by(?: date)?|when (?:will|is|do
        |should|are|by)\b.*|(?:to be )?(?:completed?|done|delivered?|implemented
        |achieved?) by(?: date)?|when
        """,
    ),
    (
        "due",
        4,
        r"""
        dates?|by|by date|end|finish|to|target completion|completion(?: target)?|target month
        |month|quarter
        """,
    ),
    (
        "owner",
        6,
        r"""
        (?:(?:action|delivery|accountable|responsible|lead|named|key|operational|project|overall
        |single|senior|strategic|service|council|partner|task|workstream) )*(?:leads?|owners?
        |lead officers?|lead persons?|lead names?|officers?|leads? and .*|lead (?:responsible
        |accountable) .*)(?: s)?(?: names?|[ ]initials|[ ]role|[ ]post|[ ]title|[ ]officer
        |[ ]person|[ ]job title)*
        """,
    ),
    (
        "owner",
        6,
        r"""
        responsib(?:le|ility)(?: .*)?|.*\b(?:person|officer|manager|lead|people
        |owner)s? responsible.*|by whom|who(?: (?:is|will|by|leads?|s|are|owns?|does)\b.*)?
        |.*\bwho (?:is|will be) (?:responsible|leading).*|owned by|assigned(?: to)?|assignee
        |allocated to|action for|led by|lead by|whom|sro s?|sro
        """,
    ),
    (
        "owner",
        5,
        r"""
        accountab(?:le|ility)(?: .*)?|senior responsible .*|.*\baction owner\b.*
        |(?:action )?lead .*
        """,
    ),
    (
        "owner",
        3,
        r"""
        .*\bsponsors?\b.*|(?:lead )?(?:agency|agencies|organisation|partner|team|service
        |director)s?
        """,
    ),
    (
        "progress",
        6,
        r"""
        (?:.*\b)?(?:progress|updates?|latest position|current position|position statement)\b.*
        |.*\b(?:where are we|done so far|what have we done|what we have done
        |achieved so far)\b.*|(?:latest|current|position|the latest)(?: position)?
        """,
    ),
    (
        "progress",
        5,
        r"""
        actions? (?:taken|completed|to date|undertaken|delivered)\b.*|.*\b(?:to date|so far)\b.*
        |narrative|achievements?|monitoring
        """,
    ),
    (
        "progress",
        3,
        r"""
        .*\bcomment(?:s|ary)?\b.*
        """,
    ),
    (
        "progress",
        2,
        r"""
        notes?|remarks|highlights?
        """,
    ),
    (
        "reference",
        6,
        r"""
        (?:action[ ]|item[ ]|plan[ ]|our[ ]|unique[ ]|task[ ]|activity[ ]|line[ ]
        |row )*(?:ref(?:erence)?s?|nos?|numbers?|num|ids?|nr)(?: nos?|[ ]numbers?|[ ]ids?
        |[ ]code)?|items?|hash|s ?no|serial(?: no|[ ]number)?|code
        """,
    ),
    (
        "answers",
        6,
        r"""
        (?!.*\bactions?\b)(?:what )?(?:ofsted|ilacs|jtai|cqc|inspect(?:ion|ors?|orate)|hmi)\b.*
        """,
    ),
    (
        "answers",
        5,
        r"""
        (?!.*\bactions?\b)(?:.*\b)?(?:recommendations?|findings?|paragraphs?|para)\b.*
        """,
    ),
    (
        "answers",
        4,
        r"""
        (?:area|areas) (?:for|of|requiring) (?:improvement|priority action|development)|afis?
        |.*\binspection\b.*(?:ref|link).*
        """,
    ),
    (
        "answers",
        3,
        r"""
        (?:link(?:s|ed)?(?: to)?|answers|source|notice|requirements?|issues?|concerns?
        |weakness(?:es)?|need(?:s)?|what needs to improve)\b.*
        """,
    ),
    (
        "text",
        6,
        r"""
        (?!.*\b(?:plan|group)\b)(?:(?!impact|outcome|benefit|effect).*\b)?(?:actions?
        |activit(?:y|ies)|tasks?|interventions?)\b.*
        """,
    ),
    (
        "text",
        6,
        r"""
        what (?:are|will|do|is|must|needs?|we|should|shall|have)\b.*\b(?:do|doing|done|happen
        |change|deliver|take|going)\b.*|what (?:we|will we|are we)\b.*
        """,
    ),
    (
        "text",
        5,
        r"""
        (?:key[ ]|main[ ]|agreed )?(?:measures?|steps?) (?:that (?:we )?(?:will|are to) be[ ]
        |to be[ ]|we will[ ]|being )?(?:take|taken|put in place|adopted|agreed|in hand)
        |(?:.*\b)?(?:outcomes?|results?|aims?|objectives?) and (?:the )?(?:key )?steps?\b.*
        """,
    ),
    (
        "success_measure",
        5,
        r"""
        .*\b(?:measures?|measured|measurement|metrics?|kpis?|key performance
        |performance indicators?|indicators?)\b.*
        """,
    ),
    (
        "success_measure",
        4,
        r"""
        .*\b(?:outcomes?|intended results?|expected results?|results?)\b.*
        """,
    ),
    (
        "success_measure",
        3,
        r"""
        .*\b(?:impact|benefits?|difference|so that)\b.*|targets?(?: .*)?|expected .*|intended .*
        """,
    ),
    (
        "text",
        5,
        r"""
        how (?:will|are|shall|do) (?:we|you|it)\b.*|how(?: we)?(?: .*)?|(?:key[ ]
        |next )?steps?(?: .*)?|what|to do|to be done
        """,
    ),
    (
        "text",
        4,
        r"""
        (?:key[ ]|agreed[ ]|our[ ]|planned[ ]|proposed )*(?:deliverables?|commitments?
        |initiatives?|responses?|undertakings?|improvements?|projects?)(?: .*)?
        """,
    ),
    (
        "theme",
        6,
        r"""
        (?:.*\b)?(?:themes?|work ?streams?|strands?|pillars?)\b.*
        """,
    ),
    (
        "theme",
        5,
        r"""
        (?:(?:strategic|improvement|key|plan|our) )*(?:priority|priorities)(?: (?:areas?|themes?
        |no|number|name|title))?
        """,
    ),
    (
        "theme",
        4,
        r"""
        (?:.*\b)?(?:objectives?|domains?|programmes?|chapters?|sections?)\b.*|ambitions?
        """,
    ),
    (
        "theme",
        3,
        r"""
        (?:service[ ]|focus[ ]|improvement )?areas?(?: of (?:focus|work|practice))?|focus
        |category|subject|topics?|heading|goals?|aims?(?: .*)?
        """,
    ),
    (
        "text",
        3,
        r"""
        (?:key )?milestones?(?: .*)?|(?:full[ ]|brief[ ]|short )?descriptions?(?: .*)?|details?
        |summary|title
        """,
    ),
)
