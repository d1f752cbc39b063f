"""Prices of firms that differ in users' eyes: closed forms, and the model's market."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.theory import prices
from sim.theory.prices import alone, equilibrium, point, simulated
from tests.theory.mutants import agree, mutate

money = st.floats(0.5, 500.0)


@given(st.integers(1, 40), money, st.floats(0.01, 0.5), money, st.floats(0.01, 1.0))
def test_the_markup_is_that_of_a_best_reply_at_these_shares(n, V, part, h, spread):
    c, mu = part * V, spread * V
    price, share, profit, surplus = equilibrium(n, V, c, h, mu)
    assert (price - c) * (1.0 - share) == pytest.approx(mu, rel=1e-9)
    assert profit == pytest.approx(prices.USERS * share * (price - c))
    assert 0.0 <= n * share <= 1.0 and surplus >= 0.0


def test_a_monopoly_is_lambert_w_and_more_firms_ask_less_and_users_gain():
    assert equilibrium(1).price == pytest.approx(alone(), rel=1e-12)
    found = [equilibrium(n) for n in (1, 2, 4, 8, 64)]
    assert all(more.price < few.price and more.surplus > few.surplus for few, more in pairwise(found))
    assert equilibrium(10**6).price == pytest.approx(20.0, abs=1e-3)


def test_no_firm_gains_by_another_price():
    price, share, profit, _ = equilibrium(3)
    others = (1.0 - share) / share
    for step in (-1.0, -0.1, 0.1, 1.0):
        weight = 2.718281828459045 ** (-step / 10.0)
        assert prices.USERS * (price + step - 10.0) * weight / (weight + others) < profit


@pytest.mark.parametrize("parameters", [{"n": 1, "mu": 2.0}, {"n": 7, "V": 30.0, "c": 15.0}, {"n": 3, "h": 200.0}])
def test_other_points_agree(parameters):
    assert agree(point(**parameters))


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("prices", "dispersion", 0.09),
        ("prices", "hassle", 21.0),
        ("prices", "serving", 11.0),
        ("prices", "potential", 4.0),
        ("prices", "paid_markup", 1.1),
        ("market", "churn", 0.5),
        ("market", "network", 0.1),
        ("prices", "open_markup", 1.0),
    ],
)
def test_a_wrong_number_makes_a_row_fail(monkeypatch, table, field, value):
    mutate(monkeypatch, prices, table, field, value)
    assert not agree(point(2))


@pytest.mark.parametrize(
    ("wrong", "named"), [({"n": 0}, "n = 0"), ({"c": 60.0}, "c = 60"), ({"mu": 101.0}, "mu = 101")]
)
def test_what_the_model_has_not_is_refused_by_name(wrong, named):
    with pytest.raises(ValueError, match=named):
        simulated(**({"n": 2} | wrong))
