"""Runs beside facts: the table, its verdicts, what is held out, and what is refused."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim import ScenarioError, load
from sim.analysis.facts.beside import FITTED_SCENARIO, FORECAST_SCENARIO, side_by_side, usual, usual_beside
from sim.analysis.facts.fact import Fact, Figure, Value, facts, forecasts, rows_of
from sim.analysis.facts.reproduce import HELD_OUT as HELD_OUT_ROLE
from sim.analysis.facts.reproduce import compared, quarters, reproduce
from sim.analysis.facts.yearly import COURSES, courses
from sim.report.facts_words import cells
from tests.study.sweeps import Here

HELD_OUT = {4, 7, 9, 12, 15}
OF_2026 = {301, 305, 306, 308}
"""Facts of the releases of 2026, which are held out too."""
TOY = """
extends = "nothing"
start = 2019-01-01
actors.one = { bloc = "us", strategy = "share", tier = "open" }
actors.two = { bloc = "us" }
actors.three = { bloc = "china" }
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Four runs beside the facts."""
    return reproduce(replicates=4, store=tmp_path_factory.mktemp("facts") / "store", executor=Here())


@pytest.fixture
def toy(tmp_path):
    """A small world of 2019, whose held-out figures anybody may look at."""
    path = tmp_path / "toy.toml"
    path.write_text(TOY)
    return path


def test_runs_end_with_the_data_in_the_middle_of_2026():
    assert quarters(load("race-2019")) == 30


def test_every_fact_that_is_not_held_out_is_in_the_table_and_hit_only_if_all_its_figures_are(found):
    assert set(found.table["number"]) == set(range(1, 16)) - HELD_OUT
    assert found.scenario == "race-2019" and len(found.seen) == 4 and found.failed == 0
    for number, rows in found.table.groupby("number"):
        assert found.hits[number] == rows["hit"].all()
    assert HELD_OUT_ROLE not in set(found.tally(found.hits).index) and found.tally(found.hits)["facts"].sum() == 10
    assert (found.table["runs"] <= 4).all()


def test_what_is_held_out_is_not_measured_unless_asked_for(toy, tmp_path, monkeypatch):
    measured = set()

    def spied(wanted):
        figures = list(wanted)
        measured.update((figure.measure, figure.name) for figure in figures)
        return rows_of(figures)

    monkeypatch.setattr("sim.analysis.facts.reproduce.rows_of", spied)
    everything = (*facts(), *forecasts())
    hidden = [fact for fact in everything if fact.number in HELD_OUT | OF_2026]
    held_out = {(figure.measure, figure.name) for fact in hidden for figure in fact.figures}
    shut = reproduce(toy, 2, store=tmp_path / "store", executor=Here())
    assert measured and not measured & held_out
    assert {fact.number for fact in shut.hidden} == HELD_OUT | OF_2026
    reproduce(toy, 2, is_forecast=True, store=tmp_path / "store", executor=Here())
    assert not measured & held_out
    opened = reproduce(toy, 2, held_out=True, store=tmp_path / "store", executor=Here())
    assert held_out <= measured and opened.hidden == ()
    assert (
        set(opened.table["number"]) == {*range(1, 16), *OF_2026}
        and opened.tally(opened.hits)["facts"][HELD_OUT_ROLE] == 9
    )


def test_without_observation_every_release_is_compared_as_it_is(toy, tmp_path):
    named = {"store": tmp_path / "store", "executor": Here()}
    whole, observed = (reproduce(toy, 3, observation=each, **named) for each in (False, True))
    assert (whole.observation, observed.observation) == (False, True)
    for run, part in zip(whole.seen, observed.seen, strict=True):
        assert run.notable is run.scored
        assert part.notable.quarter.size < run.notable.quarter.size
        assert set(zip(part.scored.quarter, part.scored.capability, strict=True)) <= set(
            zip(run.notable.quarter, run.notable.capability, strict=True)
        )
    again = reproduce(toy, 3, **named)
    pd.testing.assert_frame_equal(again.table, observed.table)


def test_what_is_shown_beside_what_unless_one_says_otherwise(monkeypatch):
    shipped = ["race-2019"]
    monkeypatch.setattr("sim.analysis.facts.beside.names", lambda: shipped)
    assert usual(is_forecast=False) == "race-2019" and usual_beside("race-2019", is_forecast=False) is None
    with pytest.raises(ScenarioError, match="no scenario race-2019-forecast"):
        usual(is_forecast=True)
    shipped += [FITTED_SCENARIO, FORECAST_SCENARIO]
    assert usual(is_forecast=True) == FORECAST_SCENARIO
    assert usual_beside("race-2019", is_forecast=False) == FITTED_SCENARIO
    assert usual_beside("race-2019", {"effort.on": False}, is_forecast=False) is None
    assert usual_beside("toy.toml", is_forecast=False) is None
    assert usual_beside("toy.toml", is_forecast=True) == "race-2019"


def test_the_scenario_beside_has_the_same_seeds_and_its_own_values(toy, tmp_path):
    named = {"store": tmp_path / "store", "executor": Here()}
    points = {"world.index_slope": 40.0}
    both = side_by_side(toy, toy, settings=points, replicates=3, **named)
    alone = reproduce(toy, 3, **named)
    assert both.scenario != both.beside.scenario == "toy" and both.seeds == both.beside.seeds == alone.seeds
    pd.testing.assert_frame_equal(both.beside.table, alone.table)
    pd.testing.assert_frame_equal(both.table, reproduce(toy, 3, settings=points, **named).table)
    better, among = both.better["toy"]
    defined = both.beside.table["crps"].notna()
    assert better == (both.table["crps"] < both.beside.table["crps"]).sum() and among == defined.sum()


def test_a_hit_that_counts_is_better_than_persistence_and_the_other_side(found):
    table = found.table.assign(hit=True, crps=1.0, persistence_crps=2.0)
    table.loc[table["number"] == 3, "persistence_crps"] = np.nan
    worse = replace(found, table=table.assign(crps=1.5))
    assert replace(found, table=table).counted(worse).all()
    assert not replace(found, table=table).counted(replace(found, table=table)).any()
    table.loc[table.index[table["number"] == 5][0], "persistence_crps"] = 0.5
    table.loc[table.index[table["number"] == 6][0], "hit"] = False
    counted = replace(found, table=table).counted(worse)
    assert set(counted.index[~counted]) == {5, 6}


def test_a_variant_is_compared_by_name_with_what_was_changed(toy, tmp_path):
    store = tmp_path / "store"
    plain = reproduce(toy, 2, store=store, executor=Here())
    changed = reproduce(toy, 2, settings={"world.index_slope": 40.0}, store=store, executor=Here())
    assert (plain.scenario, changed.scenario) == ("toy", "toy with world.index_slope=40.0")
    rise = {side: found.table.set_index("figure")["model"] for side, found in (("plain", plain), ("changed", changed))}
    name = "frontier, points a year"
    assert rise["changed"][name] == pytest.approx(rise["plain"][name] * 40.0 / load(toy).world.index_slope)


@pytest.mark.parametrize(
    ("scenario", "settings", "told"),
    [
        ("base", {}, "start: base begins in 2020, the facts in 2019; expected a day of 2019"),
        ("base", {"start": date(2019, 1, 1)}, 'blocs: base has no bloc "us" and no bloc "china"; expected the blocs'),
        ("race-2019", {"quarters": 28}, "quarters.*is set as well"),
        ("race-2020", {}, 'no scenario "race-2020"'),
    ],
)
def test_a_scenario_that_cannot_be_compared_is_refused_before_any_run(scenario, settings, told, tmp_path):
    with pytest.raises(ScenarioError, match=told):
        reproduce(scenario, 2, settings=settings, store=tmp_path / "store")
    assert list(tmp_path.iterdir()) == []


def test_the_same_seeds_give_the_same_table(found, tmp_path):
    again = reproduce(replicates=4, store=tmp_path / "store", executor=Here())
    pd.testing.assert_frame_equal(again.table, found.table)
    other = reproduce(replicates=4, seed=1, store=tmp_path / "store", executor=Here())
    assert not other.table["model"].equals(found.table["model"])


def test_a_figure_that_is_mostly_undefined_is_a_miss(found):
    def fact(**given):
        given = {"first": 2025, "last": 2025, **given}
        value = Value(0.5, 0.0, 1.0)
        figure = Figure("share", "open_share", given, "notable", value)
        return Fact(1, "open", "Some are open.", "fit", "nowhere", figures=(figure,))

    assert compared([fact()], found.seen)["hit"].tolist() == [True]
    never = compared([fact(first=2030, last=2031)], found.seen)
    assert never["runs"].tolist() == [0] and never["hit"].tolist() == [False]


def test_a_forecast_without_scatter_is_scored_by_its_distance_and_beaten_by_less(found):
    def fact(number, *persistence):
        value, never = Value(0.5, 0.0, 1.0), Value(0.5, 2.0, 3.0)
        given = {"first": 2025, "last": 2025}
        figures = [
            Figure(f"{k}", "open_share", given, "notable", value, p, first_edition=never)
            for k, p in enumerate(persistence)
        ]
        return Fact(number, "open", "Some are open.", "fit", "nowhere", figures=tuple(figures))

    nan = float("nan")
    wanted = [fact(1, 0.5), fact(2, 9.5, nan), fact(3, nan), fact(4, 9.5, 0.5)]
    told = replace(found, table=compared(wanted, found.seen))
    assert told.table["persistence_crps"].dropna().tolist() == [0.0, 9.0, 9.0, 0.0]
    assert told.table["trend_crps"].isna().all()
    assert told.beats.to_dict() == {1: False, 2: True, 3: False, 4: False}
    inside = (told.table["model_low"] <= 0.5) & (told.table["model_high"] >= 0.5)
    assert told.table["hit"].all() and told.table["first_hit"].equals(inside)
    verdicts = [line.texts[-1] for line in cells(replace(told, facts=tuple(wanted))) if line.is_fact]
    assert verdicts == ["hit", "hit, and beats persistence", "hit", "hit"]


def test_courses_have_both_sides_in_order_and_only_the_facts_that_are_wanted(found):
    wanted = {fact.number for fact in found.facts}
    table = courses(found.seen, wanted)
    assert set(table["course"]) == {name for name, course in COURSES.items() if course.fact in wanted}
    assert set(table["fact"]) == {5, 6, 8, 10, 11}
    assert set(table["side"]) == {"data", "model"}
    assert (table["low"] <= table["value"]).all() and (table["value"] <= table["high"]).all()
    assert np.isfinite(table[["value", "low", "high"]].to_numpy()).all()


def test_every_course_belongs_to_a_fact():
    assert {course.fact for course in COURSES.values()} <= {fact.number for fact in facts()}


def test_one_run_is_refused_with_the_reason(tmp_path):
    with pytest.raises(ScenarioError, match="one run gives no interval"):
        reproduce(replicates=1, store=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_single_runs_can_be_told_apart(toy, tmp_path):
    found = reproduce(toy, 3, store=tmp_path / "store", executor=Here())
    values = found.values
    assert len(values) == 3 * len(found.table) and set(values["seed"]) == set(found.seeds)
    for row in found.table.itertuples():
        runs = values[values["figure"].eq(row.figure) & values["number"].eq(row.number)]["value"]
        assert runs.notna().sum() == row.runs
        assert row.runs == 0 or np.nanmedian(runs) == pytest.approx(row.model)
