"""Runs of an ensemble: every arm in every form at every draw, over common random numbers, from a store."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.keys import hash_of, run_key
from sim.scenario import Scenario
from sim.study.design import Design, Point
from sim.study.errors import all_or_nothing
from sim.study.failures import warn_of
from sim.study.parts import ACTORS
from sim.study.plan import Share
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
        scenario: the arm in the form.
        points: settings of each draw.
    """

    arm: str
    scenario: Scenario
    points: Sequence[Mapping[str, object]]


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
        points: the points of each scenario, by its name.
        digests: digests of its points, in order, once they have been resolved to be run.
    """

    tried: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    digests: dict[str, list[str]] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        return sum(map(len, self.tried.values())) * self.replicates

    @cached_property
    def name(self) -> str:
        """Hash of all that decides which runs there are."""
        return hash_of(f"{super().name} {self.tried}")[:16]

    @cached_property
    def sample(self) -> str:
        """Hash of what decides how points and replicates are numbered."""
        return hash_of(f"{super().sample} {self.tried}")[:16]

    def settings_of_points(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Scenario name and settings of each point, in order, unresolved."""
        for name, points in self.tried.items():
            self.digests[name] = []
            for settings in points:
                yield name, dict(settings)

    def resolve(self, name: str, settings: Mapping[str, object]) -> Point:
        """Apply settings to a scenario."""
        point = super().resolve(name, settings)
        self.digests[name].append(point.digest)
        return point

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
    store: str | Path,
    outcomes: Collection[str],
    seed: int,
    replicates: int,
    actors: bool,
    *,
    shared: int = 1,
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Sampled:
    """Run jobs, form by form and in each form arm by arm, and read their outcomes.

    Args:
        jobs: what is run; the same number of points each.
        arms: their names, in order.
        store: folder of finished runs.
        outcomes: names of outcomes.
        seed: base seed.
        replicates: runs of each point.
        actors: whether the final state of every actor is kept and read.
        shared: points that share the seeds of their runs; 0 is all.
        executor: executor to run in.
        workers: number of batches that run at once.
        retry_failed: repeat runs that failed.
        progress: called with a tally from time to time.
    """
    names = [f"{number} {job.arm}" for number, job in enumerate(jobs)]
    design = _Tried(
        {name: job.scenario for name, job in zip(names, jobs, strict=True)}, replicates, seed,
        actors="all" if actors else 0, title="ensemble", shared=shared,
        tried={name: job.points for name, job in zip(names, jobs, strict=True)},
    )  # fmt: skip
    place = Store(store)
    warn_of(complete(design, place, lambda: choose(executor, workers), Share(retry_failed=retry_failed), progress))
    keys = [design.keys(name) for name in names]
    wanted = list(dict.fromkeys(outcomes))
    every = [key for each in keys for key in each]
    with all_or_nothing():
        rows = _read(place, every, wanted)
        states = series(place, ACTORS, every) if actors else pd.DataFrame()
    shape = (len(jobs) // len(arms), -1, replicates)
    by_arm = {
        arm: [key for job, each in zip(jobs, keys, strict=True) if job.arm == arm for key in each] for arm in arms
    }
    levels = {arm: rows.loc[own, wanted].to_numpy(float).reshape(*shape, len(wanted)) for arm, own in by_arm.items()}
    named = {arm: np.array(own).reshape(shape) for arm, own in by_arm.items()}
    return Sampled(tuple(wanted), levels, named, tuple(rows["error"].dropna()), states)


def _read(store: Store, keys: Sequence[str], outcomes: Sequence[str]) -> pd.DataFrame:
    """Outcomes and errors of some runs, by key; those of failed runs are NaN."""
    wanted = ["key", "error", *outcomes]
    parts: list[Any] = store.look(lambda seen: list(store.rows(seen.only(list(keys)), wanted)))
    rows = pd.concat([part.to_pandas() for part in parts]).drop_duplicates("key").set_index("key")
    return rows.reindex(columns=["error", *outcomes])
