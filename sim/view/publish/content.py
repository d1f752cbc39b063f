"""What the script of a published page reads: worlds, levers, courses, outcomes, and its words."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.analysis.sizes import fewest
from sim.outcomes import OUTCOMES
from sim.scenario.schema.scenario import Scenario
from sim.view import charts, glossary
from sim.view.publish.grid import CHANCE, CHARTED, Grid, told_outcomes
from sim.view.publish.levers import Lever
from sim.view.publish.packed import counts, halves, scale_of, singles
from sim.view.say import decimal, find, say

LARGE = 3
"""Number of charts that are drawn large, from the first on."""
_OOM = "OOM"
_WORDS = (
    "better", "worse", "unsure", "same", "more", "less", "of", "times", "said", "said_unsure", "sum_better",
    "sum_worse", "sum_unsure", "sum_same", "sum_none", "mark_more", "mark_less", "mark_unsure", "mark_same",
)  # fmt: skip


def content(worlds: Sequence[Scenario], levers: Sequence[Lever], grid: Grid) -> dict[str, Any]:
    """All that the script needs of a grid."""
    scales = [scale_of(grid.courses[:, :, place]) for place in range(len(CHARTED))]
    scaled = grid.courses / np.array(scales)[:, None, None]
    first = worlds[0]
    return {
        "worlds": [world.title for world in worlds],
        "quarters": first.quarters,
        "seeds": grid.seeds,
        "sure": fewest(grid.seeds),
        "levers": [_lever(each) for each in levers],
        "charts": [_chart(name, scales[place], place, first) for place, name in enumerate(CHARTED)],
        "outcomes": [_outcome(name) for name in told_outcomes()],
        "courses": halves(scaled),
        "levels": singles(grid.levels),
        "apart": singles(grid.apart),
        "signs": counts(grid.signs),
        "decimal": decimal(),
        "texts": {word: find(f"publish.{word}") for word in _WORDS},
        "close": say("page.close"),
    }


def _lever(lever: Lever) -> dict[str, Any]:
    stops = [{"name": stop.name, "label": stop.label} for stop in lever.stops]
    return {"name": lever.name, "label": lever.label, "number": lever.is_number, "home": lever.home, "stops": stops}


def _chart(name: str, scale: float, place: int, world: Scenario) -> dict[str, Any]:
    """A chart without its lines, which the script adds, and by what their numbers are to be multiplied."""
    height = charts.LARGE if place < LARGE else charts.SMALL
    return {"spec": charts.spec(name, [], world.quarters, charts.beginning(world.start), height=height), "scale": scale}


def _outcome(name: str) -> dict[str, Any]:
    outcome = OUTCOMES[name]
    is_tenfold, is_chance = outcome.unit == _OOM, outcome.unit == CHANCE
    return {
        "name": name,
        "label": glossary.label(name),
        "better": outcome.better,
        "tenfold": is_tenfold,
        "chance": is_chance,
    }
