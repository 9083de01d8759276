from pipeline.extract.blocks import BULLET, HEADING, NUMBERED, PARAGRAPH, Block
from pipeline.extract.nesting import nest_lists


def levels(*given):
    blocks = [Block(role, text, label=label, level=level) for role, label, text, level in given]
    nest_lists(blocks)
    return [block.level for block in blocks]


def test_bullets_stand_below_the_number_that_announces_them():
    assert levels(
        (NUMBERED, "8", "Inspectors looked at:", 1),
        (BULLET, "", "thresholds", 2),
        (BULLET, "", "steps", 1),
        (NUMBERED, "9", "Plans are late.", 1),
        (BULLET, "", "of its own", 1),
    ) == [1, 2, 2, 1, 1]


def test_a_list_keeps_its_own_levels_when_it_is_moved_in():
    assert levels(
        (NUMBERED, "8", "They include:-", 1),
        (BULLET, "", "one", 1),
        (BULLET, "", "below one", 2),
        (BULLET, "", "two", 1),
    ) == [1, 2, 3, 2]


def test_letters_below_numbers_and_roman_numbers_below_letters():
    assert levels(
        (NUMBERED, "3", "The council must:", 1),
        (NUMBERED, "(a)", "give access to:", 1),
        (NUMBERED, "(i)", "premises", 1),
        (NUMBERED, "(ii)", "documents", 1),
        (NUMBERED, "(b)", "report", 1),
        (NUMBERED, "4", "The board meets.", 1),
    ) == [1, 2, 3, 3, 2, 1]


def test_the_letter_i_after_h_is_no_roman_number():
    assert levels(
        (NUMBERED, "1", "The council must:", 1),
        (NUMBERED, "(h)", "do this:", 1),
        (NUMBERED, "(i)", "do that", 1),
    ) == [1, 2, 2]


def test_a_paragraph_that_breaks_off_belongs_to_the_list_after_it():
    assert levels(
        (NUMBERED, "22", "The duty is as follows:", 1),
        (PARAGRAPH, "", "An authority must see the need to", 1),
        (NUMBERED, "a)", "do this;", 1),
        (NUMBERED, "b)", "do that.", 1),
        (PARAGRAPH, "", "That is all.", 1),
        (BULLET, "", "of its own", 1),
    ) == [1, 2, 2, 2, 1, 1]


def test_headings_end_lists():
    assert levels(
        (NUMBERED, "1", "The council must:", 1),
        (HEADING, "", "Board", 2),
        (BULLET, "", "of its own", 1),
    ) == [1, 2, 1]
