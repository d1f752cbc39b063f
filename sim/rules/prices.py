"""Phase 7 where firms set prices: users pay for what AI does for them, open weights are served at cost by anybody.

Money is in USD a user and quarter, and in billions in all, for users are counted in billions. One place behind the
actors stands for the best open model, which anybody can run, also where its maker sells nothing.
"""

from math import exp, log, log10

import numpy as np

from sim.compile import phase, rule
from sim.rules.bertrand import bertrand, odds_at
from sim.rules.common import logistic, public_level, sells, shares
from sim.rules.demand import appeal, doing_without
from sim.scenario.schema.prices import Prices
from sim.world import NOBODY, Booleans, Floats, SocietyRecord, World


@rule
def worth_of(rise: float, p: Prices) -> float:
    """V = greatest_value/(1 + e^-((rise - middle)/width)), what AI so much above the start's does for a user.

    It is the share of tasks whose need of effective compute is met: never more than all (form after GATE, 2025).
    """
    return p.greatest_value * logistic((rise - p.middle) / p.width)


@rule
def cost_of_serving(worth: float, rise: float, known: float, compute_cost: float, p: Prices) -> float:
    """c = serving*compute_cost*10^(size*rise - technique*known), at most V/2: else a smaller model serves.

    Args:
        worth: V.
        rise: capability above the start's, OOM.
        known: know-how above the start's of who serves, OOM.
        compute_cost: price of compute against the start's.
        p: the parameters.
    """
    return min(0.5 * worth, p.serving * compute_cost * 10.0 ** (p.size * rise - p.technique * known))


@rule
def stakes_of(worth: float, p: Prices) -> float:
    """1/alpha = dispersion*(hassle + V): tastes differ in proportion to what is at stake, the best product's V."""
    return p.dispersion * (p.hassle + worth)


@rule
def reached_next(reached: float, using: float, p: Prices) -> float:
    """A' = A + (innovation + imitation*A*use)*use*(1 - A), use the share of those reached who use AI (Bass 1969).

    Word spreads as far as there is something to be gained; who runs a model without a firm counts.
    """
    return reached + min(1.0, (p.innovation + p.imitation * reached * using) * using) * (1.0 - reached)


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
    at_cost, markup = np.full(worth.size, -np.inf), np.empty(worth.size)
    for j in range(worth.size):
        if is_open[j]:
            price[j] = p.open_markup * (cost[j] + p.complements * max(0.0, worth[j] - cost[j]))
        else:
            at_cost[j] = (worth[j] - p.hassle - cost[j]) / stakes + pull[j]
    given = log_sum(nothing, open_appeal(worth, price, pull, is_open, stakes, p))
    bertrand(at_cost, given, markup)
    for j in range(worth.size):
        if not is_open[j]:
            price[j] = p.paid_markup * (cost[j] + markup[j] * stakes)


@rule
def log_sum(one: float, other: float) -> float:
    """ln(e^one + e^other)."""
    most = max(one, other)
    return most + log(exp(one - most) + exp(other - most)) if most > -np.inf else most


@rule
def open_appeal(worth: Floats, price: Floats, pull: Floats, is_open: Booleans, stakes: float, p: Prices) -> float:
    """nest*ln(sum e^(u_j/nest)) over open products (nested logit: McFadden 1978); -infinity where there are none."""
    total = -np.inf
    for j in range(worth.size):
        if is_open[j]:
            total = log_sum(total, ((worth[j] - p.hassle - price[j]) / stakes + pull[j]) / p.nest)
    return p.nest * total


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
    together = open_appeal(worth, price, pull, is_open, stakes, p)
    x = log_sum(nothing, together)
    for j in range(worth.size):
        if not is_open[j]:
            x = log_sum(x, utility[j])
    for j in range(worth.size):
        if not is_open[j]:
            share[j] = exp(utility[j] - x)
        else:
            share[j] = exp(together - x) * exp((utility[j] - together) / p.nest) if together > -np.inf else 0.0
    return x


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


@rule
def profit_of_entrant(rise: float, known: float, compute_cost: float, society: SocietyRecord, p: Prices) -> float:
    """What one more paid product would earn, bn USD a quarter, while all others keep their prices.

    N*A*s/(1-s)/alpha with ln s + 1/(1-s) = y - x, y its utility at cost: one scalar equation.
    """
    if society.stakes <= 0.0:
        return 0.0
    worth = worth_of(rise, p)
    cost = cost_of_serving(worth, rise, known, compute_cost, p)
    odds = odds_at((worth - p.hassle - cost) / society.stakes - society.appeal)
    return p.potential * society.reached * society.stakes * odds


