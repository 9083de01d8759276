"""Full disk, faulty disk, read-only folder, no permission, two at once, locks, clock: all told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from tests.imports import REPOSITORY

GROUPS = {
    "run": "1",
    "extract tag link": "1",
    "init fetch add": "2",
    "build review evaluate export save forget": "2",
}
"""Commands that share what must be done before them, and most tries of a fault: the longest once.

python -m tools.faults does more.
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks: POSIX only")


@pytest.mark.parametrize(("commands", "tries"), GROUPS.items())
def test_a_fault_is_told_in_one_line_and_nothing_breaks(commands, tries):
    named = commands.split()
    asked = [f"--command={name}" for name in named]
    done = subprocess.run(
        [sys.executable, "-m", "tools.faults", "--tries", tries, *asked],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing broke" in done.stdout
    tried = Counter()
    for name, times in re.findall(r"^(\w+) +[\w-]+ +(\d+) x ", done.stdout, re.MULTILINE):
        tried[name] += int(times)
    assert {name for name in named if tried[name] >= 8} == set(named), tried
