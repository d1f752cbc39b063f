"""Runs of an ensemble: every arm in every form at every draw, over common random numbers, from a store."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.keys import hash_of, run_key
from sim.scenario import Scenario, ScenarioError, load
from sim.study.design import Design, Point
from sim.study.errors import all_or_nothing
from sim.study.failures import warn_of
from sim.study.parts import ACTORS
from sim.study.plan import Share
from sim.study.pool import Pool
from sim.study.store import Store
from sim.study.sweep import choose, complete
from sim.study.table import series
from sim.study.tally import Progress
from sim.version import model_version
from sim.world import Floats


@dataclass(frozen=True)
class Job:
    """An arm in one form, with the settings of each draw.

    Attributes:
        arm: its name.
        place: of the form among all.
        early: the arm with what takes long to set, which jobs that follow each other share.
        late: what is set after a draw; in the other order it would be drawn over.
        points: settings of each draw, as far as late ones do not set them.
    """

    arm: str
    place: int
    early: Scenario
    late: Mapping[str, object]
    points: Sequence[Mapping[str, object]]

    @property
    def scenario(self) -> Scenario:
        """The arm in the form."""
        return load(self.early, self.late) if self.late else self.early


@dataclass(frozen=True)
class Sampled:
    """Outcomes of an ensemble's runs.

    Attributes:
        outcomes: their names.
        levels: outcomes by arm, shape (forms, draws, replicates, outcomes); NaN where a run failed.
        keys: keys of the runs by arm, shape (forms, draws, replicates).
        errors: errors of the runs that failed.
        actors: final state of every actor by the key of the run, where it was kept.
    """

    outcomes: tuple[str, ...]
    levels: Mapping[str, Floats]
    keys: Mapping[str, Any]
    errors: tuple[str, ...]
    actors: pd.DataFrame

    def of(self, arm: str, outcome: str) -> Floats:
        """An outcome in an arm, shape (forms, draws, replicates)."""
        return self.levels[arm][..., self.outcomes.index(outcome)]

    def differences(self, against: str, arm: str) -> Floats:
        """All outcomes of an arm less those of another, with the same draws and seeds, shape of levels."""
        return self.levels[arm] - self.levels[against]


@dataclass(frozen=True, repr=False)
class _Tried(Design):
    """A design in which each scenario has its own points; it remembers their digests when they are resolved.

    Attributes:
        jobs: what each scenario is, by its name.
        identity: hash of all points.
        digests: digests of the points of each, in order, once they have been resolved to be run.
        drawn: an arm at each draw, for the jobs that share it.
    """

    jobs: Mapping[str, Job] = field(default_factory=dict)
    identity: str = ""
    digests: dict[str, list[str]] = field(default_factory=dict, compare=False)
    drawn: dict[int, Scenario] = field(default_factory=dict, compare=False)
    _of: list[Scenario] = field(default_factory=list, compare=False)

    def __len__(self) -> int:
        return sum(len(job.points) for job in self.jobs.values()) * self.replicates

    @cached_property
    def name(self) -> str:
        """Hash of all that decides which runs there are."""
        return hash_of(f"{super().name} {self.identity}")[:16]

    @cached_property
    def sample(self) -> str:
        """Hash of what decides how points and replicates are numbered."""
        return hash_of(f"{super().sample} {self.identity}")[:16]

    def settings_of_points(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Scenario name and settings of each point, in order, unresolved."""
        for name, job in self.jobs.items():
            self.digests[name] = []
            for settings in job.points:
                yield name, dict(settings)

    def resolve(self, name: str, settings: Mapping[str, object]) -> Point:
        """Apply settings to a scenario: those of a draw once for all forms that share an arm, then the form's."""
        point = self._resolved(name, settings)
        self.digests[name].append(point.digest)
        return point

    def _resolved(self, name: str, settings: Mapping[str, object]) -> Point:
        job, number = self.jobs[name], len(self.digests[name])
        if not self._of or self._of[0] is not job.early:
            self._of[:] = [job.early]
            self.drawn.clear()
        try:
            if number not in self.drawn:
                self.drawn[number] = load(job.early, settings)
            scenario = load(self.drawn[number], job.late) if job.late else self.drawn[number]
        except ScenarioError:
            return super().resolve(name, {**settings, **job.late})
        length = self.quarters or scenario.quarters
        told = {**settings, **job.late}
        return Point(name, told, scenario, "", scenario.digest, length, self.scenarios[name].digest)

    def keys(self, name: str) -> list[str]:
        """The keys of a scenario's runs, point by point."""
        version, quarters = model_version(), self.quarters or self.scenarios[name].quarters
        return [
            run_key(digest, self.replicate(each, number).seed, quarters, version)
            for number, digest in enumerate(self.digests[name])
            for each in range(self.replicates)
        ]


