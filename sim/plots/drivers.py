"""What outcomes depend on, as ranked bars: share of the variance of a difference that each number or form explains."""

from typing import TYPE_CHECKING

import pandas as pd

from sim.outcomes import OUTCOMES
from sim.plots.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 6
"""Bars of a panel."""
KINDS = {"form": COLOURS[1], "informed": COLOURS[2], "weakly": COLOURS[2], "not at all": COLOURS[0]}
LABELS = {"form": "structural form", "informed": "number that history informs, at least weakly",
          "not at all": "number of which history says nothing"}  # fmt: skip


def ranked(axes: "Axes", table: pd.DataFrame, outcome: str, most: int = MOST) -> "Axes":
    """Bars of the numbers and forms on which an outcome depends the most, with standard errors; the largest on top.

    Args:
        axes: where to draw.
        table: rows as :attr:`sim.analysis.drivers.Drivers.table`.
        outcome: name of the outcome.
        most: most bars; what is within noise has none.
    """
    rows = table[(table["outcome"] == outcome) & table["drives"]].head(most)
    colours = [KINDS["form" if kind == "form" else told] for kind, told in zip(rows["kind"], rows["told"], strict=True)]
    axes.barh(range(len(rows)), 100 * rows["share"], xerr=100 * rows["error"], color=colours, height=0.7,
              error_kw={"elinewidth": 0.8})  # fmt: skip
    axes.set_yticks(range(len(rows)), list(rows["name"]))
    axes.set_title(OUTCOMES[outcome].label or outcome, loc="left", fontsize=10)
    axes.set_xlim(left=0)
    axes.set_ylim(most - 0.4, -0.6)
    if not len(rows):
        axes.text(0.5, 0.5, "nothing by itself", ha="center", va="center", transform=axes.transAxes, color="grey")
        axes.set_xticks([])
    axes.spines[["top", "right"]].set_visible(False)
    return axes
