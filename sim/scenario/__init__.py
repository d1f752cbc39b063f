"""Scenarios: the input of a run, from TOML files to frozen, validated values."""

from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.load import load
from sim.scenario.reading.catalogue import names
from sim.scenario.schema.enums import Kind, Strategy, Tier
from sim.scenario.schema.scenario import Scenario

__all__ = ["Fault", "Kind", "Scenario", "ScenarioError", "Strategy", "Tier", "load", "names"]
