"""Research in networks of partners (Goyal & Moraga-Gonzalez 2001).

*R&D networks*, RAND J. Econ. 32:686-707: firms sell a homogeneous good in one market, and each has k partners.
Symbols follow the paper: demand a - Q, unit cost c_i = A - e_i - sum of partners' e_j, cost of research g*e^2 (not
halved), K = a - A. Firms choose efforts, then outputs (Cournot). On a regular network of degree k,

    e = K*(n-k) / (g*(n+1)^2 - (n-k)*(k+1)),   q = (K + (k+1)*e)/(n+1),   profit q^2 - g*e^2

Effort falls with every partner. The profit of all is largest at a degree between none and all. Yet no two firms of
the complete network gain by cutting their tie: it is pairwise stable, and too dense.

Units: K, A, e in bn USD (e in OOM times ``market.cost_cut`` = 1 bn USD/OOM), g in 1/bn USD.
"""

from math import sqrt
from typing import NamedTuple

from sim.scenario.schema.scenario import Scenario
from sim.theory.research_game import (
    OPEN_FIRM,
    Game,
    Played,
    among,
    gain_of_deviating,
    market_of_firms,
    named,
    own_profit,
    own_profit_alike,
    require,
    require_cost_left,
    settle,
)
from sim.theory.table import Check

CASE = "network"
PAPER = "Goyal & Moraga-Gonzalez 2001"
TOLERANCE = 1e-6
Pairs = list[tuple[int, int]]


class Outcome(NamedTuple):
    """Symmetric play: effort e, output and profit of a firm; welfare is consumer surplus plus all profits (bn USD)."""

    effort: float
    output: float
    profit: float
    welfare: float


def require_regular(n: int, k: int) -> None:
    """Refuse n and k if there is no regular network of n firms with k partners each.

    Raises:
        ValueError: n or k is not a whole number, n < 2, k is not from 0 to n - 1, or n*k is odd.
    """
    if n != int(n) or n < 2:
        raise ValueError(f"n = {n!r}: expected a whole number of firms, at least 2")
    if k != int(k) or not 0 <= k < n:
        raise ValueError(f"k = {k!r}: expected a whole number of partners, from 0 to n - 1 = {n - 1}")
    if n * k % 2 == 1:
        raise ValueError(
            f"n = {n}, k = {k}: no such network; a network of {n} firms with {k} partners each has n*k/2 ties"
        )


def equilibrium(n: int, k: int, g: float, K: float = 1.0) -> Outcome:
    """Effort, output, profit and welfare in equilibrium.

    Args:
        n: number of firms.
        k: number of partners of each firm.
        g: cost of research; from 2 on, costs and profits stay positive in every network (the paper's range).
        K: a - A.

    Raises:
        ValueError: there is no such network, a number is out of range, or g is so small that profit is not concave or
            research is unbounded: g*(n+1)^2 <= (n-k)*max(n-k, k+1).
    """
    require_regular(n, k)
    require(g=g, K=K)
    gain = (n - k) * max(n - k, k + 1)
    if g * (n + 1) ** 2 <= gain:
        raise ValueError(
            f"g = {g!r} is too small: g*(n+1)^2 = {g * (n + 1) ** 2:.6g} must be above {gain} (second order)"
        )
    e = K * (n - k) / (g * (n + 1) ** 2 - (n - k) * (k + 1))
    q = (K + (k + 1) * e) / (n + 1)
    profit = q**2 - g * e**2
    return Outcome(e, q, profit, (n * q) ** 2 / 2.0 + n * profit)


