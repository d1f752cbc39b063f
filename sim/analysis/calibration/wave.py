"""Runs of a wave: points, their replicates, and what the targets' figures are in each, all from the store."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.calibration.columns import measuring
from sim.analysis.calibration.space import Space
from sim.analysis.calibration.target import Target, scaled
from sim.keys import derived_seed, run_key
from sim.scenario import Scenario
from sim.study.design import Design, Point
from sim.study.errors import all_or_nothing
from sim.study.plan import ABREAST, Share
from sim.study.pool import Pool
from sim.study.sampling import Axis
from sim.study.store import Store
from sim.study.sweep import Interrupted, complete
from sim.study.tally import Progress, Tally
from sim.version import model_version
from sim.world import Floats

REPLICATES = ABREAST
"""Runs of a point: as many as run at once."""
SHARED = 64
"""Points that share the seeds of their runs: few, so that no chance is that of a whole wave."""


@dataclass(frozen=True)
class Runs:
    """Points and their runs.

    Attributes:
        points: of the unit cube, shape (points, parameters).
        figures: of each run on the scale of its target, NaN where undefined, shape (points, replicates, targets).
        failed: number of runs that failed, whose figures are NaN.
    """

    points: Floats
    figures: Floats
    failed: int

    def __add__(self, other: "Runs") -> "Runs":
        points, figures = ((getattr(self, name), getattr(other, name)) for name in ("points", "figures"))
        return Runs(np.concatenate(points), np.concatenate(figures), self.failed + other.failed)

    @property
    def mean(self) -> Floats:
        """Mean figures over replicates, shape (points, targets)."""
        return _over(np.nanmean, self.figures)

    @property
    def median(self) -> Floats:
        """Median figures over replicates, shape (points, targets)."""
        return _over(np.nanmedian, self.figures)

    @property
    def variance(self) -> Floats:
        """Variance of single runs, shape (points, targets)."""
        return _over(lambda values, axis: np.nanvar(values, axis, ddof=1), self.figures)

    @property
    def defined(self) -> Floats:
        """Number of runs that define each figure, shape (points, targets)."""
        count: Floats = np.isfinite(self.figures).sum(1).astype(float)
        return count


def _over(function: Any, values: Floats) -> Floats:
    with warnings.catch_warnings():  # of points that leave a figure undefined in all runs
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Floats = function(values, axis=1)
    return found


@dataclass
class Bench:
    """Where points are run, and the progress of all that is run.

    Attributes:
        scenario: what is run.
        space: the numbers that points set.
        targets: what is measured.
        quarters: length of the runs.
        store: of the runs.
        pool: of workers.
        seed: base of all seeds.
        progress: called with the tally of all.
        planned: runs that are planned in all.
    """

    scenario: Scenario
    space: Space
    targets: Sequence[Target]
    quarters: int
    store: Store
    pool: Pool
    seed: int
    progress: Progress
    planned: int = 0
    done: Tally = field(default_factory=lambda: Tally(0, 0, 0, 0, 0.0, 0.0))

    def run(self, points: Floats, purpose: int, base: Mapping[str, object] | None = None, shared: int = SHARED) -> Runs:
        """Run points that are not in the store, and return the figures of all.

        Args:
            points: of the unit cube, shape (points, parameters of the space).
            purpose: tells the seeds of one wave from those of another.
            base: values set in all of them beside.
            shared: points that share the seeds of their runs.

        Raises:
            Interrupted: by Ctrl-C; finished runs are kept.
            StoreError: the store cannot be used.
        """
        return self._done(points, self._design(points, purpose, base or {}, shared))

    def alone(self, point: Floats, replicates: int, purpose: int) -> Runs:
        """Run one point of the unit cube over many seeds, shape of figures (1, replicates, targets)."""
        return self._done(point[None], replace(self._design(point[None], purpose, {}, 0), replicates=replicates))

    def _done(self, points: Floats, design: "_Noted") -> Runs:
        with measuring(self.targets):
            try:
                self.done += complete(design, self.store, lambda: self.pool, Share(), self._tell)
            except Interrupted as stopped:
                raise Interrupted(self._overall(stopped.tally)) from None
            with all_or_nothing():
                figures, failed = self._read(design)
        return Runs(points, scaled(self.targets, figures), failed)

    def _design(self, points: Floats, purpose: int, base: Mapping[str, object], shared: int) -> "_Noted":
        rows = [self.space.settings(point) for point in points]
        axes = [Axis(path, tuple(row[path] for row in rows)) for path in self.space.paths if path not in base]
        return _Noted(
            {"fit": self.scenario}, REPLICATES, derived_seed(self.seed, purpose), self.quarters, dict(base),
            tuple(axes), "list", title="calibration", shared=shared,
        )  # fmt: skip

    def _overall(self, tally: Tally) -> Tally:
        before = self.done
        return replace(
            tally, planned=max(self.planned, before.planned + tally.planned), found=before.found + tally.found,
            done=before.done + tally.done, failed=before.failed + tally.failed, seconds=before.seconds + tally.seconds,
        )  # fmt: skip

    def _tell(self, tally: Tally) -> None:
        self.progress(self._overall(tally))

    def _read(self, design: "_Noted") -> tuple[Floats, int]:
        """The targets' columns, shape (points, replicates, targets), and how many runs failed.

        Runs are found by their keys, for another fit may have done some of them; points that are alike share runs.
        """
        columns = [target.column for target in self.targets]
        keys = pd.Index(design.keys())
        wanted = ["key", "error", *columns]
        parts: list[Any] = self.store.look(lambda seen: list(self.store.rows(seen.only(list(keys)), wanted)))
        rows = pd.concat([part.to_pandas() for part in parts]).drop_duplicates("key").set_index("key")
        mine = rows.reindex(keys).reindex(columns=["error", *columns])
        figures = mine[columns].to_numpy(float).reshape(design.points_each, design.replicates, len(columns))
        return figures, int(mine["error"].notna().sum())


@dataclass(frozen=True, repr=False)
class _Noted(Design):
    """A design that remembers the digests of its points, in order, once they have been resolved to be run."""

    digests: list[str] = field(default_factory=list)

    def resolve(self, name: str, settings: Mapping[str, object]) -> Point:
        """Apply settings to a scenario."""
        point = super().resolve(name, settings)
        self.digests.append(point.digest)
        return point

    def keys(self) -> list[str]:
        """The keys of all runs, point by point."""
        version, quarters, found = model_version(), self.quarters or 0, []
        for number, digest in enumerate(self.digests):
            seeds = [self.replicate(each, number).seed for each in range(self.replicates)]
            found += [run_key(digest, seed, quarters, version) for seed in seeds]
        return found
