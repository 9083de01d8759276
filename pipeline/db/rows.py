"""Records → rows. Unknown values are NULL in the database, empty in the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pipeline.authorities import Authorities
from pipeline.db.tables import TABLE
from pipeline.records import Extraction, Problem
from pipeline.store import dumps

Row = tuple[Any, ...]
Rows = Iterator[tuple[str, Row]]
"""Pairs of a table's name and a row of it."""

DELETE_PUBLICATION = (
    (
        "DELETE FROM tags WHERE finding_id IN "
        "(SELECT finding_id FROM findings WHERE publication_id = ?)"
    ),
    "DELETE FROM problems WHERE publication_id = ?",
    "DELETE FROM judgements WHERE publication_id = ?",
    "DELETE FROM deadlines WHERE publication_id = ?",
    "DELETE FROM mentions WHERE publication_id = ?",
    "DELETE FROM findings WHERE publication_id = ?",
    "DELETE FROM publications WHERE publication_id = ?",
)
"""What undoes `publication_rows`; each takes a publication id."""


def authority_rows(authorities: Authorities) -> Rows:
    """All authorities, their neighbours and their successors."""
    for authority in authorities.by_id.values():
        yield "authorities", row("authorities", values_of(authority, "authorities"))
        for rank, neighbour in enumerate(authority.neighbours, 1):
            yield "authority_neighbours", (authority.authority_id, neighbour, rank)
        for successor in authority.successors:
            changed_on = authority.changed_on or None
            yield "authority_successions", (authority.authority_id, successor, changed_on)


def publication_rows(extraction: Extraction, authorities: Authorities) -> Rows:
    """All rows that one publication gives. An authority that is in no list becomes a problem."""
    publication = values_of(extraction.publication, "publications")
    publication_id = extraction.publication.publication_id
    problems = [replace(p, publication_id=publication_id) for p in extraction.problems]
    authority_id = publication["authority_id"]
    if authority_id and authority_id not in authorities.by_id:
        publication["authority_id"] = ""
        detail = f"{authority_id!r} is in no list of authorities: add it to authorities.csv"
        problems.append(
            Problem(
                stage="build",
                reason="unknown_authority",
                detail=detail,
                publication_id=publication_id,
                file=extraction.publication.file,
            )
        )
    yield "publications", row("publications", publication)
    for judgement in extraction.judgements:
        yield "judgements", row("judgements", values_of(judgement, "judgements"))
    for finding in extraction.findings:
        values = values_of(finding, "findings")
        values["boxes"] = dumps(finding.boxes) if finding.boxes else None
        yield "findings", row("findings", values)
    for table, records in (("deadlines", extraction.deadlines), ("mentions", extraction.mentions)):
        for record in records:
            values = values_of(record, table)
            values["evidence"] = dumps(record.evidence) if record.evidence else None
            yield table, row(table, values)
    yield from problem_rows(problems)


def problem_rows(problems: Iterable[Problem]) -> Rows:
    """One row a problem, each once."""
    for problem in {problem.problem_id: problem for problem in problems}.values():
        yield "problems", row("problems", values_of(problem, "problems"))


def values_of(record: object, table: str) -> dict[str, Any]:
    """The columns of `table` that `record` has, by name."""
    return {name: getattr(record, name) for name in TABLE[table].names if hasattr(record, name)}


def row(table: str, values: dict[str, Any]) -> Row:
    """`values` in the order of the columns; what is empty or missing is NULL."""
    return tuple(
        None if (value := values.get(name)) == "" else value for name in TABLE[table].names
    )
