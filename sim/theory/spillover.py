"""Research alone and together under spillovers (d'Aspremont & Jacquemin 1988).

For n firms, after *Cooperative and noncooperative R&D in duopoly with spillovers*, Am. Econ. Rev. 78:1133-1137
(erratum 80:641-642); stability of the noncooperative play: Henriques 1990, Am. Econ. Rev. 80:638-640. Symbols follow
the papers: demand P = a - b*Q, unit cost A - x_i - B*sum_{j!=i} x_j, cost of research g*x^2/2, K = a - A. Firms choose
x, then outputs (Cournot). With t = n - (n-1)*B and m = 1 + (n-1)*B,

    noncooperative  xN = 2*t*K / (b*g*(n+1)^2 - 2*t*m)
    cooperative     xC = 2*m*K / (b*g*(n+1)^2 - 2*m^2)

Hence xC > xN exactly when B > 1/2, for every n. At n = 2 these are the paper's formulas.

Units: K, A, x in bn USD (x in OOM times ``market.cost_cut`` = 1 bn USD/OOM), b in bn USD, g in 1/bn USD.
"""

from collections.abc import Callable
from itertools import product
from math import sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from sim.scenario.schema.scenario import Scenario
from sim.theory.research_game import (
    FIRM,
    Game,
    gain_of_deviating,
    joint_profit,
    market_of_firms,
    named,
    own_profit,
    own_profit_alike,
    require,
    require_cost_left,
    settle,
)
from sim.theory.table import Check
from sim.world import Floats

CASE = "spillover"
PAPER = "d'Aspremont & Jacquemin 1988"
TOLERANCE = 1e-6


class Outcome(NamedTuple):
    """Symmetric play: effort x, output and profit of a firm; welfare is consumer surplus plus all profits (bn USD)."""

    effort: float
    output: float
    profit: float
    welfare: float


def weights(n: int, B: float) -> tuple[float, float]:
    """(t, m): the effect on a firm's output of its own research, and of the research of all firms.

    Raises:
        ValueError: n is not a whole number of at least 2, or B is not in [0, 1].
    """
    if n != int(n) or n < 2:
        raise ValueError(f"n = {n!r}: expected a whole number of firms, at least 2")
    if not 0.0 <= B <= 1.0:
        raise ValueError(f"B = {B!r}: expected a spillover from 0 to 1")
    return n - (n - 1) * B, 1.0 + (n - 1) * B


def noncooperative(n: int, B: float, g: float, K: float = 1.0, b: float = 1.0) -> float:
    """xN, research when each firm maximises its own profit and foresees outputs (bn USD).

    Raises:
        ValueError: a parameter is out of range, or g is so small that profit is not concave or research is unbounded:
            b*g*(n+1)^2 <= 2*t*max(t, m).
    """
    require(g=g, K=K, b=b)
    t, m = weights(n, B)
    _require_concave(b * g * (n + 1) ** 2, 2.0 * t * max(t, m), g)
    return 2.0 * t * K / (b * g * (n + 1) ** 2 - 2.0 * t * m)


def cooperative(n: int, B: float, g: float, K: float = 1.0, b: float = 1.0) -> float:
    """xC, research that maximises joint profit while outputs stay competitive (bn USD).

    Raises:
        ValueError: a parameter is out of range, or g is so small that joint profit is not concave:
            b*g*(n+1)^2 <= 2*m^2.
    """
    require(g=g, K=K, b=b)
    _, m = weights(n, B)
    _require_concave(b * g * (n + 1) ** 2, 2.0 * m**2, g)
    return 2.0 * m * K / (b * g * (n + 1) ** 2 - 2.0 * m**2)


def _require_concave(cost: float, gain: float, g: float) -> None:
    if cost <= gain:
        raise ValueError(f"g = {g!r} is too small: b*g*(n+1)^2 = {cost:.6g} must be above {gain:.6g} (second order)")


