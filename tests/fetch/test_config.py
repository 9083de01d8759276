from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.errors import PipelineError, UsageError
from pipeline.fetch.config import load_config, parse_config
from tests.imports import REPOSITORY

OFSTED = {
    "id": "ofsted",
    "kind": "ofsted",
    "base_url": "https://reports.example.org",
    "file_hosts": ["files.example.org"],
}


def config(*sources, **top):
    values = {"contact": "me@example.org", "sources": list(sources), **top}
    return parse_config(values, folder=Path())


def test_a_source_with_its_defaults():
    (source,) = config(OFSTED).sources
    assert source.publisher == "ofsted"
    assert source.site.hosts == {"reports.example.org", "files.example.org"}
    assert source.site.http_hosts == frozenset()
    polite = source.site.politeness
    assert (polite.pause, polite.connect, polite.read, polite.tries) == (1.0, 10.0, 60.0, 5)


def test_council_sites_get_two_seconds_unless_something_else_is_said():
    council = {
        "id": "c",
        "kind": "moderngov",
        "base_url": "https://c.example.org",
        "committees": [1],
    }
    assert config(council).sources[0].site.politeness.pause == 2.0
    assert config({**council, "pause_seconds": 5}).sources[0].site.politeness.pause == 5.0
    assert config(council, pause_seconds=3).sources[0].site.politeness.pause == 3.0


def test_the_user_agent_names_the_project_and_the_contact():
    assert "letters/" in config(OFSTED).user_agent
    assert "me@example.org" in config(OFSTED).user_agent


@pytest.mark.parametrize(
    ("source", "top", "says"),
    [
        ({}, {"contact": ""}, "set 'contact'"),
        ({}, {"contact": "YOUR ADDRESS"}, "set 'contact'"),
        ({}, {"contact": "me@example.org\nX-Evil: 1"}, "plain ASCII on one line"),
        ({"kind": "ofstead"}, {}, "source 'ofsted': 'kind' is 'ofstead'; expected: one of"),
        ({"base_url": "reports.example.org"}, {}, "'base_url' is 'reports.example.org'"),
        ({"file_host": []}, {}, "unknown key 'file_host'; did you mean 'file_hosts'"),
        ({"rows": "many"}, {}, "'rows' is 'many'; expected: a whole number"),
        ({"pause_seconds": -1}, {}, "'pause_seconds' is -1; expected: a number of seconds"),
        ({"tries": 0}, {}, "'tries' is 0; expected: a whole number from 1"),
        ({"enabled": "no"}, {}, "'enabled' is 'no'; expected: true or false"),
        ({"publisher": "press"}, {}, "'publisher' is 'press'"),
        ({"id": "The Ofsted"}, {}, "lower-case words joined by hyphens"),
        ({"since": "1 May 2020"}, {}, "expected: a date like"),
        ({"subjects": ["(open"]}, {}, "no regular expression"),
        ({}, {"pauses": 1}, "unknown key 'pauses'"),
        ({}, {"sources": {}}, "'sources' must be a list"),
        ({}, {"sources": [OFSTED, OFSTED]}, "stands twice"),
        ({"kind": "files"}, {}, "'folder' is missing; expected: a folder"),
        ({"kind": "moderngov"}, {}, "'committees' is missing"),
        ({"kind": "govuk"}, {}, "'collections' is missing"),
        ({"kind": "govuk", "searches": [{"titles": []}]}, {}, "'query' is missing"),
        ({"kind": "govuk", "searches": ["x"]}, {}, "names and values are expected"),
    ],
)
def test_every_error_names_the_place_and_what_is_expected(source, top, says):
    with pytest.raises(UsageError) as error:
        config({**OFSTED, **source}, **top)
    assert says in str(error.value)
    assert "sources.yaml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_disabled_source_is_left_out_but_checked():
    assert config({**OFSTED, "enabled": False}, contact="").sources == ()
    with pytest.raises(UsageError):
        config({**OFSTED, "enabled": False, "rows": "x"})


def test_a_wrong_source_id_names_those_there_are():
    with pytest.raises(UsageError, match="there are: ofsted"):
        config(OFSTED).select("ofstead")


@pytest.mark.parametrize(
    ("text", "says"),
    [(None, "is missing"), ("a: [", "no valid YAML"), ("- x", "names and values are expected")],
)
def test_files_that_cannot_be_read(tmp_path, text, says):
    path = tmp_path / "sources.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(PipelineError, match=says) as caught:
        load_config(path)
    assert isinstance(caught.value, UsageError) == (text is not None)


def test_the_sources_of_the_repository_are_right_but_for_the_contact():
    path = REPOSITORY / "corpus" / "sources.yaml"
    with pytest.raises(UsageError, match="set 'contact'"):
        load_config(path)
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = parse_config({**values, "contact": "me@example.org"}, folder=path.parent)
    assert {s.kind for s in found.sources} >= {"ofsted", "govuk", "moderngov"}
    assert all(host.endswith(".gov.uk") for s in found.sources for host in s.site.hosts)
    assert all(s.site.politeness.pause >= 1 for s in found.sources)
