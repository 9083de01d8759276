"""The sample corpus from files to database: everything right, always the same, stopped anywhere."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.corpus import Corpus
from pipeline.db.build import build
from pipeline.db.tables import TABLES
from pipeline.evaluate import stage as evaluate
from pipeline.extract import stage as extract
from pipeline.extract.limits import Limits
from pipeline.extract.reader import Task
from pipeline.manifest import read_manifest
from pipeline.store import read_json
from tests.conftest import DERIVED
from tests.imports import REPOSITORY

UNSTEADY = ("runs", "sources")


def dump(corpus: Corpus) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(corpus.database)) as db:
        return {
            table.name: sorted(db.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)
            for table in TABLES
            if table.name not in UNSTEADY
        }


def derived(corpus: Corpus) -> dict[str, bytes]:
    folders = (corpus.extracted, corpus.tagged, corpus.linked)
    found = [path for folder in folders for path in folder.rglob("*.json")]
    return {path.relative_to(corpus.root).as_posix(): path.read_bytes() for path in found}


def run(corpus: Corpus, jobs: int = 1) -> Result:
    """All stages, as `letters run` does them."""
    done = CliRunner().invoke(main, ["run", "--corpus", str(corpus.root), "--jobs", str(jobs)])
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The sample corpus, extracted and built once."""
    root = tmp_path_factory.mktemp("whole") / "sample"
    held = REPOSITORY / "corpus" / "sample"
    shutil.copytree(held, root, ignore=shutil.ignore_patterns(*DERIVED))
    corpus = Corpus(root)
    run(corpus)
    return corpus


def test_every_figure_against_the_gold_is_one(whole, tmp_path):
    # In a copy: what was evaluated goes into the database with the next build.
    copy = Corpus(shutil.copytree(whole.root, tmp_path / "sample"))
    evaluation = evaluate.run(copy)
    assert evaluation.errors == ()
    assert {metric.value for metric in evaluation.metrics} == {1.0}
    assert {metric.metric: metric.support for metric in evaluation.metrics}["findings.found"] > 150


def test_every_publication_is_read_without_a_problem(whole):
    counted = dump(whole)
    assert len(counted["publications"]) == len(list(read_manifest(whole))) == 11
    assert counted["problems"] == []


def test_boxes_lie_on_their_pages(whole):
    for path in whole.extracted.glob("*.json"):
        made = read_json(path)
        for finding in made["findings"]:
            pages = [box[0] for box in finding["boxes"]]
            assert pages == sorted(pages)
            assert bool(pages) == (made["publication"]["page_count"] is not None)
            if pages:
                assert (pages[0], pages[-1]) == (finding["page"], finding["page_end"])
            for _, x0, top, x1, bottom in finding["boxes"]:
                assert 0 <= x0 < x1 <= 596
                assert 0 <= top < bottom <= 842


def test_two_full_builds_give_the_same_files_and_rows(whole, sample):
    again = Corpus(sample)
    run(again, jobs=2)
    assert derived(again) == derived(whole)
    assert dump(again) == dump(whole)
    again.database.unlink()
    assert build(again).how == "full"
    assert dump(again) == dump(whole)


def test_a_second_run_does_nothing(whole):
    before = {path: path.stat().st_mtime_ns for path in whole.root.rglob("*") if path.is_file()}
    started = time.monotonic()
    done = run(whole)
    assert done.stderr.endswith("Nothing new.\n")
    assert done.stdout == ""
    assert time.monotonic() - started < 3
    after = {path: path.stat().st_mtime_ns for path in whole.root.rglob("*") if path.is_file()}
    assert after == before


def tasks(corpus: Corpus) -> list[Task]:
    return extract.all_tasks(corpus, Limits())


def start(corpus: Corpus) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "--corpus", str(corpus.root), "--jobs", "2"],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name != "nt",
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the run and its workers at once, as a lost machine would."""
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("moment", [1, 6, "building"])
def test_killed_at_any_moment_it_goes_on(whole, sample, moment):
    corpus = Corpus(sample)
    process = start(corpus)
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if moment == "building":
            if any(corpus.root.glob(".half-*")):
                break
        elif len(list(corpus.extracted.glob("pub-*.json"))) >= moment:
            break
        time.sleep(0.002)
    if process.poll() is None:
        kill(process)
    done = len(list(corpus.extracted.glob("pub-*.json")))
    if corpus.database.exists():
        assert dump(corpus) == dump(whole)  # a reader never sees half of it
    waiting = sum(not extract.is_current(corpus, task) for task in tasks(corpus))
    assert waiting == len(tasks(corpus)) - done
    run(corpus)
    assert derived(corpus) == derived(whole)
    assert dump(corpus) == dump(whole)
    assert list(corpus.root.rglob(".half-*")) == []
