"""Runs of a wave: points, their replicates, and what the targets' figures are in each, all from the store."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sim.analysis.calibration.columns import measuring
from sim.analysis.calibration.space import Space
from sim.analysis.calibration.target import Target, scaled
from sim.scenario import Scenario
from sim.study.design import Design
from sim.study.errors import all_or_nothing
from sim.study.plan import ABREAST, Share
from sim.study.pool import Pool
from sim.study.sampling import Axis
from sim.study.store import Store
from sim.study.sweep import Interrupted, complete
from sim.study.tally import Progress, Tally
from sim.world import Floats

REPLICATES = ABREAST
"""Runs of a point: as many as run at once."""
CHUNK = 512
"""Points that share the seeds of their runs: a few, so that no chance is that of a whole wave."""


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

    def run(self, points: Floats, purpose: int, base: Mapping[str, object] | None = None) -> Runs:
        """Run points that are not in the store, and return the figures of all.

        Args:
            points: of the unit cube, shape (points, parameters of the space).
            purpose: tells the seeds of one wave from those of another.
            base: values set in all of them beside.

        Raises:
            Interrupted: by Ctrl-C; finished runs are kept.
            StoreError: the store cannot be used.
        """
        designs = [
            self._design(points[first : first + CHUNK], 1000 * purpose + number, base or {})
            for number, first in enumerate(range(0, len(points), CHUNK))
        ]
        return self._done(points, designs)

    def _done(self, points: Floats, designs: Sequence[Design]) -> Runs:
        with measuring(self.targets):
            for design in designs:
                try:
                    self.done += complete(design, self.store, lambda: self.pool, Share(), self._tell)
                except Interrupted as stopped:
                    raise Interrupted(self._overall(stopped.tally)) from None
            with all_or_nothing():
                figures, failed = self._read(designs)
        return Runs(points, scaled(self.targets, figures), failed)

    def alone(self, point: Floats, replicates: int, purpose: int) -> Runs:
        """Run one point of the unit cube over many seeds, eight a row of the result."""
        copies = -(-replicates // REPLICATES)
        designs = [self._design(point[None], 1000 * purpose + number, {}) for number in range(copies)]
        return self._done(np.repeat(point[None], copies, axis=0), designs)

    def _design(self, points: Floats, number: int, base: Mapping[str, object]) -> Design:
        rows = [self.space.settings(point) for point in points]
        axes = [Axis(path, tuple(row[path] for row in rows)) for path in self.space.paths if path not in base]
        return Design(
            {"fit": self.scenario}, REPLICATES, self.seed + number, self.quarters, dict(base), tuple(axes), "list",
            title="calibration",
        )  # fmt: skip

    def _overall(self, tally: Tally) -> Tally:
        before = self.done
        return replace(
            tally, planned=max(self.planned, before.planned + tally.planned), found=before.found + tally.found,
            done=before.done + tally.done, failed=before.failed + tally.failed, seconds=before.seconds + tally.seconds,
        )  # fmt: skip

    def _tell(self, tally: Tally) -> None:
        self.progress(self._overall(tally))

    def _read(self, designs: Sequence[Design]) -> tuple[Floats, int]:
        """The targets' columns, shape (points of all designs, replicates, targets), and how many runs failed."""
        columns = [target.column for target in self.targets]
        sizes = [design.points_each for design in designs]
        begins = dict(zip((design.sample for design in designs), np.cumsum([0, *sizes[:-1]]).tolist(), strict=True))
        found, failed = np.full((sum(sizes), REPLICATES, len(columns)), np.nan), 0
        wanted = ["study", "point", "replicate", "error", *columns]
        parts: list[Any] = self.store.look(lambda seen: list(self.store.rows(seen, wanted)))
        for part in parts:
            rows = part.to_pandas()
            rows = rows.assign(begin=rows["study"].map(begins)).dropna(subset="begin")
            there = [name for name in columns if name in rows]
            places = (rows["begin"] + rows["point"]).to_numpy(int)[:, None], rows["replicate"].to_numpy(int)[:, None]
            found[(*places, np.array([[columns.index(name) for name in there]], int))] = rows[there].to_numpy(float)
            failed += int(rows["error"].notna().sum())
        return found, failed
