"""A letter with its printed page, the file, pictures; feeds."""

from __future__ import annotations

import io
import json

import feedparser
import pytest
from PIL import Image

from pipeline.search import search
from tests.made import put
from tests.serve.sites import made_site


def test_the_page_of_the_finding_stands_beside_the_letter(get, ids):
    answer = get(f"/publication/{ids.publication_id}?finding={ids.finding_id}")
    assert answer.status_code == 200
    assert f"Page {ids.page} of" in answer.text
    assert "<rect" in answer.text
    assert f'src="/publication/{ids.publication_id}/page-{ids.page}.png"' in answer.text


def test_marks_stand_on_the_words_of_the_finding(get, served, ids):
    value = get(f"/api/publication/{ids.publication_id}.json").json()
    finding = next(f for f in value["findings"] if f["finding_id"] == ids.finding_id)
    picture = get(f"/publication/{ids.publication_id}/page-{ids.page}.png")
    assert picture.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(picture.content)).convert("L")
    page, x0, top, x1, bottom = finding["boxes"][0]
    assert page == ids.page
    scale = image.width / 595.3  # A4
    within = image.crop(tuple(int(v * scale) for v in (x0, top, x1, bottom)))
    assert within.getextrema()[0] < 120  # dark ink stands in the box


def test_every_publication_of_the_sample_has_a_page(get, served):
    for one in {hit.publication_id for hit in search(served.database, "", limit=None)}:
        answer = get(f"/publication/{one}")
        assert answer.status_code == 200
        assert "<h1>" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/publication/pub-0000000000000000",
        "/publication/pub-0000000000000000/page-1.png",
        "/publication/{id}/page-999.png",
        "/publication/{id}/page-0.png",
        "/publication/..%2f..%2fetc%2fpasswd/file",
        "/-/letters/..%2fsite.py",
        "/-/letters/site.py",
        "/api/publication/none.json",
    ],
)
def test_what_is_not_there_is_404(get, ids, path):
    # Datasette spells %2f in another way and sends there first.
    answer = get(path.format(id=ids.publication_id), follow_redirects=True)
    assert answer.status_code == 404


def test_a_file_that_is_no_pdf_is_only_saved(get, served):
    for hit in search(served.database, "", limit=None):
        answer = get(f"/publication/{hit.publication_id}/file")
        if answer.headers["content-type"] != "application/pdf":
            assert answer.headers["content-disposition"].startswith("attachment")
            assert answer.headers["content-type"] == "application/octet-stream"
            break
    else:
        pytest.fail("the sample has a page of HTML")


def test_a_letter_appears_once_in_a_feed(get, site_url):
    parsed = feedparser.parse(get("/feed.atom?q=supervision").content)
    assert not parsed.bozo
    ids = [entry.id for entry in parsed.entries]
    assert len(ids) == len(set(ids)) > 3
    assert parsed.entries[0].link.startswith(f"{site_url}/publication/pub-")
    assert "supervision" in parsed.entries[0].content[0].value.lower()


def test_the_json_feed_holds_the_same(get):
    value = get("/feed.json?q=supervision").json()
    parsed = feedparser.parse(get("/feed.atom?q=supervision").content)
    assert value["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in value["items"]] == [entry.id for entry in parsed.entries]


def test_feed_of_a_council(get):
    value = get("/feed.json?authority=saltmarch").json()
    assert len(value["items"]) == 2
    assert json.dumps(value).count("Brackenshire") == 0


def test_the_static_files_may_be_kept(get):
    answer = get("/-/letters/site.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "max-age" in answer.headers["cache-control"]


def test_nothing_is_fetched_from_elsewhere(get, ids):
    for path in ("/", f"/publication/{ids.publication_id}", "/about", "/about/data"):
        text = get(path).text
        for mark in ('src="http', "url(http", '<link rel="stylesheet" href="http'):
            assert mark not in text


def unread(db):
    facts = {
        "sha256": "0" * 64,
        "kind": "other",
        "title": "scan.pdf",
        "file": "raw/unknown/pub.pdf",
    }
    put(db, "publications", publication_id="pub", status="unreadable", **facts)
    put(db, "publications", publication_id="pub2", status="read", **{**facts, "title": "A letter"})
    for publication_id in ("pub", "pub2"):
        put(db, "problems", problem_id=publication_id, publication_id=publication_id,
            stage="extract", reason="x", detail="look at it")  # fmt: skip
    for metric, value in (
        ("findings.found", 0.996),
        ("deadlines.test.recall", 1.0),
        ("deadlines.development.recall", 1.0),
        ("tags.right_at_0.3", 0.5),
    ):
        put(db, "metrics", metric=metric, value=value, support=1000, gold="mine")


def test_what_could_not_be_read_has_a_page_with_a_name_and_says_why(tmp_path):
    get = made_site(tmp_path / "site", unread)
    page = get("/publication/pub").text
    assert "<title>scan.pdf – Inspection letters</title>" in page
    assert "<h2>What could not be read</h2>" in page
    assert "<dt>Source</dt><dd><a" in page  # no publisher is known: no lonely dot
    assert "<h2>Please check</h2>" in get("/publication/pub2").text
    assert '<a href="/publication/pub">scan.pdf</a>: look at it' in get("/about").text


def test_how_well_it_reads_is_told_in_words_and_not_of_what_was_fitted(tmp_path):
    page = made_site(tmp_path / "site", unread)("/about").text
    assert "Findings that were found" in page
    assert "99.6%" in page
    assert page.count("Deadlines that were found") == 1
    assert "tags.right" not in page
