"""A build is killed while people read: they go on reading what was there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.serve.sites import councils, made_site

KILLED = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE authorities SET name = 'Half done'")
db.execute("UPDATE areas SET definition = replace(hex(zeroblob(4000)), 0, 1)")
db.execute("CREATE TABLE half AS SELECT * FROM authorities, authorities AS other, areas")
os._exit(9)
"""


@pytest.mark.parametrize("path", ["/council/vale", "/findings/authorities.json"])
@pytest.mark.parametrize("seen", [False, True], ids=["time unchanged", "time changed"])
def test_what_a_killed_build_left_is_undone_under_open_connections(tmp_path, path, seen):
    ask = made_site(tmp_path, councils)
    for _ in range(8):  # each thread of the server has its connections open
        before = ask(path)
    assert before.status_code == 200
    file = tmp_path / "findings.db"
    stamp = file.stat()
    done = subprocess.run([sys.executable, "-c", KILLED, str(file)], check=False)
    assert done.returncode == 9
    assert (tmp_path / "findings.db-journal").stat().st_size > 0
    if not seen:
        os.truncate(file, stamp.st_size)
        os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    for _ in range(8):
        after = ask(path)
        assert after.status_code == 200
        assert "Half done" not in after.text
        assert "Vale" in after.text
