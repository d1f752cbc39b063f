"""Both starts of a world in this process, without a store: as fast as a page needs them, and no more than that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.tipping.bisect import bisected
from sim.analysis.tipping.dial import Dial
from sim.analysis.tipping.runs import LAST, OUTCOME
from sim.analysis.tipping.starts import committed, share_of, starting, unbound
from sim.analysis.tipping.tipping import CLOSED, OPEN, begun, both_ways, ensure_length
from sim.analysis.tipping.verdict import more_often_than_not
from sim.divergence import Diverged
from sim.extension import ExtensionError
from sim.scenario import Scenario, ScenarioError
from sim.scenario.schema.series import SERIES
from sim.study.execute import runs
from sim.world import Floats

SEEDS = 8
"""Seeds of each case: as many as run at once."""
SOME = "some"


@dataclass(frozen=True)
class Point:
    """How open a world ends at one value of a lever.

    Attributes:
        value: of the lever.
        start: "closed", "open", or "some": where some begin.
        ends: share of actors that are open at the end, by seed; NaN where a run failed.
    """

    value: float
    start: str
    ends: Floats


@dataclass(frozen=True)
class Beginning:
    """Who begins open.

    Attributes:
        who: names of actors.
        quarters: for how long they are bound to it; 0: they only begin so.
    """

    who: tuple[str, ...]
    quarters: int = 0

    def of(self, world: Scenario) -> Scenario:
        """A world in which they begin, and nobody else. Whom the world itself binds to a tier is not bound twice."""
        if not self.quarters:
            return starting(world, self.who)
        return committed(begun(world, CLOSED), unbound(world, self.who), self.quarters)


def ends(scenario: Scenario, seeds: int = SEEDS) -> Floats:
    """Share of actors that are open over the last quarters of each run, shape (seeds,); NaN where one failed.

    Raises:
        ScenarioError: runs are too short for an end that is apart from the start.
    """
    ensure_length(scenario.quarters)
    column, found = SERIES.index(OUTCOME), np.full(seeds, np.nan)
    for seed, finished in enumerate(runs(scenario, range(seeds), scenario.quarters)):
        try:
            found[seed] = finished().world.series[scenario.quarters - LAST : scenario.quarters, column].mean()
        except (Diverged, ExtensionError):
            continue
    return found


def branches(world: Scenario, dial: Dial) -> Iterator[Point]:
    """How a world ends from a closed and from an open start: at its own value first, then over all values."""
    for value in _nearest_first(dial):
        turned = dial.turn(world, value)
        yield from (Point(value, start, ends(begun(turned, start))) for start in (CLOSED, OPEN))


def from_some(world: Scenario, dial: Dial, beginning: Beginning) -> Iterator[Point]:
    """How a world ends where some begin open, in the same order."""
    for value in _nearest_first(dial):
        yield Point(value, SOME, ends(beginning.of(dial.turn(world, value))))


def _nearest_first(dial: Dial) -> list[float]:
    return sorted({*dial.values, dial.own}, key=lambda value: abs(value - dial.own))


def must_begin(world: Scenario, order: Sequence[str]) -> tuple[float, float]:
    """The share of actors that must begin open for a world to end open: not enough, and enough.

    Each number is tried with the first of an order and with the last of it. NaN below: it ends open whoever begins;
    NaN above: it ends closed whoever begins.
    """

    def does(counts: Mapping[str, int]) -> dict[str, bool]:
        return {place: _tips(world, order, count) for place, count in counts.items()}

    found = bisected({"begin": len(order)}, does)["begin"]
    below, above = (_share(world, order, count) for count in found)
    return below, above


def _tips(world: Scenario, order: Sequence[str], count: int) -> bool:
    found = [ends(starting(world, way[:count])) for way in both_ways(order)]
    return more_often_than_not(np.concatenate(found))


def _share(world: Scenario, order: Sequence[str], count: int | None) -> float:
    if count is None:
        return float("nan")
    return float(np.mean([share_of(world, way[:count]) for way in both_ways(order)]))


def end_of(scenario: Scenario, seeds: int) -> float:
    """Mean end of a scenario as it is; NaN where no run can be measured."""
    try:
        found = ends(scenario, seeds)
    except ScenarioError:
        return float("nan")
    return float(np.nanmean(found)) if np.isfinite(found).any() else float("nan")
