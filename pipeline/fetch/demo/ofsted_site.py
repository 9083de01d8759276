"""Pages in the structure of reports.ofsted.gov.uk, made from the invented world."""

from __future__ import annotations

import html
from collections.abc import Sequence

from pipeline.fetch.demo.world import Council, Report

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8">{head}<title>{title} - Find an Inspection Report - Ofsted</title></head>
<body>
<header class="header"><a class="header__home-link" href="/">
<span class="nonvisual">Ofsted homepage</span></a></header>
<main id="main" tabindex="-1"><div class="container">
{main}
</div></main>
<footer class="footer"><a href="/copyright">Copyright</a></footer>
</body>
</html>
"""


def search_page(councils: Sequence[Council], start: int, rows: int) -> bytes:
    """One page of search results; past the end a page without any."""
    shown = councils[start : start + rows]
    results = "\n".join(_result(council) for council in shown)
    total = len(councils) if shown else 0
    return _page(
        "Search results",
        '<div class="search-results__heading"><h1 class="heading--title">Search results</h1>'
        f'<p><strong class="results-count">{total}</strong> results</p></div>\n'
        f'<ul class="results-list">\n{results}\n</ul>',
    )


def _result(council: Council) -> str:
    latest = max((r.published for r in council.reports), default=None)
    shown = (
        f"<li>Latest report: <strong><time>{latest:%d %B %Y}</time></strong></li>" if latest else ""
    )
    return (
        '<li class="search-result"><h3 class="search-result__title heading--main">'
        f'<a href="/provider/44/{council.urn}">{html.escape(council.name)}</a></h3>'
        '<ul class="search-result__provider-info">'
        "<li>Category: <strong>Local authority children&#039;s services</strong></li></ul>"
        '<address class="search-result__address">The Town Hall</address>'
        f'<ul class="search-result__provider-info">{shown}'
        f"<li>URN: <strong>{council.urn}</strong></li></ul></li>"
    )


def provider_page(council: Council, base: str, new_host: str, old_host: str) -> bytes:
    """A provider's page: its timeline, or a sentence where there is none."""
    days = "\n".join(
        _day(report, old_host if report.old_host else new_host, n)
        for n, report in enumerate(council.reports)
    )
    timeline = (
        f'<ol class="timeline">\n{days}\n<li class="timeline__day timeline__day--registered">'
        "<time>01 April 1998</time><span>Registration</span></li>\n</ol>"
        if council.reports
        else "<p>There are no reports for this provider.</p>"
    )
    return _page(
        html.escape(council.name),
        f'<h1 class="heading--title title-block__heading">{html.escape(council.name)}</h1>\n'
        f"<ul><li><span>URN: </span><span>{council.urn}</span></li></ul>\n"
        f"<h2>Reports</h2>\n{timeline}",
        head=f'<link rel="canonical" href="{base}/provider/44/{council.urn}">',
    )


def _day(report: Report, host: str, number: int) -> str:
    """One entry. Where 'Published' stands varies, as it does on the site."""
    label, day = html.escape(report.label), f"{report.published:%d %B %Y}"
    published = f'<div class="event__metadata">Published <time pubdate>{day}</time></div>'
    inside, after = [(published, ""), ("", published), ("", "")][number % 3]
    return (
        f'<li class="timeline__day"><div class="event">'
        f'<p class="timeline__date"><time>{report.event:%d %B %Y}</time></p>'
        '<span class="event__title heading--sub"><a class="publication-link" target="_blank" '
        f'href="{host}/v1/file/{report.number}">\n                {label}                '
        f'<span class="nonvisual">{label}, PDF - {day}</span></a>{inside}</span>'
        f"{after}</div></li>"
    )


def not_found_page() -> bytes:
    """What the file host sends, with status 200, for a report that is gone."""
    return _page(
        "Report not found",
        '<h1 class="heading--title">Report not found</h1><p>Sorry, it no longer exists.</p>',
    )


def application_error() -> bytes:
    """What the search sends when it fails inside."""
    return (
        b"<!DOCTYPE html><html><head><title>Slim Application Error</title></head>"
        b"<body><h1>Slim Application Error</h1></body></html>"
    )


def _page(title: str, main: str, head: str = "") -> bytes:
    return _PAGE.format(title=title, main=main, head=head).encode()
