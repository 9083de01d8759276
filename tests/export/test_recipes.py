"""The recipes of docs/recipes.md do what they say, on the sample corpus."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.corpus import REPOSITORY
from tests.conftest import DERIVED

TEXT = (REPOSITORY / "docs" / "recipes.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with the sample corpus, built, where a person would type the recipes."""
    root = tmp_path_factory.mktemp("recipes")
    corpus = root / "corpus" / "sample"
    sample = REPOSITORY / "corpus" / "sample"
    shutil.copytree(sample, corpus, ignore=shutil.ignore_patterns(*DERIVED))
    (root / "params.yaml").write_text("corpus: corpus/sample\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["run", "--silent", "--corpus", str(corpus)])
    assert done.exit_code == 0, done.output
    return root


def test_each_recipe_that_can_run_runs(place):
    """In the order of the page: the later ones use what the first exports."""
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("bash is not installed")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path}
    environment.pop("LETTERS_CORPUS", None)
    printed: dict[str, str] = {}
    for language, block in BLOCKS:
        commands = {"sh": [shell, "-e", "-c"], "python": [sys.executable, "-W", "error", "-c"]}
        if language not in commands:
            continue
        done = subprocess.run(
            [*commands[language], block],
            cwd=place, env=environment, capture_output=True, text=True, encoding="utf-8",
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stderr}"
        assert done.stdout.strip(), block
        printed[block] = done.stdout
    together = "\n".join(printed.values())
    for words in ("Supervision", "Brackenshire", "initial health assessments", "findings\n231"):
        assert words in together
    assert len(printed) == 7
    assert {language for language, _ in BLOCKS} == {"sh", "python", "r"}
