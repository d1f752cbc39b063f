"""Replicates of one scenario that run eight at a time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.lanes import WIDTH
from sim.noise import noise_of
from sim.scenario.checking.cast import Cast
from sim.scenario.checking.memory import memory_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import SERIES
from sim.world import World, build, extended
from sim.world.block import stacked
from sim.world.ties import is_drawn

if TYPE_CHECKING:
    from sim.rules.eight import Eight

ENOUGH = 5
"""Replicates that are worth a run of eight; in the places left over the last one runs again."""
LARGEST = 100
"""Actors beyond which eight worlds no longer fit into the cache of a processor."""
MOST_BYTES = 1 << 26
"""Memory that one of them may take."""
_LONGEST_CALL = 64
"""Quarters: between calls a run can be interrupted."""
_RECORDS = ("actors", "knowledge", "domains", "duties", "clubs", "society", "tiers")
_TABLES = ("control", "border", "books")
_WORD = 8
"""Bytes of a number."""


def fits(scenario: Scenario, quarters: int) -> bool:
    """Whether replicates of a scenario can run together: small, and who is tied to whom is the same in all."""
    size = Cast(scenario).size
    return size <= LARGEST and not is_drawn(scenario) and memory_of(scenario, size, quarters) <= MOST_BYTES


def run_eight(scenario: Scenario, seeds: Sequence[int], quarters: int) -> list[World]:
    """The worlds after so many quarters of up to eight replicates, each what it would be alone, bit for bit."""
    # A single run does without.
    from sim.rules.eight import advance_eight, prepare_eight

    whole, eight = eight_of(scenario, seeds, quarters)
    prepare_eight(eight)
    for first in range(0, quarters, _LONGEST_CALL):
        advance_eight(eight, first, min(first + _LONGEST_CALL, quarters))
    return [_of(whole, replicate) for replicate in range(len(seeds))]


def eight_of(scenario: Scenario, seeds: Sequence[int], quarters: int) -> "tuple[World, Eight]":
    """The worlds of up to eight replicates before their eve, in one, and as rules take them."""
    world = build(scenario, seeds[0], 0, len(SERIES))
    logs = extended(world, quarters)
    releases: Any = np.empty((WIDTH, *logs.releases.shape), logs.releases.dtype)
    series = np.zeros((WIDTH, *logs.series.shape))
    whole = stacked(world, WIDTH)._replace(releases=releases, series=series)
    return whole, _eight(whole, [*seeds, *[seeds[-1]] * (WIDTH - len(seeds))])


def _eight(worlds: World, seeds: Sequence[int]) -> "Eight":
    from sim.rules.eight import Eight, Room

    records = {name: _words(getattr(worlds, name)) for name in _RECORDS}
    tables = {name: getattr(worlds, name) for name in _TABLES} | {"trust": worlds.ties.trust}
    room = Room(
        **{name: np.empty(words.size, np.int64) for name, words in records.items()},
        **{name: np.empty(table.size) for name, table in tables.items()},
    )
    noises = [noise_of(seed) for seed in seeds]
    keys, marks = (np.array([getattr(noise, name) for noise in noises], np.uint64) for name in ("key", "mark"))
    return Eight(worlds=worlds, keys=keys, marks=marks, room=room, **records)


def _words(records: Any) -> Any:
    """Records as words of 64 bits, shape (replicates, records, words)."""
    return records.view(np.int64).reshape(len(records), records[0].size, records.dtype.itemsize // _WORD)


def _of(worlds: World, replicate: int) -> World:
    """The world of one replicate."""
    ties = worlds.ties._replace(trust=worlds.ties.trust[replicate])
    own = {name: part[replicate] for name, part in worlds._asdict().items() if name not in ("ties", "parameters")}
    return worlds._replace(ties=ties, **own)
