"""One scenario from many starts: who begins open, who answers others, who is committed, what is paid to be open."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.analysis.ensemble.forms import adaptive as settings_of
from sim.scenario import Scenario, load
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.reading.assignments import path_of
from sim.scenario.schema.enums import ANSWERING, KINDS, Strategy, Tier, word

COMMITTING = ("pivot", "open_licence")
"""Kinds of rows by which an actor commits itself to a tier."""
SUPPORT = "support"
"""Name of the row that pays who is open."""


def adaptive(scenario: Scenario) -> Scenario:
    """The scenario in which everybody may change: who would always hoard, or always share, gives best replies.

    What the adaptive twins among the shipped scenarios are to arms-race and commons: all of these share as ``open``,
    and reciprocators begin as they are.
    """
    return load(scenario, settings_of({"it": scenario}, "it"))


def ensure_two_starts(scenario: Scenario) -> None:
    """Check that each actor has a tier to hoard at and another, with weights out, to share at; and that grants work.

    Raises:
        ScenarioError: there is no actor, the starts of one could not be told apart, or nobody could be paid.
    """
    if not scenario.academy.on:
        expected = "true, since who is open is paid by grants"
        raise ScenarioError([Fault("tipping", field="academy.on", problem="is false", expected=expected)])
    for name, spec in scenario.actors.items():
        if not spec.hoards_as < Tier.LICENSED <= spec.shares_as:
            problem = f"{word(spec.hoards_as)} when it hoards and {word(spec.shares_as)} when it shares"
            expected = "closed or access for the one (hoards_as), licensed or open for the other (shares_as)"
            raise ScenarioError([Fault("tipping", field=f"actors.{name}", problem=problem, expected=expected)])
    if not scenario.actors:
        raise ScenarioError([Fault("tipping", field="actors", problem="nobody is there", expected="some actors")])


def in_order(scenario: Scenario, seed: int) -> list[str]:
    """All actors of a scenario in an order that is drawn: the first k of it are k actors, whoever they are."""
    names = list(scenario.actors)
    return [names[place] for place in np.random.default_rng(seed).permutation(len(names))]


def share_of(scenario: Scenario, names: Collection[str]) -> float:
    """How large a part of all actors these are; one of ``count`` alike counts so often."""
    counts = {name: spec.count for name, spec in scenario.actors.items()}
    return sum(counts[name] for name in names) / sum(counts.values())


def starting(scenario: Scenario, open_ones: Collection[str]) -> Scenario:
    """The scenario in which these actors begin at the tier at which they share, all others at which they hoard."""
    tiers = {
        name: word(spec.shares_as if name in open_ones else spec.hoards_as) for name, spec in scenario.actors.items()
    }
    return load(scenario, _each("tier", tiers))


def answering(scenario: Scenario) -> list[str]:
    """Actors that do as their partners did."""
    return [name for name, spec in scenario.actors.items() if spec.strategy in ANSWERING]


def reciprocating(scenario: Scenario, who: Collection[str]) -> Scenario:
    """The scenario in which these actors answer others, tit for tat, and all others give best replies."""
    strategies = {name: Strategy.TIT_FOR_TAT if name in who else Strategy.BEST_REPLY for name in scenario.actors}
    return load(scenario, _each("strategy", {name: word(each) for name, each in strategies.items()}))


def unbound(scenario: Scenario, names: Iterable[str]) -> list[str]:
    """Those of some actors whom no row of the scenario commits to a tier: nobody can be bound twice."""
    bound = {getattr(row, "actor", "") for row in scenario.policies if row.on and row.kind in COMMITTING}
    return [name for name in names if name not in bound]


def committed(scenario: Scenario, who: Sequence[str], quarters: int) -> Scenario:
    """The scenario in which these actors bind themselves in public to be open at first, then decide freely.

    Each has a row ``pivot`` from the first quarter on, the model's public commitment to a tier, that ends after so many
    quarters. It costs nothing but what being open costs, and nobody can break it.
    """
    until = scenario.date_of(quarters)
    rows = [
        {
            "kind": "pivot",
            "name": f"commitment of {name}",
            "start": scenario.start,
            "end": until,
            "actor": name,
            "tier": word(scenario.actors[name].shares_as),
        }
        for name in who
    ]
    return _with_rows(scenario, rows)


def supported(scenario: Scenario, levy: float) -> Scenario:
    """The scenario in which everybody pays a share of its outlay for ever, and who is open can have it.

    It is a row ``grants`` without teaching: firms and laboratories can have a grant, must publish weights and methods
    for it, and take it when that and what opening brings is worth more than what it costs. Without a levy there is no
    row.
    """
    if levy == 0.0:
        return scenario
    publish = [name for name, spec in scenario.actors.items() if not KINDS[spec.kind].governs]
    row = {
        "kind": "grants",
        "name": SUPPORT,
        "start": scenario.start,
        "recipients": publish,
        "payers": list(scenario.actors),
        "revenue": levy,
        "share": 1.0,
    }
    return _with_rows(scenario, [row])


def _each(field: str, values: Mapping[str, object]) -> dict[str, object]:
    """Settings of one field of some actors."""
    return {path_of(["actors", name, field]): value for name, value in values.items()}


def _with_rows(scenario: Scenario, rows: Sequence[Mapping[str, Any]]) -> Scenario:
    if not rows:
        return scenario
    own = [row.model_dump(exclude_defaults=True) for row in scenario.policies]
    return load(scenario, {"policies": [*own, *rows]})
