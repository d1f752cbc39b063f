"""A scene: the world at the end of one quarter, as pages draw it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from sim.model import RaceModel
from sim.scenario import Scenario
from sim.scenario.schema.series import SERIES
from sim.view.say import say
from sim.world import World


@dataclass(frozen=True, eq=False)
class Scene:
    """The world after so many quarters.

    Attributes:
        world: its state; nobody changes it.
        names: names of the actors by row, slots for entrants included.
        bloc_names: names of the blocs by number.
        scenario: the scenario that was run.
        quarter: number of quarters done, 0 on the eve.
    """

    world: World
    names: list[str]
    bloc_names: list[str]
    scenario: Scenario
    quarter: int

    @classmethod
    def of(cls, model: RaceModel) -> "Scene":
        """The scene that a Mesa model shows now; it follows the model."""
        return cls(model.world, [actor.name for actor in model.actors], model.bloc_names, model.config, model.quarter)

    @property
    def actors(self) -> Any:
        """The actors' records, shape (actors,)."""
        return self.world.actors

    @property
    def alive(self) -> list[int]:
        """Rows of the active actors."""
        return np.flatnonzero(self.world.actors["alive"] == 1).tolist()

    @property
    def leader(self) -> int:
        """Row of the actor that leads; -1 on the eve, and where nobody is left."""
        return int(self.value("leader")) if self.quarter else -1

    @property
    def releases(self) -> Any:
        """The release log so far, shape (releases,)."""
        return self.world.releases[: int(self.world.society["releases"][0])]

    def row(self, name: str) -> int | None:
        """Row of an actor; None if there is none of that name."""
        return self.names.index(name) if name in self.names else None

    def value(self, series: str) -> float:
        """The value of a series in this quarter; NaN on the eve."""
        return float(self.world.series[self.quarter - 1, SERIES.index(series)]) if self.quarter else float("nan")

    def when(self) -> str:
        """The quarter in words."""
        return when(self.scenario, self.quarter)


def when(scenario: Scenario, quarter: int) -> str:
    """So many quarters after the start, in words: the quarter that ended, or the eve of the first."""
    if quarter == 0:
        return say("events.eve", year=scenario.start.year)
    return in_words(scenario.date_of(quarter - 1))


def in_words(day: date) -> str:
    """The quarter of a day, such as ``2026 Q2``."""
    return say("events.quarter", year=day.year, quarter=(day.month + 2) // 3)
