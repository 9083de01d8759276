"""Records: to and from plain values, ids from content alone, nothing impossible inside."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import (
    Deadline,
    Extraction,
    Finding,
    Judgement,
    ManifestEntry,
    Mention,
    Ordinals,
    PlanExtraction,
    Problem,
    Publication,
    content_id,
    normalised,
    publication_id,
)
from pipeline.store import dumps
from tests import strategies as made
from tests.link.made import publication

RECORDS = st.one_of(
    made.manifest_entries(),
    made.publications(),
    made.findings(),
    made.judgements(),
    made.deadlines(),
    made.mentions(),
    made.problems(),
    made.extractions(),
    made.plan_extractions(),
)


@given(RECORDS)
def test_a_record_is_the_same_after_json(record):
    assert type(record).from_dict(json.loads(dumps(record.to_dict()))) == record


@given(RECORDS)
def test_the_same_record_is_spelt_with_the_same_bytes(record):
    again = type(record).from_dict(json.loads(dumps(record.to_dict())))
    assert dumps(again.to_dict()) == dumps(record.to_dict())


@given(st.one_of(made.deadlines(), made.mentions()))
def test_evidence_lies_inside(record):
    length = len(record.text) if isinstance(record, Deadline) else 40
    assert all(0 <= start < end <= length for start, end in record.evidence)


@given(st.text(), st.text())
def test_ids_hang_on_what_is_said_and_on_nothing_else(one, two):
    assert content_id("f", one, two) == content_id("f", one, two)
    if (one, two) != (two, one) and "\x1f" not in one + two:
        assert content_id("f", one, two) != content_id("f", two, one)


@given(st.text())
def test_case_spacing_and_glyphs_change_no_id(text):
    plain = normalised(text)
    assert normalised(plain) == plain
    assert normalised(f"•  {text}\n") == plain


def test_ids_never_change():
    # Links and decisions are kept by these ids: a change here orphans what people decided.
    assert content_id("f", "pub-1", "plans are late", "") == "f-18819fac0837e584"
    assert publication_id("ab" * 32) == "pub-abababababababab"
    assert Problem("extract", "damaged", "cut short").problem_id == "problem-f1cfb12b902407ba"


def test_repeats_are_numbered():
    ordinal = Ordinals()
    assert [ordinal(key) for key in ("a", "b", "a", "a")] == ["", "", "2", "3"]


FINDING = Finding("f-1", "pub-1", 1, "", "", "paragraph", "council", "Plans are late.")
JUDGEMENT = Judgement("j-1", "pub-1", "overall", "good")
DEADLINE = Deadline("d-1", "ordered", "pub-1", "f-1", "By May.")


@pytest.mark.parametrize(
    ("record", "wrong", "names"),
    [
        (FINDING, {"kind": "complaint"}, "kind"),
        (FINDING, {"addressed_to": "nobody"}, "addressed_to"),
        (FINDING, {"text": " \n"}, "text"),
        (JUDGEMENT, {"judgement_area": "parks"}, "judgement_area"),
        (JUDGEMENT, {"grade": "fair"}, "grade"),
        (DEADLINE, {"due_date": "May"}, "due_date"),
        (DEADLINE, {"every": "monthly"}, "every"),
        (DEADLINE, {"evidence": ((3, 3),)}, "evidence"),
        (Mention("pub-1", "f-1", "jtai", "2021", "visit"), {"mentioned_date": "21"}, "mentioned"),
        (Problem("extract", "x", "y"), {"stage": "read"}, "stage"),
        (
            ManifestEntry(publication_id("0" * 64), "raw/a.pdf", "0" * 64),
            {"publication_id": "pub-1"},
            "publication_id",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_birth(record, wrong, names):
    with pytest.raises(ValueError, match=names):
        replace(record, **wrong)


@pytest.mark.parametrize("kind", [Publication, Finding, Problem])
def test_a_field_that_a_record_does_not_have_is_an_error(kind):
    with pytest.raises(ValueError, match="unknown fields colour"):
        kind.from_dict({"colour": "red"})


def test_a_file_of_an_earlier_version_without_deadlines_is_read():
    values = {"fingerprint": "x", "judgements": [], "findings": [], "problems": []}
    digest = "0" * 64
    publication = dict.fromkeys(Publication.__slots__, "")
    publication |= {"publication_id": publication_id(digest), "sha256": digest, "kind": "other"}
    publication |= {"status": "read", "page_count": None}
    found = Extraction.from_dict({**values, "publication": publication})
    assert (found.deadlines, found.mentions) == ((), ())
    assert PlanExtraction.__slots__[0] == "fingerprint"


@pytest.mark.parametrize(
    ("printed", "ended", "held", "day"),
    [
        ("2023-05-02", "2023-03-10", "", "2023-05-02"),
        ("", "2023-03-10", "2023-03-06", "2023-03-10"),
        ("", "", "2023-03-06", "2023-03-06"),
    ],
)
def test_a_publication_without_a_day_of_its_own_has_that_of_the_visit(printed, ended, held, day):
    one = replace(
        publication("pub-1", "2023-01-01"),
        published_date=printed,
        visit_end_date=ended,
        event_date=held,
    )
    assert one.day == day
