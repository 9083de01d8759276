import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.words import (
    clean,
    ends_sentence,
    hangs,
    is_note_marker,
    join_lines,
    split_label,
    strip_bullet,
    tidy,
)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("the \ufb01nal o\ufb03ce", "the final office"),
        ("super\u00advision", "supervision"),
        ("super\ufffe\r\nvision", "supervision"),
        ("a\u00a0b\u2009c\u202fd", "a b c d"),
        ("a\u200bb\ufeffc\u200d", "abc"),
        ("child\x92s", "child’s"),
        ("well\u2011kept", "well-kept"),
        ("\uf0b7 plans", "• plans"),
        ("\uf06e\tplans", "• plans"),
        ("\ue123 plans", "• plans"),
        ("  two \n lines ", "two lines"),
    ],
)
def test_letters_glyphs_and_blanks_have_one_spelling(printed, read):
    assert clean(printed) == read


def test_a_soft_hyphen_at_the_end_says_that_the_word_goes_on():
    assert clean("super\ufffe") == "super\u00ad"
    assert join_lines(clean("super\ufffe"), "vision") == "supervision"


@given(st.text(max_size=50))
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    "text",
    ["• plans", "•plans", "\uf0b7plans", "◼ plans", "o\tplans", "- plans", "– plans", "* plans",
     "·\u00a0\u00a0 plans", "§ plans", "\ufffd plans"],
)  # fmt: skip
def test_bullets_are_taken_off(text):
    assert strip_bullet(text) == (True, "plans")


@pytest.mark.parametrize("text", ["plans", "-5 places", "–", "of plans", "*plans*", "", "o"])
def test_what_only_looks_like_a_bullet_stays(text):
    assert strip_bullet(text) == (False, text)


def test_a_glyph_alone_is_a_bullet_without_text():
    assert strip_bullet("•") == (True, "")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("4. Plans", "4"),
        ("4.Plans are late", "4"),
        ("4.", "4"),
        ("4\tPlans", "4"),
        ("4   Plans", "4"),
        ("4 Plans are late in both teams.", "4"),
        ("4a. Plans", "4a"),
        ("1) plans", "1)"),
        ("a) plans", "a)"),
        ("(a) plans", "(a)"),
        ("(aa) plans", "(aa)"),
        ("(iv) plans", "(iv)"),
        ("iv. plans", "iv"),
        ("a. plans", "a"),
        ("12(3)(b) plans", "12(3)(b)"),
        ("2.1 Plans", "2.1"),
        ("2.10. Plans", "2.10"),
        ("2.1\tplans", "2.1"),
        ("A.\tPlans", "A"),
    ],
)
def test_printed_labels(text, label):
    assert split_label(text)[0] == label
    assert not split_label(text)[1].startswith(label)


@pytest.mark.parametrize(
    "text",
    [
        "2021 was a hard year.",
        "2021. A hard year.",
        "16 and 17 year olds are seen.",
        "12 social workers have left.",
        "17 August 2021 was a Tuesday.",
        "20 Mill Street",
        "2.1 million pounds were spent.",
        "5.2m is needed.",
        "07.09.2021",
        "10.30 am start",
        "1st of all",
        "4",
        "A. Example",
        "(the) plans",
        "(All areas);",
        "(MD) plans",
        "i.e. plans",
        "p.m. meetings",
        "(2021) plans",
        "",
    ],
)
def test_what_only_looks_like_a_label_stays(text):
    assert split_label(text) == ("", text)


def test_lines_are_joined_as_they_read():
    assert join_lines("the plan ", " is late") == "the plan is late"
    assert join_lines("well-", "kept") == "well-kept"
    assert join_lines("plans -", "late") == "plans - late"
    assert join_lines("", "late") == "late"


def test_where_a_sentence_ends_and_where_it_hangs():
    assert ends_sentence("It is late.”")
    assert ends_sentence("It names three:")
    assert not ends_sentence("Findings")
    assert hangs("arrangements for")
    assert hangs("plans,")
    assert not hangs("Arrangements")


@pytest.mark.parametrize(
    ("raised", "before", "marker"),
    [("1", "visit", True), ("[2]", "visit.", True), ("a", "visit", True), ("*", "visit", True),
     ("th", "the 20", False), ("2", "some 20 m", False), ("2", "a team", True)],
)  # fmt: skip
def test_footnote_markers(raised, before, marker):
    assert is_note_marker(raised, before) is marker
