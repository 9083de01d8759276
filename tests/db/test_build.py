from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.address import same_address
from pipeline.corpus import Corpus
from pipeline.db import connect
from pipeline.db.areas import areas_path, read_areas
from pipeline.db.build import HALF, build
from pipeline.db.connect import copy_database, open_database
from pipeline.db.tables import TABLES
from pipeline.errors import CorpusError, DatabaseBusyError, DatabaseError, UsageError
from pipeline.records import Problem
from pipeline.store import append_line
from tests.made import add, extract, folder

UNSTEADY = ("runs", "sources")


@pytest.fixture
def corpus(tmp_path):
    return folder(tmp_path / "corpus")


def dump(path: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(path)) as db:
        return {
            table.name: sorted(db.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)
            for table in TABLES
            if table.name not in UNSTEADY
        }


def rows(corpus, query, *values):
    with closing(sqlite3.connect(corpus.database)) as db:
        for table in TABLES:
            if table.search:
                name = f"{table.name}_fts"
                db.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
        return db.execute(query, values).fetchall()


def found(corpus, words):
    query = "SELECT rowid FROM findings_fts WHERE findings_fts MATCH ?"
    return len(rows(corpus, query, words))


def assert_like_a_full_build(corpus):
    incremental = dump(corpus.database)
    corpus.database.unlink()
    assert build(corpus).how == "full"
    assert dump(corpus.database) == incremental


def test_a_publication_with_all_that_belongs_to_it(corpus):
    entry = add(corpus, "a", fetched_at="2024-04-01T09:00:00Z")
    problem = Problem("extract", "odd_page", "page 2 has no text", entry.publication_id, entry.file)
    extract(corpus, entry, "Supervision is irregular.", "Plans drift.", problems=(problem,))
    waiting = add(corpus, "b")
    summary = build(corpus)
    assert (summary.how, summary.publications, summary.findings) == ("full", 1, 2)
    assert (summary.judgements, summary.problems) == (1, 1)
    assert summary.new == (entry.publication_id,)
    assert summary.not_extracted == (waiting.publication_id,)
    assert summary.new_problems == (problem,)
    assert rows(corpus, "SELECT authority_id, event_date, page_count FROM publications") == [
        ("quenby-vale", None, 3)
    ]
    assert rows(corpus, "SELECT text, page, boxes FROM findings ORDER BY position")[0] == (
        "Supervision is irregular.",
        1,
        "[[1,72.0,100.5,520.0,120.0]]",
    )
    assert found(corpus, "supervised") == 1


def test_authorities_areas_and_what_made_it_are_in_the_database(corpus):
    build(corpus)
    assert rows(corpus, "SELECT COUNT(*) FROM authorities") == [(162,)]
    assert rows(
        corpus,
        "SELECT n.neighbour_id FROM authority_neighbours n WHERE authority_id = 'barnet' "
        "ORDER BY rank LIMIT 2",
    ) == [("waltham-forest",), ("reading",)]
    assert rows(
        corpus,
        "SELECT successor_id, changed_on FROM authority_successions WHERE predecessor_id = ?",
        "poole",
    ) == [("bournemouth-christchurch-and-poole", "2019-04-01")]
    areas = rows(corpus, "SELECT area_id, theme, label, framework FROM areas")
    assert ("supervision", "Workforce", "Supervision", '["enabler-2","enabler-3"]') in areas
    [(version, counts)] = rows(corpus, "SELECT version, counts FROM runs")
    assert version
    assert json.loads(counts)["new_publications"] == []


def test_nothing_new_leaves_the_file_as_it_is(corpus):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    before = corpus.database.stat()
    summary = build(corpus)
    assert (summary.how, summary.findings, summary.new) == ("unchanged", 1, ())
    after = corpus.database.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert rows(corpus, "SELECT COUNT(*) FROM runs") == [(1,)]


