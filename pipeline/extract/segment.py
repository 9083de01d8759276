"""Lines of PDF pages → blocks: what is page furniture, footnote, heading, bullet, paragraph.

Nothing here knows a kind of inspection. What decides is what a reader's eye uses: place on the
page, white space, indentation, weight, size, and whether a line ends before the margin.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.extract.blocks import BULLET, CELL, HEADING, NUMBERED, PARAGRAPH, Block, Content
from pipeline.extract.divided import Joiner
from pipeline.extract.furniture import find_furniture, footnote_blocks, split_footnotes
from pipeline.extract.pdf import Line, Page
from pipeline.extract.tables import Cell
from pipeline.extract.words import BULLETS, DASH_BULLETS, clean, split_label

_NUMBER = re.compile(r"(\d{1,3})\.\s*(?=[^\W\d]|[‘“'\"(])")
_NAMED = re.compile(
    r"((?:R|A|AFI|AfI|Rec|Recommendation|Action|Priority action|Area) ?\d{1,2}|\d{1,2}\.[a-z]"
    r"|\d{1,2}(?:\.\d{1,2}){2})[.):]?\s+(?=[A-Z‘“'\"(])"
)
_LABELISH = re.compile(r"\(?[A-Za-z0-9]{1,5}[.)]")
_LABEL_ALONE = re.compile(r"(?:[A-Za-z]{1,15} ?)?\(?\d{1,3}(?:\.\d{1,2}){0,2}[a-z]?[.):]{0,2}")
_SENTENCE_END = re.compile(r"[.?!:;]['’”)\]]*$")
_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_OPENING = frozenset("‘“'\"([")
_LONGEST_HEADING = 220


def segment(pages: list[Page], tables: Mapping[int, Sequence[Cell]] | None = None) -> Content:
    """The blocks of a document in reading order, with footnotes and page furniture apart.

    `tables`: cells of ruled tables by page number, for pages where lines alone do not tell.
    """
    content = Content([], page_count=len(pages))
    lines_by_page = [[line for line in page.lines if _tidy(line)] for page in pages]
    body_size = _body_size(lines_by_page)
    furniture = find_furniture(pages, lines_by_page, body_size)
    content.furniture = sorted({line.text for found in furniture for line in found.values()})
    joiner = Joiner()
    body: list[list[Line]] = []
    for page, lines, apart in zip(pages, lines_by_page, furniture, strict=True):
        rest = [line for line in lines if id(line) not in apart]
        rest, notes = split_footnotes(rest, page.height, body_size)
        for line in rest:
            joiner.learn(line.text)
        content.footnotes += footnote_blocks(notes, joiner)
        body.append(_merge_fragments(_in_reading_order(rest)))
    leading = _leading(body, body_size)
    builder = _Builder(body_size, leading, joiner)
    for page, lines in zip(pages, body, strict=True):
        builder.start_page(lines, page.width)
        cells = (tables or {}).get(page.number, ())
        if cells:
            builder.add_tables(lines, cells)
            continue
        mended = _mend_gaps(lines)
        beside = _beside(mended)
        for index, line in enumerate(mended):
            if line.size > body_size + 1:
                line.text = joiner.mended(line.text)
            builder.add(line, cell=index in beside)
    content.blocks = builder.finish()
    return content


def _tidy(line: Line) -> bool:
    """Clean the text of a line in place; False if nothing is left."""
    line.text = clean(line.text)
    return bool(line.text)


def _body_size(pages: Iterable[list[Line]]) -> float:
    """The size in which most letters of long lines are set; 12 if there are none.

    Cells of tables are short, and often smaller than the text around them.
    """
    letters: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            letters[line.size] += len(line.text) if len(line.text) > 45 else 1
    return max(letters, key=lambda size: (letters[size], -size)) if letters else 12.0


def _in_reading_order(lines: list[Line]) -> list[Line]:
    """The order of the file, unless it goes back up the page where lines stand above each other.

    Cells of a table stand side by side, so their order in the file is kept.
    """
    for index in range(1, len(lines)):
        line = lines[index]
        for before in lines[max(0, index - 40) : index]:
            if line.bottom < before.top + 1 and line.x0 < before.x1 - 1 and before.x0 < line.x1 - 1:
                return sorted(lines, key=lambda one: (round(one.baseline / 3), one.x0))
    return lines


def _merge_fragments(lines: list[Line]) -> list[Line]:
    """Put pieces of one printed line together that the file sets one after another."""
    merged: list[Line] = []
    for line in lines:
        last = merged[-1] if merged else None
        if (
            last is not None
            and not line.parted
            and abs(line.baseline - last.baseline) < 0.35 * max(line.size, last.size)
            and -1.0 < line.x0 - last.x1 < 1.2 * max(line.size, last.size)
        ):
            glue = " " if line.x0 - last.x1 > 0.12 * line.size else ""
            merged[-1] = replace(
                last,
                text=f"{last.text}{glue}{line.text}",
                x1=max(last.x1, line.x1),
                top=min(last.top, line.top),
                bottom=max(last.bottom, line.bottom),
                joined=line.joined,
            )
        else:
            merged.append(line)
    return merged


def _beside(lines: list[Line]) -> set[int]:
    """Indexes of lines that have another one beside them: cells of a table, columns of names."""
    found: set[int] = set()
    order = sorted(range(len(lines)), key=lambda i: lines[i].baseline)
    for position, index in enumerate(order):
        line = lines[index]
        for other in order[position + 1 : position + 4]:
            next_line = lines[other]
            if next_line.baseline - line.baseline > 0.75 * line.size:
                break
            if next_line.x0 > line.x1 + 2 or line.x0 > next_line.x1 + 2:
                found.add(index)
                found.add(other)
    return found


def _mend_gaps(lines: list[Line]) -> list[Line]:
    """Put a line of running text together that has a wide blank in it.

    Cells begin with a capital or a number; «needs» and «are understood» below an unfinished line
    at the same left edge are one line.
    """
    mended: list[Line] = []
    for index, line in enumerate(lines):
        last = mended[-1] if mended else None
        above = lines[index - 2] if index > 1 else None
        if (
            line.parted
            and last is not None
            and abs(line.baseline - last.baseline) < 1
            and len(line.text) > 20
            and _LABEL_ALONE.fullmatch(last.text)
        ) or (
            line.parted
            and last is not None
            and above is not None
            and abs(line.baseline - last.baseline) < 1
            and line.text[0].islower()
            and last.text[0].islower()
            and abs(above.x0 - last.x0) < 40
            and not _SENTENCE_END.search(above.text)
        ):
            mended[-1] = replace(
                last, text=f"{last.text} {line.text}", x1=line.x1, joined=line.joined
            )
        else:
            mended.append(line)
    return mended


def _leading(pages: list[list[Line]], body_size: float) -> float:
    """The usual distance between the lines of a paragraph in body size."""
    steps: Counter[float] = Counter()
    for lines in pages:
        for before, line in itertools.pairwise(lines):
            step = line.baseline - before.baseline
            if (
                0.9 * body_size < step < 2.2 * body_size
                and abs(line.size - body_size) < 0.6
                and -4 < line.x0 - before.x0 < 50  # a number's text may hang
            ):
                steps[round(step * 2) / 2] += 1
    if not steps:
        return 1.2 * body_size
    # Many one-line items make the step between paragraphs the commonest.
    often = 0.25 * max(steps.values())
    return min(step for step, count in steps.items() if count >= often)


def _label(text: str) -> tuple[str, str]:
    """The printed number at the start of a line and the rest; '' where there is none."""
    match = _NUMBER.match(text) or _NAMED.match(text)
    if match:
        return match.group(1), text[match.end() :]
    if not (text[0].isdigit() or _LABELISH.match(text)):
        return "", text
    return split_label(text)


def _parted(
    line: Line, middle: float, cell: Cell, cells: Sequence[Cell]
) -> list[tuple[Cell, Line]]:
    """The cells that a line runs over, each with its piece of the line.

    Where two cells stand so close that their lines came as one, pdfplumber's text of the cell
    beside tells where the line parts.
    """
    if line.x1 <= cell.x1 + 3:
        return [(cell, line)]
    beside = next((c for c in cells if c is not cell and c.holds(line.x1 - 1, middle)), None)
    if beside is not None:
        for printed in map(clean, beside.text.splitlines()):
            if printed and line.text.endswith(" " + printed):
                left = line.text[: -len(printed)].rstrip()
                return [
                    (cell, replace(line, text=left, x1=cell.x1)),
                    (beside, replace(line, text=printed, x0=beside.x0)),
                ]
    return [(cell, line)]


class _Builder:
    """Takes lines in reading order and makes blocks of them."""

    def __init__(self, body_size: float, leading: float, joiner: Joiner) -> None:
        self.body_size = body_size
        self.leading = leading
        self.joiner = joiner
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self.block: Block | None = None
        self.text_left = 0.0
        self.margin = 0.0
        self.bullet_left = 0.0
        self.hanging = 0.0
        self.number = 0
        self.dashed = False

    def start_page(self, lines: list[Line], width: float) -> None:
        """Find the right margin of the page: where its long lines end."""
        ends = sorted(line.x1 for line in lines if len(line.text) > 40)
        self.margin = ends[int(0.95 * (len(ends) - 1))] if ends else 0.88 * width

    def finish(self) -> list[Block]:
        self._close()
        return self.blocks

    def add(self, line: Line, *, cell: bool) -> None:
        if cell:
            self._open(CELL, line, line.text)
            return
        heading = self._looks_like_heading(line)
        if line.text[0] in BULLETS:
            rest = line.text[1:].strip()
            if rest:
                self._open(BULLET, line, rest)
                self.dashed = False
                return
        if line.text[0] in DASH_BULLETS and self._starts_dash(line):
            self._open(BULLET, line, line.text[1:].strip())
            self._lower()
            self.dashed = True
            return
        label, rest = _label(line.text)
        if label and rest and not heading and self._starts_number(line, label):
            self._open(NUMBERED, line, rest, label)
            self.dashed = False
            return
        if self.block is not None and self._continues(line, heading):
            self._extend(line)
            return
        self._open(HEADING if heading else PARAGRAPH, line, line.text)

    def add_tables(self, lines: list[Line], cells: Sequence[Cell]) -> None:
        """Add a page with ruled tables: the lines of a cell make one block, in row order."""
        inside: dict[tuple[int, int, int], list[Line]] = {}
        cell_of: dict[int, Cell] = {}
        for line in lines:
            middle = line.baseline - 0.3 * line.size
            cell = next((c for c in cells if c.holds(line.x0 + 1, middle)), None)
            if cell is None:
                continue
            cell_of[id(line)] = cell
            for one, piece in _parted(line, middle, cell, cells):
                inside.setdefault((one.table, one.row, one.column), []).append(piece)
        done: set[int] = set()
        for line in lines:
            found = cell_of.get(id(line))
            if found is None:
                self.add(line, cell=False)
            elif found.table not in done:
                done.add(found.table)
                self._add_table(found.table, inside)

    def _add_table(self, table: int, inside: dict[tuple[int, int, int], list[Line]]) -> None:
        self._close()
        keys = sorted(key for key in inside if key[0] == table)
        columns = {column for _, _, column in keys}
        first_row = min(row for _, row, _ in keys)
        for key in keys:
            _, row, column = key
            lines = inside[key]
            open_row = self._open_row(lines[0], column) if row == first_row else None
            first_missing = min(columns) not in {c for t, r, c in keys if r == row}
            if not (first_missing or lines[0].text[0].islower()):
                open_row = None
            text = ""
            for index, line in enumerate(lines):
                marked = bool(index) and lines[index - 1].joined
                if line.text[0] in BULLETS:
                    text = f"{text}\n{line.text[1:].strip()}" if text else line.text[1:].strip()
                else:
                    text = self.joiner.join(text, line.text, marked=marked) if text else line.text
            if open_row is not None:
                open_row.text = self.joiner.join(open_row.text, text, marked=False)
                open_row.page_end = lines[0].page
                open_row.boxes += _boxes(lines)
                continue
            label, rest = _label(text)
            self.blocks.append(
                Block(
                    CELL,
                    rest or text,
                    label=label,
                    page=lines[0].page,
                    page_end=lines[0].page,
                    boxes=_boxes(lines),
                    bold=lines[0].bold,
                    size=lines[0].size,
                    left=lines[0].x0,
                    table=table,
                    row=row,
                    column=column,
                )
            )

    def _open_row(self, line: Line, column: int) -> Block | None:
        """The cell at the end of the page before that this one may go on from."""
        for block in reversed(self.blocks[-8:]):
            if not block.table or block.page_end != line.page - 1:
                if block.page_end != line.page:
                    return None
                continue
            if block.column == column:
                return block
        return None

    def _looks_like_heading(self, line: Line) -> bool:
        return line.bold or line.size > self.body_size + 0.8

    def _starts_dash(self, line: Line) -> bool:
        """Does a dash begin an item below the current one, or is it a dash in a sentence?"""
        block = self.block
        if block is None or len(line.text) < 3 or line.text[1] != " ":
            return False
        if block.role == HEADING or (self.dashed and abs(line.x0 - block.left) < 3):
            return True
        ended = block.text.rstrip().endswith((":", ";", ".", ",", " and", " or")) or (
            block.role == BULLET and block.level > 1
        )
        return block.role in (BULLET, NUMBERED, PARAGRAPH) and ended

    def _lower(self) -> None:
        """The open block stands below the item before it, unless both have a dash at one place."""
        if self.block is not None and self.blocks and self.blocks[-1].role in (BULLET, NUMBERED):
            before = self.blocks[-1]
            beside = self.dashed and abs(self.block.left - before.left) < 8
            self.block.level = before.level if beside else 2

    def _starts_number(self, line: Line, label: str) -> bool:
        """Is «12. Text» a numbered paragraph, or a line that happens to begin with a number?

        A label stands out to the left of the text it numbers, or follows on the number before.
        «18. Young people …» at the text's own indentation inside a paragraph is no label.
        """
        digits = label.rstrip(".)")
        block = self.block
        if self._succeeds(label) and block is not None and abs(line.x0 - block.left) < 4:
            return True
        follows = digits.isdigit() and int(digits) in (self.number + 1, self.number + 2)
        punctuated = "." in label or label[-1] == ")" or label[0] == "("
        punctuated = punctuated or line.text[len(label) :][:1] == "."
        if block is None or not self.lines:
            return punctuated or follows
        last = self.lines[-1]
        gap = line.baseline - last.baseline
        apart = line.page != last.page or gap > 1.25 * self.leading or gap < 0
        if block.role in (NUMBERED, BULLET):
            out = line.x0 < self.text_left - 4 if len(self.lines) > 1 or self.text_left else False
            if not apart and not out:
                ended = bool(_SENTENCE_END.search(block.text)) and self._stopped_short(line)
                return punctuated and ended and (follows or not digits.isdigit())
            return punctuated or follows
        if block.role == PARAGRAPH and not apart:
            ended = bool(_SENTENCE_END.search(block.text))
            return punctuated and ended and (follows or digits == "1" or not digits.isdigit())
        return punctuated or (follows and line.text[len(label)] == " ")

    def _succeeds(self, label: str) -> bool:
        """Is this the letter or small numeral after that of the open item: (b) after (a)?"""
        if self.block is None or self.block.role != NUMBERED:
            return False
        old, new = self.block.label.strip("()."), label.strip("().")
        if old.isalpha() and new.isalpha():
            if len(old) == len(new) == 1 and ord(new) == ord(old) + 1:
                return True
            return old in _NUMERALS[:-1] and new == _NUMERALS[_NUMERALS.index(old) + 1]
        return False

    def _continues(self, line: Line, heading: bool) -> bool:
        block = self.block
        if block is None or block.role == CELL:
            return False
        last = self.lines[-1]
        if heading != (block.role == HEADING) and not (block.role != HEADING and block.bold):
            return False
        if abs(line.size - last.size) > 0.8:
            return False
        if line.page != last.page:
            return self._continues_over_page(line, block)
        gap = line.baseline - last.baseline
        tight = max(self.leading, 1.22 * line.size)
        if gap < 0.3 * line.size or gap > 1.27 * tight:
            return False
        if block.role == HEADING:
            return block.bold == line.bold and not self._stopped_short(line, generous=True)
        if gap > 1.18 * self.leading + 0.5 and _SENTENCE_END.search(last.text):
            return False
        if len(self.lines) == 1 and block.role in (BULLET, NUMBERED):
            if line.x0 < self.lines[0].x0 - 3:
                return False
            if line.x0 < self.lines[0].x0 + 3 and _SENTENCE_END.search(block.text):
                return not self._stopped_short(line)
            return True
        left = self.text_left if block.role in (BULLET, NUMBERED) else self.lines[0].x0
        if abs(line.x0 - left) > 5 or self._steps_further(line):
            return False
        if self._stopped_short(line):
            ended = bool(_SENTENCE_END.search(last.text))
            return not ended and not (
                line.text[0].isupper() and self._stopped_short(line, generous=True)
            )
        return True

    def _steps_further(self, line: Line) -> bool:
        """Does a new sentence stand a little further below than the lines before it do?

        So rows of a ruled table part whose cells have no padding: 15 points after steps of 14.5.
        """
        here = [one for one in self.lines if one.page == line.page]
        if len(here) < 3 or not line.text[0].isupper():
            return False
        if not _SENTENCE_END.search(here[-1].text):
            return False
        steps = [b.baseline - a.baseline for a, b in itertools.pairwise(here)]
        return (
            max(steps) - min(steps) < 0.25 and line.baseline - here[-1].baseline > max(steps) + 0.3
        )

    def _continues_over_page(self, line: Line, block: Block) -> bool:
        if block.role == HEADING:
            return False
        ended = bool(_SENTENCE_END.search(block.text))
        first = line.text.lstrip("".join(_OPENING))[:1]
        goes_on = first.islower() or not (ended or (first.isupper() and self._stopped_short(line)))
        if block.role in (BULLET, NUMBERED):
            at_text = abs(line.x0 - self.text_left) < 6 if self.text_left else True
            hangs = self.text_left - self.lines[0].x0 > 5 or self.hanging > 5
            return at_text and (goes_on or (hangs and bool(self.text_left)))
        return goes_on and abs(line.x0 - self.lines[0].x0) < 12

    def _stopped_short(self, line: Line, *, generous: bool = False) -> bool:
        """Did the last line end although the first word of `line` would have fitted on it?"""
        last = self.lines[-1]
        margin = self.margin
        if len(self.lines) > 2:
            margin = min(margin, max(one.x1 for one in self.lines[:-1]) + 2)
        letter = (last.x1 - last.x0) / max(len(last.text), 1)
        word = len(line.text.split(" ", 1)[0]) + 2.5
        if generous:
            return last.x1 + letter * word + 0.1 * (margin - last.x0) < margin
        return last.x1 + letter * word < margin

    def _open(self, role: str, line: Line, text: str, label: str = "") -> None:
        self._close()
        level = 1
        if role == BULLET:
            previous = self.blocks[-1] if self.blocks else None
            if (
                previous is not None
                and previous.role in (BULLET, NUMBERED)
                and self.bullet_left
                and line.x0 > self.bullet_left + 8
                and previous.role != NUMBERED
            ):
                level = 2
            else:
                self.bullet_left = line.x0
        elif role == PARAGRAPH and self.blocks and self.blocks[-1].role in (BULLET, NUMBERED):
            if self.text_left and abs(line.x0 - self.text_left) < 5 and self.hanging > 5:
                level = 2
        elif role == NUMBERED:
            digits = label.rstrip(".)")
            if digits.isdigit():
                self.number = int(digits)
        self.block = Block(
            role,
            text,
            label=label.rstrip("."),
            level=level,
            page=line.page,
            page_end=line.page,
            bold=line.bold,
            size=line.size,
            left=line.x0,
        )
        self.lines = [line]
        if role in (BULLET, NUMBERED):
            self.text_left = 0.0
        elif level == 1:
            self.text_left = line.x0
            self.hanging = 0.0

    def _extend(self, line: Line) -> None:
        block = self.block
        if block is None:
            return
        block.text = self.joiner.join(block.text, line.text, marked=self.lines[-1].joined)
        block.page_end = line.page
        if block.role in (BULLET, NUMBERED) and not self.text_left:
            self.text_left = line.x0
            self.hanging = line.x0 - self.lines[0].x0
        self.lines.append(line)

    def _close(self) -> None:
        block = self.block
        if block is None:
            return
        block.boxes = _boxes(self.lines)
        if block.role == HEADING and (len(block.text) > _LONGEST_HEADING or _is_sentence(block)):
            block.role = PARAGRAPH
        self.blocks.append(block)
        self.block = None


def _is_sentence(block: Block) -> bool:
    """Large type that is no heading: a sentence from its capital to its full stop."""
    return not block.bold and len(block.text) > 80 and block.text.rstrip().endswith(".")


def _boxes(lines: list[Line]) -> list[tuple[int, float, float, float, float]]:
    """One box a page around the lines, high enough for the letters of any font of their size."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    return [
        (
            page,
            round(min(one.x0 for one in group) - 1, 1),
            round(min(min(one.top, one.baseline - 0.85 * one.size) for one in group) - 0.5, 1),
            round(max(one.x1 for one in group) + 2, 1),
            round(max(max(one.bottom, one.baseline + 0.27 * one.size) for one in group) + 0.5, 1),
        )
        for page, group in by_page.items()
    ]
