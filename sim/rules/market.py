"""Phase 7, first half: users choose, firms earn."""

import numpy as np

from sim.compile import phase, rule
from sim.elementary import exp, log
from sim.lanes import some, where
from sim.rules.accounts import receive
from sim.rules.common import mean_level, sells, shares
from sim.rules.demand import appeal, doing_without, lure
from sim.rules.prices import trade_prices
from sim.scenario.schema.economy import Market
from sim.scenario.schema.enums import MarketForm, Sector
from sim.world import Floats, Flow, World


@phase
def trade(w: World) -> None:
    """Set the market's size, users, revenue and consumer surplus, by the form of the scenario."""
    p = w.parameters[0].market
    clear_market(w)
    if p.form == MarketForm.PRICES:
        trade_at_prices(w)
    elif is_held(p):
        if p.form == MarketForm.COURNOT:
            trade_cournot(w)
        else:
            trade_logit(w)
        count_openness(w)
        earn_on_complements(w)
        lose_service(w)


@rule
def is_held(p: Market) -> bool:
    """Whether there is a market."""
    return p.on == 1 and p.size > 0.0


@phase
def clear_market(w: World) -> None:
    """Nothing has been sold in this quarter."""
    actors, society, p = w.actors, w.society[0], w.parameters[0].market
    for i in range(actors.size):
        actors[i].revenue = actors[i].sales = 0.0
    society.surplus = society.service_loss = society.market = society.output = society.appeal = 0.0
    society.serving = 0.0
    if p.form != MarketForm.PRICES:
        society.open_use = 0.0


@phase
def trade_at_prices(w: World) -> None:
    """The market in which firms set prices."""
    if is_held(w.parameters[0].market):
        trade_prices(w)
        count_openness(w)
        lose_service(w)


@rule
def market_size(rise: float, p: Market) -> float:
    """Market, billion dollars a quarter: 1/(1/x + 1/ceiling), x = size * 10^(demand * rise of the frontier)."""
    return 1.0 / (1.0 / (p.size * 10.0 ** (p.demand * rise)) + 1.0 / p.ceiling)


@phase
def trade_logit(w: World) -> None:
    """Logit demand: share_i = exp(u_i - U), U = log(exp(u_0) + exp(u_open) + sum exp(u_j)); users follow at rate churn.

    Everybody can also do without, or run the best open model without a firm. Revenue is market * users * capture of
    the tier; surplus is market * U (McFadden 1974; Small & Rosen 1981).
    """
    actors, society, p, tiers = w.actors, w.society[0], w.parameters[0], w.tiers
    wish = np.full(actors.size, -np.inf)  # of who does not sell: exp gives 0
    nothing = doing_without(society.literacy, p.literacy)
    alone = p.market.quality * (society.best_open - society.reference) + p.market.self_service
    most = max(nothing, alone)  # powers are taken against the largest utility, or they overflow
    for i in range(actors.size):
        if sells(actors[i]):
            me = actors[i]
            worth = p.market.quality * (me.released - society.reference)
            pull = lure(tiers[me.released_tier], me.denied)
            wish[i] = appeal(worth, me.users, me, w.duties[i].tools, pull, society, p.market)
            most = max(most, wish[i])
    total = exp(nothing - most) + exp(alone - most)
    for i in range(actors.size):
        total += exp(wish[i] - most)
    society.appeal = most + log(total)
    society.market = market_size(society.released_frontier - society.reference, p.market)
    society.surplus, society.open_use = society.market * society.appeal, exp(alone - society.appeal)
    for i in range(actors.size):
        me = actors[i]
        me.users += p.market.churn * (exp(wish[i] - society.appeal) - me.users)
        if sells(me):
            me.revenue = society.market * me.users * tiers[me.released_tier].capture * (1.0 - me.outage)
            me.sales = me.revenue
            receive(w.books, Flow.PAID_USE, Sector.HOUSEHOLDS, me, me.revenue)


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
    # Less than nothing produced would prop P up: without such firms it is lower, so they stay out, and more may follow.
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
    actors, society, p, knowledge = w.actors, w.society[0], w.parameters[0].market, w.knowledge
    domains, tiers = w.domains, w.tiers
    cost, output = np.full(actors.size, np.inf), np.zeros(actors.size)
    for i in range(actors.size):
        if sells(actors[i]):
            cost[i] = unit_cost(mean_level(knowledge[i], domains), p)
    price = cournot(cost, p.intercept, p.slope, p.rivalry, output)
    total, apart = output.sum(), p.slope * (1.0 - p.rivalry)
    squares = (output * output).sum()
    society.market = price * total - apart * squares
    society.surplus = 0.5 * p.slope * total * total * p.rivalry + 0.5 * apart * squares
    society.price, society.output, society.producers = price, total, int(np.count_nonzero(output))
    for i in range(actors.size):
        actors[i].users = output[i] / total if total > 0.0 else 0.0
        if output[i] > 0.0:
            profit = (price - apart * output[i] - cost[i]) * output[i]
            actors[i].revenue = profit * tiers[actors[i].released_tier].capture * (1.0 - actors[i].outage)
            # Net of costs: what producing takes is paid to households, who pay for it.
            receive(w.books, Flow.PAID_USE, Sector.HOUSEHOLDS, actors[i], actors[i].revenue)


@phase
def count_openness(w: World) -> None:
    """Sum of what open releases of those who sell disclose: others have no part in what complements bring."""
    actors, society, tiers = w.actors, w.society[0], w.tiers
    society.openness = 0.0
    for i in range(actors.size):
        opens = sells(actors[i]) & shares(actors[i].released_tier)
        if some(opens):
            society.openness += where(opens, tiers[actors[i].released_tier].disclosure, 0.0)


@phase
def earn_on_complements(w: World) -> None:
    """Open firms earn complement*market*V*o_i/sum o on cloud or chips: more firms, less each (Teece 1986)."""
    actors, society, p, tiers = w.actors, w.society[0], w.parameters[0], w.tiers
    if not p.community.on or society.openness == 0.0:
        return
    for i in range(actors.size):
        if sells(actors[i]) and shares(actors[i].released_tier):
            part = tiers[actors[i].released_tier].disclosure / society.openness
            earned = actors[i].complement * society.market * society.community * part * (1.0 - actors[i].outage)
            actors[i].revenue += earned
            receive(w.books, Flow.COMPLEMENTS, Sector.HOUSEHOLDS, actors[i], earned)


@phase
def lose_service(w: World) -> None:
    """Service lost in an outage: users of what is down, less what others' compatible service replaces."""
    actors, society = w.actors, w.society[0]
    for i in range(actors.size):
        me = actors[i]
        if some(me.outage > 0.0):  # it is never below 0
            society.service_loss += me.outage * me.users * (1.0 - society.interoperability * (1.0 - me.users))
