"""Trials of claims: each side of each claim at its own points, with common random numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sim.analysis.claims.question import SIDES, Question
from sim.keys import hash_of
from sim.study.design import Design, Kept, Point

Points = Sequence[Mapping[str, object]]
"""Settings of each point, by dotted path."""


@dataclass(frozen=True, repr=False)
class Sides(Design):
    """A design in which each scenario has its own points.

    Attributes:
        tried: the points of each scenario.
        met: resolved points, without their scenarios, which together would fill the memory.
    """

    tried: Mapping[str, Points] = field(default_factory=dict)
    met: dict[str, Point] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return sum(len(points) for points in self.tried.values()) * self.replicates

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
            for settings in points:
                yield name, dict(settings)

    def resolve(self, name: str, settings: Mapping[str, object]) -> Point:
        """Apply settings to a scenario, and remember the resulting runs."""
        point = super().resolve(name, settings)
        self.met[f"{name} {settings}"] = replace(point, scenario=None)
        return point

    def keys(self, name: str) -> list[str]:
        """Keys of a scenario's runs, by point and replicate; points already resolved by a sweep are reused."""
        seeds = [self.replicate(number).seed for number in range(self.replicates)]
        points = (self.met.get(f"{name} {each}") or self.resolve(name, each) for each in self.tried[name])
        return [key for point in points for key in point.keys(seeds)]


@dataclass(frozen=True)
class Trial:
    """A claim with its points: the same number on both sides, each with the settings of its side."""

    question: Question
    control: Points
    treatment: Points

    @staticmethod
    def at(question: Question, points: Points) -> "Trial":
        """Make a trial of a claim at values of its parameters; each side uses the parameters that it has."""
        return Trial(question, *([side.settings(point) for point in points] for side in question.sides.values()))

    @property
    def points(self) -> dict[str, Points]:
        """Points of each side, by its name in designs."""
        return {self.name(side): getattr(self, side) for side in SIDES}

    def name(self, side: str) -> str:
        """Name of a side in designs."""
        return f"{self.question.id} {side}"


@dataclass(frozen=True)
class Round:
    """Trials of claims with the same number of replicates."""

    trials: Sequence[Trial]
    replicates: int

    def designs(self, seed: int) -> list[Sides]:
        """A design of the claims that need actors, first, so that no run is repeated; and one of the others."""
        groups = ([each for each in self.trials if each.question.needs_actors == needed] for needed in (True, False))
        return [self._design(group, seed) for group in groups if group]

    def _design(self, trials: Sequence[Trial], seed: int) -> Sides:
        scenarios = {trial.name(side): trial.question.sides[side].scenario for trial in trials for side in SIDES}
        points = {name: each for trial in trials for name, each in trial.points.items()}
        actors: Kept = "all" if trials[0].question.needs_actors else 0
        return Sides(scenarios, self.replicates, seed, actors=actors, title="claims", tried=points)
