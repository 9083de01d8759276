"""Whatever a site sends, a parser gives records or says which assumption failed."""

from __future__ import annotations

import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch.addresses import host_of, join, split, tidy
from pipeline.fetch.assumptions import ASSUMPTIONS
from pipeline.fetch.demo import govuk_site, moderngov_site, ofsted_site
from pipeline.fetch.demo.world import small_world
from pipeline.fetch.faults import BrokenError
from pipeline.fetch.robots import parse_robots
from pipeline.fetch.sources.govuk_items import as_html, parse_collection, parse_item, parse_results
from pipeline.fetch.sources.moderngov_pages import (
    parse_agenda,
    parse_committee_list,
    parse_meeting_list,
)
from pipeline.fetch.sources.moderngov_service import parse_committees, parse_meeting, parse_meetings
from pipeline.fetch.sources.ofsted_pages import parse_provider, parse_search

WORLD = small_world()
URL = "https://r.example.org/provider/44/9900001"
PAGES = {
    "provider": (
        partial(parse_provider, url=URL),
        ofsted_site.provider_page(WORLD.councils[0], "https://r", "https://f", "https://g"),
    ),
    "search": (partial(parse_search, url=URL), ofsted_site.search_page(WORLD.councils, 0, 9)),
    "item": (parse_item, govuk_site.content(WORLD, WORLD.notices[2].path, "https://a")[1]),
    "text": (as_html, govuk_site.content(WORLD, WORLD.notices[0].path, "https://a")[1]),
    "collection": (parse_collection, govuk_site.content(WORLD, WORLD.collection_path, "")[1]),
    "results": (parse_results, govuk_site.search(WORLD, {"q": [""]})[1]),
    "committees": (
        parse_committees,
        moderngov_site.service(WORLD, "getcommittees", {"lDays": []})[1],
    ),
    "meetings": (
        parse_meetings,
        moderngov_site.service(
            WORLD, "getmeetings", {"lCommitteeId": [], "sFromDate": [], "sToDate": []}
        )[1],
    ),
    "meeting": (
        partial(parse_meeting, base=URL),
        moderngov_site.service(WORLD, "getmeeting", {"lMeetingId": ["8001"]})[1],
    ),
    "agenda": (
        partial(parse_agenda, url=URL),
        moderngov_site.page(WORLD, "ielistdocuments.aspx", {"MId": ["8001"]}) or b"",
    ),
    "meeting list": (
        parse_meeting_list,
        moderngov_site.page(WORLD, "ielistmeetings.aspx", {}) or b"",
    ),
    "committee list": (
        parse_committee_list,
        moderngov_site.page(WORLD, "mglistcommittees.aspx", {}) or b"",
    ),
}
PIECES = [
    b"http://[x",
    b"<a href='//['>",
    b"</li>",
    b"<time>",
    b"&#0;",
    b"null",
    b"99",
    b"\xff",
    b"",
]


def parsed(parser, body):
    try:
        parser(body)
    except BrokenError as error:
        assert error.assumption in ASSUMPTIONS  # noqa: PT017
        assert str(error)  # noqa: PT017


@pytest.mark.parametrize("name", PAGES)
@given(data=st.data())
def test_a_page_with_a_piece_cut_out_or_put_in(name, data):
    parser, body = PAGES[name]
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 200)))
    parsed(parser, body[:start] + data.draw(st.sampled_from(PIECES)) + body[end:])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("http://[x"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
NAMES = (
    "base_path schema_name details links attachments documents children redirects url path title "
    "change_history withdrawn_notice collection_groups results total link content_id"
).split()


@pytest.mark.parametrize("parser", [parse_item, parse_collection, parse_results, as_html])
@given(
    value=st.dictionaries(
        st.sampled_from(NAMES),
        VALUES | st.dictionaries(st.sampled_from(NAMES), VALUES | st.lists(VALUES, max_size=2)),
    )
)
def test_an_answer_with_other_types_than_expected(parser, value):
    parsed(parser, json.dumps(value).encode())


@given(text=st.text(max_size=60), base=st.sampled_from(["", URL, "http://[x"]))
def test_any_text_as_an_address(text, base):
    split(text)
    host_of(text)
    join(base, text)
    assert tidy(tidy(text, base)) == tidy(text, base)


@given(text=st.text(max_size=80))
def test_any_text_as_robots(text):
    parse_robots(f"User-agent: *\n{text}", "letters").allows(URL)
