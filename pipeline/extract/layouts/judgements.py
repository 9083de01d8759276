"""Grades: from the table by position, from headings, from the sentence that names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.extract.blocks import BULLET, HEADING, NUMBERED, Block
from pipeline.extract.layouts.reading import plain

Judgement = tuple[str, str, int | None]

_GRADE_WORDS = r"outstanding|good|requires? improvement(?: to be good)?|inadequate|adequate"
_NO_GRADE = r"(?<!\bof )(?<!\bnot )(?<!\bbe )(?<!\bthan )"
"""«… does not show the characteristics of good» grades nothing."""
_GRADE_END = re.compile(rf"[:,\-]?\s*(?:\b(?:is|are)\b\s*)?{_NO_GRADE}\b({_GRADE_WORDS})$", re.I)
_RESTATED = re.compile(rf":\s*(?:{_GRADE_WORDS})$", re.I)
"""How a section's heading restates its grade; no row of a table does."""
_GRADE_CELL = re.compile(
    rf"{_GRADE_WORDS}|requires?(?: improvement(?: to(?: be)?)?)?|not judged", re.I
)
_ROW_START = re.compile(
    r"^(?:\d(?:\.\d)?\.?\s|the (?:impact|experiences|effectiveness)|overall|experiences|adoption"
    r"|leadership|children (?:who|looked|in)|care leavers|care)",
    re.I,
)
_AREAS = (
    ("overall", re.compile(r"overall effectiveness", re.I)),
    ("leaders", re.compile(r"impact of leaders|leadership, management and governance", re.I)),
    (
        "help_protection",
        re.compile(r"(?:who|that|in) need (?:of )?help (?:and|or) protection", re.I),
    ),
    ("care_and_care_leavers", re.compile(r"children in care and (?:of )?care leavers", re.I)),
    ("adoption", re.compile(r"adoption performance", re.I)),
    ("care_leavers", re.compile(r"care leavers", re.I)),
    (
        "care",
        re.compile(r"children in care|looked after (?:and|children)|achieving permanence", re.I),
    ),
    ("lscb", re.compile(r"local safeguarding children board|\blscb\b", re.I)),
)
_OPEN_END = re.compile(r"\b(?:and|of|with|to|for|who|in|need|help|social work|practice)$", re.I)
"""A label that goes on in the next line: «… of children in care and» / «care leavers»."""

_REACH = 14.0


@dataclass(slots=True)
class _Row:
    text: str
    top: float
    bottom: float
    page: int | None


def grade_of(text: str) -> str:
    """The grade that these words name, or ''.

    >>> grade_of("Requires improvement to be good")
    'requires_improvement'
    """
    words = plain(text).lower()
    if words.startswith(("require", "requires")):
        return "requires_improvement" if "improvement" in words else ""
    return words if words in ("outstanding", "good", "inadequate", "adequate") else ""


def area_of(text: str) -> str:
    """The judgement area that a row or heading names, or ''."""
    words = plain(text)
    return next((area for area, pattern in _AREAS if pattern.search(words)), "")


def without_grade(text: str) -> str:
    """A heading without the grade behind it.

    «The impact of leaders …: good» loses «: good»; «Key strengths» stays as it is.
    """
    stripped = text.strip()
    match = _GRADE_END.search(plain(stripped))
    if match is None or not area_of(stripped):
        return stripped
    cut = re.search(
        rf"[\s:,–-]*(?:\b(?:is|are)\s+)?\b{re.escape(match.group(1))}\W*$", stripped, re.I
    )
    return stripped[: cut.start()].rstrip(" :") if cut else stripped


def from_headings(blocks: Iterable[Block]) -> list[Judgement]:
    """Grades that section headings restate («… care leavers: good»)."""
    found: dict[str, Judgement] = {}
    for block in blocks:
        if block.role == HEADING and (block.page or 0) != 1:
            match = _GRADE_END.search(plain(block.text))
            area = area_of(block.text) if match else ""
            if match and area and len(block.text) < 160:
                found.setdefault(area, (area, grade_of(match.group(1)), block.page))
    return list(found.values())


