"""Phase 6: models come out, the commons grow by what is open, and communities form around it."""

import numpy as np

from sim.compile import phase, rule
from sim.elementary import log10
from sim.noise import Noise, Purpose, pair_exponential, poisson, uniform
from sim.rules.common import best_known, measure, reach_of, rise_of_public, shares, usual_outlay
from sim.rules.compute import price_of
from sim.scenario.schema.knowledge import Community, Models, Release
from sim.world import COMMONS, NOBODY, ActorRecord, DutyRecord, Floats, Integers, TierRecord, World

NO_RELEASE = -9
"""In the list of bases: releases nothing. NOBODY is the base of what is built on no release."""


@phase
def release(w: World, noise: Noise, t: int) -> None:
    """Release a model where capability has risen enough: K - K_last >= threshold*(1 + delay*governance).

    Bases and partners are chosen on the state before anybody released.
    """
    actors, society, p = w.actors, w.society[0], w.parameters[0]
    measure(w)
    base = np.full(actors.size, NO_RELEASE)
    for i in range(actors.size):
        actors[i].released_before = actors[i].released
        if actors[i].alive and actors[i].capability - actors[i].released >= step(actors[i].governance, p.release):
            base[i] = base_of(w, noise, t, i)
    for i in range(actors.size):
        if base[i] != NO_RELEASE:
            actors[i].partner = partner_of(w, noise, t, i)
    disclose(w, base)
    usual = usual_outlay(w)
    for i in range(actors.size):
        if base[i] != NO_RELEASE:
            models = family(noise, t, actors[i], usual, p.models)
            publish(w, t, i, base[i], models)
    carry_flaws(w, base)
    society.released_frontier = released_frontier(w)


@rule
def step(governance: float, p: Release) -> float:
    """Rise of capability that makes a release, OOM; governance takes time."""
    return p.threshold * (1.0 + p.delay * governance)


@rule
def family(noise: Noise, t: int, me: ActorRecord, usual: float, p: Models) -> int:
    """Models in a release, 1 + Poisson(further*(outlay/usual)^elasticity), more of larger makers.

    Output is in proportion to size (Klette & Kortum 2004). All have the release's capability and tier; its compute is
    that of the largest.
    """
    if not p.on or p.further == 0.0 or usual <= 0.0:
        return 1
    mean = p.further * (me.outlay / usual) ** p.elasticity
    return 1 + poisson(noise, Purpose.MODELS, me.key, t, mean, p.most)


@phase
def base_of(w: World, noise: Noise, t: int, i: int) -> int:
    """The release built on: the source's latest when more was learnt than found since the last own one, else that.

    Weights that are not out can be built on by a co-releaser alone, and by others with the chance ``theft``.
    """
    me, actors = w.actors[i], w.actors
    if me.foreign_work > me.own_work:
        if me.source == COMMONS:
            return w.society[0].best_open_release
        if me.source >= 0:
            together = me.partner == me.source or actors[me.source].partner == i
            has_weights = together or shares(actors[me.source].released_tier)
            if has_weights or uniform(noise, Purpose.BASE, me.key, t) < w.parameters[0].release.theft:
                return actors[me.source].release
    return me.release


@phase
def partner_of(w: World, noise: Noise, t: int, i: int) -> int:
    """Co-releaser: whoever has most trust*border/E^chance, if a draw is below rate*trust*border; else nobody.

    E is a standard exponential of the pair, so that one is drawn in proportion to (trust*border)^(1/chance): gravity
    (form: Hoekman, Frenken & Tijssen 2010), and at chance 0 whom one trusts most. Draws belong to pairs, so the order
    of ties has no say.
    """
    actors, me, p = w.actors, w.actors[i], w.parameters[0].codevelopment
    start, stop, target, trust, border = w.ties.start, w.ties.stop, w.ties.target, w.ties.trust, w.border
    if not p.on:
        return NOBODY
    partner, most, warmth = NOBODY, 0.0, 0.0
    for e in range(start[i], stop[i]):
        other = actors[target[e]]
        if other.alive:
            closeness = trust[e] * border[other.bloc, me.bloc]
            pull = closeness / pair_exponential(noise, Purpose.CO_RELEASER, me.key, other.key, t) ** p.chance
            if pull > most:
                partner, most, warmth = target[e], pull, closeness
    return partner if uniform(noise, Purpose.JOINT, me.key, t) < p.rate * warmth else NOBODY


