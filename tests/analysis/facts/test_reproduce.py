"""Runs beside facts: the table, its verdicts, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from sim import ScenarioError, load
from sim.analysis.facts.fact import Fact, Figure, Value
from sim.analysis.facts.reproduce import compared, quarters, reproduce
from sim.analysis.facts.yearly import COURSES, courses
from tests.study.sweeps import Here


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Four runs beside the facts."""
    return reproduce(4, store=tmp_path_factory.mktemp("facts") / "store", executor=Here())


def test_runs_end_with_2025():
    assert quarters(load("race-2019")) == 28


def test_every_fact_is_in_the_table_and_none_is_hit_unless_all_its_figures_are(found):
    assert sorted(found.table["number"].unique()) == list(range(1, 16))
    assert len(found.histories) == 4 and found.failed == 0
    for number, rows in found.table.groupby("number"):
        assert found.hits[number] == rows["hit"].all()
    assert found.tally["facts"].to_dict() == {"fit": 7, "held out": 6, "input": 2}
    assert (found.table["runs"] <= 4).all()


def test_the_same_seeds_give_the_same_table(found, tmp_path):
    again = reproduce(4, store=tmp_path / "store", executor=Here())
    pd.testing.assert_frame_equal(again.table, found.table)
    other = reproduce(4, seed=1, store=tmp_path / "store", executor=Here())
    assert not other.table["model"].equals(found.table["model"])


def test_a_figure_that_is_mostly_undefined_is_a_miss(found):
    def fact(**given):
        figure = Figure("share", "open_share", {"first": 2025, "last": 2025, **given}, Value(0.5, 0.0, 1.0))
        return Fact(1, "open", "Some are open.", "fit", "nowhere", figures=(figure,))

    assert compared([fact()], found.histories)["hit"].tolist() == [True]
    never = compared([fact(first=2030, last=2031)], found.histories)
    assert never["runs"].tolist() == [0] and never["hit"].tolist() == [False]


def test_courses_have_both_sides_in_order(found):
    table = courses(found.histories)
    assert set(table["course"]) == COURSES.keys()
    assert set(table["side"]) == {"data", "model"}
    assert (table["low"] <= table["value"]).all() and (table["value"] <= table["high"]).all()
    assert np.isfinite(table[["value", "low", "high"]].to_numpy()).all()


def test_one_run_is_refused_with_the_reason(tmp_path):
    with pytest.raises(ScenarioError, match="one run gives no interval"):
        reproduce(1, store=tmp_path)
    assert list(tmp_path.iterdir()) == []
