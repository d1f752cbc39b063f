"""Phase 9: trust answers expectations and harm, never openness as such."""

from sim.compile import phase, rule
from sim.lanes import some, where
from sim.packed import zeros
from sim.rules.ahead import fetch_ahead
from sim.rules.clubs import inside, owed
from sim.rules.common import believable, clip, shares
from sim.scenario.schema.race import Trust
from sim.scenario.schema.society import Pledges
from sim.world import ActorRecord, DutyRecord, World


@rule
def updated(trust: float, up: float, down: float, gain: float, loss: float) -> float:
    """tau' = tau + gain*up*(1-tau) - loss*down*tau (Slovic 1993: loss above gain).

    With up = x, down = 1-x and gain = loss = a it is tau + a*(x - tau): geometric relaxation to the signal x, and
    with a_t = 1/(t+3) the mean of a Beta reputation (Josang & Ismail 2002).
    """
    return trust + gain * up * (1.0 - trust) - loss * down * trust


@rule
def conduct(me: ActorRecord, duty: DutyRecord, p: Trust, promises: Pledges) -> None:
    """What everybody sees of an actor this quarter, and what is never forgotten.

    Good: a public commitment to share that it keeps; a promise checked and kept, by what that cost. Bad: closing what
    was open, for others had built on it; a breach that was found; incidents; misuse.

    A promise that was found broken is a lie, and scars: scar' = scar + depth*(1-scar), which nothing heals. A promise
    kept speeds trust by amends = repair*word*(1-scar), less for who has lied (Schweitzer, Hershey & Bradlow 2006).
    """
    word = duty.word
    kept = shares(me.ordered) & (me.tier >= me.ordered)
    me.conduct_good = where(kept, p.pledge, 0.0) + promises.kept * max(0.0, word)
    closed = max(0.0, me.openness_before - me.openness)
    bad = p.pledge * closed + p.incident * (min(1.0, me.incident) + me.misuse)
    me.conduct_bad = bad + where(duty.convicted == 1, promises.broken, 0.0)
    me.scar = where(word < 0.0, me.scar + p.depth * (1.0 - me.scar), me.scar)
    me.amends = p.repair * max(0.0, word) * (1.0 - me.scar)


@rule
def experience(
    me: ActorRecord, other: ActorRecord, shut_out: float, met: float, unmet: float, p: Trust
) -> tuple[float, float]:
    """What speaks to me for and against the other, each in [0,1].

    A favour is what I disclosed last quarter; the other returns it as far as it discloses now, and slights me by the
    rest. Of what it owes me inside a club some is met, some not. An attack is being overtaken by the other's release,
    or being shut out by its bloc.
    """
    gave, got = me.openness_before, other.openness
    overtaken = (other.released > me.released) & (other.released_before <= me.released_before)
    attack = p.attack * (where(overtaken, 1.0, 0.0) + shut_out)
    up = other.conduct_good + p.favour * gave * got + met
    down = other.conduct_bad + p.slight * gave * (1.0 - got) + attack + unmet
    return min(1.0, up), min(1.0, down)


@phase
def trust(w: World) -> None:
    """Every tie answers experience, drifts to its prior, and hears gossip, which is last quarter's reputation."""
    actors, p = w.actors, w.parameters[0].trust
    if p.on:
        for i in range(actors.size):
            if some(actors[i].alive == 1):
                conduct(actors[i], w.duties[i], p, w.parameters[0].pledges)
    take_stock(w, p.on)


@phase
def take_stock(w: World, answering: bool) -> None:
    """One pass over the ties between the living: let them answer, if they are to, and take the means of trust.

    Reputation = mean trust of those tied to an actor, the prior within a bloc where there are none; society keeps
    the means over all ties, within and across blocs, 0 where there are no such ties.
    """
    actors, society, p, weight = w.actors, w.society[0], w.parameters[0].trust, w.parameters[0].clubs.kept
    start, stop, target, trust, clubs = w.ties.start, w.ties.stop, w.ties.target, w.ties.trust, w.clubs
    control = w.control
    heard, count = zeros(w, actors.size), zeros(w, actors.size)  # by actor: trust of those tied to it, and how many
    sums, counts = zeros(w, 2), zeros(w, 2)  # the same over ties: across blocs, within them
    for i in range(actors.size):
        fetch_ahead(w.ties, actors, i, 3)
        me = actors[i]
        here = me.alive == 1
        if not some(here):
            continue
        for e in range(start[i], stop[i]):
            j = target[e]
            other = actors[j]
            there, same, shared = here & (other.alive == 1), me.bloc == other.bloc, me.clubs & other.clubs
            if not some(there):
                continue
            new = trust[e]
            if answering:
                shut_out, met, unmet = control[other.bloc, me.bloc], 0.0, 0.0
                if some(shared != 0):  # most pairs share no club: nothing to look up
                    met = weight * inside(clubs, shared, me.reputation)
                    unmet = weight * owed(clubs, shared) - met
                new = where(there, changed(new, me, other, same, shut_out, met, unmet, p), new)
                trust[e] = new
            heard[j] += where(there, new, 0.0)
            count[j] += where(there, 1.0, 0.0)
            sums[int(same)] += where(there, new, 0.0)
            counts[int(same)] += where(there, 1.0, 0.0)
    for i in range(actors.size):
        actors[i].reputation = where(count[i] > 0.0, heard[i] / count[i], p.prior_within)
    society.trust_across, society.trust_within = sums[0] / max(1.0, counts[0]), sums[1] / max(1.0, counts[1])
    society.trust = (sums[0] + sums[1]) / max(1.0, counts[0] + counts[1])


@rule
def changed(
    trust: float, me: ActorRecord, other: ActorRecord, same: bool, shut_out: float, met: float, unmet: float, p: Trust
) -> float:
    """Trust of one tie a quarter on, in [0, 1-scar]: experience, amends, drift to the prior of the tie, gossip."""
    up, down = experience(me, other, shut_out, met, unmet, p)
    prior = p.prior_within if same else p.prior_across
    new = updated(trust, up * (1.0 + other.amends), down, p.gain, p.loss)
    new = new + p.drift * (prior - trust) + p.gossip * (other.reputation - trust)
    return believable(clip(new, 0.0, 1.0), other)
