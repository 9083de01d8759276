"""`letters forget`: no trace stays, decisions stay, nothing comes back, a stopped run goes on."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from pipeline import forget as forgetting
from pipeline.cli import main
from pipeline.corpus import Corpus
from pipeline.decisions import Decision, append_decisions, new_decision, read_decisions
from pipeline.forget import QUOTED, Words, without_words
from pipeline.forgotten import read_forgotten
from pipeline.manifest import read_manifest
from pipeline.plan_intake import plan_files
from pipeline.records import normalised
from pipeline.store import read_json
from tests.conftest import DERIVED
from tests.imports import REPOSITORY
from tests.test_pipeline import dump

LETTER = "pub-333cfca3ee97fd03"
"""The inspection of the sample that others quote, link to and raise again."""


def letters(corpus: Corpus, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["--corpus", str(corpus.root), *map(str, arguments)])


def run(corpus: Corpus, *arguments: object) -> Result:
    done = letters(corpus, *arguments)
    assert done.exit_code == 0, done.output
    return done


def texts(corpus: Corpus, identifier: str) -> list[str]:
    path = next(corpus.extracted.rglob(f"{identifier}.json"))
    values = read_json(path)
    return [one["text"] for one in (*values.get("findings", ()), *values.get("actions", ()))]


def everything(corpus: Corpus) -> bytes:
    """All bytes of the data folder but the gold, and what the sample was made from."""
    apart = {corpus.gold, corpus.root / "make", corpus.root / "README.md"}
    found = [
        p
        for p in sorted(corpus.root.rglob("*"))
        if p.is_file() and apart.isdisjoint([p, *p.parents])
    ]
    return b"\n".join(path.read_bytes() for path in found)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Corpus:
    """The sample with decisions on it, built twice: the second build is an incremental one."""
    root = tmp_path_factory.mktemp("built") / "sample"
    held = REPOSITORY / "corpus" / "sample"
    shutil.copytree(held, root, ignore=shutil.ignore_patterns(*DERIVED))
    corpus = Corpus(root)
    run(corpus, "run", "--jobs", "1")
    for kind in ("link", "recurrence", "tag"):
        listed = run(corpus, "review", "list", "--kind", kind, "--limit", 900, "--format", "json")
        items = [
            one
            for one in json.loads(listed.stdout)
            if LETTER in (one["publication_id"], one["other_publication_id"])
        ]
        target = items[0]["target"].split("|")
        words = " ".join(items[0]["finding_text"].split()[: QUOTED + 2])
        note = f"It says {words}, which is clear" if kind == "link" else "as agreed on Monday"
        run(corpus, "review", "confirm", *target, "--by", "A. Person", "--note", note)
    return corpus


@pytest.fixture
def corpus(built, tmp_path) -> Corpus:
    return Corpus(shutil.copytree(built.root, tmp_path / "sample"))


@pytest.fixture(scope="module")
def without(built, tmp_path_factory) -> dict:
    """The rows of a data folder that never had the letter."""
    root = tmp_path_factory.mktemp("without") / "sample"
    shutil.copytree(REPOSITORY / "corpus" / "sample", root, ignore=shutil.ignore_patterns(*DERIVED))
    other = Corpus(root)
    lines = other.manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    other.manifest.write_text("".join(x for x in lines if LETTER not in x), encoding="utf-8")
    next(other.raw.rglob(f"{LETTER}.*")).unlink()
    run(other, "run", "--jobs", "1")
    return dump(other)


def rows_only(rows: dict) -> dict:
    """Without the fingerprints, which tell what people decided."""
    return {name: found for name, found in rows.items() if name != "build_inputs"}


def test_no_byte_of_its_words_is_left(corpus, without):
    before = everything(corpus)
    own = [t for t in texts(corpus, LETTER) if len(t) > 60]
    others = {t for e in read_manifest(corpus) if e.publication_id != LETTER
              for t in texts(corpus, e.publication_id)}  # fmt: skip
    words = {t[20:60].encode() for t in own if not any(t[20:60] in other for other in others)}
    assert len(words) > 40
    assert all(one in before for one in words)
    done = run(corpus, "forget", LETTER, "--yes")
    after = everything(corpus)
    assert [one for one in words if one in after] == []
    assert b"Inspection of Brackenshire local authority" not in after
    assert not list(corpus.raw.rglob(f"{LETTER}.*"))
    assert rows_only(dump(corpus)) == rows_only(without)
    with closing(sqlite3.connect(corpus.database)) as db:
        # Copied pages would keep freed bytes where SQLite was built without SECURE_DELETE.
        last = "SELECT json_extract(counts, '$.how') FROM runs ORDER BY run_id DESC LIMIT 1"
        assert db.execute(last).fetchone() == ("full",)
        assert db.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert "gold/findings.csv" in done.stdout
    assert "exports" in done.stdout
    assert "trained" in done.stdout


def test_decisions_lose_words_and_keep_facts(corpus):
    before = list(read_decisions(corpus))
    run(corpus, "forget", LETTER)
    after = list(read_decisions(corpus))
    kept = ("decision_id", "decided_at", "decided_by", "verdict", "target", "finding_id", "other")
    assert [[getattr(d, name) for name in kept] for d in after] == [
        [getattr(d, name) for name in kept] for d in before
    ]
    lost = [d for d in after if d.publication_id == LETTER]
    assert lost
    assert {d.finding_text for d in lost} == {""}
    link = next(d for d in after if d.kind == "link")
    assert link.note == "", "it quoted the letter"
    assert link.other_text, "the action is still held"
    assert {d.note for d in after if d.kind != "link"} == {"as agreed on Monday"}


def test_it_does_not_come_back_until_it_is_let_in(corpus, tmp_path, built):
    file = shutil.copy(next(corpus.raw.rglob(f"{LETTER}.*")), tmp_path / "letter.pdf")
    entry = next(e for e in read_manifest(corpus) if e.publication_id == LETTER)
    run(corpus, "forget", LETTER)
    refused = letters(corpus, "add", file)
    assert refused.exit_code == 1
    assert f"letters forget {LETTER} --undo" in refused.stderr
    (tmp_path / "again.txt").write_text("the same letter, saved anew", encoding="utf-8")
    assert letters(corpus, "add", tmp_path / "again.txt", "--url", entry.url).exit_code == 1
    run(corpus, "run", "--jobs", "1")
    assert LETTER not in {e.publication_id for e in read_manifest(corpus)}
    assert "Forgotten: 1" in run(corpus, "status").stdout

    said = run(corpus, "forget", LETTER, "--undo")
    assert "may come back" in said.stdout
    facts = ["--url", entry.url, "--authority", entry.authority_id]
    run(corpus, "add", file, *facts)
    run(corpus, "run", "--jobs", "1")
    assert [row[:3] for row in dump(corpus)["findings"]] == [
        row[:3] for row in dump(built)["findings"]
    ]
    tags = {row for row in dump(corpus)["tags"] if "person" in row}
    assert len(tags) == 1, "the decision on a tag holds again"


def test_a_plan_goes_with_its_actions_and_its_words_in_decisions(corpus):
    plan = plan_files(corpus)[0]
    identifier = next(path.stem for path in corpus.extracted_plans.glob("*.json"))
    words = {t[:40].encode() for t in texts(corpus, identifier) if len(t) > 60}
    shutil.copy(plan, plan.with_name("the same again.xlsx"))
    run(corpus, "forget", identifier)
    assert plan_files(corpus) == []
    assert dump(corpus)["actions"] == dump(corpus)["links"] == []
    after = everything(corpus)
    assert [one for one in words if one in after] == []
    assert next(d for d in read_decisions(corpus) if d.kind == "link").other_text == ""


def test_a_plan_that_is_put_back_by_hand_is_not_read(corpus):
    plan = plan_files(corpus)[0]
    data = plan.read_bytes()
    identifier = next(path.stem for path in corpus.extracted_plans.glob("*.json"))
    run(corpus, "forget", identifier)
    plan.write_bytes(data)
    run(corpus, "run", "--jobs", "1")
    assert dump(corpus)["actions"] == []
    assert f"letters forget {identifier}' again" in run(corpus, "status").stdout
    run(corpus, "forget", identifier)
    assert plan_files(corpus) == []


STEPS = ["append_tombstone", "_blank_decisions", "_forget_fetched", "_remove_files", "drop_entries",
         "build"]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("between", ["", "run"])
def test_stopped_at_any_step_it_goes_on(corpus, without, monkeypatch, step, between):
    whole = getattr(forgetting, step)

    def stopped(*args, **more):
        result = whole(*args, **more)
        if step == "_remove_files":
            next(result)
        raise KeyboardInterrupt

    monkeypatch.setattr(forgetting, step, stopped)
    assert letters(corpus, "forget", LETTER).exit_code == 130
    monkeypatch.undo()
    assert read_forgotten(corpus).unfinished == {LETTER}
    assert "Not wholly forgotten" in run(corpus, "status").stdout
    if between:
        run(corpus, "run", "--jobs", "1")
    run(corpus, "forget", LETTER)
    assert rows_only(dump(corpus)) == rows_only(without)
    assert not read_forgotten(corpus).unfinished
    assert b"Inspection of Brackenshire local authority" not in everything(corpus)
    assert "nothing of it is left" in run(corpus, "forget", LETTER).stdout


def test_undo_of_what_was_stopped_finishes_it_first(corpus, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(forgetting, "build", stopped)
    assert letters(corpus, "forget", LETTER).exit_code == 130
    monkeypatch.undo()
    run(corpus, "forget", LETTER, "--undo")
    assert LETTER not in {row[0] for row in dump(corpus)["publications"]}
    assert not read_forgotten(corpus).by_sha256


@pytest.mark.parametrize("arguments", [["pub-0000000000000000"], [LETTER, "--undo"]])
def test_what_is_not_there_is_wrong_usage(corpus, arguments):
    done = letters(corpus, "forget", *arguments)
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("answer", "more", "stays"), [("n", [], True), ("y", [], False),
                                                       ("", ["--yes"], False)])  # fmt: skip
def test_a_terminal_is_asked_first(corpus, monkeypatch, answer, more, stays):
    terminal = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("pipeline.cli.forget.sys", terminal)
    arguments = ["--corpus", str(corpus.root), "forget", LETTER, *more]
    done = CliRunner().invoke(main, arguments, input=f"{answer}\n")
    assert ("Forget pub-" in done.stderr) is not bool(more)
    assert done.exit_code == int(stays)
    assert any(corpus.raw.rglob(f"{LETTER}.*")) is stays


def decision(**values: str) -> Decision:
    facts = {"decided_by": "A. Person", "kind": "link", "verdict": "confirm", "target": "t"}
    return new_decision(**{**facts, **values})


WORDS = Words(
    homes=frozenset({"pub-1", "plan-1"}),
    lost=frozenset({normalised("Visits are late.")}),
    stays=frozenset({normalised("Shared words")}),
    runs=frozenset({"one two three four five six"}),
)


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"publication_id": "pub-1", "finding_text": "Old wording"}, ("", "")),
        ({"publication_id": "pub-2", "finding_text": "visits are LATE"}, ("", "")),
        ({"publication_id": "pub-1", "finding_text": "Shared  words!"}, ("Shared  words!", "")),
        ({"plan_id": "plan-1", "other_text": "An action"}, ("", "")),
        ({"plan_id": "plan-2", "other_text": "An action"}, ("", "An action")),
        ({"kind": "tag", "other": "supervision", "other_text": "Supervision"}, ("", "Supervision")),
    ],
)
def test_which_words_of_a_decision_go(values, left):
    after = without_words(decision(**values), WORDS)
    assert (after.finding_text, after.other_text) == left


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("it says: one two three, four five six!", ""),
        ("one two three four five", "one two three four five"),
    ],
)
def test_a_note_that_quotes_goes(note, left):
    assert without_words(decision(note=note), WORDS).note == left


def test_only_lines_that_change_are_counted(corpus):
    append_decisions(corpus, [decision(finding_text="Something else", publication_id="pub-2")])
    assert forgetting.rewrite_decisions(corpus, lambda d: without_words(d, WORDS)) == 0
