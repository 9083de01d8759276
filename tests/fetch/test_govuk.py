from __future__ import annotations

import json
from datetime import date

import pytest

from pipeline.fetch.demo.server import Reply
from pipeline.fetch.demo.world import Notice
from pipeline.fetch.faults import BrokenError
from pipeline.fetch.sources.govuk import GovukLister
from pipeline.fetch.sources.govuk_files import on_current_host
from pipeline.fetch.sources.govuk_items import (
    as_html,
    parse_collection,
    parse_item,
    parse_results,
    same_text,
)
from pipeline.intake import HTML, PDF
from tests.fetch.test_listings import answer_instead, states

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def dfe(folder):
    folder.only = ("dfe",)
    return folder


def item(**values):
    base = {"base_path": "/x", "schema_name": "publication", "details": {}, "links": {}}
    return parse_item(json.dumps({**base, **values}).encode())


def section(url, title, kind):
    return (
        f'<section class="attachment"><h2 class="title"><a href="{url}">{title}</a></h2>'
        f'<span class="type">{kind}</span></section>'
    )


def test_attachments_come_in_display_order_each_once_in_all_shapes():
    found = item(
        details={
            "attachments": [
                {
                    "attachment_type": "file",
                    "id": "b",
                    "url": "https://a/b.pdf",
                    "content_type": "application/pdf",
                },
                {"attachment_type": "html", "id": "a", "url": "/x/a", "title": "Notice"},
                {"attachment_type": "external", "id": "c", "url": "https://elsewhere/c"},
            ],
            "featured_attachments": ["a", "b"],
            "documents": [
                section("/x/a", "Notice", "HTML"),
                section("/old/d.pdf", "Annex", "<abbr>PDF</abbr>"),
            ],
        },
        links={
            "children": [{"base_path": "/x/e", "title": "E", "document_type": "html_publication"}]
        },
    )
    assert [(a.form, a.url) for a in found.attachments] == [
        ("html", "/x/a"),
        ("file", "https://a/b.pdf"),
        ("external", "https://elsewhere/c"),
        ("file", "/old/d.pdf"),
        ("html", "/x/e"),
    ]
    assert found.shapes == ("details.attachments", "details.documents", "links.children")


@pytest.mark.parametrize(
    ("notice", "day"),
    [
        (None, ""),
        ({}, ""),
        ({"explanation": "<p>Old</p>", "withdrawn_at": "2019-11-19T10:20:03Z"}, "2019-11-19"),
    ],
)
def test_an_empty_withdrawal_notice_is_none(notice, day):
    assert item(withdrawn_notice=notice).withdrawn_date == day


@pytest.mark.parametrize(
    ("path", "target"),
    [("/a", "/b?q=1"), ("/a/prefix", "/new"), ("/a/prefix/deep/er", "/new/deep/er"), ("/c", "")],
)
def test_where_a_redirect_item_leads(path, target):
    rules = [
        {"path": "/a", "type": "exact", "destination": "/b?q=1"},
        {"path": "/a/prefix", "type": "prefix", "destination": "/new", "segments_mode": "preserve"},
    ]
    assert item(base_path=path, schema_name="redirect", redirects=rules).redirect == target


def test_a_result_is_found_however_its_link_is_written():
    results = [{"link": "/a"}, {"link": "b/c"}, {"link": "https://www.gov.uk/d"}, {"title": "none"}]
    found, total = parse_results(json.dumps({"results": results, "total": 4}).encode())
    assert [r.path for r in found] == ["/a", "/b/c", "/d"]
    assert total == 4


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"results": 1}'])
def test_an_answer_that_is_no_search_result_says_so(body):
    with pytest.raises(BrokenError) as error:
        parse_results(body)
    assert error.value.assumption == "G1"


def test_html_attachments_keep_title_and_text_and_nothing_that_changes_by_itself():
    value = {"base_path": "/x", "schema_name": "html_publication", "title": "A & B"}
    value |= {"details": {"body": "<p>Text</p>"}, "updated_at": "1"}
    first = as_html(json.dumps(value).encode())
    assert first == as_html(json.dumps({**value, "updated_at": "2"}).encode())
    assert b"<h1>A &amp; B</h1>\n<p>Text</p>" in first


def test_titles_that_only_differ_by_format():
    assert same_text("Improvement notice (PDF)", "Improvement notice: HTML version")
    assert not same_text("Improvement notice", "Improvement notice: annex")


