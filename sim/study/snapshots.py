"""States of a run at chosen quarters: its actors and their ties, as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import index

import numpy as np
import pandas as pd

from sim.divergence import ensure_sound
from sim.result import actors_of
from sim.scenario.schema.scenario import Scenario
from sim.start import begin
from sim.study.execute import play
from sim.world import World, actor_names


@dataclass(frozen=True)
class Snapshots:
    """States of one run.

    Attributes:
        actors: one row per quarter and actor, slots for entrants included: quarter, actor, kind, bloc, alive, tier,
            capability (OOM), reputation, released (capability of its last release, OOM).
        ties: one row per quarter and directed tie: quarter, source, target, trust in [0,1]; includes ties of actors
            that are not alive, but no ties that an exchange has not opened yet.
    """

    actors: pd.DataFrame
    ties: pd.DataFrame


def snapshots(scenario: Scenario, seed: int, at: Sequence[int], quarters: int | None = None) -> Snapshots:
    """Run a scenario and store its state at the end of chosen quarters.

    Args:
        scenario: what to run.
        seed: seed of the random numbers.
        at: quarters, from 0, in any order.
        quarters: length of the run; the scenario's own by default.

    Returns:
        The states, by quarter; bitwise those of :func:`sim.run` with the same arguments.

    Raises:
        Diverged: a number of the run leaves its range.
        ValueError: no quarter is given, a quarter is outside the run, or the seed is negative.
    """
    length, wanted = scenario.quarters if quarters is None else index(quarters), {index(quarter) for quarter in at}
    if index(seed) < 0 or not wanted or min(wanted) < 0 or max(wanted) >= length:
        raise ValueError(f"expected a seed from 0 and quarters of 0 to {length - 1}, got {seed} and {list(at)}")
    world, seen = begin(scenario, seed, length), []
    for done in play(world, scenario, seed, length, [quarter + 1 for quarter in wanted]):
        if done - 1 in wanted:
            seen.append((_actors(scenario, world, done - 1), _ties(scenario, world, done - 1)))
    ensure_sound(scenario, world, 0, length)
    actors, ties = (pd.concat(tables, ignore_index=True) for tables in zip(*seen, strict=True))
    return Snapshots(actors, ties)


def _actors(scenario: Scenario, world: World, quarter: int) -> pd.DataFrame:
    released = world.actors["released"].copy()
    return pd.DataFrame({"quarter": quarter, **actors_of(scenario, world), "released": released})


def _ties(scenario: Scenario, world: World, quarter: int) -> pd.DataFrame:
    names = np.array(actor_names(scenario), object)
    source = np.repeat(np.arange(len(world.actors)), np.diff(world.ties.start))
    known = np.arange(len(world.ties.target)) < world.ties.stop[source]
    columns = {"source": names[source], "target": names[world.ties.target], "trust": world.ties.trust}
    return pd.DataFrame({"quarter": quarter, **{name: column[known] for name, column in columns.items()}})
