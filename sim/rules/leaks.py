"""Phase 5, first: what gets out of what is hidden, with staff who leave and by distillation of paid access."""

from sim.compile import phase, rule
from sim.lanes import some, where
from sim.rules.ahead import fetch_ahead
from sim.rules.common import sells, stricter, unprotected, usual_outlay
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.leaks import Spillover
from sim.world import ActorRecord, World


@rule
def staff_weight(outlay: float, usual: float) -> float:
    """2x/(x + mean x), by which people come and go: 1 at the usual size, at most 2; 1 where nobody spends anything.

    In proportion to size while small; of a large organisation, the next who leaves has less to tell that is new.
    """
    return where(usual > 0.0, 2.0 * outlay / (outlay + usual), 1.0)


@rule
def carried(me: ActorRecord, other: ActorRecord, noncompete: float, p: Spillover) -> float:
    """mobility*(1 - noncompete)*w_i*w_j, share of a hidden gap that staff carry along a tie in a quarter, either way.

    More leave where more are, and go where more are hired (direction: Almeida & Kogut 1999); each w is at most 2.
    """
    return p.mobility * (1.0 - noncompete) * (me.staff * other.staff) if p.on else 0.0


@rule
def distilled(other: ActorRecord, barred: float) -> float:
    """Share of what the other has released behind paid access that a buyer distils in a quarter; 0 at other tiers."""
    return where(other.released_tier == Tier.ACCESS, other.distillable * (1.0 - barred), 0.0)


@rule
def seeping(hidden: float, disclosed: float, steady: float, bought: float) -> float:
    """min(h, steady*h + bought*r), OOM: what gets out of h = (1-o)*[A_j - A_i]+, of which r is released behind access.

    Nobody can distil what is not released.

    Args:
        hidden: h.
        disclosed: r.
        steady: theta + carried, at most 1.
        bought: share distilled of what is released.
    """
    return min(hidden, steady * hidden + bought * disclosed)


@rule
def matched(noncompete: float, p: Spillover) -> float:
    """1 - mismatch*noncompete: research is slower where the law keeps people from where they would do best."""
    return 1.0 - p.mismatch * noncompete if p.on else 1.0


@phase
def expect_leaks(w: World) -> None:
    """Set how many people come and go, what can be distilled of whom, and the share of what each hides that it loses.

    distillable = distillation*(1 - protection)*(1 - limits) of who sells. ``leaving`` is the mean of ``carried`` over
    living partners, ``leaking`` that with what buyers distil, or would, at the tier at which one hoards.
    """
    actors, society, p, control = w.actors, w.society[0], w.parameters[0], w.control
    start, stop, target = w.ties.start, w.ties.stop, w.ties.target
    if not p.spillover.on or (p.spillover.mobility == 0.0 and p.spillover.distillation == 0.0):
        return
    usual, lawful = usual_outlay(w), unprotected(society.protection, society.standard, p)
    for i in range(actors.size):
        me = actors[i]
        if some(me.alive == 1):
            me.staff = staff_weight(me.outlay, usual)
            sold = p.spillover.distillation * lawful * (1.0 - w.duties[i].limits)
            me.distillable = where(sells(me), sold, 0.0)
    for i in range(actors.size):
        fetch_ahead(w.ties, actors, i, 2)
        me, partners, left, reached = actors[i], 0.0, 0.0, 0.0
        if not some(me.alive == 1):
            continue
        for e in range(start[i], stop[i]):
            other = actors[target[e]]
            there = other.alive == 1
            if some(there):
                bars = stricter(control[me.bloc, other.bloc], control[other.bloc, me.bloc])
                partners += where(there, 1.0, 0.0)
                left += where(there, carried(me, other, society.noncompete, p.spillover), 0.0)
                reached += where(there, 1.0 - p.market.denial * bars, 0.0)
        each = max(1.0, partners)
        me.leaving = min(1.0, left / each)
        bought = where(me.hoards_as == Tier.ACCESS, me.distillable * reached / each, 0.0)
        me.leaking = min(1.0, me.leaving + bought)


@phase
def lose_staff(w: World) -> None:
    """M' = M*(1 - vacancy*leaving): who leaves takes along what an organisation remembers of its research."""
    actors, p = w.actors, w.parameters[0].spillover
    for i in range(actors.size):
        if p.on and some(actors[i].alive == 1):
            actors[i].experience *= 1.0 - p.vacancy * actors[i].leaving
