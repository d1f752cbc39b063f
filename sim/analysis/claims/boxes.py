"""Where a claim holds in its parameter space: a readable box, the most influential parameter, the turning point.

Boxes are found by the patient rule induction method (PRIM; Friedman & Fisher 1999, Bryant & Lempert 2010), pruned, and
tested on points that were not used to find them.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import log, nan
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.study.sampling import Axis
from sim.world import Floats

MOST_CONDITIONS = 3
DIGITS = 2
"""Significant digits of a condition."""
CHANCE = 0.05
"""Largest p-value (Fisher's exact test, one-sided) of a rule that counts as better than chance."""
_FEWEST = 5
_PEEL = 0.1
# A condition must make a rule better by this much, or it is not worth its words, and likely fits noise.
_COST = 0.02

Flags = npt.NDArray[np.bool_]
Limits = Mapping[str, tuple[float | None, float | None]]
"""Lowest and highest value of each parameter that a box limits; None for a side without a limit."""


class MissingExtra(Exception):
    """The library that finds boxes is not installed."""


@dataclass(frozen=True)
class Box:
    """A rule of the form "a and b" for where a claim holds.

    Attributes:
        limits: limits of the parameters.
        coverage: share of the points that hold that are in the box.
        density: share of the points in the box that hold.
        tested_coverage: coverage on the halves of the design that were not used to find the box.
        tested_density: density on these halves.
    """

    limits: Limits
    coverage: float
    density: float
    tested_coverage: float
    tested_density: float

    def __str__(self) -> str:
        """Such as ``trust.gain >= 0.05 and 0.1 <= eyes.acuity <= 0.4``."""
        return " and ".join(_condition(name, *ends) for name, ends in self.limits.items())


def _condition(name: str, least: float | None, most: float | None) -> str:
    if least is None:
        return f"{name} <= {most:g}"
    return f"{name} >= {least:g}" if most is None else f"{least:g} <= {name} <= {most:g}"


def find_box(points: pd.DataFrame, holds: "pd.Series[bool]", among: int | None = None) -> Box | None:
    """Find the box that best separates the points at which a claim holds from the others.

    Args:
        points: parameters, one row per point; rules are tested on the half of the rows in which they were not sought.
        holds: whether the claim holds there.
        among: seek a rule among so many parameters, those that go most with holding in the points where it is sought
            (rank correlation); among all by default, which takes long where there are many.

    Returns:
        The box; None if no rule of at most three conditions separates unseen points better than chance.

    Raises:
        MissingExtra: ema_workbench is not installed.
    """
    x, y = points.astype(float), holds.to_numpy(bool)
    limits, unseen = _limits(x, y, among), _unseen(x, y, among)
    if limits is None or unseen is None or _chance(*unseen) > CHANCE:
        return None
    return Box(limits, *_quality(_inside(x, limits), y), *_quality(*unseen))


def _unseen(x: pd.DataFrame, y: Flags, among: int | None) -> tuple[Flags, Flags] | None:
    """Whether points are in the box found on the other half of the design, and whether the claim holds there."""
    first = np.arange(len(x)) < len(x) // 2
    inside, truth = [], []
    for seen in (first, ~first):
        limits = _limits(x[seen], y[seen], among)
        if limits is None:
            return None
        inside.append(_inside(x[~seen], limits))
        truth.append(y[~seen])
    return np.concatenate(inside), np.concatenate(truth)


def _limits(x: pd.DataFrame, y: Flags, among: int | None = None) -> Limits | None:
    """The best box on PRIM's path from all points to few; None without one."""
    if min(y.sum(), (~y).sum()) < _FEWEST:
        return None
    if among is not None:
        x = x[_foremost(x, y, among)]
    with _quiet():
        prim = _prim().Prim(x.reset_index(drop=True), y, threshold=float(y.mean()), peel_alpha=_PEEL)
        peeled = prim.find_box()
    boxes = [_pruned(_rounded(limits, x), x, y) for limits in peeled.box_lims]
    allowed = [limits for limits in boxes if 0 < len(limits) <= MOST_CONDITIONS]
    return max(allowed, key=lambda limits: _worth(limits, x, y), default=None)


def _foremost(x: pd.DataFrame, y: Flags, among: int) -> list[str]:
    """The parameters whose ranks go most with holding."""
    varied = x.loc[:, x.nunique() > 1]
    strength = varied.rank().corrwith(pd.Series(y, index=x.index, dtype=float)).abs()
    return [str(name) for name in strength.sort_values(ascending=False, kind="stable").index[:among]]


def _rounded(limits: pd.DataFrame, x: pd.DataFrame) -> Limits:
    """Limits to two digits, without those that exclude no point."""
    rounded = {}
    for name in x.columns:
        low, high = limits[name]
        rounded[name] = (_short(low) if low > x[name].min() else None, _short(high) if high < x[name].max() else None)
    return _without_blanks(rounded)


def _short(end: float) -> float:
    return float(f"{end:.{DIGITS}g}")


def _without_blanks(limits: Limits) -> Limits:
    return {name: ends for name, ends in limits.items() if ends != (None, None)}


def _pruned(limits: Limits, x: pd.DataFrame, y: Flags) -> Limits:
    """Limits without the bounds that add too little."""
    kept = limits
    for name, side in [(name, side) for name in limits for side in (0, 1)]:
        low, high = kept.get(name, (None, None))
        fewer = _without_blanks({**kept, name: (None, high) if side == 0 else (low, None)})
        if _worth(fewer, x, y) >= _worth(kept, x, y):
            kept = fewer
    return kept


def _worth(limits: Limits, x: pd.DataFrame, y: Flags) -> float:
    """Harmonic mean of coverage and density, minus a cost for each bound of a limit."""
    coverage, density = _quality(_inside(x, limits), y)
    ends = sum(end is not None for pair in limits.values() for end in pair)
    return 2.0 * coverage * density / max(coverage + density, 1e-9) - _COST * ends


def _inside(x: pd.DataFrame, limits: Limits) -> Flags:
    inside = np.ones(len(x), bool)
    for name, (least, most) in limits.items():
        inside &= (x[name] >= (-np.inf if least is None else least)) & (x[name] <= (np.inf if most is None else most))
    return inside


def _quality(inside: Flags, y: Flags) -> tuple[float, float]:
    """Coverage and density."""
    both = float((inside & y).sum())
    return both / max(1, y.sum()), both / max(1, inside.sum())


def _chance(inside: Flags, y: Flags) -> float:
    from scipy.stats import fisher_exact

    counts = [[(a & b).sum() for b in (y, ~y)] for a in (inside, ~inside)]
    return float(fisher_exact(counts, alternative="greater").pvalue)


def _prim() -> Any:
    try:
        from ema_workbench.analysis import prim
    except ImportError:
        raise MissingExtra("rules need ema_workbench: pip install 'hoardshare[sensitivity]'") from None
    return prim


@contextmanager
def _quiet() -> Iterator[None]:
    """Hide warnings of a library about other optional libraries, and about the next pandas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def weightiest(points: pd.DataFrame, margin: pd.Series) -> tuple[str, float]:
    """Return the parameter with the strongest Spearman correlation with the margin, and the value; else "" and NaN.

    Args:
        points: parameters, one row per point.
        margin: margin by which a claim holds at each point.
    """
    from scipy.stats import spearmanr

    known = margin.notna()
    if known.sum() < _FEWEST or margin[known].nunique() < 2:
        return "", nan
    correlations = {
        name: float(spearmanr(points.loc[known, name].astype(float), margin[known]).statistic)
        for name in points.columns
        if points.loc[known, name].nunique() > 1
    }
    name = max(correlations, key=lambda each: abs(correlations[each]), default="")
    return name, correlations.get(name, nan)


def turning_point(axes: Sequence[Axis], points: pd.DataFrame, verdicts: pd.Series, verdict: str) -> int | None:
    """Number of the point with a given verdict that is nearest the centre of the space; None if no point has it."""
    shares = np.column_stack([_shares(axis, points[axis.path].to_numpy(float)) for axis in axes])
    distance = np.where(verdicts == verdict, ((shares - 0.5) ** 2).sum(axis=1), np.inf)
    nearest = int(distance.argmin())
    return nearest if np.isfinite(distance[nearest]) else None


def _shares(axis: Axis, values: Floats) -> Floats:
    """Position of each value in its range, from 0 to 1."""
    if axis.logarithmic:
        return np.log(values / axis.least) / log(axis.most / axis.least)
    return (values - axis.least) / (axis.most - axis.least)
