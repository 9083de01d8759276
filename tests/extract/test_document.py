"""One file in, one extraction out: what is recorded of good files and of every kind of bad one."""

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption

from pipeline.authorities import Authorities
from pipeline.authority_list import Authority
from pipeline.corpus import create_corpus
from pipeline.extract.blocks import Content
from pipeline.extract.document import assemble
from pipeline.extract.limits import Limits
from pipeline.intake import UNKNOWN, take_in
from pipeline.manifest import read_manifest
from pipeline.records import Extraction
from tests.extract.blocks import Sheet
from tests.extract.paper import Paper, entry, extraction_of


def council(slug: str, name: str, **facts: object) -> Authority:
    return Authority(slug, name, short_name=name, **facts)


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    return Authorities.of(
        [
            council("quenby-vale", "Quenby Vale", valid_from="2019-04-01"),
            council("quenby-vale-2019", "Quenby Vale", valid_to="2019-03-31"),
            council("tolverne", "Tolverne"),
        ]
    )


def letter(paper: Paper | None = None, council: str = "Tolverne") -> Paper:
    paper = paper or Paper()
    paper.lines("14 May 2024").lines("Dear Odile")
    paper.heading(f"Focused visit to {council} children's services")
    paper.lines(
        f"This letter summarises the findings of the focused visit to {council} children's",
        "services on 16 and 17 April 2024. His Majesty's Inspectors for this visit were",
        "Edmund Larkspur and Ines Tolliver.",
    )
    paper.heading("What needs to improve").bullet("Supervision of new staff.").bullet("Plans.")
    return paper.heading("Main findings").lines("Supervision is warm but irregular.")


def reasons(extraction: Extraction) -> list[str]:
    return [problem.reason for problem in extraction.problems]


def test_a_letter(authorities):
    made = extraction_of(letter().done(), authorities)
    publication = made.publication
    assert (publication.status, publication.kind, publication.authority_id) == (
        "read",
        "focused_visit",
        "tolverne",
    )
    assert (publication.visit_start_date, publication.visit_end_date) == (
        "2024-04-16",
        "2024-04-17",
    )
    assert (publication.published_date, publication.published_date_source) == (
        "2024-05-14",
        "printed",
    )
    assert (publication.lead_inspector, publication.page_count) == ("Edmund Larkspur", 1)
    assert [(f.position, f.kind, f.text) for f in made.findings] == [
        (1, "improvement", "Supervision of new staff."),
        (2, "improvement", "Plans."),
        (3, "paragraph", "Supervision is warm but irregular."),
    ]
    assert all(f.page == 1 and f.boxes for f in made.findings)
    assert made.problems == ()


def test_the_same_input_gives_the_same_output(authorities):
    data = letter().done()
    assert extraction_of(data, authorities) == extraction_of(data, authorities)


# Files that cannot be read


def fault(data: bytes, authorities: Authorities, **facts: object) -> tuple[str, list[str]]:
    made = extraction_of(data, authorities, **facts)
    assert made.findings == made.judgements == ()
    assert all(problem.stage == "extract" and problem.detail for problem in made.problems)
    return made.publication.status, reasons(made)


def test_a_web_page_saved_as_pdf(authorities):
    page = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Hello</body></html>"
    assert fault(page, authorities, name="letter.pdf") == (
        "not_a_publication",
        ["not_a_publication"],
    )


def test_a_site_s_error_page(authorities):
    page = b"<!DOCTYPE html><html><body><h1>Page not found</h1><p>Sorry.</p></body></html>"
    assert fault(page, authorities, name="letter.html")[0] == "not_a_publication"


def test_a_pdf_that_needs_a_password(authorities):
    locked = letter(Paper(encrypt=StandardEncryption("secret", "owner"))).done()
    assert fault(locked, authorities) == ("unreadable", ["encrypted"])


def test_an_encrypted_pdf_that_opens_without_a_password_is_read(authorities):
    free = letter(Paper(encrypt=StandardEncryption("", "owner", canModify=0))).done()
    made = extraction_of(free, authorities)
    assert (made.publication.status, len(made.findings), made.problems) == ("read", 3, ())


