import pytest

from pipeline.extract.odt import read
from tests.extract.outline import LIMITS, outline
from tests.extract.packages import odt


def read_body(body, styles="", **more):
    return outline(read(odt(body, styles, **more), LIMITS))


def level(number, form="", after="", left="", **more):
    extra = "".join(
        f' {name.replace("_", ":", 1).replace("_", "-")}="{v}"' for name, v in more.items()
    )
    inside = (
        '<style:list-level-properties><style:list-level-label-alignment fo:text-indent="-0.25in" '
        f'fo:margin-left="{left}"/></style:list-level-properties>'
        if left
        else ""
    )
    kind = f'number style:num-format="{form}"' if form != "•" else 'bullet text:bullet-char="•"'
    name = "bullet" if form == "•" else "number"
    return (
        f'<text:list-level-style-{kind} text:level="{number}" style:num-suffix="{after}"{extra}>'
        f"{inside}</text:list-level-style-{name}>"
    )


def list_style(name, *levels):
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def li(text, inner="", more=""):
    return f"<text:list-item{more}><text:p>{text}</text:p>{inner}</text:list-item>"


def ul(style, *items, more=""):
    name = f' text:style-name="{style}"' if style else ""
    return f"<text:list{name}{more}>{''.join(items)}</text:list>"


LEGAL = list_style(
    "L",
    level(1, "1", ".", "0.25in"),
    level(2, "a", ")", "0.5in", style_num_prefix="("),
    level(3, "i", ")", "0.75in", style_num_prefix="("),
)
BULLETS = list_style("B", level(1, "•", "", "0.5in"), level(2, "•", "", "0.75in"))


def test_headings_paragraphs_and_words():
    styles = (
        '<style:style style:name="T1" style:family="text"><style:text-properties '
        'fo:font-weight="bold"/></style:style><style:style style:name="P1" '
        'style:family="paragraph" style:parent-style-name="Title"/>'
        '<style:style style:name="Title" style:family="paragraph"/>'
    )
    content = read(
        odt(
            '<text:p text:style-name="P1">Plans</text:p>'
            '<text:h text:outline-level="2">Board</text:h>'
            "<text:p>Two<text:s text:c='3'/>words,\n   one<text:soft-page-break/> line.</text:p>"
            "<text:p><text:span text:style-name='T1'>Late</text:span></text:p><text:p/>"
            "<text:p>12.<text:tab/>Typed</text:p>"
            "<text:p>Dear Jo<text:line-break/><text:line-break/><text:a>Plans</text:a></text:p>",
            styles,
        ),
        LIMITS,
    )
    assert outline(content) == [
        "h1 Plans",
        "h2 Board",
        "p1 Two words, one line.",
        "h6 Late",
        "#1 12 Typed",
        "p1 Dear Jo",
        "p1 Plans",
    ]
    assert content.title == "Plans"
    assert content.page_count is None


def test_lists_print_their_numbers():
    inner = ul("", li("keep records; and"), li("report:", ul("", li("weekly"), li("monthly"))))
    assert read_body(
        ul("L", li("The council must:", inner), li("Second"), more=' xml:id="one"')
        + ul("B", li("late ones", ul("", li("in teams"))))
        + ul("L", li("Third"), more=' text:continue-list="one"')
        + "<text:p>Between.</text:p>"
        + ul("L", li("Fourth"), more=' text:continue-numbering="true"')
        + ul("L", li("First again"), li("Seven", more=' text:start-value="7"'), li("Eight")),
        LEGAL + BULLETS,
    ) == [
        "#1 1 The council must:",
        "#2 (a) keep records; and",
        "#2 (b) report:",
        "#3 (i) weekly",
        "#3 (ii) monthly",
        "#1 2 Second",
        "*2 late ones",
        "*3 in teams",
        "#1 3 Third",
        "p1 Between.",
        "#1 4 Fourth",
        "#1 1 First again",
        "#1 7 Seven",
        "#1 8 Eight",
    ]


