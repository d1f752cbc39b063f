"""Emulators of the figures, and history matching: what part of the prior is not implausible.

Implausibility of a figure at a point (Craig et al. 1997; McCulloch et al. 2022, JASSS 25(2)1):

    I = |m - z| / sqrt(V_data + V_run + V_model + V_emulator),

m the mean figure of single runs there, as emulated, z the data, V_run the variance of single runs, for history is one,
V_model the discrepancy, and V_emulator how far the emulator errs. V_data is 0 for figures of facts: the sampling error
of the data is chance that a run has as well, and is in V_run. Over figures J = sum I^2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from scipy.stats import norm, rankdata

from sim.analysis.calibration.network import alone, learnt
from sim.analysis.calibration.space import cube
from sim.analysis.calibration.target import Target
from sim.analysis.calibration.wave import SHARED, Runs
from sim.world import Floats

SIGNIFICANT = 0.01
"""Chance that a number that moves no figure at all is kept by the screening, over all numbers and figures."""
MASS = 0.99
"""Share of the posterior, as emulated, that a wave keeps at least."""
NEURONS = (48, 48)
FEWEST = 64
"""Points that define a figure without which it cannot be emulated."""
_HELD_BACK = 0.2
_LEAST_ERROR = 0.2
_TRIED = 1 << 14


def _ranked(values: Floats) -> Floats:
    ranks = rankdata(values, axis=0)
    spread = ranks.std(axis=0)
    found: Floats = (ranks - ranks.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
    return found


def screened(runs: Runs) -> Any:
    """Numbers that move a mean figure: a rank correlation passes what chance gives (Bonferroni), as places."""
    mean = runs.mean
    strength = np.zeros((runs.points.shape[1], mean.shape[1]))
    for k in range(mean.shape[1]):
        there = np.isfinite(mean[:, k])
        if there.sum() >= FEWEST and np.ptp(mean[there, k]) > 0.0:
            # Without any effect, a correlation times the root of its points is nearly standard normal.
            strength[:, k] = _ranked(runs.points[there]).T @ _ranked(mean[there, k]) / sqrt(there.sum())
    return np.flatnonzero(np.abs(strength).max(axis=1) > norm.isf(SIGNIFICANT / 2 / strength.size))


@dataclass(frozen=True)
class Emulator:
    """Mean figures as functions of the numbers that move them.

    Attributes:
        active: places of these numbers.
        means: one function of standardised points a target; None for a target that too few points define.
        error: variance of what the means err by beyond the chance of runs, of points that were held back, per target.
        run: variance of single runs, the median over points, per target.
        explained: share of the variance of true mean figures that is explained, of points that were held back.
    """

    active: Any
    means: tuple[Any, ...]
    error: Floats
    run: Floats
    explained: Floats

    def __call__(self, points: Floats) -> Floats:
        """Emulated mean figures at points of the unit cube, shape (points, targets); NaN for what is not emulated."""
        scores = _standard(points[:, self.active])
        with alone():
            columns = [np.full(len(points), np.nan) if mean is None else mean(scores) for mean in self.means]
        return np.stack(columns, axis=1)


def emulator(runs: Runs, active: Any, seed: int) -> Emulator:
    """Fit emulators to runs.

    Args:
        runs: points and their figures.
        active: places of the numbers that they are functions of.
        seed: of the points that are held back, and of the fit.
    """
    scores, mean, noise = _standard(runs.points[:, active]), runs.mean, runs.variance / np.maximum(runs.defined, 1.0)
    back = held_back(len(scores), seed)
    fits: list[Any] = []
    error, explained = np.zeros(mean.shape[1]), np.zeros(mean.shape[1])
    for k in range(mean.shape[1]):
        there = np.isfinite(mean[:, k]) & np.isfinite(noise[:, k])
        if (there & ~back).sum() < FEWEST:
            fits.append(None)
            continue
        tried = _fitted(scores[there & ~back], mean[there & ~back, k], seed)
        missed, chance = mean[there & back, k] - tried(scores[there & back]), float(noise[there & back, k].mean())
        error[k] = max(missed.var() - chance, _LEAST_ERROR * missed.var())
        true = max(mean[there & back, k].var() - chance, 1e-12)
        explained[k] = max(0.0, 1.0 - error[k] / true)
        fits.append(_fitted(scores[there], mean[there, k], seed))
    return Emulator(active, tuple(fits), error, np.nanmedian(runs.variance, axis=0), explained)


def held_back(count: int, seed: int) -> Any:
    """Which points are held back when something is learnt: whole groups, for those of a group have the same luck."""
    groups = np.arange(count) // SHARED
    order = np.random.default_rng(seed).permutation(int(groups[-1]) + 1)
    return np.isin(groups, order[: max(1, round(_HELD_BACK * len(order)))])


def _standard(points: Floats) -> Floats:
    """Shares of priors with mean 0 and variance 1."""
    return (points - 0.5) * sqrt(12.0)


def _fitted(scores: Floats, values: Floats, seed: int) -> Any:
    """A small neural network, as a function."""
    middle, spread = values.mean(), values.std() or 1.0
    network = learnt(
        scores, (values - middle) / spread, seed, neurons=NEURONS, rounds=200, alpha=3.0, learning_rate_init=3e-3
    )
    return lambda given: network.predict(given) * spread + middle


@dataclass(frozen=True)
class Match:
    """One wave's judgement: what of the prior is kept.

    Attributes:
        emulator: of the wave's figures.
        cut: the largest J that is kept.
        share: share of what earlier waves left that is kept.
    """

    emulator: Emulator
    cut: float
    share: float


def implausible(emulated: Emulator, targets: Sequence[Target], points: Floats) -> Floats:
    """I of each figure at points, shape (points, targets); NaN for what is not emulated."""
    data = np.array([target.scaled(target.value) for target in targets])
    variance = [target.noise**2 for target in targets]
    found: Floats = np.abs(emulated(points) - data) / np.sqrt(variance + emulated.run + emulated.error)
    return found


def joint(emulated: Emulator, targets: Sequence[Target], points: Floats) -> Floats:
    """J at points, shape (points,)."""
    found: Floats = np.nansum(implausible(emulated, targets, points) ** 2, axis=1)
    return found


def kept(matches: Sequence[Match], targets: Sequence[Target], points: Floats) -> Floats:
    """Those of some points that no wave rules out."""
    for match in matches:
        points = points[joint(match.emulator, targets, points) <= match.cut]
    return points


def matched(
    emulated: Emulator, matches: Sequence[Match], targets: Sequence[Target], share: float, width: int, seed: int
) -> Match:
    """A wave's judgement: keep this share of what is left, that with the least J, or more where it is needed.

    It is needed where that would cut what the data make likely: what is kept holds :data:`MASS` of the posterior as
    emulated, prior * exp(-J/2). With few numbers a wave or two have found it, and further ones cut hardly anything.
    """
    left = draws(matches, targets, width, seed, _TRIED)
    found = np.sort(joint(emulated, targets, left))
    mass = np.cumsum(np.exp((found[0] - found) / 2.0))
    needed = float((mass < MASS * mass[-1]).mean())
    kept_share = max(share, needed)
    return Match(emulated, float(np.quantile(found, kept_share)), kept_share)


def draws(matches: Sequence[Match], targets: Sequence[Target], width: int, seed: int, count: int) -> Floats:
    """So many points of the prior that no wave rules out, shape (count, width)."""
    return np.concatenate(list(_some(matches, targets, width, seed, count)))[:count]


def _some(matches: Sequence[Match], targets: Sequence[Target], width: int, seed: int, count: int) -> Iterator[Floats]:
    found = 0
    for block in cube(width, seed):
        points = kept(matches, targets, block)
        found += len(points)
        yield points
        if found >= count:
            return
