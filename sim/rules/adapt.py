"""Phase 10: strategies learn from payoffs, their own and their partners'."""

from sim.compile import phase, rule
from sim.noise import Noise, Purpose, uniform
from sim.rules.common import logistic, shares
from sim.scenario.schema.economy import Reinforcement
from sim.scenario.schema.enums import Strategy
from sim.world import NOBODY, ActorRecord, Indices, Records, World


@rule
def fermi(own: float, other: float, intensity: float) -> float:
    """Probability to copy, 1/(1+exp(-intensity*(other - own))) (Traulsen, Nowak & Pacheco 2006)."""
    return logistic(intensity * (other - own))


@phase
def adapt(w: World, noise: Noise, t: int) -> None:
    """Imitators look at one partner; learners reinforce what they did."""
    p, actors = w.parameters[0], w.actors
    for i in range(actors.size):
        me = actors[i]
        if me.alive and me.strategy == Strategy.IMITATE and p.imitation.on:
            imitate(w, noise, t, i)
        elif me.alive and me.strategy == Strategy.ROTH_EREV and p.reinforcement.on:
            reinforce(me, p.reinforcement)
        elif me.alive and me.strategy == Strategy.EXPERIENCE_WEIGHTED and p.reinforcement.on:
            weigh_experience(me, p.reinforcement)


@rule
def living_partner(actors: Records[ActorRecord], partners: Indices, draw: float) -> int:
    """A living partner, each as likely; NOBODY when there is none."""
    living = 0
    for j in partners:
        living += 1 if actors[j].alive else 0
    left = min(living - 1, int(draw * living))  # the product may round up to all of them
    for j in partners:
        if actors[j].alive:
            if left == 0:
                return j
            left -= 1
    return NOBODY


@phase
def imitate(w: World, noise: Noise, t: int, i: int) -> None:
    """With probability ``rate``, copy what a random partner does, by the Fermi rule on payoffs.

    One uniform draw serves both the chance to look and the choice of the partner.
    """
    me, actors, p = w.actors[i], w.actors, w.parameters[0].imitation
    draw = uniform(noise, Purpose.PARTNER, me.key, t)
    if draw >= p.rate:
        return
    j = living_partner(actors, w.ties.target[w.ties.start[i] : w.ties.stop[i]], draw / p.rate)
    if j != NOBODY:
        other = actors[j]
        if uniform(noise, Purpose.ADOPTION, me.key, t) < fermi(me.payoff, other.payoff, p.intensity):
            me.leaning = 1 if shares(other.tier) else 0


@rule
def reinforce(me: ActorRecord, p: Reinforcement) -> None:
    """Roth & Erev 1995: q_k' = (1-forgetting)*q_k + weight*[payoff]+ for what was done."""
    gain = p.weight * max(0.0, me.payoff)
    me.hoard_attraction = (1.0 - p.forgetting) * me.hoard_attraction + (0.0 if shares(me.tier) else gain)
    me.share_attraction = (1.0 - p.forgetting) * me.share_attraction + (gain if shares(me.tier) else 0.0)


@rule
def weigh_experience(me: ActorRecord, p: Reinforcement) -> None:
    """EWA (Camerer & Ho 1999): A_k' = (1-forgetting)*A_k + weight*(1 if done, else imagined)*payoff of k.

    The payoff of what was not done is the own one plus or minus the appraisal of sharing.
    """
    shared = shares(me.tier)
    hoarded = p.imagined * (me.payoff - me.appraisal) if shared else me.payoff
    opened = me.payoff if shared else p.imagined * (me.payoff + me.appraisal)
    me.hoard_attraction = (1.0 - p.forgetting) * me.hoard_attraction + p.weight * hoarded
    me.share_attraction = (1.0 - p.forgetting) * me.share_attraction + p.weight * opened
