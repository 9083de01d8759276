import io

import docx as python_docx
import pytest

from pipeline.extract.docx import read
from tests.extract.outline import LIMITS, outline
from tests.extract.packages import docx, p, pack, r


def read_body(body, **parts):
    return outline(read(docx(body, **parts), LIMITS))


def level(number, form, text, left=0, **more):
    extra = "".join(f'<w:{name} w:val="{value}"/>' for name, value in more.items())
    indent = f'<w:pPr><w:ind w:left="{left}" w:hanging="360"/></w:pPr>' if left else ""
    start = "" if "start" in more else '<w:start w:val="1"/>'
    return (
        f'<w:lvl w:ilvl="{number}">{start}<w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/>{indent}</w:lvl>'
    )


def pattern(number, *levels, more=""):
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def numbers(**lists):
    """`n1="7"`: list 1 follows pattern 7; `n2="7,0=1"`: and starts its level 0 at 1."""
    text = ""
    for name, rule in lists.items():
        target, _, override = rule.partition(",")
        at, _, start = override.partition("=")
        text += f'<w:num w:numId="{name[1:]}"><w:abstractNumId w:val="{target}"/>' + (
            f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            if override
            else ""
        )
        text += "</w:num>"
    return text


def item(text, number, at=0):
    return p(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


LEGAL = pattern(
    7,
    level(0, "decimal", "%1.", 360),
    level(1, "lowerLetter", "(%2)", 720),
    level(2, "lowerRoman", "(%3)", 1080),
)
BULLETS = pattern(8, level(0, "bullet", "\uf0b7", 720), level(1, "bullet", "o", 1080))


def test_a_document_made_by_python_docx():
    document = python_docx.Document()
    document.add_heading("Plans", 0)
    document.add_heading("Board", 2)
    paragraph = document.add_paragraph("The board ")
    paragraph.add_run("meets").bold = True
    paragraph.add_run(".")
    document.add_paragraph().add_run("Late plans").bold = True
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Number")
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).text = "Area"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Grade"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Plans"
    table.cell(1, 1).text = "x"
    table.cell(1, 1).add_paragraph("y", style="List Bullet")
    table.cell(2, 2).text = "z"
    document.add_paragraph("Text between.")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "In a box."
    document.sections[0].header.paragraphs[0].text = "Head of 3 May 2021"
    document.sections[0].footer.paragraphs[0].text = "Foot"
    buffer = io.BytesIO()
    document.save(buffer)
    content = read(buffer.getvalue(), LIMITS)
    assert outline(content) == [
        "h1 Plans",
        "h2 Board",
        "p1 The board meets.",
        "h6 Late plans",
        "*1 one",
        "#1 1 first",
        "#1 2 second",
        "c1.0,0 Area",
        "c1.0,1 Grade",
        "c1.1,0 Plans",
        "c1.1,1 x",
        "*1.1,1 y",
        "c1.2,2 z",
        "p1 Text between.",
        "p1 In a box.",
    ]
    assert content.furniture == ["Head of 3 May 2021", "Foot"]
    assert content.title == "Plans"
    assert content.page_count is None
    assert [block.bold for block in content.blocks[:4]] == [False, True, False, True]
    assert content.blocks[0].size > content.blocks[2].size > 0


def test_numbers_letters_and_roman_numbers_with_bullets_between():
    body = "".join(
        item(*given)
        for given in (
            ("The council must:", 1), ("keep records; and", 1, 1), ("report:", 1, 1),
            ("weekly", 1, 2), ("monthly", 1, 2), ("more", 1, 1), ("Inspectors saw plans", 1),
            ("late ones", 2), ("in teams", 2, 1), ("Third", 1), ("", 1), ("Fifth", 1),
        )
    )  # fmt: skip
    assert read_body(
        body, numbering=f"<w:numbering>{LEGAL}{BULLETS}{numbers(n1='7', n2='8')}</w:numbering>"
    ) == [
        "#1 1 The council must:",
        "#2 (a) keep records; and",
        "#2 (b) report:",
        "#3 (i) weekly",
        "#3 (ii) monthly",
        "#2 (c) more",
        "#1 2 Inspectors saw plans",
        "*2 late ones",
        "*3 in teams",
        "#1 3 Third",
        "#1 5 Fifth",
    ]


def test_lists_of_one_pattern_count_on_unless_they_start_anew():
    lists = numbers(n1="7", n2="7", n3="7,0=1", n4="7,0=10")
    body = "".join(item(f"x{n}", n) for n in (1, 1, 2, 3, 3, 1, 4, 4))
    assert [
        line.split()[1]
        for line in read_body(body, numbering=f"<w:numbering>{LEGAL}{lists}</w:numbering>")
    ] == ["1", "2", "3", "1", "2", "3", "10", "11"]


