"""Words as links compare them: stems, trade terms that mean the same, how rare and how near.

Rarity and nearness are fixed tables, not counted over what a data folder happens to hold: so the
links of one authority do not change when a publication about another comes in. `terms.csv`: in how
many findings about 46 authorities a term occurs. `points.csv`: stems as points, near one another
where they stand in the same company. `tools/link_words.py` makes both.
"""

from __future__ import annotations

import base64
import csv
import math
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from operator import mul
from pathlib import Path

from pipeline.link.synonyms import concepts

TERMS = Path(__file__).with_name("terms.csv")
POINTS = Path(__file__).with_name("points.csv")
_TOKEN = re.compile(r"[^\W_]+(?:[’'][a-z]+)?")
_SHORT_FORM = re.compile(r"([A-Z]{2,})s?")
_POSSESSIVE = re.compile(r"[’'](?:s|t|re|ve)?$")
_ENDINGS = (
    "ations", "ation", "ements", "ement", "ments", "ment", "ities", "ity", "iveness", "ness",
    "ings", "ing", "ions", "ion", "ances", "ance", "ences", "ence", "ency", "ancy", "ents", "ent",
    "ally", "ably", "ers", "er", "ors", "or", "ies", "ied", "ely", "ly", "ed", "ive", "able", "al",
    "es", "s", "e", "y",
)  # fmt: skip
_SHORTEST = 3
STOP = frozenset(
    "a an and any are as at be been being but by can could did do does each every few for from had "
    "has have he her his how i if in into is it its itself may might more most must no nor not of "
    "off on only onto or other our out over own same shall she should so some such than that the "
    "their them then there these they this those through to too under until up upon very was we "
    "were what when where which while who whom whose why will with within without would you your "
    "also across all both including include includes particular ensure ensures so new make made "
    "need needs needed improve improved improving improvement improvements area areas child "
    "children young people leader leaders council authority local consistent consistently continue "
    "service services strengthen effective effectively lead leads well good better further "
    "quality work working timely appropriate appropriately relation relevant after before again "
    "one two three four five six seven eight nine ten first second third all day days week weeks "
    "month months year years term hour hours see found find going go use used using put set take "
    "taken full part number numbers per cent percent way like still now within between against "
    "offer run give given get help start progress action actions plan’s team teams".split()
)
"""Words that say nothing of what a passage is about, or that every passage of this kind has."""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What the forms of a word have in common. Short forms in capitals stay apart from words.

    >>> stem("supervision"), stem("supervised"), stem("supervisors")
    ('supervis', 'supervis', 'supervis')
    >>> stem("planning"), stem("plans"), stem("PEPs")
    ('plan', 'plan', 'PEP')
    """
    short_form = _SHORT_FORM.fullmatch(word)
    if short_form:
        return short_form.group(1)
    word = _POSSESSIVE.sub("", word).lower()
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        left = word[: -len(ending)]
        if word.endswith(ending) and len(left) > _SHORTEST - 1 and re.search("[aeiouy]", left):
            if ending == "s" and left.endswith(("s", "u", "i")):
                return word
            word = left
            break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] if len(word) > _SHORTEST + 1 and word[-1] in "ei" else word


def tokens(text: str) -> list[str]:
    """The words of `text` as printed, without accents, hyphens taken as blanks."""
    plain = unicodedata.normalize("NFKC", text).replace("‑", "-")
    return _TOKEN.findall(plain)


def terms(text: str) -> Counter[str]:
    """Stems that say something, pairs of neighbours, and the trade's concepts (`=…`).

    >>> sorted(terms("Supervision of social workers"))
    ['=supervision', 'soci', 'soci work', 'supervis', 'work']
    """
    found: Counter[str] = Counter()
    words = tokens(text)
    stems = [stem(word) for word in words]
    said = [s if w.lower() not in STOP else "" for w, s in zip(words, stems, strict=True)]
    for one in said:
        if one and (len(one) > 1 or one.isdigit()):
            found[one] += 1
    for first, second in pairwise(said):
        if first and second:
            found[f"{first} {second}"] += 1
    found.update(f"={concept}" for concept in concepts(words))
    return found


@cache
def _occurrences() -> tuple[int, Mapping[str, int]]:
    """The number of findings that were counted, and in how many of them a term occurs."""
    with TERMS.open(newline="", encoding="utf-8") as file:
        counts = {row["term"]: int(row["findings"]) for row in csv.DictReader(file)}
    return counts.pop(""), counts


@lru_cache(maxsize=100_000)
def rarity(term: str) -> float:
    """How much a term tells: near 0 where each authority's findings have it, 1 for a rare one.

    Terms that the table does not know are taken as rare, but less than those known to be: they
    are mostly names and figures that no finding shares.
    """
    total, counts = _occurrences()
    number = counts.get(term, 0)
    if not number:
        return 0.5 if " " in term else 0.7
    value = math.log((total + 1) / (number + 0.5)) / math.log((total + 1) / 4.5)
    return max(0.05, value) * (0.6 if " " in term else 1.0)


@cache
def _points() -> Mapping[str, tuple[float, ...]]:
    """The place of each known stem: stems that stand in the same company are near one another."""
    with POINTS.open(newline="", encoding="utf-8") as file:
        return {row["stem"]: tuple(_unpacked(row["point"])) for row in csv.DictReader(file)}


def _unpacked(point: str) -> list[float]:
    return [value / 127 for value in array("b", base64.b64decode(point))]


def meaning(text: str) -> tuple[float, ...]:
    """Where a text lies among the stems of `_points`: their mean, of length 1; () if none is known.

    Bridges other words for one thing ("tenancy", "accommodation") that share no term.
    """
    drawn = [_drawn(stem(word)) for word in tokens(text) if word.lower() not in STOP]
    sums = [sum(values) for values in zip(*filter(None, drawn), strict=True)]
    length = math.sqrt(sum(map(mul, sums, sums)))
    return tuple(s / length for s in sums) if length else ()


@cache
def _drawn(one: str) -> tuple[float, ...]:
    """How far a stem draws a text to its place: the rarer, the farther; () if it is not known."""
    weight = rarity(one)
    return tuple(weight * value for value in _points().get(one, ()))


def nearness(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """How near two meanings are, -1 to 1; 0 where one is not known."""
    return float(sum(map(mul, one, other)))


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as a bag of weighted terms."""

    weights: Mapping[str, float]
    length: float
    total: float

    @classmethod
    def of(cls, *parts: tuple[str, float]) -> Passage:
        """The passage of texts, each with how much it counts."""
        weights: dict[str, float] = {}
        for text, factor in parts:
            for term, number in terms(text).items():
                weight = factor * (1 + math.log(number)) * rarity(term)
                weights[term] = weights.get(term, 0.0) + weight
        length = math.sqrt(sum(w * w for w in weights.values()))
        return cls(weights, length, sum(weights.values()))


def cosine(one: Passage, other: Passage) -> float:
    """How alike two passages are, 0 to 1."""
    if not one.length or not other.length:
        return 0.0
    if len(one.weights) > len(other.weights):
        one, other = other, one
    get = other.weights.get
    return sum(w * get(term, 0.0) for term, w in one.weights.items()) / (one.length * other.length)


def shared_words(text: str, one: Passage, other: Passage, most: int = 8) -> list[str]:
    """What two passages share, as printed in `text` (the first), the most telling first.

    A concept is named in brackets.
    """
    common = one.weights.keys() & other.weights.keys()
    printed: dict[str, str] = {}
    for word in tokens(text):
        printed.setdefault(stem(word), word.lower())
    ranked = sorted(common, key=lambda term: (-rarity(term), term))
    shown: dict[str, None] = {}
    for term in ranked:
        if term.startswith("="):
            shown[f"[{term[1:]}]"] = None
        elif " " not in term:
            shown[printed.get(term, term)] = None
    return list(shown)[:most]


def contained(one: Passage, other: Passage) -> float:
    """Which part of what `one` says (by rarity) `other` says too, 0 to 1."""
    if not one.total:
        return 0.0
    return sum(w for term, w in one.weights.items() if term in other.weights) / one.total
