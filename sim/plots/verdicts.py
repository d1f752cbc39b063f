"""Where claims hold, as shares of the draws of what nobody knows."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.plots.style import COLOURS, SMALL, legend_above, own_figure, plain
from sim.plots.tables import need

_PARTS = {"holds": (COLOURS[0], ""), "unclear": ("#d9d9d9", ""), "fails": (COLOURS[1], "////")}
_MARK = "#1b1b1f"
_ROW, _EDGES = 0.152, 0.75


def verdicts_height(rows: int) -> float:
    """Height of a figure in which so many claims are legible, inches."""
    return _ROW * rows + _EDGES


def verdicts(axes: Axes, table: pd.DataFrame) -> Axes:
    """A bar a claim: where it holds, where that is not clear, where it fails, with a mark for each form; its verdict.

    Args:
        axes: where to draw, in a figure as high as :func:`verdicts_height` says.
        table: rows from the top with id, told (its verdict in a few words), holds, unclear and fails (shares, sum 1),
            and by_form (a list of the shares of holding in each form).

    Returns:
        The axes.

    Raises:
        ValueError: a column is missing.
    """
    need(table, "id", "told", "by_form", *_PARTS)
    places = range(len(table))
    left = pd.Series(0.0, index=table.index)
    for part, (colour, hatch) in _PARTS.items():
        axes.barh(
            places, table[part], left=left, color=colour, hatch=hatch, height=0.72, edgecolor="white", linewidth=0
        )
        left = left + table[part]
    for place, text in zip(places, table["told"], strict=True):
        axes.text(1.02, place, str(text), va="center", fontsize=SMALL)
    marks = [(share, place) for place, each in zip(places, table["by_form"], strict=True) for share in each]
    across, down = zip(*marks, strict=True)
    axes.scatter(across, down, marker="|", s=16.0, linewidth=0.6, color=_MARK, zorder=3, clip_on=False)
    axes.set_yticks(list(places), list(table["id"]))
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("share of draws; each mark is the share that holds in one form")
    plain(axes)
    axes.tick_params(axis="y", length=0, labelsize=SMALL)
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=part) for part, (colour, hatch) in _PARTS.items()
    ]
    legend_above(own_figure(axes), handles)
    return axes
