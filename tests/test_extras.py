"""Optional parts: a command without its part names it; all others work without any."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

import start
from pipeline.cli import COMMANDS, main
from tests.imports import REPOSITORY
from tools.docs import command, help_text

HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hidden())
from pipeline.cli import main
main()
"""
PARTS = {
    "cluster": {"distributed", "dask"},
    "mcp": {"mcp", "mcp_types", "starlette"},
    "parquet": {"pyarrow"},
}
NEEDING = [
    ("mcp", "mcp", ["mcp"]),
    ("cluster", "run", ["run", "--cluster", "local:1"]),
    ("parquet", "export", ["export", "out", "--format", "parquet"]),
]
THERE = [
    case
    for case in NEEDING
    if case[1] in COMMANDS
    and (len(case[2]) < 2 or case[2][-2] in help_text(["letters"], command(case[1])))
]


def letters(*arguments: str, hidden: set[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", HIDE.format(hidden=hidden), *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_every_part_of_the_setup_is_known_here():
    # `fuzz` is for those who work on the project: no command needs it.
    assert {*PARTS} == {*start.EXTRAS} - {"fuzz"}


@pytest.mark.parametrize(("extra", "name", "arguments"), THERE, ids=[case[1] for case in THERE])
def test_a_command_without_its_part_names_it(sample, extra, name, arguments):
    if name == "export":
        assert CliRunner().invoke(main, ["run", "--corpus", str(sample)]).exit_code == 0
    arguments = [str(sample / "out") if one == "out" else one for one in arguments]
    done = letters("--corpus", str(sample), *arguments, hidden=PARTS[extra])
    assert done.returncode == 1, done.stderr
    assert f"python3 start.py extra {extra}" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_main_job_needs_no_part(sample):
    hidden = set().union(*PARTS.values())
    assert letters("run", "--corpus", str(sample), hidden=hidden).returncode == 0
    found = letters("search", "supervision", "--corpus", str(sample), hidden=hidden)
    assert found.stdout
    for name in COMMANDS:
        done = letters(name, "--help", hidden=hidden)
        assert done.returncode == 0, done.stderr
