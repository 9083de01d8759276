"""The sample corpus from files to database: everything right, always the same, stopped anywhere."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.corpus import Corpus
from pipeline.db.build import build
from pipeline.db.tables import TABLES
from pipeline.evaluate import stage as evaluate
from pipeline.extract import stage as extract
from pipeline.manifest import read_manifest
from pipeline.store import read_json
from tests.imports import REPOSITORY

UNSTEADY = ("runs", "sources")


def dump(corpus: Corpus) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(corpus.database)) as db:
        return {
            table.name: sorted(db.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)
            for table in TABLES
            if table.name not in UNSTEADY
        }


def extracted(corpus: Corpus) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(corpus.extracted.glob("*.json"))}


def run(corpus: Corpus, jobs: int = 1) -> None:
    extract.run(corpus, jobs=jobs)
    build(corpus)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The sample corpus, extracted and built once."""
    import shutil  # noqa: PLC0415

    from tests.conftest import DERIVED  # noqa: PLC0415

    root = tmp_path_factory.mktemp("whole") / "sample"
    held = REPOSITORY / "corpus" / "sample"
    shutil.copytree(held, root, ignore=shutil.ignore_patterns(*DERIVED))
    corpus = Corpus(root)
    run(corpus)
    return corpus


def test_every_figure_against_the_gold_is_one(whole):
    evaluation = evaluate.run(whole)
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
    assert extracted(again) == extracted(whole)
    assert dump(again) == dump(whole)
    again.database.unlink()
    assert build(again).how == "full"
    assert dump(again) == dump(whole)


def test_a_second_run_does_nothing(whole):
    before = {path: path.stat().st_mtime_ns for path in whole.root.rglob("*") if path.is_file()}
    started = time.monotonic()
    assert extract.run(whole).done == 0
    assert build(whole).how == "unchanged"
    assert time.monotonic() - started < 3
    after = {path: path.stat().st_mtime_ns for path in whole.root.rglob("*") if path.is_file()}
    assert after == before


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
    summary = extract.run(corpus, jobs=1)
    assert summary.done + summary.skipped == 11
    assert summary.skipped >= done - 1
    build(corpus)
    assert dump(corpus) == dump(whole)
    left: list[Path] = [path for path in corpus.root.rglob(".half-*")]
    assert left == []
