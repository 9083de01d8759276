"""Data folders to export, and how to."""

from pathlib import Path

import pytest

from pipeline.corpus import Corpus
from pipeline.export.select import Selection
from pipeline.export.stage import export
from pipeline.search import Filters
from tests.databases import built


@pytest.fixture(scope="session")
def plain(tmp_path_factory) -> Corpus:
    """A data folder with a database of invented councils."""
    return built(tmp_path_factory.mktemp("plain") / "corpus", hostile=False)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> Corpus:
    """The same with hostile text in every text column."""
    return built(tmp_path_factory.mktemp("hostile") / "corpus", hostile=True)


@pytest.fixture
def write(tmp_path):
    """Export a data folder; gives the folder written."""

    def written(corpus: Corpus, output_format: str, query: str = "", **filters: str) -> Path:
        target = tmp_path / f"{output_format}-{query}-{'-'.join(filters.values())}"
        export(corpus, target, output_format, Selection(query, Filters(**filters)))
        return target

    return written
