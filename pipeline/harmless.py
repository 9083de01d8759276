"""Text that a spreadsheet or a document can hold: no formulas, no characters it cannot show."""

from __future__ import annotations

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  OWASP's list
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 does not allow, and the delete character, which shows as nothing."""


def harmless(value: object) -> object:
    """A text that begins like a formula gets an apostrophe in front, as spreadsheets show text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def printable(text: str) -> str:
    """`text` with U+FFFD in the place of control characters: replaced, so that it can be seen."""
    return _NOT_XML.sub("\ufffd", text)
