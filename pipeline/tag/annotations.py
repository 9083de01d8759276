"""Stand-off annotations: what readers said of findings, without a word of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.records import Finding
from pipeline.store import read_lines
from pipeline.tag.passages import Text
from pipeline.tag.stance import STANCES

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """An area that readers gave a finding: the stances they chose, and where they saw it.

    `agreed`: all readers gave it, or a third reading settled that it is right; `doubtful`: settled,
    but not all readers gave it. What only one reader gave counts neither as right nor as wrong
    when scoring.
    """

    area_id: str
    stances: tuple[str, ...]
    spans: Spans
    agreed: bool = True
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is known of one finding. `decided`: the only areas that were looked at, if not all.

    `readers`: how many read it first; a third reading that settles is not counted.
    """

    publication_id: str
    sha256: str
    finding_id: str
    tags: tuple[Annotated, ...] = ()
    decided: frozenset[str] | None = None
    readers: int = 2

    @property
    def agreed(self) -> dict[str, Annotated]:
        """The areas that are right: all readers gave them, or that was settled."""
        return {tag.area_id: tag for tag in self.tags if tag.agreed}

    @property
    def optional(self) -> frozenset[str]:
        """The areas that one reader gave and another did not."""
        return frozenset(tag.area_id for tag in self.tags if tag.doubtful or not tag.agreed)


@dataclass(slots=True)
class Example:
    """An annotation with the text that it is of. `invented`: the text is of no publication."""

    annotation: Annotation
    text: Text
    invented: bool = False
    publication_id: str = field(init=False)

    @property
    def is_sure(self) -> bool:
        """Whether more than one reader, or a person's decision, stands behind it."""
        return not self.invented and self.annotation.readers > 1

    def __post_init__(self) -> None:
        self.publication_id = self.annotation.publication_id


def read_annotations(path: Path) -> list[Annotation]:
    """The annotations of a file. UsageError, with the line, where one cannot be understood."""
    found = []
    for number, line in read_lines(path):
        try:
            found.append(_annotation(line))
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"{path}, line {number}: no annotation ({error!r})") from error
    return found


def read_invented(path: Path) -> list[Example]:
    """Invented passages with their tags: text of kinds of publications of which few are held.

    UsageError, with the line, where one cannot be understood.
    """
    found = []
    for number, line in read_lines(path):
        try:
            tags = tuple(_annotated(tag) for tag in line["tags"])
            text = Text(*(str(line[name]) for name in ("text", "kind", "section")))
            text = replace(text, publication_kind=str(line["publication_kind"]))
            annotation = Annotation(str(line["publication_id"]), "", f"invented-{number}", tags)
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"{path}, line {number}: no invented passage ({error!r})") from error
        found.append(Example(annotation, text, invented=True))
    return found


def _annotation(line: dict[str, Any]) -> Annotation:
    return Annotation(
        str(line["publication_id"]),
        str(line["sha256"]),
        str(line["finding_id"]),
        tuple(_annotated(tag) for tag in line["tags"]),
        readers=int(line.get("readers", 2)),
    )


def _annotated(tag: dict[str, Any]) -> Annotated:
    stances = tuple(map(str, tag["stances"]))
    if not stances or set(stances) - set(STANCES):
        raise ValueError(f"stances {stances} are none of {', '.join(STANCES)}")
    spans = tuple((int(start), int(end)) for start, end in tag["spans"])
    agreed, doubtful = bool(tag.get("agreed", True)), bool(tag.get("doubtful"))
    return Annotated(str(tag["area_id"]), stances, spans, agreed, doubtful)


def text_of(finding: Finding, publication_kind: str) -> Text:
    """A finding as the tagger sees it."""
    return Text(finding.text, finding.kind, finding.section, publication_kind)


def missing(annotations: Iterable[Annotation], held: Iterable[str]) -> list[Annotation]:
    """One annotation of each publication that is not held."""
    there = set(held)
    lacking = {a.publication_id: a for a in annotations if a.publication_id not in there}
    return list(lacking.values())
