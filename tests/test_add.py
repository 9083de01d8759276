"""Taking in files, folders and lists."""

import json
from pathlib import Path

import pytest

from pipeline.add import Summary, add, given_facts, publisher_of
from pipeline.authorities import Authorities, Authority
from pipeline.corpus import Corpus, create_corpus
from pipeline.errors import PipelineError, UsageError
from pipeline.filelist import Facts, split_link_text
from pipeline.manifest import read_manifest
from pipeline.plan_intake import read_plan_entries
from tests.extract.packages import pack

AUTHORITIES = Authorities.of(
    [
        Authority("ambleshore", "Ambleshore", ofsted_urn="9900051", la_code="9951"),
        Authority("hartsmere", "Hartsmere", ofsted_urn="9900052", la_code="9952"),
    ]
)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return create_corpus(tmp_path / "corpus")


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    (folder / "2024").mkdir(parents=True)
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7 one")
    (folder / "2024" / "report.txt").write_text("A report.", encoding="utf-8")
    return folder


def take(corpus: Corpus, *paths: Path, plan: bool = False, **given: str) -> Summary:
    facts = given_facts(AUTHORITIES, **given) if given else None
    return add(corpus, paths, authorities=AUTHORITIES, given=facts, plan=plan)


def test_what_a_person_says_stands_in_the_manifest(corpus, downloads):
    take(
        corpus,
        downloads / "letter.pdf",
        authority="9951",
        kind="focused_visit",
        published="26 March 2024",
        url="https://files.ofsted.gov.uk/v1/file/1",
    )
    (entry,) = read_manifest(corpus)
    assert (entry.authority_id, entry.kind) == ("ambleshore", "focused_visit")
    assert (entry.published_date, entry.source) == ("2024-03-26", "person")
    assert (entry.url, entry.publisher) == ("https://files.ofsted.gov.uk/v1/file/1", "ofsted")
    assert (corpus.root / entry.file).read_bytes() == b"%PDF-1.7 one"


def test_a_file_keeps_the_name_that_people_know_until_a_list_tells_a_better_one(corpus, downloads):
    (added,) = take(corpus, downloads / "letter.pdf").added
    assert added.label == "letter.pdf"
    (downloads / "copy of a letter.pdf").write_bytes((downloads / "letter.pdf").read_bytes())
    assert take(corpus, downloads / "copy of a letter.pdf").corrected == []
    lines = "file,link_text\nletter.pdf,Focused visit\n"
    (downloads / "list.csv").write_text(lines, encoding="utf-8")
    (entry,) = take(corpus, downloads / "list.csv").corrected
    assert entry.label == "Focused visit"


def test_what_is_said_later_of_a_plan_is_counted_as_corrected(corpus, tmp_path):
    (tmp_path / "plan.csv").write_text("Action,Lead\nDo it,Head\n", encoding="utf-8")
    assert take(corpus, tmp_path / "plan.csv", plan=True).plans == ["plans/plan.csv"]
    again = take(corpus, tmp_path / "plan.csv", plan=True, authority="ambleshore")
    assert (again.held, [one.authority_id for one in again.corrected]) == (1, ["ambleshore"])
    assert take(corpus, tmp_path / "plan.csv", plan=True, authority="ambleshore").corrected == []


def test_a_folder_is_read_to_its_depths_and_hidden_files_are_left(corpus, downloads):
    (downloads / ".hidden.pdf").write_bytes(b"%PDF-1.7 hidden")
    (downloads / ".git").mkdir()
    (downloads / ".git" / "x.pdf").write_bytes(b"%PDF-1.7 git")
    (downloads / "~$letter.docx").write_bytes(b"lock")
    summary = take(corpus, downloads)
    assert [Path(e.file).suffix for e in summary.added] == [".pdf", ".txt"]
    assert not summary.refused


def test_adding_twice_keeps_one(corpus, downloads):
    (downloads / "copy.pdf").write_bytes(b"%PDF-1.7 one")
    first = take(corpus, downloads)
    again = take(corpus, downloads)
    assert (len(first.added), first.held) == (2, 1)
    assert (len(again.added), again.held) == (0, 3)
    assert len(read_manifest(corpus)) == 2


