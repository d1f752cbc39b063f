"""Results of every other kind: differences on one scale where a comparison tells them, tables as they are."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.scenario.errors import printable
from sim.view.explore.contrasts import LEVEL, scaled
from sim.view.explore.files import frame
from sim.view.explore.forest import forest
from sim.view.explore.found import ExploreError, Panel
from sim.view.explore.kinds import COMPARISON
from sim.view.explore.tables import of_frame
from sim.view.markup import NOTHING, fill
from sim.view.say import say

_TABLES = {
    COMPARISON: ("conclusions", "gains"),
    "tipping": ("tipping-branches", "tipping-commitments", "tipping-support", "tipping-verdicts", "tipping-drivers"),
    "drivers": ("drivers", "conclusions", "swings"),
    "facts": ("facts", "facts-beside"),
    "ablation": ("ablation",),
}
_NEEDED = ("scenario", "outcome", "control", "treatment", "difference", "low", "high", "spread")
_MOST_ROWS = 40


def panels(kind: str, place: Path, names: set[str]) -> Iterator[Panel]:
    """What a folder of this kind holds.

    Raises:
        ExploreError: a table cannot be read.
    """
    if kind == COMPARISON:
        yield from _differences(frame(place, "comparison", _NEEDED))
    for name in _TABLES[kind]:
        if f"{name}.parquet" in names:
            drawn, note = of_frame(frame(place, name), name)
            yield Panel(name, drawn, under=fill("<p class='hint'>{}</p>", note) if note else NOTHING)


def _differences(table: pd.DataFrame) -> Iterator[Panel]:
    for scenario, rows in table.groupby("scenario", sort=False):
        try:
            drawn, scale = scaled(rows.set_index("outcome").assign(**_agreed(rows)), LEVEL)
        except (TypeError, ValueError) as error:
            raise ExploreError(printable(str(error))) from error
        title = say("explore.against_control", scenario=printable(str(scenario)))
        heads = say("explore.outcome"), say("explore.difference")
        note = fill("<p class='hint'>{}</p>", say("explore.interval_luck", count=say("explore.all")))
        yield Panel(title, forest(drawn[:_MOST_ROWS], scale, heads, title), say("explore.largest"), note)


def _agreed(rows: pd.DataFrame) -> dict[str, list[float]]:
    """The share of pairs that agree, where the table tells it."""
    return {} if "agree" in rows else {"agree": [1.0] * len(rows)}
