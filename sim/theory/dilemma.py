"""Hoard or share as a prisoner's dilemma, and the patience that sustains sharing.

The market is d'Aspremont & Jacquemin's, with research of fixed size. Each of two firms finds x and either keeps it
(hoard) or reveals it (share). Then both set outputs (Cournot). What a firm finds cuts its own unit cost; what it
reveals cuts the other's as well.
With K = a - A and slope b, earnings before the cost of research, by own and other's move (d'Aspremont & Jacquemin 1988,
second stage, with spillovers of 0 or 1 a side), are

    hoard v share (K+3x)^2,  share v share (K+2x)^2,  hoard v hoard (K+x)^2,  share v hoard K^2,   each / (9*b)

This is always a strict prisoner's dilemma. When the game is repeated for ever, the grim trigger (Friedman 1971)
sustains sharing exactly when the discount factor is at least delta* = (2K+5x)/(4K+8x).

Units: K and x in bn USD (x in OOM times ``market.cost_cut`` = 1 bn USD/OOM), b in bn USD, earnings in bn USD a quarter.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from sim.noise import noise_of
from sim.rules.quarter import advance
from sim.scenario.schema.scenario import Scenario
from sim.start import begin
from sim.theory.research_game import FIRM, market_of_firms, played, require, require_cost_left
from sim.theory.table import Check
from sim.world import Floats

CASE = "dilemma"
PAPER = "d'Aspremont & Jacquemin 1988; Friedman 1971"
TOLERANCE = 1e-6
QUARTERS = 64
"""Number of quarters of a simulated game. Discount factors of interest are below 5/8, and (5/8)^64 is 9e-14."""


class Payoffs(NamedTuple):
    """Earnings a quarter by own and the other's move, bn USD: T, R, P, S of the prisoner's dilemma."""

    hoard_against_share: float
    both_share: float
    both_hoard: float
    share_against_hoard: float


def payoffs(x: float, K: float = 1.0, b: float = 1.0) -> Payoffs:
    """Earnings in closed form.

    Raises:
        ValueError: a parameter is not above 0.
    """
    require(x=x, K=K, b=b)
    return Payoffs(*(own**2 / (9.0 * b) for own in (K + 3.0 * x, K + 2.0 * x, K + x, K)))


def threshold(x: float, K: float = 1.0) -> float:
    """delta*, the least discount factor at which the grim trigger sustains sharing; from 1/2 to 5/8.

    Raises:
        ValueError: a parameter is not above 0.
    """
    require(x=x, K=K)
    return (2.0 * K + 5.0 * x) / (4.0 * K + 8.0 * x)


def scenario(x: float, strategies: tuple[str, str], K: float = 1.0, b: float = 1.0) -> Scenario:
    """The reduction: two firms that each spend x^2, find x, and follow one of the model's strategies."""
    firms = {f"firm{i}": FIRM | {"strategy": how, "effort": x**2} for i, how in enumerate(strategies)}
    return market_of_firms(
        firms, K, market={"slope": b}, research={"productivity": 1.0}, sharing={"variety": 1.0, "speed": 1.0}
    )


def earnings(x: float, strategies: tuple[str, str], K: float = 1.0, b: float = 1.0) -> Floats:
    """Run the repeated game and return what both strategies earn, bn USD, shape (quarters, 2).

    Each quarter is a separate stage game: know-how is reset to 0 when it ends.

    Raises:
        ValueError: a parameter is not above 0, or unit cost would fall below zero.
    """
    require(x=x, K=K, b=b)
    require_cost_left(2.0 * x, K)
    game = scenario(x, strategies, K, b)
    world, noise = begin(game, 0, QUARTERS), noise_of(0)
    earned = np.empty((QUARTERS, 2))
    for quarter in range(QUARTERS):
        advance(world, noise, quarter, quarter + 1)
        earned[quarter] = played(world).earned
        world.knowledge["know_how"] = 0.0
    return earned


def simulated(x: float, K: float = 1.0, b: float = 1.0) -> Payoffs:
    """Run the model for the stage game: what unconditional hoarders and sharers earn in their first quarter."""
    mixed, shared, hoarded = (
        earnings(x, pair, K, b)[0] for pair in (("hoard", "share"), ("share", "share"), ("hoard", "hoard"))
    )
    return Payoffs(*map(float, (mixed[0], shared[0], hoarded[0], mixed[1])))


def simulated_threshold(x: float, K: float = 1.0, b: float = 1.0) -> float:
    """Find delta* by running the repeated game: where hoarding against grim is worth as much as grim against grim."""
    kept, broken = earnings(x, ("grim", "grim"), K, b)[:, 0], earnings(x, ("hoard", "grim"), K, b)[:, 0]
    gain = (kept - broken)[::-1]
    return float(brentq(lambda delta: np.polyval(gain, delta), 0.05, 0.95, xtol=1e-12))


def point(x: float, *, K: float = 1.0, b: float = 1.0) -> dict[str, float]:
    """Theory and simulation side by side: the four earnings and delta*.

    Args:
        x: cost reduction that each firm may reveal, above 0.
        K: size of the market, a - A.
        b: slope of demand.

    Raises:
        ValueError: a parameter is not above 0, or unit cost would fall below zero.
    """
    theory, got = payoffs(x, K, b), simulated(x, K, b)
    sides = {}
    for name in Payoffs._fields:
        sides[f"{name}, theory"], sides[f"{name}, model"] = getattr(theory, name), getattr(got, name)
    sides["threshold, theory"], sides["threshold, model"] = threshold(x, K), simulated_threshold(x, K, b)
    return sides


CASES = {
    0.05: (Payoffs(1.15**2 / 9, 1.1**2 / 9, 1.05**2 / 9, 1 / 9), 45 / 88),
    0.25: (Payoffs(1.75**2 / 9, 1.5**2 / 9, 1.25**2 / 9, 1 / 9), 13 / 24),
    1.0: (Payoffs(16 / 9, 1.0, 4 / 9, 1 / 9), 7 / 12),
}
"""Earnings and delta* (.51136, .54167, .58333) by x, for K = b = 1."""


def checks() -> list[Check]:
    """Check earnings and thresholds, that the dilemma is strict, and that grim answers a hoarder at once."""
    comparisons = []

    def check(what: str, expected: float, got: float) -> None:
        comparisons.append(Check(CASE, what, PAPER, expected, got, TOLERANCE))

    for x, (known, delta) in CASES.items():
        got = simulated(x)
        for name in Payoffs._fields:
            check(f"{name}, x={x:g} K=1", getattr(known, name), getattr(got, name))
        check(f"strict dilemma (1 yes), x={x:g} K=1", 1.0, float(got[0] > got[1] > got[2] > got[3]))
        check(f"threshold of the discount factor, x={x:g} K=1", delta, simulated_threshold(x))
    check("threshold of the discount factor, x=2 K=3 b=.5", threshold(2.0, 3.0), simulated_threshold(2.0, 3.0, 0.5))
    earned = earnings(1.0, ("hoard", "grim"))
    for quarter, expected in ((0, 16 / 9), (1, 4 / 9), (QUARTERS - 1, 4 / 9)):
        check(f"hoarder against grim in quarter {quarter}, x=1 K=1", expected, float(earned[quarter, 0]))
    return comparisons
