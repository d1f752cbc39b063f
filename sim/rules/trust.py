"""Phase 9: trust answers expectations and harm, never openness as such."""

import numpy as np

from sim.compile import phase, rule
from sim.rules.common import clip, shares
from sim.world import Record, World


@rule
def updated(trust: float, up: float, down: float, gain: float, loss: float) -> float:
    """tau' = tau + gain*up*(1-tau) - loss*down*tau (Slovic 1993: loss above gain).

    With up = x, down = 1-x and gain = loss = a it is tau + a*(x - tau): geometric relaxation to the signal x, and
    with a_t = 1/(t+3) the mean of a Beta reputation (Josang & Ismail 2002).
    """
    return trust + gain * up * (1.0 - trust) - loss * down * trust


@rule
def conduct(me: Record, p: Record) -> None:
    """What everybody sees of an actor this quarter.

    Good: a public commitment to share that it keeps. Bad: closing what was open, for others had built on it; incidents;
    misuse.
    """
    kept = shares(me.ordered) and me.tier >= me.ordered
    me.conduct_good = p.pledge if kept else 0.0
    closed = max(0.0, me.openness_before - me.openness)
    me.conduct_bad = p.pledge * closed + p.incident * (min(1.0, me.incident) + me.misuse)


@rule
def experience(me: Record, other: Record, shut_out: float, p: Record) -> tuple[float, float]:
    """What speaks to me for and against the other, each in [0,1].

    A favour is what I disclosed last quarter; the other returns it as far as it discloses now, and slights me by the
    rest. An attack is being overtaken by the other's release, or being shut out by its bloc.
    """
    gave, got = me.openness_before, other.openness
    overtaken = other.released > me.released and other.released_before <= me.released_before
    attack = p.attack * ((1.0 if overtaken else 0.0) + shut_out)
    up = other.conduct_good + p.favour * gave * got
    down = other.conduct_bad + p.slight * gave * (1.0 - got) + attack
    return min(1.0, up), min(1.0, down)


@phase
def trust(w: World) -> None:
    """Every tie answers experience, drifts to its prior, and hears gossip, which is last quarter's reputation."""
    a, p, start, target, trust, control = w.actors, w.parameters[0].trust, w.start, w.target, w.trust, w.control
    if p.on:
        for i in range(a.size):
            if a[i].alive:
                conduct(a[i], p)
        for i in range(a.size):
            me = a[i]
            if not me.alive:
                continue
            for e in range(start[i], start[i + 1]):
                other = a[target[e]]
                if other.alive:
                    tau = trust[e]
                    up, down = experience(me, other, control[other.bloc, me.bloc], p)
                    prior = p.prior_within if me.bloc == other.bloc else p.prior_across
                    new = updated(tau, up, down, p.gain, p.loss)
                    new += p.drift * (prior - tau) + p.gossip * (other.reputation - tau)
                    trust[e] = clip(new, 0.0, 1.0)
    remember(w)


@phase
def remember(w: World) -> None:
    """Reputation = mean trust of the living actors tied to one; the prior within a bloc where there are none.

    Mean trust over ties between the living, within and across blocs, is kept with the commons (0 without such ties).
    """
    a, c, prior, start, target, trust = w.actors, w.commons[0], w.parameters[0].trust, w.start, w.target, w.trust
    total, count = np.zeros(a.size), np.zeros(a.size)
    within = ties_within = across = ties_across = 0.0
    for i in range(a.size):
        if not a[i].alive:
            continue
        for e in range(start[i], start[i + 1]):
            j = target[e]
            total[j] += trust[e]
            count[j] += 1.0
            if a[j].alive and a[j].bloc == a[i].bloc:
                within += trust[e]
                ties_within += 1.0
            elif a[j].alive:
                across += trust[e]
                ties_across += 1.0
    for i in range(a.size):
        a[i].reputation = total[i] / count[i] if count[i] > 0.0 else prior.prior_within
    c.trust_within, c.trust_across = within / max(1.0, ties_within), across / max(1.0, ties_across)
    c.trust = (within + across) / max(1.0, ties_within + ties_across)
