"""Run one scenario with one seed, and return series, releases and outcomes."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import pairwise
from operator import index
from pathlib import Path

from sim.compiling import ensure_compiled
from sim.extension import phases
from sim.lanes import WIDTH
from sim.noise import noise_of
from sim.result import Run, result
from sim.rules.quarter import advance
from sim.scenario.checking.cast import Cast
from sim.scenario.checking.memory import ensure_room
from sim.scenario.load import load
from sim.scenario.schema.enums import OwnStrategy
from sim.scenario.schema.scenario import Scenario
from sim.start import begin
from sim.together import ENOUGH, fits, run_eight
from sim.world import World

__all__ = ["Progress", "Run", "play", "run"]

Progress = Callable[[int, int], None]
_LONGEST_CALL = 64
"""Quarters: between calls a run can be interrupted."""


def run(
    scenario: str | Path | Scenario, seed: int = 0, quarters: int | None = None, progress: Progress | None = None
) -> Run:
    """Run a scenario from its start.

    Args:
        scenario: Name of a shipped scenario, path of a file, or a scenario (see :func:`sim.load`).
        seed: Seed of the random numbers, at least 0; equal seeds give common random numbers across scenarios.
        quarters: Length of the run; the scenario's own by default.
        progress: Called with (quarters done, total quarters) from time to time.

    Returns:
        The run, bitwise equal for equal (scenario, seed, quarters, model version).

    Raises:
        Diverged: the run failed because a number left its range.
        ExtensionError: a user's module fails.
        ScenarioError: the scenario cannot be loaded, or would take too much memory.
        ValueError: the seed is negative, or quarters is less than 1.
        TypeError: one of them is not a whole number.
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


def runs(scenario: Scenario, seeds: Sequence[int], quarters: int) -> Iterator[Callable[[], Run]]:
    """Replicates of a scenario, each as a call that gives or raises what :func:`run` does; eight at once if it pays."""
    for first in range(0, len(seeds), WIDTH):
        group = seeds[first : first + WIDTH]
        worlds = _together(scenario, group, quarters) if len(group) >= ENOUGH else None
        for place, seed in enumerate(group):
            if worlds is None:
                yield partial(run, scenario, seed, quarters)
            else:
                yield partial(result, scenario, seed, quarters, worlds[place])


def _together(scenario: Scenario, seeds: Sequence[int], quarters: int) -> list[World] | None:
    """The worlds of replicates that ran at once; None where they have to run one by one."""
    if quarters > scenario.quarters or _is_users(scenario) or not fits(scenario, quarters):
        return None
    ensure_compiled(eight=True)
    try:
        return run_eight(scenario, seeds, quarters)
    except (ValueError, ArithmeticError):  # one by one, whose fault it is will show
        return None


def _is_users(scenario: Scenario) -> bool:
    """Whether the users' own code takes part in its runs."""
    return bool(phases()) or any(isinstance(spec.strategy, OwnStrategy) for spec in scenario.actors.values())


def play(world: World, scenario: Scenario, seed: int, quarters: int, pauses: Collection[int] = ()) -> Iterator[int]:
    """Step a new world through its quarters.

    Args:
        world: World returned by :func:`sim.start.begin`; it is changed.
        scenario: Scenario of the world.
        seed: Seed of the run.
        quarters: Length of the run.
        pauses: Numbers of completed quarters at which to pause, such as 1 for the end of quarter 0.

    Yields:
        The number of completed quarters, at each pause and from time to time.
    """
    if _is_users(scenario):
        yield from _step(world, scenario, seed, quarters)
        return
    noise = noise_of(seed)
    for start, stop in _stops(quarters, len(world.ties.target)):
        for stretch in pairwise(sorted({start, stop, *(done for done in pauses if start < done < stop)})):
            advance(world, noise, *stretch)
            yield stretch[1]


def _step(world: World, scenario: Scenario, seed: int, quarters: int) -> Iterator[int]:
    """Step quarter by quarter, as Mesa does: the users' code is called between compiled phases."""
    from sim.model import RaceModel  # Mesa takes long to import, and other runs do without it

    model = RaceModel(scenario, seed)
    model.world = world  # both have just begun, and are equal; this one is the caller's
    for done in range(1, quarters + 1):
        model.pass_quarter()
        yield done


def _stops(quarters: int, ties: int) -> Iterator[tuple[int, int]]:
    """Split the run into calls of compiled code, of at most about a second of work in large worlds."""
    stride = max(1, min(_LONGEST_CALL, 5_000_000 // max(1, ties)))
    return ((t, min(t + stride, quarters)) for t in range(0, quarters, stride))
