"""Pure parsers of the pages of reports.ofsted.gov.uk."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from pipeline.fetch.addresses import join, split
from pipeline.fetch.faults import BrokenError
from pipeline.filelist import parse_date, split_link_text

_DAY = re.compile(r"\d{1,2}\s+[A-Za-z]+\s+\d{4}")
Doubts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """One search result. `latest_date` is that of its latest report, '' where none is shown."""

    urn: str
    name: str
    url: str
    latest_date: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The results of one search page; `total` is None where the page does not say it."""

    providers: tuple[Provider, ...]
    total: int | None = None
    doubts: Doubts = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One report link: visible and hidden text told apart, publication and event date too."""

    url: str
    label: str
    hidden_label: str
    published_date: str
    event_date: str


@dataclass(frozen=True, slots=True)
class ProviderPage:
    """One provider page. `has_timeline` tells "no reports" from "another page"."""

    name: str
    urn: str
    reports: tuple[Report, ...]
    has_timeline: bool
    doubts: Doubts = ()


def parse_search(body: bytes, url: str) -> SearchPage:
    """The providers of a search page; none is right only past the end.

    Name and address are found by the address alone; what stands around them is checked, so that a
    change of design shows before it does harm. Details are read by their label, not by position.
    """
    soup = BeautifulSoup(body, "lxml")
    links = [a for a in soup.select("a[href]") if "/provider/" in str(a["href"])]
    found = soup.select_one("ul.results-list")
    count = soup.select_one("strong.results-count, .search-results__heading")
    if not links and found is None and count is None:
        raise BrokenError("there is neither a list of results nor a count of them", assumption="O2")
    doubts: list[tuple[str, str]] = []
    if links and found is None:
        doubts.append(("O2", f"{url}: provider links without ul.results-list"))
    providers = []
    for link in links:
        address = join(url, str(link["href"]))
        urn = split(address).path.rstrip("/").rpartition("/")[2]
        if not urn.isdecimal():
            doubts.append(("O2", f"{url}: {address} does not end in a URN"))
            continue
        result = link.find_parent("li", class_="search-result")
        latest = _labelled(result, "latest report") if result is not None else ""
        providers.append(Provider(urn, _text(link), address, parse_date(latest)))
    total = re.search(r"\d[\d,]*", _text(count)) if count is not None else None
    if total is None:
        doubts.append(("O4", f"{url}: no count of results"))
    return SearchPage(
        tuple(providers), int(total[0].replace(",", "")) if total else None, tuple(doubts)
    )


def parse_provider(body: bytes, url: str) -> ProviderPage:
    """The reports of a provider page, in the order of the page, which means nothing."""
    soup = BeautifulSoup(body, "lxml")
    heading = soup.select_one("h1.heading--title") or soup.select_one("main h1")
    asked = split(url).path.rstrip("/").rpartition("/")[2]
    urn = _urn(soup)
    if heading is None or not _text(heading):
        raise BrokenError("there is no heading with the provider's name", assumption="O5")
    if urn and urn != asked:
        raise BrokenError(f"the page is about URN {urn}, not {asked}", assumption="O5")
    doubts: list[tuple[str, str]] = []
    if not urn:
        doubts.append(("O5", f"{url}: the page does not say its URN"))
    timeline = soup.select_one("ol.timeline")
    links = soup.select("a.publication-link[href]")
    stray = [a for a in soup.select("a[href]") if "/v1/file/" in str(a["href"]) and a not in links]
    if stray and not links:
        raise BrokenError("report files are linked, but not as a.publication-link", assumption="O6")
    if stray:
        doubts.append(("O6", f"{url}: {stray[0]['href']} is linked outside a.publication-link"))
    if links and timeline is None:
        doubts.append(("O6", f"{url}: report links without ol.timeline"))
    if not links and timeline is None and not urn:
        raise BrokenError("there is neither a timeline nor a URN", assumption="O6")
    reports = []
    for link in [*links, *stray]:
        report, more = _report(link, url)
        reports.append(report)
        doubts.extend(more)
    return ProviderPage(
        _text(heading), urn or asked, tuple(reports), timeline is not None, tuple(doubts)
    )


def _report(link: Tag, url: str) -> tuple[Report, list[tuple[str, str]]]:
    address = join(url, str(link["href"]))
    doubts: list[tuple[str, str]] = []
    # The header of the page has a span.nonvisual of its own: look within the link only. And take
    # the hidden node out first: the text of the whole link runs both together without a blank.
    hidden = link.select_one(".nonvisual")
    hidden_text = _text(hidden) if hidden is not None else ""
    visible = " ".join(
        " ".join(
            str(piece)
            for piece in link.find_all(string=True)
            if hidden is None or hidden not in piece.parents
        ).split()
    )
    hidden_label, hidden_date = split_link_text(hidden_text)
    if not visible or not hidden_date:
        doubts.append(("O7", f"{url}: the link to {address} reads {visible!r} and {hidden_text!r}"))
    day = link.find_parent(class_="timeline__day") or link.find_parent("li") or link.parent
    published, event = "", ""
    if isinstance(day, Tag):
        shown = day.select_one(".event__metadata time, time[pubdate]")
        if shown is None:
            shown = next((t for t in day.select("time") if _says_published(t)), None)
        published = _first_date(shown)
        event = _first_date(day.select_one(".timeline__date"))
    if published and hidden_date and published != hidden_date:
        doubts.append(
            (
                "O8",
                f"{url}: {address} is published {published} by 'Published', {hidden_date} hidden",
            )
        )
    if not published and not hidden_date:
        doubts.append(("O8", f"{url}: {address} has no publication date"))
    if not event:
        doubts.append(("O8", f"{url}: {address} has no date in p.timeline__date"))
    label = split_link_text(visible)[0] or hidden_label
    return Report(address, label, hidden_label, published or hidden_date, event), doubts


def _says_published(time: Tag) -> bool:
    before = time.find_previous(string=True)
    inside = time.find_parent(class_="timeline__date")
    return inside is None and before is not None and "published" in str(before).lower()


def _urn(soup: BeautifulSoup) -> str:
    canonical = soup.select_one("link[rel=canonical]")
    address = str(canonical.get("href", "")) if canonical is not None else ""
    if match := re.search(r"/provider/[^/]+/(\d+)", address):
        return match[1]
    for item in soup.select("main li"):
        if match := re.fullmatch(r"URN:?\s*(\d+)", _text(item)):
            return match[1]
    return ""


def _labelled(result: Tag, label: str) -> str:
    """The value of 'Label: value' wherever it stands in a result."""
    for item in result.select("li, p, div"):
        text = _text(item)
        if text.lower().startswith(label):
            return text[len(label) :].lstrip(" :")
    return ""


def _first_date(tag: Tag | None) -> str:
    match = _DAY.search(_text(tag)) if tag is not None else None
    return parse_date(match[0]) if match else ""


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())
