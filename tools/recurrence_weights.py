"""Fit the weights of `pipeline/link/alike.py` to the read pairs of the development councils.

    python tools/recurrence_weights.py DATA_FOLDER [--write]

Prints the weights, and what cuts give when each group of councils is left out in turn; with --write
it also puts the weights into alike.py. DATA_FOLDER holds the publications of
corpus/gold/recurrence, tagged. Regularised logistic regression; of a pair
of findings the two statements count that the weights find likeliest, so it goes in rounds. Needs
scikit-learn.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from pipeline.corpus import Corpus  # noqa: E402
from pipeline.evaluate.stage import read_extractions  # noqa: E402
from pipeline.link import alike, recurrences  # noqa: E402
from pipeline.link.inputs import read_told  # noqa: E402
from pipeline.link.recurrences import Told, find_recurrences  # noqa: E402
from pipeline.link.stage import RECUR  # noqa: E402
from pipeline.records import ASKS_FOR_ACTION, Finding  # noqa: E402

KEY = REPOSITORY / "corpus" / "gold" / "recurrence"
SAYS = {"pairs.csv": "same", "more_pairs.csv": "reader_a", "read_pairs.csv": "same"}
ROUNDS = 3
STRENGTH = 0.03
"""How freely weights may grow: scikit-learn's C, on features of equal spread."""
GROUPS = 8
CUTS = (0.5, 0.55, 0.58, 0.59, 0.6, 0.61, 0.62, 0.64, 0.66, 0.7, 0.75)
Weights = tuple[dict[str, float], float]


@dataclass(frozen=True)
class Pair:
    """Two findings that someone has read, and the features of all matches of their statements."""

    authority: str
    later: str
    earlier: str
    same: bool
    rows: np.ndarray


def read_lines(corpus: Corpus) -> dict[str, list[Told]]:
    """The publications on each authority in which something can recur, the newest first."""
    dated: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in read_extractions(corpus):
        it = one.publication
        if it.authority_id and it.kind in RECUR and it.published_date:
            dated[it.authority_id].append((it.published_date, it.publication_id))
    return {
        authority: [read_told(corpus, name) for _, name in sorted(line, reverse=True)]
        for authority, line in sorted(dated.items())
    }


def read_pairs(lines: Mapping[str, Sequence[Told]]) -> list[Pair]:
    """All pairs of side `dev`."""
    pairs = []
    for name, column in SAYS.items():
        with (KEY / name).open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["split"] == "dev"]
        for row in rows:
            later, earlier = row["later_finding_id"], row["earlier_finding_id"]
            line = lines.get(row["authority"], ())
            told = {f.finding_id: (one, f) for one in line for f in one.findings}
            if later in told and earlier in told:
                found = np.array(list(_features(told[later], told[earlier])), dtype=float)
                pairs.append(Pair(row["authority"], later, earlier, row[column] == "yes", found))
    return pairs


def _features(later: tuple[Told, Finding], earlier: tuple[Told, Finding]) -> Iterator[list[float]]:
    publication, finding = earlier
    raised = recurrences.raised_by(publication)
    for one in later[0].said(later[1]):
        for other in publication.said(finding):
            shared = alike.subjects_of(one.statement) & alike.subjects_of(other.statement)
            places = [len({s.finding.finding_id for s in raised.get(i, ())}) for i in shared]
            match = alike.match(one, other, max(places)) if shared else None
            if match:
                yield [float(match.features[name]) for name in alike.WEIGHTS]


def fit(pairs: Sequence[Pair]) -> Weights:
    """Weights by name, and the base."""
    pairs = [pair for pair in pairs if len(pair.rows)]
    rows = np.vstack([pair.rows for pair in pairs])
    ends = np.cumsum([len(pair.rows) for pair in pairs])
    names = list(alike.WEIGHTS)
    score = rows[:, [names.index("near"), names.index("covers")]].sum(axis=1)
    score += 0.3 * rows[:, names.index("topic")]
    for _ in range(ROUNDS):
        parts = np.split(np.arange(len(rows)), ends[:-1])
        best = rows[[part[score[part].argmax()] for part in parts]]
        middle, spread = best.mean(axis=0), best.std(axis=0)
        spread[spread == 0] = 1.0
        model = LogisticRegression(C=STRENGTH, max_iter=1000)
        model.fit((best - middle) / spread, [pair.same for pair in pairs])
        weights = model.coef_[0] / spread
        base = float(model.intercept_[0] - weights @ middle)
        score = rows @ weights + base
    return {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)}, round(base, 2)