@pytest.mark.parametrize(
    ("levels", "labels"),
    [
        ([level(0, "decimal", "%1"), level(1, "decimal", "%1.%2.")],
         ["1", "1.1", "1.2", "2", "2.1"]),
        ([level(0, "upperRoman", "Part %1"), level(1, "upperLetter", "%2)")],
         ["Part I", "A)", "B)", "Part II", "A)"]),
        ([level(0, "lowerLetter", "%1)", start=3), level(1, "decimalZero", "%2.", lvlRestart=0)],
         ["c)", "01", "02", "d)", "03"]),
        ([level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2").replace(
            "<w:lvlText", "<w:isLgl/><w:lvlText")], ["I", "1.1", "1.2", "II", "2.1"]),
        ([level(0, "ordinal", "%1 point"), level(1, "none", "")],
         ["1st point", "", "", "2nd point", ""]),
    ],
)  # fmt: skip
def test_how_levels_print_their_numbers(levels, labels):
    body = "".join(item("text", 1, at) for at in (0, 1, 1, 0, 1))
    content = read(
        docx(body, numbering=f"<w:numbering>{pattern(7, *levels)}{numbers(n1='7')}</w:numbering>"),
        LIMITS,
    )
    assert [block.label for block in content.blocks] == labels


def test_a_deeper_level_without_one_above_it_shows_where_that_would_start():
    numbering = pattern(7, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
    assert read_body(
        item("text", 1, 1), numbering=f"<w:numbering>{numbering}{numbers(n1='7')}</w:numbering>"
    ) == ["#1 1.1 text"]


def test_numbers_that_a_style_brings():
    styles = (
        "<w:styles>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Para"><w:name w:val="Para"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Para"/>'
        "</w:style></w:styles>"
    )
    numbering = pattern(
        7,
        level(0, "decimal", "%1.", pStyle="Para"),
        level(1, "lowerLetter", "%2)", pStyle="Sub"),
    )
    para, sub = '<w:pStyle w:val="Para"/>', '<w:pStyle w:val="Sub"/>'
    off = f'{para}<w:numPr><w:numId w:val="0"/></w:numPr>'
    assert read_body(
        p("One", para) + p("under one", sub) + p("Not numbered", off) + p("Two", para),
        styles=styles,
        numbering=f"<w:numbering>{numbering}{numbers(n1='7')}</w:numbering>",
    ) == ["#1 1 One", "#2 a) under one", "p1 Not numbered", "#1 2 Two"]


def test_a_pattern_that_is_a_link_to_a_list_style():
    styles = (
        '<w:styles><w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr>'
        '<w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    linked = pattern(6, more='<w:numStyleLink w:val="L"/>')
    assert read_body(
        item("One", 1) + item("Two", 1),
        styles=styles,
        numbering=f"<w:numbering>{linked}{LEGAL}{numbers(n1='6', n2='7')}</w:numbering>",
    ) == ["#1 1 One", "#1 2 Two"]


def test_typed_bullets_and_numbers():
    tab = "<w:r><w:tab/></w:r>"
    assert read_body(
        p(r("12.") + tab + r("Plans")) + p(r("3") + tab + r("late plans"))
        + p(r("3") + tab + r("Late"))
        + p("• steps") + p('<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:tab/></w:r>' + r("more"))
    ) == ["#1 12 Plans", "p1 3 late plans", "#1 3 Late", "*1 steps", "*1 more"]  # fmt: skip


def test_tracked_changes_are_accepted():
    deleted = "<w:rPr><w:del w:id='1'/></w:rPr>"
    assert read_body(
        p(r("It is ") + f"<w:ins>{r('late')}</w:ins><w:del><w:r><w:delText>early</w:delText></w:r>"
          f"</w:del><w:moveFrom>{r('gone')}</w:moveFrom><w:moveTo>{r('.')}</w:moveTo>")
        + p("Two halves ", deleted) + p("of one.")
        + p("<w:del><w:r><w:delText>all gone</w:delText></w:r></w:del>", deleted)
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc>"
        + p("A") + "</w:tc><w:tc>" + p("B") + "</w:tc></w:tr></w:tbl>"
    ) == ["p1 It is late.", "p1 Two halves of one.", "c1.0,0 A", "c1.0,1 B"]  # fmt: skip


def test_content_controls_hyperlinks_and_text_boxes():
    box = f"<w:txbxContent>{p('In a box.')}</w:txbxContent>"
    gallery = "<w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
    assert read_body(
        f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('Contents')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent>{p('In a control.')}</w:sdtContent></w:sdt>"
        + p(r("See ") + f"<w:hyperlink r:id='x'>{r('the letter')}</w:hyperlink>" + r(".")
            + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('Click here')}"
            "</w:sdtContent></w:sdt>")
        + p("<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>" + box
            + "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>" + box
            + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>" + r("Beside it."))
    ) == ["p1 In a control.", "p1 See the letter.", "p1 Beside it.", "p1 In a box."]  # fmt: skip


def test_fields_show_their_result():
    def char(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> REF x </w:instrText></w:r>"
    assert read_body(
        p(r("See ") + char("begin") + code + char("separate") + r("page 4") + char("end") + r("."))
        + p("<w:fldSimple w:instr='DATE'>" + r("3 May 2021") + "</w:fldSimple>")
        + p(char("begin") + r("never") + code) + p("next.")
    ) == ["p1 See page 4.", "p1 3 May 2021", "p1 next."]  # fmt: skip


def test_breaks_hidden_and_raised_text():
    assert read_body(
        p("<w:r><w:t>Dear Jo</w:t><w:br/><w:br/><w:t>Plans</w:t><w:br/><w:t>late</w:t></w:r>")
        + p(r("The visit") + r("1", '<w:vertAlign w:val="superscript"/>') + r(" of the 20")
            + r("th", '<w:vertAlign w:val="superscript"/>') + r(" hidden", "<w:vanish/>"))
        + p("<w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>kept</w:t></w:r>")
    ) == ["p1 Dear Jo", "p1 Plans late", "p1 The visit of the 20th", "p1 well-kept"]  # fmt: skip


def test_footnotes_are_kept_apart_in_the_order_of_their_markers():
    def note(identifier, text, kind=""):
        return f'<w:footnote w:id="{identifier}"{kind}>{p(text)}</w:footnote>'

    line = note(0, "", ' w:type="separator"')
    content = read(
        docx(
            p(r("Plans") + '<w:r><w:footnoteReference w:id="5"/></w:r>' + r(" are late.")
              + '<w:r><w:footnoteReference w:id="2"/><w:endnoteReference w:id="1"/></w:r>'),
            footnotes=f"<w:footnotes>{line}{note(2, 'Second')}"
            f"{note(5, 'First of 3 May 2021')}</w:footnotes>",
            endnotes=f'<w:endnotes><w:endnote w:id="1">{p("End")}</w:endnote></w:endnotes>',
        ),
        LIMITS,
    )  # fmt: skip
    assert outline(content) == ["p1 Plans are late."]
    assert [(note.label, note.text) for note in content.footnotes] == [
        ("1", "First of 3 May 2021"),
        ("2", "Second"),
        ("i", "End"),
    ]


def test_bold_by_style_by_run_and_switched_off():
    styles = (
        '<w:styles><w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:rPr><w:b/>'
        '</w:rPr></w:style><w:style w:type="character" w:styleId="S"><w:name w:val="Strong"/>'
        "<w:rPr><w:b/></w:rPr></w:style></w:styles>"
    )
    style = '<w:pStyle w:val="B"/>'
    assert read_body(
        p("By style", style) + p("Off", style, '<w:b w:val="0"/>')
        + p("By character style", "", '<w:rStyle w:val="S"/>') + p("By run", "", "<w:b/>"),
        styles=styles,
    ) == ["h6 By style", "p1 Off", "h6 By character style", "h6 By run"]  # fmt: skip


def test_headings_by_style_and_outline_level_and_long_ones_that_are_text():
    styles = (
        '<w:styles><w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 3"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="O"><w:name w:val="Own"/><w:basedOn w:val="H"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
        "</w:styles>"
    )
    long = "The board must hear of it. " * 12
    assert read_body(
        p("Three", '<w:pStyle w:val="H"/>') + p("Own", '<w:pStyle w:val="O"/>')
        + p("Five", '<w:outlineLvl w:val="4"/>') + p("Line of contents", '<w:pStyle w:val="T"/>')
        + p(long, '<w:pStyle w:val="H"/>'),
        styles=styles,
    ) == ["h3 Three", "h3 Own", "h5 Five", f"p1 {long.strip()}"]  # fmt: skip


def test_paragraphs_set_in_go_on_with_the_list():
    numbering = f"<w:numbering>{LEGAL}{numbers(n1='7')}</w:numbering>"
    assert read_body(
        item("One.", 1) + p("More of one.", '<w:ind w:left="360"/>') + p("After it."),
        numbering=numbering,
    ) == ["#1 1 One.", "p2 More of one.", "p1 After it."]


def test_strict_files_and_documents_under_another_name():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    data = pack(
        {
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            'relationships"><Relationship Id="r" Type="http://purl.oclc.org/ooxml/officeDocument/'
            'relationships/officeDocument" Target="/word/document2.xml"/></Relationships>',
            "word/document2.xml": f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>Plans.'
            "</w:t></w:r></w:p></w:body></w:document>",
        }
    )
    assert outline(read(data, LIMITS)) == ["p1 Plans."]


def test_an_inserted_file_that_cannot_be_read_is_told():
    content = read(docx(p("Plans.") + '<w:altChunk r:id="r1"/>'), LIMITS)
    assert content.notes == [("part_not_read", "1 inserted files inside the Word file")]


def test_rules_that_lead_nowhere():
    styles = (
        '<w:styles><w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/>'
        '<w:basedOn w:val="A"/></w:style></w:styles>'
    )
    assert read_body(
        p("Own base", '<w:pStyle w:val="A"/>') + p("No style", '<w:pStyle w:val="X"/>')
        + item("No list", 99) + item("No level", 1, 5),
        styles=styles,
        numbering=f"<w:numbering>{LEGAL}{numbers(n1='7', n2='55')}</w:numbering>",
    ) == ["p1 Own base", "p1 No style", "p1 No list", "p1 No level"]  # fmt: skip
