"""Phase 7 where firms set prices: users pay for what AI does for them, open weights are served at cost by anybody.

Money is in USD a user and quarter, and in billions in all, for users are counted in billions. One place behind the
actors stands for the best open model, which anybody can run, also where its maker sells nothing.
"""

import numpy as np

from sim.compile import phase, rule
from sim.elementary import exp, log, log10, power, ten_to
from sim.lanes import never, some, where
from sim.packed import zeros
from sim.rules.accounts import pay, receive, transfer
from sim.rules.bertrand import odds_of_reply
from sim.rules.choosing import choose, gain, price_of_open, set_prices
from sim.rules.common import FARTHEST, LN10, clip, logistic, public_level, sells, shares
from sim.rules.demand import appeal, doing_without, lure
from sim.scenario.schema.enums import Sector
from sim.scenario.schema.prices import Prices
from sim.world import NOBODY, Floats, Flow, SocietyRecord, World

LEAST_SHARE = 1e-300
"""Of choices that are left where one product takes all."""
NOTHING_LEFT = 1e-12
"""Part of a sum below which what is left of it is rounding."""


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
    needed = p.size * rise - p.technique * known
    return min(0.5 * worth, p.serving * compute_cost * ten_to(clip(needed, -300.0, 300.0)))


@rule
def fixed_cost(known: float, compute_cost: float, p: Prices) -> float:
    """What serving the capability costs that led at the start, serving*compute_cost*10^(-technique*known).

    It is the cost of serving at a rise of 0, never with something less capable: know-how lets a smaller model do the
    same, and compute becomes cheaper. At most ``greatest_value``, above which nobody would pay for it.

    Args:
        known: know-how above the start's of who serves, OOM.
        compute_cost: price of compute against the start's.
        p: the parameters.
    """
    return min(p.greatest_value, p.serving * compute_cost * ten_to(clip(-p.technique * known, -300.0, 300.0)))


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
def profit_of_entrant(rise: float, known: float, compute_cost: float, society: SocietyRecord, p: Prices) -> float:
    """What one more paid product would earn, bn USD a quarter, while all others keep their prices.

    N*A*o/alpha, o the odds of its best reply to what users can choose now: one scalar equation.
    """
    if society.stakes <= 0.0:
        return 0.0
    worth = worth_of(rise, p)
    cost = cost_of_serving(worth, rise, known, compute_cost, p)
    odds = odds_of_reply((worth - p.hassle - cost) / society.stakes - society.appeal)
    return p.potential * society.reached * society.stakes * odds


@rule
def edge_of(worth: float, cost: float, stakes: float, p: Prices) -> float:
    """Utility that one OOM of know-how adds, alpha*d(V - c)/dA, for it adds as much capability.

    V' = V*(1 - V/greatest_value)/width, c' = ln 10*(size - technique)*c; V'/2 where a smaller model serves, c = V/2.
    """
    more = worth * (1.0 - worth / p.greatest_value) / p.width
    less = where(cost >= 0.5 * worth, 0.5 * more, LN10 * (p.size - p.technique) * cost)
    return (more - less) / stakes


@rule
def compute_cost_of(price: float, now: float) -> float:
    """Price of compute against the start's; 1 where no money buys any."""
    return where((price > 0.0) & (now > 0.0), price / now, 1.0)


@phase
def trade_prices(w: World) -> None:
    """AI reaches more users; firms set prices; users choose, and follow what they would choose at rate churn."""
    actors, society, p = w.actors, w.society[0], w.parameters[0]
    last = actors.size
    worth, cost, pull, price = zeros(w, last + 1), zeros(w, last + 1), zeros(w, last + 1), zeros(w, last + 1)
    utility, share, is_open = zeros(w, last + 1), zeros(w, last + 1), zeros(w, last + 1)
    spread_use(w)
    set_out(w, worth, cost, pull, is_open)
    nothing, most = doing_without(society.literacy, p.literacy), 0.0
    for j in range(last + 1):
        most = max(most, worth[j])
    society.stakes = stakes_of(most, p.prices)
    set_prices(worth, cost, pull, is_open, nothing, society.stakes, p.prices, price)
    society.appeal = choose(worth, price, pull, is_open, nothing, society.stakes, p.prices, utility, share)
    for i in range(last):
        me = actors[i]
        on_sale = sells(me)
        me.price, me.unit_cost = where(on_sale, price[i], 0.0), where(on_sale, cost[i], 0.0)
        me.users = where(on_sale, me.users + p.market.churn * (society.reached * share[i] - me.users), 0.0)
        share[i] = me.users / society.reached
    society.open_use += p.market.churn * (society.reached * share[last] - society.open_use)
    society.open_price = price[last]
    share[last] = society.open_use / society.reached
    weigh(w, worth, cost, pull, utility, is_open)
    customers = p.prices.potential * society.reached
    society.surplus = customers * society.stakes * gain(utility, share, is_open, nothing, p.prices.nest)
    for i in range(last):
        lost = (actors[i].outage > 0.0) & (is_open[i] == 0)  # anybody else serves what is open
        if some(lost):
            missed = max(0.0, utility[i] - nothing)
            forgone = actors[i].outage * customers * share[i] * society.stakes * missed
            society.surplus -= where(lost, forgone, 0.0)
    collect(w, customers, price, cost, is_open, share)


