"""Words as the tagger compares them: a tokenizer for spaCy, one stem for all forms of a word."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from spacy.attrs import NORM, ORTH
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_PREFIXES = [r"[\"'“‘(\[•–—-]"]
_SUFFIXES = [r"[\"'”’)\],.;:!?%•–—-]"]
_INFIXES = [r"[-‐‑–—/]", r"(?<=[a-z])\.(?=[A-Z])", r"(?<=[a-z]),(?=[a-zA-Z])"]
_SHORT_FORM = re.compile(r"([A-Z]{2,})(?:s|[’']s|s[’'])?")
_POSSESSIVE = re.compile(r"(?:[’']s|s[’'])$")
HYPHENS = frozenset("-‐‑–—")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What the forms of a word have in common; a short form in capitals stays apart from words.

    >>> stem("recorded"), stem("recording"), stem("records"), stem("children’s")
    ('record', 'record', 'record', 'children')
    >>> stem("PEPs"), stem("SEND"), stem("send")
    ('PEP', 'SEND', 'send')
    """
    short_form = _SHORT_FORM.fullmatch(word)
    if short_form:
        return short_form.group(1)
    if word in HYPHENS:
        return "-"
    word = _POSSESSIVE.sub("", word.lower()) if len(word) > 3 else word.lower()
    return _without_ending(_singular(word)) if word.isalpha() else word


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1]


def _without_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        left = word[: -len(ending)]
        if word.endswith(ending) and len(left) > 2 and re.search("[aeiouy]", left):
            if left[-1] == left[-2] and left[-1] not in "lsz":
                left = left[:-1]
            return _final(left)
    return _final(word)


def _final(word: str) -> str:
    if len(word) > 3 and word.endswith("e"):
        return word[:-1]
    if len(word) > 3 and word.endswith("y"):
        return word[:-1] + "i"
    return word


_met: dict[int, tuple[str, str, str]] = {}


def words_of(doc: Doc) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The words of a text: as written, in small letters, their stems.

    Each different word is looked at once: spaCy's tokens cost ten times as much.
    """
    found = []
    orths: list[int] = doc.to_array(ORTH).reshape(-1).astype(np.uint64).tolist()
    for orth in orths:
        word = _met.get(orth)
        if word is None:
            lexeme = doc.vocab[orth]
            word = _met[orth] = lexeme.text, lexeme.lower_, lexeme.norm_
        found.append(word)
    texts, lowers, stems = zip(*found, strict=True) if found else ((), (), ())
    return texts, lowers, stems


def words_tokenizer(nlp: Language) -> Tokenizer:
    """A tokenizer of words, hyphens and marks; the norms of the vocabulary become stems.

    Also those of words that the vocabulary has met already, such as the exceptions of English:
    else two pipelines, made in different ways, would tell "have" and "were" differently.
    """
    nlp.vocab.lex_attr_getters[NORM] = stem  # type: ignore[attr-defined]
    for lexeme in nlp.vocab:
        lexeme.norm_ = stem(lexeme.text)
    return Tokenizer(
        nlp.vocab,
        rules={},
        prefix_search=compile_prefix_regex(_PREFIXES).search,
        suffix_search=compile_suffix_regex(_SUFFIXES).search,
        infix_finditer=compile_infix_regex(_INFIXES).finditer,
    )


def blank_pipeline() -> English:
    """A blank English pipeline with this tokenizer."""
    nlp = English()
    nlp.tokenizer = words_tokenizer(nlp)
    return nlp
