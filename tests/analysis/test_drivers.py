"""What differences depend on: shares over draws, numbers moved alone, files."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.drivers import _interval
from sim.report.drivers_files import write

SET = {"ties.topology": "complete", "sharing.variety": 0.1}
FEW = 4
"""Pairs of runs at each end of some 400 numbers."""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.analysis.drivers.PAIRS", FEW)
        options = {"one_at_a_time": True, "quarters": 6, "settings": SET, "store": tmp_path_factory.mktemp("store")}
        return sim.drivers("arms-race", "commons", 8, ["trust", "misuse"], **options)


def test_each_outcome_has_every_number_and_form(found):
    for outcome in ("trust", "misuse"):
        rows = found.table[found.table["outcome"] == outcome]
        assert set(rows["name"]) == {*found.conclusions.ensemble.paths, "strategies"}
        assert rows["share"].is_monotonic_decreasing
        assert rows["share"].between(0.0, 1.0).all()


def test_a_swing_is_that_of_two_runs_alone(found):
    row = found.swings[(found.swings["outcome"] == "trust") & (found.swings["name"] == "trust.gain")].iloc[0]
    ends = []
    for value in (row["from"], row["to"]):
        race, commons = (
            sim.sweep(sim.design([name], replicates=FEW, quarters=6, set={**SET, "trust.gain": value}), found_store())
            for name in ("arms-race", "commons")
        )
        ends.append(float((commons["trust"] - race["trust"]).mean()))
    assert row["swing"] == pytest.approx(row["at_to"] - row["at_from"])
    assert [row["at_from"], row["at_to"]] == pytest.approx(ends)
    assert row["low"] <= row["swing"] <= row["high"]


def found_store():
    import tempfile

    return tempfile.mkdtemp()


def test_the_largest_swings_come_first(found):
    for _, rows in found.swings.groupby("outcome"):
        assert rows["swing"].abs().is_monotonic_decreasing


def test_an_interval_is_of_pairs_that_ran():
    low, high = _interval(np.array([5.0, 5.0, 5.0, 5.0]))
    assert low == high == 5.0
    assert np.isnan(_interval(np.array([1.0]))).all()


def test_files_are_tables_then_a_picture(found, tmp_path):
    write(found, tmp_path, "a command")
    assert {"drivers.csv", "drivers.md", "swings.csv", "drivers.png"} <= {path.name for path in tmp_path.iterdir()}
    assert len(pd.read_csv(tmp_path / "swings.csv")) == len(found.swings)
