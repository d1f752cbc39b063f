"""Trust in a partner of constant conduct: relaxation and the Beta reputation, by the rule and by the whole model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import load
from sim.theory import reputation
from sim.theory.reputation import answered, beta_mean, counted, geometric, relaxed, simulated

SHARES = st.floats(0, 1)


@given(SHARES, SHARES, SHARES, st.integers(0, 60))
def test_the_rule_relaxes_geometrically(a, x, tau, quarters):
    assert relaxed(a, x, tau, quarters) == pytest.approx(geometric(a, x, tau, quarters), abs=1e-12)


@given(st.lists(SHARES, max_size=80))
def test_the_rule_counts_like_a_beta_reputation(signals):
    assert counted(signals) == pytest.approx(beta_mean(signals), abs=1e-12)


@pytest.mark.parametrize("x", [0.0, 0.35, 1.0])
def test_the_whole_model_relaxes_geometrically(x):
    for quarters in (1, 7, 40):
        assert simulated(0.15, x, 0.6, quarters) == pytest.approx(geometric(0.15, x, 0.6, quarters), abs=1e-12)


def test_the_mean_of_beta_is_that_of_the_posterior():
    # Beta(1 + 3, 1 + 1)
    assert beta_mean([1, 1, 0, 1]) == pytest.approx(4 / 6)
    assert beta_mean([]) == 0.5


def test_constant_conduct_is_a_point_of_rest():
    assert answered(0.3, 0.7, 0.7) == pytest.approx(0.7, abs=1e-15)


@pytest.mark.parametrize("wrong", [{"a": 1.5}, {"x": -0.1}, {"tau": 2.0}, {"quarters": 0}, {"a": float("nan")}])
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        reputation.point(**wrong)


def test_signals_out_of_range_are_refused():
    with pytest.raises(ValueError, match="x must lie in"):
        beta_mean([0.5, 1.5])


@pytest.mark.parametrize("change", ["trust.gain=0.2", "trust.loss=0.2", "trust.drift=0.01", "trust.slight=0.3"])
def test_the_comparisons_see_a_changed_scenario(monkeypatch, change):
    original = reputation.scenario
    monkeypatch.setattr(reputation, "scenario", lambda *point: load(original(*point), [change]))
    assert not all(check.passed for check in reputation.checks())


def test_the_comparisons_see_a_changed_rule(monkeypatch):
    rule = reputation.updated
    monkeypatch.setattr(
        reputation, "updated", lambda tau, up, down, gain, loss: rule(tau, up, down, gain, 1.001 * loss)
    )
    failing = [check for check in reputation.checks() if not check.passed]
    assert any("Beta" in check.what for check in failing)
    assert not np.isnan([check.got for check in failing]).any()
