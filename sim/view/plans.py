"""Policies as bars over the years of a run: what the timeline shows, and which kinds can be added."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sim.scenario import Scenario
from sim.scenario.schema.kinds import POLICIES, Policy
from sim.scenario.schema.roles import Blocs, marked
from sim.scenario.schema.rows import Once
from sim.scenario.schema.scenario import MECHANISMS
from sim.view.controls import Control, policy_controls
from sim.view.events import awaited, described
from sim.view.rows import Added
from sim.view.say import say


@dataclass(frozen=True)
class Bar:
    """A policy on the timeline.

    Attributes:
        id: what it is called by; a bar of the scenario itself has one of its own.
        letter: the world that has it; empty if all have it.
        title: the policy in words.
        start: its first quarter, from 0.
        end: the first quarter in which it no longer acts; None if it stays in force.
        fixed: whether it belongs to the scenario, so that it cannot be moved.
        once: whether it acts in a single quarter.
        waits: what it waits for beside its date; empty for most.
        note: its source or comment, of a policy of the scenario itself.
    """

    id: str
    letter: str
    title: str
    start: int
    end: int | None
    fixed: bool
    once: bool
    waits: str
    note: str = ""

    def told(self) -> dict[str, Any]:
        """The bar in the form that a page needs."""
        return {name: value for name, value in asdict(self).items() if name not in ("start", "end")} | {
            "from": self.start,
            "to": self.end,
        }


def bar_of(id: str, letter: str, row: Policy, scenario: Scenario, *, fixed: bool = False) -> Bar:
    """A policy as a bar, in the quarters of a scenario."""
    last = scenario.quarters - 1
    end = getattr(row, "end", None)
    ends = None if end is None or scenario.quarter_of(end) > last else scenario.quarter_of(end)
    start = 0 if row.start is None else max(0, scenario.quarter_of(row.start))
    waits, note = awaited(row.model_copy(update={"start": None})), row.note if fixed else ""
    return Bar(id, letter, described(row), start, ends, fixed, isinstance(row, Once), waits, note)


def own_bars(worlds: Sequence[tuple[str, Scenario]], calendar: Scenario) -> list[Bar]:
    """The policies that scenarios themselves have: once where all worlds have them alike.

    Args:
        worlds: the letter of each world, and its scenario before anything was added.
        calendar: the scenario in whose quarters bars are told, whenever each world begins.
    """
    found: dict[str, list[tuple[str, Policy]]] = {}
    for letter, scenario in worlds:
        for row in scenario.policies:
            if row.on:
                found.setdefault(row.model_dump_json(), []).append((letter, row))
    bars = []
    for number, having in enumerate(found.values()):
        letters = list(dict.fromkeys(letter for letter, _ in having))
        shared = [""] if len(letters) == len(worlds) else letters
        bars += [bar_of(f"own-{number}{letter}", letter, having[0][1], calendar, fixed=True) for letter in shared]
    return sorted(bars, key=lambda bar: bar.start)


def added_bars(rows: Sequence[Added], scenario: Scenario) -> list[Bar]:
    """The policies that a visitor added, in the quarters of a scenario."""
    return [bar_of(each.id, each.letter, each.policy, scenario) for each in rows]


def quarter_names(scenario: Scenario) -> list[str]:
    """The quarters of a run in words."""
    days = map(scenario.date_of, range(scenario.quarters))
    return [say("timeline.quarter", year=day.year, quarter=(day.month + 2) // 3) for day in days]


def years(scenario: Scenario) -> list[dict[str, int]]:
    """The years that begin in a run, each with its first quarter."""
    days = ((quarter, scenario.date_of(quarter)) for quarter in range(scenario.quarters))
    return [{"at": quarter, "year": day.year} for quarter, day in days if day.month == 1]


def kinds_of(scenario: Scenario) -> list[str]:
    """The kinds of policies that can do something in a scenario: their mechanism is on, and there is who they need."""
    off = [table for name in MECHANISMS if not getattr(table := getattr(scenario, name), "on", True)]
    barred = {kind for table in off for kind in _without(type(table))}
    idle = {name for name in MECHANISMS if not getattr(getattr(scenario, name), "on", True)}
    blocs = len({actor.bloc for actor in scenario.actors.values()})
    return [
        kind
        for kind, row in POLICIES.items()
        if kind not in barred and row.needs not in idle and (len(marked(row, Blocs)) < 2 or blocs > 1)
    ]


def _without(table: Any) -> list[str]:
    extra = table.model_fields["on"].json_schema_extra
    return list(extra.get("without", ())) if isinstance(extra, dict) else []


def fields_for(scenarios: Sequence[Scenario], kind: str, quarter: int) -> list[Control]:
    """The fields of a new policy, with names only of those who are in all of the worlds that are to have it."""
    first, *others = (policy_controls(each, kind, quarter) for each in scenarios)
    return [_common(each, [found for other in others for found in other if found.path == each.path]) for each in first]


def _common(field: Control, others: Sequence[Control]) -> Control:
    if not others or not field.choices:
        return field
    choices = tuple(word for word in field.choices if all(word in other.choices for other in others))
    return replace(field, choices=choices)
