"""Fit the coefficients of `pipeline/link/score.py` to invented plans with a key.

    python tools/fit_links.py FOLDER [--gold corpus/gold/links]

FOLDER is a data folder that holds the reports and plans of the key, after `letters run`. The
coefficients are fitted to all plans but those that `plans.csv` of the key gives a use of `TESTS`;
printed is also how well links are found, and how often the class of coverage is right, in plans
that took no part in the fit (each left out in turn), and with what is in use. Half of the cases are
without the references that plans print, as many plans print none. `--test test`, `test2`, `test3`:
also of the plans that were kept for the end, which the fit never sees.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from pipeline.corpus import Corpus  # noqa: E402
from pipeline.link.candidates import Table, rank, tables  # noqa: E402
from pipeline.link.inputs import read_planned, read_said  # noqa: E402
from pipeline.link.score import FIRST, FITTED, Coefficients, beside_rivals  # noqa: E402
from pipeline.records import Link, publication_id  # noqa: E402
from pipeline.store import read_json  # noqa: E402

TESTS = ("test", "test2", "test3")
RIDGE = 0.3
NEAR_MISS = 2.0
"""How much a near miss of the key counts beside any other pair."""
ROUNDS = 60
SHARES = {"covered": 0.67, "partly": 0.18, "uncovered": 0.15}
"""Of a council's findings, about so many fare so: plans answer most of what inspectors ask."""
CUTS = (0.2, 0.3, 0.4, 0.5, 0.6)
REFERENCES = [FIRST.index("reference"), FIRST.index("reference elsewhere")]


@dataclass(frozen=True, slots=True)
class Case:
    """One plan: all pairs with their features, which of them are links, how each finding fares.

    `counts`: how much each pair counts in the fit.
    """

    name: str
    use: str
    table: Table
    values: Any
    truth: Any
    counts: Any
    coverage: tuple[str, ...]

    def without_references(self) -> Case:
        """The same plan, had it printed none."""
        pairs = [[replace(pair, reference=0.0) for pair in row] for row in self.table.pairs]
        values = self.values.copy()
        values[:, :, REFERENCES] = 0
        return replace(self, table=replace(self.table, pairs=pairs), values=values)


def main() -> None:
    """Fit to all plans, and to all but one for each, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gold", type=Path, default=REPOSITORY / "corpus" / "gold" / "links")
    parser.add_argument("--test", choices=TESTS, action="append", default=[])
    given = parser.parse_args()
    every = read_cases(Corpus(given.folder), given.gold)
    cases = [one for one in every if one.use not in TESTS]
    apart = [(case, fit([one for one in cases if one is not case])) for case in cases]
    model = fit(cases)
    uses = sorted({one.use for one in cases})
    report = {
        "first": dict(zip((*FIRST, "constant"), model.first, strict=True)),
        "second": model.second,
        "unseen": _report(apart),
        "unseen_by_use": {u: _report([(c, m) for c, m in apart if c.use == u]) for u in uses},
        "in_use": _report([(case, FITTED) for case in cases]),
        "in_use_by_use": {
            use: _report([(case, FITTED) for case in every if case.use == use])
            for use in (*uses, *given.test)
        },
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


def _report(found: Sequence[tuple[Case, Coefficients]]) -> dict[str, Any]:
    """Links and coverage of plans, each with the coefficients that judge it."""
    forms = [(form, model) for case, model in found for form in (case, case.without_references())]
    return {
        **figures([(form, predict(form, model)) for form, model in forms]),
        "coverage": coverage(forms),
    }


def read_cases(corpus: Corpus, gold: Path) -> list[Case]:
    """The plans of the key that the folder holds."""
    uses = {row["plan_file"]: row["use"] for row in _rows(gold / "plans.csv")}
    classes: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(gold / "coverage.csv"):
        classes[row["plan_file"]].append(row["coverage"])
    keys = _pairs(gold / "links.csv")
    near = _pairs(gold / "near_misses.csv")
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
        counts = np.ones_like(truth)
        for finding, action in near.get((plan_file, sha256), ()):
            counts[finding, action] = NEAR_MISS
        fares = tuple(classes[plan_file])
        cases.append(Case(plan_file, uses[plan_file], table, values, truth, counts, fares))
    return cases


def _pairs(path: Path) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Findings and actions, from 0, by plan and publication."""
    found: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in _rows(path):
        pair = (int(row["finding_n"]) - 1, int(row["action_position"]) - 1)
        found[row["plan_file"], row["finding_sha256"]].append(pair)
    return dict(found)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def coverage(forms: Sequence[tuple[Case, Coefficients]]) -> dict[str, Any]:
    """How often the class of a finding is right, and what was taken for what.

    Each plan is there with and without its references; so findings are half of what was taken.
    """
    taken: Counter[str] = Counter()
    for case, model in forms:
        links: defaultdict[str, list[Link]] = defaultdict(list)
        for link in rank(case.table, asks=True, standing=0.0, model=model):
            if link.status == "suggested":
                links[link.finding_id].append(link)
        for (finding, _, _), wanted in zip(case.table.rows, case.coverage, strict=True):
            taken[f"{wanted} taken for {_class(links[finding.finding_id])}"] += 1
    number = sum(taken.values())
    right = sum(taken[f"{one} taken for {one}"] for one in ("covered", "partly", "uncovered"))
    return {
        "accuracy": round(right / number, 3),
        "wilson_95": _wilson(right / number, number / 2),
        "at_usual_shares": round(_at_usual_shares(taken), 3),
        "findings": number // 2,
        **dict(sorted(taken.items())),
    }


