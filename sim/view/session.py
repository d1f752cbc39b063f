"""A world on a page: the run, its unchanged twin with the same luck, and the events so far."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from threading import RLock
from traceback import walk_tb
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.agents import Actor
from sim.divergence import Diverged
from sim.extension import ExtensionError
from sim.model import RaceModel
from sim.scenario import Scenario
from sim.scenario.checking.cast import Cast
from sim.scenario.errors import Fault, ScenarioError, printable
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.series import SERIES
from sim.study.execute import run
from sim.view.controls import is_change, policy_row
from sim.view.events import Event, awaited, described
from sim.view.film import Film, film_of
from sim.view.scene import Scene
from sim.view.setting import Setting

Agents = Mapping[str, type[Actor]]
MOST_ACTORS, MOST_QUARTERS = 2000, 1000
"""Largest sizes that a page can draw; slots for entrants count as actors."""
_ROW = re.compile(r"(?:override policies: )?policies\.(?P<number>\d+)(?:\.(?P<field>\w+))?(?:\.\d+)?")


class StepError(Exception):
    """A step raised an error; ``str()`` says which, where and when."""


class Session:
    """One visitor's world. ``message`` reports errors; after an error the last valid world stays.

    Attributes:
        setting: the setting on the page.
        scenario: the scenario with all changes and policies.
        model: the run, a Mesa model.
        message: the last error; empty if there is none.
        untouched: the twin's scenario.
        own: the scenario before any change or added policy.
        broken: whether a step failed, so that the world needs a reset.
    """

    setting: Setting
    scenario: Scenario
    untouched: Scenario
    own: Scenario
    model: RaceModel

    def __init__(self, setting: Setting | None = None, agents: Agents | None = None) -> None:
        """Begin with a setting.

        Args:
            setting: the setting to show.
            agents: classes of single actors by name, as :class:`sim.RaceModel` takes them.

        Raises:
            ScenarioError: the setting cannot be resolved.
        """
        self.lock = RLock()
        self.agents = dict(agents or {})
        self.message, self.broken = "", False
        self._courses: dict[tuple[str, int], npt.NDArray[np.float64]] = {}
        self._begin(setting or Setting())

    @property
    def quarter(self) -> int:
        """Number of quarters done."""
        return int(self.model.quarter)

    @property
    def quarters(self) -> int:
        """Length of the run."""
        return self.scenario.quarters

    @property
    def is_over(self) -> bool:
        """Whether the run is over."""
        return self.broken or self.quarter >= self.quarters

    @property
    def is_touched(self) -> bool:
        """Whether the visitor changed a value or added a policy, or the user's own classes decide."""
        return bool(self.setting.changes or self.setting.policies or self.agents)

    @property
    def baseline(self) -> str:
        """Description of the twin in words."""
        return "without policies" if self.setting.policies else "untouched"

    @property
    def put_in(self) -> list[Policy]:
        """The added policies, as they are in the scenario."""
        return self.scenario.policies[len(self.scenario.policies) - len(self.setting.policies) :]

    @property
    def events(self) -> list[Event]:
        """Events so far, the latest last."""
        return self.film.happened(self.quarter)

    @property
    def film(self) -> Film:
        """The whole course of this world."""
        return film_of(self.scenario, self.setting.seed, self.agents)

    @property
    def scene(self) -> Scene:
        """The world now."""
        return Scene.of(self.model)

    @property
    def twin(self) -> npt.NDArray[np.float64]:
        """Series of the unchanged scenario over the whole run, same seed; shape (quarters, series)."""
        return self._course(self.untouched, self.setting.seed)

    @property
    def course(self) -> npt.NDArray[np.float64]:
        """Series of this scenario over the whole run, without actors that decide in Python; axes must include them."""
        return self._course(self.scenario, self.setting.seed)

    def _course(self, scenario: Scenario, seed: int) -> npt.NDArray[np.float64]:
        key = scenario.digest, seed
        if key not in self._courses:
            self._courses[key] = run(scenario, seed).world.series
        return self._courses[key]

    def series(self, name: str) -> npt.NDArray[np.float64]:
        """A series so far, shape (quarters done,)."""
        return np.asarray(self.model.series(name))

    def when(self) -> str:
        """The run's current date in words."""
        if self.quarter == 0:
            return f"eve of {self.scenario.start.year}"
        return _quarter(self.scenario.date_of(self.quarter - 1))

    def next_quarter(self) -> str:
        """The next quarter, in words."""
        return _quarter(self.scenario.date_of(min(self.quarter, self.quarters - 1)))

    def step(self) -> None:
        """Step one quarter, unless the run is over."""
        with self.lock:
            if not self.is_over:
                self._guarded(self._step)

    def go_to(self, quarter: int) -> None:
        """Move to another quarter; for an earlier one the run starts again and gives the same bits."""
        with self.lock:
            self._guarded(lambda: self._go_to(quarter))

    def reset(self) -> None:
        """Return to the start; changes and policies stay."""
        with self.lock:
            self._guarded(lambda: self._begin(replace(self.setting, quarter=0)))

    def restore(self) -> None:
        """Undo all changes and remove all added policies."""
        self.watch(replace(self.setting, changes={}, policies=(), quarter=self.quarter))

    def watch(self, setting: Setting) -> None:
        """Show another setting; one that cannot be resolved gives a message and changes nothing."""
        with self.lock:
            self._guarded(lambda: self._begin(setting))

    def change(self, path: str, value: object) -> None:
        """Change a value from the start of the run, then return to the current quarter."""
        if not is_change(self.own, path, value):
            self.restore_lever(path)
            return
        now = replace(self.setting, quarter=self.quarter)
        self.watch(now.with_change(path, value))

    def restore_lever(self, path: str) -> None:
        """Undo one change."""
        left = {name: value for name, value in self.setting.changes.items() if name != path}
        self.watch(replace(self.setting, changes=left, quarter=self.quarter))

    def intervene(self, kind: str, values: Mapping[str, Any]) -> None:
        """Add a policy that takes effect in the next quarter."""
        row = policy_row(self.scenario, kind, values, self.quarter)
        self.watch(replace(self.setting, policies=(*self.setting.policies, row), quarter=self.quarter))
        self.message = _ROW.sub(self._named, self.message)

    def _named(self, match: re.Match[str]) -> str:
        """Name a policy row in words, as visitors do not see its number."""
        number, rows = int(match["number"]), self.scenario.policies
        name = f"the {described(rows[number])}, {awaited(rows[number])}" if number < len(rows) else "this policy"
        return f"{name}, {match['field']}" if match["field"] else name

    def withdraw(self, number: int) -> None:
        """Remove one of the added policies."""
        rows = tuple(row for place, row in enumerate(self.setting.policies) if place != number)
        self.watch(replace(self.setting, policies=rows, quarter=self.quarter))

    def _begin(self, setting: Setting) -> None:
        is_new = not hasattr(self, "setting") or replace(setting, quarter=self.setting.quarter) != self.setting
        scenario = setting.resolved() if is_new else self.scenario
        untouched = setting.untouched().resolved() if is_new else self.untouched
        own = replace(setting, changes={}, policies=()).resolved() if is_new else self.own
        if is_new:
            _ensure_watchable(scenario)
        model = RaceModel(scenario, setting.seed, agents=self.agents)
        for each in (scenario, untouched):
            # Pages draw both to their ends: what diverges on the way is told instead, while the last world stands.
            self._course(each, setting.seed)
        self.setting, self.scenario, self.untouched, self.model = setting, scenario, untouched, model
        self.own = own
        if is_new:
            wanted = {(each.digest, setting.seed) for each in (scenario, untouched)}
            self._courses = {key: course for key, course in self._courses.items() if key in wanted}
        self.message, self.broken = "", False
        self._go_to(setting.quarter)

    def _go_to(self, quarter: int) -> None:
        goal = min(max(0, quarter), self.quarters)
        if goal < self.quarter or self.broken:
            self._begin(replace(self.setting, quarter=goal))
        while self.quarter < goal and not self.broken:
            self._step()

    def _step(self) -> None:
        try:
            self.model.step()
        except (Diverged, ExtensionError) as error:
            self.broken = True
            raise StepError(f"{error}. Reset to go on.") from error
        except Exception as error:
            self.broken = True
            raise StepError(_failed(error, self)) from error
        self.setting = replace(self.setting, quarter=self.quarter)

    def _guarded(self, action: Callable[[], None]) -> None:
        """Run an action; an error from a scenario or a user's strategy becomes a message."""
        try:
            action()
            self.message = ""
        except Exception as error:
            self.message = "\n".join(map(printable, (str(error) or type(error).__name__).splitlines()))


def _failed(error: Exception, session: Session) -> str:
    """The error of a step, the class in which it occurred, and the quarter."""
    frames = [frame.f_locals.get("self") for frame, _ in walk_tb(error.__traceback__)]
    actor = next((each for each in reversed(frames) if isinstance(each, Actor)), None)
    where = f" in {type(actor).__name__}, the class of {actor.name}" if actor else ""
    text = " ".join(str(error).splitlines())
    return f"{session.next_quarter()} failed{where}: {type(error).__name__}: {text}. Reset to go on."


def _ensure_watchable(scenario: Scenario) -> None:
    """Refuse sizes too large to draw: a page draws every actor every quarter, and a link must not ask for a million."""
    sizes = (("actors", Cast(scenario).size, MOST_ACTORS), ("quarters", scenario.quarters, MOST_QUARTERS))
    for field, count, most in sizes:
        if count > most:
            way = "run it without the view: hoardshare run"
            raise ScenarioError(
                [Fault(field, problem=f"{count} are too many to watch", expected=f"at most {most}", hint=way)]
            )


def _quarter(day: date) -> str:
    return f"{day.year} Q{(day.month + 2) // 3}"


def column(table: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
    """One series of a whole run."""
    return table[:, SERIES.index(name)]
