"""Phase 12: one row of series a quarter. Their ranges and units stand in sim/scenario/schema/series.py."""

import numpy as np

from sim.compile import phase, rule
from sim.elementary import exp, log
from sim.rules.accounts import open_books
from sim.rules.common import institutional, sells, shares
from sim.rules.compute import price_of
from sim.rules.direct import overlap
from sim.rules.regulate import law_of
from sim.rules.standing import autonomy, dependence, earned_before_transfers, openness_of_leaders
from sim.scenario.schema.enums import Sector
from sim.scenario.schema.series import at
from sim.world import ActorRecord, BlocRecord, Floats, Flow, Records, SocietyRecord, World

COSTS = (
    Flow.PAID_USE.value,
    Flow.OPEN_USE.value,
    Flow.COMPLEMENTS.value,
    Flow.WAGES.value,
    Flow.RULES.value,
    Flow.HARM.value,
    Flow.SCHOOLS.value,
    Flow.GRANTS.value,
    Flow.CHIP_COSTS.value,
)
"""Flows that pay for use, work, goods and harm. Grants to actors from households are academies', who had dues."""
WITHIN_REACH = 600.0
"""Largest exponent of powers that are added up; exp of 710 overflows."""


@rule
def observe(w: World, t: int) -> None:
    """Write row t of the series."""
    row = w.series[t]
    row[:] = 0.0
    observe_actors(w, row)
    observe_leader(w, row)
    observe_market(w, row)
    observe_prices(w, row)
    observe_money(w, row)
    observe_world(w, row)
    observe_institutions(w, row)


@phase
def observe_actors(w: World, row: Floats) -> None:
    """Means and sums over the living, and the largest training run that one of them can make of what it owns."""
    actors, p = w.actors, w.parameters[0]
    living = 0
    for i in range(actors.size):
        if actors[i].alive:
            living += 1
            row[at.mean_capability] += actors[i].capability
            row[at.openness] += actors[i].openness
            row[at.open_actors] += shares(actors[i].tier)
            row[at.effort] += actors[i].effort
            row[at.safety] += actors[i].safety
            row[at.flaws] += actors[i].flaws
            row[at.find_rate] += actors[i].find_rate
            row[at.incidents] += actors[i].incident > 0.0
            row[at.misuse] += actors[i].misuse
            row[at.duplicated] += actors[i].duplicated
            row[at.outlay] += actors[i].outlay
            row[at.largest_run] = max(row[at.largest_run], actors[i].compute)
            row[at.research_gain] += actors[i].researched
            row[at.learning_gain] += actors[i].learned
            row[at.absorption] += actors[i].absorption
            row[at.absorption_spread] += actors[i].absorption * actors[i].absorption
    row[at.reported_incidents] = p.incidents.scale * row[at.incidents]
    row[at.active] = living
    row[at.largest_run_cost] = price_of(row[at.largest_run], w.society[0].compute_price)
    row[at.duplicated] /= max(1e-300, row[at.outlay])
    if living > 0:
        for k in (at.mean_capability, at.openness, at.open_actors, at.effort, at.safety, at.flaws, at.find_rate):
            row[k] /= living
        for k in (at.research_gain, at.learning_gain, at.absorption, at.absorption_spread):
            row[k] /= living
    row[at.absorption_spread] = max(0.0, row[at.absorption_spread] - row[at.absorption] ** 2) ** 0.5
    row[at.variety], row[at.overlap] = variety(w), overlap(w)
    row[at.gini_capability] = gini_of_power(w, p.market.quality)


@phase
def observe_leader(w: World, row: Floats) -> None:
    """Who of the active leads by released capability, how many are near, how careful the leader is.

    The frontiers are those of the quarter's releases; a leader that has just left still set them, and leads no more.
    """
    actors, society, p = w.actors, w.society[0], w.parameters[0].world
    row[at.frontier], row[at.leader] = society.frontier, -1.0
    row[at.released_frontier], row[at.open_frontier] = society.released_frontier, society.best_open
    near = society.released_frontier - 10.0 / p.index_slope
    row[at.contenders], best = 0.0, -1e300
    for i in range(actors.size):
        if actors[i].alive:
            row[at.contenders] += actors[i].released >= near
            if actors[i].released > best:
                best, row[at.leader], row[at.safety_leader] = actors[i].released, i, actors[i].safety


