"""The explore page: what there is, stores and other results, and what happens when a folder is no good."""

from urllib.parse import parse_qs, quote, urlsplit

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.tables import write_tables
from sim.view import links
from sim.view.explore.cells import regimes
from sim.view.explore.store import opened
from sim.view.offer import OFFER
from sim.view.setting import Setting
from tests.browser.conftest import PHONE
from tests.view.claims import table
from tests.view.test_explore_folders import OBJECTIVES, OPTIONS

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explore") / "store"
    axes = {"trust.gain": [0.0, 0.12], "spillover.leak": [0.0, 0.2]}
    study = sim.design(["arms-race", "commons"], parameters=axes, replicates=3, quarters=8)
    sim.sweep(study, folder, workers=1)
    return folder


def address_of(folder, **chosen):
    return f"explore?folder={quote(str(folder))}" + "".join(f"&{key}={value}" for key, value in chosen.items())


def test_a_store_is_a_map_whose_cell_opens_exactly_the_run_that_is_chosen(open_page, store):
    page = open_page(address_of(store, outcome="frontier"))
    expect(page.locator("table[data-figure=regimes]")).to_have_attribute("data-cells", "4")
    found = opened(str(store))
    cells = regimes(found, "spillover.leak", "trust.gain", "frontier", "commons")
    expect(page.locator("[data-pick='0']")).to_have_attribute("data-mean", repr(float(cells["mean"].iloc[0])))
    page.locator("[data-pick='0']").focus()
    page.keyboard.press("Enter")
    runs = found.runs.loc[cells["members"].iloc[0]].sort_values("seed")
    buttons = page.locator("table[data-table=runs] [data-pick]")
    expect(buttons).to_have_count(3)
    row = runs.iloc[1]
    page.get_by_role("button", name=f"Open the run of commons with seed {row['seed']}", exact=True).click()
    page.wait_for_url("**/live?scenario=commons**")
    expect(page.get_by_label("quarter", exact=True)).to_have_value("8")
    setting = links.read(urlsplit(page.url).query, OFFER.scenarios, Setting())
    again = sim.run(setting.resolved(), setting.seed, setting.quarter).outcomes
    assert setting.seed == row["seed"]
    np.testing.assert_array_equal([again[name] for name in again], [row[name] for name in again])


def test_choices_stand_in_the_address_and_an_address_makes_them(open_page, store):
    page = open_page(address_of(store, outcome="misuse", across="scenario", scale="spread"))
    expect(page.get_by_label("outcome", exact=True)).to_have_value("misuse")
    expect(page.locator("table[data-figure=regimes] thead th", has_text="commons")).to_be_visible()
    page.get_by_label("differences divided by", exact=True).select_option("level")
    expect(page.locator("table[data-figure=forest] .axis-label")).to_contain_text("larger of both levels")
    page.wait_for_url("**scale=level**")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["folder"] == [str(store)] and asked["across"] == ["scenario"] and asked["outcome"] == ["misuse"]


def test_maps_have_one_scale_whichever_scenario_they_show(open_page, store):
    page = open_page(address_of(store, scenario="commons"))
    colours = page.locator(".colours")
    ends = [colours.get_attribute(f"data-{end}") for end in ("low", "high")]
    page.get_by_label("scenario of the map", exact=True).select_option("arms-race")
    expect(page.locator(".panel h3", has_text="trust, arms-race")).to_be_visible()
    assert [colours.get_attribute(f"data-{end}") for end in ("low", "high")] == ends
    page.get_by_label("colour scale", exact=True).select_option("own")
    expect(colours).not_to_have_attribute("data-high", ends[1])


def test_what_is_there_is_offered_and_after_a_failure_the_page_goes_on(open_page, tmp_path):
    page = open_page("explore")
    page.get_by_role("button", name="What came of 48 claims").click()
    expect(page.get_by_role("heading", name="What came of 48 claims")).to_be_focused()
    expect(page.locator("[data-claim]")).to_have_count(48)
    page.get_by_role("button", name="All results").click()
    good, bad = tmp_path / "good", tmp_path / "bad"
    for folder in (good, bad):
        folder.mkdir()
    table().to_parquet(good / "claims.parquet")
    write_tables(good, {"decide-options": OPTIONS, "decide-objectives": OBJECTIVES})
    (bad / "claims.parquet").write_bytes(b"no table")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    pd.DataFrame({"id": [1]}).to_parquet(foreign / "claims.parquet")
    wrong = {
        tmp_path / "nowhere": "no such folder", bad: "cannot be read", foreign: "has no column article",
        bad / "claims.parquet": "is a file", tmp_path: "not a store",
    }  # fmt: skip
    for folder, told in wrong.items():
        page.get_by_label("folder", exact=True).fill(str(folder))
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").filter(has_text=told)).to_be_visible()
    page.get_by_label("folder", exact=True).fill(str(good))
    page.keyboard.press("Enter")
    expect(page.locator("[data-claim=P2]")).to_be_visible()
    expect(page.locator("[data-figure=options] tr[data-row=act]")).to_contain_text("70 % [60 %, 80 %]")


def test_figures_fit_a_phone(open_page, store):
    page = open_page(address_of(store), viewport=PHONE)
    expect(page.locator("table[data-figure=forest]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    cut = """() => [...document.querySelectorAll('.forest :is(th, td), .regimes :is(th, td)')]
        .filter((e) => e.offsetWidth && e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"""
    assert page.evaluate(cut) == []
    small = """() => [...document.querySelectorAll('main :is(button, select, [role=button], input)')]
        .map((e) => e.getBoundingClientRect()).filter((b) => b.width && (b.height < 24 || b.width < 24)).length"""
    assert page.evaluate(small) == 0
