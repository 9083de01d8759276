"""PDF bytes → lines: what is read of each line, and where it stands on the page as shown."""

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics

from pipeline.errors import EncryptedError, TooLargeError, UnreadableError
from pipeline.extract.pdf import open_document, read_pages
from tests.extract.paper import A4, BOLD, PLAIN, WIDE, Paper, lines_of, pages_of
from tools.hostile import pdf_cells, pdf_long_line


def width(text: str, size: float = 11, font: str = PLAIN) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


def marked(text: str, number: str, more: str = "") -> Paper:
    """A line with a raised small number behind `text`."""
    paper = Paper().put(72, 100, text)
    paper.put(72 + width(text), 96, number, size=7)
    if more:
        paper.put(72 + width(text) + width(number, 7), 100, more)
    return paper


def test_a_line_has_text_font_size_and_weight():
    paper = Paper().put(72, 100, "What needs to improve", BOLD, 14).put(72, 130, "Plans are late.")
    first, second = lines_of(paper)
    assert (first.text, first.size, first.bold) == ("What needs to improve", 14.0, True)
    assert (second.text, second.size, second.bold) == ("Plans are late.", 11.0, False)


def test_a_line_stands_where_it_is_printed():
    (line,) = lines_of(Paper().put(72, 100, "Hops"))
    assert line.page == 1
    assert line.baseline == pytest.approx(100, abs=0.1)
    assert line.x0 == pytest.approx(72, abs=1.5)
    assert line.x1 == pytest.approx(72 + width("Hops"), abs=1.5)
    assert 90 < line.top < 94
    assert 100 < line.bottom < 105


def test_a_font_scaled_by_its_matrix_has_the_size_that_is_seen():
    paper = Paper()
    paper.canvas.scale(2, 2)
    paper.put(36, 471, "Twice as large", size=6)
    assert lines_of(paper)[0].size == 12.0


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_places_are_those_of_the_page_as_it_is_shown(turn):
    paper = Paper()  # reportlab turns the sheet too, so that it is shown upright
    paper.canvas.setPageRotation(turn)
    paper.canvas.setFont(PLAIN, 11)
    # Where the line stands on the sheet so that a reader of the turned page sees it at (60, 90).
    x, y = {0: (60, 842 - 90), 90: (90, 60), 180: (595 - 60, 90), 270: (842 - 90, 595 - 60)}[turn]
    paper.canvas.saveState()
    paper.canvas.translate(x, y)
    paper.canvas.rotate(turn)
    paper.canvas.drawString(0, 0, "Turned to be read")
    paper.canvas.restoreState()
    (page,) = pages_of(paper.done())
    (line,) = page.lines
    assert (page.width, page.height) == A4
    assert line.text == "Turned to be read"
    assert line.x0 == pytest.approx(60, abs=2)
    assert line.x1 == pytest.approx(60 + width(line.text), abs=2)
    assert line.baseline == pytest.approx(90, abs=0.5)
    assert 80 < line.top < line.bottom < 95


def test_a_cropped_page_begins_at_its_crop_box():
    paper = Paper()
    paper.canvas.setCropBox((50, 40, 545, 802))
    (page,) = pages_of(paper.put(72, 100, "Cropped").done())
    assert (page.width, page.height) == (495, 762)
    assert page.lines[0].x0 == pytest.approx(72 - 50, abs=1.5)
    assert page.lines[0].baseline == pytest.approx(100 - 40, abs=0.1)


def test_a_crop_box_larger_than_the_page_shows_no_more_than_the_page():
    paper = Paper()
    paper.canvas.setCropBox((-20, -20, 700, 900))
    (page,) = pages_of(paper.put(72, 100, "Whole").done())
    assert (page.width, page.height) == A4
    assert page.lines[0].baseline == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize(
    ("first", "second", "font"),
    [
        ("super\u00ad", "vision", WIDE),
        ("super-", "vision", PLAIN),
        ("super\u00ad", "vision", PLAIN),
    ],
)
def test_a_hyphen_at_a_line_end_says_that_the_word_goes_on(first, second, font):
    one, two = lines_of(Paper().put(72, 100, f"more {first}", font).put(72, 114, second, font))
    assert (one.text, one.joined) == ("more super", True)
    assert (two.text, two.joined) == ("vision", False)


def test_ligatures_are_letters():
    (line,) = lines_of(Paper().put(72, 100, "a \ufb01nal re\ufb02ection", WIDE))
    assert line.text in (
        "a final reflection",
        "a \ufb01nal re\ufb02ection",
    )  # segment spells them out


