"""findings.db as Datasette reads it: `letters build` may replace the file at any time."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from datasette.database import Database

from pipeline.db.connect import open_database
from pipeline.errors import DatabaseError

T = TypeVar("T")
Signature = tuple[int, int, int, int]
Known = tuple[Signature, sqlite3.Connection]
"""What a thread keeps: the state of the file, and a connection to it."""


class FindingsConnection(sqlite3.Connection):
    """A connection that knows which state of the file it was opened on."""

    state: Signature = (0, 0, 0, 0)


def signature(path: Path) -> Signature:
    """What changes when the file is replaced or written to: inode, time, size, size of its log."""
    found = path.stat()
    log = path.with_name(f"{path.name}-wal")
    return found.st_ino, found.st_mtime_ns, found.st_size, log.stat().st_size if log.exists() else 0


class FindingsDatabase(Database):  # type: ignore[misc]
    """A database whose readers open it anew as soon as another file stands in its place.

    Each thread keeps a connection. Before it is used the file is looked at (a few microseconds):
    a reader that began before the change ends with the old one, each later one sees the new one.
    """

    def __init__(self, ds: Any, path: Path) -> None:
        super().__init__(ds, path=str(path), is_mutable=True)
        self.file = path
        self._held = threading.local()

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        """Call `fn` with a connection to the file as it is now, in a thread of Datasette's."""
        return await asyncio.get_running_loop().run_in_executor(
            self.ds.executor, lambda: fn(self._connection())
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

    def _connection(self) -> sqlite3.Connection:
        now = signature(self.file)
        known: Known | None = getattr(self._held, "known", None)
        if known is not None and known[0] == now:
            return known[1]
        with closing(open_database(self.file)):
            pass  # says what is wrong with a file of another version
        connection = self.connect()
        connection.state = now
        self.ds._prepare_connection(connection, self.name)
        self._held.known = (now, connection)
        if known is not None:
            known[1].close()
            self._all_file_connections.remove(known[1])
        self._cached_table_counts = None
        return connection
