"""Phase 5: what is disclosed, and what leaks, is learnt as far as one's own research lets one understand it."""

import numpy as np

from sim.compile import phase, rule
from sim.rules.clubs import inside
from sim.rules.common import leak_rate, speed_of, stricter
from sim.rules.leaks import carried, distilled, expect_leaks, leak_in, lose_staff
from sim.scenario.schema.economy import Licence
from sim.scenario.schema.enums import LearningForm, Tier
from sim.world import COMMONS, NOBODY, ActorRecord, Floats, KnowledgeRecord, World


@rule
def absorptive_capacity(experience: float, half: float) -> float:
    """gamma = M/(M+half): share of what is on offer that is understood (Cohen & Levinthal 1990); 1 at half = 0."""
    return experience / (experience + half) if half > 0.0 else 1.0


@rule
def adoption(fee: float, p: Licence) -> float:
    """Fall of the use of licensed work with its fee, 1/(1+deterrence*fees*fee)."""
    return 1.0 / (1.0 + p.deterrence * (p.fees * fee))


@rule
def owes_fee(me: ActorRecord, other: ActorRecord, p: Licence) -> bool:
    """Whether I would owe the other's licence fee: it licenses, and I have more users than its threshold."""
    return p.on and other.tier == Tier.LICENSED and me.users > other.fee_threshold


@rule
def openness_to(me: ActorRecord, other: ActorRecord, mine: int, theirs: int, p: Licence) -> float:
    """Openness of the other to me: its tier's; 1 between co-releasers; less where a fee deters me."""
    if me.partner == theirs or other.partner == mine:
        return 1.0
    return other.openness * adoption(other.fee, p) if owes_fee(me, other, p) else other.openness


@rule
def flow_of_gap(mine: KnowledgeRecord, theirs: KnowledgeRecord, openness: float, speed: float, leak: float) -> float:
    """speed*o*[D_j - A_i]+ + leak*(1-o)*[A_j - A_i]+: what is released flows by openness, what is hidden leaks."""
    disclosed = max(0.0, theirs.disclosed - mine.know_how)
    hidden = max(0.0, theirs.know_how - mine.know_how)
    return speed * openness * disclosed + leak * (1.0 - openness) * hidden


@rule
def flow_of_results(theirs: KnowledgeRecord, openness: float, speed: float, leak: float) -> float:
    """(speed*o + leak*(1-o)) * new results: spillover of R&D output (d'Aspremont & Jacquemin 1988)."""
    return (speed * openness + leak * (1.0 - openness)) * theirs.discovered


@phase
def learn(w: World) -> None:
    """dA_id = gamma_i * (best of, or sum over, what the sources offer i in domain d).

    Everybody learns from the state before anybody has learnt.
    """
    actors, p, knowledge, domains = w.actors, w.parameters[0], w.knowledge, w.domains
    offer = np.zeros(knowledge.shape)
    expect_leaks(w)
    lose_staff(w)
    gather(w, offer)
    for i in range(actors.size):
        me = actors[i]
        if me.alive:
            me.absorption = absorptive_capacity(me.experience, p.absorption.half) if p.absorption.on else 1.0
            me.learned = 0.0
            for d in range(domains.size):
                gained = me.absorption * offer[i, d]
                knowledge[i, d].know_how += gained
                me.learned += domains[d].weight * gained
            me.foreign_work += me.learned


@phase
def gather(w: World, offer: Floats) -> None:
    """Fill ``offer`` (OOM, shape (actors, domains)) with what all sources offer, and note who offers most.

    A partner offers border * flow (openness 0 in a domain that it withholds), with the openness of its tier or of a
    club that both belong to, and what leaks of the rest (:mod:`sim.rules.leaks`). The commons offer
    speed*[P_d - A_id]+.
    """
    actors, knowledge, p, domains = w.actors, w.knowledge, w.parameters[0], w.domains
    start, stop, target, border, society = w.ties.start, w.ties.stop, w.ties.target, w.border, w.society[0]
    summed, count = p.sharing.form == LearningForm.SUM, domains.size
    speed, leak = speed_of(p.sharing), leak_rate(society.protection, society.standard, p)
    for i in range(actors.size):
        me, most = actors[i], 0.0
        if not me.alive:
            continue
        me.source = NOBODY
        for e in range(start[i], stop[i]):
            j = target[e]
            other = actors[j]
            if not other.alive:
                continue
            across = border[other.bloc, me.bloc]
            openness = openness_to(me, other, i, j, p.licence)
            if me.clubs & other.clubs:
                openness = max(openness, inside(w.clubs, me.clubs & other.clubs, me.reputation))
            steady = min(1.0, leak + carried(me, other, society.noncompete, p.spillover))
            bought = distilled(other, p.market.denial * stricter(w.control, me.bloc, other.bloc))
            total = 0.0
            for d in range(count):
                visible = openness * knowledge[j, d].offered
                seeping = leak_in(knowledge[i, d], knowledge[j, d], steady, bought)
                if summed:
                    flow = across * flow_of_results(knowledge[j, d], visible, speed, seeping)
                    offer[i, d] += flow
                else:
                    flow = across * flow_of_gap(knowledge[i, d], knowledge[j, d], visible, speed, seeping)
                    offer[i, d] = max(offer[i, d], flow)
                total += flow
            if total > most:
                me.source, most = j, total
        total = 0.0
        for d in range(count):
            flow = p.commons.speed * max(0.0, domains[d].public - knowledge[i, d].know_how)
            offer[i, d] = max(offer[i, d], flow)
            total += flow
        if total > most:
            me.source = COMMONS
