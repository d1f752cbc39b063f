"""How pages look: nothing overflows, overlaps or is too faint, in both themes and at both widths."""

import pytest

from tests.browser.conftest import LAPTOP, PHONE

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

PAGES = {"compare": "", "live": "live?scenario=base&seed=3&at=30&set=trust.gain%3D0.2", "explore": "explore"}
FAINT = """() => {
  const line = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = (c) => { const [r, g, b] = c.map((v) => line(v / 255));
    return .2126 * r + .7152 * g + .0722 * b; };
  const read = (text) => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = read(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  const found = [];
  for (const e of document.querySelectorAll('.page *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const box = e.getBoundingClientRect();
    if (!own || !box.width || e.closest(':disabled') || e.closest('option') || e.tagName === 'title') continue;
    const style = getComputedStyle(e), ink = read(e.ownerSVGElement ? style.fill : style.color).slice(0, 3);
    const [a, b] = [light(ink), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) found.push(e.tagName + ' ' + e.textContent.trim().slice(0, 30) + ' ' + ink);
  }
  return found;
}"""
WIDE = "() => document.documentElement.scrollWidth - innerWidth"
CUT = """() => [...document.querySelectorAll('.panel svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((t) => { const b = t.getBoundingClientRect();
    return b.left < frame.left - 2 || b.right > frame.right + 2; }).map((t) => t.textContent); })"""


@pytest.mark.parametrize("size", ["laptop", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_and_can_be_read_in_both_themes(open_page, picture, name, size):
    page = open_page(PAGES[name], viewport=LAPTOP if size == "laptop" else PHONE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(f".v-application.theme--{scheme}")).to_be_visible()
        picture(page, f"{name}-{size}-{scheme}", full_page=size == "phone")
        assert page.evaluate(WIDE) <= 0
        assert page.evaluate(FAINT) == []
        assert page.evaluate(CUT) == []


@pytest.mark.parametrize("name", ["compare", "live"])
def test_a_laptop_shows_the_large_charts_in_a_row_without_scrolling(open_page, name):
    page = open_page(PAGES[name])
    boxes = [each.bounding_box() for each in page.locator(".charts.large > .chart").all()]
    assert len(boxes) == 3 and len({box["y"] for box in boxes}) == 1
    assert max(box["y"] + box["height"] for box in boxes) <= LAPTOP["height"]
    assert all(box["height"] <= 130 for box in (each.bounding_box() for each in page.locator(".asked a:visible").all()))


def test_nothing_moves_while_numbers_change(open_page):
    page = open_page("live?scenario=race-2019&at=3")
    parts = "[...document.querySelectorAll('.card, .panel, .player')]"
    where = f"() => {parts}.map((e) => JSON.stringify(e.getBoundingClientRect()))"
    before = page.evaluate(where)
    for number in (4, 5, 6):
        page.get_by_role("button", name="Step", exact=True).click()
        expect(page.get_by_label("quarter", exact=True)).to_have_value(str(number))
        assert page.evaluate(where) == before


def test_the_theme_can_be_chosen(open_page):
    page = open_page(color_scheme="light")
    toggle = page.get_by_role("button", name="light or dark")
    toggle.click()
    expect(page.locator(".v-application.theme--dark")).to_be_visible()
    toggle.click()
    expect(page.locator(".v-application.theme--light")).to_be_visible()


def test_every_page_is_reached_by_keyboard(open_page):
    page = open_page()
    seen = set()
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Race or share?", "Live", "Explore"} <= seen
    page.get_by_role("link", name="Live").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Arms race")