def _at_usual_shares(taken: Mapping[str, int]) -> float:
    """What would be right if findings fared as those of councils do."""
    right, of_all = 0.0, 0.0
    for fares, share in SHARES.items():
        number = sum(n for words, n in taken.items() if words.startswith(f"{fares} "))
        if number:
            right += share * taken.get(f"{fares} taken for {fares}", 0) / number
            of_all += share
    return right / of_all


def _wilson(share: float, number: float) -> tuple[float, float]:
    """The 95 % interval of a share of a number of findings."""
    z = 1.96
    middle = share + z * z / (2 * number)
    reach = z * ((share * (1 - share) + z * z / (4 * number)) / number) ** 0.5
    below = 1 + z * z / number
    return round((middle - reach) / below, 2), round((middle + reach) / below, 2)


def _class(links: Sequence[Link]) -> str:
    """The rule of view `finding_coverage`."""
    if not links:
        return "uncovered"
    reasons = [json.loads(one.reasons) for one in links]
    spoken = {part for one in reasons for part in one["answers"]}
    whole = any(one.strength == "full" for one in links) or len(spoken) >= reasons[0]["parts"]
    return "covered" if whole else "partly"


def fit(cases: Sequence[Case]) -> Coefficients:
    """Both steps, on plans with and without their references."""
    all_cases = [one for case in cases for one in (case, case.without_references())]
    first = _logistic([one.values for one in all_cases], all_cases)
    second = _logistic([_second(one, first) for one in all_cases], all_cases)
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


def _logistic(values: Sequence[Any], cases: Sequence[Case]) -> Any:
    """Ridge logistic regression by Newton's method."""
    table = np.concatenate([one.reshape(-1, one.shape[-1]) for one in values])
    table = np.c_[table, np.ones(len(table))]
    wanted = np.concatenate([one.truth.ravel() for one in cases])
    counts = np.concatenate([one.counts.ravel() for one in cases])
    weights = np.zeros(table.shape[1])
    ridge = np.r_[np.full(table.shape[1] - 1, RIDGE), 1e-3]
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (counts * (likely - wanted)) + ridge * weights
        curve = (table * (counts * likely * (1 - likely))[:, None]).T @ table + np.diag(ridge)
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
