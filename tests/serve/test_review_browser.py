"""Review in a real browser: by keyboard alone, without scripts, and for everybody."""

from __future__ import annotations

from contextlib import contextmanager
from urllib.parse import quote

import pytest

from pipeline.decisions import read_decisions
from pipeline.people import add_person
from pipeline.review import list_items
from tests.serve.reviewing import copy_of
from tools import browser as chromium_browser


@pytest.fixture(scope="module")
def review(served, tmp_path_factory):
    """A server on a copy of the sample, for all tests here: address, folder, token."""
    folder = tmp_path_factory.mktemp("review")
    corpus = copy_of(served, folder / "corpus")
    people = folder / "settings" / "people.json"
    token = add_person(people, "Ada Quill")[1]
    with chromium_browser.serving(corpus, people=people) as address:
        yield address, corpus, token


@contextmanager
def signed_in(chromium, review, path="/review", **look):
    """A page on which Ada Quill has signed in."""
    address, _, token = review
    context = chromium.new_context(
        viewport={"width": look.pop("width", 1280), "height": 900}, reduced_motion="reduce", **look
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}{path}")
    page.fill("#token", token)
    page.press("#token", "Enter")
    page.wait_for_selector("text=Signed in as Ada Quill")
    yield page
    context.close()
    assert not wrong


def kept(review):
    return [d for d in read_decisions(review[1]) if d.decided_by == "Ada Quill"]


def press(page, key):
    """One key that leads to another page; wait until its script listens."""
    page.wait_for_selector("[data-keys]:not([hidden])")
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_selector("[data-keys]:not([hidden])")


def test_by_keyboard_alone(chromium, review):
    before = len(kept(review))
    with signed_in(chromium, review, "/review?kind=link") as page:
        page.locator("main").focus()
        while page.evaluate("document.activeElement.textContent") != "Review one at a time":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-keys]:not([hidden])")
        first = page.locator("blockquote").first.inner_text()
        press(page, "c")
        assert page.locator("[data-said]").inner_text().startswith("Confirmed:")
        press(page, "p")
        press(page, "r")
        assert page.locator("[data-said]").inner_text().startswith("Rejected:")
        press(page, "u")
        assert "taken back" in page.locator(".history").inner_text()
        here = page.locator("blockquote").first.inner_text()
        press(page, "j")
        press(page, "k")
        assert page.locator("blockquote").first.inner_text() == here
        press(page, "ArrowRight")
        press(page, "ArrowLeft")
        page.keyboard.press("n")
        page.keyboard.type("cpr: ask the board")
        page.keyboard.press("Escape")
        press(page, "c")
        assert page.locator("blockquote").first.inner_text() != first
    said = [(d.verdict, d.strength, d.note) for d in kept(review)[before:]]
    assert said[:4] == [
        ("confirm", "full", ""), ("confirm", "partly", ""), ("reject", "", ""), ("undo", "", ""),
    ]  # fmt: skip
    assert said[4:] == [("confirm", "full", "cpr: ask the board")]


def test_keys_can_be_switched_off_and_are_none_in_a_field(chromium, review):
    before = len(kept(review))
    with signed_in(chromium, review, "/review?kind=tag") as page:
        page.click("text=Review one at a time")
        page.wait_for_selector("[data-keys]:not([hidden])")
        address = page.url
        page.focus("#note")
        page.keyboard.type("crup")
        assert page.input_value("#note") == "crup"
        page.fill("#note", "")
        page.uncheck("[data-switch]")
        page.locator("h1").focus()
        for key in "crujk":
            page.keyboard.press(key)
        page.keyboard.press("Control+r")
        page.reload()
        assert page.url == address
        assert not page.is_checked("[data-switch]")
        assert not page.locator("[data-help]").is_visible()
        page.keyboard.press("c")
        page.wait_for_timeout(200)
        assert page.url == address
    assert len(kept(review)) == before


def test_a_message_is_put_into_the_live_region_after_the_page_has_come(chromium, review):
    with signed_in(chromium, review, "/review?kind=recurrence") as page:
        page.click("text=Review one at a time")
        page.wait_for_selector("[data-keys]:not([hidden])")
        page.add_init_script(
            "document.addEventListener('DOMContentLoaded', () => new MutationObserver(seen => "
            "window.spoken = (window.spoken || 0) + seen.length).observe("
            "document.querySelector('[role=status]') || document.body, {childList: true}))"
        )
        press(page, "c")
        page.wait_for_timeout(600)
        assert page.evaluate("window.spoken") >= 2
        assert page.locator("[role=status]").inner_text().startswith("Confirmed")
        press(page, "u")


def test_without_scripts(chromium, review):
    before = len(kept(review))
    with signed_in(chromium, review, "/review?kind=recurrence", java_script_enabled=False) as page:
        page.select_option("#status", "suggested")
        page.click("text=Show these")
        page.click("text=Review one at a time")
        assert not page.locator("[data-keys]").is_visible()
        page.fill("#note", "Seen twice.")
        page.click("button:text-is('Yes')")
        assert page.locator("[data-said]").inner_text().startswith("Confirmed:")
        page.click(".outcome button")
        assert "Seen twice." in page.locator(".history").inner_text()
        page.click("text=Sign out")
        assert page.locator("text=Signed in").count() == 0
    assert [d.verdict for d in kept(review)[before:]] == ["confirm", "undo"]


def test_an_area_is_added_and_taken_away_from_the_letter(chromium, review):
    item = list_items(review[1], kind="tag", limit=1)[0]
    with signed_in(chromium, review, f"/review/areas?finding={item.finding_id}") as page:
        page.select_option("#other", "neglect")
        page.click("button:text-is('Add')")
        page.wait_for_selector("[data-said]")
        row = page.locator("li", has_text="Neglect").first
        assert "decided by a person" in row.inner_text()
        row.locator("text=It is not about this").click()
        page.wait_for_selector("text=Taken away by a person")


def paths(review):
    corpus = review[1]
    yield "/review"
    yield "/review?kind=recurrence&status=candidate"
    for kind in ("link", "recurrence", "tag"):
        target = list_items(corpus, kind=kind, limit=2)[1].target
        yield f"/review/item?target={quote(target)}"
    finding = list_items(corpus, limit=1)[0].finding_id
    yield f"/review/add?finding={finding}"
    yield f"/review/areas?finding={finding}"
    yield "/coverage/brackenshire"
    yield f"/publication/{list_items(corpus, limit=1)[0].publication_id}?finding={finding}"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing(chromium, review, axe, width, scheme):
    found = []
    with signed_in(chromium, review, width=width, color_scheme=scheme) as page:
        for path in paths(review):
            page.goto(review[0] + path)
            found += [(path, violation) for violation in axe(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((path, "it scrolls sideways"))
        page.goto(review[0] + next(p for p in paths(review) if "item" in p))
        press(page, "c")
        found += [("after a decision", violation) for violation in axe(page)]
        press(page, "u")
        found += [("after an undo", violation) for violation in axe(page)]
        page.click("text=Sign out")
        page.goto(f"{review[0]}/review")
        found += [("sign in", violation) for violation in axe(page)]
    assert found == []


def test_a_wrong_token_is_said_to_everybody(chromium, review, axe):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{review[0]}/review")
    page.fill("#token", "wrong")
    page.press("#token", "Enter")
    page.wait_for_selector("[role=alert]")
    assert page.get_attribute("#token", "aria-invalid") == "true"
    assert axe(page) == []
    context.close()
