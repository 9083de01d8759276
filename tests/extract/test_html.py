import time

import pytest

from pipeline.errors import TooLargeError, UnreadableError
from pipeline.extract.html import read
from pipeline.extract.limits import Limits
from tests.extract.outline import LIMITS, outline


def read_page(html):
    return read(html.encode(), LIMITS)


def read_body(html):
    return outline(read_page(f"<!DOCTYPE html><html><body>{html}</body></html>"))


GOVUK = """<!DOCTYPE html><html lang="en"><head><title>Notice - GOV.UK</title></head><body>
<div class="gem-c-cookie-banner">Cookies on GOV.UK</div><header role="banner">GOV.UK</header>
<div class="govuk-breadcrumbs"><ol><li><a href="/">Home</a></li></ol></div>
<main role="main" id="content"><h1>Improvement notice</h1><p>Published 12 May 2023</p>
<nav class="gem-c-contents-list"><ol><li><a href="#board">1. Board</a></li></ol></nav>
<div class="govspeak">
<h2 id="board">1. Board<sup><a href="#fn:1" role="doc-noteref">1</a></sup></h2>
<p>The board meets<sup id="fnref:2"><a href="#fn:2">[footnote 2]</a></sup>
on the 20<sup>th</sup>.</p>
<ol class="legislative-list"><li>1. The council must:
<ol class="legislative-list"><li>(a) keep records; and</li><li>(b) report.</li></ol></li>
<li>2. The board must meet.</li></ol>
<div class="address"><div class="adr org fn"><p>Ambleshore Council
<br>1 Mill Street
<br></p></div></div>
<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1"><p>Of 3 May 2021.
<a href="#fnref:1" role="doc-backlink">↩</a></p></li><li id="fn:2"><p>In town. <a href="#fnref:2"
class="reversefootnote">↩</a></p></li></ol></div></div>
<div class="gem-c-back-to-top">Back to top</div></main>
<footer>Crown copyright</footer></body></html>
"""


def test_a_govuk_publication_without_the_site_around_it():
    content = read_page(GOVUK)
    assert outline(content) == [
        "h1 Improvement notice",
        "p1 Published 12 May 2023",
        "h2 1 Board",
        "p1 The board meets on the 20th.",
        "#1 1 The council must:",
        "#2 (a) keep records; and",
        "#2 (b) report.",
        "#1 2 The board must meet.",
        "p1 Ambleshore Council\n1 Mill Street",
    ]
    notes = [(n.label, n.text) for n in content.footnotes]
    assert notes == [("1", "Of 3 May 2021."), ("2", "In town.")]
    assert content.title == "Improvement notice"
    assert content.page_count is None


def test_a_committee_page():
    content = read_page(
        "<html><head><title>Agenda</title></head><body><div id=header class=header>Ambleshore</div>"
        "<ul class=menu><li><a href='/x'>Home</a></li></ul><form action='x.aspx'><div id=modgov>"
        "<h1 class=mgMainTitleTxt>Agenda and minutes</h1><p><span>Venue:&nbsp;</span>The Hall</p>"
        "<table class=mgItemTable><tr><td class=mgItemNumberCell><p>4.</p></td><td>"
        "<p class=mgAiTitleTxt><a href='documents/s1/x.pdf'>Plans</a></p><div class=mgWordPara>"
        "<p>To read the plans.</p><ul><li>and more</li></ul></div></td></tr></table></div></form>"
        "<div id=footer>x</div></body></html>"
    )
    assert outline(content) == [
        "h1 Agenda and minutes",
        "p1 Venue: The Hall",
        "c1.0,0 4.",
        "c1.0,1 Plans",
        "c1.0,1 To read the plans.",
        "*1.0,1 and more",
    ]


def test_a_page_without_any_mark_of_what_is_the_document():
    assert read_body(
        "<div id=cookie-consent>We use cookies</div><nav>Home</nav><h1>Plans</h1>"
        "<div class='no-sidebar'>Text <!-- no --> here.<script>x()</script></div>"
        "<p style='display:none'>hidden</p><p hidden>hidden</p><p aria-hidden=true>hidden</p>"
        "<ul><li><a href='#a'>A</a></li><li><a href='#b'>B</a></li></ul><footer>x</footer>"
    ) == ["h1 Plans", "p1 Text here."]


def test_an_element_named_like_a_site_part_that_holds_the_document_is_read():
    assert read_body("<div class='hidden'><p>All of the text.</p></div>") == ["p1 All of the text."]


def test_an_empty_main_element_is_not_the_document():
    assert read_body("<main></main><p>The text is here.</p>") == ["p1 The text is here."]


def test_lists_print_their_markers():
    assert read_body(
        "<ul><li>one<ul><li>below</li></ul></li><li><p>two</p><p>more of two</p></li></ul>"
        "<ol start=3><li>three</li><li value=7>seven</li></ol><ol type=a><li>x</li><li>y</li></ol>"
        "<ol style='list-style-type:lower-roman'><li>x</li></ol><ol reversed><li>x</li>"
        "<li>y</li></ol>"
        "<ol style='list-style:none'><li>plain</li></ol><ol><li>1. typed too</li></ol>"
    ) == [
        "*1 one",
        "*2 below",
        "*1 two",
        "p2 more of two",
        "#1 3 three",
        "#1 7 seven",
        "#1 a x",
        "#1 b y",
        "#1 i x",
        "#1 2 x",
        "#1 1 y",
        "*1 plain",
        "#1 1 typed too",
    ]


