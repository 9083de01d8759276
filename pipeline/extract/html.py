"""HTML → blocks: the document of a page without the site around it.

The pages in mind are GOV.UK's HTML publications, ModernGov's agenda pages, councils' own pages,
and what Word saves as HTML.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from pipeline.errors import TooLargeError, UnreadableError
from pipeline.extract.blocks import HEADING, PARAGRAPH, Block, Content
from pipeline.extract.encoding import decode
from pipeline.extract.flow import check_characters
from pipeline.extract.html_main import SiteParts, main_content
from pipeline.extract.html_walk import Walker
from pipeline.extract.nesting import nest_lists
from pipeline.extract.words import clean
from pipeline.extract.zipsafe import TOO_LARGE, UNREADABLE, Limits

_MARKUP_A_CHARACTER = 5
_SPARE = 1_000_000
_PROLOGUE = re.compile(r"\A\s*<\?xml[^>]*\?>")
_FOOTNOTES = (
    ".footnotes, [role=doc-endnotes], [role=doc-footnote], div[id^=ftn], div[id^=edn], "
    "[style*='mso-element:footnote-list']"
)
_NOTE_LABEL = re.compile(r"\[?(\d{1,3}|[*†‡])\]?[.:]?\s+")


def read(data: bytes, limits: Limits) -> Content:
    """The blocks of a page in reading order. A page has no page numbers."""
    text, note = decode(data)
    if len(text) > limits.characters * _MARKUP_A_CHARACTER + _SPARE:
        raise TooLargeError(
            TOO_LARGE, f"{len(text):,} characters of HTML; see limits.characters in params.yaml"
        )
    if "<" not in text:
        raise UnreadableError(UNREADABLE, "the file holds no HTML; add it as text (.txt)")
    soup = BeautifulSoup(_PROLOGUE.sub("", text), "lxml")
    content = Content([], notes=[note] if note else [])
    root = main_content(soup)
    content.footnotes = _take_footnotes(root)
    walker = Walker(SiteParts(root))
    walker.walk(root)
    content.blocks = walker.blocks
    nest_lists(content.blocks)
    content.title = _title(soup, root)
    return check_characters(content, limits)


def _title(soup: BeautifulSoup, root: Tag) -> str:
    """The first h1 of the document, else of the page, else its <title>."""
    for tag in (root.find("h1"), soup.find("h1"), soup.find("title")):
        title = clean(tag.get_text(" ")) if tag else ""
        if title:
            return title
    return ""


def _take_footnotes(root: Tag) -> list[Block]:
    """Read the footnotes and take them out of the tree."""
    footnotes: list[Block] = []
    for tag in root.select(_FOOTNOTES):
        if tag.decomposed or tag.find_parent(class_="footnotes"):
            continue
        walker = Walker(SiteParts(tag), in_notes=True)
        walker.walk(tag)
        for block in walker.blocks:
            if block.role == HEADING:
                continue
            match = _NOTE_LABEL.match(block.text)
            if match and not block.label:
                block.label, block.text = match[1], block.text[match.end() :]
            block.role = PARAGRAPH
            footnotes.append(block)
    for tag in root.select(_FOOTNOTES):
        if not tag.decomposed:
            tag.decompose()
    return footnotes
