"""Find an authority by name, code or number, and the authorities that a text names.

Names are matched by whole words, without regard to case, accents, apostrophes, `&` or hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.authority_list import (
    OFFICES,
    TOKEN,
    Authority,
    fold,
    name_key,
    read_authorities,
    words_of,
)

__all__ = ["Authorities", "Authority"]

_TITLES = words_of(
    "the council of city county borough london royal metropolitan district unitary lb rb"
)
"""Words that may stand before a name: "The Council of the City of …"."""
_NOT_THE_COUNCIL = words_of(
    "police constabulary nhs icb ccg hospital hospitals university fire healthcare "
    "street road place avenue square lane house under"
)
"""A name before one of these is another body, a street, or another town (Newcastle-under-Lyme)."""
LONGEST = 24
"""Words in the longest thing that is still a name."""
_SMALL = words_of("and in of on the upon with")
_POSTCODE = (re.compile(r"[A-Z]{1,2}\d[A-Z\d]?"), re.compile(r"\d[A-Z]{2}"))


@dataclass(frozen=True, slots=True)
class Authorities:
    """All authorities in use, and the ways to find one."""

    by_id: dict[str, Authority]
    by_urn: dict[str, Authority] = field(default_factory=dict)
    by_code: dict[str, Authority] = field(default_factory=dict)
    _by_name: dict[str, list[Authority]] = field(default_factory=dict)
    _by_first_word: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None) -> Authorities:
        """The shipped authorities, and those of `path` (a folder's authorities.csv) if it exists.

        A row with the slug of a shipped authority changes it: what the row leaves empty stays.
        """
        return cls.of(read_authorities(path))

    @classmethod
    def of(cls, authorities: Iterable[Authority]) -> Authorities:
        """These authorities, sorted by id, ready to be found."""
        made = cls({a.authority_id: a for a in sorted(authorities, key=lambda a: a.authority_id)})
        # Those with an end date come last: a name alone means the authority of today.
        for authority in sorted(made.by_id.values(), key=lambda a: bool(a.valid_to)):
            if authority.ofsted_urn:
                made.by_urn.setdefault(authority.ofsted_urn, authority)
            for code in filter(None, (authority.la_code, authority.gss_code)):
                made.by_code.setdefault(code, authority)
            for key in sorted(authority.name_keys()):
                if key not in made._by_name:
                    words = tuple(key.split())
                    made._by_first_word.setdefault(words[0], []).append(words)
                made._by_name.setdefault(key, []).append(authority)
        for names in made._by_first_word.values():
            names.sort(key=lambda words: (-len(words), words))
        return made

    def resolve(self, name: str, on: str = "") -> Authority | None:
        """The authority that `name` stands for, None if it is in no list.

        What councils put around their names does not matter: "Council of the City of York" is
        York, "North Yorkshire" is not. With `on`, a day, the authority of that name on that day.
        """
        words = [fold(token) for token in TOKEN.findall(name)]
        if len(words) > LONGEST:
            return None
        first = next((i for i, w in enumerate(words) if w not in _TITLES), len(words))
        last = next((i for i, w in enumerate(reversed(words)) if w not in OFFICES), len(words))
        cuts = [(i, j) for i in range(first + 1) for j in range(len(words) - last, len(words) + 1)]
        for start, end in sorted(cuts, key=lambda cut: (cut[0] - cut[1], cut[0])):
            held = self._by_name.get(" ".join(words[start:end]))
            if held:
                return self.at(held[0], on) if on else held[0]
        return None

    def find_in(self, text: str) -> list[Authority]:
        """The authorities that a text names, each once, in the order of first mention."""
        return list({a.authority_id: a for a, _, _ in self.mentions(text)}.values())

    def mentions(self, text: str) -> Iterator[tuple[Authority, int, int]]:
        """Each mention of an authority with its place in `text`; the longest name wins.

        "Kent and Derbyshire" names two; "Greater Manchester", "Kent Police", "Bristol BS1 6EH"
        (an address), "reading" and "Reading and writing" name none.
        """
        tokens = list(TOKEN.finditer(text))
        words = [fold(token.group()) for token in tokens]
        at = 0
        while at < len(tokens):
            for name in self._by_first_word.get(words[at], ()):
                end = at + len(name)
                if tuple(words[at:end]) == name and _is_printed_as_name(tokens, words, at, end):
                    if _is_the_council(text, tokens, words, at, end):
                        held = self._by_name[" ".join(name)]
                        yield held[0], tokens[at].start(), tokens[end - 1].end()
                    at = end - 1
                    break
            at += 1

    def at(self, authority: Authority, day: str) -> Authority:
        """The authority of the same name on `day`: for Dorset in 2015 the one until 2019."""
        if not day or authority.was_valid(day):
            return authority
        namesakes = self._by_name.get(name_key(authority.short_name), [])
        return next((a for a in namesakes if a.was_valid(day)), authority)


def _is_printed_as_name(
    tokens: list[re.Match[str]], words: list[str], start: int, end: int
) -> bool:
    """Whether the words begin with capitals, but for the small ones."""
    return not any(
        tokens[i].group()[0].islower() for i in range(start, end) if words[i] not in _SMALL
    )


def _is_the_council(
    text: str, tokens: list[re.Match[str]], words: list[str], start: int, end: int
) -> bool:
    """Whether the words around a name leave it the council's."""
    after = words[end : end + 3]
    if after and (after[0] in _NOT_THE_COUNCIL or after == ["integrated", "care", "board"]):
        return False
    before = words[max(0, start - 2) : start]
    if before[-1:] == ["greater"] or before == ["university", "of"]:
        return False
    if words[start:end] == ["reading"] and _begins_sentence(text, tokens, start):
        following = tokens[end].group() if end < len(tokens) else "."
        return not following[0].islower() or words[end] in {"local", "borough", "council"}
    place = end + 1 if after[:1] == ["london"] else end
    code = [token.group() for token in tokens[place : place + 2]]
    return not (
        len(code) == len(_POSTCODE)
        and all(p.fullmatch(c) for p, c in zip(_POSTCODE, code, strict=True))
    )


def _begins_sentence(text: str, tokens: list[re.Match[str]], start: int) -> bool:
    between = text[tokens[start - 1].end() : tokens[start].start()] if start else ""
    return not start or any(mark in between for mark in ".:;?!\n•")
