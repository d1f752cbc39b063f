"""Differences of many outcomes in many contrasts, as one picture."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from sim.plots.style import COLOURS, NEUTRAL
from sim.plots.tables import short

SHADES = {"better": COLOURS[0], "worse": COLOURS[1], "": NEUTRAL}
"""For better, for worse, neither."""
_FAINTEST, _STRONGEST = 0.18, 0.75


def difference_map(
    axes: Axes, table: pd.DataFrame, columns: Mapping[str, str], rows: Sequence[str], level: float = 0.05
) -> Axes:
    """Levels before and after by outcome and contrast; shaded where they differ by more than noise.

    Args:
        axes: where to draw.
        table: rows with scenario, outcome, control, treatment, p_holm and verdict ("better", "worse" or "").
        columns: label of each contrast, by its scenario.
        rows: outcomes, from the top.
        level: largest corrected p-value that counts as a difference. The shade deepens with the relative change.

    Returns:
        The axes.
    """
    cells = table.set_index(["scenario", "outcome"])
    for x, scenario in enumerate(columns):
        for y, outcome in enumerate(rows):
            _cell(axes, x, y, cells.loc[(scenario, outcome)], level)
    axes.set_xlim(0, len(columns))
    axes.set_ylim(len(rows), 0)
    axes.set_xticks([x + 0.5 for x in range(len(columns))], list(columns.values()), fontsize=8)
    axes.set_yticks([y + 0.5 for y in range(len(rows))], list(rows), fontsize=8)
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.spines[:].set_visible(False)
    return axes


def _cell(axes: Axes, x: int, y: int, row: "pd.Series[float]", level: float) -> None:
    before, after = float(row["control"]), float(row["treatment"])
    differs = row["p_holm"] < level
    if differs:
        change = abs(after - before) / max(abs(before), abs(after))
        shade = _FAINTEST + (_STRONGEST - _FAINTEST) * min(1.0, change)
        axes.fill(
            [x, x + 1, x + 1, x], [y, y, y + 1, y + 1], color=SHADES[str(row["verdict"])], alpha=shade, linewidth=0
        )
    text = f"{short(before)} \u2192 {short(after)}" if differs else "\u00b7"
    axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=7)
