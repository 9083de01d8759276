"""Open findings.db for reading, change it in one transaction, or put a new one in its place."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from pipeline.db.schema import SCHEMA_VERSION
from pipeline.errors import DatabaseBusyError, DatabaseError

PATIENCE = 10.0
"""Seconds to wait for other programs that read findings.db at this moment."""
DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


PATIENCE_TO_CHANGE = 2.0
"""Seconds to wait until the readers of this moment are done, while new ones wait for us."""
_NOT_HERE = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_READONLY,
    )
)
"""What a file aside may still do: a reader stays, rows or pages are damaged, the file is sealed."""


class CannotChangeError(DatabaseError):
    """findings.db cannot be changed where it lies; a copy of it, or a new one, may be made."""


def open_database(path: Path) -> sqlite3.Connection:
    """findings.db for reading, rows by name. DatabaseError if missing or of another version."""
    if not path.is_file():
        raise DatabaseError(f"there is no database {str(path)!r}: run 'letters run' first")
    connection = _read_only(path)
    try:
        version = _version(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise explained(error, path) from error
    if version != SCHEMA_VERSION:
        connection.close()
        raise DatabaseError(f"{path} was made by another version: run 'letters build'")
    connection.row_factory = sqlite3.Row
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """PRAGMA user_version. What a killed build left half done is undone first."""
    query = "PRAGMA user_version"
    try:
        return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError as error:
        if _code(error) != sqlite3.SQLITE_READONLY:
            raise
    roll_back(path)
    return int(connection.execute(query).fetchone()[0])


def _code(error: sqlite3.DatabaseError) -> int:
    """SQLite's code of an error without its extension; 0 for an error of Python's module."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def explained(error: sqlite3.DatabaseError, path: Path) -> DatabaseError:
    """What SQLite says, in words that say what to do."""
    code = _code(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusyError(
            f"another program keeps {path.name} locked: close it, then run this again"
        )
    if code == sqlite3.SQLITE_FULL:
        return DatabaseError("no space left on the disk: free some, then run this again")
    if code in DAMAGED:
        return DatabaseError(f"{path} is damaged: run 'letters build'")
    return DatabaseError(f"{path}: {error}; see to the disk and its rights, then run this again")


def roll_back(path: Path) -> None:
    """Undo what a killed program left half done in `path`: SQLite does so for who may write."""
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()


@contextmanager
def changed_in_place(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction on `path`: readers see the old database until it ends, then the new one.

    What fails undoes all of it. CannotChangeError where a reader stays, where the database has a
    write-ahead log, or where its pages are damaged.
    """
    connection = sqlite3.connect(path, timeout=PATIENCE_TO_CHANGE, isolation_level=None)
    with closing(connection):
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
                raise CannotChangeError(f"{path.name} has a log of its own")
            # Changed pages stay in memory until the end: else readers would have to wait.
            connection.execute("PRAGMA cache_spill = OFF")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA defer_foreign_keys = ON")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            if _code(error) not in _NOT_HERE:
                raise
            raise CannotChangeError(f"{path.name}: {error}") from error


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)


def copy_database(source: Path, target: sqlite3.Connection) -> bool:
    """Copy the database `source` into `target`; False if it is damaged.

    What is no fault of the source (a full disk, a lock) is raised as a DatabaseError.
    """
    with closing(_read_only(source)) as connection:
        try:
            connection.backup(target, progress=_waiter(source), sleep=0.1)
            # The copy has the mode of the original; one with a log of its own cannot be renamed.
            target.execute("PRAGMA journal_mode = DELETE")
            target.execute("PRAGMA journal_mode = OFF")
            return bool(target.execute("PRAGMA quick_check").fetchone()[0] == "ok")
        except sqlite3.DatabaseError as error:
            if _code(error) in DAMAGED:
                return False
            raise explained(error, source) from error


def swap_in(new: Path, target: Path) -> None:
    """Put the finished database `new` in the place of `target`, whole or not at all.

    Windows does not replace a file that a program has open. Then the pages are copied into it in
    one transaction: readers see the old database until it is committed, and the new one after.
    """
    with new.open("r+b") as file:
        os.fsync(file.fileno())
    _end_journal(target)
    _end_log(target)
    try:
        rename(new, target)
    except PermissionError:
        _copy_into(new, target)


def _end_journal(path: Path) -> None:
    """Remove the journal of a change that was killed: it would be played into the new database."""
    journal = path.with_name(f"{path.name}-journal")
    if not journal.exists():
        return
    with suppress(sqlite3.DatabaseError):  # a database that is damaged: nothing to be saved
        roll_back(path)
    journal.unlink(missing_ok=True)  # it stays where the kill came before anything was written


def _end_log(path: Path) -> None:
    """End write-ahead mode, should a user have chosen it: a log left would be played into the new.

    A log that a killed program left is worked in; while a program holds one open, nothing is done.
    """
    log = path.with_name(f"{path.name}-wal")
    if not log.exists():
        return
    with closing(sqlite3.connect(path, timeout=0.1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if not log.stat().st_size:
                return  # held open by one who keeps nothing in it
            raise DatabaseError(
                f"another program keeps changes in {log.name}: close it, then run "
                "'letters build' again"
            ) from error


def rename(source: Path, target: Path) -> None:
    """One rename over `target`; `store.replace` would wait for a reader that stays for hours."""
    source.replace(target)


def _copy_into(new: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(new)) as source,
        closing(sqlite3.connect(target, timeout=0.1)) as held,
    ):
        source.backup(held, progress=_waiter(target), sleep=0.1)


def _waiter(path: Path) -> Callable[[int, int, int], None]:
    """Ends a copy that waits for a lock: left alone, Python would try again for ever."""
    deadline = time.monotonic() + PATIENCE

    def wait(status: int, remaining: int, total: int) -> None:
        busy = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if busy and time.monotonic() > deadline:
            raise DatabaseBusyError(
                f"another program keeps {path.name} locked: close it, then run this again"
            )

    return wait