def test_a_person_corrects_what_was_said_of_a_held_file(corpus, downloads):
    (downloads / "list.csv").write_text(
        "file,authority,published_date\nletter.pdf,hartsmere,2023-02-01\n", encoding="utf-8"
    )
    take(corpus, downloads / "list.csv")
    summary = take(corpus, downloads / "letter.pdf", authority="ambleshore")
    (entry,) = summary.corrected
    assert (entry.authority_id, entry.published_date) == ("ambleshore", "2023-02-01")
    assert entry.source == "list"  # who gave the date
    take(corpus, downloads / "letter.pdf", published="2023-02-03")
    *_, last = read_manifest(corpus)
    assert (last.authority_id, last.published_date) == ("ambleshore", "2023-02-03")
    assert last.source == "person"
    assert take(corpus, downloads / "letter.pdf", published="2023-02-03").corrected == []


def test_a_list_fills_what_is_empty_and_overrides_nothing(corpus, downloads):
    take(corpus, downloads / "letter.pdf", authority="ambleshore")
    (downloads / "list.csv").write_text(
        "file,authority,link_text,url\n"
        "letter.pdf,hartsmere,Focused visit - 1 March 2023,https://files.ofsted.gov.uk/v1/file/3\n",
        encoding="utf-8",
    )
    (entry,) = take(corpus, downloads / "list.csv").corrected
    assert (entry.authority_id, entry.label) == ("ambleshore", "Focused visit")
    assert (entry.published_date, entry.source) == ("2023-03-01", "list")
    assert entry.publisher == "ofsted"


def test_other_kinds_of_files_are_refused_with_a_reason(corpus, downloads):
    (downloads / "notes.md").write_text("# Notes", encoding="utf-8")
    (downloads / "plan.xlsx").write_bytes(b"PK")
    (downloads / "figures.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (downloads / "page.aspx").write_bytes(b"<!doctype html><p>A notice")
    summary = take(corpus, downloads)
    assert {Path(p.file).name: p.reason for p in summary.refused} == {
        "figures.csv": "spreadsheet",
        "notes.md": "unknown_type",
        "plan.xlsx": "spreadsheet",
    }
    assert len(summary.added) == 3


def test_a_damaged_file_with_the_right_name_comes_in_for_extract_to_judge(corpus, downloads):
    (downloads / "empty.pdf").write_bytes(b"")
    (downloads / "broken.docx").write_bytes(b"\x00\x01")
    assert not take(corpus, downloads).refused


def test_a_list_says_what_is_known_of_each_file(corpus, downloads):
    (downloads / "list.csv").write_text(
        "file,urn,authority,source_url,link_text,kind\n"
        "letter.pdf,9900052,,https://files.ofsted.gov.uk/v1/file/2,"
        '"children\'s services inspection,  pdf - 07 july 2023",\n'
        "2024/report.txt,,Ambleshore Council,,Committee report,committee_report\n",
        encoding="utf-8-sig",
    )
    take(corpus, downloads)
    letter, report = read_manifest(corpus)
    assert letter.label == "children's services inspection"
    assert (letter.published_date, letter.source) == ("2023-07-07", "list")
    assert (letter.authority_id, letter.publisher) == ("hartsmere", "ofsted")
    assert (report.authority_id, report.kind) == ("ambleshore", "committee_report")
    assert (report.label, report.published_date) == ("Committee report", "")


def test_a_list_counts_more_than_the_options(corpus, downloads):
    (downloads / "list.csv").write_text(
        "file,authority,published_date\nletter.pdf,hartsmere,01/02/2023\n2024/report.txt,,\n",
        encoding="utf-8",
    )
    take(corpus, downloads / "list.csv", authority="ambleshore", published="2024-05-06")
    letter, report = read_manifest(corpus)
    assert (letter.authority_id, letter.published_date) == ("hartsmere", "2023-02-01")
    assert letter.source == "list"
    assert (report.authority_id, report.published_date) == ("ambleshore", "2024-05-06")
    assert report.source == "person"


def test_what_a_list_gets_wrong_is_said_and_the_file_comes_in(corpus, downloads):
    (downloads / "list.csv").write_text(
        "file,authority,kind,published_date,url\n"
        "letter.pdf,Nowhereshire,leaflet,2024-02-30,letter\n"
        "missing.pdf,,,,\n"
        "missing.pdf,,,,again\n",
        encoding="utf-8",
    )
    summary = take(corpus, downloads / "list.csv")
    (entry,) = summary.added
    assert (entry.authority_id, entry.kind, entry.published_date, entry.url) == ("", "", "", "")
    assert [p.reason for p in summary.doubts] == [
        "wrong_date",
        "unknown_kind",
        "wrong_url",
        "unknown_authority",
    ]
    (refused,) = summary.refused
    assert refused.reason == "missing_file"
    assert "line 3" in refused.detail


def test_a_list_that_is_not_utf8_is_an_error_that_says_what_to_do(corpus, downloads):
    (downloads / "list.csv").write_bytes("file,authority\nl.pdf,Caf\xe9\n".encode("latin-1"))
    with pytest.raises(UsageError, match="save it as 'CSV UTF-8'"):
        take(corpus, downloads / "list.csv")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"authority": "amblshore"}, "did you mean ambleshore"),
        ({"published": "2024-13-01"}, "no date"),
        ({"url": "letter.pdf"}, "no address"),
    ],
)
def test_options_that_cannot_be_used(given, message):
    with pytest.raises(UsageError, match=message):
        given_facts(AUTHORITIES, **given)