def test_new_changed_and_vanished_publications_end_as_in_a_full_build(corpus):
    kept, changed, gone = (add(corpus, name) for name in ("kept", "changed", "gone"))
    for entry in (kept, changed, gone):
        extract(corpus, entry, f"Visits are late in {entry.publication_id}.", "Plans drift.")
    build(corpus)
    new = add(corpus, "new", url=kept.url)
    extract(corpus, new, "Foster carers wait for training.")
    problem = Problem("extract", "odd_page", "page 2 has no text", changed.publication_id)
    extract(corpus, changed, "Return home interviews are rare.", problems=(problem,), title="")
    lines = corpus.manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    corpus.manifest.write_text(
        "".join(line for line in lines if gone.publication_id not in line), encoding="utf-8"
    )
    summary = build(corpus)
    assert (summary.how, summary.new) == ("incremental", (new.publication_id,))
    assert (summary.changed, summary.removed) == (1, 1)
    assert summary.new_problems == (problem,)
    assert (found(corpus, "visits"), found(corpus, "interview"), found(corpus, "plan")) == (1, 1, 1)
    assert_like_a_full_build(corpus)


def test_a_later_file_at_the_same_address_supersedes_the_earlier(corpus):
    old = add(corpus, "old", url="https://files.api.ofsted.gov.uk/v1/file/50004012")
    lost = add(corpus, "lost", url="https://files.ofsted.gov.uk/v1/file/50004012")
    new = add(corpus, "new", url="https://files.ofsted.gov.uk/v1/file/50004012")
    extract(corpus, old, "Plans drift.")
    build(corpus)
    extract(corpus, new, "Plans drift.")
    build(corpus)
    query = "SELECT supersedes_id FROM publications WHERE publication_id = ?"
    assert rows(corpus, query, new.publication_id) == [(old.publication_id,)]
    extract(corpus, lost, "Plans drift.")
    assert build(corpus).how == "incremental"
    assert rows(corpus, query, new.publication_id) == [(lost.publication_id,)]
    assert rows(corpus, query, lost.publication_id) == [(old.publication_id,)]
    assert_like_a_full_build(corpus)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://files.ofsted.gov.uk/v1/file/5", "http://files.api.ofsted.gov.uk/v1/file/5", True),
        ("https://files.ofsted.gov.uk/v1/file/5", "https://files.ofsted.gov.uk/v1/file/50", False),
        ("https://Vale.example/a.pdf#page=2", "http://vale.example/a.pdf", True),
        ("https://vale.example/doc?id=1", "https://vale.example/doc?id=2", False),
        ("https://vale.example/A.pdf", "https://vale.example/a.pdf", False),
    ],
)
def test_one_document_may_have_several_addresses(one, other, same):
    assert (same_address(one) == same_address(other)) is same


def test_what_fetch_knows_of_an_address_is_said_of_the_publication(corpus):
    entry = add(corpus, "a")
    extract(corpus, entry, "Plans drift.")
    build(corpus)
    append_line(corpus.fetch_state, {"url": entry.url, "etag": "x"})
    append_line(corpus.fetch_state, {"url": entry.url, "withdrawn_date": "2025-01-02"})
    problem = Problem("fetch", "not_found", "https://vale.example/b: 404")
    append_line(corpus.raw / "fetch_problems.jsonl", problem.to_dict())
    source = {"source_id": "vale", "publisher": "council", "listed": 2, "held": 1, "state": "quiet"}
    append_line(corpus.raw / "sources_state.jsonl", source)
    summary = build(corpus)
    assert summary.how == "incremental"
    assert rows(corpus, "SELECT withdrawn_date FROM publications") == [("2025-01-02",)]
    assert rows(corpus, "SELECT stage, reason, detail FROM problems") == [
        ("fetch", "not_found", "https://vale.example/b: 404")
    ]
    assert rows(corpus, "SELECT source_id, listed, held, state FROM sources") == [
        ("vale", 2, 1, "quiet")
    ]
    (corpus.raw / "fetch_problems.jsonl").write_text("", encoding="utf-8")
    build(corpus)
    assert rows(corpus, "SELECT * FROM problems") == []
    assert_like_a_full_build(corpus)


def test_an_amended_report_under_a_new_address_supersedes_the_one_before(corpus):
    old, new = add(corpus, "a"), add(corpus, "b")
    extract(corpus, old, "Plans drift.")
    extract(corpus, new, "Plans still drift.")
    line = {"url": new.url, "publication_id": new.publication_id, "replaces_id": old.publication_id}
    append_line(corpus.fetch_state, line)
    build(corpus)
    said = "SELECT publication_id FROM publications WHERE supersedes_id IS NOT NULL"
    assert rows(corpus, said) == [(new.publication_id,)]