def test_hosts_of_other_stages_are_normalised(dfe):
    source = dfe.config().sources[0]
    url = "https://assets-origin.integration.publishing.service.gov.uk/media/1/a.pdf"
    assert on_current_host(url, source) == f"http://{dfe.sites.assets.host}/media/1/a.pdf"
    lister = GovukLister()
    assert lister.key_of(url, source) == "dfe:/media/1/a.pdf"
    assert lister.key_of("https://elsewhere.example.org/media/1/a.pdf", source) == ""


# --- whole runs --------------------------------------------------------------------------------


def test_collection_search_and_both_shapes(dfe):
    summary = dfe.fetch()
    came = {(e.title, e.kind, e.authority_id, e.label, e.media_type) for e in summary.entries}
    notice, direction, report = "improvement_notice", "statutory_direction", "commissioner_report"
    of_brackenford = ("brackenford", "Open directions", PDF)
    title = "Report of the children's services commissioner for Brackenford"
    assert came == {
        ("Improvement notice: Ashmere Council", notice, "ashmere", "Open notices", HTML),
        ("Direction issued to Brackenford City Council", direction, *of_brackenford),
        (title, report, *of_brackenford),
        ("Improvement notice to Castlewick", notice, "castlewick", "Closed notices", PDF),
    }
    forms = {s.get("state") for s in states(dfe).values() if s.get("label")}
    assert forms == {"held", "other_format"}, (
        "the PDF of a notice that is here as HTML is not fetched"
    )
    assert not summary.problems
    assert {e.published_date for e in summary.entries} == {"2024-05-20", "2023-02-14", "2019-06-03"}


def test_only_addresses_on_the_hosts_of_the_source_are_asked(dfe):
    dfe.sites.world.notices[1].attachments.append(("Elsewhere", "pdf", ("x",)))
    good = dfe.sites.govuk.site

    def site(asked):
        reply = good(asked)
        body = reply.body.replace(dfe.sites.assets.url.encode(), b"http://127.0.0.1:9")
        return Reply(reply.status, body, {"Content-Type": "application/json"})

    dfe.sites.govuk.site = site
    summary = dfe.fetch()
    assert {p.reason for p in summary.problems} == {"host_not_listed"}
    assert "add it to 'hosts'" in summary.problems[0].detail
    assert len(summary.entries) == 1


def test_withdrawn_gone_and_redirected_items(dfe):
    dfe.fetch()
    world = dfe.sites.world
    world.notices[0].state = "withdrawn"
    world.notices[1].state = "gone"
    world.notices[2].state = "redirect:/government/publications/castlewick-notice"
    moved = world.notices[2]
    world.notices.append(
        Notice(
            "/government/publications/castlewick-notice",
            moved.title,
            "notice",
            "Closed notices",
            moved.published,
            moved.attachments,
        )
    )
    summary = dfe.fetch(days=1)
    news = "\n".join(summary.news)
    assert "withdrawn on 2025-02-03" in news
    assert "it was removed (410)" in news
    assert "it redirects to /government/publications/castlewick-notice" in news
    withdrawn = {
        s["title"]: s["withdrawn_date"]
        for s in states(dfe).values()
        if s.get("label") and s["withdrawn_date"]
    }
    assert withdrawn["Improvement notice: Ashmere Council"] == "2025-02-03"
    assert withdrawn["Direction issued to Brackenford City Council"] == "2026-03-03"
    assert "Improvement notice to Castlewick" not in withdrawn, "its text is at another address now"
    assert summary.sources[0].state.state == "ok"
    assert dfe.fetch(days=2).news == []


def test_a_replaced_attachment_has_another_address_and_takes_the_place_of_the_old_one(dfe):
    first = dfe.fetch()
    old = next(e for e in first.entries if e.kind == "statutory_direction")
    notice = dfe.sites.world.notices[1]
    title, form, lines = notice.attachments[0]
    notice.attachments[0] = (title, form, (*lines, "Replaced."))
    summary = dfe.fetch(days=1)
    assert [e.title for e in summary.entries] == [title]
    found = {s.get("publication_id"): s for s in states(dfe).values()}
    assert found[summary.entries[0].publication_id]["replaces_id"] == old.publication_id
    assert found[old.publication_id]["withdrawn_date"] == "2026-03-03"


def test_an_html_attachment_whose_text_changed_is_a_new_version(dfe):
    dfe.fetch()
    notice = dfe.sites.world.notices[0]
    title, form, lines = notice.attachments[0]
    notice.attachments[0] = (title, form, (*lines, "Extended to 2026."))
    dfe.settings = {"recheck_days": 0}
    summary = dfe.fetch(days=1)
    assert [e.media_type for e in summary.entries] == ["text/html"]
    assert any("new version" in news for news in summary.news)


