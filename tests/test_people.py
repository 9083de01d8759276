"""The file of people who may decide: tokens shown once, hashes kept, nobody else reads it."""

from __future__ import annotations

import json
import os

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.corpus import REPOSITORY, Corpus
from pipeline.errors import PipelineError, UsageError
from pipeline.people import add_person, people_path, person_of, read_people, remove_person


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings" / "reviewers.json"


def test_a_token_is_known_again_and_stands_nowhere(path):
    person, token = add_person(path, "  Ada   Quill ")
    assert person.name == "Ada Quill"
    assert token.partition(".")[2] not in path.read_text("utf-8")
    assert person_of(read_people(path), token) == person
    assert person_of(read_people(path), f" {token}\n") == person


def test_a_wrong_token_is_nobodys(path):
    _, token = add_person(path, "Ada Quill")
    _, other = add_person(path, "Ben Rook")
    person_id, _, secret = token.partition(".")
    crossed = f"{other.partition('.')[0]}.{secret}"
    wrong = ("", ".", person_id, f"{person_id}.", f"{token}x", secret, crossed, "é" * 300)
    assert [w for w in wrong if person_of(read_people(path), w)] == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no file modes")
def test_others_may_not_read_it(path):
    add_person(path, "Ada Quill")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(PipelineError, match="chmod 600"):
        read_people(path)


def test_each_name_is_one_person(path):
    add_person(path, "Ada Quill")
    with pytest.raises(UsageError, match="already"):
        add_person(path, "ada quill")
    for name in ("", " ", "x" * 81, "a\0b"):
        with pytest.raises(UsageError, match="1 to 80"):
            add_person(path, name)


def test_who_is_taken_out_is_nobody(path):
    person, token = add_person(path, "Ada Quill")
    assert remove_person(path, "ADA QUILL") == person
    assert person_of(read_people(path), token) is None
    with pytest.raises(UsageError, match="no 'Ada Quill'"):
        remove_person(path, "Ada Quill")


@pytest.mark.parametrize("text", ["", "[]", '{"people": [{"name": "A"}]}', '{"people": 3}'])
def test_a_damaged_file_is_said(path, text):
    path.parent.mkdir()
    path.touch(0o600)
    path.write_text(text, "utf-8")
    with pytest.raises(PipelineError, match="damaged"):
        read_people(path)


def test_it_lies_neither_in_the_data_folder_nor_in_the_repository(tmp_path, monkeypatch):
    corpus = Corpus(tmp_path / "data")
    monkeypatch.delenv("LETTERS_REVIEWERS", raising=False)
    assert not people_path(None, corpus).is_relative_to(REPOSITORY)
    for inside in (tmp_path / "data" / "x" / "people.json", REPOSITORY / "people.json"):
        with pytest.raises(UsageError, match="--reviewers"):
            people_path(str(inside), corpus)
    monkeypatch.setenv("LETTERS_REVIEWERS", str(tmp_path / "r.json"))
    assert people_path(None, corpus) == tmp_path / "r.json"


def test_the_commands(tmp_path, monkeypatch):
    monkeypatch.setenv("LETTERS_REVIEWERS", str(tmp_path / "r.json"))
    run = CliRunner().invoke
    added = run(main, ["review", "people", "add", "Ada Quill"])
    assert added.exit_code == 0
    assert person_of(read_people(tmp_path / "r.json"), added.stdout)
    listed = run(main, ["review", "people", "list"])
    assert "Ada Quill" in listed.stdout
    assert added.stdout.strip().partition(".")[2] not in listed.output
    assert run(main, ["review", "people", "remove", "Ada Quill"]).exit_code == 0
    assert json.loads((tmp_path / "r.json").read_text("utf-8")) == {"people": []}
    assert run(main, ["review", "people", "remove", "Ada Quill"]).exit_code == 2
