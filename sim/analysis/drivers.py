"""What a difference of two scenarios depends on: numbers and structural forms, by the variance that they explain."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.compare import STORE, check, headlines, written_by
from sim.analysis.conclusions import Conclusions, conclude
from sim.analysis.ensemble.draws import Ensemble
from sim.analysis.ensemble.sampled import Job, sampled
from sim.analysis.intervals import LEVEL, SPAN
from sim.analysis.paired import bootstrap
from sim.analysis.sizes import DRAWS
from sim.analysis.window import measuring, window_of
from sim.study.study_file import design as design_of
from sim.study.tally import Progress
from sim.world import Floats

PAIRS = 8
"""Paired runs with each number at each end, where numbers are moved one at a time."""


@dataclass(frozen=True)
class Drivers:
    """What the differences between two scenarios depend on.

    Attributes:
        scenario: name of the second scenario.
        against: name of the first, with which it is compared.
        conclusions: what is concluded over the same draws.
        table: one row per outcome and number or form, the most influential of each outcome first: name; kind; share of
            the variance of the difference, its standard error; rho, Spearman's correlation; told, what history says of
            the number; and drives, whether the share is beyond noise.
        swings: where numbers are moved one at a time, one row per outcome and number: the mean difference between the
            scenarios with the number at the 5 % and at the 95 % of its draws and all others as they are, and the swing
            between them with its interval over seeds; else None.
    """

    scenario: str
    against: str
    conclusions: Conclusions
    table: pd.DataFrame
    swings: pd.DataFrame | None


def drivers(
    against: Any,
    scenario: Any,
    draws: int = DRAWS,
    outcomes: Sequence[str] | None = None,
    *,
    one_at_a_time: bool = False,
    seed: int = 0,
    quarters: int | None = None,
    settings: Mapping[str, object] | None = None,
    since: Any = None,
    store: str | Path = STORE,
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Drivers:
    """Find what the differences between two scenarios depend on the most.

    Given-data sensitivity (:func:`sim.analysis.ensemble.sensitivity.shares`): no run is done for it beyond those of the
    draws. Shares are first-order, of the whole variance over numbers, forms and luck; they do not add up to one.

    Args:
        against: name, path or scenario with which the other is compared.
        scenario: the other.
        draws: number of draws of each structural form.
        outcomes: names of outcomes; the dozen headline outcomes by default.
        one_at_a_time: whether each number is also moved alone, from the 5 % to the 95 % of its draws.
        seed: base seed of draws and runs.
        quarters: length of the runs; by default the scenarios' own, which must then be equal.
        settings: values to change in both, by dotted path.
        since: year or day from which outcomes are measured, see :func:`sim.compare`.
        store: folder of finished runs.
        executor: executor to run in; by default, processes on this machine.
        workers: number of batches that run at once.
        retry_failed: repeat runs that failed.
        progress: called with a tally from time to time.

    Returns:
        The share of the variance that each number and structural form explains, outcome by outcome.

    Raises:
        ScenarioError: a scenario, setting or outcome is wrong, or there are fewer than two draws.
        StoreError: the store cannot be used.
    """
    length = {} if quarters is None else {"quarters": quarters}
    study = design_of([against, scenario], replicates=2, seed=seed, set=settings or {}, title="drivers", **length)
    control, name = study.scenarios
    check(study, control)
    names = headlines(outcomes)
    given: dict[str, Any] = {
        "executor": executor, "workers": workers, "retry_failed": retry_failed, "progress": progress,
    }  # fmt: skip
    with measuring(window_of(study, since).first):
        arms = {each: study.resolved(each) for each in study.scenarios}
        found = conclude(
            arms, control, draws, names, store,
            seed=seed, settings=settings, written=written_by([against, scenario]), **given,
        )  # fmt: skip
        swings = _swings(found.ensemble, control, name, names, store, given) if one_at_a_time else None
    table = found.drivers.drop(columns="scenario")
    return Drivers(name, control, found, table, swings)


def _swings(
    found: Ensemble, control: str, name: str, outcomes: Sequence[str], store: str | Path, given: Mapping[str, Any]
) -> pd.DataFrame:
    """Each number at both ends of its draws, the others as they are, with the same seeds."""
    ends = found.values.quantile(list(SPAN), interpolation="nearest")
    moved = [(path, end) for path in found.paths for end in ends[path].astype(object)]
    points = [{path: end} for path, end in moved]
    jobs = [Job(arm, 0, scenario, {}, points) for arm, scenario in found.arms.items()]
    runs = sampled(jobs, tuple(found.arms), store, outcomes, found.seed, PAIRS, False, shared=0, **given)
    d = runs.differences(control, name)[0].reshape(len(found.paths), 2, PAIRS, len(outcomes))
    rows = []
    for place, outcome in enumerate(outcomes):
        low, high = d[:, 0, :, place], d[:, 1, :, place]
        swing = high - low
        for number, path in enumerate(found.paths):
            at = [float(ends[path].iloc[end]) for end in (0, 1)]
            both = np.isfinite(swing[number])
            ends_of = [each[number][both].mean() for each in (low, high, swing)] if both.any() else [np.nan] * 3
            rows.append((outcome, path, *at, *ends_of, *_interval(swing[number][both])))
    columns = ["outcome", "name", "from", "to", "at_from", "at_to", "swing", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    by_size = partial(sorted, key=lambda pair: -abs(pair[1]))
    order = [place for outcome in outcomes
             for place, _ in by_size(table.loc[table["outcome"] == outcome, "swing"].items())]  # fmt: skip
    return table.loc[order].reset_index(drop=True)


def _interval(swings: Floats) -> tuple[float, float]:
    """Bootstrap interval of the mean of pairs that ran at both ends; NaN for fewer than two."""
    if len(swings) < 2:
        return np.nan, np.nan
    low, high = bootstrap(swings[:, None], LEVEL)
    return float(low[0]), float(high[0])