def use(weights: Weights, cut: float = 0.0) -> None:
    """Let the method use these weights and this cut."""
    alike.WEIGHTS.update(weights[0])
    alike.BASE = weights[1]
    recurrences.SUGGESTED = cut


def chains(lines: Mapping[str, Sequence[Told]], pairs: Sequence[Pair]) -> Iterator[tuple[str, str]]:
    """What is suggested for the later findings of pairs: finding, and the earlier publication."""
    wanted = {pair.later for pair in pairs}
    for authority in sorted({pair.authority for pair in pairs}):
        for place, told in enumerate(lines[authority]):
            asked = [f for f in told.findings if f.finding_id in wanted]
            home = {f.finding_id: t.publication_id for t in lines[authority] for f in t.findings}
            found = find_recurrences(replace(told, findings=asked), lines[authority][place + 1 :])
            for one in found:
                if one.status == "suggested":
                    yield one.finding_id, home[one.earlier_finding_id]


def show(
    lines: Mapping[str, Sequence[Told]], pairs: Sequence[Pair], left_out: Mapping[str, Weights]
) -> None:
    """Precision and recall at each cut, every council by weights that never saw it."""
    told = [(t.publication_id, f) for line in lines.values() for t in line for f in t.findings]
    home = {finding.finding_id: publication_id for publication_id, finding in told}
    asks = {f.finding_id for _, f in told if f.kind in ASKS_FOR_ACTION}
    pairs = [pair for pair in pairs if pair.later in asks]  # of others no chain is suggested
    order = {t.publication_id: n for line in lines.values() for n, t in enumerate(line)}
    raised: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        if pair.same:
            raised[pair.later].add(home[pair.earlier])
    nearest = {later: min(found, key=order.__getitem__) for later, found in raised.items()}
    for cut in CUTS:
        made: set[tuple[str, str]] = set()
        for authority, weights in left_out.items():
            use(weights, cut)
            made |= set(chains(lines, [p for p in pairs if p.authority == authority]))
        suggested = {later for later, _ in made}
        right = len(suggested & raised.keys())
        good = sum(where in raised.get(later, ()) for later, where in made)
        met = sum(one in made for one in nearest.items())
        print(
            f"cut {cut}: later findings right {right}/{len(suggested)}, chains {good}/{len(made)}, "
            f"pairs found {met}/{len(nearest)}, later found {right}/{len(raised)}"
        )


def written(source: str, weights: Weights) -> str:
    """The source of alike.py with other weights.

    >>> written('    "far": 0.58,  # why\\nBASE = -5.69\\n', ({"far": -0.1}, 2.0))
    '    "far": -0.1,  # why\\nBASE = 2.0\\n'
    """
    for name, weight in weights[0].items():
        source = re.sub(rf'(?m)^(    "{name}": )[-\d.]+,', rf"\g<1>{weight},", source)
    return re.sub(r"(?m)^BASE = .*", f"BASE = {weights[1]}", source)


def main() -> None:
    """Fit, print, leave out, count."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="put the weights into alike.py")
    asked = parser.parse_args()
    lines = read_lines(Corpus(asked.folder))
    pairs = read_pairs(lines)
    councils = sorted({pair.authority for pair in pairs})
    left_out: dict[str, Weights] = {}
    for group in (councils[n::GROUPS] for n in range(GROUPS)):
        weights = fit(_without(pairs, group))
        left_out.update(dict.fromkeys(group, weights))
    known = [pair for pair in pairs if len(pair.rows)]
    scores = [_likelihood(pair, left_out[pair.authority]) for pair in known]
    final, base = fit(pairs)
    print(f"{len(pairs)} pairs, {len(known)} with a shared subject; area under the curve of these,")
    print(f"councils left out: {roc_auc_score([pair.same for pair in known], scores):.3f}")
    print(final, base, sep="\n")
    if asked.write:
        path = Path(alike.__file__)
        path.write_text(written(path.read_text(encoding="utf-8"), (final, base)), encoding="utf-8")
    show(lines, pairs, left_out)


def _without(pairs: Sequence[Pair], councils: Collection[str]) -> list[Pair]:
    return [pair for pair in pairs if pair.authority not in councils]


def _likelihood(pair: Pair, weights: Weights) -> float:
    return float((pair.rows @ np.array(list(weights[0].values())) + weights[1]).max())


if __name__ == "__main__":
    main()
