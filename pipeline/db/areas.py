"""The priority areas of models/priority_areas.yaml, as rows of table `areas`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.corpus import REPOSITORY
from pipeline.errors import UsageError
from pipeline.store import dumps

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "priority_areas.yaml"
"""Where a wheel carries it; in the repository it lies under models/ only."""


def areas_path() -> Path:
    """The file in use."""
    path = REPOSITORY / "models" / "priority_areas.yaml"
    return path if path.is_file() else SHIPPED


def read_areas(path: Path) -> list[tuple[str, str, str, str, str]]:
    """One row an area, in the order of the file: the columns of table `areas`."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows = [_row(theme, area) for theme in content["themes"] for area in theme["areas"]]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no list of themes and areas: {error!r}; correct it") from error
    return rows


@cache
def area_ids(path: Path) -> frozenset[str]:
    """The ids of the areas of a file."""
    return frozenset(row[0] for row in read_areas(path))


def _row(theme: dict[str, Any], area: dict[str, Any]) -> tuple[str, str, str, str, str]:
    definition = area["define"]
    if area.get("not"):
        definition = f"{definition} Not: {area['not']}"
    return (area["id"], theme["label"], area["label"], definition, dumps(area["framework"]))
