"""Phase 8: hidden flaws are born, inherited and found; they cause incidents; open weights can be misused."""

import numpy as np

from sim.compile import phase, rule
from sim.noise import Noise, Purpose, exponential, uniform
from sim.scenario.schema.race import Incidents
from sim.world import COMMONS, ActorRecord, Floats, Parameters, SocietyRecord, World


@rule
def readers(crowd: float) -> float:
    """Use of so many readers, 2x/(1+x^2): best at x = 1, less beyond (Meneely & Williams 2009)."""
    return 2.0 * crowd / (1.0 + crowd * crowd)


@rule
def find_rate(me: ActorRecord, breadth: float, society: SocietyRecord, p: Parameters) -> float:
    """Share of its flaws found in a quarter: by own tests with care, and by readers.

    testing*s*(1 + tools*S) + rate*(o*v + insight*breadth): safety tools sharpen tests, outsiders read open work,
    experts of other fields read what they are asked to.
    """
    rate = p.flaws.testing * me.safety * (1.0 + p.flaws.tools * society.catalogue)
    if p.eyes.on:
        rate += p.eyes.rate * (me.openness * readers(society.community / p.eyes.crowd) + p.eyes.insight * breadth)
    return min(1.0, rate)


@phase
def age_flaws(w: World) -> None:
    """F' = F + birth*(1-s)*progress + inheritance*learnt*F_source - found*F.

    Who builds on a partner, or on the commons, takes over last quarter's flaws of the source (Zimmermann et al. 2019);
    whose own research uses the shared stack Q takes over Q of its flaws.
    """
    actors, society, p = w.actors, w.society[0], w.parameters[0]
    before = np.empty(actors.size)  # of last quarter: who builds on whom must not depend on the order of rows
    for i in range(actors.size):
        before[i] = actors[i].flaws
    used = 0.0
    for d in range(w.domains.size):
        used += w.domains[d].weight * w.domains[d].stack
    for i in range(actors.size):
        me = actors[i]
        if me.alive:
            me.find_rate = find_rate(me, w.duties[i].breadth, society, p)
            if not p.flaws.on:
                continue
            source = society.flaws if me.source == COMMONS else (before[me.source] if me.source >= 0 else 0.0)
            born = p.flaws.birth * (1.0 - me.safety) * me.researched
            me.flaws += born + p.flaws.inheritance * me.learned * source - me.find_rate * before[i]
            me.flaws += p.flaws.inheritance * me.researched * used * society.stack_flaws


@rule
def hazard(flaws: float, rise: float, p: Incidents) -> float:
    """Incidents a quarter, rate*F*(1 + steepness*rise), rise = capability above the start, OOM."""
    return p.rate * flaws * (1.0 + p.steepness * max(0.0, rise))


@phase
def have_incidents(w: World, noise: Noise, t: int) -> None:
    """An incident happens when its exponential draw is below the hazard, or a policy forces it.

    It harms the actor's revenue next quarter, and trust, and tightens regulation. Where capability has risen by more
    than ``danger`` since the start it is a catastrophe with probability 1 - s (Armstrong, Bostrom & Shulman 2016), and
    weighs as ``severity`` ordinary ones.
    """
    society, p, actors = w.society[0], w.parameters[0].incidents, w.actors
    society.regulation *= 1.0 - p.relaxation
    for i in range(actors.size):
        me = actors[i]
        me.incident = 0.0
        if not me.alive:
            continue
        me.incident = me.forced_incident
        defects = me.flaws + w.parameters[0].pooling.exposure * w.duties[i].exposed
        rise = me.capability - society.reference
        if p.on and exponential(noise, Purpose.INCIDENT, me.key, t) < hazard(defects, rise, p):
            me.incident += 1.0
        if me.incident > 0.0:
            if rise > p.danger and uniform(noise, Purpose.CATASTROPHE, me.key, t) >= me.safety:
                me.incident *= p.severity
                society.catastrophes += 1
                society.ended = max(society.ended, p.ends_run)
            tightening = sober(society.tightening, society.literacy, w.parameters[0])
            society.regulation = min(1.0, society.regulation + tightening * me.incident)


