"""Simulation-based calibration: does the method find numbers that are known?

Runs of the reference table whose points were held back are taken for data, one after the other, and the posterior is
computed from the others as for the true data. If it is right, the rank of the true number among its draws is uniform
(Cook, Gelman & Rubin 2006; Talts et al. 2018, arXiv 1804.06788), and nine in ten 90 % intervals hold it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from sim.analysis.calibration.posterior import Reference, posterior
from sim.analysis.calibration.space import uniform
from sim.world import Floats

TRUTHS = 400
"""Runs that are taken for data."""
BINS = 20
LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Checks:
    """What was found of known numbers.

    Attributes:
        truths: true numbers, as shares of their priors, shape (truths, parameters).
        ranks: share of the posterior below the truth, shape (truths, parameters).
        quantiles: posterior quantiles at :data:`LEVELS`, shape (truths, levels, parameters).
    """

    truths: Floats
    ranks: Floats
    quantiles: Floats

    def of(self, places: Any) -> "Checks":
        """Those of some numbers, by their places."""
        return Checks(self.truths[:, places], self.ranks[:, places], self.quantiles[:, :, places])

    def table(self, paths: list[str]) -> pd.DataFrame:
        """By number: p-value of uniform ranks, coverage of the 90 % interval, correlation of truth and median."""
        low, middle, high = self.quantiles.transpose(1, 0, 2)
        inside = ((low <= self.truths) & (self.truths <= high)).mean(axis=0)
        rows = [
            (path, _uniform(self.ranks[:, k]), inside[k], _correlation(self.truths[:, k], middle[:, k]),
             len(self.truths))
            for k, path in enumerate(paths)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["path", "p_value", "coverage", "correlation", "truths"])

    def histogram(self, paths: list[str]) -> pd.DataFrame:
        """Ranks by number, in bins."""
        counts = [_counts(self.ranks[:, k]) for k in range(len(paths))]
        rows = [(path, bin_, int(n)) for path, each in zip(paths, counts, strict=True) for bin_, n in enumerate(each)]
        return pd.DataFrame(rows, columns=["path", "bin", "count"])

    def recovery(self, paths: list[str]) -> pd.DataFrame:
        """Truths beside what was found."""
        rows = [
            (path, *map(float, (self.truths[n, k], *self.quantiles[n, [1, 0, 2], k])))
            for k, path in enumerate(paths)
            for n in range(len(self.truths))
        ]
        return pd.DataFrame(rows, columns=["path", "truth", "median", "low", "high"])


def _correlation(truth: Floats, found: Floats) -> float:
    """Of a truth with what was found; NaN where the same is found whatever the truth."""
    return float(np.corrcoef(truth, found)[0, 1]) if np.ptp(found) > 0.0 and np.ptp(truth) > 0.0 else float("nan")


def _counts(ranks: Floats) -> Floats:
    return np.bincount(np.minimum((ranks * BINS).astype(int), BINS - 1), minlength=BINS).astype(float)


def _uniform(ranks: Floats) -> float:
    """Chi-square test of ranks against the uniform distribution."""
    return float(stats.chisquare(_counts(ranks)).pvalue)


def checked(table: Reference, seed: int, truths: int = TRUTHS) -> Checks:
    """Take runs that were held back for data, one of each point, and compute the posterior from all others."""
    random = np.random.default_rng(seed)
    points = np.flatnonzero((table.held & table.valid)[:: table.replicates])
    chosen = random.permutation(points)[:truths]
    found, ranks, quantiles = [], [], []
    for point in chosen:
        run = int(point) * table.replicates + int(random.integers(table.replicates))
        run = run if table.valid[run] else int(point) * table.replicates
        draws = posterior(table, table.figures[run], without=int(point))
        truth = uniform(table.points[run])
        found.append(truth)
        # A tie is as likely below as above.
        below = draws.weights @ (draws.points < truth) + draws.weights @ (draws.points == truth) * random.random()
        ranks.append(below)
        quantiles.append(draws.quantiles(LEVELS))
    return Checks(np.array(found), np.array(ranks), np.array(quantiles))
