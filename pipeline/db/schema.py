"""How a table is declared, and how the database is made of the declarations.

`TABLES` and `VIEWS` say what each table, column and view means: the one source for the database,
for what Datasette shows, and for the documentation.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

TOKENIZER = "porter unicode61"
"""How FTS5 divides texts: words in small letters without accents, by their stems."""

SCHEMA_VERSION = 1
"""Kept as PRAGMA user_version: readers refuse a database of another version."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, what it means, and the `table.column` that it points to, if any."""

    name: str
    description: str
    type: str = "TEXT"
    references: str = ""
    required: bool = False

    def sql(self) -> str:
        """As it stands in CREATE TABLE."""
        parts = [f'"{self.name}"', self.type]
        if self.required:
            parts.append("NOT NULL")
        if self.references:
            table, column = self.references.split(".")
            parts.append(f'REFERENCES "{table}" ("{column}")')
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Where `key` is empty, rows have no key of their own.

    `search`: the columns of its full-text index, `<name>_fts`. Columns that point to another
    table are indexed; `indexes` names further ones.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    search: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def sql(self) -> str:
        """CREATE TABLE."""
        lines = [column.sql() for column in self.columns]
        if self.key:
            lines.append(f"PRIMARY KEY ({_quoted(self.key)})")
        body = ",\n  ".join(lines)
        return f'CREATE TABLE "{self.name}" (\n  {body}\n)'

    def index_sql(self) -> list[str]:
        """CREATE INDEX for each column that is looked up and does not begin the key."""
        pointing = [column.name for column in self.columns if column.references]
        wanted = dict.fromkeys((*pointing, *self.indexes))
        return [
            f'CREATE INDEX "idx_{self.name}_{name}" ON "{self.name}" ("{name}")'
            for name in wanted
            if name not in self.key[:1]
        ]

    def insert_sql(self) -> str:
        """INSERT with one placeholder a column."""
        marks = ", ".join("?" * len(self.columns))
        return f'INSERT INTO "{self.name}" ({_quoted(self.names)}) VALUES ({marks})'  # noqa: S608


@dataclass(frozen=True, slots=True)
class View:
    """One view: a question asked of the tables, and what each column of the answer means."""

    name: str
    description: str
    columns: dict[str, str]
    select: str


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def create_tables(connection: sqlite3.Connection, tables: tuple[Table, ...]) -> None:
    """Make the tables, empty and without indexes: rows come in faster so."""
    for table in tables:
        connection.execute(table.sql())
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def describe(tables: tuple[Table, ...], views: tuple[View, ...]) -> dict[str, dict[str, object]]:
    """Description and columns of each table and view, in the shape of Datasette's metadata."""
    described: dict[str, dict[str, object]] = {}
    for table in tables:
        columns = {column.name: column.description for column in table.columns}
        described[table.name] = {"description": table.description, "columns": columns}
    for view in views:
        described[view.name] = {"description": view.description, "columns": dict(view.columns)}
    return described
