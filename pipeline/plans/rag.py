"""Ratings: colour words, and the colours of cells, as lower-case words."""

from __future__ import annotations

import colorsys
import re

WORDS = ("red", "amber", "green", "blue", "yellow", "orange", "grey", "purple", "black", "white")
_SPELT = {"gray": "grey", "turquoise": "blue"} | {word: word for word in WORDS}
_LETTERS = {"r": "red", "a": "amber", "g": "green", "b": "blue", "y": "yellow"}
_SIGNS = {
    "🔴": "red",
    "🟥": "red",
    "🟠": "amber",
    "🟧": "amber",
    "🟡": "yellow",
    "🟨": "yellow",
    "🟢": "green",
    "🟩": "green",
    "🔵": "blue",
    "🟦": "blue",
    "🟣": "purple",
    "🟪": "purple",
    "⚫": "black",
    "⚪": "white",
}
_WORD = re.compile(rf"\b({'|'.join(_SPELT)})\b", re.IGNORECASE)
_LETTER = re.compile(r"\(?([RAGBY])\)?\.?")
_OLD = re.compile(r"\(?\b(?:was|previously|formerly|from)\b.*", re.IGNORECASE | re.DOTALL)
_PALE, _GREYEST, _DARK = 0.1, 0.93, 0.2
_HUES = ((15, "red"), (52, "amber"), (70, "yellow"), (170, "green"), (258, "blue"), (330, "purple"))


def rag_of_text(text: str) -> str:
    """The rating that a cell prints; '' if it prints none.

    >>> rag_of_text("Amber (was Red)"), rag_of_text("G"), rag_of_text("On track")
    ('amber', 'green', '')
    """
    for sign, word in _SIGNS.items():
        if sign in text:
            return word
    now = _OLD.sub("", text) or text
    letter = _LETTER.fullmatch(now.strip())
    if letter:
        return _LETTERS[letter[1].lower()]
    words = [_SPELT[word.lower()] for word in _WORD.findall(now)]
    if len(words) == 2 and re.fullmatch(r"\W*\w+\s*[/-]\s*\w+\W*", now):
        return "/".join(words)
    return words[0] if words else ""


def is_rag_word(text: str) -> bool:
    """Is a cell's text a rating and nothing else?

    >>> is_rag_word("BLUE"), is_rag_word("Blue badge scheme")
    (True, False)
    """
    rest = _WORD.sub("", _OLD.sub("", text))
    return bool(rag_of_text(text)) and len(re.findall(r"[^\W\d_]", rest)) <= 1


def rag_of_colour(colour: str) -> str:
    """The word for a background RRGGBB; '' for none, white and what hardly differs from it.

    >>> rag_of_colour("FFC000"), rag_of_colour("FF7C80"), rag_of_colour("FFFFFF")
    ('amber', 'red', '')
    """
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return ""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if value < _DARK:
        return "black"
    if saturation < _PALE:
        return "grey" if value < _GREYEST else ""
    degrees = hue * 360
    return next((word for limit, word in _HUES if degrees < limit), "red")


class Palette:
    """Which word a plan prints in which colour; other colours go by `rag_of_colour`.

    Yellow stands for amber, unless the plan itself speaks of yellow.
    """

    def __init__(self) -> None:
        self._printed: dict[str, str] = {}
        self._words: set[str] = set()

    def learn(self, text: str, colour: str) -> None:
        """Take note of a cell: its words and its background."""
        word = rag_of_text(text) if is_rag_word(text) else ""
        if word:
            self._words.add(word)
        if word and rag_of_colour(colour):
            self._printed.setdefault(colour.upper(), word)

    def rag(self, text: str, colour: str) -> str:
        """The rating of a cell: what it prints, else its colour."""
        printed = rag_of_text(text)
        if printed:
            return printed
        known = self._printed.get(colour.upper())
        if known:
            return known
        word = rag_of_colour(colour)
        return "amber" if word == "yellow" and "yellow" not in self._words else word
