"""When openness keeps itself: profit alone makes one regime, norms make two, and each number is what it says."""

import numpy as np
import pytest

import sim
from sim import ScenarioError, load
from sim.analysis.tipping.dial import dial_of
from sim.analysis.tipping.runs import LAST
from sim.analysis.tipping.starts import adaptive, committed, in_order, starting
from tests.study.sweeps import Here

RUNS, QUARTERS, LEVER = 3, 36, "tiers.open.appeal"
WORLD = adaptive(load("arms-race-norms", {"quarters": QUARTERS}))
ORDER = in_order(WORLD, 0)
RANGES = ((0, 2), (2, 4), (4, 8), (8, np.inf))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("tipping") / "store"


@pytest.fixture(scope="module")
def found(store):
    """A small map: two values of the lever, conformity 0, 1 and 2."""
    return sim.tipping(
        "arms-race-norms", LEVER, 0.0, 0.8, 2, against_steps=3, replicates=RUNS, quarters=QUARTERS,
        store=store, executor=Here(),
    )  # fmt: skip


def cell(found, lever, against):
    return found.map.set_index(["lever", "against"]).loc[(lever, against)]


def test_profit_alone_makes_one_regime_and_norms_make_two(found):
    assert abs(cell(found, 0.8, 0.0)["memory"]) < 0.2 and abs(cell(found, 0.0, 0.0)["memory"]) < 0.2
    assert cell(found, 0.8, 2.0)["memory"] > 0.6


def test_tables_hold_every_case_and_memory_is_the_difference(found):
    assert len(found.map) == 2 * 3 and list(found.basin["value"]) == [0.0, 0.4, 0.8]
    assert set(found.branches["value"]) == {0.0, 0.4, 0.8} and set(found.why["start"]) == {"closed", "open"}
    assert np.allclose(found.map["memory"], found.map["open"] - found.map["closed"])
    assert set(found.why["quarters"]) == {QUARTERS, 2 * QUARTERS}
    alike = found.why[found.why["quarters"] == QUARTERS].set_index(["levy", "start"]).loc[0.0]
    own = found.branches.set_index(["value", "start"]).loc[found.own]
    assert alike.equals(own) and (found.own, found.own_against, found.failed) == (0.4, 1.5, 0)


def ends(scenario, replicate=0):
    """Share of actors open over the last quarters of one run, straight from the model."""
    from sim.keys import derived_seed

    return np.array(sim.run(scenario, derived_seed(0, replicate)).series["open_actors"])[-LAST:].mean()


def test_an_end_is_the_mean_of_the_last_quarters_of_the_runs(found):
    world = starting(load(WORLD, {LEVER: 0.8}), WORLD.actors)
    row = found.branches.set_index(["value", "start"]).loc[(0.8, "open")]
    assert row["end"] == pytest.approx(np.mean([ends(world, number) for number in range(RUNS)]))


def test_whether_it_lasts_is_seen_in_runs_twice_as_long(found):
    world = starting(load(WORLD, {"quarters": 2 * QUARTERS}), WORLD.actors)
    row = found.why.set_index(["levy", "start", "quarters"]).loc[(0.0, "open", 2 * QUARTERS)]
    assert row["end"] == pytest.approx(np.mean([ends(world, number) for number in range(RUNS)]))


def tips(world, count, make):
    """Whether at least half of the runs end open, with the first or the last so many of the order."""
    runs = [ends(make(world, way[:count]), number) for way in (ORDER, ORDER[::-1]) for number in range(RUNS)]
    return np.mean(np.array(runs) >= 0.5) >= 0.5


def test_the_brackets_of_both_boundaries_hold_when_they_are_run_again(found):
    below, above = found.basin.set_index("value").loc[0.8] * len(ORDER)
    world = load(WORLD, {LEVER: 0.8})
    assert above == pytest.approx(below + 1)
    assert not tips(world, round(below), starting) and tips(world, round(above), starting)
    below, above = found.commitments.set_index("quarters").loc[16] * len(ORDER)
    assert above == pytest.approx(below + 1) and above < len(ORDER)
    closed = starting(WORLD, ())
    for count, expected in ((below, False), (above, True)):
        assert tips(closed, round(count), lambda world, who: committed(world, who, 16)) is np.bool_(expected)


