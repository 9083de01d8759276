"""From plans/ to findings.db: what is stale, whose plan it is, versions, mapping files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.corpus import Corpus
from tests.made import folder
from tests.plans.layouts import LAYOUTS

HEADER = "Ref,Action,Lead,By when,RAG\n"
FIRST = HEADER + (
    "1,Staff the call desk until eight in the evening,Head of First Contact,June 2024,Amber\n"
    "2,Write one page on thresholds for schools,Partnership Manager,Sept 24,Red\n"
    "3,Rent ten flats for young people leaving care,Head of Housing,Ongoing,Green\n"
)
LATER = HEADER + (
    "1,Staff the call desk until eight in the evening,Head of Contact,June 2024,Green\n"
    "2,Write two pages on thresholds for schools and nurseries,Partnership Manager,Dec 24,Red\n"
    "4,Observe each social worker twice a year,Principal Social Worker,March 2025,Amber\n"
)


def letters(corpus: Corpus, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--corpus", str(corpus.root)])
    assert result.exit_code == 0, result.output
    return result.stderr


def run(corpus: Corpus) -> str:
    """Read plans and build; what was said of it."""
    return letters(corpus, "extract") + letters(corpus, "build")


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    made = folder(tmp_path / "data")
    made.plans.mkdir()
    return made


def put(corpus: Corpus, name: str, data: bytes | str) -> None:
    (corpus.plans / name).write_bytes(data.encode() if isinstance(data, str) else data)


def ask(corpus: Corpus, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(corpus.database)) as connection:
        return connection.execute(query).fetchall()


def test_run_reads_plans_once_and_again_when_they_change(corpus: Corpus) -> None:
    put(corpus, "Quenby Vale improvement plan May 2024.csv", FIRST)
    assert "1 plan with 3 actions" in run(corpus)
    assert "plan with" not in run(corpus)
    (plan,) = ask(corpus, "SELECT authority_id, title, version_date, file FROM plans")
    name = "Quenby Vale improvement plan May 2024"
    assert plan == ("quenby-vale", name, "2024-05-31", f"plans/{name}.csv")
    found = ask(corpus, "SELECT position, due_date, rag FROM actions ORDER BY position")
    assert found == [(1, "2024-06-30", "amber"), (2, "2024-09-30", "red"), (3, None, "green")]
    assert ask(corpus, "SELECT count(*) FROM actions_fts WHERE actions_fts MATCH 'flat'") == [(1,)]
    put(corpus, "Quenby Vale improvement plan May 2024.csv", LATER)
    assert "1 plan with 3 actions, 1 plan removed" in run(corpus)
    assert ask(corpus, "SELECT count(*) FROM plans") == [(1,)]
    for file in corpus.plans.iterdir():
        file.unlink()
    run(corpus)
    assert ask(corpus, "SELECT count(*) FROM actions") == [(0,)]


def dump(corpus: Corpus) -> list[Any]:
    tables = ("plans", "actions", "action_changes", "problems", "build_inputs")
    return [sorted(ask(corpus, f"SELECT * FROM {table}"), key=repr) for table in tables]


def test_an_incremental_build_gives_what_a_full_one_gives(corpus: Corpus) -> None:
    put(corpus, "Quenby Vale plan 2024-05-01.csv", FIRST)
    run(corpus)
    put(corpus, "Quenby Vale plan 2024-09-01.csv", LATER)
    put(corpus, "Nobody’s plan.csv", "One,Two\n1,2\n")
    run(corpus)
    incremental = dump(corpus)
    corpus.database.unlink()
    letters(corpus, "build")
    assert dump(corpus) == incremental
    assert incremental[3]


def test_versions_are_matched_action_by_action(corpus: Corpus) -> None:
    put(corpus, "Quenby Vale plan 2024-05-01.csv", FIRST)
    put(corpus, "Quenby Vale plan 2024-09-01.csv", LATER)
    put(corpus, "Quenby Vale plan 2024-09-01 copy.csv", LATER + "\n")
    run(corpus)
    plans = ask(
        corpus,
        "SELECT p.file, e.file, s.file FROM plans p LEFT JOIN plans e ON e.plan_id = "
        "p.supersedes_id LEFT JOIN plans s ON s.plan_id = p.same_as_plan_id ORDER BY p.file",
    )
    first, copy, later = (
        f"plans/Quenby Vale plan 2024-{n}.csv" for n in ("05-01", "09-01 copy", "09-01")
    )
    assert plans == [(first, None, None), (copy, first, None), (later, None, copy)]
    changes = ask(
        corpus,
        "SELECT c.change, a.reference, e.reference, c.detail FROM action_changes c "
        "LEFT JOIN actions a USING (action_id) "
        "LEFT JOIN actions e ON e.action_id = c.earlier_action_id ORDER BY c.rowid",
    )
    assert [change[:3] for change in changes] == [
        ("new_rag", "1", "1"),
        ("new_owner", "1", "1"),
        ("reworded", "2", "2"),
        ("moved_date", "2", "2"),
        ("added", "4", None),
        ("dropped", None, "3"),
    ]
    assert changes[3][3] == "was Sept 24; is Dec 24"


def test_one_plan_in_two_formats_counts_once(corpus: Corpus) -> None:
    for layout in ("bare", "cards"):
        suffix, make = LAYOUTS[layout]
        put(corpus, f"{layout}{suffix}", make()[0])
    run(corpus)
    found = ask(corpus, "SELECT file FROM plans WHERE same_as_plan_id IS NOT NULL")
    assert found == [("plans/bare.pdf",)]


def test_what_a_person_says_counts_more_than_the_file(corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "Quenby Vale plan May 2024.csv"
    file.write_text(FIRST, encoding="utf-8")
    letters(
        corpus, "add", str(file), "--plan", "--authority", "tolverne", "--published", "2024-07-02"
    )
    run(corpus)
    assert ask(corpus, "SELECT authority_id, version_date FROM plans") == [
        ("tolverne", "2024-07-02")
    ]


def test_a_plan_of_nobody_and_one_without_a_table_are_problems(corpus: Corpus) -> None:
    put(corpus, "plan.csv", FIRST)
    put(corpus, "votes.csv", "Decision,Vote\nNoted,All\n")
    put(corpus, "broken.xlsx", b"PK\x03\x04 broken")
    assert "4 problems" in run(corpus)
    problems = ask(corpus, "SELECT file, reason FROM problems ORDER BY file, reason")
    assert problems == [
        ("plans/broken.xlsx", "unreadable"),
        ("plans/plan.csv", "unknown_authority"),
        ("plans/votes.csv", "no_actions"),
        ("plans/votes.csv", "unknown_authority"),
    ]
    assert "no_actions" in CliRunner().invoke(main, ["status", "--corpus", str(corpus.root)]).output


UNCLEAR = (
    "Number,Undertaking one,Undertaken by all,Lead,By when\n"
    "1,Words about what was wrong before in the county,Staff the desk until eight each day,A,"
    "May 2024\n"
    "2,Words about other things that went wrong there,Rent flats with support on site now,B,"
    "June 2024\n"
)


def test_a_mapping_file_names_the_columns(corpus: Corpus) -> None:
    text = UNCLEAR.replace("Undertaking one", "Xyzzy").replace("Undertaken by all", "Plugh")
    put(corpus, "Tolverne plan.csv", text)
    run(corpus)
    assert ask(corpus, "SELECT reason FROM problems") == [("columns_not_recognised",)]
    put(
        corpus,
        "Tolverne plan.csv.columns.yaml",
        "columns:\n  action: Plugh\n  lead: D\n  timescale: 5\n",
    )
    run(corpus)
    assert ask(corpus, "SELECT text, owner, due_date FROM actions ORDER BY position") == [
        ("Staff the desk until eight each day", "A", "2024-05-31"),
        ("Rent flats with support on site now", "B", "2024-06-30"),
    ]
    assert ask(corpus, "SELECT reason FROM problems") == []
    put(corpus, "Tolverne plan.csv.columns.yaml", "columns:\n  deed: C\n")
    run(corpus)
    assert ("mapping_invalid",) in ask(corpus, "SELECT reason FROM problems")


def test_real_keys_are_reached(shared: Path, corpus: Corpus) -> None:
    import csv  # noqa: PLC0415
    import hashlib  # noqa: PLC0415

    files = shared / "plans" / "files"
    for file in files.iterdir():
        put(corpus, file.name, file.read_bytes())
    run(corpus)
    with (shared / "plans" / "actions.csv").open(newline="", encoding="utf-8-sig") as opened:
        gold = list(csv.DictReader(opened))
    rows = ask(
        corpus,
        "SELECT p.sha256, a.position, a.text, a.owner, a.due_date, a.rag, a.status, a.theme "
        "FROM actions a JOIN plans p USING (plan_id)",
    )
    squash = lambda text: "".join((text or "").split())  # noqa: E731
    found = {(row[0], str(row[1])): [squash(value) for value in row[2:]] for row in rows}
    names = ("text", "owner", "due_date", "rag", "status", "theme")
    sha = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files.iterdir()}
    wrong = [
        g["plan_file"]
        for g in gold
        if found.get((sha[g["plan_file"]], g["position"])) != [squash(g[name]) for name in names]
    ]
    assert len(found) == len(gold)
    assert len(wrong) <= len(gold) // 50, wrong
