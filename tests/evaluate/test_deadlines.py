"""Deadlines and mentions against a key without text."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.evaluate.deadlines import compare_orders
from pipeline.extract.deadlines import find_deadlines
from tests.made import add, extract, folder

TEXT = "The Council must report by 30 June 2024. Officials will return by 31 July 2024."


@pytest.fixture
def extraction(tmp_path):
    corpus = folder(tmp_path / "corpus")
    made = extract(corpus, add(corpus, "a"), TEXT, finding_kind="requirement",
                   kind="improvement_notice", publisher="dfe")  # fmt: skip
    return replace(made, deadlines=find_deadlines(made.publication, made.findings))


def compare(tmp_path, extraction, *cases):
    facts = {"publication_id": extraction.publication.publication_id, "part": "test"}
    finding = {"finding_id": extraction.findings[0].finding_id, "kind": "ordered", "every": ""}
    lines = [{**facts, **finding, "optional": False, "responsible": "council", **c} for c in cases]
    text = "".join(json.dumps(line) + "\n" for line in lines or [facts])
    (tmp_path / "deadlines.jsonl").write_text(text, encoding="utf-8")
    identifier = extraction.publication.publication_id
    metrics, errors = compare_orders({identifier: extraction}, tmp_path, "key")
    return {metric.metric: metric.value for metric in metrics}, errors


def case(words, **values):
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words), **values}


JUNE = case("by 30 June 2024", due_date="2024-06-30")
JULY = case("31 July 2024", due_date="2024-07-31", responsible="Officials")


def test_all_right(tmp_path, extraction):
    metrics, errors = compare(tmp_path, extraction, JUNE, JULY)
    assert metrics == {
        "deadlines.test.recall": 1.0,
        "deadlines.test.precision": 1.0,
        "deadlines.test.responsible": 1.0,
    }
    assert errors == []


def test_a_wrong_day_is_missing_and_one_too_many(tmp_path, extraction):
    metrics, errors = compare(tmp_path, extraction, JUNE, {**JULY, "due_date": "2024-08-31"})
    assert (metrics["deadlines.test.recall"], metrics["deadlines.test.precision"]) == (0.5, 0.5)
    assert len(errors) == 2


def test_an_optional_case_counts_neither_way(tmp_path, extraction):
    metrics, errors = compare(tmp_path, extraction, JUNE, {**JULY, "optional": True})
    assert (metrics["deadlines.test.recall"], metrics["deadlines.test.precision"]) == (1.0, 1.0)
    assert errors == []


def test_what_is_found_where_the_key_has_nothing_is_wrong(tmp_path, extraction):
    metrics, _ = compare(tmp_path, extraction)
    assert metrics["deadlines.test.precision"] == 0.0
    assert metrics["deadlines.test.recall"] is None


def test_a_finding_cut_in_another_way_since_is_known_by_its_values(tmp_path, extraction):
    moved = [{**one, "finding_id": "f-gone", "start": 0, "end": 3} for one in (JUNE, JULY)]
    metrics, _ = compare(tmp_path, extraction, *moved)
    assert metrics["deadlines.test.recall"] == 1.0
