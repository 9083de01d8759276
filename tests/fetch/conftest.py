from __future__ import annotations

import pytest

from pipeline.corpus import Corpus
from pipeline.fetch.demo.server import Server, Sites
from pipeline.fetch.demo.world import small_world
from tests.fetch.helpers import Folder


@pytest.fixture
def sites():
    with Sites(small_world()) as started:
        yield started


@pytest.fixture
def folder(tmp_path, sites):
    """A data folder with Ofsted as its source; `only` and `settings` change that."""
    root = tmp_path / "corpus"
    root.mkdir()
    (root / "authorities.csv").write_text(sites.world.authorities_csv(), encoding="utf-8")
    return Folder(Corpus(root), sites)


@pytest.fixture
def serve():
    """Start a server for a function that answers; all are stopped at the end."""
    servers = []

    def start(site):
        servers.append(Server(site))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
