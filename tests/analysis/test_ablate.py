"""Ablations: what is off carries nothing, what makes a difference carries it, and the same command says the same."""

import numpy as np
import pandas as pd
import pytest

from sim import ScenarioError, load, run
from sim.analysis.ablate import Part, _carried, ablate, parts_of
from sim.keys import derived_seed
from tests.study.sweeps import Here

HOARD, SHARE = load("arms-race", {"quarters": 12}), load("commons", {"quarters": 12})
FEW = ["trust", "imitation", "community"]


def ablated(store, *arguments, **named):
    """An ablation of the commons in this process, over few runs and mechanisms."""
    given = {"replicates": 6, "outcomes": ["trust", "flaws"], "mechanisms": FEW, **named}
    return ablate(*(arguments or (SHARE, HOARD)), store=store, executor=Here(), **given)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What trust, imitation and the community carry."""
    return ablated(tmp_path_factory.mktemp("ablate") / "store")


def row(found, outcome, part):
    """One row of the table."""
    table = found.table.set_index(["outcome", "part"])
    return table.loc[(outcome, part)]


def test_a_mechanism_that_is_off_already_carries_nothing(tmp_path):
    off = {"quarters": 12, "trust.on": False}
    told = ablated(tmp_path, load("commons", off), load("arms-race", off), outcomes=["flaws"], mechanisms=["trust"])
    told = row(told, "flaws", "trust")
    assert told["carried"] == told["low"] == told["high"] == told["share"] == 0.0
    assert not told["differs"] and told["full_differs"]


def test_the_difference_in_trust_hangs_on_trust(found):
    told = row(found, "trust", "trust")
    assert told["differs"] and told["full"] > 0
    assert told["low"] < told["carried"] < told["high"]
    assert told["share"] == pytest.approx(1.0, abs=0.05)


def test_a_share_is_one_less_what_is_left_over_the_whole(found):
    table = found.table
    assert np.allclose(table["carried"], table["full"] - table["without"])
    differing = table[table["full_differs"]]
    assert np.allclose(differing["share"], 1 - differing["without"] / differing["full"])
    assert table[~table["full_differs"]]["share"].isna().all()


def test_what_nobody_uses_carries_nothing(found):
    assert row(found, "flaws", "imitation")["carried"] == 0.0


def test_the_same_ablation_gives_the_same_bits(found, tmp_path):
    pd.testing.assert_frame_equal(ablated(tmp_path).table, found.table, check_exact=True)


def test_intervals_and_correction_are_those_of_differences_in_differences():
    random = np.random.default_rng(2)
    whole, less = (
        pd.DataFrame({"trust": random.normal(3.0, 0.1, 40)}),
        pd.DataFrame({"trust": random.normal(1, 0.1, 40)}),
    )
    nothing = pd.DataFrame({"trust": np.zeros(40)})
    parts = [Part("half", "mechanism", "half.on"), Part("none", "row", "policies.0.on")]
    sides = {
        **{"scenario": whole, "against": nothing},
        **{"scenario without mechanism half": less, "against without mechanism half": nothing},
        **{"scenario without row none": whole, "against without row none": nothing},
    }
    told = _carried(sides, "trust", parts).set_index("part")
    assert told.loc["half", "carried"] == pytest.approx(2.0, abs=0.1)
    assert told["differs"].to_dict() == {"half": True, "none": False}
    assert told.loc["none", "p_holm"] == 1.0


def test_rows_that_the_other_lacks_are_switched_off_in_the_one_alone(tmp_path):
    one, other = load("leader-pivot", {"quarters": 20}), load("arms-race", {"quarters": 20})
    told = ablated(tmp_path, one, other, replicates=3, outcomes=["open_actors"], mechanisms=[])
    assert set(told.table["kind"]) == {"row"}
    assert {"pivot", "governance", "tools"} <= set(told.table["part"])
    seeds = [derived_seed(0, number) for number in range(3)]
    without = load(one, {"policies.0.on": False})
    left = [run(without, seed).outcomes["open_actors"] - run(other, seed).outcomes["open_actors"] for seed in seeds]
    assert row(told, "open_actors", "pivot")["without"] == pytest.approx(np.mean(left))
    assert row(told, "open_actors", "pivot")["full"] > np.mean(left)


def test_parts_are_what_is_on_in_either_and_new_rows():
    names = {part.name for part in parts_of(SHARE, HOARD)}
    assert {"trust", "market", "research"} <= names and "codevelopment" not in names
    assert "codevelopment" in {part.name for part in parts_of(load("race-2019"), HOARD)}
    pivot = load("leader-pivot")
    assert not [part for part in parts_of(pivot, pivot) if part.kind == "row"]


@pytest.mark.parametrize(
    ("arguments", "named", "told"),
    [
        ((SHARE, HOARD), {"replicates": 1}, "one pair of runs has no variance"),
        ((SHARE, HOARD), {"outcomes": ["trsut"]}, 'no outcome "trsut".*did you mean "trust"'),
        ((SHARE, HOARD), {"mechanisms": ["trsut"]}, 'no mechanism "trsut".*did you mean "trust"'),
        ((SHARE, SHARE), {}, "the two scenarios are the same"),
        ((SHARE, "arms-race"), {}, "runs differ in length"),
        (("comons", HOARD), {}, "comons"),
    ],
)
def test_what_says_nothing_is_refused(arguments, named, told, tmp_path):
    with pytest.raises(ScenarioError, match=told):
        ablated(tmp_path / "store", *arguments, **named)
    assert not (tmp_path / "store").exists()


def test_draws_say_what_is_carried_whatever_the_numbers(tmp_path):
    found = ablate("commons", "arms-race", outcomes=["trust", "frontier"], mechanisms=["trust", "eyes"], draws=8,
                   store=tmp_path)  # fmt: skip
    assert found.draws
    assert len(found.table) == 2 * 2
    trust = found.table[found.table["outcome"] == "trust"].set_index("part")
    # Where trust never changes next to nothing is left, at any draw: who is there still differs.
    assert trust.loc["trust", "without"] == 0.0
    assert trust.loc["trust", "carried"] == pytest.approx(trust.loc["trust", "full"], rel=0.01)
    assert not found.table["differs"].any()  # eight draws are too few
    assert found.table["share"].isna().all()
