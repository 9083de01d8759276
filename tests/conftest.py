"""What tests share: the sample corpus, the folder ../shared, a browser, and --no-skips for CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("LETTERS_SHARED") or REPOSITORY.parent / "shared")
DERIVED = ("extracted", "tagged", "linked", "findings.db*", "metrics.json", ".lock", ".half-*")

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# A machine that is busy with something else is no failure; a failure must come again.
settings.register_profile("letters", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("letters")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failure")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under --no-skips, leave out by name what needs ../shared where there is no such folder."""
    if not config.getoption("--no-skips") or SHARED.is_dir():
        return
    needing = [item for item in items if "shared" in getattr(item, "fixturenames", ())]
    if needing:
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, but --no-skips was given: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if item.config.getoption("--no-skips"):
        _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if collector.config.getoption("--no-skips"):
        _fail_if_skipped(report)
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real publications and gold tables that lies beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared (or LETTERS_SHARED) is not here")
    return SHARED


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The repository, where it is one: git can list and clone it."""
    if not (REPOSITORY / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no git checkout, or git is not installed")
    return REPOSITORY


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample corpus as it is in the repository: nothing derived."""
    copy = tmp_path / "sample"
    shutil.copytree(REPOSITORY / "corpus" / "sample", copy, ignore=shutil.ignore_patterns(*DERIVED))
    return copy


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium, one for all tests: Playwright runs once in a process. Else skipped."""
    from tools import browser  # noqa: PLC0415  needs group test

    if browser.chromium() is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        launched = browser.launch(playwright)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """What axe-core finds wrong with a page: rule and element, one text each."""
    import axe_playwright_python  # noqa: PLC0415

    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")

    def check(page: Any) -> list[str]:
        page.evaluate(script)
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", AXE_RULES
        )
        return [
            f"{violation['id']}: {node['html'][:120]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return check
