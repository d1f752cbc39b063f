"""Outcomes over time, several scenarios in one picture."""

from collections.abc import Mapping, Sequence
from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.style import COLOURS, SMALL, band, legend_above, plain
from sim.plots.tables import measured, need, titled

_DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1)), (0, (6, 1.5, 1.5, 1.5)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3)))


def trajectory(axes: Axes, series: Mapping[str, pd.DataFrame], name: str, title: str, unit: str) -> Axes:
    """Median and central 80 % of a series over seeds, by quarter.

    Args:
        axes: where to draw.
        series: one table a scenario: quarter and series, a row a run and quarter (see :func:`sim.study.table.series`).
        name: column to draw.
        title: heading.
        unit: unit of the vertical axis.

    Returns:
        The axes.

    Raises:
        ValueError: a table has no such column, or there are more tables than looks of lines.
    """
    if len(series) > len(COLOURS):
        raise ValueError(f"{len(series)} scenarios in one picture; expected at most {len(COLOURS)}")
    for colour, dash, (label, table) in zip(COLOURS, _DASHES, series.items(), strict=False):
        need(table, "quarter", name)
        bands = table.groupby("quarter")[name].quantile([0.1, 0.5, 0.9]).unstack()
        axes.fill_between(bands.index, bands[0.1], bands[0.9], color=colour, alpha=0.18, linewidth=0)
        axes.plot(bands.index, bands[0.5], color=colour, linestyle=dash, label=label, linewidth=1.6)
    axes.set_title(title, loc="left", fontsize=9)
    axes.set_ylabel(unit)
    return plain(axes)


def small_multiples(
    figure: Figure, series: Mapping[str, pd.DataFrame], names: Sequence[str], columns: int = 3
) -> list[Axes]:
    """A panel a series, with one legend for all.

    Args:
        figure: an empty figure with constrained layout.
        series: one table a scenario, see :func:`trajectory`.
        names: series to draw, such as "frontier"; each names its heading and unit (see :data:`sim.OUTCOMES`).
        columns: panels in a row.

    Returns:
        The axes, one a name.

    Raises:
        ValueError: no name is given, or one is not that of a series with an outcome.
    """
    if not names:
        raise ValueError("expected the name of at least one series")
    outcomes = [measured(name) for name in names]
    grid = figure.subplots(ceil(len(names) / columns), min(columns, len(names)), squeeze=False, sharex=True)
    panels = list(grid.flat)
    for axes, name, outcome in zip(panels, names, outcomes, strict=False):
        trajectory(axes, series, name, titled(name), outcome.unit)
        axes.tick_params(labelsize=SMALL)
    for axes in panels[len(names) :]:
        axes.remove()
    for axes in panels[max(0, len(names) - columns) : len(names)]:
        axes.set_xlabel("quarter of the run")
        axes.tick_params(labelbottom=True)
    legend_above(figure, [*panels[0].get_lines(), band("central 80 % of runs")])
    return panels[: len(names)]
