"""One run: a scenario and a seed in, series, releases and outcomes out."""

from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from operator import index
from pathlib import Path

from sim.extension import phases
from sim.model import RaceModel
from sim.noise import BLOCK
from sim.result import Run, result
from sim.rules.quarter import advance
from sim.scenario.checking.cast import Cast
from sim.scenario.checking.memory import ensure_room
from sim.scenario.load import load
from sim.scenario.schema.enums import OwnStrategy
from sim.scenario.schema.scenario import Scenario
from sim.start import begin, noise_block
from sim.waiting import mark_compiled
from sim.world import World

__all__ = ["Progress", "Run", "play", "run"]

Progress = Callable[[int, int], None]


def run(
    scenario: str | Path | Scenario, seed: int = 0, quarters: int | None = None, progress: Progress | None = None
) -> Run:
    """Run a scenario from its start.

    Args:
        scenario: the name of a shipped one, the path of a file, or a scenario (see :func:`sim.load`).
        seed: seed of all noise, at least 0; equal seeds give common random numbers across scenarios.
        quarters: length; the scenario's own when None.
        progress: called with (quarters done, quarters in all) now and then.

    Returns:
        The run, the same bit for bit for equal (scenario, seed, quarters, model version).

    Raises:
        Diverged: the run's numbers leave their ranges: it has failed.
        ExtensionError: a module of the user's own that is in use fails.
        ScenarioError: it cannot be loaded, or would take too much memory.
        ValueError: if the seed is negative or quarters less than 1.
        TypeError: if one of them is not a whole number.
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario)
    seed, length = index(seed), scenario.quarters if quarters is None else index(quarters)
    if seed < 0 or length < 1:
        raise ValueError(f"seed must be at least 0 and quarters at least 1, got {seed} and {length}")
    if length > scenario.quarters:
        ensure_room(scenario, Cast(scenario).size, length)
    world = begin(scenario, seed, length)
    for done in play(world, scenario, seed, length):
        if progress:
            progress(done, length)
    return result(scenario, seed, length, world)


def play(world: World, scenario: Scenario, seed: int, quarters: int, pauses: Collection[int] = ()) -> Iterator[int]:
    """Step a world that has just begun through its quarters.

    Args:
        world: what :func:`sim.start.begin` gave; it changes.
        scenario: its scenario.
        seed: its seed.
        quarters: its length.
        pauses: counts of quarters done at which to stop besides, such as 1 for the end of quarter 0.

    Yields:
        Quarters done, at each pause and now and then.
    """
    if phases() or any(isinstance(spec.strategy, OwnStrategy) for spec in scenario.actors.values()):
        yield from _step(world, scenario, seed, quarters)
        return
    for first in range(0, quarters, BLOCK):
        noise = noise_block(scenario, seed, first // BLOCK)
        for start, stop in _stops(first, min(first + BLOCK, quarters), len(world.ties.target)):
            for stretch in pairwise(sorted({start, stop, *(done for done in pauses if start < done < stop)})):
                advance(world, noise, *stretch)
                yield stretch[1]
    mark_compiled()


def _step(world: World, scenario: Scenario, seed: int, quarters: int) -> Iterator[int]:
    """Quarter by quarter, as Mesa steps it: what is the user's own is asked between compiled phases."""
    model = RaceModel(scenario, seed)
    model.world = world  # both have just begun, and are equal; this one is the caller's
    for done in range(1, quarters + 1):
        model.pass_quarter()
        yield done


def _stops(first: int, last: int, ties: int) -> list[tuple[int, int]]:
    """Stretches to run in one go: whole blocks of small worlds, about a second's work of large ones."""
    stride = max(1, min(BLOCK, 5_000_000 // max(1, ties)))
    return [(t, min(t + stride, last)) for t in range(first, last, stride)]
