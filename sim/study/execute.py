"""One run: a scenario and a seed in, series, releases and outcomes out."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.divergence import measured
from sim.noise import BLOCK
from sim.numbers import precise
from sim.rules.quarter import advance
from sim.scenario.brief import Brief
from sim.scenario.checking.cast import Cast
from sim.scenario.checking.memory import ensure_room
from sim.scenario.errors import clean
from sim.scenario.load import load
from sim.scenario.schema.enums import Kind, Tier, word
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import SERIES
from sim.start import begin, noise_block
from sim.study.keys import run_key
from sim.version import model_version
from sim.waiting import mark_compiled
from sim.world import World, actor_names, bloc_names

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]


class Frames(NamedTuple):
    """A run as tables of pandas.

    Attributes:
        series: one row a quarter.
        releases: one row a release.
        actors: one row an actor, slots for entrants included.
    """

    series: "pd.DataFrame"
    releases: "pd.DataFrame"
    actors: "pd.DataFrame"


@dataclass(frozen=True, repr=False)
class Run(Brief):
    """A finished run.

    Attributes:
        scenario: what was run.
        seed: seed of all its noise.
        quarters: its length.
        world: the state at its end.
        outcomes: one figure each, see :data:`sim.outcomes.OUTCOMES`.
    """

    scenario: Scenario
    seed: int
    quarters: int
    world: World
    outcomes: dict[str, float]

    def _facts(self) -> dict[str, object]:
        shown = {name: precise(self.outcomes[name]) for name in ("frontier", "trust", "incidents")}
        return {"title": clean(self.scenario.title), "seed": self.seed, "quarters": self.quarters, **shown}

    def frames(self) -> "Frames":
        """The run as tables of pandas: its series, its releases, its actors."""
        import pandas as pd

        return Frames(*(pd.DataFrame(columns) for columns in (self.series, self.releases, self.actors)))

    @property
    def model_version(self) -> str:
        """The version of the rules that made it."""
        return model_version()

    @property
    def key(self) -> str:
        """Hash of (resolved scenario, seed, quarters, model version), which alone determine the run."""
        return run_key(self.scenario.digest, self.seed, self.quarters, self.model_version)

    @property
    def series(self) -> dict[str, npt.NDArray[np.float64]]:
        """One column a series, with the quarter first; shape (quarters,) each."""
        columns = dict(zip(SERIES, self.world.series[: self.quarters].T, strict=True))
        return {"quarter": np.arange(self.quarters, dtype=np.float64)} | columns

    @property
    def actors(self) -> dict[str, list[str] | npt.NDArray[np.generic]]:
        """One row an actor, entrants' slots included: who it is, how it stands at the end, its mean payoff."""
        payoff = self.world.actors["payoff_sum"] / self.quarters
        return actors_of(self.scenario, self.world) | {"payoff": payoff}

    @property
    def releases(self) -> dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64] | list[str]]:
        """The release log: one row a release; a base of -1 is none, a co-releaser of "" is nobody."""
        log = self.world.releases[: int(self.world.commons["releases"][0])]
        names = actor_names(self.scenario)
        return {
            "release": np.arange(len(log)),
            "quarter": log["quarter"].copy(),
            "actor": [names[i] for i in log["actor"]],
            "co_releaser": [names[i] if i >= 0 else "" for i in log["co_releaser"]],
            "base": log["base"].copy(),
            "capability": log["capability"].copy(),
            "tier": [word(Tier(tier)) for tier in log["tier"]],
        }


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
    return Run(scenario, seed, length, world, measured(scenario, world, length))


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
    for first in range(0, quarters, BLOCK):
        noise = noise_block(scenario, seed, first // BLOCK)
        for start, stop in _stops(first, min(first + BLOCK, quarters), len(world.target)):
            for stretch in pairwise(sorted({start, stop, *(done for done in pauses if start < done < stop)})):
                advance(world, noise, *stretch)
                yield stretch[1]
    mark_compiled()


def actors_of(scenario: Scenario, world: World) -> dict[str, list[str] | npt.NDArray[np.generic]]:
    """One row an actor, entrants' slots included: who it is and how it stands."""
    records, blocs = world.actors, bloc_names(scenario)
    return {
        "actor": actor_names(scenario),
        "kind": [word(Kind(kind)) for kind in records["kind"]],
        "bloc": [blocs[bloc] for bloc in records["bloc"]],
        "alive": records["alive"] == 1,
        "tier": [word(Tier(tier)) for tier in records["tier"]],
        "capability": records["capability"].copy(),
        "reputation": records["reputation"].copy(),
    }


def _stops(first: int, last: int, ties: int) -> list[tuple[int, int]]:
    """Stretches to run in one go: whole blocks of small worlds, about a second's work of large ones."""
    stride = max(1, min(BLOCK, 5_000_000 // max(1, ties)))
    return [(t, min(t + stride, last)) for t in range(first, last, stride)]
