"""How a run begins, whoever steps it: the world on the eve of its first quarter, and its noise, block by block."""

from sim.noise import Noise, draw, used
from sim.rules.quarter import prepare
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import SERIES
from sim.waiting import announce
from sim.world import World, build, slots


def begin(scenario: Scenario, seed: int, quarters: int) -> World:
    """The world on the eve of its first quarter, with room in its logs for so many quarters."""
    announce()
    world = build(scenario, seed, quarters, len(SERIES))
    prepare(world)
    return world


def noise_block(scenario: Scenario, seed: int, block: int, purposes: frozenset[str] | None = None) -> Noise:
    """The draws of one block of 64 quarters: for given purposes, or for those that the scenario reads."""
    named = sum(spec.count for spec in scenario.actors.values())
    return draw(seed, block, named, slots(scenario), used(scenario) if purposes is None else purposes)
