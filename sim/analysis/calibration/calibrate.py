"""Fit a scenario to targets: prior predictive check, screening, history matching, posterior, and its checks."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.calibration.checks import Checks, checked
from sim.analysis.calibration.emulator import Emulator, Match, draws, emulator, joint, matched, screened
from sim.analysis.calibration.posterior import Draws, posterior, reference
from sim.analysis.calibration.predict import AGAIN, ALONE, DRAWS, FEW, FINALISTS, Foretold, alone, left_out, mode
from sim.analysis.calibration.space import Space
from sim.analysis.calibration.target import Target, refused
from sim.analysis.calibration.wave import REPLICATES, SHARED, Bench, Runs
from sim.extras import require
from sim.scenario import Scenario
from sim.scenario.brief import Brief
from sim.scenario.errors import clean, one_of, shown
from sim.study.pool import Pool
from sim.study.processes import WarmProcesses
from sim.study.store import Store
from sim.study.tally import Progress
from sim.world import Floats

WAVES = 4
SHARE = 0.2
"""Share of the prior that is left which a wave keeps, if that cuts nothing that is likely."""
LEAST_POINTS = 256
"""Points of a wave below which nothing can be learnt from it."""
_REFERENCE = 3
"""Points of the reference table, in waves."""
_DEFAULT, _WAVE, _REFERRED, _FORETELL, _FITTED, _LEFT_OUT, _AHEAD, _FINALISTS = 0, 1, 50, 60, 70, 80, 90, 100
_FIXED = REPLICATES * (2 * ALONE + DRAWS + FINALISTS * AGAIN)
"""Runs that judge the default, draws, and the most likely of them."""


@dataclass(frozen=True)
class Wave:
    """A wave: its runs, and the share of the prior that is left after it."""

    runs: Runs
    left: float
    cut: float


@dataclass(frozen=True)
class Ahead:
    """What draws, their most likely one and the default forecast of figures that nothing was fitted to."""

    draws: Foretold
    point: Foretold
    default: Foretold


@dataclass(frozen=True, repr=False)
class Calibration(Brief):
    """A scenario fitted to targets.

    Attributes:
        scenario: what was fitted.
        space: the numbers, with their priors.
        targets: the figures.
        quarters: length of the runs.
        waves: the first is of draws from the prior.
        active: places of the numbers that move a figure.
        emulated: the emulator after the last wave.
        draws: from the posterior.
        second: from the likelihood of emulated figures, for comparison.
        checks: of the method on known numbers.
        default: figures of the scenario as it is.
        foretold: figures of draws.
        point: the most likely of some draws, with the scenario's own numbers where they move no figure.
        of_point: its figures, on seeds that did not choose it.
        mechanisms: what each adds, if that was asked for.
        ahead: what is forecast, if that was asked for.
        runs: runs in all.
        failed: runs that failed.
        seed: base of all seeds.
        budget: runs that were allowed.
    """

    scenario: Scenario
    space: Space
    targets: Sequence[Target]
    quarters: int
    waves: Sequence[Wave]
    active: Any
    emulated: Emulator
    draws: Draws
    second: Draws
    checks: Checks
    default: Foretold
    foretold: Foretold
    point: Floats
    of_point: Foretold
    mechanisms: pd.DataFrame | None
    ahead: "Ahead | None"
    runs: int
    failed: int
    seed: int
    budget: int

    def _facts(self) -> dict[str, object]:
        moved = f"{len(self.active)} of {len(self.space.axes)} numbers"
        draws = f"{self.draws.effective:.0f} effective draws"
        return {"of": clean(self.scenario.title), "runs": self.runs, "figures move with": moved, "posterior": draws}

    @property
    def numbers(self) -> pd.DataFrame:
        """One row a number: its prior, its posterior, and whether the data inform it."""
        from sim.analysis.calibration.tables import numbers  # which is made of this class

        return numbers(self)

    @property
    def figures(self) -> pd.DataFrame:
        """One row a target: data, and runs of the prior, the default, the posterior and its most likely draw."""
        from sim.analysis.calibration.tables import figures

        return figures(self)

    @property
    def missed(self) -> list[str]:
        """Figures that runs of the posterior do not hit: no draw of these numbers shows all that the data say."""
        from sim.analysis.calibration.tables import missed

        return missed(self.figures)

    @property
    def fitted(self) -> dict[str, object]:
        """The most likely draw's numbers, only those that move a figure: the rest stay as they are."""
        settings = self.space.settings(self.point)
        paths = self.space.paths
        return {paths[place]: settings[paths[place]] for place in self.active}


