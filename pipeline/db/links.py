"""What was linked → rows of `links` and `recurrences`; only between what the database holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from pipeline.corpus import Corpus
from pipeline.db.rows import Rows, row, values_of
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
    findings = {row[0] for row in connection.execute("SELECT finding_id FROM findings")}
    actions = {row[0] for row in connection.execute("SELECT action_id FROM actions")}
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


def linked_publications(connection: sqlite3.Connection, authorities: Collection[str]) -> set[str]:
    """The publications on these authorities."""
    rows = connection.execute("SELECT publication_id, authority_id FROM publications")
    return {publication for publication, authority in rows if authority in authorities}