@pytest.mark.parametrize(
    ("text", "number", "more", "read"),
    [
        ("Plans are late.", "1", "", "Plans are late."),
        ("Plans are late", "2", " in Tolverne.", "Plans are late in Tolverne."),
        ("What needs to improve?", "12", "", "What needs to improve?"),
    ],
)
def test_a_raised_number_behind_a_word_is_a_footnote_marker(text, number, more, read):
    lines = lines_of(marked(text, number, more))
    assert " ".join(line.text for line in lines) == read


def test_numbers_on_the_line_stay():
    for text in ("section 47 of the Act", "in 2023", "A1 and B2", "paragraph 2.1", "(3) plans"):
        assert lines_of(Paper().put(72, 100, text))[0].text == text


def test_a_footnote_begins_with_its_marker():
    paper = Paper().put(72, 700, "1", size=5).put(76, 704, "Under the Act of that year.", size=8)
    (line,) = lines_of(paper)
    assert line.marker == "1"
    assert line.text.endswith("Under the Act of that year.")


def test_cells_beside_each_other_are_lines_of_their_own():
    paper = Paper().put(72, 100, "Overall effectiveness").put(400, 100, "Good")
    assert [line.text for line in lines_of(paper)] == ["Overall effectiveness", "Good"]


def test_a_number_and_its_text_are_one_line():
    paper = Paper().put(72, 100, "12.").put(100, 100, "Plans are late.")
    assert [line.text for line in lines_of(paper)] == ["12. Plans are late."]


def test_a_narrow_gap_parts_cells_only_at_the_edge_of_a_column():
    left = "The experiences of children in care"
    edge = 72 + width(left) + 13
    paper = Paper().put(72, 100, left).put(edge, 100, "Good")
    assert len(lines_of(paper)) == 1
    paper = Paper().put(72, 100, left).put(edge, 100, "Good").put(edge, 140, "Inadequate")
    assert [line.text for line in lines_of(paper)] == [left, "Good", "Inadequate"]


def test_a_page_without_text_counts_its_pictures():
    paper = Paper()
    paper.canvas.drawInlineImage(picture(), 72, 400, 200, 200)
    paper.page().put(72, 100, "Text")
    one, two = pages_of(paper.page().done())[:2]
    assert (one.lines, one.images) == ([], 1)
    assert (len(two.lines), two.images) == (1, 0)


def picture():
    return Image.new("RGB", (8, 8), "grey")


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\nnothing of the kind\n%%EOF\n"])
def test_a_damaged_file_says_so(data):
    with pytest.raises(UnreadableError, match="damaged or cut short") as raised:
        open_document(data, 10)
    assert raised.value.reason == "damaged"


def test_a_file_cut_short_is_damaged_and_never_a_shorter_one():
    data = (
        Paper().put(72, 100, "One").page().put(72, 100, "Two").page().put(72, 100, "Three").done()
    )
    for share in (0.1, 0.3, 0.5, 0.7):
        with pytest.raises(UnreadableError, match="damaged"):
            pages_of(data[: int(share * len(data))])
    assert len(pages_of(data[: -len("%%EOF")])) == 3


def test_a_password_that_is_needed_is_a_problem_one_that_is_not_is_none():
    locked = Paper(encrypt=StandardEncryption("secret", "owner")).put(72, 100, "Hidden").done()
    with pytest.raises(EncryptedError, match="needs a password"):
        open_document(locked, 10)
    free = Paper(encrypt=StandardEncryption("", "owner", canPrint=0)).put(72, 100, "Shown")
    assert [line.text for line in lines_of(free)] == ["Shown"]


def test_more_pages_than_the_limit_allows():
    paper = Paper().put(72, 100, "1").page().put(72, 100, "2").page().put(72, 100, "3")
    with pytest.raises(TooLargeError, match=r"3 pages.*\(2\)"):
        open_document(paper.done(), 2)


def test_a_line_of_a_thousand_cells_is_a_thousand_cells():
    lines = [line for page in pages_of(pdf_cells(1_000)) for line in page.lines]
    assert [line.text for line in lines] == ["ab"] * 1_000
    assert [line.x0 for line in lines] == sorted(line.x0 for line in lines)
    assert [line.parted for line in lines] == [False] + [True] * 999


def test_a_page_of_more_characters_than_the_limit_is_refused():
    document = open_document(pdf_long_line(6_000), 9)
    with pytest.raises(TooLargeError, match=r"limits\.characters"):
        list(read_pages(document, 5_000))
