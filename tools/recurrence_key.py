"""Write the key of recurrences as the shared scorer reads it: with how each finding begins.

    python tools/recurrence_key.py DATA_FOLDER OUT [--split dev|test]

The key in the repository names findings by id and holds no text; `score.py --recurrence OUT` wants
the first 80 characters, which are taken from findings.db of DATA_FOLDER. OUT must lie outside the
repository. `letters build` DATA_FOLDER first.
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
KEY = REPOSITORY / "corpus" / "gold" / "recurrence"
FIRST = 80
TABLES = {
    "pairs.csv": (
        "authority later_sha256 later_first_80 earlier_sha256 earlier_first_80 same area_id why",
        {"later_first_80": "later_finding_id", "earlier_first_80": "earlier_finding_id"},
    ),
    "later_findings.csv": ("later_sha256 first_80 recurs", {"first_80": "later_finding_id"}),
}


def beginnings(database: Path) -> dict[str, str]:
    """How each finding of a database begins, by its id."""
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return {
            finding_id: " ".join(text.split())[:FIRST]
            for finding_id, text in connection.execute("SELECT finding_id, text FROM findings")
        }
    finally:
        connection.close()


def write_key(key: Path, begins: dict[str, str], out: Path, split: str = "") -> dict[str, int]:
    """Write both tables; the number of rows of each that name findings the database lacks."""
    unknown = {}
    out.mkdir(parents=True, exist_ok=True)
    for name, (columns, firsts) in TABLES.items():
        with (key / name).open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if split in ("", row["split"])]
        unknown[name] = sum(any(row[i] not in begins for i in firsts.values()) for row in rows)
        with (out / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns.split(), extrasaction="ignore")
            writer.writeheader()
            for row in rows:
                # a finding that the database lacks keeps its id: it is found nowhere, and counts
                writer.writerow(
                    row | {first: begins.get(row[i], row[i]) for first, i in firsts.items()}
                )
    return unknown


def main() -> int:
    """Parse, write, report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path, metavar="DATA_FOLDER")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--split", choices=("dev", "test"), default="")
    given = parser.parse_args()
    if given.out.resolve().is_relative_to(REPOSITORY):
        print("OUT would hold words of publications: name a folder outside the repository")
        return 1
    database = given.corpus / "findings.db"
    if not database.is_file():
        print(f"there is no {database}: run 'letters build' first")
        return 1
    unknown = write_key(KEY, beginnings(database), given.out, given.split)
    for name, number in unknown.items():
        print(f"{name}: {number} rows name a finding that the database lacks", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
