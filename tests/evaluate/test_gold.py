"""Extractions against gold tables."""

import csv
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate.gold import compare, read_table
from tests.made import add, extract, folder, sha

FINDINGS = ("publication_id", "kind", "section", "page", "first_60", "last_30", "optional")
PUBLICATION = f"pub-{sha('a')[:16]}"


def write(path: Path, *rows: dict[str, str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def made(tmp_path):
    corpus = folder(tmp_path / "corpus")
    entry = add(corpus, "a")
    texts = ("Supervision of new staff.", "Plans for children who return home.")
    found = extract(corpus, entry, *texts)
    return {found.publication.publication_id: found}


def row(first: str, last: str, **facts: str) -> dict[str, str]:
    values = {
        "publication_id": PUBLICATION,
        "kind": "improvement",
        "section": "What needs to improve?",
        "page": "1",
        "optional": "",
        **facts,
        "first_60": first,
        "last_30": last,
    }
    return {name: values[name] for name in FINDINGS}


def figures(made, gold: Path) -> tuple[dict[str, tuple[float | None, int]], list[str]]:
    metrics, errors = compare(made, gold, "made")
    return {m.metric: (m.value, m.support) for m in metrics}, errors


def test_everything_right(made, tmp_path):
    write(tmp_path / "findings.csv", row("Supervision of", "new staff."), row("Plans for", "home."))
    write(
        tmp_path / "metadata.csv",
        {
            "publication_id": PUBLICATION,
            "kind": "focused_visit",
            "authority_slug": "quenby-vale",
            "lead_inspector": "Odile Fenwick Marsh",
        },
    )
    write(
        tmp_path / "judgements.csv",
        {"publication_id": PUBLICATION, "judgement_area": "overall", "grade": "good"},
    )
    found, errors = figures(made, tmp_path)
    assert errors == []
    assert {value for value, _ in found.values()} == {1.0}
    assert found["metadata.lead_inspector"] == (1.0, 1)
    assert found["findings.found"] == (1.0, 2)


def test_each_error_has_a_line(made, tmp_path):
    write(
        tmp_path / "findings.csv",
        row("Supervision of", "new staff.", kind="recommendation", page="2"),
        row("Something that nobody read", "."),
    )
    found, errors = figures(made, tmp_path)
    assert found["findings.found"] == (0.5, 2)
    assert found["findings.right_kind"] == (0.0, 2)
    assert found["findings.right_page"] == (0.0, 2)
    assert found["findings.asks_precision"] == (0.5, 2)
    assert len(errors) == 3
    assert any("Something that nobody read" in error for error in errors)


def test_a_passage_cut_short_is_found_but_not_complete(made, tmp_path):
    write(tmp_path / "findings.csv", row("Supervision of", "new staff and of managers."))
    found, _ = figures(made, tmp_path)
    assert (found["findings.found"][0], found["findings.complete"][0]) == (1.0, 0.0)


def test_an_optional_row_is_neither_missing_nor_wrong(made, tmp_path):
    write(
        tmp_path / "findings.csv",
        row("Supervision of", "staff.", kind="paragraph", optional="yes"),
        row("Never read", ".", optional="yes"),
        row("Plans for", "home."),
    )
    found, errors = figures(made, tmp_path)
    assert found["findings.found"] == (1.0, 1)
    assert found["findings.asks_precision"] == (1.0, 2)
    assert errors == []


def test_two_passages_that_begin_alike_are_two(tmp_path):
    corpus = folder(tmp_path / "corpus")
    texts = ("Plans are late in care.", "Plans are late at home.")
    found = extract(corpus, add(corpus, "a"), *texts)
    rows = (row("Plans are late", "in care."), row("Plans are late", "at home."))
    write(tmp_path / "findings.csv", *rows)
    metrics, errors = figures({PUBLICATION: found}, tmp_path)
    assert metrics["findings.found"] == (1.0, 2)
    assert errors == []


def test_a_publication_that_was_not_read_counts_as_wrong(tmp_path):
    write(tmp_path / "metadata.csv", {"publication_id": "pub-gone", "kind": "jtai"})
    write(tmp_path / "findings.csv", row("Supervision of", "staff."))
    found, errors = figures({}, tmp_path)
    assert found["metadata.kind"] == (0.0, 1)
    assert found["findings.found"] == (0.0, 1)
    assert errors


def test_a_judgement_too_many_costs_precision(made, tmp_path):
    write(
        tmp_path / "judgements.csv",
        {"publication_id": PUBLICATION, "judgement_area": "leaders", "grade": "good"},
    )
    found, errors = figures(made, tmp_path)
    assert (found["judgements.recall"], found["judgements.precision"]) == ((0.0, 1), (0.0, 1))
    assert len(errors) == 1


def test_no_tables_no_figures(made, tmp_path):
    assert compare(made, tmp_path, "none") == ([], [])


def test_a_table_of_another_kind_is_refused(tmp_path):
    (tmp_path / "metadata.csv").write_text("file,kind\na.pdf,jtai\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no column publication_id"):
        read_table(tmp_path / "metadata.csv")
