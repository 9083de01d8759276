"""The figures of the real publications beside the repository, whole and from the command line.

Nothing is told beforehand: the files go in without their list, so that council, kind and dates
are what the documents themselves say.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus import Corpus, create_corpus
from pipeline.evaluate import stage as evaluate
from pipeline.manifest import read_manifest
from tests.imports import REPOSITORY

MEASURED = """
import sys
from pathlib import Path
from pipeline.cli import main
code = 0
try:
    main(sys.argv[1:], standalone_mode=False)
finally:
    try:
        import resource
    except ImportError:
        pass
    else:
        unit = 1024 if sys.platform == "darwin" else 1
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        status = Path("/proc/self/status")
        if status.exists():  # there ru_maxrss counts the process that started this one too
            own = int(status.read_text().partition("VmHWM:")[2].split()[0])
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"peak {own / unit / 1024:.0f} {largest / unit / 1024:.0f}", file=sys.stderr)
"""
JOBS = 2
EVERY = 35
"""Of these PDFs one is read again by the other engine, which takes twenty times as long."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The real corpus, read: its folder, its score, and the peak of memory of reading it, in MB."""

    corpus: Corpus
    score: dict[str, Any]
    megabytes: float | None


def letters(*arguments: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done


@pytest.fixture(scope="session")
def whole(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    corpus = create_corpus(tmp_path_factory.mktemp("real") / "corpus")
    shutil.copy(shared / "letters" / "authorities.csv", corpus.authorities)
    files = tmp_path_factory.mktemp("files")
    for path in [*(shared / "corpus").rglob("*.pdf"), *(shared / "letters").glob("*.pdf")]:
        shutil.copy(path, files / path.name)
    letters("--corpus", corpus.root, "--silent", "add", files)
    shutil.rmtree(files)
    read = letters("--corpus", corpus.root, "--silent", "extract", "--jobs", JOBS)
    peak = read.stderr.rpartition("peak ")[2].split()
    letters("--corpus", corpus.root, "--silent", "run", "--jobs", JOBS)
    gold = [
        *("--metadata", shared / "corpus" / "gold_metadata.csv"),
        *("--judgements", shared / "corpus" / "gold_judgements.csv"),
        *("--bullets", shared / "corpus" / "gold_bullets.csv"),
        *("--bullets-sif", shared / "corpus" / "gold_bullets_sif.csv"),
        *("--letters", shared / "letters"),
    ]
    scored = subprocess.run(
        [sys.executable, str(shared / "score.py"), str(corpus.database), *map(str, gold)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    megabytes = float(peak[0]) + JOBS * float(peak[1]) if peak else None
    return Whole(corpus, json.loads(scored.stdout), megabytes)


@pytest.mark.parametrize("field", ["kind", "authority", "start_date", "end_date", "read"])
def test_kind_authority_and_visit_dates_are_all_right(whole, field):
    assert whole.score["metadata"][field]["accuracy"] == 1


def test_lead_inspectors(whole):
    assert whole.score["metadata"]["lead_inspector"]["accuracy"] >= 0.99


def test_judgements_are_right_and_none_is_invented(whole):
    assert whole.score["judgements"]["recall"] >= 0.995
    assert whole.score["judgements"]["precision"] >= 0.995


@pytest.mark.parametrize("template", ["bullets", "bullets_sif"])
def test_items_have_the_right_kind_and_page(whole, template):
    assert whole.score[template]["recall"] >= 0.99
    assert whole.score[template]["precision"] >= 0.98


def test_letters_have_all_their_findings_and_facts(whole):
    found = whole.score["letters"]
    assert found["findings"]["recall"] >= 0.98
    assert found["findings"]["right_kind"] >= 0.98
    assert {fact["accuracy"] for fact in found["fields"].values()} == {1.0}


def test_numbered_paragraphs_are_found_once_and_in_order(whole):
    assert whole.score["paragraphs"]["found_once"] >= 0.995


def test_another_engine_finds_the_same_words_in_the_same_places(whole):
    evaluation = evaluate.run(whole.corpus, every=EVERY, jobs=JOBS)
    figures = {metric.metric: metric for metric in evaluation.metrics}
    complete, inside = figures["engine.paragraphs_complete"], figures["engine.findings_in_boxes"]
    assert complete.support > 100
    assert complete.value is not None
    assert complete.value >= 0.995, evaluation.errors
    assert inside.support > 300
    assert inside.value == 1, evaluation.errors


def test_memory_stays_under_500_mb(whole):
    if whole.megabytes is None:
        pytest.skip("this system does not tell how much memory a process took")
    assert whole.megabytes < 500


@contextmanager
def under(seconds: float) -> Iterator[None]:
    """What runs in it takes no longer, by the clock or, on a busy machine, by the processor."""
    clock, before = time.monotonic(), os.times()
    yield
    clock, after = time.monotonic() - clock, os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    assert min(clock, used or clock) < seconds  # Windows does not tell of children: 0


def test_nothing_new_takes_no_time_and_one_new_letter_little(whole):
    with under(3):
        assert "Nothing new." in letters("--corpus", whole.corpus.root, "run").stderr
    held = len(list(read_manifest(whole.corpus)))
    new = next((REPOSITORY / "corpus" / "sample" / "raw" / "ofsted").glob("*.pdf"))
    letters("--corpus", whole.corpus.root, "add", new)
    with under(5):
        assert "New publications: 1" in letters("--corpus", whole.corpus.root, "run").stdout
    assert len(list(read_manifest(whole.corpus))) == held + 1
