"""Make `terms.csv`, `points.csv` and `matters.csv` of `pipeline/link`: what is rare, what is near.

    python tools/link_words.py findings.db [--matters]

Counts over all findings of a database of real publications (the figures in use: 190 publications
on 46 authorities). Needs numpy, which comes with spaCy. Only single stems and pairs of stems that
stand in findings about several authorities are kept, so no passage can be read from the tables.
`--matters`: only `matters.csv`, as after every change of `trade.yaml`.
"""

from __future__ import annotations

import base64
import csv
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from pipeline.link.text import POINTS, STOP, TERMS, stem, terms, tokens  # noqa: E402
from pipeline.link.trade import FREQUENT, read_matters, spoken  # noqa: E402

AUTHORITIES = 4
"""A stem that stands in findings about fewer authorities may be a name."""
PAIRS = 10
"""The same for pairs of stems."""
WINDOW = 8
DIMENSIONS = 48
OFTEN = 15
MOST = 3000


def main() -> None:
    """Read the database named on the command line, write the tables."""
    with closing(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT p.authority_id, f.text FROM findings f JOIN publications p "
            "USING (publication_id) WHERE p.kind <> 'other' ORDER BY f.finding_id"
        ).fetchall()
    write_matters([text for _, text in rows])
    if "--matters" not in sys.argv:
        write_terms(rows)
        write_words([text for _, text in rows])


def write_matters(texts: Sequence[str]) -> None:
    """In how many findings each matter occurs; the first row has their number."""
    counts = Counter(name for text in texts for name in spoken(text).matters)
    every = [(name, counts[name]) for name in read_matters()]
    _write(FREQUENT, ("matter", "findings"), [("", len(texts)), *sorted(every)])


def write_terms(rows: Iterable[tuple[str, str]]) -> None:
    """In how many findings each term occurs; the first row has their number."""
    number = 0
    findings: Counter[str] = Counter()
    authorities: defaultdict[str, set[str]] = defaultdict(set)
    for authority_id, text in rows:
        number += 1
        for term in terms(text):
            findings[term] += 1
            authorities[term].add(authority_id)
    kept = sorted(
        (term, findings[term])
        for term, found in authorities.items()
        if len(found) >= (PAIRS if " " in term else AUTHORITIES) and not term[0].isdigit()
    )
    _write(TERMS, ("term", "findings"), [("", number), *kept])


def write_words(texts: Sequence[str]) -> None:
    """Stems as points: positive pointwise mutual information, reduced to a few dimensions."""
    lines = [[stem(w) for w in tokens(t) if w.lower() not in STOP] for t in texts]
    counts = Counter(word for line in lines for word in line)
    often = [(-n, w) for w, n in counts.items() if n >= OFTEN and w.isalpha()]
    known = {word: place for place, (_, word) in enumerate(sorted(often)[:MOST])}
    together = np.zeros((len(known), len(known)))
    for line in lines:
        places = [known.get(word, -1) for word in line]
        for at, one in enumerate(places):
            for far, other in enumerate(places[at + 1 : at + 1 + WINDOW], 1):
                if one >= 0 and other >= 0:
                    together[one, other] += 1 / far
                    together[other, one] += 1 / far
    points = _points(together)
    packed = np.rint(points * 127).astype(np.int8)
    rows = [
        (word, base64.b64encode(packed[place].tobytes()).decode()) for word, place in known.items()
    ]
    _write(POINTS, ("stem", "point"), sorted(rows))


def _points(together: Any) -> Any:
    total = together.sum()
    alone = together.sum(1)
    smoothed = alone**0.75
    expected = np.outer(alone, smoothed) / smoothed.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = np.log(together / np.maximum(expected, 1e-9))
    surprise[~np.isfinite(surprise)] = 0
    surprise = np.maximum(surprise, 0)
    values, vectors = np.linalg.eigh((surprise + surprise.T) / 2)
    chosen = np.argsort(-np.abs(values))[:DIMENSIONS]
    points = vectors[:, chosen] * np.sqrt(np.abs(values[chosen]))
    if not total:
        raise SystemExit("the database holds no findings; name one with real publications")
    return points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)


def _write(path: Path, names: tuple[str, str], rows: Iterable[tuple[Any, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
