"""The market with prices of the plain model: products, what is asked for them, what users choose and gain.

Equilibrium is sought otherwise than in sim/rules/bertrand.py: the log x of the sum of all that users can choose is
bracketed, and inside it the odds of each paid product at x.
"""

from dataclasses import dataclass
from math import exp, inf, log, log1p

from scipy.optimize import brentq

EXACT = {"xtol": 1e-14, "rtol": 8.9e-16}
"""As near to a root as numbers allow."""


@dataclass
class Product:
    """What a user can have: of a firm, or, where nobody is its maker, the best open model run by anybody."""

    maker: object
    is_open: bool
    worth: float
    cost: float
    pull: float
    price: float = 0.0
    utility: float = 0.0
    share: float = 0.0

    def at(self, price, stakes, p):
        """Utility at a price."""
        return (self.worth - p.hassle - price) / stakes + self.pull


def worth_of(rise, p):
    """V, a logistic curve of the rise of capability above the start's."""
    return p.greatest_value / (1.0 + exp(min(700.0, (p.middle - rise) / p.width)))


def cost_of(worth, rise, known, compute_cost, p):
    """Cost of serving a user, at most V/2."""
    return min(worth / 2.0, p.serving * compute_cost * 10.0 ** (p.size * rise - p.technique * known))


def fixed_cost(known, compute_cost, p):
    """Cost of serving what led at the start, at most what anybody would pay."""
    return min(p.greatest_value, p.serving * compute_cost * 10.0 ** (-p.technique * known))


def price_of_open(worth, cost, p):
    """Cost, and what is bought beside."""
    return p.open_markup * (cost + p.complements * (worth - cost))


def odds_of(z):
    """Odds o = s/(1-s) of a paid product with ln s + 1/(1-s) = z, its utility at cost less x: o solves its price."""
    if z < -700.0:
        return 0.0

    def excess(log_odds):
        odds = exp(log_odds)
        return 1.0 + odds + log_odds - log1p(odds) - z

    least, most = (z - 2.0, z - 1.0) if z <= 1.0 else (log(max(z - 1.0, exp(-1.0))), log(z))
    return exp(brentq(excess, least - 1e-9, most + 1e-9, **EXACT))


def odds_of_reply(z):
    """Odds of a paid product priced as the best reply while others keep their prices: Lambert's W of e^(z-1)."""
    if z < -700.0:
        return 0.0

    def excess(log_odds):
        return exp(log_odds) + log_odds - (z - 1.0)

    most = z - 1.0 if z <= 1.0 else log(z)
    return exp(brentq(excess, min(z - 1.0, most) - 40.0, most + 1e-9, **EXACT))


def spent_beside(products, p):
    """What an average user of open products spends beside them, by how these are chosen, and their appeal together."""
    opened = [product for product in products if product.is_open and product.utility > -inf]
    together = joined([product.utility for product in opened], p.nest)
    shares = [exp((product.utility - together) / p.nest) for product in opened]
    margins = [price_of_open(product.worth, product.cost, p) - product.cost for product in opened]
    return together, sum(share * margin for share, margin in zip(shares, margins, strict=True))


def log_sum(values):
    """ln(sum e^v), -infinity of none."""
    most = max(values, default=-inf)
    return most + log(sum(exp(value - most) for value in values)) if most > -inf else most


def joined(utilities, nest):
    """Appeal of open products together: the more alike, the smaller nest."""
    return nest * log_sum([utility / nest for utility in utilities])


def set_prices(products, nothing, stakes, p):
    """Open products at cost and what goes with them; of paid ones each price the best reply to all others'."""
    paid = [product for product in products if not product.is_open]
    for product in products:
        product.price = price_of_open(product.worth, product.cost, p)
    opened = joined([product.at(product.price, stakes, p) for product in products if product.is_open], p.nest)
    given = log_sum([nothing, opened])
    at_cost = [product.at(product.cost, stakes, p) for product in paid]

    def unchosen(x):
        odds = [odds_of(utility - x) for utility in at_cost]
        return 1.0 - exp(given - x) - sum(each / (1.0 + each) for each in odds)

    highest = log_sum([given, *(utility - 1.0 for utility in at_cost)])
    x = brentq(unchosen, given - 1e-9, highest + 1e-9, **EXACT) if paid else given
    for product, utility in zip(paid, at_cost, strict=True):
        product.price = p.paid_markup * (product.cost + (1.0 + odds_of(utility - x)) * stakes)


def choose(products, nothing, stakes, p):
    """Utilities and shares at the prices asked; the log of the sum of all choices."""
    for product in products:
        product.utility = product.at(product.price, stakes, p)
    together = joined([product.utility for product in products if product.is_open], p.nest)
    x = log_sum([nothing, together, *(product.utility for product in products if not product.is_open)])
    for product in products:
        if product.is_open:
            product.share = exp(together - x) * exp((product.utility - together) / p.nest)
        else:
            product.share = exp(product.utility - x)
    return x, together


def gain(products, held, nothing, nest):
    """What users gain over doing without, in utility, at the shares they hold: mean utility and variety of tastes."""
    rest, opened = 1.0 - sum(held), sum(share for product, share in zip(products, held, strict=True) if product.is_open)
    total = 0.0
    for product, share in zip(products, held, strict=True):
        if share > 0.0:
            total += share * (product.utility - nothing) - (nest if product.is_open else 1.0) * share * log(share)
    if opened > 0.0:
        total -= (1.0 - nest) * opened * log(opened)
    return total - rest * log(rest) if rest > 0.0 else total
