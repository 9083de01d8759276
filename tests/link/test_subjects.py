import pytest

from pipeline.db.areas import areas_path, read_areas
from pipeline.errors import UsageError
from pipeline.link.failings import is_concern, is_praise, kinds, names_last_inspection, put_right
from pipeline.link.statements import statements
from pipeline.link.subjects import read_subjects, words


def found(text):
    return {mention.subject_id for mention in read_subjects().find(words(text))}


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("the timeliness of initial health assessments", {"initial-health"}),
        ("chairs of child protection conferences", {"conferences"}),
        ("child protection conference chairs", {"conference-chairs"}),
        ("a stable, permanent workforce", {"workforce-stability"}),
        ("permanent teams", set()),
        ("audits show", set()),
        ("child protection medicals", {"medicals"}),
        ("children on a child protection plan", {"children-in-protection"}),
    ],
)
def test_the_longest_wording_counts_and_look_alikes_do_not(text, subjects):
    assert found(text) == subjects


def test_every_subject_has_an_area_of_the_list():
    areas = {row[0] for row in read_areas(areas_path())}
    assert {s.area_id for s in read_subjects().by_id.values()} <= areas


def test_parts_are_parts_of_subjects():
    by_id = read_subjects().by_id
    assert all(not s.part_of or s.part_of in by_id for s in by_id.values())


def test_a_file_that_is_no_list_is_refused(tmp_path):
    path = tmp_path / "subjects.yaml"
    path.write_text("topics: 3\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no list of subjects"):
        read_subjects(path)


@pytest.mark.parametrize(
    ("clause", "concern"),
    [
        ("visits are not regular", True),
        ("children do not have to wait for a visit", False),
        ("children are seen without delay", False),
        ("it supports managers when progress is not made", False),
        ("very few children go missing", False),
    ],
)
def test_concern(clause, concern):
    assert is_concern(clause) is concern


def test_praise_in_a_passage_that_asks():
    assert is_praise("staff are well supported")
    assert not is_praise("staff should be well supported")
    assert not is_praise("staff are well supported but visits are late and weak")


def test_kinds_of_failing():
    assert kinds("tracking of plans") == {"unseen"}
    assert "late" in kinds("visits take too long to happen")


def test_last_inspection_and_put_right():
    assert names_last_inspection("As reported at the previous inspection, plans are weak.")
    assert not names_last_inspection("The inspection began on a Monday.")
    assert put_right("the council has since resolved this")
    assert not put_right("the council has not resolved this")


def test_statements_of_a_mixed_passage_are_its_concern_half():
    text = "Visits are regular and purposeful. However, supervision is not recorded."
    (one,) = statements(text, asks=False)
    assert one.topics == {"supervision"}


def test_a_named_part_inherits_what_is_done():
    text = "Tracking and oversight of plans, including children in pre-proceedings."
    first, second = statements(text, asks=True)
    assert second.topics == {"pre-proceedings"}
    assert "tracking" in second.aspects
    assert second.inherited
    assert not first.inherited


def test_a_clause_may_say_what_comes_of_another_or_refer_to_it():
    text = "Core groups are held. They are not regular. As a result, plans drift."
    referring, result = statements(text, False)
    assert referring.topics == {"core-groups"}
    assert (referring.referred, referring.result) == (True, False)
    assert (result.referred, result.result) == (False, True)


def test_marks_say_where_a_subject_stands():
    (one,) = statements("The quality of supervision of social workers", True)
    (mark,) = [m for m in one.marks if m.subject_id == "supervision"]
    assert mark.governed
    assert 0 < mark.far < mark.place < 1


def test_a_clause_that_names_nothing_speaks_of_what_was_named_before():
    text = "Pathway plans are written with care leavers. Actions are not always clear."
    (one,) = statements(text, asks=False)
    assert one.carried
    assert one.topics == {"pathway-plans"}
    assert not statements("Actions are not always clear.", asks=False)


def test_each_line_of_a_list_is_a_statement_as_its_lead_says():
    asks = "Services to care leavers, including:\naccess to health histories\nlife-story work."
    found = statements(asks, asks=True)
    assert [one.topics for one in found[-2:]] == [{"health-histories"}, {"life-story"}]
    assert found[-1].children == {"care leavers"}
    told = "Leaders do not ensure that:\nlife-story work is done in good time."
    assert any("life-story" in one.topics for one in statements(told, asks=False))
