"""By what one can have gained: a few numbers of each seat, and outcomes of the world, with units."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.outcomes import OUTCOMES
from sim.result import Run
from sim.scenario.schema.outcome import Better, Display
from sim.scenario.schema.series import displayed_on
from sim.world import ActorRecord, Floats
from sim.world.state import numbers_of

if TYPE_CHECKING:
    from sim.game.game import Game


class Measure(NamedTuple):
    """A number that can be compared.

    Attributes:
        name: of the outcome, or of the actor's field; behind a colon the seat whose it is.
        label: in words.
        unit: its unit; empty where it needs none.
        better: which way is better.
        about: what it is.
    """

    name: str
    label: str
    unit: str
    better: Better
    about: str


_UNITS = {field.name: field.unit for field in numbers_of(ActorRecord)}
_OF_SEATS: dict[str, tuple[str, Better, str]] = {
    "payoff_sum": ("payoff", "more", "what it got of what it wants, over the game"),
    "capability": ("capability", "more", "how good its AI is, as effective compute; one OOM is ten times as much"),
    "released": ("released", "more", "how good its latest release is, likewise"),
    "users": ("users", "more", "its share of users"),
    "cash": ("cash", "more", "what it has left"),
    "reputation": ("reputation", "more", "how far those who are tied to it trust it"),
}
"""Fields of an actor that are measured: label, which way is better, what it is."""
COMPARED = ("payoff_sum", "capability", "users", "reputation")
"""Of a seat, what is compared with what would have been."""
BRIEF = ("frontier", "open_frontier", "trust", "incidents", "misuse", "hhi_revenue", "dependence", "surplus")
"""Outcomes of the world where there is room for a few."""
_BESIDE = ("open_frontier", "breaches", "dependence", "openness", "welfare")
"""Outcomes that a room asks for, beside those about which conclusions are drawn."""


def of_seats() -> list[Measure]:
    """What is measured of each seat; incidents are counted apart, for the state keeps only those of a quarter."""
    declared = _OF_SEATS.items()
    measures = [Measure(name, label, _UNITS[name], better, about) for name, (label, better, about) in declared]
    return [*measures, Measure("incidents", "incidents caused", "ordinary incidents", "less", "over the game")]


@cache
def of_world() -> list[Measure]:
    """Outcomes of the world, in the order of the table of all."""
    wanted = {*(outcome.name for outcome in displayed_on(Display.HEADLINE)), *_BESIDE}
    return [
        Measure(name, each.label or name.replace("_", " "), each.brief_unit, each.better, each.definition)
        for name, each in OUTCOMES.items()
        if name in wanted
    ]


def all_compared(game: "Game") -> list[Measure]:
    """All that is compared with what would have been: outcomes of the world, then seat by seat."""
    seats = {measure.name: measure for measure in of_seats() if measure.name in COMPARED}
    own = [
        Measure(f"{name}:{seat}", f"{seats[name].label} of {seat}", *seats[name][2:])
        for seat in game.seats
        for name in COMPARED
    ]
    return [*of_world(), *own]


def measured(game: "Game", run: Run) -> Floats:
    """The numbers of a run, in the order of :func:`all_compared`."""
    actors = run.world.actors
    world = [run.outcomes[measure.name] for measure in of_world()]
    return np.array([*world, *(actors[name][seat.row] for seat in game.seats.values() for name in COMPARED)])


def of_actor(actors: Any, row: int, incidents: float, measures: Sequence[Measure]) -> dict[str, float]:
    """The measures of a seat."""
    return {each.name: incidents if each.name == "incidents" else float(actors[each.name][row]) for each in measures}
