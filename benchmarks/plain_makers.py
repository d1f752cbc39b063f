"""How many models a release holds, and makers of a single model, once more in plain Python: for the plain model."""

from math import exp, log10

import numpy as np

from sim.noise import Purpose, fraction, uniform, words
from sim.normal import quantile
from sim.scenario.schema.enums import Tier

LEAST_COMPUTE = 1e-12


def poisson(luck, mean, most):
    """The least number, at most ``most``, whose share of Poisson numbers up to it is above the luck."""
    count, chance = 0, exp(-mean)
    below = chance
    while below <= luck and count < most:
        count += 1
        chance *= mean / count
        below += chance
    return count


def family(model, actor):
    """1 + Poisson(further*(outlay/mean outlay)^elasticity) models in a release."""
    p, outlays = model.config.models, [other.outlay for other in model.agents]
    usual = sum(outlays) / len(outlays)
    if usual <= 0.0 or p.further == 0.0:
        return 1
    luck = model.drawn(uniform, Purpose.MODELS, model.key_of(actor.row))
    return 1 + poisson(luck, p.further * (actor.outlay / usual) ** p.elasticity, p.most)


def singles(model, release):
    """This quarter's makers of a single model, Poisson(makers*[(V-cost)/(V+cost)]+), as rows of the log."""
    p, entry = model.config.tail, model.config.entry
    if p.makers == 0.0 or entry.rate == 0.0 or model.market <= 0.0:
        return []
    compute = max(LEAST_COMPUTE, max(actor.compute for actor in model.agents) * 10.0**-p.behind)
    value = model.hoped_for(model.public_know_how() + log10(compute))
    cost = compute / model.compute_price if model.compute_price > 0.0 else 0.0
    mean = p.makers * max(0.0, (value - cost) / (value + cost)) if value > 0.0 else 0.0
    count = poisson(model.drawn(uniform, Purpose.TAIL, 0), mean, p.most)
    return [single(model, release, k + 1) for k in range(count)] if model.firms else []


def two(words_of_32):
    """Two uniform numbers from four words; compiled rules return them as plain integers, which are signed."""
    one, other, third, fourth = map(np.uint64, words_of_32)
    return fraction(one, other), fraction(third, fourth)


def single(model, release, k):
    """The k-th of a quarter: beside a random firm, with public know-how and its own, smaller compute."""
    p, noise, t = model.config.tail, model.noise, model.quarter
    firms = list(model.firms)
    fortune, _ = two(words(noise, int(Purpose.TAIL), k, 1, t))
    near = firms[min(len(firms) - 1, int(fortune * len(firms)))]
    access, size = two(words(noise, int(Purpose.TAIL), k, 0, t))
    is_open = access < p.open
    largest = max(actor.compute for actor in model.agents)
    behind = max(0.0, p.behind + p.spread * quantile(size))
    capability = model.public_know_how() + log10(max(LEAST_COMPUTE, largest * 10.0**-behind))
    capability = min(capability, model.best_open if is_open else model.released_frontier)
    return release(t, -1, near.bloc, -1, -1, Tier.OPEN if is_open else Tier.CLOSED, capability)
