"""Prices of firms that sell one product each to users who choose by logit: Nash equilibrium in prices (Bertrand).

Firm i sells at p_i = c_i + m_i/alpha; ``worth`` y_i is its utility at p = c, so a user has u_i = y_i - m_i of it. Each
firm's best reply is m_i = 1/(1 - s_i), s_i = e^(u_i)/(e^a + sum_j e^(u_j)); e^a stands for all whose price is given,
doing without among them. There is one equilibrium (Anderson, de Palma & Thisse 1992; Nocke & Schutz 2018).
"""

from math import inf, log1p

from sim.compile import rule
from sim.elementary import exp, log
from sim.lanes import never, some, where
from sim.packed import zeros_like
from sim.rules.common import FARTHEST
from sim.world import Floats

CLOSE = 1e-13
"""Change of markups, against their size, at which they count as found."""
MOST_ROUNDS = 1000
MOST_STEPS = 200
"""Bisection alone needs fewer."""


@rule
def start_of_newton(z: float) -> float:
    """Right of the root, log odds z - 1 or ln z, from where Newton's steps never leave that side."""
    right, g = z > 1.0, z - 1.0
    return where(right, log(where(right, z, 1.0)), g) if some(right) else g


@rule
def odds_at(z: float) -> float:
    """Odds s/(1-s) at which ln s + 1/(1-s) = z, z = y - x, x the log of the sum of what users can choose.

    With g = log odds it is 1 + e^g + g - ln(1+e^g) = z, which rises and is convex in g.
    """
    g, goes_on = start_of_newton(z), z >= -FARTHEST
    for _ in range(MOST_STEPS):
        if not some(goes_on):
            break
        e = exp(g)
        step = (1.0 + e + g - log1p(e) - z) / (e + 1.0 / (1.0 + e))
        g = where(goes_on, g - step, g)
        goes_on = goes_on & (step > 1e-15 * max(1.0, abs(g)))
    return where(z < -FARTHEST, 0.0, exp(g))


@rule
def odds_of_reply(z: float) -> float:
    """Odds o = s/(1-s) of a best reply where others keep their prices, o*e^o = e^(z-1), z = y - ln E (Lambert's W).

    E is the sum of e^u over all else that users can choose. With g = ln o it is e^g + g = z - 1, which rises and is
    convex in g.
    """
    g, goes_on = start_of_newton(z), z >= -FARTHEST
    for _ in range(MOST_STEPS):
        if not some(goes_on):
            break
        e = exp(g)
        step = (e + g - (z - 1.0)) / (e + 1.0)
        g = where(goes_on, g - step, g)
        goes_on = goes_on & (step > 1e-15 * max(1.0, abs(g)))
    return where(z < -FARTHEST, 0.0, exp(g))


@rule
def bertrand(worth: Floats, given: float, markup: Floats) -> int:
    """Fill ``markup`` with the equilibrium: repeat m_i <- 1 + s_i*m_i, whose fixed point it is, else take the root.

    Args:
        worth: y, utility of each product at its cost, -infinity where there is none; shape (firms,).
        given: a, log of the sum over all whose price is given.
        markup: filled with m, at least 1; same shape.

    Returns:
        The rounds that it took, 0 where the root had to be taken (:func:`bertrand_root`).
    """
    weight, goes_on = zeros_like(worth), not never(given)
    for i in range(worth.size):
        markup[i] = 1.0
    for k in range(MOST_ROUNDS):
        most = given  # powers are taken against the largest utility, or they overflow
        for i in range(worth.size):
            most = max(most, worth[i] - markup[i])
        total = exp(given - most)
        for i in range(worth.size):
            if some(worth[i] > -inf):  # a power of minus infinity is 0
                weight[i] = exp(worth[i] - markup[i] - most)
                total += weight[i]
        apart = 0.0
        for i in range(worth.size):
            better = 1.0 + weight[i] / total * markup[i]
            apart = max(apart, abs(better - markup[i]) / better)
            markup[i] = where(goes_on, better, markup[i])
        goes_on = goes_on & (apart >= CLOSE)
        if not some(goes_on):
            return k + 1
    bertrand_root(worth, given, goes_on, markup)
    return 0


@rule
def bertrand_root(worth: Floats, given: float, wanted: bool, markup: Floats) -> float:
    """The same equilibrium as one root x of sum_i s_i(x) + e^(a-x) = 1, which falls in x: Newton, else bisection.

    It lies in [a, ln(e^a + sum e^(y-1))], for no firm asks for less than m = 1. ``markup`` is filled where wanted.

    Returns:
        x, log of the sum of what users can choose.
    """
    most = given
    for i in range(worth.size):
        most = max(most, worth[i] - 1.0)
    total = exp(given - most)
    for i in range(worth.size):
        total += exp(worth[i] - 1.0 - most)
    low, high = given, most + log(total)
    x, goes_on = high, wanted
    for _ in range(MOST_STEPS):
        outside = exp(given - x)
        excess, slope = outside - 1.0, -outside
        for i in range(worth.size):
            odds = odds_at(worth[i] - x)
            share = odds / (1.0 + odds)
            excess += share
            slope -= share / ((1.0 + odds) * (1.0 + odds) * share + 1.0)  # ds/dz = 1/(1/s + 1/(1-s)^2)
        low, high = where(excess > 0.0, x, low), where(excess > 0.0, high, x)
        after = x - excess / slope
        after = where((low <= after) & (after <= high), after, 0.5 * (low + high))
        far = abs(after - x) > 1e-15 * max(1.0, abs(after))
        x = where(goes_on, after, x)
        goes_on = goes_on & far
        if not some(goes_on):
            break
    for i in range(worth.size):
        markup[i] = where(wanted, 1.0 + odds_at(worth[i] - x), markup[i])
    return x
