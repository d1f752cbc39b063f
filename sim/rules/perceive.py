"""Phase 2: what is released is seen, what is hidden is estimated, and mistrust inflates the estimate."""

from sim.compile import phase, rule
from sim.lanes import some, where
from sim.noise import Noise, pair_noise
from sim.rules.ahead import fetch_ahead
from sim.rules.fear import NOBODY_NEAR, dread_of, odds_of
from sim.scenario.schema.enums import SafetyForm
from sim.scenario.schema.race import Perception
from sim.world import ActorRecord, World

NOTHING_SEEN = -1e9
"""Estimate of rivals by an actor without ties."""


@rule
def estimate(other: ActorRecord, trust: float, draw: float, p: Perception) -> float:
    """Another's capability as seen: K_hat = K - (1-visibility)*hidden + (1-trust)*premium + error*draw, OOM.

    Mistrust fills what is hidden with fear: the security dilemma (Jervis 1978). ``draw`` has variance 1.
    """
    hidden = max(0.0, other.capability - other.released)
    return other.capability - (1.0 - p.visibility) * hidden + (1.0 - trust) * p.premium + p.error * draw


@rule
def seen_effort(effort: float, overestimate: float, alarm: float) -> float:
    """Effort as a rival sees it, e*max(0, 1 + alarm*(K_hat - K)): an over-estimate feeds the race."""
    return effort * max(0.0, 1.0 + alarm * overestimate)


@phase
def perceive(w: World, noise: Noise, t: int) -> None:
    """For each actor over its ties: how many rivals; best, second-best, best foreign; mean mistrusted effort.

    threat_i = mean_j (1-tau_ij) * seen effort of j + fear * max_j (1-tau_ij) * min((K_hat_ij - K_i)+, despair): one
    fears the leader. With the mechanism off, everybody sees everything as it is.
    """
    actors, p, start, stop = w.actors, w.parameters[0].perception, w.ties.start, w.ties.stop
    fear, safety = w.parameters[0].effort, w.parameters[0].safety
    contested = safety.form == SafetyForm.CONTEST
    target, trust = w.ties.target, w.ties.trust
    for i in range(actors.size):
        fetch_ahead(w.ties, actors, i, 2)
        me = actors[i]
        if not some(me.alive == 1):
            continue
        best = second = foreign = NOTHING_SEEN
        threat, dread, closest, odds, seen = 0.0, 0.0, NOBODY_NEAR, 0.0, 0
        for e in range(start[i], stop[i]):
            other = actors[target[e]]
            there = other.alive == 1
            if not some(there):
                continue
            rival, effort = other.capability, other.effort
            if p.on:
                draw = pair_noise(noise, me.key, other.key, t) if p.error > 0.0 else 0.0
                rival = estimate(other, trust[e], draw, p)
                effort = seen_effort(effort, rival - other.capability, p.alarm)
            ahead = rival - me.capability
            threat += where(there, (1.0 - trust[e]) * effort, 0.0)
            dread = where(there, max(dread, dread_of(ahead, trust[e], fear.despair)), dread)
            closest = where(there, min(closest, abs(ahead)), closest)
            if contested:
                odds += where(there, odds_of(ahead, safety.decisiveness), 0.0)
            seen += where(there, 1, 0)
            rival = where(there, rival, NOTHING_SEEN)
            second = max(second, min(best, rival))
            best = max(best, rival)
            foreign = max(foreign, rival if other.bloc != me.bloc else NOTHING_SEEN)
        me.rival, me.second, me.foreign, me.closest, me.odds = best, second, foreign, closest, odds
        me.rivals, me.threat = seen, threat / max(1, seen) + fear.fear * dread
