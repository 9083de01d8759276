"""The numbers that Word prints before paragraphs: they are nowhere in the text, only its rules.

A paragraph names a list (`w:num`) and a level; the list follows a pattern (`w:abstractNum`) that
says how each level looks and starts. Lists of one pattern count on together, unless a list starts
a level anew (`w:startOverride`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from pipeline.extract.docx_styles import Indent, Styles, W, indent_of, value, whole
from pipeline.extract.flow import label_of
from pipeline.extract.numerals import (
    CAPITAL,
    CAPITAL_ROMAN,
    DECIMAL,
    LETTER,
    ORDINAL,
    PADDED,
    ROMAN,
    numeral,
)

_FORMS = {
    "decimalZero": PADDED,
    "lowerLetter": LETTER,
    "upperLetter": CAPITAL,
    "lowerRoman": ROMAN,
    "upperRoman": CAPITAL_ROMAN,
    "ordinal": ORDINAL,
}
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_LINKS = 10


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level looks: `form` as Word names it, `text` with %1 … %9 for the numbers."""

    start: int
    form: str
    text: str
    restart: int | None
    legal: bool
    style: str
    indent: Indent


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before a paragraph. `label` is '' for a bullet, None where nothing is printed."""

    label: str | None
    pattern: str
    level: int
    indent: Indent


@dataclass(slots=True)
class _List:
    """A w:num: its pattern, the levels it replaces and those it starts anew."""

    pattern: str
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    started: set[int] = field(default_factory=set)


class Numbering:
    """Counts through a document; ask for each paragraph once, in order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._patterns: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for pattern in root.iterfind(f"{W}abstractNum"):
            identifier = pattern.get(f"{W}abstractNumId") or ""
            self._patterns[identifier] = dict(map(_level, pattern.iterfind(f"{W}lvl")))
            link = value(pattern, "numStyleLink")
            if link:
                self._links[identifier] = link
        for element in root.iterfind(f"{W}num"):
            self._lists[element.get(f"{W}numId") or ""] = _list(element)

    def mark(self, number_id: str, level: int | None, style: str) -> Marker | None:
        """Count the paragraph and say what is printed before it; None for a list that is none."""
        found = self._lists.get(number_id)
        if found is None:
            return None
        pattern = self._pattern(found.pattern)
        levels = {**self._patterns.get(pattern, {}), **found.levels}
        if level is None:
            level = self._level_of_style(levels, style)
        rule = levels.get(level)
        if rule is None:
            return None
        counts = self._counts.setdefault(pattern, {})
        self._count(found, counts, levels, level)
        label = _printed(rule, levels, counts)
        return Marker(label, pattern, level, rule.indent)

    def _pattern(self, identifier: str) -> str:
        """The pattern itself, where one is only a link to a list style."""
        for _ in range(_LINKS):
            style = self._links.get(identifier)
            number_id = self._styles.first(style, lambda s: s.number_id) if style else None
            target = self._lists.get(number_id or "")
            if target is None or target.pattern == identifier:
                return identifier
            identifier = target.pattern
        return identifier

    def _level_of_style(self, levels: dict[int, _Level], style: str) -> int:
        for identifier, properties in self._styles.chain(style):
            for level, rule in levels.items():
                if rule.style == identifier:
                    return level
            if properties.number_level is not None:
                return properties.number_level
        return 0

    def _count(
        self, found: _List, counts: dict[int, int], levels: dict[int, _Level], level: int
    ) -> None:
        if level in found.starts and level not in found.started:
            counts[level] = found.starts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = levels[level].start
        found.started.add(level)
        for deeper in [other for other in counts if other > level]:
            rule = levels.get(deeper)
            restart = rule.restart if rule else None
            if restart is None or level < restart:
                del counts[deeper]
                if found.starts.get(deeper) is not None:
                    found.started.discard(deeper)


def _printed(rule: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str | None:
    """`%1.%2` with the numbers put in, without the full stop; None where nothing is printed."""

    def number(match: re.Match[str]) -> str:
        level = int(match[1]) - 1
        other = levels.get(level)
        count = counts.get(level, other.start if other else 1)
        if other is None or other.form == "none":
            return ""
        form = DECIMAL if rule.legal else _FORMS.get(other.form, DECIMAL)
        return numeral(count, form)

    if rule.form == "bullet":
        return "" if rule.text else None
    if rule.form == "none" and not _PLACE.sub("", rule.text).strip():
        return None
    return label_of(_PLACE.sub(number, rule.text)) or None


def _level(element: etree._Element) -> tuple[int, _Level]:
    level = whole(element.get(f"{W}ilvl")) or 0
    start = whole(value(element, "start"))
    legal = element.find(f"{W}isLgl")
    return level, _Level(
        start=1 if start is None else start,
        form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        restart=whole(value(element, "lvlRestart")),
        legal=legal is not None and (value(element, "isLgl") or "1") not in ("0", "false"),
        style=value(element, "pStyle") or "",
        indent=indent_of(element.find(f"{W}pPr")),
    )


def _list(element: etree._Element) -> _List:
    found = _List(pattern=value(element, "abstractNumId") or "")
    for override in element.iterfind(f"{W}lvlOverride"):
        level = whole(override.get(f"{W}ilvl")) or 0
        own = override.find(f"{W}lvl")
        if own is not None:
            found.levels[level] = _level(own)[1]
        start = whole(value(override, "startOverride"))
        if start is not None and 0 <= level < _LEVELS:
            found.starts[level] = start
    return found
