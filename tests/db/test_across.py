"""What only all publications of a council together tell: whom they mean, what they repeat."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from pipeline.db.build import build
from pipeline.db.restate import Passage, Sources
from pipeline.db.tables import TABLES
from pipeline.extract.deadlines import find_deadlines
from pipeline.extract.mentions import find_mentions
from pipeline.store import write_json
from tests.made import add, extract, folder

NOTICE = (
    "The Council must deliver the actions of its improvement plan by 30 April 2022.",
    "Officials will review the Council's progress against the plan at least every six months.",
)
LETTER = (
    "The frequency of supervision and the monitoring of children who are subject to planning",
    "The capacity of social workers to hold cases, so that they can respond to children in need",
    "Early help is well known to schools.",
)
PAPER = (
    "Ofsted carried out a focused visit to Quenby Vale on 7 July 2021.",
    "The letter was published on 17 August.",
    "The frequency of supervision and the monitoring of children subject to planning.",
    "The council was issued with a non-statutory improvement notice on 18 May 2021.",
    "Officials will undertake reviews of progress against the plan at least every six months.",
    "The next improvement board is scheduled for 13 September 2021.",
    "Two further managers have been recruited in the northern teams of the county.",
)


@pytest.fixture
def corpus(tmp_path):
    return folder(tmp_path / "corpus")


def put(corpus, name, *texts, finding_kind="paragraph", **facts):
    """An extraction with its deadlines and mentions, as the stage would write it."""
    entry = add(corpus, name)
    made = extract(corpus, entry, *texts, finding_kind=finding_kind, **facts)
    made = replace(
        made,
        fingerprint=f"{made.fingerprint}+",
        deadlines=find_deadlines(made.publication, made.findings),
        mentions=find_mentions(made.publication, made.findings),
    )
    write_json(corpus.extracted / f"{entry.publication_id}.json", made.to_dict())
    return entry


def put_letter(corpus, **facts):
    days = {"visit_start_date": "2021-07-07", "visit_end_date": "2021-07-08"}
    days["published_date"] = "2021-08-17"
    return put(corpus, "letter", *LETTER, finding_kind="priority_action", **{**days, **facts})


def put_notice(corpus):
    return put(
        corpus, "notice", *NOTICE, finding_kind="requirement", kind="improvement_notice",
        publisher="dfe", title="Improvement notice", published_date="2021-05-18",
        visit_start_date="", visit_end_date="",
    )  # fmt: skip


def put_paper(corpus):
    return put(
        corpus, "paper", *PAPER, kind="committee_report", publisher="council",
        title="Improvement journey", published_date="2021-09-07",
        visit_start_date="", visit_end_date="",
    )  # fmt: skip


def query(corpus, sql):
    with closing(sqlite3.connect(corpus.database)) as db:
        return db.execute(sql).fetchall()


def dump(corpus):
    with closing(sqlite3.connect(corpus.database)) as db:
        return {
            table.name: sorted(db.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)
            for table in TABLES
            if table.name not in ("runs", "sources")
        }


def restated(corpus):
    return dict(
        query(
            corpus,
            "SELECT c.text, f.text FROM findings c JOIN findings f "
            "ON f.finding_id = c.restates_finding_id",
        )
    )


def meant(corpus):
    return query(
        corpus,
        "SELECT m.mentioned_date, p.kind FROM mentions m LEFT JOIN publications p "
        "ON p.publication_id = m.mentioned_publication_id ORDER BY 1",
    )


def test_paper_letter_and_notice_stand_together_on_the_timeline(corpus):
    put_paper(corpus)
    put_letter(corpus)
    put_notice(corpus)
    build(corpus)
    assert query(corpus, "SELECT date, kind FROM authority_timeline ORDER BY date") == [
        ("2021-05-18", "improvement_notice"),
        ("2021-08-17", "focused_visit"),
        ("2021-09-07", "committee_report"),
    ]
    assert meant(corpus) == [
        ("2021-05-18", "improvement_notice"),
        ("2021-07-07", "focused_visit"),
        ("2021-08-17", "focused_visit"),
    ]
    assert restated(corpus) == {PAPER[2]: LETTER[0], PAPER[4]: NOTICE[1]}
    assert query(
        corpus,
        "SELECT d.kind, d.due_date, d.every, p.kind FROM deadlines d JOIN publications p "
        "ON p.publication_id = d.publication_id ORDER BY d.due_date, p.kind",
    ) == [
        ("planned", None, "P6M", "committee_report"),
        ("ordered", None, "P6M", "improvement_notice"),
        ("meeting", "2021-09-13", None, "committee_report"),
        ("ordered", "2022-04-30", None, "improvement_notice"),
    ]


def test_evidence_is_offsets_into_the_finding(corpus):
    put_notice(corpus)
    build(corpus)
    rows = query(
        corpus,
        "SELECT d.evidence, f.text FROM deadlines d JOIN findings f USING (finding_id) "
        "ORDER BY f.position",
    )
    words = [text[start:end] for spans, text in rows for start, end in json.loads(spans)]
    assert words == ["by 30 April 2022", "at least every six months"]


def test_what_comes_later_is_found_by_an_incremental_build_as_by_a_full_one(corpus):
    put_paper(corpus)
    build(corpus)
    assert meant(corpus) == [("2021-05-18", None), ("2021-07-07", None), ("2021-08-17", None)]
    letter = put_letter(corpus)
    assert build(corpus).how == "incremental"
    assert restated(corpus)[PAPER[2]] == LETTER[0]
    put_notice(corpus)
    build(corpus)
    put_letter(corpus, visit_start_date="2021-07-01", visit_end_date="2021-07-02", version="2")
    build(corpus)
    assert meant(corpus)[1] == ("2021-07-07", None)
    (corpus.extracted / f"{letter.publication_id}.json").unlink()
    build(corpus)
    assert PAPER[2] not in restated(corpus)
    held = dump(corpus)
    corpus.database.unlink()
    assert build(corpus).how == "full"
    assert dump(corpus) == held


def test_another_council_s_letter_is_not_meant(corpus):
    put_paper(corpus)
    put_letter(corpus, authority_id="tolverne")
    build(corpus)
    assert [kind for _, kind in meant(corpus)] == [None, None, None]
    assert restated(corpus) == {}


def test_of_two_publications_that_fit_none_is_taken(corpus):
    put(corpus, "report", "Practice has improved since the focused visits in 2021.")
    for name, day in (("one", "2021-03-02"), ("two", "2021-09-07")):
        put(corpus, name, "Plans drift.", visit_start_date=day, visit_end_date=day,
            published_date="2021-10-01" if name == "two" else "2021-04-01")  # fmt: skip
    build(corpus)
    assert meant(corpus) == [("2021", None)]


def passage(text, publication_id="pub-1", *, asks=True):
    return Passage(f"f-{text[:9]}", publication_id, "2024-01-01", asks, text)


@pytest.mark.parametrize(
    ("text", "source", "named", "repeated"),
    [
        ("The timeliness of visits to children in need.",
         "The timeliness of visits to children in need when their social worker changes", False,
         True),
        ("Life-story work, which too few children in care receive, and its quality.",
         "Life-story work reaches too few children in care, and its quality varies.", True, True),
        ("Supervision in the northern teams is now monthly.",
         "Supervision is often cancelled in two teams.", True, False),
        ("Assessments of neglect were late for 40 children in the assessment teams.",
         "Assessments of neglect were late for 12 children in the assessment teams.", True, False),
        ("Children in need of help.", "Children in need of help wait too long.", True, False),
    ],
)  # fmt: skip
def test_what_repeats_what(text, source, named, repeated):
    one = passage(source)
    found = Sources([one]).source_of(passage(text), ["pub-1"] if named else [])
    assert found == (one.finding_id if repeated else "")


def test_of_two_sources_the_one_that_the_paper_names_comes_first():
    text = "The timeliness of initial health assessments for children who come into care."
    older, named = passage(text, "pub-1"), Passage("f-2", "pub-2", "2023-01-01", True, text)
    assert Sources([older, named]).source_of(passage(text), ["pub-2"]) == "f-2"