GOVUK_LISTING_FAULTS = [
    ("/api/search.json", Reply(422, b"{}", JSON), "answers 422"),
    ("/api/search.json", Reply(200, b"<html></html>", JSON), "assumption G1"),
    ("/api/content/government/collections", Reply(404, b"{}", JSON), "assumption G2"),
    (
        "/api/content/government/collections",
        Reply(
            200,
            b'{"base_path":"/c","schema_name":"document_collection","details":{},"links":{}}',
            JSON,
        ),
        "assumption G3",
    ),
    ("/api/content/government/publications", Reply(200, b"{}", JSON), "assumption G5"),
]


@pytest.mark.parametrize(("path", "reply", "says"), GOVUK_LISTING_FAULTS)
def test_an_answer_without_the_expected_parts_ends_as_broken(dfe, path, reply, says):
    dfe.fetch()
    answer_instead(dfe.sites.govuk, path, reply)
    summary = dfe.fetch(days=1)
    state = summary.sources[0].state
    assert state.state == "broken"
    assert says in state.message
    assert state.held == 4
    assert not [s for s in states(dfe).values() if s["withdrawn_date"]]


def test_two_collections_of_one_name_ask_for_a_path(dfe):
    hit = {"title": "Improvement notices and directions", "link": "/c"}
    body = json.dumps({"results": [hit, {**hit, "link": "/d"}], "total": 2}).encode()
    answer_instead(dfe.sites.govuk, "/api/search.json", Reply(200, body, JSON))
    summary = dfe.fetch()
    assert "2 collections are called" in summary.sources[0].state.message
    assert "set its 'path'" in summary.sources[0].state.message


def test_a_council_in_no_list_is_a_problem_and_the_notice_comes(dfe):
    dfe.sites.world.notices[2].title = "Improvement notice issued to Nowhere Council: June 2019"
    summary = dfe.fetch()
    assert [p.reason for p in summary.problems] == ["unknown_authority"]
    assert len(summary.entries) == 4


def test_search_pages_overlap_and_results_are_taken_once(dfe):
    world = dfe.sites.world
    for number in range(30):
        world.notices.append(
            Notice(
                f"/government/publications/n{number}",
                f"Improvement notice issued to Ashmere Council: no {number}",
                "notice",
                "Closed notices",
                date(2015, 1, 1 + number),
                [(f"Notice {number}", "pdf", (f"{number}",))],
            )
        )
    dfe.settings = {"rows": 8, "collections": []}
    summary = dfe.fetch()
    assert len(summary.entries) == 32
    starts = [int(a.query["start"][0]) for a in dfe.sites.govuk.asked if "search" in a.path]
    assert starts[:4] == [0, 3, 6, 9]
    items = [a.path for a in dfe.sites.govuk.asked if "/publications/" in a.path]
    assert len(items) == len(set(items))


# --- the examples of ../shared -----------------------------------------------------------------


def test_published_examples_are_read(shared):
    folder = shared / "fixtures/govuk"

    def read(name):
        return parse_item((folder / name).read_bytes())

    featured = read("publication/publication-with-featured-attachments.json")
    assert [(a.form, a.content_type, a.size) for a in featured.attachments] == [
        ("file", "application/pdf", 1932905)
    ]
    assert featured.withdrawn_date == ""
    assert read("publication/withdrawn_publication.json").withdrawn_date == "2015-01-13"
    report = read("publication_before_2026_04/best-practice-independent-report.json")
    assert len(report.attachments) == 3
    assert all(a.form == "file" and a.url.endswith(".pdf") for a in report.attachments)
    notice = read("publication_before_2026_04/best-practice-notice.json")
    assert [(a.form, a.updated_at) for a in notice.attachments] == [
        ("html", "2015-04-20T08:34:45Z")
    ]
    redirect = read("redirect/redirect.json")
    assert redirect.redirect.startswith("/maritime-safety-weather-and-navigation/")
    assert redirect.withdrawn_date == ""
    assert read("gone/gone.json").schema == "gone"
    assert read("gone/gone_with_alternative_path.json").title == ""
    page = as_html((folder / "html_publication/published.json").read_bytes())
    assert page.count(b"<h1>") == 1
    best = (folder / "document_collection/best-practice-document-collection.json").read_bytes()
    groups = list(dict.fromkeys(m.group for m in parse_collection(best)))
    assert sorted(groups)[:2] == ["Bus and coach", "Car and light van"]
    assert len(groups) == 5
    missing = "document_collection/document_collection_with_single_missing_document.json"
    assert len(parse_collection((folder / missing).read_bytes())) == 1
