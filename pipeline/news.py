"""What a run brought: the new publications, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.db.connect import open_database
from pipeline.records import ASKS_FOR_ACTION
from pipeline.store import dumps


@dataclass(frozen=True, slots=True)
class News:
    """New publications, latest first, and how many of their findings of each kind ask for action.

    A publication has authority, published_date, kind, title, status, findings and asking (the
    number of its findings that ask for action).
    """

    publications: tuple[dict[str, Any], ...] = ()
    asking: tuple[tuple[str, int], ...] = ()


def read_news(database: Path, publication_ids: Iterable[str]) -> News:
    """What findings.db says of these publications."""
    ids = dumps(list(publication_ids))
    kinds = dumps(ASKS_FOR_ACTION)
    with closing(open_database(database)) as connection:
        publications = connection.execute(
            """
            SELECT p.publication_id, coalesce(a.name, '') AS authority,
                coalesce(p.published_date, '') AS published_date, p.kind,
                coalesce(p.title, '') AS title, p.status, count(f.finding_id) AS findings,
                count(f.finding_id) FILTER (
                    WHERE f.kind IN (SELECT value FROM json_each(:kinds))) AS asking
            FROM publications p
            LEFT JOIN authorities a USING (authority_id)
            LEFT JOIN findings f USING (publication_id)
            WHERE p.publication_id IN (SELECT value FROM json_each(:ids))
            GROUP BY p.publication_id
            ORDER BY p.published_date DESC, authority, p.publication_id
            """,
            {"ids": ids, "kinds": kinds},
        ).fetchall()
        asking = dict(
            connection.execute(
                """
                SELECT kind, count(*) FROM findings
                WHERE publication_id IN (SELECT value FROM json_each(?)) GROUP BY kind
                """,
                (ids,),
            ).fetchall()
        )
    return News(
        tuple(dict(row) for row in publications),
        tuple((kind, asking[kind]) for kind in ASKS_FOR_ACTION if kind in asking),
    )


@dataclass(frozen=True, slots=True)
class LinkNews:
    """Links suggested now; of new publications, what no action answers and what came back."""

    links: int = 0
    uncovered: int = 0
    recurrences: int = 0


def read_link_news(
    database: Path, publication_ids: Iterable[str], link_ids: Iterable[str]
) -> LinkNews:
    """What findings.db says of these links, and of the findings of these publications.

    Findings count as uncovered only where a plan of the authority is held.
    """
    names = {"ids": dumps(list(publication_ids)), "links": dumps(list(link_ids))}
    with closing(open_database(database)) as connection:
        row = connection.execute(
            """
            SELECT
              (SELECT count(*) FROM links WHERE status = 'suggested'
                 AND link_id IN (SELECT value FROM json_each(:links))),
              (SELECT count(*) FROM uncovered_findings WHERE plan_ids <> '[]'
                 AND publication_id IN (SELECT value FROM json_each(:ids))),
              (SELECT count(DISTINCT finding_id) FROM repeat_concerns
                 WHERE publication_id IN (SELECT value FROM json_each(:ids)))
            """,
            names,
        ).fetchone()
    return LinkNews(*row)
