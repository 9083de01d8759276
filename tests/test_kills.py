"""A few kills of each kind of work; python -m tools.kills does as many as you like."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.imports import REPOSITORY

KILLS = {"fetch": 4, "add": 4, "run": 3, "build": 4, "review": 4, "forget": 4}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks: POSIX only")


@pytest.mark.parametrize("work", KILLS)
def test_after_every_kill_all_is_whole_and_the_end_is_the_same(work):
    kills = ["--kills", str(KILLS[work]), "--work", work]
    # A process of its own: it forks, and pytest may have threads.
    done = subprocess.run(
        [sys.executable, "-m", "tools.kills", *kills],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counted = re.search(r"(\d+) killed; every check held", done.stdout)
    assert counted is not None, done.stdout
    assert int(counted.group(1)) >= KILLS[work]
