"""To hoard or to share: earnings and threshold in closed form, and by strategies of the model that play it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.theory import dilemma
from sim.theory.dilemma import earnings, payoffs, point, threshold
from tests.theory.mutants import agree, mutate

positive = st.floats(1e-3, 1e3)


@pytest.mark.parametrize(("x", "delta"), [(0.05, 0.51136), (0.25, 0.54167), (1.0, 0.58333)])
def test_the_closed_form_gives_the_thresholds_in_numbers(x, delta):
    assert threshold(x) == pytest.approx(delta, abs=6e-6)


@given(positive, positive, positive)
def test_it_is_always_a_strict_dilemma_and_its_threshold_that_of_its_payoffs(x, K, b):
    T, R, P, S = payoffs(x, K, b)
    assert T > R > P > S
    assert threshold(x, K) == pytest.approx((T - R) / (T - P), rel=1e-6)
    assert 0.5 < threshold(x, K) < 0.625


def test_earnings_are_those_of_the_second_stage_found_by_hand():
    def cournot(own, other):
        q = np.linalg.solve([[2.0, 1.0], [1.0, 2.0]], [1.0 + own, 1.0 + other])
        return q[0] ** 2

    x = 0.3
    found = (cournot(2 * x, x), cournot(2 * x, 2 * x), cournot(x, x), cournot(x, 2 * x))
    assert payoffs(x) == pytest.approx(found)


@pytest.mark.parametrize("parameters", [{"x": 0.01}, {"x": 3.0, "K": 0.5}, {"x": 0.2, "K": 2.0, "b": 3.0}])
def test_other_points_agree(parameters):
    assert agree(point(**parameters))


def test_grim_shares_with_itself_and_answers_a_hoarder_for_ever():
    together, broken = earnings(0.5, ("grim", "grim")), earnings(0.5, ("grim", "hoard"))
    assert together == pytest.approx(payoffs(0.5).both_share)
    assert broken[0, 0] == pytest.approx(payoffs(0.5).share_against_hoard)
    assert broken[1:] == pytest.approx(payoffs(0.5).both_hoard)


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("research", "returns", 0.45),
        ("research", "productivity", 1.1),
        ("market", "cost_cut", 1.1),
        ("market", "slope", 1.1),
        ("market", "rivalry", 0.9),
        ("sharing", "speed", 0.9),
        ("tiers", "open", {"disclosure": 0.9, "capture": 1.0}),
    ],
)
def test_a_wrong_constant_is_found_out(monkeypatch, table, field, value):
    mutate(monkeypatch, dilemma, table, field, value)
    assert not agree(point(0.25))


def test_a_wrong_constant_turns_checks_red(monkeypatch):
    mutate(monkeypatch, dilemma, "sharing", "speed", 0.95)
    assert not all(check.passed for check in dilemma.checks())


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"x": 0.0}, "x = 0.0: expected a finite number above 0"),
        ({"x": -1.0}, "x = -1.0"),
        ({"x": float("inf")}, "x = inf"),
        ({"K": 0.0}, "K = 0.0"),
        ({"b": float("nan")}, "b = nan"),
        ({"x": 50.0}, "below zero"),
    ],
)
def test_what_the_theory_does_not_cover_is_refused(parameters, message):
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        point(**{"x": 0.25} | parameters)
