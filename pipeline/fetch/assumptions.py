"""What we believe about each site, by number; the same table stands in docs/fetch.md.

Parsers say which of these held and which did not. So the first contact with a real site shows at
once, in plain words, what was different.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

ASSUMPTIONS = {
    "O1": "the Ofsted search lists all local authorities' children's services (some 153)",
    "O2": "the results stand in ul.results-list as links to /provider/44/<URN>",
    "O3": "'start' counts results, and a page past the end has no provider links",
    "O4": "strong.results-count says how many results there are in all",
    "O5": "a provider page has the name in h1.heading--title and is about the URN asked for",
    "O6": "reports stand in ol.timeline > li.timeline__day as a.publication-link",
    "O7": "a report link holds its kind as visible text, and hidden 'kind, PDF - date'",
    "O8": "the hidden or 'Published' date is the publication date, p.timeline__date the event's",
    "O9": "a report's address is /v1/file/<number> on a file host of sources.yaml",
    "O10": "the label of a report is one of those known",
    "G1": "the GOV.UK search API answers JSON with 'results' and 'total'",
    "G2": "the collection of sources.yaml is there, or its title finds it",
    "G3": "a collection has details.collection_groups and links.documents",
    "G4": "its groups are called open or closed notices or directions",
    "G5": "an item of the content API has base_path, schema_name and details",
    "G6": "attachments come in details.attachments, details.documents or links.children",
    "M1": "the ModernGov web service answers XML (else its pages are read)",
    "M2": "meetings have meetingid and meetingdate as dd/mm/yyyy",
    "M3": "a meeting page has its agenda in mgItemTable with mgAiTitleTxt and mgAiTitleLnk",
    "M4": "documents are at documents/s<number>/ or mgConvert2PDF.aspx?ID=<number>",
    "A1": "the file at a document's address is of the type that is expected there",
    "A2": "files come with ETag or Last-Modified, so that a check costs no download",
}


@dataclass(slots=True)
class Checks:
    """How often each assumption held in a run of one source, and where first it did not."""

    held: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)

    def hold(self, *numbers: str) -> None:
        """Count that these held once more."""
        for number in numbers:
            self.held[number] = self.held.get(number, 0) + 1

    def fail(self, number: str, detail: str) -> None:
        """Count that this did not hold, and keep the first place."""
        if number in ASSUMPTIONS:
            self.failed[number] = self.failed.get(number, 0) + 1
            self.first.setdefault(number, detail)

    def doubts(self, doubts: Iterable[tuple[str, str]]) -> None:
        """Count what a parser doubted: (number, detail)."""
        for number, detail in doubts:
            self.fail(number, detail)

    def to_dict(self) -> dict[str, dict[str, int | str]]:
        """By number: held, failed, and the first place where it failed."""
        return {
            number: {
                "held": self.held.get(number, 0),
                "failed": self.failed.get(number, 0),
                **({"first": self.first[number]} if number in self.first else {}),
            }
            for number in ASSUMPTIONS
            if number in self.held or number in self.failed
        }
