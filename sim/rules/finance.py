"""Phase 7, second half: fees, investors, budgets, cash and payoffs."""

import numpy as np

from sim.compile import phase, rule
from sim.rules.common import sells
from sim.rules.learn import owes_fee
from sim.rules.objectives import payoff
from sim.rules.partnering import settle_with_hosts
from sim.scenario.schema.economy import Literacy
from sim.scenario.schema.enums import GOVERNING
from sim.scenario.schema.society import Compliance
from sim.world import ActorRecord, Floats, Parameters, World


@phase
def settle_accounts(w: World) -> None:
    """Fees are paid, investors place money, cash and payoffs follow, next quarter's budgets are set.

    ``fees`` are net: of licences, of a host's cut, of complying with rules, of fines. A nation pays schools
    cost*literacy of its money; subsidies and grants come on top.
    """
    actors, duties, blocs, society, p = w.actors, w.duties, w.blocs, w.society[0], w.parameters[0]
    pay_fees(w)
    settle_with_hosts(w)
    investment, earned = invest(w), revenue_by_bloc(w)
    for i in range(actors.size):
        me = actors[i]
        if me.alive:
            harm = p.incidents.harm * me.incident * me.revenue
            me.fees -= compliance(society.alignment, blocs.size, p.compliance) * me.revenue + duties[i].fine
            me.cash += me.endowment + me.revenue + me.fees + investment[i] + me.subsidy + duties[i].grant
            me.cash -= me.outlay + me.schools + harm
            me.payoff = payoff(me, earned[me.bloc], society.surplus / blocs.size, harm, p.payoff)
            me.payoff_sum += me.payoff
            if p.finance.on:
                me.endowment *= 1.0 + p.finance.growth
            money = next_money(me, investment[i], p)
            me.schools = schooling(me, money, society.literacy, p.literacy)
            me.budget = max(0.0, money - me.schools + me.subsidy + duties[i].grant)


@phase
def pay_fees(w: World) -> None:
    """Who learns most from a licensor, and has more users than its threshold, pays its fee."""
    actors, p = w.actors, w.parameters[0].licence
    for i in range(actors.size):
        actors[i].fees = 0.0
    for i in range(actors.size):
        if actors[i].alive and actors[i].source >= 0 and owes_fee(actors[i], actors[actors[i].source], p):
            fee = p.fees * actors[actors[i].source].fee
            actors[i].fees -= fee
            actors[actors[i].source].fees += fee


@phase
def invest(w: World) -> Floats:
    """Investors place appetite*market among firms in proportion to [K_released - (frontier - reach)]+: they chase."""
    actors, society, p = w.actors, w.society[0], w.parameters[0].finance
    placed = np.zeros(actors.size)
    if not p.on:
        return placed
    total = 0.0
    for i in range(actors.size):
        if sells(actors[i]):
            placed[i] = max(0.0, actors[i].released - (society.released_frontier - p.reach))
            total += placed[i]
    for i in range(actors.size):
        placed[i] *= p.appetite * society.market / total if total > 0.0 else 0.0
    return placed


@rule
def compliance(alignment: float, blocs: int, p: Compliance) -> float:
    """Share of revenue that complying with rules takes, cost*(1 + divergence*(1-alignment)*(blocs-1)).

    Form: fixed cost of serving a further market, as far as its rules differ (Nordas 2016).
    """
    return p.cost * (1.0 + p.divergence * (1.0 - alignment) * (blocs - 1)) if p.on else 0.0


@rule
def schooling(me: ActorRecord, money: float, literacy: float, p: Literacy) -> float:
    """What a nation spends on educating users and policymakers: cost*literacy of its money."""
    return money * p.cost * literacy if me.kind in GOVERNING else 0.0


@rule
def next_money(me: ActorRecord, investment: float, p: Parameters) -> float:
    """Endowment + reinvest*(revenue + fees) + investment: what a budget is made of, before schools and subsidy."""
    if not p.finance.on:
        return me.endowment
    return max(0.0, me.endowment + p.finance.reinvest * (me.revenue + me.fees)) + investment


@phase
def revenue_by_bloc(w: World) -> Floats:
    """Revenue earned in each bloc, billion dollars a quarter."""
    actors, blocs = w.actors, w.blocs
    earned = np.zeros(blocs.size)
    for i in range(actors.size):
        if actors[i].alive:
            earned[actors[i].bloc] += actors[i].revenue
    return earned
