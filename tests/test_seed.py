"""A committee report with the notice and the letter it speaks of: one timeline from the commands.

The report is the one in ../shared/seed; notice and letter are invented, in our own words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from pipeline.cli import main

NOTICE = (
    "# Improvement notice",
    "To: Herefordshire Council",
    "Date: 18 May 2021",
    "To comply with this notice the council must do the following.",
    "1. The council must have an improvement plan and carry it out by the end of April 2022.",
    "2. The adviser must report to the Department every six weeks.",
)
LETTER = (
    "# Ofsted",
    "17 August 2021",
    "Herefordshire Council",
    "# Focused visit to Herefordshire children’s services",
    (
        "This letter summarises the findings of the focused visit to Herefordshire children’s "
        "services on 7 July 2021."
    ),
    "# Areas for priority action",
    (
        "The frequency and effectiveness of supervision and of the monitoring of plans for "
        "children in need and in need of protection."
    ),
    "# Findings",
    "1. Supervision is irregular and rarely asks what has changed for the child.",
)


def write(path: Path, lines: tuple[str, ...]) -> Path:
    document = docx.Document()
    for line in lines:
        if line.startswith("# "):
            document.add_heading(line[2:], 1)
        else:
            document.add_paragraph(line)
    document.save(str(path))
    return path


@pytest.fixture(scope="module")
def database(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    root = tmp_path_factory.mktemp("seed")
    corpus = str(root / "corpus")
    files = [write(root / "notice.docx", NOTICE), write(root / "letter.docx", LETTER)]
    files += sorted((shared / "seed").glob("*.txt"))
    for words in (["init", corpus], ["add", *map(str, files), "--corpus", corpus],
                  ["run", "--silent", "--corpus", corpus]):  # fmt: skip
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(root / "corpus" / "findings.db")) as connection:
        yield connection


def test_the_timeline_shows_the_three_together(database):
    rows = database.execute("SELECT authority_id, date, kind FROM authority_timeline").fetchall()
    assert rows == [
        ("herefordshire", "2021-05-18", "improvement_notice"),
        ("herefordshire", "2021-08-17", "focused_visit"),
        ("herefordshire", "2021-09-07", "committee_report"),
    ]


def test_what_the_report_mentions_is_resolved(database):
    rows = database.execute(
        "SELECT DISTINCT p.kind, m.mentioned_date FROM mentions m JOIN publications p"
        " ON p.publication_id = m.mentioned_publication_id ORDER BY m.mentioned_date"
    ).fetchall()
    assert ("improvement_notice", "2021-05-18") in rows
    assert ("focused_visit", "2021-07-07") in rows
    assert ("focused_visit", "2021-08-17") in rows


def test_the_report_gives_priority_actions_rhythms_and_meetings_ahead(database):
    of_report = " JOIN publications p USING (publication_id) WHERE p.kind = 'committee_report'"
    kinds = database.execute("SELECT f.kind FROM findings f" + of_report).fetchall()
    assert kinds.count(("priority_action",)) == 3
    found = database.execute(
        "SELECT d.kind, COALESCE(d.due_date, ''), COALESCE(d.every, '') FROM deadlines d"
        + of_report
    ).fetchall()
    for day in ("2021-09-13", "2021-09-23", "2021-10-08"):
        assert ("meeting", day, "") in found
    assert {("ordered", "", "P6M"), ("ordered", "", "P6W"), ("ordered", "2022-04-30", "")} <= {
        *found
    }


def test_what_the_report_repeats_from_the_letter_is_a_restatement(database):
    [row] = database.execute(
        "SELECT p.kind, q.kind FROM findings f JOIN findings g ON g.finding_id ="
        " f.restates_finding_id JOIN publications p ON p.publication_id = f.publication_id"
        " JOIN publications q ON q.publication_id = g.publication_id"
    ).fetchall()
    assert row == ("committee_report", "focused_visit")
