"""Fill a database: all of it, or only what changed since the last build.

What a change costs does not grow with the database, but for its counts: it is what the
publication itself has, and what hangs together with it, which is never more than the publications
of its authority, of the predecessors and the successors. Only when a plan or a decision changed
are all links written again.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from pipeline.corpus import Corpus
from pipeline.db.across import (
    authorities_of,
    authority_lines,
    connect_publications,
    papers_repeating,
)
from pipeline.db.areas import areas_path, read_areas
from pipeline.db.decided import apply_decisions
from pipeline.db.inputs import Held, Inputs
from pipeline.db.links import (
    DELETE_ALL_LINKS,
    DELETE_LINKS,
    SIGN,
    change_links,
    link_rows,
    publications_on,
)
from pipeline.db.plans import DELETE_PLANS, plan_rows
from pipeline.db.rows import (
    DELETE_PUBLICATION,
    Row,
    Rows,
    authority_rows,
    problem_rows,
    publication_rows,
)
from pipeline.db.schema import TOKENIZER, create_tables
from pipeline.db.tables import TABLE, TABLES
from pipeline.db.tagged import tag_rows
from pipeline.db.views import VIEWS
from pipeline.errors import CorpusError
from pipeline.records import Extraction
from pipeline.store import read_json

Progress = Callable[[int, int], None]
"""Called with the number of publications done and of all."""


@dataclass(slots=True)
class Filling:
    """One build on the way: what it reads, what the database held before, where it writes."""

    corpus: Corpus
    inputs: Inputs
    held: Held
    progress: Progress | None = None
    connection: sqlite3.Connection = field(init=False)
    rows: dict[str, list[Row]] = field(init=False)

    def begin(self, connection: sqlite3.Connection) -> None:
        """Write into this database from here on."""
        self.connection = connection
        self.rows = defaultdict(list)

    @property
    def stale(self) -> list[str]:
        """The publications that changed since the last build, or were not there."""
        signs = self.held.signs
        return [p for p, sign in self.inputs.fingerprints.items() if signs.get(p) != sign]

    @property
    def vanished(self) -> list[str]:
        """The publications of the last build that are no longer there."""
        return sorted(self.held.publication_ids - self.inputs.fingerprints.keys())

    @property
    def plans_changed(self) -> bool:
        """Whether any plan was read anew, came or went since the last build."""
        signs = self.held.signs
        return self.inputs.plans != {p: s for p, s in signs.items() if p.startswith("plan-")}

    @property
    def decided(self) -> bool:
        """Whether anything was decided since the last build."""
        return self.inputs.decisions != self.held.signs.get("decisions", "")

    def all(self) -> None:
        """A new database: tables and rows first, then indexes, search and views over them."""
        create_tables(self.connection, TABLES)
        self._add(authority_rows(self.inputs.authorities))
        self._add(("areas", row) for row in read_areas(areas_path()))
        self._add(("runs", run) for run in self.held.runs)
        self._add_publications(self.inputs.fingerprints)
        self._add_plans()
        self._finish({})
        self._add_links(self.inputs.fingerprints)
        for table in TABLES:
            for statement in table.index_sql():
                self.connection.execute(statement)
        # After the indexes, which it needs, and before the triggers, which it would set off.
        connect_publications(self.connection, self.inputs.authorities)
        apply_decisions(self.corpus, self.connection)
        self.connection.commit()
        database = Database(self.connection)
        for table in TABLES:
            if table.search:
                database.table(table.name).enable_fts(
                    table.search, tokenize=TOKENIZER, create_triggers=True
                )
        for view in VIEWS:
            database.create_view(view.name, view.select.strip())

    def changes(self) -> None:
        """Into the last database, or a copy, what changed; triggers keep search in step."""
        stale = self.stale
        gone = [*self.vanished, *(p for p in stale if p in self.held.publication_ids)]
        touched = authorities_of(self.connection, gone)
        unsure = papers_repeating(self.connection, gone)
        for statement in (*DELETE_LINKS, *DELETE_PUBLICATION):
            self.connection.executemany(statement, ((p,) for p in gone))
        self._add_publications(stale)
        if self.plans_changed:
            for statement in DELETE_PLANS:
                self.connection.execute(statement)
            self._add_plans()
        self._finish(self.held.signs)
        touched |= authorities_of(self.connection, stale)
        connect_publications(
            self.connection, self.inputs.authorities, touched, frozenset(stale), unsure
        )
        self._change_links(touched)
        apply_decisions(self.corpus, self.connection)

    def _change_links(self, touched: set[str]) -> None:
        """Write the links again of what was linked anew, and of all that those touched stand by."""
        if self.plans_changed or self.decided:
            for statement in DELETE_ALL_LINKS:
                self.connection.execute(statement)
            self._add_links(self.inputs.fingerprints)
            return
        signs, linked = self.held.signs, self.inputs.linked
        held = {name for name in signs if name.startswith(SIGN)}
        names = {name for name in linked.keys() | held if linked.get(name) != signs.get(name)}
        lines = authority_lines(self.inputs.authorities)
        near = {other for one in touched for other in lines.get(one, {one})}
        wanted = {name.removeprefix(SIGN) for name in names}
        wanted |= publications_on(self.connection, near)
        wanted &= self.inputs.fingerprints.keys()
        change_links(self.corpus, self.connection, wanted)

    def _finish(self, held: Mapping[str, str]) -> None:
        """Write the rows, and what only the data folder as a whole can tell.

        `held`: the rows of `build_inputs` that are there already.
        """
        self.connection.execute("DELETE FROM problems WHERE stage = 'fetch'")
        self.connection.execute("DELETE FROM sources")
        self._add(("sources", source) for source in self.inputs.sources)
        self.connection.execute("DELETE FROM metrics")
        self._add(("metrics", metric) for metric in self.inputs.metrics)
        self._add(problem_rows(self.inputs.problems))
        signs = self.inputs.signs()
        self.connection.executemany(
            "DELETE FROM build_inputs WHERE input_id = ?",
            [(name,) for name, sign in held.items() if signs.get(name) != sign],
        )
        changed = {name: sign for name, sign in signs.items() if held.get(name) != sign}
        self._add(("build_inputs", sign) for sign in sorted(changed.items()))
        for table in TABLES:
            self.connection.executemany(table.insert_sql(), self.rows.pop(table.name, ()))
        self._write_versions()

    def _write_versions(self) -> None:
        """Write which publication took the place of which, and when one was withdrawn."""
        said = self.connection.execute(
            "SELECT publication_id, supersedes_id, withdrawn_date FROM publications "
            "WHERE supersedes_id IS NOT NULL OR withdrawn_date IS NOT NULL"
        )
        supersedes, withdrawn = self.inputs.supersedes, self.inputs.withdrawn
        held = {row[0]: (row[1], row[2]) for row in said}
        wanted = {
            p: (supersedes.get(p), withdrawn.get(p))
            for p in supersedes.keys() | withdrawn.keys()
            if p in self.inputs.fingerprints
        }
        self.connection.executemany(
            "UPDATE publications SET supersedes_id = ?, withdrawn_date = ? "
            "WHERE publication_id = ?",
            [
                (*wanted.get(p, (None, None)), p)
                for p in sorted(held.keys() | wanted.keys())
                if held.get(p) != wanted.get(p)
            ],
        )

    def _add(self, rows: Rows) -> None:
        for table, row in rows:
            self.rows[table].append(row)

    def _add_plans(self) -> None:
        self._add(plan_rows(self.corpus, sorted(self.inputs.plans), self.inputs.authorities))

    def _add_links(self, publication_ids: Collection[str]) -> None:
        self._add(link_rows(self.corpus, self.connection, publication_ids))
        for name in ("links", "recurrences"):
            self.connection.executemany(TABLE[name].insert_sql(), self.rows.pop(name, ()))

    def _add_publications(self, publication_ids: Iterable[str]) -> None:
        wanted = list(publication_ids)
        for done, publication_id in enumerate(wanted, 1):
            extraction = read_extraction(self.corpus, publication_id)
            self._add(publication_rows(extraction, self.inputs.authorities))
            known = {finding.finding_id for finding in extraction.findings}
            self._add(tag_rows(self.corpus, publication_id, known))
            if self.progress:
                self.progress(done, len(wanted))


def read_extraction(corpus: Corpus, publication_id: str) -> Extraction:
    """The extraction of one publication. CorpusError where the file cannot be understood."""
    path = corpus.extracted / f"{publication_id}.json"
    values = read_json(path)
    try:
        return Extraction.from_dict(values)
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"{path} is damaged or of another version; delete it and run 'letters run' again"
        ) from error
