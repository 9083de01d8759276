"""What was forgotten does not come back from a site, and what fetch keeps of it goes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.fetch.state import StateFile
from pipeline.forget import find, forget, undo
from pipeline.forgotten import read_forgotten
from pipeline.manifest import read_manifest

SOURCES = ("ofsted", "dfe", "ashmere-council")


@pytest.fixture
def fetched(folder):
    folder.only = SOURCES
    folder.fetch()
    return folder


def drop(folder, entry):
    with folder.corpus.lock():
        return forget(folder.corpus, find(folder.corpus, entry.publication_id))


def kept(folder) -> bytes:
    """All that fetch wrote, but the tombstones."""
    files = [p for p in folder.corpus.raw.rglob("*") if p.is_file()]
    return b"\n".join(p.read_bytes() for p in files if p.name != "forgotten.jsonl")


@pytest.mark.parametrize("source", SOURCES)
def test_it_is_not_asked_for_again_until_it_is_let_in(fetched, source):
    entry = next(e for e in read_manifest(fetched.corpus) if e.source == source and e.title)
    others = [e for e in read_manifest(fetched.corpus) if e != entry]
    drop(fetched, entry)
    assert read_manifest(fetched.corpus) == others
    fetched.sites.files.asked.clear()
    for days in (0.1, 400):
        summary = fetched.fetch(days=days)
        assert entry.publication_id not in {e.publication_id for e in summary.entries}
        assert [s.state.state for s in summary.sources] == ["ok"] * 3
        assert read_manifest(fetched.corpus) == others
    states = StateFile(fetched.corpus)
    bare = [s for s in states.all() if s.state == "forgotten"]
    assert [(s.sha256, s.title, s.authority_id) for s in bare] == [(entry.sha256, "", "")]

    with fetched.corpus.lock():
        undo(fetched.corpus, find(fetched.corpus, entry.publication_id))
    fetched.fetch(days=401)
    back = [e for e in read_manifest(fetched.corpus) if e.sha256 == entry.sha256]
    assert [replace(e, fetched_at="") for e in back] == [replace(entry, fetched_at="")]


@pytest.mark.parametrize("source", SOURCES)
def test_no_copy_of_a_page_that_lists_it_is_kept(fetched, source):
    titles = [e.title for e in read_manifest(fetched.corpus)]
    entry = next(
        e
        for e in read_manifest(fetched.corpus)
        if e.source == source and sum(e.title in title for title in titles) == 1
    )
    inside = json.dumps(entry.title)[1:-1].encode()
    assert entry.title.encode() in kept(fetched) or inside in kept(fetched)
    drop(fetched, entry)
    for days in (0, 1):
        found = kept(fetched)
        pages = b"".join(p.read_bytes() for p in (fetched.corpus.raw / "pages").rglob("*.txt"))
        assert entry.url.encode() not in pages
        assert entry.file.encode() not in found
        assert entry.url.encode() in fetched.corpus.fetch_state.read_bytes(), "it must be known"
        fetched.fetch(days=days)


def test_the_same_bytes_at_another_address_stay_out(fetched):
    entry = next(e for e in read_manifest(fetched.corpus) if e.source == "ofsted")
    drop(fetched, entry)
    states = StateFile(fetched.corpus)
    gone = next(s for s in states.all() if s.state == "forgotten")
    lines = fetched.corpus.fetch_state.read_text(encoding="utf-8").splitlines(keepends=True)
    rest = "".join(line for line in lines if json.loads(line)["key"] != gone.key)
    fetched.corpus.fetch_state.write_text(rest, encoding="utf-8")
    path = fetched.corpus.raw / "forgotten.jsonl"
    moved = path.read_text(encoding="utf-8").replace(entry.url, "https://elsewhere.example/a.pdf")
    path.write_text(moved, encoding="utf-8")
    summary = fetched.fetch(days=1)
    assert sum(s.counts["forgotten"] for s in summary.sources) == 1
    assert summary.problems == []
    assert entry.sha256 not in {e.sha256 for e in read_manifest(fetched.corpus)}
    fetched.sites.files.asked.clear()
    fetched.fetch(days=2)
    assert not fetched.sites.files.asked, "known now, it is not asked for again"


def test_an_old_version_goes_and_the_new_one_at_its_address_stays(fetched):
    before = next(e for e in read_manifest(fetched.corpus) if e.source == "ofsted")
    good = fetched.sites.files.site

    def amended(asked):
        reply = good(asked)
        if asked.path in before.url or before.url.endswith(asked.path):
            return replace(reply, body=reply.body + b"\n% amended\n%%EOF\n")
        return reply

    states = StateFile(fetched.corpus)
    known = next(s for s in states.all() if s.publication_id == before.publication_id)
    states.put(replace(known, version="older", etag="", last_modified=""))
    fetched.sites.files.site = amended
    fetched.fetch(days=1)
    now = [e for e in read_manifest(fetched.corpus) if e.url == before.url]
    assert len(now) == 2
    drop(fetched, before)
    fetched.fetch(days=2)
    assert [e for e in read_manifest(fetched.corpus) if e.url == before.url] == now[1:]
    state = StateFile(fetched.corpus).get(known.key)
    assert state is not None
    assert state.state == "held"
    assert set(read_forgotten(fetched.corpus).by_sha256) == {before.sha256}
