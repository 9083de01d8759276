"""Small sites on databases made by hand, asked without a network."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from pipeline.corpus import Corpus
from pipeline.serve.app import make_datasette
from tests.made import empty_database, put
from tests.serve.waiting import run

Get = Callable[[str], httpx.Response]


def made_site(root: Path, *fills: Callable[[sqlite3.Connection], None]) -> Get:
    """Ask a site whose database is what `fills` put into an empty one."""
    with closing(empty_database()) as connection:
        for fill in fills:
            fill(connection)
        connection.execute(
            "CREATE VIRTUAL TABLE findings_fts USING fts5 "
            "(text, content='findings', tokenize='porter unicode61')"
        )
        connection.commit()
        root.mkdir(exist_ok=True)
        connection.execute("VACUUM INTO ?", (str(root / "findings.db"),))
    datasette = make_datasette(Corpus(root))
    app = datasette.app()

    def get(path: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1"
            ) as client:
                return await client.get(path)

        return run(ask())

    return get


def councils(connection: sqlite3.Connection) -> None:
    """Vale with a predecessor and a neighbour, Wick in another region, and an area."""
    for authority_id, name, region in (
        ("old-vale", "Old Vale", "South West"),
        ("vale", "Vale", "South West"),
        ("wick", "Wick", "North East"),
    ):
        put(connection, "authorities", authority_id=authority_id, name=name, region=region,
            gss_code="E06000099",
            valid_to="2021-03-31" if authority_id == "old-vale" else None)  # fmt: skip
    put(connection, "authority_successions", predecessor_id="old-vale", successor_id="vale",
        changed_on="2021-04-01")  # fmt: skip
    put(connection, "authority_neighbours", authority_id="vale", neighbour_id="wick", rank=1)
    put(connection, "areas", area_id="supervision", label="Supervision", theme="Workforce",
        definition="Of staff - how often. Not: Foster carers (fostering).",
        framework='["enabler-3"]')  # fmt: skip
    put(connection, "areas", area_id="fostering", label="Fostering", theme="Children in care",
        definition="Foster carers.", framework='["outcome-4"]')  # fmt: skip
    put(connection, "runs", run_id="r1", ended_at="2024-06-02T08:00:09Z", counts="{}")


def letter(
    connection: sqlite3.Connection,
    publication_id: str,
    authority_id: str | None,
    date: str | None,
    *said: tuple[str, str],
    grades: dict[str, str] | None = None,
    kind: str = "ilacs_inspection",
    finding_kind: str = "improvement",
    text: str = "Supervision of staff.",
    **values: Any,
) -> None:
    """A publication with one finding for each area and stance: `f-<publication>-<number>`."""
    facts = {"title": f"Letter {publication_id}", "publisher": "ofsted", "status": "read", **values}
    put(connection, "publications", publication_id=publication_id, authority_id=authority_id,
        kind=kind, published_date=date, sha256=publication_id, **facts)  # fmt: skip
    for area, grade in (grades or {}).items():
        put(connection, "judgements", judgement_id=f"{publication_id}-{area}",
            publication_id=publication_id, judgement_area=area, grade=grade)  # fmt: skip
    for n, (area_id, stance) in enumerate(said, 1):
        finding_id = f"f-{publication_id}-{n}"
        put(connection, "findings", finding_id=finding_id, publication_id=publication_id,
            position=n, kind="paragraph" if stance == "strength" else finding_kind,
            addressed_to="council", text=text, page=n)  # fmt: skip
        put(connection, "tags", finding_id=finding_id, area_id=area_id, stance=stance, score=0.9,
            method="rule", evidence="[]")  # fmt: skip
