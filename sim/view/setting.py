"""Everything that determines a page, as one value: scenario, changes, added policies, seed, quarter."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sim.scenario import Scenario, load
from sim.scenario.errors import Fault, ScenarioError
from sim.view.limits import MOST_SEED

_NONE = "None is of the wrong type"


@dataclass(frozen=True)
class Setting:
    """The contents of a link.

    Attributes:
        scenario: a shipped name, or the path of a scenario file.
        seed: seed of the random numbers.
        changes: values that replace the scenario's, by dotted path.
        policies: added rows, as in a scenario file.
        quarter: the quarter to show.
    """

    scenario: str = "arms-race"
    seed: int = 0
    changes: Mapping[str, Any] = field(default_factory=dict)
    policies: tuple[Mapping[str, Any], ...] = ()
    quarter: int = 0

    def untouched(self) -> "Setting":
        """The setting to compare with: without the added policies, or, if there are none, without the changes."""
        return replace(self, policies=()) if self.policies else replace(self, changes={})

    def with_change(self, path: str, value: object) -> "Setting":
        """The setting with one more value changed."""
        return replace(self, changes={**self.changes, path: value})

    def resolved(self) -> Scenario:
        """The scenario with all changes and policies.

        Raises:
            ScenarioError: there is no such scenario, or a change or policy is invalid in it.
        """
        if not 0 <= self.seed <= MOST_SEED:
            raise ScenarioError([Fault("seed", problem=f"{self.seed} is out of range", expected=f"0 to {MOST_SEED}")])
        scenario = self._changed()
        if not self.policies:
            return scenario
        rows = [row.model_dump() for row in scenario.policies] + [_dated(row) for row in self.policies]
        return load(scenario, {"policies": rows})

    def _changed(self) -> Scenario:
        try:
            return load(self.scenario, self.changes)
        except ScenarioError as error:
            # A page speaks of its fields: what was left empty reaches Python as None.
            faults = [replace(each, problem=each.problem.replace(_NONE, "is empty")) for each in error.faults]
            raise ScenarioError(faults) from None


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its days as dates; links and forms carry them as text."""
    days = {name: _day(name, row[name]) for name in ("start", "end") if row.get(name)}
    return {**row, **days}


def _day(name: str, text: object) -> date:
    try:
        return text if isinstance(text, date) else date.fromisoformat(str(text))
    except ValueError:
        raise ScenarioError([Fault(name, problem=f"{text} is no day", expected="a date such as 2020-01-31")]) from None
