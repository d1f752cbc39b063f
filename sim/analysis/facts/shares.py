"""Shares of releases, of years and of makers: how many of how many.

A measure takes a history and what it is given (:data:`sim.analysis.facts.measures.GIVEN`), and returns its value and,
where it is a share of counts, how many of how many; see :mod:`sim.analysis.facts.measures`.
"""

from typing import Any

import numpy as np

from sim.analysis.facts.compiling import measure
from sim.analysis.facts.history import QUARTERS_A_YEAR, History
from sim.world import Floats, Integers

Found = tuple[float, float, float]
"""A value; how many; of how many."""
NAN = float("nan")


@measure
def share(of: float, among: float) -> Found:
    """How many of how many, and undefined of none."""
    return (of / among if among > 0.0 else NAN), of, among


@measure
def undivided(value: float) -> Found:
    """A value that is no share of counts."""
    return value, NAN, NAN


@measure
def span(quarter: Integers, first: int, last: int) -> tuple[int, int]:
    """Where the releases of a window begin and end: they are in order.

    Loops call nothing that takes a history: each call would count references to all of its arrays.
    """
    begin = np.searchsorted(quarter, first)
    return int(begin), int(begin + np.searchsorted(quarter[begin:], last + 1))


@measure
def open_share(h: History, g: Any) -> Found:
    """Share of the releases of known access, and of a bloc, that are open."""
    of = among = 0.0
    begin, end = span(h.quarter, g.first, g.last)
    for r in range(begin, end):
        if h.is_open[r] == h.is_open[r] and (g.bloc < 0 or h.bloc[r, g.bloc]):
            of += h.is_open[r]
            among += 1.0
    return share(of, among)


@measure
def joint_share(h: History, g: Any) -> Found:
    """Share of releases with several makers."""
    begin, end = span(h.quarter, g.first, g.last)
    return share(float(h.joint[begin:end].sum()), float(end - begin))


@measure
def joint_across(h: History, g: Any) -> Found:
    """Share of a bloc's releases that also have a maker of the other bloc."""
    of = among = 0.0
    begin, end = span(h.quarter, g.first, g.last)
    for r in range(begin, end):
        if h.bloc[r, g.bloc]:
            of += h.bloc[r, g.other]
            among += 1.0
    return share(of, among)


@measure
def open_bases(h: History, g: Any) -> Found:
    """Share of releases built on another maker's that are built on an open one."""
    of = among = 0.0
    begin, end = span(h.quarter, g.first, g.last)
    for r in range(begin, end):
        of += h.foreign_open[r]
        among += h.foreign[r]
    return share(of, among)


@measure
def open_counts(h: History, g: Any) -> tuple[Floats, Floats]:
    """Open releases, and releases of known access, of each year of the window, shape (years,) each."""
    first = g.first // QUARTERS_A_YEAR
    years = g.last // QUARTERS_A_YEAR - first + 1
    of, among = np.zeros(years), np.zeros(years)
    begin, end = span(h.quarter, g.first, g.last)
    for r in range(begin, end):
        if h.is_open[r] == h.is_open[r]:
            year = h.quarter[r] // QUARTERS_A_YEAR - first
            of[year] += h.is_open[r]
            among[year] += 1.0
    return of, among


@measure
def spread_shares(of: Floats, among: Floats) -> Floats:
    """Shares of years, shrunk to each other so that they differ as much as the true ones do.

    The least of several counted shares is lower, and the greatest higher, than the true ones, the more so the fewer
    releases a year has. Constrained empirical Bayes: with counted shares p_y of n_y releases and their common mean m,
    the variance between years is v = max(0, (MSB - MSW) / n0), the analysis of variance of a 0-1 variable; each share
    is shrunk to m + B_y (p_y - m), B_y = v / (v + MSW / n_y), and then all are spread around their mean by
    sqrt(1 + H1 / H2), H1 = (1 - 1/Y) sum_y B_y MSW / n_y and H2 the sum of squares of the shrunk ones.

    Source:
        Louis (1984), Journal of the American Statistical Association 79; Ghosh (1992), the same 87.

    Args:
        of: open releases of each year, shape (years,).
        among: releases of each year; years without any are left out.

    Returns:
        Shares, shape (years with releases,), in the order of years; empty if no two years have releases.
    """
    kept = among > 0.0
    of, among = of[kept], among[kept]
    years, total = of.size, among.sum()
    if years < 2 or total <= years:
        return np.empty(0)
    counted, mean = of / among, of.sum() / total
    between = (among * (counted - mean) ** 2).sum() / (years - 1)
    within = (of * (1.0 - counted)).sum() / (total - years)
    typical = (total - (among * among).sum() / total) / (years - 1)
    variance = max(0.0, (between - within) / typical)
    if variance == 0.0:
        return np.full(years, mean)
    noise = within / among
    shrinkage = variance / (variance + noise)
    shrunk = mean + shrinkage * (counted - mean)
    centre = shrunk.mean()
    lost = (1.0 - 1.0 / years) * (shrinkage * noise).sum()
    left = ((shrunk - centre) ** 2).sum()
    stretch = np.sqrt(1.0 + lost / left) if left > 0.0 else 1.0
    shares: Floats = np.minimum(1.0, np.maximum(0.0, centre + stretch * (shrunk - centre)))
    return shares


@measure
def least_open_share(h: History, g: Any) -> Found:
    """The open share of the most closed year; see :func:`spread_shares`."""
    of, among = open_counts(h, g)
    shares = spread_shares(of, among)
    return undivided(shares.min() if shares.size > 0 else NAN)


@measure
def greatest_open_share(h: History, g: Any) -> Found:
    """The open share of the most open year; see :func:`spread_shares`."""
    of, among = open_counts(h, g)
    shares = spread_shares(of, among)
    return undivided(shares.max() if shares.size > 0 else NAN)


@measure
def turns(h: History, g: Any) -> Integers:
    """Transitions of makers between successive active years: to open, to closed, without a change; shape (3,).

    A year of a maker is active with at least `least` releases of known access, and open if at least the share `half` of
    them is. A joint release counts for each of its makers.
    """
    first = g.first // QUARTERS_A_YEAR
    years = g.last // QUARTERS_A_YEAR - first + 1
    of, among = np.zeros((h.since.size, years)), np.zeros((h.since.size, years))
    begin, end = span(h.quarter, g.first, g.last)
    for r in range(begin, end):
        if h.is_open[r] == h.is_open[r]:
            for k in range(h.row[r], h.row[r + 1]):
                of[h.maker[k], h.quarter[r] // QUARTERS_A_YEAR - first] += h.is_open[r]
                among[h.maker[k], h.quarter[r] // QUARTERS_A_YEAR - first] += 1.0
    counts = np.zeros(3, np.int64)
    for m in range(h.since.size):
        before = -1
        for y in range(years):
            if among[m, y] >= g.least:
                now = 1 if of[m, y] >= g.half * among[m, y] else 0
                if before >= 0:
                    counts[2 if now == before else 1 - now] += 1
                before = now
    return counts


@measure
def switches(h: History, g: Any) -> Found:
    """Share of transitions between active years in which a maker turns from mostly open to mostly closed, or back."""
    counts = turns(h, g)
    return share(counts[0] + counts[1], counts.sum())


@measure
def switches_to_open(h: History, g: Any) -> Found:
    """Share of those turns that are to open."""
    counts = turns(h, g)
    return share(counts[0], counts[0] + counts[1])