def test_bold_paragraphs_head_what_follows():
    content = read_page(
        "<p><strong>Plans</strong></p><p>Text.</p><p><b>Late</b><br>They are late.</p>"
        "<p><strong>All of this is a sentence.</strong></p><p>Not <b>all</b></p>"
    )
    assert outline(content) == [
        "h6 Plans",
        "p1 Text.",
        "h6 Late",
        "p1 They are late.",
        "p1 All of this is a sentence.",
        "p1 Not all",
    ]
    assert [block.bold for block in content.blocks] == [True, False, True, False, True, False]


def test_line_breaks_divide_only_lines_that_stand_by_themselves():
    assert read_body(
        "<p>Yours sincerely<br><br>Ann Example<br>Inspector</p>"
        "<p>The plans are<br>late this year.</p><p>• one<br>• two</p>"
    ) == [
        "p1 Yours sincerely",
        "p1 Ann Example",
        "p1 Inspector",
        "p1 The plans are late this year.",
        "*1 one",
        "*1 two",
    ]


def test_tables_give_cells_with_their_places():
    content = read_page(
        "<table><caption>Grades</caption><thead><tr><th>Judgement<th>Grade</tr></thead><tbody>"
        "<tr><td rowspan=2>Overall<td>Good</tr><tr><td><p>x</p><ul><li>y</li></ul></tr>"
        "<tr><td colspan=2>wide<td>last</tr></table><table><tr><td>A<td>B</table>"
    )
    assert outline(content) == [
        "p1 Grades",
        "c1.0,0 Judgement",
        "c1.0,1 Grade",
        "c1.1,0 Overall",
        "c1.1,1 Good",
        "c1.2,1 x",
        "*1.2,1 y",
        "c1.3,0 wide",
        "c1.3,2 last",
        "c2.0,0 A",
        "c2.0,1 B",
    ]
    assert content.blocks[1].bold


def test_tables_that_only_place_things_are_no_tables():
    assert read_body(
        "<table><tr><td><h3>Box</h3><p>In a box.</p></td></tr></table>"
        "<table><tr><td>Left</td><td><table><tr><td>x<td>y</table></td></tr></table>"
    ) == ["h3 Box", "p1 In a box.", "p1 Left", "c1.0,0 x", "c1.0,1 y"]


def test_definitions_quotations_and_deleted_text():
    assert read_body(
        "<dl><dt>Meeting</dt><dd>1 May</dd></dl><blockquote><p>Quoted.</p></blockquote>"
        "<p>It is <del>early</del><ins>late</ins>.</p><pre>Two\nLines</pre>"
    ) == ["p1 Meeting", "p2 1 May", "p2 Quoted.", "p1 It is late.", "p1 Two", "p1 Lines"]


def test_what_word_saves_as_html():
    content = read(
        "<html xmlns:o='urn:x'><head><meta http-equiv=Content-Type content='text/html; "
        "charset=windows-1252'><style><!-- p {x} --></style></head><body><div class=WordSection1>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span "
        "style='font-family:Symbol'>·<span>&nbsp;&nbsp;&nbsp; </span></span><![endif]>The child’s\n"
        "plan.</p><p style='mso-list:l0 level2 lfo1'><span>o<span>&nbsp; </span></span>in teams</p>"
        "<p>1.<span>&nbsp;&nbsp; </span>Late<a href='#_ftn1'>[1]</a> plans.</p></div>"
        "<div id=ftn1><p><a href='#_ftnref1'>[1]</a> In May 2021.</p></div></body></html>".encode(
            "cp1252"
        ),
        LIMITS,
    )
    assert outline(content) == ["*1 The child’s plan.", "*2 in teams", "#1 1 Late plans."]
    assert [(n.label, n.text) for n in content.footnotes] == [("1", "In May 2021.")]


def test_an_error_page_shows_in_the_title():
    content = read_page(
        "<html><head><title>Report not found</title></head><body><main><p>Sorry.</p></main></body>"
    )
    assert content.title == "Report not found"
    assert outline(content) == ["p1 Sorry."]


@pytest.mark.parametrize("depth", [200, 3000])
def test_nothing_is_lost_however_deep_it_stands(depth):
    page = (
        f"{'<div>' * depth}<p>deep</p>{'</div>' * depth}<p>after</p>"
        f"{'<i>' * depth}words{'</i>' * depth}{'<ul><li>' * depth}item"
    )
    assert [line[3:] for line in read_body(page)][:3] == ["deep", "after", "words"]
    assert read_body(page)[-1].endswith(" item")


def test_xhtml_with_an_xml_declaration():
    page = (
        '<?xml version="1.0" encoding="utf-8"?>\n<html><body><p>The child’s plan.</p></body></html>'
    )
    assert outline(read_page(page)) == ["p1 The child’s plan."]


def test_damaged_markup_is_read():
    assert read_body("<p>One<p>Two <b>bold<p>Three</div></ul><li>four") == [
        "p1 One",
        "p1 Two bold",
        "p1 Three",
        "p1 four",
    ]


def test_what_is_no_html_is_refused():
    with pytest.raises(UnreadableError):
        read_page("no markup at all")


def test_too_much_text_is_refused():
    with pytest.raises(TooLargeError):
        read(b"<p>Plans are late.</p>" * 10, Limits(characters=100))
    with pytest.raises(TooLargeError):
        read(b"<b></b>" * 200_000, Limits(characters=100))


def test_cells_that_say_they_cover_millions_take_no_time():
    row = "<tr><td colspan=1000000000 rowspan=1000000000>Plans</td><td>are late</td></tr>"
    begun = time.process_time()
    page = f"<html><body><table>{row * 50}</table></body></html>"
    assert len(read_page(page).blocks) == 100
    assert time.process_time() - begun < 3
