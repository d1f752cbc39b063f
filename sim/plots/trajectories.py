"""Outcomes over time, several scenarios in one picture, and by how much they differ run by run."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from math import ceil
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.plots.style import COLOURS, SMALL, band, legend_above, plain
from sim.plots.tables import measured, need, titled

_DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1)), (0, (6, 1.5, 1.5, 1.5)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3)))
_LEVELS, _DIFFERENCES = 1.0, 0.75
"""Heights of panels."""
_YEAR, _MOST_YEARS = 4, 10
_START: dict[str, Any] = {"color": "0.35", "linestyle": ":", "linewidth": 1.0}
_BEFORE: dict[str, Any] = {"color": "0.94", "linewidth": 0.0}


class Calendar(NamedTuple):
    """When the quarters of a run are.

    Attributes:
        start: first day of the run; None numbers the quarters instead.
        begins: quarters in which policies start that only some scenarios have; each gets a mark.
        first: first quarter of the window over which outcomes are measured; what goes before is shaded.
    """

    start: date | None = None
    begins: tuple[int, ...] = ()
    first: int = 0

    def at(self, quarter: Any) -> Any:
        """Quarters as places on the axis, in years; of one or many."""
        if self.start is None:
            return quarter
        return self.start.year + ((self.start.month - 1) // 3 + quarter) / 4.0

    @property
    def name(self) -> str:
        """What the axis shows."""
        return "quarter of the run" if self.start is None else "year"


QUARTERS = Calendar()
"""Quarters by their numbers."""


def trajectory(
    axes: Axes, series: Mapping[str, pd.DataFrame], name: str, title: str, unit: str, calendar: Calendar = QUARTERS
) -> Axes:
    """Median and central 80 % of a series over seeds, by quarter.

    Args:
        axes: where to draw.
        series: one table a scenario: quarter and series, a row a run and quarter (see :func:`sim.study.table.series`).
        name: column to draw.
        title: heading.
        unit: unit of the vertical axis.
        calendar: when the quarters are.

    Returns:
        The axes.

    Raises:
        ValueError: a table has no such column, or there are more tables than looks of lines.
    """
    if len(series) > len(COLOURS):
        raise ValueError(f"{len(series)} scenarios in one picture; expected at most {len(COLOURS)}")
    for look, (label, table) in enumerate(series.items()):
        need(table, "quarter", name)
        _band(axes, table, name, calendar, look, label)
    axes.set_title(title, loc="left", fontsize=9)
    axes.set_ylabel(unit)
    return _dated(axes, calendar)


def _band(axes: Axes, table: pd.DataFrame, name: str, calendar: Calendar, look: int, label: str) -> None:
    bands = table.groupby("quarter")[name].quantile([0.1, 0.5, 0.9]).unstack()
    x, colour = calendar.at(bands.index.to_numpy()), COLOURS[look]
    axes.fill_between(x, bands[0.1], bands[0.9], color=colour, alpha=0.18, linewidth=0)
    axes.plot(x, bands[0.5], color=colour, linestyle=_DASHES[look], label=label, linewidth=1.6)


def _dated(axes: Axes, calendar: Calendar) -> Axes:
    plain(axes)
    if calendar.first:
        axes.axvspan(calendar.at(0), calendar.at(calendar.first), zorder=0, **_BEFORE)
    for quarter in calendar.begins:
        axes.axvline(calendar.at(quarter), zorder=1, **_START)
    if calendar.start is not None:
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    return axes


def in_years(axes: Axes, calendar: Calendar) -> Axes:
    """Name the years on an axis of quarters, and mark where policies start; without a first day it stays as it is."""
    if calendar.start is None:
        return axes
    first, last = axes.get_xlim()
    january = -((calendar.start.month - 1) // 3) % _YEAR
    years = [quarter for quarter in range(january, int(last) + 1, _YEAR) if quarter >= first]
    shown = years[:: ceil(len(years) / _MOST_YEARS) or 1]
    axes.set_xticks(shown, [f"{calendar.at(quarter):.0f}" for quarter in shown])
    axes.set_xlabel(calendar.name)
    for quarter in calendar.begins:
        axes.axvline(quarter, zorder=1, **_START)
    axes.set_xlim(first, last)
    return axes


def apart(
    axes: Axes, series: Mapping[str, pd.DataFrame], against: str, name: str, unit: str, calendar: Calendar = QUARTERS
) -> Axes:
    """Median and central 80 % of paired differences in a series, by quarter: same seed, other scenario.

    Args:
        axes: where to draw.
        series: one table a scenario: replicate, quarter and series.
        against: label of the scenario from which the others differ.
        name: column to draw.
        unit: unit of the vertical axis.
        calendar: when the quarters are.

    Returns:
        The axes.

    Raises:
        ValueError: a table has no such column.
    """
    place = ["replicate", "quarter"]
    need(series[against], *place, name)
    control = series[against].set_index(place)[name]
    axes.axhline(0.0, color="0.6", linewidth=0.8, zorder=0)
    for look, (label, table) in enumerate(series.items()):
        if label != against:
            need(table, *place, name)
            difference = (table.set_index(place)[name] - control).dropna().reset_index()
            _band(axes, difference, name, calendar, look, label)
    axes.set_ylabel(unit)
    return _dated(axes, calendar)


def small_multiples(
    figure: Figure,
    series: Mapping[str, pd.DataFrame],
    names: Sequence[str],
    columns: int = 3,
    *,
    calendar: Calendar = QUARTERS,
    against: str | None = None,
    titles: Sequence[str] | None = None,
) -> list[Axes]:
    """A panel a series, with one legend for all; beneath each, if asked for, the paired differences.

    Args:
        figure: an empty figure with constrained layout.
        series: one table a scenario, see :func:`trajectory`.
        names: series to draw, such as "frontier"; each names its heading and unit (see :data:`sim.OUTCOMES`).
        columns: panels in a row.
        calendar: when the quarters are.
        against: label of the scenario from which the others' paired differences are drawn, see :func:`apart`; None
            draws levels alone.
        titles: headings; by default the names.

    Returns:
        The axes of the levels, one a name.

    Raises:
        ValueError: no name is given, or one is not that of a series with an outcome.
    """
    if not names:
        raise ValueError("expected the name of at least one series")
    outcomes = [measured(name) for name in names]
    across, both = min(columns, len(names)), against is not None
    heights = [_LEVELS, _DIFFERENCES] if both else [_LEVELS]
    down = ceil(len(names) / columns)
    grid = figure.subplots(
        down * len(heights), across, squeeze=False, sharex=True, height_ratios=heights * down
    )  # fmt: skip
    panels = list(grid[:: len(heights)].flat)
    below = list(grid[1::2].flat) if both else panels
    headings = titles or [titled(name) for name in names]
    for axes, name, outcome, heading in zip(panels, names, outcomes, headings, strict=False):
        trajectory(axes, series, name, heading, outcome.unit, calendar)
        axes.tick_params(labelsize=SMALL)
    if against is not None:
        for axes, name in zip(below, names, strict=False):
            apart(axes, series, against, name, "difference", calendar).tick_params(labelsize=SMALL)
    for axes in {*panels[len(names) :], *below[len(names) :]}:
        axes.remove()
    for axes in below[max(0, len(names) - columns) : len(names)]:
        axes.set_xlabel(calendar.name)
        axes.tick_params(labelbottom=True)
    legend_above(
        figure, [*islice(panels[0].get_lines(), len(series)), band("central 80 % of runs"), *_legend(calendar)]
    )
    return panels[: len(names)]


def _legend(calendar: Calendar) -> list[Line2D | Patch]:
    begins = [Line2D([], [], label="a policy starts", **_START)] if calendar.begins else []
    before = [Patch(label="before the window", **_BEFORE)] if calendar.first else []
    return [*begins, *before]
