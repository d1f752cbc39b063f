"""The opening page: the difference between race and sharing, at once, and with the library's numbers."""

import pytest

import sim

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


def stated(page, outcome):
    row = page.locator(f"[data-outcome={outcome}]")
    return float(row.get_attribute("data-a")), float(row.get_attribute("data-b"))


def test_the_opening_page_states_the_difference_of_the_librarys_runs(open_page):
    page = open_page()
    race, commons = (sim.run(sim.load(name)).outcomes for name in ("arms-race", "commons"))
    for outcome in ("frontier", "trust", "incidents", "misuse", "surplus"):
        assert stated(page, outcome) == (race[outcome], commons[outcome])
    summary = page.locator("[data-summary]")
    expect(summary).to_contain_text("B is better in")
    expect(summary).to_contain_text(f"misuses {commons['misuse']:.3g} against {race['misuse']:.3g}")
    expect(page.locator("[data-outcome=misuse]")).to_contain_text("worse")
    expect(page.locator("svg[data-figure=network-a]")).to_have_attribute("data-open", "0")


def test_a_lever_moves_both_worlds_and_a_bad_value_neither(open_page):
    page = open_page()
    page.get_by_label("trust gained by sharing, exactly").fill("0")
    page.keyboard.press("Enter")
    race, commons = (sim.run(sim.load(name, {"trust.gain": 0.0})).outcomes for name in ("arms-race", "commons"))
    expect(page.locator("[data-outcome=trust]")).to_have_attribute("data-a", repr(race["trust"]))
    assert stated(page, "trust") == (race["trust"], commons["trust"])
    page.get_by_label("trust gained by sharing, exactly").fill("9")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("out of range")
    assert stated(page, "trust") == (race["trust"], commons["trust"])
    page.get_by_role("button", name="restore trust gained by sharing").click()
    expect(page.locator("[data-path='trust.gain'].changed")).to_have_count(0)


def test_other_worlds_and_other_luck(open_page):
    page = open_page()
    page.get_by_label("seed", exact=True).fill("4")
    page.keyboard.press("Enter")
    page.get_by_label("B", exact=True).select_option("open-alliance")
    race, alliance = (sim.run(sim.load(name), 4).outcomes for name in ("arms-race", "open-alliance"))
    expect(page.locator("[data-outcome=trust]")).to_have_attribute("data-b", repr(alliance["trust"]))
    assert stated(page, "frontier") == (race["frontier"], alliance["frontier"])
    page.wait_for_url("**seed=4**with=open-alliance**")
    page.get_by_label("A", exact=True).select_option("base")
    expect(page.locator("h1")).to_contain_text("Base against")


def test_a_world_can_be_watched_alone_and_the_pair_is_still_there(open_page):
    page = open_page("?scenario=base&seed=3&with=commons")
    page.get_by_role("link", name="watch B alone").click()
    expect(page.locator("h1")).to_have_text("Commons")
    trust = sim.run(sim.load("commons"), 3).outcomes["trust"]
    expect(page.locator("[data-card=trust]")).to_have_attribute("data-value", repr(trust))
    page.get_by_role("link", name="Race or share?").click()
    expect(page.locator("h1")).to_contain_text("Base against")


@pytest.mark.parametrize("query", ["with=nothing", "scenario=nothing", "with=race-2019&set=actors.alpha.tier%3Dopen"])
def test_a_link_to_worlds_that_are_none_is_told(open_page, query):
    page = open_page(f"?{query}")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Arms race against commons")


def test_both_worlds_play_in_lock_step(open_page):
    page = open_page("?at=0")
    expect(page.locator(".stated")).to_contain_text("press Play")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator("[data-outcome=trust]")).to_be_visible()
    one, other = (sim.run(sim.load(name), quarters=1).outcomes["trust"] for name in ("arms-race", "commons"))
    assert stated(page, "trust") == (one, other)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("Number(document.querySelector('input[aria-label=quarter]').value) >= 6")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    quarters = "[...document.querySelectorAll('.worlds h3 small')].slice(0, 2).map(each => each.innerText)"
    page.wait_for_function(f"new Set({quarters}).size === 1")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.get_by_label("quarter", exact=True)).to_have_value("0")


def test_the_sign_of_a_difference_is_checked_over_seeds(open_page):
    page = open_page()
    page.get_by_role("button", name="Check 20 seeds").click()
    cell = page.locator("[data-outcome=trust] td").last
    runs = [
        [sim.run(sim.load(name), seed).outcomes["trust"] for name in ("arms-race", "commons")] for seed in range(20)
    ]
    expect(cell).to_have_text(str(sum(other > one for one, other in runs)))