def circulant(n: int, k: int) -> Pairs:
    """A regular network: firms on a ring, each tied to the k nearest (and to the opposite one when k is odd).

    Raises:
        ValueError: as for :func:`require_regular`.
    """
    require_regular(n, k)
    pairs = {tuple(sorted((i, (i + step) % n))) for i in range(n) for step in range(1, k // 2 + 1)}
    if k % 2 == 1:
        pairs |= {(i, i + n // 2) for i in range(n // 2)}
    return sorted((i, j) for i, j in pairs)


def scenario(n: int, pairs: Pairs, g: float, K: float = 1.0) -> Scenario:
    """The reduction: n firms that reveal all results to their partners; spending y finds (y/g)^(1/2)."""
    return market_of_firms(
        named(n, OPEN_FIRM),
        K,
        ties=among(pairs),
        research={"productivity": sqrt(1.0 / g)},
        sharing={"variety": 1.0, "speed": 1.0},
    )


def simulated_on(n: int, pairs: Pairs, g: float, K: float = 1.0) -> Played:
    """Run the model on any network: each firm makes its own best reply, damped, until all settle."""
    return settle(Game(scenario(n, pairs, g, K)), own_profit)


def simulated(n: int, k: int, g: float, K: float = 1.0) -> Outcome:
    """Effort, output, profit and welfare on a regular network, by running the model.

    Raises:
        ValueError: as for :func:`equilibrium`; unit cost would fall below zero; or a number is outside the range of
            its field, such as research.productivity for g below .04.
    """
    require_cost_left((k + 1) * equilibrium(n, k, g, K).effort, K)
    play = settle(Game(scenario(n, circulant(n, k), g, K)), own_profit_alike)
    return Outcome(play.found.mean(), play.output.mean(), play.profit.mean(), play.welfare)


def gain_of_parting(n: int, g: float) -> float:
    """Gain of a firm of the complete network from cutting one tie, after all firms have replied (bn USD)."""
    whole = circulant(n, n - 1)
    return float(simulated_on(n, whole[1:], g).profit[list(whole[0])].max() - simulated_on(n, whole, g).profit[0])


def point(n: int, k: int, g: float, *, K: float = 1.0) -> dict[str, float]:
    """Theory and simulation side by side: effort, output, profit and welfare.

    Args:
        n: firms.
        k: partners of each.
        g: cost of research, g*e^2.
        K: size of the market, a - A.

    Raises:
        ValueError: a parameter is out of range; see :func:`simulated`.
    """
    theory, got = equilibrium(n, k, g, K), simulated(n, k, g, K)
    sides = {}
    for name in Outcome._fields:
        sides[f"{name}, theory"] = float(getattr(theory, name))
        sides[f"{name}, model"] = float(getattr(got, name))
    return sides


def _eight(k: int, determinant: int) -> Outcome:
    """n = 8, g = 3, K = 1 in whole numbers: D = 243 - (8-k)(k+1), e = (8-k)/D, q = 27/D."""
    profit = (729 - 3 * (8 - k) ** 2) / determinant**2
    return Outcome((8 - k) / determinant, 27 / determinant, profit, 216**2 / 2 / determinant**2 + 8 * profit)


EIGHT = {0: _eight(0, 235), 4: _eight(4, 223), 5: _eight(5, 225), 7: _eight(7, 235)}
"""Eight firms, by degree: profit .009724, .013694, .013867, .013146; welfare .50021, .57866, .57173, .52759."""


def checks() -> list[Check]:
    """Check eight firms in numbers, other networks by the closed form, the best degree, and that no firm cuts a tie."""
    comparisons = []

    def check(what: str, expected: float, got: float) -> None:
        comparisons.append(Check(CASE, what, PAPER, expected, got, TOLERANCE))

    for k, expected in EIGHT.items():
        got = simulated(8, k, 3.0)
        for name in Outcome._fields:
            check(f"{name}, n=8 k={k} g=3", getattr(expected, name), getattr(got, name))
    for n, k, g in ((2, 1, 2.0), (5, 2, 2.0), (6, 3, 2.5), (10, 4, 4.0)):
        check(f"effort, n={n} k={k} g={g:g}", equilibrium(n, k, g).effort, simulated(n, k, g).effort)
    profit = [simulated(8, k, 3.0).profit for k in range(8)]
    check("degree at which all earn most, n=8 g=3", 5.0, float(profit.index(max(profit))))
    parting = gain_of_parting(8, 3.0)
    check("complete network is pairwise stable (1 yes), n=8 g=3", 1.0, float(parting < 0.0))
    game = Game(scenario(8, circulant(8, 5), 3.0))
    for k in (0, 4, 7):
        apart = simulated_on(8, circulant(8, k), 3.0).found.max()
        check(f"effort, each for itself, n=8 k={k} g=3", EIGHT[k].effort, float(apart))
    check("gain of the best lone deviation, n=8 k=5 g=3", 0.0, gain_of_deviating(game, settle(game, own_profit)))
    return comparisons
