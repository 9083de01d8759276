from __future__ import annotations

import pytest

from pipeline.fetch.demo.ofsted_site import provider_page, search_page
from pipeline.fetch.demo.world import small_world
from pipeline.fetch.faults import BrokenError
from pipeline.fetch.labels import kind_of_label, kind_of_title, tidy_label
from pipeline.fetch.sources.ofsted_pages import parse_provider, parse_search

URL = "https://reports.example.org/provider/44/80474"


def page(entry, urn="80474"):
    return (
        '<header><span class="nonvisual">Ofsted homepage</span></header><main>'
        f'<h1 class="heading--title">Ashmere Council</h1><ul><li>URN: {urn}</li></ul>'
        f'<ol class="timeline">{entry}</ol></main>'
    ).encode()


def day(link, before="", after=""):
    return (
        '<li class="timeline__day"><div class="event">'
        '<p class="timeline__date"><time>28 July 2026</time></p>'
        f'<span class="event__title heading--sub">{link}{before}</span>{after}</div></li>'
    )


LINK = (
    '<a class="publication-link" href="https://files.example.org/v1/file/1">Full inspection: Good'
    '<span class="nonvisual">Full inspection, PDF - 08 September 2026</span></a>'
)


def test_visible_and_hidden_text_are_told_apart_though_no_blank_is_between():
    report = parse_provider(page(day(LINK)), URL).reports[0]
    assert (report.label, report.hidden_label) == ("Full inspection: Good", "Full inspection")


PUBLISHED = '<div class="event__metadata">Published <time pubdate>08 September 2026</time></div>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        (PUBLISHED, ""),
        ("", PUBLISHED),
        ("", "<p>Published <time>08 September 2026</time></p>"),
    ],
)
def test_publication_date_and_event_date_are_two_things(before, after):
    found = parse_provider(page(day(LINK, before, after)), URL)
    assert found.reports[0].published_date == "2026-09-08"
    assert found.reports[0].event_date == "2026-07-28"
    assert not found.doubts


def test_two_publication_dates_that_differ_are_a_doubt_and_the_shown_one_counts():
    other = PUBLISHED.replace("08", "09")
    found = parse_provider(page(day(LINK, other)), URL)
    assert found.reports[0].published_date == "2026-09-09"
    assert [number for number, _ in found.doubts] == ["O8"]


def test_an_entry_without_a_link_is_no_report():
    entry = '<li class="timeline__day timeline__day--registered"><time>01 April 1998</time></li>'
    found = parse_provider(page(entry), URL)
    assert found.reports == ()
    assert found.has_timeline


def test_a_link_without_hidden_text_is_kept_with_a_doubt():
    link = '<a class="publication-link" href="/v1/file/2">Report</a>'
    found = parse_provider(page(day(link)), URL)
    assert found.reports[0].label == "Report"
    assert {number for number, _ in found.doubts} == {"O7", "O8"}


def test_a_report_file_that_is_linked_elsewhere_is_not_lost():
    stray = '<p><a href="https://files.example.org/v1/file/3">Older report</a></p>'
    found = parse_provider(page(day(LINK)) + stray.encode(), URL)
    assert [r.url.rpartition("/")[2] for r in found.reports] == ["1", "3"]
    assert "O6" in {number for number, _ in found.doubts}


@pytest.mark.parametrize(
    ("body", "assumption"),
    [
        (b"<html><body><p>Maintenance</p></body></html>", "O5"),
        (page("", urn="80475"), "O5"),
        (b'<main><h1 class="heading--title">A</h1><a href="/v1/file/9">R</a></main>', "O6"),
        (b'<main><h1 class="heading--title">A</h1></main>', "O6"),
    ],
)
def test_a_page_without_the_expected_parts_says_which_assumption_failed(body, assumption):
    with pytest.raises(BrokenError) as error:
        parse_provider(body, URL)
    assert error.value.assumption == assumption


def test_search_reads_details_by_label_not_by_position():
    body = b"""<ul class="results-list"><li class="search-result">
      <h3 class="search-result__title">
      <a href="/provider/44/80429">Ashmere &amp; Vale Council</a></h3>
      <ul class="search-result__provider-info"><li>URN: <strong>80429</strong></li>
      <li>Rating: <strong>Good</strong></li>
      <li>Latest report: <strong><time>18 April 2023</time></strong></li></ul></li></ul>
      <div class="search-results__heading"><strong class="results-count">1,153</strong></div>"""
    found = parse_search(body, "https://reports.example.org/search")
    assert found.total == 1153
    assert found.providers[0].name == "Ashmere & Vale Council"
    assert found.providers[0].urn == "80429"
    assert found.providers[0].latest_date == "2023-04-18"
    assert found.providers[0].url == "https://reports.example.org/provider/44/80429"


