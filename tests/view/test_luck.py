"""Bands are quantiles over twenty of the library's runs, and a difference is sure where eighteen agree."""

import numpy as np
import pytest

import sim
from sim.outcomes import OUTCOMES
from sim.view import luck as module
from sim.view.certainty import UNCOUNTED, Certainty, certainties, verdict
from sim.view.luck import SEEDS, Luck, known_luck, luck_of
from sim.view.steps import Outdated


@pytest.fixture(scope="module")
def scenario():
    return sim.load("arms-race", {"quarters": 12})


@pytest.fixture(scope="module")
def alone(scenario):
    return [sim.run(scenario, seed) for seed in range(SEEDS)]


@pytest.mark.parametrize("name", ["trust", "incidents", "frontier", "surplus"])
def test_a_band_holds_nine_of_ten_runs_as_charts_show_them(scenario, alone, name):
    courses = np.array([run.series[OUTCOMES[name].series] for run in alone])
    shown = np.cumsum(courses, axis=1) if OUTCOMES[name].over == "sum" else courses
    low, high = luck_of(scenario).band(name)
    np.testing.assert_array_equal(low, np.quantile(shown, 0.05, axis=0))
    np.testing.assert_array_equal(high, np.quantile(shown, 0.95, axis=0))


def test_outcomes_are_those_of_the_runs_whole_and_in_part(scenario, alone):
    luck = luck_of(scenario)
    assert luck.failed == 0 and luck.outcomes().shape == (SEEDS, len(OUTCOMES))
    for name in ("trust", "misuse", "hhi_revenue"):
        assert luck.of(name).tolist() == [run.outcomes[name] for run in alone]
        assert luck.of(name, 5).tolist() == [sim.run(scenario, seed, 5).outcomes[name] for seed in range(SEEDS)]


def test_shorter_runs_are_the_same_measured_or_run_again(scenario, monkeypatch):
    measured = Luck(scenario).outcomes(7)
    monkeypatch.setattr(module, "_ROOM", 0)
    np.testing.assert_array_equal(Luck(scenario).outcomes(7), measured)


def test_a_run_that_fails_later_on_counts_until_then():
    wild = sim.load("base", {"effort.clamp": False, "effort.reaction": 2.0})
    luck = Luck(wild)
    assert luck.failed == SEEDS
    assert luck.of("trust", 1).tolist() == [sim.run(wild, seed, 1).outcomes["trust"] for seed in range(SEEDS)]


@pytest.mark.parametrize("room", [0, 10**9])
def test_nobody_waits_for_what_is_not_wanted(scenario, monkeypatch, room):
    monkeypatch.setattr(module, "_ROOM", room)
    luck = Luck(scenario)

    def stop():
        raise Outdated

    with pytest.raises(Outdated):
        luck.outcomes(3, stop)
    assert luck.outcomes(3).shape == (SEEDS, len(OUTCOMES))


def test_only_some_lengths_are_kept(scenario):
    luck = luck_of(scenario)
    for quarter in range(1, 13):
        luck.outcomes(quarter)
    assert len(luck._outcomes) <= module._LENGTHS + 1 and 12 in luck._outcomes


def test_it_is_counted_once_and_known_then(scenario, monkeypatch):
    monkeypatch.setattr(module, "_kept", module.Memo(10**9))
    assert known_luck(scenario) is None
    assert luck_of(scenario) is luck_of(sim.load("arms-race", {"quarters": 12})) is known_luck(scenario)


def test_seeds_that_diverge_are_left_out_and_agree_with_nothing(scenario):
    wild = luck_of(sim.load("base", {"effort.clamp": False, "effort.reaction": 2.0}))
    assert wild.failed == SEEDS and np.isnan(wild.of("trust")).all()
    assert all(np.isnan(each).all() for each in wild.band("trust"))
    found = certainties(luck_of(scenario), wild, {"trust": 0.1, "misuse": 0.0})
    assert found == {"trust": Certainty(0, SEEDS), "misuse": Certainty(0, SEEDS)}


def test_a_band_is_of_the_runs_that_did_not_fail():
    courses = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, np.nan]])
    low, high = module.band_of(courses, "incidents")
    np.testing.assert_array_equal(low, np.quantile([[1, 3], [3, 7]], 0.05, axis=0))
    np.testing.assert_array_equal(high, np.quantile([[1, 3], [3, 7]], 0.95, axis=0))


def test_agreement_is_counted_seed_by_seed(scenario, alone):
    other = sim.load("commons", {"quarters": 12})
    there = [sim.run(other, seed) for seed in range(SEEDS)]
    differences = [b.outcomes["frontier"] - a.outcomes["frontier"] for a, b in zip(alone, there, strict=True)]
    for shown in (1.0, -1.0, 0.0):
        found = certainties(luck_of(scenario), luck_of(other), {"frontier": shown})["frontier"]
        assert found == Certainty(sum(np.sign(each) == shown for each in differences), SEEDS)


@pytest.mark.parametrize(
    ("certainty", "sure"),
    [
        (UNCOUNTED, False),
        (Certainty(18, 20), True),
        (Certainty(17, 20), False),
        (Certainty(20, 20, 89, 100), False),
        (Certainty(20, 20, 90, 100), True),
        (Certainty(17, 20, 100, 100), False),
    ],
)
def test_a_difference_is_sure_where_nine_of_ten_agree(certainty, sure):
    assert certainty.is_sure is sure
    assert verdict("trust", 0.1, certainty) == ("better" if sure else "")
    assert verdict("misuse", 0.1, certainty) == ("worse" if sure else "")
    assert verdict("openness", 0.1, certainty) == ""


def test_a_certainty_says_of_how_many():
    assert UNCOUNTED.words() == ""
    assert Certainty(18, 20).words() == "18 of 20 seeds"
    assert Certainty(18, 20).with_draws(93, 100).words() == "18 of 20 seeds, 93 of 100 draws"


def test_large_worlds_count_as_runs_do_and_stop_when_told(monkeypatch):
    scenario = sim.load("base", {"quarters": 6})
    expected = luck_of(scenario).courses
    monkeypatch.setattr("sim.view.luck.fits", lambda scenario, quarters: False)
    assert (Luck(scenario).courses == expected).all()

    def stop():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        Luck(scenario, stop)
