"""Under which licence a publication stands, and when nothing may be said of it."""

from __future__ import annotations

import pytest

from pipeline.extract.licence import OGL, licence_of, printed_licence
from pipeline.records import ManifestEntry, publication_id

OFSTED = "https://files.ofsted.gov.uk/v1/file/1"


def entry(url: str = "", source: str = "list", **more: str) -> ManifestEntry:
    digest = "0" * 64
    return ManifestEntry(
        publication_id(digest), "raw/a.pdf", digest, url=url, source=source, **more
    )


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        (("You may reuse this letter (without logos) in any format under the terms of the Open "
         "Government Licence. To see it, visit the archives."), OGL),
        ("You may copy this under the Open Government Licence, version 2.", f"{OGL} v2.0"),
        (("This publication is licensed under the terms of the Open Government Licence v3.0 except "
         "where it says otherwise."), f"{OGL} v3.0"),
        ("All content is available under the Open Government License v3.0", f"{OGL} v3.0"),
        (("This notice may be used under the Open Government\nLicence. See "
         "example.org/doc/open-government-licence/version/3/"), f"{OGL} v3.0"),
        ("The council publishes its spending under the Open Government Licence.", ""),
        ("This report is long. Data are under the Open Government Licence.", ""),
        ("Contains public sector information licensed under the Open Government Licence v3.0.", ""),
        ("You may reuse this with our leave.", ""),
    ],
)  # fmt: skip
def test_the_note_of_a_publication(text, licence):
    assert printed_licence(["First page.", text], "dfe") == licence


def test_a_letter_within_papers_of_a_council_says_nothing_of_them():
    note = "You may reuse this information under the terms of the Open Government Licence."
    papers = ["Agenda", "© Crown copyright 2021", note]
    assert printed_licence(papers, "ofsted") == OGL
    assert printed_licence(papers, "council") == ""
    assert printed_licence(["Agenda", note], "council") == OGL


@pytest.mark.parametrize(
    ("url", "source", "licence"),
    [
        (OFSTED, "ofsted", OGL),
        ("https://www.gov.uk/government/publications/x", "notices", f"{OGL} v3.0"),
        ("https://assets.publishing.service.gov.uk/x.pdf", "notices", f"{OGL} v3.0"),
        ("https://www.brackenshire.gov.uk/x.pdf", "papers", ""),
        ("https://gov.uk.example.org/x.pdf", "papers", ""),
        ("https://[broken/x.pdf", "papers", ""),
        (OFSTED, "list", ""),
        (OFSTED, "person", ""),
        ("", "ofsted", ""),
    ],
)
def test_the_statement_of_a_site_holds_for_what_was_fetched_from_it(url, source, licence):
    assert licence_of(entry(url, source)) == licence


def test_what_somebody_said_comes_first_then_what_is_printed():
    note = ["This report is published under the Open Government Licence v3.0."]
    assert licence_of(entry(OFSTED, "ofsted", licence="CC BY 4.0"), note) == "CC BY 4.0"
    assert licence_of(entry(OFSTED, "list", publisher="ofsted"), note) == f"{OGL} v3.0"
    assert licence_of(entry(OFSTED, "ofsted"), note) == f"{OGL} v3.0"
