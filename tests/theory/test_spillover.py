"""d'Aspremont & Jacquemin 1988: closed form, an optimum found apart from it, and what the model gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from sim.theory import spillover
from sim.theory.research_game import Game, gain_of_deviating, own_profit, settle
from sim.theory.spillover import cooperative, noncooperative, outcome, point, reply_slope
from tests.theory.mutants import agree, mutate

USUAL = {"n": 2, "B": 0.5, "g": 4.0}
TABLE = {
    0.0: (0.125, 0.058824, 0.109375, 0.117647, 0.5, 0.48443),
    0.5: (0.095238, 0.095238, 0.126984, 0.126984, 0.54422, 0.54422),
    1.0: (0.0625, 0.142857, 0.132812, 0.142857, 0.54688, 0.65306),
}
"""K = b = 1, g = 4, n = 2: xN, xC, profits, welfare, as printed."""


def profits(x, B, g, K, b):
    """Profits of the second stage from its first-order conditions, apart from the theory file and the rules."""
    x = np.asarray(x, float)
    n, cut = len(x), x + B * (x.sum() - x)
    q = np.linalg.solve(b * (np.eye(n) + np.ones((n, n))), K + cut)
    return b * q**2 - g * x**2 / 2.0


@pytest.mark.parametrize("B", TABLE)
def test_the_closed_form_gives_the_duopoly_in_numbers(B):
    n, c = (outcome(form(2, B, 4.0), 2, B, 4.0) for form in (noncooperative, cooperative))
    got = (n.effort, c.effort, n.profit, c.profit, n.welfare, c.welfare)
    assert got == pytest.approx(TABLE[B], abs=6e-6)


@pytest.mark.parametrize("n", [2, 3, 5, 10])
@pytest.mark.parametrize(("B", "g", "K", "b"), [(0.0, 4.0, 1.0, 1.0), (0.3, 5.0, 2.0, 0.7), (1.0, 3.0, 0.5, 1.4)])
def test_the_closed_form_is_an_optimum_found_numerically(n, B, g, K, b):
    xN, xC = noncooperative(n, B, g, K, b), cooperative(n, B, g, K, b)

    def own(x):
        return -profits([x] + [xN] * (n - 1), B, g, K, b)[0]

    def joint(x):
        return -profits([x] * n, B, g, K, b).sum()

    for loss, x in ((own, xN), (joint, xC)):
        found = minimize_scalar(loss, bounds=(0.0, 5.0 * x + 0.1), method="bounded", options={"xatol": 1e-9})
        assert found.x == pytest.approx(x, abs=1e-6)
    assert outcome(xN, n, B, g, K, b).profit == pytest.approx(profits([xN] * n, B, g, K, b)[0])


@given(st.integers(2, 30), st.floats(0.0, 1.0), st.floats(2.5, 50.0), st.floats(0.1, 10.0))
def test_cooperation_raises_research_exactly_above_one_half(n, B, g, K):
    xN, xC = noncooperative(n, B, g, K), cooperative(n, B, g, K)
    assert (xC - xN) * (B - 0.5) >= -1e-12


@pytest.mark.parametrize(
    "parameters",
    [
        {"n": 4, "B": 0.7, "g": 6.0},
        {"n": 2, "B": 0.1, "g": 2.0, "K": 3.0, "b": 0.5},
        {"n": 7, "B": 0.0, "g": 20.0},
        {"n": 10, "B": 0.0, "g": 1.66},
        {"n": 3, "K": 1e-3},
    ],
)
def test_other_points_agree(parameters):
    assert agree(point(**USUAL | parameters))


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("research", "returns", 0.45),
        ("research", "productivity", 0.8),
        ("market", "cost_cut", 1.1),
        ("market", "slope", 1.1),
        ("market", "intercept", 101.1),
        ("market", "rivalry", 0.9),
        ("spillover", "leak", 0.3),
        ("spillover", "protection", 0.1),
    ],
)
def test_a_wrong_constant_is_found_out(monkeypatch, table, field, value):
    mutate(monkeypatch, spillover, table, field, value)
    assert not agree(point(2, 0.4, 4.0))


def test_a_wrong_constant_turns_checks_red(monkeypatch):
    mutate(monkeypatch, spillover, "market", "cost_cut", 1.05)
    assert not all(check.passed for check in spillover.checks())


@pytest.mark.parametrize(("B", "start"), [(0.2, (0.0, 0.5, 0.1)), (0.8, (0.9, 0.0, 0.0))])
def test_unequal_firms_learn_to_play_alike(B, start):
    play = settle(Game(spillover.scenario(3, B, 4.0)), own_profit, start=start)
    assert play.found == pytest.approx(noncooperative(3, B, 4.0), abs=1e-8)


def test_nobody_gains_by_deviating_from_where_firms_settle_and_somebody_does_elsewhere():
    game = Game(spillover.scenario(3, 0.3, 4.0))
    assert gain_of_deviating(game, settle(game, own_profit)) < 1e-9
    assert gain_of_deviating(game, game.play(np.full(3, 0.5))) > 1e-3


def test_undamped_replies_diverge_where_the_theory_says():
    game, x = Game(spillover.scenario(2, 0.0, 1.0)), noncooperative(2, 0.0, 1.0)
    assert reply_slope(2, 0.0, 1.0) == -4.0
    rest = np.full(2, x * np.sqrt(0.5))
    off = rest + 0.01
    assert own_profit(game, off) - rest == pytest.approx(-4.0 * (off - rest), abs=1e-6)


def test_the_figure_has_both_lines_and_points_on_them():
    told = spillover.curve(fine=11, coarse=3)
    assert list(told.columns) == ["spillover", "play", "source", "effort"]
    wide = told.pivot_table(index=["play", "spillover"], columns="source", values="effort").dropna()
    assert len(wide) == 6 and wide["model"].to_numpy() == pytest.approx(wide["theory"].to_numpy(), abs=1e-6)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n": 1}, "n = 1: expected a whole number of firms, at least 2"),
        ({"n": 2.5}, "n = 2.5"),
        ({"B": 1.01}, "B = 1.01: expected a spillover from 0 to 1"),
        ({"B": float("nan")}, "B = nan"),
        ({"g": 0.0}, "g = 0.0: expected a finite number above 0"),
        ({"g": float("inf")}, "g = inf"),
        ({"K": -1.0}, "K = -1.0"),
        ({"b": 0.0}, "b = 0.0"),
        ({"B": 0.0, "g": 8.0 / 9.0}, "too small"),
        ({"B": 1.0, "g": 8.0 / 9.0}, "too small"),
        ({"n": 10, "B": 1.0, "g": 1.6}, "too small"),
        ({"B": 1.0, "g": 0.89}, "below zero"),
        ({"n": 30, "B": 1.0, "g": 0.06}, "too small"),
        ({"n": 30, "B": 1.0, "g": 0.07}, "the model has no such game: research.productivity"),
        ({"n": 1000, "B": 0.001, "g": 10.0, "b": 1e10}, "the model has no such game: market.slope"),
    ],
)
def test_what_the_theory_does_not_cover_is_refused(parameters, message):
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        point(**USUAL | parameters)
