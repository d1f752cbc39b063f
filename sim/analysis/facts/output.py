"""Who makes how much: concentration of output, and makers that are new. See :mod:`sim.analysis.facts.shares`."""

from typing import Any

import numpy as np

from sim.analysis.facts.compiling import measure
from sim.analysis.facts.history import QUARTERS_A_YEAR, History
from sim.analysis.facts.shares import NAN, Found, undivided
from sim.world import Floats, Integers

DRAWS = 64
"""Samples of a year's releases over which the share of the largest four is a mean."""


@measure
def part_of(makers: int, whole: int) -> float:
    """Part of a release that each of its makers gets: an equal one, or all of it if it is not divided."""
    return 1.0 if whole else 1.0 / makers


@measure
def year_ends(h: History, g: Any) -> Integers:
    """Where the releases of each year of the window begin, and those of the last one end, shape (years + 1,)."""
    first = g.first // QUARTERS_A_YEAR
    years = g.last // QUARTERS_A_YEAR - first + 1
    ends = np.empty(years + 1, np.int64)
    r = 0
    for y in range(years + 1):
        begin = min(g.last + 1, max(g.first, QUARTERS_A_YEAR * (first + y)))
        while r < h.quarter.size and h.quarter[r] < begin:
            r += 1
        ends[y] = r
    return ends


@measure
def output_concentration(h: History, g: Any) -> Found:
    """Concentration of a year's output: how likely two different releases are to have the same maker; mean over years.

    It is the Herfindahl-Hirschman index without the bias of small numbers, (sum_i s_i^2 - sum_r sum_i w_ri^2) /
    (N^2 - N): s_i is the output of maker i, w_ri its part of release r, N the number of releases; for parts that do not
    add up to one in a release, N^2 - N becomes the same of what they add up to. Years with a single release are left
    out.
    """
    ends, total, years = year_ends(h, g), 0.0, 0.0
    output = np.zeros(h.since.size)
    for y in range(ends.size - 1):
        count = ends[y + 1] - ends[y]
        if count < 2:
            continue
        output[:] = 0.0
        same = parts = squares = 0.0
        for r in range(ends[y], ends[y + 1]):
            part = part_of(h.row[r + 1] - h.row[r], g.whole)
            parts += part * (h.row[r + 1] - h.row[r])
            squares += (part * (h.row[r + 1] - h.row[r])) ** 2
            for k in range(h.row[r], h.row[r + 1]):
                # What pairs of this release and an earlier one share, counted both ways.
                same += 2.0 * part * output[h.maker[k]]
            for k in range(h.row[r], h.row[r + 1]):
                output[h.maker[k]] += part
        total += same / (parts * parts - squares)
        years += 1.0
    return undivided(total / years if years > 0.0 else NAN)


@measure
def mixed(number: Any) -> Any:
    """The finalizer of SplitMix64 (Steele, Lea & Flood 2014): a scrambled number for a number."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@measure
def largest_of(row: Integers, maker: Integers, whole: int, chosen: Integers, output: Floats) -> float:
    """Share of the most active four makers in some releases; `output` is zero before and after."""
    first = second = third = fourth = total = 0.0
    for r in chosen:
        part = part_of(row[r + 1] - row[r], whole)
        for k in range(row[r], row[r + 1]):
            output[maker[k]] += part
            total += part
    for r in chosen:
        for k in range(row[r], row[r + 1]):
            made = output[maker[k]]
            output[maker[k]] = 0.0
            first, made = max(first, made), min(first, made)
            second, made = max(second, made), min(second, made)
            third, made = max(third, made), min(third, made)
            fourth = max(fourth, made)
    return (first + second + third + fourth) / total


@measure
def largest_four(h: History, g: Any) -> Found:
    """Share of the most active four makers in as many releases of a year as every history has; mean over years.

    Among few releases the largest four have more by chance alone, so that histories of different size are compared by
    samples of equal size, as in rarefaction (Hurlbert 1971): a mean over :data:`DRAWS` samples of `sample` releases
    without replacement, which are the same for the same releases. Years with fewer are left out.
    """
    ends, total, years = year_ends(h, g), 0.0, 0.0
    output, order = np.zeros(h.since.size), np.arange(h.quarter.size)
    for y in range(ends.size - 1):
        count = ends[y + 1] - ends[y]
        if count < g.sample:
            continue
        draws = DRAWS if count > g.sample else 1
        for draw in range(draws):
            for k in range(g.sample):
                # The first steps of a shuffle (Fisher & Yates): each sample begins where the last one left the order.
                scrambled = mixed(np.uint64((y * DRAWS + draw) * 65536 + k + 1) * np.uint64(0x9E3779B97F4A7C15))
                other = ends[y] + k + np.int64(scrambled % np.uint64(count - k))
                place = ends[y] + k
                order[place], order[other] = order[other], order[place]
            total += largest_of(h.row, h.maker, g.whole, order[ends[y] : ends[y] + g.sample], output) / draws
        years += 1.0
    return undivided(total / years if years > 0.0 else NAN)


@measure
def newcomers(h: History, g: Any) -> Found:
    """Share of makers that are there for the first time in as many releases of a year as every history has; mean year.

    The more releases, the more makers of a single one are among them. Expected numbers of makers, and of first-timers,
    in `sample` releases drawn without replacement (Hurlbert 1971): sum_i 1 - C(N - N_i, n) / C(N, n), with N_i releases
    of maker i among N. The share is the ratio of the two. Years with fewer releases are left out.
    """
    ends, total, years = year_ends(h, g), 0.0, 0.0
    releases = np.zeros(h.since.size)
    for y in range(ends.size - 1):
        count = ends[y + 1] - ends[y]
        if count < g.sample:
            continue
        for k in range(h.row[ends[y]], h.row[ends[y + 1]]):
            releases[h.maker[k]] += 1.0
        active = new = 0.0
        for k in range(h.row[ends[y]], h.row[ends[y + 1]]):
            maker = h.maker[k]
            if releases[maker] > 0.0:
                missed = 1.0
                for j in range(int(releases[maker])):
                    missed *= max(0.0, count - g.sample - j) / (count - j)
                releases[maker] = 0.0
                active += 1.0 - missed
                new += (1.0 - missed) * (h.since[maker] == g.first // QUARTERS_A_YEAR + y)
        total += new / active
        years += 1.0
    return undivided(total / years if years > 0.0 else NAN)
