"""What findings.db is built from, and by which signs it is seen that something has changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.address import same_address
from pipeline.authorities import Authorities
from pipeline.corpus import Corpus
from pipeline.db.areas import areas_path
from pipeline.db.connect import open_database
from pipeline.db.fetched import read_fetched
from pipeline.db.links import link_fingerprints
from pipeline.db.metrics import read_metrics
from pipeline.db.plans import plan_fingerprints
from pipeline.db.tagged import with_tagged_sign
from pipeline.decisions import decisions_fingerprint
from pipeline.errors import DatabaseBusyError, DatabaseError
from pipeline.manifest import read_manifest
from pipeline.records import ManifestEntry, Problem
from pipeline.store import code_fingerprint, dumps, read_fingerprint

PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a build reads, but for the contents of the derived files.

    `base`: the sign of what concerns every row (code, authorities, areas). `fingerprints`: by
    publication; `plans`: by plan; `linked`: what was linked, by publication;
    `decisions`: all that people decided. `supersedes` and `withdrawn`: by publication, where there
    is something to say.
    """

    base: str
    authorities: Authorities
    fingerprints: dict[str, str]
    plans: dict[str, str]
    linked: dict[str, str]
    decisions: str
    not_extracted: tuple[str, ...]
    supersedes: dict[str, str]
    withdrawn: dict[str, str]
    sources: tuple[tuple[Any, ...], ...]
    metrics: tuple[tuple[Any, ...], ...]
    problems: tuple[Problem, ...]

    @property
    def versions(self) -> str:
        """The sign of what only manifest.jsonl and fetch_state.jsonl tell."""
        problems = sorted(problem.problem_id for problem in self.problems)
        versions = (sorted(self.supersedes.items()), sorted(self.withdrawn.items()))
        said = (*versions, self.sources, self.metrics, problems)
        return code_fingerprint((), dumps(said))

    def signs(self) -> dict[str, str]:
        """The rows of table `build_inputs`."""
        own = {"base": self.base, "versions": self.versions, "decisions": self.decisions}
        return {**self.fingerprints, **self.plans, **self.linked, **own}


@dataclass(frozen=True, slots=True)
class Held:
    """What the database of the last build says of itself; all empty where there is none."""

    signs: dict[str, str] = field(default_factory=dict)
    publication_ids: frozenset[str] = frozenset()
    problem_ids: frozenset[str] = frozenset()
    runs: tuple[tuple[str, ...], ...] = ()


def read_inputs(corpus: Corpus) -> Inputs:
    """Look at the data folder. Publications that the manifest does not name do not count."""
    # A later line about the same file says what became known later.
    entries = {entry.publication_id: entry for entry in read_manifest(corpus)}
    fingerprints = {}
    for publication_id in sorted(entries):
        fingerprint = publication_fingerprint(corpus, publication_id)
        if fingerprint:
            fingerprints[publication_id] = fingerprint
    held = [entry for entry in entries.values() if entry.publication_id in fingerprints]
    fetched = read_fetched(corpus, held)
    return Inputs(
        base=_base(corpus),
        authorities=Authorities.load(corpus.authorities),
        fingerprints=fingerprints,
        plans=plan_fingerprints(corpus),
        linked=link_fingerprints(corpus, fingerprints),
        decisions=decisions_fingerprint(corpus),
        not_extracted=tuple(p for p in entries if p not in fingerprints),
        supersedes={**_supersedes(held), **fetched.replaces},
        withdrawn=fetched.withdrawn,
        sources=fetched.sources,
        metrics=read_metrics(corpus),
        problems=fetched.problems,
    )


def publication_fingerprint(corpus: Corpus, publication_id: str) -> str:
    """The sign of all derived files on one publication; '' while there is no extraction."""
    fingerprint = read_fingerprint(corpus.extracted / f"{publication_id}.json")
    return with_tagged_sign(corpus, publication_id, fingerprint)


def read_held(path: Path) -> Held:
    """What the last build left. A damaged database, or one of another version, left nothing.

    Raises DatabaseBusyError where another program keeps it locked.
    """
    try:
        connection = open_database(path)
    except DatabaseBusyError:
        raise
    except DatabaseError:
        return Held()
    with closing(connection):
        try:
            return Held(
                signs=dict(map(tuple, connection.execute("SELECT * FROM build_inputs"))),
                publication_ids=_ids(connection, "SELECT publication_id FROM publications"),
                problem_ids=_ids(connection, "SELECT problem_id FROM problems"),
                runs=tuple(map(tuple, connection.execute("SELECT * FROM runs ORDER BY run_id"))),
            )
        except sqlite3.DatabaseError:
            return Held()


def _ids(connection: sqlite3.Connection, query: str) -> frozenset[str]:
    return frozenset(row[0] for row in connection.execute(query))


def _base(corpus: Corpus) -> str:
    code = [*PACKAGE.glob("db/*.py"), PACKAGE / "records.py", PACKAGE / "authority_list.py"]
    data = [*PACKAGE.glob("data/*.csv"), areas_path()]
    own = [corpus.authorities] if corpus.authorities.exists() else []
    return code_fingerprint([*code, *data, *own])


def _supersedes(entries: list[ManifestEntry]) -> dict[str, str]:
    """Each publication that came to an address after another one, and that other one."""
    latest: dict[str, str] = {}
    supersedes = {}
    for entry in entries:
        if entry.url:
            address = same_address(entry.url)
            if address in latest:
                supersedes[entry.publication_id] = latest[address]
            latest[address] = entry.publication_id
    return supersedes