def test_a_pdf_cut_short(authorities):
    data = letter().done()
    assert fault(data[: len(data) // 2], authorities) == ("unreadable", ["damaged"])


def scanned(paper: Paper) -> Paper:
    paper.canvas.drawInlineImage(Image.new("RGB", (8, 8), "grey"), 0, 0, 595, 842)
    return paper.page()


def test_pictures_of_pages_need_text_recognition(authorities):
    assert fault(scanned(scanned(Paper())).done(), authorities) == ("needs_ocr", ["needs_ocr"])


def test_a_picture_among_pages_of_text_is_a_problem_of_that_page(authorities):
    made = extraction_of(scanned(letter().page()).done(), authorities)
    assert (made.publication.status, len(made.findings)) == ("read", 3)
    (problem,) = made.problems
    assert problem.reason == "pages_need_ocr"
    assert "page 2" in problem.detail


@pytest.mark.parametrize("data", [b"", b" \n\t "])
def test_an_empty_file(authorities, data):
    assert fault(data, authorities, media_type=UNKNOWN) == ("unreadable", ["empty"])


def test_a_web_page_without_words_is_unreadable_and_no_picture(authorities):
    page = b"<!DOCTYPE html><html><body><div></div></body></html>"
    assert fault(page, authorities, name="page.html") == ("unreadable", ["no_text"])


def test_a_format_that_is_not_read(authorities):
    assert fault(b"\x89PNG\r\n\x1a\n", authorities, name="scan.png") == (
        "unreadable",
        ["unknown_format"],
    )


@pytest.mark.parametrize("limit", [{"file_bytes": 100}, {"pages": 1}, {"characters": 50}])
def test_a_file_beyond_a_limit(authorities, limit):
    data = letter().page().lines("One page more.").done()
    assert fault(data, authorities, limits=Limits(**limit)) == ("unreadable", ["too_large"])


def test_the_same_file_twice_is_held_once(tmp_path):
    corpus = create_corpus(tmp_path / "corpus")
    data = letter().done()
    _, first = take_in(corpus, data, name="one.pdf")
    _, second = take_in(corpus, data, name="two.pdf", url="https://tolverne.example/letter.pdf")
    assert (first, second, len(list(read_manifest(corpus)))) == (True, False, 1)


def test_what_was_known_of_a_file_stays_when_it_cannot_be_read(authorities):
    known = {"kind": "jtai", "authority_id": "tolverne", "published_date": "2024-03-02"}
    made = extraction_of(b"%PDF-1.4 gone", authorities, source="person", **known)
    publication = made.publication
    assert (publication.kind, publication.authority_id) == ("jtai", "tolverne")
    assert (publication.published_date, publication.published_date_source) == (
        "2024-03-02",
        "person",
    )


# What the document says and what was said of it


def test_an_unknown_kind_is_kept_with_its_passages(authorities):
    paper = Paper().heading("Annual conversation with Tolverne Council")
    paper.lines("We met the director of children's services and talked about the year that passed.")
    made = extraction_of(paper.done(), authorities)
    assert (made.publication.kind, made.publication.status) == ("other", "read")
    assert len(made.findings) == 1


def read(sheet: Sheet, authorities: Authorities, **facts: str) -> Extraction:
    return assemble(sheet.content, entry(media_type="application/pdf", **facts), authorities, "x")


def visit(name: str = "Tolverne", date: str = "14 May 2024") -> Sheet:
    sheet = Sheet().p(date).p("Dear Odile").h(f"Focused visit to {name} children’s services")
    sheet.p(f"This letter summarises the findings of the focused visit to {name} on {date}.")
    return sheet.h("Main findings").p("Plans are late.")


def test_a_person_s_kind_counts_and_a_site_s_is_checked(authorities):
    made = read(visit(), authorities, kind="jtai", source="person")
    assert (made.publication.kind, reasons(made)) == ("jtai", ["no_visit_dates"])
    made = read(visit(), authorities, kind="jtai", source="ofsted")
    assert made.publication.kind == "focused_visit"
    assert "kind_disagrees" in reasons(made)


@pytest.mark.parametrize(
    ("given", "source", "date", "said"),
    [
        ("2024-06-01", "person", "2024-06-01", "person"),
        ("2024-06-01", "ofsted", "2024-05-14", "printed"),
        ("", "", "2024-05-14", "printed"),
    ],
)
def test_which_date_of_publication_counts(authorities, given, source, date, said):
    made = read(visit(), authorities, published_date=given, source=source)
    assert (made.publication.published_date, made.publication.published_date_source) == (date, said)


def test_a_site_s_date_counts_where_none_is_printed(authorities):
    sheet = Sheet().h("Main findings").p("Tolverne Council plans late, and it has for some years.")
    made = read(sheet, authorities, published_date="2024-06-01", source="ofsted")
    assert (made.publication.published_date, made.publication.published_date_source) == (
        "2024-06-01",
        "site",
    )


def test_the_authority_of_that_day(authorities):
    assert read(visit("Quenby Vale"), authorities).publication.authority_id == "quenby-vale"
    earlier = read(visit("Quenby Vale", "4 May 2017"), authorities)
    assert earlier.publication.authority_id == "quenby-vale-2019"


def test_a_given_authority_counts_and_another_one_printed_is_a_problem(authorities):
    made = read(visit(), authorities, authority_id="quenby-vale")
    assert made.publication.authority_id == "quenby-vale"
    assert reasons(made) == ["authority_disagrees"]


def test_a_council_in_no_list_leaves_the_authority_empty(authorities):
    made = read(visit("Nowhere"), authorities)
    assert (made.publication.authority_id, reasons(made)) == ("", ["unknown_authority"])


def test_what_a_report_should_have_and_has_not_is_a_problem(authorities):
    sheet = Sheet().h("Inspection of Tolverne local authority children’s services")
    sheet.p("Inspection dates: 3 to 14 October 2022").h("The impact of leaders")
    sheet.n("1", "Leaders lead.").n("3", "They meet.").n("3", "They meet again.")
    made = read(sheet, authorities)
    assert reasons(made) == ["no_judgements", "numbers_missing", "numbers_twice"]


def test_equal_passages_have_ids_of_their_own_that_do_not_hang_on_their_place(authorities):
    sheet = visit().p("Plans are late.").p("Plans  are late!")
    first = read(sheet, authorities).findings
    assert len({finding.finding_id for finding in first}) == len(first) == 3
    moved = Sheet().h("Main findings").p("Something before.")
    moved.blocks = [*visit().blocks[:-1], *moved.blocks[1:], *sheet.blocks[-3:]]
    assert {f.finding_id for f in read(moved, authorities).findings} > {f.finding_id for f in first}


def test_nothing_is_guessed_of_an_empty_document(authorities):
    made = assemble(Content([], page_count=1), entry(media_type="application/pdf"), authorities, "")
    publication = made.publication
    assert publication.status == "needs_ocr"
    assert not any(
        (
            publication.authority_id,
            publication.published_date,
            publication.visit_start_date,
            publication.lead_inspector,
            publication.title,
        )
    )
