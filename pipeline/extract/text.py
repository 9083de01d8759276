"""Text files (UTF-8) → blocks, read as a person reads a letter pasted from a page or an email.

Blank lines part paragraphs; `- `, `4. ` and `- a) ` begin list items; lines wrapped at a margin
are put together again, also over a page end in the middle of a sentence. A short line without a
full stop over a paragraph is a heading.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.errors import UnreadableError
from pipeline.extract.blocks import BULLET, HEADING, NUMBERED, PARAGRAPH, Block, Content
from pipeline.extract.encoding import decode
from pipeline.extract.flow import check_characters
from pipeline.extract.nesting import nest_lists
from pipeline.extract.text_structure import SALUTATION, Line, find_headings, set_levels
from pipeline.extract.words import (
    clean,
    ends_sentence,
    hangs,
    join_lines,
    split_label,
    strip_bullet,
    tidy,
)
from pipeline.extract.zipsafe import UNREADABLE, Limits

_WIDEST = 120
_WRAPPED = 0.8
_BROKEN_OFF = 40
_UNWRAPPED = 0.25
_PAGES_FOR_FURNITURE = 3

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_RULE = re.compile(r"\s*([-=_*–—])(?:\s?\1){2,}\s*")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-–]?\s*\d{1,3}\s*[-–]?(?:\s*(?:of|/)\s*\d{1,3})?", re.IGNORECASE
)
_TITLE = re.compile(r"(?:report )?title(?: of (?:the )?report)?: *(.+)", re.IGNORECASE)


def read(data: bytes, limits: Limits) -> Content:
    """The blocks of a text file. `page` stays empty: form feeds only part paragraphs."""
    text, note = decode(data)
    if "\x00" in text[:100_000]:
        raise UnreadableError(UNREADABLE, "the file is no text; add the original document")
    content = Content([], notes=[note] if note else [])
    pages = [page.splitlines() for page in _plain(text).split("\f")]
    content.furniture = _take_furniture(pages)
    lines = [line for page in pages for line in (*page, "")]
    if _is_unwrapped(lines):
        lines = [one for line in lines for one in (line, "")]
    builder = _Builder(lines)
    for line in lines:
        builder.add(line)
    found = builder.found
    find_headings(found)
    set_levels(found)
    content.blocks = [item.block for item in found]
    nest_lists(content.blocks)
    content.title = _title(content.blocks)
    return check_characters(content, limits)


def _is_unwrapped(lines: list[str]) -> bool:
    """Does each line hold a whole paragraph, as «save as plain text» writes them?"""
    prose = [line for line in lines if len(line.strip()) > _BROKEN_OFF]
    return sum(len(line) > _WIDEST for line in prose) > _UNWRAPPED * len(prose)


def _title(blocks: list[Block]) -> str:
    """The value of a title field, else the first short block."""
    for block in blocks[:10]:
        match = _TITLE.match(block.text)
        if match:
            return match[1]
    return next((block.text for block in blocks if len(block.text) <= 2 * _WIDEST), "")


def _plain(text: str) -> str:
    """Without link addresses; line ends made one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LINK.sub(lambda m: "" if m[0].startswith("!") else m[1], text)


