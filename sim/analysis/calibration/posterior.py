"""Approximate Bayesian computation with regression adjustment (Beaumont et al. 2002, Genetics 162:2025).

History happened once, so that the data are compared with single runs. Runs of points from what history matching left of
the prior are the reference table. Each run's figures, with what the data may differ by added as noise, are summarised
by what they tell of each number: its posterior mean as a small neural network predicts it (semi-automatic summaries:
Fearnhead & Prangle 2012, JRSS B 74:419). The runs whose summaries are nearest to those of the data are kept, weighted
by Epanechnikov's kernel, and their numbers are adjusted by a local linear regression on the summaries, as normal
scores, so that they stay in their ranges. A number of which the figures tell nothing is not adjusted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.calibration.emulator import held_back
from sim.analysis.calibration.network import alone, learnt
from sim.analysis.calibration.space import normal, uniform
from sim.analysis.calibration.target import Target
from sim.analysis.calibration.wave import SHARED, Runs
from sim.world import Floats

KEPT = 1500
"""Runs of the reference table that are kept, at most a twentieth."""
TOLD = 0.02
"""Share of a number's variance that its summary explains in runs that were held back; below it, it has none."""
_NEURONS = (64, 64)
_FARTHEST = 4.0
_RIDGE = 1e-3
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Reference:
    """The reference table: runs, with what they tell of each number.

    Attributes:
        points: each run's point, as normal scores, shape (runs, parameters).
        summaries: what its figures tell, shape (runs, told).
        told: places of the numbers of which figures tell something.
        held: whether the run's point was held back when summaries were learnt.
        valid: whether the run succeeded.
        summarise: figures to summaries.
        spread: standard deviation of the summaries.
        figures: of each run, with noise, shape (runs, targets).
        replicates: runs of each point.
    """

    points: Floats
    summaries: Floats
    told: Any
    held: Any
    valid: Any
    summarise: Any
    spread: Floats
    figures: Floats
    replicates: int


@dataclass(frozen=True)
class Draws:
    """Weighted draws from a posterior.

    Attributes:
        points: of the unit cube, shape (draws, parameters).
        weights: sum to 1, shape (draws,).
        told: places of the numbers that were adjusted.
        origins: number of the point of the reference table from which each comes.
    """

    points: Floats
    weights: Floats
    told: Any
    origins: Any

    @property
    def effective(self) -> float:
        """Effective number of draws, 1/sum w^2 over points, whose runs are no draws of their own."""
        return float(1.0 / (np.bincount(self.origins, self.weights) ** 2).sum())

    def quantiles(self, levels: Sequence[float]) -> Floats:
        """Weighted quantiles of each number, shape (levels, parameters)."""
        return weighted_quantiles(self.points, self.weights, levels)

    def contraction(self) -> Floats:
        """1 - standard deviation over that of the prior, sqrt(1/12), of each number, shape (parameters,)."""
        mean = self.weights @ self.points
        found: Floats = 1.0 - np.sqrt(self.weights @ (self.points - mean) ** 2 * 12.0)
        return found

    def sample(self, count: int, seed: int) -> Floats:
        """Draws in proportion to their weights, systematically, shape (count, parameters)."""
        at = (np.arange(count) + np.random.default_rng(seed).random()) / count
        places = np.searchsorted(np.cumsum(self.weights), at).clip(max=len(self.weights) - 1)
        points: Floats = self.points[places]
        return points


