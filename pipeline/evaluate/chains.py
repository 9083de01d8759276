"""Suggested chains against pairs that were read for later findings drawn by lot.

`recurrence/read_pairs.csv` of a gold folder: later and earlier finding, `same`, `split`. Side `dev`
set weights and measures nothing. A chain is right if anything in its earlier publication raised the
same weakness; pairs found count the nearest publication that did (docs/recurrence.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.evaluate.figures import Metric, share

FITTED = "dev"


@dataclass(slots=True)
class _Later:
    """What was read for one later finding: earlier findings by whether they say the same."""

    split: str
    same: set[str] = field(default_factory=set)
    other: set[str] = field(default_factory=set)


def compare_chains(
    rows: Iterable[Mapping[str, str]],
    chains: Mapping[str, set[str]],
    publication_of: Mapping[str, str],
    dates: Mapping[str, str],
    name: str,
) -> list[Metric]:
    """Metrics of each side that was not fitted to. `chains`: earlier findings by later finding."""
    sides: defaultdict[str, list[tuple[str, _Later]]] = defaultdict(list)
    for later_id, one in _read(rows, publication_of).items():
        sides[one.split].append((later_id, one))
    metrics: list[Metric] = []
    for split, laters in sorted(sides.items()):
        metrics += _figures(split, laters, chains, publication_of, dates, f"{name} ({split})")
    return metrics


def _read(
    rows: Iterable[Mapping[str, str]], publication_of: Mapping[str, str]
) -> dict[str, _Later]:
    found: dict[str, _Later] = {}
    for row in rows:
        later, earlier = row["later_finding_id"], row["earlier_finding_id"]
        if row["split"] != FITTED and {later, earlier} <= publication_of.keys():
            one = found.setdefault(later, _Later(row["split"]))
            (one.same if row["same"] == "yes" else one.other).add(earlier)
    return found


def _figures(
    split: str,
    laters: Sequence[tuple[str, _Later]],
    chains: Mapping[str, set[str]],
    publication_of: Mapping[str, str],
    dates: Mapping[str, str],
    gold: str,
) -> list[Metric]:
    suggested = recurring = both = right = made = found = taken = negatives = any_right = 0
    for later_id, one in laters:
        mine = [publication_of[i] for i in chains.get(later_id, ()) if i in publication_of]
        raised = {publication_of[i] for i in one.same}
        suggested += bool(mine)
        recurring += bool(raised)
        both += bool(mine and raised)
        any_right += bool(raised & set(mine))
        right += sum(publication in raised for publication in mine)
        made += len(mine)
        if raised:
            found += max(raised, key=lambda p: (dates.get(p, ""), p)) in mine
        negatives += len(one.other)
        taken += len(one.other & chains.get(later_id, set()))
    return [
        share(f"recurrence.{split}.{what}", hits, cases, gold)
        for what, hits, cases in (
            ("later_precision", both, suggested),
            ("later_precision_strict", any_right, suggested),
            ("chains_precision", right, made),
            ("pairs_recall", found, recurring),
            ("later_recall", both, recurring),
            ("negatives_taken", taken, negatives),
        )
    ]
