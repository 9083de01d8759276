"""The figures that `letters evaluate` left in metrics.json, as rows of table `metrics`."""

from __future__ import annotations

from typing import Any

from pipeline.corpus import Corpus
from pipeline.errors import CorpusError
from pipeline.store import read_json

COLUMNS = ("metric", "area_id", "value", "low", "high", "support", "gold")


def read_metrics(corpus: Corpus) -> tuple[tuple[Any, ...], ...]:
    """The rows, sorted; none where nothing was evaluated yet."""
    path = corpus.root / "metrics.json"
    if not path.is_file():
        return ()
    found = read_json(path).get("metrics")
    if not isinstance(found, dict) or not all(isinstance(row, dict) for row in found.values()):
        raise CorpusError(f"{path} is damaged; run 'letters evaluate' again")
    rows = [
        tuple(row.get(name) or None for name in COLUMNS[:2])
        + tuple(row.get(name) for name in COLUMNS[2:])
        for row in found.values()
    ]
    return tuple(sorted(rows, key=repr))
