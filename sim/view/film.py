"""A film: the whole course of a scenario under one seed. Pages are drawn from films, not by stepping a model."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from traceback import walk_tb
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.agents import Actor
from sim.divergence import Diverged
from sim.extension import ExtensionError, in_use
from sim.model import RaceModel
from sim.result import result
from sim.scenario import Scenario
from sim.scenario.checking.cast import Cast
from sim.scenario.checking.memory import memory_of
from sim.scenario.schema.series import SERIES
from sim.start import begin
from sim.study.execute import play
from sim.version import model_version
from sim.view.charts import declared, shown_values
from sim.view.events import Event, History, told
from sim.view.memo import Memo
from sim.view.say import say
from sim.view.scene import Scene, in_words, when
from sim.world import World, actor_names, bloc_names, copied

Agents = Mapping[str, type[Actor]]
Floats = npt.NDArray[np.float64]
_ROOM = 384 << 20
"""Bytes that all kept films may take, roughly."""
_WORLDS = 4
"""Worlds that a film holds: the last, the one that moves from scene to scene, and the scenes drawn last."""
_SCENES = 2
"""Scenes that a film keeps: one may be drawn while another is shown."""
_films: "Memo[tuple[object, ...], Film]" = Memo(_ROOM)


@dataclass(frozen=True)
class Exit:
    """An actor that left.

    Attributes:
        name: its name.
        quarter: the quarter in which it left, from 0.
        when: that quarter in words.
    """

    name: str
    quarter: int
    when: str


def film_of(scenario: Scenario, seed: int = 0, agents: Agents | None = None) -> "Film":
    """The film of a scenario and seed; all visitors share it.

    Args:
        scenario: the scenario.
        seed: the seed of the run.
        agents: classes of single actors by name, as :class:`sim.RaceModel` takes them.

    Raises:
        Diverged: its numbers leave their ranges.
        ExtensionError: a user's module fails.
        ValueError: the classes do not fit the actors.
    """
    key = (
        model_version(),
        scenario.digest,
        scenario.title,
        seed,
        *sorted((agents or {}).items(), key=lambda each: each[0]),
    )
    weight = _WORLDS * memory_of(scenario, Cast(scenario).size, scenario.quarters)
    film = _films.made(key, lambda: Film(scenario, seed, agents), weight)
    if film.fault:
        # A class that failed may be mended by its owner, who then starts the run again.
        _films.drop(key)
    return film


class Film:
    """The whole course of a scenario under one seed.

    Attributes:
        scenario: the scenario.
        seed: the seed of the run.
        quarters: length of the scenario.
        done: number of quarters that there are: all, unless a class of the user's own failed on the way.
        fault: why it ends early; empty if it does not.
        names: names of the actors by row.
        bloc_names: names of the blocs by number.
        series: what was observed, shape (done, series); read-only.
    """

    def __init__(self, scenario: Scenario, seed: int, agents: Agents | None = None) -> None:
        """Run the scenario; see :func:`film_of`, which keeps films."""
        self.scenario, self.seed, self.quarters = scenario, seed, scenario.quarters
        self.names, self.bloc_names = actor_names(scenario), bloc_names(scenario)
        self._agents, self._lock = dict(agents or {}), RLock()
        self._history = History()
        self.done, self.fault = -1, ""
        self._run()
        self.series: Floats = self._last.series[: self.done]
        self.series.flags.writeable = False
        self._outcomes: dict[int, dict[str, float]] = {}
        self._scenes: dict[int, Scene] = {}
        self._frames, self._at, self._world = self._shot(), -1, self._last
        if self.done and not self._agents:
            self.outcomes()

    def _run(self) -> None:
        try:
            for world in self._shot():
                self._last = world
                self.done += 1
                self._history.note(world)
        except Exception as error:
            if not self._agents or self.done < 0:
                raise
            self.fault = _failed(error, self)

    def _shot(self) -> Iterator[World]:
        """The world on the eve and after each quarter; it is one world, which moves on."""
        if self._agents:
            yield from self._stepped()
            return
        world = begin(self.scenario, self.seed, self.quarters)
        yield world
        for _ in play(world, self.scenario, self.seed, self.quarters, range(1, self.quarters)):
            yield world

    def _stepped(self) -> Iterator[World]:
        """The same where classes of the user's own decide: Mesa's model asks them."""
        model = RaceModel(self.scenario, self.seed, agents=self._agents)
        yield model.world
        for _ in range(self.quarters):
            model.pass_quarter()
            yield model.world

    def column(self, name: str) -> Floats:
        """A series by its name, shape (done,)."""
        return self.series[:, SERIES.index(name)]

    def shown(self, name: str) -> Floats:
        """An outcome or a series over time as charts show it, shape (done,): counts of events are summed."""
        return shown_values(name, self.column(declared(name).series))

    def outcomes(self, quarter: int | None = None) -> dict[str, float]:
        """All outcomes of the first quarters, as :func:`sim.run` gives them; by default of all.

        Raises:
            ValueError: of no quarter there is nothing to measure.
            Diverged: a number means nothing.
            ExtensionError: an outcome of a user's module fails.
        """
        length = self.done if quarter is None else quarter
        if not 0 < length <= self.done:
            raise ValueError(f"there are no outcomes of {length} quarters")
        if length not in self._outcomes:
            self._outcomes[length] = outcomes_of(
                self.scenario, self.seed, length, self._last, lambda: self.scene(length).world
            )
        return self._outcomes[length]

    def scene(self, quarter: int | None = None) -> Scene:
        """The world after so many quarters; by default at the end."""
        wanted = self.done if quarter is None else min(max(0, quarter), self.done)
        with self._lock:
            if wanted not in self._scenes:
                self._scenes[wanted] = self._scene(wanted)
            if len(self._scenes) > _SCENES:
                self._scenes.pop(next(iter(self._scenes)))
            return self._scenes[wanted]

    def _scene(self, quarter: int) -> Scene:
        if quarter == self.quarters:
            return Scene(copied(self._last), self.names, self.bloc_names, self.scenario, quarter)
        if quarter < self._at:
            self._frames, self._at = self._shot(), -1
        while self._at < quarter:
            self._world = next(self._frames)
            self._at += 1
        return Scene(copied(self._world), self.names, self.bloc_names, self.scenario, quarter)

    @cached_property
    def events(self) -> list[Event]:
        """All events of the run, the earliest first."""
        return told(self.scenario, self.names, self._history, self._last, self.done)

    def happened(self, quarter: int) -> list[Event]:
        """The events of the first quarters."""
        return [event for event in self.events if event.quarter < quarter]

    def exits(self, quarter: int | None = None) -> list[Exit]:
        """Who has left in the first quarters, the earliest first; by default in all."""
        left = [event for event in self.events if event.kind == "exit"]
        until = self.done if quarter is None else quarter
        return [
            Exit(each.actor, each.quarter, in_words(self.scenario.date_of(each.quarter)))
            for each in left
            if each.quarter < until
        ]

    @property
    def releases(self) -> Any:
        """The release log of the whole run, shape (releases,)."""
        return released(self._last)

    @cached_property
    def most_capable(self) -> float:
        """The largest capability of the run, by which marks are sized."""
        return float(self.column("frontier").max()) if self.done else 0.0


def outcomes_of(
    scenario: Scenario, seed: int, quarter: int, last: World, then: Callable[[], World]
) -> dict[str, float]:
    """All outcomes of the first quarters of a run that went on.

    Args:
        scenario: the scenario.
        seed: the seed of the run.
        quarter: number of quarters.
        last: the world at the end.
        then: gives the world as it was; asked for only where an outcome of a user's module may look at it.

    Raises:
        Diverged: a number means nothing.
        ExtensionError: an outcome of a user's module fails.
    """
    world = then() if in_use() else as_of(last, quarter)
    return result(scenario, seed, quarter, world).outcomes


def as_of(world: World, quarter: int) -> World:
    """A world with its release log as it was after so many quarters; all that is measured stands in its logs."""
    society = world.society.copy()
    society["releases"][0] = np.searchsorted(released(world)["quarter"], quarter)
    return world._replace(society=society)


def released(world: World) -> Any:
    """The release log of a world, shape (releases,)."""
    return world.releases[: int(world.society["releases"][0])]


def _failed(error: Exception, film: Film) -> str:
    """Why a class of the user's own ended a film: the error, the class in which it occurred, and the quarter."""
    if isinstance(error, Diverged | ExtensionError):
        return say("events.failed", why=error)
    frames = [frame.f_locals.get("self") for frame, _ in walk_tb(error.__traceback__)]
    actor = next((each for each in reversed(frames) if isinstance(each, Actor)), None)
    text = f"{type(error).__name__}: {' '.join(str(error).splitlines())}"
    quarter = when(film.scenario, film.done + 1)
    if actor is None:
        return say("events.failed_somewhere", quarter=quarter, why=text)
    return say("events.failed_in", quarter=quarter, kind=type(actor).__name__, actor=actor.name, why=text)
