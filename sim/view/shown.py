"""What a setting shows, complete before any of it is shown: its scenario, its film and that of its twin."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from sim.divergence import Diverged
from sim.extension import ExtensionError
from sim.scenario import Scenario
from sim.scenario.checking.cast import Cast
from sim.scenario.errors import Fault, ScenarioError, printable
from sim.view.differences import Difference, differences
from sim.view.film import Agents, Film, film_of
from sim.view.setting import Setting

MOST_ACTORS, MOST_QUARTERS = 2000, 1000
"""Largest sizes that a page can draw; slots for entrants count as actors."""


@dataclass(frozen=True)
class Shown:
    """Everything that a setting shows, complete before any of it is shown.

    Attributes:
        setting: the setting.
        scenario: the scenario with all changes and policies.
        untouched: the twin's scenario.
        own: the scenario before any change or added policy.
        film: the world.
    """

    setting: Setting
    scenario: Scenario
    untouched: Scenario
    own: Scenario
    film: Film

    @classmethod
    def of(cls, setting: Setting, agents: Agents) -> "Shown":
        """Resolve a setting and run it.

        Raises:
            ScenarioError: it cannot be resolved, or is too large to draw.
            Diverged: its numbers leave their ranges.
            ExtensionError: a user's module fails.
            ValueError: the classes do not fit its actors.
        """
        scenario, untouched = setting.resolved(), setting.untouched().resolved()
        own = replace(setting, changes={}, policies=(), own=()).resolved()
        _ensure_watchable(scenario)
        film = film_of(scenario, setting.seed, agents)
        quarter = min(max(0, setting.quarter), film.done)
        return cls(replace(setting, quarter=quarter), scenario, untouched, own, film)

    @cached_property
    def twin(self) -> Film:
        """Its twin: without added policies or, if there are none, without changes.

        Raises:
            Diverged: its numbers leave their ranges.
            ExtensionError: a user's module fails.
        """
        return film_of(self.untouched, self.setting.seed)

    def with_twin(self) -> "Shown":
        """The same with its twin run: a page that draws both is told before anything is shown if one cannot be run."""
        film_of(self.untouched, self.setting.seed)
        return self


def compared(first: Film, second: Film, quarter: int) -> list[Difference]:
    """Differences of outcomes over the same quarters, or over as many as each has; none if one means nothing."""
    lengths = [min(quarter, film.done) for film in (first, second)]
    if min(lengths) == 0:
        return []
    try:
        return differences(first.outcomes(lengths[0]), second.outcomes(lengths[1]))
    except (Diverged, ExtensionError):
        return []


def guarded(action: Callable[[], None]) -> str:
    """Run an action; an error from a scenario or a user's class becomes the message that is returned."""
    try:
        action()
    except Exception as error:
        return "\n".join(map(printable, (str(error) or type(error).__name__).splitlines()))
    return ""


def _ensure_watchable(scenario: Scenario) -> None:
    """Refuse sizes too large to draw: a page draws every actor every quarter, and a link must not ask for a million."""
    sizes = (("actors", Cast(scenario).size, MOST_ACTORS), ("quarters", scenario.quarters, MOST_QUARTERS))
    for field, count, most in sizes:
        if count > most:
            way = "run it without the view: hoardshare run"
            raise ScenarioError(
                [Fault(field, problem=f"{count} are too many to watch", expected=f"at most {most}", hint=way)]
            )
