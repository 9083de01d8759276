from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.db.build import build
from pipeline.db.connect import open_database
from pipeline.db.tables import TABLE
from pipeline.errors import DatabaseError, UsageError
from pipeline.query import parse_query
from pipeline.search import Filters, Hit, search
from pipeline.spelling import better_spelling
from tests.made import add, extract, folder

REVIEW = "The council must review how workers are supervised and trained."
SUPERVISION = "Supervision of social workers is irregular and not recorded."
INTERVIEWS = "Return home interviews are offered late to children who go missing."
FOSTERING = "Foster carers value multi-agency training; adoption is “timely”."


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    corpus = folder(tmp_path_factory.mktemp("search") / "corpus")
    extract(corpus, add(corpus, "visit"), SUPERVISION, INTERVIEWS)
    extract(
        corpus,
        add(corpus, "notice"),
        REVIEW,
        finding_kind="requirement",
    )
    build(corpus)
    address = "https://files.ofsted.gov.uk/v1/file/7"
    facts = {"authority_id": "tolverne", "published_date": "2025-06-01"}
    extract(corpus, add(corpus, "draft", url=address), "Draft words on fostering.", **facts)
    report = {**facts, "kind": "ilacs_inspection", "published_date": "2025-07-01"}
    made = extract(
        corpus, add(corpus, "report", url=address), FOSTERING, finding_kind="strength", **report
    )
    undated = {
        "published_date": "",
        "visit_start_date": "",
        "visit_end_date": "",
        "published_date_source": "",
        "authority_id": "",
    }
    extract(corpus, add(corpus, "undated"), "Undated passage.", finding_kind="paragraph", **undated)
    build(corpus)
    with closing(sqlite3.connect(corpus.database)) as db:
        tags = [
            (made.findings[0].finding_id, area_id, stance, 1.0, "rule", "[]")
            for area_id, stance in (("training", "strength"), ("adoption", "mixed"))
        ]
        db.executemany(TABLE["tags"].insert_sql(), tags)
        db.commit()
    return corpus


@pytest.fixture
def ask(corpus):
    def ask(query: str = "", **filters: object) -> list[Hit]:
        return search(corpus.database, query, filters=Filters(**filters))

    return ask


def texts(hits: list[Hit]) -> set[str]:
    return {hit.text for hit in hits}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("supervised", {SUPERVISION, REVIEW}),
        ("SUPERVISION recording", {SUPERVISION}),
        ("supervision interviews", set()),
        ("recording OR interviews", {SUPERVISION, INTERVIEWS}),
        ("irregular social OR missing", {SUPERVISION}),
        ('"return home"', {INTERVIEWS}),
        ("“return home”", {INTERVIEWS}),
        ('"home return"', set()),
        ('"return home', {INTERVIEWS}),
        ("interv*", {INTERVIEWS}),
        ('"return ho"*', {INTERVIEWS}),
        ("social -interviews", {SUPERVISION}),
        ("train -multi-agency", {REVIEW}),
        ("train NOT fostering", {REVIEW}),
        ('late -"return home"', set()),
        ("multi-agency", {FOSTERING}),
        ("supervision AND irregular", {SUPERVISION}),
        (
            "OR supervision OR",
            {SUPERVISION, REVIEW},
        ),
        ("text:irregular", set()),
        ("irregular *", {SUPERVISION}),
        ("irregular ^ ( ) { } : + -", {SUPERVISION}),
    ],
)
def test_what_people_type(ask, query, found):
    assert texts(ask(query)) == found


@pytest.mark.parametrize("query", ["", "   ", '"', "OR", "-", "* * *", "\0", "\ud800", "NOT AND"])
def test_without_words_everything_newest_first(ask, query):
    hits = ask(query)
    assert [hit.date for hit in hits] == ["2025-07-01", *["2024-03-26"] * 3, ""]
    assert "[" not in hits[0].snippet


def test_exclusion_alone_lists_the_rest(ask):
    assert len(ask("-supervision")) == 3


def test_a_hit_has_all_that_is_needed_to_believe_it(ask):
    [hit] = ask("adoption")
    assert (hit.authority, hit.date, hit.title) == (
        *("Tolverne", "2025-07-01"),
        "Focused visit to Quenby Vale",
    )
    assert (hit.publication_kind, hit.kind, hit.section) == (
        *("ilacs_inspection", "strength"),
        "What needs to improve",
    )
    assert (hit.paragraph_number, hit.page) == ("1", 1)
    assert hit.url == "https://files.ofsted.gov.uk/v1/file/7"
    assert hit.file == "raw/ofsted/report.pdf"
    assert [(t.area_id, t.stance) for t in hit.tags] == [
        ("adoption", "mixed"),
        ("training", "strength"),
    ]
    assert hit.to_dict()["tags"][0] == {"area_id": "adoption", "stance": "mixed"}


def test_matched_words_are_marked_as_asked(corpus):
    [hit] = search(corpus.database, "adopted train -review", marks=("<b>", "</b>"))
    assert "<b>training</b>; <b>adoption</b>" in hit.snippet
    assert hit.text == FOSTERING


