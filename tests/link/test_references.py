"""References that plans print, and what they point to."""

from __future__ import annotations

import pytest

from pipeline.link.references import Source, find_label, find_references, resolve
from tests.link.made import finding, publication

OFSTED_3 = ("inspection", "item", "3")


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("Ofsted rec 3", [OFSTED_3]),
        ("Notice 12; Ofsted 3", [("improvement_notice", "paragraph", "12"), OFSTED_3]),
        ("AfI 2", [("", "improvement", "2")]),
        ("Area for improvement 4", [("", "improvement", "4")]),
        ("Priority action 1", [("", "priority", "1")]),
        ("ILACS para 24", [("inspection", "paragraph", "24")]),
        ("Paragraphs 6 and 8", [("", "paragraph", "6"), ("", "paragraph", "8")]),
        ("Recommendations 2-4", [("", "item", n) for n in "234"]),
        ("JTAI rec. 5", [("jtai", "item", "5")]),
        ("Train 12 managers by 2024", []),
        ("Report to the board in 2 weeks", []),
        ("", []),
    ],
)  # fmt: skip
def test_references_are_found(printed, found):
    assert [(r.source, r.target, r.number) for r in find_references(printed)] == found


def test_the_label_of_an_action_tells_its_priority():
    assert find_label("PA2.1")[0].target == "priority"
    assert find_label("W2") == []


BULLETS = [finding(f"b{n}", f"Matter {n}", position=n) for n in (1, 2, 3)]
PARAGRAPH = finding("p24", "A paragraph", kind="paragraph", number="24", position=9)
OLD = Source(publication("old", "2019-01-01"), [finding("o1", "Older", publication="old")])
NEW = Source(publication("new", "2022-01-01"), [*BULLETS, PARAGRAPH])
NOTICE = Source(
    publication("notice", "2022-06-01", kind="improvement_notice", publisher="dfe"),
    [finding("n12", "Duty", kind="requirement", number="12", publication="notice")],
)


@pytest.mark.parametrize(
    ("printed", "day", "meant"),
    [
        ("Ofsted 2", "2023-01-01", ["b2"]),
        ("Ofsted 9", "2023-01-01", []),
        ("Ofsted 1", "2020-01-01", ["o1"]),
        ("ILACS para 24", "2023-01-01", ["p24"]),
        ("Notice 12", "2023-01-01", ["n12"]),
        ("Notice 12", "2022-03-01", []),
    ],
)
def test_a_reference_means_the_last_publication_before_the_plan(printed, day, meant):
    reference = find_references(printed)[0]
    assert [f.finding_id for f in resolve(reference, [OLD, NEW, NOTICE], day)] == meant
