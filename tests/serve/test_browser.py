"""Pages in a real browser: no violation found by axe-core, no sideways scrolling, keyboard."""

from __future__ import annotations

import pytest

PATHS = ["/", "/?q=supervision&stance=concern", "letter", "/about", "/about/data", "/none"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(chromium, site_url, ids, axe, path, width, scheme):
    if path == "letter":
        path = f"/publication/{ids.publication_id}?finding={ids.finding_id}"
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(site_url + path)
    found = axe(page)
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert found == []
    assert sideways <= 0


def test_search_by_keyboard_alone(browser_page, site_url):
    browser_page.goto(site_url)
    browser_page.keyboard.type("supervision")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**q=supervision")
    browser_page.locator("body").press("Tab")
    assert browser_page.evaluate("document.activeElement.textContent") == "Skip to the content"
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "content"


def test_from_a_hit_to_its_marked_page_in_one_click(browser_page, site_url):
    browser_page.goto(f"{site_url}/?q=supervision&publication_kind=monitoring_visit")
    browser_page.locator(".finding h3 a").first.click()
    browser_page.wait_for_selector(".printed rect", state="attached")
    image = browser_page.locator(".printed img")
    assert image.evaluate("i => i.complete && i.naturalWidth > 800")
    assert browser_page.locator(".printed rect").first.is_visible()


def test_the_page_works_without_scripts(chromium, site_url):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}/?q=supervision")
    page.locator("summary", has_text="Council").click()
    page.locator(".facets a", has_text="Wyndleford").click()
    assert "authority=wyndleford" in page.url
    context.close()


def test_print_leaves_out_what_is_not_read(browser_page, site_url):
    browser_page.goto(f"{site_url}/?q=supervision")
    browser_page.emulate_media(media="print")
    assert not browser_page.locator(".facets").is_visible()
    assert not browser_page.locator("nav[aria-label=Main]").is_visible()
    assert browser_page.locator(".finding").first.is_visible()
