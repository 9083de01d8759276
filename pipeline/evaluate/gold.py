"""What was read, compared with gold tables.

A gold folder holds any of `metadata.csv`, `judgements.csv` and `findings.csv`. Publications are
matched by `publication_id`; findings by how they begin (`first_60`), so that no text need stand in
the tables. Rows marked `optional` count neither as missing nor as wrong.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.evaluate.figures import Metric, share, squash
from pipeline.records import ASKS_FOR_ACTION, Extraction, Finding

_FIELDS = (
    "kind",
    "publisher",
    "published_date",
    "visit_start_date",
    "visit_end_date",
    "lead_inspector",
    "status",
)
_BEGINNING = 45

Row = dict[str, str]


def read_table(path: Path) -> list[Row]:
    """The rows of a gold table; [] where there is none."""
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    if rows and "publication_id" not in rows[0]:
        raise UsageError(f"{path} has no column publication_id; see corpus/sample/gold")
    return rows


def compare(
    extractions: Mapping[str, Extraction], folder: Path, name: str
) -> tuple[list[Metric], list[str]]:
    """Metrics against the gold tables of `folder`, and a line for each error."""
    errors: list[str] = []
    metrics = [
        *_metadata(extractions, read_table(folder / "metadata.csv"), name, errors),
        *_judgements(extractions, read_table(folder / "judgements.csv"), name, errors),
        *_findings(extractions, read_table(folder / "findings.csv"), name, errors),
    ]
    return metrics, errors


def _metadata(
    extractions: Mapping[str, Extraction], rows: list[Row], name: str, errors: list[str]
) -> Iterable[Metric]:
    hits: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for row in rows:
        extraction = extractions.get(row["publication_id"])
        found = extraction.publication.to_dict() if extraction else {}
        wanted = {field: row.get(field, "") for field in _FIELDS if field in row}
        wanted["authority_id"] = row.get("authority_slug", "")
        for field, value in wanted.items():
            got = str(found.get(field) or "")
            same = got == value or (field == "lead_inspector" and squash(got) == squash(value))
            cases[field] += 1
            hits[field] += bool(extraction) and same
            if not extraction or not same:
                errors.append(f"{row['publication_id']}: {field} is {value!r}, read {got!r}")
    return [share(f"metadata.{field}", hits[field], cases[field], name) for field in sorted(cases)]


def _judgements(
    extractions: Mapping[str, Extraction], rows: list[Row], name: str, errors: list[str]
) -> Iterable[Metric]:
    if not rows:
        return []
    wanted: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        wanted[row["publication_id"]].add((row["judgement_area"], row["grade"]))
    hit = want = got = 0
    for publication_id in sorted(wanted.keys() | extractions.keys()):
        extraction = extractions.get(publication_id)
        found = (
            {(j.judgement_area, j.grade) for j in extraction.judgements} if extraction else set()
        )
        hit += len(found & wanted[publication_id])
        want += len(wanted[publication_id])
        got += len(found)
        if found != wanted[publication_id]:
            errors.append(f"{publication_id}: judgements {sorted(found ^ wanted[publication_id])}")
    return [
        share("judgements.recall", hit, want, name),
        share("judgements.precision", hit, got, name),
    ]


def _findings(
    extractions: Mapping[str, Extraction], rows: list[Row], name: str, errors: list[str]
) -> Iterable[Metric]:
    if not rows:
        return []
    found = kind = section = page = complete = total = paged = 0
    asks = asks_known = 0
    by_publication: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_publication[row["publication_id"]].append(row)
    for publication_id, wanted in sorted(by_publication.items()):
        extraction = extractions.get(publication_id)
        findings = list(extraction.findings) if extraction else []
        used: set[str] = set()
        for row in wanted:
            finding = _match(findings, row, used)
            if finding is not None:
                used.add(finding.finding_id)
            if row.get("optional") == "yes":
                continue
            total += 1
            paged += bool(row.get("page"))
            if finding is None:
                errors.append(f"{publication_id}: no finding begins {row['first_60']!r}")
                continue
            found += 1
            kind += finding.kind == row["kind"]
            section += squash(finding.section) == squash(row["section"])
            page += bool(row.get("page")) and str(finding.page) == row["page"]
            complete += squash(finding.text).endswith(squash(row.get("last_30", "")))
            if finding.kind != row["kind"]:
                errors.append(f"{finding.finding_id}: {row['kind']}, read as {finding.kind}")
        for finding in findings:
            if finding.kind in ASKS_FOR_ACTION:
                asks += 1
                asks_known += finding.finding_id in used
                if finding.finding_id not in used:
                    errors.append(f"{finding.finding_id}: {finding.kind} that gold does not have")
    return [
        share("findings.found", found, total, name),
        share("findings.right_kind", kind, total, name),
        share("findings.right_section", section, total, name),
        share("findings.right_page", page, paged, name),
        share("findings.complete", complete, total, name),
        share("findings.asks_precision", asks_known, asks, name),
    ]


def _match(findings: Iterable[Finding], row: Row, used: set[str]) -> Finding | None:
    beginning = squash(row["first_60"])[:_BEGINNING]
    fitting = [
        finding
        for finding in findings
        if finding.finding_id not in used and squash(finding.text).startswith(beginning)
    ]
    return min(fitting, key=lambda one: one.kind != row["kind"], default=None)