def weighted_quantiles(values: Floats, weights: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles of weighted values along the first axis, shape (levels, ...)."""
    order = np.argsort(values, axis=0)
    ordered = np.take_along_axis(values, order, axis=0)
    reached = np.cumsum(weights[order], axis=0)
    reached = reached / reached[-1]
    last = len(values) - 1
    places = [(reached < level).sum(axis=0, keepdims=True).clip(max=last) for level in levels]
    return np.concatenate([np.take_along_axis(ordered, each, axis=0) for each in places])


def reference(runs: Runs, active: Any, targets: Sequence[Target], seed: int) -> Reference:
    """Learn what figures tell of the numbers, from runs.

    Args:
        runs: points from what is left of the prior, and their figures.
        active: places of the numbers that move a figure; of others nothing is learnt.
        targets: what is compared; what the data may differ by from a run is added to the figures as noise.
        seed: of the noise, and of the fit.
    """
    count, replicates, width = runs.figures.shape
    random = np.random.default_rng(seed)
    forgiven = np.array([target.noise for target in targets])
    figures = runs.figures.reshape(-1, width) + forgiven * random.normal(size=(count * replicates, width))
    scores = normal(runs.points).repeat(replicates, axis=0)
    held = held_back(count, seed).repeat(replicates)
    valid = np.isfinite(figures).any(axis=1)
    inputs = _Inputs.of(figures)
    network = learnt(
        inputs(figures)[~held & valid], _flat(scores[~held & valid][:, active]), seed, neurons=_NEURONS, rounds=60,
        alpha=1e-2, learning_rate_init=2e-3,
    )  # fmt: skip
    tried = held & valid
    true, predicted = scores[tried][:, active], network.predict(inputs(figures[tried])).reshape(tried.sum(), -1)
    explained = 1.0 - ((true - predicted) ** 2).mean(axis=0) / true.var(axis=0)
    places = np.flatnonzero(explained > TOLD)

    def summarise(given: Floats) -> Floats:
        with alone():
            found: Floats = network.predict(inputs(given)).reshape(len(given), -1)[:, places]
        return found

    summaries = summarise(figures)
    spread = np.maximum(summaries[valid].std(axis=0), _SMALLEST)
    return Reference(scores, summaries, active[places], held, valid, summarise, spread, figures, replicates)


def _flat(values: Floats) -> Floats:
    """A single column as the library wants it."""
    return values[:, 0] if values.shape[1] == 1 else values


@dataclass(frozen=True)
class _Inputs:
    """Figures as a network takes them: standardised, and flags for what is undefined."""

    middle: Floats
    spread: Floats
    flagged: Any

    @classmethod
    def of(cls, figures: Floats) -> "_Inputs":
        spread = np.nanstd(figures, axis=0)
        done = figures[np.isfinite(figures).any(axis=1)]
        flagged = np.flatnonzero(np.isnan(done).any(axis=0))
        return cls(np.nanmean(figures, axis=0), np.where(spread > 0.0, spread, 1.0), flagged)

    def __call__(self, figures: Floats) -> Floats:
        missing = np.isnan(figures)
        known = np.where(missing, 0.0, (figures - self.middle) / self.spread)
        return np.concatenate([np.clip(known, -_FARTHEST, _FARTHEST), missing[:, self.flagged]], axis=1)


def posterior(table: Reference, data: Floats, without: int | None = None) -> Draws:
    """Weighted draws of the numbers, given data.

    Args:
        table: the reference table.
        data: the figures, on their scales, shape (targets,).
        without: a point whose own runs, and those with the same luck, are left out when the data are one of them.
    """
    if not len(table.told):  # all runs are as near
        some = table.points[:: max(1, len(table.points) // KEPT)]
        return Draws(uniform(some), np.full(len(some), 1.0 / len(some)), table.told, np.arange(len(some)))
    at = table.summarise(data[None])[0]
    apart = np.sqrt((((table.summaries - at) / table.spread) ** 2).sum(axis=1))
    apart[~table.valid] = np.inf
    if without is not None:
        first = without // SHARED * SHARED
        apart[first * table.replicates : (first + SHARED) * table.replicates] = np.inf
    count = min(KEPT, int(np.isfinite(apart).sum()) // 20)
    near = np.argpartition(apart, count)[: count + 1]
    near = near[np.lexsort((near, apart[near]))]
    farthest = apart[near[-1]]
    # All may be as near, where figures are counts.
    weights = 1.0 - (apart[near[:-1]] / farthest) ** 2 if farthest > apart[near[0]] else np.ones(count)
    near, weights = near[:-1], weights / weights.sum()
    points = table.points[near].copy()
    away = (table.summaries[near] - at) / table.spread
    design = np.concatenate([np.ones((len(near), 1)), away], axis=1)
    ridge = _RIDGE * np.diag([0.0, *np.ones(away.shape[1])])
    weighted = weights[:, None]
    slopes = np.linalg.solve(design.T @ (design * weighted) + ridge, design.T @ (points[:, table.told] * weighted))[1:]
    points[:, table.told] -= away @ slopes
    return Draws(uniform(points), weights, table.told, near // table.replicates)
