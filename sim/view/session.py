"""A world on a page: its film, that of its unchanged twin with the same luck, and where in it the visitor is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from threading import RLock
from typing import Any

from sim.scenario import Scenario
from sim.scenario.schema.kinds import Policy
from sim.view.controls import is_change
from sim.view.differences import Difference
from sim.view.draws import Draws, drawn
from sim.view.events import Event
from sim.view.film import Agents, Film, Floats
from sim.view.rows import Added, Names, dated, in_plain_words, new_row
from sim.view.say import say
from sim.view.scene import Scene, when
from sim.view.setting import Setting
from sim.view.shown import Shown, compared, guarded
from sim.view.unlike import unlike


class Session:
    """One visitor's world. ``message`` reports errors; after an error the last valid world stays.

    Attributes:
        agents: classes of single actors by name, as :class:`sim.RaceModel` takes them.
        message: the last error; empty if there is none.
        refused: what was wrong with the link by which the visitor came; empty if nothing was, or when it was read.
    """

    def __init__(self, setting: Setting | None = None, agents: Agents | None = None) -> None:
        """Begin with a setting.

        Args:
            setting: the setting to show.
            agents: classes of single actors by name.

        Raises:
            ScenarioError: the setting cannot be resolved.
        """
        self.lock = RLock()
        self.agents = dict(agents or {})
        self.message = self.refused = ""
        self._names = Names()
        self.show(Shown.of(setting or Setting(), self.agents).with_twin())

    def show(self, shown: Shown) -> None:
        """Show what is complete."""
        self._shown = shown
        self.message = shown.film.fault if self.broken else ""

    @property
    def setting(self) -> Setting:
        """The setting on the page."""
        return self._shown.setting

    @property
    def scenario(self) -> Scenario:
        """The scenario with all changes and policies."""
        return self._shown.scenario

    @property
    def untouched(self) -> Scenario:
        """The twin's scenario."""
        return self._shown.untouched

    @property
    def own(self) -> Scenario:
        """The scenario before any change or added policy."""
        return self._shown.own

    @property
    def film(self) -> Film:
        """The whole course of this world."""
        return self._shown.film

    @property
    def twin(self) -> Film:
        """The whole course of the unchanged scenario, same seed."""
        return self._shown.twin

    @property
    def all(self) -> tuple["Session", ...]:
        """The worlds on the page: this one."""
        return (self,)

    @property
    def quarter(self) -> int:
        """Number of quarters done."""
        return self.setting.quarter

    @property
    def quarters(self) -> int:
        """Length of the run."""
        return self.scenario.quarters

    @property
    def broken(self) -> bool:
        """Whether a class of the user's own failed here, so that there is nothing after it."""
        return bool(self.film.fault) and self.quarter >= self.film.done

    @property
    def is_over(self) -> bool:
        """Whether the run is over."""
        return self.quarter >= self.film.done

    @property
    def is_touched(self) -> bool:
        """Whether the visitor changed a value or added a policy, or the user's own classes decide."""
        return bool(self.setting.changes or self.setting.rows or self.agents)

    @property
    def baseline(self) -> str:
        """Description of the twin in words."""
        return say("worlds.without_policies" if self.setting.rows else "worlds.untouched")

    @property
    def put_in(self) -> list[Policy]:
        """The added policies, as they are in the scenario."""
        return self.scenario.policies[len(self.scenario.policies) - len(self.setting.rows) :]

    @property
    def scene(self) -> Scene:
        """The world now."""
        return self.film.scene(self.quarter)

    @property
    def events(self) -> list[Event]:
        """Events so far, the latest last."""
        return self.film.happened(self.quarter)

    def series(self, name: str) -> Floats:
        """A series so far, shape (quarters done,)."""
        return self.film.column(name)[: self.quarter]

    def when(self) -> str:
        """The run's current date in words."""
        return when(self.scenario, self.quarter)

    def differences(self) -> list[Difference]:
        """Outcomes of the quarters done, less the twin's; none before the first, or if one of them means nothing."""
        return compared(self.twin, self.film, self.quarter)

    @property
    def is_comparable(self) -> bool:
        """Whether this world and its twin begin together, last equally long, and have the same actors."""
        return not unlike([("", self.film), ("", self.twin)])

    def draws(self, count: int, should_stop: Callable[[], bool] = lambda: False) -> Draws | None:
        """The twin (A) and this world (B) under draws of the numbers that nobody knows; None if it was stopped.

        It takes runs, so a page asks for it in a thread.

        Args:
            count: number of draws, each with a seed of its own.
            should_stop: asked before each run.
        """
        return drawn([self.setting.untouched(), self.setting], self.quarters, count, 0, should_stop)

    def step(self) -> None:
        """Step one quarter, unless the run is over."""
        if not self.is_over:
            self.go_to(self.quarter + 1)

    def go_to(self, quarter: int) -> None:
        """Move to another quarter."""
        with self.lock:
            within = min(max(0, quarter), self.film.done)
            self.show(replace(self._shown, setting=replace(self.setting, quarter=within)))

    def reset(self) -> None:
        """Return to the start; changes and policies stay. A class that failed is asked again."""
        self.watch(replace(self.setting, quarter=0))

    def watch(self, setting: Setting) -> None:
        """Show another setting; one that cannot be resolved gives a message and changes nothing."""
        with self.lock:
            self.message = guarded(lambda: self.show(Shown.of(setting, self.agents).with_twin())) or self.message

    def change(self, path: str, value: object) -> None:
        """Change a value from the start of the run; the quarter stays."""
        if is_change(self.own, path, value):
            self.watch(self.setting.with_change(path, value))
        else:
            self.restore_lever(path)

    def restore_lever(self, path: str) -> None:
        """Undo one change."""
        left = {name: value for name, value in self.setting.changes.items() if name != path}
        self.watch(replace(self.setting, changes=left))

    def rows(self) -> list[Added]:
        """The added policies."""
        with self.lock:
            rows, policies = self.setting.rows, self.put_in
            names = self._names.of([("", row) for row in rows])
        return [Added(name, "", row, policy) for name, row, policy in zip(names, rows, policies, strict=True)]

    def add(
        self, kind: str, values: Mapping[str, Any], letter: str = "", start: date | None = None, end: date | None = None
    ) -> None:
        """Add a policy, as :meth:`sim.view.worlds.Worlds.add` does; whatever the letter, this world gets it."""
        self._plant((*self.setting.rows, new_row(self.scenario, self.quarter, kind, values, start, end)))

    def move(self, id: str, start: date | None, end: date | None) -> None:
        """Give an added policy other days."""
        self._plan([replace(each, row=dated(each.row, start, end)) if each.id == id else each for each in self.rows()])

    def withdraw(self, id: str) -> None:
        """Remove an added policy."""
        self._plan([each for each in self.rows() if each.id != id])

    def _plan(self, rows: Sequence[Added]) -> None:
        self._names.expect(rows)
        self._plant(tuple(each.row for each in rows))

    def _plant(self, rows: tuple[Mapping[str, Any], ...]) -> None:
        self.watch(replace(self.setting, policies=rows, own=()))
        self.message = in_plain_words(self.message, self.scenario)
