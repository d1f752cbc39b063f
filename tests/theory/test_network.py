"""Goyal & Moraga-Gonzalez 2001: closed form, an optimum found apart from it, and what the model gives."""

import networkx
import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from sim.theory import network
from sim.theory.network import circulant, equilibrium, gain_of_parting, point, simulated_on
from tests.theory.mutants import agree, mutate

USUAL = {"n": 8, "k": 5, "g": 3.0}
PROFIT = {0: 0.009724, 4: 0.013694, 5: 0.013867, 7: 0.013146}
WELFARE = {0: 0.50021, 4: 0.57866, 5: 0.57173, 7: 0.52759}
"""n = 8, g = 3, K = 1, as printed."""


def profits(e, A, g, K):
    """Profits of the second stage from its first-order conditions, apart from the theory file and the rules."""
    n = len(A)
    q = np.linalg.solve(np.eye(n) + np.ones((n, n)), K + e + A @ e)
    return q**2 - g * e**2


def matrix(n, pairs):
    A = np.zeros((n, n))
    for i, j in pairs:
        A[i, j] = A[j, i] = 1.0
    return A


@pytest.mark.parametrize("k", PROFIT)
def test_the_closed_form_gives_eight_firms_in_numbers(k):
    assert equilibrium(8, k, 3.0).profit == pytest.approx(PROFIT[k], abs=6e-7)
    assert equilibrium(8, k, 3.0).welfare == pytest.approx(WELFARE[k], abs=6e-6)


@pytest.mark.parametrize(("n", "k", "g", "K"), [(8, 0, 3.0, 1.0), (8, 5, 3.0, 2.0), (6, 3, 2.0, 1.0), (9, 8, 2.5, 0.5)])
def test_the_closed_form_is_an_optimum_found_numerically(n, k, g, K):
    told, A = equilibrium(n, k, g, K), matrix(n, circulant(n, k))

    def loss(own):
        e = np.full(n, told.effort)
        e[0] = own
        return -profits(e, A, g, K)[0]

    found = minimize_scalar(loss, bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-10})
    assert found.x == pytest.approx(told.effort, abs=1e-6)
    assert -found.fun == pytest.approx(told.profit)


@pytest.mark.parametrize(("n", "k"), [(2, 0), (2, 1), (5, 4), (6, 3), (8, 5), (9, 4), (10, 9)])
def test_networks_are_regular(n, k):
    graph = networkx.Graph(circulant(n, k))
    assert len(circulant(n, k)) == n * k // 2
    assert {degree for _, degree in graph.degree} <= {k}


@pytest.mark.parametrize(
    "parameters",
    [
        {"n": 12, "k": 5, "g": 3.0},
        {"n": 30, "k": 10, "g": 3.0},
        {"k": 0, "g": 0.8},
        {"n": 3, "k": 2, "g": 2.0, "K": 4.0},
    ],
)
def test_other_points_agree(parameters):
    assert agree(point(**USUAL | parameters))


def test_the_model_plays_an_irregular_network_as_its_first_order_conditions_have_it():
    n, g, pairs = 5, 3.0, [(0, 1), (0, 2), (0, 3), (1, 2)]
    A = matrix(n, pairs)
    share = np.eye(n) - 1.0 / (n + 1)  # dq/d(cuts of unit cost)
    own = np.diag(share @ (np.eye(n) + A))
    e = np.linalg.solve(g * np.eye(n) - own[:, None] * (share @ (np.eye(n) + A)), own / (n + 1))
    assert simulated_on(n, pairs, g).found == pytest.approx(e, abs=1e-8)


def test_the_complete_network_is_stable_and_too_dense():
    assert gain_of_parting(8, 3.0) < 0.0
    assert equilibrium(8, 5, 3.0).profit > equilibrium(8, 7, 3.0).profit


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("research", "returns", 0.45),
        ("research", "productivity", 0.6),
        ("market", "cost_cut", 1.1),
        ("market", "slope", 1.1),
        ("market", "rivalry", 0.9),
        ("sharing", "speed", 0.9),
        ("sharing", "variety", 0.0),
        ("tiers", "open", {"disclosure": 1.0, "capture": 0.9}),
        ("ties", "edges", [["firm0", "firm1"]]),
    ],
)
def test_a_wrong_constant_is_found_out(monkeypatch, table, field, value):
    mutate(monkeypatch, network, table, field, value)
    assert not agree(point(8, 4, 3.0))


def test_a_wrong_constant_turns_checks_red(monkeypatch):
    mutate(monkeypatch, network, "sharing", "speed", 0.95)
    assert not all(check.passed for check in network.checks())


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n": 1, "k": 0}, "n = 1: expected a whole number of firms, at least 2"),
        ({"n": 8, "k": 8}, "k = 8: expected a whole number of partners, from 0 to n - 1 = 7"),
        ({"n": 8, "k": -1}, "k = -1"),
        ({"n": 8, "k": 2.5}, "k = 2.5"),
        ({"n": 5, "k": 3}, "n = 5, k = 3: no such network"),
        ({"g": 0.0}, "g = 0.0: expected a finite number above 0"),
        ({"g": float("nan")}, "g = nan"),
        ({"K": 0.0}, "K = 0.0"),
        ({"k": 0, "g": 64 / 81}, "too small"),
        ({"k": 4, "g": 20 / 81}, "too small"),
        ({"k": 4, "g": 0.247}, "below zero"),
        ({"n": 40, "k": 39, "g": 0.03}, "the model has no such game: research.productivity"),
    ],
)
def test_what_the_theory_does_not_cover_is_refused(parameters, message):
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        point(**USUAL | parameters)
