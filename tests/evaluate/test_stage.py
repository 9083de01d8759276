"""Figures of a data folder, in its metrics.json."""

import json

import pytest

from pipeline.corpus import Corpus
from pipeline.errors import CorpusError
from pipeline.evaluate import stage
from pipeline.extract import stage as extract_stage


@pytest.fixture
def corpus(sample) -> Corpus:
    corpus = Corpus(sample)
    extract_stage.run(corpus, jobs=1)
    return corpus


def test_figures_are_written_and_come_out_the_same_with_more_processes(corpus):
    calls = []
    one = stage.run(corpus, progress=lambda done, total: calls.append((done, total)))
    written = (corpus.root / "metrics.json").read_bytes()
    names = set(json.loads(written)["metrics"])
    assert {"metadata.kind", "findings.found", "engine.paragraphs_complete"} <= names
    assert {metric.gold for metric in one.metrics} == {"sample", "pdfplumber"}
    assert calls[-1][0] == calls[-1][1] > 3
    assert stage.run(corpus, jobs=2) == one
    assert (corpus.root / "metrics.json").read_bytes() == written


def test_the_slow_check_can_be_left_out_and_gold_be_elsewhere(corpus, tmp_path):
    (tmp_path / "empty").mkdir()
    assert stage.run(corpus, every=0, gold=tmp_path / "empty").metrics == ()
    some = stage.run(corpus, every=4)
    support = {metric.metric: metric.support for metric in some.metrics}
    assert 0 < support["engine.findings_in_boxes"] < 150


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CorpusError, match="there is no data folder"):
        stage.run(Corpus(tmp_path / "nowhere"))
