"""Extractions checked against the words that pdfplumber reads."""

from dataclasses import replace

import pytest

from pipeline.authorities import Authorities
from pipeline.evaluate.engine import Check, check
from pipeline.records import Extraction
from tests.extract.paper import Paper, extraction_of

FULL = "Social workers in Quenby Vale know the children they work with, and visit them often,"


@pytest.fixture(scope="module")
def report() -> tuple[bytes, Extraction]:
    paper = Paper().heading("Inspection of Quenby Vale local authority children's services")
    paper.lines("Inspection dates: 3 to 14 October 2022").heading("The impact of leaders")
    paper.number("1.", FULL, "and they stay.").number("2.", FULL, FULL)
    paper.put(300, 800, "7", size=9).page().lines("and they stay for years.", x=96)
    paper.number("3.", "Boards meet.")
    data = paper.done()
    return data, extraction_of(data, Authorities.of([]))


def with_findings(extraction: Extraction, *numbers: int, **changes: object) -> Extraction:
    findings = [
        replace(finding, **changes) if finding.position in numbers else finding
        for finding in extraction.findings
    ]
    return replace(extraction, findings=tuple(findings))


def test_what_was_read_is_found_again(report):
    data, extraction = report
    assert extraction.publication.kind == "ilacs_inspection"
    assert check(data, extraction) == Check(paragraphs=3, complete=3, boxed=3, inside=3)


def test_a_paragraph_cut_short_is_not_complete(report):
    data, extraction = report
    checked = check(data, with_findings(extraction, 1, text=f"{FULL} and"))
    assert (checked.paragraphs, checked.complete) == (3, 2)
    assert "goes on with 'theystay" in checked.failures[0][1]


def test_words_that_do_not_stand_there_are_named(report):
    data, extraction = report
    checked = check(data, with_findings(extraction, 3, text="Boards never meet."))
    assert (checked.boxed, checked.inside) == (3, 2)
    assert "never" in checked.failures[0][1]


def test_a_box_that_is_too_small_is_a_failure(report):
    data, extraction = report
    box = extraction.findings[0].boxes[0]
    checked = check(data, with_findings(extraction, 1, boxes=((*box[:3], box[3] / 2, box[4]),)))
    assert checked.inside == 2


def test_findings_without_boxes_are_not_counted(report):
    data, extraction = report
    assert check(data, with_findings(extraction, 1, 2, 3, boxes=())).boxed == 0


def test_counts_add_up(report):
    data, extraction = report
    both = Check()
    both.add(check(data, extraction))
    both.add(check(data, extraction))
    assert (both.paragraphs, both.boxed) == (6, 6)
