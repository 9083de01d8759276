"""Which part of a web page is the document, and what in it is the site's and not the document's."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

_CANDIDATES = (
    "main",
    "[role=main]",
    "#modgov",
    "article",
    "#content",
    "#main-content",
    ".govspeak",
)
_ENOUGH = 200
_MOST = 0.5

_NEVER = frozenset(
    re.findall(
        r"\w+",
        "head script style noscript template svg math iframe object embed audio video canvas map "
        "button select option input textarea label dialog nav del rt rp",
    )
)
_PAGE_ONLY = frozenset(("header", "footer", "aside"))
_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar")
)
_SITE_PARTS = re.compile(
    r"cookie.*|.*cookie-?_?(?:banner|consent|notice|message|bar|policy).*"
    r"|(?:[\w-]*[-_])?breadcrumbs?(?:[-_].*)?|mgbreadcrumb.*"
    r"|(?:[\w-]*-)?skip-?(?:link|nav|to).*"
    r"|(?:site|global|govuk|main|page)-?(?:header|footer|nav|navigation|menu)(?:[-_].*)?"
    r"|(?:top|side|sub|local|primary|secondary)-?(?:nav|navigation|menu|bar)(?:[-_].*)?"
    r"|nav|navbar|navigation|menu|sidebar|pagination|pager|toc|table-of-contents"
    r"|(?:gem-c-)?contents-list.*|(?:gem-c-)?(?:phase-banner|back-to-top|print-link|feedback).*"
    r"|gem-c-(?:related-navigation|contextual|intervention|single-page-notification|translation-nav"
    r"|share-links|subscription-links).*|share|share-.*|social|social-.*"
    r"|(?:govuk-)?visually-?hidden|sr-only|screen-?reader.*|nonvisual|hidden|no-?print"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def text_length(tag: Tag) -> int:
    """Letters below `tag`, blanks not counted."""
    return sum(len(text.strip()) for text in tag.strings)


def main_content(soup: BeautifulSoup) -> Tag:
    """The element that holds the document: the page's own mark for it, else the body."""
    body = soup.body or soup
    whole = text_length(body)
    for selector in _CANDIDATES:
        found = soup.select(selector)
        if not found:
            continue
        lengths = [text_length(tag) for tag in found]
        longest = max(lengths)
        if longest < min(_ENOUGH, _MOST * whole):
            continue
        if len(found) > 1 and longest < _MOST * sum(lengths):
            continue
        return found[lengths.index(longest)]
    return body


class SiteParts:
    """Tells what of a page to leave out, seen from the element that holds the document."""

    def __init__(self, root: Tag) -> None:
        self._is_page = root.name in ("body", "html", "[document]")
        self._length = text_length(root)

    def holds(self, tag: Tag) -> bool:
        """Is `tag` navigation, a banner, hidden, a list of contents …?

        A name that fits but holds most of the text is a mistake of the site, not a part of it.
        """
        if tag.name in _NEVER:
            return True
        if not self._looks_apart(tag):
            return False
        return text_length(tag) < _MOST * self._length

    def _looks_apart(self, tag: Tag) -> bool:
        if self._is_page and tag.name in _PAGE_ONLY and not tag.find_parent(["article", "section"]):
            return True
        if attribute(tag, "role") in _ROLES or tag.has_attr("hidden"):
            return True
        if attribute(tag, "aria-hidden") == "true" or _HIDDEN_STYLE.search(attribute(tag, "style")):
            return True
        names = [*tag.get_attribute_list("class"), tag.get("id")]
        if any(_SITE_PARTS.fullmatch(name.casefold()) for name in names if isinstance(name, str)):
            return True
        return tag.name in ("ul", "ol") and _is_contents(tag)


def attribute(tag: Tag, name: str) -> str:
    """The value of an attribute in lower case, '' if it is not there."""
    value = tag.get(name)
    return value.strip().casefold() if isinstance(value, str) else ""


def _is_contents(tag: Tag) -> bool:
    """A list of which every item is one link into the page."""
    items = tag.find_all("li", recursive=False)
    links = tag.find_all("a")
    if len(items) < 2 or len(links) < len(items):
        return False
    if not all(attribute(link, "href").startswith("#") for link in links):
        return False
    return sum(text_length(link) for link in links) >= text_length(tag)
