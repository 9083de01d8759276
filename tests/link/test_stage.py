"""What link writes, what it leaves alone, and what the database makes of it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.coverage import read_coverage
from pipeline.db.build import build
from pipeline.link import stage
from pipeline.records import Action, Plan, PlanExtraction, content_id, normalised, plan_id
from pipeline.review import decide, list_items
from pipeline.store import write_json
from tests import made

FINDINGS = (
    "Return home interviews for children who go missing, and the use made of them.",
    "The range of suitable accommodation for care leavers.",
    "The timeliness of initial health assessments.",
)
ACTIONS = (
    "Commission a charity to see each runaway within 72 hours of coming back.",
    "Lease eight training flats for young adults who have left care; no bed and breakfast.",
    "New telephone system for the corporate contact centre.",
)


def add_plan(corpus, name: str, *actions: str, day: str = "2024-06-01", authority="quenby-vale"):
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    identifier = plan_id(sha256)
    plan = Plan(identifier, authority, f"{name} plan", day, f"plans/{name}.csv", "", sha256)
    rows = tuple(
        Action(content_id("action", identifier, normalised(text)), identifier, n, text, f"{n}")
        for n, text in enumerate(actions, 1)
    )
    made_plan = PlanExtraction(content_id("made", name, *actions), plan, rows)
    write_json(corpus.extracted_plans / f"{identifier}.json", made_plan.to_dict())
    return made_plan


@pytest.fixture
def corpus(tmp_path):
    corpus = made.folder(tmp_path / "data")
    made.extract(corpus, made.add(corpus, "report"), *FINDINGS)
    other = made.add(corpus, "other")
    made.extract(corpus, other, "The use of chronologies.", authority_id="tolverne")
    add_plan(corpus, "quenby", *ACTIONS)
    return corpus


def rows(corpus, query: str):
    with closing(sqlite3.connect(corpus.database)) as connection:
        return connection.execute(query).fetchall()


def dump(corpus):
    tables = ("links", "recurrences", "actions", "findings", "build_inputs")
    return {name: sorted(rows(corpus, f"SELECT * FROM {name}"), key=repr) for name in tables}


def test_links_are_written_once_and_only_again_for_what_changed(corpus):
    first = stage.run(corpus)
    assert (first.done, first.skipped) == (2, 0)
    assert first.suggested == len(first.new_links) == 2
    again = stage.run(corpus)
    assert (again.done, again.skipped) == (0, 2)
    add_plan(corpus, "second", *ACTIONS[:1], day="2025-01-01")
    changed = stage.run(corpus)
    assert (changed.done, changed.skipped) == (1, 1)
    assert len(changed.new_links) == 1


def test_the_same_input_gives_the_same_bytes(corpus):
    stage.run(corpus)
    before = {path.name: path.read_bytes() for path in corpus.linked.iterdir()}
    for path in corpus.linked.iterdir():
        path.unlink()
    stage.run(corpus)
    assert before == {path.name: path.read_bytes() for path in corpus.linked.iterdir()}


def test_links_of_what_is_no_longer_held_go(corpus):
    stage.run(corpus)
    lines = corpus.manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    corpus.manifest.write_text(lines[0], encoding="utf-8")
    assert stage.run(corpus).removed == 1
    assert len(list(corpus.linked.iterdir())) == 1


def test_coverage_follows_the_links(corpus):
    stage.run(corpus)
    build(corpus)
    found = read_coverage(corpus.database)
    assert [one.coverage for one in found.findings] == ["uncovered", "covered", "covered"]
    assert [one.text for one in found.unanswering] == [ACTIONS[2]]
    assert found.without_plan == 1
    by_view = dict(rows(corpus, "SELECT finding_id, coverage FROM finding_coverage"))
    assert {one.finding_id: one.coverage for one in found.findings}.items() <= by_view.items()


def test_coverage_by_one_plan_is_the_same_rule(corpus):
    plan = add_plan(corpus, "small", ACTIONS[0], day="2025-01-01").plan
    stage.run(corpus)
    build(corpus)
    found = read_coverage(corpus.database, plan_id=plan.plan_id)
    assert [one.coverage for one in found.findings] == ["uncovered", "uncovered", "covered"]


def test_an_incremental_build_equals_a_full_one(corpus):
    stage.run(corpus)
    build(corpus)
    target = list_items(corpus)[0].target
    decide(corpus, [target], "reject", by="A. Person")
    build(corpus)
    add_plan(corpus, "quenby", *ACTIONS, "Clinics for initial health assessments.")
    made.extract(corpus, made.add(corpus, "third"), FINDINGS[2], published_date="2024-05-01")
    stage.run(corpus)
    build(corpus)
    incremental = dump(corpus)
    corpus.database.unlink()
    build(corpus)
    assert dump(corpus) == incremental
    assert incremental["links"]


def test_links_to_what_link_has_not_seen_yet_have_no_row(corpus):
    stage.run(corpus)
    build(corpus)
    add_plan(corpus, "quenby", *ACTIONS[1:])
    build(corpus)
    actions = {row[0] for row in rows(corpus, "SELECT action_id FROM actions")}
    assert {row[0] for row in rows(corpus, "SELECT action_id FROM links")} <= actions


def test_a_decision_holds_through_a_rebuild_and_a_new_version(corpus):
    stage.run(corpus)
    build(corpus)
    item = next(one for one in list_items(corpus) if one.other_text == ACTIONS[1])
    decide(corpus, [item.target], "confirm", by="A. Person", strength="partly", note="not all")
    corpus.database.unlink()
    add_plan(corpus, "same words", *ACTIONS, day="2025-01-01")
    reworded = ACTIONS[1].replace("eight training flats", "ten training flats")
    add_plan(corpus, "reworded", ACTIONS[0], reworded, day="2025-06-01")
    stage.run(corpus)
    build(corpus)
    found = rows(
        corpus,
        "SELECT a.text, l.strength, l.decided_by, l.note, l.reasons FROM links l "
        "JOIN actions a USING (action_id) WHERE l.status = 'confirmed' ORDER BY a.text",
    )
    assert [(text, strength, who) for text, strength, who, _, _ in found] == [
        (ACTIONS[1], "partly", "A. Person"),
        (ACTIONS[1], "partly", "A. Person"),
        (reworded, "partly", "A. Person"),
    ]
    assert [note for *_, note, _ in found[:2]] == ["not all", "not all"]
    assert "earlier wording" in found[2][3]
    assert json.loads(found[2][4])["decided_on"] == {"action": ACTIONS[1]}


def test_what_a_person_rejects_no_longer_covers_and_undo_brings_it_back(corpus):
    stage.run(corpus)
    build(corpus)
    target = next(one.target for one in list_items(corpus) if one.other_text == ACTIONS[0])
    for verdict, coverage in (("reject", "uncovered"), ("undo", "covered")):
        decide(corpus, [target], verdict, by="A. Person")
        build(corpus)
        answered = {f.text: f.coverage for f in read_coverage(corpus.database).findings}
        assert answered[FINDINGS[0]] == coverage


def test_a_person_may_link_what_was_not_ranked(corpus):
    build(corpus)
    [finding] = rows(corpus, f"SELECT finding_id FROM findings WHERE text = '{FINDINGS[2]}'")
    [action] = rows(corpus, f"SELECT action_id FROM actions WHERE text = '{ACTIONS[2]}'")
    decide(corpus, [*finding, *action], "confirm", by="A. Person")
    build(corpus)
    [row] = rows(corpus, "SELECT status, strength, score FROM links")
    assert row == ("confirmed", "full", None)
    assert read_coverage(corpus.database).findings[-1].basis == "confirmed"


def letters(corpus, *words: str):
    return CliRunner().invoke(main, ["--corpus", str(corpus.root), *words])


def test_commands_link_review_and_cover(corpus):
    assert "2 links" in letters(corpus, "link").stderr
    assert letters(corpus, "build").exit_code == 0
    listed = json.loads(letters(corpus, "review", "list", "--format", "json").stdout)
    target = listed[0]["target"]
    done = letters(corpus, "review", "reject", target, "--note", "adults", "--by", "A. Person")
    assert done.exit_code == 0, done.output
    shown = letters(corpus, "review", "list", "--status", "rejected").stdout
    assert "A. Person" in shown
    assert letters(corpus, "review", "note", target, "--note", "again").exit_code == 0
    assert letters(corpus, "review", "undo", target).exit_code == 0
    table = letters(corpus, "coverage", "--authority", "quenby-vale").stdout
    assert table.index("uncovered") < table.index("covered (suggested, not checked)")
    lines = letters(corpus, "coverage", "--format", "csv").stdout.splitlines()
    assert len(lines) == 1 + 3 + 2  # undo took back the note: the rejection holds
    for output_format in ("json", "jsonl"):
        assert letters(corpus, "coverage", "--format", output_format).exit_code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("review", "confirm", "link-none"), 2),
        (("review", "undo", "link-none"), 2),
        (("review", "confirm", "a", "b", "c"), 2),
        (("coverage", "--plan", "plan-none"), 2),
        (("coverage", "--authority", "nowhere"), 2),
    ],
)
def test_what_is_not_known_is_said_in_one_line(corpus, words, code):
    build(corpus)
    result = letters(corpus, *words)
    assert result.exit_code == code
    assert len(result.stderr.strip().splitlines()) == 1
