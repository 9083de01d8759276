import pytest

from pipeline import wording
from pipeline.records import PUBLICATION_KINDS


@pytest.mark.parametrize("words", [wording.CITED_KIND, wording.SHORT_KIND])
def test_every_kind_of_publication_has_words(words):
    assert set(words) == set(PUBLICATION_KINDS)


def test_days_as_people_say_them():
    assert wording.day_words("2021-08-17") == "17 August 2021"
    assert wording.day_words("2021-08-17", short=True) == "17 Aug 2021"
    assert [wording.day_words(day) for day in ("", "2021", "2021-02-30")] == [
        "",
        "2021",
        "2021-02-30",
    ]


def test_coverage_says_what_it_rests_on():
    assert wording.coverage_words("covered", "suggested") == "covered (suggested, not checked)"
    assert wording.coverage_words("partly", "confirmed") == "partly (confirmed)"
    assert wording.coverage_words("uncovered", "") == "uncovered"


def test_numbers_and_lists_in_a_sentence():
    assert wording.counted(0, "finding") == "no findings"
    assert wording.counted(1, "finding") == "one finding"
    assert wording.counted(1200, "weakness", "weaknesses") == "1,200 weaknesses"
    assert wording.listed([]) == ""
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.capital("élan") == "Élan"


def test_names_that_lists_turn_round():
    assert wording.council_name("Bristol, City of") == "City of Bristol"
    assert wording.council_name("Bournemouth, Christchurch and Poole") == (
        "Bournemouth, Christchurch and Poole"
    )


def test_long_texts_are_cut_at_a_word():
    assert wording.cut("one two", 7) == "one two"
    assert wording.cut("one two, three", 9) == "one two …"
    assert wording.cut("one\n two", 20) == "one two"
