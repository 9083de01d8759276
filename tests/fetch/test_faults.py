"""Every fault, at the transport, in two situations: a new file, and one that is held already."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from pipeline.manifest import read_manifest
from tests.fetch.helpers import FAULTS, FAULTY, raw, spoiled
from tests.fetch.test_govuk import GOVUK_LISTING_FAULTS
from tests.fetch.test_listings import OFSTED_LISTING_FAULTS
from tests.fetch.test_moderngov import MODERNGOV_LISTING_FAULTS
from tests.imports import REPOSITORY

FAST = {"read_timeout_seconds": 0.4, "total_timeout_seconds": 0.3, "max_bytes": 1_000_000}
REPORTS = 6


def states(folder):
    lines = folder.corpus.fetch_state.read_text(encoding="utf-8").splitlines()
    return {line["key"]: line for line in map(json.loads, lines)}


def check_nothing_is_lost_or_doubled(folder, number):
    """Each file once, whole, where the manifest says; no halves; one line a key."""
    entries = read_manifest(folder.corpus)
    assert len({e.sha256 for e in entries}) == len(entries) == number
    for entry in entries:
        data = (folder.corpus.root / entry.file).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry.sha256
        assert data.startswith(b"%PDF-")
        assert data.rstrip().endswith(b"%%EOF")
    assert not list(folder.corpus.raw.rglob(".half-*"))
    lines = folder.corpus.fetch_state.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len({json.loads(line)["key"] for line in lines})


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_of_a_new_file(folder, fault):
    folder.settings = FAST
    cure = spoiled(folder.sites, fault)
    summary = folder.fetch()

    came = REPORTS if not fault.reason else REPORTS - 1
    if fault.state == "blocked":  # the host is left alone: its later files wait
        came = len(summary.entries)
        assert came < REPORTS
    check_nothing_is_lost_or_doubled(folder, came)
    source = summary.sources[0].state
    assert source.state == fault.state
    assert [p.reason for p in summary.problems if p.reason == fault.reason] == (
        [fault.reason] if fault.reason else []
    )
    if fault.reason:
        message = next(p.detail for p in summary.problems if p.reason == fault.reason)
        assert fault.says in message
        assert "\n" not in message
        assert source.held == came
    else:
        assert not summary.problems
    asked = [a for a in folder.sites.files.asked if a.path == FAULTY]
    assert len(asked) == fault.requests

    cure()
    later = folder.fetch(days=40)
    check_nothing_is_lost_or_doubled(folder, REPORTS)
    assert later.sources[0].state.state == "ok"
    assert later.sources[0].state.held == REPORTS
    assert not later.problems


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_of_a_file_that_is_held(folder, fault):
    """What is held stays held and listed, whatever the site says of it later."""
    folder.fetch()
    folder.settings = {**FAST, "recheck_days": 0}
    cure = spoiled(folder.sites, fault)
    before = read_manifest(folder.corpus)
    summary = folder.fetch(days=1)

    assert read_manifest(folder.corpus) == before
    check_nothing_is_lost_or_doubled(folder, REPORTS)
    state = states(folder)["ofsted:file/59100002"]
    assert state["state"] == "held"
    assert state["publication_id"]
    assert state["withdrawn_date"] == ("2026-03-03" if fault.reason == "gone" else "")
    expected = "" if fault.reason == "unexpected_answer" else fault.reason  # 304 is right here
    assert [p.reason for p in summary.problems if p.reason == expected] == [expected] * bool(
        expected
    )
    assert summary.sources[0].state.state == fault.state

    cure()
    later = folder.fetch(days=2)
    assert read_manifest(folder.corpus) == before
    assert not later.problems
    assert later.sources[0].state.state == "ok"


def test_a_changed_etag_with_the_same_content_is_no_new_version(folder):
    good = folder.sites.files.site

    def site(asked):
        reply = good(replace(asked, headers={}))
        return replace(
            reply, headers={**reply.headers, "ETag": f'"{len(folder.sites.files.asked)}"'}
        )

    folder.sites.files.site = site
    folder.fetch()
    folder.settings = {"recheck_days": 0}
    first = states(folder)["ofsted:file/59100002"]["etag"]
    summary = folder.fetch(days=1)
    assert summary.sources[0].counts["same"] == REPORTS
    assert not summary.entries
    assert not summary.news
    assert states(folder)["ofsted:file/59100002"]["etag"] != first
    check_nothing_is_lost_or_doubled(folder, REPORTS)


def test_changed_content_with_the_same_etag_is_a_new_version(folder):
    good = folder.sites.files.site

    def site(asked):
        reply = good(replace(asked, headers={}))
        return replace(reply, headers={**reply.headers, "ETag": '"always"'})

    folder.sites.files.site = site
    folder.fetch()
    folder.settings = {"recheck_days": 0}
    report = folder.sites.world.report(59100002)
    report.lines = (*report.lines, "Amended.")
    summary = folder.fetch(days=1)
    assert [e.url.rpartition("/")[2] for e in summary.entries] == ["59100002"]
    assert any("new version" in news for news in summary.news)
    check_nothing_is_lost_or_doubled(folder, REPORTS + 1)
    entries = [e for e in read_manifest(folder.corpus) if e.url.endswith("59100002")]
    assert len(entries) == 2
    assert states(folder)["ofsted:file/59100002"]["publication_id"] == entries[1].publication_id


def test_a_server_without_validators_is_only_asked_when_the_listing_changes(folder):
    good = folder.sites.files.site

    def site(asked):
        reply = good(replace(asked, headers={}))
        return replace(reply, headers={"Content-Type": "application/pdf"})

    folder.sites.files.site = site
    folder.fetch()
    folder.sites.files.asked.clear()
    folder.fetch(days=60)
    assert [a.path for a in folder.sites.files.asked] == []
    report = folder.sites.world.report(59100002)
    report.lines = (*report.lines, "Amended.")
    report.published = report.published.replace(year=2025)
    summary = folder.fetch(days=61)
    assert [a.path for a in folder.sites.files.asked if a.path != "/robots.txt"] == [FAULTY]
    assert len(summary.entries) == 1


def test_a_host_that_is_down_is_left_alone_after_three_addresses(folder):
    good = folder.sites.files.site
    folder.sites.files.site = lambda asked: good(asked) if asked.path == "/robots.txt" else raw(b"")
    summary = folder.fetch()
    asked = {a.path for a in folder.sites.files.asked} - {"/robots.txt"}
    assert len(asked) == 3
    state = summary.sources[0].state
    assert state.state == "broken"
    assert "left alone" in state.message
    assert summary.sources[0].counts["waiting"] == 2


def test_the_number_of_faults_is_that_of_the_documentation():
    text = (REPOSITORY / "docs" / "fetch.md").read_text(encoding="utf-8")
    assert f"**{len(FAULTS)} faults of a file**" in text
    lists = (OFSTED_LISTING_FAULTS, GOVUK_LISTING_FAULTS, MODERNGOV_LISTING_FAULTS)
    assert f"**{sum(map(len, lists))} faults of listings**" in text
