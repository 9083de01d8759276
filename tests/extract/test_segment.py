"""Lines of pages → headings, paragraphs, bullets and numbers in reading order."""

import pytest
from reportlab.pdfbase import pdfmetrics

from pipeline.extract.pdf import Line, Page
from pipeline.extract.segment import segment
from tests.extract.outline import outline
from tests.extract.paper import BOLD, PLAIN, WIDE, Paper, content_of, texts

FULL = "Social workers in Quenby Vale know the children they work with, and visit them often,"
"""A line that reaches the right margin."""


def read(paper: Paper) -> list[str]:
    return outline(content_of(paper))


def by_hand(*lines: str, pages: int = 1) -> list[str]:
    """The outline of lines 14 points apart, each `indent|text`, as another program may set them."""
    made = []
    for index, line in enumerate(lines):
        indent, _, text = line.rpartition("|")
        x, base = 72.0 + float(indent or 0), 100.0 + 14 * index
        made.append(Line(text, 1, x, base - 9, x + 5.2 * len(text), base + 3, base, 11.0, False))
    return outline(segment([Page(1, 595, 842, made)]))


def test_lines_become_paragraphs_at_white_space():
    paper = Paper().lines(FULL, "and they write plans that families understand.")
    paper.lines("Managers read those plans.")
    assert read(paper) == [
        f"p1 {FULL} and they write plans that families understand.",
        "p1 Managers read those plans.",
    ]


def test_a_paragraph_ends_where_its_last_line_stops_short():
    paper = Paper().lines(FULL, "and they write plans.", gap=0)
    paper.lines(f"Managers: {FULL}", "and they read those plans.")
    assert [text[:12] for text in texts(content_of(paper).blocks)] == [
        "Social worke",
        "Managers: So",
    ]


@pytest.mark.parametrize("hyphen", ["\u00ad", "-"])
def test_a_word_divided_at_a_line_end_is_whole_again(hyphen):
    paper = Paper().lines(f"{FULL} super{hyphen}", "vision is regular.", font=WIDE, size=8)
    paper.lines("Good supervision is rare.", font=WIDE, size=8)
    assert f"{FULL} supervision is regular." in texts(content_of(paper).blocks)


def test_a_word_with_a_hyphen_keeps_it_at_a_line_end():
    paper = Paper().lines(f"{FULL} well-", "articulated plans are shared.")
    assert read(paper) == [f"p1 {FULL} well-articulated plans are shared."]


def test_a_word_divided_over_pages_is_whole_again():
    paper = Paper().lines("Managers give supervision each month.")
    paper.lines(f"{FULL} super-").page().lines("vision is late.")
    assert texts(content_of(paper).blocks)[-1] == f"{FULL} supervision is late."


def test_ligatures_come_out_as_letters():
    paper = Paper().lines("The \ufb01nal plan is a re\ufb02ection of \ufb01ve visits.", font=WIDE)
    assert read(paper) == ["p1 The final plan is a reflection of five visits."]


@pytest.mark.parametrize("glyph", ["\uf0b7", "\uf0a7", "\uf06e", "\ue123", "•", "◼", "▪", "o", "–"])
def test_bullets_of_any_font(glyph):
    lines = ["Leaders should improve:", f"{glyph} the plans for children", "18|who return home;"]
    lines += [f"{glyph} supervision."]
    assert by_hand(*lines) == [
        "p1 Leaders should improve:",
        "*1 the plans for children who return home;",
        "*1 supervision.",
    ]


def test_bullets_with_hanging_lines():
    paper = Paper().lines("What should improve:").bullet(FULL, "and who return home.")
    paper.bullet("Supervision of staff.")
    assert read(paper)[1:] == [f"*1 {FULL} and who return home.", "*1 Supervision of staff."]


def test_bullets_of_two_levels():
    paper = Paper().bullet("Plans for children, in particular:")
    paper.bullet("those who go missing", x=100, glyph="–").bullet("those in care", x=100, glyph="–")
    paper.bullet("Supervision.")
    assert read(paper) == [
        "*1 Plans for children, in particular:",
        "*2 those who go missing",
        "*2 those in care",
        "*1 Supervision.",
    ]


def test_round_bullets_below_square_ones_are_of_the_second_level():
    paper = Paper().bullet("Plans for children:", glyph="•").bullet("in care", x=110, glyph="•")
    assert read(paper) == ["*1 Plans for children:", "*2 in care"]


def test_numbered_paragraphs():
    paper = Paper().number("1.", FULL, "and who return home.").number("2.", "Managers read plans.")
    assert read(paper) == [f"#1 1 {FULL} and who return home.", "#1 2 Managers read plans."]


def test_a_numbered_paragraph_goes_on_over_the_page():
    paper = Paper().number("14.", FULL, FULL)
    paper.page().lines("and who return home after a year.", x=96)
    paper.number("15.", "Managers read plans.")
    content = content_of(paper)
    first, second = content.blocks
    assert (first.label, first.page, first.page_end) == ("14", 1, 2)
    assert first.text.endswith("often, and who return home after a year.")
    assert [box[0] for box in first.boxes] == [1, 2]
    assert (second.label, second.page, second.page_end) == ("15", 2, 2)


def test_what_begins_a_page_after_a_full_stop_is_a_paragraph_of_its_own():
    paper = Paper().lines(FULL, "and they are seen.").page().lines("Managers read plans.")
    assert read(paper)[-1] == "p1 Managers read plans."


def test_a_number_at_a_line_start_inside_a_sentence_is_no_label():
    paper = Paper().lines(f"{FULL} at", "18. Young people then choose their adviser, who", "stays.")
    assert len(read(paper)) <= 2
    paper = Paper().number(
        "3.", "Personal advisers see young people until they are", "25 years old."
    )
    assert read(paper) == ["#1 3 Personal advisers see young people until they are 25 years old."]


