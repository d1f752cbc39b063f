"""How fast the largest training runs and incidents grow. See :mod:`sim.analysis.facts.shares`."""

from typing import Any

import numpy as np

from sim.analysis.facts.compiling import measure
from sim.analysis.facts.history import QUARTERS_A_YEAR, Flags, History
from sim.analysis.facts.shares import NAN, Found, undivided
from sim.world import Floats

_STEEPEST, _HALVINGS = 5.0, 52


@measure
def is_largest(h: History, g: Any, size: Floats) -> Flags:
    """Whether a release is among the `top` largest of the window up to the end of its quarter, shape (releases,)."""
    largest, counts = np.zeros(g.top), np.zeros(size.size, np.bool_)
    r = 0
    while r < size.size:
        end = r
        while end < size.size and h.quarter[end] == h.quarter[r]:
            if g.first <= h.quarter[end] <= g.last and size[end] > 0.0:
                rising = size[end]
                for place in range(g.top):
                    if rising > largest[place]:
                        rising, largest[place] = largest[place], rising
            end += 1
        for each in range(r, end):
            counts[each] = g.first <= h.quarter[each] <= g.last and size[each] > 0.0 and size[each] >= largest[-1]
        r = end
    return counts


@measure
def growth(h: History, g: Any, size: Floats) -> float:
    """Growth factor per year of the running top: least squares of log10 on time."""
    counts = is_largest(h, g, size)
    n = time = level = 0.0
    for r in range(size.size):
        if counts[r]:
            n += 1.0
            time += h.quarter[r] / QUARTERS_A_YEAR
            level += np.log10(size[r])
    spread = product = 0.0
    for r in range(size.size):
        if counts[r]:
            distance = h.quarter[r] / QUARTERS_A_YEAR - time / n
            spread += distance * distance
            product += distance * (np.log10(size[r]) - level / n)
    return 10.0 ** (product / spread) if spread > 0.0 else NAN


@measure
def compute_growth(h: History, g: Any) -> Found:
    """Growth factor per year of the compute of the largest training runs; see :func:`is_largest`."""
    return undivided(growth(h, g, h.compute))


@measure
def cost_growth(h: History, g: Any) -> Found:
    """Growth factor per year of the cost of the most expensive training runs; see :func:`is_largest`."""
    return undivided(growth(h, g, h.cost))


@measure
def trend(counts: Floats) -> float:
    """Exponential trend of Poisson counts at equal distances, by maximum likelihood; NaN if all are 0.

    The most likely trend b has the mean time of the events: sum(t e^(b t)) / sum(e^(b t)) equals that mean. It is
    limited to +-5, which it reaches if all events are in the first or last count.
    """
    time = np.arange(counts.size)
    if counts.sum() == 0.0:
        return NAN
    wanted, low, high = (time * counts).sum() / counts.sum(), -_STEEPEST, _STEEPEST
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        weights = np.exp(middle * time)
        if (time * weights).sum() / weights.sum() < wanted:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@measure
def incident_growth(h: History, g: Any) -> Found:
    """Growth of incidents per year; see :func:`trend`. Years that the history does not have are left out."""
    first, last = max(g.first, h.begin), min(g.last, h.begin + h.incidents.size - 1)
    years = last // QUARTERS_A_YEAR - first // QUARTERS_A_YEAR + 1
    if last < first or years < 2:
        return undivided(NAN)
    counts = np.zeros(years)
    for q in range(first, last + 1):
        counts[q // QUARTERS_A_YEAR - first // QUARTERS_A_YEAR] += h.incidents[q - h.begin]
    return undivided(np.expm1(trend(counts)))