@phase
def observe_market(w: World, row: Floats) -> None:
    """Revenue, its concentration, use, surplus, profits and welfare."""
    actors, society, p = w.actors, w.society[0], w.parameters[0]
    total = users = misused = 0.0
    for i in range(actors.size):
        misused += actors[i].misuse
        if sells(actors[i]):
            total += actors[i].revenue
            users += actors[i].users
    row[at.market], row[at.surplus], row[at.open_use] = society.market, society.surplus, society.open_use
    row[at.users], row[at.profits], row[at.reached] = users, society.profit, society.reached
    row[at.use] = min(1.0, users + society.open_use)  # in other forms than prices users follow, open use does not wait
    row[at.value_added] = society.surplus + earned_before_transfers(w.books)
    row[at.welfare] = society.surplus - net_cost(w.books) - p.misuse.damage * society.market * misused
    row[at.service_loss] = society.service_loss
    row[at.hhi_revenue], row[at.cr4_revenue] = concentration(actors, total)


@rule
def net_cost(books: Floats) -> float:
    """What AI costs in work, goods and harm, less what users pay for it, bn USD.

    It is what households, whoever they are, receive for these, net. What passes between owners, lenders, savers and
    states is no cost, and capacity that is built is worth what it cost. So its opposite is what firms earn before
    interest, fines and tax, and hosts before dividends, less what labs and states spend and what schools cost.
    """
    cost = 0.0
    for flow in COSTS:
        cost += books[flow, Sector.HOUSEHOLDS.value]
    return cost


@phase
def observe_prices(w: World, row: Floats) -> None:
    """Prices by users, of paid access and of open models, and what serving costs; 0 where nobody sells or uses any."""
    actors, society = w.actors, w.society[0]
    paid, users, best = 0.0, 0.0, -1e300
    opened, opening = society.open_price * society.open_use, society.open_use
    for i in range(actors.size):
        me = actors[i]
        if sells(me):
            if shares(me.released_tier):
                opened, opening = opened + me.price * me.users, opening + me.users
            else:
                paid, users = paid + me.price * me.users, users + me.users
            if me.released > best:
                best, row[at.frontier_cost] = me.released, me.unit_cost
    row[at.paid_price] = paid / users if users > 0.0 else 0.0
    row[at.open_price] = opened / opening if opening > 0.0 else 0.0
    row[at.fixed_price] = society.fixed_price


@phase
def observe_money(w: World, row: Floats) -> None:
    """What is invested, raised, paid out and owed; of capacity that is built, outlay has paid for a part already."""
    actors, society, trained = w.actors, w.society[0], 0.0
    for i in range(actors.size):
        trained += actors[i].compute_money if actors[i].alive else 0.0
    taken = trained + society.serving
    by_users = society.serving / taken if taken > 0.0 else 0.0
    row[at.investment] = row[at.outlay] + by_users * society.capacity_built
    row[at.equity], row[at.dividends] = society.equity, society.dividends
    row[at.debt], row[at.valuation] = society.debt, society.valuation


@rule
def concentration(actors: Records[ActorRecord], total: float) -> tuple[float, float]:
    """Herfindahl-Hirschman index sum s^2, and the share of the largest four (0 without revenue)."""
    if total <= 0.0:
        return 0.0, 0.0
    index = 0.0
    top = np.zeros(4)
    for i in range(actors.size):
        share = actors[i].revenue / total if actors[i].alive else 0.0
        index += share * share
        for k in range(4):  # what is larger takes the place, what was there moves on
            if share > top[k]:
                share, top[k] = top[k], share
    return index, top.sum()


@rule
def mean_leeway(blocs: Records[BlocRecord], society: SocietyRecord) -> float:
    """By how much the laws of blocs ask more care than the law at large, mean."""
    total = 0.0
    for k in range(blocs.size):
        total += law_of(blocs[k], society) - society.regulation
    return total / max(1, blocs.size)


@phase
def observe_world(w: World, row: Floats) -> None:
    """The commons, the community, turnover and dependence."""
    actors, society, domains = w.actors, w.society[0], w.domains
    row[at.commons_capability] = 0.0
    for d in range(domains.size):
        row[at.commons_capability] += domains[d].weight * domains[d].public
    row[at.community], row[at.challenge], row[at.regulation] = society.community, society.challenge, society.regulation
    row[at.regulation] += mean_leeway(w.blocs, society)
    row[at.releases], row[at.joint_releases] = society.releases, society.joint_releases
    row[at.models], row[at.single_makers] = society.models, society.tail
    row[at.trust], row[at.trust_within] = society.trust, society.trust_within
    row[at.trust_across], row[at.catastrophes] = society.trust_across, society.catastrophes
    row[at.entrants], row[at.exits] = society.entrants, society.exits
    row[at.dependence] = dependence(actors, society.best_open)
    row[at.autonomy] = autonomy(actors, society.best_open, society.reference, w.parameters[0].prices)
    row[at.openness_leaders] = openness_of_leaders(actors)


