"""Recurrences, compared with a key made by two readers, as `score.py --recurrence` counts them.

A gold folder may hold `recurrence/pairs.csv` and `recurrence/later_findings.csv`: finding ids
without any text, each council on one side of `split` (`dev`, `test`). A chain counts by later
finding and earlier publication, since a report may say a thing in several places. Rows about
publications that are not held are left out.

`recurrence/more_pairs.csv` may hold what two readers judged afterwards, blind: pairs that the
method suggested, mixed with others. From both comes `later_precision_more`: a later finding recurs
if the key says so, or both readers of some pair. `recurrence/read_pairs.csv`: see chains.py.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.evaluate.chains import compare_chains
from pipeline.evaluate.figures import Metric, share
from pipeline.records import Extraction, Recurrence
from pipeline.store import read_json

_COLUMNS = {
    "pairs.csv": {"later_finding_id", "earlier_finding_id", "same", "split"},
    "later_findings.csv": {"later_finding_id", "recurs", "split"},
    "more_pairs.csv": {"later_finding_id", "reader_a", "reader_b", "split"},
    "read_pairs.csv": {"later_finding_id", "earlier_finding_id", "same", "split"},
}
_SHOWN = ("suggested", "confirmed")

Row = dict[str, str]


@dataclass(slots=True)
class _Counts:
    """What was found on one side of the key."""

    found: int = 0
    pairs: int = 0
    taken: int = 0
    negatives: int = 0
    right: int = 0
    wrong: int = 0
    recurring: int = 0
    right_more: int = 0
    suggested_more: int = 0
    chains: list[int] = field(default_factory=list)


def compare_recurrences(
    extractions: Mapping[str, Extraction], linked: Path, folder: Path, name: str
) -> tuple[list[Metric], list[str]]:
    """Metrics for both sides of the key, and a line for each error.

    `linked` is the folder with the links of each publication.
    """
    pairs = _read(folder / "recurrence" / "pairs.csv")
    later = _read(folder / "recurrence" / "later_findings.csv")
    more = _read(folder / "recurrence" / "more_pairs.csv")
    if not pairs and not later:
        return [], []
    publication_of = {
        finding.finding_id: publication_id
        for publication_id, extraction in extractions.items()
        for finding in extraction.findings
    }
    chains = _chains(linked)
    sides: defaultdict[str, _Counts] = defaultdict(_Counts)
    errors: list[str] = []
    for row in pairs:
        if {row["later_finding_id"], row["earlier_finding_id"]} <= publication_of.keys():
            _count_pair(row, chains, publication_of, sides[row["split"]], errors)
    for row in later:
        if row["later_finding_id"] in publication_of:
            _count_later(row, chains, sides[row["split"]], errors)
    for later_id, (split, recurs) in _verdicts(later, more).items():
        if later_id in publication_of and chains.get(later_id):
            sides[split].suggested_more += 1
            sides[split].right_more += recurs
    metrics = []
    for split, counts in sorted(sides.items()):
        gold = f"{name} ({split})"
        suggested = counts.right + counts.wrong
        once = sum(number <= 2 for number in counts.chains)
        metrics += [
            share(f"recurrence.{split}.pairs_recall", counts.found, counts.pairs, gold),
            share(f"recurrence.{split}.negatives_taken", counts.taken, counts.negatives, gold),
            share(f"recurrence.{split}.later_precision", counts.right, suggested, gold),
            share(
                f"recurrence.{split}.later_precision_more",
                counts.right_more,
                counts.suggested_more,
                gold,
            ),
            share(f"recurrence.{split}.later_recall", counts.right, counts.recurring, gold),
            share(f"recurrence.{split}.at_most_two_chains", once, len(counts.chains), gold),
        ]
    dates = {p: one.publication.day for p, one in extractions.items()}
    read = _read(folder / "recurrence" / "read_pairs.csv")
    return metrics + compare_chains(read, chains, publication_of, dates, name), errors


def _read(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    missing = _COLUMNS[path.name] - set(rows[0] if rows else _COLUMNS[path.name])
    if missing:
        raise UsageError(f"{path} has no column {min(missing)}; see corpus/gold/recurrence")
    return rows


def _verdicts(later: Sequence[Row], more: Sequence[Row]) -> dict[str, tuple[str, bool]]:
    """Side, and whether it recurs, of each later finding by the key and by two readers since.

    What the two readers disagree on says nothing.
    """
    found = {row["later_finding_id"]: (row["split"], row["recurs"] == "yes") for row in later}
    for row in more:
        if row["reader_a"] == row["reader_b"]:
            later_id = row["later_finding_id"]
            _, known = found.get(later_id, ("", False))
            found[later_id] = (row["split"], known or row["reader_a"] == "yes")
    return found


def _chains(linked: Path) -> Mapping[str, set[str]]:
    """The earlier findings that are suggested for each later finding."""
    chains: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted(linked.glob("pub-*.json")):
        for values in read_json(path)["recurrences"]:
            one = Recurrence.from_dict(values)
            if one.status in _SHOWN:
                chains[one.finding_id].add(one.earlier_finding_id)
    return chains


def _count_pair(
    row: Row,
    chains: Mapping[str, set[str]],
    publication_of: Mapping[str, str],
    counts: _Counts,
    errors: list[str],
) -> None:
    later, earlier = row["later_finding_id"], row["earlier_finding_id"]
    mine = chains.get(later, set())
    if row["same"] == "yes":
        counts.pairs += 1
        hit = publication_of[earlier] in {publication_of.get(one) for one in mine}
        counts.found += hit
        if not hit:
            errors.append(f"{later}: does not recur on {earlier}")
    else:
        counts.negatives += 1
        counts.taken += earlier in mine
        if earlier in mine:
            errors.append(f"{later}: recurs on {earlier}, which is another weakness")


def _count_later(
    row: Row, chains: Mapping[str, set[str]], counts: _Counts, errors: list[str]
) -> None:
    later = row["later_finding_id"]
    number = len(chains.get(later, ()))
    truth = row["recurs"] == "yes"
    counts.recurring += truth
    counts.right += truth and number > 0
    counts.wrong += number > 0 and not truth
    if number:
        counts.chains.append(number)
    if number and not truth:
        errors.append(f"{later}: recurs, but nothing earlier says the same")
