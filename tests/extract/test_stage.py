"""The stage around extraction: what is stale, what is written, what happens to faults."""

import os
import sys
from pathlib import Path

import pytest

from pipeline.authorities import Authorities
from pipeline.corpus import Corpus, create_corpus
from pipeline.errors import EncryptedError, UsageError
from pipeline.extract import stage
from pipeline.extract.faults import unreadable
from pipeline.extract.limits import Limits
from pipeline.extract.reader import Start
from pipeline.intake import take_in
from pipeline.records import Extraction, ManifestEntry, Problem
from pipeline.store import read_json
from tests.imports import closure, modules


def extract(
    data: bytes,
    entry: ManifestEntry,
    authorities: Authorities,
    limits: Limits,
    fingerprint: str,
) -> Extraction:
    """A reader whose faults the text of the file orders."""
    if data == b"die":
        os._exit(9)
    if data == b"locked":
        raise EncryptedError("encrypted", "a password is needed")
    if data == b"hungry":
        bytearray(3_000_000_000)
    if data == b"fault":
        raise ZeroDivisionError("a fault\nof ours")
    made = unreadable(entry, fingerprint, "needs_ocr", "no text")
    return Extraction(fingerprint, made.publication)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = create_corpus(tmp_path / "corpus")
    for text in (b"one", b"two", b"die", b"locked", b"fault"):
        take_in(corpus, text, name=f"{text.decode()}.txt", fetched_at="2024-05-01T00:00:00Z")
    return corpus


def run(corpus: Corpus, **options) -> stage.Summary:
    start = Start(corpus.root, options.get("limits") or Limits(), extract)
    return stage.run(corpus, start=start, **options)


def reasons(corpus: Corpus) -> dict[str, str]:
    found = {}
    for task in stage.all_tasks(corpus, Limits()):
        made = Extraction.from_dict(read_json(stage.extracted_path(corpus, task)))
        text = corpus.path(task.entry.file)
        key = text.read_text() if text.exists() else "missing"
        found[key] = made.problems[0].reason if made.problems else ""
    return found


def test_each_fault_is_a_problem_of_its_file_alone(corpus):
    summary = run(corpus, jobs=2)
    assert reasons(corpus) == {
        "one": "",
        "two": "",
        "die": "crashed",
        "locked": "encrypted",
        "fault": "error",
    }
    assert (summary.done, summary.problems, summary.skipped) == (5, 3, 0)
    assert [p.reason for p in summary.new_problems] == ["crashed", "encrypted", "error"]
    assert summary.new_problems[2].detail == "ZeroDivisionError: a fault of ours"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone limits the memory of a process")
def test_a_file_that_needs_too_much_memory_is_a_problem_and_the_next_is_read(tmp_path):
    corpus = create_corpus(tmp_path / "other")
    for text in (b"hungry", b"one"):
        take_in(corpus, text, name=f"{text.decode()}.txt")
    summary = run(corpus, jobs=1)
    assert reasons(corpus) == {"hungry": "memory", "one": ""}
    assert "limits.memory_bytes" in summary.new_problems[0].detail


def test_a_second_run_does_nothing_and_starts_no_worker(corpus, monkeypatch):
    run(corpus)
    monkeypatch.setattr("pipeline.extract.workers._Worker", None)
    assert run(corpus) == stage.Summary(skipped=5)


def test_one_file_more_is_one_file_to_read(corpus):
    run(corpus)
    take_in(corpus, b"three", name="three.txt")
    summary = run(corpus)
    assert (summary.done, summary.skipped) == (1, 5)


def test_problems_that_were_there_before_are_not_new(corpus):
    run(corpus)
    corpus.authorities.write_text("name,slug\nAmbleshore,ambleshore\n", encoding="utf-8")
    summary = run(corpus)
    assert (summary.done, summary.problems, summary.new_problems) == (5, 3, ())


def test_other_limits_make_all_stale(corpus):
    run(corpus)
    assert run(corpus, limits=Limits(pages=3)).done == 5


def test_the_same_bytes_come_out_of_every_run(corpus):
    run(corpus, jobs=1)
    first = {path.name: path.read_bytes() for path in corpus.extracted.iterdir()}
    for path in corpus.extracted.iterdir():
        path.unlink()
    run(corpus, jobs=2)
    assert {path.name: path.read_bytes() for path in corpus.extracted.iterdir()} == first


def test_what_the_manifest_no_longer_names_goes(corpus):
    run(corpus)
    lines = corpus.manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    corpus.manifest.write_text("".join(lines[:3]), encoding="utf-8")
    (corpus.extracted / ".half-x").write_text("{", encoding="utf-8")
    assert run(corpus) == stage.Summary(skipped=3, removed=2)
    assert len(list(corpus.extracted.iterdir())) == 3


def test_a_missing_or_changed_file_is_looked_for_again(corpus):
    one, two = (task.entry for task in stage.all_tasks(corpus, Limits())[:2])
    corpus.path(one.file).unlink()
    corpus.path(two.file).write_bytes(b"other")
    summary = run(corpus)
    assert {p.reason for p in summary.new_problems} >= {"missing_file", "changed_file"}
    again = run(corpus)
    assert (again.done, again.skipped, again.new_problems) == (2, 3, ())
    corpus.path(one.file).write_bytes(b"one")
    corpus.path(two.file).write_bytes(b"two")
    assert run(corpus).problems == 0


def test_a_file_beyond_the_limit_is_not_even_opened(corpus):
    run(corpus, limits=Limits(file_bytes=3))
    (task, *_) = (t for t in stage.all_tasks(corpus, Limits()) if t.entry.bytes > 3)
    made = Extraction.from_dict(read_json(stage.extracted_path(corpus, task)))
    assert made.publication.status == "unreadable"
    assert made.problems == (
        Problem(
            stage="extract",
            reason="too_large",
            detail=f"{task.entry.bytes} bytes; params.yaml allows 3",
            publication_id=task.entry.publication_id,
            file=task.entry.file,
        ),
    )


def test_stopped_in_the_middle_it_goes_on(corpus):
    class StopError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise StopError

    with pytest.raises(StopError):
        run(corpus, progress=stop)
    assert run(corpus).skipped == 2


def test_the_fingerprint_covers_what_extraction_imports():
    # What these do cannot change what is found: messages, folders, which files come in, JSON.
    harmless = {"pipeline", "pipeline.errors", "pipeline.corpus", "pipeline.manifest"}
    harmless |= {"pipeline.store", "pipeline.address", "pipeline.forgotten"}
    covered = set(stage._code())
    needed = closure("pipeline.extract.document") - harmless
    assert {name for name in needed if modules()[name] not in covered} == set()


@pytest.mark.parametrize("limits", [{"pages": 0}, {"pages": "many"}, {"sheets": 3}, 7])
def test_limits_that_cannot_be_used(limits):
    with pytest.raises(UsageError, match=r"params\.yaml"):
        Limits.from_params({"limits": limits})
