"""Data folders and databases made by hand, of invented councils, a few lines each."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

from pipeline.corpus import Corpus
from pipeline.db.schema import create_tables
from pipeline.db.tables import TABLE, TABLES
from pipeline.db.views import VIEWS
from pipeline.manifest import append_entry
from pipeline.records import (
    Extraction,
    Finding,
    Judgement,
    ManifestEntry,
    Problem,
    Publication,
    content_id,
    normalised,
    publication_id,
)
from pipeline.store import write_json

AUTHORITIES = """\
name,slug,gss_code,region,type
Quenby Vale,quenby-vale,E99000091,South West,county
Tolverne,tolverne,E99000092,North East,unitary
"""


def folder(root: Path) -> Corpus:
    """An empty data folder that knows two invented councils."""
    corpus = Corpus(root)
    corpus.raw.mkdir(parents=True)
    corpus.authorities.write_text(AUTHORITIES, encoding="utf-8")
    return corpus


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def add(corpus: Corpus, name: str, **facts: str) -> ManifestEntry:
    """One line of the manifest, for a file that need not be there."""
    facts = {"url": f"https://files.ofsted.gov.uk/v1/file/{int(sha(name)[:6], 16)}", **facts}
    entry = ManifestEntry(
        publication_id(sha(name)), f"raw/ofsted/{name}.pdf", sha(name), publisher="ofsted", **facts
    )
    append_entry(corpus, entry)
    return entry


def extract(
    corpus: Corpus,
    entry: ManifestEntry,
    *texts: str,
    finding_kind: str = "improvement",
    problems: tuple[Problem, ...] = (),
    version: str = "1",
    **values: Any,
) -> Extraction:
    """The extraction of a file, as the stage before would have written it."""
    identifier = entry.publication_id
    facts = {
        "authority_id": "quenby-vale",
        "publisher": "ofsted",
        "kind": "focused_visit",
        "title": "Focused visit to Quenby Vale",
        "published_date": "2024-03-26",
        "published_date_source": "printed",
        "event_date": "",
        "visit_start_date": "2024-02-29",
        "visit_end_date": "2024-03-01",
        "lead_inspector": "Odile Fenwick-Marsh",
        "framework": "",
        "page_count": 3,
        "status": "read",
        "label": "",
        "licence": "OGL-UK-3.0",
        "fetched_at": "2024-04-01T09:00:00Z",
        **{name: getattr(entry, name) for name in ("url", "file", "sha256", "media_type")},
        **values,
    }
    made = Extraction(
        fingerprint=content_id("made", identifier, version, *texts),
        publication=Publication(publication_id=identifier, **facts),
        judgements=(
            Judgement(content_id("judgement", identifier), identifier, "overall", "good", 1),
        ),
        findings=tuple(
            Finding(
                content_id("finding", identifier, normalised(text)),
                identifier,
                position,
                "What needs to improve",
                str(position),
                finding_kind,
                "council",
                text,
                1,
                1,
                ((1, 72.0, 100.5, 520.0, 120.0),),
            )
            for position, text in enumerate(texts, 1)
        ),
        problems=problems,
    )
    write_json(corpus.extracted / f"{identifier}.json", made.to_dict())
    return made


def empty_database() -> sqlite3.Connection:
    """Tables and views in memory, keys checked."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    create_tables(connection, TABLES)
    for view in VIEWS:
        connection.execute(f"CREATE VIEW {view.name} AS {view.select}")
    return connection


def put(connection: sqlite3.Connection, table: str, **values: Any) -> None:
    """One row; columns that are not named are NULL."""
    row = [values.pop(name, None) for name in TABLE[table].names]
    assert not values, f"{table} has no {', '.join(values)}"
    connection.execute(TABLE[table].insert_sql(), row)
