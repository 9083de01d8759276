"""What was linked → rows of `links` and `recurrences`; only between what the database holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from pipeline.corpus import Corpus
from pipeline.db.rows import Row, Rows, row, values_of
from pipeline.db.tables import TABLE
from pipeline.errors import CorpusError
from pipeline.records import Link, Recurrence
from pipeline.store import dumps, read_fingerprint, read_json

SIGN = "linked "
"""What the ids of table `build_inputs` begin with for the signs of linked/."""
_OF_PUBLICATION = "(SELECT finding_id FROM findings WHERE publication_id = ?)"
DELETE_LINKS = (
    f"DELETE FROM links WHERE finding_id IN {_OF_PUBLICATION}",  # noqa: S608  made of constants
    f"DELETE FROM recurrences WHERE finding_id IN {_OF_PUBLICATION}",  # noqa: S608
)
"""What undoes `link_rows` for a publication."""
DELETE_ALL_LINKS = ("DELETE FROM links", "DELETE FROM recurrences")


def link_fingerprints(corpus: Corpus, publication_ids: Iterable[str]) -> dict[str, str]:
    """The sign of what was linked in each publication, by `SIGN` and its id."""
    found = {p: read_fingerprint(corpus.linked / f"{p}.json") for p in publication_ids}
    return {f"{SIGN}{p}": fingerprint for p, fingerprint in found.items() if fingerprint}


def read_linked(corpus: Corpus, publication_id: str) -> tuple[list[Link], list[Recurrence]]:
    """What was linked in one publication; nothing while `link` has not run."""
    path = corpus.linked / f"{publication_id}.json"
    if not path.exists():
        return [], []
    values = read_json(path)
    try:
        links = [Link.from_dict(one) for one in values["links"]]
        recurrences = [Recurrence.from_dict(one) for one in values["recurrences"]]
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"{path} is damaged or of another version; delete it and run 'letters run' again"
        ) from error
    return links, recurrences


def link_rows(
    corpus: Corpus, connection: sqlite3.Connection, publication_ids: Collection[str]
) -> Rows:
    """The rows of these publications. `link` may be behind: what is no longer there has no row."""
    findings = _Known(connection, "SELECT 1 FROM findings WHERE finding_id = ?")
    actions = _Known(connection, "SELECT 1 FROM actions WHERE action_id = ?")
    for publication_id in sorted(publication_ids):
        links, recurrences = read_linked(corpus, publication_id)
        for link in links:
            if link.finding_id in findings and link.action_id in actions:
                yield "links", row("links", values_of(link, "links"))
        for recurrence in recurrences:
            if recurrence.finding_id in findings and recurrence.earlier_finding_id in findings:
                values = values_of(recurrence, "recurrences")
                values["reasons"] = dumps(recurrence.reasons)
                yield "recurrences", row("recurrences", values)


class _Known:
    """Which ids the database holds; each is looked up once."""

    def __init__(self, connection: sqlite3.Connection, query: str) -> None:
        self._connection, self._query = connection, query
        self._seen: dict[str, bool] = {}

    def __contains__(self, identifier: str) -> bool:
        known = self._seen.get(identifier)
        if known is None:
            known = self._connection.execute(self._query, (identifier,)).fetchone() is not None
            self._seen[identifier] = known
        return known


def change_links(
    corpus: Corpus, connection: sqlite3.Connection, publication_ids: Collection[str]
) -> None:
    """Write of the links of these publications what is other than in the database."""
    wanted: dict[str, set[Row]] = {"links": set(), "recurrences": set()}
    for name, values in link_rows(corpus, connection, publication_ids):
        wanted[name].add(values)
    for name, rows in wanted.items():
        table = TABLE[name]
        held: set[Row] = set()
        for publication_id in publication_ids:
            query = f"SELECT * FROM {name} WHERE finding_id IN {_OF_PUBLICATION}"  # noqa: S608
            held.update(map(tuple, connection.execute(query, (publication_id,))))
        keys = [table.names.index(column) for column in table.key]
        where = " AND ".join(f"{column} = ?" for column in table.key)
        connection.executemany(
            f"DELETE FROM {name} WHERE {where}",  # noqa: S608  made of names of our own
            [tuple(values[place] for place in keys) for values in held - rows],
        )
        connection.executemany(table.insert_sql(), sorted(rows - held, key=repr))


def publications_on(connection: sqlite3.Connection, authorities: Collection[str]) -> set[str]:
    """The publications on these authorities."""
    rows = connection.execute(
        "SELECT publication_id FROM publications "
        "WHERE authority_id IN (SELECT value FROM json_each(?))",
        (dumps(sorted(authorities)),),
    )
    return {row[0] for row in rows}
