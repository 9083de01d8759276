"""Set the invented reports of the key of links as PDFs, beside a list that `letters add` reads.

    python tools/link_reports.py OUT [--gold corpus/gold/links]

Then, with a data folder whose authorities.csv is OUT's or holds its rows:

    letters add OUT/reports.csv
    letters add "corpus/gold/links/plans/thornmere invented plan.csv" --plan --authority thornmere

OUT/authorities.csv has a row for each of the invented councils. The bytes are always the same.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from corpus.sample.make.reports import area_send, inspection  # noqa: E402
from corpus.sample.make.story import load  # noqa: E402

LAYOUTS = {"inspection": inspection, "area_send": area_send}
FIRST_CODE = 9810


def main() -> None:
    """Write the PDFs, reports.csv and authorities.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--gold", type=Path, default=REPOSITORY / "corpus" / "gold" / "links")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    reports, councils = [], []
    for number, path in enumerate(sorted((given.gold / "reports").glob("*.txt")), FIRST_CODE):
        story = load(path)
        facts = story.facts
        slug = facts["authority"].lower()
        data, _ = LAYOUTS[facts["layout"]](story)
        (given.out / f"{story.name}.pdf").write_bytes(data)
        reports.append((f"{story.name}.pdf", slug, facts["kind"], facts["site_date"]))
        councils.append((facts["authority"], slug, 9900000 + number, number, facts["council"]))
    _write(given.out / "reports.csv", ("file", "authority", "kind", "published_date"), reports)
    names = "name short_name slug ofsted_urn la_code gss_code region type"
    _write(
        given.out / "authorities.csv",
        (*names.split(), "statistical_neighbours", "aliases"),
        [(name, name, slug, urn, code, f"E9800{code}", "East Midlands", "unitary", "", council)
         for name, slug, urn, code, council in councils],
    )  # fmt: skip
    sys.stderr.write(f"{len(reports)} reports in {given.out}\n")


def _write(path: Path, header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


if __name__ == "__main__":
    main()
