"""Phase 12: one row of series a quarter. Their units and definitions stand in sim/outcomes.py."""

from math import exp, log

import numpy as np

from sim.compile import phase, rule
from sim.rules.common import institutional, sells, shares
from sim.scenario.schema.series import at
from sim.world import ActorRecord, Floats, Records, World

FARTHEST = 600.0
"""Largest exponent that is taken; exp of 709 overflows."""


@phase
def observe(w: World, t: int) -> None:
    """Write row t of the series."""
    row = w.series[t]
    row[:] = 0.0
    observe_actors(w, row)
    observe_leader(w, row)
    observe_market(w, row)
    observe_world(w, row)
    observe_institutions(w, row)


@phase
def observe_actors(w: World, row: Floats) -> None:
    """Means and sums over the living."""
    a, p = w.actors, w.parameters[0]
    living = 0
    for i in range(a.size):
        if a[i].alive:
            living += 1
            row[at.mean_capability] += a[i].capability
            row[at.openness] += a[i].openness
            row[at.open_actors] += shares(a[i].tier)
            row[at.effort] += a[i].effort
            row[at.safety] += a[i].safety
            row[at.flaws] += a[i].flaws
            row[at.find_rate] += a[i].find_rate
            row[at.incidents] += a[i].incident > 0.0
            row[at.misuse] += a[i].misuse
            row[at.duplicated] += a[i].duplicated
            row[at.outlay] += a[i].outlay
            row[at.research_gain] += a[i].researched
            row[at.learning_gain] += a[i].learned
            row[at.absorption] += a[i].absorption
            row[at.absorption_spread] += a[i].absorption * a[i].absorption
    row[at.active] = living
    row[at.duplicated] /= max(1e-300, row[at.outlay])
    if living > 0:
        for k in (at.mean_capability, at.openness, at.open_actors, at.effort, at.safety, at.flaws, at.find_rate):
            row[k] /= living
        for k in (at.research_gain, at.learning_gain, at.absorption, at.absorption_spread):
            row[k] /= living
    row[at.absorption_spread] = max(0.0, row[at.absorption_spread] - row[at.absorption] ** 2) ** 0.5
    row[at.variety] = variety(w)
    row[at.gini_capability] = gini_of_power(w, p.market.quality)


@phase
def observe_leader(w: World, row: Floats) -> None:
    """Who of the active leads by released capability, how many are near, how careful the leader is.

    The frontiers are those of the quarter's releases; a leader that has just left still set them, and leads no more.
    """
    a, c, p = w.actors, w.commons[0], w.parameters[0].world
    row[at.frontier], row[at.leader] = c.frontier, -1.0
    row[at.released_frontier], row[at.open_frontier] = c.released_frontier, c.best_open
    near = c.released_frontier - 10.0 / p.index_slope
    row[at.contenders], best = 0.0, -1e300
    for i in range(a.size):
        if a[i].alive:
            row[at.contenders] += a[i].released >= near
            if a[i].released > best:
                best, row[at.leader], row[at.safety_leader] = a[i].released, i, a[i].safety


@phase
def observe_market(w: World, row: Floats) -> None:
    """Revenue, its concentration, use, surplus, profits and welfare."""
    a, c, p = w.actors, w.commons[0], w.parameters[0]
    total = profits = users = misused = 0.0
    for i in range(a.size):
        misused += a[i].misuse
        if sells(a[i]):
            total += a[i].revenue
            profits += a[i].payoff
            users += a[i].users
    row[at.market], row[at.surplus], row[at.open_use], row[at.users] = c.market, c.surplus, c.open_use, users
    row[at.profits] = profits
    row[at.welfare] = c.surplus + profits - p.misuse.damage * c.market * misused
    row[at.service_loss] = c.service_loss
    row[at.hhi_revenue], row[at.cr4_revenue] = concentration(a, total)


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
        for k in range(4):
            if share > top[k]:
                share, top[k] = top[k], share
    return index, top.sum()


@phase
def observe_world(w: World, row: Floats) -> None:
    """The commons, the community, turnover and dependence."""
    a, c, domains = w.actors, w.commons[0], w.domains
    row[at.commons_capability] = 0.0
    for d in range(domains.size):
        row[at.commons_capability] += domains[d].weight * domains[d].public
    row[at.community], row[at.challenge], row[at.regulation] = c.community, c.challenge, c.regulation
    row[at.catastrophes], row[at.releases], row[at.joint_releases] = c.catastrophes, c.releases, c.joint_releases
    row[at.trust], row[at.trust_within], row[at.trust_across] = c.trust, c.trust_within, c.trust_across
    row[at.entrants], row[at.exits] = c.entrants, c.exits
    row[at.dependence] = dependence(a, c.best_open)


@phase
def observe_institutions(w: World, row: Floats) -> None:
    """What institutions have set up, who belongs to alliances, what all of it costs."""
    a, duties, c, domains = w.actors, w.duties, w.commons[0], w.domains
    row[at.interoperability], row[at.literacy], row[at.catalogue] = c.interoperability, c.literacy, c.catalogue
    row[at.partnerships], row[at.breaches], row[at.projects] = c.partnerships, c.breaches, c.projects
    row[at.internal_stability], row[at.external_stability] = c.internal, c.external
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
    for i in range(a.size):
        if a[i].alive:
            spent += institutional(duties[i]) * a[i].outlay
            if a[i].clubs & allied:
                members, inner = members + 1, inner + a[i].released
            else:
                others, outer = others + 1, outer + a[i].released
    row[at.overhead] = spent / max(1e-300, row[at.outlay])
    row[at.members] = members / max(1, members + others)
    row[at.members_ahead] = inner / members - outer / others if members > 0 and others > 0 else 0.0


@rule
def dependence(actors: Records[ActorRecord], best_open: float) -> float:
    """Mean over home nations: how far the best released at home, or open anywhere, trails the best of all, OOM."""
    homes = 0
    for i in range(actors.size):
        homes = max(homes, actors[i].home + 1)
    best = np.full(homes, best_open)
    for i in range(actors.size):
        if actors[i].alive:
            best[actors[i].home] = max(best[actors[i].home], actors[i].released)
    return (best.max() - best).mean()


@phase
def variety(w: World) -> float:
    """Effective number of research directions, exp of the entropy of outlay over domains (0 without outlay)."""
    a, f, domains = w.actors, w.fields, w.domains
    spent = np.zeros(domains.size)
    for i in range(a.size):
        if a[i].alive:
            for d in range(spent.size):
                spent[d] += a[i].outlay * f[i, d].focus
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
    a, c = w.actors, w.commons[0]
    power = np.zeros(a.size)
    living, best = 0, -1e300
    for i in range(a.size):
        if a[i].alive:
            best = max(best, a[i].capability)
    against = c.frontier if abs(quality * (best - c.frontier)) < FARTHEST else best
    for i in range(a.size):
        if a[i].alive:
            power[living] = exp(quality * (a[i].capability - against))
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
    c, actors = w.commons[0], w.actors
    for i in range(actors.size):
        me = actors[i]
        me.incident = me.misuse = me.researched = me.learned = me.outlay = me.duplicated = 0.0
        me.revenue = me.payoff = 0.0
    c.market = c.surplus = c.service_loss = 0.0
    c.entrants = c.exits = c.breaches = c.projects = 0
