"""Fit the coefficients of `pipeline/link/score.py` to invented plans with a key.

    python tools/fit_links.py FOLDER [--gold corpus/gold/links]

FOLDER is a data folder that holds the reports and plans of the key, after `letters run`. Prints the
coefficients, and how well links are found in plans that took no part in the fit (each left out in
turn). Half of the cases are without the references that plans print, as many plans print none.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from pipeline.corpus import Corpus  # noqa: E402
from pipeline.link.candidates import tables  # noqa: E402
from pipeline.link.inputs import read_planned, read_said  # noqa: E402
from pipeline.link.score import FIRST, Coefficients, beside_rivals  # noqa: E402
from pipeline.records import publication_id  # noqa: E402
from pipeline.store import read_json  # noqa: E402

RIDGE = 1.0
ROUNDS = 60
CUTS = (0.2, 0.3, 0.4, 0.5, 0.6)
REFERENCES = [FIRST.index("reference"), FIRST.index("reference elsewhere")]


@dataclass(frozen=True, slots=True)
class Case:
    """One plan: the features of all pairs, and which of them are links."""

    name: str
    values: Any
    truth: Any

    def without_references(self) -> Case:
        """The same plan, had it printed none."""
        values = self.values.copy()
        values[:, :, REFERENCES] = 0
        return Case(self.name, values, self.truth)


def main() -> None:
    """Fit to all plans, and to all but one for each, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gold", type=Path, default=REPOSITORY / "corpus" / "gold" / "links")
    given = parser.parse_args()
    cases = read_cases(Corpus(given.folder), given.gold)
    unseen = []
    for case in cases:
        model = fit([one for one in cases if one is not case])
        unseen += [(one, predict(one, model)) for one in (case, case.without_references())]
    model = fit(cases)
    report = {
        "first": dict(zip((*FIRST, "constant"), model.first, strict=True)),
        "second": model.second,
        "unseen": [{"plan": case.name, **figures([(case, found)])} for case, found in unseen],
        "unseen_all": figures(unseen),
        "seen_all": figures([(case, predict(case, model)) for case in cases]),
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


def read_cases(corpus: Corpus, gold: Path) -> list[Case]:
    """The plans of the key that the folder holds."""
    keys: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    with (gold / "links.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pair = (int(row["finding_n"]) - 1, int(row["action_position"]) - 1)
            keys[row["plan_file"], row["finding_sha256"]].append(pair)
    plans = {
        Path(read_json(path)["plan"]["file"]).name: path.stem
        for path in sorted(corpus.extracted_plans.glob("plan-*.json"))
    }
    cases = []
    for (plan_file, sha256), pairs in keys.items():
        if plan_file not in plans:
            raise SystemExit(f"{plan_file} is not in the folder: add it, then run 'letters run'")
        identifier = publication_id(sha256)
        planned = read_planned(corpus, plans[plan_file])
        table = next(tables([read_said(corpus, identifier)], planned, [identifier], asks=True))
        values = np.array([[pair.values() for pair in row] for row in table.pairs])
        truth = np.zeros(values.shape[:2])
        for finding, action in pairs:
            truth[finding, action] = 1
        cases.append(Case(plan_file, values, truth))
    return cases


def fit(cases: Sequence[Case]) -> Coefficients:
    """Both steps, on plans with and without their references."""
    all_cases = [one for case in cases for one in (case, case.without_references())]
    first = _logistic([one.values for one in all_cases], [one.truth for one in all_cases])
    second = _logistic([_second(one, first) for one in all_cases], [one.truth for one in all_cases])
    return Coefficients(tuple(np.round(first, 2).tolist()), tuple(np.round(second, 2).tolist()))


def predict(case: Case, model: Coefficients) -> Any:
    """Likelihoods of all pairs of a plan."""
    scores = case.values @ np.array(model.first[:-1]) + model.first[-1]
    return np.array(beside_rivals(scores.tolist(), model))


def _second(case: Case, first: Any) -> Any:
    """What the second step weighs: own score, beside other findings, beside other actions."""
    scores = case.values @ first[:-1] + first[-1]
    parts = []
    for own in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)):
        chosen = Coefficients((), (*own, 0.0))
        likelihoods = np.clip(np.array(beside_rivals(scores.tolist(), chosen)), 1e-12, 1 - 1e-12)
        parts.append(np.log(likelihoods / (1 - likelihoods)))
    return np.stack(parts, -1)


def _logistic(values: Sequence[Any], truth: Sequence[Any]) -> Any:
    """Ridge logistic regression by Newton's method."""
    table = np.concatenate([one.reshape(-1, one.shape[-1]) for one in values])
    table = np.c_[table, np.ones(len(table))]
    wanted = np.concatenate([one.ravel() for one in truth])
    weights = np.zeros(table.shape[1])
    ridge = np.r_[np.full(table.shape[1] - 1, RIDGE), 1e-3]
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (likely - wanted) + ridge * weights
        curve = (table * (likely * (1 - likely))[:, None]).T @ table + np.diag(ridge)
        weights -= np.linalg.solve(curve, slope)
    return weights


def figures(found: Sequence[tuple[Case, Any]]) -> dict[str, Any]:
    """Mean average precision, recall at 3 and 5, precision and recall by cut."""
    precisions, hits, possible = [], {3: 0.0, 5: 0.0}, {3: 0.0, 5: 0.0}
    for case, likely in found:
        for truth, scores in zip(case.truth, likely, strict=True):
            right = truth[np.argsort(-scores, kind="stable")]
            if not right.sum():
                continue
            ranks = np.flatnonzero(right) + 1
            precisions.append(float(np.mean(np.arange(1, len(ranks) + 1) / ranks)))
            for n in hits:
                hits[n] += right[:n].sum()
                possible[n] += min(n, right.sum())
    likely = np.concatenate([scores.ravel() for _, scores in found])
    truth = np.concatenate([case.truth.ravel() for case, _ in found])
    shown = {cut: likely >= cut for cut in CUTS}
    return {
        "map": round(float(np.mean(precisions)), 3),
        **{f"recall_at_{n}": round(float(hits[n] / possible[n]), 3) for n in hits},
        "precision_recall_by_cut": {
            cut: [
                round(float(truth[chosen].mean()), 2) if chosen.any() else None,
                round(float(truth[chosen].sum() / truth.sum()), 2),
            ]
            for cut, chosen in shown.items()
        },
    }


if __name__ == "__main__":
    main()
