"""Words divided at line ends: with or without the hyphen?

«apprentice-» / «ships» is one word, «well-» / «articulated» keeps its hyphen. The document's own
words decide, since a text that divides a word nearly always has it whole elsewhere; after that the
first part: «self», «multi» and the like keep a hyphen in British usage.
"""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_KEEPS_HYPHEN = frozenset(
    "all anti bi by co cross decision ex extra face fast first follow full half hard high ill in "
    "inter joined key large level life long longer low lower mid multi near newly non off old on "
    "one out over part post pre quasi re real risk school second self semi shared short single "
    "small so step still sub third time top trauma two three four five six seven eight nine ten "
    "un under up user value well whole wide work year child family evidence child’s up-to case "
    "problem good better best social strength information police health care court age age-related "
    "return adult agency peer home parent front back day night action area data quality outcome "
    "solution person young early late term ever south north east west vice".split()
)


class Joiner:
    """Joins lines; learns the words of a document first."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._words: Counter[str] | None = None

    def learn(self, text: str) -> None:
        """Take the words of `text` (one line) as known."""
        self._texts.append(text)

    def _known(self) -> Counter[str]:
        if self._words is None:
            self._words = Counter(_WORD.findall("\n".join(self._texts).casefold()))
        return self._words

    def mended(self, text: str) -> str:
        """A title without the blanks that tight setting puts into words («Th urrock Council»).

        Two pieces are one word where the document has the word whole and not its second piece.
        """
        words = text.split(" ")
        if len(words) < 2:
            return text
        known = self._known()
        kept = [words[0]]
        for word in words[1:]:
            before = kept[-1].casefold()
            second = _WORD.match(word)
            tail = second.group().casefold() if second else ""
            if tail and before.isalpha() and known[before + tail] > 1 and known[tail] <= 1:
                kept[-1] += word
            else:
                kept.append(word)
        return " ".join(kept)

    def join(self, before: str, after: str, *, marked: bool) -> str:
        """`before` and `after` as running text; `marked`: a hyphen stood at the line end."""
        if not marked:
            if before.endswith("\u00ad"):
                return before[:-1] + after
            if before.endswith("-") and not before.endswith(" -") and after[:1].islower():
                return self._divided(before[:-1], after)
            if before.endswith(("/", "–", "-")) and not before.endswith((" –", " -", " /")):
                return before + after
            return f"{before} {after}"
        return self._divided(before.rstrip("-\u00ad"), after)

    def _divided(self, before: str, after: str) -> str:
        first = re.search(r"[\w’'-]*$", before)
        second = re.match(r"[\w’']*", after)
        head = first.group().casefold() if first else ""
        tail = second.group().casefold() if second else ""
        known = self._known()
        whole, hyphened = head + tail, f"{head}-{tail}"
        if known[hyphened] > 0:
            return f"{before}-{after}"
        if known[whole] > 0 and "-" not in head:
            return before + after
        last = head.rpartition("-")[2]
        if not after[:1].islower() or last in _KEEPS_HYPHEN or "-" in head:
            return f"{before}-{after}"
        if known[last] > 1 and known[tail] > 0:
            return f"{before}-{after}"
        return before + after
