"""Figures of a run that no summary of a series gives: of its release log, and of who led when.

A function under ``@gives`` gives those that it names; what each is stands in :mod:`sim.scenario.schema.series`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.compile import phase, rule
from sim.elementary import log10
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.series import at
from sim.world import Floats, Integers, Records, World

MONTHS = 3.0
"""Months in a quarter."""
A_YEAR = 4.0
"""Quarters in a year."""
LEAST_USE = 1e-9
"""Quarters of everybody's use below which nobody uses AI: what is divided by it stays a number."""
_BLOCK = 128
"""Numbers above which NumPy sums halves apart."""

Measure = Callable[[World, int], Any]
"""Takes a world and its quarters, and gives a figure, or several in a tuple; compiled."""
MEASURES: dict[tuple[str, ...], Measure] = {}
"""What gives figures, by their names."""


def gives(*names: str) -> Callable[[Measure], Measure]:
    """Compile a function, and say which figures it gives, in this order."""

    def register(measure: Measure) -> Measure:
        MEASURES[names] = phase(measure)
        return MEASURES[names]

    return register


@gives("time_to_milestone")
def _time_to_milestone(w: World, quarters: int) -> float:
    milestone = w.society[0].reference + w.parameters[0].world.milestone
    for t in range(quarters):
        if w.series[t, at.frontier] >= milestone:
            return float(t)
    return float(quarters)


@gives("price_fall")
def _price_fall(w: World, quarters: int) -> float:
    """(p_first/p_last)^(4/quarters between) over the quarters in which the fixed capability has a price."""
    price = w.series[:quarters, at.fixed_price]
    priced = np.flatnonzero(price > 0.0)
    between = priced[-1] - priced[0] if priced.size > 0 else 0
    return (price[priced[0]] / price[priced[-1]]) ** (A_YEAR / between) if between > 0 else 0.0


@gives("largest_run_rise")
def _largest_run_rise(w: World, quarters: int) -> float:
    """log10(last/first) over the quarters in which somebody owns compute (0 where nobody does)."""
    run = w.series[:quarters, at.largest_run]
    owned = np.flatnonzero(run > 0.0)
    return log10(run[owned[-1]]) - log10(run[owned[0]]) if owned.size > 0 else 0.0


@gives("misuse_per_use")
def _misuse_per_use(w: World, quarters: int) -> float:
    """Sum of misuses over the sum of use, in quarters of everybody's use."""
    used = summed(w.series[:quarters, at.use])
    return summed(w.series[:quarters, at.misuse]) / used if used > LEAST_USE else 0.0


@gives("catastrophe")
def _catastrophe(w: World, quarters: int) -> float:
    return 1.0 if w.series[quarters - 1, at.catastrophes] > 0.0 else 0.0


@gives("tail_share")
def _tail_share(w: World, quarters: int) -> float:
    """A maker of a single model has made one, so that makers over all models is the share."""
    last = w.series[quarters - 1]
    return float(last[at.single_makers] / max(1.0, last[at.models]))


@gives("leadership_hhi", "leader_changes")
def _leadership(w: World, quarters: int) -> tuple[float, ...]:
    """Herfindahl-Hirschman index of quarters in the lead, and the number of changes."""
    leader = w.series[:quarters, at.leader]
    changes = 0.0
    for t in range(1, quarters):
        changes += leader[t] != leader[t - 1]
    by_leader, shares, leaders, since = np.sort(leader), np.empty(quarters), 0, 0
    for k in range(1, quarters + 1):
        if k == quarters or by_leader[k] != by_leader[since]:
            shares[leaders] = (k - since) / quarters
            leaders, since = leaders + 1, k
    return summed(shares[:leaders] * shares[:leaders]), changes


@gives("releases", "open_lag", "response_time")
def _log_and_its_times(w: World, quarters: int) -> tuple[float, ...]:
    log = w.releases[: w.society[0].releases]
    lags, responses = passages(log)
    return (
        float(log.size),
        kaplan_meier_median(lags, quarters) * MONTHS,
        kaplan_meier_median(responses, quarters) * MONTHS,
    )


@gives(
    "open_release_share",
    "open_share_gap",
    "openness_by_rank",
    "foreign_bases_open",
    "joint_share",
    "joint_across",
    "hhi_releases",
    "cr4_releases",
)
def _release_figures(w: World, quarters: int) -> tuple[float, ...]:
    return release_figures(w.releases[: w.society[0].releases], w.actors["bloc"], w.blocs.size)