def outcome(x: float, n: int, B: float, g: float, K: float = 1.0, b: float = 1.0) -> Outcome:
    """Outcome when every firm does research x: q = (K + m*x)/(b*(n+1)), profit b*q^2 - g*x^2/2."""
    require(g=g, K=K, b=b)
    _, m = weights(n, B)
    q = (K + m * x) / (b * (n + 1))
    profit = b * q**2 - g * x**2 / 2.0
    return Outcome(x, q, profit, b * (n * q) ** 2 / 2.0 + n * profit)


def reply_slope(n: int, B: float, g: float, b: float = 1.0) -> float:
    """Slope of each best reply in the research of all firms: (n-1)*2*t*(2*B-1)/(b*g*(n+1)^2 - 2*t^2).

    Replies without damping converge only between -1 and 1 (Henriques 1990, for n = 2).

    Raises:
        ValueError: as for :func:`noncooperative`.
    """
    noncooperative(n, B, g, 1.0, b)
    t, _ = weights(n, B)
    return (n - 1) * 2.0 * t * (2.0 * B - 1.0) / (b * g * (n + 1) ** 2 - 2.0 * t**2)


def scenario(n: int, B: float, g: float, K: float = 1.0, b: float = 1.0) -> Scenario:
    """The reduction: n closed firms of whose results the share B leaks; spending y finds (2*y/g)^(1/2)."""
    return market_of_firms(
        named(n, FIRM),
        K,
        market={"slope": b},
        research={"productivity": sqrt(2.0 / g)},
        sharing={"variety": 1.0},
        spillover={"leak": B, "mobility": 0.0, "distillation": 0.0, "protection": 0.0},
    )


def simulated(n: int, B: float, g: float, K: float = 1.0, b: float = 1.0, together: bool = False) -> Outcome:
    """Outcome from running the model: identical firms reply to each other or maximise joint profit until they settle.

    Args:
        n: number of firms.
        B: spillover.
        g: cost of research.
        K: a - A.
        b: slope of demand.
        together: whether firms choose research for joint profit.

    Raises:
        ValueError: as for :func:`noncooperative` and :func:`cooperative`; unit cost would fall below zero; or a number
            is outside the range of its field, such as research.productivity for g below .08.
    """
    x = (cooperative if together else noncooperative)(n, B, g, K, b)
    require_cost_left(x * weights(n, B)[1], K)
    play = settle(Game(scenario(n, B, g, K, b)), joint_profit if together else own_profit_alike)
    return Outcome(play.found.mean(), play.output.mean(), play.profit.mean(), play.welfare)


def simulated_slope(n: int, B: float, g: float) -> float:
    """Slope of best replies in the research of all firms, from running the model at two levels of it."""
    game, x = Game(scenario(n, B, g)), noncooperative(n, B, g)
    near: Floats = sqrt(g / 2.0) * x * np.ones(n)
    return float((own_profit(game, near + game.step) - own_profit(game, near))[0] / game.step)


def simulated_threshold(n: int, g: float) -> float:
    """The spillover above which cooperation raises research, found by running the model."""

    def excess(B: float) -> float:
        return simulated(n, B, g, together=True).effort - simulated(n, B, g).effort

    return float(brentq(excess, 0.2, 0.9, xtol=1e-9))


def point(n: int, B: float, g: float, *, K: float = 1.0, b: float = 1.0) -> dict[str, float]:
    """Theory and simulation side by side: effort, output, profit and welfare, noncooperative (N) and cooperative (C).

    Args:
        n: firms, at least 2.
        B: share of each firm's results that spills over.
        g: cost of research, g*x^2/2.
        K: size of the market, a - A.
        b: slope of demand.

    Raises:
        ValueError: a parameter is out of range; see :func:`simulated`.
    """
    sides = {}
    for letter, closed_form, together in (("N", noncooperative, False), ("C", cooperative, True)):
        theory = outcome(closed_form(n, B, g, K, b), n, B, g, K, b)
        got = simulated(n, B, g, K, b, together)
        for name in Outcome._fields:
            sides[f"{name}{letter}, theory"] = float(getattr(theory, name))
            sides[f"{name}{letter}, model"] = float(getattr(got, name))
    return sides