@phase
def disclose(w: World, base: Integers) -> None:
    """Open releases raise public know-how by the most of reach*o*[A_d - P_d]+, and by the sum of reach*o*u_d.

    A is what a maker knows, u what it has found since it last put out weights; all start from the same P.
    """
    actors, knowledge, domains, p = w.actors, w.knowledge, w.domains, w.parameters[0]
    reach = reach_of(p.commons)
    for d in range(domains.size):
        public, highest, added = domains[d].public, 0.0, 0.0
        for i in range(actors.size):
            if base[i] != NO_RELEASE:
                mine, me = knowledge[i, d], actors[i]
                mine.disclosed = mine.know_how
                if shares(me.tier):
                    usable_by_all = reach * me.openness * mine.offered * (1.0 - w.duties[i].restricted)
                    highest = max(highest, usable_by_all * max(0.0, mine.know_how - public))
                    added += usable_by_all * mine.unpublished
                    mine.unpublished -= usable_by_all * mine.unpublished
        domains[d].public = public + rise_of_public(highest, added, p)


@phase
def publish(w: World, t: int, i: int, base: int, models: int) -> None:
    """Write a release to the log; an open one may be the new best open model."""
    me, society = w.actors[i], w.society[0]
    row = w.releases[society.releases]
    row.quarter, row.actor, row.bloc, row.co_releaser, row.models = t, i, me.bloc, me.partner, models
    row.base, row.capability, row.tier = base, me.capability, me.tier
    row.compute, row.cost = me.compute, price_of(me.compute, society.compute_price)
    me.release, me.released, me.released_tier = society.releases, me.capability, me.tier
    me.own_work = me.foreign_work = 0.0
    if me.partner != NOBODY:
        society.joint_releases += 1
    if shares(me.tier) and me.capability > society.best_open and reach_of(w.parameters[0].commons) > 0.0:
        society.best_open, society.best_open_release = me.capability, society.releases
        society.best_open_know_how = me.capability - log10(me.compute)
    society.releases += 1
    society.models += models


@phase
def carry_flaws(w: World, base: Integers) -> None:
    """Open releases carry their flaws, F' = F + (1 - prod(1-o))*(sum o*F_i / sum o - F), whoever comes first."""
    society, opened, carried, kept = w.society[0], 0.0, 0.0, 1.0
    for i in range(w.actors.size):
        me = w.actors[i]
        if base[i] != NO_RELEASE and shares(me.tier):
            opened += me.openness
            carried += me.openness * me.flaws
            kept *= 1.0 - me.openness
    if opened > 0.0:
        society.flaws += (1.0 - kept) * (carried / opened - society.flaws)


@phase
def released_frontier(w: World) -> float:
    """Best released capability among the living, OOM; what it was when nobody is left."""
    actors = w.actors
    best = -1e300
    for i in range(actors.size):
        if actors[i].alive:
            best = max(best, actors[i].released)
    return best if best > -1e300 else w.society[0].released_frontier


@rule
def presence(projects: int, interoperability: float) -> float:
    """How much open work holds together, (1 + kappa*(n-1))/n of n open projects (Katz & Shapiro 1985); 0 of none."""
    return (1.0 + interoperability * (projects - 1)) / projects if projects > 0 else 0.0


@rule
def settled(members: float, attraction: float, p: Community) -> float:
    """Community a quarter on: V' = V + q*(growth*V + settlers)*(1-V) - fading*V, in [0,1] (Marwell & Oliver 1993).

    Below q = fading/growth it never reaches critical mass.
    """
    change = attraction * (p.growth * members + p.settlers) * (1.0 - members) - p.fading * members
    return min(1.0, max(0.0, members + change))