@phase
def weigh(w: World, worth: Floats, cost: Floats, pull: Floats, utility: Floats, is_open: Floats) -> None:
    """What each firm would earn with paid access, and with open weights, while all that others offer stays as it is.

    Its own product is taken out of what users can choose first. Paid: rent = N*A*o/alpha, o the odds of its best reply
    (:func:`sim.rules.bertrand.odds_of_reply`), whose slope in its utility is N*A*s/alpha. Open: its part of what is
    spent beside all open products, less its part of the same where it sells access.
    """
    actors, society, p, tiers = w.actors, w.society[0], w.parameters[0].prices, w.tiers
    scale, weights, top = p.potential * society.reached, complements_on_sale(w), -np.inf
    for j in range(utility.size):
        top = where(is_open[j] == 1, max(top, utility[j]), top)
    alike = spent = 0.0  # sums over open products of e^((u - top)/nest), and of that times what is spent beside
    for j in range(utility.size):
        counts = (is_open[j] == 1) & (utility[j] > -np.inf)
        if some(counts):
            each = where(counts, exp((where(counts, utility[j] - top, 0.0)) / p.nest), 0.0)
            alike += each
            spent += each * (price_of_open(worth[j], cost[j], p) - cost[j])
    together, some_open = 0.0, alike > 0.0
    if some(some_open):
        together = where(some_open, power(alike, p.nest) * exp(top - society.appeal), 0.0)
    for i in range(actors.size):
        me = actors[i]
        on_sale, opens = sells(me), is_open[i] == 1
        me.rent = me.swing = me.edge = me.beside = 0.0
        if some(on_sale):
            beside = price_of_open(worth[i], cost[i], p) - cost[i]
            mine = opened = gone = 0.0
            if some(opens):
                mine = where(opens, exp(where(opens, utility[i] - top, 0.0) / p.nest), 0.0)
            if some(not opens):
                gone = where(opens, 0.0, exp(utility[i] - society.appeal))
            rest = where(alike - mine > NOTHING_LEFT * alike, alike - mine, 0.0)
            left = rest > 0.0
            if some(left):
                opened = where(left, together * power(where(left, rest / alike, 0.0), p.nest), 0.0)
            others = max(opened + (1.0 - gone - together), LEAST_SHARE)
            bare = (worth[i] - p.hassle - cost[i]) / society.stakes + pull[i]
            bare -= lure(tiers[me.released_tier], me.denied)
            odds = odds_of_reply(bare + lure(tiers[me.hoards_as], me.denied) - society.appeal - log(others))
            rent = scale * society.stakes * odds
            me.rent, me.swing = where(on_sale, rent, 0.0), where(on_sale, rent / (1.0 + odds), 0.0)
            me.edge = where(on_sale, edge_of(worth[i], cost[i], society.stakes, p), 0.0)
            elsewhere = where(left, max(0.0, spent - mine * beside) / rest, 0.0)
            if_paid = opened / (others * (1.0 + odds)) * elsewhere
            wish = bare + lure(tiers[me.shares_as], me.denied) - beside / society.stakes
            high = max(top, wish)
            old = 0.0
            if some(left):
                old = where(left, rest * exp(where(left, top - high, 0.0) / p.nest), 0.0)
            new = exp((wish - high) / p.nest)
            joined = power(old + new, p.nest) * exp(min(FARTHEST, high - society.appeal))
            if_open = joined / (max(0.0, others - opened) + joined) * (old * elsewhere + new * beside) / (old + new)
            gained = scale * (if_open - if_paid) * me.complement / weights
            me.beside = where(on_sale & (weights > 0.0), gained, 0.0)


@phase
def complements_on_sale(w: World) -> float:
    """Sum of ``complement`` over firms, by which what is spent beside open use is divided."""
    total = 0.0
    for i in range(w.actors.size):
        total += where(sells(w.actors[i]), w.actors[i].complement, 0.0)
    return total


@phase
def spread_use(w: World) -> None:
    """More users are reached, and at first do as those do who were reached before."""
    actors, society = w.actors, w.society[0]
    using = society.open_use
    for i in range(actors.size):
        using += where(sells(actors[i]), actors[i].users, 0.0)
    before = society.reached
    society.reached = reached_next(before, min(1.0, using / before), w.parameters[0].prices)
    for i in range(actors.size):
        actors[i].users *= society.reached / before
    society.open_use *= society.reached / before