def test_the_best_come_first_and_no_more_than_asked(corpus):
    first, second = search(corpus.database, "supervis*")
    assert search(corpus.database, "supervis*", limit=1) == [first]
    assert search(corpus.database, "supervis*", limit=None) == [first, second]


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({"authority": "tolverne"}, 1),
        ({"authority": "Quenby Vale Council"}, 3),
        ({"region": "south west"}, 3),
        ({"kind": "requirement"}, 1),
        ({"publication_kind": "ilacs_inspection"}, 1),
        ({"area": "adoption"}, 1),
        ({"area": "adoption", "stance": "mixed"}, 1),
        ({"area": "adoption", "stance": "strength"}, 0),
        ({"stance": "strength"}, 1),
        ({"since": "2025-07-01"}, 1),
        ({"until": "2024-03-26"}, 3),
        ({"since": "2024-03-27", "until": "2025-06-30"}, 0),
        ({"new": True}, 2),
        ({"superseded": True}, 6),
        ({"authority": "tolverne", "kind": "requirement"}, 0),
    ],
)
def test_filters_narrow(ask, filters, number):
    assert len(ask(**filters)) == number


def test_filters_and_words_together(ask):
    assert texts(ask("trained", kind="requirement")) == texts(ask("must"))
    assert ask("draft") == []
    assert len(ask("draft", superseded=True)) == 1


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"area": "supervison"}, "no area 'supervison'; did you mean: supervision"),
        ({"area": "x"}, "no area 'x'; known: adoption, allegations"),
        ({"authority": "x"}, "no authority 'x'; write its name in full, such as 'Leeds'"),
        ({"since": "2024-05-01", "until": "2024-04-30"}, "no day is from 2024-05-01 to 2024-04-30"),
        ({"authority": "tolvern"}, "no authority 'tolvern'; did you mean: tolverne"),
        ({"region": "south wets"}, "did you mean: South West"),
        ({"kind": "wish"}, "no kind 'wish'; known: headline, improvement"),
        ({"publication_kind": "focussed_visit"}, "did you mean: focused_visit"),
        ({"stance": "good"}, "no stance 'good'; known: concern, mixed, neutral, strength"),
        ({"since": "last year"}, "since: 'last year' is no date like 2024-03-26"),
        ({"until": "2024"}, "until: '2024' is no date"),
    ],
)
def test_values_that_do_not_exist_name_those_that_do(ask, filters, said):
    with pytest.raises(UsageError) as caught:
        ask(**filters)
    assert said in str(caught.value)


def test_an_area_may_be_named_as_people_read_it(ask):
    assert texts(ask(area="Training and development")) == texts(ask(area="training")) == {FOSTERING}


@pytest.mark.parametrize(
    ("query", "better"),
    [
        ("supervison", "supervision"),
        ("Supervison of socail", "supervision of social"),
        ("supervison -adoption", "supervision -adoption"),
        ('"retrun home"', '"return home"'),
        ("supervison adoption", ""),  # nothing holds both
        ("xylophone", ""),
        ("irregular adoption", ""),  # nothing is spelt otherwise
        ("suprevision OR zzzz", "supervision OR zzzz"),
        ("zz*", ""),
        ("", ""),
        ("\0", ""),
    ],
)
def test_what_finds_nothing_is_offered_in_another_spelling(corpus, query, better):
    with closing(open_database(corpus.database)) as connection:
        assert better_spelling(connection, query) == better
        assert not connection.in_transaction


def test_a_spelling_is_offered_only_if_it_finds_something_with_the_filters(corpus):
    with closing(open_database(corpus.database)) as connection:
        assert better_spelling(connection, "irregulr", Filters(kind="strength")) == ""


def test_without_a_database_it_says_what_to_do(tmp_path):
    with pytest.raises(DatabaseError, match="run 'letters run' first"):
        search(tmp_path / "findings.db", "x")


@pytest.mark.parametrize("content", [b"", b"something else entirely, long enough to be read" * 99])
def test_what_is_no_database_of_ours_says_what_to_do(tmp_path, content):
    path = tmp_path / "findings.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match="run 'letters build'"):
        search(path, "x")


MARKS = [*'"“-*()^:{}+,x', "OR", "AND", "NOT", "NEAR"]
SYNTAX = st.lists(st.sampled_from(MARKS), max_size=30).map(" ".join)


@given(st.one_of(st.text(), SYNTAX, SYNTAX.map(lambda s: s.replace(" ", ""))))
def test_no_query_is_an_error(corpus, query):
    search(corpus.database, query)


@pytest.mark.parametrize("join", [" ", " OR ", " -", " NOT ", "* "])
def test_no_query_is_too_long(corpus, join):
    search(corpus.database, join.join(f"word{n}" for n in range(3000)))


def test_the_expression_is_always_quoted():
    assert parse_query('a"b NEAR(c) col:d').wanted == '("a") AND ("b NEAR(c) col:d")'
    assert parse_query("x -y -z").excluded == '"y" OR "z"'
