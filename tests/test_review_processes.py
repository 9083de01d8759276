"""Ten people decide with `letters review` at once while an eleventh program is killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.db.connect import open_database
from pipeline.decisions import read_decisions

KILL = signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM


def letters(corpus: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "--corpus", str(corpus), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def done(process: subprocess.Popen[str]) -> str:
    out, error = process.communicate(timeout=300)
    assert process.returncode == 0, error
    return out


def test_ten_decide_at_once_and_one_is_killed(sample: Path) -> None:
    done(letters(sample, "run", "--silent"))
    wanted = ("review", "list", "--status", "candidate", "--limit", "11", "--format", "json")
    targets = [item["target"] for item in json.loads(done(letters(sample, *wanted)))]
    assert len(targets) == 11
    *ten, eleventh = targets
    corpus = Corpus(sample)
    before = len(list(read_decisions(corpus)))
    with corpus.lock():  # so that each only decides; the database is built once, at the end
        killed = letters(sample, "review", "confirm", eleventh, "--by", "Killed")
        people = [letters(sample, "review", "reject", one, "--by", f"No. {one}") for one in ten]
        while len(list(read_decisions(corpus))) == before:
            time.sleep(0.02)
        killed.send_signal(KILL)
        killed.communicate()
        for person in people:
            done(person)
    decided = [d.target for d in list(read_decisions(corpus))[before:]]
    assert sorted(one for one in decided if one != eleventh) == sorted(ten)
    assert decided.count(eleventh) <= 1
    done(letters(sample, "build", "--silent"))
    with closing(open_database(corpus.database)) as database:
        rows = database.execute("SELECT link_id FROM links WHERE status = 'rejected'").fetchall()
    assert set(ten) <= {row[0] for row in rows}
