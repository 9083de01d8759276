"""Full disk, faulty disk, read-only folder, no permission, two at once, locks, clock: all told."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.imports import REPOSITORY

COMMANDS = ("init", "fetch", "add", "extract", "tag", "link", "build", "run", "review", "evaluate",
            "export", "save", "forget")  # fmt: skip
LONG = ("extract", "tag", "link", "run")
"""Commands whose faults take longest are tried once each here; python -m tools.faults does more."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks: POSIX only")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_fault_is_told_in_one_line_and_nothing_breaks(command):
    tries = "1" if command in LONG else "2"
    done = subprocess.run(
        [sys.executable, "-m", "tools.faults", "--tries", tries, "--command", command],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counted = re.search(r"(\d+) faults tried; nothing broke", done.stdout)
    assert counted is not None
    assert int(counted.group(1)) >= 8
