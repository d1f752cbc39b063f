"""The history of a run, from its world or from the tables of a store."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.analysis.facts.compiling import measure
from sim.analysis.facts.history import QUARTERS_A_YEAR, Flags, History, blocs, first_years
from sim.scenario.schema.enums import Tier, word
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import at
from sim.world import NOBODY, RELEASE_FIELDS, Floats, Records, ReleaseRecord, World
from sim.world.names import actor_names, bloc_names, slots

if TYPE_CHECKING:
    import pandas as pd

_TIERS = {word(tier): int(tier) for tier in Tier}


class Places(NamedTuple):
    """What a history needs to know of a scenario; it is the same for all of its runs.

    Attributes:
        begin: first quarter, as in :class:`History`.
        slope: index points per OOM.
        bloc: which bloc of :func:`blocs` each actor belongs to, shape (actors, blocs).
        region: which of them each bloc of the scenario is, shape (blocs of the scenario, blocs).
        present: whether it is there at the start, so that it is never new, shape (actors,).
    """

    begin: int
    slope: float
    bloc: Flags
    region: Flags
    present: Flags


def places(scenario: Scenario) -> Places:
    """Return what a history needs to know of a scenario."""
    begin = QUARTERS_A_YEAR * scenario.start.year + (scenario.start.month - 1) // 3
    free = slots(scenario)
    specs = [spec for spec in scenario.actors.values() for _ in range(spec.count)]
    names = bloc_names(scenario)
    # Places for entrants go round the blocs, as sim.world.build lays them.
    own = [spec.bloc for spec in specs] + [names[k % len(names)] for k in range(free)]
    present = [spec.enters is None or spec.enters <= scenario.start for spec in specs] + [False] * free
    return Places(begin, scenario.world.index_slope, _flags(own), _flags(names), np.array(present, bool))


def _flags(names: Sequence[str]) -> Flags:
    """Which bloc of :func:`blocs` each is, shape (names, blocs)."""
    return np.array([[own == name for name in blocs()] for own in names], bool).reshape(len(names), len(blocs()))


def of_world(place: Places, world: World, quarters: int) -> History:
    """Return the history of a finished run from its world.

    Args:
        place: see :func:`places`.
        world: its state, with its logs.
        quarters: its length.
    """
    log = world.releases[: int(world.society[0]["releases"])]
    return of_log(log, np.ascontiguousarray(world.series[:quarters, at.incidents]), *place)


def of_tables(scenario: Scenario, releases: "pd.DataFrame", series: "pd.DataFrame") -> History:
    """Return the history of a run from its tables.

    Args:
        scenario: what was run.
        releases: its release log, see :attr:`sim.result.Run.releases`.
        series: its series, see :attr:`sim.result.Run.series`.
    """
    number = {name: row for row, name in enumerate(actor_names(scenario))} | {"": NOBODY}
    words: dict[str, Mapping[str, int]] = {"actor": number, "co_releaser": number, "tier": _TIERS}
    words["bloc"] = {name: place for place, name in enumerate(bloc_names(scenario))}
    log: Any = np.empty(len(releases), RELEASE_FIELDS)
    for name in log.dtype.names or ():
        log[name] = releases[name].map(words[name]) if name in words else releases[name]
    return of_log(log, np.array(series["incidents"], float), *places(scenario))


@measure
def of_log(
    log: Records[ReleaseRecord], incidents: Floats, begin: int, slope: float, bloc: Flags, region: Flags, present: Flags
) -> History:
    """Return the history of a run from its release log and its incidents; see :class:`Places`.

    A release is as many models as it holds, all alike but that the training compute and cost are those of the first.
    Makers of the long tail come after the actors, each with a number of its own.
    """
    count, tail, width = log["models"].sum(), 0, bloc.shape[1]
    quarter, row = np.empty(count, np.int64), np.zeros(count + 1, np.int64)
    is_open, capability, compute, cost = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    joint, foreign, foreign_open = np.zeros(count, np.bool_), np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    within, maker = np.zeros((count, width), np.bool_), np.empty(2 * count, np.int64)
    r = 0
    for k in range(log.size):
        release = log[k]
        first = release.actor
        if first < 0:
            first = present.size + tail
            tail += 1
        is_foreign = False
        if release.base >= 0:
            base = log[release.base]
            is_foreign = base.actor < 0 or (base.actor != release.actor and base.actor != release.co_releaser)
            if base.co_releaser >= 0:
                is_foreign &= base.co_releaser != release.actor and base.co_releaser != release.co_releaser
        for model in range(release.models):
            quarter[r] = begin + release.quarter
            is_open[r] = release.tier >= Tier.LICENSED
            capability[r] = slope * release.capability
            compute[r] = release.compute if model == 0 else np.nan
            cost[r] = release.cost if model == 0 else np.nan
            foreign[r] = is_foreign
            foreign_open[r] = is_foreign and log[release.base].tier >= Tier.LICENSED
            joint[r] = release.co_releaser >= 0
            maker[row[r]] = first
            row[r + 1] = row[r] + 1
            if joint[r]:
                maker[row[r] + 1] = release.co_releaser
                row[r + 1] += 1
            for b in range(width):
                within[r, b] = bloc[first, b] if release.actor >= 0 else region[release.bloc, b]
                if joint[r]:
                    within[r, b] |= bloc[release.co_releaser, b]
            r += 1
    made = maker[: row[count]].copy()
    since = first_years(quarter, row, made, present.size + tail)
    for k in range(present.size):
        if present[k]:
            since[k] = begin // QUARTERS_A_YEAR - 1
    return History(
        quarter, is_open, capability, compute, cost, joint, foreign, foreign_open, within, row, made, since,
        incidents, begin,
    )  # fmt: skip
