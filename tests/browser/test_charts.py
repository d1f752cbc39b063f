"""Charts in a real browser: pointing, keyboard, zoom, ghost, and text that stays text."""

import pytest

import sim

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

HOSTILE = "<img src=x onerror=alert(1)>"
DRAWN = """(spec) => {
  const place = document.createElement('div');
  place.style.width = '400px';
  place.id = 'tried';
  place.className = 'panel chart';
  document.querySelector('.page').prepend(place);
  const script = window.tried_script, module = { exports: {} };
  new Function('module', script)(module);
  window.tried = module.exports.attach(place, spec);
}"""


def script():
    from pathlib import Path

    import sim.view

    text = (Path(sim.view.__file__).parent / "vue/chart.vue").read_text(encoding="utf-8")
    return text.split("<script>")[1].split("</script>")[0]


def spec(**changes):
    from sim.view import charts

    values = [0.1 * k for k in range(8)]
    drawn = charts.spec("trust", [], 8, 2020.0, height=charts.LARGE)
    line = {"name": HOSTILE, "letter": "A", "style": "a", "values": values, "low": values, "high": [1.0] * 8}
    dated = {"quarter": 2, "kind": "exit", "text": HOSTILE, "letter": "A"}
    rows = {"from": 1, "to": None, "text": HOSTILE, "letter": ""}
    dot = {"year": 2020.75, "value": 0.5, "text": HOSTILE}
    return drawn | {"label": HOSTILE, "lines": [line], "events": [dated], "policies": [rows], "data": [dot]} | changes


@pytest.fixture
def tried(open_page):
    page = open_page("explore")
    page.evaluate("(text) => { window.tried_script = text; window.hoardshareAt = undefined; }", script())
    page.evaluate(DRAWN, spec())
    return page


def test_a_chart_shows_the_numbers_of_the_librarys_run_up_to_the_play_head(open_page):
    page = open_page("live?scenario=base&seed=7&at=60")
    trust = sim.run(sim.load("base"), seed=7).series["trust"].tolist()
    shown = "Number(document.querySelector('svg[data-figure=trust]').dataset.run) === "
    page.wait_for_function(f"{shown}{trust[-1]!r}")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.locator("svg[data-figure=trust]:not([data-run])")).to_have_count(1)
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_function(f"{shown}{trust[0]!r}")


def test_what_is_pointed_at_is_told_as_text(tried):
    figure = tried.locator("#tried .plot")
    figure.hover(position={"x": 150, "y": 60})
    tip = tried.locator("#tried .tip")
    expect(tip).to_be_visible()
    assert HOSTILE in tip.inner_text() or "A" in tip.inner_text()
    assert tried.locator("#tried img").count() == 0
    tried.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_the_keyboard_walks_over_quarters_and_they_are_read_out(tried):
    plot = tried.locator("#tried .plot")
    plot.focus()
    for key in ("ArrowLeft", "Home", "ArrowRight", "ArrowRight"):
        tried.keyboard.press(key)
    voice = tried.locator("#tried [aria-live]")
    expect(voice).to_contain_text("2020 Q3")
    expect(voice).to_contain_text("0.2 (0.2 to 1)")
    expect(voice).to_contain_text(HOSTILE)
    tried.keyboard.press("Escape")
    expect(tried.locator("#tried .tip")).to_be_hidden()


def test_a_drag_shows_a_part_of_the_time_and_a_double_click_all_of_it(tried):
    box = tried.locator("#tried .plot").bounding_box()
    years = "[...document.querySelectorAll('#tried .axes text')].map((e) => e.textContent).filter((t) => /^20/.test(t))"
    assert "2022" in tried.evaluate(years)
    tried.mouse.move(box["x"] + 60, box["y"] + 40)
    tried.mouse.down()
    tried.mouse.move(box["x"] + 200, box["y"] + 40)
    tried.mouse.up()
    tried.wait_for_function(f"!{years}.includes('2022')")
    tried.locator("#tried .plot").dblclick(position={"x": 100, "y": 40})
    tried.wait_for_function(f"{years}.includes('2022')")


def test_the_line_before_a_change_stays_for_a_while_as_a_ghost(tried):
    now = spec()
    now["lines"] = [now["lines"][0] | {"values": [0.5] * 8}]
    tried.evaluate("(spec) => window.tried.update(spec)", now)
    expect(tried.locator("#tried .ghost")).to_have_count(1)
    expect(tried.locator("#tried svg")).to_have_attribute("data-a", "0.5")
    expect(tried.locator("#tried .ghost")).to_have_count(0)


def test_every_chart_follows_the_head_and_the_pointer(tried):
    tried.evaluate("window.dispatchEvent(new CustomEvent('hoardshare-at', { detail: 3 }))")
    expect(tried.locator("#tried svg")).to_have_attribute("data-a", "0.2")
    expect(tried.locator("#tried .head")).to_have_count(1)
    tried.evaluate("window.dispatchEvent(new CustomEvent('hoardshare-cursor', { detail: { quarter: 4, from: null } }))")
    expect(tried.locator("#tried .pointer")).to_have_count(1)
    expect(tried.locator("#tried .tip")).to_be_hidden()


def test_a_table_says_the_same_to_who_cannot_see(tried):
    table = tried.locator("#tried table")
    expect(table.locator("tbody tr")).to_have_count(2)
    expect(table.locator("tbody tr").first).to_contain_text("2020 Q4")
    expect(table.locator("caption")).to_have_text(HOSTILE)
