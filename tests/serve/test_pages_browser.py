"""The pages on councils, areas, plans and deadlines in a real browser."""

from __future__ import annotations

from itertools import pairwise

import pytest

PATHS = [
    "/councils",
    "/councils?region=North+East&sort=uncovered",
    "/council/brackenshire",
    "/council/wyndleford",
    "/council/birmingham",
    "/council/nowhere",
    "/compare",
    "/compare?council=brackenshire&council=saltmarch&neighbours=brackenshire&england=1",
    "/areas",
    "/area/supervision",
    "/coverage",
    "/coverage/brackenshire",
    "/coverage/saltmarch",
    "/deadlines",
    "/plots/area-year",
    "/plots/area-council",
]
LOOKS = [(1280, "light"), (320, "dark")]
"""Each width and each scheme once: what axe finds hangs on the one or the other."""


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_and_nothing_widens_the_page(chromium, site_url, axe, path):
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(site_url + path)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = {}
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[width, scheme] = (axe(page), max(0, sideways))
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(one => +one.tagName[1])"
    )
    context.close()
    assert found == dict.fromkeys(LOOKS, ([], 0))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_from_the_list_to_the_printed_page_by_keyboard(browser_page, site_url):
    browser_page.goto(f"{site_url}/councils")
    browser_page.get_by_role("link", name="Brackenshire", exact=True).focus()
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/council/brackenshire")
    link = browser_page.locator("#repeats ~ article a", has_text="Show page").first
    link.focus()
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**finding=**")
    assert browser_page.locator(".printed rect").first.is_visible()


def test_a_form_without_scripts_compares(chromium, site_url):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}/compare")
    page.get_by_label("Council 1").select_option(label="Brackenshire")
    page.get_by_label("England").check()
    page.get_by_role("button", name="Compare").click()
    assert page.get_by_role("img", name="Areas of concern and strength, side by side").is_visible()
    assert page.get_by_role("table", name="Publications with a concern").is_visible()
    context.close()


def test_print_keeps_tables_and_leaves_out_forms(browser_page, site_url):
    browser_page.goto(f"{site_url}/coverage/brackenshire")
    browser_page.emulate_media(media="print")
    assert browser_page.locator(".findings").first.is_visible()
    browser_page.goto(f"{site_url}/areas")
    assert not browser_page.locator("form").first.is_visible()
    assert browser_page.locator("table").first.is_visible()


def test_on_a_phone_rows_are_blocks_that_name_their_columns(browser_page, site_url):
    browser_page.set_viewport_size({"width": 320, "height": 800})
    browser_page.goto(f"{site_url}/councils")
    region = browser_page.get_by_role("region", name="Councils with publications")
    assert region.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert region.get_by_role("columnheader").count() == 7
    cell = region.get_by_role("row", name="Brackenshire").get_by_role("cell").first
    assert cell.get_attribute("data-label") == "Latest overall grade"
    assert browser_page.locator(".sideways").count() == 0
    browser_page.goto(f"{site_url}/plots/area-year")
    assert browser_page.locator(".sideways").first.is_visible()
    browser_page.set_viewport_size({"width": 1280, "height": 800})
    browser_page.goto(f"{site_url}/councils")
    first, second = (region.get_by_role("row").nth(1).get_by_role("cell").nth(n) for n in (0, 1))
    assert first.bounding_box()["y"] == second.bounding_box()["y"]


def test_paper_says_what_was_searched_for(browser_page, site_url):
    browser_page.goto(f"{site_url}/?q=supervision&stance=concern")
    assert browser_page.locator("h1").inner_text() == "Search"
    browser_page.emulate_media(media="print")
    assert browser_page.locator("h1").inner_text() == "Search: supervision"
    assert browser_page.locator(".chips").inner_text().strip().endswith("Concern")
    for hidden in ("#q-hint", "#related", "#keep", "text=Remove all filters"):
        assert not browser_page.locator(hidden).is_visible(), hidden