def test_search_finds_providers_by_their_address_whatever_the_design():
    found = parse_search(
        b'<main><div><a href="/provider/44/1">A</a></div></main>', "https://r.example.org/"
    )
    assert [p.urn for p in found.providers] == ["1"]
    assert {number for number, _ in found.doubts} == {"O2", "O4"}


def test_past_the_end_there_are_no_providers():
    assert parse_search(search_page([], 5, 10), "https://r.example.org/").providers == ()


def test_generated_pages_are_read_whole():
    world = small_world()
    council = world.councils[0]
    body = provider_page(council, "https://r", "https://new", "https://old")
    found = parse_provider(body, f"https://r/provider/44/{council.urn}")
    assert [(r.event_date, r.published_date) for r in found.reports] == [
        (r.event.isoformat(), r.published.isoformat()) for r in council.reports
    ]
    assert not found.doubts


# --- the pages of ../shared --------------------------------------------------------------------


def test_fixture_of_a_provider_with_many_reports(shared):
    body = (shared / "fixtures/ofsted/provider_80474_many.html").read_bytes()
    found = parse_provider(body, URL)
    assert (found.name, found.urn, len(found.reports)) == ("Herefordshire Council", "80474", 13)
    assert not found.doubts
    first = found.reports[0]
    assert (first.event_date, first.published_date) == ("2025-11-10", "2026-01-12")
    kinds = [kind_of_label(r.label) for r in found.reports]
    assert all(known for _, known in kinds)
    assert [kind for kind, _ in kinds] == [
        "", "monitoring_visit", "monitoring_visit", "area_send", "monitoring_visit", "",
        "focused_visit", "focused_visit", "jtai", "", "", "sif_inspection", "",
    ]  # fmt: skip
    assert found.reports[-1].url == "https://files.api.ofsted.gov.uk/v1/file/2799902"


def test_fixtures_of_one_and_no_report(shared):
    folder = shared / "fixtures/ofsted"
    one = parse_provider(
        (folder / "provider_2733690_one.html").read_bytes(), "https://r/44/2733690"
    )
    none = parse_provider(
        (folder / "provider_2733698_none.html").read_bytes(), "https://r/44/2733698"
    )
    assert (len(one.reports), len(none.reports), none.has_timeline) == (1, 0, False)
    assert not none.doubts


def test_fixtures_of_the_search(shared):
    folder = shared / "fixtures/ofsted"
    pages = [
        parse_search((folder / name).read_bytes(), "https://reports.ofsted.gov.uk/search")
        for name in ("search_page_1.html", "search_page_2.html", "search_past_end.html")
    ]
    assert [len(p.providers) for p in pages] == [6, 3, 0]
    assert [p.total for p in pages] == [9, 9, 0]
    assert pages[0].providers[2].name == "Bournemouth, Christchurch & Poole Council"
    assert pages[1].providers[2].latest_date == ""
    with pytest.raises(BrokenError):
        parse_search((folder / "application_error.html").read_bytes(), "https://r")


# --- labels ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "kind", "known"),
    [
        ("Children's services inspection", "", True),
        ("Children’s  services inspection ,  pdf", "", True),
        ("Children's services inspection: Requires improvement", "", True),
        ("Children's services focused visit", "focused_visit", True),
        ("Monitoring visit", "monitoring_visit", True),
        ("Children's services: third monitoring visit", "", False),
        ("Remote monitoring visit letter", "monitoring_visit", False),
        ("Adoption monitoring visit", "", False),
        ("Local area SEND revisit", "area_send", True),
        ("Single inspection of LA children's services as pdf", "sif_inspection", True),
        ("Welfare letter", "", False),
    ],
)
def test_kind_of_a_label(label, kind, known):
    assert kind_of_label(label) == (kind, known)


def test_tidy_label_has_one_spelling():
    assert tidy_label("Children’s services inspection,  PDF") == "children's services inspection"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Improvement notice issued to Ashmere Council: May 2023", "improvement_notice"),
        ("Directions issued to Ashmere Council", "statutory_direction"),
        ("SEND direction issued to Ashmere Council: June 2024", "statutory_direction"),
        ("Directions to the station", ""),
        ("Children's services commissioner: report on Ashmere", "commissioner_report"),
        ("Letter to Ashmere Council about its progress", "progress_letter"),
        ("Consultation on improvement", ""),
    ],
)
def test_kind_of_a_title(title, kind):
    assert kind_of_title(title) == kind
