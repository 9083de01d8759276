"""Trade words that mean the same: the concepts of synonyms.yaml, by their phrases."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from pipeline.errors import UsageError

SHIPPED = Path(__file__).with_name("synonyms.yaml")
_Phrase = tuple[str, tuple[str, ...]]


def read_concepts(path: Path = SHIPPED) -> dict[str, list[str]]:
    """The phrases of each concept. UsageError where the file is none."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {str(name): [str(one) for one in phrases] for name, phrases in content.items()}
    except (yaml.YAMLError, AttributeError, TypeError, OSError) as error:
        raise UsageError(f"{path} is no list of concepts: {error!r}; correct it") from error


@cache
def _by_start() -> Mapping[str, Sequence[_Phrase]]:
    """Concept and words of each phrase, by the first letters of its first word."""
    found: defaultdict[str, list[_Phrase]] = defaultdict(list)
    for name, phrases in read_concepts().items():
        for phrase in phrases:
            words = tuple(re.findall(r"[^\W_]+\*?", phrase.replace("'", "")))
            found[words[0].rstrip("*")[:3].lower()].append((name, words))
    return dict(found)


def concepts(words: Sequence[str]) -> set[str]:
    """The concepts that a sequence of words speaks of.

    >>> sorted(concepts("Independent chats after going missing".split()))
    ['missing', 'return-interview']
    """
    plain = [word.replace("’", "").replace("'", "") for word in words]
    found = set()
    phrases = _by_start()
    for at, word in enumerate(plain):
        for name, phrase in phrases.get(word[:3].lower(), ()):
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
