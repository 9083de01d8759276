from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.fetch.config import parse_config
from pipeline.fetch.demo.pdf import make_pdf
from pipeline.fetch.demo.server import Reply, conditional
from pipeline.fetch.stage import run
from pipeline.manifest import read_manifest
from tests.fetch.helpers import CHALLENGE, NOW, make_web
from tests.fetch.test_listings import states


def fetch(data, **source):
    values = {"sources": [{"id": "papers", "kind": "files", "publisher": "council", **source}]}
    config = parse_config({"pause_seconds": 0, **values}, folder=data.corpus.root)
    return run(data.corpus, config, web=make_web(), now=NOW)


@pytest.fixture
def server(serve):
    pages = {
        "/letter.pdf": make_pdf(("A letter",)),
        "/report.html": b"<!doctype html><html><title>Report</title><h1>Report</h1></html>",
        "/minutes": b"Plain text of minutes.\n",
    }

    def site(asked):
        body = pages.get(asked.path)
        return conditional(asked, body, "text/plain") if body else Reply(404)

    return serve(site)


def test_a_list_of_addresses_of_any_readable_type(folder, server):
    urls = [f"{server.url}{path}" for path in ("/letter.pdf", "/report.html", "/minutes")]
    summary = fetch(folder, urls=urls, authority="ashmere", publication_kind="committee_report")
    assert [e.media_type for e in summary.entries] == ["application/pdf", "text/html", "text/plain"]
    assert {e.authority_id for e in summary.entries} == {"ashmere"}
    assert {e.kind for e in summary.entries} == {"committee_report"}
    assert fetch(folder, urls=urls).entries == []
    fetch(folder, urls=urls[1:])
    gone = next(s for s in states(folder).values() if s["url"] == urls[0])
    assert gone["withdrawn_date"] == "2026-03-02"


def test_a_csv_says_what_each_address_is(folder, server):
    rows = (
        "url,authority,kind,link_text\n"
        f'{server.url}/letter.pdf,Ashmere Council,focused_visit,"Focused visit, PDF - 3 May 2024"\n'
        f"{server.url}/missing.pdf,Nowhere Council,,\n"
        "http://127.0.0.1:9/foreign.pdf,ashmere,,\n"
    )
    (folder.corpus.root / "list.csv").write_text(rows, encoding="utf-8")
    summary = fetch(folder, list="list.csv", hosts=[server.host])
    (entry,) = summary.entries
    assert (entry.authority_id, entry.kind, entry.label, entry.published_date) == (
        "ashmere", "focused_visit", "Focused visit", "2024-05-03",
    )  # fmt: skip
    assert {p.reason for p in summary.problems} == {
        "missing",
        "unknown_authority",
        "host_not_listed",
    }


def test_a_folder_brings_each_file_once_and_again_when_it_changes(folder):
    papers = folder.corpus.root / "inbox"
    (papers / "2024").mkdir(parents=True)
    (papers / "2024" / "letter.pdf").write_bytes(make_pdf(("One",)))
    (papers / "notes.tmp").write_bytes(b"not a publication")
    assert len(fetch(folder, folder="inbox").entries) == 1
    assert fetch(folder, folder="inbox").entries == []
    (papers / "2024" / "letter.pdf").write_bytes(make_pdf(("One", "changed")))
    assert len(fetch(folder, folder="inbox").entries) == 1
    (papers / "2024" / "letter.pdf").unlink()
    (papers / "other.txt").write_text("Other", encoding="utf-8")
    fetch(folder, folder="inbox")
    assert len(read_manifest(folder.corpus)) == 3
    assert not [s for s in states(folder).values() if s["withdrawn_date"]], "nobody withdrew it"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ({"folder": "nowhere"}, "there is no folder 'nowhere'"),
        ({"list": "nowhere.csv"}, "there is no list 'nowhere.csv'"),
    ],
)
def test_what_is_not_there_is_said(folder, source, says):
    with pytest.raises(UsageError, match=says):
        fetch(folder, **source)


def test_a_list_without_addresses_is_said(folder):
    (folder.corpus.root / "list.csv").write_text("file\nx.pdf\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no column 'url'"):
        fetch(folder, list="list.csv")


@pytest.mark.parametrize(
    ("body", "state", "reason"),
    [
        (CHALLENGE, "blocked", "blocked"),
        (b"<html><title>Page not found</title></html>", "ok", "missing"),
    ],
)
def test_html_that_says_something_else_is_no_publication(folder, serve, body, state, reason):
    """Where HTML is welcome, a challenge and a "not found" page are told by title and heading."""
    page = Reply(200, body, {"Content-Type": "text/html"})
    server = serve(lambda asked: Reply(404) if asked.path == "/robots.txt" else page)
    summary = fetch(folder, urls=[f"{server.url}/letter"])
    assert not summary.entries
    assert summary.sources[0].state.state == state
    assert reason in {p.reason for p in summary.problems}


def test_a_publication_that_speaks_of_denied_access_is_one(folder, serve):
    body = b"<html><title>Letter</title><h1>Letter</h1><p>Access denied to records.</p></html>"
    server = serve(lambda asked: Reply(404) if asked.path == "/robots.txt" else Reply(200, body))
    assert len(fetch(folder, urls=[f"{server.url}/letter"]).entries) == 1


def test_an_address_that_robots_forbid_is_a_problem_and_not_asked(folder, serve):
    rules = Reply(200, b"User-agent: *\nDisallow: /private/")
    server = serve(lambda asked: rules if asked.path == "/robots.txt" else Reply(200, b"text"))
    summary = fetch(folder, urls=[f"{server.url}/private/a.txt", f"{server.url}/b.txt"])
    assert len(summary.entries) == 1
    assert [p.reason for p in summary.problems] == ["robots"]
    assert [a.path for a in server.asked] == ["/robots.txt", "/b.txt"]
