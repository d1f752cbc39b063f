"""Policies that visitors add: rows as in a scenario file, with their days."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.scenario import Scenario
from sim.scenario.schema.kinds import Policy
from sim.view.controls import policy_row
from sim.view.events import awaited, described
from sim.view.say import say

_ROW = re.compile(r"(?:override policies: )?policies\.(?P<number>\d+)(?:\.(?P<field>\w+))?(?:\.\d+)?")


@dataclass(frozen=True)
class Added:
    """A policy that a visitor added.

    Attributes:
        id: what it is called by.
        letter: the world that has it; empty if all have it.
        row: its row as it was given.
        policy: the same, as it is in the scenario.
    """

    id: str
    letter: str
    row: Mapping[str, Any]
    policy: Policy


class Names:
    """Names of added policies, which they keep while they move and others come and go."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: list[tuple[str, str, dict[str, Any]]] = []
        self._given = 0

    def expect(self, rows: Sequence[Added]) -> None:
        """Say what rows will be called if they come to be."""
        self._known = [*((each.id, each.letter, dict(each.row)) for each in rows), *self._known]

    def of(self, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
        """Names of rows, each with the letter of its world; a row that nobody knows gets a new one."""
        found: list[tuple[str, str, dict[str, Any]]] = []
        for letter, row in rows:
            used = {name for name, _, _ in found}
            known = (name for name, *its in self._known if its == [letter, dict(row)] and name not in used)
            found.append((next(known, "") or self._new(), letter, dict(row)))
        self._known = found
        return [name for name, _, _ in found]

    def _new(self) -> str:
        self._given += 1
        return f"policy-{self._given}"


def new_row(
    scenario: Scenario, quarter: int, kind: str, values: Mapping[str, Any], start: date | None, end: date | None
) -> dict[str, Any]:
    """A policy row that takes effect in the next quarter, or on a day."""
    row = policy_row(scenario, kind, values, quarter)
    return dated(row, start, end) if start else dated(row, date.fromisoformat(row["start"]), end)


def dated(row: Mapping[str, Any], start: date | None, end: date | None) -> dict[str, Any]:
    """A row with other days; None leaves one out."""
    days = {"start": start, "end": end}
    told = {name: day.isoformat() for name, day in days.items() if day is not None}
    kept = {name: value for name, value in row.items() if name not in days}
    return {"kind": kept["kind"], **told, **kept}


def in_plain_words(message: str, scenario: Scenario) -> str:
    """A message that names policy rows in words, as visitors do not see their numbers."""

    def named(match: re.Match[str]) -> str:
        number, rows = int(match["number"]), scenario.policies
        name = say("worlds.this_policy")
        if number < len(rows):
            name = say("worlds.the_policy", what=described(rows[number]), when=awaited(rows[number]))
        return f"{name}, {match['field']}" if match["field"] else name

    return _ROW.sub(named, message)
