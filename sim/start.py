"""How a run begins, whoever steps it: the world on the eve of its first quarter."""

from sim.compiling import ensure_compiled
from sim.noise import noise_of
from sim.rules.eve import prepare
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import SERIES
from sim.world import World, build


def begin(scenario: Scenario, seed: int, quarters: int) -> World:
    """The world on the eve of its first quarter, with room in its logs for so many quarters."""
    ensure_compiled()
    world = build(scenario, seed, quarters, len(SERIES))
    prepare(world, noise_of(seed))
    return world
