"""What was ordered, planned or called by when, from findings.db, by date."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.db.connect import open_database
from pipeline.records import Record
from pipeline.search import authority_id_of

_QUERY = """
SELECT d.deadline_id, COALESCE(d.due_date, '') AS due_date, COALESCE(d.every, '') AS every,
       d.kind, COALESCE(a.name, '') AS authority, COALESCE(d.responsible, '') AS responsible,
       COALESCE(d.text, '') AS text, p.kind AS publication_kind, COALESCE(p.title, '') AS title,
       COALESCE(p.published_date, '') AS published_date, f.page, d.publication_id, d.finding_id,
       COALESCE(p.url, '') AS url, COALESCE(p.file, '') AS file
FROM deadlines d
JOIN publications p ON p.publication_id = d.publication_id
LEFT JOIN findings f ON f.finding_id = d.finding_id
LEFT JOIN authorities a ON a.authority_id = p.authority_id
WHERE NOT EXISTS (SELECT 1 FROM publications n WHERE n.supersedes_id = p.publication_id)
  AND (? IS NULL OR p.authority_id IN (SELECT value FROM json_each(?)))
ORDER BY d.due_date IS NULL, d.due_date, d.every IS NULL, authority, p.published_date,
         d.publication_id, f.position, d.deadline_id
"""


@dataclass(frozen=True, slots=True)
class Due(Record):
    """One deadline and the publication that sets it. `page` is None for files without pages."""

    deadline_id: str
    due_date: str
    every: str
    kind: str
    authority: str
    responsible: str
    text: str
    publication_kind: str
    title: str
    published_date: str
    page: int | None
    publication_id: str
    finding_id: str
    url: str
    file: str


def list_deadlines(database: Path, authority: str = "") -> list[Due]:
    """All deadlines by date, those without a day last; of one authority, if it is named.

    Publications that a later version replaces are left out.
    """
    with closing(open_database(database)) as connection:
        wanted = [authority_id_of(connection, authority)] if authority else None
        return deadlines_in(connection, wanted)


def deadlines_in(
    connection: sqlite3.Connection, authority_ids: Iterable[str] | None = None
) -> list[Due]:
    """The same of an open database; of these authorities, if they are named."""
    ids = None if authority_ids is None else json.dumps(list(authority_ids))
    return [Due(*row) for row in connection.execute(_QUERY, (ids, ids))]
