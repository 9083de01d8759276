"""A few changed publications are written in one transaction, and end as in a full build."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus import Corpus
from pipeline.db import build as building
from pipeline.db import connect
from pipeline.db.build import HALF, build
from pipeline.db.connect import open_database
from pipeline.db.restate import Passage, Sources
from pipeline.db.tables import TABLES
from pipeline.decisions import append_decisions, new_decision
from pipeline.extract.mentions import find_mentions
from pipeline.records import (
    Action,
    Extraction,
    Link,
    ManifestEntry,
    Plan,
    PlanExtraction,
    Recurrence,
    content_id,
    link_id,
    plan_id,
)
from pipeline.store import read_json, write_json
from tests.conftest import REPOSITORY
from tests.made import add, extract, folder, sha

AUTHORITIES = ("quenby-vale", "tolverne", "")
SAID = (
    "The frequency of supervision and the monitoring of children who are subject to planning.",
    "The capacity of social workers to hold cases, so that they can respond to children in need.",
    "The frequency of supervision and the monitoring of children subject to planning.",
    "Ofsted carried out a focused visit to Quenby Vale on 7 July 2021.",
    "The inspection in 2021 found that the capacity of social workers to hold cases is low.",
    "Early help is well known to schools.",
)
KINDS = ("focused_visit", "committee_report", "ilacs_inspection")
DAYS = ("2020-03-02", "2021-07-07", "2022-09-05", "")


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return folder(tmp_path / "corpus")


def put(corpus: Corpus, entry: ManifestEntry, *texts: str, **facts: str) -> Extraction:
    """An extraction with its mentions, new whenever anything of it is."""
    made = extract(corpus, entry, *texts, version=repr(sorted(facts.items())), **facts)
    made = replace(made, mentions=find_mentions(made.publication, made.findings))
    write_json(corpus.extracted / f"{entry.publication_id}.json", made.to_dict())
    return made


class Made:
    """A folder in which publications, a plan, links and decisions come, change and go."""

    def __init__(self, root: Path) -> None:
        self.corpus = folder(root)
        self.entries = {slot: add(self.corpus, slot) for slot in SLOTS}

    def put(self, slot: str, texts: list[str], facts: dict[str, str]) -> None:
        put(self.corpus, self.entries[slot], *texts, visit_end_date="", **facts)

    def drop(self, slot: str) -> None:
        self.path(slot).unlink(missing_ok=True)

    def plan(self, version: int) -> None:
        identifier = plan_id(sha("plan"))
        texts = (f"Review supervision, round {version}.", "Recruit two further managers.")
        actions = tuple(
            Action(content_id("a", identifier, text), identifier, place, text, str(place))
            for place, text in enumerate(texts, 1)
        )
        plan = Plan(identifier, "quenby-vale", "Plan", "", "plans/p.csv", "", sha("plan"))
        made = PlanExtraction(content_id("made", str(version)), plan, actions)
        write_json(self.corpus.extracted_plans / f"{identifier}.json", made.to_dict())

    def link(self, slot: str, earlier: str, version: int) -> None:
        """What `link` may have found when both were there; since then either may have gone."""
        text = f"Review supervision, round {version}."
        action = content_id("a", plan_id(sha("plan")), text)
        finding, before = self.finding(slot), self.finding(earlier)
        link = Link(link_id(finding, action), finding, action, 0.5, "full", "suggested", "{}")
        recurrence = Recurrence(finding, before, 0.5, "suggested", {"words": "supervision"})
        identifier = self.entries[slot].publication_id
        values = {
            "fingerprint": content_id("linked", finding, before, action),
            "publication_id": identifier,
            "links": [link.to_dict()],
            "recurrences": [recurrence.to_dict()],
        }
        write_json(self.corpus.linked / f"{identifier}.json", values)

    def decide(self, slot: str, earlier: str, verdict: str) -> None:
        one, other = self.finding(slot), self.finding(earlier)
        decision = new_decision(
            decided_by="a person", kind="recurrence", verdict=verdict, target=f"{one}|{other}",
            finding_id=one, other=other, finding_text=SAID[0], other_text=SAID[1],
            publication_id=self.entries[slot].publication_id,
            other_publication_id=self.entries[earlier].publication_id,
        )  # fmt: skip
        append_decisions(self.corpus, [decision])

    def path(self, slot: str) -> Path:
        return self.corpus.extracted / f"{self.entries[slot].publication_id}.json"

    def finding(self, slot: str) -> str:
        if not self.path(slot).exists():
            return content_id("finding", slot)
        return Extraction.from_dict(read_json(self.path(slot))).findings[0].finding_id


def dump(path: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(path)) as db:
        for table in TABLES:
            if table.search:
                name = f"{table.name}_fts"
                db.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {
            table.name: sorted(db.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)
            for table in TABLES
            if table.name not in ("runs", "sources")
        }


SLOTS = [f"letter {number}" for number in range(5)]
slots = st.sampled_from(SLOTS)
puts = st.tuples(
    st.just("put"),
    slots,
    st.lists(st.sampled_from(SAID), min_size=1, max_size=4, unique=True),
    st.fixed_dictionaries(
        {
            "authority_id": st.sampled_from(AUTHORITIES),
            "kind": st.sampled_from(KINDS),
            "published_date": st.sampled_from(DAYS),
            "visit_start_date": st.sampled_from(DAYS),
            "status": st.sampled_from(("read", "read", "read", "unreadable")),
        }
    ),
)
steps = st.one_of(
    puts,
    puts,
    st.tuples(st.just("drop"), slots),
    st.tuples(st.just("link"), slots, slots, st.integers(1, 2)),
    st.tuples(st.just("plan"), st.integers(1, 2)),
    st.tuples(st.just("decide"), slots, slots, st.sampled_from(("confirm", "reject"))),
)


@settings(max_examples=8)
@given(st.lists(st.lists(steps, min_size=1, max_size=3), min_size=2, max_size=5))
def test_whatever_changes_the_database_is_that_of_a_full_build(rounds: list[list[tuple]]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        made = Made(Path(temporary) / "corpus")
        corpus = made.corpus
        build(corpus)
        for changes in rounds:
            for name, *values in changes:
                getattr(made, name)(*values)
            build(corpus)
            step_by_step = dump(corpus.database)
            kept = corpus.root / "kept.db"
            corpus.database.rename(kept)
            assert build(corpus).how == "full"
            assert dump(corpus.database) == step_by_step
            kept.replace(corpus.database)


passages = st.builds(
    Passage,
    st.uuids().map(str),
    st.sampled_from(("pub-1", "pub-2", "pub-3")),
    st.sampled_from(DAYS),
    st.booleans(),
    st.lists(st.sampled_from(" ".join(SAID).split()), min_size=1, max_size=16).map(" ".join),
)


@given(passages, st.lists(passages, max_size=12), st.sets(st.sampled_from(("pub-1", "pub-2"))))
def test_looking_up_sources_by_their_rare_words_loses_none(passage, sources, mentioned):
    class All(Sources):
        def near(self, passage):
            return iter(sources)

    found = Sources(sources).source_of(passage, mentioned)
    assert found == All(sources).source_of(passage, mentioned)


def test_readers_see_a_change_at_once_and_the_file_stays_the_same(corpus):
    put(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    before = corpus.database.stat().st_ino
    with closing(open_database(corpus.database)) as reader:
        count = "SELECT COUNT(*) FROM findings_fts WHERE findings_fts MATCH 'visits'"
        assert reader.execute(count).fetchone()[0] == 0
        put(corpus, add(corpus, "b"), "Visits are late.")
        assert build(corpus).how == "incremental"
        assert reader.execute(count).fetchone()[0] == 1
    assert corpus.database.stat().st_ino == before
    assert not (corpus.root / HALF).exists()


def test_a_fault_in_the_middle_leaves_everything_as_it_was(corpus, monkeypatch):
    put(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    before = corpus.database.read_bytes()

    def fail(*_):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("pipeline.db.fill.apply_decisions", fail)
    put(corpus, add(corpus, "b"), "Visits are late.")
    with pytest.raises(RuntimeError):
        build(corpus)
    assert corpus.database.read_bytes() == before


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from pipeline.corpus import Corpus
from pipeline.db import build, connect

class Dying(sqlite3.Connection):
    # Pages go to the file before the end, so that there is something to undo.
    def execute(self, query, *values):
        if query == "PRAGMA cache_spill = OFF":
            query = "PRAGMA cache_size = 1"
        if query == "COMMIT":
            os._exit(9)
        return super().execute(query, *values)

plain = sqlite3.connect
connect.sqlite3.connect = lambda *a, **k: plain(*a, factory=Dying, **k)
build.build(Corpus(Path(sys.argv[1])))
"""


