"""A server for one data folder: Datasette with our plugin, on this machine, offline."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import closing
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from pipeline.corpus import Corpus
from pipeline.db.connect import open_database
from pipeline.db.schema import describe
from pipeline.db.tables import TABLES
from pipeline.db.views import VIEWS
from pipeline.errors import PipelineError, UsageError
from pipeline.serve import plugin
from pipeline.serve.access import Access
from pipeline.serve.database import FindingsDatabase
from pipeline.serve.guard import Guard
from pipeline.serve.overlay import built_sign
from pipeline.serve.pages import search
from pipeline.serve.site import Asked, Site

BACKLOG = 2048
"""Readers that may wait for an answer at once; what uvicorn takes by itself."""
THREADS = 4
"""That read the database; SQLite works outside Python's lock."""

SETTINGS = {
    "num_sql_threads": THREADS,
    "sql_time_limit_ms": 3000,
    "max_returned_rows": 10_000,
    "default_cache_ttl": 0,  # the database may be new a second later
    "allow_download": True,
    "template_debug": False,
    "suggest_facets": False,
}


METADATA = {
    "title": "Inspection letters",
    "databases": {
        plugin.DATABASE: {
            "description": "Findings of published inspection letters, with page and place",
            "tables": describe(TABLES, VIEWS),
        }
    },
}


def make_datasette(
    corpus: Corpus, *, people: Path | None = None, host: str = "127.0.0.1", public_url: str = ""
) -> Datasette:
    """Datasette on findings.db of `corpus`. DatabaseError where there is none to read.

    `people`: the file of those who may decide; without it the site is read only. `public_url`:
    where people reach it, should something stand in front of the address listened on.
    """
    open_database(corpus.database).close()
    # With rich, Datasette would log the values of all variables, a token that was sent among them.
    pm.get_plugin("datasette.handle_exception").rich = None
    if not pm.is_registered(plugin):
        pm.register(plugin, name="letters")
    datasette = Datasette([], settings=SETTINGS, metadata=METADATA)
    access = Access(people) if people else None
    site = Site(corpus, access, Guard(host, public_url, review=access is not None))
    plugin.SITES[datasette] = site
    database = FindingsDatabase(datasette, corpus, site.decisions)
    datasette.add_database(database, name=plugin.DATABASE)
    return datasette


def warm_up(datasette: Datasette) -> None:
    """Count once what the front page shows, so that the first reader does not wait for it."""
    site = plugin.SITES[datasette]
    with closing(open_database(site.corpus.database)) as connection:
        search.page(site, connection, Asked("/"))


def catch_up(site: Site) -> None:
    """Bring in what was decided before the server was last ended."""
    with closing(open_database(site.corpus.database)) as connection:
        newer = site.decisions.now().since(built_sign(connection))
    for kind in sorted({one.kind for one in newer}):
        site.updater.poke(kind)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. PipelineError where the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    if os.name != "nt":  # there it would let two servers have one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PipelineError(
                f"port {port} is in use, perhaps by another 'letters serve'; name another one "
                f"with --port, such as {port + 1 if port < 65535 else port - 1}"
            ) from error
        if error.errno == errno.EACCES:
            raise PipelineError(f"port {port} needs special rights; name one above 1023") from error
        raise UsageError(f"--host: {host} is no address of this machine ({error})") from error
    return listening


def run_server(datasette: Datasette, listening: socket.socket) -> None:
    """Serve until interrupted."""
    warm_up(datasette)
    if plugin.SITES[datasette].review:
        catch_up(plugin.SITES[datasette])
    config: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False}
    server = uvicorn.Server(uvicorn.Config(datasette.app(), lifespan="on", **config))
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # Ctrl-C is how it is meant to end
    finally:
        listening.close()
    if not server.started:
        raise PipelineError("the server did not start; the lines above say why")
