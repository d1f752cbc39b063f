"""The explore page: stores and results of claims."""

import pandas as pd
import pytest

import sim
from sim.view.explore import opened
from tests.view.claims import table

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explore") / "store"
    axes = {"trust.gain": [0.0, 0.12], "spillover.leak": [0.0, 0.2]}
    study = sim.design(["arms-race", "commons"], parameters=axes, replicates=3, quarters=8)
    sim.sweep(study, folder, workers=1)
    return folder


def opened_page(open_page, folder):
    page = open_page("explore")
    page.get_by_label("folder", exact=True).fill(str(folder))
    page.keyboard.press("Enter")
    return page


def test_a_store_is_a_map_and_a_cell_opens_one_of_its_runs(open_page, store):
    page = opened_page(open_page, store)
    expect(page.locator("svg[data-figure=regimes]")).to_have_attribute("data-cells", "4")
    runs = opened(str(store)).runs
    page.get_by_label("outcome", exact=True).select_option("frontier")
    mean = runs[(runs["trust.gain"] == 0.0) & (runs["spillover.leak"] == 0.0)]
    mean = mean.groupby("scenario")["frontier"].mean()["commons"]  # a mean by group is summed otherwise than one of all
    expect(page.locator("[data-pick='0']")).to_have_attribute("data-mean", repr(float(mean)))
    expect(page.locator("svg[data-figure=forest]")).to_be_visible()
    page.get_by_label("across", exact=True).select_option("scenario")
    expect(page.locator("svg[data-figure=regimes] text", has_text="commons")).to_be_visible()
    page.locator("[data-pick='1']").click()
    page.wait_for_url("**/live?scenario=commons**")
    expect(page.locator("h1")).to_have_text("Commons")
    expect(page.get_by_label("quarter", exact=True)).to_have_value("8")


def test_a_cell_opens_its_run_again_after_it_was_changed(open_page, store):
    page = opened_page(open_page, store)
    for _ in range(2):
        page.locator("[data-pick='0']").click()
        expect(page.get_by_label("quarter", exact=True)).to_have_value("8")
        page.get_by_role("button", name="Reset", exact=True).click()
        expect(page.get_by_label("quarter", exact=True)).to_have_value("0")
        page.get_by_role("link", name="Explore").click()


def test_results_of_claims_are_a_table_with_verdicts_and_a_forest(open_page, tmp_path):
    table().to_parquet(tmp_path / "claims.parquet")
    page = opened_page(open_page, tmp_path)
    expect(page.locator("[data-claim=P1]")).to_contain_text("a pivot raises trust")
    expect(page.locator("[data-claim=P2]")).to_contain_text("misuse 3 [2, 4] events")
    expect(page.locator("svg[data-figure=forest]")).to_have_attribute("data-rows", "2")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (None, "no such folder"),
        (lambda folder: None, "not a store"),
        (lambda folder: (folder / "claims.parquet").write_bytes(b"no table"), "cannot be read"),
        (lambda folder: pd.DataFrame({"id": [1]}).to_parquet(folder / "claims.parquet"), "has no column article"),
    ],
)
def test_a_folder_that_holds_neither_says_so(open_page, tmp_path, make, told):
    folder = tmp_path / "results"
    if make:
        folder.mkdir()
        make(folder)
    page = opened_page(open_page, folder)
    expect(page.get_by_role("alert")).to_contain_text(told)
