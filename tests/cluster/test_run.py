"""`letters run --cluster`: what comes out is what a run on one machine gives, byte for byte."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.add import add
from pipeline.authorities import Authorities
from pipeline.cli import main
from pipeline.cluster.client import Cluster
from pipeline.corpus import Corpus, create_corpus
from pipeline.db.build import build
from pipeline.engine import Lost
from pipeline.extract import stage as extract_stage
from pipeline.extract.limits import Limits
from pipeline.extract.reader import Start
from pipeline.intake import take_in
from pipeline.store import read_json
from pipeline.tag import stage as tag_stage
from tests.extract.test_stage import extract, reasons
from tests.test_dvc import ordered_dump

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

DERIVED = ("extracted", "tagged", "linked")


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for name in DERIVED
        for path in sorted((root / name).rglob("*.json"))
    }


def run(root: Path, *options: str) -> str:
    result = CliRunner().invoke(main, ["run", "--corpus", str(root), *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def assert_same_work(here: Path, there: Path) -> None:
    said = run(here, "--jobs", "1")
    assert run(there, "--cluster", "local:2") == said
    assert files(there) == files(here)
    assert ordered_dump(there / "findings.db") == ordered_dump(here / "findings.db")


def test_the_sample_comes_out_the_same(sample, tmp_path):
    there = tmp_path / "there"
    shutil.copytree(sample, there)
    assert_same_work(sample, there)
    assert len(files(sample)) > 30
    # With nothing new no worker is started.
    result = CliRunner().invoke(main, ["run", "--corpus", str(there), "--cluster", "local:2"])
    assert "Nothing new." in result.stderr


def test_real_publications_come_out_the_same(shared, tmp_path):
    here = create_corpus(tmp_path / "here")
    letters = sorted((shared / "corpus").rglob("*.pdf"))[::16]
    assert letters
    add(here, letters, authorities=Authorities.load(None))
    there = tmp_path / "there"
    shutil.copytree(here.root, there)
    assert_same_work(here.root, there)


def test_each_fault_is_the_same_problem_as_without_a_cluster(tmp_path):
    here = create_corpus(tmp_path / "here")
    for text in (b"one", b"two", b"die", b"locked", b"fault", b"gone"):
        take_in(here, text, name=f"{text.decode()}.txt", fetched_at="2024-05-01T00:00:00Z")
    (*_, last) = extract_stage.all_tasks(here, Limits())
    here.path(last.entry.file).unlink()
    there = Corpus(tmp_path / "there")
    shutil.copytree(here.root, there.root)
    limits = Limits(seconds=20)
    alone = extract_stage.run(here, jobs=1, limits=limits, start=Start(here.root, limits, extract))
    with Cluster("local:2") as cluster:
        start = Start(there.root, limits, extract)
        together = extract_stage.run(there, limits=limits, start=start, engine=cluster)
    assert together == alone
    assert reasons(there)["die"] == "crashed"
    assert reasons(there)["missing"] == "missing_file"
    assert files(there.root) == files(here.root)


class LosingEngine:
    """Machines that lose every task."""

    def outcomes(self, start, tasks, pack, *, seconds):
        for task in tasks:
            pack(task)
            yield task, Lost("crashed", "8 workers were lost over this file", again=True)


def test_what_the_machines_lost_is_a_problem_and_is_tried_again(sample):
    corpus = Corpus(sample)
    summary = extract_stage.run(corpus, engine=LosingEngine())
    assert {problem.reason for problem in summary.new_problems} == {"crashed"}
    assert summary.unreadable == summary.problems == 11
    again = extract_stage.run(corpus, jobs=1)
    assert (again.read, again.skipped) == (11, 0)
    lost = tag_stage.run(corpus, engine=LosingEngine())
    assert len(lost.new_problems) == lost.done == 11
    build(corpus)
    query = "SELECT stage, reason, detail, count(*) FROM problems WHERE stage = 'tag'"
    with closing(sqlite3.connect(corpus.database)) as db:
        assert db.execute(query).fetchall() == [
            ("tag", "crashed", "8 workers were lost over this file", 11)
        ]
    tagged = tag_stage.run(corpus)
    assert (tagged.done, tagged.new_problems) == (11, ())
    build(corpus)
    with closing(sqlite3.connect(corpus.database)) as db:
        assert db.execute(query).fetchall()[0][-1] == 0
    path = next(corpus.tagged.glob("pub-*.json"))
    assert "problems" not in read_json(path)


def test_without_the_extra_it_says_how_to_get_it(sample, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = CliRunner().invoke(main, ["run", "--corpus", str(sample), "--cluster", "local:2"])
    assert result.exit_code == 1
    assert "python3 start.py extra cluster" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_address_that_is_none_is_wrong_usage(sample):
    result = CliRunner().invoke(main, ["run", "--corpus", str(sample), "--cluster", "here"])
    assert result.exit_code == 2
    assert "tcp://HOST:PORT" in result.stderr


def test_without_cluster_nothing_of_dask_is_loaded(sample):
    code = (
        "import sys; from pipeline.cli import main; main(sys.argv[1:], standalone_mode=False); "
        "sys.exit('dask' in sys.modules or 'distributed' in sys.modules)"
    )
    words = [sys.executable, "-c", code, "extract", "--corpus", str(sample), "--jobs", "1"]
    assert subprocess.run(words, check=False).returncode == 0
