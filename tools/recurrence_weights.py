"""Fit the weights of `pipeline/link/alike.py` to read pairs, and show what cuts give.

    python tools/recurrence_weights.py DATA_FOLDER

Reads side `dev` of the key (corpus/gold/recurrence). DATA_FOLDER holds those publications, tagged.
Regularised logistic regression; of a pair of findings those two statements count that the weights
themselves find likeliest, so they are fitted in rounds. Then every council is left out in turn, and
the chains of its later findings are counted for several cuts. Needs scikit-learn.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from pipeline.corpus import Corpus  # noqa: E402
from pipeline.link import alike, recurrences  # noqa: E402
from pipeline.link.inputs import read_told  # noqa: E402
from pipeline.link.recurrences import Told, find_recurrences  # noqa: E402
from pipeline.link.stage import RECUR  # noqa: E402
from pipeline.records import ASKS_FOR_ACTION  # noqa: E402

KEY = REPOSITORY / "corpus" / "gold" / "recurrence"
ROUNDS = 3
STRENGTH = 0.03
"""How freely weights may grow, as scikit-learn's C on features of equal spread."""
CUTS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
Verdicts = Mapping[tuple[str, str], tuple[str, bool]]
Weights = tuple[dict[str, float], float]


@dataclass(frozen=True)
class Pair:
    """A later and an earlier finding that someone has read, with all matches of their statements."""

    authority: str
    later: str
    earlier: str
    same: bool
    rows: np.ndarray


def read_verdicts(split: str) -> dict[tuple[str, str], tuple[str, bool]]:
    """Authority and verdict of each pair of one side of the key."""
    found: dict[tuple[str, str], tuple[str, bool]] = {}
    for name, column in (
        ("more_pairs.csv", "reader_a"), ("pairs.csv", "same"), ("read_pairs.csv", "same"),
    ):  # fmt: skip
        with (KEY / name).open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["split"] == split and row.get("reader_b", "") in ("", row.get(column)):
                    pair = row["later_finding_id"], row["earlier_finding_id"]
                    found[pair] = row["authority"], row[column] == "yes"
    return found


def read_lines(corpus: Corpus) -> dict[str, list[Told]]:
    """The publications on each authority that can recur, the newest first."""
    dated: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in corpus.extracted.glob("pub-*.json"):
        one = Extraction.from_dict(read_json(path)).publication
        if one.authority_id and one.kind in RECUR and one.published_date:
            dated[one.authority_id].append((one.published_date, one.publication_id))
    return {
        authority: [read_told(corpus, name) for _, name in sorted(line, reverse=True)]
        for authority, line in dated.items()
    }


def read_pairs(lines: Mapping[str, Sequence[Told]], verdicts: Verdicts) -> list[Pair]:
    """The features of all matches of each pair that has any."""
    pairs = []
    for (later, earlier), (authority, same) in verdicts.items():
        told = {f.finding_id: (one, f) for one in lines.get(authority, ()) for f in one.findings}
        if later in told and earlier in told:
            (one, finding), (other, raised) = told[later], told[earlier]
            by_subject = recurrences.raised_in(other)
            found = [
                list(match.features.values())
                for match in recurrences.matches(one.said(finding), by_subject)
                if match.earlier.finding.finding_id == raised.finding_id
            ]
            if found:
                pairs.append(Pair(authority, later, earlier, same, np.array(found, dtype=float)))
    return pairs


def fit(pairs: Sequence[Pair]) -> Weights:
    """Weights by name, and the base."""
    rows = np.vstack([pair.rows for pair in pairs])
    owner = np.repeat(np.arange(len(pairs)), [len(pair.rows) for pair in pairs])
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = (rows - rows.mean(axis=0)) / spread
    same = np.array([pair.same for pair in pairs])
    names = list(alike.FEATURES)
    score = rows[:, names.index("near")] + rows[:, names.index("covers")]
    for _ in range(ROUNDS):
        best = np.array([np.flatnonzero(owner == n)[score[owner == n].argmax()] for n in set(owner)])
        model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(scaled[best], same)
        score = model.decision_function(scaled)
    weights = model.coef_[0] / spread
    base = float(model.intercept_[0] - (weights * rows.mean(axis=0)).sum())
    return {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)}, round(base, 2)