@rule
def building_ground(tier: TierRecord, duty: DutyRecord) -> float:
    """How well outsiders can build on a release: as its tier allows, less uses forbidden, or the provider's tools."""
    return max(tier.building * (1.0 - duty.restricted), duty.tools)


@phase
def settle(w: World) -> None:
    """Communities form around work that one can build on, and give back to what they build on.

    q = presence * (mean ground of open work * [1 - distance of public know-how behind the best / relevance]+ + that of
    paid access, which is as good as its provider). A community gives giving*V*(1 - gatekeeping*governance), which
    gets harder like any research: to the public in proportion to open ground, the rest to providers. Where nobody
    governs, what is given to the public carries flaws.
    """
    actors, duties, knowledge, domains, society = w.actors, w.duties, w.knowledge, w.domains, w.society[0]
    p, harder, flaws = w.parameters[0].community, w.parameters[0].research, w.parameters[0].flaws
    if not p.on:
        return
    projects, opened, paid, governed = 0, 0.0, 0.0, 0.0
    for i in range(actors.size):
        me = actors[i]
        ground = building_ground(w.tiers[me.released_tier], duties[i])
        if me.alive and ground > 0.0:
            projects += 1
            governed += ground * me.governance
            opened += ground if shares(me.released_tier) else 0.0
            paid += 0.0 if shares(me.released_tier) else ground
    together = presence(projects, society.interoperability)
    governance = governed / (opened + paid) if projects > 0 else 0.0
    to_public = opened / (opened + paid) if projects > 0 else 0.0
    society.community = 0.0
    for d in range(domains.size):
        domain = domains[d]
        distance = max(0.0, best_known(actors, knowledge, d) - domain.public)
        near = max(0.0, 1.0 - distance / p.relevance)
        attraction = together * (near * (opened / projects) + paid / projects) if projects > 0 else 0.0
        ease = 10.0 ** (-harder.hardening * (domain.public - harder.reference))
        given = p.giving * domain.community * ease * (1.0 - p.gatekeeping * governance)
        domain.public += given * to_public
        if flaws.on:
            society.flaws += flaws.birth * p.carelessness * domain.weight * given * to_public * (1.0 - governance)
        if paid > 0.0:
            give_to_providers(w, d, given / (opened + paid))
        domain.community = settled(domain.community, attraction, p)
        society.community += domain.weight * domain.community


@phase
def give_to_providers(w: World, d: int, given: float) -> None:
    """Providers of paid access learn what is built on it, each by its ground (OOM)."""
    actors, knowledge = w.actors, w.knowledge
    for i in range(actors.size):
        if actors[i].alive and not shares(actors[i].released_tier):
            knowledge[i, d].know_how += given * building_ground(w.tiers[actors[i].released_tier], w.duties[i])


@phase
def hidden(w: World, public: Floats) -> float:
    """Know-how held above what is public, OOM: mean over the living, weighted over domains."""
    actors, knowledge, domains = w.actors, w.knowledge, w.domains
    total, living = 0.0, 0
    for i in range(actors.size):
        if actors[i].alive:
            living += 1
            for d in range(domains.size):
                total += domains[d].weight * max(0.0, knowledge[i, d].know_how - public[d])
    return total / max(1, living)


@phase
def meet_challenges(w: World) -> None:
    """X' = X + rate*share*(1-X)*(public + private*hidden), know-how in OOM: what is hidden serves less.

    The share is everybody's, and the mean of what initiatives add to it.
    """
    society, p, domains = w.society[0], w.parameters[0].challenge, w.domains
    if not p.on:
        return
    pooled, living = 0.0, 0
    for i in range(w.actors.size):
        if w.actors[i].alive:
            pooled += w.duties[i].mission
            living += 1
    public, total = np.empty(domains.size), 0.0
    for d in range(domains.size):
        public[d] = max(0.0, domains[d].public)
        total += domains[d].weight * public[d]
    power = p.rate * (p.share + pooled / max(1, living)) * (total + p.private * hidden(w, public))
    society.challenge += min(1.0, power) * (1.0 - society.challenge)