@rule
def release_figures(log: Records[Any], bloc: Integers, blocs: int) -> tuple[float, ...]:
    """Shares and concentration of the models of a release log, in the order of ``_release_figures`` (0 if it is empty).

    A release counts as often as it holds models; each maker of the long tail is one of its own.
    """
    if log.size == 0:
        return 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    models, maker = np.empty(log.size), np.empty(log.size, np.int64)
    makers = bloc.size
    for k in range(log.size):
        models[k], maker[k] = log[k].models, log[k].actor
        if log[k].actor < 0:
            maker[k] = makers
            makers += 1
    count, by_maker = models.sum(), np.zeros(makers)
    by_bloc, open_by_bloc = np.zeros(blocs), np.zeros(blocs)
    opened, distance = np.zeros(log.size), np.zeros(log.size)
    joint = across = foreign = foreign_open = 0.0
    frontier = -1e300
    for k in range(log.size):
        row = log[k]
        opened[k] = row.tier >= Tier.LICENSED
        frontier = max(frontier, row.capability)
        distance[k] = row.capability - frontier
        by_maker[maker[k]] += models[k]
        by_bloc[row.bloc] += models[k]
        open_by_bloc[row.bloc] += models[k] * opened[k]
        if row.co_releaser >= 0:
            joint += models[k]
            across += models[k] * (bloc[row.co_releaser] != row.bloc)
        if row.base >= 0 and log[row.base].actor != row.actor:
            foreign += models[k]
            foreign_open += models[k] * (log[row.base].tier >= Tier.LICENSED)
    least, most = 1.0, 0.0
    for k in range(blocs):
        if by_bloc[k] > 0.0:
            least = min(least, open_by_bloc[k] / by_bloc[k])
            most = max(most, open_by_bloc[k] / by_bloc[k])
    ranked = np.sort(by_maker / count)[::-1]
    return (
        (models * opened).sum() / count,
        max(0.0, most - least),
        weighted_correlation(opened, distance, models),
        foreign_open / max(1.0, foreign),
        joint / count,
        across / count,
        (ranked * ranked).sum(),
        ranked[:4].sum(),
    )


@rule
def correlation(x: Floats, y: Floats) -> float:
    """Pearson correlation; 0 where one of them does not vary."""
    return weighted_correlation(x, y, np.ones(x.size))


@rule
def weighted_correlation(x: Floats, y: Floats, weight: Floats) -> float:
    """Pearson correlation of points that count as often as their weights say; 0 where one of them does not vary."""
    count = weight.sum()
    dx, dy = x - (weight * x).sum() / count, y - (weight * y).sum() / count
    spread = (weight * dx * dx).sum() * (weight * dy * dy).sum()
    return (weight * dx * dy).sum() / np.sqrt(spread) if spread > 0.0 else 0.0


@rule
def passages(log: Records[Any]) -> tuple[Floats, Floats]:
    """First-passage times of record releases, as rows (quarters, 1 if seen or 0 if censored at the last release).

    First: from each record among closed releases to an open release at least as capable. Second: from each record of
    all to a release at least as capable by another maker. The log is in order of quarters.
    """
    lags, responses = np.empty((log.size, 2)), np.empty((log.size, 2))
    lag_count = response_count = 0
    closed_record = record = open_best = -1e300
    for k in range(log.size):
        row = log[k]
        if row.tier >= Tier.LICENSED:
            open_best = max(open_best, row.capability)
        elif row.capability > closed_record:
            closed_record = row.capability
            lags[lag_count] = (0.0, 1.0) if open_best >= row.capability else until_matched(log, k, True)
            lag_count += 1
        if row.capability > record:
            record = row.capability
            responses[response_count] = until_matched(log, k, False)
            response_count += 1
    return lags[:lag_count], responses[:response_count]


@rule
def until_matched(log: Records[Any], k: int, by_open: bool) -> tuple[float, float]:
    """Quarters from release k to the first at least as capable that is open, or by another maker; seen or censored."""
    for later in range(k + 1, log.size):
        fits = log[later].actor != log[k].actor or log[later].actor < 0
        if by_open:
            fits = log[later].tier >= Tier.LICENSED
        if fits and log[later].capability >= log[k].capability:
            return float(log[later].quarter - log[k].quarter), 1.0
    return float(log[log.size - 1].quarter - log[k].quarter), 0.0


@rule
def kaplan_meier_median(passages: Floats, quarters: int) -> float:
    """Kaplan & Meier (1958): first time at which the survival curve is at or below one half.

    0 without any case; when fewer than half are matched, the longest time observed, which is a lower bound.
    """
    survival, longest = 1.0, 0.0
    for time in range(quarters + 1):
        at_risk = events = 0
        for k in range(len(passages)):
            longest = max(longest, passages[k, 0])
            if passages[k, 0] >= time:
                at_risk += 1
            if passages[k, 0] == time and passages[k, 1] > 0.0:
                events += 1
        if at_risk > 0:
            survival *= 1.0 - events / at_risk
        if survival <= 0.5:
            return float(time)
    return longest


@rule
def summed(values: Floats) -> float:
    """The sum, added in NumPy's order (pairwise, eight at a time), so that it has the bits that NumPy gives."""
    count = values.size
    if count > _BLOCK:
        half = count // 2 - count // 2 % 8
        return summed(values[:half]) + summed(values[half:])
    if count < 8:
        total = 0.0
        for k in range(count):
            total += values[k]
        return total
    r: Any = values[:8].copy()
    for k in range(8, count - count % 8):
        r[k % 8] += values[k]
    total = float(((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7])))
    for k in range(count - count % 8, count):
        total += values[k]
    return total
