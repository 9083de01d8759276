from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate.recurrence import compare_recurrences
from pipeline.records import Recurrence
from pipeline.store import write_json
from tools.recurrence_key import write_key

PAIRS = (
    "authority,later_sha256,later_finding_id,earlier_sha256,earlier_finding_id,"
    "same,area_id,why,split\n"
)
LATER = "authority,later_sha256,later_finding_id,recurs,split\n"


class Finding:
    def __init__(self, finding_id):
        self.finding_id = finding_id


class Publication:
    def __init__(self, day):
        self.day = day


class Extraction:
    def __init__(self, *finding_ids, day=""):
        self.findings = [Finding(one) for one in finding_ids]
        self.publication = Publication(day)


def write(folder: Path, pairs: str, later: str) -> Path:
    (folder / "recurrence").mkdir(parents=True)
    (folder / "recurrence" / "pairs.csv").write_text(pairs, encoding="utf-8")
    (folder / "recurrence" / "later_findings.csv").write_text(later, encoding="utf-8")
    return folder


@pytest.fixture
def held(tmp_path):
    linked = tmp_path / "linked"
    chains = [
        Recurrence("l1", "e2", 0.9, "suggested", {}),
        Recurrence("l2", "e3", 0.8, "suggested", {}),
        Recurrence("l3", "e1", 0.3, "candidate", {}),
    ]
    write_json(linked / "pub-0.json", {"recurrences": [one.to_dict() for one in chains]})
    return linked, {"later": Extraction("l1", "l2", "l3"), "earlier": Extraction("e1", "e2", "e3")}


def test_a_chain_counts_by_publication_and_a_negative_by_finding(tmp_path, held):
    linked, extractions = held
    gold = write(
        tmp_path / "gold",
        PAIRS + "a,0,l1,0,e1,yes,x,w,test\na,0,l3,0,e1,yes,x,w,test\n"
        "a,0,l2,0,e3,no,x,w,test\na,0,l2,0,e1,no,x,w,test\na,0,gone,0,e1,yes,x,w,test\n",
        LATER + "a,0,l1,yes,test\na,0,l2,no,test\na,0,l3,yes,test\n",
    )
    metrics, errors = compare_recurrences(extractions, linked, gold, "gold")
    found = {m.metric.removeprefix("recurrence.test."): (m.value, m.support) for m in metrics}
    assert found == {
        "pairs_recall": (0.5, 2),
        "negatives_taken": (0.5, 2),
        "later_precision": (0.5, 2),
        "later_precision_more": (0.5, 2),
        "later_recall": (0.5, 2),
        "at_most_two_chains": (1.0, 2),
    }
    assert len(errors) == 3


def test_a_later_reading_by_two_can_show_that_a_finding_recurs(tmp_path, held):
    linked, extractions = held
    gold = write(tmp_path / "gold", PAIRS, LATER + "a,0,l1,no,test\na,0,l2,no,test\n")
    more = "later_finding_id,earlier_finding_id,reader_a,reader_b,split\n"
    rows = "l1,e2,yes,yes,test\nl2,e3,yes,no,test\nl3,e1,yes,yes,test\n"
    (gold / "recurrence" / "more_pairs.csv").write_text(more + rows, encoding="utf-8")
    metrics, _ = compare_recurrences(extractions, linked, gold, "gold")
    found = {m.metric.removeprefix("recurrence.test."): (m.value, m.support) for m in metrics}
    assert found["later_precision"] == (0.0, 2)
    assert found["later_precision_more"] == (0.5, 2)


def test_pairs_read_for_findings_drawn_by_lot(tmp_path, held):
    linked, extractions = held
    extractions["earlier"].publication.day = "2020-01-01"
    extractions["nearer"] = Extraction("e4", day="2022-01-01")
    gold = write(tmp_path / "gold", PAIRS, LATER + "a,0,l1,no,test\n")
    read = "later_finding_id,earlier_finding_id,same,why,split\n"
    rows = (
        "l1,e1,yes,,fresh\nl1,e4,yes,,fresh\nl2,e3,no,praise,fresh\nl2,e1,no,,fresh\n"
        "l3,e1,yes,,dev\ngone,e1,yes,,fresh\n"
    )
    (gold / "recurrence" / "read_pairs.csv").write_text(read + rows, encoding="utf-8")
    metrics, _ = compare_recurrences(extractions, linked, gold, "gold")
    start = "recurrence.fresh."
    found = {
        m.metric.removeprefix(start): (m.value, m.support) for m in metrics if start in m.metric
    }
    assert found == {
        "later_precision": (0.5, 2),
        "later_precision_strict": (0.5, 2),
        "chains_precision": (0.5, 2),
        "pairs_recall": (0.0, 1),  # the chain goes past the nearest publication
        "later_recall": (1.0, 1),
        "negatives_taken": (0.5, 2),
    }
    assert not [m for m in metrics if m.metric.startswith("recurrence.dev.")]


def test_no_key_no_figures(tmp_path, held):
    assert compare_recurrences(held[1], held[0], tmp_path, "gold") == ([], [])


def test_a_key_without_a_column_is_refused(tmp_path, held):
    gold = write(tmp_path / "gold", "later_finding_id,same\nl1,yes\n", LATER)
    with pytest.raises(UsageError, match="has no column"):
        compare_recurrences(held[1], held[0], gold, "gold")


def test_the_key_for_the_shared_scorer_has_how_findings_begin(tmp_path):
    key = write(tmp_path, PAIRS + "a,0,l1,0,e1,yes,x,w,dev\n", LATER + "a,0,l1,yes,dev\n")
    out = tmp_path / "out"
    unknown = write_key(key / "recurrence", {"l1": "The later words"}, out)
    assert unknown == {"pairs.csv": 1, "later_findings.csv": 0}
    assert (out / "later_findings.csv").read_text(encoding="utf-8").splitlines() == [
        "later_sha256,first_80,recurs",
        "0,The later words,yes",
    ]
    assert "a,0,The later words,0,e1,yes,x,w" in (out / "pairs.csv").read_text(encoding="utf-8")
