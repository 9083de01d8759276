"""Faults and surprises of listing pages: never silently quiet, nothing lost, others go on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.errors import CorpusBusyError
from pipeline.fetch.demo import ofsted_site
from pipeline.fetch.demo.server import Reply, conditional
from pipeline.fetch.demo.world import next_week
from pipeline.manifest import read_manifest
from tests.fetch.helpers import CHALLENGE

HTML = {"Content-Type": "text/html"}


def states(folder):
    lines = folder.corpus.fetch_state.read_text(encoding="utf-8").splitlines()
    return {line["key"]: line for line in map(json.loads, lines)}


def answer_instead(server, path, reply, times=10**9):
    """Let the server answer so where the path begins with `path`; returns what ends it."""
    good, left = server.site, iter(range(times))

    def site(asked):
        if asked.path.startswith(path) and next(left, None) is not None:
            return reply(asked) if callable(reply) else reply
        return good(asked)

    server.site = site

    def cure():
        server.site = good

    return cure


OFSTED_LISTING_FAULTS = [
    # what, path, answer, state, part of the message
    ("403", "/search", Reply(403), "blocked", "letters add"),
    ("challenge", "/search", Reply(200, CHALLENGE, HTML), "blocked", "challenge page"),
    (
        "no results",
        "/search",
        lambda a: Reply(200, ofsted_site.search_page([], 0, 9), HTML),
        "broken",
        "assumption O1",
    ),
    (
        "no list",
        "/search",
        Reply(200, b"<html><title>New</title><h1>New design</h1></html>", HTML),
        "broken",
        "assumption O2",
    ),
    (
        "application error",
        "/search",
        Reply(200, ofsted_site.application_error(), HTML),
        "broken",
        "application error",
    ),
    ("search 404", "/search", Reply(404), "broken", "answers 404"),
    ("search 500", "/search", Reply(500), "broken", "answers 500"),
    (
        "search elsewhere",
        "/search",
        Reply(302, b"", {"Location": "http://127.0.0.1:9/x"}),
        "broken",
        "'hosts'",
    ),
    (
        "another provider page",
        "/provider/44/9900001",
        Reply(200, b"<html><body>Hello</body></html>", HTML),
        "broken",
        "assumption O5",
    ),
    (
        "the page of another provider",
        "/provider/44/9900001",
        Reply(200, b'<link rel=canonical href="/provider/44/1"><main><h1>X</h1></main>', HTML),
        "broken",
        "URN 1, not 9900001",
    ),
    ("provider 503", "/provider/44/9900001", Reply(503), "broken", "answers 503"),
    ("robots 503", "/robots.txt", Reply(503), "broken", "robots.txt"),
    ("robots 403", "/robots.txt", Reply(403), "blocked", "refuses us"),
    (
        "robots forbids all",
        "/robots.txt",
        Reply(200, b"User-agent: *\nDisallow: /"),
        "blocked",
        "ask the publisher",
    ),
    (
        "robots asks for an hour",
        "/robots.txt",
        Reply(200, b"User-agent: *\nCrawl-delay: 3600"),
        "blocked",
        "longest_wait_seconds",
    ),
]


@pytest.mark.parametrize(
    ("path", "reply", "state", "says"),
    [fault[1:] for fault in OFSTED_LISTING_FAULTS],
    ids=[fault[0] for fault in OFSTED_LISTING_FAULTS],
)
def test_a_listing_that_fails_after_it_once_worked(folder, path, reply, state, says):
    folder.only = ("ofsted", "dfe")
    folder.fetch()
    before = read_manifest(folder.corpus)
    cure = answer_instead(folder.sites.reports, path, reply)
    summary = folder.fetch(days=1)

    ofsted, dfe = (source.state for source in summary.sources)
    assert ofsted.state == state
    assert says in ofsted.message
    assert ofsted.last_success_at.startswith("2026-03-02")
    assert ofsted.held == 6
    assert dfe.state == "ok", "other sources go on"
    assert [p for p in summary.problems if p.reason == f"source_{state}"]
    assert read_manifest(folder.corpus) == before
    assert not [s for s in states(folder).values() if s["withdrawn_date"]]

    cure()
    later = folder.fetch(days=2)
    assert [source.state.state for source in later.sources] == ["ok", "ok"]
    assert not later.problems


def test_one_provider_page_that_fails_does_not_stop_the_others(folder):
    answer_instead(folder.sites.reports, "/provider/44/9900001", Reply(200, b"<p>?</p>", HTML))
    summary = folder.fetch()
    assert {e.authority_id for e in summary.entries} == {"brackenford"}
    message = summary.sources[0].state.message
    unexpected = list((folder.corpus.raw / "pages" / "ofsted").glob("*.unexpected.txt"))
    assert [p.read_bytes() for p in unexpected] == [b"<p>?</p>"]
    assert unexpected[0].name in message


def test_what_fails_in_passing_is_asked_again(folder):
    error = Reply(200, ofsted_site.application_error(), HTML)
    answer_instead(folder.sites.reports, "/search", error, times=1)
    summary = folder.fetch()
    assert summary.sources[0].state.state == "ok"
    assert len(summary.entries) == 6


def test_when_the_search_fails_the_known_providers_are_read_all_the_same(folder):
    folder.fetch()
    answer_instead(folder.sites.reports, "/search", Reply(500))
    next_week(folder.sites.world)
    summary = folder.fetch(days=7)
    assert summary.sources[0].state.state == "broken"
    assert len(summary.entries) == 2


def test_paging_that_overlaps_and_gives_less_than_asked(folder):
    """Order is not guaranteed: the second page begins with what the first ended with."""
    councils = folder.sites.world.councils
    order = [councils[0], councils[1], councils[1], councils[2]]

    def search(asked):
        start = int(asked.query["start"][0])
        page = ofsted_site.search_page(order, start, 2).replace(b">4<", b">3<")
        return conditional(asked, page, "text/html")

    answer_instead(folder.sites.reports, "/search", search)
    summary = folder.fetch()
    assert summary.sources[0].counts["pages"] == 3
    assert len(summary.entries) == 6
    assert summary.sources[0].state.state == "ok"
    starts = [a.query["start"][0] for a in folder.sites.reports.asked if a.path == "/search"]
    assert starts == ["0", "2", "4"]


def test_fewer_providers_than_the_search_counts_is_a_problem(folder):
    councils = folder.sites.world.councils
    page = ofsted_site.search_page(councils, 0, 9).replace(b">3<", b">7<")
    empty = ofsted_site.search_page([], 0, 9)
    answer_instead(
        folder.sites.reports,
        "/search",
        lambda a: Reply(200, page if a.query["start"] == ["0"] else empty, HTML),
    )
    summary = folder.fetch()
    assert "the search counts 7, 3 different providers came" in summary.problems[0].detail
    assert len(summary.entries) == 6


def test_a_provider_without_reports_is_no_fault(folder):
    summary = folder.fetch()
    state = states(folder)[f"{folder.sites.reports.url}/provider/44/9900003"]
    assert state["state"] == "listed"
    assert not summary.problems


def test_an_unknown_label_is_kept_counted_and_shown(folder):
    folder.sites.world.councils[1].reports[1].label = "Fostering thematic review"
    summary = folder.fetch()
    entry = next(e for e in summary.entries if e.label == "Fostering thematic review")
    assert entry.kind == ""
    assert summary.sources[0].checks.failed == {"O10": 1}
    assert [p.reason for p in summary.problems] == ["assumption"]
    assert "'Fostering thematic review'" in summary.problems[0].detail
    assert summary.sources[0].state.state == "ok"


def test_a_page_that_suddenly_lists_nothing_is_believed_after_a_week(folder):
    folder.fetch()
    council = folder.sites.world.councils[1]
    council.reports, gone = [], council.reports
    summary = folder.fetch(days=1)
    assert summary.sources[0].state.state == "quiet"
    assert [p.reason for p in summary.problems] == ["listing_emptied", "source_quiet"]
    assert not [s for s in states(folder).values() if s["withdrawn_date"]]
    council.reports = gone
    assert not folder.fetch(days=2).problems
    council.reports = []
    folder.fetch(days=3)
    summary = folder.fetch(days=10)
    withdrawn = [s for s in states(folder).values() if s["withdrawn_date"]]
    assert [s["withdrawn_date"] for s in withdrawn] == ["2026-03-12"] * 2
    assert not summary.problems
    council.reports = gone
    summary = folder.fetch(days=11)
    assert not [s for s in states(folder).values() if s["withdrawn_date"]]
    assert not summary.entries, "they were held all the time"


def test_a_source_that_lists_nothing_at_first_contact_is_quiet(folder):
    for council in folder.sites.world.councils:
        council.reports = []
    summary = folder.fetch()
    assert summary.sources[0].state.state == "quiet"
    assert "nothing at all" in summary.sources[0].state.message


def test_a_source_without_news_for_long_is_quiet(folder):
    folder.settings = {"quiet_after_days": 60}
    folder.fetch()
    assert folder.fetch(days=59).sources[0].state.state == "ok"
    state = folder.fetch(days=61).sources[0].state
    assert state.state == "quiet"
    assert "nothing new since 2026-03-02" in state.message


def test_a_provider_that_the_search_no_longer_shows_is_still_read(folder):
    folder.fetch()
    del folder.sites.world.councils[1]
    summary = folder.fetch(days=1)
    # Its page answers 404 here: a problem, and nothing is taken for withdrawn at once.
    assert {p.reason for p in summary.problems} == {
        "page_missing",
        "listing_emptied",
        "source_quiet",
    }
    assert not [s for s in states(folder).values() if s["withdrawn_date"]]


def test_a_council_that_is_in_no_list_is_a_problem_and_its_reports_come(folder):
    lines = folder.corpus.authorities.read_text(encoding="utf-8").splitlines()
    folder.corpus.authorities.write_text("\n".join(lines[:-2] + lines[-1:]), encoding="utf-8")
    summary = folder.fetch()
    assert [p.reason for p in summary.problems] == ["unknown_authority"]
    assert len([e for e in summary.entries if not e.authority_id]) == 2


def test_both_file_hosts_one_document(folder):
    """The same number on the other host is the same document: nothing is fetched or news."""
    folder.fetch()
    report = folder.sites.world.report(2799001)
    report.old_host = False
    summary = folder.fetch(days=1)
    assert not summary.entries
    assert not summary.news
    assert states(folder)["ofsted:file/2799001"]["url"].startswith(folder.sites.old_files.url)


def test_the_other_file_host_is_asked_where_the_first_has_nothing(folder):
    world = folder.sites.world
    good = folder.sites.old_files.site
    world_report = world.report(59100002)

    def old(asked):
        if asked.path.endswith("/59100002"):
            return Reply(200, world_report.pdf(), {"Content-Type": "application/pdf"})
        return good(asked)

    folder.sites.old_files.site = old
    answer_instead(folder.sites.files, "/v1/file/59100002", Reply(404))
    summary = folder.fetch()
    assert len(summary.entries) == 6
    assert not summary.problems


def test_an_amended_report_with_a_new_number_replaces_the_old_one(folder):
    folder.fetch()
    council = folder.sites.world.councils[1]
    old = council.reports[0]
    old_id = states(folder)[f"ofsted:file/{old.number}"]["publication_id"]
    old.number, old.lines = 59100099, (*old.lines, "Amended.")
    folder.fetch(days=1)
    found = states(folder)
    assert found["ofsted:file/59100099"]["replaces_id"] == old_id
    assert found["ofsted:file/59100011"]["withdrawn_date"] == "2026-03-03"


def test_the_same_content_under_a_second_address_is_kept_once_and_known_twice(folder):
    council = folder.sites.world.councils[0]
    twin = council.reports[1]
    council.reports.append(replace(twin, number=59100077))
    summary = folder.fetch()
    assert len(summary.entries) == 6
    assert summary.sources[0].counts["duplicate"] == 1
    found = states(folder)
    first, second = found["ofsted:file/59100002"], found["ofsted:file/59100077"]
    assert first["publication_id"] == second["publication_id"]
    council.reports.remove(twin)
    folder.fetch(days=1)
    found = states(folder)
    assert found["ofsted:file/59100002"]["unlisted_date"] == "2026-03-03"
    assert found["ofsted:file/59100002"]["withdrawn_date"] == "", "it is listed under the other"
    council.reports.pop()
    folder.fetch(days=2)
    found = states(folder)
    assert found["ofsted:file/59100002"]["withdrawn_date"] == "2026-03-03"
    assert found["ofsted:file/59100077"]["withdrawn_date"] == "2026-03-04"


def test_files_that_were_added_by_hand_are_not_fetched_again(folder):
    from pipeline.intake import take_in  # noqa: PLC0415

    for report in folder.sites.world.councils[0].reports:
        url = f"{folder.sites.files.url}/v1/file/{report.number}"
        take_in(
            folder.corpus, report.pdf(), name="x.pdf", url=url, source="list", publisher="ofsted"
        )
    summary = folder.fetch()
    assert len(summary.entries) == 2
    assert len(read_manifest(folder.corpus)) == 6


def test_scope_by_authority_and_date_asks_for_no_more_and_withdraws_nothing(folder):
    from pipeline.authorities import Authorities  # noqa: PLC0415
    from pipeline.fetch.listing import Scope  # noqa: PLC0415

    ashmere = Authorities.load(folder.corpus.authorities).by_id["ashmere"]
    summary = folder.fetch(scope=Scope(ashmere, "2024-06-01"))
    assert [e.published_date for e in summary.entries] == ["2024-11-28"]
    assert [a.path for a in folder.sites.reports.asked] == ["/robots.txt", "/provider/44/9900001"]
    assert summary.sources[0].state.last_success_at == ""
    summary = folder.fetch(days=1)
    assert len(summary.entries) == 5
    since = folder.fetch(days=2, scope=Scope(since="2024-06-01"))
    assert since.sources[0].state.state == "ok"
    assert not [s for s in states(folder).values() if s["withdrawn_date"]]


def test_a_dry_run_lists_and_writes_nothing(folder):
    before = sorted(folder.corpus.root.rglob("*"))
    summary = folder.fetch(dry_run=True)
    assert [(p.why, p.listed.authority_id) for p in summary.planned] == [("new", "ashmere")] * 4 + [
        ("new", "brackenford")
    ] * 2
    assert sorted(folder.corpus.root.rglob("*")) == before
    assert not folder.sites.files.asked


def test_a_second_run_with_nothing_new_asks_each_page_once_and_downloads_nothing(folder):
    folder.only = ("ofsted", "dfe", "ashmere-council")
    folder.fetch()
    for server in folder.sites.servers:
        server.asked.clear()
    summary = folder.fetch(days=1)
    asked = [a for s in folder.sites.servers for a in s.asked if a.path != "/robots.txt"]
    targets = [a.target for a in asked]
    assert len(targets) == len(set(targets))
    assert all("if-none-match" in a.headers for a in asked)
    assert not folder.sites.files.asked
    assert not folder.sites.old_files.asked
    assert not folder.sites.assets.asked
    assert not summary.entries
    assert not summary.new_problems
    assert summary.received_bytes < 200, "304 all over; robots.txt only"


def test_the_story_of_the_demonstration(folder):
    folder.only = ("ofsted", "dfe", "ashmere-council")
    folder.fetch()
    next_week(folder.sites.world)
    summary = folder.fetch(days=7)
    assert sorted((e.source, e.label) for e in summary.entries) == [
        ("ashmere-council", "Update report"),
        ("ofsted", "Area SEND full inspection"),
        ("ofsted", "Children's services monitoring visit"),
    ]
    news = "\n".join(summary.news)
    assert "no longer listed: Brackenford City Council: Children's services focused visit" in news
    assert "new version: Brackenford City Council: Area SEND full inspection" in news
    assert "moved from 'Open notices' to 'Closed notices'" in news
    moved = next(s for s in states(folder).values() if s.get("role") == "page" and s.get("history"))
    assert moved["group"] == "Closed notices"
    assert summary.sources[0].state.last_new_at == "2026-03-09T09:00:00Z"


def test_further_providers_of_the_settings_are_read_too(folder):
    """Closed providers that the search may not show."""
    gone = folder.sites.world.councils.pop(1)
    good = folder.sites.reports.site

    def site(asked):
        if asked.path == f"/provider/44/{gone.urn}":
            page = ofsted_site.provider_page(gone, "http://r", folder.sites.files.url, "")
            return conditional(asked, page, "text/html")
        return good(asked)

    folder.sites.reports.site = site
    folder.settings = {"providers": [int(gone.urn)]}
    summary = folder.fetch()
    assert f"/provider/44/{gone.urn}" in {a.path for a in folder.sites.reports.asked}
    assert summary.sources[0].counts["pages"] == 3


def test_a_copy_of_a_page_that_was_lost_or_changed_is_asked_for_in_full(folder):
    folder.fetch()
    copies = sorted((folder.corpus.raw / "pages" / "ofsted").glob("*.txt"))
    copies[0].unlink()
    copies[1].write_bytes(b"changed by hand")
    folder.sites.reports.asked.clear()
    summary = folder.fetch(days=1)
    assert summary.sources[0].state.state == "ok"
    plain = [a for a in folder.sites.reports.asked if "if-none-match" not in a.headers]
    assert len(plain) == 3, "robots.txt and the two pages"


def test_state_does_not_grow_from_run_to_run(folder):
    folder.only = ("ofsted", "dfe", "ashmere-council")
    folder.fetch()
    lines = len(folder.corpus.fetch_state.read_text(encoding="utf-8").splitlines())
    for days in range(1, 6):
        folder.fetch(days=days)
    assert len(folder.corpus.fetch_state.read_text(encoding="utf-8").splitlines()) == lines
    copies = len(list((folder.corpus.raw / "pages").rglob("*.txt")))
    folder.only, folder.settings = ("dfe",), {"rows": 50}
    folder.fetch(days=200)
    assert len(folder.corpus.fetch_state.read_text(encoding="utf-8").splitlines()) < lines
    assert len(list((folder.corpus.raw / "pages").rglob("*.txt"))) < copies


def test_an_interrupted_run_keeps_what_it_had(folder):
    """Ctrl-C after three files: the state is whole, the next run fetches the others."""

    def stop(source, phase, done, total):
        if phase == "files" and done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.fetch(progress=stop)
    assert len(read_manifest(folder.corpus)) == 3
    assert len(folder.fetch().entries) == 3


def test_another_run_at_the_same_time_is_refused(folder):
    with folder.corpus.lock(), pytest.raises(CorpusBusyError):
        folder.fetch()
