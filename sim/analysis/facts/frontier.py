"""The frontier: who leads, how far open releases trail, how many are near. See :mod:`sim.analysis.facts.shares`.

Records start afresh with the window, in the data and in runs. What happens within a quarter has no order.
"""

from typing import Any

import numpy as np

from sim.analysis.facts.compiling import measure
from sim.analysis.facts.history import QUARTERS_A_YEAR, History
from sim.analysis.facts.shares import NAN, Found, share, span, undivided
from sim.outcomes.figures import MONTHS, correlation, kaplan_meier_median
from sim.world import Floats, Integers

_ALL, _CLOSED, _OPEN = -1.0, 0.0, 1.0


@measure
def best(h: History, g: Any, wanted: float) -> Floats:
    """Highest capability released in the window up to each quarter's end, NaN before the first; shape (quarters,)."""
    found = np.full(g.last - g.first + 1, NAN)
    begin, end = span(h.quarter, g.first, g.last)
    for r in range(begin, end):
        if h.capability[r] == h.capability[r] and (wanted == _ALL or h.is_open[r] == wanted):
            q = h.quarter[r] - g.first
            found[q] = h.capability[r] if found[q] != found[q] else max(found[q], h.capability[r])
    for q in range(1, found.size):
        if found[q - 1] == found[q - 1]:
            found[q] = found[q - 1] if found[q] != found[q] else max(found[q], found[q - 1])
    return found


@measure
def lags(h: History, g: Any) -> Floats:
    """From each record among closed releases to an open one as capable: rows (quarters, 1 if seen, 0 if censored).

    A quarter has one record at most, the best closed release up to its end. What is not matched is censored at the end
    of the window.
    """
    closed, opened = best(h, g, _CLOSED), best(h, g, _OPEN)
    rows, count = np.empty((closed.size, 2)), 0
    for q in range(closed.size):
        if closed[q] == closed[q] and (q == 0 or closed[q - 1] != closed[q - 1] or closed[q] > closed[q - 1]):
            rows[count, 0], rows[count, 1] = closed.size - 1 - q, 0.0
            for later in range(q, closed.size):
                if opened[later] >= closed[q]:
                    rows[count, 0], rows[count, 1] = later - q, 1.0
                    break
            count += 1
    return rows[:count]


@measure
def open_lag(h: History, g: Any) -> Found:
    """Months until a closed record is matched by an open release: Kaplan & Meier's median, see :func:`lags`."""
    rows = lags(h, g)
    return undivided(kaplan_meier_median(rows, g.last - g.first) * MONTHS if len(rows) > 0 else NAN)


@measure
def openness_by_capability(h: History, g: Any) -> Found:
    """Correlation of openness with the distance to the frontier at the quarter's end; below 0, the frontier is closed.

    Only releases of known capability and access count, for the frontier as well.
    """
    count = 0
    opened, distance = np.empty(h.quarter.size), np.empty(h.quarter.size)
    closed, free = best(h, g, _CLOSED), best(h, g, _OPEN)
    begin, end = span(h.quarter, g.first, g.last)
    for r in range(begin, end):
        if h.capability[r] == h.capability[r] and h.is_open[r] == h.is_open[r]:
            q = h.quarter[r] - g.first
            frontier = max(closed[q] if closed[q] == closed[q] else -np.inf, free[q] if free[q] == free[q] else -np.inf)
            opened[count], distance[count] = h.is_open[r], h.capability[r] - frontier
            count += 1
    return undivided(correlation(opened[:count], distance[:count]) if count > 0 else NAN)


@measure
def yearly_gaps(h: History, g: Any) -> Floats:
    """Best closed minus best open release, in points: mean over the ends of a year's quarters at which both exist.

    Shape (years of the window,); NaN for a year without both.
    """
    closed, opened = best(h, g, _CLOSED), best(h, g, _OPEN)
    first = g.first // QUARTERS_A_YEAR
    total, count = np.zeros(g.last // QUARTERS_A_YEAR - first + 1), np.zeros(g.last // QUARTERS_A_YEAR - first + 1)
    for q in range(closed.size):
        gap = closed[q] - opened[q]
        if gap == gap:
            total[(g.first + q) // QUARTERS_A_YEAR - first] += gap
            count[(g.first + q) // QUARTERS_A_YEAR - first] += 1.0
    return total / count


@measure
def gap(h: History, g: Any) -> Found:
    """The gap of the window's last year, see :func:`yearly_gaps`."""
    return undivided(yearly_gaps(h, g)[-1])


@measure
def gap_turns(h: History, g: Any) -> Found:
    """How often the yearly gap turns between falling and rising; undefined if a year has none."""
    yearly = yearly_gaps(h, g)
    changes = 0.0
    for y in range(2, yearly.size):
        changes += np.sign(yearly[y] - yearly[y - 1]) != np.sign(yearly[y - 1] - yearly[y - 2])
    return undivided(changes if np.all(yearly == yearly) else NAN)


@measure
def frontier_rise(h: History, g: Any) -> Found:
    """Points per year by which the best release so far rises from the end of the first quarter to that of the last."""
    frontier = best(h, g, _ALL)
    return undivided((frontier[-1] - frontier[0]) * QUARTERS_A_YEAR / (g.last - g.first))


@measure
def contenders(h: History, g: Any) -> Found:
    """Number of makers with a best release of the window at most `margin` points behind the best of all.

    It is how many of the makers with a release in the window.
    """
    own = np.full(h.since.size, -np.inf)
    frontier = -np.inf
    begin, end = span(h.quarter, g.first, g.last)
    for r in range(begin, end):
        if h.capability[r] == h.capability[r]:
            frontier = max(frontier, h.capability[r])
            for k in range(h.row[r], h.row[r + 1]):
                own[h.maker[k]] = max(own[h.maker[k]], h.capability[r])
    of = among = 0.0
    for m in range(own.size):
        among += own[m] > -np.inf
        of += own[m] > -np.inf and own[m] >= frontier - g.margin
    return (of if among > 0.0 else NAN), of, among


@measure
def leaders(h: History, g: Any) -> Integers:
    """Who made the best release so far at each quarter's end, from the first one with a release; shape (quarters,).

    Of a joint release it is the first maker; of equals, the one who was there before.
    """
    leader = np.full(g.last - g.first + 1, -1)
    frontier = -np.inf
    begin, end = span(h.quarter, g.first, g.last)
    for r in range(begin, end):
        if h.capability[r] > frontier:
            frontier = h.capability[r]
            leader[h.quarter[r] - g.first :] = h.maker[h.row[r]]
    return leader[leader >= 0]


@measure
def lead_concentration(h: History, g: Any) -> Found:
    """Herfindahl-Hirschman index of time in the lead, in quarters."""
    leader = leaders(h, g)
    held = np.zeros(h.since.size)
    for m in leader:
        held[m] += 1.0
    return undivided((held * held).sum() / leader.size**2 if leader.size > 0 else NAN)


@measure
def leader_changes(h: History, g: Any) -> Found:
    """Changes of the leader per year: from one quarter's end to the next, by years from the first to the last."""
    leader = leaders(h, g)
    changes = 0.0
    for q in range(1, leader.size):
        changes += leader[q] != leader[q - 1]
    return share(changes, (leader.size - 1) / QUARTERS_A_YEAR)
