"""Paired comparison of two scenarios over common random numbers."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.analysis.intervals import LEVEL
from sim.scenario.errors import Fault, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.world import Floats

DRAWS = 4000
"""Bootstrap resamples."""
FEW = 250
"""Runs up to which resamples are kept for the next sample, 8 MB of them."""
RETRY = "--retry-failed (in Python retry_failed=True) repeats those that failed"
"""Advice for runs that failed for a reason that is now gone."""
_SUCCESS = "settings with which runs do not fail"
ROUNDING = 1e-12
"""Relative difference that counts as rounding."""

ALIKE = 1e-9
"""Relative spread of differences that counts as rounding."""


def paired(control: pd.DataFrame, treatment: pd.DataFrame, level: float = LEVEL, seed: int = 0) -> pd.DataFrame:
    """Compare outcomes seed by seed.

    Args:
        control: outcomes by seed (index) of one scenario.
        treatment: outcomes by the same seeds of the other.
        level: coverage of the bootstrap interval of the mean difference (percentile method; Efron 1979).
        seed: seed of the resampling.

    Returns:
        One row per outcome: means; mean difference treatment - control and its interval; spread, the standard deviation
        between runs pooled over both sides, and effect = difference / spread (Cohen 1988; NaN without spread); the
        share of seeds that agree in sign with the mean; the p-value of a paired t-test, also corrected for the number
        of outcomes (Holm 1979); and whether the difference is larger than noise, p_holm < 1 - level.

    Raises:
        ValueError: if the seeds or outcomes of the two tables differ.
    """
    if not control.index.equals(treatment.index) or list(control.columns) != list(treatment.columns):
        raise ValueError("paired tables need the same seeds and the same outcomes, in the same order")
    difference = (treatment - control).to_numpy(copy=True)
    difference[np.abs(difference) <= ROUNDING * np.maximum(control.abs(), treatment.abs()).to_numpy()] = 0.0
    low, high = bootstrap(difference, level, seed)
    mean = difference.mean(axis=0)
    spread = np.sqrt((control.var() + treatment.var()).to_numpy() / 2)
    # The variance of equal numbers is but rounding.
    spread[spread <= ALIKE * np.maximum(control.abs().max(), treatment.abs().max()).to_numpy()] = 0.0
    p = p_values(difference)
    return pd.DataFrame(
        {
            "control": control.mean().to_numpy(),
            "treatment": treatment.mean().to_numpy(),
            "difference": mean,
            "low": low,
            "high": high,
            "spread": spread,
            "effect": np.divide(mean, spread, out=np.full_like(mean, np.nan), where=spread > 0),
            "agree": (np.sign(difference) == np.sign(mean)).mean(axis=0),
            "p": p,
            "p_holm": holm(p),
            "differs": holm(p) < 1 - level,
        },
        index=control.columns,
    )


def succeeded(runs: pd.DataFrame, scenarios: int, command: str) -> tuple[pd.DataFrame, int]:
    """Return the runs of replicates that succeeded in all scenarios, and the number of other replicates.

    Args:
        runs: what a sweep returned.
        scenarios: number of scenarios in it.
        command: name of the caller, for the message.

    Raises:
        ScenarioError: fewer than two replicates are left.
    """
    complete = runs[runs["error"].isna()].groupby("replicate").size() == scenarios
    good = runs[runs["replicate"].isin(complete[complete].index)].reset_index(drop=True)
    count = good["replicate"].nunique()
    if count < 2:
        problem = f"fewer than two replicates succeeded in all scenarios ({runs['error'].dropna().iloc[0]})"
        fault = Fault(command, field="replicates", problem=problem, expected=_SUCCESS, hint=RETRY)
        raise ScenarioError([fault])
    return good, runs["replicate"].nunique() - count


def bootstrap(sample: "Floats", level: float = LEVEL, seed: int = 0) -> "tuple[Floats, Floats]":
    """Percentile interval of each column's mean (Efron 1979).

    Args:
        sample: shape (runs, columns).
        level: coverage.
        seed: seed of the resampling.

    Returns:
        Lower and upper ends, shape (columns,) each.
    """
    count = len(sample)
    means = np.empty((DRAWS, sample.shape[1]))
    for draw, times in enumerate(_kept(count, seed, DRAWS) if count <= FEW else _resamples(count, seed, DRAWS)):
        means[draw] = times @ sample / count
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def _resamples(count: int, seed: int, draws: int) -> "Iterator[Floats]":
    """How many times each run is in a resample, shape (count,), for each resample."""
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        yield np.bincount(rng.integers(count, size=count), minlength=count).astype(float)


@lru_cache(maxsize=2)
def _kept(count: int, seed: int, draws: int) -> "list[Floats]":
    """The same for few runs, of which hundreds of numbers are compared in turn."""
    return list(_resamples(count, seed, draws))


def p_values(difference: "Floats") -> "Floats":
    """Two-sided p-value of each column's mean by a one-sample t-test; 1 where nothing differs.

    If all n seeds have the same difference, there is no variance for a test; n equal signs have probability 2^(1 - n).

    Args:
        difference: paired differences, shape (seeds, outcomes).
    """
    from scipy.special import stdtr  # scipy.stats, which has the whole test, takes .4 s to import

    # Where all seeds differ alike but for rounding, a t-test would divide by that rounding.
    constant = np.ptp(difference, axis=0) <= ALIKE * np.abs(difference).max(axis=0)
    chances = np.where(difference[0] == 0.0, 1.0, 2.0 ** (1 - len(difference)))
    if len(difference) > 1 and not constant.all():
        varied = difference[:, ~constant]
        t = varied.mean(axis=0) / np.sqrt(varied.var(axis=0, ddof=1) / len(varied))
        chances[~constant] = 2.0 * stdtr(len(varied) - 1, -np.abs(t))
    return chances


def holm(p: "Floats") -> "Floats":
    """P-values corrected step down for their number, max over smaller ones of (m - rank)*p, at most 1 (Holm 1979)."""
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(1.0, stepped)
    return corrected