@phase
def set_out(w: World, worth: Floats, cost: Floats, pull: Floats, is_open: Floats) -> None:
    """Fill what is on offer: the latest release of each firm, and the best open model for whoever runs it.

    A firm, or hosts in its place, serve with the maker's know-how; the best open model with that behind it, or public.
    """
    actors, society, p, tiers = w.actors, w.society[0], w.parameters[0], w.tiers
    compute_cost, last, most = compute_cost_of(p.compute.price, society.compute_price), actors.size, -1e300
    for i in range(last):
        me = actors[i]
        on_sale = sells(me)
        pull[i] = -np.inf  # of what is not on sale
        if some(on_sale):
            rise, known = me.released - society.reference, me.capability - log10(me.compute) - society.know_how
            most = where(on_sale, max(most, known), most)
            value = worth_of(rise, p.prices)
            worth[i] = where(on_sale, value, 0.0)
            cost[i] = where(on_sale, cost_of_serving(value, rise, known, compute_cost, p.prices), 0.0)
            attraction = lure(tiers[me.released_tier], me.denied)
            tools = w.duties[i].tools
            pulls = appeal(0.0, me.users / society.reached, me, tools, attraction, society, p.market)
            pull[i] = where(on_sale, pulls, -np.inf)
            is_open[i] = where(on_sale & shares(me.released_tier), 1.0, 0.0)
    known = public_level(w)
    known = where(society.best_open_release != NOBODY, max(known, society.best_open_know_how), known)
    rise, is_open[last] = society.best_open - society.reference, 1.0
    passed = pass_on_users(w)
    worth[last] = where(passed, 0.0, worth_of(rise, p.prices))
    pull[last] = where(passed, -np.inf, p.market.self_service)
    cost[last] = cost_of_serving(worth[last], rise, known - society.know_how, compute_cost, p.prices)
    society.fixed_price = fixed_cost(max(most, known - society.know_how), compute_cost, p.prices)


@phase
def pass_on_users(w: World) -> bool:
    """Where the best open model is the product of a firm that is there, who ran it themselves go on with that.

    Anybody serves it at cost either way: it would else be there twice.

    Returns:
        Whether it is.
    """
    actors, society = w.actors, w.society[0]
    passed = never(society.reached)
    for i in range(actors.size):
        me = actors[i]
        his = sells(me) & (me.release == society.best_open_release) & (me.release != NOBODY) & (not passed)
        me.users += where(his, society.open_use, 0.0)
        society.open_use = where(his, 0.0, society.open_use)
        passed = passed | his
    return passed


@phase
def collect(w: World, customers: float, price: Floats, cost: Floats, is_open: Floats, share: Floats) -> None:
    """Who pays whom: paid use pays its maker, open use its hosts for serving, and what goes with it who sells that.

    ``sales`` are what users pay to a maker, its ``revenue`` is net of serving them, as in Cournot's market. What is
    spent beside open use is divided by ``complement`` among living firms, and is the hosts' where no firm sells any.
    The market is all that users pay, ``serving`` what of it pays for compute.
    """
    actors, books, society = w.actors, w.books, w.society[0]
    society.complements = society.market = 0.0
    weights = complements_on_sale(w)
    for j in range(share.size):
        paid, serving = customers * share[j] * price[j], customers * share[j] * cost[j]
        opened = is_open[j] == 1
        if some(opened):
            society.market += where(opened, paid, 0.0)
            society.complements += where(opened, paid - serving, 0.0)
            society.serving += where(opened, serving, 0.0)
            transfer(books, Flow.OPEN_USE, Sector.HOUSEHOLDS, Sector.HOSTS, where(opened, serving, 0.0))
        sold = (share[j] > 0.0) & (not opened)
        if some(sold):
            me = actors[j]
            serving = where(sold, serving * (1.0 - me.outage), 0.0)
            sales = where(sold, paid * (1.0 - me.outage), 0.0)
            society.market += sales
            society.serving += serving
            me.sales, me.revenue = where(sold, sales, me.sales), where(sold, sales - serving, me.revenue)
            receive(books, Flow.PAID_USE, Sector.HOUSEHOLDS, me, sales)
            pay(books, Flow.SERVING, me, Sector.HOSTS, serving)
    for i in range(actors.size):
        earns = sells(actors[i]) & (weights > 0.0)
        if some(earns):
            earned = society.complements * actors[i].complement / weights * (1.0 - actors[i].outage)
            earned = where(earns, earned, 0.0)
            actors[i].revenue += earned
            receive(books, Flow.COMPLEMENTS, Sector.HOUSEHOLDS, actors[i], earned)
    unclaimed = where(weights > 0.0, 0.0, society.complements)
    transfer(books, Flow.OPEN_USE, Sector.HOUSEHOLDS, Sector.HOSTS, unclaimed)
