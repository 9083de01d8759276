"""Searches kept under a name in the browser: the same file as on the command line."""

from __future__ import annotations

import asyncio
import html
import json
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.people import add_person
from pipeline.saved import MOST_NAME, read_lines_of_saved, read_saved, save_search
from pipeline.search import Filters
from pipeline.serve.app import make_datasette
from tests.serve.hostile import RUNS
from tests.serve.reviewing import HEADERS, Browser, Reviewed, copy_of, forms
from tests.serve.waiting import awaited
from tools import browser as chromium_browser

SEARCH = "/?q=supervision&kind=improvement"


@pytest.fixture
def reviewed(served, tmp_path):
    return Reviewed(copy_of(served, tmp_path / "corpus"), tmp_path)


def names(reviewed):
    return list(read_saved(reviewed.corpus))


async def save(browser, name, path=SEARCH):
    form = forms(await browser.get(path))["/review/saved"][0]
    return await browser.post("/review/saved", {**form, "name": name})


async def change(browser, choice, name, **more):
    """Use the form of the list that does this to a search of this name."""
    found = [f for f in forms(await browser.get("/saved"))["/review/saved"] if f["name"] == name]
    form = next(f for f in found if ("to" in f) == (choice == "rename"))
    return await browser.post("/review/saved", {**form, "choice": choice, **more})


async def undo(browser, answer):
    """Open the page that an answer leads to and take back what was done."""
    form = forms(await browser.get(answer.headers["location"]))["/review/saved"][0]
    choice = form.get("choice") or ("rename" if "to" in form else None)
    page = (await browser.get(answer.headers["location"])).text
    choice = choice or page.partition('name="choice" value="')[2].partition('"')[0]
    return await browser.post("/review/saved", {**form, "choice": choice})


@awaited
async def test_a_search_is_saved_with_the_name_of_who_is_signed_in(reviewed):
    browser = await reviewed.signed_in()
    answer = await save(browser, "  Supervision,  as it was ")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{SEARCH}&said=search-")
    (kept,) = read_saved(reviewed.corpus).values()
    assert (kept.name, kept.query, kept.saved_by) == (
        "Supervision, as it was", "supervision", "Ada Quill",
    )  # fmt: skip
    assert kept.filters == Filters(kind="improvement")
    page = (await browser.get(answer.headers["location"])).text
    assert 'role="status" data-said><strong>Saved:</strong> Supervision, as it was' in page
    assert "said=" not in page.partition("<main")[2]
    assert "This search is saved as" in page
    assert "Save this search" not in page
    front = (await reviewed.browser().get("/")).text
    assert "Supervision, as it was" in front
    listed = (await reviewed.browser().get("/saved")).text
    assert "saved by Ada Quill" in listed
    assert "/review/saved" not in listed


@awaited
async def test_the_command_line_and_the_browser_keep_the_same(reviewed, monkeypatch):
    monkeypatch.setenv("LETTERS_USER", "B. Person")

    def letters(*arguments):
        done = CliRunner().invoke(main, [*arguments, "--corpus", str(reviewed.corpus.root)])
        assert done.exit_code == 0, done.output
        return done.stdout

    browser = await reviewed.signed_in()
    await save(browser, "In the browser")
    letters("search", "supervision", "--kind", "improvement", "--save", "By command", "--silent")
    one, other = (line.to_dict() for line in read_lines_of_saved(reviewed.corpus))
    changing = {"name", "saved_at", "saved_by"}
    assert {k: v for k, v in one.items() if k not in changing} == {
        k: v for k, v in other.items() if k not in changing
    }
    assert other["saved_by"] == "B. Person"
    letters("saved", "--rename", "In the browser", "Renamed by command")
    listed = {row["name"]: row for row in json.loads(letters("saved", "--format", "json"))}
    assert set(listed) == {"By command", "Renamed by command"}
    await change(browser, "rename", "By command", to="Renamed in the browser")
    assert names(reviewed) == ["Renamed by command", "Renamed in the browser"]
    letters("search", "--saved", "Renamed in the browser")
    await change(browser, "remove", "Renamed by command")
    assert names(reviewed) == ["Renamed in the browser"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Give the search a name"),
        ("   ", "Give the search a name"),
        ("–!", "Give the search a name"),
        ("a" * (MOST_NAME + 1), "at most 80 characters and this has 81"),
        ("VISITS", "a search saved as 'Visits' already; choose another"),
        ("Visits\u202etxt", "cannot be seen"),
        ("V\u200bisits", "cannot be seen"),
    ],
)
@awaited
async def test_what_is_wrong_with_a_name_is_said_beside_it(reviewed, name, said):
    save_search(reviewed.corpus, "Visits", "visits", Filters())
    browser = await reviewed.signed_in()
    answer = await save(browser, name)
    assert answer.status_code == 400
    text = html.unescape(answer.text)
    assert said in text
    assert 'role="alert" id="save-name-wrong"' in text
    assert 'aria-invalid="true" aria-describedby="save-name-wrong"' in text
    assert f'name="name" value="{name}"' in text
    assert 'name="q" value="supervision"' in text
    assert names(reviewed) == ["Visits"]
    renaming = await browser.get("/saved")
    form = next(f for f in forms(renaming)["/review/saved"] if "to" in f)
    save_search(reviewed.corpus, "Other", "other", Filters())
    wrong = await browser.post("/review/saved", {**form, "to": name, "name": "Other"})
    assert wrong.status_code == 400
    assert said in html.unescape(wrong.text)
    assert "<details open>" in wrong.text
    assert names(reviewed) == ["Other", "Visits"]


