"""Phase 5: what is disclosed, and what leaks, is learnt as far as one's own research lets one understand it."""

from sim.compile import phase, rule
from sim.lanes import some, where
from sim.packed import zeros
from sim.rules.ahead import fetch_ahead
from sim.rules.clubs import inside
from sim.rules.common import leak_rate, speed_of, stricter
from sim.rules.leaks import carried, distilled, expect_leaks, lose_staff, seeping
from sim.scenario.schema.economy import Licence
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.knowledge import Absorption, Sharing
from sim.world import COMMONS, NOBODY, ActorRecord, Floats, KnowledgeRecord, Parameters, World


@rule
def absorptive_capacity(experience: float, half: float) -> float:
    """gamma = M/(M+half): share of what is on offer that is understood (Cohen & Levinthal 1990); 1 at half = 0."""
    return experience / (experience + half) if half > 0.0 else 1.0


@rule
def taken_in(offer: float, absorption: float, experience: float, p: Absorption) -> float:
    """gamma*offer/(1 + crowding*gamma*offer/M), OOM: attention is scarce, and the more there is the less of it is read.

    At most M/crowding a quarter in a domain. Form: saturating, assumed.
    """
    understood = absorption * offer
    if not p.on or p.crowding == 0.0:
        return understood
    crowded = understood * experience / (experience + p.crowding * understood)
    return where(understood == 0.0, understood, crowded)


@rule
def adoption(fee: float, p: Licence) -> float:
    """Fall of the use of licensed work with its fee, 1/(1+deterrence*fees*fee)."""
    return 1.0 / (1.0 + p.deterrence * (p.fees * fee))


@rule
def owes_fee(me: ActorRecord, other: ActorRecord, p: Licence) -> bool:
    """Whether I would owe the other's licence fee: it licenses, and I have more users than its threshold."""
    return (p.on == 1) & (other.tier == Tier.LICENSED) & (me.users > other.fee_threshold)


@rule
def openness_to(me: ActorRecord, other: ActorRecord, mine: int, theirs: int, p: Parameters) -> float:
    """Openness of the other to me: its tier's, less where a fee deters me; co-releasers add o' = o + shown*(1-o)."""
    openness, owes = other.openness, owes_fee(me, other, p.licence)
    if some(owes):
        openness = where(owes, openness * adoption(other.fee, p.licence), openness)
    allied = (me.partner == theirs) | (other.partner == mine)
    return where(allied, openness + p.codevelopment.shown * (1.0 - openness), openness)


@rule
def flow_of_gap(
    mine: KnowledgeRecord, theirs: KnowledgeRecord, openness: float, speed: float, steady: float, bought: float
) -> float:
    """speed*o*[D_j - A_i]+ and what leaks of (1-o)*[A_j - A_i]+: what is released flows by openness."""
    disclosed = max(0.0, theirs.disclosed - mine.know_how)
    hidden = max(0.0, theirs.know_how - mine.know_how)
    closed = 1.0 - openness
    leaks = seeping(closed * hidden, closed * min(hidden, disclosed), steady, bought)
    return speed * openness * disclosed + leaks


@rule
def flow_of_results(theirs: KnowledgeRecord, openness: float, speed: float, leak: float) -> float:
    """(speed*o + leak*(1-o)) * new results: spillover of R&D output (d'Aspremont & Jacquemin 1988)."""
    return (speed * openness + leak * (1.0 - openness)) * theirs.found


@rule
def pooled(widest: float, together: float, lead: float, pooling: float) -> float:
    """Gaps of all sources in one, min((1-q)*max_j gap_j + q*sum_j gap_j, max_j [A_j-A_i]+), OOM.

    Nobody is taken beyond the best of the sources by what these know already.
    """
    return widest if pooling == 0.0 else min((1.0 - pooling) * widest + pooling * together, lead)


@rule
def on_offer(gap: float, results: float, p: Sharing) -> float:
    """(1-v)*gap + v*results, OOM, v the share of a result that nobody else would have found.

    What others would have found as well is a rung of a ladder: it is learnt once, from whoever is ahead. What nobody
    else would have found adds to all else, from every source, whoever is ahead.
    """
    return (1.0 - p.variety) * gap + p.variety * results