def least_budget(waves: int) -> int:
    """The smallest number of runs that a fit of so many waves takes."""
    return _FIXED + REPLICATES * LEAST_POINTS * (waves + _REFERENCE)


def usual_budget(numbers: int) -> int:
    """Runs that are done unless one says otherwise, for so many numbers."""
    return min(20_000 + 2_000 * numbers, 200_000)


def calibrate(
    scenario: Scenario,
    targets: Sequence[Target],
    space: Space,
    quarters: int,
    *,
    waves: int = WAVES,
    budget: int | None = None,
    mechanisms: bool = False,
    forecast: Sequence[Target] = (),
    seed: int = 0,
    store: str | Path = "results/calibration/store",
    executor: Executor | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    told: Callable[[str], None] | None = None,
) -> Calibration:
    """Fit a scenario to targets. All runs are in a store, so that a fit that was stopped goes on where it was.

    Args:
        scenario: what is fitted.
        targets: figures of the data.
        space: the numbers that are fitted.
        quarters: length of the runs.
        waves: of history matching; the first is of the prior.
        budget: runs in all, besides those without a mechanism.
        mechanisms: whether to leave each mechanism out, to see what it adds.
        forecast: figures that the fitted scenario is to forecast; nothing is fitted to them.
        seed: base of all seeds; with scenario, targets and budget it fixes the result, whatever the workers.
        store: folder of runs.
        executor: executor to run in; by default, processes on this machine.
        workers: number of batches that run at once.
        progress: called with a tally from time to time.
        told: called with a sentence at each step.

    Raises:
        MissingExtra: scikit-learn is not installed.
        ScenarioError: the budget is too small, or a target is undefined in all runs of the scenario.
        StoreError: the store cannot be used.
        Interrupted: by Ctrl-C; finished runs are kept.
    """
    require("sklearn", "calibration", "a calibration")
    budget = usual_budget(len(space.axes)) if budget is None else budget
    if budget < least_budget(waves):
        problem = f"{budget:,} runs are too few for {waves} wave{'s' if waves > 1 else ''}"
        fewer = ", or fewer waves" if waves > 1 else ""
        raise refused("budget", problem, f"at least {least_budget(waves):,}{fewer}")
    pool = Pool(executor, workers) if executor is not None else WarmProcesses(workers)
    try:
        bench = Bench(scenario, space, targets, quarters, Store(store), pool, seed, progress or (lambda _: None))
        bench.planned = budget
        return _Fit(bench, waves, budget, told or (lambda _: None)).whole(mechanisms, forecast)
    finally:
        if isinstance(pool, WarmProcesses):
            pool.end()