@rule
def sober(tightening: float, literacy: float, p: Parameters) -> float:
    """How far an event tightens the law: less where policymakers know what it means, (1 - sense*literacy)."""
    return tightening * (1.0 - p.literacy.sense * literacy)


@rule
def misuse_hazard(exposure: float, rise: float, governance: float, literacy: float, p: Parameters) -> float:
    """Misuses a quarter: rate*exposure*[rise]+*(1-mitigation*governance)*(1-prevention*literacy), rise in OOM.

    It is what a release has by itself, whatever others have out.
    """
    guarded = (1.0 - p.misuse.mitigation * governance) * (1.0 - p.literacy.prevention * literacy)
    return p.misuse.rate * exposure * max(0.0, rise) * guarded


@phase
def exposure_of(w: World, i: int) -> float:
    """How far what an actor has out is exposed to misuse, by its tier and what its licence forbids."""
    return w.tiers[w.actors[i].released_tier].exposure * (1.0 - w.duties[i].restricted)


@phase
def parts_of_misuse(w: World) -> Floats:
    """Part of its own hazard that each release keeps when what several can do counts once, by actor, in [0,1].

    Whoever misuses takes what is easiest to have: of all releases that reach a capability x, e(x) the most exposed
    decides, e = exposure*(1-mitigation*governance), and all who reach x share in e(x) by their own e (Kapoor et al.
    2024 for marginal risk; the sharing an assumption):

        part_i = 1/rise_i * integral from 0 to rise_i of max e_j / sum e_j over the j with rise_j >= x, dx

    So the sum of hazards is that of the envelope of all releases: equals add nothing, who is alone keeps all of it.
    """
    actors, society, p = w.actors, w.society[0], w.parameters[0].misuse
    part, rise, exposed = np.ones(actors.size), np.zeros(actors.size), np.zeros(actors.size)
    if not p.on or p.marginal == 0.0:
        return part
    for i in range(actors.size):
        if actors[i].alive:
            rise[i] = max(0.0, actors[i].released - society.reference)
            exposed[i] = exposure_of(w, i) * (1.0 - p.mitigation * actors[i].governance)
    order, kept = np.argsort(rise), np.zeros(actors.size)
    most = total = 0.0
    for k in range(actors.size - 1, -1, -1):  # from the most capable down: who reaches the slice below the k-th
        most, total = max(most, exposed[order[k]]), total + exposed[order[k]]
        below = rise[order[k - 1]] if k > 0 else 0.0
        kept[k] = (rise[order[k]] - below) * (most / total if total > 0.0 else 1.0)
    reached = 0.0
    for k in range(actors.size):  # and up again: each keeps its part of all slices that it reaches
        reached += kept[k]
        if rise[order[k]] > 0.0:
            part[order[k]] = min(1.0, reached / rise[order[k]])
    return part


@phase
def be_misused(w: World, noise: Noise, t: int) -> None:
    """What each actor has out can be misused, by the exposure of its tier; each misuse tightens regulation.

    Of the hazard that a release would have by itself, ``marginal`` times what it has in common with others is theirs.
    """
    society, p, actors = w.society[0], w.parameters[0], w.actors
    own = parts_of_misuse(w)
    for i in range(actors.size):
        me = actors[i]
        me.misuse = 0.0
        if me.alive and p.misuse.on:
            exposure, rise = exposure_of(w, i), me.released - society.reference
            threat = misuse_hazard(exposure, rise, me.governance, society.literacy, p)
            threat *= 1.0 - p.misuse.marginal * (1.0 - own[i])
            if exponential(noise, Purpose.MISUSE, me.key, t) < threat:
                me.misuse = 1.0
                society.regulation = min(1.0, society.regulation + sober(p.misuse.tightening, society.literacy, p))