def kill_in_the_middle(corpus: Corpus) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(corpus.root)], cwd=REPOSITORY, check=False
    )
    assert done.returncode == 9
    journal = (corpus.root / "findings.db-journal").read_bytes()
    assert journal.startswith(bytes.fromhex("d9d505f9"))  # else there is nothing to undo


def test_what_a_kill_in_the_middle_left_is_undone_for_the_next_reader(corpus):
    put(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    before = dump(corpus.database)
    put(corpus, add(corpus, "b"), "Visits are late.")
    kill_in_the_middle(corpus)
    with closing(open_database(corpus.database)) as reader:
        assert reader.execute("SELECT COUNT(*) FROM findings").fetchone()[0] == 1
    assert dump(corpus.database) == before
    assert build(corpus).findings == 2


@pytest.mark.parametrize("damage", [False, True])
def test_the_journal_of_a_killed_change_is_not_played_into_a_new_database(corpus, damage):
    put(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    put(corpus, add(corpus, "b"), "Visits are late.")
    kill_in_the_middle(corpus)
    if damage:
        corpus.database.write_bytes(b"no database")
    corpus.authorities.unlink()
    assert build(corpus).how == "full"
    assert not (corpus.root / "findings.db-journal").exists()
    assert len(dump(corpus.database)["findings"]) == 2


def test_beside_a_reader_that_does_not_let_go_a_copy_is_changed(corpus, monkeypatch):
    monkeypatch.setattr(connect, "PATIENCE_TO_CHANGE", 0.1)
    put(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    before = corpus.database.stat().st_ino
    with closing(open_database(corpus.database)) as reader:
        reading = reader.execute("SELECT text FROM findings UNION ALL SELECT 'end'")
        assert reading.fetchone()[0] == "Plans drift."
        put(corpus, add(corpus, "b"), "Visits are late.")
        assert build(corpus).how == "incremental"
        assert [row[0] for row in reading] == ["end"]
    assert corpus.database.stat().st_ino != before
    assert len(dump(corpus.database)["findings"]) == 2


def test_many_changes_are_made_aside(corpus, monkeypatch):
    put(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    before = corpus.database.stat().st_ino
    monkeypatch.setattr(building, "FEW", 2)
    for name in "bc":
        put(corpus, add(corpus, name), "Visits are late.")
    assert build(corpus).how == "incremental"
    assert corpus.database.stat().st_ino != before


def test_removed_texts_leave_no_bytes_in_the_file(corpus):
    entry = add(corpus, "a")
    put(corpus, entry, "Xylographer reports drift.")
    put(corpus, add(corpus, "b"), "Plans drift.")
    build(corpus)
    (corpus.extracted / f"{entry.publication_id}.json").unlink()
    build(corpus)
    assert b"Xylographer" not in corpus.database.read_bytes()
