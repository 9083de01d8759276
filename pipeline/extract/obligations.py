"""The words that tell a deadline: what obliges, what announces, what has been or only lasts."""

from __future__ import annotations

import re

from pipeline.records import JOINT_KINDS, OFSTED_KINDS, VISIT_KINDS

DESCRIBING = (*OFSTED_KINDS, "other")
"""Kinds that describe practice: rhythms in them are what services do, not what is ordered."""
LETTERS = (*VISIT_KINDS, *JOINT_KINDS)
"""Kinds so short that a day still to come is what somebody has announced."""
_ADVERBS = (
    r"(?:(?:not|not\s+yet|also|now|next|currently|still|hereby|therefore|then|further|first|jointly|already|each|all"
    r"|both|thus|strongly|provisionally|formally|likewise|again|due\s+to\s+be)\s+){0,2}"
)
_TOLD = (
    r"required|directed|asked|requested|instructed|obliged|invited|mandated|tasked|urged|charged"
    r"|expected(?=\s+to\s+(?:have|submit|send|provide|produce|report|set|agree|put|show|meet|respond))"
    r"|called\s+(?:on|upon)|recommended"
)
_TELLS = (
    r"requires?|directs|required|asks?|asked|requests?|requested|recommends?|recommended|urges?|urged"
    r"|instructs?|instructed|invites?|invited|insists?|insisted|mandates|stipulates?|stipulated"
    r"|obliges?|binds|compels|commits\s+the\s+council|lays?\s+down|laid\s+down"
    r"|prescribes?|prescribed|specifies|specified|demands|demanded|seeks|sought"
    r"|wants|wishes|wished|call(?:s|ed)\s+(?:for|on|upon)|sets?\s+a\s+deadline|pressed\s+for"
)
_WE_WANT = (
    r"(?:I|we|they|ofsted|inspectors|ministers?|the\s+(?:minister|department|secretary\s+of\s+state|board|panel|committee"
    r"|commissioner|adviser|cabinet)|members|councillors)\s+"
    r"(?:would\s+|will\s+|should\s+|do\s+|shall\s+)?(?:also\s+|now\s+|therefore\s+|both\s+|all\s+|still\s+)?"
    r"(?:expect(?!\s+(?:Ofsted|inspectors|HMI|the\s+inspectorate)\b)(?!\s+to\s+(?:be|return|visit|come|carry|review|write|hold))|like|want|need|be\s+(?:grateful|glad|pleased)|appreciate|welcome|wish(?!\s+to\s+(?:know|note|be\s+aware))|await"
    r"|look\s+to\s+(?:you|the)|trust|count\s+on|rely\s+on)"
)
DUTY_WORDS = (
    r"must|should|shall|ought\s+to|(?:is|are|be|being|were|was)\s+(?:\w+ly\s+)?to\b"
    rf"|(?:is|are|be)\s+{_ADVERBS}(?:{_TOLD})|(?<!to\s)(?:{_TELLS})|may\s+(?:wish|want)\s+to"
    r"|to\s+reach\s+(?:ofsted|inspectors|(?:the\s+)?(?:department|officials|minister|commissioner)|me|us)"
    r"|(?:is|are)\s+(?:under\s+(?:a|an)\s+(?:duty|obligation)\s+to|bound\s+to|responsible\s+for|answerable\s+for)"
    r"|(?:requirement|duty|obligation)\s+(?:to|that)"
    r"|you\s+(?:have\s+)?(?:agreed|undertook|undertaken|promised|said\s+(?:that\s+)?you\s+would)\b|please|kindly"
    r"|(?:could|would|can|will)\s+you|you\s+(?:would|will|are\s+to)\s+(?:send|let|provide|submit|write|share|report|give|tell)|let\s+(?:me|us)\s+(?:have|know|see)|no\b[^.]*\bmay"
    r"|(?:needs?|has|have|is\s+expected|are\s+expected)\s+to|(?:is|are)\s+(?:needed|wanted|sought)|(?:tells?|told)\s+(?:the|us|you)\b(?:(?!\b(?:that|would|will)\b)[^.;,]){0,40}?\bto(?!\s+expect)"
    rf"|{_WE_WANT}|grateful|owes?|look(?:ing|ed)?\s+forward|(?:imperative|essential|vital|crucial|critical|necessary|imperative)\s+that"
    r"|would\s+(?:also\s+|therefore\s+)?(?:be\s+(?:helpful|useful|good|wise|right|sensible|prudent|enough)|help|suffice)"
    r"|(?:recommendation|advice|view|suggestion)\s+is\s+that|advise|(?:I|we)\s+would\s+(?:see|have|ask|suggest)"
    r"|would\s+(?:also\s+)?(?:like|prefer|welcome)|wish(?:ed|es)\s+to\s+(?:see|have)|want(?:s|ed)?\s+to\s+(?:see|have)|keen\s+(?:to\s+(?:see|have)|that)"
    r"|moved\s+(?:and\s+carried\s+)?that|carried\s+that"
    r"|deadline|time\s?limit|not\s+later\s+than|no\s+later\s+than"
)
MINUTED_WORDS = (
    r"(?:agreed|resolved|decided|undertook|offered|promised|voted|suggested)\s+(?:that|to|–|-|:)"
    r"|resolved\b|it\s+was\s+agreed|expects(?!\s+to\b)"
)
"""What was agreed or is expected; in a report on practice it is what somebody has announced."""
DUTY = re.compile(rf"\b(?:{DUTY_WORDS}|{MINUTED_WORDS})\b", re.I)
_MEANS = (
    r"plan|intend|aim|expect|propose|hope|mean|look|wish|undertake|promise|pledge|agree|prepare"
    r"|commit"
)
WILLING = (
    r"(?<!action\s)(?<!improvement\s)plans\s+(?:in\s+(?:hand|place|train)\s+)?(?:to|for)|(?:I|we)\s+expect\s+(?:Ofsted|inspectors|HMI)\b"
    r"|and\s+(?:now\s+)?(?:expects|anticipates|hopes\s+for)\b"
    r"|(?:leaders|managers|partners|officers|agencies|governors|members|trustees|commissioners|inspectors|they"
    r"|and|also|now|council|authority|local\s+authority|partnership|board|trust|police|constabulary|service"
    rf"|services|team|teams|staff|department|officials|providers|schools)\s+(?:{_MEANS})s?\s+to"
    r"|(?:intends?|aims?|expects?|hopes|hope|proposes|intending|aiming|planning|hoping|looking|preparing"
    r"|undertakes?|promises|pledges|means)\s+to"
    r"|(?:plan|plans|intention|aim|target|ambition|goal|hope|expectation|commitment|proposal|timetable)"
    r"\s+(?:is|are|remains)\s+(?:to|for|that)"
    r"|(?:intention|ambition|commitment|preparations)\s+to"
    r"|(?:I|we)\s+(?:suggest|propose)\s+that"
    r"|(?:does|do)\s+not\s+(?:now\s+|yet\s+)?(?:expect|plan|intend|hope)\s+to"
    r"|(?:leaders|managers|partners|officers|officials|council|authority|partnership|trust|board|they)\s+expects?"
    r"\s+(?:[\w’'-]+\s+){1,5}?to\b"
    r"|(?:I|we)\s+(?:also\s+|now\s+)?(?:plan|intend|aim|propose|hope|expect)\s+to(?!\s+(?:see|have|hear|receive|get|find))"
    r"|(?:has|have)\s+(?:now\s+|also\s+|since\s+)?(?:undertaken|promised|pledged|committed|agreed|vowed|resolved|decided"
    r"|offered|arranged|set\s+(?:itself|themselves)|given\s+a\s+commitment)\s+(?:to|that|a\s+target)"
    r"|(?:has|have)\s+been\s+(?:promised|assured|guaranteed)"
    r"|(?:clear|firm|ambitious|realistic)\s+plans?\s+to"
    r"|(?:is|are|am)\s+(?:committed|determined|minded|about|ready|poised|working)\s+to(?:wards)?"
    r"|(?:target|goal|aim|ambition)\s+is\s+(?:an?\s+|for\s+)?(?:\d|average|fewer|less|no\b)"
    r"|(?:goal|aim|ambition|task|challenge)\s+of\s+\w+ing"
    r"|(?:go-?live|launch|opening|start|completion|implementation|delivery|target|end|expected)\s+date"
    r"|(?:for|with)\s+(?:a\s+view\s+to\s+)?(?:completion|delivery|implementation|launch|publication|introduction"
    r"|roll-?out|opening|sign-?off|recruitment)(?=\s+(?:\w+\s+){0,2}(?:in|by|on|from|before|during|to|at)\b)"
)
_ARRANGED = (
    r"due|planned|scheduled|expected|anticipated|set|timetabled|booked|on\s+(?:track|course|schedule)|earmarked"
    r"|slated|timed|billed|pencill?ed\s+in|diarised|programmed|projected|forecast|envisaged|intended|proposed|hoped"
    r"|targeted|arranged\s+(?:for|to)|lined\s+up|poised|in\s+the\s+diary|likely|fixed|foreseen|listed|promised|awaited"
)
_HAPPENS = (
    r"be|then|start|begin|open|have|come|go|take|join|meet|sit|return|become|move|publish|launch|report|receive"
    r"|consider|hold|see|follow|carry|complete|finish|introduce|appoint|recruit|review|visit|send|bring|present"
    r"|make|set|roll|run|transfer|replace|end|close|cease|continue\s+until|arrive|provide|share|write|discuss|issue"
    r"|conclude|commence|resume|reconvene|convene|expand|double|extend|merge|train|update|deliver|circulate|submit"
    r"|need\s+to|attend|host|lead|work|look\s+at|consult|put|get|give|sign|agree|decide|leave|step|retire|change|rise"
)
ANNOUNCED_WORDS = (
    r"can\s+expect|(?:called|convened|arranged)\s+an?\s+[^.;]{0,40}?(?:meeting|session|summit)"
    r"|,\s+with\s+[^.;,]{0,40}?\b(?:opening|starting|launching|finishing|following|beginning|joining)"
    r"|,\s+to\s+(?:start|begin|open|join|take)|and\s+(?:now\s+)?(?:expects?|anticipates?)\b(?!\s+to)"
    r"|,\s+(?:expected|due|planned|promised|anticipated|likely|scheduled|hoped\s+for)"
    r"|(?:now|currently|provisionally)\s+(?:expected|due|likely|scheduled|anticipated|set|aiming)|"
    rf"will(?!\s+(?:want|need|expect|require)\s+(?:to\s+(?:see|know|have|hear|receive)|you|your|the|an?|sight)\b)"
    rf"|(?:I|we)\s+shall(?!\s+(?:also\s+)?(?:want|need|expect|require|ask|be\s+(?:grateful|glad|pleased)))|look(?:ing|ed)?\s+forward\s+to\s+(?:seeing|visiting|meeting|returning|coming|being|working)"
    r"|(?:has|have|had)\s+(?:now\s+|since\s+)?(?:been\s+(?:set|fixed|arranged|scheduled|planned|booked|moved|put\s+(?:back|off)"
    r"|brought\s+forward|postponed|deferred|rescheduled|timetabled|pencill?ed\s+in|diarised|confirmed|delayed)|slipped)"
    rf"\s+(?:for|to|until|in|on|at)|[’']ll|would\s+(?:then\s+|also\s+|next\s+|again\s+|now\s+|first\s+|formally\s+)?"
    rf"(?!be\s+(?:helpful|useful|good|wise|right|sensible|prudent|enough|grateful|glad)\b)(?:{_HAPPENS})\b"
    rf"|(?:is|are|remains?|stays?)\s+{_ADVERBS}(?:{_ARRANGED})"
    rf"|planned|scheduled|timetabled|pencill?ed\s+in|earmarked|diarised|on\s+(?:track|course)"
    rf"|,\s+to\s+be\s+\w+ed|(?:go|come)es?\s+live|{WILLING}"
)
FUTURE = re.compile(
    rf"\b(?:{ANNOUNCED_WORDS}|(?:is|are)\s+to\b|due\s+(?:to|for|in|by|on|back|from|at|with|before|next|early|late|later)"
    r"|due(?=\W*$)|(?:likely|expected|unlikely|set|ready)\s+to|going\s+to|to\s+expect|to\s+(?:then\s+)?be\s+\w+(?:ed|n|ld|t))\b",
    re.I,
)
REPORTED = re.compile(
    r"\b(?:said|noted|reported|advised|explained|informed|told|heard|confirmed|stated|outlined|announced|assured"
    r"|updated|responded|answered|added|clarified|indicated|highlighted|replied|mentioned|reminded|understood|hoped|thought|anticipated)\b",
    re.I,
)
SAID_AFTER = re.compile(
    r",\s+(?:(?:the|an?)\s+)?(?:[\w’'-]+\s+){1,5}?(?:said|confirmed|reported|explained|added|noted|advised|(?:was|were)\s+told)\b",
    re.I,
)
"""«would be in June, the Chair confirmed»."""
REPORTED_FUTURE = re.compile(
    rf"\b(?:was|were)\s+{_ADVERBS}(?:to|going\s+to|about\s+to|{_ARRANGED})\b"
    r"|\b(?:was|were)\s+(?:taking\s+place|starting|beginning|opening|coming|going|joining|returning|moving|leaving|meeting|visiting|being\s+\w+ed)\b"
    r"|\bmight\b|\bnext\s+[\w-]+\s+(?:was|were)\b|\b(?:intended|planned|aimed|hoped|expected|proposed)\s+to\b|\bwould\b(?!\s+(?:like|not|have\b))",
    re.I,
)
"""What was to come when somebody said so: «It was noted that the hub was to open in May»."""
SAID = re.compile(
    rf"(?P<announced>\b(?:{ANNOUNCED_WORDS}|going\s+to)\b)|(?P<minuted>\b(?:{MINUTED_WORDS}))"
    rf"|\b(?:{DUTY_WORDS})\b",
    re.I,
)
"""Of the words that oblige and those that announce, the nearest before a time counts."""
ARRANGED = re.compile(
    r"(?:(?:is|are)\s+)?(?:now\s+)?(?:planned|due|scheduled|aims?|intends?|hopes?)\b", re.I
)
HAPPENS = (
    r"meets?|starts?|begins?|opens?|joins?|ends?|closes?|expires?|launch(?:es)?|goes|comes|takes|sits|arrives"
    r"|reopens|commences|concludes|finishes|becomes|leaves|retires|convenes|reconvenes|applies|replaces"
    r"|(?:come|go)\s+(?:into|live|up)|take\s+(?:effect|over|up|place)|transfer|merges|rolls\s+out|kicks\s+(?:off|in)|runs\s+out|stops|lapses|resumes|restarts|bites?|gets\s+under\s+way|falls\s+(?:due|to)"
    r"|hands\s+over|steps\s+(?:down|up)|moves|transfers|returns|reports\s+back|completes|receives|publishes|rejoins"
    r"|gains|lands|departs|switches\s+(?:on|over)|winds\s+(?:up|down)|shuts|doubles|expands|extends|(?:follows|moves|transfers|switches|returns|rises|falls)(?=\s+(?:to|back|from|on|in))"
)
PRESENT = re.compile(
    rf"\b(?:is|are|next|{HAPPENS})\b(?:\s+[\w’'£,%.-]+){{0,6}}?\s+(?:on|in|from|at|with\s+effect\s+from|as\s+from)?"
    r"\s*(?:the\s+)?$",
    re.I,
)
HAS_UNTIL = re.compile(
    r"\b(?:has|have|given|(?:given|gives?|gave|allows?|allowed|sets?)\s+(?:[\w’'-]+\s+){0,3}?[\w’'-]+)\s+$",
    re.I,
)
"""«The council has until 30 June»: a last day, not a duration."""
DATE_IS = re.compile(
    r"\b(?:date|day)\b[^.;:]{0,40}\b(?:is|will\s+be)\s+(?:the\s+)?$|\bset\s+(?:it|him|her|them)sel(?:f|ves)\s+(?:the\s+)?$",
    re.I,
)
"""«the closing date is 25 November»."""
FIXED_AS = re.compile(r"\b(?:set|fixed|confirmed|given|agreed)\s+(?:as|at)\s+(?:the\s+)?$", re.I)
COMMITTEE_ASKS = re.compile(
    r"\b(?:members?|panel|committee|board|chair|officers?|cabinet|councillors?|forum|executive)\b[^.;]{0,60}\b"
    r"(?:asked|requested|agreed|wanted|invited|instructed|undertook)\b",
    re.I,
)
"""What a committee asks for runs from its meeting."""
FIXED = re.compile(
    r"\s+as\s+(?:the|a|an|its|their)\s+(?:\w+\s+)?(?:date|deadline|target|day)\b|"
    r"\s+(?:has|have)\s+(?:now\s+)?been\s+(?:set|fixed|agreed|booked|confirmed|chosen|earmarked|pencill?ed)\b"
    r"|\s+is\s+(?:the\s+)?(?:new\s+)?(?:date|day|deadline|when)\b",
    re.I,
)
"""«14 June has been fixed for the next review»."""
WAS_TO = re.compile(
    r"\b(?:was|were|had\s+been)\s+(?:originally\s+|first\s+)?(?:to|due|meant|supposed|planned|expected|intended|scheduled)"
    r"\b[^,;]{0,60}$",
    re.I,
)
"""What was to come and may have come since; minutes that say so are another thing."""
REPORTS_THAT = re.compile(
    r"\b(?:said|noted|reported|advised|explained|informed|told|heard|confirmed|points?|answers?|updates?|following)\b"
    r"[^.;]{0,60}[:–—-]\s*$",
    re.I,
)
"""A sentence that opens a list of what was said."""
TO_DO = re.compile(
    r"^\W*(?:(?:the\s+)?(?:[A-Z][\w’'&-]*|of|for|and|the|&|/|members|officers?|teams?|managers?|leads?|staff|chair|colleagues)[\s,]+){1,10}to\s+(?!be\b)[a-z]+\b",
    re.S,
)
"""«Head of Service to bring back figures»: how lists of actions say who is to do what."""
FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|must|should|shall|(?-i:may)|can|met|heard|noted|agreed|asked"
    r"|said|wrote|went|came)\b",
    re.I,
)
NOTES = re.compile(
    r"^\W*(?:\(?\w{1,3}\)\s*)?(?:(?:that\s+)?(?:the\s+)?(?:committee|panel|board|cabinet|members|forum)\s+)?(?:to\s+)?"
    r"(?:notes?|be\s+aware|is\s+aware)\b",
    re.I,
)
"""What a committee is asked to note is told, not recommended."""
BIDS = re.compile(
    r"^\W*(?:please\s+)?(?:submit|send|provide|publish|produce|prepare|establish|set\s+up|agree|develop|appoint|complete"
    r"|commission|convene|draw\s+up|put\s+in\s+place|implement|confirm|share|tell|give|report|review|revise|update"
    r"|write|reply|bring|finish|make|ensure|let|have|reduce|cut|fill|recruit|clear|hold|carry\s+out|circulate|arrange)\b",
    re.I,
)
"""A sentence that bids: «Send your reply by 8 April»."""
UNTIL_DONE = re.compile(r"\buntil\s+(?:a|an|the|it|they|this|all|its|their)\b[^,;.]*$", re.I)
"""«until a redesign is concluded in June»: how long something lasts."""
IS_OUT = re.compile(r"\s+(?:is|are|was)\s+(?:out|over)\b|\s+(?:ends|finishes|closes)\b", re.I)
OPENS = re.compile(
    r"\b(?:replaces|opens|begins|starts|launches|joins|arrives?|leaves|retires|takes\s+up|takes\s+(?:over|effect)|ends|closes"
    r"|goes\s+(?:live|out)|comes\s+into|moves\s+(?:to|into)|transfers?\s+to|changes\s+hands|restarts|resumes|gets\s+under\s+way"
    r"|receives\s+(?:its|the|children|young)|(?:leave|depart)(?=\s+(?:at|on|in)\b)|kicks\s+(?:off|in)|takes\s+on|hands\s+over|comes?\s+on\s+stream|(?:is|are)(?=\s+(?:in|on)\s+(?:the\s+)?$)"
    r"|steps\s+(?:down|up)|finishes|completes|reports(?=\s+in\b)|follows|falls\s+due|has\s+(?:its|his|her)\s+first\s+day)\b[^.;,]{0,40}$",
    re.I,
)
"""What a letter may say in the present of what is near: «the hub opens next month»."""
STARTS = re.compile(rf"\b(?:{HAPPENS})\b[^.;,]{{0,40}}$", re.I)
"""«The grant goes up from April»: no duration, though it is money."""
PAST = re.compile(
    r"\b(?:was|were|had|did|has\s+been|have\s+been|since|previous(?:ly)?|last|found|saw"
    r"|said|met|took|began|gave|went|told|came)\b"
    r"|\b(?<!be\s)\w{2,}ed\s+(?:on|in|by|at)\s+(?:the\s+)?$",
    re.I,
)
TELLS_PAST = re.compile(
    r"\b(?:was|were|had|did|has|have(?!\s+to\b)|’ve|since|previous(?:ly)?|last|ago|arose|ate|became|began|bought|brought|broke|built|came"
    r"|caught|chose|cut|dealt|did|drew|drove|dropt|fell|felt|found|fought|gave|gone|got|grew|heard|held|hit|kept|knew|laid|led|left|lent"
    r"|lost|made|meant|met|paid|put|ran|rose|said|sat|saw|sent|set|shut|sold|sought|spent|spoke|stood|stuck|swept|taught|thought|threw"
    r"|told|took|understood|undertook|went|won|wrote|\w{3,}ed)\b",
    re.I,
)
HABIT = re.compile(
    r"\b(?:usually|always|often|typically|normally|generally|each|every|average|tends?|most|many|per|annual\w*|compar\w+|than|between|figures?"
    r"|data|performance|rate|per\s*cent|rates|total)\b|%",
    re.I,
)
"""Of what is so from year to year, or of figures, no time is a plan."""
LASTS = re.compile(
    r"\b(?:runs?(?!\s+out)|lasts|last(?=\s+(?:for|until|at\s+least))|valid|funded|funding|contract\w*|secured|extended|remains?)\b[^.;]*$"
    r"|\b(?:budget|forecast|strategy|grant)\b[^.;]{0,30}$",
    re.I,
)
COMES = re.compile(
    r"(?:should|ought\s+to)\s+(?:then\s+|now\s+|also\s+)?(?:open|start|begin|arrive|join|come|go\s+live|follow|conclude|finish|end"
    r"|be\s+(?:concluded|completed|finished|resolved)\b|be\s+(?!with\s+(?:the\s+)?(?:ofsted|inspector|department|minister|officials|me\b|us\b|DfE|HMI|commissioner))(?:complete|in|at|on|with|up|ready|open|available|finished|fully|live|operational|known|up\s+and"
    r"|back|with\s+us|running))\b",
    re.I,
)
"""«two homes, which should open in May»: an announcement, no order."""
IS_TO = re.compile(r"(?:is|are|was|were|be)\s+to\b", re.I)
STRICT_FUTURE = re.compile(
    r"\b(?:will\s+(?!need|continue|always|often|also\s+need|know|want|have\s+to|almost|probably"
    r"|likely|lead\b)\w+|would\s+(?:be|then|start|begin|open|have|come|go)"
    rf"|(?:is|are|remains?)\s+{_ADVERBS}(?:due\s+(?:to|for|in|by|on|from|at|next|early|late|later|back)|due(?=\W*$)"
    r"|set\s+(?:to|for)|(?!due\b|set\b|likely\b|forecast\b|fixed\b|targeted\b|listed\b)"
    rf"(?:{_ARRANGED})|to\s+(?:happen|occur|have|get|see|go|take|{_HAPPENS})\b"
    r"|(?:going\s+to|opening|starting|launching|joining|returning|moving\s+to|going\s+live)\b)"
    rf"|,\s+(?:expected|due|planned|promised|anticipated|available|ready|opening|starting|launching|beginning)\b"
    r"|(?:does|do|is|are)\s+not\s+(?:start|begin|open|join|arrive|due|expected|finish|take)"
    rf"|(?:go|come)es?\s+live|planned|scheduled|pencill?ed\s+in|{WILLING}|due\s+(?:to\s+be|for)\s+\w+"
    r"|(?:has|have)\s+(?:now\s+)?(?:asked|commissioned|invited|engaged|instructed)\s+[^.;,]{0,50}?\bto|due\s+to\s+(?:open|start|begin|join|go|move|launch|complete|finish)|to\s+be\s+\w+ed|going\s+live)\b",
    re.I,
)
"""What in a description of practice is more than a statement about people's lives."""
HELD = re.compile(r"(?<!\bbe )\bheld\s+(?:on|at)\b|\bminutes\b", re.I)
"""How minutes say which meeting they are of."""
RUNNING_TO = re.compile(
    r"\b(?:year|quarter|months?|weeks?|period|term)\s+(?:up\s+)?(?:to|ending|ended|until)\s+(?:the\s+)?$",
    re.I,
)
"""«the year to 31 March»: of what time figures are."""
SHOULD = re.compile(r"\b(?:should|ought\s+to|will|would|expects?|is\s+to|are\s+to)\b", re.I)
MONEY = re.compile(
    r"(?:£[\d.,]+\s?(?:m|k|million|bn)?|\b(?:budgets?|savings?|grants?|funding|spend(?:ing)?|costs?|reserves?|overspen\w+"
    r"|underspen\w+|allocation|forecast|sum|outturn|precept|set\s+aside|allocated|baseline))\b[^.;]{0,60}\b(?:for|of|in|during)\s+(?:the\s+)?$",
    re.I,
)
"""«£2.4m for 2024/25», «the budget in 2024/25»: whose money it is, not when it is due."""
DEMANDS = re.compile(
    r"\brequir|\bnotice\s+(?:asks|says|expects)|\bmust\s+do|\basked\s+of|\bwhat\s+.{0,40}\b(?:asks|expects|wants)\b"
    r"|\bactions?\s+(?:required|needed|for)|\bexpectations?\b|\bdeadlines?\b|\bconditions?\b",
    re.I,
)
"""Headings under which «is to» is an order."""
AS_THEY = re.compile(
    r",?\s+as\s+(?:it|they|the\s+\w+|is|are|was|required|expected|planned)\b.*$", re.I | re.S
)
"""«every three months, as they must be»: what is said beside, not what is ordered."""
WE_EXPECT = re.compile(
    r"(?:I|we)\s+(?:would\s+|should\s+|do\s+)?(?:also\s+|now\s+|therefore\s+|both\s+|all\s+|still\s+)?"
    r"(?:expect|like|want|wish|trust)\b",
    re.I,
)
"""What officers expect or want is what they announce."""
HOLIDAYS = re.compile(
    r"(?:the\s+)?(?:summer\s+(?:school\s+)?(?:holidays?|break|recess)|schools?\s+breaks?\s+up\s+for\s+(?:the\s+)?summer)",
    re.I,
)
INSPECTORS = re.compile(r"\b(?:inspectors?|ofsted|HMI)\b", re.I)
PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?")
"""How paragraphs of a whole paper are numbered, not the items of a list in it."""
LEADS = re.compile(
    r"\b(?:resolved|agreed|recommended|recommends|decided|asked|requested|directed|required|instructed"
    r"|invited|resolves|agrees)\b[^.;]{0,80}[:–—-]\s*$|\bresolved(?:\s+that)?\s*$"
    r"|^\W*(?:agreed\s+|key\s+)?(?:actions?|decisions?|recommendations?)(?:\s+\w+){0,2}\s*[:–—-]\s*$"
    r"|^(?:agreed\s+)?actions?(?:\s+points?)?$",
    re.I,
)
"""A sentence that opens a list of what was resolved."""
LAW = re.compile(
    r"\bregulations?\b|\bstatutory\s+(?:time|guidance|require|target|duty|visit)|\blegislation\b"
    r"|\bWorking\s+Together\b|\bby\s+law\b|\bnational\s+(?:standard|target|average)|\bAct\s+\d{4}",
    re.I,
)
_HOUR = (
    r"(?:(?:\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm|noon)|noon|midday|midnight|(?:the\s+)?(?:close|end)\s+of\s+"
    r"(?:business|play|the\s+(?:working\s+)?day|day|working)|COB|EOD|lunch\s?time)\s*(?:on|,)?\s+)?"
)
BY = re.compile(
    r"\b(?:by\s+(?:no|not)\s+later\s+than|by\s+at\s+(?:the\s+)?latest|by|on\s+or\s+before|prior\s+to|ahead\s+of|in\s+advance\s+of|before"
    r"|in\s+(?:good\s+)?time\s+for|at\s+(?:the\s+)?latest,?\s+(?:by|on|in)|(?:no|not)\s+later\s+than|latest"
    rf"|until|till)\s+{_HOUR}(?:(?:around|about|approximately)\s+)?(?:the\s+time\s+)?(?:the\s+|next\s+|its\s+|their\s+|our\s+)?$",
    re.I,
)
EXCLUSIVE = ("before", "prior", "ahead", "in advance")
AT = re.compile(
    r"\b(?:on|in|during|for|over|at|of|within|throughout|towards?|around|about|circa|come|through|this|be|is\s+now"
    rf"|some\s?time\s+in|as\s+(?:of|from))\s+{_HOUR}(?:the\s+|next\s+|this\s+coming\s+)?$|\band\s+(?:the\s+)?$",
    re.I,
)
MOVED = re.compile(
    r"\b(?:back|off|moved|slipped|deferred|postponed|delayed|rescheduled|forward|rolled(?:\s+(?:over|on))?|held\s+over)\s+(?:to|until|till)\s+(?:the\s+)?$",
    re.I,
)
"""«The launch has been put back to June.»"""
FRONTED = re.compile(
    r"(?:^|\bthat|\band|\bbut|[,;:–—])\s*(?:at\s+(?:its|their|the|a)\s+(?:\w+\s+)?meeting\s+)?(?:(?:as\s+)?(?:in|on|from|during|over|at|by|before|of)\s+)?(?:the\s+)?$",
    re.I,
)
"""What stands before a time that opens a statement: «that in April there would be none»."""
LABEL = re.compile(
    r"(?:\b(?:deadline|due(?:\s+(?:date|by))?|by\s+when|target(?:\s+date)?|time(?:scale|line|frame)|date\s+due"
    r"|(?:date\s+)?(?:for|of)\s+completion|completion(?:\s+date)?|(?:to\s+be\s+)?(?:done|completed?|finished)\s+by|when|review\s+date)"
    r"\s*[:–—-]|\b(?:deadline|due\s+date|date\s+due|target\s+date|completion\s+date)|\bdeadline\b[^.;:]{0,60}\b(?:is|of|was\s+set\s+(?:at|for|as))|\(deadline)\s*(?:the\s+)?$",
    re.I,
)
"""«Deadline: 3 May», as tables and lists of actions print it."""
LABEL_PLANNED = re.compile(
    r"\b(?:expected|forecast|anticipated|revised|new|next|proposed|projected|planned|estimated|current|start|opening|launch"
    r"|go-?live)\s+(?:[\w-]+\s+)?(?:completion|date|review|update|visit|step|milestone|finish|end|start|delivery)\s*[:–—-]\s*(?:the\s+)?$|\b(?:closing|start|opening|launch|go-live|end|revised|new|completion)\s+date\s*[:–—-]?\s*(?:of\s+)?(?:the\s+)?$",
    re.I,
)
"""«Expected completion: June»: a label that announces."""
BEGINS = re.compile(
    r"\b(?:from|between|w\.?e\.?f\.?|as\s+(?:of|from)|starting|beginning|commencing)\s+(?:the\s+)?$",
    re.I,
)
UNTIL = re.compile(r"\s*(?:to|until|till|and|[–−-])\s", re.I)
WEEK = re.compile(
    r"\b(?:week\s+(?:beginning|commencing|starting|of)|w/c)\s+(?:\w+day\s+)?(?:the\s+)?$", re.I
)
PART_IN = re.compile(r"(?:early|late|mid|middle)\s+in\b", re.I)
AFTER = re.compile(r"\bafter\s+(?:the\s+)?$", re.I)
SPAN_BEFORE = re.compile(r"\b(?:between|from)\s[^,;]{3,40}\b(?:and|to|until)\s+(?:the\s+)?$", re.I)
SUBMITS = re.compile(
    r"\b(?:submit|send|provide|publish|produce|prepare|establish|set\s+up|agree|develop|appoint"
    r"|respond|complete|commission|convene|draw\s+up|put\s+in\s+place|implement|confirm|share|tell"
    r"|give|inform|report|review|revise|update|write|reply|bring\s+forward|supply|lodge|deliver|hand|file|forward|name|nominate|identify|designate|recruit|lay|reach|secure|notify|invite|form|open|close"
    r"|furnish|return|finalise|sign\s+off|circulate|present|issue|convene|hold|draft|set\s+out|let)\b",
    re.I,
)
REPORTS = re.compile(
    r"\b(?:must|should|shall|will)\s+(?:\w+ly\s+|also\s+|then\s+)?(?:report|publish|send|submit|provide|share"
    r"|write|tell|inform|update|account|be\s+(?:told|sent|given|informed|updated|reported))\b",
    re.I,
)
"""What is done at a rhythm for somebody who watches; else a rhythm is how practice should be."""
TO_INSPECTORS = re.compile(
    r"\baction\s+plan\b|\bstatement\b|\b(?:to|with|let|tell|give|send|show)\s+(?:Ofsted|inspectors|us\b|HMCI|the\s+CQC)",
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
REVIEWS = re.compile(
    r"\b(?:review|inspect|reinspect|visit|report|assess|monitor|look|revisit|consider|examin|check|evaluat|audit"
    r"|return|repeat|again|stocktak|stock|test)",
    re.I,
)
BODY = (
    r"(?:board|committee|panel|cabinet|council|forum|executive|commission|sub-committee|scrutiny(?!\s+(?:of|by))"
    r"|assembly|working\s+(?:group|party)|task\s+(?:and\s+finish\s+)?group|steering\s+group|trustees)"
)
_SITS = r"(?:meet|sit|convene|reconvene|gather)"
MEETS = (
    rf"\b(?:{BODY}|executive|group|trust)s?\s+(?:next\s+|then\s+)?(?:{_SITS}s?|holds?\s+its\s+\w+\s+meeting)\s+"
    r"(?:next\s+|again\s+|for\s+the\s+\w+\s+time\s+|formally\s+|in\s+(?:public|private)\s+)?(?=on\b|in\b|again\b|early\b|late\b)"
)
MEETS_WHEN = re.compile(
    rf"{MEETS}|\b{BODY}\b[^.;]{{0,40}}\bagenda\b|\b{BODY},\s+which\s+{_SITS}s\b", re.I
)
THAT = re.compile(
    r"^\W*(?:\d[\d.]*\)?\s+)?(?:(?:it\s+was\s+)?(?:unanimously\s+)?(?P<minuted>RESOLVED|AGREED|DECIDED|RECOMMENDED"
    r"|ACTIONS?(?:\s+(?:POINTS?|AGREED|ARISING))?(?:\s+\d+)?(?=\s*[:–—-])|DECISIONS?(?=\s*[:–—-]))(?:\s+unanimously)?[\s:–—-]*(?:\(?\w{1,3}\)\s*)?)?"
    r"(?P<word>that|to)?(?(word)\s+(?!note)|(?(minuted)|(?!)))",
    re.I,
)
"""How a recommendation begins that says what is to be done: «That officers report in May»."""
MEETING = re.compile(
    rf"\b{BODY}\s+(?:is|are)\s+(?:next\s+)?(?:scheduled|due|to\s+(?:meet|be\s+held))"
    rf"|(?:^|\bthat\s+)(?:the\s+|it\s+|a\s+)?(?:[\w’'-]+\s+){{0,6}}?{BODY}[’'\w]*\s+"
    r"(?:will|would|shall|is\s+to|was\s+to|is\s+due\s+to|is\s+scheduled\s+to|is\s+going\s+to|plans\s+to)\s+"
    r"(?:next\s+|then\s+|again\s+|also\s+|formally\s+)?(?:receive|consider|meet|have|discuss|hear|review|look|examine"
    r"|scrutinise|decide|note|sit|convene|reconvene|gather|take\s+(?:a|the|its)\b|approve|debate|agree|hold\s+(?:its|a|an)\b"
    r"|be\s+(?:asked|invited|held|recommended))"
    rf"|\b(?:it|{BODY})\s+(?:will|would|shall)\s+(?:next\s+)?(?:sit|meet|convene|reconvene)\b"
    rf"|\b(?:go(?:es)?|come(?:s)?|return(?:s)?|put|referred|taken|laid|tabled|placed|back|sent|submitted)\s+(?:(?:back|up|on|next|then|first)\s+)?"
    rf"(?:to|before|at|in\s+front\s+of)\s+(?:the\s+|a\s+)?(?:[\w’'-]+\s+){{0,4}}?{BODY}\b"
    rf"|\b(?:considered|discussed|debated|heard|decided|scrutinised|examined)\s+(?:by|at)\s+(?:the\s+)?(?:[\w’'-]+\s+){{0,4}}?{BODY}\b"
    rf"|\b{BODY}(?:’s|'s)?\s+(?:decision|approval|agreement)\b|{MEETS}|\b{BODY}\b[^.;]{{0,40}}\bagenda\b|\bagenda\b[^.;]{{0,40}}\b{BODY}\b"
    rf"|\b{BODY},?\s+(?:which|who)\s+(?:next\s+|will\s+|is\s+to\s+)?{_SITS}s?\b"
    rf"|\b{BODY}\s+(?:then\s+|next\s+)?(?:considers|receives|decides|takes\s+(?:its|a|the)|discusses|approves"
    r"|hears|reviews|looks\s+at|agrees|signs\s+off|debates|scrutinises|picks\s+(?:this|it)\s+up|takes\s+(?:this|it)|sees|returns\s+to|comes\s+back\s+to)\b"
    rf"|\b{BODY}\s+(?:agreed|resolved|decided)\s+to\s+{_SITS}\b"
    rf"|\b(?:presented|reported|brought|taken|submitted)\s+(?:back\s+)?to\s+(?:the\s+)?"
    rf"(?:\w+\s+){{0,4}}?{BODY}\b",
    re.I,
)
EXPECTED = re.compile(r"(?:is|are)\s+(?:\w+\s+)?expected\b", re.I)
OF_OTHERS = re.compile(
    r"\b(?:ofsted|inspectors?|inspection|visit|review|officials?|department|stocktake|results?|outcome|decision)\b",
    re.I,
)
"""What a letter of the Department does not ask for, but announces."""
OWED = re.compile(
    r"\b(?:plan|statement|return|response|reply|draft|submission|version|report|update|answer|data|figures|evidence"
    r"|assessment|strategy|account|list|copy|letter|analysis)s?\b[^.;,]{0,40}\b(?:is|are|falls?)\s+(?:\w+\s+)?due\b",
    re.I,
)
"""«Your next return is due»: what somebody has to hand in."""
TO_WHOM = re.compile(
    r"\b(?:to|with|at|by)\s+(?:the\s+)?(?:department|ofsted|minister|secretary\s+of\s+state|(?:lead\s+)?inspector(?:s|ates?)?|DfE|commissioner"
    r"|officials|me|us|HMI|HMCI|CQC|HMICFRS)\b",
    re.I,
)
PROBABLY = re.compile(
    r",\s*(?:probably|most\s+likely|likely|that\s+is|possibly|perhaps|namely|hopefully|ideally|and\s+at\s+the\s+latest)\s*,?\s*$"
    r"|(?:\s+(?:cycle|round|session|break|holidays?))?\s*[,(–-]\s*(?:(?:that\s+is(?:\s+to\s+say)?|or|at\s+the\s+(?:outside|latest)|namely|over\s+[\w-]+|say|i\.e\.)\s*,?\s*)?(?:again\s+)?$"
    r"|\s+(?:is|are|gets?|has\s+got)\s+(?:under\s+way|over|out|back|finished)\s*,?\s*$",
    re.I,
)
"""«early next year, probably in February»: the second time is the more exact."""
PROBABLE = re.compile(
    r",\s*(?:probably|most\s+likely|likely|possibly|perhaps|hopefully|ideally)\b", re.I
)
NAMED_YEAR = re.compile(r"\b(?:financial|academic|school|municipal|council)\s+year$", re.I)
TIMETABLE = re.compile(
    r"\b(?:timetable|time\s?line|key\s+dates|milestones?|next\s+steps|dates|programme|schedule|calendar)\b",
    re.I,
)
"""Where days stand beside what is to happen, without a verb."""
HAPPENING = re.compile(rf"\b(?:{HAPPENS})\b", re.I)
CLAUSE = re.compile(
    r"[;:]|,\s+(?:and|but|with|before|after|so|which|who)\b|\band\s+(?:then|will|would|that|it|they|a|the\s+\w+\s+(?:will|is|goes))\b"
    r"|,\s+(?:the|an?|its|their)\s+(?:[\w’'-]+\s+){1,3}?(?:will|is|are|must|should)\b",
    re.I,
)
"""Where another statement begins, which may have a time of its own."""
NEXT_MEETING = re.compile(
    r"\b(?:next|future|forthcoming|date\s+of|dates\s+of)\b.{0,20}\bmeetings?\b|\bmeeting\s+dates?\b"
    r"|\bdates?\s+for\s+(?:the|your)\s+diar(?:y|ies)\b|\bdiary\s+dates?\b|\bfuture\s+dates\b|\bwhen\s+we\s+(?:next\s+)?meet\b",
    re.I,
)
"""A heading under which only the day of a meeting stands."""
AT_BODY = re.compile(
    rf"\b{BODY}(?:(?:’s|'s)?\s+(?:meetings?|approval|decision|agreement|sign-?off))?,?(?:\s+(?:is|are|takes?\s+place|will\s+be|meets?))?"
    r"(?:\s+(?:next|held|again))?\s*$",
    re.I,
)
"""What stands before the day on which a body meets: «to Cabinet on 3 May»."""
NEAR = 60
TO_BODY = re.compile(r"\b(?:to|for|at)\s+(?:the\s+|its\s+)?(?=$|\d|[A-Z])")
BODY_NEXT = re.compile(rf"(?:’s|'s)?\s+(?:[\w’'-]+\s+){{0,4}}?(?:{BODY}|meeting)\b", re.I)
"""«to the July meeting», «at the November Cabinet»: the month says when the body meets."""
BARE_WHEN = re.compile(
    r"(?:this\s+month|(?:the\s+)?(?:following|coming)\s+(?:week|month|quarter|term))\b", re.I
)
"""What may have been or may be to come: the words around tell."""
IN_CONDITION = re.compile(
    r"^\W*(?:\d[\d.]*\s+)?(?:if|unless)\b(?!.*,\s+(?:the|it|we|they|I|he|she|this|an?|our|its|ministers?|officials|(?-i:[A-Z])\w+)\s)",
    re.I | re.S,
)
"""«If nothing has changed by June, …»: no day on which it is due."""
IN_RELATIVE = re.compile(r"\b(?:who|which|that|whose)\b[^,;.]{0,40}$", re.I)
"""«students who qualify this summer»: said of somebody, not announced."""
PART_OF = re.compile(r"\bpart\s+of\s+(?:the\s+)?$", re.I)
NEXT_DAY = re.compile(r"\b(?:next|this\s+coming)\s+$", re.I)
"""«starts next Monday», without a preposition."""
APPOSED = re.compile(
    r"(?:\s+(?:shortly|soon|again)|\s+(?:(?:straight|right|just|immediately|soon|shortly)\s+)?(?:after|before|over|during|around|at|for|in|by|on)"
    r"\s+(?:the\s+|its\s+|their\s+|our\s+)?[\w’'-]+(?:\s+[\w’'-]+){0,2})?,(?=\s+(?:(?:on|in|by|from|at)\s+(?:the\s+)?)?$)",
    re.I,
)
"""«after Easter, on 25 April»: what the day only makes exact."""
APPOSED_TIME = re.compile(
    r"\b(?:by|on|for|before|at|in)\s+(?:the\s+|our\s+|its\s+|their\s+)?[A-Z]?[\w’'-]+(?:\s+[\w’'-]+){0,2},\s+$"
)
"""«by Friday week, 8 December», «for next meeting, 12 April»."""
OF_MEETING = re.compile(r"\bmeeting\s*[(,]\s*(?:on\s+)?$", re.I)
"""«before the next meeting (12 April)»."""
ONLY_DAYS = re.compile(
    r"[\s:;,&]*+(?:\b(?:\d{1,4}(?:st|nd|rd|th)?|and|on|(?:Mon|Tues|Wednes|Thurs|Fri)day|January|February"
    r"|March|April|May|June|July|August|September|October|November|December)\b[\s:;,&]*+)*+"
)
CHAINED = re.compile(
    r"\s*+(?:,(?:\s*+and\b)?|&|and\b)\s++(?:then\s++)?(?:again\s++)?"
    r"(?:(?:on|in|at|by)\s++(?:the\s++)?)?"
)
"""What joins a further day to one: «24 May and 5 July»."""
WHICH_MEETS = re.compile(
    rf"\b{BODY},?\s+which\s+(?:next\s+|is\s+to\s+|will\s+)?{_SITS}s?\s+(?:next\s+|again\s+)?(?:on|in)\s+(?:the\s+)?$",
    re.I,
)
AFTER_BODY = re.compile(rf"\b{BODY}(?:\s+meeting)?\s+\((?:on\s+)?$", re.I)
"""«to the Health and Wellbeing Board (14 April)»."""
ASKED_IN = re.compile(
    r"(?<!\bbe\s)(?<!\bis\s)(?<!\bare\s)\b(?:asked|requested|recommended|agreed|said|told|resolved|decided|noted|found|promised|reported|heard"
    r"|approved|endorsed|wrote|visited|met|considered|received|discussed)\s+(?:(?:us|them|it|this|so)\s+)?(?:back\s+)?(?:in|on|at)\s+(?:the\s+)?$",
    re.I,
)
"""«The panel asked in October that»: when it was asked."""
ADVICE = re.compile(
    r"recommend|advi[cs]e|next|proposal|what\s+(?:comes|happens|should|must|I\s+(?:propose|intend|will))|intend|ahead|future|what\s+.*\bto\s+do\b",
    re.I,
)
"""Headings of a commissioner's report under which rhythms are more than practice."""
ADVISES = re.compile(
    r"\b(?:recommend|advise|propose|suggest|will\b|would\s+(?:like|want|see|ask)|ask\b)", re.I
)
HAVE_DONE = re.compile(
    r"\b(?:was|were|had)\b[^.;]{0,140}\bto\s+have\s+(?:been\s+)?\w+(?:\s+[\w’'-]+){0,3}\s*$"
    r"|\b(?:should|ought\s+to)\s+have\s+(?:been\s+)?(?:\w+ed|done|begun|gone|come|had|made|met|put|set|in\s+place)\b[^.;,]{0,40}$",
    re.I,
)
"""«should have been finished by March»: what was to be done and was not."""
HAD = re.compile(r"\bhad\b(?!\s+to\b)[^.;]*$", re.I)
"""«14 children had lived there within a year»: what was, however a notice speaks else."""
OF_MINUTES = re.compile(
    r"^\W*(?:present|in\s+attendance|apologies|matters\s+arising|minutes)\b", re.I
)
MINUTES = re.compile(r"\bminutes\b|\bnotes?\s+of\b|\baction\s+notes\b", re.I)
SAYS_WHEN = re.compile(
    r"(?:later|next|the\s+week\s+after\s+next|(?:early|late|mid|end)\s+(?:of\s+)?next)\b", re.I
)
"""Words that lie ahead whatever else is said: «next month», «later this year»."""
FORBIDS = re.compile(
    r"\b(?:must|may|should|shall|can)\s+not\b|\b(?:no|nobody|none|neither)\b[^.]*\b(?:may|will|shall)\b",
    re.I,
)
NOT = re.compile(r"\b(?:not|no|never|none|cannot)\b", re.I)
RHYTHM_BEFORE = re.compile(
    r"(?:ly|weeks?|months?|quarter|fortnight|basis)\s+until\s+(?:the\s+)?$", re.I
)
"""«monthly until March»: the last day of a rhythm."""
