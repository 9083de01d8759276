"""findings.db as Datasette reads it: `letters build` may replace the file at any time."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from datasette.database import Database

from pipeline.corpus import Corpus
from pipeline.db.connect import open_database, roll_back
from pipeline.errors import CorpusError, DatabaseError
from pipeline.serve.overlay import Decisions, lay_over

T = TypeVar("T")
Signature = tuple[int, int, int, int]
HIDDEN = frozenset(("database_list", "module_list", "compile_options"))
"""What SQLite would tell of this machine, such as the path of the file."""
_log = logging.getLogger("letters.serve")


class FindingsConnection(sqlite3.Connection):
    """A connection that knows which state of the file it was opened on, and of the decisions."""

    state: tuple[int, ...] = ()


def signature(path: Path) -> Signature:
    """What changes when the file is replaced or written to: inode, time, size, size of its log."""
    found = path.stat()
    log = path.with_name(f"{path.name}-wal")
    return found.st_ino, found.st_mtime_ns, found.st_size, log.stat().st_size if log.exists() else 0


class FindingsDatabase(Database):  # type: ignore[misc]
    """A database whose readers open it anew as soon as another file stands in its place.

    Each thread keeps two connections: one for Datasette, which shows the tables as they are, and
    one for our pages, over which decisions are laid that the file does not hold yet. Before one is
    used the file is looked at (a few microseconds): a reader that began before the change ends with
    the old one, each later one sees the new one.
    """

    def __init__(self, ds: Any, corpus: Corpus, decisions: Decisions) -> None:
        super().__init__(ds, path=str(corpus.database), is_mutable=True)
        self.file = corpus.database
        self._corpus = corpus
        self._decisions = decisions
        self._held = threading.local()

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        """Call `fn` with a connection to the file as it is now, in a thread of Datasette's."""
        return await asyncio.get_running_loop().run_in_executor(
            self.ds.executor, lambda: self._mended(lambda: fn(self._connection("datasette")))
        )

    async def page(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        """The same for a page of ours: what was decided shows at once."""
        return await asyncio.get_running_loop().run_in_executor(
            self.ds.executor, lambda: self._mended(lambda: fn(self._with_decisions()))
        )

    def connect(self, write: bool = False) -> FindingsConnection:
        """A connection for reading, as Datasette opens one."""
        if write:
            raise DatabaseError("findings.db is only read here")
        connection = sqlite3.connect(
            f"{self.file.resolve().as_uri()}?mode=ro",
            uri=True,
            check_same_thread=False,
            factory=FindingsConnection,
        )
        self._all_file_connections.append(connection)
        return connection

    async def attached_databases(self) -> list[Any]:
        """None: Datasette would ask SQLite, which would tell the path of the file."""
        return []

    def _mended(self, work: Callable[[], T]) -> T:
        """What `work` gives; where a build was killed, its half changes are undone first.

        A connection that is open does not see that the file was touched, only that it may not read.
        """
        try:
            return work()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
                raise
            roll_back(self.file)
            return work()

    def _with_decisions(self) -> sqlite3.Connection:
        connection = self._connection("pages")
        state = (*self._held.pages[0], *self._decisions.state())
        if connection.state != state:
            try:
                lay_over(connection, self._corpus, self._decisions)
            except CorpusError as error:  # a damaged line: what is in the database can be read
                _log.error("%s", error)
            connection.state = state
        return connection

    def _connection(self, name: str) -> FindingsConnection:
        now = signature(self.file)
        known: tuple[Signature, FindingsConnection] | None = getattr(self._held, name, None)
        if known is not None and known[0] == now:
            return known[1]
        with closing(open_database(self.file)):
            pass  # says what is wrong with a file of another version
        connection = self.connect()
        self.ds._prepare_connection(connection, self.name)
        connection.set_authorizer(_authorize)
        setattr(self._held, name, (now, connection))
        if known is not None:
            known[1].close()
            self._all_file_connections.remove(known[1])
        self._cached_table_counts = None
        return connection


def _authorize(action: int, first: str | None, *_: str | None) -> int:
    """No for what tells of this machine; everything else is as SQLite has it."""
    if action == sqlite3.SQLITE_PRAGMA and str(first).lower() in HIDDEN:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
