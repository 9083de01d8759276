"""The command, and the demonstration of the docs, end to end."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.fetch.assumptions import ASSUMPTIONS
from pipeline.fetch.demo.server import Reply
from pipeline.fetch.report import read_problems, read_source_states
from tests.imports import REPOSITORY

DOCS = REPOSITORY / "docs" / "fetch.md"


@pytest.fixture
def letters(folder):
    folder.corpus.sources.write_text(folder.sites.sources_yaml(), encoding="utf-8")

    def call(*arguments):
        return CliRunner().invoke(main, ["--corpus", str(folder.corpus.root), "fetch", *arguments])

    return call


def test_a_dry_run_then_the_run_then_nothing_new(letters, folder):
    dry = letters("--dry-run")
    assert dry.exit_code == 0
    assert len(dry.stdout.splitlines()) == 13
    assert not folder.corpus.raw.exists()
    first = letters()
    assert first.exit_code == 0
    assert len(first.stdout.splitlines()) == 13
    assert "ofsted: ok, 3 pages read, 6 listed, 6 held; 6 new" in first.stderr
    assert "O7 a report link holds its kind" in first.stderr, "the first contact shows every check"
    second = letters()
    assert (second.exit_code, second.stdout) == (0, "")
    assert "nothing new" in second.stderr
    assert "O7" not in second.stderr


def test_options(letters):
    assert "2024-11-28" in letters("--source", "ofsted", "--since", "2024-08-01").stdout
    result = letters("--authority", "brackenford", "--silent")
    assert result.stderr == ""
    assert {line.split()[2] for line in result.stdout.splitlines()} == {"brackenford"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--source", "x"], "no source 'x' in sources.yaml"),
        (["--authority", "x"], "no authority 'x'"),
        (["--since", "May"], "no date like 2024-03-26"),
    ],
)
def test_wrong_use_is_exit_2(letters, arguments, says):
    result = letters(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_blocked_source_is_exit_1_and_the_others_are_fetched(letters, folder):
    folder.sites.reports.site = lambda asked: Reply(403)
    result = letters()
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Error: ofsted: blocked.")
    assert len(result.stdout.splitlines()) == 7
    assert read_source_states(folder.corpus)["ofsted"].state == "blocked"
    assert {p.reason for p in read_problems(folder.corpus)} == {"blocked", "source_blocked"}


def test_strict_fails_on_a_new_problem_only(letters, folder):
    folder.sites.world.councils[1].reports[1].label = "Something else"
    assert letters().exit_code == 0
    assert letters("--strict").exit_code == 0, "the problem is not new"
    folder.sites.world.councils[0].reports[0].label = "Something else again"
    assert letters("--strict").exit_code == 1


def test_the_demonstration_of_the_docs(tmp_path):
    assert "python -m pipeline.fetch.demo" in DOCS.read_text(encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "pipeline.fetch.demo", "--folder", str(tmp_path / "demo")],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert "First contact: 34 requests, 13 files came" in result.stdout
    assert "Again, nothing new" in result.stdout
    assert "0 files came" in result.stdout
    assert "moved from 'Open notices' to 'Closed notices'" in result.stdout
    assert "problem" not in result.stdout


def test_the_docs_hold_every_assumption_as_the_program_says_it():
    rows = dict(
        re.findall(r"^\| (\w\d+) \| (.+?) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert rows == ASSUMPTIONS


def test_run_with_fetch_works_on_what_came_and_fails_at_the_end(folder):
    folder.corpus.sources.write_text(folder.sites.sources_yaml(), encoding="utf-8")
    folder.sites.reports.site = lambda asked: Reply(403)
    run = ["--corpus", str(folder.corpus.root), "run", "--fetch", "--jobs", "1"]
    result = CliRunner().invoke(main, run)
    assert result.exit_code == 1
    assert "New publications: 7" in result.stdout
    assert result.stderr.splitlines()[-1].startswith("Error: ofsted: blocked")
