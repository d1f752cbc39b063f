"""Comparisons: same luck on both sides, intervals that are told, and refusal of what says nothing."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.compare import compare, gains_of, verdict, widest
from sim.scenario import ScenarioError
from tests.study.sweeps import Here


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("compare") / "store"


@pytest.fixture(scope="module")
def found(store):
    return compare(["arms-race", "commons", "base"], 8, quarters=12, store=store, executor=Here())


def row(found, scenario, outcome):
    return found.table.set_index(["scenario", "outcome"]).loc[(scenario, outcome)]


def test_there_is_a_row_for_every_outcome_of_every_other_scenario(found):
    for name in ("commons", "base"):
        rows = found.table[found.table["scenario"] == name]
        assert sorted(rows["outcome"]) == sorted(sim.OUTCOMES)
        # Each group stands together.
        assert rows["group"].ne(rows["group"].shift()).sum() == rows["group"].nunique()


def test_levels_and_differences_are_those_of_runs_with_the_same_seed(found):
    seeds = found.outcomes[found.outcomes["scenario"] == "commons"]["seed"].tolist()
    sides = [
        [sim.run(sim.load(name), seed, 12).outcomes["trust"] for seed in seeds] for name in ("arms-race", "commons")
    ]
    told = row(found, "commons", "trust")
    assert (told["control"], told["treatment"]) == pytest.approx([np.mean(side) for side in sides])
    assert told["difference"] == pytest.approx(np.mean(np.subtract(*sides[::-1])))
    assert told["effect"] == pytest.approx(
        told["difference"] / np.sqrt(np.mean([np.var(side, ddof=1) for side in sides]))
    )
    assert told["low"] <= told["difference"] <= told["high"]


def test_a_scenario_beside_itself_differs_in_nothing(store):
    same = compare({"a": "arms-race", "b": "arms-race"}, 5, quarters=8, store=store, executor=Here())
    assert (same.table["difference"] == 0).all() and not same.table["differs"].any()
    assert (same.table["verdict"] == "no difference").all()
    assert same.gains[["share", "same", "worse"]].to_numpy().tolist() == [[0.0, 1.0, 0.0]]


def test_turned_round_a_comparison_has_the_opposite_sign(found, store):
    turned = compare(["arms-race", "commons"], 8, "commons", quarters=12, store=store, executor=Here())
    for outcome in ("frontier", "trust", "misuse"):
        assert row(turned, "arms-race", outcome)["difference"] == -row(found, "commons", outcome)["difference"]


def test_what_was_run_is_found_again(store, found):
    again = Here()
    twice = compare(["arms-race", "commons", "base"], 8, quarters=12, store=store, executor=again)
    assert again.batches == []
    pd.testing.assert_frame_equal(twice.table, found.table)


def test_p_values_are_corrected_for_all_contrasts_shown(found, store):
    alone = compare(["arms-race", "commons"], 8, quarters=12, store=store, executor=Here())
    assert (alone.table["p_holm"] <= found.table.iloc[: len(sim.OUTCOMES)]["p_holm"] + 1e-15).all()


def test_series_and_releases_carry_their_scenario(found):
    assert found.series.groupby("scenario").size().to_dict() == dict.fromkeys(found.scenarios, 8 * 12)
    assert set(found.releases["scenario"]) == set(found.scenarios)


def test_it_stops_once_intervals_are_tight(store):
    wide = compare(["arms-race", "base"], 80, quarters=8, until=100.0, store=store, executor=Here())
    tight = compare(["arms-race", "base"], 40, quarters=8, until=1e-6, store=store, executor=Here())
    assert (wide.replicates, tight.replicates) == (20, 40)
    assert 1e-6 < widest(tight.table) <= 100.0


def test_settings_hold_on_both_sides(store):
    settings = {"trust.on": False}
    off = compare(["arms-race", "commons"], 4, quarters=8, settings=settings, store=store, executor=Here())
    seeds = off.outcomes[off.outcomes["scenario"] == "commons"]["seed"].tolist()
    trust = [sim.run(sim.load("commons", settings), seed, 8).outcomes["trust"] for seed in seeds]
    assert row(off, "commons", "trust")["treatment"] == pytest.approx(np.mean(trust))
    assert set(off.outcomes["trust.on"]) == {False}


def test_a_replicate_that_fails_on_one_side_is_left_out_on_both(store, monkeypatch):
    from sim.study import execute

    true_run, seeds = execute.run, []

    def run(scenario, seed, quarters):
        seeds.append(seed)
        if seed == seeds[0] and scenario.title == "Commons":
            raise FloatingPointError("told to")
        return true_run(scenario, seed, quarters)

    monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
    monkeypatch.setattr(execute, "run", run)
    with pytest.warns(sim.FailedRuns, match="1 of 12 runs failed"):
        part = compare(["arms-race", "commons"], 6, quarters=7, store=store, executor=Here())
    assert (part.failed, part.replicates) == (1, 5)
    assert part.outcomes.groupby("scenario").size().to_dict() == {"arms-race": 5, "commons": 5}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"scenarios": ["arms-race"]}, "expected at least two"),
        ({"scenarios": ["arms-race", "comons"]}, 'did you mean "commons"'),
        ({"scenarios": ["arms-race", "commons"], "replicates": 1}, "one pair of runs gives no interval"),
        ({"scenarios": ["arms-race", "commons"], "against": "arm-race"}, 'did you mean "arms-race"'),
        ({"scenarios": ["arms-race", "commons"], "until": 0.0}, "above 0"),
        ({"scenarios": ["arms-race", "commons"], "settings": {"trust.gian": 1}}, 'did you mean "gain"'),
    ],
)
def test_what_says_nothing_is_refused(tmp_path, arguments, told):
    with pytest.raises(ScenarioError, match=told):
        compare(**arguments, store=tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_runs_of_different_length_are_not_compared(tmp_path):
    short = sim.load("commons", {"quarters": 10})
    with pytest.raises(ScenarioError, match="differ in length"):
        compare({"long": "arms-race", "short": short}, 4, store=tmp_path / "store")


def test_gains_count_actors_of_both_runs_alone():
    def side(scenario, payoffs, capability=1.0):
        rows = [(scenario, 0, actor, capability, payoff) for actor, payoff in payoffs.items()]
        return pd.DataFrame(rows, columns=["scenario", "replicate", "actor", "capability", "payoff"])

    sides = [side("a", {"x": 1.0, "y": 1.0, "z": 0.0}), side("b", {"x": 2.0, "y": 0.5}), side("b", {"z": 9.0}, 0.0)]
    assert gains_of(pd.concat(sides), "a", ["b"])["share"].tolist() == [0.5]
    assert gains_of(pd.concat([sides[0], side("b", {"w": 1.0})]), "a", ["b"]).empty


@pytest.mark.parametrize(
    ("better", "difference", "differs", "expected"),
    [
        ("more", 1.0, True, "better"),
        ("more", -1.0, True, "worse"),
        ("less", 1.0, True, "worse"),
        ("less", -1.0, True, "better"),
        ("neither", 1.0, True, "changed"),
        ("more", 1.0, False, "no difference"),
    ],
)
def test_verdicts(better, difference, differs, expected):
    assert verdict(better, difference, differs) == expected