@awaited
async def test_the_same_form_twice_counts_once(reviewed):
    browser = await reviewed.signed_in()
    form = forms(await browser.get(SEARCH))["/review/saved"][0] | {"name": "Twice"}
    answers = [await browser.post("/review/saved", form) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(list(read_lines_of_saved(reviewed.corpus))) == 1


@awaited
async def test_each_step_can_be_taken_back(reviewed):
    browser = await reviewed.signed_in()
    await save(browser, "Visits")
    before = read_saved(reviewed.corpus)["Visits"]
    renamed = await change(browser, "rename", "Visits", to="Late visits")
    assert (
        "<strong>Renamed:</strong> Late visits"
        in (await browser.get(renamed.headers["location"])).text
    )
    assert names(reviewed) == ["Late visits"]
    await undo(browser, renamed)
    assert names(reviewed) == ["Visits"]
    removed = await change(browser, "remove", "Visits")
    assert names(reviewed) == []
    assert (
        "<strong>Removed:</strong> Visits" in (await browser.get(removed.headers["location"])).text
    )
    restored = await undo(browser, removed)
    after = read_saved(reviewed.corpus)["Visits"]
    assert after.is_same(before.query, before.filters)
    await undo(browser, restored)
    assert names(reviewed) == []


@awaited
async def test_what_is_not_there_any_more_is_said(reviewed):
    browser = await reviewed.signed_in()
    await save(browser, "Visits")
    form = forms(await browser.get("/saved"))["/review/saved"][-1] | {"choice": "remove"}
    save_search(reviewed.corpus, "Other", "other", Filters())
    for choice in ("remove", "rename", "restore"):
        sent = {**form, "choice": choice, "name": "Gone", "to": "New"}
        answer = await browser.post("/review/saved", sent)
        assert answer.status_code == 400
        assert "'Gone'" in html.unescape(answer.text)
    assert (await browser.post("/review/saved", {**form, "choice": "burn"})).status_code == 400
    assert names(reviewed) == ["Other", "Visits"]


@awaited
async def test_a_search_that_is_none_is_not_saved(reviewed):
    browser = await reviewed.signed_in()
    form = forms(await browser.get(SEARCH))["/review/saved"][0] | {"name": "Odd"}
    for search in ("", "q=+", "page=3", "said=x", "kind=colour", "authority=atlantis",
                   "q=" + "x" * 5000):  # fmt: skip
        answer = await browser.post("/review/saved", {**form, "search": search})
        assert answer.status_code == 400, search
    assert names(reviewed) == []


@awaited
async def test_nothing_is_lost_when_ten_save_at_once(reviewed):
    sending = []
    for n in range(10):
        browser = reviewed.browser()
        token = add_person(reviewed.people, f"Person {n}")[1]
        assert (await browser.sign_in(token)).status_code == 303
        for name in (f"Search {n}", "The same name"):
            form = forms(await browser.get(f"/?q=visit{n}"))["/review/saved"][0]
            sending.append(browser.post("/review/saved", {**form, "name": name}))
    answers = await asyncio.gather(*sending)
    assert sorted(one.status_code for one in answers) == [303] * 11 + [400] * 9
    kept = read_saved(reviewed.corpus)
    assert len(kept) == 11
    by = {one.saved_by for one in kept.values() if one.name.startswith("Search")}
    assert by == {f"Person {n}" for n in range(10)}


@awaited
async def test_who_is_not_signed_in_is_told_how_a_search_can_be_kept(reviewed, served):
    stranger = (await reviewed.browser().get(SEARCH)).text
    assert "/review/saved" not in stranger
    assert "Bookmark this page." in stranger
    assert f"/review/sign-in?return_to={quote(SEARCH, safe='')}" in stranger
    reading = Browser(make_datasette(served).app())
    for path in (SEARCH, "/saved"):
        page = (await reading.get(path)).text
        assert "sign-in" not in page
        assert "letters serve --review" in page
    assert "Keep this search" not in (await reading.get("/")).text


@awaited
async def test_only_a_form_of_this_site_by_who_is_signed_in_is_taken(reviewed, served):
    browser = await reviewed.signed_in()
    form = forms(await browser.get(SEARCH))["/review/saved"][0] | {"name": "Not mine"}
    for headers in (
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"content-type": "text/plain"},
    ):
        answer = await browser.client.post(
            "/review/saved", content=urlencode(form), headers={
                **HEADERS, "content-type": "application/x-www-form-urlencoded", **headers,
            },
        )  # fmt: skip
        assert answer.status_code in (403, 415)
    assert (await browser.post("/review/saved", {**form, "csrftoken": "x"})).status_code == 403
    assert (await browser.post("/review/saved", {**form, "name": "x" * 30_000})).status_code == 413
    stranger = reviewed.browser()
    token = forms(await stranger.get("/review/sign-in"))["/review/sign-in"][0]["csrftoken"]
    answer = await stranger.post("/review/saved", {**form, "csrftoken": token})
    assert answer.status_code == 403
    reading = Browser(make_datasette(served).app())
    assert (await reading.post("/review/saved", form)).status_code == 403
    assert names(reviewed) == []


