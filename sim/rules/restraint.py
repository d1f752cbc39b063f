"""Phase 3: a leader shows a laggard what it has, for its care or a pause, as long as both gain by that.

Form after Stafford & Trager 2022: a bargain of know-how for safety needs a gap neither too large nor too small. The
equations are ours; see :mod:`sim.theory.restraint`.
"""

from sim.compile import phase, rule
from sim.elementary import exp
from sim.rules.common import FARTHEST, LN10, speed_of
from sim.rules.duties import looks
from sim.rules.learn import on_offer
from sim.rules.pledges import slowed_by_care, slowed_by_restraint
from sim.scenario.schema.kinds import PolicyKind
from sim.world import NOBODY, Row, World


@rule
def overtakes(gap: float) -> float:
    """Chance that a laggard wins all the same, 1/(1 + 10^g): odds are those of effective compute (assumption)."""
    return 1.0 / (1.0 + exp(min(FARTHEST, LN10 * gap)))


@rule
def risk_averted(care: float, promised: float, paused: float) -> float:
    """By how much a promise lowers the risk of a laggard's work, (1-s) - (1-s')*(1-paused); s' - s without a pause."""
    return (1.0 - care) - (1.0 - promised) * (1.0 - paused)


@rule
def signs(gain: float, slowed: float, researched: float) -> bool:
    """A laggard agrees when it learns at least the research that it gives up, OOM a quarter."""
    return gain >= slowed * researched


@rule
def offers(concern: float, gap: float, averted: float, gain: float) -> bool:
    """A leader agrees when what it averts is worth what the gap closes by, OOM: H*(1-w_L(g))*averted >= gain."""
    return concern * overtakes(gap) * averted >= gain


@rule
def agreed(gain: float, slowed: float, researched: float, concern: float, gap: float, averted: float) -> bool:
    """Whether both agree; who is shown nothing new promises nothing."""
    return gain > 0.0 and signs(gain, slowed, researched) and offers(concern, gap, averted, gain)


@phase
def open_checks(w: World) -> None:
    """A quarter begins: nobody has paid for an inspection, and no leader has shown anything."""
    for i in range(w.duties.size):
        duty = w.duties[i]
        duty.checks = duty.shown = duty.bargain = 0.0
        duty.deal = duty.leader = NOBODY


@phase
def seek_restraint(w: World, i: int) -> None:
    """Of all deals to which both sides agree a laggard takes the one that leaves it most; both pay for inspections.

    gain = kappa*border*speed*gamma*sum_d w_d*offered_jd*((1-v)*[D_jd - max(A_id, P_d)]+ + v*found_jd), kappa what the
    leader shows beyond its tier, v of :func:`sim.rules.learn.on_offer`. Promised care and pause cost slowed = 1 - (1 -
    slowed by care)*(1 - slowed by the pause) of research. Who looks for a reward comes to the laggard.
    """
    me, duty, actors, society, p = w.actors[i], w.duties[i], w.actors, w.society[0], w.parameters[0]
    most = -1e300
    for k in range(society.promises if duty.barred == 0 else 0):
        row = w.policies[k]
        if row.kind != PolicyKind.RESTRAINT or row.force == 0.0 or not row.first <= i < row.last:
            continue
        j = leader_of(w, row, i)
        if j == NOBODY:
            continue
        shown = row.force * row.disclosure
        gain = bargain_of(w, i, j, max(0.0, shown - w.tiers[actors[j].choice].disclosure))
        promised = max(me.safety, row.floor)
        paused = slowed_by_restraint(me.effort, row.effort, p.research.returns)
        slowed = slowed_by_care(me.safety, row.floor, p.research.drag, society.catalogue)
        slowed = 1.0 - (1.0 - slowed) * (1.0 - paused)
        averted = risk_averted(me.safety, promised, paused)
        gap = actors[j].capability - me.capability
        net = gain - slowed * me.researched
        if agreed(gain, slowed, me.researched, p.pledges.concern, gap, averted) and net > most:
            most = net
            duty.deal, duty.leader, duty.shown, duty.bargain = k, j, shown, gain
    if duty.deal != NOBODY:
        row = w.policies[duty.deal]
        duty.checks += looks(row.force * row.inspection, row.penalty, p.pledges) * p.pledges.checking
        w.duties[duty.leader].checks += row.force * row.inspection * p.pledges.checking


@phase
def leader_of(w: World, row: Row, i: int) -> int:
    """Whom a row names as leader, or the most capable of those to whom one is tied; nobody who is not ahead."""
    actors, target = w.actors, w.ties.target
    best, most = NOBODY, actors[i].capability
    for e in range(w.ties.start[i], w.ties.stop[i]):
        j = target[e]
        may = actors[j].alive == 1 and (row.leader == NOBODY or row.leader == j)
        if may and actors[j].capability > most:
            best, most = j, actors[j].capability
    return best


@phase
def bargain_of(w: World, i: int, j: int, beyond: float) -> float:
    """What i would learn of j in a quarter from a share of what j has released, beyond its tier and the public, OOM."""
    me, other, total = w.actors[i], w.actors[j], 0.0
    for d in range(w.domains.size):
        mine, theirs, domain = w.knowledge[i, d], w.knowledge[j, d], w.domains[d]
        gap = max(0.0, theirs.disclosed - max(mine.know_how, domain.public))
        total += domain.weight * theirs.offered * on_offer(gap, theirs.found, w.parameters[0].sharing)
    return beyond * w.border[other.bloc, me.bloc] * speed_of(w.parameters[0].sharing) * me.absorption * total
