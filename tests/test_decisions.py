"""decisions.jsonl: many writers at once, kills, and what holds in the end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from pipeline.corpus import Corpus
from pipeline.decisions import (
    alike,
    append_decisions,
    last_decision,
    new_decision,
    read_decisions,
    standing,
)
from pipeline.errors import CorpusError, UsageError


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def made(verdict: str = "confirm", *, target: str = "link-1", **values: str):
    given = {"kind": "link", "verdict": verdict, "target": target, **values}
    return new_decision(decided_by="A. Person", **given)


def write(root: str, writer: int, number: int) -> None:
    corpus = Corpus(Path(root))
    for n in range(number):
        append_decisions(corpus, [made(target=f"link-{writer}-{n}", note="x" * 2000)])


def test_ten_writers_at_once_and_one_killed_lose_and_double_nothing(corpus):
    processes = multiprocessing.get_context("spawn")
    root = str(corpus.root)
    writers = [processes.Process(target=write, args=(root, n, 20)) for n in range(10)]
    endless = processes.Process(target=write, args=(root, 99, 100_000))
    for one in (*writers, endless):
        one.start()
    while not any(d.target.startswith("link-99-") for d in read_decisions(corpus)):
        time.sleep(0.01)
    os.kill(endless.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    for one in (*writers, endless):
        one.join()
    append_decisions(corpus, [made(target="after")])
    targets = [d.target for d in read_decisions(corpus)]
    assert len(targets) == len(set(targets))
    assert {f"link-{w}-{n}" for w in range(10) for n in range(20)} <= set(targets)
    assert targets[-1] == "after"
    assert all(one.exitcode == 0 for one in writers)


def test_a_torn_line_was_never_acknowledged_and_goes(corpus):
    append_decisions(corpus, [made(target="whole")])
    with corpus.decisions.open("ab") as file:
        file.write(b'{"decision_id":"decision-torn","decided')
    assert [d.target for d in read_decisions(corpus)] == ["whole"]
    append_decisions(corpus, [made(target="next")])
    assert [d.target for d in read_decisions(corpus)] == ["whole", "next"]


def test_a_line_copied_in_twice_counts_once(corpus):
    append_decisions(corpus, [made()])
    corpus.decisions.write_bytes(corpus.decisions.read_bytes() * 2)
    assert len(list(read_decisions(corpus))) == 1


def test_a_line_that_is_none_is_named(corpus):
    corpus.decisions.write_text('{"who": "?"}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match="line 1"):
        list(read_decisions(corpus))


def test_the_last_verdict_holds_and_notes_are_kept():
    told = [made("confirm", note="first"), made("reject"), made("note", note="ask again")]
    held = standing(told)["link-1"]
    assert held.status == "rejected"
    assert held.notes == ("first", "ask again")


def test_undo_brings_back_what_held_before():
    first, second = made("confirm"), made("reject")
    undo = made("undo", undoes=second.decision_id)
    assert standing([first, second, undo])["link-1"].status == "confirmed"
    assert last_decision([first, second, undo], "link-1") == first
    again = made("undo", undoes=first.decision_id)
    assert standing([first, second, undo, again]) == {}
    assert last_decision([first, second, undo, again], "link-1") is None


@pytest.mark.parametrize("wrong", [{"decided_by": " "}, {"verdict": "maybe"}, {"strength": "half"}])
def test_a_decision_without_sense_is_refused(wrong):
    values = {"decided_by": "A", "kind": "link", "verdict": "confirm", "target": "t", **wrong}
    with pytest.raises(UsageError):
        new_decision(**values)


def test_likeness_of_wordings():
    assert alike("Train all managers.", "train all MANAGERS") == 1
    assert alike("Train all managers in supervision", "Train managers in supervision") >= 0.7
    assert alike("Train all managers", "Buy houses") == alike("", "x") == 0