def test_the_same_again_runs_nothing_and_says_the_same(found, store):
    executor = Here()
    again = sim.tipping(
        "arms-race-norms", LEVER, 0.0, 0.8, 2, against_steps=3, replicates=RUNS, quarters=QUARTERS,
        store=store, executor=executor,
    )  # fmt: skip
    assert executor.batches == [] and again.map.equals(found.map) and again.basin.equals(found.basin)
    assert repr(again).startswith("<Tipping: of arms-race-norms, verdict ")


def test_draws_give_each_verdict_a_share_in_each_form(store):
    told = sim.tipping(
        "arms-race-norms", LEVER, 0.0, 0.8, 2, against_steps=2, replicates=1, quarters=2 * LAST, draws=4,
        store=store, executor=Here(),
    ).drawn  # fmt: skip
    shares = told.table[told.table["verdict"] != "opens by itself"].groupby("form", sort=False)["share"].sum()
    assert np.allclose(shares, 1.0) and len(shares) == 6 + 1 and shares.index[-1] == "all forms"
    assert len(told.ends) == 6 * 4 * 4 and "expectations.conformity" in told.values and told.failed == 0
    keeps = told.ends[(told.ends["start"] == "open") & (told.ends["levy"] == 0.0)]["end"] >= 0.5
    table = told.table.set_index(["form", "verdict"])["share"]
    assert table["all forms", "keeps itself"] == pytest.approx(keeps.mean())
    strength = told.values["expectations.conformity"] * told.values["choice.intensity"]
    assert told.norms["draws"].tolist() == [6 * ((low <= strength) & (strength < high)).sum() for low, high in RANGES]
    assert (told.norms["share"] * told.norms["draws"]).sum() == pytest.approx(keeps.sum())


def test_dials_turn_what_they_name():
    support = dial_of(WORLD, "support", None, None, 3, ORDER)
    assert support.values == (0.0, 0.1, 0.2) and support.turn(WORLD, 0.1).policies[0].revenue == 0.1
    crowd = dial_of(WORLD, "reciprocators", None, None, 3, ORDER)
    strategies = [spec.strategy.name for spec in crowd.turn(WORLD, 0.5).actors.values()]
    assert crowd.own == 0.0 and strategies.count("TIT_FOR_TAT") == 10
    norms = dial_of(WORLD, "conformity", None, None, 3, ORDER)
    assert (norms.name, norms.own, norms.values) == ("expectations.conformity", 1.5, (0.0, 1.0, 2.0))
    whole = dial_of(WORLD, "choice.horizon", 2, 4, 5, ORDER)
    assert whole.values == (2.0, 3.0, 4.0) and whole.turn(WORLD, 3.0).choice.horizon == 3
    logarithmic = dial_of(WORLD, "prices.complements", None, None, 3, ORDER)
    assert logarithmic.values == pytest.approx((0.03, 0.03**0.5, 1.0))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"lever": "tiers.open.apeal"}, r"tiers\.open\.apeal.*did you mean"),
        ({"lever": "tiers.open.disclosure"}, "has no prior.*--from and --to"),
        ({"lever": "support", "most": 0.9}, "out of range.*shares from 0 to 0.5"),
        ({"least": 0.5, "most": 0.2}, "nothing lies from 0.5 to 0.2"),
        ({"most": 99.0}, r"tiers\.open\.appeal.*99"),
        ({"steps": 1}, "steps.*out of range"),
        ({"against": "tiers.open.appeal"}, "is the lever"),
        ({"quarters": 15}, "15 are too few.*at least 16"),
        ({"settings": {"actors.alpha.shares_as": "access"}}, r"actors\.alpha"),
        ({"scenario": "arms-rac"}, "did you mean"),
    ],
)
def test_what_makes_no_sense_is_refused_before_any_run(given, message, tmp_path):
    with pytest.raises(ScenarioError, match=message) as told:
        sim.tipping(**given, store=tmp_path / "store", executor=Here())
    assert len(told.value.faults) == 1 and not (tmp_path / "store").exists()
