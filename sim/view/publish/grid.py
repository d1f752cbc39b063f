"""Real runs at every combination of the stops of a page's levers: courses, outcomes, and how many runs agree."""

import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from sim.divergence import Diverged
from sim.extension import ExtensionError
from sim.outcomes import OUTCOMES
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.load import load
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import displayed_on
from sim.study.execute import runs
from sim.study.tally import Progress, Tally
from sim.view.charts import shown_values
from sim.view.luck import BAND
from sim.view.publish.levers import Lever
from sim.world import Floats, actor_names

CHARTED = ("frontier", "trust", "incidents", "misuse", "hhi_revenue", "surplus")
"""Outcomes whose courses a page draws: what is won, and what it costs."""
QUANTILES = (BAND[0], 0.5, BAND[1])
MOST_BYTES = 5_000_000
"""Size of a page that every host and every lecture takes."""
CHANCE = "0 or 1"
"""Unit of what happens or does not."""
_BYTES = 2 * 4 / 3
"""Of a number of a course, as a page holds it."""
_REST = 400_000
"""Bytes of a page that are no courses."""


@dataclass(frozen=True, eq=False)
class Grid:
    """What was found at each combination of stops, counted with the last lever turning fastest.

    Attributes:
        courses: shape (points, worlds, charted outcomes, quantiles, quarters); counts of events are those so far.
        levels: outcomes, shape (points, worlds, outcomes, quantiles).
        apart: second world less first on the same luck, shape (points, outcomes, quantiles).
        signs: number of seeds with more, and with less, in the second world, shape (points, outcomes, 2).
        seeds: number of seeds.
        runs: number of runs done.
        failed: number of runs that failed, which agree with nothing.
    """

    courses: Floats
    levels: Floats
    apart: Floats
    signs: Floats
    seeds: int
    runs: int
    failed: int


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A world's runs at one point: courses (seeds, charted, quarters) and outcomes (seeds, outcomes)."""

    courses: Floats
    outcomes: Floats
    failed: int


def told_outcomes() -> list[str]:
    """The outcomes of a page's table."""
    return [outcome.name for outcome in displayed_on(Display.HEADLINE)]


def points(levers: Sequence[Lever]) -> int:
    """Number of combinations of the stops."""
    return prod(len(lever.stops) for lever in levers)


def settings_at(levers: Sequence[Lever], places: Sequence[int], world: int) -> dict[str, object]:
    """What the levers set in a world, each at one of its stops."""
    chosen = [lever.stops[place] for lever, place in zip(levers, places, strict=True)]
    return {path: value for stop in chosen for path, value in stop.settings[world].items()}


def ensure_fits(worlds: Sequence[Scenario], levers: Sequence[Lever]) -> None:
    """Check, before any run, that two worlds can be compared quarter by quarter, and that the page stays small.

    Raises:
        ScenarioError: they cannot, or it would be.
    """
    first, second = worlds
    if (first.start, first.quarters) != (second.start, second.quarters):
        spans = " and ".join(f"{each.quarters} quarters from {each.start}" for each in worlds)
        expected = "two that begin and end together; --set quarters=N shortens both"
        raise ScenarioError([Fault("the two scenarios", problem=f"have {spans}", expected=expected)])
    for lever in levers:
        _ensure_alike(worlds, lever)
    size = points(levers) * len(worlds) * len(CHARTED) * len(QUANTILES) * first.quarters * _BYTES + _REST
    if size > MOST_BYTES:
        problem = f"{points(levers):,} combinations would make a page of {size / 1e6:,.0f} MB"
        expected = f"at most {MOST_BYTES / 1e6:.0f} MB: fewer levers, or fewer values of each"
        raise ScenarioError([Fault("--lever", problem=problem, expected=expected)])


