import pytest

from pipeline.errors import TooLargeError, UnreadableError
from pipeline.extract.limits import Limits
from pipeline.extract.text import read
from tests.extract.outline import LIMITS, outline


def read_text(text):
    return outline(read(text.encode(), LIMITS))


def test_a_committee_report():
    assert read_text(
        "Title of report: Plans in Ambleshore\n\nMeeting: Scrutiny committee\n\n"
        "Classification\n\nOpen\n\nDecision type\n\nThis is no executive decision\n\n"
        "Wards affected\n\n(All of them);\n\nPurpose\n\nTo tell members of the plans.\n\n"
        "Recommendation(s)\n\nThat members:\n\n- a) read the plans; and\n- b) say so.\n\n"
        "Key points\n\n1. The plans are late and the board has heard why, and\n\n"
        "what can be done about it.\n2. See the [notice](#).\n3. The board looked at:\n - steps\n"
        " - plans\n\n- people\n\nGlossary\n\nAMB – Ambleshore"
    ) == [
        "p1 Title of report: Plans in Ambleshore",
        "p1 Meeting: Scrutiny committee",
        "h1 Classification",
        "p1 Open",
        "h1 Decision type",
        "p1 This is no executive decision",
        "h1 Wards affected",
        "p1 (All of them);",
        "h1 Purpose",
        "p1 To tell members of the plans.",
        "h1 Recommendation(s)",
        "p1 That members:",
        "#1 a) read the plans; and",
        "#1 b) say so.",
        "h1 Key points",
        "#1 1 The plans are late and the board has heard why, and what can be done about it.",
        "#1 2 See the notice.",
        "#1 3 The board looked at:",
        "*2 steps",
        "*2 plans",
        "*2 people",
        "h1 Glossary",
        "p1 AMB – Ambleshore",
    ]


def test_a_wrapped_letter():
    assert read_text(
        "Ambleshore Council\n1 Mill Street\nAmbleshore\n\n17 August 2021\n\nDear Jo\n\n"
        "Findings\n\nLeadership\n\n"
        "Leaders know what they have to do. They have plans for all of the teams in\n"
        "Ambleshore, and they keep to them well enough to say so in meetings that are\n"
        "well-\nattended.\n\n"
        "* how plans are\n  written\n    * and kept\n* steps\n\nYours sincerely\n\nAnn Example\n"
    ) == [
        "p1 Ambleshore Council",
        "p1 1 Mill Street",
        "p1 Ambleshore",
        "p1 17 August 2021",
        "p1 Dear Jo",
        "h1 Findings",
        "h1 Leadership",
        (
            "p1 Leaders know what they have to do. They have plans for all of the teams in "
            "Ambleshore, and they keep to them well enough to say so in meetings that are "
            "well-attended."
        ),
        "*1 how plans are written",
        "*2 and kept",
        "*1 steps",
        "p1 Yours sincerely",
        "p1 Ann Example",
    ]


def test_page_ends_with_numbers_and_running_heads_do_not_break_a_paragraph():
    page = "Ambleshore plans\n\n{}\n\n{}\n"
    content = read(
        "\f".join(
            page.format(text, number)
            for number, text in enumerate(
                ["4. Plans are late in both of the teams, and", "nobody has said why.\n\n5. Next.",
                 "6. Last."],
                1,
            )
        ).encode(),
        LIMITS,
    )  # fmt: skip
    assert outline(content) == [
        "#1 4 Plans are late in both of the teams, and nobody has said why.",
        "#1 5 Next.",
        "#1 6 Last.",
    ]
    assert content.furniture == ["Ambleshore plans", "1", "2", "3"]
    assert {block.page for block in content.blocks} == {None}


def test_numbers_inside_a_paragraph_label_nothing():
    text = (
        "The plan was written for the young people that the council looks after and who are aged\n"
        "16. The council says that it is enough. They are to move on when they are ready for it.\n"
    )
    assert read_text(text) == ["p1 " + text.replace("\n", " ").strip()]


def test_marks_of_plain_text_editors():
    assert read_text(
        "# Plans\n\nFindings\n========\n\n**Late**\n\nIt is **late**.\n\n-----\n\n"
        "## Next\n\nMore text."
    ) == ["h1 Plans", "h1 Findings", "h1 Late", "p1 It is late.", "h2 Next", "p1 More text."]


def test_short_items_in_lower_case_are_no_broken_sentence():
    assert read_text("They looked at:\n\nthresholds\n\nsteps\n") == [
        "p1 They looked at:",
        "p1 thresholds",
        "p1 steps",
    ]


def test_numbered_lines_over_a_part_are_headings_and_items_of_a_list_are_not():
    outlined = read_text(
        "1. Recommendations\n\nThat the report be noted.\n\n2. Background\n\n"
        "2.1 Ofsted came in May.\n\nThe panel saw:\n\n1. one team\n\n2. two homes\n\n"
        "It thanked the staff.\n"
    )
    headings = [line[3:] for line in outlined if line.startswith("h")]
    assert headings == ["Recommendations", "Background"]


def test_the_title_is_what_the_report_calls_itself():
    assert read(b"Report title: Late plans\n\nMore text.", LIMITS).title == "Late plans"
    assert read(b"Late plans\n\nMore text.", LIMITS).title == "Late plans"


def test_text_in_another_encoding_is_read():
    assert outline(read("The child’s plan.".encode("cp1252"), LIMITS)) == ["p1 The child’s plan."]


def test_what_is_no_text_is_refused():
    with pytest.raises(UnreadableError) as error:
        read(b"\x00\x01\x02", LIMITS)
    assert error.value.reason == "unreadable"


def test_too_much_text_is_refused():
    with pytest.raises(TooLargeError) as error:
        read(b"Plans are late. " * 10, Limits(characters=100))
    assert error.value.reason == "too_large"


def test_an_empty_file_has_no_blocks():
    assert outline(read(b"", LIMITS)) == []


def test_the_numbered_paragraphs_of_a_real_report(shared):
    (path,) = (shared / "seed").glob("*.txt")
    content = read(path.read_bytes(), LIMITS)
    numbers = [b for b in content.blocks if b.role == "numbered" and b.label.isdecimal()]
    assert [b.label for b in numbers] == [str(n) for n in range(1, 32)]
    assert {b.label: b.text[-1] for b in numbers if b.text[-1] != "."} == {
        "3": ")", "8": ":", "9": ":", "20": ":", "22": ":", "27": "-",
    }  # fmt: skip
    below: dict[str, list[str]] = {}
    number = ""
    for block in content.blocks:
        number = block.label if block in numbers else number
        if block.level == 2:
            below.setdefault(number, []).append(block.label or block.role)
    assert below == {
        "8": ["bullet"] * 3,
        "9": ["bullet"] * 3,
        "20": ["bullet"] * 3,
        "22": ["paragraph", "a)", "b)", "c)"],
        "27": ["bullet"] * 6,
    }
    assert sum(b.role == "heading" for b in content.blocks) == 21
