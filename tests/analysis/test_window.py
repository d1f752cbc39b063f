"""Windows: outcomes from a day on, by hand; from when scenarios differ; runs that are others; days that are none."""

from datetime import date

import numpy as np
import pytest

import sim
from sim.analysis.compare import compare
from sim.analysis.window import OVER, Window, first_change, measuring, window_of
from sim.analysis.windowed import summaries
from sim.outcomes import OUTCOMES
from sim.scenario import ScenarioError
from sim.scenario.schema.series import SERIES
from sim.study.store import Store
from sim.study.table import table
from tests.study.sweeps import Here
from tests.worlds import changed, day

FIRST, QUARTERS = 6, 10
SHOCK = {"kind": "compute_shock", "factor": 0.5}


def shocked(start, **more):
    return changed(sim.load("arms-race"), policies=[{**SHOCK, "start": day(start), **more}])


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("window") / "store"


@pytest.fixture(scope="module")
def later(store):
    """A comparison whose scenarios differ in a row that starts in quarter 6."""
    scenarios = {"as it is": "arms-race", "shock": shocked(FIRST)}
    return compare(scenarios, 3, quarters=QUARTERS, store=store, executor=Here())


def test_a_window_of_the_whole_run_is_what_runs_are_always_measured_by():
    run = sim.run("arms-race", 3, QUARTERS)
    found = summaries(run.world.series[:QUARTERS])
    for name, outcome in OUTCOMES.items():
        if outcome.series:
            assert found[outcome.over][SERIES.index(outcome.series)] == run.outcomes[name], name


def test_four_ways_by_hand():
    found = summaries(np.array([[1.0], [4.0], [7.0]]))
    assert {over: values.item() for over, values in found.items()} == {"last": 7.0, "mean": 4.0, "sum": 12.0, "rise": 3}
    assert summaries(np.array([[5.0]]))["rise"].item() == 0.0


def test_the_window_begins_when_a_row_does_and_what_went_before_is_equal(later):
    assert later.window == Window(FIRST, QUARTERS, day(FIRST), FIRST, (FIRST,), asked=False)
    assert later.window.length == QUARTERS - FIRST
    one, other = (rows.reset_index(drop=True) for _, rows in later.series.groupby("scenario"))
    before = one["quarter"] < FIRST
    columns = list(SERIES)
    assert (one.loc[before, columns] == other.loc[before, columns]).all().all()
    assert not (one.loc[~before, columns] == other.loc[~before, columns]).all().all()


def test_outcomes_are_those_of_the_window_and_figures_of_the_log_those_of_the_run(later):
    run = later.outcomes.iloc[-1]
    series = later.series[later.series["key"] == run["key"]]
    inside = series[series["quarter"] >= FIRST]
    assert len(inside) == QUARTERS - FIRST
    assert run["surplus"] == pytest.approx(inside["surplus"].mean(), rel=1e-6)
    assert run["research_gain"] == pytest.approx(inside["research_gain"].sum(), rel=1e-6)
    assert run["frontier"] == pytest.approx(inside["frontier"].iloc[-1], rel=1e-6)
    rise = (inside["frontier"].iloc[-1] - inside["frontier"].iloc[0]) / (len(inside) - 1)
    assert run["progress_rate"] == pytest.approx(rise, rel=1e-4)
    whole = sim.run(later.scenarios["shock"], int(run["seed"]), QUARTERS).outcomes
    assert all(run[name] == whole[name] for name, outcome in OUTCOMES.items() if outcome.over == "log")
    assert run["surplus"] != whole["surplus"]


def test_runs_measured_otherwise_are_other_runs(later, store):
    assert later.outcomes["model_version"].str.contains("+window.", regex=False).all()
    assert table(later.design, Store(store)).empty
    with measuring(FIRST):
        assert len(table(later.design, Store(store))) == len(later.outcomes)
    with measuring(0):
        assert table(later.design, Store(store)).empty


def test_what_is_asked_for_goes_before_what_differs(store):
    scenarios = {"as it is": "arms-race", "shock": shocked(FIRST)}
    found = compare(scenarios, 2, quarters=QUARTERS, since="2021-10-20", store=store, executor=Here())
    assert found.window == Window(7, QUARTERS, date(2021, 10, 1), FIRST, (FIRST,), asked=True)
    ways = found.table.set_index("outcome")["over"]
    assert ways[["frontier", "surplus", "incidents", "open_lag"]].tolist() == ["end", "mean", "in all", "whole run"]
    assert set(ways) <= set(OVER.values())


def test_years_and_days_are_read(store):
    design = sim.design({"a": "arms-race", "b": "commons"}, replicates=2)
    assert [window_of(design, since).first for since in (2021, "2021", "2021-01-01", date(2021, 3, 31))] == [4] * 4


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("soon", '"soon" is not a day; expected a year such as 2027'),
        ("2021-13-01", "is not a day"),
        ("", "is not a day"),
        (2019, "2019-01-01 is before the runs; expected a day from 2020-01-01 on, in the quarter of 2029-10-01"),
        (2999, "2999-01-01 is after the runs"),
    ],
)
def test_what_is_no_day_of_the_runs_is_refused(since, told, store):
    with pytest.raises(ScenarioError) as refused:
        compare(["arms-race", "commons"], 2, since=since, quarters=40, store=store, executor=Here())
    assert told in str(refused.value) and "from" in str(refused.value)


def test_scenarios_that_begin_on_different_days_have_no_common_window(store):
    design = sim.design({"a": "arms-race", "b": "race-2019"}, replicates=2)
    assert window_of(design) == Window(0, 60, None, 0, window_of(design).begins, asked=False)
    with pytest.raises(ScenarioError, match="begin on different days"):
        window_of(design, 2022)


def test_scenarios_differ_from_the_start_unless_in_dated_rows_alone():
    base, waiting = sim.load("arms-race"), {"when": {"outcome": "incidents", "least": 1.0}}
    assert first_change([base, base]) == 0
    assert first_change([base, sim.load("arms-race", {"trust.gain": 0.1})]) == 0
    assert first_change([base, shocked(5)]) == first_change([shocked(5), base]) == 5
    assert first_change([base, shocked(5), shocked(3)]) == 3
    assert first_change([base, shocked(4, **waiting)]) == 4
    assert first_change([shocked(4), shocked(4, factor=0.4)]) == 4
    assert first_change([shocked(4, name="one", note="a"), shocked(4, name="other", note="b")]) == 0
    assert first_change([base, shocked(5, on=False)]) == 0
    once = changed(base, policies=[{"kind": "leak", "actor": "alpha", **waiting}])
    assert first_change([base, once]) == 0


def test_rows_that_start_after_the_end_leave_the_whole_run():
    design = sim.design({"a": "arms-race", "b": shocked(12)}, replicates=2, quarters=8)
    assert window_of(design).first == 0
