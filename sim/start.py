"""How a run begins, whoever steps it: the world on the eve of its first quarter, and its noise, block by block."""

import sys

from sim import compile as compiled
from sim.noise import Noise, draw, used
from sim.rules.observe import SERIES
from sim.rules.quarter import prepare
from sim.scenario.schema import Scenario
from sim.world import World, build, slots


def begin(scenario: Scenario, seed: int, quarters: int) -> World:
    """The world on the eve of its first quarter, with room in its logs for so many quarters."""
    if not compiled.is_compiled():
        where = compiled.cache_folder()
        print(f"Compiling the rules, once for this version on this machine (about a minute): {where}", file=sys.stderr)
    world = build(scenario, seed, quarters, len(SERIES))
    prepare(world)
    return world


def noise_block(scenario: Scenario, seed: int, block: int) -> Noise:
    """The draws of one block of 64 quarters for a scenario."""
    named = sum(spec.count for spec in scenario.actors.values())
    return draw(seed, block, named, slots(scenario), used(scenario))
