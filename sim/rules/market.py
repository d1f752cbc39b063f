"""Phase 7, first half: users choose, firms earn."""

from math import exp, log

import numpy as np

from sim.compile import phase, rule
from sim.rules.common import mean_level, sells, shares
from sim.scenario.schema.economy import Literacy, Market
from sim.scenario.schema.enums import MarketForm
from sim.world import NOBODY, ActorRecord, CommonsRecord, Floats, World

LEAST_BASE = 1e-6
"""Share of users below which a base no longer counts as smaller: keeps log(base) finite."""


@phase
def trade(w: World) -> None:
    """Set the market's size, users, revenue and consumer surplus, by the form of the scenario."""
    c, p, actors = w.commons[0], w.parameters[0].market, w.actors
    for i in range(actors.size):
        actors[i].revenue = actors[i].sales = 0.0
    c.surplus = c.service_loss = c.market = c.output = c.appeal = c.open_use = 0.0
    if p.on and p.size > 0.0:
        if p.form == MarketForm.COURNOT:
            trade_cournot(w)
        else:
            trade_logit(w)
        earn_on_complements(w)
        lose_service(w)


@rule
def market_size(rise: float, p: Market) -> float:
    """Market, billion dollars a quarter: 1/(1/x + 1/ceiling), x = size * 10^(demand * rise of the frontier)."""
    return 1.0 / (1.0 / (p.size * 10.0 ** (p.demand * rise)) + 1.0 / p.ceiling)


@rule
def appeal(me: ActorRecord, tools: float, tier_appeal: float, c: CommonsRecord, p: Market) -> float:
    """Utility of a product: quality*(K_released - K_start) + network*log(base) + tier + standing*(reputation - 1/2).

    The base is own users plus kappa times all others (Katz & Shapiro 1985); a host adds ``hosting``, and so do the
    applications of a full community that builds on the provider's tools.
    """
    base = max(LEAST_BASE, me.users + c.interoperability * (1.0 - me.users))
    value = p.quality * (me.released - c.reference) + p.network * log(base)
    value += tier_appeal + p.standing * (me.reputation - 0.5)
    value += p.hosting * tools * c.community
    return value + p.hosting if me.host != NOBODY else value


@rule
def doing_without(literacy: float, p: Literacy) -> float:
    """Utility of no AI at all: 0, less with literacy."""
    return -p.adoption * literacy


@phase
def trade_logit(w: World) -> None:
    """Logit demand: share_i = exp(u_i - U), U = log(exp(u_0) + exp(u_open) + sum exp(u_j)); users follow at rate churn.

    Everybody can also do without, or run the best open model without a firm. Revenue is market * users * capture of
    the tier; surplus is market * U (McFadden 1974; Small & Rosen 1981).
    """
    a, c, p, tiers = w.actors, w.commons[0], w.parameters[0], w.tiers
    wish = np.full(a.size, -np.inf)
    nothing = doing_without(c.literacy, p.literacy)
    alone = p.market.quality * (c.best_open - c.reference) + p.market.self_service
    most = max(nothing, alone)
    for i in range(a.size):
        if sells(a[i]):
            wish[i] = appeal(a[i], w.duties[i].tools, tiers[a[i].released_tier].appeal, c, p.market)
            most = max(most, wish[i])
    total = exp(nothing - most) + exp(alone - most)
    for i in range(a.size):
        total += exp(wish[i] - most)
    c.appeal = most + log(total)
    c.market = market_size(c.released_frontier - c.reference, p.market)
    c.surplus, c.open_use = c.market * c.appeal, exp(alone - c.appeal)
    for i in range(a.size):
        me = a[i]
        me.users += p.market.churn * (exp(wish[i] - c.appeal) - me.users)
        if sells(me):
            me.revenue = c.market * me.users * tiers[me.released_tier].capture * (1.0 - me.outage)
            me.sales = me.revenue


