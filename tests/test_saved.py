"""Searches kept under a name: on the command line, and what a broken file says."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.corpus import Corpus, create_corpus
from pipeline.errors import CorpusError, UsageError
from pipeline.saved import (
    MOST_NAME,
    MOST_SEARCHES,
    read_lines_of_saved,
    read_saved,
    remove_search,
    save_search,
)
from pipeline.search import Filters


@pytest.fixture
def corpus(tmp_path) -> Corpus:
    return create_corpus(tmp_path / "corpus")


def test_the_last_of_a_name_holds(corpus):
    save_search(corpus, "Visits", "visits", Filters(), by="A. Person")
    save_search(corpus, " Visits ", "visits late", Filters(kind="improvement"))
    assert [one.query for one in read_saved(corpus).values()] == ["visits late"]
    assert len(corpus.saved_searches.read_text().splitlines()) == 2


def test_what_is_removed_can_be_saved_again(corpus):
    save_search(corpus, "Visits", "visits", Filters())
    remove_search(corpus, "Visits")
    assert read_saved(corpus) == {}
    save_search(corpus, "Visits", "visits", Filters())
    assert list(read_saved(corpus)) == ["Visits"]


@pytest.mark.parametrize("name", ["", "   ", "a" * (MOST_NAME + 1)])
def test_a_name_has_to_be_one(corpus, name):
    with pytest.raises(UsageError, match="name"):
        save_search(corpus, name, "visits", Filters())


@pytest.mark.parametrize("filters", [{"kind": 3}, {"new": "yes"}, {"area": ["a"]}])
def test_a_filter_of_the_wrong_type_is_named(corpus, filters):
    line = {"name": "a", "filters": filters}
    corpus.saved_searches.write_text(json.dumps(line) + "\n")
    with pytest.raises(CorpusError, match=next(iter(filters))):
        read_saved(corpus)


def test_there_is_an_end_to_it(corpus):
    line = '{"name": "n%d", "query": "q"}\n'
    corpus.saved_searches.write_text("".join(line % i for i in range(MOST_SEARCHES)))
    with pytest.raises(UsageError, match="remove one first"):
        save_search(corpus, "one more", "q", Filters())
    save_search(corpus, "n1", "another", Filters())


def test_a_torn_line_is_left_and_a_wrong_one_named(corpus):
    save_search(corpus, "Visits", "visits", Filters())
    with corpus.saved_searches.open("a") as file:
        file.write('{"name": "to')
    assert list(read_saved(corpus)) == ["Visits"]
    save_search(corpus, "More", "more", Filters())
    assert list(read_saved(corpus)) == ["More", "Visits"]
    corpus.saved_searches.write_text('{"name": "a", "filters": {"colour": "red"}}\n')
    with pytest.raises(CorpusError, match="line 1"):
        read_saved(corpus)


def test_save_list_use_and_forget_on_the_command_line(sample, monkeypatch):
    monkeypatch.setenv("LETTERS_USER", "A. Person")

    def letters(*arguments, code=0):
        result = CliRunner().invoke(main, [*arguments, "--corpus", str(sample)])
        assert result.exit_code == code, result.output
        return result

    letters("run", "--silent")
    said = letters("search", "supervision", "--kind", "improvement", "--format", "json")
    letters("search", "supervision", "--kind", "improvement", "--save", "Supervision", "--silent")
    again = letters("search", "--saved", "Supervision", "--format", "json")
    assert json.loads(again.stdout) == json.loads(said.stdout)
    fewer = letters("search", "--saved", "Supervision", "--since", "2024-09-01", "--format", "json")
    assert 0 < len(json.loads(fewer.stdout)) < len(json.loads(said.stdout))
    (listed,) = json.loads(letters("saved", "--format", "json").stdout)
    assert listed["findings"] == listed["new"] == len(json.loads(said.stdout))
    assert listed["address"] == "/?q=supervision&kind=improvement"
    assert "in place of" in letters("search", "visits", "--save", "Supervision").stderr
    letters("saved", "--rename", "Supervision", "Visits")
    letters("saved", "--rename", "Visits", "Supervision", "--forget", "Visits", code=2)
    letters("saved", "--rename", "Supervision", "Visits", code=2)
    assert read_saved(Corpus(sample))["Visits"].saved_by == "A. Person"
    letters("saved", "--forget", "Visits")
    assert letters("saved").stdout == ""
    assert "letters saved" in letters("search", "--saved", "Supervision", code=2).stderr


SAVING = """
import sys
from pathlib import Path
from pipeline.corpus import Corpus
from pipeline.errors import UsageError
from pipeline.saved import save_search
from pipeline.search import Filters
corpus, who = Corpus(Path(sys.argv[1])), sys.argv[2]
for n in range(10):
    save_search(corpus, f"{who} {n}", "visits", Filters(), by=who)
    try:
        save_search(corpus, f"Shared {n}", f"of {who}", Filters(), by=who, replaces=False)
    except UsageError:
        pass
"""


def test_several_programs_save_at_once_and_nothing_is_lost(corpus):
    programs = [
        subprocess.Popen([sys.executable, "-c", SAVING, str(corpus.root), who]) for who in "ABCD"
    ]
    assert [program.wait(120) for program in programs] == [0] * 4
    kept = read_saved(corpus)
    assert len(kept) == 50
    assert {one.saved_by for name, one in kept.items() if name[0] in "ABCD"} >= set("ABCD")
    lines = [one.name for one in read_lines_of_saved(corpus)]
    assert len(lines) == len(set(lines)) == 50