def test_one_url_for_two_files_is_wrong(corpus, downloads):
    with pytest.raises(UsageError, match="--url"):
        take(corpus, downloads, url="https://example.gov.uk/x.pdf")
    assert read_manifest(corpus) == []


def test_an_empty_folder_is_an_error(corpus, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(PipelineError, match="no files"):
        take(corpus, tmp_path / "empty")


def test_plans_keep_their_names_and_get_a_line(corpus, downloads):
    plan = downloads / "Improvement plan.csv"
    plan.write_text("ref,action\n1,Recruit\n", encoding="utf-8")
    summary = take(corpus, plan, plan=True, authority="hartsmere")
    assert summary.plans == ["plans/Improvement plan.csv"]
    assert read_plan_entries(corpus)["plans/Improvement plan.csv"].authority_id == "hartsmere"
    plan.write_text("ref,action\n1,Recruit and retain\n", encoding="utf-8")
    assert take(corpus, plan, plan=True).plans == ["plans/Improvement plan-2.csv"]
    again = take(corpus, plan, plan=True, published="2024-01-31")
    assert (again.plans, again.held) == ([], 1)
    entries = read_plan_entries(corpus)
    assert entries["plans/Improvement plan-2.csv"].published_date == "2024-01-31"
    assert read_manifest(corpus) == []


def test_a_plan_of_a_kind_that_cannot_be_read_is_refused(corpus, downloads):
    (downloads / "plan.pptx").write_bytes(b"PK")
    summary = take(corpus, downloads / "plan.pptx", plan=True)
    assert [p.reason for p in summary.refused] == ["unknown_type"]


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://files.ofsted.gov.uk/v1/file/5", "ofsted"),
        ("https://www.gov.uk/government/publications/x", "dfe"),
        ("https://assets.publishing.service.gov.uk/x.pdf", "dfe"),
        ("https://webarchive.nationalarchives.gov.uk/x", ""),
        ("https://democracy.hartsmere.gov.uk/x.pdf", ""),
        ("", ""),
    ],
)
def test_the_publisher_is_told_by_the_host(url, publisher):
    assert publisher_of(url) == publisher


def test_a_dash_without_a_date_belongs_to_the_label():
    assert split_link_text("Focused visit - front door") == ("Focused visit - front door", "")


@pytest.mark.parametrize("text", ["a" * 200_000, '"' + "a\n" * 90_000, "\0,\0"])
def test_a_csv_that_is_no_list_is_a_plan_however_long_its_first_line(corpus, tmp_path, text):
    path = tmp_path / "plan.csv"
    path.write_text(text, encoding="utf-8")
    summary = add(corpus, [path], authorities=AUTHORITIES, plan=True)
    assert (len(summary.plans), summary.refused) == (1, [])


@pytest.mark.parametrize("at", [4, 6, 8, -22, -18, -14, -12, -10, -6])
def test_a_damaged_zip_file_comes_in_whatever_is_wrong_with_it(corpus, tmp_path, at):
    packed = bytearray(pack({"word/document.xml": "<a/>"}))
    packed[at : at + 2 or None] = b"\xff\xff"
    path = tmp_path / "letter.docx"
    path.write_bytes(packed)
    assert len(add(corpus, [path], authorities=AUTHORITIES).added) == 1


def test_a_label_of_a_hundred_thousand_dashes_is_no_date_and_takes_no_time():
    label = "- " * 50_000 + "x"
    assert split_link_text(label) == (label, "")


def test_real_index(corpus, shared):
    summary = add(
        corpus,
        [shared / "corpus" / "index.csv"],
        authorities=Authorities.load(),
        given=Facts(),
    )
    assert (len(summary.added), summary.held) == (185, 0)
    assert (summary.refused, summary.doubts) == ([], [])
    assert all(e.authority_id and e.published_date and e.label for e in summary.added)
    assert json.loads(corpus.manifest.read_text(encoding="utf-8").splitlines()[0])
