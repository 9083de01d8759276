"""`letters deadlines`: by date, with publication and page; as a calendar too."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import main
from pipeline.deadlines import Due
from pipeline.extract.deadlines import find_deadlines
from pipeline.icalendar import to_icalendar
from pipeline.store import write_json
from tests.made import add, extract, folder

DUE = Due(
    deadline_id="d-1",
    due_date="2024-02-29",
    every="",
    kind="ordered",
    authority="Quenby Vale",
    responsible="the Council",
    text="The Council must, by 29 February 2024, report; publish.",
    publication_kind="improvement_notice",
    title="Improvement notice",
    published_date="2023-07-20",
    page=2,
    publication_id="pub-1",
    finding_id="f-1",
    url="https://www.example.org/notice",
    file="raw/dfe/notice.pdf",
)


def letters(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def held(tmp_path: Path) -> Path:
    corpus = folder(tmp_path / "corpus")
    for name, authority in (("a", "quenby-vale"), ("b", "tolverne")):
        made = extract(
            corpus,
            add(corpus, name),
            "The Council must report by 30 June 2024.",
            "Officials will review progress every six months.",
            "The Council must appoint a director by 31 May 2024.",
            finding_kind="requirement",
            kind="improvement_notice",
            publisher="dfe",
            authority_id=authority,
        )
        made = replace(made, deadlines=find_deadlines(made.publication, made.findings))
        path = corpus.extracted / f"{made.publication.publication_id}.json"
        write_json(path, made.to_dict())
    assert letters("build", "--corpus", corpus.root).exit_code == 0
    return corpus.root


def test_the_first_date_comes_first_and_rhythms_last(held):
    result = letters("deadlines", "--corpus", held, "--authority", "Quenby Vale")
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if line and not line.startswith(" ")]
    assert [line.split("  ")[0] for line in lines] == ["2024-05-31", "2024-06-30", "every 6 months"]
    assert "Quenby Vale  improvement_notice  2024-03-26  page 1" in lines[0]
    assert "Responsible: The Council" in result.stdout
    assert result.stderr == "3 deadlines, 1 without a date\n"


def test_rows_for_other_programs(held):
    rows = json.loads(letters("deadlines", "--corpus", held, "--format", "json").stdout)
    assert [row["due_date"] for row in rows] == ["2024-05-31"] * 2 + ["2024-06-30"] * 2 + [""] * 2
    assert {row["every"] for row in rows} == {"", "P6M"}
    table = letters("deadlines", "--corpus", held, "--format", "csv", "--silent")
    assert table.stdout.splitlines()[0].startswith("deadline_id,due_date,every,kind,authority")
    assert table.stderr == ""


def test_a_council_that_is_not_known(held):
    result = letters("deadlines", "--corpus", held, "--authority", "nowhere")
    assert result.exit_code == 2
    assert "no authority 'nowhere'" in result.stderr


def test_a_calendar_has_what_has_a_date(held):
    command = ("deadlines", "--corpus", held, "--format", "ics")
    first, second = letters(*command), letters(*command)
    assert first.stdout_bytes == second.stdout_bytes
    assert first.stdout_bytes.count(b"BEGIN:VEVENT\r\n") == 4
    assert first.stdout_bytes.endswith(b"END:VCALENDAR\r\n")


def test_an_event():
    lines = to_icalendar([DUE]).replace("\r\n ", "").split("\r\n")
    assert lines[4:-2] == [
        "BEGIN:VEVENT",
        "UID:d-1@letters.invalid",
        "DTSTAMP:20230720T000000Z",
        "DTSTART;VALUE=DATE:20240229",
        "DTEND;VALUE=DATE:20240301",
        "SUMMARY:Quenby Vale: Due: The Council must\\, by 29 February 2024\\, report\\; publish.",
        (
            "DESCRIPTION:The Council must\\, by 29 February 2024\\, report\\; publish."
            "\\nResponsible: the Council\\nImprovement notice\\, page 2"
        ),
        "CATEGORIES:ordered",
        "URL:https://www.example.org/notice",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


@given(st.text(), st.text(max_size=40))
def test_whatever_is_printed_lines_are_short_and_whole(text, responsible):
    calendar = to_icalendar([replace(DUE, text=text, responsible=responsible)])
    lines = calendar.encode("utf-8", "surrogatepass").split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert lines[-1] == b""
    names = {line.split(b":")[0].split(b";")[0] for line in lines if not line.startswith(b" ")}
    assert {b"BEGIN", b"UID", b"SUMMARY", b"END"} <= names
    assert all(name.isalpha() or not name for name in names)
