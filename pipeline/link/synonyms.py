"""Trade words that mean the same: how findings and plans speak of one thing in other words.

Each line is one concept: its name, then the phrases that stand for it. `*` ends a phrase that may
go on ("supervis*"); a slash is a choice between words. Phrases are compared without regard to
case; those in capitals are short forms and compared as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

_CONCEPTS = """
front-door: MASH | MARU | front door | contact and referral | referral* | contacts | multi-agency safeguarding hub | request* for support | safeguarding hub | screening
threshold: threshold* | continuum of need | level* of need | step up | step down | levels of help
consent: consent | parent* agree* | agreement from parents | permission
out-of-hours: out of hours | emergency duty | EDT | EDS | night worker* | night-time | at night | after hours | evenings and weekends
early-help: early help | family help | family hub* | early intervention | preventative
assessment: assess* | CAFA | C&F
neglect: neglect* | graded care profile | GCP | GCP2 | home conditions | poor home
domestic-abuse: domestic abuse | domestic violence | coercive control | perpetrator* | MARAC | living with violence | who perpetrate*
exploitation: exploit* | contextual safeguarding | county lines | gang* | CSE | CCE | groomed | grooming | trafficked | drug running | NRM
missing: missing | runaway* | run away | ran away | Philomena | abscond* | goes missing | go missing | absent from home
return-interview: return home interview* | return interview* | RHI | RHIs | return conversation* | independent chat* | missing interview* | after going missing | found after | coming back
homeless-youth: homeless* | 16 and 17 | 16 17 year* | 16 or 17 year* | nowhere to live | southwark | sofa surf* | bed and breakfast | section 20
private-fostering: private foster* | privately foster* | private arrangement* | not close relatives | private fosterer*
disability: disab* | SEND | special educational needs | additional needs | short break* | children with disabilities
strategy-meeting: strategy meeting* | strategy discussion* | significant harm | multi-agency discussion*
section-47: section 47 | s47 | S47 | child protection enquir* | child protection investigation*
cp-plan: child protection plan* | child protection conference* | core group* | ICPC | outline plan* | conference chair* | initial conference*
child-in-need: child in need | children in need | CIN | section 17
plan-quality: plans | care plan* | SMART | planning
pre-proceedings: pre-proceedings | pre proceedings | public law outline | PLO | letter before | letters before | legal gateway | legal planning
court: court* | care proceedings | judge* | family justice | CAFCASS | Cafcass | proceedings | giving evidence
permanence: permanen* | long-term match* | matching | matched | SGO | SGOs | special guardian* | adoption | adopt* | early permanence | twin track* | parallel plan*
placement-with-parents: placement with parent* | placed with parent* | live at home with parent* | PWP | placed at home
life-story: life story | life-story | later life letter* | life journey | memory box*
homes: placement* | sufficien* | children's home* | residential home* | beds | homes for children | care home* | block contract* | foster home* | commissioning of homes
unregistered: unregistered | unregulated | unlawful placement*
fostering: foster carer* | fostering | foster household* | mockingbird | foster famil* | IFA
connected-carers: connected carer* | connected person* | kinship | family and friends | friends and family | relatives
special-guardianship: special guardian* | SGO | SGOs
health-assessment: health assessment* | IHA | IHAs | RHA | RHAs | medical* | paediatrician*
dental: dental | dentist*
mental-health: mental health | CAMHS | emotional wellbeing | emotional well-being | psycholog* | wellbeing of children | SDQ | SDQs | therap*
education-plan: personal education plan* | PEP | PEPs | virtual school | pupil premium plus
education: school* | education* | attainment | pupils | headteacher* | exclusion* | suspension* | attendance | NEET | college*
home-education: elective* home educat* | EHE | educated at home | taught at home | home educat* | home-educat*
missing-education: missing education | missing from education | CME | no school place | out of school | not in school | missing out on education | reduced timetable* | part-time timetable*
alternative-provision: alternative provision | AP | PRU | pupil referral
care-leaver: care leaver* | leaving care | care-experienced | care experienced | former relevant | personal adviser* | personal advisor* | PA | PAs | pathway plan* | moved on from care | move on from care | left care
pathway-plan: pathway plan*
care-leaver-homes: bed and breakfast | training flat* | trainer flat* | supported lodgings | tenanc* | staying put | staying close | setting up home | semi-independent | accommodation
employment: employ* | apprentice* | job* | internship* | NEET | EET | training and employment
health-history: health histor* | health passport* | health summar*
iro: independent review* | IRO | IROs | reviewing officer* | ICRO* | dispute resolution | escalation* | review officer* | raise an alert
supervision: supervis* | reflective | reflection | one-to-one*
caseload: caseload* | workload* | capacity | cap | caps | number of cases
workforce: recruit* | retention | retain* | agency | vacanc* | turnover | permanent posts | permanent staff | workforce | staff stab* | stability of staff | sufficiency of staff | appoint* | exit interview*
training: train* | workshop* | course* | learning programme | academy | development programme | coaching | mentor*
management-oversight: oversight | management decision* | manager* | oversee* | team manager* | head* of service | sign off | sign-off | signs off | case direction | challenge | grip | scrutin*
audit: audit* | quality assurance | QA | dip sample* | dip-sample* | moderat* | case review* | practice week* | file review* | learning loop* | closing the loop
performance: performance | dashboard* | data | indicator* | KPI | KPIs | scorecard* | management information | data set | dataset | figures | performance clinic*
record: record* | case note* | chronolog* | case file* | written down | written up | writes down | minutes | recording
chronology: chronolog* | history | histories | key events | historical
drift: drift | delay* | backlog* | waiting | waits | wait | overdue | timel* | on time | in time | stuck
risk: risk* | danger* | harm | safety plan* | safety planning
visits: visit* | seen | seen alone | see children
voice: voice | wishes and feelings | views | participat* | listen* | consult* | co-produc* | coproduc* | children in care council | have their say | advocacy | advocate*
advocacy: advoca* | independent visitor*
identity: ethnic* | cultur* | identit* | heritage | diversity | faith | language | religio*
unaccompanied: unaccompanied | UASC | asylum
young-carer: young carer*
allegations: LADO | designated officer | allegation*
pre-birth: pre-birth | prebirth | unborn | pregnan* | expectant
family-group: family group conference* | FGC | FGCs | family network* | family meeting*
edge-of-care: edge of care | reunif* | stay together | prevent* entry | reunification
corporate-parent: corporate parent* | corporate parenting | lead member | councillors | members | elected member*
partnership: partner* | multi-agency | inter-agency | safeguarding board | safeguarding partnership | agencies | police | health professional*
governance: governance | board* | sub-group* | terms of reference | accountab* | hold each other
strategy: strateg* | vision | direction | priorit*
joint-commissioning: joint commission* | jointly commission* | commission* | pooled budget* | section 75 | joint needs | JSNA
ehc-plan: EHC | EHCP | EHCPs | education health and care | education, health and care | annual review* | 20 weeks | 20-week
waiting-health: waiting list* | waiting time* | neurodevelopment* | autism | ADHD | speech and language | diagnos* | while waiting | waiting well | SALT
equipment: equipment | wheelchair* | hoist* | communication aid*
early-years: early years | nurser* | childminder* | reception | two-year check | health visitor* | pre-school
transition: transition* | preparing for adulthood | preparation for adulthood | PfA | adult life | adulthood | moving to adult | adult services | year 9 | move on | handover
communication: communicat* | inform families | newsletter* | website | local offer
parents-send: parent carer forum | parent carer* | co-production | co-design*
inclusion: inclusion | inclusive | SENCO | SENCOs | SEN support | mainstream
identification: identif* | recognis* | spot* | early sign*
foster-training: foster carer* training | training for carers | skills to foster
hidden-harm: substance misuse | drug* and alcohol | alcohol | parental mental
adm: agency decision-maker* | agency decision maker* | ADM | panel*
stability: placement stability | placement move* | placement breakdown* | disruption*
"""


def _compile() -> tuple[dict[str, list[tuple[str, tuple[str, ...]]]], dict[str, list[str]]]:
    """Phrases by their first word, and concepts of single words that may go on, by their start."""
    exact: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for line in _CONCEPTS.strip().splitlines():
        name, _, phrases = line.partition(":")
        for phrase in phrases.split("|"):
            words = tuple(re.findall(r"[^\W_]+\*?", phrase.replace("’", "'").replace("'s", "s")))
            exact[words[0].rstrip("*")[:3].lower()].append((name, words))
    return dict(exact), {}


_PHRASES, _ = _compile()


def concepts(words: Sequence[str]) -> set[str]:
    """The concepts that a sequence of words speaks of.

    >>> sorted(concepts("Independent chats after going missing".split()))
    ['missing', 'return-interview']
    """
    plain = [word.replace("’", "").replace("'", "") for word in words]
    found = set()
    for at, word in enumerate(plain):
        for name, phrase in _PHRASES.get(word[:3].lower(), ()):
            if name not in found and _stands(phrase, plain, at):
                found.add(name)
    return found


def _stands(phrase: tuple[str, ...], words: Sequence[str], at: int) -> bool:
    if at + len(phrase) > len(words):
        return False
    return all(_same(part, words[at + n]) for n, part in enumerate(phrase))


def _same(part: str, word: str) -> bool:
    if part.isupper():
        return word == part or (word[-1:] == "s" and word[:-1] == part)
    if part.endswith("*"):
        return word.lower().startswith(part[:-1].lower())
    return word.lower() == part.lower()