def test_letters_and_decimals_are_labels():
    paper = Paper().lines(*[FULL] * 4).number("2.1", "The panel is asked to note this report.")
    paper.number("(a)", "The council must appoint an adviser.")
    assert read(paper)[1:] == [
        "#1 2.1 The panel is asked to note this report.",
        "#1 (a) The council must appoint an adviser.",
    ]


def test_a_heading_of_two_lines_is_one():
    paper = Paper().heading(
        "The experiences and progress of children who need help and", "protection"
    )
    paper.lines(FULL, "and so on.")
    assert read(paper)[0] == (
        "h1 The experiences and progress of children who need help and protection"
    )


def test_two_headings_below_each_other_are_two():
    paper = Paper().heading("Main findings", size=16).heading("Leadership", size=12).lines(FULL)
    assert read(paper)[:2] == ["h1 Main findings", "h1 Leadership"]


def test_bold_text_as_long_as_a_paragraph_is_no_heading():
    paper = Paper().lines(*[FULL] * 4, font=BOLD)
    assert read(paper)[0].startswith("p1")


def test_bold_in_a_paragraph_is_text():
    paper = Paper().put(72, 120, "Supervision", BOLD)
    paper.put(
        72 + pdfmetrics.stringWidth("Supervision", BOLD, 11) + 3, 120, "is given to all staff."
    )
    assert texts(content_of(paper).blocks) == ["Supervision is given to all staff."]


def furnished(pages: int) -> Paper:
    paper = Paper()
    for number in range(1, pages + 1):
        paper.put(72, 40, "Quenby Vale County Council", size=9)
        paper.put(72, 800, "Inspection of children's services", size=9).put(520, 800, str(number))
        paper.lines(
            f"Page {'abc'[number - 1]} says: {FULL}", f"{'one two three'.split()[number - 1]}."
        )
        paper.page()
    return paper


def test_running_heads_and_feet_and_page_numbers_are_furniture():
    content = content_of(furnished(3))
    assert [text[:10] for text in texts(content.blocks)] == [f"Page {c} say" for c in "abc"]
    assert content.furniture == ["1", "2", "3", "Inspection of children's services", *(
        ["Quenby Vale County Council"]
    )]  # fmt: skip


def test_a_paragraph_goes_on_past_the_feet_of_the_page():
    paper = Paper()
    for number, text in enumerate((f"{FULL} and", "where it helps they come again."), 1):
        paper.put(72, 800, "Focused visit", size=9).put(520, 800, str(number))
        paper.lines(text).page()
    assert texts(content_of(paper).blocks) == [f"{FULL} and where it helps they come again."]


def test_a_date_at_the_head_of_the_first_page_is_kept():
    paper = Paper().put(72, 50, "14 May 2024").lines("Dear Director").page().lines("Yours")
    assert "14 May 2024" in texts(content_of(paper).blocks)


def test_footnotes_are_kept_apart():
    paper = Paper().lines(*[FULL] * 3, "and plans are made under the Act.")
    end = 72 + pdfmetrics.stringWidth("and plans are made under the Act.", PLAIN, 11)
    paper.put(end, 120 + 3 * 14 - 4, "1", size=7)
    paper.put(72, 722, "1", size=5).put(76, 726, "The Act of a year long gone,", size=8)
    paper.put(72, 736, "as it was amended.", size=8)
    paper.put(72, 750, "2", size=5).put(76, 754, "Another note.", size=8)
    content = content_of(paper)
    assert len(content.blocks) == 1
    assert content.blocks[0].text.endswith("plans are made under the Act.")
    assert texts(content.footnotes) == [
        "The Act of a year long gone, as it was amended.",
        "Another note.",
    ]


def test_a_footnote_does_not_cut_a_paragraph_that_goes_on_over_the_page():
    paper = Paper().lines(f"{FULL} and").put(72, 726, "1 The Act of that year.", size=8)
    paper.page().lines("who come again.", FULL, "too.")
    assert texts(content_of(paper).blocks)[0].startswith(f"{FULL} and who come again.")


def test_lines_that_a_file_holds_in_another_order_are_read_from_the_top():
    paper = Paper().put(72, 200, "Third.").put(72, 150, "Second.").put(72, 100, "First.")
    assert texts(content_of(paper).blocks) == ["First.", "Second.", "Third."]


def test_tables_and_columns_side_by_side_are_cells():
    paper = Paper().put(72, 100, "The impact of leaders").put(400, 100, "Good")
    paper.put(72, 125, "Overall effectiveness").put(400, 125, "Requires improvement")
    content = content_of(paper)
    assert texts(content.blocks, "cell") == [
        "The impact of leaders",
        "Good",
        "Overall effectiveness",
        "Requires improvement",
    ]


def test_pieces_of_one_line_are_put_together():
    paper = Paper().put(72, 100, "Plans are ")
    paper.put(72 + pdfmetrics.stringWidth("Plans are ", PLAIN, 11), 100, "late", BOLD)
    assert texts(content_of(paper).blocks) == ["Plans are late"]


def test_boxes_hold_the_letters_of_their_block():
    paper = Paper().bullet(FULL, "who return home.").lines(FULL)
    bullet, paragraph = content_of(paper).blocks
    ((page, x0, top, x1, bottom),) = bullet.boxes
    assert page == 1
    assert x0 <= 86
    assert x1 > 86 + pdfmetrics.stringWidth(FULL, PLAIN, 11)
    assert top < 120 - 7
    assert 134 < bottom < paragraph.boxes[0][2] + 1


def test_nothing_gives_nothing():
    assert segment([Page(1, 595, 842)]).blocks == []
    assert segment([]).page_count == 0
