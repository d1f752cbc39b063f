"""Two starts of one world over a lever, and where in the space of two levers the start decides."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.numbers import level
from sim.plots.style import COLOURS, SMALL, column, legend_above, mark, own_figure, plain, stroke
from sim.plots.tables import need

_LOOKS: dict[str, Any] = {"open": (COLOURS[0], "-", "o"), "closed": (COLOURS[1], "--", "s")}
_GAP: dict[str, Any] = {"color": "0.85", "linewidth": 0.0}
_MOST_TICKS = 7


def picture(
    branches: pd.DataFrame,
    basin: pd.DataFrame,
    memory: pd.DataFrame,
    own: float,
    own_against: float,
    lever: str,
    against: str,
    heading: str,
) -> Figure:
    """Both branches beside the map of memory; tables as in :class:`sim.analysis.tipping.Tipping`.

    Args:
        branches: value, start, end, low and high.
        basin: value, below and above.
        memory: lever, against, closed, open and memory.
        own: the scenario's value of the lever.
        own_against: its value of what that is tried against.
        lever: name of the lever.
        against: name of the other.
        heading: the verdict.

    Raises:
        ValueError: a table has no rows, or lacks a column.
    """
    figure = Figure(figsize=column(2, 0.44), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1.0))
    two_branches(left, branches, basin, own, lever)
    left.set_title(heading, loc="left", fontsize=9)
    map_of_memory(right, memory, own, own_against, lever, against)
    least = memory["against"].min()
    if own_against != least:
        both_at(left, memory[memory["against"] == least], f"both starts, {short(against)} {level(float(least))}")
    return figure


def short(name: str) -> str:
    """A name without what stands in brackets behind it."""
    return name.partition(" (")[0]


def both_at(axes: Axes, cells: pd.DataFrame, label: str) -> None:
    """Both starts at one value of the other lever, as thin lines: where they are one there is one regime."""
    rows = cells.sort_values("lever")
    for start in _LOOKS:
        axes.plot(rows["lever"], rows[start], color="0.45", linewidth=0.8, zorder=1)
    legend_above(own_figure(axes), [stroke(label, "0.45", 0.8)])


def two_branches(axes: Axes, branches: pd.DataFrame, basin: pd.DataFrame, own: float, lever: str) -> Axes:
    """Share of actors open at the end over a lever, from both starts, the gap between them shaded.

    Args:
        axes: where to draw.
        branches: value, start ("closed" or "open"), end (mean), low and high of the runs.
        basin: value, and the shares of actors below and above (NaN: nowhere) at which the end turns.
        own: the scenario's value of the lever, marked on both branches.
        lever: name of the horizontal axis.

    Returns:
        The axes.

    Raises:
        ValueError: a table has no rows, or lacks a column.
    """
    need(branches, "value", "start", "end", "low", "high")
    need(basin, "value", "below", "above")
    sides = {str(start): rows.sort_values("value") for start, rows in branches.groupby("start")}
    ends = [sides[start].set_index("value")["end"] for start in ("closed", "open")]
    axes.fill_between(ends[0].index, ends[0], ends[1], where=ends[1] >= ends[0], interpolate=True, **_GAP)
    for start, rows in sides.items():
        colour, dash, marker = _LOOKS[start]
        spread = rows[["low", "high"]].sub(rows["end"], axis=0).abs().to_numpy().T
        axes.errorbar(
            rows["value"], rows["end"], yerr=spread, color=colour, linestyle=dash, marker=marker, markersize=3.5,
            linewidth=1.4, elinewidth=0.7, clip_on=False,
        )  # fmt: skip
        here = rows[rows["value"] == own]
        axes.plot(here["value"], here["end"], "o", color="black", markersize=7, zorder=4, clip_on=False)
    turns = basin.dropna()
    middle = (turns["below"] + turns["above"]) / 2.0
    axes.plot(turns["value"], middle, color="0.35", linestyle=":", marker="_", markersize=7, linewidth=1.4)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlabel(lever, fontsize=SMALL)
    axes.set_ylabel("share of actors open at the end", fontsize=SMALL)
    plain(axes).tick_params(labelsize=SMALL)
    axes.xaxis.label.set_fontsize(SMALL)
    handles: list[Artist] = [
        Line2D([], [], color=colour, linestyle=dash, marker=marker, markersize=3.5, label=f"begins {start}")
        for start, (colour, dash, marker) in _LOOKS.items()
    ]
    handles += [Patch(label="the start decides", **_GAP), mark("this scenario", "o", "black")]
    if len(turns):
        handles.append(Line2D([], [], color="0.35", linestyle=":", linewidth=1.4, label="so many must begin open"))
    legend_above(own_figure(axes), handles)
    return axes


def map_of_memory(axes: Axes, memory: pd.DataFrame, own: float, own_against: float, lever: str, against: str) -> Axes:
    """Open start less closed start, over both that is turned; values have equal distances.

    Args:
        axes: where to draw, in a figure with constrained layout.
        memory: lever, against and memory, a row a cell.
        own: the scenario's value of the lever, marked where it lies in the map.
        own_against: its value of the other.
        lever: name of the horizontal axis.
        against: name of the vertical axis.

    Returns:
        The axes.

    Raises:
        ValueError: the table has no rows, or lacks a column.
    """
    need(memory, "lever", "against", "memory")
    cells = memory.pivot(index="against", columns="lever", values="memory")
    shown = np.ma.masked_invalid(cells.to_numpy(float))
    axes.patch.set(facecolor="0.9")
    image = axes.imshow(shown, cmap="Blues", vmin=0.0, vmax=1.0, origin="lower", aspect="auto")
    bar = own_figure(axes).colorbar(image, ax=axes, pad=0.02, aspect=25)
    bar.set_label("memory: open start less closed start", fontsize=SMALL)
    bar.ax.tick_params(labelsize=SMALL, length=2)
    bar.outline.set_visible(False)
    for axis, values in ((axes.xaxis, cells.columns), (axes.yaxis, cells.index)):
        every = range(0, len(values), -(-len(values) // _MOST_TICKS))
        axis.set_ticks(list(every), [level(float(values[place])) for place in every])
    place = [_place(cells.columns.to_numpy(float), own), _place(cells.index.to_numpy(float), own_against)]
    if np.isfinite(place).all():
        axes.plot(*place, "o", color="black", markeredgecolor="white", markersize=7)
    axes.set_xlabel(lever, fontsize=SMALL)
    axes.set_ylabel(against, fontsize=SMALL)
    axes.tick_params(labelsize=SMALL, length=2)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _place(values: Any, own: float) -> float:
    """Where a value lies among the columns or rows of a map; NaN beyond them."""
    return float(np.interp(own, values, np.arange(len(values)), left=np.nan, right=np.nan))
