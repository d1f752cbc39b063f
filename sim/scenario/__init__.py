"""Scenarios: what a run is told, from TOML files to frozen, validated values."""

from sim.scenario.catalogue import names
from sim.scenario.enums import Kind, Strategy, Tier
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.load import load
from sim.scenario.schema import Scenario

__all__ = ["Fault", "Kind", "Scenario", "ScenarioError", "Strategy", "Tier", "load", "names"]
