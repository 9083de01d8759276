"""The command line from outside: what it prints where, and how it ends."""

import csv
import errno
import hashlib
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline import __version__
from pipeline.cli import COMMANDS, main
from pipeline.cli.output import shortened, table, to_csv
from pipeline.corpus import Corpus
from pipeline.harmless import harmless
from pipeline.records import publication_id
from tests.imports import REPOSITORY

LETTER = """14 May 2024

Dear Ms Penhallow

Focused visit to Ambleshore children's services

This letter summarises the findings of the focused visit to Ambleshore children's services on \
16 and 17 April 2024. His Majesty's Inspectors for this visit were Edmund Larkspur and \
Ines Tolliver.

Headline findings

Social workers in Ambleshore know their families well and visit them often.

Area for priority action

The oversight of children who wait for a first visit.

What needs to improve in this area of social work practice?

• How often managers give supervision to newly qualified social workers.
• The quality of plans for children who return home.

Main findings

Supervision is warm but irregular, and its records are thin.

Yours sincerely

Edmund Larkspur
His Majesty's Inspector
"""
AUTHORITIES = (
    "name,slug,ofsted_urn,la_code,gss_code,region,type\n"
    "Ambleshore,ambleshore,9900051,9951,E99000051,North East,county\n"
)


def letters(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def make_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    assert letters("init", folder).exit_code == 0
    (folder / "authorities.csv").write_text(AUTHORITIES, encoding="utf-8")
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    assert letters("add", tmp_path / "letter.txt", "--corpus", folder).exit_code == 0
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one letter, not extracted yet."""
    return make_folder(tmp_path)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_folder(tmp_path_factory.mktemp("built"))
    assert letters("run", "--corpus", folder, "--jobs", 1).exit_code == 0
    return folder


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """The same, extracted and built."""
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    return shutil.copytree(built_once, tmp_path / "folder")


def test_run_says_what_is_new_on_stdout_and_counts_on_stderr(folder):
    result = letters("run", "--corpus", folder)
    assert result.stdout == (
        "New publications: 1\n"
        "  2024-05-14  Ambleshore  focused_visit  5 findings  3 ask for action\n"
        "New findings that ask for action: 3 (1 priority action, 2 improvements)\n"
        "New links suggested: 0\n"
        "New findings that no action answers: 0\n"
        "New findings that were raised before: 0\n"
        "New problems: 0\n"
    )
    assert result.stderr == (
        "extract: 1 read\n"
        "tag: 7 tags on 5 passages\n"
        "link: 1 linked (0 links and 0 recurrences suggested)\n"
        "build: 1 publication, 5 findings, 0 judgements, 0 problems "
        "(1 new, 0 changed, 0 removed)\n"
    )
    assert result.exit_code == 0


def test_a_second_run_has_nothing_to_say(built):
    result = letters("run", "--corpus", built)
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == "Nothing new."
    assert letters("--silent", "run", "--corpus", built).output == ""


def test_extract_and_build_are_the_stages_of_run(folder):
    assert letters("extract", "--corpus", folder).stderr == "extract: 1 read\n"
    assert letters("extract", "--corpus", folder).stderr == "extract: 1 unchanged\n"
    assert letters("build", "--corpus", folder).exit_code == 0
    assert letters("run", "--corpus", folder).stderr.endswith("Nothing new.\n")


def test_build_says_what_is_not_extracted(folder):
    assert (
        "1 file not extracted yet: run 'letters extract'"
        in letters("build", "--corpus", folder).stderr
    )


def test_search_marks_the_words_and_names_council_date_kind_and_section(built):
    result = letters("search", "supervision records", "--corpus", built)
    assert result.stdout == (
        "Ambleshore  2024-05-14  focused_visit\n"
        "  paragraph: Main findings\n"
        "    **Supervision** is warm but irregular, and its **records** are thin.\n"
    )
    assert result.stderr == "1 finding\n"


def test_search_says_when_there_is_more(built):
    result = letters("search", "--limit", 2, "--corpus", built)
    assert result.stderr == "2 of 5 findings; --limit N shows more\n"
    assert letters("search", "--limit", 5, "--corpus", built).stderr == "5 findings\n"


def test_serve_says_what_to_do_where_it_cannot_listen(built):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = letters("serve", "--port", port, "--corpus", built)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: port {port} is in use, perhaps by another")
    elsewhere = letters("serve", "--host", "192.0.2.1", "--corpus", built)
    assert elsewhere.exit_code == 2
    assert "192.0.2.1 is no address of this machine" in elsewhere.stderr


def test_train_names_each_publication_that_is_missing_on_a_line_of_its_own(built, tmp_path):
    shas = [hashlib.sha256(word).hexdigest() for word in (b"one", b"two")]
    lines = [
        {"publication_id": publication_id(sha), "sha256": sha, "finding_id": "f-0", "tags": []}
        for sha in shas
    ]
    file = tmp_path / "tags.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    result = letters("train", "--annotations", file, "--out", tmp_path, "--corpus", built)
    assert result.exit_code == 1
    *missing, error = result.stderr.splitlines()
    assert missing == sorted(f"Missing: {publication_id(sha)}, sha256 {sha}" for sha in shas)
    assert error == (
        "Error: 2 annotated publications are not held or not extracted, named above; add their "
        "files with 'letters add', then run 'letters extract'"
    )


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("corpus/.half-x1", "Error: no: {root}/corpus; name a data folder that you may write to"),
        ("elsewhere/.half-x1", "Error: no: {root}/elsewhere; see to its rights, or name another"),
        ("elsewhere/x", "Error: no: {root}/elsewhere/x; see to its rights, or name another place"),
    ],
)
def test_a_place_that_may_not_be_written_is_named_as_people_know_it(
    tmp_path, monkeypatch, file, said
):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no", str(tmp_path / file))

    monkeypatch.setattr("pipeline.cli.init.create_corpus", refuse)
    result = letters("init", tmp_path / "x", "--corpus", tmp_path / "corpus")
    assert result.exit_code == 1
    assert result.stderr.startswith(said.format(root=tmp_path))


def test_search_that_finds_nothing_offers_another_spelling(built):
    result = letters("search", "supervison records", "--corpus", built)
    assert result.stdout == ""
    assert result.stderr == "0 findings; did you mean 'supervision records'?\n"


def test_search_formats_hold_the_same_rows(built):
    def output(output_format: str) -> str:
        return letters("search", "supervision", "--format", output_format, "--corpus", built).stdout

    rows = json.loads(output("json"))
    assert sorted(row["kind"] for row in rows) == ["improvement", "paragraph"]
    assert all("**" in row["snippet"] for row in rows)
    assert [json.loads(line) for line in output("jsonl").splitlines()] == rows
    table_rows = list(csv.DictReader(io.StringIO(output("csv"))))
    assert [row["finding_id"] for row in table_rows] == [row["finding_id"] for row in rows]


def test_search_without_a_hit_is_no_failure(built):
    result = letters("search", "zeppelin", "--format", "csv", "--corpus", built)
    assert result.exit_code == 0
    assert result.stdout.startswith("finding_id,")
    assert letters("search", "zeppelin", "--format", "json", "--corpus", built).stdout == "[]\n"
    assert letters("search", "zeppelin", "--corpus", built).stdout == ""


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (["--kind", "improvement"], 2),
        (["--authority", "Ambleshore"], 5),
        (["--region", "north east"], 5),
        (["--publication-kind", "jtai"], 0),
        (["--since", "14 May 2024"], 5),
        (["--until", "2024-05-13"], 0),
        (["--new"], 5),
        (["-supervision", "--kind", "improvement"], None),
    ],
)
def test_search_filters(built, filters, number):
    result = letters("search", "--format", "json", "--corpus", built, *filters)
    if number is None:  # what begins with a minus needs words before it
        assert result.exit_code == 2
    else:
        assert len(json.loads(result.stdout)) == number


def test_status_tells_what_there_is(built):
    result = letters("status", "--corpus", built)
    lines = result.stdout.splitlines()
    assert lines[:2] == [f"Data folder: {built}", "Held: 1 publication, 0 plans"]
    assert lines[2].startswith("Database: up to date, built 2")
    assert lines[4:] == [
        "Publications: 1",
        "  1  focused_visit  read",
        "",
        "Findings: 5, of which 3 ask for action",
        "  1  priority_action",
        "  2  improvement",
        "",
        "Problems: none",
    ]


def test_status_tells_what_is_stale(folder, tmp_path):
    status = json.loads(letters("status", "--format", "json", "--corpus", folder).stdout)
    assert (status["database"], len(status["not_extracted"])) == ("missing", 1)
    letters("run", "--corpus", folder)
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 broken")
    letters("add", tmp_path / "scan.pdf", "--corpus", folder)
    assert "Stale: 1 publication to extract" in letters("status", "--corpus", folder).stdout
    letters("extract", "--corpus", folder)
    assert "Database: older" in letters("status", "--corpus", folder).stdout


def test_problems_are_counted_listed_and_fail_a_strict_run_once(folder, tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    letters("add", tmp_path / "broken.pdf", "--corpus", folder)
    result = letters("run", "--strict", "--corpus", folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith("New problems: 1 (1 ")
    problem, error = (line for line in result.stderr.splitlines() if line[0] in "PE")
    assert problem.startswith("Problem: raw/unknown/pub-")
    assert ".pdf (broken.pdf): " in problem
    assert "broken.pdf" in result.stdout  # without a title it is known by its name
    assert error == "Error: 1 new problem (--strict); 'letters status' lists all"
    assert letters("run", "--strict", "--corpus", folder).exit_code == 0
    status = letters("status", "--corpus", folder).stdout
    assert "Problems: 1\n" in status
    assert ".pdf (broken.pdf): " in status
    assert "unreadable" in status


def test_add_reports_what_came_in_and_what_did_not(folder, tmp_path):
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    (downloads / "letter.txt").write_text(LETTER, encoding="utf-8")
    (downloads / "other.txt").write_text("Another text.", encoding="utf-8")
    (downloads / "notes.md").write_text("# Notes", encoding="utf-8")
    result = letters("add", downloads, "--corpus", folder)
    assert result.exit_code == 0
    assert result.stderr == (
        f"Refused: {downloads / 'notes.md'}: neither PDF, HTML, .docx, .odt nor .txt; "
        "save it as one of these (unknown_type)\n"
        "added 1, already held 1, refused 1; next: letters run\n"
    )
    assert letters("add", downloads, "--corpus", folder, "--strict").exit_code == 1
    assert letters("add", downloads / "notes.md", "--corpus", folder).exit_code == 1


def test_add_corrects_and_run_takes_it_over(built, tmp_path):
    result = letters(
        "add", tmp_path / "letter.txt", "--published", "15 May 2024", "--corpus", built
    )
    assert result.stderr == "added 0, already held 1 (1 corrected), refused 0; next: letters run\n"
    letters("run", "--corpus", built)
    (row, *_) = json.loads(letters("search", "--format", "json", "--corpus", built).stdout)
    assert row["date"] == "2024-05-15"


def test_plans_go_to_their_folder(folder, tmp_path):
    (tmp_path / "plan.csv").write_text("ref,action\n1,Recruit\n", encoding="utf-8")
    result = letters("add", tmp_path / "plan.csv", "--plan", "--corpus", folder)
    assert result.stderr == "added 1, already held 0, refused 0; next: letters run\n"
    assert (folder / "plans" / "plan.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["run", "--corpus", "nowhere"], 1, "there is no data folder 'nowhere'"),
        (["search", "x", "--corpus", "nowhere"], 1, "run 'letters run' first"),
        (["add", "missing.pdf"], 2, "missing.pdf"),
        (["search", "--limit", "0"], 2, "--limit"),
        (["frobnicate"], 2, "No such command"),
        (["run", "--jobs", "many"], 2, "--jobs"),
    ],
)
def test_failures_are_one_line_and_the_right_exit_code(
    tmp_path, monkeypatch, arguments, exit_code, message
):
    monkeypatch.chdir(tmp_path)
    result = letters(*arguments)
    assert result.exit_code == exit_code
    last = result.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert message in last
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "letter.txt", "--authority", "amblshore"], "did you mean ambleshore"),
        (["add", "letter.txt", "--published", "2024-02-30"], "no date like"),
        (["add", "letter.txt", "--kind", "leaflet"], "leaflet"),
        (["search", "--since", "soon"], "no date like"),
        (["search", "--authority", "amblshore"], "did you mean: ambleshore"),
    ],
)
def test_values_that_cannot_be_used_are_wrong_usage(
    built, tmp_path, monkeypatch, arguments, message
):
    monkeypatch.chdir(tmp_path)
    result = letters(*arguments, "--corpus", built)
    assert result.exit_code == 2
    assert message in result.stderr.splitlines()[-1]


def test_the_data_folder_may_be_named_before_after_or_in_the_environment(
    built, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    expected = letters("status", "--corpus", built).stdout
    assert letters("--corpus", built, "status").stdout == expected
    assert letters("--corpus", "nowhere", "status", "--corpus", built).stdout == expected
    monkeypatch.setenv("LETTERS_CORPUS", str(built))
    assert letters("status").stdout == expected
    monkeypatch.delenv("LETTERS_CORPUS")
    (tmp_path / "params.yaml").write_text(f"corpus: {built}\n", encoding="utf-8")
    assert letters("status").stdout == expected


def test_init_leaves_what_is_there(folder):
    assert letters("init", folder).exit_code == 0
    assert (folder / "authorities.csv").read_text(encoding="utf-8") == AUTHORITIES
    assert (folder / "raw" / "manifest.jsonl").exists()


def test_a_second_run_at_the_same_time_is_told_to_wait(folder):
    with Corpus(folder).lock():
        result = letters("run", "--corpus", folder)
    assert result.exit_code == 1
    assert "another run works on" in result.stderr


def test_ctrl_c_is_one_line(folder, monkeypatch):
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.cli.stages.build", interrupt)
    result = letters("run", "--corpus", folder)
    assert result.exit_code == 130
    assert result.stderr.endswith("\nInterrupted; run it again, it goes on.\n")


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_ends_in_examples_that_can_be_parsed(name):
    result = letters(*([name] if name else []), "--help")
    assert result.exit_code == 0
    _, marker, examples = result.stdout.rpartition("  Example")
    assert marker
    lines = [line.strip() for line in examples.splitlines()[1:] if line.strip()]
    assert lines
    assert all(line.startswith("letters ") for line in lines)
    assert not name or all(f" {name}" in line for line in lines)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_common_options(name):
    command = main.get_command(None, name)
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--corpus", "--silent", "--strict"} <= options


def test_module_and_version():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "pipeline", "--version"],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"letters, version {__version__}\n"


def test_the_command_line_starts_without_the_heavy_libraries():
    heavy = {"pdfplumber", "pypdfium2", "pdfminer", "docx", "lxml", "bs4", "spacy", "requests"}
    code = (
        "import sys, pipeline.cli as c\n"
        "[c.main.get_command(None, n) for n in ('init','add','extract','run','search','status')]\n"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_cells_that_spreadsheets_would_run_are_harmless():
    assert [harmless(cell) for cell in ("=1+1", "@x", "-2", "plain", 3)] == [
        "'=1+1",
        "'@x",
        "'-2",
        "plain",
        3,
    ]


def test_a_lone_carriage_return_does_not_break_a_row_of_csv():
    text = to_csv([{"a": "one\rtwo", "b": "x\r\ny"}], ["a", "b"])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["a", "b"],
        ["one\ntwo", "x\ny"],
    ]


def test_tables_are_aligned_and_texts_shortened():
    assert table([("a", 1, None), ("bcd", 20, "x")]) == "  a     1\n  bcd  20  x"
    assert shortened("one  two\nthree", 9) == "one two…"