@awaited
async def test_a_name_is_text_on_every_page(reviewed):
    browser = await reviewed.signed_in()
    for n, run in enumerate(RUNS):
        await save(browser, run[:MOST_NAME], f"/?q=visit{n}")
    kept = read_saved(reviewed.corpus)
    assert len(kept) > 8
    for name in kept:
        said = kept[name].sign
        for path in ("/", f"/saved?said={said}", f"/?{urlencode(kept[name].args)}&said={said}"):
            page = (await browser.get(path)).text
            for run in RUNS:
                assert "<" not in run or run[:MOST_NAME] not in page, (path, run)


@pytest.fixture(scope="module")
def reviewing(served, tmp_path_factory):
    """A server on a copy of the sample: its address, a token, the folder."""
    folder = tmp_path_factory.mktemp("saved")
    corpus = copy_of(served, folder / "corpus")
    people = folder / "settings" / "people.json"
    token = add_person(people, "Ada Quill")[1]
    with chromium_browser.serving(corpus, people=people) as address:
        yield address, token, corpus


def sign_in(page, reviewing, path):
    page.goto(f"{reviewing[0]}/review/sign-in?return_to={quote(path, safe='')}")
    page.fill("#token", reviewing[1])
    page.press("#token", "Enter")
    page.wait_for_selector("text=Signed in as Ada Quill")


def test_by_keyboard_alone(browser_page, reviewing):
    page = browser_page
    sign_in(page, reviewing, "/?q=supervision&stance=concern")

    def tab_to(text):
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText").startswith(text):
                return
        raise AssertionError(text)

    page.locator("main").focus()
    page.evaluate("document.querySelector('.facets').remove()")
    tab_to("Save this search")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Concerns on supervision")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-said]")
    assert page.locator("[role=status]").inner_text() == "Saved: Concerns on supervision"
    page.goto(f"{reviewing[0]}/saved")
    page.locator("main").focus()
    tab_to("Rename")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Supervision")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-said]")
    assert page.locator(".saved h2").inner_text() == "Supervision"
    page.locator("main").focus()
    tab_to("Remove")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=None so far.")
    page.locator("main").focus()
    tab_to("Undo")
    page.keyboard.press("Enter")
    page.wait_for_selector(".saved h2")
    assert list(read_saved(reviewing[2])) == ["Supervision"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium, reviewing, axe, width, scheme):
    save_search(reviewing[2], "W" * MOST_NAME, "visits", Filters())
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    found = []

    def look(what):
        page.eval_on_selector_all("main details", "all => all.forEach(one => one.open = true)")
        found.extend((what, violation) for violation in axe(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((what, "it scrolls sideways"))

    for path in ("/saved", "/?q=exploitation", "/"):
        page.goto(reviewing[0] + path)
        look(f"not signed in: {path}")
    sign_in(page, reviewing, "/?q=exploitation")
    look("the form")
    page.fill("#save-name", "w" * MOST_NAME)
    page.click("button:text-is('Save')")
    page.wait_for_selector("#save-name-wrong")
    assert page.evaluate("document.activeElement.id") == "save-name"
    look("the form with an error")
    page.fill("#save-name", f"At {width} {scheme}")
    page.click("button:text-is('Save')")
    page.wait_for_selector("[data-said]")
    look("saved")
    page.click(".outcome button")
    page.wait_for_selector("text=Removed:")
    look("the list")
    context.close()
    assert not found


def test_without_scripts(chromium, reviewing):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, reviewing, "/?q=neglect")
    page.click("text=Save this search")
    page.fill("#save-name", "Neglect")
    page.click("button:text-is('Save')")
    assert page.locator("[data-said]").inner_text() == "Saved: Neglect"
    page.click(".outcome button")
    assert page.locator("[data-said]").inner_text() == "Removed: Neglect"
    context.close()
