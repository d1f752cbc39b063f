"""Koenig, Liu & Zenou 2019: closed form, an optimum found apart from it, and what the model gives."""

import numpy as np
import pytest
from scipy.optimize import minimize

from sim.theory import outputs
from sim.theory.network import circulant
from sim.theory.outputs import adjacency, equilibrium, point, profits, simulated, star, welfare
from tests.theory.mutants import agree, mutate

PATH = adjacency(4, outputs.PATH)
COMPLETE = adjacency(10, circulant(10, 9))
USUAL = {"n": 10, "degree": 9, "rho": 0.1, "phi": 0.05}
MU = (1.0, 1.3, 0.8, 1.1)


def test_the_closed_form_gives_ten_firms_in_numbers():
    assert equilibrium(np.zeros((10, 10)), 0.1, 0.05) == pytest.approx(0.526316, abs=6e-7)
    assert equilibrium(COMPLETE, 0.1, 0.05) == pytest.approx(0.689655, abs=6e-7)


@pytest.mark.parametrize("leaves", [1, 2, 5, 9])
def test_a_star_solved_by_hand_is_the_same(leaves):
    q = equilibrium(adjacency(leaves + 1, [(0, leaf + 1) for leaf in range(leaves)]), 0.3, 0.1)
    assert (q[0], q[1]) == pytest.approx(star(0.3, 0.1, leaves))


@pytest.mark.parametrize(("rho", "phi"), [(0.5, 0.2), (0.4, 0.0), (0.0, 0.3)])
def test_nobody_can_do_better_by_another_output_or_other_research(rho, phi):
    q = equilibrium(PATH, rho, phi, MU)
    for i, mu in enumerate(MU):
        others = rho * (q.sum() - q[i])

        def loss(play, i=i, mu=mu, others=others):
            own, e = play
            return -((mu - own - others + e + phi * (PATH @ q)[i]) * own - e**2 / 2.0)

        found = minimize(loss, (0.1, 0.1), options={"gtol": 1e-10})
        assert found.x == pytest.approx(q[i], abs=1e-6)
        assert -found.fun == pytest.approx(profits(q)[i])


def test_welfare_is_what_users_get_out_of_it_less_costs():
    rho, q = 0.4, equilibrium(PATH, 0.4, 0.2)
    price = 1.0 - (1.0 - rho) * q - rho * q.sum()  # intercept 1, unit costs 0 before research
    worth = q.sum() - (1.0 - rho) / 2.0 * q @ q - rho / 2.0 * q.sum() ** 2
    assert welfare(q, rho) == pytest.approx(worth - price @ q + profits(q).sum())


@pytest.mark.parametrize(
    "parameters",
    [
        {"n": 7, "degree": 4, "rho": 0.6, "phi": 0.05},
        {"n": 2, "degree": 1, "rho": 0.8, "phi": 0.1},
        {"n": 3, "degree": 0, "rho": 0.0, "phi": 0.9},
        {"network": PATH, "rho": 0.3, "phi": 0.3},
        {"network": [[0]], "rho": 0.3, "phi": 0.3},
    ],
)
def test_other_points_agree(parameters):
    assert agree(point(**USUAL | parameters))


def test_unequal_firms_on_an_irregular_network_agree_one_by_one():
    got, q = simulated(PATH, 0.4, 0.1, MU), equilibrium(PATH, 0.4, 0.1, MU)
    assert got.output == pytest.approx(q, abs=1e-8) and got.found == pytest.approx(q, abs=1e-8)
    assert got.profit == pytest.approx(profits(q), abs=1e-8)


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("research", "returns", 0.45),
        ("research", "productivity", 1.3),
        ("market", "cost_cut", 1.1),
        ("market", "slope", 1.1),
        ("market", "rivalry", 0.2),
        ("sharing", "speed", 0.1),
        ("ties", "edges", [["firm0", "firm1"]]),
    ],
)
def test_a_wrong_constant_is_found_out(monkeypatch, table, field, value):
    mutate(monkeypatch, outputs, table, field, value)
    assert not agree(point(6, 0.1, 0.05, degree=4))


def test_a_wrong_constant_turns_checks_red(monkeypatch):
    mutate(monkeypatch, outputs, "market", "rivalry", 0.12)
    assert not all(check.passed for check in outputs.checks())


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"network": [[0, 1]]}, "network of shape"),
        ({"network": []}, "network of shape"),
        ({"network": [[0, 1], [0, 0]]}, "symmetric matrix of zeros and ones"),
        ({"network": [[1, 0], [0, 0]]}, "zeros on its diagonal"),
        ({"network": [[0, 2], [2, 0]]}, "zeros and ones"),
        ({"n": 5, "degree": 3}, "no such network"),
        ({"degree": 10}, "k = 10: expected a whole number of partners"),
        ({"rho": -0.1}, "rho = -0.1: expected from 0 to 1"),
        ({"rho": float("nan")}, "rho = nan"),
        ({"phi": 1.5}, "phi = 1.5"),
        ({"degree": 9, "rho": 0.1, "phi": 0.3}, "rho = 0.1, phi = 0.3: I"),
        ({"degree": 0, "rho": 1.0, "phi": 0.0}, "rho = 1.0, phi = 0.0: I"),
    ],
)
def test_what_the_theory_does_not_cover_is_refused(parameters, message):
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        point(**USUAL | parameters)


@pytest.mark.parametrize("mu", [0.0, (1.0, -1.0, 1.0, 1.0), (1.0, float("nan"), 1.0, 1.0), (9.0, 0.1, 0.1, 0.1)])
def test_margins_that_do_not_let_all_produce_are_refused(mu):
    with pytest.raises(ValueError, match=r"above 0|would not produce"):
        equilibrium(PATH, 0.9, 0.0, mu)
