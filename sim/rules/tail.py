"""Phase 11, last: makers of a single model come where entry pays, release it, and are heard of no more.

They are rows of the release log, no actors: nobody depends on them, so that a long tail costs next to nothing. What
they know is public already, so they add nothing to it, and their model is never the best open one: who made that would
be an actor. They count wherever releases and their makers are counted.
"""

from sim.compile import phase, rule
from sim.elementary import log10
from sim.noise import Noise, Purpose, fraction, poisson, words
from sim.normal import quantile
from sim.rules.common import LEAST_COMPUTE, public_level
from sim.rules.compute import price_of
from sim.rules.turnover import hoped_for, model_firm
from sim.scenario.schema.economy import Tail
from sim.scenario.schema.enums import Tier
from sim.world import NOBODY, World


@phase
def come_and_go(w: World, noise: Noise, t: int) -> None:
    """Poisson(makers*hope) makers release one model each, at most as many as the log has room for."""
    p, society, actors = w.parameters[0], w.society[0], w.actors
    if not p.tail.on or p.tail.makers == 0.0:
        return
    if not p.entry.on or p.entry.rate == 0.0 or society.market <= 0.0:
        return
    known, largest = public_level(w), LEAST_COMPUTE
    for i in range(actors.size):
        largest = max(largest, actors[i].compute if actors[i].alive else 0.0)
    mean = p.tail.makers * hope(w, known, compute_of_single(largest, 0.0, p.tail))
    count = poisson(noise, Purpose.TAIL, 0, t, mean, p.tail.most)
    for k in range(1, count + 1):
        release_single(w, noise, t, k, known, largest)


@phase
def hope(w: World, known: float, compute: float) -> float:
    """[(V-cost)/(V+cost)]+: V what one more product of a typical such maker would earn, cost that of its compute."""
    value, cost = hoped_for(w, known, known + log10(compute)), price_of(compute, w.society[0].compute_price)
    return max(0.0, (value - cost) / (value + cost)) if value > 0.0 else 0.0


@phase
def release_single(w: World, noise: Noise, t: int, k: int, known: float, largest: float) -> None:
    """The k-th maker of a quarter works in the bloc of a random living firm, with what is public and its own compute.

    Capability is public know-how + log10 compute, at most the best that is out, and of open weights the best open.
    """
    society, p = w.society[0], w.parameters[0]
    one, other, _, _ = words(noise, Purpose.TAIL, k, 1, t)
    near = model_firm(w.actors, NOBODY, fraction(one, other))
    if near == NOBODY:
        return
    one, other, third, fourth = words(noise, Purpose.TAIL, k, 0, t)
    is_open = fraction(one, other) < p.tail.open
    compute = compute_of_single(largest, quantile(fraction(third, fourth)), p.tail)
    row = w.releases[society.releases]
    row.quarter, row.actor, row.bloc = t, NOBODY, w.actors[near].bloc
    row.co_releaser, row.base, row.models = NOBODY, NOBODY, 1
    row.tier = Tier.OPEN if is_open else Tier.CLOSED
    best = society.best_open if is_open else society.released_frontier
    row.capability = min(best, known + log10(compute))
    row.compute, row.cost = compute, price_of(compute, society.compute_price)
    society.releases += 1
    society.models += 1
    society.tail += 1


@rule
def compute_of_single(largest: float, luck: float, p: Tail) -> float:
    """Compute of a maker of a single model: [behind + spread*z]+ OOM less than the largest owner's."""
    return max(LEAST_COMPUTE, largest * 10.0 ** -max(0.0, p.behind + p.spread * luck))
