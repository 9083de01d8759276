"""A server on the sample corpus, and a headless Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from pipeline.cli import main
from pipeline.corpus import Corpus
from tests.conftest import DERIVED, REPOSITORY
from tools import browser


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The sample corpus, built; not to be changed."""
    root = tmp_path_factory.mktemp("served") / "corpus"
    shutil.copytree(
        REPOSITORY / "corpus" / "sample", root, ignore=shutil.ignore_patterns(*DERIVED, "make")
    )
    main(["run", "--corpus", str(root), "--silent"], standalone_mode=False)
    return Corpus(root)


@pytest.fixture(scope="session")
def site_url(served: Corpus) -> Iterator[str]:
    """The address of a server on the sample corpus."""
    with browser.serving(served) as address:
        yield address


@pytest.fixture(scope="session")
def get(site_url: str) -> Iterator[Callable[..., httpx.Response]]:
    """Ask the server: `get(path)` is the answer; redirects are not followed."""
    with httpx.Client(base_url=site_url, timeout=30) as client:
        yield client.get


@pytest.fixture
def browser_page(chromium: Any) -> Iterator[Any]:
    """A page 1280 wide; what it writes to the console as an error fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not said


@pytest.fixture(scope="session")
def ids(served: Corpus) -> SimpleNamespace:
    """A letter of the sample and one of its findings that asks for action."""
    from pipeline.search import Filters, search  # noqa: PLC0415

    found = search(served.database, "supervision", filters=Filters(kind="improvement"), limit=50)
    hit = next(one for one in found if one.page)
    return SimpleNamespace(
        publication_id=hit.publication_id, finding_id=hit.finding_id, page=hit.page, hit=hit
    )