@rule
def cournot(cost: Floats, intercept: float, slope: float, rivalry: float, output: Floats) -> float:
    """Cournot equilibrium with linear demand p_i = a - b*(q_i + r*sum_{j!=i} q_j) and constant unit costs.

    q_i = (P - c_i)/(b*(2-r)) with P = ((2-r)*a + r*sum c_j)/(2 + (n-1)*r) over the n firms that produce; a firm whose
    output would be negative stays out. Fills ``output`` and returns P = a - b*r*Q, what a first unit would sell for;
    i sells at p_i = P - b*(1-r)*q_i. Among equal goods (r = 1) P is the price (Cournot 1838; Singh & Vives 1984).

    Args:
        cost: unit cost, infinite for who does not take part, shape (firms,).
        intercept: a.
        slope: b > 0.
        rivalry: r in [0,1].
        output: filled with quantities, same shape as cost.

    Returns:
        P; with nobody producing, the intercept.
    """
    active = cost < intercept
    price, settled = intercept, False
    while not settled:
        count, total = 0, 0.0
        for i in range(cost.size):
            if active[i]:
                count += 1
                total += cost[i]
        price, settled = ((2.0 - rivalry) * intercept + rivalry * total) / (2.0 + (count - 1) * rivalry), True
        for i in range(cost.size):
            if active[i] and cost[i] > price:
                active[i], settled = False, False
    for i in range(cost.size):
        output[i] = (price - cost[i]) / (slope * (2.0 - rivalry)) if active[i] else 0.0
    return price


@rule
def unit_cost(know_how: float, p: Market) -> float:
    """Unit cost of a firm, [unit_cost - cost_cut*A]+ (d'Aspremont & Jacquemin 1988)."""
    return max(0.0, p.unit_cost - p.cost_cut * know_how)


@phase
def trade_cournot(w: World) -> None:
    """Know-how cuts unit cost, c_i = [unit_cost - cost_cut*A_i]+; revenue is capture*(p_i - c_i)*q_i.

    Surplus is b*(r*Q^2 + (1-r)*sum q_i^2)/2, b*Q^2/2 among equal goods.
    """
    a, c, p, fields = w.actors, w.commons[0], w.parameters[0].market, w.fields
    domains, tiers = w.domains, w.tiers
    cost, output = np.full(a.size, np.inf), np.zeros(a.size)
    for i in range(a.size):
        if sells(a[i]):
            cost[i] = unit_cost(mean_level(fields[i], domains), p)
    price = cournot(cost, p.intercept, p.slope, p.rivalry, output)
    total, apart = output.sum(), p.slope * (1.0 - p.rivalry)
    squares = (output * output).sum()
    c.market = price * total - apart * squares
    c.surplus = 0.5 * p.slope * total * total * p.rivalry + 0.5 * apart * squares
    c.price, c.output, c.producers = price, total, int(np.count_nonzero(output))
    for i in range(a.size):
        a[i].users = output[i] / total if total > 0.0 else 0.0
        if output[i] > 0.0:
            profit = (price - apart * output[i] - cost[i]) * output[i]
            a[i].revenue = profit * tiers[a[i].released_tier].capture * (1.0 - a[i].outage)


@phase
def earn_on_complements(w: World) -> None:
    """Open firms earn complement*market*V*o_i/sum o on cloud or chips: more firms, less each (Teece 1986)."""
    a, c, p, tiers = w.actors, w.commons[0], w.parameters[0], w.tiers
    c.openness = 0.0
    for i in range(a.size):
        if a[i].alive and shares(a[i].released_tier):
            c.openness += tiers[a[i].released_tier].disclosure
    if not p.community.on or c.openness == 0.0:
        return
    for i in range(a.size):
        if sells(a[i]) and shares(a[i].released_tier):
            part = tiers[a[i].released_tier].disclosure / c.openness
            a[i].revenue += a[i].complement * c.market * c.community * part * (1.0 - a[i].outage)


@phase
def lose_service(w: World) -> None:
    """Service lost in an outage: users of what is down, less what others' compatible service replaces."""
    actors, c = w.actors, w.commons[0]
    for i in range(actors.size):
        me = actors[i]
        if me.outage > 0.0:
            c.service_loss += me.outage * me.users * (1.0 - c.interoperability * (1.0 - me.users))
