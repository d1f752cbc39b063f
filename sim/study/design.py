"""The runs of a study: scenarios, points, replicates. A design yields its runs one by one and never stores them all."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sim.keys import derived_seed, hash_of, run_key
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.brief import Brief
from sim.scenario.errors import clean
from sim.study.sampling import Axis, count, points
from sim.version import model_version

SERIES = 1
RELEASES = 2
ACTORS = 4
Kept = int | Literal["all"]
"""Replicates of each point that store a table: the first so many, or all."""


@dataclass(frozen=True)
class Point:
    """One scenario with some settings, which its replicates share.

    A worker may not have the classes of whoever asks: it is sent the settings as text, in which they are stored.

    Attributes:
        name: the scenario, as the study names it.
        settings: what the point changes, by dotted path.
        scenario: the resolved scenario; None if the settings do not give a valid one.
        error: why the settings are not valid.
        digest: hash of the resolved scenario, or of the requested settings if they are not valid.
        quarters: length of its runs.
        origin: hash of the scenario before it was changed.
        number: number of the point among those of its scenario, from 0.
    """

    name: str
    settings: Mapping[str, object]
    scenario: Scenario | None
    error: str
    digest: str
    quarters: int
    origin: str = ""
    number: int = 0

    @cached_property
    def overrides(self) -> str:
        """The settings as JSON with sorted keys."""
        return json.dumps(self.settings, sort_keys=True, default=str)

    def __getstate__(self) -> dict[str, object]:
        return vars(self) | {"settings": None, "overrides": self.overrides}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, settings=json.loads(state["overrides"]))

    def keys(self, seeds: Iterable[int]) -> list[str]:
        """The keys of its runs with some seeds."""
        version = model_version()
        return [run_key(self.digest, seed, self.quarters, version) for seed in seeds]


@dataclass(frozen=True)
class Replicate:
    """One seed of a point.

    Attributes:
        number: which replicate, from 0.
        seed: its derived seed.
        kept: what is stored beside outcomes: a sum of SERIES, RELEASES and ACTORS, or 0.
    """

    number: int
    seed: int
    kept: int


@dataclass(frozen=True, repr=False)
class Design(Brief):
    """A study. Make one with :func:`sim.design`, or read one with :func:`sim.study.study_file.read_design`.

    Attributes:
        scenarios: scenarios by their names in the study.
        replicates: runs of each point.
        seed: base seed of the replicates and of the points of a sample.
        quarters: length of runs; each scenario's own by default.
        settings: values changed in all scenarios.
        axes: the parameters that are varied.
        method: how points are chosen, see :data:`sim.study.sampling.Method`.
        samples: number of points drawn, for methods that draw points.
        series: replicates of each point that store their series.
        releases: replicates of each point that store their releases.
        actors: replicates of each point that store the final state of every actor.
        title: name of the study.
        shared: points that share the seeds of their replicates, where luck is not to be common to all; 0 is all.
    """

    scenarios: Mapping[str, Scenario]
    replicates: int = 1
    seed: int = 0
    quarters: int | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    axes: tuple[Axis, ...] = ()
    method: str = "grid"
    samples: int = 0
    series: Kept = 0
    releases: Kept = 0
    actors: Kept = 0
    title: str = ""
    shared: int = 0

    def _facts(self) -> dict[str, object]:
        sizes = {"scenarios": len(self.scenarios), "points": self.points_each, "replicates": self.replicates}
        return {"title": clean(self.title or "untitled"), **sizes, "runs": len(self)}

    def __len__(self) -> int:
        return len(self.scenarios) * self.points_each * self.replicates

    @property
    def points_each(self) -> int:
        """Points of each scenario."""
        return count(self.axes, self.method, self.samples)

    @property
    def paths(self) -> list[str]:
        """The parameters that are set or tried."""
        return list(dict.fromkeys([*self.settings, *(axis.path for axis in self.axes)]))

    @cached_property
    def name(self) -> str:
        """Hash of all that decides which runs there are."""
        facts = [
            {name: scenario.digest for name, scenario in self.scenarios.items()},
            *(self.replicates, self.seed, self.quarters, dict(self.settings), repr(self.axes)),
            *(self.method, self.samples, self.series, self.releases, self.actors),
            *((self.shared,) if self.shared else ()),
        ]
        return hash_of(json.dumps(facts, default=str))[:16]

    @cached_property
    def sample(self) -> str:
        """Hash of everything that determines the numbers of points and replicates, except how many there are."""
        # A longer Sobol' sequence begins with the shorter.
        samples = 0 if self.method == "sobol" else self.samples
        facts = [self.seed, self.quarters, dict(self.settings), repr(self.axes), self.method, samples]
        facts += [self.shared] if self.shared else []
        return hash_of(json.dumps(facts, default=str))[:16]

    def settings_of_points(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Scenario name and settings of each point, in order, unresolved."""
        for name in self.scenarios:
            for settings in points(self.axes, self.method, self.samples, self.seed):
                yield name, {**self.settings, **settings}

    def resolve(self, name: str, settings: Mapping[str, object]) -> Point:
        """Apply settings to a scenario; if they contradict each other, the runs of the point fail."""
        base = self.scenarios[name]
        try:
            # In the order in which a store tells them: a table before its fields.
            scenario = load(base, dict(sorted(settings.items()))) if settings else base
        except ScenarioError as error:
            asked = json.dumps(settings, sort_keys=True, default=str)
            digest = hash_of(f"unresolved {base.digest} {asked}")
            quarters = self.quarters or base.quarters
            return Point(name, settings, None, str(error), digest, quarters, base.digest)
        quarters = self.quarters or scenario.quarters
        return Point(name, settings, scenario, "", scenario.digest, quarters, base.digest)

    def resolved(self, name: str) -> Scenario:
        """A scenario with what the study sets in all of them, and the length of its runs.

        Raises:
            ScenarioError: the settings are not valid.
        """
        length = {} if self.quarters is None else {"quarters": self.quarters}
        return load(self.scenarios[name], {**self.settings, **length})

    def group(self, point: int) -> int:
        """Which points share the seeds of a point, by the number of their group."""
        return point // self.shared if self.shared else 0

    def replicate(self, number: int, point: int = 0) -> Replicate:
        """One replicate of a point, and of all that share its seeds."""
        seed = derived_seed(self.seed, self.group(point)) if self.shared else self.seed
        wanted = {SERIES: self.series, RELEASES: self.releases, ACTORS: self.actors}
        kept = sum(flag for flag, reach in wanted.items() if _reaches(reach, number))
        return Replicate(number, derived_seed(seed, number), kept)


def _reaches(kept: Kept, number: int) -> bool:
    return kept == "all" or number < kept