def curve(n: int = 2, g: float = 4.0, fine: int = 101, coarse: int = 11) -> pd.DataFrame:
    """Effort against spillover, for a figure: theory on a fine grid of B from 0 to 1, simulation on a coarse one.

    Returns:
        Columns ``spillover``, ``play`` (noncooperative, cooperative), ``source`` (theory, model), ``effort``.
    """
    plays: dict[str, tuple[Callable[..., float], bool]] = {
        "noncooperative": (noncooperative, False),
        "cooperative": (cooperative, True),
    }
    rows = []
    for play, (closed_form, together) in plays.items():
        rows += [(B, play, "theory", closed_form(n, B, g)) for B in np.linspace(0.0, 1.0, fine)]
        rows += [(B, play, "model", simulated(n, B, g, together=together).effort) for B in np.linspace(0, 1, coarse)]
    return pd.DataFrame(rows, columns=["spillover", "play", "source", "effort"])


DUOPOLY = {
    (0.0, False): Outcome(1 / 8, 3 / 8, 7 / 64, 1 / 2),
    (0.0, True): Outcome(1 / 17, 6 / 17, 2 / 17, 140 / 289),
    (0.5, False): Outcome(2 / 21, 8 / 21, 8 / 63, 80 / 147),
    (0.5, True): Outcome(2 / 21, 8 / 21, 8 / 63, 80 / 147),
    (1.0, False): Outcome(1 / 16, 3 / 8, 17 / 128, 35 / 64),
    (1.0, True): Outcome(1 / 7, 3 / 7, 1 / 7, 32 / 49),
}
"""The paper's duopoly at K = b = 1, g = 4, by spillover and whether firms cooperate."""


def checks() -> list[Check]:
    """Check the duopoly in numbers, n = 3, 5, 10 by the closed form, the threshold B = 1/2, the slope of replies."""
    comparisons = []

    def check(what: str, expected: float, got: float, source: str = PAPER) -> None:
        comparisons.append(Check(CASE, what, source, expected, got, TOLERANCE))

    for (B, together), expected in DUOPOLY.items():
        got, letter = simulated(2, B, 4.0, together=together), "C" if together else "N"
        for name in Outcome._fields:
            check(f"{name}{letter}, n=2 B={B:g} g=4", getattr(expected, name), getattr(got, name))
    for n, B in product((3, 5, 10), (0.0, 0.25, 0.75, 1.0)):
        check(f"xN, n={n} B={B:g} g=4", noncooperative(n, B, 4.0), simulated(n, B, 4.0).effort)
        check(f"xC, n={n} B={B:g} g=4", cooperative(n, B, 4.0), simulated(n, B, 4.0, together=True).effort)
    for n, B in ((2, 0.0), (3, 0.25), (5, 0.75), (10, 1.0)):
        apart = settle(Game(scenario(n, B, 4.0)), own_profit, start=np.linspace(0.0, 0.5, n)).found
        worst = apart[np.abs(apart - noncooperative(n, B, 4.0)).argmax()]
        check(f"xN, firms unequal at first, n={n} B={B:g} g=4", noncooperative(n, B, 4.0), float(worst))
    for n in (2, 3, 5, 10):
        check(f"B at which xC = xN, n={n} g=4", 0.5, simulated_threshold(n, 4.0))
    for n, B, g in ((2, 0.0, 1.0), (10, 0.0, 3.0)):
        x = noncooperative(n, B, g)
        check(f"xN where undamped replies diverge, n={n} B={B:g} g={g:g}", x, simulated(n, B, g).effort)
        slope = simulated_slope(n, B, g)
        check(f"slope of replies, n={n} B={B:g} g={g:g}", reply_slope(n, B, g), slope, "Henriques 1990")
        game = Game(scenario(n, B, g))
        gain = gain_of_deviating(game, settle(game, own_profit_alike))
        check(f"gain of the best lone deviation, n={n} B={B:g} g={g:g}", 0.0, gain)
    return comparisons
