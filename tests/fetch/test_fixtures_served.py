"""The hand-written pages and published examples of ../shared, served and fetched end to end."""

from __future__ import annotations

import json

from pipeline.fetch.config import parse_config
from pipeline.fetch.demo.pdf import make_pdf
from pipeline.fetch.demo.server import Reply, conditional
from pipeline.fetch.stage import run
from tests.fetch.helpers import NOW, make_web


def fetch(folder, source):
    values = {"pause_seconds": 0, "sources": [source]}
    config = parse_config(values, folder=folder.corpus.root)
    return run(folder.corpus, config, web=make_web(), now=NOW)


def test_ofsted(folder, serve, shared):
    pages = shared / "fixtures" / "ofsted"

    def files(asked):
        number = asked.path.rpartition("/")[2]
        if number == "50004272":  # as in the real archive: a page with status 200
            return Reply(200, (pages / "report_not_found.html").read_bytes())
        body = make_pdf((f"Report {number}",))
        return conditional(asked, body, "application/pdf") if number.isdecimal() else Reply(404)

    new, old = serve(files), serve(files)
    errors = iter([True])

    def reports(asked):
        names = {f"/provider/44/{n.split('_')[1]}": n for n in ("provider_80474_many",)}
        names |= {f"/provider/44/{n.split('_')[1]}": n for n in ("provider_2733690_one",)}
        names |= {f"/provider/44/{n.split('_')[1]}": n for n in ("provider_2733698_none",)}
        if asked.path == "/search":
            start = int(asked.query["start"][0])
            name = {0: "search_page_1", 6: "search_page_2"}.get(start, "search_past_end")
            if start == 6 and next(errors, False):
                name = "application_error"
        elif asked.path in names:
            name = names[asked.path]
        else:
            return Reply(404)
        text = (pages / f"{name}.html").read_text(encoding="utf-8")
        text = text.replace("https://files.ofsted.gov.uk", new.url)
        text = text.replace("https://files.api.ofsted.gov.uk", old.url)
        return conditional(asked, text.encode(), "text/html; charset=UTF-8")

    site = serve(reports)
    source = {"id": "ofsted", "kind": "ofsted", "base_url": site.url}
    summary = fetch(folder, {**source, "file_hosts": [new.host, old.host]})

    herefordshire = [e for e in summary.entries if e.authority_id == "herefordshire"]
    assert len(herefordshire) == 12
    assert {e.authority_id for e in summary.entries} == {"herefordshire", "cumberland"}
    first = next(e for e in herefordshire if e.url.endswith("50293401"))
    assert (first.published_date, first.event_date) == ("2026-01-12", "2025-11-10")
    # Six of the nine providers have no page among the fixtures.
    assert sorted(p.reason for p in summary.problems) == ["missing", *["page_missing"] * 6]
    assert summary.sources[0].state.listed == 14
    assert not summary.sources[0].checks.failed


def test_govuk(folder, serve, shared):
    """Examples of every shape, in the host names that they really carry."""
    examples = {}
    for path in sorted((shared / "fixtures" / "govuk").glob("*/*.json")):
        value = json.loads(path.read_bytes())
        examples[value["base_path"]] = path.read_bytes()
    child = "publication_before_2026_04/best-practice-notice.json"
    notice = json.loads((shared / "fixtures" / "govuk" / child).read_bytes())
    text = {
        "base_path": notice["links"]["children"][0]["base_path"],
        "schema_name": "html_publication",
        "title": "Application made",
        "details": {"body": "<p>Text</p>"},
    }
    examples[text["base_path"]] = json.dumps(text).encode()

    def files(asked):
        is_pdf = asked.path.endswith(".pdf")
        return (
            conditional(asked, make_pdf((asked.path,)), "application/pdf") if is_pdf else Reply(404)
        )

    assets = serve(files)

    def site(asked):
        if asked.path == "/api/search.json":
            results = [{"link": path, "title": path} for path in examples if "/api" not in path]
            body = json.dumps({"results": results, "total": len(results)}).encode()
            return conditional(asked, body, "application/json")
        path = asked.path.removeprefix("/api/content")
        if path in examples:
            gone = b'"schema_name": "gone"' in examples[path]
            body = examples[path].replace(
                b"https://assets.publishing.service.gov.uk", assets.url.encode()
            )
            return Reply(410 if gone else 200, body)
        return files(asked)

    server = serve(site)
    source = {"id": "dfe", "kind": "govuk", "base_url": server.url, "file_hosts": [assets.host]}
    summary = fetch(folder, {**source, "searches": [{"query": "all"}]})
    by_type = {(e.media_type, e.url.rpartition("/")[2][:20]) for e in summary.entries}
    assert ("application/pdf", "PUBLIC_1392629965.pd") in by_type
    assert ("text/html", "walton-farms-limited") in by_type
    assert len([e for e in summary.entries if e.url.endswith(".pdf")]) == 4
    withdrawn = [e for e in summary.entries if "pig-keepers" in e.url]
    assert len(withdrawn) == 1, "an item without attachments: its own text"
    lines = folder.corpus.fetch_state.read_text(encoding="utf-8").splitlines()
    dates = {s["url"]: s["withdrawn_date"] for s in map(json.loads, lines)}
    assert dates[withdrawn[0].url] == "2015-01-13"
    assert not [p for p in summary.problems if p.reason in ("unexpected_page", "source_broken")]
