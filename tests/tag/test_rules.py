from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.tag.clauses import clauses, sentences
from pipeline.tag.lint import faults
from pipeline.tag.rules import Rules
from pipeline.tag.vocabulary import Area, Vocabulary, read_vocabulary, variants, vocabulary_path
from pipeline.tag.words import blank_pipeline, stem, words_of

NLP = blank_pipeline()


def area(area_id="supervision", **levels) -> Area:
    return Area(area_id, "workforce", area_id.title(), "What it is.", "", ("enabler-3",), **levels)


def found(text: str, *areas: Area) -> list[tuple[str, str]]:
    doc = NLP.make_doc(text)
    written, _, _ = words_of(doc)
    hits = Rules(NLP, Vocabulary(areas)).hits(doc, (end for _, end in sentences(written)))
    return [(hit.area_id, doc[hit.start : hit.end].text) for hit in hits]


@pytest.mark.parametrize(
    ("one", "other"),
    [("plan", "planning"), ("visit", "visited"), ("policy", "policies"), ("child’s", "child")],
)
def test_forms_of_a_word_have_one_stem(one, other):
    assert stem(one) == stem(other)


def test_short_forms_are_no_words():
    assert stem("SEND") != stem("send")
    assert stem("PEPs") == stem("PEP")


def test_a_wording_is_found_in_all_its_forms():
    spoken = area(say=("reflective supervision",))
    text = "Reflective supervisions are held."
    assert found(text, spoken) == [("supervision", "Reflective supervisions")]


def test_a_hyphen_may_be_a_blank():
    assert found("The pre birth team", area("pre-birth", say=("pre-birth",)))
    assert found("The pre-birth team", area("pre-birth", say=("pre-birth",)))


def test_a_look_alike_silences_its_own_area_only():
    one = area(say=("supervision",), look_alike=("supervision of foster carers",))
    other = area("fostering", say=("foster carers",))
    text = "Supervision of foster carers is regular."
    assert found(text, one, other) == [("fostering", "foster carers")]
    assert found("Supervision is regular.", one, other) == [("supervision", "Supervision")]


def test_a_gap_is_short_and_within_a_sentence():
    one = area("childs-voice", say=("views ... sought",))
    assert found("Their views are always sought.", one)
    assert not found("Their views matter. Advice is sought.", one)
    assert not found("Their views of the help that they have had are sought.", one)


def test_variants_make_all_choices():
    made = variants("core group/meeting ... held")
    assert made == [["core group", "held"], ["core meeting", "held"]]


def test_a_clause_ends_where_the_sense_turns():
    doc = NLP.make_doc("Visits are regular and purposeful, but records of them are not up to date.")
    written, words, _ = words_of(doc)
    spans = clauses(words, sentences(written))
    assert [(doc[c.start : c.end].text, c.turns) for c in spans] == [
        ("Visits are regular and purposeful,", False),
        ("but records of them are not up to date.", True),
    ]


@given(st.text())
def test_words_are_spacys_and_sentences_and_clauses_cover_every_text(text):
    doc = NLP.make_doc(text)
    written, words, stems = words_of(doc)
    assert list(written) == [token.text for token in doc]
    assert list(words) == [token.lower_ for token in doc]
    assert list(stems) == [token.norm_ for token in doc]
    spans = sentences(written)
    assert [n for start, end in spans for n in range(start, end)] == list(range(len(doc)))
    parts = clauses(words, spans)
    assert [n for c in parts for n in range(c.start, c.end)] == list(range(len(doc)))


def test_the_vocabulary_has_no_faults():
    vocabulary = read_vocabulary(vocabulary_path())
    assert len(vocabulary.areas) == 52
    assert faults(vocabulary, vocabulary.ids) == []


def test_faults_are_named():
    wrong = Vocabulary((area(say=("plans", "audit"), hint=("audits",), look_alike=("planned",)),))
    said = faults(wrong, ["supervision", "caseloads"])
    assert any("caseloads is gone" in fault for fault in said)
    assert any("contradicts" in fault for fault in said)
    assert any("are the same" in fault for fault in said)
    assert faults(Vocabulary((replace(wrong.areas[0], say=(), look_alike=()),)))


def test_a_file_that_is_no_vocabulary_is_named(tmp_path):
    path = tmp_path / "areas.yaml"
    path.write_text("areas: []", encoding="utf-8")
    with pytest.raises(UsageError, match=r"areas\.yaml"):
        read_vocabulary(path)