@rule
def compute_cost_of(price: float, now: float) -> float:
    """Price of compute against the start's; 1 where no money buys any."""
    return price / now if price > 0.0 and now > 0.0 else 1.0


@phase
def trade_prices(w: World) -> None:
    """AI reaches more users; firms set prices; users choose, and follow what they would choose at rate churn."""
    actors, society, p = w.actors, w.society[0], w.parameters[0]
    last = actors.size
    worth, cost, pull, price = np.zeros(last + 1), np.zeros(last + 1), np.full(last + 1, -np.inf), np.zeros(last + 1)
    utility, share, is_open = np.zeros(last + 1), np.zeros(last + 1), np.zeros(last + 1, np.bool_)
    spread_use(w)
    set_out(w, worth, cost, pull, is_open)
    nothing = doing_without(society.literacy, p.literacy)
    society.stakes = stakes_of(worth.max(), p.prices)
    set_prices(worth, cost, pull, is_open, nothing, society.stakes, p.prices, price)
    society.appeal = choose(worth, price, pull, is_open, nothing, society.stakes, p.prices, utility, share)
    for i in range(last):
        me = actors[i]
        me.price, me.unit_cost = price[i], cost[i]
        me.users = me.users + p.market.churn * (society.reached * share[i] - me.users) if sells(me) else 0.0
        share[i] = me.users / society.reached
    society.open_use += p.market.churn * (society.reached * share[last] - society.open_use)
    share[last] = society.open_use / society.reached
    customers = p.prices.potential * society.reached
    society.surplus = customers * society.stakes * gain(utility, share, is_open, nothing, p.prices.nest)
    collect(w, customers, price, cost, is_open, share)


@phase
def spread_use(w: World) -> None:
    """More users are reached, and at first do as those do who were reached before."""
    actors, society = w.actors, w.society[0]
    using = society.open_use
    for i in range(actors.size):
        using += actors[i].users if sells(actors[i]) else 0.0
    before = society.reached
    society.reached = reached_next(before, min(1.0, using / before), w.parameters[0].prices)
    for i in range(actors.size):
        actors[i].users *= society.reached / before
    society.open_use *= society.reached / before


@phase
def set_out(w: World, worth: Floats, cost: Floats, pull: Floats, is_open: Booleans) -> None:
    """Fill what is on offer: the latest release of each firm, and the best open model for whoever runs it.

    A firm, or hosts in its place, serve with the maker's know-how; the best open model with that behind it, or public.
    """
    actors, society, p, tiers = w.actors, w.society[0], w.parameters[0], w.tiers
    compute_cost, last = compute_cost_of(p.compute.price, society.compute_price), actors.size
    for i in range(last):
        me = actors[i]
        if sells(me):
            rise, known = me.released - society.reference, me.capability - log10(me.compute) - society.know_how
            worth[i] = worth_of(rise, p.prices)
            cost[i] = cost_of_serving(worth[i], rise, known, compute_cost, p.prices)
            pull[i] = appeal(
                0.0,
                me.users / society.reached,
                me,
                w.duties[i].tools,
                tiers[me.released_tier].appeal,
                society,
                p.market,
            )
            is_open[i] = shares(me.released_tier)
    known = public_level(w)
    if society.best_open_release != NOBODY:
        best = w.releases[society.best_open_release]
        known = max(known, best.capability - log10(best.compute))
    rise = society.best_open - society.reference
    worth[last], is_open[last], pull[last] = worth_of(rise, p.prices), True, p.market.self_service
    cost[last] = cost_of_serving(worth[last], rise, known - society.know_how, compute_cost, p.prices)


@phase
def collect(w: World, customers: float, price: Floats, cost: Floats, is_open: Booleans, share: Floats) -> None:
    """Who pays whom: paid use pays its maker, open use its hosts for serving, and what goes with it who sells that.

    ``sales`` are what users pay to a maker, its ``revenue`` is net of serving them, as in Cournot's market. What is
    spent beside open use is divided by ``complement`` among living firms. The market is all that users pay.
    """
    actors, society = w.actors, w.society[0]
    society.complements = society.market = weights = 0.0
    for j in range(share.size):
        paid = customers * share[j] * price[j]
        society.market += paid
        if is_open[j]:
            society.complements += paid - customers * share[j] * cost[j]
        elif share[j] > 0.0:
            me = actors[j]
            me.sales = paid * (1.0 - me.outage)
            me.revenue = (paid - customers * share[j] * cost[j]) * (1.0 - me.outage)
    for i in range(actors.size):
        weights += actors[i].complement if sells(actors[i]) else 0.0
    for i in range(actors.size):
        if sells(actors[i]) and weights > 0.0:
            actors[i].revenue += society.complements * actors[i].complement / weights * (1.0 - actors[i].outage)
