"""Regime maps: where in the space of two parameters an outcome tips."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import CenteredNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.numbers import level
from sim.outcomes import OUTCOMES
from sim.plots.style import SMALL, legend_above, own_figure, plain, stroke
from sim.plots.tables import need, spoken
from sim.world import Floats

_COLOURS = "PuOr"
_NOISE = 1.96
"""Number of standard errors around the tipping value within which a mean counts as noise."""
_MOST_TICKS = 8
_HATCHED: dict[str, Any] = {"facecolor": "none", "hatch": "////", "edgecolor": "0.45", "linewidth": 0.0}


def regime_map(axes: Axes, table: pd.DataFrame, x: str, y: str, value: str, tipping: float = 0.0) -> Axes:
    """Draw the mean of a value by two parameters, in colours centred on the tipping value, with the line where it tips.

    Cells within 1.96 standard errors of the tipping value are hatched. The errors come from a
    column ``error`` of a table with one row per point, or else from replicates.

    Args:
        axes: where to draw, in a figure with constrained layout.
        table: one row per run or point, with columns for the parameters and the value.
        x: parameter on the horizontal axis; its values have equal distances.
        y: parameter on the vertical axis.
        value: column to show, an outcome or a difference of outcomes.
        tipping: value at which one regime changes into the other.

    Returns:
        The axes.

    Raises:
        ValueError: a column is missing, or the table has no rows.
    """
    need(table, x, y, value)
    rows = table.groupby([y, x])[value]
    means = rows.mean().unstack()
    errors = (table.groupby([y, x])["error"].mean() if "error" in table else rows.sem()).unstack()
    _colour(axes, means, tipping, _label(value))
    _hatch(axes, (means - tipping).abs() < _NOISE * errors)
    tips = _contour(axes, means.to_numpy(float), tipping)
    _tick(axes, means)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    _explain(axes, tips, tipping)
    plain(axes)
    axes.tick_params(labelsize=SMALL, length=2)
    return axes


def _label(value: str) -> str:
    unit = OUTCOMES[value].unit if value in OUTCOMES else ""
    return f"{spoken(value)}, {unit}" if unit not in ("", "1") else spoken(value)


def _colour(axes: Axes, means: pd.DataFrame, tipping: float, label: str) -> None:
    axes.patch.set(facecolor="0.9")
    norm = CenteredNorm(vcenter=tipping, halfrange=float((means - tipping).abs().max().max()) or 1.0)
    image = axes.imshow(
        np.ma.masked_invalid(means.to_numpy(float)), cmap=_COLOURS, norm=norm, origin="lower", aspect="auto"
    )
    bar = own_figure(axes).colorbar(image, ax=axes, pad=0.02, aspect=25)
    bar.set_label(label, fontsize=SMALL)
    bar.ax.tick_params(labelsize=SMALL, length=2)
    bar.outline.set_visible(False)


def _hatch(axes: Axes, noisy: pd.DataFrame) -> None:
    for row, column in np.argwhere(noisy.to_numpy(bool)):
        axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1.0, 1.0, **_HATCHED))


def _contour(axes: Axes, means: Floats, tipping: float) -> bool:
    """Draw the tipping line; whether there is one."""
    low, high = np.nanmin(means), np.nanmax(means)
    if min(means.shape) < 2 or not low < tipping < high:
        return False
    axes.contour(np.ma.masked_invalid(means), levels=[tipping], colors="black", linewidths=1.3, linestyles="solid")
    return True


def _tick(axes: Axes, means: pd.DataFrame) -> None:
    for axis, values in ((axes.xaxis, means.columns), (axes.yaxis, means.index)):
        every = -(-len(values) // _MOST_TICKS)
        shown = range(0, len(values), every)
        axis.set_ticks(list(shown), [_value(values[place]) for place in shown])


def _value(value: object) -> str:
    return level(float(value)) if isinstance(value, int | float | np.number) else str(value)


def _explain(axes: Axes, tips: bool, tipping: float) -> None:
    handles: list[Line2D | Patch] = []
    if tips:
        handles.append(stroke(f"tips at {level(tipping)}", width=1.3))
    if any(patch.get_hatch() for patch in axes.patches):
        handles.append(Patch(**_HATCHED, label="within noise"))
    if handles:
        legend_above(own_figure(axes), handles)