@phase
def observe_institutions(w: World, row: Floats) -> None:
    """What institutions have set up, who belongs to alliances, what all of it costs."""
    actors, duties, society, domains = w.actors, w.duties, w.society[0], w.domains
    row[at.interoperability], row[at.literacy] = society.interoperability, society.literacy
    row[at.catalogue], row[at.partnerships] = society.catalogue, society.partnerships
    row[at.breaches], row[at.projects] = society.breaches, society.projects
    row[at.internal_stability], row[at.external_stability] = society.internal, society.external
    row[at.foundation] = row[at.overhead] = row[at.members] = row[at.members_ahead] = 0.0
    if w.policies.size == 0:
        return
    for d in range(domains.size):
        row[at.foundation] += domains[d].weight * domains[d].stack
    allied = 0
    for k in range(w.clubs.size):
        if w.clubs[k].alliance == 1:
            allied |= 1 << k
    members, others, inner, outer, spent = 0, 0, 0.0, 0.0, 0.0
    for i in range(actors.size):
        if actors[i].alive:
            spent += institutional(duties[i]) * actors[i].outlay
            if actors[i].clubs & allied:
                members, inner = members + 1, inner + actors[i].released
            else:
                others, outer = others + 1, outer + actors[i].released
    row[at.overhead] = spent / max(1e-300, row[at.outlay])
    row[at.members] = members / max(1, members + others)
    row[at.members_ahead] = inner / members - outer / others if members > 0 and others > 0 else 0.0


@phase
def variety(w: World) -> float:
    """Effective number of research directions, exp of the entropy of outlay over domains (0 without outlay)."""
    actors, knowledge, domains = w.actors, w.knowledge, w.domains
    spent = np.zeros(domains.size)
    for i in range(actors.size):
        if actors[i].alive:
            for d in range(spent.size):
                spent[d] += actors[i].outlay * knowledge[i, d].focus
    total, entropy = spent.sum(), 0.0
    for d in range(spent.size):
        if spent[d] > 0.0:
            entropy -= spent[d] / total * log(spent[d] / total)
    return exp(entropy) if total > 0.0 else 0.0


@phase
def gini_of_power(w: World, quality: float) -> float:
    """Gini coefficient of exp(quality*K): capability in the units in which users feel it (0 equal, 1 one has all).

    Powers are taken against the frontier; where those who left, or arrived, are too far from it for a float, against
    the best of those who are there, which gives the same coefficient.
    """
    actors, society = w.actors, w.society[0]
    power = np.zeros(actors.size)
    living, best = 0, -1e300
    for i in range(actors.size):
        if actors[i].alive:
            best = max(best, actors[i].capability)
    against = society.frontier if abs(quality * (best - society.frontier)) < WITHIN_REACH else best
    for i in range(actors.size):
        if actors[i].alive:
            power[living] = exp(quality * (actors[i].capability - against))
            living += 1
    if living == 0:
        return 0.0
    ranked = np.sort(power[:living])
    weighted = total = 0.0
    for k in range(living):
        weighted += (2 * (k + 1) - living - 1) * ranked[k]
        total += ranked[k]
    return weighted / (living * total)


@phase
def rest(w: World) -> None:
    """A run that has ended: stocks stay, nothing flows."""
    society, actors = w.society[0], w.actors
    for i in range(actors.size):
        me = actors[i]
        me.incident = me.misuse = me.researched = me.learned = me.outlay = me.duplicated = 0.0
        me.revenue = me.sales = me.compute_money = me.payoff = me.price = me.unit_cost = 0.0
        me.fees = me.transfers = me.profit = me.tax = me.raised = 0.0
    society.market = society.surplus = society.service_loss = society.open_price = society.fixed_price = 0.0
    society.serving = society.chip_dividends = society.capacity_built = 0.0
    society.equity = society.dividends = society.profit = society.tax = 0.0
    open_books(w)
    society.entrants = society.exits = society.breaches = society.projects = 0
