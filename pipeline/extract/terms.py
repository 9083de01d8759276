"""Terms and rhythms as letters print them: «within six weeks of this notice», «every two months».

Only the grammar: whether a term is a deadline, and from which day it runs, is settled by
`deadlines.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.periods import COUNT, UNIT, count, duration

_ABOUT = r"(?:approximately|about|around|roughly)\s+"
_ANCHOR = (
    r"(?:of|from|after|following|(?:beginning|starting|counting|running)\s+(?:with|on|from))\s+(?P<of_what>(?:(?!each|every|any|an?\b)[\w’'-]+\s+){0,7}?"
    r"(?:notice|letter|direction|report|publication|receipt|issued|made|today|received|meeting|decision)"
    r"(?:\s+of\s+(?:this|the)\s+\w+)?)\b"
)
"""What a term runs from, if that is the notice or letter itself."""
_SPAN = re.compile(
    rf"""\b(?:
        (?P<inside>within|inside|(?P<coming>over|in|during)(?=\s+the\s+(?:next|coming|following|first)\s)
            |(?:no|not)\s+later\s+than|(?:no|not)\s+more\s+than(?=[^.;]{{0,40}}\b(?:after|from)\b))\s+
            (?:(?:a|the)\s+(?:maximum|period)\s+of\s+|(?:the\s+)?(?:next|coming|following|first)\s+)?
      | (?P<ahead>(?<!once\s)in)\s+(?!the\b)
      | (?P<later>(?:again\s+)?(?:after|at(?:\s+the\s+end\s+of)?))\s+(?:the\s+first\s+|the\s+)?
    )(?P<about>{_ABOUT})?
    (?:(?P<first>{COUNT}(?:\s*,\s*{COUNT})*)\s*,?\s+and\s+(?:again\s+)?(?:at\s+|after\s+)?|{COUNT}\s*(?:to|or|[-–])\s*)?(?P<count>{COUNT})\b
    (?![\s-]+(?:week|month)ly)(?:[\s-]+(?P<unit>{UNIT})s?\b[’']?s?(?:\s+time\b)?)?
    (?:\s+(?P<anchor>{_ANCHOR}))?
    (?P<other>\s+(?:of|from|after|following)\b)?""",
    re.I | re.X,
)
_THIS_TIME = re.compile(r"\b(?:by\s+)?this\s+time\s+next\s+(?P<unit>year|month|week)\b", re.I)
_TIMESCALE = re.compile(
    rf"\b(?:time\s?(?:scale|frame|line|limit)|deadline|target|due|by\s+when)\s*[:–—-]\s*(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?\b",
    re.I,
)
"""«Timescale: six weeks»."""
_COUNTED_AFTER = re.compile(
    rf"""\b(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?\s+(?:from|after|following)\s+
    (?:the\s+)?(?:(?:date|day|issue|receipt|publication)\s+of\s+)?(?:receiving\s+)?
    (?:this|today|now|publication|its\s+(?:date|publication|issue)
      |(?:notice|direction)\s+(?:is|was)\s+(?:given|issued|made|served))\b
    (?:\s+(?:improvement\s+)?(?:notice|letter|direction|report))?""",
    re.I | re.X,
)
_THE_NEXT = re.compile(
    r"\b(?:(?:in|over|within|during)\s+the\s+(?:next|coming)|within\s+the)\s+(?P<unit>week|fortnight|month|quarter|year)\b",
    re.I,
)
_BEFORE = re.compile(
    rf"\bbefore\s+(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?\s+(?:have|has|are|is)\s+(?:passed|gone|elapsed|out|up|over)\b",
    re.I,
)
"""«before two months have passed»."""
_HAS = re.compile(
    rf"""\b(?:has|have|(?:is|are|been)\s+given|gives?\s+(?:[\w’'-]+\s+){{1,4}}?|allows?\s+(?:[\w’'-]+\s+){{1,4}}?)\s*
    (?P<count>{COUNT})\s+(?P<unit>{UNIT})s?\s+(?P<anchor>{_ANCHOR}\s+)?(?=in\s+which\b|to\s+\w)""",
    re.I | re.X,
)
_ANNIVERSARY = re.compile(
    r"\bon\s+the\s+(?P<nth>first|second|third)\s+anniversary\s+of\s+(?P<of_what>(?:the\s+(?:date|issue)\s+of\s+)?"
    r"(?:this|the)\s+(?:improvement\s+)?(?:notice|direction|letter))\b",
    re.I,
)
_NTH_YEAR = {"first": 1, "second": 2, "third": 3}
_UNIT_WORD = re.compile(r"(?:day|week|fortnight|month|quarter|year)s?\b|anniversary", re.I)
_EACH = (
    r"(?:day|week|fortnight|(?:calendar\s+)?month|quarter|(?:school\s+|half[\s-])?term|half[\s-]year"
    r"|(?:calendar\s+|academic\s+|school\s+|financial\s+)?year)"
)
_OFTEN = {"once": 1, "twice": 2, "two times": 2, "thrice": 3, "three times": 3, "four times": 4}
_OFTEN |= {"six times": 6, "twelve times": 12}
_OFTEN_WORDS = "|".join(word.replace(" ", r"\s+") for word in _OFTEN)
_RHYTHM = re.compile(
    rf"""\b(?:(?:at\s+(?:least|a\s+minimum(?:\s+of)?)|no\s+less\s+(?:often|frequently)\s+than)\s+)?(?:
        every\s+(?:(?:{COUNT})\s*(?:to|or|[-–])\s*)?(?P<every>(?:{COUNT}|other|second|third|sixth)\s+)?
            (?P<every_unit>{_EACH})s?
      | once\s+(?:in\s+(?:every\s+)?|every\s+)(?P<once>{COUNT}\s+)?(?P<once_unit>{_EACH})s?
      | (?P<times>{_OFTEN_WORDS})\s+(?:a|an|each|per|every|in\s+(?:a|each|every))\s+
            (?P<times_unit>{_EACH})
      | (?:each|every)\s+(?P<yearly>spring|summer|autumn|winter|January|February|March|April|May
          |June|July
            |August|September|October|November|December)
      | (?:each|every)\s+(?P<day_of_week>(?:Mon|Tues|Wednes|Thurs|Fri)day)
      | (?P<alternate>alternate\s+(?:months|weeks|(?:Mon|Tues|Wednes|Thurs|Fri)days)
            |every\s+other\s+(?:Mon|Tues|Wednes|Thurs|Fri)day)
      | (?P<twice>twice[\s-]+(?P<twice_ly>year|month|week|term|annual)ly|bi-?weekly|half[\s-]termly)
      | (?:(?:not|never)\s+(?:to\s+)?(?:go\s+)?|no\s+)(?:more|longer)\s+than\s+(?P<apart>{COUNT})\s+
            (?P<apart_unit>{_EACH})s?\s+(?:without\s+(?:a\s+)?(?:meeting|report|sitting|review)|apart|between)
      | (?P<by>month\s+by\s+month|quarter\s+by\s+quarter|month\s+after\s+month)
      | (?:an?|one)\s+(?:[\w-]+\s+){{0,2}}(?:report|update|meeting|return|letter|note|briefing
          |review)\s+(?:a|per)\s+(?P<per>month|quarter|week|fortnight|year)
      | each\s+(?:and\s+every\s+|successive\s+|subsequent\s+|following\s+
          |calendar\s+)?(?P<each_unit>week|month|quarter|(?:half[\s-])?year|fortnight|(?:half[\s-])?term)
      | (?P<number>(?!an?\b){COUNT})[\s-]+(?P<ly>week|month)ly
      | (?P<interval>{COUNT})[\s-]+(?P<interval_unit>{_EACH})s?\s+intervals?
      | intervals?\s+(?:of\s+)?(?:(?:no|not)\s+(?:more|longer|greater)\s+than\s+|at\s+most\s+
          |about\s+
            |up\s+to\s+|not\s+exceeding\s+|not\s+to\s+exceed\s+|of\s+)
            (?P<spaced>{COUNT})\s+(?P<spaced_unit>{_EACH})s?
      | (?P<word>fortnightly|weekly|monthly|quarterly|termly|six-?monthly|bi-?monthly
          |half-?\s?yearly|bi-?annual(?:ly)?|annually|yearly|annual(?=\s+(?:report|review|update|meeting|progress
          |statement)))
    )\b""",
    re.I | re.X,
)
_WORDS = {
    "fortnightly": "P2W",
    "weekly": "P1W",
    "monthly": "P1M",
    "bimonthly": "P2M",
    "quarterly": "P3M",
    "termly": "P4M",
    "sixmonthly": "P6M",
    "halfyearly": "P6M",
    "biannually": "P6M",
    "biannual": "P6M",
    "annually": "P1Y",
    "yearly": "P1Y",
    "annual": "P1Y",
}
_PARTS = {
    "month": {1: "P1M", 2: "P2W"},
    "quarter": {1: "P3M", 2: "P6W"},
    "term": {1: "P4M", 2: "P2M"},
    "year": {1: "P1Y", 2: "P6M", 3: "P4M", 4: "P3M", 6: "P2M", 12: "P1M"},
    "week": {1: "P1W"},
    "fortnight": {1: "P2W"},
}
"""«twice a year»: half of it."""
_SLOW_DAYS = 7
_NTH = {"other": 2, "second": 2, "third": 3, "sixth": 6}


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days, weeks or months, where it stands, and how it is said.

    `how`: `within`, `in` («in six months’ time») or `after` («after six months»); `anchor`: what
    it runs from, as printed, if that is the publication; `other`: it runs from something else;
    `label`: it stands after a label («Timescale: six weeks»).
    """

    start: int
    end: int
    number: int
    unit: str
    how: str
    about: bool = False
    anchor: str = ""
    other: bool = False
    label: bool = False


_HOW = {"coming": "in", "inside": "within", "ahead": "in"}
"""How a term is said, by the first of these groups that is printed."""


def _said_otherwise(text: str) -> Iterator[Span]:
    """«in the next fortnight», «has six weeks to», «before two months have passed»."""
    for match in _THIS_TIME.finditer(text):
        yield Span(match.start(), match.end(), 1, match["unit"], "in")
    for match in _TIMESCALE.finditer(text):
        number = count(match["count"])
        yield Span(match.start("count"), match.end(), number, match["unit"], "within", label=True)
    for match in _THE_NEXT.finditer(text):
        yield Span(match.start(), match.end(), 1, match["unit"], "in")
    for match in _HAS.finditer(text):
        number, anchor = count(match["count"]), match["anchor"] or ""
        yield Span(
            match.start("count"), match.end(), number, match["unit"], "within", anchor=anchor
        )
    for match in _BEFORE.finditer(text):
        yield Span(match.start(), match.end(), count(match["count"]), match["unit"], "within")
    for match in _ANNIVERSARY.finditer(text):
        nth = _NTH_YEAR[match["nth"].casefold()]
        yield Span(match.start(), match.end(), nth, "year", "after", anchor=match["of_what"])


def find_spans(text: str) -> Iterator[Span]:
    """The terms of a sentence, in order; «again after twelve» has the unit of the one before."""
    if not _UNIT_WORD.search(text):
        return
    yield from _said_otherwise(text)
    unit, taken = "", -1
    for match in sorted(
        [*_SPAN.finditer(text), *_COUNTED_AFTER.finditer(text)], key=lambda match: match.start()
    ):
        if match.start() < taken:
            continue
        said = match.groupdict()
        how = next((_HOW[name] for name in _HOW if said.get(name)), "after")
        if said.get("later") is None and "later" in said and how == "after":
            continue
        unit = match["unit"] or (unit if how == "after" else "")
        if not unit:
            continue
        if match.re is _COUNTED_AFTER:
            anchor, other = match.group(), False
        else:
            anchor = said["anchor"] or ""
            other = bool(said["other"]) and not anchor
        end = match.start("other") if other and said["other"] else match.end()
        taken = end
        about = bool(said.get("about"))
        if said.get("first"):
            for one in re.finditer(COUNT, match["first"], re.I):
                place = match.start("first")
                begin = match.start() if not one.start() else place + one.start()
                number = count(one.group())
                yield Span(begin, place + one.end(), number, unit, how, about, anchor, other)
        begin = match.start("count") if said.get("first") else match.start()
        yield Span(begin, end, count(match["count"]), unit, how, about, anchor, other)


LATER = re.compile(
    rf"\b(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?\s+(?:later|after\s+that|afterwards|after\s+this)\b",
    re.I,
)
"""«a fortnight later»: counted from the time that was named before."""


_INSTEAD = re.compile(
    r"\b(?:rather\s+than|instead\s+of|as\s+against|up\s+from|down\s+from)\s+$", re.I
)
"""«every two weeks rather than monthly»: what was before."""


def find_rhythms(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and ISO 8601 duration of each rhythm that is slower than a day."""
    for match in _RHYTHM.finditer(text):
        every = _every(match)
        if every and not _INSTEAD.search(text[: match.start()]):
            yield match.start(), match.end(), every


def _every(match: re.Match[str]) -> str:
    """The duration of a rhythm; '' for what is too quick to be a deadline."""
    if match["twice"]:
        twice = {"year": "P6M", "annual": "P6M", "month": "P2W", "term": "P2M"}
        half = "P2M" if "term" in match["twice"].casefold() else "P2W"
        return twice.get((match["twice_ly"] or "").casefold(), half)
    if match["by"] or match["per"]:
        return _slow(1, match["per"] or match["by"].split()[0])
    if match["yearly"] or match["day_of_week"]:
        return "P1Y" if match["yearly"] else "P1W"
    if match["alternate"]:
        return "P2M" if "month" in match["alternate"].casefold() else "P2W"
    if match["word"]:
        return _WORDS[match["word"].casefold().replace("-", "").replace(" ", "")]
    if match["times"]:
        parts = _PARTS.get(match["times_unit"].casefold(), {})
        return parts.get(_OFTEN[" ".join(match["times"].casefold().split())], "")
    if match["each_unit"]:
        return _slow(1, match["each_unit"])
    if match["number"]:
        return _slow(count(match["number"]), match["ly"])
    if match["interval"]:
        return _slow(count(match["interval"]), match["interval_unit"])
    if match["apart"]:
        return _slow(count(match["apart"]), match["apart_unit"])
    if match["spaced"]:
        return _slow(count(match["spaced"]), match["spaced_unit"])
    number = (match["every"] or match["once"] or "one").strip().casefold()
    nth = _NTH.get(number)
    return _slow(nth or count(number), match["every_unit"] or match["once_unit"])


def _slow(number: int, unit: str) -> str:
    unit = re.sub(r"^(?:calendar|school|academic|financial)\s+", "", unit.casefold())
    if unit == "day":
        return f"P{number}D" if number >= _SLOW_DAYS else ""
    if re.fullmatch(r"half[\s-]year", unit):
        return f"P{6 * number}M"
    return duration(number, unit) if " " not in unit and "-" not in unit else f"P{2 * number}M"