@phase
def learn(w: World) -> None:
    """dA_id = what i takes in of all that its sources and the commons offer it in domain d.

    Everybody learns from the state before anybody has learnt.
    """
    actors, p, knowledge, domains = w.actors, w.parameters[0], w.knowledge, w.domains
    offer = zeros(w, actors.size * domains.size)
    expect_leaks(w)
    lose_staff(w)
    gather(w, offer)
    for i in range(actors.size):
        me = actors[i]
        if some(me.alive == 1):
            me.absorption = absorptive_capacity(me.experience, p.absorption.half) if p.absorption.on else 1.0
            learned = 0.0
            for d in range(domains.size):
                gained = taken_in(offer[i * domains.size + d], me.absorption, me.experience, p.absorption)
                knowledge[i, d].know_how += gained
                learned += domains[d].weight * gained
            me.learned = learned
            me.foreign_work += learned


@phase
def gather(w: World, offer: Floats) -> None:
    """Fill ``offer`` (OOM, a row of domains an actor) with what all sources offer, and note who offers most.

    A partner offers border * flow (openness 0 in a domain that it withholds), with the openness of its tier or of a
    club that both belong to, or as far as it shows for restraint, and what leaks of the rest (:mod:`sim.rules.leaks`):
    of the gap to it, and of its new results. Gaps are pooled, results add. The commons offer speed*[P_d - A_id]+;
    whichever is more counts.
    """
    actors, knowledge, p, domains = w.actors, w.knowledge, w.parameters[0], w.domains
    start, stop, target, border, society = w.ties.start, w.ties.stop, w.ties.target, w.border, w.society[0]
    duties, control = w.duties, w.control  # named here: in a loop over ties, taking an array out of the world counts it
    speed, leak, count = speed_of(p.sharing), leak_rate(society.protection, society.standard, p), domains.size
    widest, together, lead, results = zeros(w, count), zeros(w, count), zeros(w, count), zeros(w, count)
    for i in range(actors.size):
        fetch_ahead(w.ties, actors, i, 3)
        fetch_ahead(w.ties, knowledge, i, count)
        me, source, most = actors[i], NOBODY, 0.0
        if not some(me.alive == 1):
            continue
        leader = duties[i].leader
        for d in range(count):
            widest[d] = together[d] = lead[d] = results[d] = 0.0
        for e in range(start[i], stop[i]):
            j = target[e]
            other = actors[j]
            there, led, shared = other.alive == 1, leader == j, me.clubs & other.clubs
            if not some(there):
                continue
            across = where(there, border[other.bloc, me.bloc], 0.0)  # who has left offers nothing
            openness = openness_to(me, other, i, j, p)
            if some(shared != 0):
                openness = max(openness, inside(w.clubs, shared, me.reputation))
            if some(led):
                openness = where(led, max(openness, duties[i].shown), openness)
            steady = min(1.0, leak + carried(me, other, society.noncompete, p.spillover))
            barred = p.market.denial * stricter(control[me.bloc, other.bloc], control[other.bloc, me.bloc])
            bought = distilled(other, barred)
            leaking = min(1.0, steady + bought)  # of results: they are distilled once the next release is out
            total = 0.0
            for d in range(count):
                mine, theirs = knowledge[i, d], knowledge[j, d]
                visible = openness * theirs.offered
                gap = across * flow_of_gap(mine, theirs, visible, speed, steady, bought)
                found = across * flow_of_results(theirs, visible, speed, leaking)
                widest[d] = max(widest[d], gap)
                results[d] += found
                if p.sharing.pooling > 0.0:
                    together[d] += gap
                    lead[d] = max(lead[d], where(there, theirs.know_how - mine.know_how, 0.0))
                total += on_offer(gap, found, p.sharing)
            source, most = where(total > most, j, source), max(most, total)
        total = 0.0
        for d in range(count):
            gap = pooled(widest[d], together[d], lead[d], p.sharing.pooling)
            flow = p.commons.speed * max(0.0, domains[d].public - knowledge[i, d].know_how)
            offer[i * count + d] = max(on_offer(gap, results[d], p.sharing), flow)
            total += flow
        me.source = where(total > most, COMMONS, source)
