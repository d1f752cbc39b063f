"""Richardson's arms race: closed forms against linear algebra, and the model against the closed forms."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import load
from sim.study.execute import run
from sim.theory import richardson
from sim.theory.richardson import Pair, factors, fixed_point, is_stable, simulated, trajectory

STEADY = Pair(k=0.3, m=0.5, g=1.0, tau=0.2, x=0.2, y=1.4)
PAIRS = st.builds(
    Pair,
    k=st.floats(0, 2),
    m=st.floats(0, 2),
    g=st.floats(-2, 2),
    tau=st.floats(0, 1),
    x=st.floats(0, 5),
    y=st.floats(0, 5),
)


def matrix(pair):
    return np.array([[1 - pair.m, pair.answer], [pair.answer, 1 - pair.m]])


@given(PAIRS)
def test_the_closed_trajectory_is_the_map_repeated(pair):
    state, path = np.array([pair.x, pair.y]), trajectory(pair, 6)
    for t in range(7):
        assert path[t] == pytest.approx(state, rel=1e-9, abs=1e-9)
        state = matrix(pair) @ state + pair.g


@given(PAIRS)
def test_the_factors_are_the_eigenvalues_and_stability_is_theirs(pair):
    eigenvalues = np.linalg.eigvalsh(matrix(pair))
    assert sorted(factors(pair)) == pytest.approx(sorted(eigenvalues), abs=1e-12)
    if abs(np.abs(eigenvalues).max() - 1) > 1e-9:
        assert is_stable(pair) == (np.abs(eigenvalues).max() < 1)


def test_the_fixed_point_stays_where_it_is():
    rest = replace(STEADY, x=fixed_point(STEADY), y=fixed_point(STEADY))
    assert trajectory(rest, 5) == pytest.approx(np.full((6, 2), fixed_point(STEADY)), abs=1e-12)
    assert simulated(rest, 5) == pytest.approx((fixed_point(STEADY),) * 2, abs=1e-12)


@pytest.mark.parametrize("pair", [STEADY, replace(STEADY, g=-1.5), Pair(1.2, 0.3, 0.1, 0.0, 1.0, 0.0)])
def test_the_model_follows_the_trajectory(pair):
    for quarters in (1, 5, 20):
        assert simulated(pair, quarters) == pytest.approx(trajectory(pair, quarters)[-1], rel=1e-9)


@pytest.mark.parametrize(("k", "m"), [(0.5, 0.5), (0.6, 0.5), (0.9, 1.2), (1.0, 1.0)])
def test_an_unstable_pair_has_no_fixed_point(k, m):
    with pytest.raises(ValueError, match=r"unstable pair settles nowhere: k = .*expected k < m and k \+ m < 2"):
        fixed_point(Pair(k, m, 1.0))
    with pytest.raises(ValueError, match="unstable"):
        richardson.point(k, m, 1.0)


def test_trust_makes_an_unstable_pair_settle():
    assert richardson.point(0.6, 0.5, 0.2, tau=0.5)["effort, model"] == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    "wrong", [{"k": -0.1}, {"k": 2.1}, {"m": 3.0}, {"g": 9.0}, {"tau": 1.1}, {"x": -1.0}, {"k": float("nan")}]
)
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="must lie in"):
        replace(STEADY, **wrong)


@pytest.mark.parametrize(
    "change",
    [{"effort.reaction": 0.3001}, {"effort.fatigue": 0.5001}, {"effort.clamp": True}, {"trust.prior_across": 0.01}],
)
def test_the_comparisons_see_a_changed_rule(monkeypatch, change):
    original = richardson.scenario
    monkeypatch.setattr(richardson, "scenario", lambda pair: load(original(pair), change))
    assert not all(check.passed for check in richardson.checks())


def test_nothing_but_effort_moves():
    world = run(richardson.scenario(STEADY), quarters=8).world
    assert np.ptp(world.ties.trust) == 0
    assert not world.actors["researched"].any()