def from_table(blocks: Sequence[Block]) -> list[Judgement]:
    """Grades of a table of two columns, read by position.

    Rows are told by how they begin; a grade belongs to the row beside it. «Requires» and
    «improvement» below it are one grade. Blocks without boxes (HTML, .docx) go by row number.
    """
    rows: list[_Row] = []
    grades: list[_Row] = []
    for block in blocks:
        if block.role == BULLET or len(block.text) > 160 or not block.boxes:
            continue
        if block.role == HEADING and _RESTATED.search(plain(block.text)):
            continue
        _, _, top, _, bottom = block.boxes[0]
        text = f"{block.label} {block.text}".strip() if block.role == NUMBERED else block.text
        whole = plain(text)
        if grades and _goes_on(grades[-1], whole, top, block.page):
            grades[-1].text += " " + whole
            grades[-1].bottom = bottom
        elif _GRADE_CELL.fullmatch(whole):
            grades.append(_Row(whole, top, bottom, block.page))
        elif _ROW_START.match(whole) and not (rows and _OPEN_END.search(rows[-1].text)):
            rows.append(_Row(whole, top, bottom, block.page))
        elif (
            rows
            and rows[-1].page == block.page
            and -_REACH < top - rows[-1].bottom < _REACH
            and area_of(rows[-1].text + " " + whole)
        ):
            rows[-1].text += " " + whole
            rows[-1].bottom = max(rows[-1].bottom, bottom)
    return _pair(rows, grades)


def _goes_on(grade: _Row, whole: str, top: float, page: int | None) -> bool:
    """Is this the next line of a grade: «Requires improvement to» / «be good»?

    «Requires improvement» with «Good» below it are two grades.
    """
    if page != grade.page or not -_REACH < top - grade.bottom < _REACH:
        return False
    printed = f"{grade.text} {whole}".lower()
    return any(
        form.startswith(printed) and len(printed) > len(grade.text)
        for form in ("requires improvement to be good", "require improvement to be good")
    )


def _pair(rows: list[_Row], grades: list[_Row]) -> list[Judgement]:
    found: dict[str, Judgement] = {}
    for row in rows:
        end = _GRADE_END.search(row.text)
        if end and area_of(row.text) and not row.text.lower().startswith("overall judgement"):
            area = area_of(row.text)
            found.setdefault(area, (area, grade_of(end.group(1)), row.page))
    taken: set[int] = set()
    for row in rows:
        area = area_of(row.text)
        if not area or area in found:
            continue
        middle = (row.top + row.bottom) / 2
        near = [
            (abs((one.top + one.bottom) / 2 - middle), index)
            for index, one in enumerate(grades)
            if index not in taken
            and one.page == row.page
            and one.top < row.bottom + _REACH
            and one.bottom > row.top - _REACH
        ]
        if near:
            index = min(near)[1]
            taken.add(index)
            grade = grade_of(grades[index].text)
            if grade:
                found[area] = (area, grade, row.page)
    return list(found.values())


def from_rows(blocks: Sequence[Block]) -> list[Judgement]:
    """Grades of a table in a file without pages: the cells of one row."""
    rows: dict[tuple[int, int], list[Block]] = {}
    for block in blocks:
        if block.table:
            rows.setdefault((block.table, block.row), []).append(block)
    found: dict[str, Judgement] = {}
    for cells in rows.values():
        texts = [cell.text for cell in cells]
        area = next((area_of(text) for text in texts if area_of(text)), "")
        grade = next((grade_of(text) for text in texts if grade_of(text)), "")
        if area and grade:
            found.setdefault(area, (area, grade, cells[0].page))
    return list(found.values())


_SENTENCES = (
    (
        "overall",
        re.compile(
            r"(?:the overall judgement is(?: that children's services)?"
            r"|children's services in .{2,60}?)"
            r"\s*(?:is|are)?\s*\b(outstanding|good|requires? improvement|inadequate|adequate)\b",
            re.I,
        ),
    ),
    (
        "lscb",
        re.compile(
            r"(?:the (?:effectiveness of the )?(?:local safeguarding children board|lscb)"
            r"(?: \(lscb\))?)"
            r"\s*(?:is|:)?\s*\b(outstanding|good|requires? improvement|inadequate)\b",
            re.I,
        ),
    ),
)


def from_sentences(blocks: Iterable[Block]) -> list[Judgement]:
    """Grades that a title line says in words («Children's services in X are good»)."""
    found: dict[str, Judgement] = {}
    for block in blocks:
        if block.role != HEADING and len(block.text) > 140:
            continue
        words = plain(block.text)
        for area, pattern in _SENTENCES:
            match = pattern.match(words)
            if match:
                found.setdefault(area, (area, grade_of(match.group(1)), block.page))
    return list(found.values())


def merge(
    table: list[Judgement], *others: list[Judgement]
) -> tuple[list[Judgement], list[tuple[str, str]]]:
    """The table's grades, completed by the others; notes where two sources disagree."""
    found = {area: (area, grade, page) for area, grade, page in table}
    notes = []
    for other in others:
        for area, grade, page in other:
            if area not in found:
                found[area] = (area, grade, page)
            elif found[area][1] != grade:
                kept = f"the table says {found[area][1]}, which is kept"
                where = f"page {page}" if page else "a heading"
                notes.append(("judgement_disagrees", f"{area}: {kept}; {where} says {grade}"))
    return list(found.values()), notes
