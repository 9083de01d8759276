"""Text as files give it → text as it is read: one spelling of blanks, glyphs, bullets and labels.

All readers share these rules, so that one passage reads the same from PDF, HTML and Word.
"""

from __future__ import annotations

import re

from pipeline.dates import MONTHS

BULLETS = frozenset(
    "•◦▪▫■□●○◼◻◾◽⬛⬜⚫⚪◆◇❖‣∙·➢➤➔✓✔✦\u2043\u2b24\u2bc0\u25b6\u25ba\u25b8\u2751\u0192"
)
"""Glyphs that are a bullet wherever they begin a line."""
DASH_BULLETS = frozenset("-–—−*»→o§Ø\u203a\u00fc\ufffd")
"""What is a bullet only with a blank after it: dashes, and letters of a symbol font gone astray."""

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PRIVATE_BULLETS = "\uf0b7\uf0a7\uf06e\uf06f\uf0a8\uf0d8\uf0fc\uf076\uf071\uf075\uf02a\uf09f\uf0f0"
_PLAIN = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\uf02d": "–",
    "\uf0e0": "→",
    "‐": "-",
    "‑": "-",
    "\u00a0": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u0085": "\n",
    "\ufffe": "\u00ad",
    "\x02": "\u00ad",
}
_GONE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c\ufff9\ufffa\ufffb"
_TABLE = str.maketrans(
    dict.fromkeys(_PRIVATE_BULLETS, "•")
    | dict.fromkeys(_GONE, "")
    | {chr(c): " " for c in (*range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x1680)}
    | {chr(c): "" for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
    | {chr(c): "" for c in range(32) if chr(c) not in "\t\n\r\f\v"}
    | {chr(c): bytes([c]).decode("cp1252", "ignore") for c in range(0x7F, 0xA0)}
    | _PLAIN
)
_ODD = re.compile(f"[{''.join(map(re.escape, map(chr, _TABLE)))}\u00ad\ue000-\uf8ff]")
_HYPHENATED = re.compile("\u00ad[ \t]*(?:\r?\n[ \t]*)?(?=\\S)")
_LONE_PRIVATE = re.compile("^[\ue000-\uf8ff](?=\\s|$)")


def tidy(text: str) -> str:
    """`text` with plain letters and bullets, blanks and line breaks still as they stand.

    A soft hyphen (U+00AD; U+FFFE in PDFs) joins what it divides. At the very end it stays as
    U+00AD, to say that the word goes on in the next line.
    """
    if not _ODD.search(text):
        return text
    text = text.translate(_TABLE)
    if "\u00ad" in text:
        text = _HYPHENATED.sub("", text)
    return _LONE_PRIVATE.sub("•", text) if _PRIVATE.search(text) else text


def clean(text: str) -> str:
    r"""`tidy` text on one line, with single blanks.

    >>> clean("the \ufb01nal\u00a0 super\u00advision")
    'the final supervision'
    """
    return " ".join(tidy(text).split())


def strip_bullet(text: str) -> tuple[bool, str]:
    """Does `text` begin with a bullet glyph, and what follows it.

    A glyph alone is a bullet with nothing after it; a dash or a letter alone is itself.

    >>> strip_bullet("• plans"), strip_bullet("– plans"), strip_bullet("–5"), strip_bullet("–")
    ((True, 'plans'), (True, 'plans'), (False, '–5'), (False, '–'))
    """
    text = tidy(text).strip()
    if not text:
        return False, text
    if text[0] in BULLETS:
        return True, text[1:].lstrip("".join(BULLETS) + " \t")
    if text[0] in DASH_BULLETS and text[1:2].isspace() and text[1:].strip():
        return True, text[1:].strip()
    return False, text


_ROMAN = r"(?:x{0,3}(?:ix|iv|v?i{1,3}|v)|x{1,3})"
_DOUBLED = "|".join(letter * 2 for letter in "abcdefghijklmnopqrstuvwxyz")
_INNER = rf"(?:\d{{1,3}}[a-z]?|[a-z]|{_DOUBLED}|{_ROMAN})"
_IN_BRACKETS = re.compile(r"((?:\d{1,3})?(?:\([0-9A-Za-z]{1,5}\))+)\.?(?:\s+|$)")
_BRACKETED = re.compile(rf"\((?:{_INNER})\)", re.IGNORECASE)
_HALF_BRACKET = re.compile(rf"({_INNER}\))(?:\s+|$|(?=[A-Z]))", re.IGNORECASE)
_NUMBER_STOP = re.compile(r"(\d{1,3}[a-z]?)\.(?:\s+|$|(?=[A-Z‘“][a-z]))")
_LETTER_STOP = re.compile(rf"([a-z]|{_ROMAN})\.\s+(?=\S)")
_CAPITAL_STOP = re.compile(rf"([A-Z]|{_ROMAN.upper()})\.(?:\t|\s{{2,}})\s*(?=\S)")
_DECIMAL = re.compile(r"([1-9]\d?(?:\.[1-9]\d{0,2}){1,3}\.?)(\s+|$)")
_BARE = re.compile(r"(\d{1,3})(\s+)(?=[A-Z‘“'\"(])")
_SET_APART = re.compile(r"\t|\s{2,}")
_MONTH = re.compile(rf"(?:{'|'.join((*MONTHS, *(m[:3] for m in MONTHS), 'Sept'))})\b")
_SENTENCE_WORDS = 10


def split_label(text: str) -> tuple[str, str]:
    """The number that `text` begins with, without its full stop, and what follows; '' if none.

    Give it the text with its tabs: «4⇥Supervision» is numbered, while after a single blank a bare
    number must be followed by a sentence, for «4 Station Road», «16 and 17» and «4 May» are none.

    >>> split_label("4. Plans are late."), split_label("(a) plans"), split_label("2.1 Plans")
    (('4', 'Plans are late.'), ('(a)', 'plans'), ('2.1', 'Plans'))
    >>> split_label("2021 was hard."), split_label("2.1 million")
    (('', '2021 was hard.'), ('', '2.1 million'))
    """
    text = tidy(text).strip()
    match = _IN_BRACKETS.match(text)
    if match and all(_BRACKETED.fullmatch(part) for part in re.findall(r"\(.*?\)", match[1])):
        return match[1], text[match.end() :]
    match = _HALF_BRACKET.match(text)
    if match:
        return match[1], text[match.end() :]
    match = _NUMBER_STOP.match(text)
    if match:
        return match[1], text[match.end() :]
    match = _DECIMAL.match(text)
    if match and not _goes_on(text[match.end() :], apart=bool(_SET_APART.search(match[2]))):
        return match[1].rstrip("."), text[match.end() :]
    match = _LETTER_STOP.match(text) or _CAPITAL_STOP.match(text)
    if match:
        return match[1], text[match.end() :]
    match = _BARE.match(text)
    if match:
        rest = text[match.end() :]
        if not _MONTH.match(rest) and (_SET_APART.search(match[2]) or _is_sentence(rest)):
            return match[1], rest
    return "", text


def _goes_on(rest: str, *, apart: bool) -> bool:
    """Is a decimal number the beginning of a sentence («2.1 million») rather than a label?"""
    return bool(rest) and not apart and not re.match(r"[A-Z‘“'\"(\[]", rest)


def _is_sentence(text: str) -> bool:
    return text.rstrip("'’”\")").endswith((".", ":", ";", "?")) or (
        len(text.split()) >= _SENTENCE_WORDS
    )


_END = re.compile(r"[.!?:;…]['’”\")\]]*$")
_HANGING = re.compile(
    r"(?:^|\s)(?:a|an|the|and|or|of|to|in|on|at|by|for|from|with|within|that|which|who|whose|as|is"
    r"|are|was|were|be|been|has|have|had|not|their|its|this|these|those|into|than|between)$",
    re.IGNORECASE,
)


def ends_sentence(text: str) -> bool:
    """Does `text` end as a sentence or an item of a list does?"""
    return bool(_END.search(text.rstrip()))


def hangs(text: str) -> bool:
    """Does `text` break off at a place where no sentence, heading or address line ends?

    >>> hangs("arrangements for"), hangs("Arrangements")
    (True, False)
    """
    text = text.rstrip()
    return text.endswith((",", "\u00ad", "/")) or bool(_HANGING.search(text))


def join_lines(before: str, after: str) -> str:
    """Two lines as running text. A hyphen at the line end stays: «well-» / «kept» is «well-kept».

    Which divided words lose their hyphen only the whole document can tell (see `divided`).
    """
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return before + after
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if before.endswith("-") and before[-2:-1].isalnum() and after[:1].isalnum():
        return before + after
    return f"{before} {after}"


_UNIT = re.compile(r"(?:^|[\s\d])(?:[kcm]?m)$")
_MARKER = re.compile(
    r"\s*[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,4}|[*†‡§]{1,3})[\])]?(?:\s*,\s*\d{1,3})*\s*"
)


def is_note_marker(raised: str, before: str) -> bool:
    """Is raised text a footnote marker? «20th» and «m²» are none."""
    return bool(_MARKER.fullmatch(raised)) and not _UNIT.search(before)
