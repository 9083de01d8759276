"""start.py sets up once, notices a half-made .venv, and says in one line what is missing."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import start
from tests.imports import REPOSITORY
from tools.lock import LOCK, entries


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """A project in `tmp_path` whose venv and pip are only noted, not run."""
    noted: list[str] = []

    def note(command, **_):
        words = [str(word) for word in command]
        noted.append(" ".join(words))
        if "venv" in words:
            start.PYTHON.parent.mkdir(parents=True)
            start.PYTHON.touch()
        return subprocess.CompletedProcess(words, 0)

    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(REPOSITORY / name, tmp_path)
    venv = tmp_path / ".venv"
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "VENV", venv)
    monkeypatch.setattr(start, "STAMP", venv / "installed.json")
    monkeypatch.setattr(start, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(subprocess, "run", note)
    return noted


def installs(calls: list[str]) -> list[str]:
    found = [call.partition(" install ")[2] for call in calls if " install " in call]
    calls.clear()
    return found


def test_all_of_the_lock_file_is_in_a_section():
    in_sections = [entry for text in start.locked().values() for entry in entries(text)]
    assert in_sections == entries(LOCK.read_text(encoding="utf-8"))


def test_every_recipe_installs_groups_that_the_lock_file_has():
    assert {group for groups in start.GROUPS.values() for group in groups} <= {*start.locked()}


def test_the_second_time_nothing_is_installed(calls):
    start.install(["main"])
    assert len(installs(calls)) == 3
    start.install(["main"])
    assert not installs(calls)


def test_hashes_are_required_of_everything_but_the_project_itself(calls):
    start.install(["main", "test", "dvc"])
    build, others, project = installs(calls)
    assert "--require-hashes" in build
    assert "--require-hashes" in others
    assert project.endswith("--no-deps -e .")


def test_what_builds_packages_is_there_before_any_is_built(calls):
    start.install(["main"])
    build, main, _ = installs(calls)
    assert "requirements-build.txt" in build
    assert "requirements-main.txt" in main
    assert "setuptools" in start.locked()["build"]
    assert "setuptools" not in start.locked()["main"]


def test_a_further_group_is_added_and_kept(calls):
    start.install(["main"])
    start.install(["main", "test"])
    assert len(installs(calls)) == 6
    start.install(["main"])
    assert not installs(calls)


def test_a_changed_lock_file_is_installed(calls):
    start.install(["main"])
    installs(calls)
    lock = start.ROOT / "requirements.lock"
    lock.write_text(lock.read_text(encoding="utf-8").replace("click==8", "click==9"), "utf-8")
    start.install(["main"])
    assert installs(calls)


@pytest.mark.parametrize("fault", ["no stamp", "no python", "moved"])
def test_a_half_made_or_moved_venv_is_made_anew(calls, fault):
    start.install(["main"])
    calls.clear()
    left = start.VENV / "left over"
    left.touch()
    if fault == "no stamp":
        start.STAMP.unlink()
    elif fault == "no python":
        start.PYTHON.unlink()
    else:
        stamp = json.loads(start.STAMP.read_text(encoding="utf-8"))
        start.STAMP.write_text(json.dumps({**stamp, "place": "elsewhere"}), encoding="utf-8")
    start.install(["main"])
    assert not left.exists()
    assert any("-m venv" in call for call in calls)


def test_a_python_that_is_too_old_is_told(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    assert start.missing().startswith("Python 3.11 or newer is needed")


def test_a_python_without_venv_is_told(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "apt install python3-venv" in start.missing()


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], 0), (["tests"], 2), (["lint", "more"], 2)]
)
def test_what_is_no_recipe_shows_the_recipes(capsys, arguments, code):
    assert start.main(arguments) == code
    assert "python3 start.py test" in capsys.readouterr().err


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--no-skips"], 1)])
def test_a_skip_fails_where_skips_are_not_allowed(tmp_path, options, code):
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    test = "import pytest\ndef test_it():\n    pytest.skip('no soffice here')\n"
    (tmp_path / "test_it.py").write_text(test, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert "no soffice here" in done.stdout