def _ensure_alike(worlds: Sequence[Scenario], lever: Lever) -> None:
    """Refuse a lever that changes when worlds begin, how long they last, or who is in them: all points are one page."""
    for stop in lever.stops:
        for world, settings in zip(worlds, stop.settings, strict=True):
            if settings and _frame(load(world, settings)) != _frame(world):
                problem = f"{stop.name} changes when a world begins, how long it lasts, or who is in it"
                expected = "a lever that leaves these as they are; --set quarters=N changes the length everywhere"
                raise ScenarioError([Fault(f"--lever {lever.name}", problem=problem, expected=expected)])


def _frame(world: Scenario) -> tuple[object, ...]:
    return world.start, world.quarters, *actor_names(world)


def computed(worlds: Sequence[Scenario], levers: Sequence[Lever], seeds: int, progress: Progress | None = None) -> Grid:
    """Do all runs of a page.

    Args:
        worlds: the two worlds.
        levers: levers with their stops.
        seeds: number of seeds at each point, from 0 on, the same for both worlds.
        progress: called with a tally after each point.
    """
    began, planned = time.monotonic(), points(levers) * len(worlds) * seeds
    known: dict[str, _Drawn] = {}
    found = []
    for number, places in enumerate(product(*(range(len(lever.stops)) for lever in levers)), 1):
        found.append([_drawn(_world(worlds, levers, places, which), seeds, known) for which in range(len(worlds))])
        if progress is not None:
            done, seconds = number * len(worlds) * seeds, max(time.monotonic() - began, 1e-9)
            failed = sum(each.failed for each in known.values())
            progress(Tally(planned, 0, done, failed, seconds, done / seconds))
    told = [[_figures(each.outcomes) for each in pair] for pair in found]
    apart = [pair[1].outcomes - pair[0].outcomes for pair in found]
    signs = [[(each > 0.0).sum(axis=0), (each < 0.0).sum(axis=0)] for each in apart]
    return Grid(
        np.array([[_quantiles(each.courses) for each in pair] for pair in found]),
        np.array(told), np.array([_figures(each) for each in apart]),
        np.moveaxis(np.array(signs), 1, 2), seeds, planned, sum(each.failed for pair in found for each in pair),
    )  # fmt: skip


def _world(worlds: Sequence[Scenario], levers: Sequence[Lever], places: Sequence[int], which: int) -> Scenario:
    settings = settings_at(levers, places, which)
    return load(worlds[which], settings) if settings else worlds[which]


def _drawn(world: Scenario, seeds: int, known: dict[str, _Drawn]) -> _Drawn:
    if world.digest not in known:
        rows = list(_rows(world, seeds))
        failed = sum(row is None for row in rows)
        outcomes, length = told_outcomes(), world.quarters
        nothing = {name: np.full(length, np.nan) for name in CHARTED}, dict.fromkeys(outcomes, np.nan)
        whole = [row or nothing for row in rows]
        courses = np.array([[series[name] for name in CHARTED] for series, _ in whole])
        figures = np.array([[found[name] for name in outcomes] for _, found in whole])
        known[world.digest] = _Drawn(courses, figures, failed)
    return known[world.digest]


def _rows(world: Scenario, seeds: int) -> Iterator[tuple[Mapping[str, Floats], Mapping[str, float]] | None]:
    """Courses, as charts show them, and outcomes of each seed; None where a run fails."""
    for call in runs(world, range(seeds), world.quarters):
        try:
            run = call()
        except (Diverged, ExtensionError):
            yield None
            continue
        yield {name: shown_values(name, run.series[OUTCOMES[name].series]) for name in CHARTED}, run.outcomes


def _figures(values: Floats) -> Floats:
    """Quantiles of outcomes; of what happens or does not, the middle is its mean, a chance."""
    found = _quantiles(values)
    chances = [place for place, name in enumerate(told_outcomes()) if OUTCOMES[name].unit == CHANCE]
    found[chances, 1] = values[:, chances].sum(axis=0) / len(values)
    return found


def _quantiles(values: Floats) -> Floats:
    """Quantiles over seeds, the first axis: the second axis of what is returned. NaN where all failed."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN", RuntimeWarning)
        return np.moveaxis(np.nanquantile(values, QUANTILES, axis=0), 0, 1)
