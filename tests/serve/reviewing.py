"""A browser without pictures: keeps cookies, fills in forms as they stand in a page."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from pipeline.corpus import Corpus
from pipeline.people import add_person
from pipeline.serve import plugin
from pipeline.serve.app import make_datasette
from pipeline.serve.site import Site
from pipeline.serve.updating import Updater

BASE = "http://localhost"
HEADERS = {"origin": BASE, "sec-fetch-site": "same-origin"}


def copy_of(corpus: Corpus, to: Path) -> Corpus:
    """A built data folder that may be changed."""
    shutil.copytree(corpus.root, to)
    return Corpus(to)


class Reviewed:
    """A site on `corpus` where people may decide. `updated`: commands that would have been run."""

    def __init__(self, corpus: Corpus, folder: Path, **options: Any) -> None:
        self.corpus = corpus
        self.people = folder / "settings" / "reviewers.json"
        self.person, self.token = add_person(self.people, "Ada Quill")
        self.updated: list[Sequence[str]] = []
        self.datasette = make_datasette(corpus, people=self.people, **options)
        self.site: Site = plugin.SITES[self.datasette]
        self.site.updater = Updater(corpus, pause=0, busy=0.01, run=self._run)
        self.app = self.datasette.app()

    def _run(self, command: Sequence[str]) -> str:
        self.updated.append(command)
        return ""

    def browser(self) -> Browser:
        """A browser that has not been here."""
        return Browser(self.app)

    async def signed_in(self) -> Browser:
        """A browser in which Ada Quill has signed in."""
        browser = self.browser()
        answer = await browser.sign_in(self.token)
        assert answer.status_code == 303
        return browser


class Browser:
    """One browser, with its cookies."""

    def __init__(self, app: Any) -> None:
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.client.get(path, **more)

    async def post(self, path: str, form: dict[str, str], **more: Any) -> httpx.Response:
        """Send a form as a page of the site would."""
        return await self.client.post(path, data=form, headers={**HEADERS, **more})

    async def sign_in(self, token: str, **more: str) -> httpx.Response:
        form = forms(await self.get("/review/sign-in"))["/review/sign-in"][0]
        return await self.post("/review/sign-in", {**form, "token": token, **more})

    async def decide(self, path: str, choice: str, **more: str) -> httpx.Response:
        """Open a page and use its first form that decides."""
        page = await self.get(path)
        assert page.status_code == 200, page.text
        form = {**forms(page)["/review/decide"][-1], "choice": choice, **more}
        return await self.post("/review/decide", form)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[dict[str, str]]] = {}
        self._at: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._at = {}
            self.found.setdefault(said.get("action", ""), []).append(self._at)
        elif tag == "input" and self._at is not None and "name" in said:
            is_choice = said.get("type") in ("radio", "checkbox")
            if "checked" in said or not is_choice:
                self._at[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._at = None


def forms(page: httpx.Response | str) -> dict[str, list[dict[str, str]]]:
    """The forms of a page by their action: what each would send, without its buttons."""
    parser = _Forms()
    parser.feed(page if isinstance(page, str) else page.text)
    return parser.found
