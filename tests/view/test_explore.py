"""Stores and results of claims, read into tables."""

import pandas as pd
import pytest

import sim
from sim.view.explore import ExploreError, contrast, opened, outcomes_of, regimes, run_of
from sim.view.setting import Setting
from tests.view.claims import table


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explore") / "store"
    study = sim.design(["arms-race", "commons"], parameters={"trust.gain": [0.0, 0.12]}, replicates=3, quarters=6)
    return folder, sim.sweep(study, folder, workers=1)


def test_all_runs_of_a_store_with_what_was_changed(store):
    folder, table = store
    found = opened(str(folder))
    assert found.paths == ("trust.gain",) and len(found.runs) == len(table) == 12
    assert sorted(found.runs["trust"]) == sorted(table["trust"])
    assert "trust" in outcomes_of(found) and "seed" not in outcomes_of(found)


def test_cells_are_means_over_replicates(store):
    folder, table = store
    cells = regimes(opened(str(folder)), "trust.gain", "scenario", "trust").set_index(["y", "x"])
    expected = table.groupby(["scenario", "trust.gain"])["trust"].mean()
    for (scenario, gain), mean in expected.items():
        assert cells.loc[(scenario, gain), "mean"] == pytest.approx(mean)
        assert cells.loc[(scenario, gain), "runs"] == 3


def test_a_cell_leads_to_one_of_its_runs(store):
    found = opened(str(store[0]))
    cells = regimes(found, "trust.gain", "scenario", "trust")
    setting = run_of(cells.iloc[0])
    assert setting == Setting("arms-race", setting.seed, {"trust.gain": 0.0}, quarter=6)
    again = sim.run(setting.resolved(), setting.seed, setting.quarter).outcomes["trust"]
    assert again in found.runs["trust"].to_list()


def test_a_contrast_pairs_equal_seeds_and_changes(store):
    folder, table = store
    found = contrast(opened(str(folder)), "arms-race", "commons")
    sides = table.set_index(["trust.gain", "replicate", "scenario"])["trust"].unstack()
    assert found.loc["trust", "difference"] == pytest.approx((sides["commons"] - sides["arms-race"]).mean())


def test_scenarios_that_share_nothing_cannot_be_compared(store):
    with pytest.raises(ExploreError, match="share 0 runs"):
        contrast(opened(str(store[0])), "arms-race", "base")


def test_claims_are_read_as_they_were_written(tmp_path):
    table().to_parquet(tmp_path / "claims.parquet")
    claims = opened(str(tmp_path)).claims
    pd.testing.assert_frame_equal(claims.drop(columns=["shares", "where"]), table())
    assert claims["shares"].to_list() == ["90/0/10 %", "0/100/0 %"]
    assert "community" in claims["where"][0]


def test_claims_of_another_version_are_told(tmp_path):
    table().drop(columns="wired").to_parquet(tmp_path / "claims.parquet")
    with pytest.raises(ExploreError, match="another version"):
        opened(str(tmp_path))


@pytest.mark.parametrize(("folder", "told"), [("", "no such folder"), ("nowhere", "no such folder"), ("\0", "no such")])
def test_a_folder_that_is_none_is_told(folder, told):
    with pytest.raises(ExploreError, match=told):
        opened(folder)
