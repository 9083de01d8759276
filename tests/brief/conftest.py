"""Data folders to brief from."""

import shutil

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.corpus import REPOSITORY, Corpus
from tests.conftest import DERIVED
from tests.databases import built


@pytest.fixture(scope="session")
def plain(tmp_path_factory) -> Corpus:
    """A data folder with a database of invented councils."""
    return built(tmp_path_factory.mktemp("plain") / "corpus", hostile=False)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> Corpus:
    """The same with hostile text in every text column."""
    return built(tmp_path_factory.mktemp("hostile") / "corpus", hostile=True)


@pytest.fixture(scope="session")
def story(tmp_path_factory) -> Corpus:
    """The sample corpus, built."""
    root = tmp_path_factory.mktemp("story") / "sample"
    sample = REPOSITORY / "corpus" / "sample"
    shutil.copytree(sample, root, ignore=shutil.ignore_patterns(*DERIVED))
    done = CliRunner().invoke(main, ["run", "--silent", "--corpus", str(root)])
    assert done.exit_code == 0, done.output
    return Corpus(root)
