from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.corpus import create_corpus
from pipeline.db.build import build
from pipeline.decisions import append_decisions, new_decision
from pipeline.records import Finding, Tag
from pipeline.tag.decided import decisions_sign, tag_decisions, with_decisions
from tests import made

FINDING = Finding("f-1", "pub-1", 1, "", "1", "paragraph", "council", "Audits are weak.")
TAG = Tag("f-1", "quality-assurance", "neutral", 0.8, "rule", ((0, 6),))


def rows(corpus, query: str):
    with closing(sqlite3.connect(corpus.database)) as connection:
        return connection.execute(query).fetchall()


def decided(tmp_path, verdict, area_id, stance="", finding_id="f-1"):
    corpus = create_corpus(tmp_path / "corpus")
    decision = new_decision(
        decided_by="A. Person",
        kind="tag",
        verdict=verdict,
        target=f"{finding_id}|{area_id}",
        finding_id=finding_id,
        other=area_id,
        publication_id="pub-1",
        finding_text=FINDING.text,
        stance=stance,
    )
    append_decisions(corpus, [decision])
    return tag_decisions(corpus)["pub-1"]


def test_a_confirmed_tag_is_a_persons_and_keeps_its_evidence(tmp_path):
    ones = decided(tmp_path, "confirm", "quality-assurance", "concern")
    [tag] = with_decisions([TAG], [FINDING], ones)
    assert (tag.method, tag.stance, tag.score) == ("person", "concern", 1.0)
    assert tag.evidence == ((0, 6),)


def test_a_rejected_tag_is_gone(tmp_path):
    assert with_decisions([TAG], [FINDING], decided(tmp_path, "reject", "quality-assurance")) == []


def test_a_person_may_add_a_tag_and_the_whole_text_is_its_evidence(tmp_path):
    tags = with_decisions([TAG], [FINDING], decided(tmp_path, "confirm", "leadership", "concern"))
    assert [tag.area_id for tag in tags] == ["leadership", "quality-assurance"]
    assert tags[0].evidence == ((0, len(FINDING.text)),)


def test_a_decision_follows_the_words_to_a_new_id(tmp_path):
    ones = decided(tmp_path, "reject", "quality-assurance", finding_id="f-old")
    assert with_decisions([TAG], [FINDING], ones) == []


def test_a_decision_changes_the_sign(tmp_path):
    ones = decided(tmp_path, "reject", "quality-assurance")
    assert decisions_sign(ones) != decisions_sign(())


def test_a_tag_without_evidence_does_not_exist():
    with pytest.raises(ValueError, match="evidence"):
        Tag("f-1", "leadership", "concern", 0.5, "rule", ())


def test_a_person_corrects_a_tag_on_the_command_line(tmp_path):
    corpus = made.folder(tmp_path / "data")
    made.extract(corpus, made.add(corpus, "report"), "Audits are weak.")
    build(corpus)
    [(finding_id,)] = rows(corpus, "SELECT finding_id FROM findings")

    def said(*arguments: str) -> tuple[int, list[tuple[str, ...]]]:
        result = CliRunner().invoke(
            main, ["--corpus", str(corpus.root), "review", "tag", finding_id, *arguments]
        )
        return result.exit_code, rows(corpus, "SELECT area_id, stance, method FROM tags")

    code, tags = said("leadership", "--stance", "concern")
    assert (code, ("leadership", "concern", "person") in tags) == (0, True)
    code, tags = said("quality-assurance", "--remove")
    assert (code, [area_id for area_id, _, _ in tags]) == (0, ["leadership"])
    assert said("leadership")[0] == 2
    assert said("leadership", "--stance", "concern", "--remove")[0] == 2