def sampled(
    jobs: Sequence[Job],
    arms: Sequence[str],
    store: str | Path | Store,
    outcomes: Collection[str],
    seed: int,
    replicates: int,
    actors: bool,
    *,
    identity: str = "",
    shared: int = 1,
    courses: bool = False,
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
    pool: Callable[[], Pool] | None = None,
) -> Sampled:
    """Run jobs, those together that share an arm so far, and read their outcomes.

    Args:
        jobs: what is run; the same number of points each.
        arms: their names, in order.
        store: folder of finished runs.
        outcomes: names of outcomes.
        seed: base seed.
        replicates: runs of each point.
        actors: whether the final state of every actor is kept and read.
        identity: hash of all points.
        shared: points that share the seeds of their runs; 0 is all.
        courses: whether the series of every run are kept.
        executor: executor to run in.
        workers: number of batches that run at once.
        retry_failed: repeat runs that failed.
        progress: called with a tally from time to time.
        pool: gives the pool to run in, in place of executor and workers.
    """
    names = [f"{number} {job.arm}" for number, job in enumerate(jobs)]
    design = _Tried(
        {name: job.scenario for name, job in zip(names, jobs, strict=True)}, replicates, seed,
        actors="all" if actors else 0, series="all" if courses else 0, title="ensemble", shared=shared,
        jobs=dict(zip(names, jobs, strict=True)), identity=identity,
    )  # fmt: skip
    place = Store(store) if isinstance(store, str | Path) else store
    workshop = pool or (lambda: choose(executor, workers))
    warn_of(complete(design, place, workshop, Share(retry_failed=retry_failed), progress))
    keys = [design.keys(name) for name in names]
    wanted = list(dict.fromkeys(outcomes))
    every = [key for each in keys for key in each]
    with all_or_nothing():
        rows = _read(place, every, wanted)
        states = series(place, ACTORS, every) if actors else pd.DataFrame()
    shape = (len(jobs) // len(arms), len(jobs[0].points), replicates)
    in_order = sorted(zip(jobs, keys, strict=True), key=lambda pair: pair[0].place)
    by_arm = {arm: [key for job, each in in_order if job.arm == arm for key in each] for arm in arms}
    levels = {arm: rows.loc[own, wanted].to_numpy(float).reshape(*shape, len(wanted)) for arm, own in by_arm.items()}
    named = {arm: np.array(own).reshape(shape) for arm, own in by_arm.items()}
    return Sampled(tuple(wanted), levels, named, tuple(rows["error"].dropna()), states)


def _read(store: Store, keys: Sequence[str], outcomes: Sequence[str]) -> pd.DataFrame:
    """Outcomes and errors of some runs, by key; those of failed runs are NaN."""
    wanted = ["key", "error", *outcomes]
    parts: list[Any] = store.look(lambda seen: list(store.rows(seen.only(list(keys)), wanted)))
    rows = pd.concat([part.to_pandas() for part in parts]).drop_duplicates("key").set_index("key")
    return rows.reindex(columns=["error", *outcomes])
