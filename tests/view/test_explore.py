"""Stores and results of claims, read into tables."""

import re
import shlex
import shutil
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

import sim
from sim.view import explore
from sim.view.explore import ExploreError, opened, regimes, run_of
from sim.view.maps import claims_table
from sim.view.setting import Setting
from tests.study.damage import forged, outcomes
from tests.study.sweeps import Here
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
    assert "trust" in explore.outcomes_of(found) and "seed" not in explore.outcomes_of(found)


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


def test_a_cell_of_another_scenario_of_the_same_name_tells_its_command(tmp_path):
    own = sim.load("base", {"trust.gain": 0.5}).model_copy(update={"title": "base"})
    sim.sweep(sim.design(own, quarters=1), tmp_path, workers=1)
    found = opened(str(tmp_path))
    cell = regimes(found, "scenario", "scenario", "trust").iloc[0]
    assert run_of(cell).resolved().digest != cell["digest_of"]
    told = explore.command_of(cell, str(tmp_path)).removeprefix("it is repeated by: ")
    assert sim.load(shlex.split(told)[2]).digest == cell["digest_of"] == own.digest


def test_a_contrast_pairs_equal_seeds_and_changes(store):
    folder, table = store
    found = explore.contrast(opened(str(folder)), "arms-race", "commons")
    sides = table.set_index(["trust.gain", "replicate", "scenario"])["trust"].unstack()
    assert found.loc["trust", "difference"] == pytest.approx((sides["commons"] - sides["arms-race"]).mean())


def test_scenarios_that_share_nothing_cannot_be_compared(store):
    with pytest.raises(ExploreError, match="share 0 runs"):
        explore.contrast(opened(str(store[0])), "arms-race", "base")


def test_claims_are_read_as_they_were_written(tmp_path):
    table().to_parquet(tmp_path / "claims.parquet")
    claims = opened(str(tmp_path)).claims
    pd.testing.assert_frame_equal(claims.drop(columns=["shares", "where", "of_what", "told"]), table())
    assert claims["told"].to_list() == ["supported", "refuted"]
    assert claims["shares"].to_list() == ["90/0/10 %, by form 0 to 100 %", "0/100/0 %, by form 0 to 100 %"]
    assert "community" in claims["where"][0]


def test_verdicts_are_told_in_words_and_units_once(tmp_path):
    told = table().assign(how=["", "too small"], unit=["share", "misuse"])
    told.to_parquet(tmp_path / "claims.parquet")
    drawn = claims_table(opened(str(tmp_path)).claims)
    assert "refuted: too small" in drawn
    assert "misuse 3 [2, 4]</td>" in drawn and "trust 0.2 [0.1, 0.3] share</td>" in drawn


def test_claims_of_another_version_are_told(tmp_path):
    table().drop(columns="lowest").to_parquet(tmp_path / "claims.parquet")
    with pytest.raises(ExploreError, match="another version"):
        opened(str(tmp_path))


@pytest.mark.parametrize(("folder", "told"), [("", "no such folder"), ("nowhere", "no such folder"), ("\0", "no such")])
def test_a_folder_that_is_none_is_told(folder, told):
    with pytest.raises(ExploreError, match=told):
        opened(folder)


def test_a_map_holds_runs_of_one_scenario_unless_scenarios_are_an_axis(store):
    folder, table = store
    found = opened(str(folder))
    one = regimes(found, "trust.gain", "trust.gain", "trust", "commons")
    expected = table[table["scenario"] == "commons"].groupby("trust.gain")["trust"].mean()
    assert one["mean"].to_list() == pytest.approx(expected.to_list())
    assert len(regimes(found, "trust.gain", "scenario", "trust", "commons")) == 4


def test_what_is_shown_at_first_has_cells_and_pairs(tmp_path):
    axes = {"trust.gain": [0.0, 0.12], "spillover.leak": [0.0, 0.1, 0.2]}
    sim.sweep(sim.design(["base"], parameters={"investors.speed": [0.1, 0.2]}, quarters=2), tmp_path, workers=1)
    sim.sweep(sim.design(["commons", "open-alliance"], parameters=axes, quarters=2), tmp_path, workers=1)
    found = opened(str(tmp_path))
    assert set(explore.best_axes(found, "commons")) == set(axes)
    assert explore.best_axes(found, "base") == ("spillover.leak", "scenario")
    assert explore.best_pair(found) == ("commons", "open-alliance")
    assert regimes(found, "trust.gain", "investors.speed", "trust").empty


def test_numbers_of_many_values_are_put_into_intervals(tmp_path):
    gains = [0.01 * number for number in range(20)]
    sim.sweep(sim.design(["base"], parameters={"trust.gain": gains}, quarters=1), tmp_path, workers=1)
    cells = regimes(opened(str(tmp_path)), "trust.gain", "scenario", "trust")
    assert len(cells) == 8 and cells["runs"].sum() == 20 and cells["x"].is_monotonic_increasing


def test_a_cell_of_a_sweep_over_dates_leads_to_its_run(tmp_path):
    days = ["2022-01-01", "2026-01-01"]
    study = sim.design(
        ["leader-pivot"], parameters={"policies.pivot.start": [date.fromisoformat(day) for day in days]}, quarters=2
    )
    sim.sweep(study, tmp_path, workers=1)
    cells = regimes(opened(str(tmp_path)), "policies.pivot.start", "scenario", "trust")
    starts = [run_of(cell).resolved().policies[0].start.isoformat() for _, cell in cells.iterrows()]
    assert cells["x"].to_list() == starts == days


@pytest.fixture
def damaged(store, tmp_path):
    """A copy of a store in which another program wrote a part anew, under the name that it then should have."""

    def change(how):
        shutil.copytree(store[0], tmp_path / "store")
        part = outcomes(tmp_path / "store")[0]
        forged(part, how(parquet.read_table(part)))
        return str(tmp_path / "store")

    return change


def _texts(table, text):
    place = table.schema.get_field_index("overrides")
    return table.set_column(place, "overrides", pa.array([text] * len(table), pa.string()))


@pytest.mark.parametrize(
    "how",
    [
        lambda table: table.drop_columns("overrides"),
        lambda table: table.drop_columns("scenario"),
        lambda table: table.drop_columns("key"),
        lambda table: _texts(table, "{"),
        lambda table: _texts(table, "[1]"),
        lambda table: _texts(table, None),
    ],
)
def test_parts_that_hold_no_runs_are_counted(damaged, how):
    folder = damaged(how)
    found = opened(folder)
    assert found.unread == 1 and 0 < len(found.runs) < 12


def test_versions_of_an_edited_scenario_are_told_apart(tmp_path):
    store, file = tmp_path / "store", tmp_path / "mine.toml"
    for gain in (0.05, 0.1):
        file.write_text(f"[trust]\ngain = {gain}\n")
        sim.sweep(sim.design([file, "base"], parameters={"quarters": [3]}), store, Here())
    found = opened(str(store))
    names = sorted(found.runs["scenario"].unique())
    assert found.paths == ("set.quarters",) and found.runs.columns.is_unique
    assert (
        len(names) == 3 and names[0] == "base" and all(map(re.compile(r"mine \(version \w{8}\)").fullmatch, names[1:]))
    )
    cells = regimes(found, "scenario", "set.quarters", "trust")
    assert cells["runs"].tolist() == [1, 1, 1]
    assert [run_of(cell).scenario for _, cell in cells.iterrows()] == ["base", "mine", "mine"]
