"""Scenarios with only the mechanisms that a published model describes."""

from datetime import date
from typing import Any

from sim.scenario import Scenario, load
from sim.scenario.schema.scenario import MECHANISMS

SWITCHED = tuple(name for name, section in MECHANISMS.items() if "on" in section.model_fields)
"""Every mechanism that can be switched off."""
START = date(2020, 1, 1)
QUIET = {"strategy": "hoard", "tier": "closed", "hoards_as": "closed", "users": 0.0, "effort": 1.0, "endowment": 1.0}
"""An actor that shares nothing and spends 1 bn USD a quarter."""
PLAIN = {"disclosure": 0.0, "capture": 1.0, "appeal": 0.0, "exposure": 0.0, "building": 0.0}
"""A tier without any effect of its own."""


def bare(title: str, actors: dict[str, dict[str, Any]], **tables: dict[str, Any]) -> Scenario:
    """Build a scenario of quiet actors in one field; every mechanism is off except those given in ``tables``.

    Args:
        title: its title.
        actors: fields of each actor, by name; all other fields come from :data:`QUIET`.
        tables: tables of the scenario, by name; every mechanism named here is on.

    Returns:
        The validated scenario.

    Raises:
        ScenarioError: a value is out of the range that the schema allows.
    """
    values: dict[str, Any] = {name: {"on": name in tables} for name in SWITCHED}
    for name, table in tables.items():
        values[name] = values.get(name, {}) | table
    values |= {"title": title, "start": START, "domains": {"field": {"weight": 1.0}}}
    values["actors"] = {name: QUIET | spec for name, spec in actors.items()}
    return load(Scenario.model_validate(values))
