"""Prices of firms whose products differ in users' eyes: logit demand, equilibrium in prices.

Each of n firms sells one product of value V at unit cost c; using it takes an effort h. A user chooses the product of
highest V - h - p_i + mu*e_i, or none; tastes e_i are independent (Gumbel), so that shares are those of a logit. In the
one equilibrium in prices (Anderson, de Palma & Thisse 1992)

    p = c + mu/(1 - s),   s = E/(1 + n*E),   E = exp((V - h - p)/mu)

so m = (p - c)/mu solves m - 1 = E/(1 + (n-1)*E). Alone, m - 1 = W(exp((V - h - c)/mu - 1)), W Lambert's function. Where
nobody does without, m = n/(n-1). Users gain N*mu*ln(1 + n*E) over doing without (Small & Rosen 1981).

Units: V, h, c, p, mu in USD a user and quarter; N in bn users; profit and surplus in bn USD a quarter.
"""

from math import exp, log, log1p
from typing import NamedTuple

from scipy.optimize import brentq
from scipy.special import lambertw

from sim.noise import noise_of
from sim.rules.quarter import advance
from sim.scenario.schema.scenario import Scenario
from sim.start import begin
from sim.theory.bare import PLAIN, bare
from sim.theory.research_game import require
from sim.theory.table import Check

CASE = "prices"
PAPER = "Anderson, de Palma & Thisse 1992"
TOLERANCE = 1e-9
USERS = 5.0
"""N, bn users."""
OUT_OF_REACH = 100.0
"""Times its value that running an open model is to cost here: nobody does, for in the published model nobody can."""
LARGEST = 700.0
"""Largest exponent that is taken; exp of 710 overflows."""


class Equilibrium(NamedTuple):
    """What a firm asks, has and earns, and what users gain."""

    price: float
    share: float
    profit: float
    surplus: float


def equilibrium(n: int, V: float = 100.0, c: float = 10.0, h: float = 20.0, mu: float = 10.0) -> Equilibrium:
    """The symmetric equilibrium, by its one equation in the markup.

    Raises:
        ValueError: a parameter is not above 0, or there is no firm.
    """
    require(n=n, V=V, c=c, h=h, mu=mu)
    y = (V - h - c) / mu

    def too_high(m: float) -> float:
        """Of m - 1 = E/(1 + (n-1)*E), the left less the right."""
        return m - 1.0 - 1.0 / (exp(min(m - y, LARGEST)) + n - 1.0)

    m = float(brentq(too_high, 1.0, 3.0 + max(0.0, y), xtol=1e-14, rtol=1e-14))
    without = exp(min(m - y, LARGEST))
    gain = y - m + log(without + n) if y > m else log1p(n / without)
    return Equilibrium(c + mu * m, 1.0 / (without + n), USERS * mu * m / (without + n), USERS * mu * gain)


def alone(V: float = 100.0, c: float = 10.0, h: float = 20.0, mu: float = 10.0) -> float:
    """Price of a monopoly, c + mu*(1 + W(exp((V-h-c)/mu - 1))).

    Raises:
        ValueError: a parameter is not above 0.
    """
    require(V=V, c=c, h=h, mu=mu)
    return c + mu * (1.0 + float(lambertw(exp((V - h - c) / mu - 1.0)).real))


def scenario(n: int, V: float, c: float, h: float, mu: float) -> Scenario:
    """The reduction: n equal firms with paid access, whom all users know, and who choose anew in every quarter."""
    prices = {"potential": USERS, "reached": 1.0, "greatest_value": 2.0 * V, "middle": 0.0, "hassle": h}
    prices |= {"dispersion": mu / (h + V), "serving": c, "complements": 1.0, "open_markup": OUT_OF_REACH}
    market = {"form": "prices", "churn": 1.0, "network": 0.0, "standing": 0.0, "self_service": -10.0}
    return bare("Prices", {f"firm{i}": {} for i in range(n)}, market=market, prices=prices, tiers={"closed": PLAIN})


def simulated(n: int, V: float = 100.0, c: float = 10.0, h: float = 20.0, mu: float = 10.0) -> Equilibrium:
    """Run the model for a quarter.

    Raises:
        ValueError: a parameter is not above 0, mu is more than V, or c than half of it: a smaller model would serve.
    """
    require(n=n, V=V, c=c, h=h, mu=mu)
    for name, value, most in (("c", c, 0.5 * V), ("mu", mu, V)):
        if value > most:
            raise ValueError(f"{name} = {value:g}: expected at most {most:g} in a market of V = {V:g}")
    world = begin(scenario(n, V, c, h, mu), 0, 1)
    advance(world, noise_of(0), 0, 1)
    firm = world.actors[0]
    return Equilibrium(
        float(firm["price"]), float(firm["users"]), float(firm["revenue"]), float(world.society[0]["surplus"])
    )


def point(n: int, V: float = 100.0, c: float = 10.0, h: float = 20.0, mu: float = 10.0) -> dict[str, float]:
    """Theory and simulation side by side: price, share, profit and surplus.

    Args:
        n: number of firms.
        V: value of each product, USD a user and quarter.
        c: cost of serving a user, at most V/2.
        h: effort of using any product.
        mu: dispersion of tastes, USD, at most V.

    Raises:
        ValueError: a parameter is not above 0, c is more than V/2, or mu more than V.
    """
    theory, got = equilibrium(n, V, c, h, mu), simulated(n, V, c, h, mu)
    sides = {}
    for name in Equilibrium._fields:
        sides[f"{name}, theory"], sides[f"{name}, model"] = getattr(theory, name), getattr(got, name)
    return sides


CASES = (
    (1, 100.0, 10.0, 20.0, 10.0),
    (2, 100.0, 10.0, 20.0, 10.0),
    (5, 40.0, 5.0, 30.0, 4.0),
    (20, 60.0, 30.0, 5.0, 2.0),
)
"""n, V, c, h, mu."""


def checks() -> list[Check]:
    """Check prices, shares, profits and surplus; a monopoly; markets that nobody leaves; tastes that hardly differ."""
    comparisons = []

    def check(what: str, expected: float, got: float) -> None:
        comparisons.append(Check(CASE, what, PAPER, expected, got, TOLERANCE))

    for case in CASES:
        theory, got = equilibrium(*case), simulated(*case)
        for name in Equilibrium._fields:
            told = " ".join(
                f"{letter}={value:g}" for letter, value in zip(("n", "V", "c", "h", "mu"), case, strict=True)
            )
            check(f"{name}, {told}", getattr(theory, name), getattr(got, name))
        check(f"(p-c)(1-s)/mu, {told}", 1.0, (got.price - case[2]) * (1.0 - got.share) / case[4])
    check("price of a monopoly by Lambert's W, V=100 c=10 h=20 mu=10", alone(), simulated(1).price)
    for n in (2, 3, 10):
        covered = simulated(n, V=400.0, mu=5.0)
        check(f"markup where nobody does without, n={n}", n / (n - 1.0), (covered.price - 10.0) / 5.0)
    check("price less cost where tastes hardly differ, n=3 mu=1e-6", 1.5e-6, simulated(3, mu=1e-6).price - 10.0)
    return comparisons
