"""Stylised facts: the data, drawn over runs."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.style import COLOURS, plain

_STYLES = (("o", "-"), ("s", "--"))
_POINT: dict[str, Any] = {"markersize": 4.5, "markeredgecolor": "white", "markeredgewidth": 0.6}
_ROOM = 1.3
"""Room above the curves for a legend."""
_PANELS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("open share of releases", "share", {"open share": ""}),
    ("open share by bloc", "share", {"open share, us": "United States", "open share, china": "China"}),
    ("closed less open frontier", "index points", {"gap": ""}),
    ("concentration of output", "HHI", {"concentration": ""}),
    ("contenders", "organisations", {"contenders": ""}),
    ("joint releases", "share", {"joint": "of all", "joint across": "of China's, with US"}),
    ("first-time makers", "share", {"first-timers": ""}),
)


def course(axes: Axes, table: pd.DataFrame, names: Mapping[str, str], title: str, unit: str) -> Axes:
    """Draw measures by year: points for the data, median and central interval of the runs.

    Args:
        axes: where to draw.
        table: see :func:`sim.analysis.facts.yearly.courses`.
        names: courses to draw, with their labels; "" for none.
        title: heading.
        unit: of the vertical axis.

    Returns:
        The axes.
    """
    for colour, (marker, dash), (name, label) in zip(COLOURS, _STYLES, names.items(), strict=False):
        data, model = (_side(table, name, side) for side in ("data", "model"))
        axes.fill_between(model["year"], model["low"], model["high"], color=colour, alpha=0.2, linewidth=0)
        axes.plot(model["year"], model["value"], color=colour, linestyle=dash, linewidth=1.5)
        axes.plot(data["year"], data["value"], color=colour, marker=marker, linestyle="none", zorder=3, **_POINT)
        axes.plot([], [], color=colour, marker=marker, linestyle=dash, label=label, **_POINT)
    axes.set(title=title, ylabel=unit, xticks=range(2019, 2027, 2))
    low, high = axes.get_ylim()
    if any(names.values()):
        axes.legend(frameon=False, fontsize=7, loc="upper right", ncols=2, columnspacing=1.0, borderpad=0.1)
        high = low + (high - low) * _ROOM
    axes.set_ylim(min(0.0, low), high)
    plain(axes)
    axes.set_xlim(2018.6, 2026.4)
    return axes


def lag(axes: Axes, values: "pd.Series[float]", data: tuple[float, float, float]) -> Axes:
    """Draw the months by which open trails closed: distribution over runs, and the data with their interval."""
    counts = values.dropna().round(1).value_counts(normalize=True).sort_index()
    axes.bar(counts.index, counts, width=2.0, color=COLOURS[0], alpha=0.45)
    axes.axvspan(data[1], data[2], color="0.85", zorder=0)
    axes.axvline(data[0], color="0.25", linewidth=1.4)
    axes.annotate("data", (data[0], 1), (3, -2), xycoords=("data", "axes fraction"), textcoords="offset points",
                  fontsize=7, va="top")  # fmt: skip
    axes.set(title="best open behind best closed (3)", xlabel="months", ylabel="share of runs")
    plain(axes)
    axes.set_xlim(0, max([data[2], *counts.index]) + 2)
    axes.set_ylim(bottom=0.0)
    return axes


def overview(table: pd.DataFrame, values: "pd.Series[float]", data: tuple[float, float, float]) -> Figure:
    """Draw all courses of a table, and the lag, in one figure; the numbers in brackets are those of the facts.

    Args:
        table: see :func:`sim.analysis.facts.yearly.courses`.
        values: lag of each run, months.
        data: lag of the data with its interval, months.
    """
    panels = [panel for panel in _PANELS if table["course"].isin(list(panel[2])).any()]
    figure = Figure(figsize=(10.4, 5.2), layout="constrained")
    places = list(figure.subplots(2, (len(panels) + 2) // 2).flat)
    for place, (title, unit, names) in zip(places, panels, strict=False):
        there = table[table["course"].isin(list(names))]
        numbers = ", ".join(map(str, sorted(there["fact"].unique())))
        drawn = {name: label for name, label in names.items() if name in set(there["course"])}
        course(place, table, drawn, f"{title} ({numbers})", unit)
    lag(places[len(panels)], values, data)
    for place in places[len(panels) + 1 :]:
        place.remove()
    figure.supxlabel("points: data; lines and bands: median and central 90 % of the runs", fontsize=8)
    return figure


def _side(table: pd.DataFrame, name: str, side: str) -> pd.DataFrame:
    return table[(table["course"] == name) & (table["side"] == side)].sort_values("year")
