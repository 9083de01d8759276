"""dvc.yaml says the truth: stages are commands, deps are what stages read, and it does the work."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cli import COMMANDS
from pipeline.corpus import load_params
from tests.imports import REPOSITORY, closure, modules

PIPELINE: dict[str, Any] = yaml.safe_load((REPOSITORY / "dvc.yaml").read_text(encoding="utf-8"))
STAGES: dict[str, dict[str, Any]] = PIPELINE["stages"]
CODE = {
    "fetch": ("pipeline.fetch.stage",),
    "extract": ("pipeline.extract.stage", "pipeline.plans.stage"),
    "tag": ("pipeline.tag.stage",),
    "train": ("pipeline.tag.train",),
    "link": ("pipeline.link.stage",),
    "build": ("pipeline.db.build",),
    "evaluate": ("pipeline.evaluate.stage",),
}
COVERED = [stage for stage in STAGES if {*CODE.get(stage, (stage,))} <= {*modules()}]
NOT_COMPARED = ("runs", "sources")


def paths(stage: str, kind: str) -> list[str]:
    """The deps or outs of a stage, with or without settings of their own."""
    return [next(iter(p)) if isinstance(p, dict) else p for p in STAGES[stage].get(kind, [])]


@pytest.mark.parametrize("stage", STAGES)
def test_stage_calls_the_command_of_its_name(stage: str) -> None:
    assert STAGES[stage]["cmd"].startswith(f"letters {stage} --corpus ${{corpus}}")
    assert stage in COMMANDS or STAGES[stage].get("frozen")


@pytest.mark.parametrize("stage", COVERED)
def test_deps_name_the_code_that_the_stage_imports(stage: str) -> None:
    named = [REPOSITORY / dep for dep in paths(stage, "deps") if dep.startswith("pipeline")]
    needed = {modules()[module] for code in CODE[stage] for module in closure(code)}
    missing = [p for p in needed if not any(p == n or n in p.parents for n in named)]
    assert not missing, f"deps of {stage} lack {sorted(str(p) for p in missing)}"
    code = [n for n in named if n.suffix == ".py" or any(n.rglob("*.py"))]
    unneeded = [n for n in code if not any(p == n or n in p.parents for p in needed)]
    assert not unneeded, f"deps of {stage} name code that it does not use"


@pytest.mark.parametrize("stage", COVERED)
def test_deps_are_there(stage: str) -> None:
    corpus = load_params(REPOSITORY / "params.yaml")["corpus"]
    named = [dep.replace("${corpus}", corpus) for dep in paths(stage, "deps")]
    made = [out.replace("${corpus}", corpus) for one in STAGES for out in paths(one, "outs")]
    assert not [dep for dep in named if dep not in made and not (REPOSITORY / dep).exists()]


def test_params_name_every_setting_once_used() -> None:
    settings = load_params(REPOSITORY / "params.yaml")
    known = {
        f"{name}.{key}" for name, value in settings.items() if name != "corpus" for key in value
    }
    assert {param for stage in STAGES.values() for param in stage.get("params", [])} == known


def test_outs_are_kept_by_git_or_people_not_by_the_cache() -> None:
    for stage in STAGES.values():
        for out in [*stage.get("outs", []), *stage.get("metrics", [])]:
            assert [*out.values()] == [{"cache": False, "persist": True}], out


def ordered_dump(database: Path) -> list[tuple[str, list[Any]]]:
    """Every table's rows in one order, without what tells of the run."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if "_fts" not in name and not name.startswith("sqlite_") and name not in NOT_COMPARED
        ]
        return [
            (name, sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr))
            for name in sorted(names)
        ]
    finally:
        connection.close()


def clone(checkout: Path, target: Path) -> None:
    """A clone of the repository as it stands on disk, committed or not, without what is ignored."""
    subprocess.run(["git", "clone", "--quiet", str(checkout), str(target)], check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout
    for name in filter(None, listed.split("\0")):
        source = checkout / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)


def test_repro_in_a_fresh_clone_does_the_work_of_run(
    tmp_path: Path, checkout: Path, sample: Path
) -> None:
    scripts = Path(sys.executable).parent
    dvc, letters = (shutil.which(name, path=str(scripts)) for name in ("dvc", "letters"))
    if dvc is None or letters is None:
        pytest.skip("dvc is not installed; 'python3 start.py test' installs it")
    target = tmp_path / "clone"
    clone(checkout, target)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("LETTERS_", "GIT_DIR"))},
        "PATH": os.pathsep.join([str(scripts), os.environ["PATH"]]),
        "PYTHONPATH": str(target),
        "DVC_SITE_CACHE_DIR": str(tmp_path / "site"),
    }

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=target, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(dvc, "repro")
    by_stages = ordered_dump(target / "corpus" / "sample" / "findings.db")
    run(letters, "run", "--corpus", str(sample))
    assert by_stages == ordered_dump(sample / "findings.db")
    assert dict(by_stages)["findings"]
    assert "didn't change, skipping" in run(dvc, "repro", "extract")
    assert "metadata" in run(dvc, "metrics", "show")
