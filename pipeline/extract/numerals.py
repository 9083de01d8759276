"""Numbers as lists print them: 4, d, iv, D, IV."""

from __future__ import annotations

DECIMAL = "decimal"
PADDED = "padded"
LETTER = "letter"
CAPITAL = "capital"
ROMAN = "roman"
CAPITAL_ROMAN = "capital roman"
ORDINAL = "ordinal"

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_LARGEST_ROMAN = 3999
_TEENS = range(11, 14)


def numeral(number: int, form: str, *, repeat: bool = True) -> str:
    """`number` in `form`; what a form cannot write (roman 0) is written as a decimal number.

    `repeat`: after z comes aa, bb (Word, OpenDocument with letter-sync), else aa, ab (HTML).

    >>> [numeral(n, form) for n, form in ((4, DECIMAL), (4, LETTER), (4, ROMAN), (28, CAPITAL))]
    ['4', 'd', 'iv', 'BB']
    """
    if form == PADDED:
        return f"{number:02}"
    if form == ORDINAL:
        return f"{number}{_ordinal_ending(number)}"
    if form in (LETTER, CAPITAL) and number > 0:
        text = _letters(number, repeat=repeat)
    elif form in (ROMAN, CAPITAL_ROMAN) and 0 < number <= _LARGEST_ROMAN:
        text = _roman(number)
    else:
        return str(number)
    return text.upper() if form in (CAPITAL, CAPITAL_ROMAN) else text


def _letters(number: int, *, repeat: bool) -> str:
    if repeat:
        times, place = divmod(number - 1, len(_ALPHABET))
        return _ALPHABET[place] * min(times + 1, 10)
    text = ""
    while number:
        number, place = divmod(number - 1, len(_ALPHABET))
        text = _ALPHABET[place] + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text


def _ordinal_ending(number: int) -> str:
    if number % 100 in _TEENS:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
