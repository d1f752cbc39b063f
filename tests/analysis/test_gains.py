"""Gains are counted over the actors of both runs."""

import numpy as np
import pandas as pd
import pytest

from sim.analysis.compare import gains_by_of
from sim.analysis.gains import better_off, gains
from sim.analysis.paired import bootstrap


def actors(*rows):
    return pd.DataFrame(rows, columns=["run", "actor", "capability", "payoff"])


def test_the_share_is_of_actors_that_took_part_in_both_runs():
    before = actors((0, "a", 1.0, 5.0), (0, "b", 1.0, 5.0), (0, "c", 0.0, 0.0), (0, "d", 1.0, 1.0), (1, "a", 1.0, 5.0))
    after = actors((0, "b", 1.0, 5.0), (0, "a", 2.0, 6.0), (0, "c", 1.0, 9.0), (0, "e", 1.0, 9.0), (1, "a", 1.0, 4.0))
    assert gains(before, after)["better"].to_dict() == {0: 0.5, 1: 0.0}


def test_aligned_columns_give_the_same_share_as_rows():
    rng = np.random.default_rng(0)
    sides, tables = [], []
    for _ in range(2):
        capability, payoff = rng.integers(0, 3, (9, 4)) * 1.0, rng.integers(0, 3, (9, 4)) * 1.0
        absent = rng.random((9, 4)) < 0.3
        capability[8] = 0.0  # nobody took part in the last run
        there = np.argwhere(~absent).tolist()
        tables.append(actors(*[(run, f"a{one}", capability[run, one], payoff[run, one]) for run, one in there]))
        sides += [np.where(absent, np.nan, each) for each in (capability, payoff)]
    found = better_off(*sides)
    assert np.isnan(found[8]) and len(set(found[:8])) > 2
    assert gains(*tables)["better"].reindex(range(9)).tolist() == pytest.approx(found.tolist(), nan_ok=True)


def test_runs_without_a_common_actor_have_no_share():
    assert gains(actors((0, "a", 1.0, 5.0)), actors((0, "b", 1.0, 5.0))).empty


def test_who_gains_is_told_by_kind_by_bloc_and_one_by_one_in_money():
    def side(scenario, run, **payoffs):
        kinds, blocs = {"a": "firm", "b": "firm", "c": "lab"}, {"a": "us", "b": "china", "c": "us"}
        rows = [(scenario, run, name, kinds[name], blocs[name], 1.0, payoff) for name, payoff in payoffs.items()]
        return pd.DataFrame(rows, columns=["scenario", "replicate", "actor", "kind", "bloc", "capability", "payoff"])

    sides = [side("one", 0, a=1.0, b=1.0, c=1.0), side("two", 0, a=3.0, b=0.0, c=1.0)]
    sides += [side("one", 1, a=1.0, c=1.0), side("two", 1, a=2.0, b=9.0, c=1.0)]
    found = gains_by_of(pd.concat(sides), "one", ["two"]).set_index(["by", "group"])
    assert list(found.index) == [
        *(("kind", "firm"), ("kind", "lab"), ("bloc", "china"), ("bloc", "us")),
        *(("actor", "a"), ("actor", "b"), ("actor", "c")),
    ]
    assert found["runs"].tolist() == [2, 2, 1, 2, 2, 1, 2]
    shares = found[["actors", "better", "same", "worse", "gain"]]
    # run 0: +2 and -1 of two firms, run 1: +1 of one, for b was not there before
    assert shares.loc[("kind", "firm")].tolist() == [1.5, 0.75, 0.0, 0.25, 0.75]
    assert shares.loc[("kind", "lab")].tolist() == [1.0, 0.0, 1.0, 0.0, 0.0]
    assert shares.loc[("bloc", "china")].tolist() == [1.0, 0.0, 0.0, 1.0, -1.0]
    assert shares.loc[("bloc", "us")].tolist() == [2.0, 0.5, 0.5, 0.0, 0.75]
    assert found.loc[("kind", "firm"), ["low", "high"]].tolist() == pytest.approx([0.5, 1.0])
    # Intervals are those of each group alone, though those of equal length are drawn together.
    low, high = bootstrap(np.array([[2.0], [1.0]]))
    assert found.loc[("actor", "a"), ["low", "high"]].tolist() == [low[0], high[0]]
    assert found.loc[("actor", "b"), ["gain", "low", "high"]].tolist() == [-1.0] * 3
    assert (found["scenario"] == "two").all()
