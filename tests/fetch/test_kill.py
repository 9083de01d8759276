"""kill -9 in the middle of a download, then a second run: nothing half, nothing twice."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import threading

import pytest

from pipeline.fetch.demo.server import Reply
from pipeline.manifest import read_manifest
from tests.fetch.helpers import head
from tests.imports import REPOSITORY

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is of POSIX")


def run_until(folder, reached):
    """Start `letters fetch` as a process of its own and kill it when `reached` is set."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "--corpus", str(folder.corpus.root), "fetch"],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert reached.wait(20)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("files_before", [0, 1, 3])
def test_kill_during_download(folder, files_before):
    folder.corpus.sources.write_text(folder.sites.sources_yaml(), encoding="utf-8")
    reached, good = threading.Event(), folder.sites.files.site
    seen = set()

    def site(asked):
        if asked.path.startswith("/v1/"):
            seen.add(asked.path)
        if len(seen) <= files_before:
            return good(asked)
        whole = good(asked).body

        def stall(connection):
            connection.sendall(head(len(whole)) + whole[:500])
            reached.set()
            threading.Event().wait(5)

        return Reply(raw=stall)

    folder.sites.files.site = site
    run_until(folder, reached)
    half = folder.corpus.raw / "ofsted" / ".half-left-by-a-kill"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(b"%PDF-1.4 half")
    # A kill can also tear the last line of both files.
    for path in (folder.corpus.fetch_state, folder.corpus.manifest):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(b'{"key":"torn","ur')

    folder.sites.files.site = good
    folder.sites.files.asked.clear()
    folder.only = ("ofsted", "dfe", "ashmere-council")
    summary = folder.fetch()

    entries = read_manifest(folder.corpus)
    assert len(entries) == len({e.sha256 for e in entries}) == 13
    for entry in entries:
        data = (folder.corpus.root / entry.file).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry.sha256
    assert not list(folder.corpus.raw.rglob(".half-*"))
    again = [a.path for a in folder.sites.files.asked if a.path.startswith("/v1/")]
    assert len(again) == 5 - files_before, "what had come whole is not fetched again"
    assert [s.state.state for s in summary.sources] == ["ok", "ok", "ok"]
    lines = folder.corpus.fetch_state.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len({json.loads(line)["key"] for line in lines})


def test_a_kill_between_manifest_and_state_fetches_nothing_again(folder):
    folder.fetch()
    lines = folder.corpus.fetch_state.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "file/59100002" not in line]
    folder.corpus.fetch_state.write_text("".join(kept), encoding="utf-8")
    folder.sites.files.asked.clear()
    summary = folder.fetch(days=1)
    assert not folder.sites.files.asked
    assert summary.sources[0].state.held == 6
