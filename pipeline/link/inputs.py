"""What linking reads: extractions, and what was tagged in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.corpus import Corpus
from pipeline.errors import CorpusError
from pipeline.link.candidates import Planned, Said
from pipeline.link.recurrences import Told
from pipeline.records import Extraction, PlanExtraction
from pipeline.store import read_json

CRITICAL = {"concern": 1.0, "mixed": 1.0}
"""How much an area counts by what is said of it."""
NEUTRAL = 0.5
"""What it counts where a finding that asks for action names it without a view."""


JOINT = frozenset(("jtai",))
"""Kinds of publication that inspect several agencies together, the council among them."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """An area that a finding is about, and what it says of that area."""

    finding_id: str
    area_id: str
    stance: str


def read_said(corpus: Corpus, publication_id: str) -> Said:
    """One publication with the areas of which its findings are critical."""
    extraction = _extraction(corpus, publication_id)
    asking = {f.finding_id for f in extraction.findings if f.kind not in ("paragraph", "headline")}
    areas: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for tag in read_tags(corpus, publication_id):
        weight = CRITICAL.get(tag.stance, 0.0)
        if not weight and tag.stance == "neutral" and tag.finding_id in asking:
            weight = NEUTRAL
        if weight:
            areas[tag.finding_id][tag.area_id] = weight
    return Said(extraction.publication, extraction.findings, dict(areas))


def read_told(corpus: Corpus, publication_id: str) -> Told:
    """One publication as recurrences need it."""
    extraction = _extraction(corpus, publication_id)
    tags: defaultdict[str, list[Tagged]] = defaultdict(list)
    for tag in read_tags(corpus, publication_id):
        tags[tag.finding_id].append(tag)
    joint = extraction.publication.kind in JOINT
    return Told(publication_id, extraction.findings, dict(tags), joint=joint)


def read_planned(corpus: Corpus, plan_id: str) -> Planned:
    """One plan with the areas of its actions."""
    path = corpus.extracted_plans / f"{plan_id}.json"
    values = read_json(path)
    try:
        extraction = PlanExtraction.from_dict(values)
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error
    areas: defaultdict[str, dict[str, float]] = defaultdict(dict)
    tagged = tagged_plan(corpus, plan_id)
    for tag in _rows(tagged, "tags"):
        areas[str(tag["action_id"])][str(tag["area_id"])] = 1.0
    return Planned(extraction.plan, extraction.actions, dict(areas))


def read_tags(corpus: Corpus, publication_id: str) -> list[Tagged]:
    """The tags of a publication; none while it is not tagged."""
    return [
        Tagged(str(tag["finding_id"]), str(tag["area_id"]), str(tag["stance"]))
        for tag in _rows(corpus.tagged / f"{publication_id}.json", "tags")
    ]


def tagged_plan(corpus: Corpus, plan_id: str) -> Path:
    """Where the tags of a plan's actions lie."""
    return corpus.tagged / "plans" / f"{plan_id}.json"


def _rows(path: Path, name: str) -> list[Mapping[str, Any]]:
    if not path.exists():
        return []
    rows: list[Mapping[str, Any]] = read_json(path).get(name, [])
    return rows


def _extraction(corpus: Corpus, publication_id: str) -> Extraction:
    path = corpus.extracted / f"{publication_id}.json"
    values = read_json(path)
    try:
        return Extraction.from_dict(values)
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> CorpusError:
    return CorpusError(
        f"{path} is damaged or of another version; delete it and run 'letters run' again"
    )
