"""Outcomes over time, several scenarios in one picture."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from sim.plots.style import COLOURS, plain


def trajectory(axes: Axes, series: Mapping[str, pd.DataFrame], name: str, title: str, unit: str) -> Axes:
    """Median and central 80 % of a series over seeds, by quarter.

    Args:
        axes: where to draw.
        series: one table a scenario, columns seed, quarter and the series (see :func:`sim.study.replicate.replicate`).
        name: column to draw.
        title: heading.
        unit: unit of the vertical axis.

    Returns:
        The axes.
    """
    for colour, (label, table) in zip(COLOURS, series.items(), strict=False):
        bands = table.groupby("quarter")[name].quantile([0.1, 0.5, 0.9]).unstack()
        axes.fill_between(bands.index, bands[0.1], bands[0.9], color=colour, alpha=0.18, linewidth=0)
        axes.plot(bands.index, bands[0.5], color=colour, label=label, linewidth=1.6)
    axes.set_title(title, loc="left")
    axes.set_ylabel(unit)
    return plain(axes)
