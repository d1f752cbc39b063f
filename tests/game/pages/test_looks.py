"""Every page, at every size and in both themes: nothing is lost, broken or out of reach."""

import re

import pytest

from tests.game.pages.conftest import LAPTOP, PHONE, PROJECTOR, WHERE
from tests.game.pages.fake import PAGES

pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
SIZES = """all => all.map((each) =>
    [each.textContent.slice(0, 40), each.classList.contains('plain'), each.getBoundingClientRect().height])"""
STAGES = [(page, stage) for page in ("seat", "host", "screen") for stage in ("lobby", "deciding", "over")]
STAGES.append(("join", "lobby"))


def faults(page):
    """Rules of axe that a page breaks, with the first element that does."""
    found = axe.Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:200], each["nodes"][0]["failureSummary"][:300]) for each in found]


@pytest.mark.parametrize(("name", "stage"), STAGES)
def test_no_page_breaks_a_rule_of_access_in_any_stage_size_or_theme(open_page, room, picture, name, stage):
    room.stage(stage)
    page = open_page(name)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    first, second = (LAPTOP, PROJECTOR) if name == "screen" else (PHONE, LAPTOP)
    for viewport, scheme in ((first, "light"), (first, "dark"), (second, "dark"), (second, "light")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        picture(page, f"game-{name}-{stage}-{viewport['width']}-{scheme}", full_page=True)
        # No colour depends on the size.
        if (viewport, scheme) != (second, "light"):
            assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize(("name", "stage"), STAGES)
def test_buttons_are_large_enough_for_a_thumb(open_page, room, name, stage):
    room.stage(stage)
    page = open_page(name)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    kinds = "button:visible, .button:visible, select:visible, label.choice:visible, label.tick:visible"
    sizes = page.locator(kinds).evaluate_all(SIZES)
    assert [size for size in sizes if size[2] < (24 if size[1] else 44)] == []


@pytest.mark.parametrize("name", WHERE)
def test_the_first_stop_of_the_keyboard_leads_over_the_head(open_page, name):
    page = open_page(name)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page"


def test_no_script_reads_markup_and_no_page_holds_a_script_or_style():
    sources = {file.name: file.read_text(encoding="utf-8") for file in PAGES.iterdir()}
    markup = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function|srcdoc")
    assert [name for name, text in sources.items() if markup.search(text)] == []
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", re.IGNORECASE)
    assert [name for name, text in sources.items() if name.endswith(".html") and inline.search(text)] == []
    outside = re.compile(r"https?://(?!www\.w3\.org/)")
    assert [name for name, text in sources.items() if outside.search(text.replace("https?://", ""))] == []
