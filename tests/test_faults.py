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

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks: POSIX only")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_fault_is_told_in_one_line_and_nothing_breaks(command):
    done = subprocess.run(
        [sys.executable, "-m", "tools.faults", "--tries", "2", "--command", command],
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
