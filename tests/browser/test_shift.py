"""Nothing jumps: from the first look to the first step, and when a lever moves, the layout stays where it is."""

import pytest

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

SHIFTS = """() => new Promise((resolve) => {
  const found = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) {
      const named = ({ node }) => String(node && (node.className || node.nodeName));
      found.push([each.value, ...(each.sources || []).map(named)]);
    }
    resolve(found);
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(found), 1000);
})"""
MOST = 0.02


@pytest.mark.parametrize("path", ["?scenario=arms-race&with=commons", "live?scenario=base&seed=3"])
def test_nothing_jumps_from_the_first_look_to_the_first_step(open_page, path):
    page = open_page(path)
    expect(page.locator("main .plot .band").first).to_be_attached()
    expect(page.locator("svg[data-figure^=network]").first).to_be_visible()
    page.get_by_role("button", name="Reset", exact=True).click()
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.get_by_label("quarter", exact=True)).to_have_value("1")
    expect(page.locator("svg[data-figure=trust] .head")).to_have_count(1)
    shifts = page.evaluate(SHIFTS)
    assert sum(each[0] for each in shifts) < MOST, shifts
