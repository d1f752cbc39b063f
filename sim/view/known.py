"""What is known of the world until 2025, in the units of charts, for scenarios that begin as it did in 2019."""

from functools import cache

import numpy as np

from sim.analysis.facts.history import QUARTERS_A_YEAR, evidence
from sim.analysis.magnitudes import LAST, SCENARIO, YEAR, world
from sim.scenario import Scenario, load
from sim.scenario.schema.series import at
from sim.study.execute import run
from sim.view.charts import Dot
from sim.view.say import say

_PERCENT = 100.0
_FIGURES = {
    "use": ("share of people who use generative AI, world", 1.0 / _PERCENT),
    "surplus": ("consumer surplus of generative AI, United States", 1.0 / YEAR),
    "investment": ("corporate AI investment", 1.0 / YEAR),
}
"""Outcomes that a figure of the world is about: its name, and by what it is multiplied to have the chart's unit."""


def dots(outcome: str, scenario: Scenario) -> tuple[Dot, ...]:
    """Data to draw beside an outcome; none where the scenario is not about the world, or nothing is known."""
    if not is_of_the_world(scenario):
        return ()
    if outcome == "frontier":
        return _frontier(scenario.world.index_slope)
    if outcome not in _FIGURES:
        return ()
    name, factor = _FIGURES[outcome]
    known = world()[name, LAST]
    told = say("chart.known", what=say(f"chart.known_{outcome}"), year=LAST, source=known.source)
    return (Dot(LAST + 1.0, known.value * factor, told),)


def is_of_the_world(scenario: Scenario) -> bool:
    """Whether a scenario has the actors of 2019 from their first day on."""
    real = _real()
    return scenario.start == real.start and real.actors.keys() <= scenario.actors.keys()


@cache
def _real() -> Scenario:
    return load(SCENARIO)


@cache
def _frontier(slope: float) -> tuple[Dot, ...]:
    """The best model scored so far by quarter, in powers of ten; the rise is known, and begins at the model's level."""
    scored = evidence("scored")
    quarters = np.unique(scored.quarter)
    best = np.maximum.accumulate([np.nanmax(scored.capability[scored.quarter == each]) for each in quarters])
    real = _real()
    begin = QUARTERS_A_YEAR * real.start.year + (real.start.month - 1) // 3
    level = float(run(real, 0).world.series[quarters[0] - begin, at.frontier])
    return tuple(
        Dot(
            (quarter + 1) / QUARTERS_A_YEAR,
            level + (points - best[0]) / slope,
            say("chart.scored", points=round(points)),
        )
        for quarter, points in zip(quarters.tolist(), best.tolist(), strict=True)
        if quarter < QUARTERS_A_YEAR * (LAST + 1)
    )
