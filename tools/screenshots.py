"""Pictures of the pages, for docs/screenshots: a server on a data folder, headless Chromium.

    python tools/screenshots.py [--corpus DIR] [--out DIR] [NAME ...]

Needs group `test` and Chromium (Debian's package, or any that CHROMIUM names). The sample corpus is
the default, so that only invented councils are shown; run `letters run` on it first.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from pipeline.corpus import Corpus
from pipeline.people import add_person
from pipeline.review import list_items
from pipeline.saved import save_search
from pipeline.search import Filters
from tools.browser import launch, serving

REPOSITORY = Path(__file__).resolve().parent.parent
TALLEST = 4_000
"""Pixels of a long page that are kept."""
WIDE, NARROW = (1280, 900), (320, 800)


def pages(corpus: Corpus) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, path and how to look at it (`size`, `dark`, `full`)."""
    with closing(sqlite3.connect(corpus.database)) as connection:
        finding_id, publication_id = connection.execute(
            "SELECT f.finding_id, f.publication_id FROM findings f "
            "JOIN publications p USING (publication_id) JOIN authorities a USING (authority_id) "
            "WHERE f.kind = 'priority_action' AND p.media_type = 'application/pdf' "
            "ORDER BY p.published_date DESC, f.position LIMIT 1"
        ).fetchone()
    letter = f"/publication/{publication_id}?finding={finding_id}"
    yield "search", "/", {}
    yield "search-supervision", "/?q=supervision", {}
    yield "search-dark", "/?q=supervision&stance=concern", {"dark": True}
    yield "search-phone", "/?q=supervision", {"size": NARROW}
    yield "publication", letter, {"full": False}
    yield "publication-phone", letter, {"size": NARROW, "full": False}
    yield "about", "/about", {}
    yield "data", "/about/data", {}
    yield "councils", "/councils", {}
    yield "council", "/council/brackenshire", {}
    yield "council-dark", "/council/brackenshire", {"dark": True, "full": False}
    yield "council-phone", "/council/brackenshire", {"size": NARROW, "full": False}
    yield "compare", "/compare?council=brackenshire&council=saltmarch&england=1", {}
    yield "areas", "/areas", {}
    yield "area", "/area/supervision", {}
    yield "coverages", "/coverage", {}
    yield "coverage", "/coverage/brackenshire", {"full": False}
    yield "deadlines", "/deadlines", {}
    yield "areas-by-year", "/plots/area-year", {}
    yield "areas-by-council", "/plots/area-council", {}


def review_pages(corpus: Corpus) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The same for who is signed in."""
    link, tag = (list_items(corpus, kind=kind, limit=1)[0] for kind in ("link", "tag"))
    past = list_items(corpus, kind="recurrence", limit=1)[0]
    item = "/review/item?" + urlencode({"target": link.target})
    yield "review", "/review", {"full": False}
    yield "review-link", item, {"full": False}
    yield "review-link-dark", item, {"full": False, "dark": True}
    yield "review-link-phone", item, {"size": NARROW}
    yield "review-again", "/review/item?" + urlencode({"target": past.target}), {"full": False}
    yield "review-area", "/review/item?" + urlencode({"target": tag.target}), {"full": False}
    yield "review-areas", f"/review/areas?finding={tag.finding_id}", {"full": False}
    yield "review-add", f"/review/add?finding={link.finding_id}", {"full": False}
    yield "saved", "/saved", {"full": False}


def with_searches(corpus: Corpus, to: Path) -> Corpus:
    """A copy of a data folder in which two searches are saved."""
    shutil.copytree(corpus.root, to)
    copy = Corpus(to)
    save_search(copy, "Return home interviews", '"return home"', Filters(), by="A. Person")
    concerns = Filters(area="supervision", stance="concern")
    save_search(copy, "Supervision: concerns", "", concerns, by="B. Person")
    return copy


def take(
    browser: Browser, address: str, path: Path, look: dict[str, Any], *, token: str = ""
) -> None:
    """One picture, of who signed in with `token`."""
    width, height = look.get("size", WIDE)
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if look.get("dark") else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    if token:
        site = "/".join(address.split("/")[:3])
        there = urlencode({"return_to": address.removeprefix(site)})
        page.goto(f"{site}/review/sign-in?{there}")
        page.fill("#token", token)
        page.press("#token", "Enter")
        page.wait_for_url(address)
    else:
        page.goto(address)
    page.screenshot(path=path, full_page=look.get("full", True), animations="disabled")
    context.close()
    with Image.open(path) as image:
        seen = image.crop((0, 0, image.width, min(image.height, TALLEST)))
        seen.convert("P", palette=Image.Palette.ADAPTIVE, colors=96).save(path, optimize=True)


def main(arguments: list[str]) -> int:
    """Take those that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", default=str(REPOSITORY / "corpus" / "sample"))
    parser.add_argument("--out", default=str(REPOSITORY / "docs" / "screenshots"))
    parser.add_argument("names", nargs="*")
    said = parser.parse_args(arguments)
    corpus, out = Corpus(Path(said.corpus)), Path(said.out)
    out.mkdir(parents=True, exist_ok=True)
    with serving(corpus) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, path, look in pages(corpus):
            if not said.names or name in said.names:
                take(browser, address + path, out / f"{name}.png", look)
                print(f"{name}.png")
        browser.close()
    with TemporaryDirectory() as folder:
        people = Path(folder) / "people.json"
        token = add_person(people, "A. Person")[1]
        corpus = with_searches(corpus, Path(folder) / "corpus")
        with serving(corpus, people=people) as address, sync_playwright() as playwright:
            browser = launch(playwright)
            for name, path, look in review_pages(corpus):
                if not said.names or name in said.names:
                    take(browser, address + path, out / f"{name}.png", look, token=token)
                    print(f"{name}.png")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
