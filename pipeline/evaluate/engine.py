"""What was read, checked against the words of another engine (pdfplumber, from pdfminer).

Two questions: does each numbered paragraph go on to its last word, and are the words of each
finding found again inside its boxes? Page furniture and footnotes are left out of the other
engine's words by their own rules here, not by those of `pipeline.extract`.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import pdfplumber

from pipeline.evaluate.figures import squash, tokens
from pipeline.records import Extraction, Finding

_NUMBERED_KINDS = ("ilacs_inspection", "sif_inspection", "improvement_notice")
_START = 24
_HEADING = "¶"


@dataclass(slots=True)
class Check:
    """Counts of one publication, and what failed, as (finding_id, what)."""

    paragraphs: int = 0
    complete: int = 0
    boxed: int = 0
    inside: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: Check) -> None:
        """Sum up."""
        self.paragraphs += other.paragraphs
        self.complete += other.complete
        self.boxed += other.boxed
        self.inside += other.inside
        self.failures += other.failures


Word = dict[str, Any]


def check(data: bytes, extraction: Extraction) -> Check:
    """Check the findings of one PDF."""
    result = Check()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        pages: dict[int, list[Word]] = {}
        for page in pdf.pages:
            words = page.extract_words(extra_attrs=["size", "fontname"])
            pages[page.page_number] = [{**word, "height": page.height} for word in words]
            page.close()
    for finding in extraction.findings:
        if finding.boxes:
            result.boxed += 1
            missing = _missing(finding, pages)
            result.inside += not missing
            if missing:
                result.failures.append((finding.finding_id, f"not in its boxes: {missing[:5]}"))
    if extraction.publication.kind in _NUMBERED_KINDS:
        _check_paragraphs(extraction, pages, result)
    return result


def _missing(finding: Finding, pages: dict[int, list[Word]]) -> list[str]:
    """The words of a finding that no box of it holds."""
    inside: list[str] = []
    for page, x0, top, x1, bottom in finding.boxes:
        for word in pages.get(page, []):
            middle_x = (word["x0"] + word["x1"]) / 2
            middle_y = (word["top"] + word["bottom"]) / 2
            if x0 <= middle_x <= x1 and top <= middle_y <= bottom:
                inside.append(word["text"])
    found = Counter(token for word in inside for token in tokens(word))
    run = squash(" ".join(inside))
    missing = []
    for token in tokens(finding.text):
        if found[token]:
            found[token] -= 1
        elif token not in run:  # a word divided at a line end is two words there
            missing.append(token)
    return missing


def _check_paragraphs(extraction: Extraction, pages: dict[int, list[Word]], result: Check) -> None:
    """Count the numbered paragraphs that are complete.

    Such a paragraph has its letters in the other engine's text from the first to the last, and
    what comes next there is the next finding or what ends a part.
    """
    body = _body(pages)
    starts = _starts(extraction)
    for finding in extraction.findings:
        if not finding.paragraph_number[:1].isdigit():
            continue
        result.paragraphs += 1
        letters = squash(finding.text)
        at = body.find(letters)
        if at < 0:
            result.failures.append((finding.finding_id, "its letters are not found in one piece"))
            continue
        rest = body[at + len(letters) : at + len(letters) + 60]
        if not rest or rest[0] == _HEADING or any(rest.startswith(start) for start in starts):
            result.complete += 1
        else:
            result.failures.append((finding.finding_id, f"goes on with {rest[:30]!r}"))


def _starts(extraction: Extraction) -> set[str]:
    """How what comes after a finding may begin: labels and words of findings, fixed endings."""
    starts = set()
    for finding in extraction.findings:
        words = squash(finding.text)[:_START]
        starts.add(squash(finding.paragraph_number) + words)
        starts.add(words)
    starts |= {squash(text)[:_START] for text in ("The Office for Standards in Education", "Annex")}
    return {start for start in starts if len(start) > 4}


def _body(pages: dict[int, list[Word]]) -> str:
    """The letters of all pages, without page furniture and footnotes; a mark for each heading."""
    lines_by_page = {number: _lines(words) for number, words in pages.items()}
    sizes: Counter[float] = Counter()
    for words in pages.values():
        for word in words:
            sizes[round(word["size"], 1)] += len(word["text"])
    body_size = sizes.most_common(1)[0][0] if sizes else 12.0
    seen: defaultdict[str, int] = defaultdict(int)
    for lines in lines_by_page.values():
        for key in {_key(line) for line in lines}:
            seen[key] += 1
    kept = []
    for lines in lines_by_page.values():
        for line in lines:
            text = " ".join(word["text"] for word in line)
            height = line[0]["height"]
            share = line[0]["bottom"] / height
            in_band = share < 0.11 or share > 0.915
            small = max(word["size"] for word in line) < 0.9 * body_size
            if in_band and (seen[_key(line)] > 2 or re.fullmatch(r"\d{1,3}", text) or small):
                continue
            if small and share > 0.35:
                continue
            heading = _is_heading(line, body_size)
            kept.append(_HEADING if heading else squash(_without_raised(line, body_size)))
    return "".join(kept)


def _is_heading(line: list[Word], body_size: float) -> bool:
    """Is a line set larger than the body or bold from end to end?"""
    return all(
        word["size"] > body_size + 0.8 or "bold" in word["fontname"].lower() for word in line
    )


def _without_raised(line: list[Word], body_size: float) -> str:
    """The words of a line without footnote markers: small digits, alone or stuck to a word."""
    words = [
        word["text"]
        for word in line
        if not (word["text"].isdigit() and word["size"] < 0.75 * body_size)
    ]
    return " ".join(words)


def _key(line: list[Word]) -> str:
    return re.sub(r"\d+", "#", " ".join(word["text"] for word in line).casefold())


def _lines(words: list[Word]) -> list[list[Word]]:
    """Words in lines, from the top of the page, each from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if lines and abs(lines[-1][0]["bottom"] - word["bottom"]) < 0.45 * word["size"]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word["x0"]) for line in lines]
