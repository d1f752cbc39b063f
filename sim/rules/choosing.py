"""What is asked for products, what users choose at these prices, and what they gain, among given products.

Money is in USD a user and quarter; utility is money over ``stakes`` = 1/alpha, and what attracts besides money.
"""

import numpy as np

from sim.compile import rule
from sim.elementary import exp, log
from sim.rules.bertrand import bertrand
from sim.scenario.schema.prices import Prices
from sim.world import Booleans, Floats


@rule
def price_of_open(worth: float, cost: float, p: Prices) -> float:
    """p = c + complements*(V - c): hosts compete, and what goes with open use is bought with it; c is at most V/2."""
    return p.open_markup * (cost + p.complements * (worth - cost))


@rule
def set_prices(
    worth: Floats,
    cost: Floats,
    pull: Floats,
    is_open: Booleans,
    nothing: float,
    stakes: float,
    p: Prices,
    price: Floats,
) -> None:
    """Fill prices: of open products p = c + complements*(V - c), of paid ones the equilibrium, p = c + m/alpha.

    Args:
        worth: V of each product, USD; all arrays have shape (products,).
        cost: c.
        pull: what attracts to it besides money, in utility; -infinity for what is not offered.
        is_open: whether anybody may serve it.
        nothing: utility of doing without.
        stakes: 1/alpha, USD.
        p: the parameters.
        price: filled.
    """
    wish, markup = np.empty(worth.size), np.empty(worth.size)
    for j in range(worth.size):
        if is_open[j]:
            price[j] = price_of_open(worth[j], cost[j], p)
            wish[j] = (worth[j] - p.hassle - price[j]) / stakes + pull[j]
        else:
            wish[j] = (worth[j] - p.hassle - cost[j]) / stakes + pull[j]
    given = log_sum(nothing, open_appeal(wish, is_open, p.nest))
    for j in range(worth.size):
        if is_open[j]:
            wish[j] = -np.inf
    bertrand(wish, given, markup)
    for j in range(worth.size):
        if not is_open[j]:
            price[j] = p.paid_markup * (cost[j] + markup[j] * stakes)


@rule
def log_sum(one: float, other: float) -> float:
    """ln(e^one + e^other)."""
    most = max(one, other)
    return most + log(exp(one - most) + exp(other - most)) if most > -np.inf else most


@rule
def open_appeal(utility: Floats, is_open: Booleans, nest: float) -> float:
    """nest*ln(sum e^(u_j/nest)) over open products (nested logit: McFadden 1978); -infinity where there are none."""
    most, total = -np.inf, 0.0
    for j in range(utility.size):
        if is_open[j]:
            most = max(most, utility[j])
    if most > -np.inf:
        for j in range(utility.size):
            if is_open[j]:
                total += exp((utility[j] - most) / nest)
        most += nest * log(total)
    return most


@rule
def choose(
    worth: Floats,
    price: Floats,
    pull: Floats,
    is_open: Booleans,
    nothing: float,
    stakes: float,
    p: Prices,
    utility: Floats,
    share: Floats,
) -> float:
    """Fill utilities u = (V - hassle - p)/stakes + pull and the shares that users choose by them.

    Returns:
        x = ln(e^nothing + e^open + sum e^u over paid products).
    """
    for j in range(worth.size):
        utility[j] = (worth[j] - p.hassle - price[j]) / stakes + pull[j]
    together = open_appeal(utility, is_open, p.nest)
    most = max(nothing, together)  # powers are taken against the largest, or they overflow
    for j in range(worth.size):
        if not is_open[j]:
            most = max(most, utility[j])
    total = exp(nothing - most) + exp(together - most)
    for j in range(worth.size):
        if is_open[j]:
            share[j] = exp(together - most) * exp((utility[j] - together) / p.nest) if together > -np.inf else 0.0
        else:
            share[j] = exp(utility[j] - most)
            total += share[j]
    for j in range(worth.size):
        share[j] /= total
    return most + log(total)


@rule
def gain(utility: Floats, share: Floats, is_open: Booleans, nothing: float, nest: float) -> float:
    """What users gain over doing without, in utility, at shares that need not be those they would choose today.

    sum s*u - sum s*ln s, doing without included, less the utility of nothing; open products' tastes are alike by
    ``nest``. At chosen shares it is the log sum (Anderson, de Palma & Thisse 1992), at any others less.
    """
    total, together, rest = 0.0, 0.0, 1.0
    for j in range(share.size):
        if share[j] > 0.0:
            rest -= share[j]
            total += share[j] * (utility[j] - nothing)
            if is_open[j]:
                together += share[j]
                total -= nest * share[j] * log(share[j])
            else:
                total -= share[j] * log(share[j])
    if together > 0.0:
        total -= (1.0 - nest) * together * log(together)
    return total - rest * log(rest) if rest > 0.0 else total
