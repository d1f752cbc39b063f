"""Stores, read into tables: cells, their runs, and what differs."""

import re
import shlex
import shutil
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

import sim
from sim.view import links
from sim.view.explore import contrasts, runs
from sim.view.explore.cells import best_axes, differences, regimes, span_of
from sim.view.explore.found import ExploreError
from sim.view.explore.runs import link_to, run_of
from sim.view.explore.store import opened, outcomes_of
from sim.view.offer import OFFER
from sim.view.setting import Setting
from tests.study.damage import forged, outcomes
from tests.study.sweeps import Here


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


def rows(found, cells, number=0):
    """The runs of a cell."""
    return [found.runs.loc[place].to_dict() for place in cells["members"].iloc[number]]


def test_a_cell_holds_its_runs_and_each_opens_bit_for_bit(store):
    folder, _ = store
    found = opened(str(folder))
    seeds = set()
    for row in rows(found, regimes(found, "trust.gain", "scenario", "trust")):
        link, why = link_to(row, str(folder))
        setting = links.read(link.partition("?")[2], OFFER.scenarios, Setting())
        assert not why and setting.changes == {"trust.gain": 0.0} and setting.quarter == 6
        again = sim.run(setting.resolved(), setting.seed, setting.quarter).outcomes
        names = outcomes_of(found)
        np.testing.assert_array_equal([again[name] for name in names], [row[name] for name in names])
        seeds.add(setting.seed)
    assert len(seeds) == 3


def test_a_run_of_another_scenario_of_the_same_name_tells_its_command(tmp_path):
    own = sim.load("base", {"trust.gain": 0.5}).model_copy(update={"title": "base"})
    sim.sweep(sim.design(own, quarters=1), tmp_path, workers=1)
    row = opened(str(tmp_path)).runs.iloc[0].to_dict()
    link, why = link_to(row, str(tmp_path))
    assert not link and "another base" in why
    told = runs.command_of(row, str(tmp_path)).removeprefix("It is repeated by: ")
    assert told in why and sim.load(shlex.split(told)[2]).digest == row["digest"] == own.digest


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"model_version": "0123456789ab"}, "model version 0123456789ab"),
        ({"scenario": "nobody's"}, "nobody's is not a scenario that this server offers"),
        ({"overrides": '{"trust.gain": "much"}'}, "trust.gain"),
        ({"overrides": "{"}, "cannot be opened"),
        ({"seed": -1}, "out of range"),
    ],
)
def test_a_run_that_the_live_page_would_not_repeat_is_not_opened(store, change, told):
    row = opened(str(store[0])).runs.iloc[0].to_dict() | change
    link, why = link_to(row, str(store[0]))
    assert not link and told in why


def test_changes_that_fit_into_no_link_are_told_with_the_command(store, monkeypatch):
    monkeypatch.setattr(runs, "LONGEST_LINK", 20)
    link, why = link_to(opened(str(store[0])).runs.iloc[0].to_dict(), str(store[0]))
    assert not link and "do not fit into a link of 20" in why and "hoardshare run" in why


def test_the_servers_own_file_opens_its_runs(tmp_path, monkeypatch):
    file = tmp_path / "mine.toml"
    file.write_text("[trust]\ngain = 0.05\n")
    sim.sweep(sim.design([file], parameters={"quarters": [3]}), tmp_path / "store", Here())
    monkeypatch.setattr(OFFER, "file", str(file))
    link, why = link_to(opened(str(tmp_path / "store")).runs.iloc[0].to_dict(), str(tmp_path / "store"))
    assert not why and links.read(link.partition("?")[2], OFFER.scenarios, Setting()).scenario == str(file)


def test_a_contrast_pairs_equal_seeds_and_changes(store):
    folder, table = store
    found = contrasts.contrast(opened(str(folder)), "arms-race", "commons")
    sides = table.set_index(["trust.gain", "replicate", "scenario"])["trust"].unstack()
    assert found.loc["trust", "difference"] == pytest.approx((sides["commons"] - sides["arms-race"]).mean())


def test_a_difference_has_a_colour_only_where_seeds_agree():
    sure = {"difference": 0.2, "low": 0.1, "high": 0.3, "agree": 1.0, "differs": True}
    assert contrasts.style("trust", sure) == "better"
    assert contrasts.style("incidents", sure) == "worse"
    assert contrasts.style("openness", sure) == "sure"
    for unsure in ({"low": -0.1}, {"agree": 0.8}, {"differs": False}):
        assert contrasts.style("trust", sure | unsure) == "neutral"


def test_differences_stand_on_one_scale(store):
    found = contrasts.contrast(opened(str(store[0])), "arms-race", "commons")
    drawn, scale = contrasts.scaled(found, contrasts.LEVEL)
    assert scale.most in (1.0, 2.0) and scale.least == -scale.most
    trust, at = found.loc["trust"], {row.name: row.at for row in drawn}
    assert at["trust"] == trust["difference"] / max(abs(trust["control"]), abs(trust["treatment"]))
    assert [abs(row.at) for row in drawn] == sorted((abs(row.at) for row in drawn), reverse=True)
    spread = {row.name: row.at for row in contrasts.scaled(found, contrasts.SPREAD)[0]}
    assert spread["trust"] == pytest.approx(trust["effect"])


def test_maps_of_different_scenarios_have_one_scale(store):
    found = opened(str(store[0]))
    span = span_of(found, "trust.gain", "trust.gain", "trust")
    cells = [regimes(found, "trust.gain", "trust.gain", "trust", name) for name in ("arms-race", "commons")]
    means = pd.concat(cells)["mean"]
    assert (span.low, span.high) == (means.min(), means.max())


def test_a_map_of_differences_pairs_equal_seeds_and_says_where_it_is_sure(store):
    folder, table = store
    found = opened(str(folder))
    cells = differences(found, "trust.gain", "trust.gain", "trust", ("arms-race", "commons")).set_index("x")
    sides = table.set_index(["trust.gain", "replicate", "scenario"])["trust"].unstack()
    apart = sides["commons"] - sides["arms-race"]
    for gain, each in apart.groupby("trust.gain"):
        assert cells.loc[gain, "mean"] == pytest.approx(each.mean())
        assert cells.loc[gain, "runs"] == 3 and len(cells.loc[gain, "members"]) == 6
    same = differences(found, "trust.gain", "trust.gain", "trust", ("commons", "commons"))
    assert not same["sure"].any() and not same["mean"].any()


def test_scenarios_that_share_nothing_cannot_be_compared(store):
    with pytest.raises(ExploreError, match="share 0 runs"):
        contrasts.contrast(opened(str(store[0])), "arms-race", "base")


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
    assert set(best_axes(found, "commons")) == set(axes)
    assert best_axes(found, "base") == ("spillover.leak", "scenario")
    assert contrasts.best_pair(found) == ("commons", "open-alliance")
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
    shown = [rows(opened(str(tmp_path)), cells, number)[0] for number in range(2)]
    starts = [run_of(row).resolved().policies[0].start.isoformat() for row in shown]
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
    assert [run_of(rows(found, cells, number)[0]).scenario for number in range(3)] == ["base", "mine", "mine"]
