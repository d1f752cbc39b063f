"""Differences of many outcomes in many contrasts, as one picture."""

from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from sim.numbers import plain
from sim.plots.forest import LOOKS
from sim.plots.style import legend_above, mark, own_figure
from sim.plots.tables import need, only

STEPS = (1.0, 3.0, 10.0)
"""Effects from which the shade is deeper, in standard deviations between runs: about equal steps of a logarithm."""
OPACITIES = (0.15, 0.32, 0.52, 0.78)
"""Of the shades, the weakest effect first."""
_NEEDED = ("scenario", "outcome", "control", "treatment", "effect", "verdict")


def difference_map(axes: Axes, table: pd.DataFrame, columns: Mapping[str, str], rows: Sequence[str]) -> Axes:
    """Draw levels before and after by outcome and contrast, where they differ by more than noise; a dot elsewhere.

    Colour and marker show the verdict, the shade shows the effect: difference / standard deviation between runs. If
    runs do not vary, the effect is undefined, and gets the deepest shade.

    Args:
        axes: where to draw, in a figure with constrained layout.
        table: rows with scenario, outcome, control, treatment, effect and verdict (see :data:`sim.plots.forest.LOOKS`).
        columns: label of each contrast, by its scenario.
        rows: outcomes, from the top.

    Returns:
        The axes.

    Raises:
        ValueError: a column is missing, or a verdict unknown.
    """
    need(table, *_NEEDED)
    only(table["verdict"], LOOKS, "verdict")
    cells = table.set_index(["scenario", "outcome"])
    for x, scenario in enumerate(columns):
        for y, outcome in enumerate(rows):
            _cell(axes, x, y, cells.loc[(scenario, outcome)])
    axes.set_xlim(0, len(columns))
    axes.set_ylim(len(rows), 0)
    axes.set_xticks([x + 0.5 for x in range(len(columns))], list(columns.values()), fontsize=8)
    axes.set_yticks([y + 0.5 for y in range(len(rows))], list(rows), fontsize=8)
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.spines[:].set_visible(False)
    there = cells.loc[[(scenario, outcome) for scenario in columns for outcome in rows], "verdict"]
    legend_above(own_figure(axes), _legend(set(there)))
    return axes


def _cell(axes: Axes, x: int, y: int, row: "pd.Series[Any]") -> None:
    text = "\u00b7"
    if row["verdict"] != "no difference":
        look, text = LOOKS[row["verdict"]], f"{plain(row['control'])} \u2192 {plain(row['treatment'])}"
        axes.add_patch(Rectangle((x, y), 1, 1, color=look.colour, alpha=opacity(row["effect"]), linewidth=0.0))
        axes.plot(x + 0.08, y + 0.5, look.marker, color="0.15", markersize=3.0)
    axes.text(x + 0.54, y + 0.5, text, ha="center", va="center", fontsize=7)


def opacity(effect: float) -> float:
    """Opacity for an effect in standard deviations between runs; NaN if runs do not vary."""
    return OPACITIES[bisect(STEPS, abs(effect))] if effect == effect else OPACITIES[-1]


def _legend(there: Collection[str]) -> list[Artist]:
    """Of the verdicts that are there."""
    verdicts = [mark(name, look.marker, look.colour) for name, look in LOOKS.items() if look.filled and name in there]
    none = mark("\u00b7 no difference", "")
    between = [f"{low:g} to {high:g} spreads" for low, high in pairwise(STEPS)]
    words = [
        f"less than {STEPS[0]:g} standard deviation between runs",
        *between,
        f"more than {STEPS[-1]:g} standard deviations",
    ]
    shades = [
        Patch(label=word, color="0.35", alpha=depth, linewidth=0.0)
        for depth, word in zip(OPACITIES, words, strict=True)
    ]
    return [*verdicts, none, *shades]
