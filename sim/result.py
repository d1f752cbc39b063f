"""A finished run: its results as outcomes, tables and arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.divergence import measured
from sim.extension import Source, in_use, sources
from sim.keys import run_key
from sim.numbers import precise
from sim.scenario.brief import Brief
from sim.scenario.errors import clean
from sim.scenario.schema.enums import Kind, Tier, word
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import SERIES, displayed_on
from sim.version import model_version
from sim.world import Record, World, actor_names, bloc_names

if TYPE_CHECKING:
    import pandas as pd

_FEW = 3
"""Main outcomes that stand in the one line of a run."""
_KINDS, _TIERS = ({member.value: word(member) for member in enum} for enum in (Kind, Tier))


class Frames(NamedTuple):
    """A run as pandas tables.

    Attributes:
        series: One row per quarter.
        releases: One row per release.
        actors: One row per actor, slots for entrants included.
    """

    series: "pd.DataFrame"
    releases: "pd.DataFrame"
    actors: "pd.DataFrame"


@dataclass(frozen=True, repr=False)
class Run(Brief):
    """A finished run.

    Attributes:
        scenario: Scenario that was run.
        seed: Seed of the random numbers.
        quarters: Length of the run.
        world: State at the end of the run.
        outcomes: One number per outcome, see :data:`sim.outcomes.OUTCOMES`.
        model_version: Version of the rules, and of the users' modules in use.
        extensions: These modules, as text.
    """

    scenario: Scenario
    seed: int
    quarters: int
    world: World
    outcomes: dict[str, float]
    model_version: str
    extensions: tuple[Source, ...] = ()

    def _facts(self) -> dict[str, object]:
        names = [each.name for each in displayed_on(Display.MAIN)[:_FEW]]
        shown = {name: precise(self.outcomes[name]) for name in names}
        return {"title": clean(self.scenario.title), "seed": self.seed, "quarters": self.quarters, **shown}

    def frames(self) -> "Frames":
        """Return the run as pandas tables: series, releases and actors."""
        import pandas as pd

        return Frames(*(pd.DataFrame(columns) for columns in (self.series, self.releases, self.actors)))

    @property
    def key(self) -> str:
        """Hash of (resolved scenario, seed, quarters, model version); nothing else affects the run."""
        return run_key(self.scenario.digest, self.seed, self.quarters, self.model_version)

    @property
    def series(self) -> dict[str, npt.NDArray[np.float64]]:
        """One column per series, the quarter first; shape (quarters,) each."""
        columns = dict(zip(SERIES, self.world.series[: self.quarters].T, strict=True))
        return {"quarter": np.arange(self.quarters, dtype=np.float64)} | columns

    @property
    def actors(self) -> dict[str, list[str] | npt.NDArray[np.generic]]:
        """One row per actor, slots for entrants included: its identity, its final state, its mean payoff.

        Columns: actor, kind, bloc, alive, tier, capability, reputation, payoff. Kind and tier are words,
        such as "lab" and "open".
        """
        payoff = self.world.actors["payoff_sum"] / self.quarters
        return actors_of(self.scenario, self.world) | {"payoff": payoff}

    @property
    def releases(self) -> dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64] | list[str]]:
        """The release log, one row per release.

        Columns: release, quarter, actor, bloc, co_releaser, base, capability, tier, models, compute, cost. The tier is
        a word, such as "open". A base of -1 and a co-releaser of "" mean none; an actor of "" is a maker of the long
        tail, another one in each row.
        """
        return releases_of(self.world, actor_names(self.scenario), bloc_names(self.scenario))


def result(scenario: Scenario, seed: int, quarters: int, world: World) -> Run:
    """What a world that was stepped through so many quarters gave.

    Raises:
        Diverged: a number of it means nothing.
        ExtensionError: an outcome of a user's module fails, or is not a number in its range.
    """
    finished = Run(scenario, seed, quarters, world, measured(scenario, world, quarters), model_version(), sources())
    own: dict[str, float] = {}
    for extension in in_use():
        with extension.blamed():
            own |= {name: outcome.of(finished) for name, outcome in extension.outcomes.items()}
    return replace(finished, outcomes=finished.outcomes | own) if own else finished


def releases_of(
    world: World, names: Sequence[str], blocs: Sequence[str]
) -> dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64] | list[str]]:
    """The release log of a world whose actors and blocs have these names: one row per release.

    A base of -1 and a co-releaser of "" mean none. An actor of "" is a maker of the long tail, each row another one,
    which is no actor of the world; its bloc stands there as everybody's. A release holds so many ``models``.
    ``compute`` is the training compute behind it (units of C), ``cost`` what that much costs on the day (bn USD).
    """
    log = world.releases[: int(world.society["releases"][0])]
    return {
        "release": np.arange(len(log)),
        "quarter": log["quarter"].copy(),
        "actor": [names[i] if i >= 0 else "" for i in log["actor"].tolist()],
        "bloc": [blocs[i] for i in log["bloc"].tolist()],
        "co_releaser": [names[i] if i >= 0 else "" for i in log["co_releaser"].tolist()],
        "base": log["base"].copy(),
        "capability": log["capability"].copy(),
        "tier": [_TIERS[tier] for tier in log["tier"].tolist()],
        "models": log["models"].copy(),
        "compute": log["compute"].copy(),
        "cost": log["cost"].copy(),
    }


def maker_of(release: Record, names: Sequence[str], blocs: Sequence[str]) -> str:
    """Who made a release of the log, for a reader: an actor, or another maker of a bloc."""
    maker = int(release["actor"])
    return names[maker] if maker >= 0 else f"another maker ({blocs[int(release['bloc'])]})"


def actors_of(scenario: Scenario, world: World) -> dict[str, list[str] | npt.NDArray[np.generic]]:
    """One row per actor, slots for entrants included: its identity and its state."""
    records, blocs = world.actors, bloc_names(scenario)
    return {
        "actor": actor_names(scenario),
        "kind": [_KINDS[kind] for kind in records["kind"].tolist()],
        "bloc": [blocs[bloc] for bloc in records["bloc"].tolist()],
        "alive": records["alive"] == 1,
        "tier": [_TIERS[tier] for tier in records["tier"].tolist()],
        "capability": records["capability"].copy(),
        "reputation": records["reputation"].copy(),
    }
