"""Everything that determines a page, as one value: scenario, changes, added policies, seed, quarter."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sim.scenario import Scenario, load
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.reading import catalogue
from sim.view.limits import MOST_SEED
from sim.view.memo import Memo

END = 10**6
"""A quarter after the end of every run: a page shows its last."""
_NONE = "None is of the wrong type"
_MOST_READ = 64
"""Scenario files that are kept as they were read."""
_resolved: Memo[str, Scenario] = Memo(256)


@dataclass(frozen=True)
class Setting:
    """The contents of a link.

    Attributes:
        scenario: a shipped name, or the path of a scenario file.
        seed: seed of the random numbers.
        changes: values that replace the scenario's, by dotted path.
        policies: added rows, as in a scenario file; where worlds are compared, those that all of them have.
        quarter: the quarter to show.
        own: added rows that only this one of several worlds has.
    """

    scenario: str = "arms-race"
    seed: int = 0
    changes: Mapping[str, Any] = field(default_factory=dict)
    policies: tuple[Mapping[str, Any], ...] = ()
    quarter: int = 0
    own: tuple[Mapping[str, Any], ...] = ()

    def untouched(self) -> "Setting":
        """The setting to compare with: without the added policies, or, if there are none, without the changes."""
        return replace(self, policies=(), own=()) if self.rows else replace(self, changes={})

    def with_change(self, path: str, value: object) -> "Setting":
        """The setting with one more value changed."""
        return replace(self, changes={**self.changes, path: value})

    def resolved(self) -> Scenario:
        """The scenario with all changes and policies; what was resolved lately is not resolved again.

        Raises:
            ScenarioError: there is no such scenario, or a change or policy is invalid in it.
        """
        if not 0 <= self.seed <= MOST_SEED:
            raise ScenarioError([Fault("seed", problem=f"{self.seed} is out of range", expected=f"0 to {MOST_SEED}")])
        stamp = _stamp(self.scenario)
        key = repr((self.scenario, stamp, dict(self.changes), [dict(row) for row in self.rows]))
        return _resolved.made(key, lambda: self._made(_read(self.scenario, stamp)))

    @property
    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """All added policies: those of all worlds, then those of this one."""
        return (*self.policies, *self.own)

    def _made(self, scenario: Scenario) -> Scenario:
        if self.rows and not any(path.startswith("policies") for path in self.changes):
            with suppress(ScenarioError):
                # Rows take long to add, and stay while a lever moves.
                key = repr((scenario.digest, scenario.title, [dict(row) for row in self.rows]))
                return self._changed(_resolved.made(key, lambda: self._with_rows(scenario)))
        return self._with_rows(self._changed(scenario))

    def _with_rows(self, scenario: Scenario) -> Scenario:
        if not self.rows:
            return scenario
        rows = [row.model_dump() for row in scenario.policies] + [_dated(row) for row in self.rows]
        return load(scenario, {"policies": rows})

    def _changed(self, scenario: Scenario) -> Scenario:
        try:
            return load(scenario, self.changes) if self.changes else scenario
        except ScenarioError as error:
            # A page speaks of its fields: what was left empty reaches Python as None.
            faults = [replace(each, problem=each.problem.replace(_NONE, "is empty")) for each in error.faults]
            raise ScenarioError(faults) from None


def _stamp(name: str) -> tuple[int, ...]:
    """When the file of a scenario, or one beside it that it may extend, was last written; () if there is none."""
    try:
        if name in _shipped():
            return ((catalogue.folder() / f"{name}.toml").stat().st_mtime_ns,)
        path = Path(name)
        return tuple(file.stat().st_mtime_ns for file in [path, *sorted(path.parent.glob("*.toml"))])
    except (OSError, ValueError):
        return ()


@cache
def _shipped() -> frozenset[str]:
    return frozenset(catalogue.names())


@lru_cache(_MOST_READ)
def _read(name: str, _stamp: tuple[int, ...]) -> Scenario:
    """A scenario as its file has it; it is read again once the file has changed."""
    return load(name)


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its days as dates; links and forms carry them as text."""
    days = {name: _day(name, row[name]) for name in ("start", "end") if row.get(name)}
    return {**row, **days}


def _day(name: str, text: object) -> date:
    try:
        return text if isinstance(text, date) else date.fromisoformat(str(text))
    except ValueError:
        raise ScenarioError([Fault(name, problem=f"{text} is no day", expected="a date such as 2020-01-31")]) from None