@pytest.mark.parametrize(
    ("second", "labels"),
    [
        (level(2, "1", ".", text_display_levels=2), ["1", "1.1", "1.2"]),
        (level(2, "A", ")", text_start_value=3), ["1", "C)", "D)"]),
        (level(2, "I"), ["1", "I", "II"]),
        (level(2, "1", "x", style_num_list_format="%1%-%2%."), ["1", "1-1", "1-2"]),
        (level(2), ["1", "", ""]),
    ],
)
def test_how_levels_print_their_numbers(second, labels):
    styles = list_style("L", level(1, "1", "."), second)
    content = read(odt(ul("L", li("x", ul("", li("y"), li("z")))), styles), LIMITS)
    assert [block.label for block in content.blocks] == labels


def test_list_headers_and_further_paragraphs_have_no_number():
    assert read_body(
        ul(
            "L",
            "<text:list-header><text:p>Before</text:p></text:list-header>",
            "<text:list-item><text:p>One</text:p><text:p>More of one</text:p></text:list-item>",
            "<text:list-item>" + ul("", li("below")) + "</text:list-item>",
            li("Two"),
        ),
        LEGAL,
    ) == ["p1 Before", "#1 1 One", "p2 More of one", "#2 (a) below", "#1 2 Two"]


def test_numbered_headings():
    outline_style = (
        "<office:styles><text:outline-style>"
        '<text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        "</text:outline-style></office:styles>"
    )
    heading = '<text:h text:outline-level="{}">{}</text:h>'
    assert read_body(
        heading.format(1, "Plans") + heading.format(2, "Late") + heading.format(1, "Board"),
        page_styles=outline_style,
    ) == ["h1 1 Plans", "h2 1.1 Late", "h1 2 Board"]


def test_tables_boxes_and_indexes():
    def cell(text, more=""):
        return f"<table:table-cell{more}><text:p>{text}</text:p></table:table-cell>"

    wide = cell("wide", ' table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    assert read_body(
        "<text:table-of-content><text:index-body><text:p>Contents</text:p></text:index-body>"
        "</text:table-of-content><text:section><table:table><table:table-header-rows>"
        f"<table:table-row>{cell('Area')}{cell('Grade')}</table:table-row>"
        "</table:table-header-rows><table:table-row>"
        f"{wide}{cell('last')}"
        "</table:table-row></table:table></text:section><table:table><table:table-row>"
        f"{cell('In a box.')}</table:table-row></table:table>"
        "<text:p>Beside<draw:frame><draw:text-box><text:p>Framed.</text:p></draw:text-box>"
        "</draw:frame></text:p>"
    ) == [
        "c1.0,0 Area",
        "c1.0,1 Grade",
        "c1.1,0 wide",
        "c1.1,2 last",
        "p1 In a box.",
        "p1 Beside",
        "p1 Framed.",
    ]


def test_notes_changes_comments_heads_and_feet():
    master = (
        "<office:master-styles><style:master-page><style:header><text:p>Head of 3 May 2021</text:p>"
        "</style:header><style:footer><text:p>Foot</text:p></style:footer></style:master-page>"
        "</office:master-styles>"
    )
    raised = (
        '<style:style style:name="R" style:family="text"><style:text-properties '
        'style:text-position="super 58%"/></style:style>'
    )
    content = read(
        odt(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            "<text:p>Plans<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>Of 2021.</text:p></text:note-body></text:note> are<text:change "
            "text:change-id='x'/> late<office:annotation><text:p>why?</text:p></office:annotation>"
            "<text:span text:style-name='R'>2</text:span>, on the 20<text:span text:style-name='R'>"
            "th</text:span>.</text:p>",
            raised,
            master,
        ),
        LIMITS,
    )
    assert outline(content) == ["p1 Plans are late, on the 20th."]
    assert [(note.label, note.text) for note in content.footnotes] == [("1", "Of 2021.")]
    assert content.furniture == ["Head of 3 May 2021", "Foot"]


def test_an_item_without_its_list():
    para = (
        '<text:numbered-paragraph text:list-id="n" text:style-name="L"><text:p>{}</text:p>'
        "</text:numbered-paragraph>"
    )
    assert read_body(para.format("One") + para.format("Two"), LEGAL) == ["#1 1 One", "#1 2 Two"]


def test_a_list_without_a_style_is_bulleted():
    assert read_body(ul("", li("one"))) == ["*1 one"]
