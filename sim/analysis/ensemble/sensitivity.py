"""Given-data sensitivity: what share of the variance of an outcome each number of the draws explains.

The first-order index V(E(y|x))/V(y) of a number is estimated from the draws at hand as the correlation ratio over bins
of equally many draws (Plischke, Borgonovo & Smith 2013, European Journal of Operational Research 226:536), less what as
many bins explain of noise by chance (Kelley 1935). No run is done for it, and it sees relations that are not monotone;
interactions count for no number alone, and what turns within a bin is lost.
"""

from typing import Any

import numpy as np
import pandas as pd

from sim.world import Floats

BINS = 8
"""Bins of equally many draws; fewer where there are fewer than eight draws to a bin."""
RESAMPLES = 100
LEAST, BEYOND = 0.02, 0.95
"""Share from which a number drives an outcome, and quantile of the largest shares by chance that this passes."""
_EACH = 8


def shares(values: pd.DataFrame, y: Floats, seed: int = 0) -> pd.DataFrame:
    """First-order indices of all numbers.

    Args:
        values: draws, a column a number.
        y: an outcome at each draw, shape (draws,); draws where it is NaN are left out.
        seed: of the bootstrap.

    Returns:
        One row a number, the most influential first: path; share of the variance, at least 0; its standard error, by a
        bootstrap over draws; rho, Spearman's rank correlation; and whether it drives the outcome: its share is at least
        .02, and more than the largest of all numbers' shares in 95 of 100 permutations of the outcome.
    """
    known = np.isfinite(y)
    x, found = values.loc[known].to_numpy(float), np.asarray(y, float)[known]
    paths = list(map(str, values.columns))
    if len(found) < 2 * _EACH or np.ptp(found) == 0.0 or not paths:
        nothing = np.zeros(len(paths))
        return pd.DataFrame({"path": paths, "share": nothing, "error": nothing, "rho": nothing, "drives": nothing > 0})
    bins = min(BINS, len(found) // _EACH)
    # Ranks of what is equal are shared out in order, so that a number of few values has bins of a few ranks.
    order = np.argsort(np.argsort(x, axis=0, kind="stable"), axis=0, kind="stable")
    member = _members(order * bins // len(found), bins)
    random, once = np.random.default_rng(seed), np.ones((len(found), 1))
    picks = [np.bincount(random.integers(len(found), size=len(found)), minlength=len(found)) for _ in range(RESAMPLES)]
    mixed = np.stack([random.permutation(found) for _ in range(RESAMPLES)], axis=1)
    point = _explained(member, found[:, None], once, bins)[:, 0]
    error = _explained(member, found[:, None], np.stack(picks, axis=1).astype(float), bins).std(axis=1)
    chance = _explained(member, mixed, once, bins).max(axis=0)
    table = pd.DataFrame({"path": paths, "share": np.maximum(point, 0.0), "error": error, "rho": _spearman(x, found)})
    table["drives"] = (table["share"] >= LEAST) & (table["share"] > np.quantile(chance, BEYOND))
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _members(places: Any, bins: int) -> Floats:
    """Whether a draw is in a bin of a number, shape (numbers*bins, draws)."""
    inside: Any = places.T[:, None, :] == np.arange(bins)[None, :, None]
    return np.asarray(inside.reshape(-1, places.shape[0]), float)


def _explained(member: Floats, y: Floats, weight: Floats, bins: int) -> Floats:
    """Kelley's epsilon squared, 1 - (1 - eta^2)*(n - 1)/(n - bins), shape (numbers, columns).

    Args:
        member: see :func:`_members`.
        y: outcomes, a column for each time that they are judged, or one for all.
        weight: how often each draw counts, the same.
        bins: number of bins.
    """
    n = weight.sum(axis=0)
    mean = (weight * y).sum(axis=0) / n
    spread = np.maximum((weight * (y - mean) ** 2).sum(axis=0), np.finfo(float).tiny)
    count, total = member @ weight, member @ (weight * y)
    between = np.where(count > 0.0, count * (total / np.maximum(count, 1.0) - mean) ** 2, 0.0)
    eta = between.reshape(-1, bins, between.shape[1]).sum(axis=1) / spread
    found: Floats = 1.0 - (1.0 - eta) * (n - 1.0) / (n - bins)
    return found


def _spearman(x: Floats, y: Floats) -> Floats:
    from scipy.stats import rankdata

    ranks, own = rankdata(x, axis=0), rankdata(y)
    ranks, own = ranks - ranks.mean(axis=0), own - own.mean()
    spread = np.sqrt((ranks**2).sum(axis=0) * (own @ own))
    found: Floats = np.divide(own @ ranks, spread, out=np.zeros(x.shape[1]), where=spread > 0.0)
    return found
