"""The vocabulary of models/priority_areas.yaml: areas, wordings that speak for them or do not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.corpus import REPOSITORY, YAML_FAULTS
from pipeline.errors import UsageError

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "priority_areas.yaml"
"""Where a wheel carries it; in the repository it lies under models/ only."""
LEVELS = ("say", "hint", "look_alike")
"""`say` speaks for the area, `hint` may do so in company, `look_alike` silences what it covers."""
GAP = "..."
WIDEST_GAP = 3
"""`...` in a wording stands for at most so many words of one sentence."""


@dataclass(frozen=True, slots=True)
class Area:
    """One priority area with its wordings, as they are written in the file."""

    area_id: str
    theme: str
    label: str
    define: str
    not_here: str
    framework: tuple[str, ...]
    say: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()
    look_alike: tuple[str, ...] = ()

    def wordings(self, level: str) -> tuple[str, ...]:
        """The wordings of a level."""
        found: tuple[str, ...] = getattr(self, level)
        return found


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All areas, in the order of the file."""

    areas: tuple[Area, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the areas."""
        return tuple(area.area_id for area in self.areas)

    @property
    def themes(self) -> dict[str, str]:
        """The theme of each area."""
        return {area.area_id: area.theme for area in self.areas}


def vocabulary_path() -> Path:
    """The file in use."""
    path = REPOSITORY / "models" / "priority_areas.yaml"
    return path if path.is_file() else SHIPPED


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of a file. UsageError where it is none."""
    try:
        content = yaml.safe_load(path.read_bytes())
        areas = [_area(theme["id"], area) for theme in content["themes"] for area in theme["areas"]]
    except (*YAML_FAULTS, AttributeError, KeyError, TypeError, OSError) as error:
        raise UsageError(f"{path} is no list of themes and areas: {error!r}; correct it") from error
    return Vocabulary(tuple(areas))


def _area(theme: str, values: Mapping[str, Any]) -> Area:
    return Area(
        area_id=str(values["id"]),
        theme=theme,
        label=str(values["label"]),
        define=str(values["define"]),
        not_here=str(values.get("not", "")),
        framework=tuple(map(str, values["framework"])),
        **{level: tuple(map(str, values.get(level) or ())) for level in LEVELS},
    )


def variants(wording: str) -> list[list[str]]:
    """Each way in which a wording may stand: the parts between its gaps, all choices made.

    `a/b` is a choice between words; a hyphen may be printed as one, as a blank, or not at all
    between words. A slash inside a figure (16/17) is no choice.

    >>> variants("strategy meeting/discussion")
    [['strategy meeting'], ['strategy discussion']]
    >>> variants("pre-birth")
    [['pre-birth'], ['pre birth']]
    >>> variants("views ... sought")
    [['views', 'sought']]
    """
    made: list[list[str]] = [[""]]
    for word in wording.split():
        if word == GAP:
            made = [[*parts, ""] for parts in made]
            continue
        choices = re.split(r"(?<=\D)/(?=\D)", word)
        made = [
            [*parts[:-1], f"{parts[-1]} {choice}".strip()] for parts in made for choice in choices
        ]
    if "-" in wording:
        made += [[part.replace("-", " ") for part in parts] for parts in made]
    return [[" ".join(part.split()) for part in parts] for parts in made]
