"""What draws of the posterior foretell: their figures beside the data, and what each mechanism adds to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.ablate import parts_of
from sim.analysis.calibration.posterior import Draws
from sim.analysis.calibration.target import Target, level
from sim.analysis.calibration.wave import REPLICATES, Bench, Runs
from sim.analysis.facts.fact import Value
from sim.analysis.facts.reproduce import SUFFICIENT, is_hit, summary
from sim.analysis.facts.score import crps
from sim.world import Floats

DRAWS = 400
"""Draws that foretell."""
FINALISTS, AGAIN = 16, 8
"""Draws that are run again to find the most likely, and how many times eight runs."""
ALONE = 25
"""Points of eight replicates by which one set of numbers is judged: 200 runs."""
FEW = 8
"""Draws that share the seeds of their runs."""
WORST = 10.0
"""Largest ratio of scores that counts; what is undefined without a mechanism counts as much."""


@dataclass(frozen=True)
class Foretold:
    """Figures of runs beside the data.

    Attributes:
        values: of each run in the figures' own units, NaN where undefined, shape (runs, targets).
        targets: the figures.
    """

    values: Floats
    targets: Sequence[Target]

    @classmethod
    def of(cls, runs: Runs, targets: Sequence[Target]) -> "Foretold":
        """All runs of some points."""
        values = runs.figures.reshape(-1, len(targets)).copy()
        for place, target in enumerate(targets):
            if target.scale == "log":
                values[:, place] = np.exp(values[:, place])
        return cls(values, targets)

    @property
    def scores(self) -> Floats:
        """Continuous ranked probability score of each figure, shape (targets,)."""
        return np.array([crps(self.values[:, k], target.value) for k, target in enumerate(self.targets)])

    @property
    def defined(self) -> Floats:
        """Share of runs that define each figure, shape (targets,)."""
        share: Floats = np.isfinite(self.values).mean(axis=0)
        return share

    @property
    def summaries(self) -> list[Value]:
        """Median and central interval of each figure."""
        return [summary(column, level()) for column in self.values.T]

    @property
    def hits(self) -> dict[int, bool]:
        """Whether each fact is hit, by its number, as `hoardshare facts` judges."""
        found: dict[int, bool] = {}
        for target, value, defined in zip(self.targets, self.summaries, self.defined, strict=True):
            if not target.fact:
                continue
            is_one = defined > SUFFICIENT and is_hit(Value(target.value, target.low, target.high), value)
            found[target.fact] = found.get(target.fact, True) and is_one
        return found


def likelihoods(runs: Runs, targets: Sequence[Target]) -> Floats:
    """Log likelihood of the data under the runs of each point, shape (points,).

    Figures of single runs are taken for normal and independent: their variance, that of their mean, and the
    discrepancy add up. A point under which half of the runs leave a figure undefined has none.
    """
    data = np.array([float(target.scaled(target.value)) for target in targets])
    forgiven = np.array([target.noise**2 for target in targets])
    count = np.maximum(runs.defined, 1.0)
    variance = np.maximum(runs.variance, 1e-9) * (1.0 + 1.0 / count) + forgiven
    each = -0.5 * ((runs.mean - data) ** 2 / variance + np.log(variance))
    enough = runs.defined > SUFFICIENT * runs.figures.shape[1]
    return np.where(enough.all(axis=1), np.where(enough, each, 0.0).sum(axis=1), -np.inf)


def mode(bench: Bench, points: Floats, tried: Runs, purpose: int) -> int:
    """Which of some draws makes the data the most likely, as far as runs tell: the best are run more often.

    Args:
        bench: where they are run.
        points: the draws, shape (draws, parameters).
        tried: eight runs of each, or of the like.
        purpose: of the seeds of further runs.
    """
    best = np.argsort(-likelihoods(tried, bench.targets), kind="stable")[:FINALISTS]
    again = [bench.alone(points[place], AGAIN * REPLICATES, purpose + number) for number, place in enumerate(best)]
    found = [float(likelihoods(each, bench.targets)[0]) for each in again]
    return int(best[int(np.argmax(found))])


def alone(bench: Bench, point: Floats, purpose: int) -> Foretold:
    """The figures of one set of numbers, on as many seeds as 25 points have."""
    return Foretold.of(bench.alone(point, ALONE * REPLICATES, purpose), bench.targets)


def left_out(bench: Bench, draws: Draws, purpose: int, count: int = DRAWS // 5) -> pd.DataFrame:
    """What each mechanism adds to the fit: draws of the posterior with and without it, over the same seeds.

    Nothing is fitted anew, so that it is an upper bound of what the mechanism adds. The score is the mean over figures
    of the ratio of their scores without the mechanism and with it, with a bootstrap interval over draws; above 1, the
    fit is worse without it.
    """
    points = draws.sample(count, bench.seed)
    whole = bench.run(points, purpose, shared=FEW)
    rows = []
    for part in parts_of(bench.scenario, bench.scenario, None):
        if part.kind != "mechanism":
            continue
        without = bench.run(points, purpose, {part.path: False}, FEW)
        if without.failed == without.figures[:, :, 0].size:
            continue  # it cannot be switched off alone
        rows.append(_of_part(part.name, part.path, whole, without, bench.targets, bench.seed))
    return pd.DataFrame(rows)


def _of_part(
    name: str, path: str, whole: Runs, without: Runs, targets: Sequence[Target], seed: int
) -> dict[str, object]:
    ratios = _ratios(whole, without, targets)
    random = np.random.default_rng(seed)
    groups = np.arange(len(whole.points)).reshape(-1, FEW)  # the luck of a group is one
    picks = [groups[random.integers(len(groups), size=len(groups))].ravel() for _ in range(100)]
    means = [np.nanmean(_ratios(_only(whole, pick), _only(without, pick), targets)) for pick in picks]
    low, high = np.quantile(means, [0.05, 0.95])
    worst = int(np.nanargmax(ratios))
    hits = Foretold.of(without, targets).hits
    return {
        **{"mechanism": path, "meaning": name, "score": float(np.nanmean(ratios)), "change_low": low},
        **{"change_high": high, "worst": targets[worst].name, "worst_ratio": float(ratios[worst])},
        **{"hits": sum(hits.values()), "verdict": "adds" if low > 1.0 else "costs" if high < 1.0 else "no difference"},
    }


def _only(runs: Runs, places: Any) -> Runs:
    return Runs(runs.points[places], runs.figures[places], runs.failed)


def _ratios(whole: Runs, without: Runs, targets: Sequence[Target]) -> Floats:
    with_it, without_it = Foretold.of(whole, targets).scores, Foretold.of(without, targets).scores
    ratios = np.where(with_it > 0.0, without_it / np.where(with_it > 0.0, with_it, 1.0), nan)
    # What vanishes without the mechanism is as bad as can be.
    return np.where(np.isnan(without_it) & np.isfinite(with_it), WORST, np.minimum(ratios, WORST))
