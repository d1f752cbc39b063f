"""Access: no rule of axe is broken on any page, and everything can be reached and heard without a mouse."""

import pytest

from sim.view.limits import PAGES
from tests.browser.conftest import PHONE

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
expect = playwright.expect

RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def faults(page):
    """Rules of axe that a page breaks, each with the first element that does."""
    found = axe.Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:200], each["nodes"][0]["failureSummary"][:200]) for each in found]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_breaks_a_rule_in_either_theme(open_page, path):
    page = open_page(path.lstrip("/"), color_scheme="light")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(f".v-application.theme--{scheme}")).to_be_visible()
        assert faults(page) == []
    page.set_viewport_size(PHONE)
    assert faults(page) == []


def test_a_page_names_its_language_and_its_parts_and_can_be_zoomed(open_page):
    page = open_page("live")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("meta[name=viewport]").get_attribute("content") == "width=device-width, initial-scale=1"
    expect(page).to_have_title("Live \u00b7 hoardshare")
    for role in ("banner", "main", "complementary"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_role("navigation", name="pages").locator("[aria-current=page]")).to_have_text("Live")


def test_the_first_stop_of_the_keyboard_leads_over_the_menu(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_term_is_explained_on_tap_and_by_keyboard(open_page):
    page = open_page("live?scenario=base&at=30")
    term = page.locator("button.term").first
    explained = page.get_by_role("dialog", name=term.inner_text())
    term.click()
    expect(explained).to_contain_text("counts as better")
    page.keyboard.press("Escape")
    expect(explained).to_be_hidden()
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    expect(explained).to_be_visible()
    explained.get_by_role("button", name="Close").click()
    expect(explained).to_be_hidden()


def test_who_wants_no_motion_sees_none(open_page):
    page = open_page(reduced_motion="reduce")
    assert page.locator("header button").first.evaluate("(e) => getComputedStyle(e).transitionDuration") == "0s"
