"""What is asked for products, what users choose at these prices, and what they gain, among given products.

Money is in USD a user and quarter; utility is money over ``stakes`` = 1/alpha, and what attracts besides money.
"""

import numpy as np

from sim.compile import rule
from sim.elementary import exp, log
from sim.lanes import some, where
from sim.packed import zeros_like
from sim.rules.bertrand import bertrand
from sim.scenario.schema.prices import Prices
from sim.world import Floats


@rule
def price_of_open(worth: float, cost: float, p: Prices) -> float:
    """p = c + complements*(V - c): hosts compete, and what goes with open use is bought with it; c is at most V/2."""
    return p.open_markup * (cost + p.complements * (worth - cost))


@rule
def set_prices(
    worth: Floats, cost: Floats, pull: Floats, is_open: Floats, nothing: float, stakes: float, p: Prices, price: Floats
) -> None:
    """Fill prices: of open products p = c + complements*(V - c), of paid ones the equilibrium, p = c + m/alpha.

    Args:
        worth: V of each product, USD; all arrays have shape (products,).
        cost: c.
        pull: what attracts to it besides money, in utility; -infinity for what is not offered.
        is_open: 1 where anybody may serve it, else 0.
        nothing: utility of doing without.
        stakes: 1/alpha, USD.
        p: the parameters.
        price: filled.
    """
    wish, markup = zeros_like(worth), zeros_like(worth)
    for j in range(worth.size):
        price[j] = price_of_open(worth[j], cost[j], p)
        asked = where(is_open[j] == 1, price[j], cost[j])
        wish[j] = (worth[j] - p.hassle - asked) / stakes + pull[j]
    given = log_sum(nothing, open_appeal(wish, is_open, p.nest))
    for j in range(worth.size):
        wish[j] = where(is_open[j] == 1, -np.inf, wish[j])
    bertrand(wish, given, markup)
    for j in range(worth.size):
        price[j] = where(is_open[j] == 1, price[j], p.paid_markup * (cost[j] + markup[j] * stakes))


@rule
def log_sum(one: float, other: float) -> float:
    """ln(e^one + e^other)."""
    most = max(one, other)
    against = where(most > -np.inf, most, 0.0)
    return most + log(where(most > -np.inf, exp(one - against) + exp(other - against), 1.0))


@rule
def open_appeal(utility: Floats, is_open: Floats, nest: float) -> float:
    """nest*ln(sum e^(u_j/nest)) over open products (nested logit: McFadden 1978); -infinity where there are none."""
    most, total = -np.inf, 0.0
    for j in range(utility.size):
        most = where(is_open[j] == 1, max(most, utility[j]), most)
    there = most > -np.inf
    if some(there):
        against = where(there, most, 0.0)
        for j in range(utility.size):
            if some(is_open[j] == 1):
                total += where(is_open[j] == 1, exp((utility[j] - against) / nest), 0.0)
        most = where(there, most + nest * log(where(there, total, 1.0)), most)
    return most


@rule
def choose(
    worth: Floats,
    price: Floats,
    pull: Floats,
    is_open: Floats,
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
        most = where(is_open[j] == 1, most, max(most, utility[j]))
    alike = exp(together - most)
    total, against = exp(nothing - most) + alike, where(together > -np.inf, together, 0.0)
    for j in range(worth.size):
        opened = is_open[j] == 1
        share[j] = exp(where(opened, (utility[j] - against) / p.nest, utility[j] - most))
        total += where(opened, 0.0, share[j])
        share[j] = where(opened, alike * share[j], share[j])
    for j in range(worth.size):
        share[j] /= total
    return most + log(total)


@rule
def gain(utility: Floats, share: Floats, is_open: Floats, nothing: float, nest: float) -> float:
    """What users gain over doing without, in utility, at shares that need not be those they would choose today.

    sum s*u - sum s*ln s, doing without included, less the utility of nothing; open products' tastes are alike by
    ``nest``. At chosen shares it is the log sum (Anderson, de Palma & Thisse 1992), at any others less.
    """
    total, together, rest = 0.0, 0.0, 1.0
    for j in range(share.size):
        chosen = share[j] > 0.0
        if some(chosen):
            part = where(chosen, share[j], 0.0)
            rest -= part
            total += where(chosen, part * (utility[j] - nothing), 0.0)
            together += where(is_open[j] == 1, part, 0.0)
            total -= where(is_open[j] == 1, nest, 1.0) * part * log(where(chosen, part, 1.0))
    total -= (1.0 - nest) * together * log(where(together > 0.0, together, 1.0))
    return total - where(rest > 0.0, rest * log(where(rest > 0.0, rest, 1.0)), 0.0)
