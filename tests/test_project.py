"""Rules of docs/design.md and of the repository that a machine can check."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import pipeline
from tests.imports import REPOSITORY, imported, modules

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
PINNED = {
    canonicalize_name(name): (version, group)
    for group, text in re.findall(r"^# group: (\S+)\n((?:[^#].*\n)*)", LOCK, flags=re.MULTILINE)
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, flags=re.MULTILINE)
}
MAY_IMPORT = {
    "click": r"pipeline\.cli\b",
    "requests": r"pipeline\.fetch\.web$",
    "pdfplumber": r"pipeline\.extract\.tables$|pipeline\.plans\b|pipeline\.evaluate\.engine$",
    "pypdfium2": r"pipeline\.extract\.pdf$|pipeline\.plans\b|pipeline\.serve\.printed$",
    "datasette": r"pipeline\.serve\b",
    "dateutil": r"pipeline\.extract\.(relative|workdays)$",
    "docx": r"pipeline\.(export|brief)\b",
    "mcp": r"pipeline\.mcp\.server$",
    "sqlite_utils": r"pipeline\.(db|search|export|serve)\b",
    "spacy": r"pipeline\.(tag|link)\b",
    "distributed": r"pipeline\.cluster\.client$",
}
STAGES = ("fetch", "extract", "plans", "tag", "link", "db")


@pytest.mark.parametrize("library", MAY_IMPORT)
def test_libraries_are_imported_only_where_the_design_says(library):
    wrong = [
        m for m in modules() if library in imported(m) and not re.match(MAY_IMPORT[library], m)
    ]
    assert not wrong


def test_nothing_but_the_command_line_imports_the_command_line():
    outside = [m for m in modules() if not m.startswith(("pipeline.cli", "pipeline.__main__"))]
    assert not [(m, i) for m in outside for i in imported(m) if i.startswith("pipeline.cli")]


@pytest.mark.parametrize("stage", STAGES)
def test_stages_do_not_import_one_another(stage):
    others = tuple(f"pipeline.{other}" for other in STAGES if other != stage)
    if stage == "plans":  # reads packages, text and pages with extract's parts, never publications
        others = (*others, "pipeline.extract.stage", "pipeline.extract.document")
        others = tuple(other for other in others if other != "pipeline.extract")
    own = [m for m in modules() if m.startswith(f"pipeline.{stage}.")]
    assert not [(m, i) for m in own for i in imported(m) if i.startswith(others)]


@pytest.mark.parametrize("module", ["pipeline.records", "pipeline.errors"])
def test_records_and_errors_need_the_standard_library_only(module):
    assert imported(module) <= sys.stdlib_module_names


def test_every_library_that_is_imported_is_a_dependency():
    provides = {
        "sklearn": "scikit-learn",
        "bs4": "beautifulsoup4",
        "dateutil": "python-dateutil",
        "docx": "python-docx",
        "yaml": "pyyaml",
    }
    # What these are made of.
    provides |= {"dask": "distributed", "pdfminer": "pdfplumber"}
    provides |= {"pydantic": "mcp", "urllib3": "requests"}
    used = {name for module in modules() for name in imported(module)} - {*modules()}
    used -= {*sys.stdlib_module_names, "_typeshed"}  # the latter is for type checkers only
    project = PROJECT["project"]
    listed = [*project["dependencies"], *PROJECT["dependency-groups"]["train"]]
    listed += [r for extra in project["optional-dependencies"].values() for r in extra]
    named = {canonicalize_name(Requirement(r).name) for r in listed}
    assert {canonicalize_name(provides.get(name, name)) for name in used} <= named


def requirements() -> list[tuple[str, str]]:
    """Each group and extra of pyproject.toml with each requirement."""
    groups = {
        **PROJECT["dependency-groups"],
        **PROJECT["project"]["optional-dependencies"],
        "main": PROJECT["project"]["dependencies"],
    }
    groups["build"] = [*groups["build"], *PROJECT["build-system"]["requires"]]
    return [(group, requirement) for group, listed in groups.items() for requirement in listed]


@pytest.mark.parametrize(("group", "requirement"), requirements())
def test_the_lock_file_has_every_requirement(group, requirement):
    wanted = Requirement(requirement)
    version, section = PINNED[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(version)
    assert section in ("build", "main", group)


def test_the_lock_file_pins_hashes_and_names_no_host():
    entries = re.findall(r"^[^\s#].*\n(?:[ ].*\n)*", LOCK, flags=re.MULTILINE)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?:|file:|index|find-links|[a-z]\.(org|com|net|io)\b", LOCK)


@pytest.fixture(scope="module")
def tracked(checkout) -> list[Path]:
    """The text files that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout
    files = [checkout / name for name in listed.split("\0") if name]
    return [file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:4096]]


def test_no_file_names_a_place_on_a_machine(tracked):
    places = (
        rf"{re.escape(str(REPOSITORY.parent))}/|/(?:home/\w+/|Users/\w+/|tmp/\w|root/)|C:\\Users"
    )
    if REPOSITORY.parent == Path("/"):
        places = places.partition("|")[2]
    allowed = Path(__file__)
    found = [
        f"{file.relative_to(REPOSITORY)}: {match.group()}"
        for file in tracked
        if file != allowed
        for match in re.finditer(places, file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found


def test_nothing_of_a_real_publication_stands_in_the_repository(shared, tracked):
    done = subprocess.run(
        [sys.executable, str(shared / "tools" / "borrowed.py"), *map(str, tracked)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_changelog_begins_with_this_version():
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.search(r"^## (\S+)", changelog, flags=re.MULTILINE)
    assert heading is not None
    assert heading.group(1) == pipeline.__version__


def test_python_versions_are_stated_once_and_alike():
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert "OLDEST = (3, 11)" in (REPOSITORY / "start.py").read_text(encoding="utf-8")


HIDE_OTHER_GROUPS = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
import importlib, pkgutil, pipeline, pipeline.cli
for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
    importlib.import_module(module.name)
for name in pipeline.cli.COMMANDS:
    assert pipeline.cli.main.get_command(None, name)
"""


def test_the_commands_start_without_development_tools_and_warnings():
    hidden = {"dvc", "hypothesis", "mypy", "openpyxl", "packaging", "pytest", "reportlab", "ruff"}
    hidden -= {name for name, (_, group) in PINNED.items() if group in ("build", "main")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", HIDE_OTHER_GROUPS.format(hidden=hidden)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