@dataclass
class _Fit:
    """A fit under way."""

    bench: Bench
    count: int
    budget: int
    told: Callable[[str], None]
    matches: list[Match] = field(default_factory=list)
    waves: list[Wave] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Points of a wave, in whole groups."""
        return (self.budget - _FIXED) // (REPLICATES * (self.count + _REFERENCE)) // SHARED * SHARED

    @property
    def width(self) -> int:
        return len(self.bench.space.axes)

    def whole(self, mechanisms: bool, forecast: Sequence[Target]) -> Calibration:
        bench, seed = self.bench, self.bench.seed
        default = alone(bench, bench.space.default, _DEFAULT)
        _refuse_undefined(bench, default)
        runs = self._prior()
        active = screened(runs)
        if not len(active):
            raise refused("targets", "none of the numbers moves a figure", "figures that depend on a number")
        self.told(f"{len(active)} of {self.width} numbers move a figure")
        emulated = emulator(runs, active, seed)
        for number in range(2, self.count + 1):
            runs, emulated = self._next(number, runs, emulated, active)
        table = self._referred(active)
        drawn = posterior(table, _data(bench.targets))
        self.told(f"the figures tell something of {len(table.told)} numbers; {drawn.effective:.0f} effective draws")
        checks = checked(table, seed)
        second = self._second(emulated)
        points = drawn.sample(DRAWS, seed)
        tried = bench.run(points, _FORETELL, shared=FEW)
        ahead = Foretold.of(tried, bench.targets)
        resting = self._at_rest(points, active)
        fitted = resting[mode(bench, resting, tried, _FINALISTS)]
        of_fitted = alone(bench, fitted, _FITTED)
        parts = left_out(bench, drawn, _LEFT_OUT) if mechanisms else None
        later = self._ahead(forecast, points, fitted) if forecast else None
        done, failed = bench.done.found + bench.done.done, bench.done.all_failed
        return Calibration(
            bench.scenario, bench.space, bench.targets, bench.quarters, self.waves, active, emulated, drawn, second,
            checks, default, ahead, fitted, of_fitted, parts, later, done, failed, seed, self.budget,
        )  # fmt: skip

    def _prior(self) -> Runs:
        points = draws((), self.bench.targets, self.width, self.bench.seed, self.size)
        runs = self.bench.run(points, _WAVE)
        self.waves.append(Wave(runs, 1.0, np.inf))
        return runs

    def _next(self, number: int, runs: Runs, emulated: Emulator, active: Any) -> tuple[Runs, Emulator]:
        """Rule out what is implausible, run what is left, and learn from both."""
        bench = self.bench
        match = matched(emulated, self.matches, bench.targets, SHARE, self.width, bench.seed + number)
        self.matches.append(match)
        points = draws(self.matches, bench.targets, self.width, bench.seed + 100 + number, self.size)
        new = bench.run(points, _WAVE + number)
        left = self.waves[-1].left * match.share
        self.waves.append(Wave(new, left, match.cut))
        self.told(f"wave {number} of {self.count}: {left:.2g} of the prior is left")
        runs = runs + new
        return runs, emulator(runs, active, bench.seed + number)

    def _referred(self, active: Any) -> Any:
        """The reference table: draws of what is left of the prior."""
        bench = self.bench
        points = draws(self.matches, bench.targets, self.width, bench.seed + 200, _REFERENCE * self.size)
        return reference(bench.run(points, _REFERRED), active, bench.targets, bench.seed)

    def _second(self, emulated: Emulator) -> Draws:
        """The same posterior by another way: what is left of the prior, weighted by the likelihood of emulated figures.

        Figures of single runs are taken for normal and independent, with the variances of :mod:`emulator`.
        """
        bench = self.bench
        points = draws(self.matches, bench.targets, self.width, bench.seed + 300, 1 << 14)
        halves = -joint(emulated, bench.targets, points) / 2.0
        weights = np.exp(halves - halves.max())
        return Draws(points, weights / weights.sum(), emulated.active, np.arange(len(points)))

    def _ahead(self, figures: Sequence[Target], points: Floats, fitted: Floats) -> Ahead:
        """Forecasts by draws, their most likely one and the default, the latter two on the same seeds."""
        bench = replace(self.bench, targets=figures)
        draws_ = Foretold.of(bench.run(points, _FORETELL, shared=FEW), figures)
        of_point, default = (alone(bench, each, _AHEAD) for each in (fitted, bench.space.default))
        self.bench.done = bench.done
        return Ahead(draws_, of_point, default)

    def _at_rest(self, points: Floats, active: Any) -> Floats:
        """Points with their active numbers, and the scenario's own for all others."""
        found = np.tile(self.bench.space.default, (len(points), 1))
        found[:, active] = points[:, active]
        return found


def _data(targets: Sequence[Target]) -> Floats:
    return np.array([float(target.scaled(target.value)) for target in targets])


def _refuse_undefined(bench: Bench, default: Foretold) -> None:
    """Refuse targets that a scenario cannot have.

    Raises:
        ScenarioError: a figure is undefined in all runs.
    """
    for target, share in zip(bench.targets, default.defined, strict=True):
        if share == 0.0:
            problem = f"no run of the scenario defines {shown(target.name)}"
            there = [each.name for each, defined in zip(bench.targets, default.defined, strict=True) if defined > 0.0]
            expected = f"a figure that runs of {bench.quarters} quarters can have"
            raise refused("targets", problem, f"{expected}, such as {one_of(there)}" if there else expected)
