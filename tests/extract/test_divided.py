"""Words divided at line ends: the document's own words decide."""

import pytest

from pipeline.extract.divided import Joiner


def joiner(*texts: str) -> Joiner:
    made = Joiner()
    for text in texts:
        made.learn(text)
    return made


@pytest.mark.parametrize(
    ("known", "before", "after", "joined"),
    [
        ("good supervision", "regular super", "vision of staff", "regular supervision of staff"),
        ("a well-kept file", "a well", "kept record", "a well-kept record"),
        ("", "early self", "assessment shows", "early self-assessment shows"),
        ("", "a multi", "agency team", "a multi-agency team"),
        ("", "assess", "ments are late", "assessments are late"),
        ("", "Quenby", "Vale", "Quenby-Vale"),
        ("", "an out-of", "hours team", "an out-of-hours team"),
        ("joint working, a joint visit, a working day", "joint", "working", "joint-working"),
        ("apprenticeships", "apprentice", "ships", "apprenticeships"),
    ],
)
def test_a_hyphen_that_the_file_marks(known, before, after, joined):
    assert joiner(known).join(before, after, marked=True) == joined


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("Plans are", "late", "Plans are late"),
        ("super\u00ad", "vision", "supervision"),
        ("assess-", "ments", "assessments"),
        ("the 16-", "17 age group", "the 16-17 age group"),
        ("children and/", "or families", "children and/or families"),
        ("2023–", "24", "2023–24"),
        ("supervision –", "and support", "supervision – and support"),
        ("supervision -", "and support", "supervision - and support"),
    ],
)
def test_a_line_end_without_a_mark(before, after, joined):
    assert joiner().join(before, after, marked=False) == joined


def test_a_hyphen_is_never_doubled():
    assert joiner("a well-kept file").join("well-", "kept", marked=True) == "well-kept"


def test_a_title_loses_the_blanks_that_tight_setting_puts_into_words():
    known = joiner("Tolverne Council", "in Tolverne the council", "children of Tolverne")
    assert known.mended("To lverne Council") == "Tolverne Council"
    assert known.mended("In the council") == "In the council"
    assert known.mended("Tolverne") == "Tolverne"
