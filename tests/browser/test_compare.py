"""The opening page: the difference between race and sharing, at once, and with the library's numbers."""

import re

import pytest

import sim
from sim.analysis.questions.stored import answers

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


WATCHED = """() => {
  const all = [], text = (query) => (document.querySelector(query) || {}).textContent || '';
  const coloured = '[data-table=differences] :is(td.better, td.worse)';
  const look = () => all.push([text('[data-summary]'), text('.lead [role=status]'),
    document.querySelectorAll(coloured).length, text('[data-draws=B]')]);
  new MutationObserver(look).observe(document.querySelector('main'), { subtree: true, childList: true });
  return all;
}"""
"""Keeps, at each change of the page, what it says and how much of it has a colour."""


def row(page, outcome):
    return page.locator(f"[data-table=differences] [data-outcome={outcome}]")


def stated(page, outcome):
    return tuple(float(row(page, outcome).get_attribute(f"data-{letter}")) for letter in "ab")


def test_the_opening_page_states_the_difference_of_the_librarys_runs_and_how_sure_it_is(open_page):
    page = open_page()
    expect(page.locator("main")).to_contain_text("20 invented AI firms, states and labs in 3 blocs")
    seeds = [[sim.run(sim.load(name), seed).outcomes for name in ("arms-race", "commons")] for seed in range(20)]
    race, commons = seeds[0]
    for outcome in ("frontier", "trust", "incidents", "misuse", "surplus"):
        assert stated(page, outcome) == (race[outcome], commons[outcome])
    for outcome in ("trust", "misuse", "investment"):
        sign = commons[outcome] > race[outcome]
        agree = sum(other[outcome] != one[outcome] and (other[outcome] > one[outcome]) == sign for one, other in seeds)
        expect(row(page, outcome).locator("[data-seeds=B]")).to_have_text(str(agree))
    kept = answers().answers["sharing-or-hoarding"]
    expect(page.locator("[data-summary]")).to_contain_text(f"{kept.draws} draws in each of {len(kept.forms)} forms")
    for asked in kept.outcomes:
        expect(row(page, asked.outcome)).to_contain_text(f"{asked.robust_in} of {len(kept.forms)} forms")
        expect(row(page, asked.outcome).locator("td:is(.better, .worse)")).to_have_count(int(asked.verdict == "robust"))
    expect(row(page, "catastrophe")).to_have_count(1)
    expect(row(page, "investment")).not_to_contain_text("\u2713")
    expect(page.locator("svg[data-figure=network-a]")).to_have_attribute("data-open", "0")


def test_nothing_is_called_sure_before_the_draws_are_counted(open_page):
    page = open_page("?scenario=open-alliance&with=commons")
    seen = page.evaluate_handle(WATCHED)
    expect(page.locator(".lead [role=status]")).to_have_text("20 seeds and 100 draws are counted.")
    expect(page.locator("[data-summary]")).to_contain_text("B is better in")
    expect(row(page, "trust").locator("[data-draws=B]")).to_have_text(re.compile("[0-9]+"))
    assert page.locator("[data-table=differences] :is(td.better, td.worse)").count() > 0
    for words, status, coloured, drawn in seen.json_value():
        assert "is better" not in words or "100 draws are counted" in status
        assert coloured == 0 or drawn.isdigit()


def test_bands_of_luck_are_in_every_chart_and_numbers_are_drawn_after_a_pause(open_page):
    page = open_page("?scenario=arms-race&with=commons")
    count = page.locator("main .plot").count()
    assert count >= 10
    expect(page.locator("main .plot .band.a")).to_have_count(count)
    expect(page.locator("main .plot .band.b")).to_have_count(count)
    band = page.locator("svg[data-figure=trust] .band.a")
    luck = band.get_attribute("points")
    expect(row(page, "trust").locator("[data-draws=B]")).to_have_text(re.compile("[0-9]+"))
    page.get_by_role("button", name="luck and numbers (100 draws)").click()
    expect(band).not_to_have_attribute("points", luck)


def test_a_third_world_is_added_and_dropped(open_page):
    page = open_page("?scenario=arms-race&with=commons")
    page.get_by_label("C", exact=True).select_option("open-alliance")
    trust = sim.run(sim.load("open-alliance")).outcomes["trust"]
    expect(row(page, "trust")).to_have_attribute("data-c", repr(trust))
    page.wait_for_url("**and=open-alliance**")
    expect(page.locator("svg[data-figure=trust][data-c]")).to_have_count(1)
    page.get_by_label("C", exact=True).select_option("")
    expect(page.locator("[data-outcome=trust][data-c]")).to_have_count(0)


def test_what_is_unlike_and_who_leaves_are_told(open_page):
    page = open_page("?scenario=arms-race&with=race-2019")
    expect(page.locator(".lead")).to_contain_text("They begin at different times")
    expect(page.locator(".lead")).to_contain_text("leave:")
    expect(page.locator("svg[data-figure=trust]")).to_have_attribute("aria-label", re.compile("quarter 60"))


def test_a_lever_moves_both_worlds_and_a_bad_value_neither(open_page):
    page = open_page()
    page.get_by_label("trust gained by sharing, exactly").fill("0")
    page.keyboard.press("Enter")
    race, commons = (sim.run(sim.load(name, {"trust.gain": 0.0})).outcomes for name in ("arms-race", "commons"))
    expect(row(page, "trust")).to_have_attribute("data-a", repr(race["trust"]))
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
    expect(row(page, "trust")).to_have_attribute("data-b", repr(alliance["trust"]))
    assert stated(page, "frontier") == (race["frontier"], alliance["frontier"])
    page.wait_for_url(re.compile("with=open-alliance.*seed=4"))
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
    refused = page.locator(".message.shown")
    expect(refused).to_be_visible()
    expect(page.locator("h1")).to_have_text("Arms race against commons")
    refused.get_by_role("button", name="Close").click()
    expect(refused).to_have_count(0)


def test_all_columns_of_differences_are_in_sight_on_a_laptop(open_page):
    page = open_page()
    expect(page.locator("[data-table=differences] [data-draws=B]").first).not_to_have_text("\u00b7")
    assert page.locator(".stated").evaluate("e => e.scrollWidth - e.clientWidth") <= 0


def test_both_worlds_play_in_lock_step(open_page):
    page = open_page("?at=0")
    expect(page.locator("[data-summary]")).to_contain_text("press Play")
    expect(row(page, "trust")).to_have_attribute("data-a", "nan")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(row(page, "trust")).not_to_have_attribute("data-a", "nan")
    one, other = (sim.run(sim.load(name), quarters=1).outcomes["trust"] for name in ("arms-race", "commons"))
    assert stated(page, "trust") == (one, other)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("Number(document.querySelector('input[aria-label=quarter]').value) >= 6")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    quarters = "[...document.querySelectorAll('.worlds h2 small')].slice(0, 2).map(each => each.innerText)"
    page.wait_for_function(f"new Set({quarters}).size === 1")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.get_by_label("quarter", exact=True)).to_have_value("0")