def test_an_authority_in_no_list_is_a_problem_until_it_is_added(corpus):
    extract(corpus, add(corpus, "a"), "Plans drift.", authority_id="wick-end")
    summary = build(corpus)
    assert [p.reason for p in summary.new_problems] == ["unknown_authority"]
    assert rows(corpus, "SELECT authority_id FROM publications") == [(None,)]
    with corpus.authorities.open("a", encoding="utf-8") as file:
        file.write("Wick End,wick-end,E99000093,South West,county\n")
    assert build(corpus).how == "full"
    assert rows(corpus, "SELECT authority_id FROM publications") == [("wick-end",)]


def test_a_rebuild_calls_new_only_what_was_not_there(corpus):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    new = add(corpus, "b")
    extract(corpus, new, "Visits are late.")
    corpus.authorities.unlink()
    summary = build(corpus)
    assert (summary.how, summary.new) == ("full", (new.publication_id,))
    runs = rows(corpus, "SELECT counts FROM runs ORDER BY run_id")
    assert [len(json.loads(counts)["new_publications"]) for (counts,) in runs] == [1, 1]


@pytest.mark.parametrize(
    "content", [b"", b"no database at all", b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_damaged_database_is_built_anew(corpus, content):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    corpus.database.write_bytes(content)
    assert build(corpus).how == "full"
    assert found(corpus, "drift") == 1


def test_pages_damaged_since_the_last_build_are_not_carried_on(corpus):
    for name in "abcdef":
        extract(corpus, add(corpus, name), *(f"Plans drift {name} {n}." for n in range(40)))
    build(corpus)
    data = bytearray(corpus.database.read_bytes())
    with closing(sqlite3.connect(corpus.database)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'judgements'").fetchone()
    data[(root[0] - 1) * 4096 : root[0] * 4096] = b"\xff" * 4096
    corpus.database.write_bytes(data)
    extract(corpus, add(corpus, "g"), "Visits are late.")
    assert build(corpus).how == "full"
    assert (found(corpus, "visits"), found(corpus, "drift")) == (1, 240)


def test_a_damaged_extraction_is_named_and_the_database_stays(corpus):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    bad = add(corpus, "b")
    path = corpus.extracted / f"{bad.publication_id}.json"
    path.write_text('{"fingerprint":"x"}', encoding="utf-8")
    with pytest.raises(CorpusError, match=f"{bad.publication_id}.json is damaged"):
        build(corpus)
    assert found(corpus, "drift") == 1
    assert not (corpus.root / HALF).exists()


def test_readers_keep_what_they_had_open_and_a_killed_build_leaves_nothing(corpus):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    (corpus.root / HALF).write_bytes(b"half written, then killed")
    with closing(sqlite3.connect(corpus.database)) as reader:
        cursor = reader.execute("SELECT text FROM findings")
        extract(corpus, add(corpus, "b"), "Visits are late.")
        build(corpus)
        assert cursor.fetchall() == [("Plans drift.",)]
    assert not (corpus.root / HALF).exists()
    assert found(corpus, "late") == 1


def refuse_rename(source, target):
    raise PermissionError(13, "in use")


def test_where_an_open_file_cannot_be_replaced_its_pages_are(corpus, monkeypatch):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    monkeypatch.setattr(connect, "rename", refuse_rename)
    with closing(sqlite3.connect(corpus.database)) as reader:
        reader.execute("SELECT COUNT(*) FROM findings").fetchone()
        extract(corpus, add(corpus, "b"), "Visits are late.")
        build(corpus)
        assert reader.execute("SELECT COUNT(*) FROM findings").fetchone() == (2,)
    assert_like_a_full_build(corpus)


def test_a_database_in_use_all_the_time_says_what_to_do(corpus, monkeypatch):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    monkeypatch.setattr(connect, "rename", refuse_rename)
    monkeypatch.setattr(connect, "PATIENCE", 0.2)
    with closing(sqlite3.connect(corpus.database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM authorities").fetchone()
        extract(corpus, add(corpus, "b"), "Visits are late.")
        with pytest.raises(DatabaseError, match="locked: close it"):
            build(corpus)
    assert found(corpus, "late") == 0
    assert build(corpus).findings == 2


def test_write_ahead_mode_of_a_user_does_not_stay_or_do_harm(corpus):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    with closing(sqlite3.connect(corpus.database)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE notes (note)")
        other.commit()
        extract(corpus, add(corpus, "b"), "Visits are late.")
        with pytest.raises(DatabaseError, match=r"keeps changes in findings\.db-wal"):
            build(corpus)
    assert build(corpus).findings == 2
    assert rows(corpus, "PRAGMA journal_mode") == [("delete",)]


def test_a_log_that_a_killed_program_left_does_no_harm(corpus):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    build(corpus)
    log = corpus.root / "findings.db-wal"
    with closing(sqlite3.connect(corpus.database)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("DELETE FROM findings")
        other.commit()
        left = log.read_bytes()
    log.write_bytes(left)
    extract(corpus, add(corpus, "b"), "Visits are late.")
    build(corpus)
    assert not log.exists()
    assert found(corpus, "late") == 1


def test_progress_counts_what_is_built(corpus):
    for name in ("a", "b"):
        extract(corpus, add(corpus, name), "Plans drift.")
    seen = []
    build(corpus, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_every_area_has_a_theme_and_a_definition():
    areas = read_areas(areas_path())
    assert len(areas) == len({area[0] for area in areas}) > 40
    assert all(all(area) for area in areas)


def test_a_list_of_areas_that_cannot_be_read_says_so(tmp_path):
    path = tmp_path / "areas.yaml"
    path.write_text("themes: [{label: x}]", encoding="utf-8")
    with pytest.raises(UsageError, match="is no list of themes and areas"):
        read_areas(path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CorpusError, match="there is no data folder"):
        build(Corpus(tmp_path / "nowhere"))


def test_what_was_evaluated_is_in_the_database(corpus):
    extract(corpus, add(corpus, "a"), "Plans drift.")
    figures = {"metric": "metadata.kind", "value": 0.5, "low": 0.1, "high": 0.9, "support": 2}
    figures |= {"gold": "mine", "area_id": ""}
    (corpus.root / "metrics.json").write_text(json.dumps({"metrics": {"metadata.kind": figures}}))
    build(corpus)
    assert rows(corpus, "SELECT metric, area_id, value, support, gold FROM metrics") == [
        ("metadata.kind", None, 0.5, 2, "mine")
    ]
    assert_like_a_full_build(corpus)


@pytest.mark.parametrize("days", [-400, 0, 400])
def test_the_last_run_is_the_last_whatever_the_clock_says(corpus, monkeypatch, days):
    extract(corpus, add(corpus, "one"), "Visits are late.")
    build(corpus)
    later = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="milliseconds")
    monkeypatch.setattr("pipeline.db.build._now", lambda: later.replace("+00:00", "Z"))
    for name in ("two", "three"):
        entry = add(corpus, name)
        extract(corpus, entry, f"Plans of {name} are late.")
        build(corpus)
        with closing(open_database(corpus.database)) as db:
            last = db.execute("SELECT counts FROM runs ORDER BY run_id DESC").fetchone()[0]
        assert entry.publication_id in last


def test_a_lock_that_is_taken_while_the_database_is_copied_is_not_waited_for_for_ever(
    corpus, monkeypatch
):
    extract(corpus, add(corpus, "one"), "Visits are late.")
    build(corpus)
    monkeypatch.setattr("pipeline.db.connect.PATIENCE", 0.1)
    with (
        closing(sqlite3.connect(corpus.database, isolation_level=None)) as other,
        closing(sqlite3.connect(":memory:")) as target,
    ):
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseBusyError, match="close it"):
            copy_database(corpus.database, target)


def test_what_a_killed_writer_left_is_taken_back(corpus):
    extract(corpus, add(corpus, "one"), "Visits are late.")
    build(corpus)
    script = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "db.execute('PRAGMA cache_size = 5'); db.execute('BEGIN'); "
        "db.execute('UPDATE areas SET definition = replace(hex(zeroblob(4000)), 0, 1)'); "
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(corpus.database)], check=False)
    assert corpus.database.with_name("findings.db-journal").exists()
    with closing(open_database(corpus.database)) as db:
        assert db.execute("SELECT count(*) FROM findings").fetchone()[0] == 1
    assert build(corpus).how == "unchanged"