def _take_furniture(pages: list[list[str]]) -> list[str]:
    """Blank out page numbers, and first and last lines that come back on most pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        filled = [line for line in page if line.strip()]
        seen.update({_shape(line) for line in (*filled[:1], *filled[-1:])})
    needed = max(_PAGES_FOR_FURNITURE, (len(pages) + 1) // 2)
    running = {shape for shape, count in seen.items() if count >= needed}
    furniture: dict[str, None] = {}
    for page in pages:
        filled_at = [i for i, line in enumerate(page) if line.strip()]
        for i in filled_at:
            alone = (i == 0 or not page[i - 1].strip()) and not "".join(page[i + 1 : i + 2]).strip()
            edge = i in (filled_at[0], filled_at[-1]) and len(pages) > 1
            if (_PAGE_NUMBER.fullmatch(page[i].strip()) and (alone or edge)) or (
                edge and _shape(page[i]) in running
            ):
                furniture[clean(page[i])] = None
                page[i] = ""
    return list(furniture)


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", clean(line).casefold())


class _Builder:
    """Lines → list items and paragraphs; headings are found when all is known."""

    def __init__(self, lines: list[str]) -> None:
        self.found: list[Line] = []
        self._chunk = 0
        self._after_blank = True
        self._number = 0
        lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
        self._width = min(lengths[int(0.95 * (len(lengths) - 1))], _WIDEST) if lengths else _WIDEST

    def add(self, line: str) -> None:
        line = tidy(line.expandtabs(4)).rstrip()
        if not line.strip():
            self._after_blank = True
            return
        if _RULE.fullmatch(line):
            self._underline(line)
            return
        if self._after_blank:
            self._chunk += 1
        started = self._start(line)
        if started is None:
            self._extend(line)
        else:
            self.found.append(started)
        self.found[-1].last = line
        self._after_blank = False

    def _underline(self, line: str) -> None:
        """A rule under a single short line makes it a heading; alone it only parts."""
        item = self.found[-1] if self.found else None
        if item and not self._after_blank and item.lines == 1 and item.block.role == PARAGRAPH:
            item.block.role = HEADING
            item.block.level = 1 if "=" in line else 2
        self._after_blank = True

    def _start(self, line: str) -> Line | None:
        """The item or paragraph that begins with `line`; None if the line goes on with the last."""
        indent = len(line) - len(line.lstrip())
        text = line.strip()
        hashes = _HASHES.fullmatch(text)
        if hashes:
            return self._new(HEADING, _unmarked(hashes[2]), indent, level=len(hashes[1]))
        bullet, rest = strip_bullet(text)
        label, after = split_label(rest)
        if bullet and rest and not (label and after):
            return self._new(BULLET, _unmarked(rest), indent)
        if label and after and (bullet or self._may_number(label)):
            self._number = int(label) if label.isdecimal() else self._number
            return self._new(NUMBERED, _unmarked(after), indent, label=label)
        if not self.found or not self._continues(text):
            block_text = _unmarked(text)
            item = self._new(PARAGRAPH, block_text, indent)
            item.block.bold = text.startswith(("**", "__")) and text.endswith(("**", "__"))
            return item
        return None

    def _may_number(self, label: str) -> bool:
        """In the middle of a paragraph a line may begin with a number that labels nothing."""
        if self._after_blank or not self.found:
            return True
        last = self.found[-1]
        if ends_sentence(last.block.text) or last.block.role == HEADING:
            return True
        return label.isdecimal() and int(label) == self._number + 1 and not hangs(last.block.text)

    def _continues(self, text: str) -> bool:
        last = self.found[-1]
        before = last.block.text
        if last.block.role == HEADING:
            return False
        if self._after_blank:
            return not ends_sentence(before) and (
                (text[0].islower() and (len(before) >= _BROKEN_OFF or last.block.role == NUMBERED))
                or (len(before) >= _BROKEN_OFF and hangs(before) and not SALUTATION.match(before))
            )
        if text[0].islower() or hangs(before) or last.last.endswith(("-", "\u00ad")):
            return True
        room = len(last.last) + 1 + len(text.split(maxsplit=1)[0])
        return room > _WRAPPED * self._width

    def _new(self, role: str, text: str, indent: int, label: str = "", level: int = 1) -> Line:
        block = Block(role=role, text=clean(text), label=label, level=level)
        return Line(block, indent, self._chunk)

    def _extend(self, line: str) -> None:
        item = self.found[-1]
        item.block.text = join_lines(item.block.text, clean(_unmarked(line.strip())))
        item.lines += 1


def _unmarked(text: str) -> str:
    return _EMPHASIS.sub(r"\2", text)
